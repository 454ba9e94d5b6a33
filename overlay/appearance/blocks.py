"""Paragraphs set in a box: balanced, stacked, measured to the points of their baselines. Pure, given the fonts' metrics."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from overlay.appearance.fonts import Fonts
from overlay.appearance.lines import SLACK, Broken, Line, Piece, Word, broken, line_count, measured

LEAST_SIZE = 6.5  # points; nothing that must be read is smaller
LEADING = 1.28  # line distance over type size, for a sans-serif of large x-height in short lines
ASCENT, DESCENT = 0.76, 0.24  # of the size: DejaVu Sans, whose lines set the box
BAR_WIDTH = 2.0  # the coloured rule on the side where reading starts
PADDING = 4.0  # at the reference size, round the text
REFERENCE_SIZE = 8.0
BALANCE_STEP = 0.5  # points
PARAGRAPHS_KEPT = 128  # measured: documents of a release share the band's, and who says so


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text and where its first glyph stands on the baseline, from the block's bottom-left corner."""

    x: float
    baseline: float
    line: Line


@dataclass(frozen=True, slots=True)
class Block:
    """A note typeset in one way. `text` is what it says, as a reader copies it; `bar_at_right` for right-to-left text.

    `needs_sheet`: it points to the errata sheet, which must then be there.
    """

    width: float
    height: float
    size: float
    text: str
    lines: tuple[PlacedLine, ...]
    bar_at_right: bool = False
    needs_sheet: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block, how often words had to be split to make it, and how often between letters."""

    block: Block
    split: int
    torn: int


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredParagraph:
    """A paragraph, measured: with what is kept whole as one word, and without; and the widest word of each.

    One that is measured again is the same object, so that what was set with it is known again.
    """

    words: tuple[Word, ...]
    loose: tuple[Word, ...]
    widest: float
    widest_loose: float
    right_to_left: bool
    gap: float

    def at(self, room: float) -> tuple[Word, ...]:
        """The words as they are set in a room of this width: what is to be kept whole is, where it fits."""
        return self.words if self.widest <= room + SLACK else self.loose

    def line_count(self, room: float) -> float:
        """How many lines it needs; endless where a word would have to be split."""
        return math.inf if self.widest_loose > room + SLACK else line_count(self.at(room), room)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Pieces that run on, and the share of the block's size to leave above them."""

    pieces: tuple[Piece, ...]
    right_to_left: bool = False
    gap: float = 0.0


def measured_paragraphs(paragraphs: Sequence[Paragraph], fonts: Fonts) -> tuple[MeasuredParagraph, ...]:
    """The paragraphs with the widths of their words. Raises UnsupportedError for a missing glyph."""
    return tuple(_measured(each, fonts) for each in paragraphs)


@lru_cache(maxsize=PARAGRAPHS_KEPT)
def _measured(paragraph: Paragraph, fonts: Fonts) -> MeasuredParagraph:
    pieces = paragraph.pieces
    words = loose = measured(pieces, fonts)
    if any(piece.whole for piece in pieces):
        loose = measured([replace(piece, whole=False) for piece in pieces], fonts)
    widest, widest_loose = (max((word.width for word in each), default=0.0) for each in (words, loose))
    return MeasuredParagraph(words, loose, widest, widest_loose, paragraph.right_to_left, paragraph.gap)


def room_for_text(width: float, size: float, *, padding: float = PADDING) -> float:
    """The width that a box leaves for text."""
    return max(size, width - BAR_WIDTH - 2 * padding * size / REFERENCE_SIZE)


def lines_at(paragraphs: Sequence[MeasuredParagraph], room: float) -> float:
    """How many lines the paragraphs need; endless where a word would have to be split."""
    return sum(paragraph.line_count(room) for paragraph in paragraphs)


def _balanced(paragraphs: Sequence[MeasuredParagraph], room: float) -> float:
    """The least width that needs no more lines than `room` does: no word alone on a last line, and a smaller box."""
    lines = lines_at(paragraphs, room)
    if math.isinf(lines):
        return room
    too_narrow, enough = 0.0, room
    while enough - too_narrow > BALANCE_STEP:
        middle = (too_narrow + enough) / 2
        if lines_at(paragraphs, middle) <= lines:
            enough = middle
        else:
            too_narrow = middle
    return enough


def set_block(
    paragraphs: Sequence[MeasuredParagraph],
    width: float,
    size: float,
    fonts: Fonts,
    *,
    needs_sheet: bool = False,
    padding: float = PADDING,
) -> Candidate:
    """The paragraphs in a box at most `width` wide, drawn in as far as the lines do not grow in number.

    `padding` is that at the reference size.
    """
    room = _balanced(paragraphs, room_for_text(width, size, padding=padding))
    padding *= size / REFERENCE_SIZE
    done = [broken(each.at(room), room, fonts, right_to_left=each.right_to_left) for each in paragraphs]
    inner = max((paragraph.width for paragraph in done), default=0.0)
    at_right = sum(each.right_to_left for each in paragraphs) * 2 > len(paragraphs)
    left = padding + (0.0 if at_right else BAR_WIDTH)
    down, placed = _stacked(list(zip(paragraphs, done, strict=True)), size, left=left, inner=inner)
    height = down + 2 * padding
    lines = tuple(PlacedLine(x, height - padding - depth, line) for x, depth, line in placed)
    width = inner + BAR_WIDTH + 2 * padding
    return Candidate(
        Block(width, height, size, _text_of(done), lines, at_right, needs_sheet),
        sum(each.split for each in done),
        sum(each.torn for each in done),
    )


def _stacked(
    set_paragraphs: Sequence[tuple[MeasuredParagraph, Broken]], size: float, *, left: float, inner: float
) -> tuple[float, list[tuple[float, float, Line]]]:
    """The total depth, and each line with its x and the depth of its baseline below the first line's top."""
    placed: list[tuple[float, float, Line]] = []
    down = 0.0
    for paragraph, done in set_paragraphs:
        if placed:
            down += paragraph.gap * size
        for line in done.lines:
            down += line.size * (LEADING - DESCENT if placed else ASCENT)
            x = left + inner - line.width if paragraph.right_to_left else left
            placed.append((x, down, line))
            down += line.size * DESCENT
    return down, placed


def _text_of(paragraphs: Sequence[Broken]) -> str:
    """What the lines say, with the spaces at which they were broken."""
    lines = [line for done in paragraphs for line in done.lines]
    glue = ["" if line.continues else " " for line in lines[:-1]]
    return "".join(line.text + space for line, space in zip(lines, [*glue, ""], strict=True))
