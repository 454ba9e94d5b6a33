"""The codes that PDFium tells of a page's letters, and what they mean (UTF-16, in the order in which a line is read)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from overlay.pagetext.glyphs import UNKNOWN, letter

HYPHEN_AT_LINE_END = 2
"""The code that PDFium gives it."""

LAST_UNIT = 0xFFFF
"""Of UTF-16: PDFium counts a character beyond it as two."""

LEFTWARD = (range(0x590, 0x900), range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00))
"""The codes of Hebrew, Arabic and their kin. PDFium has them in the order in which they are read."""

LAM, ALEFS = 0x644, (0x622, 0x623, 0x625, 0x627)
"""Their ligature has codes of its own, of which PDFium makes the two letters."""


class Shown(NamedTuple):
    """One glyph as PDFium tells it: the place of its first character in PDFium's text, the codes of all of them (UTF-16; a
    ligature has several), and its origin in user space."""

    place: int
    codes: tuple[int, ...]
    x: float
    y: float


def plain(code: int) -> int:
    """The code of the letter that is in print."""
    return ord("-") if code == HYPHEN_AT_LINE_END else code


def text_of(codes: Sequence[int], width: float) -> str:
    """The letters of one glyph, whose advance is `width`; "" for one that is no text, U+FFFD where the file does not tell."""
    units = b"".join(plain(code).to_bytes(2, "little") for code in codes if code <= LAST_UNIT)
    return UNKNOWN if 0 in codes else letter(units.decode("utf-16-le", errors="replace"), width)


def is_leftward(shown: Shown) -> bool:
    """Whether it is a letter of a line that runs leftwards."""
    code = shown.codes[0]
    return code >= LEFTWARD[0].start and any(code in codes for codes in LEFTWARD)


def is_mark(code: int) -> bool:
    """Whether it stands over or beneath another letter and takes up no room."""
    return unicodedata.category(chr(code & LAST_UNIT)) == "Mn"


def along_the_line(shown: Sequence[Shown], along: tuple[float, float]) -> list[Shown]:
    """What one text object shows, in the order in which the pen goes along its line (`along` is one em of it), the letters of each glyph as they are read."""
    along_x, along_y = along
    ordered = sorted(shown, key=lambda each: each.x * along_x + each.y * along_y)
    return [each._replace(codes=_as_read(each.codes)) if is_leftward(each) else each for each in ordered]


def _as_read(codes: tuple[int, ...]) -> tuple[int, ...]:
    """The letters of one glyph of a line that runs leftwards: PDFium has turned them round, but for those it took apart itself."""
    whole = codes[0] == LAM and codes[-1] in ALEFS
    return codes if whole or is_mark(codes[-1]) else codes[::-1]


def step(shown: Shown, after: Shown | None, along: tuple[float, float]) -> float:
    """How far along the line, in em, the next letter stands; 0 for none."""
    along_x, along_y = along
    em = along_x * along_x + along_y * along_y
    return ((after.x - shown.x) * along_x + (after.y - shown.y) * along_y) / em if after is not None and em else 0.0
