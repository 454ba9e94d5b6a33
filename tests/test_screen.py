"""PDFium's screen: it may name a page too many, never one too few."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.anchor import anchor_all
from overlay.anchor.answers import Stretch, Unanchored
from overlay.anchor.passages import merged
from overlay.erratum import Citation, Deletion, Erratum, Quote
from overlay.errors import UnsupportedError
from overlay.geometry import Matrix, Quad, Rect
from overlay.pagetext import Pages
from overlay.screen import Screen, document, open_pdfium
from tests.hand_set import at, pdf

BODY = "The charity had provided mentoring services to eight young men referred by the police"


def test_pages_that_hold_a_quote() -> None:
    screen = Screen(pdf(at(72, 700, "nothing of the kind"), at(72, 700, BODY), ""))
    assert screen.pages_with([BODY]) == (1,)
    assert screen.pages_with(["mentoring  SERVICES to eight"]) == (1,)
    assert screen.pages_with(["eight", "kind"]) == (0, 1)
    assert screen.pages_with(["eight"], among=[0, 2]) == ()
    assert "eight young men" in screen.raw(1)


def test_pages_that_hold_part_of_a_very_long_quote() -> None:
    lines = [
        f"{number}. On the day of the {number * 37}th the witness told of matter {number * 91}." for number in range(9)
    ]
    drawn = "\n".join(at(20, 700 - 12 * place, line) for place, line in enumerate(lines))
    screen = Screen(pdf(at(72, 700, BODY), drawn, at(72, 700, lines[4])))
    assert screen.pages_with([" ".join(["Not printed.", *lines[:7], "Nor this."])]) == (1,)


def test_both_pages_of_a_quote_over_a_page_break() -> None:
    screen = Screen(pdf(at(72, 700, "foreword"), at(72, 700, BODY[:40]), at(72, 700, BODY[40:])))
    assert screen.pages_with([BODY]) == (1, 2)


@given(st.data())
@settings(max_examples=40)
def test_a_slip_in_the_quote_excludes_no_page(data: st.DataObject) -> None:
    words = BODY.split()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = data.draw(st.sampled_from(("", "seven", "[sic]", words[place].upper(), words[place][::-1])))
    assert 0 in Screen(pdf(at(20, 700, BODY))).pages_with([" ".join(words)])


def test_its_own_box_for_the_words_nearest() -> None:
    screen = Screen(pdf(at(72, 700, "eight men and eight women", 12)))
    first = screen.boxes(0, "eight", Quad.of(Rect(72, 697, 100, 710)))
    second = screen.boxes(0, "eight", Quad.of(Rect(160, 697, 185, 710)))
    assert first is not None
    assert second is not None
    assert first.x0 == pytest.approx(72.5, abs=0.6)
    assert second.x0 > first.x1
    assert screen.boxes(0, "seven", Quad.of(Rect(72, 697, 100, 710))) is None


def test_disagreement_is_a_distance() -> None:
    screen = Screen(pdf(at(72, 700, "eight men", 12)))
    true = Quad.of(Rect(72, 697, 98, 709))
    moved = Quad.of(Rect(72, 657, 98, 669))
    agreed, apart = screen.disagreement(Stretch(0, true, "eight")), screen.disagreement(Stretch(0, moved, "eight"))
    assert agreed is not None
    assert apart is not None
    assert not agreed.is_too_far
    assert apart.is_too_far
    assert apart.across == pytest.approx(40, abs=6)
    unread = screen.disagreement(Stretch(0, true, "seven"))
    assert unread is not None
    assert unread.is_unread
    assert not unread.is_too_far
    assert screen.letters_on(Stretch(0, true, "seven")) == "eight"
    assert screen.letters_on(Stretch(0, moved, "seven")) == ""


TURNS = {
    "level": "1 0 0 1 300 400",
    "left": "0 1 -1 0 300 400",
    "right": "0 -1 1 0 300 400",
    "over": "-1 0 0 -1 300 400",
}


@pytest.mark.parametrize("words", ["eight young men", "illicit", "8", "I", "WAVE", "j. f"])
@pytest.mark.parametrize("font", ["Helvetica", "Courier", "Times-BoldItalic"])
@pytest.mark.parametrize("turn", TURNS)
def test_a_shift_along_the_line_by_a_letter_is_a_disagreement(words: str, font: str, turn: str) -> None:
    own = f"/F1 <</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding/WinAnsiEncoding>>"
    source = pdf(f"BT /F1 12 Tf {TURNS[turn]} Tm ({words}) Tj ET\n", fonts=own)
    chars = [char for char in Pages(source).text(0).chars if char is not None]
    quad = merged([char for char in chars if not char.text.isspace()])
    screen = Screen(source)
    agreed = screen.disagreement(Stretch(0, quad, words))
    assert agreed is not None
    assert not agreed.is_too_far, agreed
    angle = math.radians(quad.angle)
    for by in (-7.0, 7.0):
        moved = Matrix(e=by * math.cos(angle), f=by * math.sin(angle)).quad(quad)
        apart = screen.disagreement(Stretch(0, moved, words))
        assert apart is not None
        assert apart.is_too_far, (by, apart)


def test_half_a_letter_is_too_far_on_a_level_line() -> None:
    source = pdf(at(72, 700, "Output per job down 0.8%", 12))
    chars = [char for char in Pages(source).text(0).chars if char is not None]
    quad = merged(chars[-4:])
    screen = Screen(source)
    told = [screen.disagreement(Stretch(0, Matrix(e=by).quad(quad), "0.8%")) for by in (-4.2, -2.0, 0.0, 2.0, 4.2)]
    assert [one.is_too_far for one in told if one is not None] == [True, False, False, False, True]
    cut = screen.disagreement(Stretch(0, merged(chars[-3:]), "0.8%"))
    assert cut is not None
    assert cut.is_too_far


def test_where_pdfium_cannot_read_no_page_is_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    source = pdf(at(72, 700, "eight"), at(72, 700, "nine"))

    def refused(_: object) -> None:
        raise UnsupportedError("no")

    monkeypatch.setattr("overlay.screen.document.open_pdfium", refused)
    screen = Screen(source)
    assert not screen.readable
    assert screen.pages_with(["eight"]) == (0, 1)
    assert screen.raw(0) == ""
    assert screen.disagreement(Stretch(0, Quad.of(Rect(72, 697, 98, 709)), "eight")) is None


def test_opening_what_pdfium_refuses() -> None:
    class Fake:
        data = b"no PDF at all"
        name = "fake.pdf"
        password = None

    with pytest.raises(UnsupportedError, match="fake"):
        open_pdfium(Fake())  # type: ignore[arg-type]


@given(st.sampled_from((-4.5, 0.0, 4.5)), st.floats(-180, 180), st.floats(6, 30))
@settings(max_examples=40, deadline=None)
def test_a_slanted_line_is_compared_along_its_foot(by: float, degrees: float, size: float) -> None:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    source = pdf(f"BT /F1 {size} Tf {cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} 300 400 Tm (young men) Tj ET\n")
    quad = merged([char for char in Pages(source).text(0).chars if char is not None and char.text.strip()])
    told = Screen(source).disagreement(Stretch(0, Matrix(e=by * cos, f=by * sin).quad(quad), "young men"))
    assert told is not None
    assert told.is_too_far == bool(by), told


@pytest.mark.parametrize("catalog", ["", "/AcroForm<</Fields[100 0 R]>>"])
def test_what_is_filled_into_fields(catalog: str) -> None:
    widget = "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Fish and \\351l\\350ve)/Rect[50 50 200 70]>>"
    note = "<</Type/Annot/Subtype/Text/Contents(no)/V(no)/Rect[50 90 70 110]>>"
    page = "/MediaBox[0 0 612 792]/Annots[100 0 R 101 0 R]"
    screen = Screen(pdf(at(72, 700, "eight men"), page=page, catalog=catalog, more=(widget, note)))
    assert screen.filled_in(0) == ("Fish and \u00e9l\u00e8ve",)
    assert Screen(pdf(at(72, 700, "eight men"))).filled_in(0) == ()


def test_captions_and_choices_of_fields() -> None:
    button = "<</Type/Annot/Subtype/Widget/FT/Btn/T(b)/MK<</CA(Push here)>>/Rect[50 50 200 70]>>"
    choice = "<</Type/Annot/Subtype/Widget/Parent 102 0 R/Rect[50 90 200 110]>>"
    field = "<</FT/Ch/T(c)/Opt[(five)[(6)(six)]]>>"
    page = "/MediaBox[0 0 612 792]/Annots[100 0 R 101 0 R null]"
    screen = Screen(pdf(at(72, 700, "eight men"), page=page, more=(button, choice, field)))
    assert screen.filled_in(0) == ("Push here", "five", "six")
    odd = pdf(at(72, 700, "eight men"), page="/MediaBox[0 0 612 792]/Annots[(a) 12]", more=(button,))
    assert Screen(odd).filled_in(0) == ()


@pytest.mark.parametrize(
    ("ours", "other"), [("Dur\u00e9e", ""), ("Dur\u00e8e", "Dur\u00e9e"), ("Duree", "Dur\u00e9e"), ("Dure\u0301e", "")]
)
def test_other_accents_are_told(ours: str, other: str) -> None:
    source = pdf(at(72, 700, "Dur\\351e"))
    quad = merged([char for char in Pages(source).text(0).chars if char is not None])
    assert Screen(source).otherwise_accented(Stretch(0, quad, ours)) == other


def test_a_quote_that_is_only_in_a_field_or_may_be_on_a_picture_is_refused_with_a_hint() -> None:
    widget = "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Fish and Wildlife Service)/Rect[50 50 200 70]>>"
    page = "/MediaBox[0 0 612 792]/Annots[100 0 R]"
    form = pdf(at(72, 700, "eight young men"), page=page, catalog="/AcroForm<</Fields[100 0 R]>>", more=(widget,))
    for citation in (Citation(), Citation(page_number=1)):
        (answer,) = anchor_all([Erratum("1", Deletion("Fish"), citation, Quote("Fish and Wildlife"))], form)
        assert isinstance(answer, Unanchored)
        assert "form field on sheet 1" in answer.message
    image = "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n0\nendstream"
    scan = pdf(at(72, 700, "eight young men"), "612 0 0 792 0 0 cm /X1 Do", more=(image,))
    (answer,) = anchor_all([Erratum("1", Deletion("Fish"), Citation(), Quote("Fish and Wildlife"))], scan)
    assert isinstance(answer, Unanchored)
    assert "1 page is a picture" in answer.message
    assert "--ocr" in answer.message


def test_codes_that_are_no_characters_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_codes", lambda _: [0, ord("a"), 0x110000, 0xFFFFFFFF, ord("b")])
    assert document._folded_characters(None) == ("ab", [1, 4])
