"""Marks follow their words, at any angle."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.appearance.marks import LEAST_THICKNESS, caret, end_of_words, strike, underline
from overlay.geometry import Matrix, Point, Quad, Rect

WORDS = Quad.of(Rect(100, 700, 130, 712))


def turned(degrees: float) -> Matrix:
    turn = math.radians(degrees)
    return Matrix(math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 300, 400)


def test_a_strike_runs_through_the_middle_of_the_small_letters() -> None:
    drawn = strike(WORDS)
    assert [point.x for point in drawn.points] == [100, 130]
    assert all(704 < point.y < 707 for point in drawn.points)
    assert drawn.thickness == pytest.approx(12 / 14)


def test_a_strike_is_never_too_thin_to_print() -> None:
    assert strike(Quad.of(Rect(0, 0, 10, 2))).thickness == LEAST_THICKNESS


@given(st.floats(-180, 180))
def test_marks_turn_with_their_words(degrees: float) -> None:
    turn = turned(degrees)
    quad = turn.quad(WORDS)
    foot = Point(130, 700)
    for straight, crooked in (
        (strike(WORDS), strike(quad)),
        (underline(WORDS), underline(quad)),
        (caret(foot, WORDS), caret(turn.apply(foot), quad)),
    ):
        for point, other in zip(straight.points, crooked.points, strict=True):
            moved = turn.apply(point)
            assert (moved.x, moved.y) == pytest.approx((other.x, other.y), abs=1e-6)


def test_a_column_is_struck_from_top_to_bottom() -> None:
    drawn = strike(Quad.of(Rect(100, 600, 112, 700)), vertical=True)
    assert [(point.x, point.y) for point in drawn.points] == [(106, 700), (106, 600)]


def test_a_caret_points_up_to_the_baseline() -> None:
    left, tip, right = caret(Point(130, 700), WORDS).points
    assert tip.x == 130
    assert 701 < tip.y < 704
    assert left.y == right.y < 700
    assert left.x < tip.x < right.x


def test_words_from_right_to_left_end_at_their_left() -> None:
    assert end_of_words(WORDS, "eight") == Point(130, 700)
    assert end_of_words(WORDS, "שמונה") == Point(100, 700)
