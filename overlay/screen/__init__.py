"""PDFium's view of a document: which pages can hold a quote, fast, and where it sees the words.

PDFium is not safe for threads: everything here runs in the caller's one.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from overlay.errors import DamagedError, UnsupportedError
from overlay.geometry import Quad, Rect
from overlay.quote.bidi import reads_leftwards
from overlay.quote.folding import SPACING_ACCENTS, fold, marks_of, skeleton
from overlay.screen.agreement import UNREAD, Apart, apart
from overlay.screen.document import OpenPage, Shared, open_pdfium, shared
from overlay.screen.form_values import form_values
from overlay.screen.two_readers import read_all
from overlay.source import Source

if TYPE_CHECKING:
    from overlay.anchor.answers import Stretch

SHINGLE = 6
"""Folded characters that a page must share with a quote at a time to count as holding that part of it."""

ENOUGH_SHARED = 0.4
"""Part of a quote's shingles that a page must hold. Lower than any passage a typed quote could still be found in."""

EDGE = 10
"""Folded characters at either end of a quote that alone make a page worth reading: the quote may run over a page break."""

UNREADABLE_SHARE = 0.1
"""Of a page's characters: with more than this unknown to PDFium, its text decides nothing."""

RAISED = 0.3
"""Part of a line's height by which raised letters may stand out of it."""

FEW_SHINGLES = 250
"""Of one quote that are looked for one by one; of more, it is quicker to take all that a page has."""

TRUSTED_SHINGLES = 4_000
"""Of one quote that are looked for; a longer one is sampled."""


class Screen:
    """A document as PDFium reads it; opened at the first question. Where PDFium cannot read, no page is excluded."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._raw: dict[int, str] = {}
        self._folded: dict[int, str] = {}

    @property
    def readable(self) -> bool:
        """Whether PDFium opens the document, and counts as many pages in it as the page tree has."""
        return self._shared is not None

    @cached_property
    def _shared(self) -> Shared | None:
        try:
            document = shared(self._source)
        except UnsupportedError:
            return None
        return document if len(document.document) == self._source.page_count else None

    def raw(self, page_index: int) -> str:
        """The page's text in PDFium's order, with its line breaks; "" where PDFium cannot read the page."""
        if page_index not in self._raw:
            self._raw[page_index] = self._read(page_index)
        return self._raw[page_index]

    def read_all(self) -> None:
        """Read the text of every page now, where it was not read yet: a long document by two processes."""
        if self.readable:
            missing = [index for index in range(self._source.page_count) if index not in self._raw]
            self._raw |= read_all(self._read, missing)

    def skeleton(self, page_index: int) -> str:
        """The page's text, folded."""
        if page_index not in self._folded:
            self._folded[page_index] = skeleton(self.raw(page_index))
        return self._folded[page_index]

    def _read(self, page_index: int) -> str:
        text = ""
        with self._loaded(page_index) as loaded:
            text_page = pdfium_c.FPDFText_LoadPage(loaded) if loaded else None
            if text_page:
                count = pdfium_c.FPDFText_CountChars(text_page)
                buffer = (ctypes.c_ushort * (count + 1))()
                written = pdfium_c.FPDFText_GetText(text_page, 0, count, buffer) if count > 0 else 0
                text = bytes(memoryview(buffer)[: max(written - 1, 0)]).decode("utf-16-le", errors="replace")
                pdfium_c.FPDFText_ClosePage(text_page)
        return text

    def filled_in(self, page_index: int) -> tuple[str, ...]:
        """What shows in the form fields of the page: values, captions, choices; empty where nothing can be told."""
        try:
            filled = form_values(shared(self._source).document, page_index)
            return (*filled, *self._source.form_labels(page_index))
        except (UnsupportedError, DamagedError):
            return ()

    def pages_with(self, needles: Iterable[str], *, among: Sequence[int] | None = None) -> tuple[int, ...]:
        """The page indexes, ascending, that may hold one of the needles (as typed), or a part of it at a page break.

        It errs on the side of naming a page: one that PDFium reads badly, or not at all, is always named.
        """
        wanted = [_Needle(needle) for needle in needles if skeleton(needle)]
        pages = range(self._source.page_count) if among is None else sorted(set(among))
        if not self.readable:
            return tuple(pages)
        return tuple(page_index for page_index in pages if self._may_hold(page_index, wanted))

    def reads(self, page_index: int) -> bool:
        """Whether PDFium reads the page's text, and all but little of it as letters."""
        text = self.raw(page_index)
        return bool(text.strip()) and text.count("\ufffd") + text.count("\ufffe") <= UNREADABLE_SHARE * len(text)

    def _may_hold(self, page_index: int, wanted: Sequence[_Needle]) -> bool:
        if not self.reads(page_index):
            return bool(self.raw(page_index).strip()) or self._draws_text(page_index)
        folded = self.skeleton(page_index)
        return any(needle.may_be_in(folded) for needle in wanted)

    def boxes(self, page_index: int, text: str, near: Quad) -> Rect | None:
        """The box, in user space, of PDFium's own glyphs for `text` on the page: of several places, the one closest to `near`.

        None where PDFium does not read those words there.
        """
        opened = self.opened(page_index)
        found = _nearest(opened, text, near) if opened is not None else None
        return found[0] if found is not None else None

    def disagreement(self, stretch: Stretch) -> Apart | None:
        """How far from the stretch PDFium sees its words. None where PDFium cannot read the document."""
        if not self.readable:
            return None
        opened = self.opened(stretch.page_index)
        found = _nearest(opened, stretch.text, stretch.quad) if opened is not None else None
        if opened is None or found is None:
            return UNREAD
        return apart(opened.text_page.raw, found[1], found[0], stretch.quad, stretch.text)

    def letters_on(self, stretch: Stretch) -> str:
        """The letters that PDFium reads where the stretch stands, folded, in its order; "" where it cannot read the page."""
        opened = self.opened(stretch.page_index)
        if opened is None:
            return ""
        around = stretch.quad.bounds.grown(RAISED * min(stretch.quad.bounds.width, stretch.quad.bounds.height))
        letters = []
        for letter, place in zip(*opened.characters, strict=True):
            box = _box(opened.text_page.raw, [place])
            if box is not None and around.holds(box.centre):
                letters.append(letter)
        return "".join(letters)

    def otherwise_accented(self, stretch: Stretch) -> str:
        """The words as PDFium reads them where it has other accents on their letters; "" where it has the same, or accents
        stand by themselves in the words."""
        text = unicodedata.normalize("NFC", stretch.text)
        opened = self.opened(stretch.page_index)
        found = _nearest(opened, text, stretch.quad) if opened is not None else None
        apart = any(char in SPACING_ACCENTS or unicodedata.combining(char) for char in text)
        if opened is None or found is None or apart or reads_leftwards(list(text)):
            return ""
        folded, own = fold(text), [marks_of(char) for char in text]
        theirs = [chr(pdfium_c.FPDFText_GetUnicode(opened.text_page.raw, place)) for place in found[1]]
        others = [marks_of(char) not in ("", own[place]) for char, place in zip(theirs, folded.places, strict=True)]
        return "".join(theirs) if any(others) else ""

    def opened(self, page_index: int) -> OpenPage | None:
        """The page open, with its text; None where PDFium cannot read it."""
        try:
            opened = self._shared.page(page_index) if self._shared is not None else None
            return opened if opened is not None and opened.text_page else None
        except (pdfium.PdfiumError, IndexError):
            return None

    @contextlib.contextmanager
    def _loaded(self, page_index: int) -> Iterator[Any]:
        """PDFium's handle of the page, not kept open; None where it cannot read it."""
        document = self._shared
        loaded = pdfium_c.FPDF_LoadPage(document.document, page_index) if document is not None else None
        try:
            yield loaded or None
        finally:
            if loaded:
                pdfium_c.FPDF_ClosePage(loaded)

    def _draws_text(self, page_index: int) -> bool:
        """Whether a page without a character to read shows text, or a form that may."""
        with self._loaded(page_index) as loaded:
            if loaded is None:
                return True
            kinds = {
                pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(loaded, index))
                for index in range(pdfium_c.FPDFPage_CountObjects(loaded))
            }
        return bool(kinds & {pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_FORM})


def _nearest(opened: OpenPage, text: str, near: Quad) -> tuple[Rect, list[int]] | None:
    """The box of PDFium's glyphs for the text, and their indexes: of several places, the one closest to `near`."""
    wanted = skeleton(text)
    if not wanted:
        return None
    folded, places = opened.characters
    own = near.bounds
    found = [
        (box, held)
        for start in _occurrences(folded, _spellings(text, wanted))
        if (box := _box(opened.text_page.raw, held := places[start : start + len(wanted)])) is not None
    ]
    return min(found, key=lambda one: _apart(one[0], own), default=None)


def _apart(box: Rect, own: Rect) -> float:
    """How far two boxes' sides are from each other, all four together."""
    return abs(box.x0 - own.x0) + abs(box.y0 - own.y0) + abs(box.x1 - own.x1) + abs(box.y1 - own.y1)


def cut_out(source: Source, page_index: int) -> bytes:
    """The page by itself as a PDF that PDFium writes: repaired and decrypted, its user space the same.

    Raises UnsupportedError where PDFium cannot.
    """
    document = open_pdfium(source)
    try:
        alone = pdfium.PdfDocument.new()
        alone.import_pages(document, [page_index])
        written = io.BytesIO()
        alone.save(written)
        alone.close()
    except (pdfium.PdfiumError, ValueError) as error:
        raise UnsupportedError(f"The second reader (PDFium) cannot take out sheet {page_index + 1}.") from error
    finally:
        document.close()
    return written.getvalue()


class _Needle:
    """A quote as it is looked for on many pages."""

    def __init__(self, typed: str) -> None:
        whole = skeleton(typed)
        self._spellings = _spellings(typed, whole)
        starts = range(0, max(len(whole) - SHINGLE, 0) + 1, 1 + len(whole) // TRUSTED_SHINGLES)
        self._shingles = frozenset(spelt[at : at + SHINGLE] for spelt in self._spellings for at in starts)
        self._wanted = max(1, math.floor(ENOUGH_SHARED * len(self._shingles) / len(self._spellings)))
        self._edges = {spelt[:EDGE] for spelt in self._spellings} | {spelt[-EDGE:] for spelt in self._spellings}

    def may_be_in(self, folded: str) -> bool:
        if any(spelt in folded for spelt in self._spellings) or any(edge in folded for edge in self._edges):
            return True
        if len(self._shingles) > FEW_SHINGLES:
            on_page = {folded[at : at + SHINGLE] for at in range(len(folded) - SHINGLE + 1)}
            return len(self._shingles & on_page) >= self._wanted
        held = 0
        for shingle in self._shingles:
            held += shingle in folded
            if held >= self._wanted:
                return True
        return False


def _spellings(typed: str, whole: str) -> tuple[str, ...]:
    """Folded forward, and for right-to-left writing backward too: PDFium hands over some files' text as it is drawn."""
    return (whole, whole[::-1]) if reads_leftwards(list(typed)) else (whole,)


def _occurrences(folded: str, spellings: Iterable[str]) -> Iterator[int]:
    for spelt in spellings:
        at = folded.find(spelt)
        while at >= 0:
            yield at
            at = folded.find(spelt, at + 1)


def _box(text_page: Any, places: Sequence[int]) -> Rect | None:
    """Around PDFium's glyph boxes of some characters, in user space."""
    found: list[Rect] = []
    sides = [ctypes.c_double() for _ in range(4)]
    for place in sorted(set(places)):
        if pdfium_c.FPDFText_GetCharBox(text_page, place, *sides):
            left, right, bottom, top = (side.value for side in sides)
            if right > left or top > bottom:
                found.append(Rect.of((left, bottom, right, top)))
    if not found:
        return None
    return Rect(
        min(box.x0 for box in found),
        min(box.y0 for box in found),
        max(box.x1 for box in found),
        max(box.y1 for box in found),
    )
