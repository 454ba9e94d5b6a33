"""Every place where a quote stands in full: the same after folding, and judged by what folding left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import groupby

from overlay.quote.comparison import HARMLESS, Difference, Pair, Unlike, compare, gap_after, gap_before
from overlay.quote.edges import Edge, end_edge, lead_of, start_edge
from overlay.quote.folding import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES, Folded, fold

# A quote this long (solid characters) is the one meant even where it begins or ends within a word.
_LONG = 20
# One page may differ from its quote in a hyphen or an accent once, and once more in so many words.
_WORDS_PER_DIFFERENCE = 8
# Places of one quote that are looked at on one stretch of text; a text with more was made to be slow.
_MOST_PLACES = 2_000


class Grade(IntEnum):
    """How a quote stands, best first."""

    EXACT = 0
    FOLDED = 1
    CONTEXT = 2


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for: `text`, of which `exact` is the quote (the rest is prefix and suffix) and `words` what is marked."""

    text: str
    exact: tuple[int, int]
    words: tuple[int, int]

    @staticmethod
    def of(words: str) -> Sought:
        """Words alone, with nothing around them."""
        return Sought(words, (0, len(words)), (0, len(words)))

    @property
    def whole(self) -> bool:
        """True where the words are all that is sought, so that nothing of it may differ."""
        return self.words == (0, len(self.text))


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: ranges in the text of the quote and of the words. `respaced`, `recased`: differs in white space, in case.

    `difference` is "" or says how print and quote differ (always for `Grade.CONTEXT`). `left_out`: ranges within the
    words that the quote has "..." for; they are not among the words.
    """

    start: int
    end: int
    words_start: int
    words_end: int
    grade: Grade
    respaced: bool = False
    recased: bool = False
    difference: str = ""
    left_out: tuple[tuple[int, int], ...] = ()

    @property
    def words_parts(self) -> tuple[tuple[int, int], ...]:
        """The ranges of the words without what is left out."""
        edges = [self.words_start, *(edge for gap in self.left_out for edge in gap), self.words_end]
        return tuple(zip(edges[::2], edges[1::2], strict=True))

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """Lower is better. Typography does not count: an apostrophe is an apostrophe. White space and case break ties."""
        return (max(self.grade, Grade.FOLDED), self.respaced, self.recased)


@lru_cache(maxsize=256)
def _folded(text: str) -> Folded:
    return fold(text)


def standing(page: Folded, wanted: Sought) -> Iterator[Hit]:
    """The places where all of the quote stands, in the order of the text."""
    needle = _folded(wanted.text)
    if not needle.text:
        yield from _verbatim(page.source, wanted)
        return
    at = page.text.find(needle.text)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        hit = _judged(page, at, needle, wanted)
        if hit is not None:
            yield hit
        at = page.text.find(needle.text, at + 1)


def _verbatim(text: str, wanted: Sought) -> Iterator[Hit]:
    """Words that fold to nothing, such as a dash: every run of signs of their kind."""
    sign = wanted.text.strip()
    if not sign:
        return
    start = 0
    for kind, run in groupby(text, key=_class):
        end = start + len(list(run))
        if kind == _class(sign[0]):
            grade = Grade.EXACT if text[start:end] == sign else Grade.FOLDED
            yield Hit(start, end, start, end, grade)
        start = end


def _judged(page: Folded, at: int, needle: Folded, wanted: Sought) -> Hit | None:
    size = len(needle.text)
    if not page.whole_at(at, at + size) or not _edges_fit(page, at, needle, wanted):
        return None
    pair = Pair(page, at, needle, 0, size)
    differences = (*_without_joints(compare(pair), wanted, needle), *_outside(page, at, needle))
    respaced = [difference for difference in differences if difference.kind is Unlike.SPACING]
    harmful = [difference for difference in differences if difference.kind not in HARMLESS]
    if len({_spaced_on_page(pair, difference) for difference in respaced}) > 1:
        harmful += respaced  # the same letters cut into other words
    allowed = 1 + len(wanted.text.split()) // _WORDS_PER_DIFFERENCE
    if len(harmful) > allowed or any(
        difference.kind is Unlike.NUMBER or _in_words(difference, needle, wanted) for difference in harmful
    ):
        return None
    words = _span(page, at, needle, wanted.words)
    quote = _span(page, at, needle, wanted.exact)
    if words is None or quote is None:
        return None
    same = "".join(page.source[slice(*quote)].split()) == "".join(wanted.text[slice(*wanted.exact)].split())
    return Hit(
        *quote,
        *words,
        Grade.CONTEXT if harmful else Grade.EXACT if same and not respaced else Grade.FOLDED,
        respaced=bool(respaced),
        recased=any(difference.kind is Unlike.CASE for difference in differences),
        difference="; ".join(dict.fromkeys(_told(pair, difference) for difference in (*harmful, *respaced))),
    )


def _edges_fit(page: Folded, at: int, needle: Folded, wanted: Sought) -> bool:
    size = len(needle.text)
    first = start_edge(page, at, lead_of(gap_before(needle, 0)))
    last = end_edge(page, at + size)
    if Edge.WITHIN_NUMBER in (first, last):
        return False
    if first is last is Edge.CLEAN:
        return True
    low, high = needle.range_of(*wanted.words)
    cut = (first is not Edge.CLEAN and low == 0) or (last is not Edge.CLEAN and high == size)
    return size >= _LONG and (wanted.whole or not cut)


def _without_joints(found: tuple[Difference, ...], wanted: Sought, needle: Folded) -> tuple[Difference, ...]:
    """The differences but those of white space where prefix, quote and suffix meet: nobody types that space."""
    joints = {needle.range_of(0, edge)[1] for edge in wanted.exact if 0 < edge < len(wanted.text)}
    return tuple(found_ for found_ in found if not (found_.kind is Unlike.SPACING and found_.at in joints))


def _outside(page: Folded, at: int, needle: Folded) -> Iterator[Difference]:
    """What the quote has before its first and after its last solid character, and the print has not."""
    size = len(needle.text)
    ahead, behind = lead_of(gap_before(needle, 0)), lead_of(gap_after(needle, size - 1))
    before, after = lead_of(gap_before(page, at)), lead_of(gap_after(page, at + size - 1))
    for place, wanted, there, fits in (
        (0, ahead, before, before.quotation.endswith(ahead.quotation)),
        (size, behind, after, after.quotation.startswith(behind.quotation)),
    ):
        if not fits:
            yield Difference(Unlike.QUOTATION, place)
        if wanted.dash and not there.dash:
            yield Difference(Unlike.DASH, place)


def _spaced_on_page(pair: Pair, difference: Difference) -> bool:
    return any(c.isspace() for c in gap_before(pair.page, pair.on_page(difference.at)))


def _in_words(difference: Difference, needle: Folded, wanted: Sought) -> bool:
    """True where the difference lies in the words to be marked, the soft characters at their ends included."""
    low, high = needle.range_of(*wanted.words)
    if difference.kind is Unlike.ACCENT:
        return low <= difference.at < max(high, low + 1)
    if difference.kind is Unlike.SPACING:
        return low <= difference.at <= high
    leading = low < len(needle.places) and wanted.words[0] < needle.places[low]
    trailing = high == low or wanted.words[1] > needle.places[high - 1] + 1
    return low < difference.at < high or (leading and difference.at == low) or (trailing and difference.at == high)


def _span(page: Folded, at: int, needle: Folded, part: tuple[int, int]) -> tuple[int, int] | None:
    """Where a part of the quote lies on the page, with the soft characters that belong to it; None where those are missing."""
    low, high = needle.range_of(*part)
    if low == high:
        return _soft_span(page, at + low, needle.source[slice(*part)])
    start, end = page.span(at + low, at + high)
    lead = needle.source[part[0] : needle.places[low]].strip()
    trail = needle.source[needle.places[high - 1] + 1 : part[1]].strip()
    before, after = gap_before(page, at + low), gap_after(page, at + high - 1)
    marks = next((i for i, c in enumerate(after) if unicodedata.category(c) not in ("Mn", "Mc")), len(after))
    return start - _reach(before[::-1], lead[:1]), end + max(marks, _reach(after, trail[-1:]))


def _reach(gap: str, sign: str) -> int:
    """How far into a gap the first run of marks of one kind reaches; 0 where there is none."""
    first = next((i for i, c in enumerate(gap) if sign and _class(c) == _class(sign)), None)
    if first is None:
        return 0
    return next((i for i in range(first, len(gap)) if _class(gap[i]) != _class(sign)), len(gap))


def _soft_span(page: Folded, at: int, wanted: str) -> tuple[int, int] | None:
    low = page.places[at - 1] + 1 if at else 0
    high = page.places[at] if at < len(page.places) else len(page.source)
    kinds = [_class(c) for c in wanted.strip()]
    places = [i for i in range(low, high) if kinds and _class(page.source[i]) == kinds[0]]
    if not places:
        return None
    end = places[0] + 1
    while end in places:
        end += 1
    return places[0], end


def _class(character: str) -> str:
    if character in DASHES:
        return "-"
    return '"' if character in DOUBLE_QUOTES | SINGLE_QUOTES else character


def _told(pair: Pair, difference: Difference) -> str:
    printed = _around(pair.page, pair.on_page(difference.at))
    quoted = _around(pair.quote, difference.at)
    return f"printed \u201c{printed}\u201d, quoted \u201c{quoted}\u201d"


def _around(folded: Folded, at: int) -> str:
    """The words on both sides of the gap before a solid character."""
    source = folded.source
    low = folded.places[at - 1] if at else 0
    high = folded.places[at] + 1 if at < len(folded.places) else len(source)
    while low > 0 and not source[low - 1].isspace():
        low -= 1
    while high < len(source) and not source[high].isspace():
        high += 1
    return " ".join(source[low:high].split())
