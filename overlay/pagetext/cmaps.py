"""Character codes of composite fonts: the CMap that a file brings along (ISO 32000-1, 9.7.5.3)."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

MOST_ENTRIES = 70_000
"""Ranges read of one CMap: a two-byte code has 65,536 values."""

_SECTION = re.compile(rb"begin(codespacerange|cidrange|cidchar)(.*?)end\1", re.DOTALL)
_CODESPACE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(\d{1,6})")
_CHAR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*(\d{1,6})")
_WRITING_MODE = re.compile(rb"/WMode\s+(\d)")


@dataclass(frozen=True, slots=True)
class CodeMap:
    """`spaces`: (bytes in a code, lowest, highest). `ranges`, sorted: (bytes in a code, lowest, highest, character id of the lowest)."""

    spaces: tuple[tuple[int, int, int], ...]
    ranges: tuple[tuple[int, int, int, int], ...]
    vertical: bool

    def decode(self, shown: bytes) -> list[tuple[int, int]]:
        """The codes of a string, each with its character id; 0 where the map has none (the "notdef" glyph)."""
        found = []
        at = 0
        while at < len(shown):
            length = self._length(shown, at)
            code = int.from_bytes(shown[at : at + length], "big")
            found.append((code, self._character(length, code)))
            at += length
        return found

    def _length(self, shown: bytes, at: int) -> int:
        for length in range(1, 5):
            part = shown[at : at + length]
            for size, low, high in self.spaces:
                if size == length == len(part) and _within(part, low, high):
                    return length
        return min((size for size, _, _ in self.spaces), default=1)

    def _character(self, length: int, code: int) -> int:
        index = bisect_right(self.ranges, (length, code, 1 << 40, 0)) - 1
        if index < 0:
            return 0
        size, low, high, first = self.ranges[index]
        return first + code - low if size == length and low <= code <= high else 0


def _within(part: bytes, low: int, high: int) -> bool:
    """Every byte within its own range, as the standard has it."""
    size = len(part)
    return all(a <= b <= c for a, b, c in zip(low.to_bytes(size, "big"), part, high.to_bytes(size, "big"), strict=True))


def parse(data: bytes) -> CodeMap | None:
    """The map that a CMap stream defines, or None where it maps nothing (it may only point to another one)."""
    spaces: list[tuple[int, int, int]] = []
    ranges: list[tuple[int, int, int, int]] = []
    for section in _SECTION.finditer(data):
        kind, body = section.group(1), section.group(2)
        if kind == b"codespacerange":
            spaces += [(*_code(low), _code(high)[1]) for low, high in _CODESPACE.findall(body)]
        elif kind == b"cidrange":
            ranges += [(*_code(low), _code(high)[1], int(first)) for low, high, first in _RANGE.findall(body)]
        else:
            ranges += [(*_code(code), _code(code)[1], int(cid)) for code, cid in _CHAR.findall(body)]
        if len(ranges) > MOST_ENTRIES:
            break
    spaces = [space for space in spaces if 1 <= space[0] <= 4 and space[2] < 1 << 8 * space[0]]
    if not spaces or not ranges:
        return None
    mode = _WRITING_MODE.search(data)
    return CodeMap(tuple(sorted(spaces)), tuple(sorted(ranges)), mode is not None and mode.group(1) == b"1")


def _code(digits: bytes) -> tuple[int, int]:
    """(bytes, value) of a hexadecimal code."""
    digits = b"".join(digits.split())[:16]
    return (len(digits) + 1) // 2, int(digits or b"0", 16)
