"""The hairline that joins a note to its words: level or upright strokes through free cells, as few as will do.

It searches stroke by stroke: all cells that one stroke reaches, then all that two reach, and so on, whole rows at a
time. So the path found has the fewest bends there are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from overlay.geometry import Point, Rect
from overlay.placement.bitmap import Bitmap, low_bit, span
from overlay.placement.flooding import Strokes
from overlay.placement.packed import Columns
from overlay.placement.strokes import Cell, cells_long, settled

MOST_STROKES = 4  # a leader with more bends than this tells a reader nothing that the number does not
SEARCH_MARGIN = 60.0  # points around the note and the words within which a leader may run
STEPS = 5  # cells that a leader's end may stand off the marker, the words or the box
HAIR = 0.3  # points
MOST_ENDS = 40  # ends that are followed back; the rest lie between them
DETOUR = 1.6  # a leader more than this many times as long as the straight way, ...
DETOUR_FREE = 30.0  # ... and these points, is a maze and not a leader
LONGEST = 300.0  # points; further off, a number joins the two as well


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a leader is looked for: a part of the page around note and words.

    `free` are the cells that it may run in, `white` those without ink; `origin` is the part's corner on the page.
    """

    part: Bitmap
    free: list[int]
    white: list[int]
    origin: Point

    def cells(self, rect: Rect) -> tuple[int, int, int, int]:
        """The cells of the part that a rectangle of the page touches."""
        return self.part.cells(rect.moved(-self.origin.x, -self.origin.y))

    def middle(self, cell: Cell) -> Point:
        """The middle of a cell, on the page."""
        x, y = (cell[0] + 0.5) * self.part.cell_x, (cell[1] + 0.5) * self.part.cell_y
        return Point(x + self.origin.x, y + self.origin.y)


def leader(
    ink: Bitmap,
    starts: Sequence[Rect],
    box: Rect,
    *,
    room: float,
    barred: Sequence[Rect] = (),
    longest: float = LONGEST,
) -> tuple[Point, ...]:
    """A polyline from one of `starts` (the marker, the words; best first) to an edge of `box`, in display space.

    It keeps `room` points from `ink` and out of the rectangles `barred`; a start that lies on ink is passed over.
    Returns () where there is no path of few strokes, or none shorter than `longest`.
    """
    field = _field(ink, [*starts, box], room, [*barred, *starts, box])
    goal = _ring(field, box)
    for start in starts:
        if not ink.is_free(start):
            continue
        seeds = _ring(field, start)
        path = _path(field.free, seeds, goal)
        if path:
            points = _points(field, settled(field.free, path, seeds, goal), start, box)
            if _length(points) <= min(longest, DETOUR * _straight(start, box) + DETOUR_FREE):
                return points
    return ()


def _field(ink: Bitmap, wanted: Sequence[Rect], room: float, barred: Sequence[Rect]) -> _Field:
    around = Rect.around(corner for rect in wanted for corner in rect.corners).grown(SEARCH_MARGIN)
    part, origin = ink.part(around)
    full = part.full
    field = _Field(part, [~row & full for row in part.thickened(room).rows], [~row & full for row in part.rows], origin)
    for rect in barred:
        x0, y0, x1, y1 = field.cells(rect)
        for y in range(y0, y1):
            field.free[y] &= ~span(x0, x1)
    return field


def _ring(field: _Field, rect: Rect) -> list[int]:
    """The free cells that lie directly outside the rectangle's edges, or a few cells off where those are barred.

    The ink next to a word's end is grown by the leader's room: that room is stepped over, but no ink itself.
    """
    x0, y0, x1, y1 = field.cells(rect)
    rows = [0] * len(field.free)
    for y in range(y0, y1):
        for edge, step in ((x1, 1), (x0 - 1, -1)):
            for x in range(edge, edge + STEPS * step, step):
                if x < 0 or not field.white[y] >> x & 1:
                    break
                if field.free[y] >> x & 1:
                    rows[y] |= 1 << x
                    break
    for edge, step in ((y1, 1), (y0 - 1, -1)):
        still = span(x0, x1)
        for y in range(edge, edge + STEPS * step, step):
            if not 0 <= y < len(field.free):
                break
            still &= field.white[y]
            rows[y] |= field.free[y] & still
            still &= ~field.free[y]
    return rows


def _path(free: list[int], seeds: list[int], goal: list[int]) -> list[Cell]:
    """The corners of a path with the fewest strokes from a seed to a goal, in cells ; [] for none."""
    reaching = Strokes(free)
    layers: tuple[list[list[int]], list[list[int]]] = ([seeds], [seeds])
    for strokes in range(1, MOST_STROKES + 1):
        found: list[list[Cell]] = []
        for waves, level_first in zip(layers, (True, False), strict=True):
            level = (strokes % 2 == 1) == level_first
            wave = reaching.level(waves[-1]) if level else reaching.upright(waves[-1])
            waves.append(wave)
            ends = [reached & wanted for reached, wanted in zip(wave, goal, strict=True)]
            if any(ends):
                found.append(_back(free, waves, ends, level_first))
        if found:
            return min(found, key=cells_long)
    return []


def _back(free: list[int], waves: list[list[int]], ends: list[int], level_first: bool) -> list[Cell]:
    """Follows the waves back from an end to a seed, always to the nearest cell that the stroke can have come from."""
    last = len(waves) - 1
    level = (last % 2 == 1) == level_first
    candidates = [(x, y) for y, row in enumerate(ends) for x in _some_bits(row)]
    best: list[Cell] = []
    shortest = math.inf
    wide = max(row.bit_length() for row in free)
    open_columns, columns = Columns(free, wide), [Columns(wave, wide) for wave in waves[:last]]
    for end in candidates[:: max(1, len(candidates) // MOST_ENDS)]:
        path, at, along, length = [end], end, level, 0
        for index in reversed(range(last)):
            if along:
                at = _nearest_in_row(free, waves[index], at)
            else:
                at = _nearest_in_column(open_columns, columns[index], at)
            length += cells_long((path[-1], at))
            path.append(at)
            along = not along
            if length >= shortest:
                break
        else:
            best, shortest = path, length
    return best[::-1]


def _some_bits(row: int) -> list[int]:
    bits: list[int] = []
    while row:
        bit = low_bit(row)
        bits.append(bit)
        row &= row - 1
    return bits


def _nearest_in_row(free: list[int], wave: list[int], at: Cell) -> Cell:
    x, y = at
    blocked = ~free[y]
    run = wave[y] & span((blocked & span(0, x)).bit_length(), x + low_bit(blocked >> x))
    higher = run >> x
    right = x + low_bit(higher) if higher else None
    lower = run & span(0, x + 1)
    left = lower.bit_length() - 1 if lower else None
    if right is None or (left is not None and x - left <= right - x):
        return (left if left is not None else x), y
    return right, y


def _nearest_in_column(free: Columns, wave: Columns, at: Cell) -> Cell:
    x, y = at
    reached, open_cells = wave.column(x), free.column(x)
    down, up = reached.rfind(1, 0, y + 1), reached.find(1, y)
    floor, ceiling = open_cells.rfind(0, 0, y + 1), open_cells.find(0, y)
    can_go_down, can_go_up = down >= max(floor, 0), up >= 0 and (ceiling < 0 or up <= ceiling)
    if can_go_down and (not can_go_up or y - down <= up - y):
        return x, down
    return (x, up) if can_go_up else at


def _points(field: _Field, path: Sequence[Cell], start: Rect, box: Rect) -> tuple[Point, ...]:
    """The path through the middles of its cells, its ends drawn on to the start's and the box's edges."""
    middles = [field.middle(cell) for cell in path]
    points = [_touching(start, middles[0]), *middles, _touching(box, middles[-1])]
    kept: list[Point] = []
    for point in points:
        while len(kept) >= 2 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        if not kept or kept[-1] != point:
            kept.append(point)
    return tuple(kept)


def _touching(rect: Rect, point: Point) -> Point:
    """The rectangle's point that is nearest to `point`; one a hair past a corner goes straight on, without a slant."""
    x = min(max(point.x, rect.x0), rect.x1)
    y = min(max(point.y, rect.y0), rect.y1)
    return Point(point.x if abs(x - point.x) < HAIR else x, point.y if abs(y - point.y) < HAIR else y)


def _in_line(a: Point, b: Point, c: Point) -> bool:
    return (a.x == b.x == c.x) or (a.y == b.y == c.y)


def _length(points: Sequence[Point]) -> float:
    return sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(points))


def _straight(start: Rect, box: Rect) -> float:
    dx = max(0.0, box.x0 - start.x1, start.x0 - box.x1)
    dy = max(0.0, box.y0 - start.y1, start.y0 - box.y1)
    return dx + dy
