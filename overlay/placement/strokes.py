"""Moves the strokes of a leader away from ink: down the middle of the white that they run in, where it is wide enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from overlay.placement.bitmap import span

Cell = tuple[int, int]

AIM = 8  # cells of white to each side of a stroke that are as good as any more
REACH = 24  # cells that a stroke may be moved by
MOVE_COST = 0.02  # of a cell of white, for each cell of moving: of equally good places the nearest is taken


def cells_long(path: Sequence[Cell]) -> int:
    """The length of a path of level and upright strokes."""
    return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(path))


def settled(free: list[int], path: Sequence[Cell], seeds: list[int], goal: list[int]) -> list[Cell]:
    """The same strokes, each moved sideways to where it has the most white around it, through free cells all the way.

    The ends stay on `seeds` and `goal`. Cells are (x, y); `free`, `seeds` and `goal` hold a row of bits for each y.
    """
    corners = _without_stops(path)
    for index in range(len(corners) - 1):
        before = corners[index - 1] if index > 0 else None
        after = corners[index + 2] if index + 2 < len(corners) else None
        corners[index : index + 2] = _moved(free, corners[index : index + 2], (before, after), (seeds, goal))
    return _without_stops(corners)


def _without_stops(path: Sequence[Cell]) -> list[Cell]:
    """The path without points at which it does not turn."""
    kept: list[Cell] = []
    for cell in path:
        if kept and kept[-1] == cell:
            continue
        if len(kept) >= 2 and (kept[-2][0] == kept[-1][0] == cell[0] or kept[-2][1] == kept[-1][1] == cell[1]):
            kept.pop()
        kept.append(cell)
    return kept


def _moved(
    free: list[int], stroke: list[Cell], beyond: tuple[Cell | None, Cell | None], ends: tuple[list[int], list[int]]
) -> list[Cell]:
    @cache
    def is_free(by: int) -> bool:
        return _is_free(free, _shifted(stroke, by))

    best, best_worth = stroke, float(_white(is_free, 0))
    for direction in (1, -1):
        for by in range(direction, direction * (REACH + 1), direction):
            # A moved stroke's neighbours grow or shrink to meet it: every cell on the way has to be free.
            if not is_free(by):
                break
            moved = _shifted(stroke, by)
            if not all(
                at is not None or end[corner[1]] >> corner[0] & 1
                for at, end, corner in zip(beyond, ends, moved, strict=True)
            ):
                continue
            worth = _white(is_free, by) - abs(by) * MOVE_COST
            if worth > best_worth:
                best, best_worth = moved, worth
    return best


def _shifted(stroke: list[Cell], by: int) -> list[Cell]:
    (x0, y0), (x1, y1) = stroke
    return [(x0 + by, y0), (x1 + by, y1)] if x0 == x1 else [(x0, y0 + by), (x1, y1 + by)]


def _is_free(free: list[int], stroke: list[Cell]) -> bool:
    (x0, y0), (x1, y1) = stroke
    low, high = min(y0, y1), max(y0, y1)
    if min(x0, x1) < 0 or low < 0 or high >= len(free):
        return False
    if x0 == x1:
        return all(map((1 << x0).__and__, free[low : high + 1]))
    mask = span(min(x0, x1), max(x0, x1) + 1)
    return free[y0] & mask == mask


def _white(is_free: Callable[[int], bool], by: int) -> int:
    """How many cells of white the stroke has, moved `by` cells, on its narrower side, up to AIM."""
    width = 0
    while width < AIM and is_free(by + width + 1) and is_free(by - width - 1):
        width += 1
    return width
