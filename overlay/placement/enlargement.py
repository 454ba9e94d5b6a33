"""Large pages, measured by the type of their notes: on a poster every distance counts as it would on a page of A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from overlay.geometry import Point, Rect
from overlay.placement.bitmap import Bitmap
from overlay.placement.notes import Placed, Setting, Wanted
from overlay.placement.occupancy import Occupancy

USUAL_SIZE = 8.0  # points: the type size that all other measures of placement go with
LEAST = 1.2  # an enlargement of less is not worth the rounding


def enlargement(wanted: Sequence[Wanted]) -> float:
    """How many times larger than usual these notes are set: 1 or more."""
    largest = max((setting.size for note in wanted for setting in note.settings), default=USUAL_SIZE)
    return largest / USUAL_SIZE if largest >= USUAL_SIZE * LEAST else 1.0


def reduced(occupancy: Occupancy, by: float) -> Occupancy:
    """The page as if it were `by` times smaller."""

    def smaller(bitmap: Bitmap) -> Bitmap:
        return replace(bitmap, cell_x=bitmap.cell_x / by, cell_y=bitmap.cell_y / by)

    frame = replace(occupancy.frame, user_unit=occupancy.frame.user_unit / by)
    taken = tuple(_times(rect, 1 / by) for rect in occupancy.taken)
    fine, coarse = smaller(occupancy.fine), smaller(occupancy.coarse)
    return replace(occupancy, frame=frame, fine=fine, coarse=coarse, taken=taken)


def reduced_note(note: Wanted, by: float) -> Wanted:
    """The note as if it, its words and its marker were `by` times smaller."""
    return replace(
        note,
        targets=tuple(_times(rect, 1 / by) for rect in note.targets),
        marker=(note.marker[0] / by, note.marker[1] / by),
        settings=_smaller(note.settings, by),
        close_settings=_smaller(note.close_settings, by),
        marker_sizes=tuple((width / by, height / by) for width, height in note.marker_sizes),
        reserved=tuple(_times(rect, 1 / by) for rect in note.reserved),
    )


def enlarged(placed: Placed, note: Wanted, by: float) -> Placed:
    """What was placed on the smaller page, on the page itself; `note` is as it was asked for."""
    offered = (*note.settings, *note.close_settings)
    setting = placed.setting and next(s for s in offered if s.option == placed.setting.option)
    return replace(
        placed,
        setting=setting,
        box=placed.box and _times(placed.box, by),
        marker=placed.marker and _times(placed.marker, by),
        leader=tuple(Point(point.x * by, point.y * by) for point in placed.leader),
    )


def _smaller(settings: Sequence[Setting], by: float) -> tuple[Setting, ...]:
    return tuple(Setting(s.width / by, s.height / by, s.size / by, s.option) for s in settings)


def _times(rect: Rect, by: float) -> Rect:
    return Rect(rect.x0 * by, rect.y0 * by, rect.x1 * by, rect.y1 * by)
