"""Rows of bits side by side in one number: a whole page is shifted, joined and masked at the price of a few rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BITS = 8  # of a byte
ONE_BIT = [bytes(byte >> bit & 1 for byte in range(256)) for bit in range(BITS)]  # what each byte has for each bit


def stride_of(bits: int) -> int:
    """Bytes that hold so many bits."""
    return -(-bits // BITS)


def together(rows: Iterable[int], stride: int) -> int:
    """Rows as one number, so many bytes apart, the first one lowest."""
    return int.from_bytes(side_by_side(rows, stride), "little")


def side_by_side(rows: Iterable[int], stride: int) -> bytes:
    """Rows one after the other, so many bytes each, of each its lowest bits first."""
    return b"".join([row.to_bytes(stride, "little") for row in rows])


def apart(page: int, stride: int, count: int) -> list[int]:
    """The first `count` rows of what `together` made."""
    packed = first_rows(page, stride, count)
    return [int.from_bytes(packed[start : start + stride], "little") for start in range(0, len(packed), stride)]


def first_rows(page: int, stride: int, count: int) -> bytes:
    """The first `count` rows of what `together` made, one after the other, of each its lowest bits first."""
    return (page & ((1 << count * stride * BITS) - 1)).to_bytes(count * stride, "little")


class Columns:
    """Rows of so many bits, read column by column."""

    def __init__(self, rows: Sequence[int], columns: int) -> None:
        self._stride = stride_of(columns)
        self._packed = side_by_side(rows, self._stride)

    def column(self, x: int) -> bytes:
        """A byte for each row: 1 where bit x is set, else 0."""
        return self._packed[x // BITS :: self._stride].translate(ONE_BIT[x % BITS])


class Reach:
    """A page's ink, and how far it reaches: into every box that holds some of it. What several sizes share is kept.

    `reach` is how many cells around a box, across and up, count as the box.
    """

    def __init__(self, rows: Iterable[int], columns: int, reach: tuple[int, int]) -> None:
        self._around = (2 * reach[0], 2 * reach[1])
        self.stride = stride_of(columns + self._around[0])
        self._row_bits = self.stride * BITS
        self._doubled = {(0, 0): together(rows, self.stride) << reach[0] + reach[1] * self._row_bits}

    def over(self, wide: int, high: int) -> int:
        """Bit x of row y is set where ink lies in, or within reach of, the box of so many cells that begins at cell (x, y).

        It tells of boxes that are wholly on the page; other bits mean nothing.
        """
        wide, high = wide + self._around[0], high + self._around[1]
        across, up = wide.bit_length() - 1, high.bit_length() - 1
        page = self._doubled_to(across, up)
        page |= page >> wide - (1 << across)
        return page | page >> (high - (1 << up)) * self._row_bits

    def _doubled_to(self, across: int, up: int) -> int:
        """As `over` for the powers of two: boxes of 2 ** across by 2 ** up cells."""
        if (across, up) not in self._doubled:
            half = self._doubled_to(across, up - 1) if up else self._doubled_to(across - 1, up)
            step = self._row_bits << up - 1 if up else 1 << across - 1
            self._doubled[across, up] = half | half >> step
        return self._doubled[across, up]
