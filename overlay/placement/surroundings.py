"""What stands around the words that a note is about: the block of text they belong to, and what is beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from overlay.geometry import Rect, union
from overlay.placement.bitmap import Bitmap, low_bit, span

CLEARANCE = 3.0  # points between a note and ink
EDGES = (9.0, 4.0)  # points to the page's edge: what printers need, and the least
COLUMN_GAP = 9.0  # points: white wider than this, over several lines, parts two columns
THIN = 4.0  # points of ink in all: rules and frames beside the text, which a leader or a note stops at
LINES_AROUND = 2.0  # how many line heights above and below the words tell how wide their block is
IDEAL_WIDTH = 130.0  # points: a note of this width has lines that read well
WIDTH_COST = 14.0  # for a note e times as wide, or as narrow
SIZE_COST = 16.0  # for each point of type size given up
TINY = 0.75  # of the largest type offered: less than this is out of keeping with the page, ...
TINY_COST = 400.0  # ... and is taken only before the errata sheet


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of one note's words: the printed line that the note should be level with, and the block's left and right edge.

    `clear_left`, `clear_right`: whether nothing but a thin rule or frame stands between the block and that edge of the
    page, level with the words. `room_left`, `room_right`: the white, in points, up to whatever comes first.
    """

    line: Rect
    words: Rect
    left: float
    right: float
    clear_left: bool
    clear_right: bool
    room_left: float
    room_right: float


def surroundings(bitmap: Bitmap, targets: Sequence[Rect]) -> Surroundings:
    """The surroundings of the words in `targets` (one rectangle a printed line) on a page with this ink."""
    line, words = targets[0], union(targets)
    if words.width > 2 * line.width or len(targets) > 1:
        words = union([target for target in targets if _same_column(line, target)])
    reach = LINES_AROUND * max(line.height, 4.0)
    near = bitmap.profile(words.y0 - reach, words.y1 + reach)
    level = bitmap.profile(words.y0, words.y1)
    low, high = _run(near, bitmap, words)
    left_of, right_of = level & span(0, low), level >> high
    beyond_left, beyond_right = near & span(0, low), near >> high
    to_edge = bitmap.columns - high
    return Surroundings(
        line=line,
        words=words,
        left=low * bitmap.cell_x,
        right=high * bitmap.cell_x,
        clear_left=beyond_left.bit_count() * bitmap.cell_x <= THIN,
        clear_right=beyond_right.bit_count() * bitmap.cell_x <= THIN,
        room_left=(low - left_of.bit_length()) * bitmap.cell_x,
        room_right=(low_bit(right_of) if right_of else to_edge) * bitmap.cell_x,
    )


def _same_column(first: Rect, other: Rect) -> bool:
    """Whether a later line of the words stands below the first and not in the next column."""
    return other.y0 <= first.y1 + 1 and other.y1 >= first.y0 - 4 * first.height


def _run(profile: int, bitmap: Bitmap, words: Rect) -> tuple[int, int]:
    """The columns that the words' block covers: gaps narrower than those between columns are bridged."""
    bridge = max(1, math.ceil(COLUMN_GAP / bitmap.cell_x / 2))
    x0, x1 = bitmap.cells(words)[0], bitmap.cells(words)[2]
    closed = (profile | span(x0, x1)) << bridge
    for step in range(1, bridge + 1):
        closed |= (profile << bridge) << step | (profile << bridge) >> step
    low, high = x0 + bridge, x1 + bridge
    below = ~closed & span(0, low)
    low = below.bit_length()
    above = ~(closed >> high)
    high += low_bit(above)
    # The bridging added a little beyond both ends: back to the ink itself.
    within = (profile | span(x0, x1)) << bridge & span(low, high)
    return low_bit(within) - bridge, within.bit_length() - bridge


def setting_cost(width: float, size: float, largest: float) -> float:
    """What a note of this width costs, and of this type size where the largest offered is `largest`."""
    narrow = WIDTH_COST * abs(math.log(max(width, 1.0) / IDEAL_WIDTH))
    return narrow + SIZE_COST * max(0.0, largest - size) + (TINY_COST if size < TINY * largest else 0.0)
