"""The glyphs of a page as PDFium's text of it tells them."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import zip_longest
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from overlay.errors import DamagedError
from overlay.pagetext.glyphs import UNKNOWN, Glyph, believed_height, too_many, within_reach
from overlay.pagetext.pdfium_codes import Shown, along_the_line, is_leftward, is_mark, plain, step, text_of
from overlay.screen import Screen
from overlay.screen.document import OpenPage
from overlay.screen.page_objects import address, mark_names, spoken_mark
from overlay.source import Source

ADDED = frozenset(map(ord, " \r\n"))
"""What PDFium puts between letters that stand apart; a page may show it too."""

VERTICAL_RISE = 0.88
"""From a letter's own origin up to where the pen stands in vertical writing, in em (ISO 32000-1, Table 117, /DW2)."""

FULL_WIDTHS, FULL_MIDDLE = ("W", "F", "A"), 0.5
"""The letters that are one em wide where lines run down the page (Unicode Standard Annex 11), and the middle of those."""

VERTICAL_HEIGHT = (0.5, -0.5)
"""A letter's ascent and descent in vertical writing, in em: to either side of the middle of its column."""

TYPE3_EM = 2.0
"""Middling widths that stand for the em of a Type 3 font, which has none (9.6.5)."""

LONGEST_LIGATURE = 3
"""Letters."""

WIDEST_OVERHANG = 0.25
"""In em: how far a letter's ink may lie beyond its advance, as that of an italic f does."""

SAME_STEP = 0.02
"""In em: what the next letter stands away from where a letter ends if nothing moves it."""


class _Font:
    """What is known of a font: by codes, the letter that they mean, and its advance in em (negative in vertical writing)."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        embedded = pdfium_c.FPDFFont_GetIsEmbedded(handle) == 1
        ascent, descent, length = ctypes.c_float(), ctypes.c_float(), ctypes.c_size_t()
        if embedded:  # else they are those of the font that PDFium has instead
            pdfium_c.FPDFFont_GetAscent(handle, 1.0, ascent)
            pdfium_c.FPDFFont_GetDescent(handle, 1.0, descent)
        self.height = believed_height(ascent.value, descent.value)
        pdfium_c.FPDFFont_GetFontData(handle, None, 0, length)
        # Type 3 fonts alone are all in the file and have no program (ISO 32000-1, 9.6.5).
        self.is_type3 = embedded and not length.value
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

    @property
    def is_upright(self) -> bool:
        """Whether letters stand upright on a line along a side of the page: the ink of others reaches beyond their advance."""
        (along_x, along_y), (up_x, up_y) = self.along, self.up
        return along_x * up_x == along_y * up_y == along_x * along_y == 0


class ByPdfium:
    """A document as the screen has it open; no page but the one asked for is read."""

    def __init__(self, source: Source, screen: Screen) -> None:
        self._most = source.limits.page_characters
        self._screen = screen

    def glyphs(self, page_index: int) -> list[Glyph]:
        """What the page shows, in the order of its content. Raises DamagedError where PDFium cannot read it, LimitError beyond
        the limit of characters."""
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
        self._objects = opened.objects
        self._forms = {address(each.raw): each.forms for each in opened.objects if each.is_text and each.forms}
        self._fonts: dict[int, _Font] = {}
        self._box = pdfium_c.FS_RECTF()

    def glyphs(self) -> list[Glyph]:
        """All glyphs of the page."""
        found: list[Glyph] = []
        of_type3: dict[_Font, list[int]] = {}
        for raw, shown in self._as_drawn():
            pen = self._pen(raw, shown[0].place)
            first = len(found)
            mark = spoken_mark(raw)
            if mark and self._is_read_out(shown[0]):
                found.append(self._read_out(shown, pen, whole=self._marked_alike[mark] == 1))
            else:
                found += self._drawn(shown, pen)
            if pen.font.is_type3:
                of_type3.setdefault(pen.font, []).extend(range(first, len(found)))
        for font, places in of_type3.items():
            widths = [abs(width) for _, width in font.known.values() if width]
            em = TYPE3_EM * median(widths) if widths else 1.0
            for place in places:
                found[place] = found[place]._replace(ex=found[place].ex * em, ey=found[place].ey * em)
        return found

    def _as_drawn(self) -> list[tuple[Any, list[Shown]]]:
        """What is shown by each text object, in the order of the page's content. PDFium has the lines in an order of its own."""
        order = {address(each.raw): number for number, each in enumerate(self._objects)}
        return sorted(self._by_object(), key=lambda one: order.get(address(one[0]), len(order)))

    def _by_object(self) -> Iterator[tuple[Any, list[Shown]]]:
        """What is shown by each text object, with PDFium's handle of it."""
        text_page, x, y = self._text_page, ctypes.c_double(), ctypes.c_double()
        held: list[Shown] = []
        before, shown_by = None, 0
        for place in range(pdfium_c.FPDFText_CountChars(text_page)):
            code = pdfium_c.FPDFText_GetUnicode(text_page, place)
            if code in ADDED and self._is_added(place):
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
            held.append(Shown(place, (code,), x.value, y.value))
        if held:
            yield before, held

    def _drawn(self, shown: Sequence[Shown], pen: _Pen) -> Iterator[Glyph]:
        """The glyphs of one text object."""
        font, (along_x, along_y), (up_x, up_y), mode, artifact, mcid = pen
        ascent, descent = font.height
        ordered = along_the_line(shown, pen.along) if any(map(is_leftward, shown)) else shown
        for each, after in zip_longest(ordered, ordered[1:]):
            _, codes, x, y = each
            if pdfium_c.FPDFText_HasUnicodeMapError(self._text_page, each.place) == 1:
                text, width = UNKNOWN, self._measured(each, pen)  # the code is not Unicode
            else:
                text, width = font.known.get(codes) or self._meaning(each, pen)
                width = self._advance(width, each, after, pen) if width >= 0 else width
            if width < 0 and not font.is_type3:
                across, rise = self._middle(each, text, pen), VERTICAL_RISE
                top = (x + across * along_x + rise * up_x, y + across * along_y + rise * up_y)
                advance, em = (up_x * width, up_y * width), pen.along
                yield Glyph(text, *top, *advance, *em, *VERTICAL_HEIGHT, True, mode, artifact, mcid)
            elif text:
                advance = (along_x * width, along_y * width)
                yield Glyph(text, x, y, *advance, up_x, up_y, ascent, descent, False, mode, artifact, mcid)

    def _advance(self, told: float, shown: Shown, after: Shown | None, pen: _Pen) -> float:
        """A glyph's advance in em. PDFium tells it of the letter, of which a font may have several glyphs."""
        apart = step(shown, after, pen.along)
        if told and abs(apart - told) < SAME_STEP:
            return told  # as nearly always
        width, measured = told, self._measured(shown, pen)
        if not told or (0 < measured < told and not pen.font.is_type3):
            width = measured
        elif pen.is_upright and not pen.font.is_type3:
            is_free = after is None or apart > measured
            is_another = abs(apart - measured) < SAME_STEP or (is_free and measured - told > WIDEST_OVERHANG)
            width = measured if is_another else told
        is_joined = is_leftward(shown) and after is not None and not is_mark(after.codes[0])
        return min(width, apart) if is_joined and apart > 0 else width  # the rest of it is beneath the next letter

    def _read_out(self, shown: Sequence[Shown], pen: _Pen, *, whole: bool) -> Glyph:
        """What one text object draws, as one glyph, where PDFium tells what the file would have it read out as instead.

        `whole`: nothing else is drawn for that. Few letters may be a ligature; more are not known to be in print.
        """
        codes = tuple(code for each in shown for code in each.codes)
        width = max(self._measured(each, pen) for each in shown)
        known = whole and len(codes) <= LONGEST_LIGATURE and pen.font.width(codes[0]) >= 0
        (along_x, along_y), (ascent, descent) = pen.along, pen.font.height
        return Glyph(
            text_of(codes, width) if known else UNKNOWN, shown[0].x, shown[0].y, along_x * width, along_y * width,
            *pen.up, ascent, descent, False, pen.mode, pen.artifact, pen.mcid,
        )  # fmt: skip

    def _is_read_out(self, shown: Shown) -> bool:
        """Whether a mark with other words for what is drawn has PDFium tell those: their boxes are then parts of the ink."""
        box = self._box
        pdfium_c.FPDFText_GetLooseCharBox(self._text_page, shown.place, box)
        return self._ink(shown.place) == (box.left, box.right, box.bottom, box.top)

    @cached_property
    def _marked_alike(self) -> Counter[int]:
        """How many text objects stand in each mark that has other words for them."""
        return Counter(spoken_mark(each.raw) for each in self._objects if each.is_text)

    def _is_added(self, place: int) -> bool:
        """Whether PDFium put a space or line feed there; where lines run leftwards only its empty box tells."""
        box = self._box
        told = pdfium_c.FPDFText_IsGenerated(self._text_page, place) == 1
        found = told or pdfium_c.FPDFText_GetLooseCharBox(self._text_page, place, box)
        return told or bool(found and box.left == box.right and box.bottom == box.top)

    def _ink(self, place: int) -> tuple[float, ...]:
        sides = [ctypes.c_double() for _ in range(4)]
        pdfium_c.FPDFText_GetCharBox(self._text_page, place, *sides)
        return tuple(side.value for side in sides)

    def _meaning(self, shown: Shown, pen: _Pen) -> tuple[str, float]:
        """What a glyph means, and its advance in em as PDFium tells it of its letter; "" for one that is no text, U+FFFD where
        the file does not tell."""
        codes = shown.codes
        told = pen.font.width(plain(codes[0])) if len(codes) == 1 else 0.0
        pen.font.known[codes] = (text_of(codes, told or self._measured(shown, pen)), told)
        return pen.font.known[codes]

    def _measured(self, shown: Shown, pen: _Pen) -> float:
        """The advance in em, or the ink's where that goes further, as PDFium's box of the letter has it: no less than that on
        a line that runs aslant. 0 where it does not tell."""
        box, (x, y) = self._box, pen.along
        if not (x or y) or not pdfium_c.FPDFText_GetLooseCharBox(self._text_page, shown.place, box):
            return 0.0
        right = (box.right if x > 0 else box.left) - shown.x
        top = (box.top if y > 0 else box.bottom) - shown.y
        return max(float(right * x + top * y) / (x * x + y * y), 0.0)

    def _middle(self, shown: Shown, text: str, pen: _Pen) -> float:
        """How far along its own line, in em, the middle of a column lies from a letter's origin: half of the letter's width."""
        left, right, foot, top = self._ink(shown.place)
        x, y = pen.along
        if unicodedata.east_asian_width(text[:1] or " ") in FULL_WIDTHS or left == right or not (x or y):
            return FULL_MIDDLE
        return (((left + right) / 2 - shown.x) * x + ((foot + top) / 2 - shown.y) * y) / (x * x + y * y)

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
