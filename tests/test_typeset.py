"""Notes and bands: every setting says all that was asked, in type that can be read, within its box."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.appearance import typeset
from overlay.appearance.blocks import ASCENT, DESCENT, LEAST_SIZE, Block
from overlay.appearance.fonts import load
from overlay.appearance.typeset import BandContent, Note
from overlay.erratum import Caveat, Erratum, ReleaseStatus, Scope, Substitution
from overlay.errors import UnsupportedError
from tests.drawn import ERRATA, release

FONTS = load()
FULL = "Erratum 1 For “eight” read “fifteen (15)”. Metropolitan Police Service, 01.FOI.24.038993, 12 November 2024"


def check_block(block: Block) -> None:
    for placed in block.lines:
        for segment in placed.line.segments:
            assert segment.size >= LEAST_SIZE
        size = placed.line.size
        assert placed.x >= 0
        assert placed.x + placed.line.width <= block.width + 0.01
        assert placed.baseline - DESCENT * size >= 0
        assert placed.baseline + ASCENT * size <= block.height + 0.01
    baselines = [placed.baseline for placed in block.lines]
    assert baselines == sorted(baselines, reverse=True)


def check_note(note: Note) -> None:
    assert [setting.option for setting in note.settings] == list(range(len(note.blocks)))
    for setting, block in zip(note.settings, note.blocks, strict=True):
        assert (setting.width, setting.height, setting.size) == (block.width, block.height, block.size)
        check_block(block)


def test_every_setting_of_a_note_says_the_same() -> None:
    note = typeset.note(ERRATA[0], "1", release(), FONTS)
    check_note(note)
    assert note.text == FULL
    assert {block.text for block in note.blocks} == {FULL}
    assert note.key == "1"
    assert note.label == "Erratum 1"


def test_the_settings_go_from_wide_to_narrow_and_from_large_to_small() -> None:
    note = typeset.note(ERRATA[0], "1", release(), FONTS)
    widths = [setting.width for setting in note.settings]
    assert min(widths) < 66
    assert max(widths) > 160
    sizes = {setting.size for setting in note.settings}
    assert max(sizes) == 8.0
    assert min(sizes) == 6.5


def test_no_word_is_split_while_it_need_not_be() -> None:
    first = typeset.note(ERRATA[0], "1", release(), FONTS).blocks[0]
    assert not any(placed.line.continues for placed in first.lines)
    assert first.lines[-1].line.text.endswith("12 November 2024")


def test_the_style_sets_sizes_but_never_below_what_can_be_read() -> None:
    small = typeset.note(ERRATA[0], "1", release(note_size=4.0, smallest_size=3.0), FONTS)
    assert {setting.size for setting in small.settings} == {6.5}
    check_note(small)
    large = typeset.note(ERRATA[0], "1", release(note_size=12.0, smallest_size=9.0), FONTS)
    assert {setting.size for setting in large.settings} >= {12.0, 9.0}


def test_a_large_page_has_larger_notes() -> None:
    assert typeset.page_scale(595, 842) == 1.0
    assert typeset.page_scale(2384, 3370) == pytest.approx(2.83, abs=0.01)
    poster = typeset.note(ERRATA[0], "1", release(), FONTS, scale=2.83)
    assert poster.settings[0].size == pytest.approx(22.64)
    check_note(poster)


def test_a_long_correction_keeps_every_word() -> None:
    change = Substitution(" ".join(f"wrong{n}" for n in range(90)), " ".join(f"right{n}" for n in range(90)))
    note = typeset.note(Erratum("7", change), "7", release(), FONTS)
    check_note(note)
    assert "wrong44 wrong45" in note.text
    assert max(setting.width for setting in note.settings) > 300


def test_a_caveat_to_a_page_is_offered_broad_boxes_first() -> None:
    caveat = Erratum("2", Caveat("Word " * 60, Scope.CITED_PAGE))
    note = typeset.note(caveat, "2", release(), FONTS, page_width=595)
    check_note(note)
    assert note.settings[0].width > 350


def test_the_band_reports_and_carries_the_caveats() -> None:
    content = BandContent(1, 1, (("2", "Not an evaluation."),))
    note = typeset.band(content, release(), FONTS, page_width=595)
    check_note(note)
    assert note.text.startswith(
        "CORRECTED COPY – 1 erratum, 1 caveat. The original is contained unaltered. Metropolitan"
    )
    assert note.text.endswith("12 November 2024 Caveat 2 Not an evaluation.")
    whole = [block for block in note.blocks if not block.needs_sheet]
    short = [block for block in note.blocks if block.needs_sheet]
    assert whole
    assert short
    assert list(note.blocks) == [*whole, *short]
    assert all(block.text.endswith("See the errata sheet at the end of this document.") for block in short)


def test_the_band_of_a_draft_says_so() -> None:
    draft = dataclasses.replace(release(), status=ReleaseStatus.DRAFT)
    assert typeset.band(BandContent(2, 0), draft, FONTS, page_width=300).text.startswith("DRAFT – CORRECTED COPY – 2")


def test_a_band_without_caveats_never_points_to_a_sheet() -> None:
    note = typeset.band(BandContent(2, 0), release(), FONTS, page_width=595)
    assert not any(block.needs_sheet for block in note.blocks)


@pytest.mark.parametrize(
    ("text", "named"), [("中", "U+4E2D"), ("\u202eabc", "U+202E"), ("a\x07b", "U+0007"), ("क", "U+0915")]
)
def test_what_cannot_be_drawn_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(UnsupportedError) as refused:
        typeset.note(Erratum("9", Substitution("eight", text)), "9", release(), FONTS)
    assert named in refused.value.message
    assert refused.value.message.count("Erratum 9") == 1


def test_right_to_left_words_stand_on_lines_of_their_own() -> None:
    note = typeset.note(Erratum("6", Substitution("שמונה", "חמישה עשר (15)")), "6", release(), FONTS)
    check_note(note)
    assert [placed.line.text for placed in note.blocks[0].lines][:4] == [
        "Erratum 6 For",
        "“שמונה”",
        "read",
        "“חמישה עשר (15)”.",
    ]
    assert note.text.startswith("Erratum 6 For “שמונה” read “חמישה עשר (15)”. Metropolitan")


def test_a_caveat_from_right_to_left_is_set_from_the_right() -> None:
    block = typeset.note(Erratum("6", Caveat("הדוח אינו הערכה", Scope.PASSAGE)), "6", release(), FONTS).blocks[0]
    check_block(block)
    ends = [placed.x + placed.line.width for placed in block.lines if "ה" in placed.line.text]
    assert ends
    assert max(ends) - min(ends) < 0.01


@given(number=st.integers(1, 9999).map(str), scale=st.floats(1, 3))
@settings(max_examples=30, deadline=None)
def test_a_marker_holds_its_number(number: str, scale: float) -> None:
    for width, height in typeset.marker_sizes(number, FONTS, scale=scale):
        assert width >= height > 0
        assert width >= FONTS.width(number, height / typeset.MARKER_HEIGHT, bold=True)


@given(st.text(st.characters(codec="latin-1", exclude_categories=("Cc", "Cf")), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_latin_text_is_kept_to_the_letter(text: str) -> None:
    note = typeset.note(Erratum("1", Substitution("x", text)), "1", release(), FONTS)
    check_note(note)
    wanted = "".join(f"Erratum 1 For “x” read “{text}”.".split())
    assert all("".join(block.text.split()).startswith(wanted) for block in note.blocks)


def test_a_word_is_torn_between_letters_only_where_no_setting_keeps_it_whole() -> None:
    spelling = Erratum("1", Substitution("consectetuer", "consectetur"))
    made = typeset.note(spelling, "1", release(), FONTS)
    for block in made.blocks:
        for line in (placed.line for placed in block.lines):
            assert not line.continues or not line.text[-1].isalpha()
    endless = typeset.note(Erratum("1", Substitution("a", "x" * 700)), "1", release(), FONTS)
    assert any(placed.line.continues for placed in endless.blocks[0].lines)


def test_a_note_longer_than_a_page_takes_is_set_once_and_offers_no_settings() -> None:
    made = typeset.note(Erratum("1", Substitution("a", "x" * 19_000)), "1", release(), FONTS)
    assert made.settings == ()
    assert len(made.blocks) == 1
    assert made.text.count("x") == 19_000
