"""How far apart two readers put the same words: along the line to within half a letter, across it to within a line.

This project's reader puts a letter where its pen stands and as far as it advances; PDFium tells both the pen and the ink.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

from overlay.geometry import Quad, Rect
from overlay.quote.folding import skeleton

LEAST_ALONG, MOST_ALONG = 1.5, 3.0
"""User space units: with less, honest rounding of widths is refused; with more, a narrow letter is missed."""

LEVEL = 1.0
"""Degrees from a right angle within which a line is upright, and boxes can be compared side by side."""


@dataclass(frozen=True, slots=True)
class Apart:
    """The distances, in user space units, along and across the line; infinite where PDFium does not read those words.

    `allowed_along` and `allowed_across` are what still counts as the same spot.
    """

    along: float
    across: float
    allowed_along: float = MOST_ALONG
    allowed_across: float = 0.0

    @property
    def is_unread(self) -> bool:
        """Whether PDFium does not read those words at all."""
        return math.isinf(self.along)

    @property
    def is_too_far(self) -> bool:
        """Whether PDFium reads the words, but at another spot."""
        return not self.is_unread and (self.along > self.allowed_along or self.across > self.allowed_across)


UNREAD = Apart(math.inf, math.inf)


def apart(text_page: Any, places: Sequence[int], ink: Rect, quad: Quad, words: str) -> Apart:
    """PDFium's characters at `places`, whose ink is `ink`, beside a stretch of words and its quad."""
    count = max(len(skeleton(words)), 1)
    pens = _pens(text_page, places)
    if _is_column(pens, quad, words):
        return _column(ink, quad.bounds)
    letter = quad.width / count
    allowed = min(max(letter / 2, LEAST_ALONG), MOST_ALONG)
    cos, sin = math.cos(math.radians(quad.angle)), math.sin(math.radians(quad.angle))
    foot = quad.bottom_left
    start = min(((x - foot.x) * cos + (y - foot.y) * sin for x, y in pens), default=0.0)
    end, across = 0.0, 0.0
    own = quad.bounds
    if abs(quad.angle) <= LEVEL:
        end = _pen_end(text_page, places, ink) - own.x1
        across = max(own.y0 - ink.y0, ink.y1 - own.y1, 0.0)
    elif min(abs(quad.angle) % 90, 90 - abs(quad.angle) % 90) <= LEVEL:
        far = {90: ink.y1 - own.y1, -90: own.y0 - ink.y0}.get(round(quad.angle / 90) * 90, own.x0 - ink.x0)
        # Ink ends a good part of a letter before, or in slanted type after, the letter's advance.
        end = math.copysign(max(abs(far) - min(letter / 2, quad.height / 2), 0.0), far)
        upright = round(quad.angle / 90) % 2 == 1
        across = max(own.x0 - ink.x0, ink.x1 - own.x1) if upright else max(own.y0 - ink.y0, ink.y1 - own.y1)
    along = max(-start, end, 0.0)
    if _is_whole(words):
        along = max(along, start, -end)
    return Apart(along, max(across, 0.0), allowed, quad.height)


def _column(ink: Rect, own: Rect) -> Apart:
    """Letters in square cells, down a column or alone: by the ink, which fills its cell but for a part."""
    x, y = max(own.x0 - ink.x0, ink.x1 - own.x1, 0.0), max(own.y0 - ink.y0, ink.y1 - own.y1, 0.0)
    along, across = (x, y) if own.width >= own.height else (y, x)
    cell = min(own.width, own.height)
    return Apart(along, across, min(max(cell / 2, LEAST_ALONG), MOST_ALONG), cell)


def _is_whole(words: str) -> bool:
    """Whether the letters that are looked for reach both ends: dashes and quotation marks are not looked for."""
    words = words.strip()
    return bool(words and skeleton(words[0]) and skeleton(words[-1]))


def _is_column(pens: Sequence[tuple[float, float]], quad: Quad, words: str) -> bool:
    """Whether PDFium's pen goes across the foot of the quad, from letter to letter; a lone square letter counts as one."""
    cos, sin = math.cos(math.radians(quad.angle)), math.sin(math.radians(quad.angle))
    along = [x * cos + y * sin for x, y in pens]
    across = [y * cos - x * sin for x, y in pens]
    if len(pens) < 2:
        return _is_full_width(words)
    return max(across) - min(across) > max(along) - min(along)


def _pens(text_page: Any, places: Sequence[int]) -> list[tuple[float, float]]:
    """Where PDFium's pen stands for each of the characters, in user space."""
    x, y = ctypes.c_double(), ctypes.c_double()
    return [
        (x.value, y.value) for place in sorted(set(places)) if pdfium_c.FPDFText_GetCharOrigin(text_page, place, x, y)
    ]


def _pen_end(text_page: Any, places: Sequence[int], ink: Rect) -> float:
    """Where the pen ends on a level line; the end of the ink where PDFium does not tell."""
    loose = pdfium_c.FS_RECTF()
    ends = [
        loose.right
        for place in sorted(set(places))
        if pdfium_c.FPDFText_GetLooseCharBox(text_page, place, loose) and loose.right > loose.left
    ]
    return max(ends, default=ink.x1)


def _is_full_width(words: str) -> bool:
    """Whether letters stand in square cells, level or in a column: a lone one does not tell which."""
    return any(unicodedata.east_asian_width(char) in "WF" for char in words)
