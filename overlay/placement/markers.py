"""Where a numbered marker stands: in free space, as close to the end of its words as it gets."""

from __future__ import annotations

from collections.abc import Sequence

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap

REACH = 9.0  # points from the end of the words: further off, a reader would not join the two
CLEARANCES = (0.5, 0.0)  # points between a marker and ink: wished for, at least
GAP = 1.0  # points between the words and a marker set directly after them
RAISED = 0.45  # of the words' height: where the foot of a superscript is
BEFORE_END = 1.5  # how much worse a marker is for each point that it stands back over the words


def marker_box(fine: Bitmap, last: Rect, at: tuple[float, float], sizes: Sequence[tuple[float, float]]) -> Rect | None:
    """A free box for a marker near `at`, the end of the words in `last`; None where there is none within reach.

    Directly after the words on their line, else raised, else the nearest free spot; a smaller marker only where no
    larger one finds a place. In display space.
    """
    for clearance in CLEARANCES:
        for size in sizes:
            found = _nearest(fine, last, at, size, clearance)
            if found:
                return found
    return None


def _nearest(
    fine: Bitmap, last: Rect, at: tuple[float, float], size: tuple[float, float], clearance: float
) -> Rect | None:
    width, height = size
    # Where the words end at the left, they are read from the right, and the marker follows them to the left.
    leftwards = at[0] < last.centre.x
    ideal_x, ideal_y = at[0] - GAP - width if leftwards else at[0] + GAP, last.y0 + last.height * RAISED
    best: tuple[float, float, float] | None = None
    x0, x1 = int((ideal_x - REACH - width) / fine.cell_x), int((ideal_x + REACH) / fine.cell_x)
    y0, y1 = int((last.y0 - height - REACH / 2) / fine.cell_y), int((last.y1 + REACH / 2) / fine.cell_y)
    for row in range(max(0, y0), max(0, y1) + 1):
        for column in range(max(0, x0), max(0, x1) + 1):
            x, y = column * fine.cell_x, row * fine.cell_y
            if x + width > fine.columns * fine.cell_x or y + height > fine.height * fine.cell_y:
                continue
            onwards = ideal_x - x if leftwards else x - ideal_x
            cost = _distance(onwards, y - ideal_y, last.height)
            if cost > REACH or (best and cost >= best[0]):
                continue
            if fine.is_free(Rect(x, y, x + width, y + height).grown(clearance)):
                best = (cost, x, y)
    return Rect(best[1], best[2], best[1] + width, best[2] + height) if best else None


def _distance(onwards: float, dy: float, line_height: float) -> float:
    """How far a spot is from the ideal one, `onwards` in the direction of reading; on the line itself a little up or down costs nothing."""
    sideways = onwards if onwards > 0 else -onwards * BEFORE_END
    level = max(0.0, abs(dy) - line_height * RAISED / 2)
    return sideways + level + abs(dy) * 0.1
