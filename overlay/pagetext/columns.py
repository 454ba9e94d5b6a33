"""Columns of a page: where text stands side by side and is read one column after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

BINS = 240
"""Steps in which the width of a block is looked at for a gutter."""

GUTTER_COVER = 0.5
"""A gutter is crossed by at most this part of the lines that the fullest place has (headings and footers cross it)."""

COLUMN_LINES = 4
"""Lines that either side of a gutter must have at least."""

COLUMN_LETTERS = 12
"""Letters that a line of a column has at the median; shorter, and it is a table."""

COLUMN_FILL = 0.5
"""How much of its column a line fills at the median; less, and it is a table."""

DEEPEST = 12
"""Nested cuts; real pages have three or four."""

MOST_NESTED = 3
"""Gutters beside one another; a page of five columns has four."""

ROW_DRIFT = 0.35
"""In em: how far apart the baselines of one line of a table or a heading may be."""


class Box(Protocol):
    """What is set in columns: a stretch of text from `u0` to `u1` on the baseline `v`."""

    @property
    def glyphs(self) -> Sequence[int]: ...
    @property
    def u0(self) -> float: ...
    @property
    def u1(self) -> float: ...
    @property
    def v(self) -> float: ...
    @property
    def size(self) -> float: ...


AnyBox = TypeVar("AnyBox", bound=Box)


@dataclass(frozen=True, slots=True)
class Block(Generic[AnyBox]):
    """Lines read from the top down, each along the line. `column` counts from 0 where the reader begins."""

    column: int
    rows: tuple[tuple[AnyBox, ...], ...]


def blocks(boxes: Sequence[AnyBox], *, leftwards: bool = False) -> tuple[Block[AnyBox], ...]:
    """The boxes as blocks in the order they are read. With `leftwards`, columns and lines begin at the right."""
    return tuple(_cut(list(boxes), 0, leftwards, 0)) if boxes else ()


def _cut(boxes: list[AnyBox], column: int, leftwards: bool, depth: int) -> list[Block[AnyBox]]:
    rows = _rows(boxes)
    band = _widest_band(rows) if depth < DEEPEST else None
    if band is None:
        return [Block(column, tuple(_along(row, leftwards) for row in rows))]
    left = [box for row in rows[band.top : band.end] for box in row if box.u1 <= band.gutter]
    right = [box for row in rows[band.top : band.end] for box in row if box.u1 > band.gutter]
    first, second = (right, left) if leftwards else (left, right)
    found: list[Block[AnyBox]] = []
    if above := [box for row in rows[: band.top] for box in row]:
        found += _cut(above, column, leftwards, depth + 1)
    found += (begun := _cut(first, column, leftwards, depth + 1))
    found += _cut(second, max(block.column for block in begun) + 1, leftwards, depth + 1)
    if below := [box for row in rows[band.end :] for box in row]:
        found += _cut(below, column, leftwards, depth + 1)
    return found


def _along(row: Iterable[AnyBox], leftwards: bool) -> tuple[AnyBox, ...]:
    return tuple(sorted(row, key=lambda box: -box.u1 if leftwards else box.u0))


def _rows(boxes: Iterable[AnyBox]) -> list[list[AnyBox]]:
    rows: list[list[AnyBox]] = []
    for box in sorted(boxes, key=lambda each: (-each.v, each.u0)):
        if rows and rows[-1][0].v - box.v <= ROW_DRIFT * min(rows[-1][0].size, box.size):
            rows[-1].append(box)
        else:
            rows.append([box])
    return rows


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows `top` to `end` (not included) that leave `gutter` free."""

    top: int
    end: int
    gutter: float
    letters: int


def _widest_band(rows: Sequence[Sequence[AnyBox]], nested: int = MOST_NESTED) -> _Band | None:
    if len(rows) < COLUMN_LINES:
        return None
    bands = [band for gutter in _gutters(rows) for band in _bands(rows, gutter, nested)]
    return max(bands, key=lambda band: (band.letters, -band.gutter), default=None)


def _gutters(rows: Sequence[Sequence[AnyBox]]) -> list[float]:
    """The middles of the strips that few lines cross."""
    boxes = [box for row in rows for box in row]
    start, end = min(box.u0 for box in boxes), max(box.u1 for box in boxes)
    step = (end - start) / BINS
    if step <= 0:
        return []
    change = [0] * (BINS + 2)
    for box in boxes:
        change[int((box.u0 - start) / step)] += 1
        change[min(int((box.u1 - start) / step), BINS) + 1] -= 1
    cover, covers = 0, []
    for number in change[:BINS]:
        cover += number
        covers.append(cover)
    most = GUTTER_COVER * max(covers)
    found: list[float] = []
    at = 0
    while at < BINS:
        if covers[at] > most:
            at += 1
            continue
        begin = at
        while at < BINS and covers[at] <= most:
            at += 1
        lowest = min(covers[begin:at])
        strip = [bin_ for bin_ in range(begin, at) if covers[bin_] == lowest]
        found.append(start + (strip[len(strip) // 2] + 0.5) * step)
    return found


def _bands(rows: Sequence[Sequence[AnyBox]], gutter: float, nested: int) -> list[_Band]:
    """The stretches of rows that the gutter parts into two columns of text."""
    found: list[_Band] = []
    top = 0
    for end in range(len(rows) + 1):
        if end < len(rows) and not any(box.u0 < gutter < box.u1 for box in rows[end]):
            continue
        band = _band(rows[top:end], top, gutter, nested)
        if band is not None:
            found.append(band)
        top = end + 1
    return found


def _band(rows: Sequence[Sequence[AnyBox]], top: int, gutter: float, nested: int) -> _Band | None:
    """The band, or None where it is not two columns."""
    sides = [_side(rows, gutter, left=left) for left in (True, False)] if len(rows) >= COLUMN_LINES else []
    if not sides or not all(map(_is_text, sides)) or not all(_is_column(side, nested) for side in sides):
        return None
    return _Band(top, top + len(rows), gutter, sum(len(box.glyphs) for row in rows for box in row))


def _side(rows: Sequence[Sequence[AnyBox]], gutter: float, *, left: bool) -> list[list[AnyBox]]:
    """What of the rows stands on one side of a gutter, empty rows left out."""
    side = [[box for box in row if (box.u1 <= gutter) is left] for row in rows]
    return [row for row in side if row]


def _is_text(rows: Sequence[Sequence[AnyBox]]) -> bool:
    """Whether these lines are enough, and long enough, for a column: quick to tell of a strip at the end of ragged lines."""
    return len(rows) >= COLUMN_LINES and _median(sum(len(box.glyphs) for box in row) for row in rows) >= COLUMN_LETTERS


def _is_column(rows: Sequence[Sequence[AnyBox]], nested: int) -> bool:
    """Whether lines of text fill their width, or are columns in turn."""
    width = max(box.u1 for row in rows for box in row) - min(box.u0 for row in rows for box in row)
    if _median(sum(box.u1 - box.u0 for box in row) for row in rows) >= COLUMN_FILL * width:
        return True
    return nested > 0 and _widest_band(_rows(box for row in rows for box in row), nested - 1) is not None


def _median(numbers: Iterable[float]) -> float:
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
