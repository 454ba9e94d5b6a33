"""The built-in encoding of a bare CFF font program (Adobe Technical Note 5176): which glyph name each code shows."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_GLYPHS = 65_536

CHARSET, ENCODING, CHAR_STRINGS = 15, 16, 17
"""Operators of the Top DICT (Table 9)."""


class CffError(ValueError):
    """Not a font program that can be read."""


@dataclass(frozen=True, slots=True)
class _Reader:
    data: bytes

    def number(self, at: int, size: int) -> int:
        part = self.data[at : at + size]
        if len(part) != size or not 0 < size <= 4:
            raise CffError("the font program ends early")
        return int.from_bytes(part, "big")

    def index(self, at: int) -> tuple[list[bytes], int]:
        """The objects of an INDEX (5), and where it ends."""
        count = self.number(at, 2)
        if count == 0:
            return [], at + 2
        size = self.number(at + 2, 1)
        offsets = [self.number(at + 3 + size * place, size) for place in range(count + 1)]
        base = at + 2 + size * (count + 1)
        if any(after < before for before, after in pairwise(offsets)):
            raise CffError("an index runs backwards")
        objects = [self.data[base + a : base + b] for a, b in pairwise(offsets)]
        return objects, base + offsets[-1]


def built_in_encoding(data: bytes, standard_strings: Sequence[str]) -> dict[int, str]:
    """Glyph names by code. Empty where the font uses a predefined encoding. Raises CffError."""
    reader = _Reader(data)
    names, at = reader.index(reader.number(2, 1))
    tops, at = reader.index(at)
    strings, _ = reader.index(at)
    if not names or not tops:
        raise CffError("no font in it")
    top = _dict(tops[0])
    if top.get(ENCODING, 0) in (0, 1) or CHAR_STRINGS not in top:
        return {}
    glyphs = reader.number(top[CHAR_STRINGS], 2)
    sids = _charset(reader, top.get(CHARSET, 0), glyphs)
    codes = _codes(reader, top[ENCODING])

    def name(sid: int) -> str:
        if sid < len(standard_strings):
            return standard_strings[sid]
        own = sid - len(standard_strings)
        return strings[own].decode("latin-1") if own < len(strings) else ""

    return {code: name(sids[glyph]) for code, glyph in codes.items() if glyph < len(sids)}


def _dict(data: bytes) -> dict[int, int]:
    """The integers of a DICT (4), by operator."""
    found: dict[int, int] = {}
    operand, at = 0, 0
    while at < len(data):
        first = data[at]
        at += 1
        if first <= 21:
            operator = first if first != 12 else 1200 + (data[at] if at < len(data) else 0)
            at += first == 12
            found[operator] = operand
            operand = 0
        elif first == 28:
            operand, at = struct.unpack(">h", data[at : at + 2].ljust(2, b"\0"))[0], at + 2
        elif first == 29:
            operand, at = struct.unpack(">i", data[at : at + 4].ljust(4, b"\0"))[0], at + 4
        elif first == 30:
            while at < len(data) and 0xF not in (data[at] & 0xF, data[at] >> 4):
                at += 1
            at += 1
        elif first <= 246:
            operand = first - 139
        elif first <= 254 and at < len(data):
            second = data[at]
            operand = (first - 247) * 256 + second + 108 if first <= 250 else -(first - 251) * 256 - second - 108
            at += 1
    return found


def _charset(reader: _Reader, at: int, glyphs: int) -> list[int]:
    """The string id of each glyph's name (13)."""
    if at <= 2:
        return list(range(min(glyphs, 229)))  # ISOAdobe; the expert sets are not for text
    sids = [0]
    kind = reader.number(at, 1)
    at += 1
    while len(sids) < min(glyphs, MOST_GLYPHS):
        first = reader.number(at, 2)
        more = reader.number(at + 2, kind) if kind in (1, 2) else 0
        sids.extend(range(first, first + more + 1))
        at += 2 + (kind if kind in (1, 2) else 0)
    return sids[:glyphs]


def _codes(reader: _Reader, at: int) -> dict[int, int]:
    """The glyph of each code (12)."""
    kind, count = reader.number(at, 1) & 0x7F, reader.number(at + 1, 1)
    found: dict[int, int] = {}
    glyph = 1
    for place in range(count):
        first = reader.number(at + 2 + place * (1 + kind), 1)
        more = reader.number(at + 3 + place * 2, 1) if kind == 1 else 0
        for code in range(first, first + more + 1):
            found[code] = glyph
            glyph += 1
    return found
