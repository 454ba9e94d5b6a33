"""What a place on a page is worth to a note: what a reader would call it, and what speaks against it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap, low_bit, span
from overlay.placement.flooding import Joined, open_from_edge
from overlay.placement.notes import Position
from overlay.placement.occupancy import Occupancy
from overlay.placement.surroundings import Surroundings

ELSEWHERE_COST = 40.0  # for a note that stands where no reader looks for one
CLOSED_COST = 90.0  # for a note in a cell or a frame that its words are not in
CUT_OFF_COST = 40.0  # for a note that is level with its words, but across something else
AMONG_TEXT_COST = 60.0  # for a note far from its words that stands at the end of another paragraph's line
BESIDE = 12.0  # points
TUCKED_COST = 25.0  # for a note squeezed in beside the end of a paragraph
WORDS_REACH = 8.0  # points around the words within which the open page is looked for
NEAR = 75.0  # cost up to which a place in the gutter, above or below is taken before the next position is tried
FOOT_INK = 0.004  # of the area from a box's top to the foot: less ink than this is a page number
CLOSE_BELOW = 40.0  # points below the words within which a note is theirs, and not at the foot of the page
ABOUT_LEVEL = 20.0  # points: a note beside the words and no further off than this is in the gutter
HAIR = 0.01  # points, for what rounding does
SAME_MARGIN = 6.0  # points: margins that differ by less are alike, and the right one is the outer
ROOMY = 75.0  # points: a margin that takes a note of the least width, edge and gap included


@dataclass(frozen=True, slots=True)
class PageView:
    """What is the same for all notes of a page: its ink and where its margins are."""

    bitmap: Bitmap
    body: Rect
    outer_is_right: bool
    ink_below: tuple[int, ...]  # inked cells below each row
    open: Joined  # free cells that are joined to the page's edge
    _levels: dict[tuple[float, float], int] = field(default_factory=dict, compare=False, repr=False)
    _open_words: dict[Rect, bool] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def of(occupancy: Occupancy, outer_is_right: bool | None) -> PageView:
        bounds = occupancy.frame.bounds
        body = occupancy.coarse.ink_bounds() or bounds
        # A reader comes to the right margin after the words: unless it is too narrow, it need not be the wider one.
        right = bounds.x1 - body.x1 >= min(body.x0 - SAME_MARGIN, ROOMY)
        ink_below = (0, *accumulate(row.bit_count() for row in occupancy.coarse.rows))
        return PageView(
            occupancy.coarse,
            body,
            right if outer_is_right is None else outer_is_right,
            ink_below,
            open_from_edge(occupancy.coarse),
        )

    def on_right(self, position: Position) -> bool:
        return self.outer_is_right == (position is Position.OUTER)

    def accepts(self, position: Position, around: Surroundings) -> bool:
        """Whether the words' note belongs in this margin: nothing stands between, or it is the nearer of two that are cut off.

        Where both are, but there is room for a note right beside the words, that is better than either.
        """
        on_right = self.on_right(position)
        if around.clear_left or around.clear_right:
            return around.clear_right if on_right else around.clear_left
        if max(around.room_left, around.room_right) >= ROOMY:
            return False
        to_right, to_left = self.body.x1 - around.right, around.left - self.body.x0
        nearer_right = self.outer_is_right if abs(to_right - to_left) < SAME_MARGIN else to_right < to_left
        return nearer_right == on_right

    def drawback(self, box: Rect, position: Position, around: Surroundings, *, within: float) -> float:
        """What a box in this position costs beyond its distance from the words; if that is not `within`, any part of it that is not."""
        cost = ELSEWHERE_COST if position is Position.ELSEWHERE else 0.0
        if cost < within and self._are_open(around.words) and not self._is_open(box):
            cost += CLOSED_COST
        if cost < within and self._is_cut_off(box, around):
            cost += CUT_OFF_COST
        if cost < within and self._is_tucked(box, around):
            cost += TUCKED_COST
        if cost < within and position is Position.ELSEWHERE and self._is_among_text(box):
            cost += AMONG_TEXT_COST
        return cost

    def _is_among_text(self, box: Rect) -> bool:
        """Whether other print stands right beside the box: a short line of a text that is not its own."""
        beside = (Rect(box.x0 - BESIDE, box.y0, box.x0, box.y1), Rect(box.x1, box.y0, box.x1 + BESIDE, box.y1))
        return not all(self.bitmap.is_free(rect) for rect in beside)

    def _is_tucked(self, box: Rect, around: Surroundings) -> bool:
        """Whether a box above or below the words stands beside a short line of their own block."""
        if box.x0 >= around.right or box.x1 <= around.left:
            return False
        return not self.bitmap.is_free(Rect(around.left, box.y0, around.right, box.y1))

    def _are_open(self, words: Rect) -> bool:
        """Whether words are on the open page; asked for every box of a note."""
        if words not in self._open_words:
            self._open_words[words] = self._is_open(words.grown(WORDS_REACH))
        return self._open_words[words]

    def _is_open(self, rect: Rect) -> bool:
        x0, y0, x1, y1 = self.bitmap.cells(rect)
        return self.open.meets(y0, y1, span(x0, x1))

    def _is_cut_off(self, box: Rect, around: Surroundings) -> bool:
        """Whether another column or a picture stands between the words' block and a box beside it."""
        x0, x1 = (around.right, box.x0) if box.x0 >= around.right else (box.x1, around.left)
        low, high = max(box.y0, around.words.y0), min(box.y1, around.words.y1)
        if x1 - x0 < 2 or low >= high:
            return False
        return not self.bitmap.is_free(Rect(x0 + 1, low, x1 - 1, high))

    def position_of(self, box: Rect, around: Surroundings) -> Position:
        """What a reader would call this place."""
        outside = box.x0 >= around.right or box.x1 <= around.left
        if outside:
            level = self._level(box.y0, box.y1)
            x0, _, x1, _ = self.bitmap.cells(box)
            if not level >> x1:
                return Position.OUTER if self.outer_is_right else Position.INNER
            if not level & ((1 << x0) - 1):
                return Position.INNER if self.outer_is_right else Position.OUTER
        if outside and box.y0 < around.words.y1 + ABOUT_LEVEL and box.y1 > around.words.y0 - ABOUT_LEVEL:
            return Position.GUTTER
        if box.y1 < around.words.y0 - CLOSE_BELOW and self._is_foot(box):
            return Position.FOOT
        if outside or max(box.y0 - around.words.y1, around.words.y0 - box.y1) > NEAR:
            return Position.ELSEWHERE
        return Position.ABOVE if box.y0 >= around.words.y1 else Position.BELOW

    def feet(self, positions: Iterable[Position], height: float, around: Surroundings) -> tuple[float, float]:
        """Between which heights the foot of every box so high stands that has one of these positions; see `position_of`."""
        words = around.words
        reach = {
            Position.GUTTER: (words.y0 - ABOUT_LEVEL - height, words.y1 + ABOUT_LEVEL),
            Position.FOOT: (-math.inf, words.y0 - CLOSE_BELOW - height),
            Position.ABOVE: (words.y1, words.y1 + NEAR),
            Position.BELOW: (words.y0 - NEAR - height, words.y1),
        }
        ranges = [reach.get(position, (-math.inf, math.inf)) for position in positions]
        return min(low for low, _ in ranges) - HAIR, max(high for _, high in ranges) + HAIR

    def lefts(self, positions: frozenset[Position], size: tuple[float, float], around: Surroundings) -> int:
        """The cells, as bits, in which the left edge of every box of this size stands that has one of these positions."""
        if positions != {Position.GUTTER}:
            return -1
        width, height = size
        low, high = self.feet(positions, height, around)
        # There is ink on both sides of a box in the gutter: without, it would be in a margin.
        level, cell = self._level(low, high + height), self.bitmap.cell_x
        on_left = span(low_bit(level) + 1, int((around.left - width) / cell) + 2)
        return on_left | span(int(around.right / cell), int(level.bit_length() - width / cell) + 2)

    def _level(self, low: float, high: float) -> int:
        """The columns with ink between two heights; asked for every box of a row."""
        if (low, high) not in self._levels:
            self._levels[low, high] = self.bitmap.profile(low, high)
        return self._levels[low, high]

    def _is_foot(self, box: Rect) -> bool:
        top = self.bitmap.cells(box)[3]
        return self.ink_below[top] <= FOOT_INK * top * self.bitmap.columns


@dataclass(frozen=True, slots=True)
class NoteJudge:
    """What one note's places on the page are worth."""

    view: PageView
    around: Surroundings

    def position(self, box: Rect) -> Position:
        return self.view.position_of(box, self.around)

    def feet(self, positions: Iterable[Position], height: float) -> tuple[float, float]:
        return self.view.feet(positions, height, self.around)

    def lefts(self, positions: frozenset[Position], size: tuple[float, float]) -> int:
        return self.view.lefts(positions, size, self.around)

    def drawback(self, box: Rect, position: Position, *, within: float) -> float:
        return self.view.drawback(box, position, self.around, within=within)
