"""The hairline that joins a note to its words: level or upright strokes through free cells, as few as will do.

It searches stroke by stroke: all cells that one stroke reaches, then all that two reach, and so on, whole rows at a
time. So the path found has the fewest bends there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from overlay.bitmap import Bitmap, low_bit, span
from overlay.geometry import Point, Rect

MOST_STROKES = 5  # a leader with more bends than this tells a reader nothing that the number does not
SEARCH_MARGIN = 60.0  # points around the note and the words within which a leader may run
STEPS = 5  # cells that a leader's end may stand off the marker, the words or the box
HAIR = 0.3  # points
MOST_ENDS = 40  # ends that are followed back; the rest lie between them
DETOUR = 1.6  # a leader more than this many times as long as the straight way, ...
DETOUR_FREE = 30.0  # ... and these points, is a maze and not a leader
LONGEST = 260.0  # points; further off, the number alone joins the two


@dataclass(frozen=True, slots=True)
class _Window:
    """A cut-out of a bitmap: its free cells, and the grid cell that its own (0, 0) is."""

    free: list[int]
    columns: int
    left: int
    low: int


def leader(thick: Bitmap, starts: Sequence[Rect], box: Rect, barred: Sequence[Rect] = ()) -> tuple[Point, ...]:
    """A polyline from one of `starts` (the marker, the words; best first) to an edge of `box`, in display space.

    `thick` is the page's ink, grown by the room that a leader keeps; the starts and the box may be ink in it, or not.
    `barred` are rectangles that the leader must not enter besides. Returns () where there is no path of few strokes.
    """
    window = _window(thick, [*starts, box], [*barred, *starts, box])
    goal = _ring(thick, window, box)
    for start in starts:
        seeds = _ring(thick, window, start)
        path = _path(window, seeds, goal)
        if path:
            points = _points(thick, window, path, start, box)
            if _length(points) <= min(LONGEST, DETOUR * _straight(start, box) + DETOUR_FREE):
                return points
    return ()


def _window(thick: Bitmap, wanted: Sequence[Rect], barred: Sequence[Rect]) -> _Window:
    around = Rect.around(corner for rect in wanted for corner in rect.corners).grown(SEARCH_MARGIN)
    x0, y0, x1, y1 = thick.cells(around)
    mask = span(0, x1 - x0)
    free = [~(row >> x0) & mask for row in thick.rows[y0:y1]]
    window = _Window(free, x1 - x0, x0, y0)
    for rect in barred:
        bx0, by0, bx1, by1 = _local(thick, window, rect)
        for y in range(by0, by1):
            free[y] &= ~span(bx0, bx1)
    return window


def _local(thick: Bitmap, window: _Window, rect: Rect) -> tuple[int, int, int, int]:
    """The rectangle's cells, counted in the window and cut to it."""
    x0, y0, x1, y1 = thick.cells(rect)
    high = len(window.free)
    return (
        min(max(x0 - window.left, 0), window.columns),
        min(max(y0 - window.low, 0), high),
        min(max(x1 - window.left, 0), window.columns),
        min(max(y1 - window.low, 0), high),
    )


def _ring(thick: Bitmap, window: _Window, rect: Rect) -> list[int]:
    """The free cells that lie directly outside the rectangle's edges, or a few cells off where those are barred."""
    x0, y0, x1, y1 = _local(thick, window, rect)
    rows = [0] * len(window.free)
    level = span(x0, x1)
    for y in range(y0, y1):
        row = window.free[y]
        # The ink near a word's end is grown by the leader's room: step over it to the first free cell beyond.
        for step in range(STEPS):
            if x1 + step < window.columns and row >> (x1 + step) & 1:
                rows[y] |= 1 << (x1 + step)
                break
        for step in range(STEPS):
            if x0 - 1 - step >= 0 and row >> (x0 - 1 - step) & 1:
                rows[y] |= 1 << (x0 - 1 - step)
                break
    for direction, edge in ((1, y1), (-1, y0 - 1)):
        open_columns = level
        for step in range(STEPS):
            y = edge + direction * step
            if not 0 <= y < len(window.free):
                break
            reached = window.free[y] & open_columns
            rows[y] |= reached
            open_columns &= ~reached
    return rows


def _path(window: _Window, seeds: list[int], goal: list[int]) -> list[tuple[int, int]]:
    """The corners of a path with the fewest strokes from a seed to a goal, in cells of the window; [] for none."""
    layers: tuple[list[list[int]], list[list[int]]] = ([seeds], [seeds])
    for strokes in range(1, MOST_STROKES + 1):
        found: list[list[tuple[int, int]]] = []
        for waves, level_first in zip(layers, (True, False), strict=True):
            level = (strokes % 2 == 1) == level_first
            wave = _level(window.free, waves[-1]) if level else _upright(window.free, waves[-1])
            waves.append(wave)
            ends = [reached & wanted for reached, wanted in zip(wave, goal, strict=True)]
            if any(ends):
                found.append(_back(window.free, waves, ends, level_first))
        if found:
            return min(found, key=_cells_long)
    return []


def _level(free: list[int], seeds: list[int]) -> list[int]:
    return [_filled(f, s) if s else 0 for f, s in zip(free, seeds, strict=True)]


def _filled(free: int, seeds: int) -> int:
    """Every cell of a run of free cells that holds a seed."""
    seeds &= free
    # Adding a run's seed to it carries to the run's end, which marks the cells above the seed ...
    up = (((free + seeds) ^ free) & free) | seeds
    # ... and what is free below joins by doubling.
    step, open_cells = 1, free
    while step <= free.bit_length():
        grown = up | (open_cells & (up >> step))
        open_cells &= open_cells >> step
        up = grown
        step *= 2
    return up


def _upright(free: list[int], seeds: list[int]) -> list[int]:
    wave = list(seeds)
    for y in range(1, len(free)):
        wave[y] |= wave[y - 1] & free[y]
    for y in range(len(free) - 2, -1, -1):
        wave[y] |= wave[y + 1] & free[y]
    return [row & f for row, f in zip(wave, free, strict=True)]


def _back(free: list[int], waves: list[list[int]], ends: list[int], level_first: bool) -> list[tuple[int, int]]:
    """Follows the waves back from an end to a seed, always to the nearest cell that the stroke can have come from."""
    last = len(waves) - 1
    level = (last % 2 == 1) == level_first
    candidates = [(x, y) for y, row in enumerate(ends) for x in _some_bits(row)]
    best: list[tuple[int, int]] = []
    for end in candidates[:: max(1, len(candidates) // MOST_ENDS)]:
        path, at, along = [end], end, level
        for wave in reversed(waves[:last]):
            at = _nearest_in_row(free, wave, at) if along else _nearest_in_column(free, wave, at)
            path.append(at)
            along = not along
        if not best or _cells_long(path) < _cells_long(best):
            best = path
    return best[::-1]


def _some_bits(row: int) -> list[int]:
    bits: list[int] = []
    while row:
        bit = low_bit(row)
        bits.append(bit)
        row &= row - 1
    return bits


def _nearest_in_row(free: list[int], wave: list[int], at: tuple[int, int]) -> tuple[int, int]:
    x, y = at
    run = _filled(free[y], 1 << x) & wave[y]
    higher = run >> x
    right = x + low_bit(higher) if higher else None
    lower = run & span(0, x + 1)
    left = lower.bit_length() - 1 if lower else None
    if right is None or (left is not None and x - left <= right - x):
        return (left if left is not None else x), y
    return right, y


def _nearest_in_column(free: list[int], wave: list[int], at: tuple[int, int]) -> tuple[int, int]:
    x, y = at
    up, down = y, y
    while True:
        if down >= 0 and wave[down] >> x & 1:
            return x, down
        if up < len(free) and wave[up] >> x & 1:
            return x, up
        down = down - 1 if down >= 0 and free[down] >> x & 1 else -1
        up = up + 1 if up < len(free) and free[up] >> x & 1 else len(free)
        if down < 0 and up >= len(free):
            return at


def _cells_long(path: list[tuple[int, int]]) -> int:
    return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(path))


def _points(thick: Bitmap, window: _Window, path: list[tuple[int, int]], start: Rect, box: Rect) -> tuple[Point, ...]:
    """The path through the middles of its cells, its ends drawn on to the start's and the box's edges."""
    middles = [Point((x + window.left + 0.5) * thick.cell_x, (y + window.low + 0.5) * thick.cell_y) for x, y in path]
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
