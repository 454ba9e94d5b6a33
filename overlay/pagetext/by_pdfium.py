"""The glyphs of a page as PDFium's text of it tells them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from overlay.errors import DamagedError
from overlay.pagetext.glyphs import UNKNOWN, Glyph, believed_height, letter, too_many, within_reach
from overlay.screen import Screen
from overlay.screen.document import OpenPage
from overlay.screen.page_objects import address, mark_names
from overlay.source import Source

ADDED = frozenset(map(ord, " \r\n"))
"""What PDFium puts between letters that stand apart; a page may show it too."""

HYPHEN_AT_LINE_END = 2
"""The code that PDFium gives it."""

LAST_UNIT = 0xFFFF
"""Of UTF-16: PDFium counts a character beyond it as two."""

VERTICAL_ORIGIN = (0.5, 0.88)
"""From a letter's own origin to where the pen stands in vertical writing, in em (ISO 32000-1, Table 117, /DW2)."""

VERTICAL_HEIGHT = (0.5, -0.5)
"""A letter's ascent and descent in vertical writing, in em: to either side of the middle of its column."""

TYPE3_EM = 2.0
"""Middling widths that stand for the em of a Type 3 font, which has none (9.6.5)."""


class _Shown(NamedTuple):
    """One glyph as PDFium tells it: the place of its first character in PDFium's text, the codes of all of them (UTF-16; a
    ligature has several), and its origin in user space."""

    place: int
    codes: tuple[int, ...]
    x: float
    y: float


class _Font:
    """What is known of a font: by codes, the letter that they mean, and its advance in em (negative in vertical writing)."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        ascent, descent = ctypes.c_float(), ctypes.c_float()
        pdfium_c.FPDFFont_GetAscent(handle, 1.0, ascent)
        pdfium_c.FPDFFont_GetDescent(handle, 1.0, descent)
        self.height = believed_height(ascent.value, descent.value)
        # Type 3 fonts alone have no name (ISO 32000-1, Table 112).
        self.is_type3 = pdfium_c.FPDFFont_GetBaseFontName(handle, None, 0) <= len("\0")
        self.known: dict[tuple[int, ...], tuple[str, float]] = {}

    def width(self, code: int) -> float:
        """The advance of the glyph that has this code; 0 where PDFium cannot tell."""
        width = ctypes.c_float()
        return width.value if pdfium_c.FPDFFont_GetGlyphWidth(self._handle, code, 1.0, width) else 0.0


class _Pen(NamedTuple):
    """What the letters of one text object have in common; `along` and `up` are one em on the page, along and across the line."""

    font: _Font
    along: tuple[float, float]
    up: tuple[float, float]
    mode: int
    artifact: bool
    mcid: int | None


class ByPdfium:
    """A document as the screen has it open; no page but the one asked for is read."""

    def __init__(self, source: Source, screen: Screen) -> None:
        self._most = source.limits.page_characters
        self._screen = screen

    def glyphs(self, page_index: int) -> list[Glyph]:
        """What the page shows, in PDFium's order. Raises DamagedError where PDFium cannot read it, LimitError beyond the
        limit of characters."""
        opened = self._screen.opened(page_index)
        if opened is None:
            raise DamagedError(
                f"PDFium cannot read sheet {page_index + 1}.", remedy="Leave --reader pdfium out, or add --repair."
            )
        if self._most and pdfium_c.FPDFText_CountChars(opened.text_page.raw) > self._most:
            raise too_many(self._most)
        return list(filter(within_reach, _Reading(opened).glyphs()))


class _Reading:
    """One reading of a page. What PDFium tells of a text object or a font is asked once."""

    def __init__(self, opened: OpenPage) -> None:
        self._text_page = opened.text_page.raw
        self._forms = {address(each.raw): each.forms for each in opened.objects if each.is_text and each.forms}
        self._fonts: dict[int, _Font] = {}

    def glyphs(self) -> list[Glyph]:
        """All glyphs of the page."""
        found: list[Glyph] = []
        of_type3: dict[_Font, list[int]] = {}
        for raw, shown in self._by_object():
            pen = self._pen(raw, shown[0].place)
            first = len(found)
            found += self._drawn(shown, pen)
            if pen.font.is_type3:
                of_type3.setdefault(pen.font, []).extend(range(first, len(found)))
        for font, places in of_type3.items():
            widths = [abs(width) for _, width in font.known.values() if width]
            em = TYPE3_EM * median(widths) if widths else 1.0
            for place in places:
                found[place] = found[place]._replace(ex=found[place].ex * em, ey=found[place].ey * em)
        return found

    def _by_object(self) -> Iterator[tuple[Any, list[_Shown]]]:
        """What is shown by each text object, with PDFium's handle of it."""
        text_page, x, y = self._text_page, ctypes.c_double(), ctypes.c_double()
        held: list[_Shown] = []
        before, shown_by = None, 0
        for place in range(pdfium_c.FPDFText_CountChars(text_page)):
            code = pdfium_c.FPDFText_GetUnicode(text_page, place)
            if code in ADDED and pdfium_c.FPDFText_IsGenerated(text_page, place) == 1:
                continue
            raw = pdfium_c.FPDFText_GetTextObject(text_page, place)
            if not raw or not pdfium_c.FPDFText_GetCharOrigin(text_page, place, x, y):
                continue
            if (own := address(raw)) != shown_by:
                if held:
                    yield before, held
                held, before, shown_by = [], raw, own
            elif held[-1].x == x.value and held[-1].y == y.value and self._ink(held[-1].place) == self._ink(place):
                held[-1] = held[-1]._replace(codes=(*held[-1].codes, code))  # a ligature; an accent has ink of its own
                continue
            held.append(_Shown(place, (code,), x.value, y.value))
        if held:
            yield before, held

    def _drawn(self, shown: Sequence[_Shown], pen: _Pen) -> Iterator[Glyph]:
        """The glyphs of one text object."""
        font, (along_x, along_y), (up_x, up_y), mode, artifact, mcid = pen
        ascent, descent = font.height
        for each in shown:
            _, codes, x, y = each
            if pdfium_c.FPDFText_HasUnicodeMapError(self._text_page, each.place) == 1:
                text, width = UNKNOWN, self._measured(each, pen)  # the code is not Unicode
            else:
                text, width = font.known.get(codes) or self._meaning(each, pen)
            if width < 0 and not font.is_type3:
                across, rise = VERTICAL_ORIGIN
                top = (x + across * along_x + rise * up_x, y + across * along_y + rise * up_y)
                advance, em = (up_x * width, up_y * width), pen.along
                yield Glyph(text, *top, *advance, *em, *VERTICAL_HEIGHT, True, mode, artifact, mcid)
            elif text:
                advance = (along_x * width, along_y * width)
                yield Glyph(text, x, y, *advance, up_x, up_y, ascent, descent, False, mode, artifact, mcid)

    def _ink(self, place: int) -> tuple[float, ...]:
        sides = [ctypes.c_double() for _ in range(4)]
        pdfium_c.FPDFText_GetCharBox(self._text_page, place, *sides)
        return tuple(side.value for side in sides)

    def _meaning(self, shown: _Shown, pen: _Pen) -> tuple[str, float]:
        """What a glyph means, and its advance in em; "" for one that is no text, U+FFFD where the file does not tell."""
        codes = [ord("-") if code == HYPHEN_AT_LINE_END else code for code in shown.codes]
        told, measured = pen.font.width(codes[0]) if len(codes) == 1 else 0.0, self._measured(shown, pen)
        # PDFium goes by the letter, of which a font may have several glyphs; its box holds ink and advance of this one.
        width = min(told, measured) if told and measured else told or measured
        units = b"".join(code.to_bytes(2, "little") for code in codes if code <= LAST_UNIT)
        text = UNKNOWN if 0 in codes else letter(units.decode("utf-16-le", errors="replace"), width)
        pen.font.known[shown.codes] = (text, width)
        return text, width

    def _measured(self, shown: _Shown, pen: _Pen) -> float:
        """The advance on a level line, in em, as PDFium's box of the letter has it; 0 where it does not tell."""
        box = pdfium_c.FS_RECTF()
        is_level = pen.along[0] > 0 == pen.along[1]
        told = is_level and pdfium_c.FPDFText_GetLooseCharBox(self._text_page, shown.place, box)
        return max(box.right - shown.x, 0.0) / pen.along[0] if told else 0.0

    def _pen(self, raw: Any, place: int) -> _Pen:
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFText_GetMatrix(self._text_page, place, matrix)
        size = pdfium_c.FPDFText_GetFontSize(self._text_page, place)
        handle = pdfium_c.FPDFTextObj_GetFont(raw)
        font = self._fonts.get(address(handle)) or self._fonts.setdefault(address(handle), _Font(handle))
        forms = self._forms.get(address(raw), ())
        # What a form marks is in a structure of its own (14.7.4.2): only what encloses it is the page's.
        mcid = pdfium_c.FPDFPageObj_GetMarkedContentID(forms[0] if forms else raw)
        return _Pen(
            font,
            (matrix.a * size, matrix.b * size),
            (matrix.c * size, matrix.d * size),
            pdfium_c.FPDFTextObj_GetTextRenderMode(raw),
            any("Artifact" in mark_names(each) for each in (*forms, raw)),
            mcid if mcid >= 0 else None,
        )
