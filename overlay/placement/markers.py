"""Where a numbered marker stands: in free space, as close to the end of its words as it gets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import or_

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap, low_bit, nearest_bits, span

REACH = 9.0  # points from the end of the words: further off, a reader has to look for it
FAR_REACH = 15.0  # points: still nearer than any other words' end, and better than no marker
BEFORE_REACH = 4.0  # points: directly before the words, in the cell of a table whose rule follows them
CLEARANCES = (0.5, 0.0)  # points between a marker and ink: wished for, at least
OWN_INK = 1.0  # points around the words in which ink is their own
GAP = 1.0  # points between the words and a marker set directly after them
RAISED = 0.45  # of the words' height: where the foot of a superscript is
BEFORE_END = 1.5  # how much worse a marker is for each point that it stands back over the words


@dataclass(frozen=True, slots=True)
class _Search:
    """How far off a marker may stand, whether before its words instead of after, and whether across something printed."""

    reach: float
    before: bool = False
    across: bool = False
    clearance: float = 0.0


def marker_box(
    fine: Bitmap,
    last: Rect,
    at: tuple[float, float],
    sizes: Sequence[tuple[float, float]],
    *,
    printed: Bitmap | None = None,
) -> Rect | None:
    """A free box for a marker near `at`, the end of the words in `last`; None where there is none within reach.

    Directly after the words on their line, else raised, else the nearest free spot; a smaller marker only where no
    larger one finds a place. Where something `printed` (by default: in `fine`), such as the rule of a table, would stand
    between: directly before the words; else across it all the same; else further off. In display space.
    """
    bitmaps = (fine, printed or fine)
    for search in (_Search(REACH), _Search(BEFORE_REACH, before=True), _Search(REACH, across=True), _Search(FAR_REACH)):
        for clearance in CLEARANCES:
            for size in sizes:
                found = _nearest(bitmaps, last, at, size, replace(search, clearance=clearance))
                if found:
                    return found
    return None


def _nearest(
    bitmaps: tuple[Bitmap, Bitmap],
    last: Rect,
    at: tuple[float, float],
    size: tuple[float, float],
    search: _Search,
) -> Rect | None:
    fine, printed = bitmaps
    width, height = size
    reach, clearance = search.reach, search.clearance
    # Where the words end at the left, they are read from the right, and the marker follows them to the left.
    leftwards = (at[0] < last.centre.x) != search.before
    end = (last.x0 if leftwards else last.x1) if search.before else at[0]
    ideal_x, ideal_y = end - GAP - width if leftwards else end + GAP, last.y0 + last.height * RAISED
    best: tuple[float, float, float] | None = None
    window = Rect(ideal_x - reach - width, last.y0 - height - reach / 2, ideal_x + reach, last.y1 + reach / 2)
    around = Rect(window.x0, window.y0, window.x1 + width, window.y1 + height).grown(2 * clearance)
    part, origin = fine.part(around)
    spots = part.spots(width, height, clearance)
    if not search.across:
        middle_x, middle_y = int(width / 2 / fine.cell_x), int(height / 2 / fine.cell_y)
        joined = _joined(printed.part(around)[0], last.moved(-origin.x, -origin.y))[middle_y:]
        spots = [free & (row >> middle_x) for free, row in zip(spots, joined, strict=False)]
    ideal_column = max(0, math.ceil((ideal_x - origin.x) / fine.cell_x))
    for row, free in enumerate(spots):
        y = row * fine.cell_y + origin.y
        for column in reversed(nearest_bits(free, ideal_column)):
            x = column * fine.cell_x + origin.x
            onwards = ideal_x - x if leftwards else x - ideal_x
            cost = _distance(onwards, y - ideal_y, last.height)
            if cost > reach or (best is not None and cost >= best[0]):
                continue
            best = (cost, x, y)
    return Rect(best[1], best[2], best[1] + width, best[2] + height) if best else None


def _joined(printed: Bitmap, words: Rect) -> list[int]:
    """The cells between which and the words nothing stands, such as the rule of a table: row by row, as bits."""
    x0, y0, x1, y1 = printed.cells(words.grown(OWN_INK))
    rows = printed.rows
    # All ink from the words up to a row above them, or down to one below.
    ink = [*reversed(list(accumulate(reversed(rows[:y0]), or_))), *rows[y0:y1], *accumulate(rows[y1:], or_)]
    joined = []
    for y, between in enumerate(ink):
        inside = span(x0, x1) if y0 <= y < y1 else span(x0, x1) & ~between
        right, left = between >> x1, between & span(0, x0)
        beyond = span(x1, x1 + low_bit(right)) if right else span(x1, printed.columns)
        joined.append(inside | beyond | span(left.bit_length(), x0))
    return joined


def _distance(onwards: float, dy: float, line_height: float) -> float:
    """How far a spot is from the ideal one, `onwards` in the direction of reading; on the line itself a little up or down costs nothing."""
    sideways = onwards if onwards > 0 else -onwards * BEFORE_END
    level = max(0.0, abs(dy) - line_height * RAISED / 2)
    return sideways + level + abs(dy) * 0.1
