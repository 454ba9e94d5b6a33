"""Where boxes of a size are free, remembered from one question to the next while notes take their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap, span
from overlay.placement.packed import first_rows


class Spots:
    """Where boxes of one size are free: bit x of row y is set where a lower left corner may stand in cell (x, y)."""

    def __init__(self, blocked: bytes, stride: int, allowed: int) -> None:
        self._blocked = blocked
        self._stride = stride
        self._allowed = allowed
        self._taken: dict[int, int] = {}

    def rows(self, ys: Iterable[int], columns: int = -1) -> Iterator[tuple[int, int]]:
        """Those of the rows in which there is a place, in the order of `ys`, each with its places in these columns."""
        stride, taken, allowed = self._stride, self._taken, self._allowed & columns
        for y in ys:
            # Where the box would reach beyond the top of the page, there is no row.
            blocked = self._blocked[y * stride : (y + 1) * stride]
            free = allowed & ~int.from_bytes(blocked, "little") if blocked else 0
            if y in taken:
                free &= ~taken[y]
            if free:
                yield y, free

    def take(self, low: int, high: int, blocked: int) -> None:
        """Marks cells as occupied, in the rows from `low` up to but not including `high`."""
        for y in range(low, high):
            self._taken[y] = self._taken.get(y, 0) | blocked


class FreeMap:
    """The free places of one page. It changes as places are taken; everything else about placement is a value.

    A place for a box is the grid cell of its lower left corner; see `Bitmap.spots`.
    """

    def __init__(self, bitmap: Bitmap, clearance: float) -> None:
        self.bitmap = bitmap
        self._ink = bitmap.reach(clearance)
        self._reach = bitmap.cells_of(clearance, clearance)
        self._taken: list[tuple[int, int, int, int]] = []
        self._spots: dict[tuple[int, int], tuple[Spots, int]] = {}

    def spots(self, width: float, height: float) -> Spots:
        """Where a box of this size (points) may stand."""
        size = self.bitmap.cells_of(width, height)
        spots, seen = self._spots.get(size) or (self._spots_of(*size), 0)
        for x0, y0, x1, y1 in self._taken[seen:]:
            left, low = max(0, x0 - self._reach[0] - size[0] + 1), max(0, y0 - self._reach[1] - size[1] + 1)
            spots.take(low, y1 + self._reach[1], span(left, x1 + self._reach[0]))
        self._spots[size] = spots, len(self._taken)
        return spots

    def _spots_of(self, wide: int, high: int) -> Spots:
        columns, rows = self.bitmap.columns - wide + 1, self.bitmap.height - high + 1
        if columns <= 0 or rows <= 0:
            return Spots(b"", self._ink.stride, 0)
        return Spots(first_rows(self._ink.over(wide, high), self._ink.stride, rows), self._ink.stride, span(0, columns))

    def take(self, rect: Rect) -> None:
        """Marks a rectangle as occupied; the clearance is kept to it as to any ink."""
        x0, y0, x1, y1 = self.bitmap.cells(rect)
        if x0 < x1 and y0 < y1:
            self._taken.append((x0, y0, x1, y1))
