"""A note outside the margins: the nearest free rectangle, of the positions that are asked for."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Protocol

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap, nearest_bits, span
from overlay.placement.freemap import FreeMap
from overlay.placement.notes import Position, Setting, Wanted
from overlay.placement.surroundings import EDGES, Surroundings, setting_cost

SIDEWAYS = 0.6  # cost of a point of distance beside the words
ALIGN = 0.1  # cost of a point that a note above or below is not flush with its block, ...
FAR_OFF_FLUSH = 100.0  # ... up to so many points
LEVEL = 0.4  # cost of a point that a note beside the words is off level
ROW_STEP = 2  # rows looked at: every second is as good as all


class Judge(Protocol):
    """Knows the page and the words that the note belongs to."""

    def position(self, box: Rect) -> Position:
        """What position a box has."""

    def feet(self, positions: Iterable[Position], height: float) -> tuple[float, float]:
        """Between which heights the foot of every box so high stands that has one of these positions."""

    def lefts(self, positions: frozenset[Position], size: tuple[float, float]) -> int:
        """The cells, as bits, in which the left edge of every box of this size stands that has one of these positions."""

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
        bitmap, around = self.free.bitmap, self.around
        lefts = self.judge.lefts(self.allowed, (setting.width, setting.height))
        if not lefts:
            return
        wished = _wished(setting, around, bitmap)
        tried: dict[int, list[_Across]] = {}  # by row: many are alike
        for y, row in self._rows(setting, self.bound - fixed):
            up = _upright(y * bitmap.cell_y, y * bitmap.cell_y + setting.height, around)
            if up.apart + fixed >= self.bound:
                break
            if row not in tried:
                cells = [x for x in _columns(row, wished) if lefts >> x & 1]
                tried[row] = [_across(x * bitmap.cell_x, x * bitmap.cell_x + setting.width, around) for x in cells]
            for across in tried[row]:
                cost = _cost(across, up) + fixed
                if cost < self.bound:
                    self._weigh(Rect(across.x0, up.y0, across.x1, up.y1), setting, cost)

    def _rows(self, setting: Setting, room: float) -> Iterator[tuple[int, int]]:
        """The rows with a place for the setting less than `room` above or below the words, the nearest first."""
        bitmap, words, edge = self.free.bitmap, self.around.words, EDGES[1]
        columns = span(
            math.ceil(edge / bitmap.cell_x),
            int((bitmap.columns * bitmap.cell_x - edge - setting.width) / bitmap.cell_x) + 1,
        )
        low, high = math.ceil(edge / bitmap.cell_y), int(bitmap.height - (edge + setting.height) / bitmap.cell_y)
        rows = range(low, high + 1, ROW_STEP)
        lowest, highest = self.judge.feet(self.allowed, setting.height)
        below = bisect_left(rows, max(words.y0 - setting.height - room, lowest) / bitmap.cell_y)
        above = bisect_right(rows, min(words.y1 + room, highest) / bitmap.cell_y)
        middle = (words.centre.y - setting.height / 2) / bitmap.cell_y
        return self.free.spots(setting.width, setting.height).rows(_outward(rows[below:above], middle), columns)

    def _weigh(self, box: Rect, setting: Setting, cost: float) -> None:
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
    return _cost(_across(box.x0, box.x1, around), _upright(box.y0, box.y1, around))


class _Across(NamedTuple):
    """A box's left and right edge, what its distance beside the words costs, and how far it is off flush with their block."""

    x0: float
    x1: float
    beside: float
    flush: float


class _Upright(NamedTuple):
    """A box's foot and top, how far it is above or below the words, and how far off their level."""

    y0: float
    y1: float
    apart: float
    level: float


def _across(x0: float, x1: float, around: Surroundings) -> _Across:
    beside = max(0.0, x0 - around.words.x1, around.words.x0 - x1)
    return _Across(x0, x1, SIDEWAYS * beside, min(abs(x0 - around.left), abs(x1 - around.right), FAR_OFF_FLUSH))


def _upright(y0: float, y1: float, around: Surroundings) -> _Upright:
    return _Upright(y0, y1, max(0.0, y0 - around.words.y1, around.words.y0 - y1), abs(y1 - around.line.y1))


def _cost(across: _Across, up: _Upright) -> float:
    if up.apart > 0:
        return across.beside + up.apart + ALIGN * across.flush
    return across.beside + LEVEL * up.level
