"""One PDFium document for all readers of a source: opened once, closed with it, and never left changed."""

from __future__ import annotations

import gc
import io
import subprocess
import sys
import weakref
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from overlay.anchor import Anchor, anchor_all
from overlay.anchor.answers import Cause, Unanchored
from overlay.erratum import Citation, Erratum, Quote, Substitution
from overlay.placement.occupancy import page_occupancy
from overlay.screen import Screen
from overlay.screen.document import PAGES_KEPT_OPEN, _codes, shared
from overlay.source import Source, open_source

PAGES = 7


@pytest.fixture
def source() -> Source:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in range(PAGES):
        canvas.drawString(72, 700, f"Of the young men of group {number}, eight were referred by the police.")
        canvas.drawString(72, 680, "A second line of text beneath the first one.")
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 660, f"Nobody sees these words of page {number}.")
        canvas.showPage()
    canvas.save()
    return open_source(buffer.getvalue(), name="report.pdf")


def erratum(number: int, quote: str, wrong: str, page_number: int | None = None) -> Erratum:
    return Erratum(str(number), Substitution(wrong, "other"), Citation(page_number=page_number), Quote(quote))


def picture(document: object, page_index: int) -> bytes:
    page = document[page_index]  # type: ignore[index]
    try:
        return bytes(page.render(scale=1).to_pil().tobytes())
    finally:
        page.close()


def test_the_document_is_opened_once(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    plain = pypdfium2.PdfDocument

    def counted(data: bytes, password: str | None = None) -> object:
        opened.append(data)
        return plain(data, password=password)

    monkeypatch.setattr("overlay.screen.document.pdfium.PdfDocument", counted)
    (answer,) = anchor_all([erratum(1, "eight were referred", "eight", 3)], source)
    assert isinstance(answer, Anchor)
    page_occupancy(source, answer.page_index)
    Screen(source).filled_in(0)
    assert [data for data in opened if data is source.data] == [source.data]


def test_it_is_closed_with_the_source() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, "eight young men")
    canvas.save()
    source = open_source(buffer.getvalue(), name="report.pdf")
    anchor_all([erratum(1, "eight young men", "eight")], source)
    document = shared(source).document
    seen, raw = weakref.ref(document), document.raw
    assert raw
    gc.disable()  # without its help: nothing holds on to itself
    try:
        del source, document
        assert seen() is None
    finally:
        gc.enable()


PROGRAM = """
import sys
from overlay.screen.document import shared
from overlay.source import open_source
source = open_source(open(sys.argv[1], "rb").read(), name="report.pdf")
page = shared(source).page(0).text_page
"""


def test_nothing_is_told_of_it_at_the_end(source: Source, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(source.data)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_it_is_left_as_it_was(source: Source) -> None:
    """Words are switched off, and hidden ones coloured, to see whether they show: on the next look all is as before."""
    fresh = pypdfium2.PdfDocument(source.data)
    before = [picture(fresh, index) for index in range(PAGES)]
    errata = [
        erratum(n, quote.format(n), word, n + 1)
        for n in range(PAGES)
        for quote, word in (("men of group {}, eight were", "eight"), ("these words of page {}", "words"))
    ]
    answers = anchor_all(errata, source)
    assert [isinstance(answer, Anchor) for answer in answers] == [True, False] * PAGES
    assert {answer.cause for answer in answers if isinstance(answer, Unanchored)} == {Cause.NOT_VISIBLE}
    assert [picture(shared(source).document, index) for index in range(PAGES)] == before
    kept = [shared(source).page(index).page for index in (0, PAGES - 1)]
    assert [bytes(page.render(scale=1).to_pil().tobytes()) for page in kept] == [before[0], before[-1]]
    assert answers == anchor_all(errata, source)


def test_few_pages_are_kept_open(source: Source) -> None:
    document = shared(source)
    first = document.page(0)
    assert document.page(0) is first
    for index in range(1, PAGES_KEPT_OPEN + 1):
        document.page(index)
    assert first.page.raw is None
    assert document.page(0) is not first


def test_the_order_of_errata_changes_no_answer(source: Source) -> None:
    errata = [erratum(n, f"young men of group {n}", "men", n % PAGES + 1) for n in (6, 0, 3, 9, 1)]
    errata += [erratum(n, f"young men of group {n}", "men") for n in (5, 2)]
    answers = anchor_all(errata, source)
    assert [answer.erratum for answer in answers] == errata
    assert anchor_all(errata[::-1], source)[::-1] == answers
    assert tuple(anchor_all([one], source)[0] for one in errata) == answers


@pytest.mark.parametrize("text", ["eight young men", "co-\noperate", "naïve café £8½ — “so”"])
def test_characters_in_one_call_are_those_one_by_one(text: str) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for row, line in enumerate(text.split("\n")):
        canvas.drawString(72, 700 - 12 * row, line)
    canvas.save()
    text_page = pypdfium2.PdfDocument(buffer.getvalue())[0].get_textpage()
    one_by_one = [pypdfium2.raw.FPDFText_GetUnicode(text_page, index) for index in range(text_page.count_chars())]
    assert [code if code != 0xFFFE else 2 for code in _codes(text_page)] == one_by_one
