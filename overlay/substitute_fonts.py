"""Fonts that a document does not bring along, drawn the same each time.

PDFium puts one of two fonts of its own in their place, and bends it to the width that each letter should have. How it
was last bent shows in letters that name no width, so a page would be drawn, and even read, otherwise the second time.
"""

from __future__ import annotations

from functools import cache

import pypdfium2.raw as pdfium_c

WIDTH, HEIGHT = 20, 10
"""Of the page with the two letters, in points, and in pixels where it is drawn."""

_SANS, _SERIF = 32, 34
"""Flags of a font descriptor (ISO 32000-1, Table 123): nonsymbolic, and with serifs."""


def settle() -> None:
    """Bend PDFium's own fonts as they are to be at the outset: before a document or page is opened, and before it is drawn."""
    data = _document()
    # Opened anew: what is drawn twice is not bent twice.
    document = pdfium_c.FPDF_LoadMemDocument64(data, len(data), None)
    page = pdfium_c.FPDF_LoadPage(document, 0)
    bitmap = pdfium_c.FPDFBitmap_Create(WIDTH, HEIGHT, 0)
    pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, WIDTH, HEIGHT, 0, 0)
    pdfium_c.FPDFBitmap_Destroy(bitmap)
    pdfium_c.FPDF_ClosePage(page)
    pdfium_c.FPDF_CloseDocument(document)


@cache
def _document() -> bytes:
    """A page with a letter in each of the two, of widths that are named."""
    content = b"BT /F1 8 Tf 1 1 Td (A) Tj /F2 8 Tf 8 0 Td (A) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>"
        % (WIDTH, HEIGHT),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *(_font(flags) for flags in (_SANS, _SERIF)),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    listed = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n" % (size, listed, size)
    return data + table + b"startxref\n%d\n%%%%EOF\n" % len(data)


def _font(flags: int) -> bytes:
    return (
        b"<</Type/Font/Subtype/TrueType/BaseFont/Nowhere/Encoding/WinAnsiEncoding/FirstChar 65/LastChar 65/Widths[600]"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/Nowhere/Flags %d/FontBBox[0 -200 1000 800]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80/MissingWidth 600>>>>" % flags
    )
