"""Text as PDFium reads it: the characters of a page in its order, each with its place in user space."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from overlay.verify.declared import folded
from overlay.verify.pictures import Pages
from overlay.verify.room import failed

Found = TypeVar("Found")

MOST_CHARACTERS = 400_000
LOOSE = ("-", "\xad", "\ufffe", "\x02")
"""Hyphens, as typed or as PDFium marks them at line ends: readers differ on these alone."""

ON_LINE = 0.8
"""Part of a quad's height, from its foot, in which its letters' pens stand, raised ones' too; the next line's is above."""

_NEITHER = re.compile(r"[\W_]+")
_BLANK = frozenset({0, 10, 13, 32})


class Read(NamedTuple):
    """One character: its text, the centre of its box in user space, and its number in PDFium's order."""

    text: str
    x: float
    y: float
    number: int


Pen = tuple[float, float]
"""Where the pen of a character stands, in user space."""


class Characters:
    """The characters of a page with their places, in PDFium's order; their pens are read where somebody asks."""

    def __init__(self, pages: Pages, page_index: int) -> None:
        self._pages, self._page_index = pages, page_index
        self.read = _read(pages, page_index, _characters)

    @property
    def pens(self) -> tuple[Pen, ...]:
        """Of each of the characters, in the same order."""
        return _read(self._pages, self._page_index, _pens)


def page_text(pages: Pages, page_index: int) -> str:
    """All text of a page, in PDFium's order."""
    return _read(pages, page_index, _text)


def page_characters(pages: Pages, page_index: int) -> Characters:
    """The characters of a page with their places; those without a place (invented spaces) are left out."""
    return Characters(pages, page_index)


def _read(pages: Pages, page_index: int, read: Callable[[pdfium.PdfTextPage], Found]) -> Found:
    try:
        return pages.once(read, page_index)
    except (pdfium.PdfiumError, ValueError) as error:
        raise failed(f"the text of page {page_index + 1} cannot be read") from error


def _text(text: pdfium.PdfTextPage) -> str:
    return str(text.get_text_range()) if text.count_chars() <= MOST_CHARACTERS else ""


def _characters(text: pdfium.PdfTextPage) -> tuple[Read, ...]:
    raw, unicode_of, box_of = text.raw, pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetCharBox
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found = []
    for number in range(min(text.count_chars(), MOST_CHARACTERS)):
        code = unicode_of(raw, number)
        if code in _BLANK or not box_of(raw, number, left, right, bottom, top):
            continue
        x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        if math.isfinite(x) and math.isfinite(y):
            found.append(Read(_character(code), x, y, number))
    return tuple(found)


def _pens(text: pdfium.PdfTextPage) -> tuple[Pen, ...]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pen_of = pdfium_c.FPDFText_GetCharOrigin
    return tuple(
        (x.value, y.value) if pen_of(text.raw, each.number, x, y) else (each.x, each.y) for each in _characters(text)
    )


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def places_of(characters: Characters, corners: Sequence[float]) -> Iterator[tuple[int, ...]]:
    """The indexes of the characters on a quad (TL, TR, BL, BR, in user space), by the two ways there are, one as long as it does.

    First those whose centre is in the box around it, in the page's order. Lines set close, or across each other, stand in
    each other's boxes, and raised letters out of them: so then those beside its foot whose pen stands on its line, along it.
    """
    left, right, bottom, top = min(corners[::2]), max(corners[::2]), min(corners[1::2]), max(corners[1::2])
    read = characters.read
    yield tuple(index for index, (_, x, y, _) in enumerate(read) if left <= x <= right and bottom <= y <= top)
    (foot_x, foot_y), along, up = corners[4:6], _way(corners[4:6], corners[6:8]), _way(corners[4:6], corners[0:2])
    shares = {
        index: share
        for index, ((_, x, y, _), (pen_x, pen_y)) in enumerate(zip(read, characters.pens, strict=True))
        if 0 <= (share := (x - foot_x) * along[0] + (y - foot_y) * along[1]) <= 1
        and 0 <= (pen_x - foot_x) * up[0] + (pen_y - foot_y) * up[1] <= ON_LINE
    }
    yield tuple(sorted(shares, key=shares.__getitem__))


def _way(start: Sequence[float], end: Sequence[float]) -> tuple[float, float]:
    """What a point's distance from the start is multiplied by: the sum is 0 at the start of the way, and 1 at its end."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = x * x + y * y
    return (x / length, y / length) if length else (0.0, 0.0)


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


def letters(text: str) -> str:
    """Letters and figures alone, as they compare: readers place hyphens and spaces by what stands around them."""
    return _letters_of_one(text) if len(text) == 1 else _letters_of_page(text)


def _letters(text: str) -> str:
    return _NEITHER.sub("", comparable(text))


_letters_of_one = lru_cache(maxsize=4096)(_letters)
_letters_of_page = lru_cache(maxsize=8)(_letters)
