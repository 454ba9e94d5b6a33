"""Text as PDFium reads it: the characters of a page in its order, each with its place in user space."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from overlay.geometry import Point
from overlay.verify.declared import folded
from overlay.verify.pictures import Pages
from overlay.verify.room import failed

Found = TypeVar("Found")

MOST_CHARACTERS = 400_000
LOOSE = ("-", "\xad", "\ufffe", "\x02")
"""Hyphens, as typed or as PDFium marks them at line ends: readers differ on these alone."""

ON_LINE = 0.8
"""Part of a quad's height, from its foot, in which its letters' pens stand, raised ones' too; the next line's is above."""

_BLANK = frozenset({0, 10, 13, 32})


@dataclass(frozen=True, slots=True)
class Read:
    """One character: its text, the centre of its box and where its pen stands, in user space."""

    text: str
    centre: Point
    pen: Point


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
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    pen_of = pdfium_c.FPDFText_GetCharOrigin
    found = []
    for index in range(min(text.count_chars(), MOST_CHARACTERS)):
        code = unicode_of(raw, index)
        if code in _BLANK or not box_of(raw, index, left, right, bottom, top):
            continue
        across, up = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        if math.isfinite(across) and math.isfinite(up):
            centre = Point(across, up)
            pen = Point(x.value, y.value) if pen_of(raw, index, x, y) else centre
            found.append(Read(_character(code), centre, pen))
    text.close()
    return tuple(found)


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def places_of(characters: Sequence[Read], corners: Sequence[float]) -> Iterator[tuple[int, ...]]:
    """The indexes of the characters on a quad (TL, TR, BL, BR, in user space), by the two ways there are.

    First those whose centre is in the box around it, in the page's order. Lines set close, or across each other, stand in
    each other's boxes, and raised letters out of them: so then those beside its foot whose pen stands on its line, along it.
    """
    left, right, bottom, top = min(corners[::2]), max(corners[::2]), min(corners[1::2]), max(corners[1::2])
    yield tuple(
        index
        for index, each in enumerate(characters)
        if left <= each.centre.x <= right and bottom <= each.centre.y <= top
    )
    head, foot, end = Point(*corners[0:2]), Point(*corners[4:6]), Point(*corners[6:8])
    along = {
        index: share
        for index, each in enumerate(characters)
        if 0 <= (share := _share(each.centre, foot, end)) <= 1 and 0 <= _share(each.pen, foot, head) <= ON_LINE
    }
    yield tuple(sorted(along, key=along.__getitem__))


def _share(point: Point, start: Point, end: Point) -> float:
    """How far along the way from start to end a point stands: 0 at the start, 1 at the end."""
    x, y = end.x - start.x, end.y - start.y
    length = x * x + y * y
    return ((point.x - start.x) * x + (point.y - start.y) * y) / length if length else 0.0


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
