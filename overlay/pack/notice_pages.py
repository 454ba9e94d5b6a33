"""The notice's blocks on pages: what is read where, and which repeated heads and rules are only decoration. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from overlay.appearance.blocks import ASCENT, DESCENT, LEADING, LEAST_SIZE, PlacedLine
from overlay.appearance.lines import Ink, Piece, broken, measured
from overlay.appearance.script import cleaned, starts_right_to_left
from overlay.appearance.sheet_rows import HEAVY, LIGHT, ROW_GAP, SMALL_SHARE, Cell, RowBlock, SheetSetter
from overlay.pack.notice_text import OUTSIDE, Part

KEPT_WITH_NEXT = 3  # lines of what follows that a heading must have on its own page
LEAST_OF_PARAGRAPH = 2  # lines of a paragraph at a page's foot
FOOT_ROOM = 2.4  # ems kept clear above the bottom margin for the foot line


@dataclass(frozen=True, slots=True)
class Marked:
    """Lines that are read: of cell `cell` of part `part`, both counted from 0. A part over two pages has two of these."""

    part: int
    cell: int
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A horizontal rule from margin to margin."""

    y: float
    width: float


@dataclass(slots=True)
class NoticePage:
    """A page as it fills up; `y` is the foot of what stands on it (points, y up). `furniture` is decoration."""

    y: float
    marked: list[Marked] = field(default_factory=list)
    rules: list[RuleLine] = field(default_factory=list)
    furniture: list[PlacedLine] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.marked


def notice_pages(setter: SheetSetter, parts: Sequence[Part]) -> tuple[NoticePage, ...]:
    """The pages, at least one."""
    pages = list(_Flow(setter, parts).pages())
    for number, page in enumerate(pages, start=1):
        page.furniture += _foot(setter, f"{number}/{len(pages)}")
    return tuple(pages)


@dataclass(slots=True)
class _Flow:
    setter: SheetSetter
    parts: Sequence[Part]

    def pages(self) -> Iterator[NoticePage]:
        page = self.fresh()
        for index, part in enumerate(self.parts):
            start, lines = 0, part.block.lines
            while start == 0 or start < lines:
                fits = self.fitting(page, index)
                wanted = self.together(index) if start == 0 else 1
                if fits < wanted and not page.is_empty:
                    yield page
                    page = self.fresh(self.heads_of(index))
                    continue
                taken = max(1, min(lines - start, fits))
                self.put(page, index, start, start + taken)
                start += taken
            if self.ends_table(index):
                page.rules.append(RuleLine(page.y - self.setter.size * ROW_GAP, HEAVY))
        yield page

    def fresh(self, heads: Part | None = None) -> NoticePage:
        page = NoticePage(self.setter.height - self.setter.margin)
        if heads is not None:
            for cell in heads.block.cells:
                page.furniture += self.placed(heads.block, cell, 0, heads.block.lines, page.y)
            page.y -= _depth(heads.block.size, heads.block.lines)
        return page

    def heads_of(self, index: int) -> Part | None:
        """The head row of the table that a part goes on in; None for a part that is none's, or is the head itself."""
        part = self.parts[index]
        if part.table == OUTSIDE or part.block.row == 0:
            return None
        return next(each for each in self.parts if each.table == part.table)

    def ends_table(self, index: int) -> bool:
        if index < 0 or self.parts[index].table == OUTSIDE:
            return False
        return index + 1 == len(self.parts) or self.parts[index + 1].table != self.parts[index].table

    def together(self, index: int) -> int:
        """Lines of a part that must not be parted: a heading's and a table row's all, if a page holds them, of a paragraph two."""
        part = self.parts[index]
        whole = self.fitting(self.fresh(self.heads_of(index)), index)
        most = whole if part.is_heading or part.table != OUTSIDE else LEAST_OF_PARAGRAPH
        return max(1, min(part.block.lines, most))

    def below(self, page: NoticePage, index: int) -> float:
        """The room left under a heading or a table's head once enough of what follows it stands there too."""
        part = self.parts[index]
        alone = not part.is_heading and not (part.table != OUTSIDE and part.block.row == 0)
        if alone or index + 1 == len(self.parts):
            return 0.0
        next_block = self.parts[index + 1].block
        needed = part.block.gap + _depth(part.block.size, part.block.lines)
        needed += next_block.gap + _depth(next_block.size, min(next_block.lines, KEPT_WITH_NEXT))
        return page.y - needed - self.floor

    @property
    def floor(self) -> float:
        return self.setter.margin + FOOT_ROOM * self.setter.size

    def fitting(self, page: NoticePage, index: int) -> int:
        """Lines of a part that the rest of a page holds; none where a heading would stand there without what follows."""
        if not page.is_empty and self.below(page, index) < 0:
            return 0
        block = self.parts[index].block
        room = page.y - (0.0 if page.is_empty else block.gap) - self.floor
        return max(0, int((room - block.size * (ASCENT + DESCENT)) / (block.size * LEADING) + 1.001)) if room > 0 else 0

    def put(self, page: NoticePage, index: int, start: int, end: int) -> None:
        """Sets lines `start` to `end` of a part; a row's rule stands above it, under the repeated heads too."""
        block = self.parts[index].block
        top = page.y - (0.0 if page.is_empty else block.gap)
        if page.is_empty and page.furniture:
            top -= self.setter.size * ROW_GAP * 2
            page.rules.append(RuleLine(page.y - self.setter.size * ROW_GAP, LIGHT))
        elif block.rule and not page.is_empty:
            page.rules.append(RuleLine(top + self.setter.size * ROW_GAP, block.rule))
        for number, cell in enumerate(block.cells):
            page.marked.append(Marked(index, number, self.placed(block, cell, start, end, top)))
        page.y = top - _depth(block.size, end - start)

    def placed(self, block: RowBlock, cell: Cell, start: int, end: int, top: float) -> tuple[PlacedLine, ...]:
        """Lines of a cell from `top` down; right-to-left text ends at the cell's right edge."""
        left = self.setter.margin + cell.x
        return tuple(
            PlacedLine(
                left + (max(0.0, cell.width - line.width) if starts_right_to_left(line.text) else 0.0),
                top - block.size * ASCENT - block.size * LEADING * at,
                line,
            )
            for at, line in enumerate(cell.broken.lines[start:end])
        )


def _depth(size: float, lines: int) -> float:
    return size * (ASCENT + DESCENT) + size * LEADING * (lines - 1) if lines else 0.0


def _foot(setter: SheetSetter, number: str) -> Iterator[PlacedLine]:
    size = max(LEAST_SIZE, setter.size * SMALL_SHARE)
    release = setter.content.release
    said = cleaned(f"{release.reference}, {setter.words.date(release.date)}", where="The reference")
    words = (measured([Piece(text, size, ink=Ink.MUTED)], setter.fonts) for text in (said, number))
    left, (right, *_) = (broken(each, setter.room, setter.fonts).lines for each in words)
    if len(left) == 1 and left[0].width + right.width + size <= setter.room:
        yield PlacedLine(setter.margin, setter.margin, left[0])
    yield PlacedLine(setter.width - setter.margin - right.width, setter.margin, right)
