"""Marks stand over, under and in their letters, and do not cover one another."""

from __future__ import annotations

import pytest

from overlay.appearance.diacritics import GlyphRun, glyph_runs, is_mark
from overlay.appearance.fonts import load
from overlay.appearance.script import visual

FONTS = load()
SIZE = 1000.0


def placed(text: str, *, leftwards: bool = False) -> tuple[GlyphRun, ...]:
    return glyph_runs(FONTS.runs(visual(text, right_to_left=leftwards)), SIZE)[0]


def extent(run: GlyphRun) -> tuple[float, float, float, float]:
    """The ink of a run's last glyph: left, foot, right, top."""
    x = run.x + run.face.width(run.glyphs[:-1], SIZE)
    box = run.face.box(run.glyphs[-1])
    assert box
    return x + box.x0, run.rise + box.y0, x + box.x1, run.rise + box.y1


def test_text_without_marks_is_one_run() -> None:
    runs, advance = glyph_runs(FONTS.runs("eight (8)"), SIZE)
    assert [run.glyphs for run in runs] == ["eight (8)"]
    assert advance == pytest.approx(FONTS.width("eight (8)", SIZE))


@pytest.mark.parametrize("letter", ["x", "b", "W", "l"])
def test_a_mark_stands_over_the_middle_of_its_letter(letter: str) -> None:
    base, mark, _ = placed(f"a{letter}\u0302c")
    letter_ink, mark_ink = extent(base), extent(mark)
    assert (mark_ink[0] + mark_ink[2]) / 2 == pytest.approx((letter_ink[0] + letter_ink[2]) / 2)
    assert mark_ink[1] >= letter_ink[3] - 1


def test_marks_stack() -> None:
    _, low, high = placed("x\u0302\u0301")
    assert extent(high)[1] >= extent(low)[3] - 1


def test_what_follows_goes_on_where_the_letter_ended() -> None:
    *_, last = placed("x\u0302c")
    assert last.glyphs == "c"
    assert last.x == pytest.approx(FONTS.width("x", SIZE))
    assert glyph_runs(FONTS.runs("x\u0302c"), SIZE)[1] == pytest.approx(FONTS.width("xc", SIZE))


def test_hebrew_points_stand_at_their_letters() -> None:
    runs = placed("שָׁלוֹם", leftwards=True)
    shin = next(run for run in runs if "ש" in run.glyphs)
    dot = next(run for run in runs if run.glyphs == "\u05c1")
    qamats = next(run for run in runs if run.glyphs == "\u05b8")
    ink = extent(shin)
    assert extent(dot)[2] == pytest.approx(ink[2])
    assert ink[0] <= extent(qamats)[0]
    assert extent(qamats)[2] <= ink[2]
    assert extent(qamats)[3] <= ink[1]


def test_arabic_vowels_keep_to_their_own_letters() -> None:
    runs = placed("مُحَمَّد", leftwards=True)
    letters = [run for run in runs if not is_mark(run.glyphs)]
    assert len([run for run in runs if is_mark(run.glyphs)]) == 4
    damma = next(run for run in runs if run.glyphs == "\u064f")
    first_letter = letters[-1]
    left, _, right, _ = extent(first_letter)
    assert left <= (extent(damma)[0] + extent(damma)[2]) / 2 <= right


def test_a_mark_with_no_letter_is_drawn_all_the_same() -> None:
    assert [run.glyphs for run in placed("\u0302")] == ["\u0302"]
