"""Where a numbered marker stands: in free space, as close to the end of its words as it gets."""

from __future__ import annotations

from collections.abc import Sequence

from overlay.geometry import Point, Rect
from overlay.placement.bitmap import Bitmap, low_bit

REACH = 9.0  # points from the end of the words: further off, a reader has to look for it
FAR_REACH = 15.0  # points: still nearer than any other words' end, and better than no marker
CLEARANCES = (0.5, 0.0)  # points between a marker and ink: wished for, at least
HAIR = 0.2  # points: half the width of the strip between words and marker that is looked at
GAP = 1.0  # points between the words and a marker set directly after them
RAISED = 0.45  # of the words' height: where the foot of a superscript is
BEFORE_END = 1.5  # how much worse a marker is for each point that it stands back over the words


def marker_box(
    fine: Bitmap,
    last: Rect,
    at: tuple[float, float],
    sizes: Sequence[tuple[float, float]],
    *,
    printed: Bitmap | None = None,
) -> Rect | None:
    """A free box for a marker near `at`, the end of the words in `last`; None where there is none within reach.

    Directly after the words on their line, else raised, else the nearest free spot; a smaller marker only where no
    larger one finds a place, a place further off only where none is near, and nothing `printed` (by default: in `fine`)
    stands between. In display space.
    """
    for reach in (REACH, FAR_REACH):
        for clearance in CLEARANCES:
            for size in sizes:
                found = _nearest((fine, printed or fine), last, at, size, (reach, clearance))
                if found:
                    return found
    return None


def _nearest(
    bitmaps: tuple[Bitmap, Bitmap],
    last: Rect,
    at: tuple[float, float],
    size: tuple[float, float],
    limits: tuple[float, float],
) -> Rect | None:
    fine, printed = bitmaps
    width, height = size
    reach, clearance = limits
    # Where the words end at the left, they are read from the right, and the marker follows them to the left.
    leftwards = at[0] < last.centre.x
    ideal_x, ideal_y = at[0] - GAP - width if leftwards else at[0] + GAP, last.y0 + last.height * RAISED
    best: tuple[float, float, float] | None = None
    window = Rect(ideal_x - reach - width, last.y0 - height - reach / 2, ideal_x + reach, last.y1 + reach / 2)
    part, origin = fine.part(Rect(window.x0, window.y0, window.x1 + width, window.y1 + height).grown(2 * clearance))
    for row, free in enumerate(part.spots(width, height, clearance)):
        y = row * fine.cell_y + origin.y
        while free:
            column = low_bit(free)
            free &= free - 1
            x = column * fine.cell_x + origin.x
            onwards = ideal_x - x if leftwards else x - ideal_x
            cost = _distance(onwards, y - ideal_y, last.height)
            if cost > reach or (best is not None and cost >= best[0]):
                continue
            if reach <= REACH or _is_joined(printed, last, Rect(x, y, x + width, y + height)):
                best = (cost, x, y)
    return Rect(best[1], best[2], best[1] + width, best[2] + height) if best else None


def _is_joined(printed: Bitmap, last: Rect, box: Rect) -> bool:
    """Whether nothing, such as the rule of a table, stands between the words and a marker."""
    near = Point(min(max(box.centre.x, last.x0), last.x1), min(max(box.centre.y, last.y0), last.y1))
    return printed.is_free(Rect.around((near, box.centre)).grown(HAIR))


def _distance(onwards: float, dy: float, line_height: float) -> float:
    """How far a spot is from the ideal one, `onwards` in the direction of reading; on the line itself a little up or down costs nothing."""
    sideways = onwards if onwards > 0 else -onwards * BEFORE_END
    level = max(0.0, abs(dy) - line_height * RAISED / 2)
    return sideways + level + abs(dy) * 0.1
