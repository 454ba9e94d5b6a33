"""Notes that nothing joins to their words: they stand right beside them, or not on the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap
from overlay.placement.freespots import Judge
from overlay.placement.notes import Position

RIGHT_BESIDE = 12.0  # points: a reader takes a note this close, with nothing between, for that of its words
ENDS_FLUSH = 15.0  # points that a box may begin off its words before ending with them is as good
OFF_LETTERS = 1.0  # points around words and note in which ink is their own


def is_right_beside(bitmap: Bitmap, targets: Sequence[Rect], box: Rect) -> bool:
    """Whether a box stands beside, above or below one of the words' rectangles, close by and with no ink between."""
    return any(_is_next_to(bitmap, target, box) for target in targets)


def _is_next_to(bitmap: Bitmap, words: Rect, box: Rect) -> bool:
    x0, x1 = max(words.x0, box.x0), min(words.x1, box.x1)
    y0, y1 = max(words.y0, box.y0), min(words.y1, box.y1)
    if x0 < x1 and y0 - y1 <= RIGHT_BESIDE:
        between = Rect(x0, y1 + OFF_LETTERS, x1, y0 - OFF_LETTERS)
    elif y0 < y1 and x0 - x1 <= RIGHT_BESIDE:
        between = Rect(x1 + OFF_LETTERS, y0, x0 - OFF_LETTERS, y1)
    else:
        return False
    return between.width <= 0 or between.height <= 0 or bitmap.is_free(between)


@dataclass(frozen=True, slots=True)
class BesideOnly:
    """A judge that takes places right beside the words only.

    `flush` is what a point costs by which a box above or below does not begin, or end, where the words do.
    """

    judge: Judge
    bitmap: Bitmap
    targets: tuple[Rect, ...]
    flush: float = 0.0

    def position(self, box: Rect) -> Position:
        """As the other judge has it."""
        return self.judge.position(box)

    def feet(self, positions: Iterable[Position], height: float) -> tuple[float, float]:
        """As the other judge has it."""
        return self.judge.feet(positions, height)

    def lefts(self, positions: frozenset[Position], size: tuple[float, float]) -> int:
        """As the other judge has it."""
        return self.judge.lefts(positions, size)

    def drawback(self, box: Rect, position: Position, *, within: float) -> float:
        """As the other judge has it; endless for a place that is not right beside the words."""
        if not is_right_beside(self.bitmap, self.targets, box):
            return math.inf
        off = min(min(abs(box.x0 - words.x0), abs(box.x1 - words.x1) + ENDS_FLUSH) for words in self.targets)
        beside = all(box.x0 >= words.x1 or box.x1 <= words.x0 for words in self.targets)
        return self.judge.drawback(box, position, within=within) + (0.0 if beside else self.flush * off)
