"""Where a match may begin and end: not within a word, never within a number, never short of a sign."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from overlay.quote.comparison import NUMBER_JOINTS, gap_after, gap_before
from overlay.quote.folding import DASHES, DOUBLE_QUOTES, HYPHENS, SINGLE_QUOTES, SOFT_HYPHENS, Folded, in_spaced_script

_PLUS = frozenset("+\u00b1\uff0b\u2213")
_GROUPING_SPACES = frozenset("\u00a0\u202f\u2009\u2007")
_GROUP = 3


class Edge(IntEnum):
    """How a match's edge stands in the text."""

    CLEAN = 0
    WITHIN_WORD = 1
    WITHIN_NUMBER = 2  # or parted from its sign


@dataclass(frozen=True, slots=True)
class Lead:
    """What a quote itself has outside its first or last solid character: a dash (a sign, before a figure), quotation marks."""

    dash: bool
    quotation: str


def lead_of(gap: str) -> Lead:
    marks = "".join('"' if c in DOUBLE_QUOTES else "'" if c in SINGLE_QUOTES else "" for c in gap)
    return Lead(any(c in DASHES for c in gap), marks.replace("''", '"'))


def is_figure(character: str) -> bool:
    """True for what can be part of a number: digits, raised digits, vulgar fractions."""
    return unicodedata.category(character) in ("Nd", "No")


def start_edge(page: Folded, start: int, lead: Lead) -> Edge:
    """The edge before the solid character `start` of a match whose quote leads in with `lead`."""
    first, gap = page.text[start], gap_before(page, start)
    before = page.text[start - 1] if start else ""
    if is_figure(first) or _is_money(first) or (first == "." and is_figure(page.text[start + 1 : start + 2] or " ")):
        if _signed(before, gap) != lead.dash:
            return Edge.WITHIN_NUMBER
        if is_figure(first) and start and _joined(page, start):
            return Edge.WITHIN_NUMBER
    if not before or (not page.whole_at(start, start + 1) and page.places[start - 1] == page.places[start]):
        return Edge.WITHIN_WORD if before else Edge.CLEAN
    return Edge.WITHIN_WORD if _one_word(before, gap, first) else Edge.CLEAN


def end_edge(page: Folded, end: int) -> Edge:
    """The edge after the solid character before `end`."""
    if end >= len(page.text):
        return Edge.CLEAN
    last, after, gap = page.text[end - 1], page.text[end], gap_after(page, end - 1)
    if page.places[end] == page.places[end - 1]:
        return Edge.WITHIN_WORD
    if is_figure(last) and _joined(page, end):
        return Edge.WITHIN_NUMBER
    return Edge.WITHIN_WORD if _one_word(last, gap, after) else Edge.CLEAN


def _joined(page: Folded, at: int) -> bool:
    """True where one number runs on over the edge before the solid character `at`."""
    before, after, gap = page.text[at - 1], page.text[at], gap_before(page, at)
    if is_figure(before) and is_figure(after):
        if gap and all(c in _GROUPING_SPACES for c in gap):
            return page.text[at : at + _GROUP].isdigit() and not page.text[at + _GROUP : at + _GROUP + 1].isdigit()
        return not gap or (len(gap) == 1 and gap in SINGLE_QUOTES)
    if gap:
        return False
    if after in NUMBER_JOINTS and is_figure(before):
        return at + 1 < len(page.text) and is_figure(page.text[at + 1]) and not gap_before(page, at + 1)
    if before in NUMBER_JOINTS and is_figure(after):
        return at > 1 and is_figure(page.text[at - 2]) and not gap_before(page, at - 1)
    return False


def _signed(before: str, gap: str) -> bool:
    """True where a plus or minus sign stands directly before the edge (a dash between two words or figures is none)."""
    if not gap:
        return before in _PLUS and before != ""
    if gap[-1] not in DASHES:
        return False
    free = len(gap) > 1 and (gap[-2].isspace() or gap[-2] in SINGLE_QUOTES | DOUBLE_QUOTES)
    return free or not before or not before.isalnum()


def _is_money(character: str) -> bool:
    return unicodedata.category(character) == "Sc"


def _one_word(before: str, gap: str, after: str) -> bool:
    if not (in_spaced_script(before) and in_spaced_script(after)):
        return False
    return (
        not gap or _broken_word(gap) or all(c in SOFT_HYPHENS or unicodedata.category(c) in ("Mn", "Cf") for c in gap)
    )


def _broken_word(gap: str) -> bool:
    return "\n" in gap and gap[0] in HYPHENS | SOFT_HYPHENS and not gap[1:].strip()
