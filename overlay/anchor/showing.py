"""Whether each letter of the words shows, and the gap beside them: what a look at the words as a whole passes over."""

from __future__ import annotations

import math

from overlay.anchor.answers import Anchor
from overlay.anchor.book import Book
from overlay.anchor.search import Place
from overlay.erratum import Side
from overlay.geometry import Point, Rect

NO_WIDTH = 0.01
"""Points: less is the rounding of none."""

CARET = ((-0.2, -0.08), (0.2, -0.08), (0.0, 0.22))
"""What an insertion's caret takes up about the foot of its gap: along the line and up from it, in heights of the line."""


def without_ink(book: Book, place: Place) -> str | None:
    """A letter or figure of the words that takes no room on its line, and of which PDFium sees no ink: in print there is none."""
    for page_index, char in place.passage.printed(place.hit.words_start, place.hit.words_end):
        if char.quad.width < NO_WIDTH and char.text.isalnum():
            ink = book.screen.boxes(page_index, char.text, char.quad)
            if ink is not None and ink.width < NO_WIDTH:
                return char.text
    return None


def is_printed_over(anchor: Anchor, place: Place) -> bool:
    """Whether other letters of the line are printed over letters of the words: neither can be read, nor struck alone."""
    printed = place.passage.printed(place.hit.words_start, place.hit.words_end)
    if len(anchor.words) <= len({(page_index, char.line) for page_index, char in printed}):
        return False  # each line in one piece: no other letter stands among its own
    own = {id(char) for _, char in printed}
    return any(
        other.text.isalnum() and other.text != char.text and char.quad.bounds.contains(_spot(centre))
        for page_index, char in printed
        if char.text.isalnum()
        for other, centre in place.passage.line_of(page_index, char.line)
        if id(other) not in own
    )


def gap_shows(anchor: Anchor, side: Side, book: Book) -> bool:
    """Whether something of an insertion's caret shows: the words may run over the page's edge."""
    foot, beside = anchor.caret, anchor.words[0 if side is Side.BEFORE else -1]
    if foot is None:
        return True
    turn, height = math.radians(beside.quad.angle), beside.quad.height
    cos, sin = math.cos(turn) * height, math.sin(turn) * height
    ends = [Point(foot.x + u * cos - v * sin, foot.y + u * sin + v * cos) for u, v in CARET]
    return Rect.around(ends).overlaps(book.source.frame(beside.page_index).crop_box)


def _spot(point: Point) -> Rect:
    return Rect(point.x, point.y, point.x, point.y)
