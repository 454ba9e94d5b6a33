"""A note outside the margins: the nearest free rectangle, of the positions that are asked for."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap, nearest_bits, span
from overlay.placement.freemap import FreeMap
from overlay.placement.notes import Position, Setting, Wanted
from overlay.placement.surroundings import EDGES, Surroundings, setting_cost

SIDEWAYS = 0.6  # cost of a point of distance beside the words
ALIGN = 0.1  # cost of a point that a note above or below is not flush with its block
LEVEL = 0.4  # cost of a point that a note beside the words is off level
ROW_STEP = 2  # rows looked at: every second is as good as all


class Judge(Protocol):
    """Knows the page and the words that the note belongs to."""

    def position(self, box: Rect) -> Position:
        """What position a box has."""

    def drawback(self, box: Rect, position: Position, *, within: float) -> float:
        """What a box in this position costs beyond its distance from the words; if that is not `within`, any part of it that is not."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A free place for a note."""

    box: Rect
    setting: Setting
    position: Position
    cost: float


def nearest_spot(
    free: FreeMap,
    wanted: Wanted,
    around: Surroundings,
    judge: Judge,
    *,
    allowed: frozenset[Position],
    limit: float,
) -> Spot | None:
    """The cheapest free place for the note of one of the allowed positions, or None where none costs less than `limit`."""
    search = _Search(free, around, judge, allowed, limit)
    largest = max((setting.size for setting in wanted.settings), default=0.0)
    for fixed, _, setting in sorted((setting_cost(s.width, s.size, largest), s.option, s) for s in wanted.settings):
        if fixed >= search.bound:
            break
        search.look_for(setting, fixed)
    return search.best


@dataclass(slots=True)
class _Search:
    """For the cheapest place of a note. `bound` is what `best`, the best place so far, costs, or the limit."""

    free: FreeMap
    around: Surroundings
    judge: Judge
    allowed: frozenset[Position]
    bound: float
    best: Spot | None = None

    def look_for(self, setting: Setting, fixed: float) -> None:
        """All free boxes for a setting that itself costs `fixed`, rows nearest to the words first."""
        bitmap, spots = self.free.bitmap, self.free.spots(setting.width, setting.height)
        words, edge = self.around.words, EDGES[1]
        columns = span(
            math.ceil(edge / bitmap.cell_x),
            int((bitmap.columns * bitmap.cell_x - edge - setting.width) / bitmap.cell_x) + 1,
        )
        wished = _wished(setting, self.around, bitmap)
        low, high = math.ceil(edge / bitmap.cell_y), int(bitmap.height - (edge + setting.height) / bitmap.cell_y)
        rows, room = range(low, high + 1, ROW_STEP), self.bound - fixed
        below = bisect_left(rows, (words.y0 - setting.height - room) / bitmap.cell_y)
        above = bisect_right(rows, (words.y1 + room) / bitmap.cell_y)
        middle = (words.centre.y - setting.height / 2) / bitmap.cell_y
        for y, row in spots.rows(_outward(rows[below:above], middle), columns):
            y0 = y * bitmap.cell_y
            y1 = y0 + setting.height
            if max(0.0, y0 - words.y1, words.y0 - y1) + fixed >= self.bound:
                break
            for x in _columns(row, wished):
                x0 = x * bitmap.cell_x
                self._weigh(Rect(x0, y0, x0 + setting.width, y1), setting, fixed)

    def _weigh(self, box: Rect, setting: Setting, fixed: float) -> None:
        cost = spot_cost(box, self.around) + fixed
        if cost >= self.bound:
            return
        position = self.judge.position(box)
        if position not in self.allowed:
            return
        cost += self.judge.drawback(box, position, within=self.bound - cost)
        if cost < self.bound:
            self.best, self.bound = Spot(box, setting, position, cost), cost


def _outward(rows: range, middle: float) -> Iterator[int]:
    """The rows, those nearest to `middle` first; of two as near, the lower."""
    at = bisect_left(rows, middle)
    nearer, other = rows[at:], rows[:at][::-1]
    if nearer and other and middle - other[0] <= nearer[0] - middle:
        nearer, other = other, nearer
    # At even steps, the one side and the other take turns.
    both = min(len(nearer), len(other))
    return chain(chain.from_iterable(zip(nearer, other, strict=False)), nearer[both:], other[both:])


def _wished(setting: Setting, around: Surroundings, bitmap: Bitmap) -> list[int]:
    """The cells wished for as left edge: flush with the block, beside the words, at the words."""
    words = around.words
    lefts = (around.left, around.right - setting.width, words.x0, words.x1 + 6, words.x0 - 6 - setting.width)
    return [max(0, round(x / bitmap.cell_x)) for x in lefts]


def _columns(row: int, wished: Sequence[int]) -> set[int]:
    """The cells of one row worth trying: of those that are free, the next to each wished for, on either side."""
    return {cell for each in wished for cell in nearest_bits(row, each)}


def spot_cost(box: Rect, around: Surroundings) -> float:
    """How far a reader's eye goes from the words to the box, weighted."""
    words = around.words
    beside = max(0.0, box.x0 - words.x1, words.x0 - box.x1)
    apart = max(0.0, box.y0 - words.y1, words.y0 - box.y1)
    flush = min(abs(box.x0 - around.left), abs(box.x1 - around.right)) if apart > 0 else 0.0
    level = abs(box.y1 - around.line.y1) if apart == 0 else 0.0
    return SIDEWAYS * beside + apart + ALIGN * min(flush, 100.0) + LEVEL * level
