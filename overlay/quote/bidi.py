"""Logical order out of visual order, for lines that hold right-to-left text.

A PDF stores glyphs where they are drawn; a quote is typed in the order in which it is read. This inverts what the
Unicode Bidirectional Algorithm (UAX 9) does to a line without explicit controls, for one embedding level and numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

RIGHT_TO_LEFT = frozenset({"R", "AL"})
NUMBER = frozenset({"EN", "AN"})
NUMBER_SEPARATOR = frozenset({"ES", "CS", "ET"})

_FIRST_LEFTWARDS = "\u0590"  # no code point below it is right-to-left


@lru_cache(maxsize=4096)
def direction(text: str) -> str:
    """ "R", "L", "N" (a number), "S" (may stand within a number) or "" (neutral), by the first letter that says."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in RIGHT_TO_LEFT:
            return "R"
        if kind == "L":
            return "L"
        if kind in NUMBER:
            return "N"
        if kind in NUMBER_SEPARATOR:
            return "S"
    return ""


def reads_leftwards(texts: Sequence[str]) -> bool:
    """Whether most of the letters are right-to-left."""
    if has_no_leftwards(texts):
        return False
    kinds = [direction(text) for text in texts]
    return kinds.count("R") > kinds.count("L")


def has_no_leftwards(texts: Sequence[str]) -> bool:
    """True where no letter can be right-to-left: known at a glance, and so in most of the world's documents."""
    return max("".join(texts), default="") < _FIRST_LEFTWARDS


def logical_order(texts: Sequence[str]) -> list[int]:
    """The indexes of the glyphs of one line, given from left to right, in the order in which they are read."""
    order = list(range(len(texts)))
    if has_no_leftwards(texts):
        return order
    kinds = [direction(text) for text in texts]
    if "R" not in kinds:
        return order
    if kinds.count("R") > kinds.count("L"):
        return _read_leftwards(order, kinds)
    read: list[int] = []
    start = 0
    while start < len(order):
        end = _stretch(kinds, start)
        read.extend(_read_leftwards(order[start:end], kinds) if end > start else [start])
        start = max(end, start + 1)
    return read


def _stretch(kinds: Sequence[str], start: int) -> int:
    """The end of the right-to-left stretch that starts here, or `start` where none does."""
    if kinds[start] != "R":
        return start
    end = index = start + 1
    while index < len(kinds) and kinds[index] != "L":
        index += 1
        if kinds[index - 1] == "R":
            end = index
    return end


def _read_leftwards(order: Sequence[int], kinds: Sequence[str]) -> list[int]:
    """The stretch backwards, with words of the other direction and numbers within it forwards again."""
    backwards = list(reversed(order))
    read: list[int] = []
    start = 0
    while start < len(backwards):
        end = _forward_stretch([kinds[index] for index in backwards], start)
        read.extend(reversed(backwards[start:end]))
        start = end
    return read


def _forward_stretch(kinds: Sequence[str], start: int) -> int:
    """The end of the left-to-right stretch that starts here; start + 1 where there is none."""
    if kinds[start] not in ("L", "N"):
        return start + 1
    has_letter = kinds[start] == "L"
    end = index = start + 1
    while index < len(kinds) and kinds[index] != "R":
        kind = kinds[index]
        has_letter = has_letter or kind == "L"
        if kind == "L" or (kind == "N" and (has_letter or _only_separators(kinds, end, index))):
            end = index + 1
        index += 1
    return end


def _only_separators(kinds: Sequence[str], start: int, end: int) -> bool:
    return end - start <= 1 and all(kind == "S" for kind in kinds[start:end])
