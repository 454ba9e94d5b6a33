"""What a search may pass over against what a reader would call each place."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap
from overlay.placement.flooding import open_from_edge
from overlay.placement.judging import PageView
from overlay.placement.surroundings import surroundings

COLUMNS, ROWS = 60, 300
places = st.tuples(st.floats(0, 50), st.floats(0, 280), st.floats(1, 10), st.floats(1, 20)).map(
    lambda sides: Rect(sides[0], sides[1], sides[0] + sides[2], sides[1] + sides[3])
)


def view_of(printed: list[Rect]) -> PageView:
    bitmap = Bitmap((0,) * ROWS, COLUMNS, 1.0, 1.0).with_ink(printed)
    below = (0, *accumulate(row.bit_count() for row in bitmap.rows))
    return PageView(bitmap, bitmap.ink_bounds() or Rect(0, 0, COLUMNS, ROWS), True, below, open_from_edge(bitmap))


@given(st.lists(places, min_size=1, max_size=6), places)
def test_no_place_of_a_position_is_passed_over(printed: list[Rect], box: Rect) -> None:
    view = view_of(printed)
    around = surroundings(view.bitmap, printed[:1])
    low, high = view.feet({view.position_of(box, around)}, box.height, around)
    assert low <= box.y0 <= high


@given(st.lists(places, min_size=1, max_size=6), places, st.floats(0, 250))
def test_a_drawback_is_told_as_far_as_it_matters(printed: list[Rect], box: Rect, within: float) -> None:
    view = view_of(printed)
    around = surroundings(view.bitmap, printed[:1])
    position = view.position_of(box, around)
    whole = view.drawback(box, position, around, within=1000.0)
    assert (view.drawback(box, position, around, within=within) < within) == (whole < within)
