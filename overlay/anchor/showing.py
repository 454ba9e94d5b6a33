"""Whether each letter of the words shows, and the gap beside them: what a look at the words as a whole passes over."""

from __future__ import annotations

import math
from collections.abc import Sequence

from overlay.anchor.answers import Anchor, Stretch
from overlay.anchor.book import Book
from overlay.anchor.passages import foot_beside, merged
from overlay.anchor.search import Place
from overlay.erratum import Kind, Side
from overlay.geometry import Point, Rect, union
from overlay.pagetext import Char
from overlay.screen.visibility import others_show

NO_WIDTH = 0.01
"""Points: less is the rounding of none."""

CARET = ((-0.2, -0.08), (0.2, -0.08), (0.0, 0.22))
"""What an insertion's caret takes up about the foot of its gap: along the line and up from it, in heights of the line."""

LEAST_STRUCK = 0.8
"""Of the length of some words, and of their height: what must be on the page for a line through them to be one."""


def without_ink(book: Book, place: Place) -> str | None:
    """A letter or figure of the words that takes no room on its line, and of which PDFium sees no ink: in print there is none."""
    for page_index, char in place.passage.printed(place.hit.words_start, place.hit.words_end):
        if char.quad.width < NO_WIDTH and char.text.isalnum():
            ink = book.screen.boxes(page_index, char.text, char.quad)
            if ink is not None and ink.width < NO_WIDTH:
                return char.text
    return None


def is_printed_over(anchor: Anchor, place: Place, book: Book) -> bool:
    """Whether other letters are printed over letters of the words: neither can be read, nor struck alone.

    What lies beneath a tint on which the words stand does not count. Raises what `others_show` raises.
    """
    printed = place.passage.printed(place.hit.words_start, place.hit.words_end)
    lines: dict[tuple[int, int], list[Char]] = {}
    for page_index, char in printed:
        lines.setdefault((page_index, char.line), []).append(char)
    if len(anchor.words) <= len(lines):
        return False  # each line in one piece: no other letter stands among its own
    return any(
        _has_others_among(own, place.passage.line_of(page_index, line))
        and others_show(book.source, Stretch(page_index, merged(own), "".join(char.text for char in own)))
        for (page_index, line), own in lines.items()
    )


def _has_others_among(own: Sequence[Char], line: Sequence[tuple[Char, Point]]) -> bool:
    """Whether other letters of the line have their middle within one of these letters."""
    known = {id(char) for char in own}
    others = [(other.text, centre) for other, centre in line if other.text.isalnum() and id(other) not in known]
    return any(
        text != char.text and char.quad.bounds.holds(centre)
        for char in own
        if char.text.isalnum()
        for text, centre in others
    )


def gap_shows(anchor: Anchor, side: Side, book: Book) -> bool:
    """Whether something of an insertion's caret shows: the words may run over the page's edge."""
    beside = anchor.words[0 if side is Side.BEFORE else -1]
    return anchor.caret is None or _caret_shows(anchor.caret, beside, book)


def _caret_shows(foot: Point, beside: Stretch, book: Book) -> bool:
    turn, height = math.radians(beside.quad.angle), beside.quad.height
    cos, sin = math.cos(turn) * height, math.sin(turn) * height
    ends = [Point(foot.x + u * cos - v * sin, foot.y + u * sin + v * cos) for u, v in CARET]
    return Rect.around(ends).overlaps(book.source.frame(beside.page_index).crop_box)


def is_cut_off(anchor: Anchor, book: Book) -> bool:
    """Whether words that are to be struck run so far over the page's edge that the line through them, or the caret after them,
    would not show."""
    if anchor.erratum.kind in (Kind.INSERT, Kind.CAVEAT):
        return False
    last = anchor.words[-1]
    end = foot_beside(last.quad, last.text, before=False)
    if anchor.erratum.kind is Kind.SUBSTITUTE and not _caret_shows(end, last, book):
        return True
    for page_index in sorted({stretch.page_index for stretch in anchor.words}):
        whole = union(stretch.quad.bounds for stretch in anchor.words if stretch.page_index == page_index)
        shown = whole.intersection(book.source.frame(page_index).crop_box)
        if shown is None or shown.width < LEAST_STRUCK * whole.width or shown.height < LEAST_STRUCK * whole.height:
            return True
    return False
