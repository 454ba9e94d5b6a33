"""The errata sheet: the table of all errata, on pages as large as the document's last. Pure, given the fonts' metrics.

On a page too narrow for five columns each erratum is a paragraph instead. Everything flows on to as many pages as it
needs; a row is divided only where it is taller than a page. Positions are points in the page's display space, y up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from overlay.appearance.blocks import ASCENT, DESCENT, LEADING, LEAST_SIZE, PlacedLine
from overlay.appearance.fonts import Fonts
from overlay.appearance.lines import Broken, Ink, Line, Piece, broken, measured
from overlay.appearance.script import cleaned, starts_right_to_left
from overlay.appearance.sheet_rows import (
    COLUMN_GAP,
    HEAVY,
    ROW_GAP,
    SMALL_SHARE,
    Cell,
    RowBlock,
    SheetContent,
    SheetRow,
    SheetSetter,
)
from overlay.geometry import Rect

__all__ = ["RowPlace", "SheetContent", "SheetPage", "SheetPart", "SheetRow", "SheetRule", "errata_sheet"]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A text of the sheet, to be one structure element: `tag` is H1, P, TH or TD; `row` its table row, from 0 (-1: outside)."""

    tag: str
    row: int
    text: str
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True)
class SheetRule:
    """A horizontal rule."""

    x0: float
    x1: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where an erratum's row (or the part of it on this page) stands, and what it says in one line."""

    row: SheetRow
    rect: Rect
    text: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One page of the sheet, typeset. `furniture` is the foot line: an artifact."""

    width: float
    height: float
    parts: tuple[SheetPart, ...]
    rules: tuple[SheetRule, ...]
    places: tuple[RowPlace, ...]
    furniture: tuple[PlacedLine, ...]
    text: str


def errata_sheet(content: SheetContent, fonts: Fonts) -> tuple[SheetPage, ...]:
    """The sheet's pages, at least one. Raises UnsupportedError for what cannot be drawn, naming the character and where it is."""
    setter = SheetSetter.of(content, fonts)
    heads, blocks = setter.heads(), [*setter.front(), *setter.rows()]
    pages = list(_flow(setter, heads, blocks))
    return tuple(page.done(setter, number, len(pages)) for number, page in enumerate(pages, start=1))


@dataclass(slots=True)
class _Page:
    """A page as it fills up; `y` is the foot of what stands on it."""

    y: float
    parts: list[SheetPart] = field(default_factory=list)
    rules: list[SheetRule] = field(default_factory=list)
    places: list[RowPlace] = field(default_factory=list)

    def put(self, setter: SheetSetter, block: RowBlock, start: int, end: int) -> None:
        """Lines `start` to `end` of the block, gap and rule above included."""
        gap = block.gap if self.parts else 0.0
        if block.rule and self.parts:
            y = self.y - gap / 2
            self.rules.append(SheetRule(setter.margin, setter.width - setter.margin, y, block.rule))
        top = self.y - gap
        for cell in block.cells:
            lines = tuple(
                PlacedLine(setter.margin + cell.x + _indent(cell, line), _baseline(top, block.size, at), line)
                for at, line in enumerate(cell.between(start, end))
            )
            if lines or cell.tag == "TD":  # an empty cell is a cell: a tagged table's rows are alike
                text = _joined([placed.line for placed in lines])
                in_table = cell.tag in ("TH", "TD")
                self.parts.append(SheetPart(cell.tag, block.row if in_table else -1, text, lines))
        bottom = top - _depth(block.size, end - start)
        if block.source:
            rect = Rect(setter.margin, bottom - block.gap / 4, setter.width - setter.margin, top + block.gap / 4)
            self.places.append(RowPlace(block.source, rect, block.text))
        self.y = bottom

    def close(self, setter: SheetSetter) -> None:
        """The rule under the table."""
        y = self.y - setter.size * ROW_GAP
        self.rules.append(SheetRule(setter.margin, setter.width - setter.margin, y, HEAVY))

    def done(self, setter: SheetSetter, number: int, count: int) -> SheetPage:
        text = " ".join(part.text for part in self.parts if part.text)
        furniture = tuple(_foot(setter, number, count)) if setter.has_furniture else ()
        return SheetPage(
            setter.width, setter.height, tuple(self.parts), tuple(self.rules), tuple(self.places), furniture, text
        )


def _flow(setter: SheetSetter, heads: RowBlock | None, blocks: Sequence[RowBlock]) -> Iterator[_Page]:
    foot = setter.margin + (setter.size * 2.2 if setter.has_furniture else 0.0)
    page, in_table = _Page(setter.height - setter.margin), False
    for block in blocks:
        if block.row > 0 and not in_table:
            in_table = True
            if heads:
                page.put(setter, heads, 0, heads.lines)
        start = 0
        while start < block.lines or (start == 0 and not block.lines):
            room = page.y - (block.gap if page.parts else 0.0) - foot
            fits = _lines_that_fit(block.size, room)
            whole = _lines_that_fit(
                block.size, setter.height - setter.margin - foot - _heads_depth(heads, in_table, setter)
            )
            left = block.lines - start
            if (left > fits and left <= whole) or fits < 1:
                if page.parts and (fits < 1 or left <= whole) and not _fresh(page, heads, in_table, setter):
                    yield page
                    page = _started(setter, heads if in_table else None)
                    continue
                fits = max(fits, 1)
            page.put(setter, block, start, min(block.lines, start + fits))
            start += max(1, min(left, fits))
    if heads and in_table:
        page.close(setter)
    yield page


def _fresh(page: _Page, heads: RowBlock | None, in_table: bool, setter: SheetSetter) -> bool:
    """Whether nothing but the repeated heads stands on the page, so that a new one would be no better."""
    repeated = len(heads.cells) if heads and in_table and setter.has_furniture else 0
    return len(page.parts) <= repeated and page.y >= setter.height - setter.margin - _heads_depth(
        heads, in_table, setter
    )


def _started(setter: SheetSetter, heads: RowBlock | None) -> _Page:
    page = _Page(setter.height - setter.margin)
    if heads and setter.has_furniture:
        page.put(setter, heads, 0, heads.lines)
    return page


def _heads_depth(heads: RowBlock | None, in_table: bool, setter: SheetSetter) -> float:
    if not (heads and in_table and setter.has_furniture):
        return 0.0
    return _depth(heads.size, heads.lines) + setter.size * ROW_GAP * 2


def _lines_that_fit(size: float, room: float) -> int:
    return max(0, int((room - size * (ASCENT + DESCENT)) / (size * LEADING) + 1.001)) if room > 0 else 0


def _depth(size: float, lines: int) -> float:
    return size * (ASCENT + DESCENT) + size * LEADING * (lines - 1) if lines else 0.0


def _baseline(top: float, size: float, at: int) -> float:
    return top - size * ASCENT - size * LEADING * at


def _indent(cell: Cell, line: Line) -> float:
    """Right-to-left text ends at its column's right edge."""
    return max(0.0, cell.width - line.width) if starts_right_to_left(line.text) else 0.0


def _joined(lines: Sequence[Line]) -> str:
    glue = ["" if line.continues else " " for line in lines]
    return "".join(line.text + space for line, space in zip(lines, glue, strict=True)).rstrip(" ")


def _foot(setter: SheetSetter, number: int, count: int) -> Iterator[PlacedLine]:
    size = max(LEAST_SIZE, setter.size * SMALL_SHARE)
    release = setter.content.release
    said = cleaned(f"{release.reference}, {setter.words.date(release.date)}", where="The reference")
    page_of = f"{setter.say('sheet_title')} {number}/{count}"
    right = _plain(page_of, size, setter).lines[:1]
    taken = sum(line.width for line in right) + COLUMN_GAP * size
    left = _plain(said, size, setter).lines
    if len(left) == 1 and left[0].width + taken <= setter.room:
        yield PlacedLine(setter.margin, setter.margin, left[0])
    for line in right:
        yield PlacedLine(setter.width - setter.margin - line.width, setter.margin, line)


def _plain(text: str, size: float, setter: SheetSetter) -> Broken:
    return broken(measured([Piece(text, size, ink=Ink.MUTED)], setter.fonts), setter.room, setter.fonts)
