"""Text as PDFium reads it: the characters of a page in its order, each with its place in user space."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from overlay.geometry import Point, Rect
from overlay.verify.declared import folded
from overlay.verify.pictures import Pages
from overlay.verify.room import failed

Found = TypeVar("Found")

MOST_CHARACTERS = 400_000
LOOSE = ("-", "\xad", "\ufffe", "\x02")
"""Hyphens, as typed or as PDFium marks them at line ends: readers differ on these alone."""

_BLANK = frozenset({0, 10, 13, 32})


@dataclass(frozen=True, slots=True)
class Read:
    """One character: its text and the centre of its box in user space; `upright` boxes of no size are at their origin."""

    text: str
    centre: Point


def page_text(pages: Pages, page_index: int) -> str:
    """All text of a page, in PDFium's order."""
    return _read(pages, page_index, _text)


def page_characters(pages: Pages, page_index: int) -> tuple[Read, ...]:
    """The characters of a page with their places; those without a place (invented spaces) are left out."""
    return _read(pages, page_index, _characters)


def _read(pages: Pages, page_index: int, read: Callable[[pdfium.PdfPage], Found]) -> Found:
    try:
        return pages.once(read, page_index)
    except (pdfium.PdfiumError, ValueError) as error:
        raise failed(f"the text of page {page_index + 1} cannot be read") from error


def _text(shown: pdfium.PdfPage) -> str:
    text = shown.get_textpage()
    try:
        return str(text.get_text_range()) if text.count_chars() <= MOST_CHARACTERS else ""
    finally:
        text.close()


def _characters(shown: pdfium.PdfPage) -> tuple[Read, ...]:
    text = shown.get_textpage()
    raw, unicode_of, box_of = text.raw, pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetCharBox
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found = []
    for index in range(min(text.count_chars(), MOST_CHARACTERS)):
        code = unicode_of(raw, index)
        if code in _BLANK or not box_of(raw, index, left, right, bottom, top):
            continue
        across, up = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        if math.isfinite(across) and math.isfinite(up):
            found.append(Read(_character(code), Point(across, up)))
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
    return _letter(text) if len(text) == 1 else _comparable(text)


def _comparable(text: str) -> str:
    kept = folded(text).casefold()
    for hyphen in LOOSE:
        kept = kept.replace(hyphen, "")
    return kept


_letter = lru_cache(maxsize=4096)(_comparable)
"""Pages are compared letter by letter, and have few different ones."""
