"""Takes down the glyphs of a page as pdfminer's interpreter shows them, in user space, and leaves the rest alone."""

from __future__ import annotations

import sys
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFType3Font
from pdfminer.psparser import LIT

from overlay.geometry import Matrix, PageFrame
from overlay.pagetext.glyphs import USUAL_ASCENT, USUAL_DESCENT, Glyph, believed_height, letter, too_many
from overlay.pagetext.interpreter import codes, letter_of


class GlyphDevice(PDFTextDevice):
    """Its `glyphs` are what was shown so far, in the order of the content. Raises LimitError beyond the limit of characters."""

    def __init__(self, resources: Any, frame: PageFrame) -> None:
        super().__init__(resources)
        self._most = resources.allowance.limits.page_characters or sys.maxsize
        self.glyphs: list[Glyph] = []
        self._to_user = frame.layout_to_user
        self._mode = 0
        self._tags: list[tuple[bool, int | None]] = [(False, None)]
        self._figures = 0
        self._heights: dict[int, tuple[float, float, float]] = {}
        self._letters: dict[int, dict[int, tuple[str, float]]] = {}
        self._fonts: list[Any] = []  # kept alive: the two above go by id

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        artifact, mcid = self._tags[-1]
        own = None if self._figures else _mcid(props)
        self._tags.append((artifact or tag is LIT("Artifact"), mcid if own is None else own))

    def end_tag(self) -> None:
        if len(self._tags) > 1:
            self._tags.pop()

    def begin_figure(self, *_: Any) -> None:
        # What a form XObject marks is the form's, in a structure of its own (14.7.4.2): only what encloses it is the page's.
        self._figures += 1

    def end_figure(self, *_: Any) -> None:
        self._figures -= 1

    def render_image(self, *_: Any) -> None:
        pass

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        if textstate.font is None or self.ctm is None:
            return
        self._mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_string_horizontal(  # the signature is pdfminer's
        self, seq: Any, matrix: Any, pos: Any, font: Any, fontsize: float, scaling: float, charspace: float,
        wordspace: float, rise: float, dxscale: float, ncs: Any, graphicstate: Any,
    ) -> Any:  # fmt: skip
        """Glyph after glyph as ISO 32000-1, 9.4.4 has it: pdfminer leaves out the spacing after a string's last glyph."""
        x, y = pos
        a, b, c, d, e, f = Matrix(*matrix).then(self._to_user).numbers
        ascent, descent, em = self._height(font)
        letters = self._letters[id(font)]
        ex, ey = c * fontsize * em, d * fontsize * em
        artifact, mcid = self._tags[-1]
        for part in seq:
            if isinstance(part, (int, float)):
                x -= part * dxscale
                continue
            if not isinstance(part, bytes):
                continue
            for code, cid in codes(font, part):
                text, width = letters.get(code) or self._letter(font, code, cid)
                advance = width * fontsize * scaling
                if text:
                    if len(self.glyphs) >= self._most:
                        raise too_many(self._most)
                    self.glyphs.append(
                        Glyph(
                            text, a * x + c * (y + rise) + e, b * x + d * (y + rise) + f, a * advance, b * advance, ex, ey,
                            ascent, descent, False, self._mode, artifact, mcid,
                        )
                    )  # fmt: skip
                x += advance + charspace
                if code == 32:
                    x += wordspace
        return (x, y)

    def render_string_vertical(  # the signature is pdfminer's
        self, seq: Any, matrix: Any, pos: Any, font: Any, fontsize: float, scaling: float, charspace: float,
        wordspace: float, rise: float, dxscale: float, ncs: Any, graphicstate: Any,
    ) -> Any:  # fmt: skip
        """The same down the column. Horizontal scaling has no part in it, and the spacings are those set."""
        x, y = pos
        total = Matrix(*matrix).then(self._to_user)
        across = scaling or 1.0
        self._height(font)  # not for its height: from here on the font is known
        artifact, mcid = self._tags[-1]
        for part in seq:
            if isinstance(part, (int, float)):
                y -= part * 0.001 * fontsize
                continue
            if not isinstance(part, bytes):
                continue
            for code, cid in codes(font, part):
                text, width = self._letter(font, code, cid)
                advance = width * fontsize
                left, above = font.char_disp(cid)
                dx = 0.0 if left is None else (0.5 - left * 0.001) * fontsize * across
                dy = (0.88 - above * 0.001) * fontsize + rise
                if text:
                    if len(self.glyphs) >= self._most:
                        raise too_many(self._most)
                    self.glyphs.append(
                        Glyph(
                            text,
                            total.a * (x + dx) + total.c * (y + dy) + total.e,
                            total.b * (x + dx) + total.d * (y + dy) + total.f,
                            total.c * advance, total.d * advance,
                            total.a * fontsize * across, total.b * fontsize * across,
                            0.5, -0.5, True, self._mode, artifact, mcid,
                        )
                    )  # fmt: skip
                y += advance + charspace / across
                if code == 32:
                    y += wordspace / across
        return (x, y)

    def _letter(self, font: Any, code: int, cid: int) -> tuple[str, float]:
        letters = self._letters[id(font)]
        if code not in letters:
            width = float(font.char_width(cid))
            letters[code] = (letter(letter_of(font, code, cid), width), width)
        return letters[code]

    def _height(self, font: Any) -> tuple[float, float, float]:
        """The font's ascent and descent in em, and how many text space units its em is."""
        known = self._heights.get(id(font))
        if known is None:
            self._fonts.append(font)
            self._letters[id(font)] = {}
            known = self._heights[id(font)] = _type3_height(font) if isinstance(font, PDFType3Font) else _height(font)
        return known


def _mcid(props: Any) -> int | None:
    """The marked-content identifier in a property list that stands in the content itself, as they nearly all do."""
    mcid = props.get("MCID") if isinstance(props, dict) else None
    return mcid if isinstance(mcid, int) else None


def _height(font: Any) -> tuple[float, float, float]:
    return (*believed_height(font.get_ascent(), font.get_descent()), 1.0)


def _type3_height(font: Any) -> tuple[float, float, float]:
    """A Type 3 font has no em (ISO 32000-1, 9.6.5): its box stands for one, or else twice its middling width."""
    top, foot = sorted((font.get_ascent(), font.get_descent()), reverse=True)
    if top > 0 and top - foot < 20 * max(map(abs, (_usual_width(font), 1e-6))):
        em = top - foot
        return top / em, foot / em, em
    return USUAL_ASCENT, USUAL_DESCENT, 2 * _usual_width(font)


def _usual_width(font: Any) -> float:
    widths = sorted(abs(float(width)) for width in font.widths.values() if isinstance(width, (int, float)) and width)
    return (widths[len(widths) // 2] if widths else 500.0) * abs(float(font.hscale))
