"""A page's ink as rows of bits, and the few questions placement asks of it. No PDF in it, no rendering.

A row is one Python integer; its bit i is the cell i from the left. Row 0 is the lowest. Whole rows are combined at
once, and rows to a page (`packed`), so that "where is a box of this size free?" costs a few shifts and not a look at every cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from itertools import zip_longest
from operator import or_

from PIL import Image

from overlay.geometry import Point, Rect
from overlay.placement.packed import BITS, Reach, apart, side_by_side, stride_of

HALVED = bytes(sum(1 << bit for bit in range(4) if byte >> 2 * bit & 3) for byte in range(256))  # two bits made one


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Ink on a grid. Cell (x, y) covers x * cell_x to (x + 1) * cell_x points from the left, likewise from the foot."""

    rows: tuple[int, ...]
    columns: int
    cell_x: float
    cell_y: float

    def halved(self) -> Bitmap:
        """The bitmap in cells twice as wide and high, inked wherever the finer one is."""
        stride = stride_of(-(-self.columns // 2))  # of a coarse row; a fine one takes twice as many bytes
        pairs = zip_longest(self.rows[::2], self.rows[1::2], fillvalue=0)
        packed = side_by_side((lower | upper for lower, upper in pairs), 2 * stride).translate(HALVED)
        page = int.from_bytes(packed[::2], "little") | int.from_bytes(packed[1::2], "little") << BITS // 2
        rows = apart(page, stride, -(-self.height // 2))
        return Bitmap(tuple(rows), -(-self.columns // 2), self.cell_x * 2, self.cell_y * 2)

    @property
    def height(self) -> int:
        """In cells."""
        return len(self.rows)

    @property
    def full(self) -> int:
        """A row with every bit set."""
        return (1 << self.columns) - 1

    @property
    def ink_share(self) -> float:
        return sum(row.bit_count() for row in self.rows) / (self.columns * len(self.rows))

    def cells(self, rect: Rect) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 of the cells that the rectangle touches, cut to the grid; x1 and y1 are one past the last."""
        # The small number keeps an edge that lies on a cell's border from touching the next cell.
        x0 = max(0, math.floor(rect.x0 / self.cell_x + 1e-6))
        y0 = max(0, math.floor(rect.y0 / self.cell_y + 1e-6))
        x1 = min(self.columns, math.ceil(rect.x1 / self.cell_x - 1e-6))
        y1 = min(len(self.rows), math.ceil(rect.y1 / self.cell_y - 1e-6))
        return x0, y0, max(x0, x1), max(y0, y1)

    def is_free(self, rect: Rect) -> bool:
        """Whether no cell that the rectangle touches has ink; cells off the page have none."""
        x0, y0, x1, y1 = self.cells(rect)
        return not any(map(span(x0, x1).__and__, self.rows[y0:y1]))

    def share(self, rect: Rect) -> float:
        """The part of the rectangle's cells that has ink, from 0 to 1; 0 for a rectangle off the page."""
        x0, y0, x1, y1 = self.cells(rect)
        mask = span(x0, x1)
        count = (x1 - x0) * (y1 - y0)
        return sum((row & mask).bit_count() for row in self.rows[y0:y1]) / count if count else 0.0

    def with_ink(self, rects: Iterable[Rect]) -> Bitmap:
        """The bitmap with every cell that one of the rectangles touches inked."""
        rows = list(self.rows)
        for rect in rects:
            x0, y0, x1, y1 = self.cells(rect)
            mask = span(x0, x1)
            for y in range(y0, y1):
                rows[y] |= mask
        return replace(self, rows=tuple(rows))

    def part(self, rect: Rect) -> tuple[Bitmap, Point]:
        """The cells that the rectangle touches as a bitmap of their own, and where its lower left corner is on this one."""
        x0, y0, x1, y1 = self.cells(rect)
        mask = span(0, x1 - x0)
        rows = tuple((row >> x0) & mask for row in self.rows[y0:y1])
        return replace(self, rows=rows, columns=x1 - x0), Point(x0 * self.cell_x, y0 * self.cell_y)

    def profile(self, low: float, high: float) -> int:
        """The columns with ink anywhere between two heights in points, as bits."""
        y0, y1 = max(0, math.floor(low / self.cell_y)), math.ceil(high / self.cell_y)
        return reduce(or_, self.rows[y0:y1], 0)

    def ink_bounds(self) -> Rect | None:
        """The smallest rectangle around all ink, or None on an empty page."""
        inked = [y for y, row in enumerate(self.rows) if row]
        if not inked:
            return None
        merged = self.profile(0, len(self.rows) * self.cell_y)
        left, right = low_bit(merged), merged.bit_length()
        return Rect(left * self.cell_x, inked[0] * self.cell_y, right * self.cell_x, (inked[-1] + 1) * self.cell_y)

    def tightened(self, rect: Rect) -> Rect:
        """The smallest rectangle around the ink within `rect`; `rect` itself where there is none."""
        x0, y0, x1, y1 = self.cells(rect)
        mask = span(x0, x1)
        inked = [y for y in range(y0, y1) if self.rows[y] & mask]
        if not inked:
            return rect
        merged = 0
        for y in inked:
            merged |= self.rows[y] & mask
        left, right = low_bit(merged) * self.cell_x, merged.bit_length() * self.cell_x
        return Rect(left, inked[0] * self.cell_y, right, (inked[-1] + 1) * self.cell_y)

    def thickened(self, by: float) -> Bitmap:
        """Ink grown by `by` points (whole cells, rounded up) to every side."""
        ink = self.reach(by)
        full = self.full
        return replace(self, rows=tuple(row & full for row in apart(ink.over(1, 1), ink.stride, self.height)))

    def spots(self, width: float, height: float, clearance: float) -> list[int]:
        """Where a box of this size in points is free: bit x of row y is set where its lower left corner may be cell (x, y).

        Free means no ink in the box nor within `clearance` points of it, and the box wholly on the page.
        """
        wide, high = self.cells_of(width, height)
        if wide > self.columns or high > self.height:
            return [0] * self.height
        ink = self.reach(clearance)
        allowed = span(0, self.columns - wide + 1)
        blocked = apart(ink.over(wide, high), ink.stride, self.height - high + 1)
        return [allowed & ~row for row in blocked] + [0] * (high - 1)

    def reach(self, clearance: float) -> Reach:
        """What the ink reaches, with so many points to every side."""
        return Reach(self.rows, self.columns, self.cells_of(clearance, clearance))

    def cells_of(self, width: float, height: float) -> tuple[int, int]:
        """How many cells, across and up, a box of this size in points takes."""
        return math.ceil(width / self.cell_x), math.ceil(height / self.cell_y)


def rows_of(mask: Image.Image) -> list[int]:
    """The rows of an image of mode 1, the highest first: bits set where it is, the leftmost pixel's the lowest."""
    stride = stride_of(mask.width)
    packed = mask.tobytes("raw", "1;R")
    return [int.from_bytes(packed[start : start + stride], "little") for start in range(0, len(packed), stride)]


def span(start: int, end: int) -> int:
    """Bits `start` up to but not including `end`."""
    return ((1 << end) - 1) ^ ((1 << start) - 1) if end > start else 0


def low_bit(row: int) -> int:
    """The index of the lowest set bit; -1 for 0."""
    return (row & -row).bit_length() - 1


def nearest_bits(row: int, at: int) -> list[int]:
    """The set bits next to the one at `at`: the nearest from it on, and the nearest below it; as many as there are."""
    higher, lower = row >> at, row & span(0, at)
    found = [at + low_bit(higher)] if higher else []
    return [*found, lower.bit_length() - 1] if lower else found
