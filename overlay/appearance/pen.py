"""Ink on reportlab's canvas: lines, boxes and typeset text, one PDF page after the other, always the same bytes.

Text is written by low-level operators only; nothing in it is ever read as markup. Every page begins with its graphics
state spelt out, because as a Form XObject it starts from whatever the page before it left (ISO 32000-1, 8.10.1).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from overlay.appearance.blocks import PlacedLine
from overlay.appearance.colour import BLACK, WHITE, Colour, Palette
from overlay.appearance.fonts import Fonts, register
from overlay.appearance.lines import Ink, Segment
from overlay.errors import UnsupportedError
from overlay.geometry import Point, Rect


class _NoInfo(pdfdoc.PDFInfo):
    """An information dictionary that says nothing, least of all when."""

    def format(self, document: Any) -> Any:
        return pdfdoc.PDFDictionary({}).format(document)


class Pen:
    """Draws pages in order; `pdf` ends it."""

    def __init__(self, fonts: Fonts, colours: Palette) -> None:
        register(fonts)
        self._buffer = io.BytesIO()
        canvas: Any = Canvas(
            self._buffer,
            pageCompression=0,  # what is drawn is compressed when it is merged
            invariant=1,
            pdfVersion=(1, 4),
            initialFontName=fonts.regular[0].name,  # type: ignore[arg-type]  # the stubs take it for a size
        )
        canvas._doc.info = _NoInfo()
        self._canvas = canvas
        self._colours = colours
        self._pages = 0

    def begin(self, width: float, height: float) -> int:
        """Begins a page with its MediaBox [0 0 width height]; returns its index."""
        self._canvas.setPageSize((width, height))
        self._write("0 Tc 0 Tw 100 Tz 0 Ts 0 Tr 0 J 1 j 10 M [] 0 d")
        self._pages += 1
        return self._pages - 1

    def end(self) -> None:
        """Ends the page."""
        self._canvas.showPage()

    def pdf(self) -> bytes:
        """The document. Raises UnsupportedError where a font turns out to be damaged when it is subset."""
        try:
            self._canvas.save()
        except Exception as problem:  # a damaged font file raises whatever its first wrong byte leads to
            raise UnsupportedError(
                f"A font cannot be embedded ({type(problem).__name__}).",
                remedy='Name another TrueType font file under "fonts:" in the style block.',
            ) from problem
        return self._buffer.getvalue()

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A polyline of `width` points."""
        path = self._canvas.beginPath()
        path.moveTo(points[0].x, points[0].y)
        for point in points[1:]:
            path.lineTo(point.x, point.y)
        self._canvas.setStrokeColorRGB(*colour.parts)
        self._canvas.setLineWidth(width)
        self._canvas.drawPath(path, stroke=1, fill=0)

    def fill(self, rect: Rect, colour: Colour) -> None:
        """A filled rectangle."""
        self._canvas.setFillColorRGB(*colour.parts)
        self._canvas.rect(rect.x0, rect.y0, rect.width, rect.height, stroke=0, fill=1)

    def frame(self, rect: Rect, width: float, colour: Colour) -> None:
        """A rectangle's outline, wholly inside it."""
        inner = rect.grown(-width / 2)
        self._canvas.setStrokeColorRGB(*colour.parts)
        self._canvas.setLineWidth(width)
        self._canvas.rect(inner.x0, inner.y0, inner.width, inner.height, stroke=1, fill=0)

    def pill(self, rect: Rect, colour: Colour) -> None:
        """A filled rectangle with round ends: a disc where it is square."""
        self._canvas.setFillColorRGB(*colour.parts)
        radius = min(rect.width, rect.height) / 2
        self._canvas.roundRect(rect.x0, rect.y0, rect.width, rect.height, radius, stroke=0, fill=1)

    def text(self, lines: Iterable[PlacedLine], corner: Point) -> None:
        """Typeset lines, their positions counted from `corner`."""
        for placed in lines:
            for segment in placed.line.segments:
                self._segment(segment, corner.x + placed.x, corner.y + placed.baseline)

    def marked(self, tag: str, mcid: int) -> None:
        """Begins a marked-content sequence for the structure tree (14.7.4.2)."""
        self._write(f"/{tag} <</MCID {mcid}>> BDC")

    def artifact(self) -> None:
        """Begins decoration that is not read aloud (14.8.2.2)."""
        self._write("/Artifact BMC")

    def unmarked(self) -> None:
        """Ends the last marked-content sequence."""
        self._write("EMC")

    def _segment(self, segment: Segment, x: float, y: float) -> None:
        words = self._canvas.beginText()
        words.setFillColorRGB(*self._ink(segment.ink).parts)
        for run in segment.runs:
            words.setFont(run.font, segment.size)
            words.setTextOrigin(x + run.x, y + run.rise)
            words.textOut(run.glyphs)
        self._canvas.drawText(words)

    def _ink(self, ink: Ink) -> Colour:
        match ink:
            case Ink.TEXT:
                return self._colours.text
            case Ink.MARK:
                return self._colours.mark
            case Ink.MUTED:
                return self._colours.muted
            case Ink.ON_MARK:
                return WHITE
            case Ink.ON_LIGHT:
                return BLACK

    def _write(self, operators: str) -> None:
        self._canvas._code.append(operators)
