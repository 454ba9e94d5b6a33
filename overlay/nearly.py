"""Quotes that stand nearly: with "..." for what was left out, with [sic], or with a slip in the context around the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from overlay.folding import Folded, fold, skeleton
from overlay.slips import changes, described, slight
from overlay.standing import Grade, Hit, Sought, standing

# How much longer or shorter than quoted the printed context may be, in solid characters.
_SLACK = 12
# Context matched nearly must be at least this long (solid characters), or it says nothing.
_LEAST_CONTEXT = 12
# The distance allowed to context before its words are looked at: one solid character in so many, and a few more.
_LETTERS_PER_CHANGE = 6
_FREE_CHANGES = 3
# How far "..." reaches, in characters of the text: about half a page.
_ELISION_REACH = 2_000
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
    """The places of a quote with "..." in it: each part in full, in order, none further from the next than half a page."""
    parts = _parts(wanted.text)
    if len(parts) < 2:
        return
    whole = wanted.whole
    keeper = next(
        (i for i, (low, high) in enumerate(parts) if low <= wanted.words[0] and wanted.words[1] <= high), None
    )
    if keeper is None and not whole:
        return
    keeper = keeper or 0
    low, high = parts[keeper]
    words = (0, high - low) if whole else (wanted.words[0] - low, wanted.words[1] - low)
    core = Sought(wanted.text[low:high], (0, high - low), words)
    for hit in standing(page, core):
        if hit.grade is Grade.CONTEXT:
            continue
        start = _outwards(page, hit.start, [wanted.text[a:b] for a, b in reversed(parts[:keeper])], backwards=True)
        end = _outwards(page, hit.end, [wanted.text[a:b] for a, b in parts[keeper + 1 :]], backwards=False)
        if start is None or end is None:
            continue
        left_out = described(changes(page.source[start:end], wanted.text))
        place = replace(hit, start=start, end=end, grade=Grade.CONTEXT, difference=_short(left_out))
        yield replace(place, words_start=start, words_end=end) if whole else place


def _parts(text: str) -> list[tuple[int, int]]:
    edges = [0, *(edge for match in _ELISION.finditer(text) for edge in match.span()), len(text)]
    spans = zip(edges[::2], edges[1::2], strict=True)
    return [(low, high) for low, high in spans if skeleton(text[low:high])]


def _outwards(page: Folded, place: int, parts: list[str], *, backwards: bool) -> int | None:
    """The far edge of the last of `parts`, each the nearest to the one before; None where one is not in reach."""
    for part in parts:
        low, high = (max(0, place - _ELISION_REACH), place) if backwards else (place, place + _ELISION_REACH)
        hits = [hit for hit in standing(fold(page.source[low:high]), Sought.of(part)) if hit.grade is not Grade.CONTEXT]
        if not hits:
            return None
        place = low + (hits[-1].start if backwards else hits[0].end)
    return place


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
        back = _reach(left[::-1], page.text[max(0, before - len(left) - _SLACK) : before][::-1])
        ahead = _reach(right, page.text[after : after + len(right) + _SLACK])
        if back is None or ahead is None:
            continue
        start, end = _whole_words(page, before - back, after + ahead)
        found = changes(page.source[start:end], wanted.text)
        if slight(found, words=len(wanted.text.split()), known=known):
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
    if not quoted:
        return 0
    limit = _FREE_CHANGES + len(quoted) // _LETTERS_PER_CHANGE
    best: tuple[int, int, int] | None = None
    for size in range(max(0, len(quoted) - _SLACK), min(len(printed), len(quoted) + _SLACK) + 1):
        distance = Levenshtein.distance(quoted, printed[:size], score_cutoff=limit)
        if distance <= limit and (best is None or (distance, abs(size - len(quoted)), size) < best):
            best = (distance, abs(size - len(quoted)), size)
    return None if best is None else best[2]


def _whole_words(page: Folded, start: int, end: int) -> tuple[int, int]:
    low, high = page.span(start, end)
    while low > 0 and page.source[low - 1].isalnum():
        low -= 1
    while high < len(page.source) and page.source[high].isalnum():
        high += 1
    return low, high
