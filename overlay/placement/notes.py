"""What placement is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from overlay.geometry import Point, Rect

MARKER_SIZES = ((5.0, 5.0), (4.0, 4.2), (3.0, 3.4))  # points: a digit in a ring, a digit, a small digit


class Position(StrEnum):
    """Where a note stands."""

    OUTER = "outer"  # the margin away from the binding
    INNER = "inner"  # the margin at the binding
    GUTTER = "gutter"  # beside the words, between columns
    ABOVE = "above"
    BELOW = "below"
    FOOT = "foot"  # below all that the page prints
    TOP = "top"  # above all that the page prints: for bands
    ELSEWHERE = "elsewhere"  # free space that is none of these: the leader or the number tells whose
    SHEET = "sheet"


PREFERENCE = (Position.OUTER, Position.INNER, Position.GUTTER, Position.ABOVE, Position.BELOW, Position.FOOT)


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to set a note: the box it needs (points, padding included) at a type size. Offered best first.

    `option` is its index among the settings offered, so that the drawing stage can take up the same one.
    """

    width: float
    height: float
    size: float
    option: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A note to be placed.

    `targets` are the marked words' rectangles in display space (at least one), one a printed line, in reading order.
    `marker` is where the numbered marker would like to be: the foot of the end of the last target.
    `marker_sizes` are the sizes (width, height) that it may take, best first; () for no marker.
    `reserved` is where something else will be drawn for the same words (an insertion caret): nothing is placed there.
    `settings`, best first; () for a note that goes to the sheet in any case.
    `close_settings` are tried before them, right beside the words alone: for notes that are wished for in the text.
    """

    key: str
    targets: tuple[Rect, ...]
    marker: tuple[float, float]
    settings: tuple[Setting, ...]
    marker_sizes: tuple[tuple[float, float], ...] = MARKER_SIZES
    reserved: tuple[Rect, ...] = ()
    close_settings: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a note went, in display space (points, origin bottom-left, y up).

    `box` is None where the note goes to the errata sheet. `marker` is the marker's box, of one of the sizes asked
    (None where no free place was found close to the words: the leader alone, or the sheet's row, then tells).
    `leader` is a polyline from the marker or the words to the note's edge, () for none.
    """

    key: str
    position: Position
    setting: Setting | None
    box: Rect | None
    marker: Rect | None
    leader: tuple[Point, ...] = ()
