"""Text folded for searching: what two printings of the same words have in common, with the way back.

A character either stands or falls by itself, so that the fold of a part is the part of the fold. What stands ("solid")
is letters, digits and signs, in lower case and without marks; what falls ("soft") is white space, hyphens and dashes,
quotation marks, accents, and characters without width. The soft ones are not forgotten: `comparison` reads them
from the source between two solid ones. Vulgar fractions, circled numbers and raised or lowered digits stand as they
are: NFKC would make 81/2 of 8½ and 102 of 10².
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

# A hyphen that shows at a line end alone, and what PDFium and others hand over for one.
SOFT_HYPHENS = frozenset("\u00ad\u0002\ufffe")
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u2053\u2e3a\u2e3b\ufe58\ufe63\uff0d\u058a\u05be")
# The dashes that a typesetter puts where a word is broken at a line end.
HYPHENS = frozenset("-\u2010\u2011\u058a\u05be\uff0d\ufe63")
SINGLE_QUOTES = frozenset("'`\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\uff07\u02b9\u02bb\u02bc\u02bd")
DOUBLE_QUOTES = frozenset('"\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\uff02\u301d\u301e\u301f\u02ba')
# Accents drawn as characters of their own, as old fonts do: "´e" for "é".
SPACING_ACCENTS = {
    "\u00b4": "\u0301",
    "\u02ca": "\u0301",
    "\u02cb": "\u0300",
    "\u00a8": "\u0308",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u00af": "\u0304",
    "\u02c9": "\u0304",
    "\u02d8": "\u0306",
    "\u02d9": "\u0307",
    "\u02da": "\u030a",
    "\u02dd": "\u030b",
    "\u02c7": "\u030c",
    "\u00b8": "\u0327",
    "\u02db": "\u0328",
}
TATWEEL = "\u0640"
# Scripts written without spaces between words: any character may begin a word (first and last code points).
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF))
_ASTRAL_CJK = 0x20000
# Compatibility forms that mean something else than the characters they are made of.
_DISTINCT = ("<fraction>", "<super>", "<sub>", "<circle>", "<square>")
_MARKS = frozenset(("Mn", "Mc", "Me"))
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp"))
_ASCII_RUN = re.compile("([\x00-\x7f]{12,})")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is `source` folded; `places[i]` is the index in `source` of the character that gave `text[i]`.

    `places` never falls. A source character may give several folded ones (a ligature) or none (a space).
    """

    source: str
    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source range, from its first to after its last character, that gave `text[start:end]` (not empty)."""
        return self.places[start], self.places[end - 1] + 1

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """The range of `text` that `source[start:end]` gave; it is empty where those characters are all soft."""
        return bisect_left(self.places, start), bisect_right(self.places, end - 1)

    def whole_at(self, start: int, end: int) -> bool:
        """True where `text[start:end]` neither begins nor ends within a source character."""
        starts_whole = start == 0 or self.places[start - 1] != self.places[start]
        return starts_whole and (end == len(self.places) or self.places[end - 1] != self.places[end])


def fold(text: str) -> Folded:
    """The text folded, with the way back."""
    solids = list(map(_TABLE.__getitem__, map(ord, text)))
    folded = "".join(filter(None, solids))
    places = tuple(place for place, solid in enumerate(solids) if solid is not None)
    if len(places) != len(folded):  # a ligature: one character that leaves several
        places = tuple(place for place, solid in enumerate(solids) if solid is not None for _ in solid)
    return Folded(text, folded, places)


def skeleton(text: str) -> str:
    """`fold(text).text`, fast, for screening long documents."""
    return translated(text, _TABLE)


def translated(text: str, table: Mapping[int, str | int | None]) -> str:
    """`text.translate(table)`, long runs of ASCII by themselves: CPython translates those fifty times as fast."""
    if text.isascii():
        return text.translate(table)
    return "".join(part.translate(table) for part in _ASCII_RUN.split(text))


def marks_of(character: str) -> str:
    """The combining marks that are part of a character, or that it is ("" for most)."""
    if character in SPACING_ACCENTS or character.isascii():
        return ""
    return "".join(part for part in unicodedata.normalize("NFKD", character) if unicodedata.category(part) in _MARKS)


def is_soft(character: str) -> bool:
    """True for a character that leaves nothing in the fold."""
    return _TABLE[ord(character)] is None


def in_spaced_script(character: str) -> bool:
    """True for a letter or figure of a script that puts spaces between words."""
    code = ord(character)
    return character.isalnum() and code < _ASTRAL_CJK and not any(low <= code <= high for low, high in _UNSPACED)


class _Table(dict[int, str | None]):
    """What each code point leaves behind, worked out when first met; None for nothing, as `str.translate` wants it."""

    def __missing__(self, code: int) -> str | None:
        self[code] = solid = _solid(chr(code)) or None
        return solid


def _solid(character: str) -> str:
    if character in _FALLING or unicodedata.category(character) in _UNSEEN:
        return ""
    if unicodedata.decomposition(character).startswith(_DISTINCT):
        return character
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(
        part for part in parts if part not in _FALLING and unicodedata.category(part) not in _MARKS | _UNSEEN
    )


_FALLING = DASHES | SINGLE_QUOTES | DOUBLE_QUOTES | frozenset(SPACING_ACCENTS) | SOFT_HYPHENS | {TATWEEL}
_TABLE = _Table()
