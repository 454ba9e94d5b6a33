"""How far free cells reach on a grid of bits: by strokes along rows and columns, each as far as nothing is in its way."""

from __future__ import annotations

from collections.abc import Sequence

from overlay.placement.bitmap import Bitmap
from overlay.placement.packed import apart, stride_of, together

MOST_TURNS = 12  # of the way through free space: what lies deeper is as good as closed


class Strokes:
    """Level and upright strokes through the free cells of a grid, a row of bits each."""

    def __init__(self, free: Sequence[int]) -> None:
        self._free = free
        self._columns = max(row.bit_length() for row in free)
        self._stride = stride_of(self._columns + 1)  # one cell that is never free between rows

    def level(self, seeds: Sequence[int]) -> list[int]:
        """Every free cell that a level stroke from a seed reaches, row by row."""
        rows = [free & seed for free, seed in zip(self._free, seeds, strict=True)]
        begun = [y for y, row in enumerate(rows) if row]
        free, seeded = (together([each[y] for y in begun], self._stride) for each in (self._free, rows))
        reached = apart(filled(free, seeded, longest=self._columns), self._stride, len(begun))
        for y, row in zip(begun, reached, strict=True):
            rows[y] = row
        return rows

    def upright(self, seeds: Sequence[int]) -> list[int]:
        """Every free cell that an upright stroke from a seed reaches, row by row."""
        upwards, before = [], 0
        for row, free in zip(seeds, self._free, strict=True):
            before = (row | before) & free
            upwards.append(before)
        both, before = [], 0
        for row, free in zip(reversed(upwards), reversed(self._free), strict=True):
            before = (row | before) & free
            both.append(before)
        return both[::-1]


def filled(free: int, seeds: int, *, longest: int | None = None) -> int:
    """Every cell of a run of free cells that holds a seed. `longest` is how long a run may be, where that is known."""
    seeds &= free
    # Adding a run's seed to it carries to the run's end, which marks the cells above the seed ...
    up = (((free + seeds) ^ free) & free) | seeds
    # ... and what is free below joins by doubling.
    step, open_cells = 1, free
    most = free.bit_length() if longest is None else longest
    while step <= most and open_cells:
        grown = up | (open_cells & (up >> step))
        open_cells &= open_cells >> step
        up = grown
        step *= 2
    return up


class Joined:
    """The free cells that are joined to a seed by free cells, found turn by turn, as far as somebody asks."""

    def __init__(self, free: Sequence[int], seeds: Sequence[int]) -> None:
        self._strokes = Strokes(free)
        self._reached = seeds
        self._turns = 0

    def meets(self, low: int, high: int, mask: int) -> bool:
        """Whether any of them lies in the columns of `mask`, in the rows from `low` up to but not including `high`."""
        while not any(map(mask.__and__, self._reached[low:high])):
            if not self._go_on():
                return False
        return True

    def all(self) -> list[int]:
        """All of them, row by row, that it takes no more than MOST_TURNS turns to come to."""
        while self._go_on():
            pass
        return list(self._reached)

    def _go_on(self) -> bool:
        """One turn more; False where that leads no further."""
        if self._turns == MOST_TURNS:
            return False
        wider = self._strokes.upright(self._strokes.level(self._reached))
        self._turns += 1
        if wider == self._reached:
            self._turns = MOST_TURNS
            return False
        self._reached = wider
        return True


def open_from_edge(bitmap: Bitmap) -> Joined:
    """The free cells that are joined to the page's edge by free cells: not the inside of a closed frame."""
    full = bitmap.full
    free = [~row & full for row in bitmap.rows]
    sides = 1 | 1 << (bitmap.columns - 1)
    reached = [row & sides for row in free]
    reached[0], reached[-1] = free[0], free[-1]
    return Joined(free, reached)
