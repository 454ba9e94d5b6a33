"""Rows of bits against the plain reading of the same grid, cell by cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap, low_bit, nearest_bits, rows_of, span
from overlay.placement.flooding import filled, open_from_edge
from overlay.placement.freemap import FreeMap
from overlay.placement.packed import Columns

grids = st.integers(3, 20).flatmap(
    lambda columns: st.lists(st.integers(0, (1 << columns) - 1), min_size=3, max_size=20).map(
        lambda rows: Bitmap(tuple(rows), columns, 1.0, 1.0)
    )
)


def inked(bitmap: Bitmap, x: int, y: int) -> bool:
    return 0 <= y < bitmap.height and 0 <= x < bitmap.columns and bool(bitmap.rows[y] >> x & 1)


def blank(columns: int, rows: int) -> Bitmap:
    return Bitmap((0,) * rows, columns, 1.0, 1.0)


@given(grids, st.integers(1, 6), st.integers(1, 6), st.integers(0, 2))
def test_spots_are_where_a_box_and_its_clearance_hold_no_ink(
    bitmap: Bitmap, wide: int, high: int, clearance: int
) -> None:
    spots = bitmap.spots(wide, high, clearance)
    assert len(spots) == bitmap.height
    for y in range(bitmap.height):
        for x in range(bitmap.columns):
            fits = x + wide <= bitmap.columns and y + high <= bitmap.height
            clear = not any(
                inked(bitmap, i, j)
                for i in range(x - clearance, x + wide + clearance)
                for j in range(y - clearance, y + high + clearance)
            )
            assert bool(spots[y] >> x & 1) == (fits and clear)


@given(grids, st.tuples(st.integers(0, 19), st.integers(0, 19), st.integers(1, 8), st.integers(1, 8)))
def test_taking_a_place_is_as_asking_again(bitmap: Bitmap, taken: tuple[int, int, int, int]) -> None:
    x, y, wide, high = taken
    rect = Rect(x, y, x + wide, y + high)
    asked_before = FreeMap(bitmap, 1.0)
    asked_before.spots(4, 3)
    asked_before.take(rect)
    expected = bitmap.with_ink([rect])
    for size in ((4, 3), (2, 5)):  # the one asked before, the other only now
        places = dict(asked_before.spots(*size).rows(range(bitmap.height)))
        assert [places.get(row, 0) for row in range(bitmap.height)] == expected.spots(*size, 1.0)


@given(grids, st.integers(1, 3))
def test_thickened_ink_reaches_every_neighbour(bitmap: Bitmap, by: int) -> None:
    thick = bitmap.thickened(by)
    for y in range(bitmap.height):
        for x in range(bitmap.columns):
            near = any(inked(bitmap, i, j) for i in range(x - by, x + by + 1) for j in range(y - by, y + by + 1))
            assert inked(thick, x, y) == near


@given(st.integers(0, 2**24 - 1), st.integers(0, 23))
def test_filled_is_the_run_around_the_seed(free: int, at: int) -> None:
    expected = 0
    if free >> at & 1:
        low, high = at, at
        while low > 0 and free >> (low - 1) & 1:
            low -= 1
        while free >> (high + 1) & 1:
            high += 1
        expected = span(low, high + 1)
    assert filled(free, 1 << at) == expected


@given(st.integers(0, 2**24 - 1), st.integers(0, 24))
def test_the_nearest_bits_are_the_next_on_either_side(row: int, at: int) -> None:
    listed = [bit for bit in range(24) if row >> bit & 1]
    assert nearest_bits(row, at) == [
        *[bit for bit in listed if bit >= at][:1],
        *[bit for bit in listed if bit < at][-1:],
    ]


@given(grids)
def test_columns_are_the_grid_the_other_way(bitmap: Bitmap) -> None:
    read = Columns(bitmap.rows, bitmap.columns)
    for x in range(bitmap.columns):
        assert list(read.column(x)) == [inked(bitmap, x, y) for y in range(bitmap.height)]


def test_an_image_is_read_from_its_lowest_row_and_left_edge() -> None:
    image = Image.new("1", (11, 3), 0)
    image.putpixel((0, 2), 255)
    image.putpixel((10, 0), 255)
    assert rows_of(image) == [1 << 10, 0, 1]


@given(grids)
def test_halved_is_inked_wherever_one_of_four_cells_is(bitmap: Bitmap) -> None:
    coarse = bitmap.halved()
    assert (coarse.columns, coarse.height) == ((bitmap.columns + 1) // 2, (bitmap.height + 1) // 2)
    assert (coarse.cell_x, coarse.cell_y) == (2.0, 2.0)
    for y in range(coarse.height):
        for x in range(coarse.columns):
            assert inked(coarse, x, y) == any(inked(bitmap, 2 * x + i, 2 * y + j) for i in (0, 1) for j in (0, 1))


def test_a_rectangle_that_ends_on_a_cell_border_does_not_touch_the_next_cell() -> None:
    bitmap = Bitmap((0, 0b100, 0), 3, 0.5, 0.5)
    assert bitmap.is_free(Rect(0, 0.5, 1.0, 1.0))
    assert not bitmap.is_free(Rect(0, 0.5, 1.01, 1.0))
    assert bitmap.is_free(Rect(-50, -50, -1, 50))


def test_ink_bounds_and_shares() -> None:
    bitmap = blank(10, 10).with_ink([Rect(2, 3, 4, 5)])
    assert bitmap.ink_bounds() == Rect(2, 3, 4, 5)
    assert bitmap.tightened(Rect(0, 0, 10, 10)) == Rect(2, 3, 4, 5)
    assert bitmap.tightened(Rect(5, 5, 9, 9)) == Rect(5, 5, 9, 9)
    assert bitmap.ink_share == pytest.approx(0.04)
    assert bitmap.share(Rect(2, 3, 4, 7)) == pytest.approx(0.5)
    assert blank(4, 4).ink_bounds() is None


def test_the_inside_of_a_frame_is_not_open() -> None:
    frame = blank(20, 20).with_ink([Rect(4, 4, 16, 5), Rect(4, 15, 16, 16), Rect(4, 4, 5, 16), Rect(15, 4, 16, 16)])
    reached = open_from_edge(frame).all()
    assert reached[2] == frame.full
    assert not reached[10] >> 10 & 1
    assert low_bit(reached[10] >> 16) == 0
    assert open_from_edge(frame).meets(10, 11, span(2, 8))
    assert not open_from_edge(frame).meets(6, 12, span(6, 14))
