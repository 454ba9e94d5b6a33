"""What stands on a page without pointing at words: the band on the first page, and the rule beside a passage."""

from __future__ import annotations

import math
from collections.abc import Sequence

from overlay.geometry import PageFrame, Rect, union
from overlay.placement.bitmap import nearest_bits
from overlay.placement.freemap import FreeMap
from overlay.placement.notes import Placed, Position, Setting
from overlay.placement.occupancy import Occupancy
from overlay.placement.surroundings import CLEARANCE, EDGES

BAND_KEY = "band"
TOP_SHARE = 0.25  # of the page's height: a band above this line is at the top
FOOT_SHARE = 0.2  # likewise at the foot
RULE_GAPS = (
    4.0,
    3.0,
    5.0,
    2.0,
    6.0,
    7.0,
    8.0,
    10.0,
    1.5,
    12.0,
    15.0,
    18.0,
)  # points from the passage, wished for first
RULE_CLEARANCE = 0.5  # points between a side rule and ink
COLUMN_STEP = 1.0  # line heights by which a line must rise over the one before it to begin a new column


def place_band(frame: PageFrame, occupancy: Occupancy, settings: Sequence[Setting], *, key: str = BAND_KEY) -> Placed:
    """Where a band goes: across the top of the page, else its foot, else any free rectangle, else the sheet.

    `settings`, best first, are tried at each of the three before the next; the box is in display space.
    """
    free = FreeMap(occupancy.coarse, CLEARANCE)
    height = frame.height
    zones = (
        (Position.TOP, height * (1 - TOP_SHARE), height),
        (Position.FOOT, 0.0, height * FOOT_SHARE),
        (Position.ELSEWHERE, 0.0, height),
    )
    for position, low, high in zones:
        for setting in settings:
            box = _band_box(free, setting, low, high, position)
            if box:
                return Placed(key, position, setting, box, None)
    return Placed(key, Position.SHEET, None, None, None)


def _band_box(free: FreeMap, setting: Setting, low: float, high: float, position: Position) -> Rect | None:
    """The highest free box between two heights (the lowest at the foot), as near to the middle of the page as it gets."""
    bitmap, spots = free.bitmap, free.spots(setting.width, setting.height)
    page_width, page_height = bitmap.columns * bitmap.cell_x, bitmap.height * bitmap.cell_y
    for edge in EDGES:
        first = math.ceil(max(low, edge) / bitmap.cell_y)
        last = int((min(high, page_height - edge) - setting.height) / bitmap.cell_y)
        rows = range(first, last + 1)
        for y, row in spots.rows(rows if position is Position.FOOT else reversed(rows)):
            x = _middlemost(row, (page_width - setting.width) / 2 / bitmap.cell_x)
            left = x * bitmap.cell_x
            if edge <= left and left + setting.width <= page_width - edge:
                return Rect(left, y * bitmap.cell_y, left + setting.width, y * bitmap.cell_y + setting.height)
    return None


def _middlemost(row: int, middle: float) -> int:
    """The set bit nearest to `middle`, in a row that has one; of two as near, the one to the right."""
    return min(nearest_bits(row, max(0, round(middle))), key=lambda cell: abs(cell - middle))


def place_rule(
    frame: PageFrame, occupancy: Occupancy, lines: Sequence[Rect], *, width: float = 1.5, left_first: bool = True
) -> Rect | None:
    """An upright bar beside the passage whose printed lines these are (one column), in free space close to it, or None.

    On the left of it, else on the right, or the other way about. In display space.
    """
    if not lines:
        return None
    passage = union(lines)
    for on_left in (left_first, not left_first):
        for gap in RULE_GAPS:
            x0 = passage.x0 - gap - width if on_left else passage.x1 + gap
            rule = Rect(x0, passage.y0, x0 + width, passage.y1)
            if frame.bounds.contains(rule) and occupancy.is_free(rule.grown(RULE_CLEARANCE)):
                return rule
    return None


def runs_of_lines(lines: Sequence[Rect]) -> tuple[tuple[Rect, ...], ...]:
    """The lines of a passage parted where it goes on at the head of another column; each part wants a rule of its own."""
    runs: list[list[Rect]] = []
    for line in lines:
        before = runs[-1][-1] if runs else None
        if before is None or line.y0 > before.y1 + COLUMN_STEP * before.height or line.x0 > before.x1 + before.height:
            runs.append([line])
        else:
            runs[-1].append(line)
    return tuple(tuple(run) for run in runs)
