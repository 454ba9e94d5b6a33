"""Anchors -> what is drawn where: every note typeset and placed, the first page's band, the rows of the errata sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from overlay.anchor import Anchor
from overlay.appearance import MARKS_OF, Grounds, Item, PageLayout, Role, marks, typeset
from overlay.appearance.errata_sheet import SheetContent, SheetRow
from overlay.appearance.fonts import Fonts, load
from overlay.appearance.marks import end_of_words
from overlay.erratum import Caveat, Document, Erratum, Kind, NoteForm, Release, Scope, Style
from overlay.geometry import PageFrame, Point, Quad, Rect, union
from overlay.placement import place
from overlay.placement.bands import place_band, place_rule, runs_of_lines
from overlay.placement.grounds import opened
from overlay.placement.notes import PREFERENCE, Placed, Position, Wanted
from overlay.placement.occupancy import Occupancy, page_occupancy
from overlay.source import Source

FIRST_PAGE = 0
MOST_NOTES = 60
"""Notes tried on one page, from the top; more than any page has room for. The rest go to the errata sheet."""

ALONG = 0.25
"""Points to each side of a leader's first stroke in which the colour under it shows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is drawn on one document. `sheet` is None where no errata sheet is needed.

    `remarks` are warnings for the user, whole sentences.
    """

    pages: tuple[PageLayout, ...]
    sheet: SheetContent | None
    fonts: Fonts
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the note of one erratum went: the position, and the box in display space on its page (None: on the sheet only)."""

    erratum_id: str
    position: Position
    page_index: int
    box: Rect | None


def lay_out(source: Source, document: Document, anchors: Sequence[Anchor], release: Release) -> Layout:
    """Typeset and place the notes of one document.

    Raises UnsupportedError for what cannot be drawn, FileError for a font that cannot be read.
    """
    fonts_in_order = [Path(path) for path in release.style.fonts]
    setter = _Setter(source, release, load(fonts_in_order))
    pages = sorted({FIRST_PAGE, *(index for anchor in anchors for index in anchor.page_indexes)})
    laid = tuple(setter.page(index, anchors) for index in pages)
    sheet = _sheet(source, document, anchors, release) if _needs_sheet(laid, document) else None
    return Layout(laid, sheet, setter.fonts, tuple(_remarks(laid)))


def whereabouts(layout: Layout) -> tuple[Whereabouts, ...]:
    """Where each erratum's note went, in the order of the pages; a caveat to several pages is listed once a page."""
    found = []
    for page in layout.pages:
        for item in page.items:
            for erratum_id in item.erratum_ids:
                if item.placed is not None:
                    found.append(Whereabouts(erratum_id, item.placed.position, page.page_index, item.placed.box))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets one document's pages, one at a time."""

    source: Source
    release: Release
    fonts: Fonts

    def page(self, page_index: int, anchors: Sequence[Anchor]) -> PageLayout:
        frame = self.source.frame(page_index)
        occupancy = page_occupancy(self.source, page_index)
        scale = typeset.page_scale(frame.width, frame.height)
        items: list[Item] = []
        if page_index == FIRST_PAGE:
            items.append(self._band(frame, occupancy, anchors, scale))
            occupancy = _without(occupancy, items)
        for anchor in anchors:
            if _is_page_caveat(anchor) and page_index in anchor.page_indexes:
                items.append(self._page_caveat(frame, occupancy, anchor, scale))
                occupancy = _without(occupancy, items[-1:])
        items += self._passages(page_index, frame, occupancy, anchors, scale)
        return PageLayout(page_index, frame, tuple(items))

    def _band(self, frame: PageFrame, occupancy: Occupancy, anchors: Sequence[Anchor], scale: float) -> Item:
        caveats = [anchor for anchor in anchors if anchor.erratum.kind is Kind.CAVEAT]
        to_document = [
            (anchor.erratum.id, anchor.erratum.change.text)
            for anchor in caveats
            if isinstance(anchor.erratum.change, Caveat) and anchor.erratum.change.scope is Scope.FIRST_PAGE
        ]
        content = typeset.BandContent(len(anchors) - len(caveats), len(caveats), tuple(to_document))
        note = typeset.band(content, self.release, self.fonts, page_width=frame.width, scale=scale)
        placed = place_band(frame, occupancy, note.settings)
        return Item(tuple(erratum_id for erratum_id, _ in to_document), note=note, placed=placed)

    def _page_caveat(self, frame: PageFrame, occupancy: Occupancy, anchor: Anchor, scale: float) -> Item:
        note = self._note(anchor.erratum, frame, scale, broad=True)
        placed = place_band(frame, occupancy, note.settings, key=note.key)
        return Item((anchor.erratum.id,), anchor.erratum.id, note=note, placed=placed)

    def _note(
        self, erratum: Erratum, frame: PageFrame, scale: float, *, broad: bool = False, for_sheet: bool = False
    ) -> typeset.Note:
        return typeset.note(
            erratum,
            erratum.id,
            self.release,
            self.fonts,
            scale=scale,
            page_width=frame.width if broad else 0.0,
            for_sheet=for_sheet or self.release.style.note is NoteForm.SHEET,
        )

    def _passages(
        self, page_index: int, frame: PageFrame, occupancy: Occupancy, anchors: Sequence[Anchor], scale: float
    ) -> list[Item]:
        """The errata to words on this page, in the order of the words down the page."""
        here = [anchor for anchor in anchors if any(s.page_index == page_index for s in anchor.words)]
        if not here:
            return []
        words = {anchor.erratum.id: _quads(anchor, page_index, frame) for anchor in here}
        here.sort(key=lambda anchor: (-words[anchor.erratum.id][0].bounds.y1, words[anchor.erratum.id][0].bounds.x0))
        rules = self._rules(frame, occupancy, [(a, words[a.erratum.id]) for a in here if a.erratum.kind is Kind.CAVEAT])
        occupancy = occupancy.with_taken(rule for each in rules.values() for rule in each)
        tried = {anchor.erratum.id for anchor in here[:MOST_NOTES]}
        notes = {
            anchor.erratum.id: self._note(anchor.erratum, frame, scale, for_sheet=anchor.erratum.id not in tried)
            for anchor in here
        }
        begun = [anchor for anchor in here if anchor.words[0].page_index == page_index]
        wanted = [
            self._wanted(notes[anchor.erratum.id], words[anchor.erratum.id], _caret(anchor, page_index, frame), scale)
            for anchor in begun
        ]
        placed = {each.key: each for each in place(frame, occupancy, wanted, positions=_positions(self.release.style))}
        return [
            Item(
                (anchor.erratum.id,),
                anchor.erratum.id,
                marks=_marks(anchor, rules.get(anchor.erratum.id, ())),
                words=words[anchor.erratum.id],
                caret=_caret(anchor, page_index, frame),
                rules=rules.get(anchor.erratum.id, ()),
                note=notes[anchor.erratum.id],
                placed=placed.get(anchor.erratum.id),
                grounds=_grounds(
                    occupancy, words[anchor.erratum.id], rules.get(anchor.erratum.id, ()), placed.get(anchor.erratum.id)
                ),
            )
            for anchor in here
        ]

    def _wanted(self, note: typeset.Note, words: Sequence[Quad], caret: Point | None, scale: float) -> Wanted:
        end = caret or words[-1].bottom_right
        return Wanted(
            note.key,
            tuple(quad.bounds for quad in words),
            (end.x, end.y),
            note.settings,
            typeset.marker_sizes(note.number, self.fonts, scale=scale),
            (marks.caret(end, words[-1]).bounds,),
            note.close_settings,
        )

    def _rules(
        self, frame: PageFrame, occupancy: Occupancy, passages: Sequence[tuple[Anchor, Sequence[Quad]]]
    ) -> dict[str, tuple[Rect, ...]]:
        """The side rules of each passage, one a column that it stands in, where there is room."""
        rules: dict[str, tuple[Rect, ...]] = {}
        for anchor, quads in passages:
            runs = runs_of_lines([quad.bounds for quad in quads])
            placed = [place_rule(frame, opened(occupancy, run) or occupancy, run) for run in runs]
            rules[anchor.erratum.id] = tuple(rule for rule in placed if rule is not None)
        return rules


def _marks(anchor: Anchor, rules: Sequence[Rect]) -> tuple[Role, ...]:
    """What marks an erratum's words: a passage beside which there is no room for a rule is underlined."""
    if anchor.erratum.kind is Kind.CAVEAT and not rules:
        return (Role.UNDERLINE,)
    return MARKS_OF[anchor.erratum.kind]


def _hexadecimal(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _grounds(occupancy: Occupancy, words: Sequence[Quad], rules: Sequence[Rect], placed: Placed | None) -> Grounds:
    """What the marks, the marker, the leader and the side rules of an erratum are drawn on."""
    marker = placed.marker if placed else None
    leader = Rect.around(placed.leader[:2]).grown(ALONG) if placed and placed.leader else None
    page, *others = [
        _hexadecimal(occupancy.under(rect) if rect else occupancy.background)
        for rect in (None, marker, leader, rules[0] if rules else None)
    ]
    return Grounds(page, _hexadecimal(occupancy.ground(union(quad.bounds for quad in words))), *others)


def _quads(anchor: Anchor, page_index: int, frame: PageFrame) -> tuple[Quad, ...]:
    """The words' quads on one page, in display space."""
    to_display = frame.to_display
    return tuple(to_display.quad(stretch.quad) for stretch in anchor.words if stretch.page_index == page_index)


def _caret(anchor: Anchor, page_index: int, frame: PageFrame) -> Point | None:
    """Where an insertion goes on this page, or the words end as they are read; in display space."""
    if anchor.erratum.kind is Kind.INSERT and anchor.caret is not None:
        return frame.to_display.apply(anchor.caret) if anchor.page_indexes[0] == page_index else None
    last = [stretch for stretch in anchor.words if stretch.page_index == page_index][-1]
    return end_of_words(frame.to_display.quad(last.quad), last.text)


def _is_page_caveat(anchor: Anchor) -> bool:
    change = anchor.erratum.change
    return isinstance(change, Caveat) and change.scope in (Scope.CITED_PAGE, Scope.EVERY_PAGE)


def _without(occupancy: Occupancy, items: Sequence[Item]) -> Occupancy:
    boxes = [item.placed.box for item in items if item.placed is not None and item.placed.box is not None]
    return occupancy.with_taken(boxes) if boxes else occupancy


def _positions(style: Style) -> tuple[Position, ...]:
    return tuple(Position(position) for position in style.positions) or PREFERENCE


def _needs_sheet(pages: Sequence[PageLayout], document: Document) -> bool:
    """Where a note found no room, the band points to the sheet, or a correction was withdrawn."""
    for page in pages:
        for item in page.items:
            if item.placed is None or item.note is None:
                continue
            if item.placed.setting is None or item.note.blocks[item.placed.setting.option].needs_sheet:
                return True
    return any(erratum.withdrawn for erratum in document.errata)


def _sheet(source: Source, document: Document, anchors: Sequence[Anchor], release: Release) -> SheetContent:
    last = source.frame(source.page_count - 1)
    found = {anchor.erratum.id: anchor for anchor in anchors}
    rows = tuple(_row(source, erratum, found.get(erratum.id)) for erratum in document.errata)
    return SheetContent(
        document_name=document.base_name,
        sha256=source.sha256,
        release=release,
        rows=rows,
        width=last.width,
        height=last.height,
        first_page_index=source.page_count,
    )


def _row(source: Source, erratum: Erratum, anchor: Anchor | None) -> SheetRow:
    if anchor is None:
        return SheetRow(erratum, erratum.id, ", ".join(erratum.citation.page_labels))
    page_index = anchor.page_index
    frame = source.frame(page_index)
    quads = _quads(anchor, page_index, frame)
    target = quads[0].bounds if quads else frame.bounds
    label = anchor.page_label or str(page_index + 1)
    return SheetRow(erratum, erratum.id, label, page_index, target)


def _remarks(pages: Sequence[PageLayout]) -> list[str]:
    band = next(
        (item for page in pages for item in page.items if item.note is not None and item.note.key == "band"), None
    )
    if band is not None and band.placed is not None and band.placed.box is None:
        return [
            "The first page has no room for the band; the errata sheet at the end says that this is a corrected copy."
        ]
    return []
