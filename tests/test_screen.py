"""PDFium's screen: it may name a page too many, never one too few."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.anchor.answers import Stretch
from overlay.errors import UnsupportedError
from overlay.geometry import Quad, Rect
from overlay.screen import Screen, open_pdfium
from tests.hand_set import at, pdf

BODY = "The charity had provided mentoring services to eight young men referred by the police"


def test_pages_that_hold_a_quote() -> None:
    screen = Screen(pdf(at(72, 700, "nothing of the kind"), at(72, 700, BODY), ""))
    assert screen.pages_with([BODY]) == (1,)
    assert screen.pages_with(["mentoring  SERVICES to eight"]) == (1,)
    assert screen.pages_with(["eight", "kind"]) == (0, 1)
    assert screen.pages_with(["eight"], among=[0, 2]) == ()
    assert "eight young men" in screen.raw(1)


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
    assert agreed < 2
    assert apart == pytest.approx(40, abs=6)
    assert screen.disagreement(Stretch(0, true, "seven")) == math.inf


def test_where_pdfium_cannot_read_no_page_is_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    source = pdf(at(72, 700, "eight"), at(72, 700, "nine"))

    def refused(_: object) -> None:
        raise UnsupportedError("no")

    monkeypatch.setattr("overlay.screen.open_pdfium", refused)
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
