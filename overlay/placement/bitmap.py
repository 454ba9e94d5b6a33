"""A page's ink as rows of bits, and the few questions placement asks of it. No PDF in it, no rendering.

A row is one Python integer; its bit i is the cell i from the left. Row 0 is the lowest. Whole rows are combined at
once, and rows to a page, so that "where is a box of this size free?" costs a few shifts and not a look at every cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from PIL import Image

from overlay.geometry import Point, Rect

BITS = 8  # of a byte
HALVED = bytes(sum(1 << bit for bit in range(4) if byte >> 2 * bit & 3) for byte in range(256))  # two bits made one
MOST_TURNS = 12  # of the way through free space: what lies deeper is as good as closed


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Ink on a grid. Cell (x, y) covers x * cell_x to (x + 1) * cell_x points from the left, likewise from the foot."""

    rows: tuple[int, ...]
    columns: int
    cell_x: float
    cell_y: float

    @staticmethod
    def of_image(mask: Image.Image, cell_x: float, cell_y: float) -> Bitmap:
        """From an image of mode 1 (set where there is ink), its first row the highest of the page."""
        stride = _stride(mask.width)
        packed = mask.tobytes("raw", "1;R")  # the leftmost pixel is the lowest bit
        highest_last = range(len(packed) - stride, -1, -stride)
        rows = [int.from_bytes(packed[start : start + stride], "little") for start in highest_last]
        return Bitmap(tuple(rows), mask.width, cell_x, cell_y)

    def halved(self) -> Bitmap:
        """The bitmap in cells twice as wide and high, inked wherever the finer one is."""
        stride = _stride(-(-self.columns // 2))  # of a coarse row; a fine one takes twice as many bytes
        pairs = zip_longest(self.rows[::2], self.rows[1::2], fillvalue=0)
        packed = b"".join([(lower | upper).to_bytes(2 * stride, "little") for lower, upper in pairs]).translate(HALVED)
        page = int.from_bytes(packed[::2], "little") | int.from_bytes(packed[1::2], "little") << BITS // 2
        rows = _apart(page, stride, -(-self.height // 2))
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
        y1 = min(self.height, math.ceil(rect.y1 / self.cell_y - 1e-6))
        return x0, y0, max(x0, x1), max(y0, y1)

    def is_free(self, rect: Rect) -> bool:
        """Whether no cell that the rectangle touches has ink; cells off the page have none."""
        x0, y0, x1, y1 = self.cells(rect)
        mask = span(x0, x1)
        return not any(row & mask for row in self.rows[y0:y1])

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
        merged = 0
        for row in self.rows[y0:y1]:
            merged |= row
        return merged

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
        reach_x, reach_y = math.ceil(by / self.cell_x), math.ceil(by / self.cell_y)
        full = self.full
        return replace(self, rows=tuple(row & full for row in self._blocked(1, 1, reach_x, reach_y)))

    def spots(self, width: float, height: float, clearance: float) -> list[int]:
        """Where a box of this size in points is free: bit x of row y is set where its lower left corner may be cell (x, y).

        Free means no ink in the box nor within `clearance` points of it, and the box wholly on the page.
        """
        wide, high = math.ceil(width / self.cell_x), math.ceil(height / self.cell_y)
        if wide > self.columns or high > self.height:
            return [0] * self.height
        reach_x, reach_y = math.ceil(clearance / self.cell_x), math.ceil(clearance / self.cell_y)
        allowed = span(0, self.columns - wide + 1)
        return [allowed & ~row for row in self._blocked(wide, high, reach_x, reach_y)] + [0] * (high - 1)

    def _blocked(self, wide: int, high: int, reach_x: int, reach_y: int) -> list[int]:
        """Bit x of row y is set where ink lies in, or within reach of, the box of so many cells that begins at cell (x, y).

        One row for each height at which the box is on the page; of a row, bits beyond the last column mean nothing.
        """
        count = wide + 2 * reach_x
        # So far apart that no row is smeared into the columns of the one below it.
        stride = _stride(self.columns + count)
        page = _smeared(_together(self.rows, stride) << reach_x, count)
        page = _smeared(page << reach_y * stride * BITS, high + 2 * reach_y, step_bits=stride * BITS)
        return _apart(page, stride, self.height - high + 1)


def span(start: int, end: int) -> int:
    """Bits `start` up to but not including `end`."""
    return ((1 << end) - 1) ^ ((1 << start) - 1) if end > start else 0


def low_bit(row: int) -> int:
    """The index of the lowest set bit; -1 for 0."""
    return (row & -row).bit_length() - 1


def _stride(bits: int) -> int:
    """Bytes that hold so many bits."""
    return -(-bits // BITS)


def _together(rows: Sequence[int], stride: int) -> int:
    """Rows as one number, so many bytes apart, the first one lowest: a page is shifted at the price of a few rows."""
    return int.from_bytes(b"".join(row.to_bytes(stride, "little") for row in rows), "little")


def _apart(page: int, stride: int, count: int) -> list[int]:
    """The first `count` rows of what `_together` made."""
    packed = (page & ((1 << count * stride * BITS) - 1)).to_bytes(count * stride, "little")
    return [int.from_bytes(packed[start : start + stride], "little") for start in range(0, len(packed), stride)]


def _smeared(bits: int, count: int, *, step_bits: int = 1) -> int:
    """A bit is set where it, or any of the count - 1 that follow it at steps of `step_bits`, was."""
    done = 1
    while done < count:
        step = min(done, count - done)
        bits |= bits >> step * step_bits
        done += step
    return bits


def level_strokes(free: Sequence[int], seeds: Sequence[int]) -> list[int]:
    """Every free cell that a level stroke from a seed reaches, row by row."""
    columns = max(row.bit_length() for row in free)
    stride = _stride(columns + 1)  # one cell that is never free between rows
    begun = [f & s for f, s in zip(free, seeds, strict=True)]
    return _apart(filled(_together(free, stride), _together(begun, stride), longest=columns), stride, len(free))


def filled(free: int, seeds: int, *, longest: int | None = None) -> int:
    """Every cell of a run of free cells that holds a seed. `longest` is how long a run may be, where that is known."""
    seeds &= free
    # Adding a run's seed to it carries to the run's end, which marks the cells above the seed ...
    up = (((free + seeds) ^ free) & free) | seeds
    # ... and what is free below joins by doubling.
    step, open_cells = 1, free
    most = free.bit_length() if longest is None else longest
    while step <= most:
        grown = up | (open_cells & (up >> step))
        open_cells &= open_cells >> step
        up = grown
        step *= 2
    return up


def upright_strokes(free: list[int], seeds: list[int]) -> list[int]:
    """Every free cell that an upright stroke from a seed reaches, row by row."""
    wave = list(seeds)
    for y in range(1, len(free)):
        wave[y] |= wave[y - 1] & free[y]
    for y in range(len(free) - 2, -1, -1):
        wave[y] |= wave[y + 1] & free[y]
    return [row & f for row, f in zip(wave, free, strict=True)]


def open_from_edge(bitmap: Bitmap) -> list[int]:
    """The free cells that are joined to the page's edge by free cells, row by row: not the inside of a closed frame."""
    free = [~row & bitmap.full for row in bitmap.rows]
    sides = 1 | 1 << (bitmap.columns - 1)
    reached = [row & sides for row in free]
    reached[0], reached[-1] = free[0], free[-1]
    return joined_to(free, reached)


def joined_to(free: list[int], seeds: list[int]) -> list[int]:
    """The free cells that are joined to a seed by free cells, row by row, if it takes no more turns than MOST_TURNS."""
    reached = seeds
    for _ in range(MOST_TURNS):
        wider = upright_strokes(free, level_strokes(free, reached))
        if wider == reached:
            break
        reached = wider
    return reached
