"""Two stretches with the same fold, compared in all that folding leaves out.

The fold says that a place can be the one; this module says how like it is: what differs, of which kind, and where.
Line-end hyphens are read both ways here: "co-" / "operate" is as good for "cooperate" as for "co-operate".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from overlay.quote.folding import (
    DASHES,
    DOUBLE_QUOTES,
    HYPHENS,
    SINGLE_QUOTES,
    SOFT_HYPHENS,
    SPACING_ACCENTS,
    Folded,
    in_spaced_script,
    marks_of,
)


class Unlike(StrEnum):
    """The kinds of difference between two stretches with the same fold."""

    CASE = "case"
    SPACING = "spacing"
    DASH = "hyphen or dash"
    QUOTATION = "quotation mark or apostrophe"
    ACCENT = "accent"
    NUMBER = "number or sign"


# What leaves the words the same words: noted, and a tie-breaker between places.
HARMLESS = frozenset((Unlike.CASE, Unlike.SPACING))
# Combining marks that belong to the letter before them and to no other.
_LATIN_MARKS = ("\u0300", "\u036f")
# What stands within a number: 8.5, 1,250, 10:30, 1/2, 3'000.
NUMBER_JOINTS = frozenset(".,:/'\u2019\u00b7\u066b\u066c")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its kind, and the index in the quote's fold of the solid character that it stands at or before."""

    kind: Unlike
    at: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A part of the quote's fold, `first` to `last`, laid on the page's fold from `start`; the two read the same there."""

    page: Folded
    start: int
    quote: Folded
    first: int
    last: int

    def on_page(self, at: int) -> int:
        """The place in the page's fold of a place in the quote's."""
        return self.start + at - self.first


def compare(pair: Pair) -> tuple[Difference, ...]:
    """How the two differ, in the order of the text. Soft characters outside the pair are not compared, accents apart."""
    page, quote = pair.page, pair.quote
    found: list[Difference] = []
    for at in range(pair.first, pair.last):
        there = pair.on_page(at)
        if page.source[page.places[there]].isupper() != quote.source[quote.places[at]].isupper():
            found.append(Difference(Unlike.CASE, at))
        if at > pair.first:
            ours, theirs = gap_before(page, there), gap_before(quote, at)
            if ours != theirs:
                found.extend(Difference(kind, at) for kind in _gap_differences(pair, at, ours, theirs))
    if (
        not _span(pair.page, pair.start, pair.on_page(pair.last)).isascii()
        or not _span(quote, pair.first, pair.last).isascii()
    ):
        found.extend(_accent_differences(pair))
    return tuple(sorted(found, key=lambda difference: (difference.at, difference.kind)))


def gap_before(folded: Folded, at: int) -> str:
    """The soft characters between a solid character and the one before it; those before the first for the first."""
    return folded.source[folded.places[at - 1] + 1 if at else 0 : folded.places[at]]


def gap_after(folded: Folded, at: int) -> str:
    """The soft characters between a solid character and the one after it; those after the last for the last."""
    following = folded.places[at + 1] if at + 1 < len(folded.places) else len(folded.source)
    return folded.source[folded.places[at] + 1 : following]


@dataclass(frozen=True, slots=True)
class _Gap:
    spaced: bool
    fewest_dashes: int
    most_dashes: int
    quotation: str


_DASH_RUN = re.compile(f"[{re.escape(''.join(sorted(DASHES)))}]+")
_LINE_END_HYPHEN = re.compile(
    f"[{re.escape(''.join(sorted(HYPHENS | SOFT_HYPHENS)))}][^\\S\\n]*\\n\\s*|[{''.join(sorted(SOFT_HYPHENS))}]"
)


def _read(gap: str, between_letters: bool) -> _Gap:
    optional = 0
    if between_letters:
        gap, optional = _LINE_END_HYPHEN.subn("", gap)
    dashes = len(_DASH_RUN.findall(gap))
    marks = "".join('"' if c in DOUBLE_QUOTES else "'" if c in SINGLE_QUOTES else "" for c in gap)
    return _Gap(any(c.isspace() for c in gap), dashes, dashes + optional, marks.replace("''", '"'))


def _gap_differences(pair: Pair, at: int, ours: str, theirs: str) -> list[Unlike]:
    fold = pair.quote.text
    before, after = fold[at - 1], fold[at]
    letters = before.isalpha() and after.isalpha()
    page_gap, quote_gap = _read(ours, letters), _read(theirs, letters)
    kinds = []
    if page_gap.fewest_dashes > quote_gap.most_dashes or quote_gap.fewest_dashes > page_gap.most_dashes:
        signed = after.isdigit() or unicodedata.category(after) == "Sc" or after == "."
        kinds.append(Unlike.NUMBER if signed else Unlike.DASH)
    if page_gap.quotation != quote_gap.quotation and not _accent_for_apostrophe(ours, theirs, page_gap, quote_gap):
        kinds.append(Unlike.NUMBER if before.isdigit() and after.isdigit() else Unlike.QUOTATION)
    if page_gap.spaced != quote_gap.spaced:
        if _within_number(fold, at):
            kinds.append(Unlike.NUMBER)
        elif (
            in_spaced_script(before)
            and in_spaced_script(after)
            and not kinds
            and not (page_gap.fewest_dashes or quote_gap.fewest_dashes)
        ):
            kinds.append(Unlike.SPACING)
    return kinds


def _within_number(fold: str, at: int) -> bool:
    """True where a space at `at` would part one number into two: between digits, or at a joint with digits on both sides."""
    before, after = fold[at - 1], fold[at]
    if before.isdigit():
        return after.isdigit() or (after in NUMBER_JOINTS and fold[at + 1 : at + 2].isdigit())
    return before in NUMBER_JOINTS and after.isdigit() and at > 1 and fold[at - 2].isdigit()


def _accent_for_apostrophe(ours: str, theirs: str, page_gap: _Gap, quote_gap: _Gap) -> bool:
    """True where one side has an acute or grave accent for the other's apostrophe ("don´t")."""
    one, other, gap = (ours, theirs, quote_gap) if not page_gap.quotation else (theirs, ours, page_gap)
    return gap.quotation == "'" and sum(c in "\u00b4\u02ca\u02cb" for c in one) == 1 and not set(one) & set(other)


def _span(folded: Folded, start: int, end: int) -> str:
    """The source from just after the solid character before `start` to just before the one after `end`."""
    low = folded.places[start - 1] + 1 if start else 0
    high = folded.places[end] if end < len(folded.places) else len(folded.source)
    return folded.source[low:high]


def _accents(folded: Folded, start: int, end: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The marks on solid characters, and the accents standing apart before them, each with its index counted from `start`."""
    set_on: list[tuple[int, str]] = []
    apart: list[tuple[int, str]] = []
    for at in range(start, end):
        here = at - start
        lead = gap_before(folded, at) if at > start else _closing_run(gap_before(folded, at))
        apart.extend((here, SPACING_ACCENTS[c]) for c in lead if c in SPACING_ACCENTS)
        last_of_character = at + 1 == len(folded.places) or folded.places[at + 1] != folded.places[at]
        if last_of_character:
            after = gap_after(folded, at)
            own = marks_of(folded.source[folded.places[at]]) + "".join(marks_of(c) for c in after)
            set_on.extend((here, mark) for mark in unicodedata.normalize("NFC", own))
            if at == end - 1:
                apart.extend((here + 1, SPACING_ACCENTS[c]) for c in _opening_run(after))
    return sorted(set_on), apart


def _opening_run(gap: str) -> str:
    count = next((i for i, c in enumerate(gap) if c not in SPACING_ACCENTS), len(gap))
    return gap[:count]


def _closing_run(gap: str) -> str:
    return _opening_run(gap[::-1])[::-1]


def _accent_differences(pair: Pair) -> list[Difference]:
    page_on, page_apart = _accents(pair.page, pair.start, pair.on_page(pair.last))
    quote_on, quote_apart = _accents(pair.quote, pair.first, pair.last)
    page_left = [mark for mark in page_on if mark not in quote_on]
    quote_left = [mark for mark in quote_on if mark not in page_on]
    for at, mark in list(page_left):
        # A mark that stands before or after its letter's part, as in Thai: the order of typing, not another word.
        near = next(((at + by, mark) for by in (-1, 1) if (at + by, mark) in quote_left), None)
        if near is not None and not _LATIN_MARKS[0] <= mark <= _LATIN_MARKS[1]:
            page_left.remove((at, mark))
            quote_left.remove(near)
    unmatched: list[tuple[int, str]] = [mark for mark in page_apart if mark not in quote_apart]
    unmatched += [mark for mark in quote_apart if mark not in page_apart]
    length = pair.last - pair.first
    for at, mark in unmatched:
        # Drawn before its letter (TeX) or after it.
        for wanted in ((at, mark), (at - 1, mark)):
            if wanted in quote_left:
                quote_left.remove(wanted)
                break
            if wanted in page_left:
                page_left.remove(wanted)
                break
        else:
            if 0 < at < length and not _apostrophe_opposite(pair, at):
                page_left.append((at, mark))
    return [Difference(Unlike.ACCENT, pair.first + at) for at, _ in (*page_left, *quote_left)]


def _apostrophe_opposite(pair: Pair, at: int) -> bool:
    gaps = gap_before(pair.page, pair.start + at) + gap_before(pair.quote, pair.first + at)
    return any(c in SINGLE_QUOTES for c in gaps)
