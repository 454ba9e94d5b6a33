"""Where the ink of each mark goes: strike, caret, underline, side rule. Pure geometry, in display space (points, y up).

Every mark follows its words' own angle. Shape tells the kinds apart, not colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from overlay.appearance.script import starts_right_to_left
from overlay.geometry import Point, Quad, Rect

STRIKE_HEIGHT = 0.46  # of the quad's height, from descent to ascent: the middle of the x-height (0.42 to 0.5 by font)
BASELINE_HEIGHT = 0.22  # of the quad's height: where the letters stand
THICKNESS_SHARE = 1 / 14  # of the quad's height
LEAST_THICKNESS = 0.6  # points: thinner, an office printer loses it
CARET_HALF_WIDTH = 0.2  # of the quad's height
CARET_DEPTH = 0.3  # of the quad's height, below the baseline
CARET_LEAST = 4.0  # points: the height that a caret is drawn for at least


@dataclass(frozen=True, slots=True)
class Stroke:
    """A polyline to be drawn `thickness` points wide."""

    points: tuple[Point, ...]
    thickness: float

    @property
    def bounds(self) -> Rect:
        return Rect.around(self.points).grown(self.thickness)


def strike(quad: Quad, *, vertical: bool = False) -> Stroke:
    """A thin line through the words, at the middle of the x-height; down the column's middle for text set vertically."""
    if vertical:
        return Stroke(
            (_between(quad.top_left, quad.top_right, 0.5), _between(quad.bottom_left, quad.bottom_right, 0.5)),
            _thickness(quad.width),
        )
    return Stroke(_across(quad, STRIKE_HEIGHT), _thickness(quad.height))


def underline(quad: Quad) -> Stroke:
    """A line along the foot of the words."""
    return Stroke(_across(quad, BASELINE_HEIGHT / 4), _thickness(quad.height))


def caret(foot: Point, beside: Quad) -> Stroke:
    """An insertion caret whose tip touches the baseline at `foot`, a point of the foot of the text; sized and turned as `beside` is."""
    height = max(CARET_LEAST, beside.height)
    turn = math.radians(beside.angle)
    along, up = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))

    def at(right: float, above: float) -> Point:
        dx, dy = right * height, above * height
        return Point(foot.x + along[0] * dx + up[0] * dy, foot.y + along[1] * dx + up[1] * dy)

    low = BASELINE_HEIGHT - CARET_DEPTH
    points = (at(-CARET_HALF_WIDTH, low), at(0.0, BASELINE_HEIGHT), at(CARET_HALF_WIDTH, low))
    return Stroke(points, _thickness(height) * 1.2)


def end_of_words(quad: Quad, text: str) -> Point:
    """The foot of the end of a run as it is read: its right, or its left where `text` runs from right to left."""
    return quad.bottom_left if starts_right_to_left(text) else quad.bottom_right


def _across(quad: Quad, share: float) -> tuple[Point, Point]:
    return _between(quad.bottom_left, quad.top_left, share), _between(quad.bottom_right, quad.top_right, share)


def _between(start: Point, end: Point, share: float) -> Point:
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)


def _thickness(size: float) -> float:
    return max(LEAST_THICKNESS, size * THICKNESS_SHARE)
