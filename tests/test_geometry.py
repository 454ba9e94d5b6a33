"""The conversions between the spaces: invertible, and right on cases worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.geometry import Matrix, PageFrame, Point, Quad, Rect, union

coordinates = st.floats(-2000, 2000, allow_nan=False)
sizes = st.floats(1, 3000)


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    x, y, width, height = draw(coordinates), draw(coordinates), draw(sizes), draw(sizes)
    return Rect(x, y, x + width, y + height)


@st.composite
def frames(draw: st.DrawFn) -> PageFrame:
    media = draw(rects())
    inset = draw(st.floats(0, 0.4))
    crop = Rect(
        media.x0 + inset * media.width,
        media.y0 + inset * media.height / 2,
        media.x1,
        media.y1 - inset * media.height / 3,
    )
    return PageFrame(media, crop, draw(st.sampled_from((0, 90, 180, 270))), draw(st.sampled_from((1.0, 0.5, 10.0))))


@given(frames(), coordinates, coordinates)
def test_to_user_undoes_to_display(frame: PageFrame, x: float, y: float) -> None:
    there = frame.to_display.apply(Point(x, y))
    back = frame.to_user.apply(there)
    assert math.dist((x, y), (back.x, back.y)) < 1e-5


@given(frames())
def test_the_crop_box_fills_the_display(frame: PageFrame) -> None:
    shown = frame.to_display.rect(frame.crop_box)
    for got, wanted in zip((shown.x0, shown.y0, shown.x1, shown.y1), (0, 0, frame.width, frame.height), strict=True):
        assert got == pytest.approx(wanted, abs=1e-6)


@given(frames())
def test_display_is_turned_never_mirrored(frame: PageFrame) -> None:
    assert frame.to_display.determinant == pytest.approx(frame.user_unit**2)


@pytest.mark.parametrize(
    ("rotate", "expected"),
    # The corner that a reader sees at the bottom left when the page is turned clockwise.
    [(0, Point(100, 200)), (90, Point(500, 200)), (180, Point(500, 800)), (270, Point(100, 800))],
)
def test_the_displayed_origin_on_an_offset_media_box(rotate: int, expected: Point) -> None:
    box = Rect(100, 200, 500, 800)
    frame = PageFrame(box, box, rotate)
    corner = frame.to_user.apply(Point(0, 0))
    assert (corner.x, corner.y) == (pytest.approx(expected.x), pytest.approx(expected.y))


def test_layout_space_ignores_the_crop_box_and_the_user_unit() -> None:
    frame = PageFrame(Rect(10, 20, 110, 220), Rect(30, 40, 100, 200), 0, 2.0)
    assert frame.layout_to_user.apply(Point(0, 0)) == Point(10, 20)
    assert frame.width == 140


@given(rects(), st.floats(-5000, 5000))
def test_a_grown_rect_is_never_inside_out(rect: Rect, by: float) -> None:
    grown = rect.grown(by)
    assert grown.width >= -1e-6
    assert grown.height >= -1e-6


@given(rects(), rects())
def test_an_intersection_lies_in_both(one: Rect, other: Rect) -> None:
    shared = one.intersection(other)
    assert (shared is not None) == one.overlaps(other)
    if shared is not None:
        assert one.contains(shared)
        assert other.contains(shared)
    assert union((one, other)).contains(one)


def test_then_does_the_first_matrix_first() -> None:
    moved_then_turned = Matrix(e=10).then(Matrix(0, 1, -1, 0))
    turned = moved_then_turned.apply(Point(0, 0))
    assert (turned.x, turned.y) == (0, 10)


def test_quad_points_are_in_the_order_that_viewers_use() -> None:
    assert Quad.of(Rect(1, 2, 30, 40)).quad_points == (1, 40, 30, 40, 1, 2, 30, 2)
    assert Quad.of(Rect(1, 2, 30, 40)).angle == 0
