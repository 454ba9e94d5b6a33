"""Draws the errata: what reportlab makes, to be merged by `release`.

One PDF page per drawing, each as large as the page that it goes on, so that a drawing's coordinates are those of the
displayed page. Decoration, words and marks are drawings of their own, because they are merged differently.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from overlay.appearance.blocks import ASCENT, BAR_WIDTH, DESCENT, Block, PlacedLine
from overlay.appearance.colour import LEAST_CONTRAST, WHITE, Colour, Palette, contrast, palette, parsed, seen_on
from overlay.appearance.errata_sheet import SheetContent, SheetPage, errata_sheet
from overlay.appearance.fonts import Fonts
from overlay.appearance.lines import Ink, Piece, broken, measured
from overlay.appearance.marks import Stroke, caret, strike, underline
from overlay.appearance.pen import Pen
from overlay.appearance.typeset import MARKER_HEIGHT, MARKER_SIDES, Note
from overlay.erratum import Kind, Style
from overlay.geometry import PageFrame, Point, Quad, Rect, union
from overlay.placement import Placed

HAIRLINE = 0.5
CAP_CENTRE = 0.365  # of the type size: half of DejaVu Sans Bold's height of capitals and figures
SPREAD = 0.5  # points round a drawing's ink for what a renderer smooths


class Role(StrEnum):
    """What a drawing is, and so how it is merged."""

    DECOR = "decor"  # boxes, leaders, markers' rings: page content, Artifact
    NOTE = "note"  # the words of one note or band: page content, a structure element in a tagged document
    STRIKE = "strike"  # a mark: annotation StrikeOut (or page content, Artifact)
    CARET = "caret"  # a mark: annotation Caret
    UNDERLINE = "underline"  # a mark: annotation Underline
    RULE = "rule"  # a side rule beside a passage: annotation Square
    SHEET = "sheet"  # a page of the errata sheet


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle that leads somewhere. `target_page_index` counts in the release copy; `target` is a rect in that page's display space.

    `contents` says in one line where it leads, for those who cannot see it.
    """

    rect: Rect
    target_page_index: int
    target: Rect
    contents: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A text of the errata sheet: the marked-content sequence `mcid` of that page's content stream, to be a structure element.

    `tag` is H1, P, TH or TD; cells with the same `row` (from 0, the head) are a table's row; -1 is outside the table.
    """

    mcid: int
    tag: str
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page of `Appearance.pdf`, to become a Form XObject.

    Its MediaBox is [0 0 w h] of the page's display space (ISO 32000-1, 8.10), so it is drawn with PageFrame.to_user as
    /Matrix; `rect` is the part it inks, in display space. For Role.SHEET it is the page itself, and `page_index` is
    where the page will stand in the release copy; its content is tagged already, as `parts` says.
    `text` is the words it shows, as typed, for the structure tree and for checking, or what a mark's comment says;
    `erratum_ids` whose it is.
    """

    page_index: int
    role: Role
    rect: Rect
    pdf_page_index: int
    text: str = ""
    erratum_ids: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Appearance:
    """Everything drawn on one document: a PDF made by reportlab, deterministic, and what each of its pages is for."""

    pdf: bytes
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The colours ("#rrggbb") of the page and of what is right behind words, marker, leader and side rule; "" for the page's."""

    page: str = ""
    words: str = ""
    marker: str = ""
    leader: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One erratum on one page, or the first page's band: its marks and its note. Everything in display space.

    `words` are the quads to strike or underline (or that a caveat qualifies), `caret` the foot of the
    gap where an insertion goes (by default the end of `words`). `rules` are the side rules as placement has chosen them,
    one a column that the passage stands in; () where there was no room for one.
    `vertical` says that the words are set from top to bottom. Marks, marker and leader take a shade of their colour that
    is seen on their `grounds`.
    """

    erratum_ids: tuple[str, ...]
    number: str = ""
    marks: tuple[Role, ...] = ()
    words: tuple[Quad, ...] = ()
    caret: Point | None = None
    rules: tuple[Rect, ...] = ()
    note: Note | None = None
    placed: Placed | None = None
    vertical: bool = False
    grounds: Grounds = Grounds()


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page of the original and all that is drawn on it, in the order in which it is to be read."""

    page_index: int
    frame: PageFrame
    items: tuple[Item, ...]


MARKS_OF: dict[Kind, tuple[Role, ...]] = {
    Kind.SUBSTITUTE: (Role.STRIKE, Role.CARET),
    Kind.DELETE: (Role.STRIKE,),
    Kind.INSERT: (Role.CARET,),
    Kind.CAVEAT: (Role.RULE,),
}
"""The marks of each kind; a caveat without a passage has none."""


def draw(layouts: Sequence[PageLayout], sheet: SheetContent | None, fonts: Fonts, style: Style) -> Appearance:
    """The errata of one document, drawn. Same input, same bytes.

    Raises UnsupportedError for colours that cannot be told apart and for what no font can show.
    """
    colours = palette(style)
    pages = errata_sheet(sheet, fonts) if sheet else ()
    rows = _rows(pages, sheet) if sheet else {}
    drafter = _Drafter(Pen(fonts, colours), colours, fonts, rows)
    drawings = [drawing for layout in layouts for drawing in drafter.page(layout)]
    if sheet:
        drawings += [drafter.sheet(page, sheet.first_page_index + at) for at, page in enumerate(pages)]
    return Appearance(drafter.pen.pdf(), tuple(drawings))


def _rows(pages: Sequence[SheetPage], sheet: SheetContent) -> dict[str, tuple[int, Rect, str]]:
    """By erratum id: on which page of the release copy its row begins, where, and what it says."""
    rows: dict[str, tuple[int, Rect, str]] = {}
    for at, page in enumerate(pages):
        for place in page.places:
            rows.setdefault(place.row.erratum.id, (sheet.first_page_index + at, place.rect, place.text))
    return rows


@dataclass(frozen=True, slots=True)
class _Drafter:
    """Draws the parts of pages, one PDF page each."""

    pen: Pen
    colours: Palette
    fonts: Fonts
    rows: Mapping[str, tuple[int, Rect, str]]

    def page(self, layout: PageLayout) -> Iterator[Drawing]:
        """Decoration first, then words, then marks: what lies on top comes last."""
        for item in layout.items:
            if item.placed:
                yield from self._decor(layout, item, item.placed)
        for item in layout.items:
            block = _block(item)
            if block and item.placed and item.placed.box:
                yield self._words(layout, item, block, item.placed.box)
        for item in layout.items:
            for role in item.marks:
                strokes = _strokes(role, item)
                if strokes:
                    yield self._mark(layout, item, role, strokes)

    def sheet(self, page: SheetPage, page_index: int) -> Drawing:
        """A page of the errata sheet, its texts tagged in its own content stream."""
        pen = self.pen
        index = pen.begin(page.width, page.height)
        pen.artifact()
        for rule in page.rules:
            pen.line((Point(rule.x0, rule.y), Point(rule.x1, rule.y)), rule.width, self.colours.muted)
        pen.text(page.furniture, Point(0, 0))
        pen.unmarked()
        for mcid, part in enumerate(page.parts):
            pen.marked(part.tag, mcid)
            pen.text(part.lines, Point(0, 0))
            pen.unmarked()
        pen.end()
        return Drawing(
            page_index,
            Role.SHEET,
            Rect(0, 0, page.width, page.height),
            index,
            page.text,
            tuple(dict.fromkeys(place.row.erratum.id for place in page.places)),
            tuple(
                Link(place.rect, place.row.target_page_index, place.row.target, place.text)
                for place in page.places
                if place.row.target_page_index is not None and place.row.target
            ),
            tuple(Part(mcid, part.tag, part.row, part.text) for mcid, part in enumerate(page.parts)),
        )

    def _decor(self, layout: PageLayout, item: Item, placed: Placed) -> Iterator[Drawing]:
        inked = [rect for rect in (placed.box, placed.marker) if rect]
        if not inked and not placed.leader:
            return
        pen = self.pen
        index = pen.begin(layout.frame.width, layout.frame.height)
        if placed.leader:
            leader = Stroke(placed.leader, HAIRLINE)
            pen.line(leader.points, HAIRLINE, self._mark_colour(item.grounds.leader or item.grounds.page))
            inked.append(leader.bounds)
        if placed.box:
            self._box(placed.box, _block(item))
        if placed.marker:
            self._marker(placed.marker, item.number, self._mark_colour(item.grounds.marker or item.grounds.page))
        pen.end()
        rect = _within(union(inked).grown(SPREAD), layout.frame)
        links = tuple(self._links(item, placed))
        yield Drawing(layout.page_index, Role.DECOR, rect, index, "", item.erratum_ids, links)

    def _box(self, box: Rect, block: Block | None) -> None:
        self.pen.fill(box, self.colours.box)
        self.pen.frame(box, HAIRLINE, self.colours.border)
        at_right = block.bar_at_right if block else False
        x0 = box.x1 - BAR_WIDTH if at_right else box.x0
        self.pen.fill(Rect(x0, box.y0, x0 + BAR_WIDTH, box.y1), self.colours.mark)

    def _mark_colour(self, ground: str) -> Colour:
        return seen_on(self.colours.mark, parsed(ground)) if ground else self.colours.mark

    def _marker(self, marker: Rect, number: str, colour: Colour) -> None:
        """The number on a disc, as large as the disc allows: white, or dark where the disc had to be light."""
        self.pen.pill(marker, colour)
        ink = Ink.ON_MARK if contrast(WHITE, colour) >= LEAST_CONTRAST else Ink.ON_LIGHT
        wide = self.fonts.width(number, 1.0, bold=True)
        size = min(marker.height / MARKER_HEIGHT, marker.width / (wide + MARKER_SIDES))
        line = broken(measured([Piece(number, size, bold=True, ink=ink)], self.fonts), math.inf, self.fonts).lines[0]
        x = marker.centre.x - line.width / 2
        self.pen.text([PlacedLine(x, marker.centre.y - size * CAP_CENTRE, line)], Point(0, 0))

    def _links(self, item: Item, placed: Placed) -> Iterator[Link]:
        """From the marker and from the note's label to the row of the errata sheet."""
        row = next((self.rows[erratum_id] for erratum_id in item.erratum_ids if erratum_id in self.rows), None)
        if not row:
            return
        if placed.marker:
            yield Link(placed.marker, *row)
        block = _block(item)
        if block and item.note and placed.box and item.note.label:
            first = block.lines[0]
            size = first.line.size
            x, baseline = placed.box.x0 + first.x, placed.box.y0 + first.baseline
            width = min(first.line.width, self.fonts.width(item.note.label, size, bold=True))
            yield Link(Rect(x, baseline - size * DESCENT, x + width, baseline + size * ASCENT), *row)

    def _words(self, layout: PageLayout, item: Item, block: Block, box: Rect) -> Drawing:
        index = self.pen.begin(layout.frame.width, layout.frame.height)
        self.pen.text(block.lines, Point(box.x0, box.y1 - block.height))
        self.pen.end()
        return Drawing(layout.page_index, Role.NOTE, box, index, block.text, item.erratum_ids)

    def _mark(self, layout: PageLayout, item: Item, role: Role, strokes: Sequence[Stroke]) -> Drawing:
        index = self.pen.begin(layout.frame.width, layout.frame.height)
        grounds = item.grounds
        colour = self._mark_colour((grounds.rule if role is Role.RULE else grounds.words) or grounds.page)
        for stroke in strokes:
            self.pen.line(stroke.points, stroke.thickness, colour)
        self.pen.end()
        rect = _within(union(stroke.bounds for stroke in strokes).grown(SPREAD), layout.frame)
        said = item.note.text if item.note else ""
        return Drawing(layout.page_index, role, rect, index, said, item.erratum_ids)


def _block(item: Item) -> Block | None:
    """The item's note as it was placed."""
    if item.note and item.placed and item.placed.setting:
        return item.note.blocks[item.placed.setting.option]
    return None


def _strokes(role: Role, item: Item) -> tuple[Stroke, ...]:
    match role:
        case Role.STRIKE:
            return tuple(strike(quad, vertical=item.vertical) for quad in item.words)
        case Role.UNDERLINE:
            return tuple(underline(quad) for quad in item.words)
        case Role.CARET if item.words:
            return (caret(item.caret or item.words[-1].bottom_right, item.words[-1]),)
        case Role.RULE:
            return tuple(
                Stroke((Point(rule.centre.x, rule.y0), Point(rule.centre.x, rule.y1)), rule.width)
                for rule in item.rules
            )
        case _:
            return ()


def _within(rect: Rect, frame: PageFrame) -> Rect:
    """What of a rectangle is on the page; all of it where nothing is, for the check to find."""
    return rect.intersection(frame.bounds) or rect
