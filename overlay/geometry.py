"""Points, rectangles, quads, and the one conversion between the coordinate spaces.

Two spaces are used everywhere; a third is known only here:

*user space*     PDF default user space (ISO 32000-1, 8.3.2.3): origin and extent as the MediaBox has them,
                 unrotated, y up. A unit is 1/72 inch times the page's UserUnit.
*display space*  the page as a reader sees it: the crop box after /Rotate, origin at its bottom-left corner, y up,
                 in points (1/72 inch; UserUnit multiplied in). Notes are placed and drawn here.
*layout space*   what pdfminer, and so pdfplumber, reports: the MediaBox after /Rotate, origin at its
                 bottom-left corner (pdfplumber's `top` is measured from its top edge), y up, UserUnit ignored.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A point; the space is its owner's."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle with x0 <= x1 and y0 <= y1, y up."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def centre(self) -> Point:
        return Point((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Bottom-left, bottom-right, top-right, top-left."""
        return (Point(self.x0, self.y0), Point(self.x1, self.y0), Point(self.x1, self.y1), Point(self.x0, self.y1))

    def grown(self, by: float) -> Rect:
        """The rectangle with every side moved out by `by` (in, when negative; never inside out)."""
        by = max(by, -self.width / 2, -self.height / 2)
        return Rect(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def moved(self, dx: float, dy: float) -> Rect:
        return Rect(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def intersection(self, other: Rect) -> Rect | None:
        """What both cover, or None where they share no area."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        x1, y1 = min(self.x1, other.x1), min(self.y1, other.y1)
        return Rect(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

    def overlaps(self, other: Rect) -> bool:
        return self.intersection(other) is not None

    def contains(self, other: Rect, *, slack: float = 0.0) -> bool:
        return (
            self.x0 - slack <= other.x0
            and self.y0 - slack <= other.y0
            and other.x1 <= self.x1 + slack
            and other.y1 <= self.y1 + slack
        )

    def holds(self, point: Point) -> bool:
        """Whether a point is inside, or on a side."""
        return self.x0 <= point.x <= self.x1 and self.y0 <= point.y <= self.y1

    @staticmethod
    def of(numbers: Iterable[float]) -> Rect:
        """A rectangle from four numbers naming any two opposite corners (ISO 32000-1, 7.9.5)."""
        a, b, c, d = (float(number) for number in numbers)
        return Rect(min(a, c), min(b, d), max(a, c), max(b, d))

    @staticmethod
    def around(points: Iterable[Point]) -> Rect:
        """The smallest rectangle around at least one point."""
        listed = list(points)
        xs, ys = [point.x for point in listed], [point.y for point in listed]
        return Rect(min(xs), min(ys), max(xs), max(ys))


def union(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around at least one rectangle."""
    return Rect.around(corner for rect in rects for corner in (Point(rect.x0, rect.y0), Point(rect.x1, rect.y1)))


@dataclass(frozen=True, slots=True)
class Matrix:
    """A transformation [a b c d e f] that takes (x, y) to (ax + cy + e, bx + dy + f) (ISO 32000-1, 8.3.4)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, point: Point) -> Point:
        return Point(self.a * point.x + self.c * point.y + self.e, self.b * point.x + self.d * point.y + self.f)

    def then(self, after: Matrix) -> Matrix:
        """The matrix that does this one first and `after` second."""
        return Matrix(
            self.a * after.a + self.b * after.c,
            self.a * after.b + self.b * after.d,
            self.c * after.a + self.d * after.c,
            self.c * after.b + self.d * after.d,
            self.e * after.a + self.f * after.c + after.e,
            self.e * after.b + self.f * after.d + after.f,
        )

    @property
    def determinant(self) -> float:
        return self.a * self.d - self.b * self.c

    def inverse(self) -> Matrix:
        """Raises ZeroDivisionError where the matrix flattens the plane."""
        det = self.determinant
        a, b, c, d = self.d / det, -self.b / det, -self.c / det, self.a / det
        return Matrix(a, b, c, d, -(self.e * a + self.f * c), -(self.e * b + self.f * d))

    def rect(self, rect: Rect) -> Rect:
        """The upright rectangle around the transformed rectangle."""
        return Rect.around(self.apply(corner) for corner in rect.corners)

    def quad(self, quad: Quad) -> Quad:
        return Quad(
            self.apply(quad.top_left),
            self.apply(quad.top_right),
            self.apply(quad.bottom_left),
            self.apply(quad.bottom_right),
        )

    @property
    def numbers(self) -> tuple[float, float, float, float, float, float]:
        return (self.a, self.b, self.c, self.d, self.e, self.f)


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners of a run of text, named as its reader sees them: `bottom_left` to `bottom_right` runs along the foot of the text.

    "Left" is where glyphs begin as drawn: for a right-to-left run, too, `top_left` is the corner with the smaller
    advance along the drawn baseline. For text set vertically, top and bottom are those of the column.
    """

    top_left: Point
    top_right: Point
    bottom_left: Point
    bottom_right: Point

    @property
    def bounds(self) -> Rect:
        return Rect.around((self.top_left, self.top_right, self.bottom_left, self.bottom_right))

    @property
    def quad_points(self) -> tuple[float, float, float, float, float, float, float, float]:
        """The eight numbers of /QuadPoints in the order that all viewers use: TL, TR, BL, BR (not that of ISO 32000-1, 12.5.6.10)."""
        tl, tr, bl, br = self.top_left, self.top_right, self.bottom_left, self.bottom_right
        return (tl.x, tl.y, tr.x, tr.y, bl.x, bl.y, br.x, br.y)

    @property
    def width(self) -> float:
        """Length along the foot of the text."""
        return math.dist((self.bottom_left.x, self.bottom_left.y), (self.bottom_right.x, self.bottom_right.y))

    @property
    def height(self) -> float:
        """Length of the left edge, from foot to top."""
        return math.dist((self.bottom_left.x, self.bottom_left.y), (self.top_left.x, self.top_left.y))

    @property
    def centre(self) -> Point:
        corners = (self.top_left, self.top_right, self.bottom_left, self.bottom_right)
        return Point(sum(p.x for p in corners) / 4, sum(p.y for p in corners) / 4)

    @property
    def angle(self) -> float:
        """Degrees, counter-clockwise, from the x axis to the foot of the text; in (-180, 180]."""
        return math.degrees(
            math.atan2(self.bottom_right.y - self.bottom_left.y, self.bottom_right.x - self.bottom_left.x)
        )

    @staticmethod
    def of(rect: Rect) -> Quad:
        """The quad of an upright rectangle whose text runs left to right."""
        return Quad(Point(rect.x0, rect.y1), Point(rect.x1, rect.y1), Point(rect.x0, rect.y0), Point(rect.x1, rect.y0))


@dataclass(frozen=True, slots=True)
class PageFrame:
    """A page's boxes and turn, with everything inherited already resolved (ISO 32000-1, 7.7.3.4 and 14.11.2).

    `crop_box` is the visible part: the CropBox cut to the MediaBox, or the MediaBox where that leaves nothing.
    `rotate` is 0, 90, 180 or 270, clockwise. Boxes are in user space.
    """

    media_box: Rect
    crop_box: Rect
    rotate: int = 0
    user_unit: float = 1.0

    @property
    def width(self) -> float:
        """Of the page as displayed, in points."""
        return (self.crop_box.height if self.rotate in (90, 270) else self.crop_box.width) * self.user_unit

    @property
    def height(self) -> float:
        """Of the page as displayed, in points."""
        return (self.crop_box.width if self.rotate in (90, 270) else self.crop_box.height) * self.user_unit

    @property
    def bounds(self) -> Rect:
        """The whole visible page, in display space."""
        return Rect(0.0, 0.0, self.width, self.height)

    @property
    def to_display(self) -> Matrix:
        """User space to display space."""
        return _turned(self.crop_box, self.rotate).then(Matrix(a=self.user_unit, d=self.user_unit))

    @property
    def to_user(self) -> Matrix:
        """Display space to user space."""
        return self.to_display.inverse()

    @property
    def layout_to_user(self) -> Matrix:
        """pdfminer's layout space to user space (pdfminer turns the MediaBox and ignores CropBox and UserUnit)."""
        return _turned(self.media_box, self.rotate).inverse()


def _turned(box: Rect, rotate: int) -> Matrix:
    """User space to the space of `box` after a clockwise turn, origin at the turned box's bottom-left corner."""
    match rotate:
        case 90:
            return Matrix(0, -1, 1, 0, -box.y0, box.x1)
        case 180:
            return Matrix(-1, 0, 0, -1, box.x1, box.y1)
        case 270:
            return Matrix(0, 1, -1, 0, box.y1, -box.x0)
        case _:
            return Matrix(1, 0, 0, 1, -box.x0, -box.y0)
