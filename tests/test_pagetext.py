"""Page text against pages written by hand, and against PDFium as the second reader."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import composite

from overlay.anchor import Stretch
from overlay.errors import DamagedError, LimitError, UnsupportedError
from overlay.geometry import Point, Quad
from overlay.pagetext import Char, Pages, PageText
from overlay.pagetext.glyphs import Glyph
from overlay.screen import Screen
from tests.hand_set import at, pdf


def read(content: str, **settings_: object) -> PageText:
    return Pages(pdf(content, **settings_)).text(0)  # type: ignore[arg-type]


def chars_of(text: PageText, words: str) -> list[Char]:
    at = text.text.index(words)
    return [char for char in text.chars[at : at + len(words)] if char is not None]


def quad_of(text: PageText, words: str) -> Quad:
    found = chars_of(text, words)
    return Quad(
        found[0].quad.top_left, found[-1].quad.top_right, found[0].quad.bottom_left, found[-1].quad.bottom_right
    )


def near(point: Point, x: float, y: float, by: float = 0.05) -> bool:
    return math.dist((point.x, point.y), (x, y)) <= by


# --- where characters stand -------------------------------------------------------------------------------------


def test_every_position_has_its_character() -> None:
    text = read("BT /F1 10 Tf 72 700 Td (eight young men) Tj ET")
    assert text.text == "eight young men"
    assert [char.text for char in text.chars if char] == list(text.text)
    quad = quad_of(text, "eight")
    assert near(quad.bottom_left, 72, 700 + quad.bottom_left.y - 700)
    assert quad.bottom_left.y < 700 < quad.top_left.y
    # Helvetica: e 556, i 222, g 556, h 556, t 278
    assert quad.width == pytest.approx(21.68, abs=0.01)


def test_spacing_follows_the_last_glyph_of_a_string_too() -> None:
    """ISO 32000-1, 9.4.4: every glyph's displacement has Tc in it, the last one's and one before a number not excepted."""
    text = read("BT /F1 10 Tf 5 Tc 10 700 Td (ab) Tj (c) Tj [-1000 (d)] TJ ET")
    starts = [char.quad.bottom_left.x for char in text.chars if char]
    assert starts == pytest.approx([10, 10 + 5.56 + 5, 20.56 + 5.56 + 5, 31.12 + 5 + 5 + 10], abs=0.01)


def test_word_spacing_and_scaling() -> None:
    text = read("BT /F1 10 Tf 50 Tz 4 Tw 10 700 Td (a b) Tj ET")
    starts = [char.quad.bottom_left.x for char in text.chars if char]
    assert starts == pytest.approx([10, 10 + 2.78, 12.78 + 1.39 + 2], abs=0.01)


def test_the_quote_operators_move_to_the_next_line() -> None:
    text = read("BT /F1 10 Tf 14 TL 10 700 Td (one) Tj (two) ' 0 0 (three) \" ET")
    assert text.text == "one\ntwo\nthree"
    assert [chars_of(text, word)[0].line for word in ("one", "two", "three")] == [0, 1, 2]


def test_a_backslash_before_another_character_is_left_out() -> None:
    assert read("BT /F1 10 Tf 10 700 Td (a\\ b\\q \\(c\\) \\101 (d(e))) Tj ET").text == "a bq (c) A (d(e))"


def test_text_in_a_form_stands_where_the_form_is_put() -> None:
    form = "<</Type/XObject/Subtype/Form/BBox[0 0 200 50]/Matrix[1 0 0 1 5 5]/Length 37>>stream\nBT /F1 10 Tf 1 1 Td (within) Tj ET   \nendstream"
    text = read("q 2 0 0 2 100 300 cm /X1 Do Q", more=(form,))
    assert text.text == "within"
    assert near(text.chars[0].quad.bottom_left, 112, text.chars[0].quad.bottom_left.y)  # type: ignore[union-attr]
    assert text.chars[0].size == pytest.approx(20)  # type: ignore[union-attr]


def test_a_form_that_draws_itself_ends() -> None:
    form = (
        "<</Type/XObject/Subtype/Form/BBox[0 0 200 50]/Resources<</XObject<</X1 100 0 R>>>>/Length 8>>stream\n"
        "/X1 Do  \nendstream"
    )
    assert read("BT /F1 10 Tf 10 700 Td (before) Tj ET /X1 Do", more=(form,)).text == "before"


def test_a_vertical_column_reads_downwards() -> None:
    cid = (
        "/F2 <</Type/Font/Subtype/Type0/BaseFont/X/Encoding/UniJIS-UCS2-V/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        "/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>]>>"
    )
    text = read("BT /F2 20 Tf 300 700 Td <65E5672C8A9E> Tj ET BT /F2 20 Tf 260 700 Td <65E5> Tj ET", fonts=cid)
    assert text.text == "日本語\n日"
    first, second = text.chars[0], text.chars[1]
    assert first is not None
    assert second is not None
    assert near(first.quad.top_left, 290, 700)
    assert near(first.quad.bottom_right, 310, 680)
    assert near(second.quad.top_left, 290, 680)


def test_a_type_3_font_has_its_own_scale() -> None:
    type3 = (
        "/F3 <</Type/Font/Subtype/Type3/FontBBox[0 -2 8 8]/FontMatrix[0.1 0 0 0.1 0 0]/FirstChar 97/LastChar 98"
        "/Widths[6 8]/CharProcs<<>>/Encoding<</Type/Encoding/Differences[97/a/b]>>>>"
    )
    text = read("BT /F3 10 Tf 50 700 Td (ab) Tj ET", fonts=type3)
    assert text.text == "ab"
    quad = quad_of(text, "ab")
    assert quad.width == pytest.approx(14)
    assert (quad.bottom_left.y, quad.top_left.y) == pytest.approx((698, 708))


@composite
def pages(draw: st.DrawFn) -> tuple[str, str]:
    """The entries of a page, and content that shows "eight young men" on it by some matrix."""
    x0, y0 = draw(st.integers(-200, 200)), draw(st.integers(-200, 200))
    rotate = draw(st.sampled_from((0, 90, 180, 270, -90, 450)))
    angle = math.radians(draw(st.sampled_from((0, 90, 180, 270, 30, -45, 5))))
    size = draw(st.floats(6, 20))
    cos, sin = math.cos(angle), math.sin(angle)
    page = (
        f"/MediaBox[{x0} {y0} {x0 + 500} {y0 + 600}]/CropBox[{x0 + 10} {y0 + 20} {x0 + 480} {y0 + 590}]/Rotate {rotate}"
    )
    text_state = f"{draw(st.floats(-0.2, 2)):.3f} Tc {draw(st.floats(0, 4)):.3f} Tw {draw(st.integers(60, 140))} Tz {draw(st.floats(-3, 3)):.3f} Ts"
    matrix = f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x0 + 250} {y0 + 300} Tm"
    return (
        page,
        f"q 0.9 0 0 0.9 {x0 * 0.1:.3f} {y0 * 0.1:.3f} cm BT /F1 {size:.2f} Tf {text_state} {matrix} (eight young men) Tj ET Q",
    )


@given(pages())
@settings(max_examples=60, deadline=None)
@example(("/MediaBox[100 200 500 800]/Rotate 90", "BT /F1 12 Tf 200 400 Td (eight young men) Tj ET"))
def test_two_readers_agree_wherever_the_words_stand(case: tuple[str, str]) -> None:
    page, content = case
    source = pdf(content, page=page)
    text = Pages(source).text(0)
    assert "".join(text.text.split()) == "eightyoungmen"
    own = [char.quad for char in text.chars if char and char.text.strip()]
    quad = Quad(own[0].top_left, own[-1].top_right, own[0].bottom_left, own[-1].bottom_right)
    box = Screen(source).boxes(0, "eight young men", quad)
    assert box is not None
    bounds = quad.bounds
    assert bounds.contains(box, slack=0.6)
    assert math.dist((bounds.centre.x, bounds.centre.y), (box.centre.x, box.centre.y)) < 0.45 * quad.height
    apart = Screen(source).disagreement(Stretch(0, quad, "eight young men"))
    assert apart is not None
    assert not apart.is_too_far, apart


# --- reading order ----------------------------------------------------------------------------------------------


def test_an_overprinted_word_is_read_once() -> None:
    assert read(at(72, 700, "bold") + at(72.3, 700, "bold") + at(100, 700, "all ll")).text == "bold all ll"


def test_twins_in_a_narrow_face_stay_two() -> None:
    assert read("BT /F1 10 Tf 40 Tz 72 700 Td (illlil) Tj ET").text == "illlil"


def test_words_drawn_in_another_order_are_read_along_the_line() -> None:
    text = read(at(72, 700, "one") + at(72, 680, "below") + at(112, 700, "three") + at(92, 700, "two"))
    assert text.text.split() == ["one", "two", "three", "below"]
    assert [chars_of(text, word)[0].line for word in ("one", "two", "three", "below")] == [0, 0, 0, 1]


def test_letters_placed_one_by_one_have_spaces_between_words() -> None:
    glyphs = "".join(at(72 + 7 * index, 700, letter) for index, letter in enumerate("no gap") if letter != " ")
    assert read(glyphs).text == "no gap"


def test_a_letter_spaced_heading_is_not_torn_apart() -> None:
    assert read("BT /F1 10 Tf 4 Tc 72 700 Td (REPORT) Tj 12 0 Td ET").text == "REPORT"


def test_letters_set_close_have_narrow_spaces_between_their_words() -> None:
    assert read("BT /F1 10 Tf -0.25 Tc 72 700 Td [(Tort) -175 (Claims) -175 (Act)] TJ ET").text == "Tort Claims Act"


def test_a_formula_in_a_line_leaves_its_words_their_spaces() -> None:
    shown = "[(a) -280 (=) -280 (9) -1 (0) -333 (m) -1 (e) -1 (an) -1 (s) -333 (b) -280 (=) -280 (3)] TJ"
    assert read(f"BT /F1 10 Tf 72 700 Td {shown} ET").text == "a = 90 means b = 3"


def test_words_before_a_row_of_dots_keep_their_spaces() -> None:
    dots = "[" + "(.) -250 " * 30 + "] TJ"
    row = read(f"BT /F1 10 Tf 72 700 Td [(5.17) -500 (Late) -333 (fees)] TJ 60 0 Td {dots} 190 0 Td (18) Tj ET").text
    assert row.startswith("5.17 Late fees")
    assert row.endswith("18")


def test_a_letter_set_lower_stays_in_its_word() -> None:
    shown = read(
        "BT /F1 10 Tf 72 700 Td (The T) Tj ET BT /F1 10 Tf 95.5 697.8 Td (E) Tj ET "
        "BT /F1 10 Tf 101 700 Td (X users of old) Tj ET"
    ).text
    assert shown == "The TEX users of old"


LEFT = (
    "this column is to be read",
    "from its head down to its",
    "foot before the reader is",
    "to look at the next one",
    "which stands at its side",
)
RIGHT = (
    "and here is the next one,",
    "set to the right of it, of",
    "the same length and with",
    "lines that are level with",
    "those on the other side.",
)


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    rows = "".join(
        at(72, 700 - 12 * row, left) + at(200, 700 - 12 * row, right)
        for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True))
    )
    pages_ = Pages(
        pdf(
            at(72, 730, "A heading over both of the columns of this page", 11)
            + rows
            + at(72, 600, "A last line that runs below both of the columns")
        )
    )
    spatial = pages_.spatial(0)
    assert spatial.text.split("\n")[1:-1] == [*LEFT, *RIGHT]
    assert {char.column for char in chars_of(spatial, RIGHT[2])} == {1}
    assert [chars_of(spatial, line)[0].line for line in (LEFT[0], LEFT[4], RIGHT[0])] == [1, 5, 6]
    assert sorted(char.text for char in pages_.text(0).chars if char) == sorted(
        char.text for char in spatial.chars if char
    )


def test_a_table_is_read_by_rows() -> None:
    cells = (
        ("Austria", "8.9", "Vienna"),
        ("Belgium", "11.5", "Brussels"),
        ("Denmark", "5.8", "Copenhagen"),
        ("Finland", "5.5", "Helsinki"),
        ("Sweden", "10.3", "Stockholm"),
    )
    drawn = "".join(
        at(72 + 100 * column, 700 - 14 * row, cell)
        for column in range(3)
        for row, cell in enumerate(line[column] for line in cells)
    )
    spatial = Pages(pdf(drawn)).spatial(0)
    assert [line.split() for line in spatial.text.split("\n")] == [list(row) for row in cells]


def test_a_note_mark_is_raised_and_in_its_line() -> None:
    text = read("BT /F1 10 Tf 72 700 Td (eight) Tj /F1 6 Tf 4 Ts (12) Tj /F1 10 Tf 0 Ts ( young men) Tj ET")
    assert text.text == "eight12 young men"
    assert [char.superscript for char in text.chars if char][4:8] == [False, True, True, False]
    assert {char.line for char in text.chars if char} == {0}


def test_a_note_mark_drawn_last_is_put_into_its_line() -> None:
    text = read(at(72, 700, "eight men") + at(72, 680, "the next line") + at(95.5, 704, "7", 6))
    assert text.text.replace(" ", "") == "eight7men\nthenextline"


def test_a_drop_capital_begins_its_line() -> None:
    lines = "".join(
        at(102, 700 - 12 * row, words)
        for row, words in enumerate(("he charity had provided", "mentoring services to eight", "young men in all"))
    )
    text = read(at(72, 677, "T", 42) + lines)
    assert text.text.startswith("The charity had provided\nmentoring services")
    assert text.chars[0].line == text.chars[1].line == 0  # type: ignore[union-attr]


def test_an_accent_drawn_by_itself_joins_its_letter() -> None:
    text = read("BT /F1 10 Tf 72 700 Td (caf) Tj (\\264) Tj -9.5 0 Td ET BT /F1 10 Tf 84.9 700 Td (e) Tj ET")
    assert "café" in text.text


def test_a_name_is_no_number() -> None:
    assert [char.quad for char in read("BT /F1 10 Tf /5 Tc /9 /9 Td (ab) Tj ET").chars if char] == [
        char.quad for char in read("BT /F1 10 Tf (ab) Tj ET").chars if char
    ]


def test_letters_too_small_for_a_number_are_read() -> None:
    shrunk = "0.000001 0 0 0.000001 0 0 cm " * 53
    text = read(f"{at(72, 700, 'eight')} q 1 0 0 1 100 100 cm {shrunk} BT /F1 12 Tf (men) Tj ET Q")
    assert text.text == "eight\nmen"


def test_a_space_that_is_a_part_of_a_letter_parts_no_words() -> None:
    to_unicode = "begincmap 1 beginbfchar <41> <00420020> endbfchar endcmap"
    font = "/F2 <</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 101 0 R>>"
    stream = f"<</Length {len(to_unicode)}>>stream\n{to_unicode}\nendstream"
    text = read("BT /F2 12 Tf 72 700 Td (aA) Tj 100 0 Td (cd) Tj ET", fonts=font, more=("null", stream))
    assert text.text == "aB  cd"


def test_a_character_collections_font_has_no_meanings_of_its_own() -> None:
    to_unicode = "begincmap 1 beginbfchar <0048> <0058> endbfchar endcmap"
    cid = (
        "/F2 <</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
        "/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/ToUnicode 101 0 R>>]>>"
    )
    stream = f"<</Length {len(to_unicode)}>>stream\n{to_unicode}\nendstream"
    assert read("BT /F2 10 Tf 72 700 Td <00480049> Tj ET", fonts=cid, more=("null", stream)).text == "HI"


def test_unknown_glyphs_never_match() -> None:
    cid = (
        "/F2 <</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
        "/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    assert read("BT /F2 10 Tf 72 700 Td <00410042> Tj ET", fonts=cid).text == "\ufffd\ufffd"


def test_hebrew_drawn_from_the_left_is_read_from_the_right() -> None:
    to_unicode = "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 26 beginbfrange <61> <7a> <05D0> endbfrange endcmap"
    font = f"/F2 <</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 32/LastChar 122/Widths[{'500 ' * 91}]/ToUnicode 101 0 R>>"
    more = ("null", f"<</Length {len(to_unicode)}>>stream\n{to_unicode}\nendstream")
    text = read(at(72, 700, "edc ba", font="F2"), fonts=font, more=more).text
    assert text == "\u05d0\u05d1 \u05d2\u05d3\u05d4"


# --- running lines ----------------------------------------------------------------------------------------------


def test_running_lines_and_page_numbers_are_told() -> None:
    body = "".join(at(72, 700 - 12 * row, "number " + words) for row, words in enumerate((*LEFT, *RIGHT)))
    names = ("one", "two", "three")
    contents = [
        at(72, 760, "Evaluation of the pilot") + body.replace("number", name) + at(300, 30, f"Page {number} of 3")
        for number, name in enumerate(names, start=1)
    ]
    pages_ = Pages(pdf(*contents))
    text = pages_.text(1)
    assert {char.line for char in text.chars if char and char.artifact} == {chars_of(text, "Page 2")[0].line}
    assert pages_.running(1) == {chars_of(text, "Evaluation")[0].line, chars_of(text, "Page 2")[0].line}


def test_a_figure_at_the_head_of_the_body_is_no_running_line() -> None:
    text = Pages(
        pdf(at(72, 760, "eight young men in 2019") + at(72, 745, "and more of them"), at(72, 760, "another page"))
    ).text(0)
    assert not any(char.artifact for char in text.chars if char)


# --- limits -----------------------------------------------------------------------------------------------------


def test_too_many_characters_are_refused() -> None:
    with pytest.raises(LimitError, match="100,000"):
        read("BT /F1 1 Tf 10 700 Td " + "(" + "a" * 1000 + ") Tj " * 1 + ("(" + "a" * 1000 + ") Tj ") * 100 + "ET")


def test_a_long_string_is_counted_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Counter[str]()

    def counted(text: str, *rest: Any) -> Glyph:
        made[text] += 1
        return Glyph(text, *rest)

    monkeypatch.setattr("overlay.pagetext.glyph_device.Glyph", counted)
    with pytest.raises(LimitError, match="100,000"):
        read(f"BT /F1 1 Tf 10 700 Td ({'a' * 150_000}) Tj ET")
    assert made["a"] == 100_000


@pytest.mark.parametrize(
    "content",
    [
        "",
        "BT",
        "(",
        "[[[[",
        "<<",
        "BT /F9 1 Tf (a) Tj ET",
        "BT /F1 1 Tf (a Tj",
        "1 2 Tm (x) Tj",
        "BI ID xx EI",
        "/X1 Do",
        "Q Q Q EMC",
    ],
)
def test_broken_content_is_read_as_far_as_it_goes(content: str) -> None:
    assert read(content).page_index == 0


def test_a_page_that_cannot_be_read_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise TypeError("NoneType")

    monkeypatch.setattr("overlay.pagetext.by_pdfplumber.Interpreter.process_page", broken)
    monkeypatch.setattr("overlay.pagetext.by_pdfplumber.cut_out", broken_copy)
    with pytest.raises(DamagedError, match="sheet 1 cannot be read") as caught:
        Pages(pdf(at(72, 700, "eight"))).text(0)
    assert "TypeError" not in caught.value.message
    assert "--repair" in (caught.value.remedy or "")


def broken_copy(*_: object) -> bytes:
    raise UnsupportedError("no")


@pytest.mark.parametrize("times", [2, 20, 51, 60])
def test_letters_beyond_all_measure_are_on_no_page(times: int) -> None:
    content = "1000000 0 0 1000000 0 0 cm " * times + at(72, 700, "far away")
    assert read("q " + content + " Q " + at(72, 600, "near by")).text.strip() == "near by"
