"""The errata sheet's texts, typeset as rows of cells; `errata_sheet` puts them on pages. Pure, given the fonts' metrics."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from overlay.appearance.blocks import LEADING, LEAST_SIZE
from overlay.appearance.fonts import Fonts
from overlay.appearance.lines import Broken, Ink, Line, Piece, broken, measured
from overlay.appearance.script import cleaned, naming, starts_right_to_left
from overlay.appearance.wording import Wording, wording
from overlay.erratum import Erratum, Kind, Release
from overlay.geometry import Rect

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
LONG_TEXT = 700  # letters: some thirty lines of a column of the usual width
LEAST_SHARE = 0.16  # of a column beside one that holds such a text
KEYS = 2  # columns that name a row: its number and page
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
class Cell:
    """A text broken at its column's width; `x` from the left margin.

    One that `repeats` is said again at the head of each page that its row runs over to.
    """

    x: float
    width: float
    tag: str
    broken: Broken
    repeats: bool = False

    def between(self, start: int, end: int) -> tuple[Line, ...]:
        """What stands on a page that takes lines `start` to `end` of the row."""
        return self.broken.lines[: end - start] if self.repeats else self.broken.lines[start:end]


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Cells that stand side by side. `row` counts the table's rows, heads included; `source` is whose row it is."""

    cells: tuple[Cell, ...]
    size: float
    gap: float
    row: int = -1
    rule: float = 0.0
    source: SheetRow | None = None
    text: str = ""

    @property
    def lines(self) -> int:
        """Of its tallest cell."""
        return max((len(cell.broken.lines) for cell in self.cells), default=0)


@dataclass(frozen=True, slots=True)
class SheetSetter:
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
    def of(content: SheetContent, fonts: Fonts) -> SheetSetter:
        """The measures of a sheet; its page is the document's last, within what a page may measure."""
        width = min(max(content.width, LEAST_SIDE), LARGEST_SIDE)
        height = min(max(content.height, LEAST_SIDE), LARGEST_SIDE)
        short = min(width, height)
        size = max(LEAST_SIZE, BODY_SIZE * min(math.sqrt(width * height) / A4_MEAN_SIDE, short / NARROW, LARGEST_SCALE))
        margin = short * MARGIN_SHARE
        words = wording(content.release.style)
        columns = _columns(content, fonts, words, size=size, room=width - 2 * margin)
        return SheetSetter(content, fonts, words, width, height, size, margin, columns)

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @property
    def has_furniture(self) -> bool:
        """Whether a page is tall enough for column heads and foot line to be repeated on it."""
        return self.height - 2 * self.margin >= LEAST_LINES_FOR_FURNITURE * self.size * LEADING

    def cell(self, pieces: Sequence[Piece], x: float, width: float, *, tag: str) -> Cell:
        """The pieces as one cell, `width` wide."""
        rtl = starts_right_to_left("".join(piece.text for piece in pieces))
        return Cell(x, width, tag, broken(measured(pieces, self.fonts), width, self.fonts, right_to_left=rtl))

    def say(self, name: str) -> str:
        """A fixed word of the sheet."""
        return cleaned(self.words.say(name), where="The wording of the errata sheet")

    def front(self) -> Iterator[RowBlock]:
        """Title and particulars."""
        release = self.content.release
        title = Piece(self.say("sheet_title"), max(LEAST_SIZE, self.size * TITLE_SHARE), bold=True, ink=Ink.MARK)
        yield RowBlock((self.cell([title], 0.0, self.room, tag="H1"),), title.size, 0.0)
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
            gap = self.size * (1.2 if index == 0 else 0.36)
            if self.columns:
                key = self.cell([Piece(name, self.size, ink=Ink.MUTED)], 0.0, aside, tag="P")
                said = self.cell([Piece(value, self.size)], aside, self.room - aside, tag="P")
                yield RowBlock((key, said), self.size, gap)
            else:
                run_in = [Piece(f"{name}: ", self.size, ink=Ink.MUTED), Piece(value, self.size)]
                yield RowBlock((self.cell(run_in, 0.0, self.room, tag="P"),), self.size, gap)

    def heads(self) -> RowBlock | None:
        """The table's head row; None where there are no columns."""
        if not self.columns:
            return None
        names = [self.say(name) for name in ("no", "page", "for", "read", "reason")]
        cells = [
            self.cell([Piece(name, self.size, bold=True)], x, width, tag="TH")
            for name, (x, width) in zip(names, self.columns, strict=True)
        ]
        return RowBlock(tuple(cells), self.size, self.size * 2.2, row=0, rule=HEAVY)

    def rows(self) -> Iterator[RowBlock]:
        """The errata, one block each."""
        for index, row in enumerate(self.content.rows, start=1):
            text = self._sentence(row)
            with naming(f"Erratum {row.number}"):
                cells = self._row_cells(row)
            yield RowBlock(tuple(cells), self.size, self.size * ROW_GAP * 2, index, LIGHT, row, text)

    def _row_cells(self, row: SheetRow) -> list[Cell]:
        if not self.columns:
            return [self.cell(self._run_in(row), 0.0, self.room, tag="P")]
        pieces = self._row_pieces(row)
        cells = [self.cell(said, x, width, tag="TD") for said, (x, width) in zip(pieces, self.columns, strict=True)]
        return [replace(cell, repeats=at < KEYS) for at, cell in enumerate(cells)]

    def _row_pieces(self, row: SheetRow) -> tuple[list[Piece], ...]:
        where = f"Erratum {row.number}"
        ink = Ink.MUTED if row.erratum.withdrawn else Ink.TEXT
        wrong, right, reason = (cleaned(said, where=where) for said in _said_of(row.erratum, self.words))
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
    numbers = [words.say("no"), *(cleaned(row.number, where="An erratum's number") for row in content.rows)]
    labels = [words.say("page"), *(cleaned(row.page_label, where="A page's label") for row in content.rows)]
    first, second = (
        min(max(fonts.width(said, size, bold=True) for said in column if said) + 0.1, room / 8)
        for column in (numbers, labels)
    )
    left = room - first - second - 4 * gap
    widths = [first, second, *(left * share for share in _shares(content, words))]
    return tuple((sum(widths[:index]) + gap * index, width) for index, width in enumerate(widths))


def _shares(content: SheetContent, words: Wording) -> tuple[float, ...]:
    """Of the width that number and page leave, what each of the other columns takes.

    Where a text is so long that its row would run over pages, columns are as wide as their longest texts are long.
    """
    longest = [1, 1, 1]
    for row in content.rows:
        for at, text in enumerate(_said_of(row.erratum, words)):
            longest[at] = max(longest[at], len(text))
    if max(longest) > LONG_TEXT:
        wanted = [max(LEAST_SHARE, length / sum(longest)) for length in longest]
        return tuple(share / sum(wanted) for share in wanted)
    has_reasons = any(row.erratum.reason or row.erratum.withdrawn for row in content.rows)
    return SHARES if has_reasons else SHARES_WITHOUT_REASONS


def _said_of(erratum: Erratum, words: Wording) -> tuple[str, str, str]:
    """What the columns "for", "read" and "reason" say of an erratum."""
    quote = erratum.quote.exact if erratum.quote else ""
    return words.wrong(erratum.change, quote), words.right(erratum.change), erratum.reason
