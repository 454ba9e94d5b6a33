"""The CMaps that a file brings along: codes of composite fonts (ISO 32000-1, 9.7.5.3), and what codes mean (9.10.3)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_ENTRIES = 70_000
"""Ranges read of one CMap: a two-byte code has 65,536 values."""

LONGEST_RANGE = 65_536
"""Codes read of one range of meanings: the standard ends a range with the last byte, real files with the last two."""

_SECTION = re.compile(rb"begin(codespacerange|cidrange|cidchar)(.*?)end\1", re.DOTALL)
_CODESPACE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(\d{1,6})")
_CHAR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*(\d{1,6})")
_HEX = rb"\s*<([0-9A-Fa-f\s]*)>"
_MEANING = _HEX + _HEX
_MEANING_RANGE = _HEX + _HEX + rb"(?:" + _HEX + rb"|\s*\[((?:\s*<[0-9A-Fa-f\s]*>)*)\s*\])"
_MEANINGS = {
    kind: (re.compile(one), re.compile(rb"(?:" + one + rb")*\s*"))
    for kind, one in ((b"char", _MEANING), (b"range", _MEANING_RANGE))
}
_MEANING_SECTION = re.compile(rb"(char|range)(.*?)endbf\1(?!\S)", re.DOTALL)
# Before a section's keyword no string and no comment may be open, in which it would be none.
_OUTSIDE_SECTIONS = re.compile(
    rb"(?:[^()<>%]++|\([^()\\]*+\)|<<|>>|<[0-9A-Fa-f\s]*+>|%[^\r\n]*+[\r\n])*+(?<=\s)", re.DOTALL
)
_SURROGATES = range(0xD800, 0xE000)
_NO_BREAK_SPACE = "\u00a0"
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


def meanings(data: bytes) -> dict[int, str] | None:
    """The text that each code of a ToUnicode CMap stands for, as pdfminer reads it, which takes every one by itself.

    None where the map is not written as plainly as nearly all are: that is left to pdfminer.
    """
    if b"begincid" in data or b"begin" in data.partition(b"endcmap")[2]:
        return None
    found: dict[int, str] = {}
    before, *sections = data.split(b"beginbf")
    for section in sections:
        begun = _MEANING_SECTION.match(section)
        if begun is None or b"endbf" in before or not _OUTSIDE_SECTIONS.fullmatch(before):
            return None
        kind, body = begun.groups()
        before = section[begun.end() :]
        one, all_of_them = _MEANINGS[kind]
        if not all_of_them.fullmatch(body):
            return None
        try:
            for match in one.finditer(body):
                start, texts = (_meaning if kind == b"char" else _meaning_range)(*match.groups())
                own: Iterable[tuple[int, str]] = zip(range(start, start + len(texts)), texts, strict=True)
                if _NO_BREAK_SPACE in texts:  # a space stays one, and is not made one that keeps words together
                    own = [(code, text) for code, text in own if text != _NO_BREAK_SPACE or found.get(code) != " "]
                found.update(own)
        except ValueError:  # a hexadecimal digit by itself, or none where one is counted up
            return None
    return None if b"endbf" in before else found


def _meaning(code: bytes, text: bytes) -> tuple[int, Sequence[str]]:
    return int.from_bytes(_unpacked(code), "big"), (_text(_unpacked(text)),)


def _meaning_range(low: bytes, high: bytes, first: bytes | None, listed: bytes | None) -> tuple[int, Sequence[str]]:
    """The lowest code of a range, and the texts from it on: listed one by one, or counted up from the first."""
    lowest, highest = _unpacked(low), _unpacked(high)
    start = int.from_bytes(lowest, "big")
    count = min(int.from_bytes(highest, "big") - start + 1, LONGEST_RANGE) if len(lowest) == len(highest) else 0
    if first is None:
        return start, [_text(_unpacked(text)) for text in re.findall(rb"<([^>]*)>", listed or b"")[: max(count, 0)]]
    text = _unpacked(first)
    head, tail = text[:-4], text[-4:]
    base, size = int.from_bytes(tail, "big"), len(tail)
    if not size:
        raise ValueError("a range that begins with nothing")
    numbers = range(base, base + count)
    if size == 2 and not head and numbers.stop <= 1 << 16:
        return start, ["" if _SURROGATES.start <= number < _SURROGATES.stop else chr(number) for number in numbers]
    return start, [_text(head + (number % (1 << 8 * size)).to_bytes(size, "big")) for number in numbers]


def _unpacked(digits: bytes) -> bytes:
    return bytes.fromhex(b"".join(digits.split()).decode())


def _text(packed: bytes) -> str:
    return packed.decode("utf-16-be", errors="ignore")
