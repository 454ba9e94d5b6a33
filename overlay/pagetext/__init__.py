"""One PDF page as characters in reading order, each with its quad."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from overlay.geometry import Matrix, Point, Quad
from overlay.pagetext.glyphs import Glyph, Placed, placed, with_marks_joined, without_overprints
from overlay.pagetext.reading_order import Piece, joiner, pieces
from overlay.pagetext.running import NEIGHBOURS, EdgeLine, running_lines
from overlay.readers import Reader
from overlay.screen import Screen
from overlay.source import Source

QUADS_KEPT = 1024
"""Each letter of a line is asked for its own several times over, while the quote on that line is looked at."""


class Char(NamedTuple):
    """One printed character (or ligature), of the `glyph` that draws it.

    `line` is the index, in the page as a reader sees it (columns, each from the top), of the printed line the
    character stands on; `column` the index of its column on the page, both from 0. `size` is the height of the font
    as shown, in user space units. `superscript` says that it is raised and small: a note mark, or an exponent (print
    does not tell which). `artifact`: a page number, or what the file itself marks as no part of the text; `Pages.running`
    tells of running headers and footers that return on other pages. `mcid`: the page's marked content that it belongs to.
    """

    text: str
    line: int
    column: int
    size: float
    superscript: bool
    artifact: bool
    mcid: int | None
    glyph: Glyph

    @property
    def quad(self) -> Quad:
        """In user space: along the foot from origin to advance, across from descent to ascent."""
        return _quad(self.glyph)


@lru_cache(maxsize=QUADS_KEPT)
def _quad(glyph: Glyph) -> Quad:
    return glyph.quad


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text: `text[i]` was printed by `chars[i]`; None where a space or line feed was put between characters that stand apart.

    Lines are divided by "\\n" in `text`. A ligature that stands for several letters is one Char whose text has several
    letters; each of its positions in `text` points to the same Char object. A glyph whose letter the file does not tell
    is U+FFFD.
    """

    page_index: int
    text: str
    chars: tuple[Char | None, ...]


class Pages:
    """The pages of a document as text, each read when it is first asked for, and only that one."""

    def __init__(self, source: Source, screen: Screen | None = None, *, reader: Reader = Reader.PDFPLUMBER) -> None:
        self._source = source
        self._screen = screen or Screen(source)
        self._glyphs = _read_by(reader, source, self._screen)
        self._read: dict[int, tuple[tuple[Piece, ...], dict[int, Char]]] = {}
        self._texts: dict[tuple[int, bool], PageText] = {}
        self._edges: dict[int, tuple[EdgeLine, ...]] = {}

    def text(self, page_index: int) -> PageText:
        """The page's text in the order of its content stream, with each line put right: what nearly every quote is found in.

        Raises DamagedError where the page cannot be read, LimitError beyond the limit of characters on a page.
        """
        return self._text(page_index, spatial=False)

    def spatial(self, page_index: int) -> PageText:
        """The same characters by where they stand: columns, each from the top. For producers that write in no order.

        Equal to `text(page_index)` where both orders agree. Raises what `text` raises.
        """
        return self._text(page_index, spatial=True)

    def forget(self, page_index: int) -> None:
        """Let go of what was read of a page; when it is asked for again, it is read again."""
        self._read.pop(page_index, None)
        self._edges.pop(page_index, None)
        for spatial in (False, True):
            self._texts.pop((page_index, spatial), None)

    def running(self, page_index: int) -> frozenset[int]:
        """The lines (`Char.line`) of the page's running header, footer and page number, the neighbouring pages compared.

        Raises what `text` raises.
        """
        self._layout(page_index)
        near = (page_index + step for step in NEIGHBOURS)
        others = [partial(self._screen.raw, other) for other in near if 0 <= other < self._source.page_count]
        return running_lines(self._edges[page_index], others)

    def _text(self, page_index: int, *, spatial: bool) -> PageText:
        key = (page_index, spatial)
        if key not in self._texts:
            found, chars = self._layout(page_index)
            written = tuple(sorted(found, key=lambda piece: (piece.drawn, not piece.initial)))
            if written == found:  # one order, as nearly always
                self._texts[page_index, False] = self._texts[page_index, True] = _joined(page_index, found, chars)
            else:
                self._texts[key] = _joined(page_index, found if spatial else written, chars)
        return self._texts[key]

    def _layout(self, page_index: int) -> tuple[tuple[Piece, ...], dict[int, Char]]:
        if page_index not in self._read:
            items = with_marks_joined(placed(without_overprints(self._glyphs(page_index))))
            found = pieces(items)
            numbers = running_lines(self._edge_lines(page_index, found, items), ())
            chars = {}
            for piece in found:
                artifact = piece.line in numbers
                for position, index in enumerate(piece.glyphs):
                    glyph, raised = items[index].glyph, position in piece.raised
                    chars[index] = Char(
                        glyph.text, piece.line, piece.column, items[index].size, raised, artifact, glyph.mcid, glyph
                    )
            self._read[page_index] = (found, chars)
        return self._read[page_index]

    def _edge_lines(self, page_index: int, found: Sequence[Piece], items: Sequence[Placed]) -> tuple[EdgeLine, ...]:
        frame = self._source.frame(page_index)
        to_display, height = frame.to_display, frame.height
        by_line: dict[int, list[Piece]] = {}
        for piece in found:
            by_line.setdefault(piece.line, []).append(piece)
        lines = tuple(_edge_line(line, own, items, to_display, height) for line, own in by_line.items())
        self._edges[page_index] = lines
        return lines


def _read_by(reader: Reader, source: Source, screen: Screen) -> Callable[[int], list[Glyph]]:
    """What tells the glyphs of a page, by its index; the libraries of the other reader are not imported."""
    if reader is Reader.PDFIUM:
        from overlay.pagetext.by_pdfium import ByPdfium

        return ByPdfium(source, screen).glyphs
    from overlay.pagetext.by_pdfplumber import ByPdfplumber

    return ByPdfplumber(source, screen).glyphs


def _edge_line(line: int, own: Sequence[Piece], items: Sequence[Placed], to_display: Matrix, height: float) -> EdgeLine:
    glyphs = [[items[index].glyph for index in piece.glyphs] for piece in own]
    centre = to_display.apply(Point(glyphs[0][0].x, glyphs[0][0].y))
    marked = [glyph.artifact for part in glyphs for glyph in part if not glyph.text.isspace()]
    parts = tuple("".join([glyph.text for glyph in part]) for part in glyphs)
    return EdgeLine(line, parts, centre.y / height, len(marked), sum(marked))


def _joined(page_index: int, order: Sequence[Piece], chars: dict[int, Char]) -> PageText:
    text: list[str] = []
    origin: list[Char | None] = []
    before: Piece | None = None
    for piece in order:
        between = joiner(before, piece) if before is not None else ""
        beside = [chars[each.glyphs[at]].text for each, at in ((before, -1), (piece, 0)) if each is not None]
        drawn_space = any(map(str.isspace, beside))
        if between == "\n" or (between and not drawn_space):
            text.append(between)
            origin.append(None)
        for start, end in pairwise((0, *sorted(piece.gaps), len(piece.glyphs))):
            if start:
                text.append(" ")
                origin.append(None)
            own = [chars[index] for index in piece.glyphs[start:end]]
            text.append("".join([char.text for char in own]))
            if len(text[-1]) > len(own):  # a ligature
                own = [char for char in own for _ in char.text]
            origin.extend(own)
        before = piece
    return PageText(page_index, "".join(text), tuple(origin))
