"""A document without its fonts is drawn and corrected the same, whatever was drawn before it."""

from __future__ import annotations

import pypdfium2 as pdfium

from overlay.anchor import Unanchored, anchor_all
from overlay.erratum import Caveat, Citation, Document, Erratum, Quote, Release, Scope
from overlay.pipeline import Corrected, Options, correct
from overlay.substitute_fonts import settle
from tests.hand_set import at, pdf

ABSENT = "<</Type/Font/Subtype/Type1/BaseFont/Monaco>>"


def named_width(width: int) -> str:
    descriptor = "<</Type/FontDescriptor/FontName/Monaco/Flags 32/FontBBox[0 0 1000 1000]/StemV 80>>"
    return f"<</Type/Font/Subtype/Type1/BaseFont/Monaco/FirstChar 65/LastChar 65/Widths[{width}]/FontDescriptor {descriptor}>>"


def drawn(data: bytes) -> bytes:
    document = pdfium.PdfDocument(data)
    return bytes(document[0].render(scale=2).buffer)


def bent(width: int) -> None:
    drawn(pdf(at(72, 700, "A"), fonts=f"/F1 {named_width(width)}", more=("null",)).data)


def test_pages_are_drawn_alike() -> None:
    page = pdf(at(72, 700, "words in a font that is not there", 30), fonts=f"/F1 {ABSENT}", more=("null",)).data
    found = []
    for width in (200, 1200):
        bent(width)
        settle()
        found.append(drawn(page))
    assert found[0] == found[1]


def test_copies_are_made_alike() -> None:
    page = pdf(at(10, 770, "words in a font that is not there", 30), fonts=f"/F1 {ABSENT}", more=("null",)).data
    erratum = Erratum("1", Caveat("With care.", Scope.CITED_PAGE), Citation(page_number=1))
    release = Release("Issuer", "R/1", "2024-11-12", (Document("w.pdf", (erratum,)),))
    found = []
    for width in (200, 1200):
        bent(width)
        made = correct(page, release.documents[0], release, Options())
        assert isinstance(made, Corrected)
        found.append(made.data)
    assert found[0] == found[1]


def test_words_for_which_there_is_no_font_are_told_of() -> None:
    absent = "<</Type/Font/Subtype/Type0/BaseFont/Nowhere/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
    absent += "/BaseFont/Nowhere/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>]>>"
    source = pdf("BT /F1 20 Tf 72 700 Td <62114EEC90FD> Tj ET", fonts=f"/F1 {absent}", more=("null",))
    erratum = Erratum("1", Caveat("With care.", Scope.PASSAGE), Citation(), Quote("\u6211\u4eec\u90fd"))
    (refused,) = anchor_all((erratum,), source)
    assert isinstance(refused, Unanchored)
    assert "does not bring their font along" in refused.message
