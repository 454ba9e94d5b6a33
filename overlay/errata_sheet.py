"""The errata sheet: the table of all errata, on pages as large as the document's last. Pure, given the fonts' metrics.

On a page too narrow for five columns each erratum is a paragraph instead. Everything flows on to as many pages as it
needs; a row is divided only where it is taller than a page. Positions are points in the page's display space, y up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from overlay.erratum import Erratum, Kind, Release
from overlay.fonts import Fonts
from overlay.geometry import Rect
from overlay.lines import Broken, Ink, Line, Piece, broken, measured
from overlay.script import cleaned, starts_right_to_left
from overlay.typeset import ASCENT, DESCENT, LEADING, LEAST_SIZE, PlacedLine
from overlay.wording import Wording, wording

A4_MEAN_SIDE = 708.0
NARROW = 380.0  # points: a shorter side sets the scale alone
BODY_SIZE = 9.0  # on A4; other pages in proportion
TITLE_SHARE = 1.9  # of the body size
SMALL_SHARE = 0.85
LARGEST_SCALE = 6.0  # an A0 poster takes 4
MARGIN_SHARE = 0.09  # of the shorter side
LEAST_SIDE = 72.0  # points: a smaller page could not hold a word of readable size
LARGEST_SIDE = 14400.0  # units (ISO 32000-1, annex C)
TABLE_WIDTH = 36.0  # ems: narrower, five columns would hold a word each
COLUMN_GAP = 1.2  # ems
SHARES = (0.36, 0.36, 0.28)  # of what number and page leave: for, read, reason
SHARES_WITHOUT_REASONS = (0.42, 0.42, 0.16)
HEAVY, LIGHT = 1.0, 0.5  # points: the rules above and below the table, and between its rows
ROW_GAP = 0.45  # ems above and below the rule between rows
LEAST_LINES_FOR_FURNITURE = 14  # lines a page must hold for column heads and foot to be repeated on it


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One erratum: its number and page as printed, and where it stands (None for one without a place, such as a withdrawn one)."""

    erratum: Erratum
    number: str
    page_label: str
    target_page_index: int | None = None
    target: Rect | None = None


@dataclass(frozen=True, slots=True)
class SheetContent:
    """What the sheet says. `width` and `height` are the document's last page as displayed; `first_page_index` is where it will stand."""

    document_name: str
    sha256: str
    release: Release
    rows: tuple[SheetRow, ...]
    width: float
    height: float
    first_page_index: int


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


@dataclass(frozen=True, slots=True)
class _Cell:
    x: float
    width: float
    tag: str
    broken: Broken


@dataclass(frozen=True, slots=True)
class _Block:
    """Cells that stand side by side. `row` counts the table's rows, heads included; `erratum` is whose row it is."""

    cells: tuple[_Cell, ...]
    size: float
    gap: float
    row: int = -1
    rule: float = 0.0
    source: SheetRow | None = None
    text: str = ""

    @property
    def lines(self) -> int:
        return max((len(cell.broken.lines) for cell in self.cells), default=0)


def errata_sheet(content: SheetContent, fonts: Fonts) -> tuple[SheetPage, ...]:
    """The sheet's pages, at least one. Raises UnsupportedError for what cannot be drawn, naming the character and where it is."""
    setter = _Setter.of(content, fonts)
    heads, blocks = setter.heads(), [*setter.front(), *setter.rows()]
    pages = list(_flow(setter, heads, blocks))
    return tuple(page.done(setter, number, len(pages)) for number, page in enumerate(pages, start=1))


@dataclass(frozen=True, slots=True)
class _Setter:
    """The sheet's measures and its texts as blocks."""

    content: SheetContent
    fonts: Fonts
    words: Wording
    width: float
    height: float
    size: float
    margin: float
    columns: tuple[tuple[float, float], ...]

    @staticmethod
    def of(content: SheetContent, fonts: Fonts) -> _Setter:
        width = min(max(content.width, LEAST_SIDE), LARGEST_SIDE)
        height = min(max(content.height, LEAST_SIDE), LARGEST_SIDE)
        short = min(width, height)
        size = max(LEAST_SIZE, BODY_SIZE * min(math.sqrt(width * height) / A4_MEAN_SIDE, short / NARROW, LARGEST_SCALE))
        margin = short * MARGIN_SHARE
        words = wording(content.release.style)
        columns = _columns(content, fonts, words, size=size, room=width - 2 * margin)
        return _Setter(content, fonts, words, width, height, size, margin, columns)

    @property
    def room(self) -> float:
        return self.width - 2 * self.margin

    @property
    def has_furniture(self) -> bool:
        return self.height - 2 * self.margin >= LEAST_LINES_FOR_FURNITURE * self.size * LEADING

    def cell(self, pieces: Sequence[Piece], x: float, width: float, *, tag: str) -> _Cell:
        rtl = starts_right_to_left("".join(piece.text for piece in pieces))
        return _Cell(x, width, tag, broken(measured(pieces, self.fonts), width, self.fonts, right_to_left=rtl))

    def say(self, name: str) -> str:
        return cleaned(self.words.say(name), where="The wording of the errata sheet")

    def front(self) -> Iterator[_Block]:
        """Title and particulars."""
        release = self.content.release
        title = Piece(self.say("sheet_title"), max(LEAST_SIZE, self.size * TITLE_SHARE), bold=True, ink=Ink.MARK)
        yield _Block((self.cell([title], 0.0, self.room, tag="H1"),), title.size, 0.0)
        particulars = [
            ("document", cleaned(self.content.document_name, where="The document's file name")),
            ("sha256", self.content.sha256),
            ("issuer", cleaned(release.issuer, where="The issuer")),
            ("reference", cleaned(release.reference, where="The reference")),
            ("date", self.words.date(release.date)),
        ]
        names = [self.say(name) for name, _ in particulars]
        aside = max(self.fonts.width(name, self.size) for name in names) + COLUMN_GAP * self.size
        for index, (name, (_, value)) in enumerate(zip(names, particulars, strict=True)):
            gap = self.size * (0.9 if index == 0 else 0.36)
            if self.columns:
                key = self.cell([Piece(name, self.size, ink=Ink.MUTED)], 0.0, aside, tag="P")
                said = self.cell([Piece(value, self.size)], aside, self.room - aside, tag="P")
                yield _Block((key, said), self.size, gap)
            else:
                run_in = [Piece(f"{name}: ", self.size, ink=Ink.MUTED), Piece(value, self.size)]
                yield _Block((self.cell(run_in, 0.0, self.room, tag="P"),), self.size, gap)

    def heads(self) -> _Block | None:
        """The table's head row; None where there are no columns."""
        if not self.columns:
            return None
        names = [self.say(name) for name in ("no", "page", "for", "read", "reason")]
        cells = [
            self.cell([Piece(name, self.size, bold=True)], x, width, tag="TH")
            for name, (x, width) in zip(names, self.columns, strict=True)
        ]
        return _Block(tuple(cells), self.size, self.size * 2.2, row=0, rule=HEAVY)

    def rows(self) -> Iterator[_Block]:
        for index, row in enumerate(self.content.rows, start=1):
            pieces = self._row_pieces(row)
            text = self._sentence(row)
            if self.columns:
                cells = [
                    self.cell(said, x, width, tag="TD") for said, (x, width) in zip(pieces, self.columns, strict=True)
                ]
            else:
                cells = [self.cell(self._run_in(row), 0.0, self.room, tag="P")]
            yield _Block(tuple(cells), self.size, self.size * ROW_GAP * 2, index, LIGHT, row, text)

    def _row_pieces(self, row: SheetRow) -> tuple[list[Piece], ...]:
        where = f"Erratum {row.number}"
        ink = Ink.MUTED if row.erratum.withdrawn else Ink.TEXT
        wrong, right, reason = (cleaned(said, where=where) for said in self._said(row.erratum))
        last = [Piece(reason, self.size, ink=ink)]
        if row.erratum.withdrawn:
            last = [
                Piece(f"{self.say('withdrawn')}.", self.size, bold=True),
                *([Piece(" ", self.size), *last] if reason else []),
            ]
        number = cleaned(row.number, where=where)
        label = cleaned(row.page_label, where=where)
        return (
            [Piece(number, self.size, bold=True, ink=ink if row.erratum.withdrawn else Ink.MARK)],
            [Piece(label, self.size, ink=ink)],
            [Piece(wrong, self.size, ink=ink)],
            [Piece(right, self.size, ink=ink)],
            last,
        )

    def _said(self, erratum: Erratum) -> tuple[str, str, str]:
        quote = erratum.quote.exact if erratum.quote else ""
        return self.words.wrong(erratum.change, quote), self.words.right(erratum.change), erratum.reason

    def _run_in(self, row: SheetRow) -> list[Piece]:
        where = f"Erratum {row.number}"
        label = cleaned(self.words.label(row.erratum.kind, row.number), where=where)
        rest = cleaned(self._rest(row), where=where)
        bold = Piece(label, self.size, bold=True, ink=Ink.MUTED if row.erratum.withdrawn else Ink.MARK)
        return [
            bold,
            Piece(" ", self.size),
            Piece(rest, self.size, ink=Ink.MUTED if row.erratum.withdrawn else Ink.TEXT),
        ]

    def _rest(self, row: SheetRow) -> str:
        quote = row.erratum.quote.exact if row.erratum.quote else ""
        parts = [
            f"{self.say('withdrawn')}." if row.erratum.withdrawn else "",
            f"{self.say('page')} {row.page_label}." if row.page_label else "",
            self.words.wrong(row.erratum.change, quote) if row.erratum.kind is Kind.CAVEAT and quote else "",
            self.words.correction(row.erratum.change),
            f"{self.say('reason')}: {row.erratum.reason}" if row.erratum.reason else "",
        ]
        return " ".join(part for part in parts if part)

    def _sentence(self, row: SheetRow) -> str:
        where = f"Erratum {row.number}"
        return cleaned(f"{self.words.label(row.erratum.kind, row.number)}: {self._rest(row)}", where=where)


def _columns(
    content: SheetContent, fonts: Fonts, words: Wording, *, size: float, room: float
) -> tuple[tuple[float, float], ...]:
    """The x and width of the five columns from the left margin; () where the page is too narrow for a table."""
    if room < TABLE_WIDTH * size:
        return ()
    gap = COLUMN_GAP * size
    numbers = [words.say("no"), *(row.number for row in content.rows)]
    labels = [words.say("page"), *(row.page_label for row in content.rows)]
    first, second = (
        min(max(fonts.width(said, size, bold=True) for said in column if said) + 0.1, room / 8)
        for column in (numbers, labels)
    )
    left = room - first - second - 4 * gap
    has_reasons = any(row.erratum.reason or row.erratum.withdrawn for row in content.rows)
    widths = [first, second, *(left * share for share in (SHARES if has_reasons else SHARES_WITHOUT_REASONS))]
    return tuple((sum(widths[:index]) + gap * index, width) for index, width in enumerate(widths))


@dataclass(slots=True)
class _Page:
    """A page as it fills up; `y` is the foot of what stands on it."""

    y: float
    parts: list[SheetPart] = field(default_factory=list)
    rules: list[SheetRule] = field(default_factory=list)
    places: list[RowPlace] = field(default_factory=list)

    def put(self, setter: _Setter, block: _Block, start: int, end: int) -> None:
        """Lines `start` to `end` of the block, gap and rule above included."""
        gap = block.gap if self.parts else 0.0
        if block.rule and self.parts:
            y = self.y - gap / 2
            self.rules.append(SheetRule(setter.margin, setter.width - setter.margin, y, block.rule))
        top = self.y - gap
        for cell in block.cells:
            lines = tuple(
                PlacedLine(setter.margin + cell.x + _indent(cell, line), _baseline(top, block.size, at), line)
                for at, line in enumerate(cell.broken.lines[start:end])
            )
            if lines:
                text = _joined([placed.line for placed in lines])
                self.parts.append(SheetPart(cell.tag, block.row, text, lines))
        bottom = top - _depth(block.size, end - start)
        if block.source:
            rect = Rect(setter.margin, bottom - block.gap / 4, setter.width - setter.margin, top + block.gap / 4)
            self.places.append(RowPlace(block.source, rect, block.text))
        self.y = bottom

    def close(self, setter: _Setter) -> None:
        """The rule under the table."""
        y = self.y - setter.size * ROW_GAP
        self.rules.append(SheetRule(setter.margin, setter.width - setter.margin, y, HEAVY))

    def done(self, setter: _Setter, number: int, count: int) -> SheetPage:
        text = " ".join(part.text for part in self.parts if part.text)
        furniture = tuple(_foot(setter, number, count)) if setter.has_furniture else ()
        return SheetPage(
            setter.width, setter.height, tuple(self.parts), tuple(self.rules), tuple(self.places), furniture, text
        )


def _flow(setter: _Setter, heads: _Block | None, blocks: Sequence[_Block]) -> Iterator[_Page]:
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


def _fresh(page: _Page, heads: _Block | None, in_table: bool, setter: _Setter) -> bool:
    """Whether nothing but the repeated heads stands on the page, so that a new one would be no better."""
    repeated = len(heads.cells) if heads and in_table and setter.has_furniture else 0
    return len(page.parts) <= repeated and page.y >= setter.height - setter.margin - _heads_depth(
        heads, in_table, setter
    )


def _started(setter: _Setter, heads: _Block | None) -> _Page:
    page = _Page(setter.height - setter.margin)
    if heads and setter.has_furniture:
        page.put(setter, heads, 0, heads.lines)
    return page


def _heads_depth(heads: _Block | None, in_table: bool, setter: _Setter) -> float:
    if not (heads and in_table and setter.has_furniture):
        return 0.0
    return _depth(heads.size, heads.lines) + setter.size * ROW_GAP * 2


def _lines_that_fit(size: float, room: float) -> int:
    return max(0, int((room - size * (ASCENT + DESCENT)) / (size * LEADING) + 1.001)) if room > 0 else 0


def _depth(size: float, lines: int) -> float:
    return size * (ASCENT + DESCENT) + size * LEADING * (lines - 1) if lines else 0.0


def _baseline(top: float, size: float, at: int) -> float:
    return top - size * ASCENT - size * LEADING * at


def _indent(cell: _Cell, line: Line) -> float:
    """Right-to-left text ends at its column's right edge."""
    return max(0.0, cell.width - line.width) if starts_right_to_left(line.text) else 0.0


def _joined(lines: Sequence[Line]) -> str:
    glue = ["" if line.continues else " " for line in lines[:-1]]
    return "".join(line.text + space for line, space in zip(lines, [*glue, ""], strict=True))


def _foot(setter: _Setter, number: int, count: int) -> Iterator[PlacedLine]:
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


def _plain(text: str, size: float, setter: _Setter) -> Broken:
    return broken(measured([Piece(text, size, ink=Ink.MUTED)], setter.fonts), setter.room, setter.fonts)
