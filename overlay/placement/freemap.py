"""Where boxes of a size are free, remembered from one question to the next while notes take their places."""

from __future__ import annotations

import math

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap, span


class FreeMap:
    """The free places of one page. It changes as places are taken; everything else about placement is a value.

    A place for a box is the grid cell of its lower left corner; see `Bitmap.spots`.
    """

    def __init__(self, bitmap: Bitmap, clearance: float) -> None:
        self.bitmap = bitmap
        self._clearance = clearance
        self._spots: dict[tuple[int, int], list[int]] = {}

    def spots(self, width: float, height: float) -> list[int]:
        """Bit x of row y is set where a box of this size (points) may stand with its lower left corner in cell (x, y)."""
        size = (math.ceil(width / self.bitmap.cell_x), math.ceil(height / self.bitmap.cell_y))
        if size not in self._spots:
            self._spots[size] = self.bitmap.spots(width, height, self._clearance)
        return self._spots[size]

    def take(self, rect: Rect) -> None:
        """Marks a rectangle as occupied; the clearance is kept to it as to any ink."""
        self.bitmap = self.bitmap.with_ink([rect])
        x0, y0, x1, y1 = self.bitmap.cells(rect)
        reach_x = math.ceil(self._clearance / self.bitmap.cell_x)
        reach_y = math.ceil(self._clearance / self.bitmap.cell_y)
        for (wide, high), rows in self._spots.items():
            blocked = span(max(0, x0 - reach_x - wide + 1), x1 + reach_x)
            for y in range(max(0, y0 - reach_y - high + 1), min(len(rows), y1 + reach_y)):
                rows[y] &= ~blocked
