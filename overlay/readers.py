"""Which library reads the words of a page."""

from __future__ import annotations

from enum import StrEnum


class Reader(StrEnum):
    """Who tells which letters a page shows, and where. The page is laid out in lines and columns by this project either way.

    PDFPLUMBER: pdfplumber and pdfminer read the page, and PDFium, the second reader, has to see the words at the same spot.
    PDFIUM: PDFium alone reads it, which is quicker; nothing but the proof of the copy looks twice.
    """

    PDFPLUMBER = "pdfplumber"
    PDFIUM = "pdfium"
