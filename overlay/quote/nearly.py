"""Quotes that stand nearly: with "..." for what was left out, with [sic], or with a slip in the context around the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from overlay.quote.folding import Folded, fold, skeleton
from overlay.quote.slips import changes, described, slight, without_references
from overlay.quote.standing import Grade, Hit, Sought, standing

# How much longer or shorter than quoted the printed context may be: so many solid characters, or one in so many.
_SLACK = 12
_LETTERS_PER_SLACK = 8
# Context matched nearly must be at least this long (solid characters), or it says nothing.
_LEAST_CONTEXT = 12
# The distance allowed to context before its words are looked at: one solid character in so many, and a few more.
_LETTERS_PER_CHANGE = 6
_FREE_CHANGES = 3
# How far "..." reaches, in characters of the text, to a part that is short, and to one that is long: a page, and two.
_SHORT_REACH = 4_000
_ELISION_REACH = 8_000
_LONG_PART = 40
# A quote's beginning that may stand apart from the rest, as a heading does, and the least rest (solid characters).
_LONGEST_HEADING = 60
_LEAST_REST = 40
_SHOWN = 60

_ELISION = re.compile(r"\s*(?:[\[(]\s*(?:\.\s?\.\s?\.|\u2026)\s*[\])]|\u2026|\.\s?\.\s?\.(?:\s?\.)?)\s*")
_EDITORIAL = re.compile(r"\s*[\[(]\s*sic[.!]?\s*[\])]|(?<=\w)\[(?=\w+\])|\[(?=\w+\]?\w)|(?<=\w)\]", re.IGNORECASE)


def without_editing(wanted: Sought) -> Sought | None:
    """The quote without [sic] and without brackets around letters ("[T]he"); None where it has none."""
    cuts = [match.span() for match in _EDITORIAL.finditer(wanted.text)]
    if not cuts:
        return None

    def moved(place: int) -> int:
        return place - sum(min(end, place) - start for start, end in cuts if start < place)

    text = _EDITORIAL.sub("", wanted.text)
    exact, words = wanted.exact, wanted.words
    return Sought(text, (moved(exact[0]), moved(exact[1])), (moved(words[0]), moved(words[1])))


def elided(page: Folded, wanted: Sought) -> Iterator[Hit]:
    """The places of a quote with "..." in it: each part in full, in order, none too far from the next."""
    yield from _in_parts(page, wanted, _parts(wanted.text))


def _in_parts(page: Folded, wanted: Sought, spans: Sequence[tuple[int, int]]) -> Iterator[Hit]:
    parts = [_part(wanted, span) for span in spans]
    keeper = max(range(len(parts)), key=lambda i: (parts[i].has_words, parts[i].text_size), default=0)
    if len(parts) < 2 or not parts[keeper].has_words:
        return
    for hit in standing(page, parts[keeper].sought):
        if hit.grade is Grade.CONTEXT:
            continue
        before = _outwards(page, hit.start, parts[:keeper][::-1], backwards=True)
        after = _outwards(page, hit.end, parts[keeper + 1 :], backwards=False)
        if before is None or after is None:
            continue
        hits = [*before[::-1], hit, *after]
        words = [one for one, part in zip(hits, parts, strict=True) if part.has_words]
        start, end = hits[0].start, hits[-1].end
        yield replace(
            hit,
            start=start,
            end=end,
            words_start=words[0].words_start,
            words_end=words[-1].words_end,
            grade=Grade.CONTEXT,
            difference=_short(described(changes(page.source[start:end], wanted.text))),
            left_out=tuple((one.words_end, other.words_start) for one, other in pairwise(words)),
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a quote between two elisions; `has_words`: some of the words are in it."""

    sought: Sought
    has_words: bool

    @property
    def text_size(self) -> int:
        return len(self.sought.text)


def _part(wanted: Sought, span: tuple[int, int]) -> _Part:
    low, high = span
    size = high - low
    start, end = max(wanted.words[0], low) - low, min(wanted.words[1], high) - low
    has_words = start < end and bool(wanted.text[low + start : low + end].strip())
    return _Part(Sought(wanted.text[low:high], (0, size), (start, end) if has_words else (0, size)), has_words)


def _parts(text: str) -> list[tuple[int, int]]:
    edges = [0, *(edge for match in _ELISION.finditer(text) for edge in match.span()), len(text)]
    spans = zip(edges[::2], edges[1::2], strict=True)
    return [(low, high) for low, high in spans if skeleton(text[low:high])]


def _outwards(page: Folded, place: int, parts: Sequence[_Part], *, backwards: bool) -> list[Hit] | None:
    """Where the parts stand, each nearest to the one before; None where one is not in reach."""
    found: list[Hit] = []
    for part in parts:
        reach = _ELISION_REACH if part.text_size >= _LONG_PART else _SHORT_REACH
        low, high = (max(0, place - reach), place) if backwards else (place, place + reach)
        around = fold(page.source[low:high])
        hits = [hit for hit in standing(around, part.sought) if hit.grade is not Grade.CONTEXT]
        if not hits:
            return None
        nearest = hits[-1] if backwards else hits[0]
        found.append(
            replace(
                nearest,
                start=low + nearest.start,
                end=low + nearest.end,
                words_start=low + nearest.words_start,
                words_end=low + nearest.words_end,
            )
        )
        place = found[-1].start if backwards else found[-1].end
    return found


def apart(page: Folded, wanted: Sought) -> Iterator[Hit]:
    """The places of a quote whose beginning is a heading that stands further up: all of it in full, with a gap after it.

    The rest must be long, and hold the words.
    """
    places = [match.end() for match in re.finditer(r"\s+", wanted.text) if match.end() <= wanted.words[0]]
    needle = fold(wanted.text)
    for cut in places:
        if cut > _LONGEST_HEADING:
            return
        first = needle.range_of(0, cut)[1]
        if len(needle.text) - first < _LEAST_REST or needle.text[first:] not in page.text:
            continue
        spans = ((0, len(wanted.text[:cut].rstrip())), (cut, len(wanted.text)))
        hits = list(_in_parts(page, wanted, spans))
        if hits:
            yield from hits
            return


def _short(text: str) -> str:
    return text if len(text) <= 4 * _SHOWN else text[: 4 * _SHOWN] + "\u2026"


def nearly(page: Folded, wanted: Sought) -> Iterator[Hit]:
    """The places where the words stand exactly and what is quoted around them differs by a slip."""
    needle = fold(wanted.text)
    low, high = needle.range_of(*wanted.words)
    left, right = needle.text[:low], needle.text[high:]
    if low == high or len(left) + len(right) < _LEAST_CONTEXT:
        return
    known = frozenset(skeleton(word.strip(".,;:!?()[]\"'")) for word in page.source.split())
    for hit in standing(page, Sought.of(wanted.text[slice(*wanted.words)])):
        if hit.grade is Grade.CONTEXT:
            continue
        before, after = page.range_of(hit.words_start, hit.words_end)
        back = _reach(left[::-1], page.text[max(0, before - len(left) - _slack(left)) : before][::-1])
        ahead = _reach(right, page.text[after : after + len(right) + _slack(right)])
        if back is None or ahead is None:
            continue
        start, end = _whole_words(page, before - back, after + ahead)
        printed = page.source[start:end]
        found = changes(printed, wanted.text)
        judged = changes(without_references(printed), wanted.text) if "[" not in wanted.text else found
        if slight(judged, words=len(wanted.text.split()), known=known):
            start, end = _within_affixes(page, wanted, needle, (before, after), (start, end))
            yield replace(hit, start=start, end=end, grade=Grade.CONTEXT, difference=described(found))


def _within_affixes(
    page: Folded, wanted: Sought, needle: Folded, words: tuple[int, int], passage: tuple[int, int]
) -> tuple[int, int]:
    """The passage without what prefix and suffix matched, to a solid character or two."""
    low, high = needle.range_of(*wanted.words)
    first, last = needle.range_of(*wanted.exact)
    start, end = passage
    if wanted.exact[0] > 0:
        start = page.places[max(0, words[0] - (low - first))]
    if wanted.exact[1] < len(wanted.text):
        end = page.places[min(len(page.places), words[1] + (last - high)) - 1] + 1
    return start, end


def _reach(quoted: str, printed: str) -> int | None:
    """How many of the printed characters, from their start, are most like the quoted ones; None where none is like enough."""
    from rapidfuzz.distance import Levenshtein  # few quotes are compared so closely

    if not quoted:
        return 0
    limit = _FREE_CHANGES + len(quoted) // _LETTERS_PER_CHANGE
    best: tuple[int, int, int] | None = None
    slack = _slack(quoted)
    for size in range(max(0, len(quoted) - slack), min(len(printed), len(quoted) + slack) + 1):
        distance = Levenshtein.distance(quoted, printed[:size], score_cutoff=limit)
        if distance <= limit and (best is None or (distance, abs(size - len(quoted)), size) < best):
            best = (distance, abs(size - len(quoted)), size)
    return None if best is None else best[2]


def _slack(quoted: str) -> int:
    return max(_SLACK, len(quoted) // _LETTERS_PER_SLACK)


def _whole_words(page: Folded, start: int, end: int) -> tuple[int, int]:
    low, high = page.span(start, end)
    while low > 0 and page.source[low - 1].isalnum():
        low -= 1
    while high < len(page.source) and page.source[high].isalnum():
        high += 1
    return low, high
