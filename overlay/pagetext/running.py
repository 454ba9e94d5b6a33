"""Running headers and footers, and page numbers: what stands at the edge of a page and is no part of its text.

Kept conservative: a line is one only if it stands at the very top or foot of the page and is marked so by the file,
or is a page number and nothing else, or stands on a neighbouring page as well (its digits aside).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from overlay.quote.folding import skeleton

ZONE = 0.13
"""Part of the page's height at either end in which a running line may stand."""

MOST_LINES = 4
"""Running lines at either end."""

APART = 1.8
"""Times the page's usual distance of lines: a line that stands this far from the next may run though it is outside the zone."""

APART_ZONE = 0.25
"""Part of the page's height in which such a line must still stand."""

LEAST_LETTERS = 3
"""In a line that is known by its return on another page."""

MOSTLY = 0.5
"""A file that marks more of a page's glyphs than this as artifacts does not mean it."""

NEIGHBOURS = (1, -1, 2, -2)
"""Pages compared, nearest first; left and right pages often differ."""

_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|pg\.?|seite|página|pagina|sheet)?\W*(?:\d{1,5}|[ivxlcdm]{1,9})"
    r"(?:\s*(?:of|/|\||-|–|von|sur|de|di)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A printed line: its text, its height on the page as displayed (0 at the foot, 1 at the top), its letters and how many are marked."""

    line: int
    parts: tuple[str, ...]
    height: float
    letters: int
    marked: int


def running_lines(lines: Sequence[EdgeLine], others: Iterable[Callable[[], str]]) -> frozenset[int]:
    """The lines (by their `line`) that are running headers, footers or page numbers.

    `others` give the neighbouring pages' text with its line breaks; they are called only where a line is in doubt.
    """
    letters = sum(line.letters for line in lines)
    believed = sum(line.marked for line in lines) <= MOSTLY * letters
    found = {line.line for line in lines if believed and line.letters and 2 * line.marked > line.letters}
    doubtful = []
    for line in _at_edges(lines):
        if _PAGE_NUMBER.fullmatch(" ".join(line.parts)):
            found.add(line.line)
        elif line.line not in found:
            doubtful.append(line)
    for other in others:
        if not doubtful:
            break
        seen = {_shape(each) for each in other().splitlines()}
        found.update(line.line for line in doubtful if _returns(line, seen))
        doubtful = [line for line in doubtful if line.line not in found]
    return frozenset(found)


def _at_edges(lines: Sequence[EdgeLine]) -> list[EdgeLine]:
    ordered = sorted(lines, key=lambda line: -line.height)
    steps = sorted(above.height - below.height for above, below in pairwise(ordered))
    usual = steps[len(steps) // 2] if steps else 0.0
    head = _edge([(line, 1 - line.height) for line in ordered[: MOST_LINES + 1]], usual)
    foot = _edge([(line, line.height) for line in reversed(ordered[-MOST_LINES - 1 :])], usual)
    return head + [line for line in foot if line not in head]


def _edge(inwards: Sequence[tuple[EdgeLine, float]], usual: float) -> list[EdgeLine]:
    """The lines near one edge of the page, each with its distance from it."""
    near = [line for line, away in inwards[:MOST_LINES] if away < ZONE]
    for (line, away), (_, next_away) in pairwise(inwards):
        if len(near) < MOST_LINES and line not in near and away < APART_ZONE and next_away - away > APART * usual:
            return near if inwards[len(near)][0] is not line else [*near, line]
    return near


def _returns(line: EdgeLine, seen: set[str]) -> bool:
    whole = _shape("".join(line.parts))
    if len(whole) >= LEAST_LETTERS and whole in seen:
        return True
    shapes = [_shape(part) for part in line.parts]
    return len(whole) >= LEAST_LETTERS and all(not shape or shape in seen for shape in shapes)


def _shape(text: str) -> str:
    """A line with its digits made one sign, so that "Page 3 of 9" returns as "Page 4 of 9"."""
    return _DIGITS.sub("#", skeleton(text))
