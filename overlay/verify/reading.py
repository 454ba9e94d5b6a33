"""Text as PDFium reads it: the characters of a page in its order, each with its place in user space."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from overlay.geometry import Point, Rect
from overlay.verify.declared import folded
from overlay.verify.pictures import Pages
from overlay.verify.values import MalformedError

MOST_CHARACTERS = 400_000
LOOSE = ("-", "\xad", "\ufffe", "\x02")
"""Hyphens, as typed or as PDFium marks them at line ends: readers differ on these alone."""


@dataclass(frozen=True, slots=True)
class Read:
    """One character: its text and the centre of its box in user space; `upright` boxes of no size are at their origin."""

    text: str
    centre: Point


def page_text(pages: Pages, page_index: int) -> str:
    """All text of a page, in PDFium's order."""
    try:
        text = pages.document[page_index].get_textpage()
        found = text.get_text_range() if text.count_chars() <= MOST_CHARACTERS else ""
        text.close()
    except (pdfium.PdfiumError, ValueError) as error:
        raise MalformedError(f"the text of page {page_index + 1} cannot be read") from error
    return str(found)


def page_characters(pages: Pages, page_index: int) -> tuple[Read, ...]:
    """The characters of a page with their places; those without a place (invented spaces) are left out."""
    try:
        text = pages.document[page_index].get_textpage()
        count = min(text.count_chars(), MOST_CHARACTERS)
    except pdfium.PdfiumError as error:
        raise MalformedError(f"the text of page {page_index + 1} cannot be read") from error
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found = []
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(text.raw, index)
        if not pdfium_c.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top) or code in (0, 10, 13, 32):
            continue
        centre = Point((left.value + right.value) / 2, (bottom.value + top.value) / 2)
        if math.isfinite(centre.x) and math.isfinite(centre.y):
            found.append(Read(_character(code), centre))
    text.close()
    return tuple(found)


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def text_within(characters: tuple[Read, ...], box: Rect) -> str:
    """The characters whose centres are in a box (user space), in their order."""
    return "".join(
        each.text for each in characters if box.x0 <= each.centre.x <= box.x1 and box.y0 <= each.centre.y <= box.y1
    )


def comparable(text: str) -> str:
    """Folded, case and hyphens aside: what two readers of one page agree on."""
    kept = folded(text).casefold()
    for hyphen in LOOSE:
        kept = kept.replace(hyphen, "")
    return kept
