"""From a wrong text and the right one to the smallest change of words: what an erratum would say of the two.

One stretch of words, from the first that differs to the last. Words and numbers are never cut; punctuation that both
sides end with is left out, so that "eight." against "nine." is a change of "eight" alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from overlay.erratum import Change, Deletion, Insertion, Side, Substitution
from overlay.quote import within

MOST_BESIDE = 4  # printed words named beside an insertion: as few of them as stand once in the quote
_POINTS = frozenset(".,;:!?")
_DOTS = frozenset(("...", "…", "[...]", "[…]"))
_PAIRS = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "“": "”", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Found:
    """A change, and which occurrence of its words in the quote is meant (None where they stand there once)."""

    change: Change
    occurrence: int | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A change and the character of the wrong text at which its words begin."""

    change: Change
    words: str
    start: int


def smallest_change(wrong: str, right: str) -> Found | None:
    """The change that makes `right` of `wrong`, white space aside; None where both have the same words.

    Raises ValueError where `wrong` has no words: there is nothing to anchor to.
    """
    old, new = wrong.split(), right.split()
    if not old:
        raise ValueError("no words to change")
    if old == new:
        return None
    text = " ".join(old)
    first = _common(old, new)
    shared_end = _common(old[first:][::-1], new[first:][::-1])
    last = len(old) - shared_end
    inserted = " ".join(new[first : len(new) - shared_end])
    candidates = _insertions(old, first, inserted) if first == last else _changes(old, new, first=first, last=last)
    ambiguous: Found | None = None
    for candidate in candidates:
        at, count = _standing(text, candidate)
        if count == 1:
            return Found(candidate.change, None)
        if count > 1:
            if not isinstance(candidate.change, Insertion):
                return Found(candidate.change, at)
            ambiguous = ambiguous or Found(candidate.change, at)
    return ambiguous or Found(Substitution(text, " ".join(new)) if new else Deletion(text), None)


def _common(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _insertions(old: list[str], at: int, inserted: str) -> Iterator[_Candidate]:
    """After the words before the place, the fewest first; at the very beginning, before the words that follow."""
    for count in range(1, MOST_BESIDE + 1):
        if 0 < count <= at:
            words = " ".join(old[at - count : at])
            yield _Candidate(Insertion(words, Side.AFTER, inserted), words, _start(old, at - count))
        elif at == 0 and count <= len(old):
            words = " ".join(old[:count])
            yield _Candidate(Insertion(words, Side.BEFORE, inserted), words, 0)


def _changes(old: list[str], new: list[str], *, first: int, last: int) -> Iterator[_Candidate]:
    """The changed words; then, for words that do not stand by themselves (a lone sign), more and more of their neighbours."""
    end = len(new) - (len(old) - last)
    start, wrong, right = _start(old, first), " ".join(old[first:last]), " ".join(new[first:end])
    lead, tail = _shared_punctuation(wrong, right)
    trimmed = wrong[lead : len(wrong) - tail], right[lead : len(right) - tail]
    if not right:
        yield from _deletion_without_dots(old, first, last)
    yield _Candidate(_named(*trimmed), _marked(*trimmed), start + lead + _skipped(*trimmed))
    while first > 0 or last < len(old):
        back, on = int(first > 0), int(last < len(old))
        first, last, end = first - back, last + on, end + on
        wrong, right = " ".join(old[first:last]), " ".join(new[first:end])
        yield _Candidate(Substitution(wrong, right), wrong, _start(old, first))


def _deletion_without_dots(old: list[str], first: int, last: int) -> Iterator[_Candidate]:
    """Dots at the ends of what is to go stand for words that are not quoted: they are not printed, and stay out of it."""
    start, end = first, last
    while start < end and old[start] in _DOTS:
        start += 1
    while end > start and old[end - 1] in _DOTS:
        end -= 1
    if start < end and (start, end) != (first, last):
        words = " ".join(old[start:end])
        yield _Candidate(Deletion(words), words, _start(old, start))


def _shared_punctuation(wrong: str, right: str) -> tuple[int, int]:
    """How many characters to leave out at both ends: closing points, then brackets and quotation marks in pairs.

    None where no words would be left of one side.
    """
    shortest = min(len(wrong), len(right))
    tail = next(
        (i for i in range(shortest) if wrong[-1 - i] != right[-1 - i] or wrong[-1 - i] not in _POINTS), shortest
    )
    lead = 0
    while lead + tail < shortest - 1 and wrong[lead] == right[lead] and wrong[lead] in _PAIRS:
        if not wrong[-1 - tail] == right[-1 - tail] == _PAIRS[wrong[lead]]:
            break
        lead, tail = lead + 1, tail + 1
    return (lead, tail) if lead + tail < shortest else (0, 0)


def _named(wrong: str, right: str) -> Change:
    if not right:
        return Deletion(wrong)
    if right.startswith(wrong + " "):
        return Insertion(wrong, Side.AFTER, right[len(wrong) + 1 :])
    if right.endswith(" " + wrong):
        return Insertion(wrong, Side.BEFORE, right[: -len(wrong) - 1])
    if wrong.startswith(right + " "):
        return Deletion(wrong[len(right) + 1 :])
    return Substitution(wrong, right)


def _marked(wrong: str, right: str) -> str:
    return wrong[_skipped(wrong, right) :]


def _skipped(wrong: str, right: str) -> int:
    """Characters of `wrong` before the words that the change names: those that a deletion after them leaves standing."""
    return len(right) + 1 if right and wrong.startswith(right + " ") else 0


def _start(words: list[str], index: int) -> int:
    return sum(len(word) + 1 for word in words[:index])


def _standing(text: str, candidate: _Candidate) -> tuple[int, int]:
    """Which of its places in the text is the candidate's, from 1, and how many there are; (0, 0) where it is none of them."""
    if candidate.words == text:
        return 1, 1
    end = candidate.start + len(candidate.words)
    places = within(text, candidate.words)
    for number, (place_start, place_end) in enumerate(places, 1):
        if candidate.start <= place_start and place_end <= end:
            return number, len(places)
    return 0, 0
