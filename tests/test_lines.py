"""Breaking into lines: nothing is lost, nothing is too wide, breaks stand where a reader expects them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.appearance.fonts import load
from overlay.appearance.lines import SLACK, Broken, Piece, broken, line_count, measured

FONTS = load()
WORDS = st.text(st.sampled_from("abcdefgh ijk-mn/ow.,(1250)“é”Ωж \u00a0x\u0302"), max_size=80)


def lines_of(text: str, width: float, size: float = 8.0) -> Broken:
    return broken(measured([Piece(text, size)], FONTS), width, FONTS)


def texts(text: str, width: float) -> list[str]:
    return [line.text for line in lines_of(text, width).lines]


@given(text=WORDS, width=st.floats(20, 300))
@settings(max_examples=150, deadline=None)
def test_every_character_stays_and_no_line_is_too_wide(text: str, width: float) -> None:
    done = lines_of(text, width)
    joined = "".join(line.text + ("" if line.continues else " ") for line in done.lines)
    assert joined.split() == text.split()
    assert all(line.width <= width + SLACK for line in done.lines)


@given(text=WORDS, width=st.floats(60, 300))
@settings(max_examples=100, deadline=None)
def test_counting_lines_agrees_with_breaking_them(text: str, width: float) -> None:
    words = measured([Piece(text.strip() or "x", 8.0)], FONTS)
    done = broken(words, width, FONTS)
    whole = all(word.width <= width + SLACK for word in words)
    assert whole == (done.split == 0)
    if whole and "  " not in text:
        assert line_count(words, width) == len(done.lines)


def test_breaks_stand_at_spaces_and_within_compounds() -> None:
    assert texts("For “eight” read “fifteen (15)”.", 55) == ["For “eight”", "read “fifteen", "(15)”."]
    assert texts("women and/or men–boys", 38) == ["women", "and/or", "men–", "boys"]


def test_no_line_ends_in_a_hyphen_that_was_typed() -> None:
    """PDFium takes a hyphen at a line's end for hyphenation and drops it from the text."""
    for width in range(20, 80):
        assert not any(line.endswith("-") for line in texts("a well-known one-to-one face-to-face meeting", width))


@pytest.mark.parametrize("text", ["2024-11-12", "fifteen\u00a0(15)", "1,250.50", "–1"])
def test_figures_and_what_is_tied_stay_whole_where_they_fit(text: str) -> None:
    assert text in texts(f"aaaa {text} bbbb", FONTS.width(text, 8) + 1)


def test_a_word_too_long_is_cut_behind_its_punctuation() -> None:
    assert texts("01.FOI.24.038993", 50) == ["01.FOI.24.", "038993"]
    done = lines_of("https://example.org/a/very/long/path", 60)
    assert done.split
    assert "".join(line.text for line in done.lines) == "https://example.org/a/very/long/path"


def test_a_mark_is_not_parted_from_its_letter() -> None:
    for line in lines_of("x\u0302" * 40, 30).lines:
        assert not unicodedata.combining(line.text[0])


def test_what_is_to_be_kept_whole_is() -> None:
    words = measured([Piece("Erratum 1", 8.0, bold=True, whole=True), Piece(" For", 8.0)], FONTS)
    assert [line.text for line in broken(words, 45, FONTS).lines] == ["Erratum 1", "For"]


def test_right_to_left_lines_keep_their_reading_text() -> None:
    text = "הדוח אינו מסווג כהערכה של הפיילוט"
    done = broken(measured([Piece(text, 8.0)], FONTS), 70, FONTS, right_to_left=True)
    assert len(done.lines) > 1
    assert " ".join(line.text for line in done.lines) == text
    first = done.lines[0]
    assert first.segments[0].runs[0].glyphs == first.text[::-1]
