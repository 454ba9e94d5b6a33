"""Free space on a page, and where each note goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from overlay.geometry import Point, Rect


class Position(StrEnum):
    """Where a note stands."""

    OUTER = "outer"
    INNER = "inner"
    GUTTER = "gutter"
    ABOVE = "above"
    BELOW = "below"
    FOOT = "foot"
    SHEET = "sheet"


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
    """A note to be placed. `targets` are the marked words' rectangles in display space (at least one); `marker_at` is
    where the numbered marker would like to be: the foot of the end of the last target. `settings`, best first."""

    key: str
    targets: tuple[Rect, ...]
    marker: tuple[float, float]
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a note went, in display space (points, origin bottom-left, y up).

    `box` is None where the note goes to the errata sheet. `marker` is the marker's box (None where no free place was
    found close to the words: the leader alone, or the sheet's row, then tells). `leader` is a polyline, () for none.
    """

    key: str
    position: Position
    setting: Setting | None
    box: Rect | None
    marker: Rect | None
    leader: tuple[Point, ...] = ()
