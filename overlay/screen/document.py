"""One PDFium document for each source, shared by all who look at it: opened at the first question, closed with the source.

Who changes the document, or takes pages out of it, opens one of their own (`open_pdfium`). PDFium is not safe for
threads: a source is used in one.
"""

from __future__ import annotations

import atexit
import ctypes
import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from overlay.errors import PasswordError, UnsupportedError
from overlay.quote.folding import fold, skeleton
from overlay.screen.page_objects import PageObject, page_objects
from overlay.source import Source
from overlay.substitute_fonts import settle

PAGES_KEPT_OPEN = 4
"""Errata are looked for page by page, and a quote touches two pages at most but for a few."""

_SURROGATES = range(0xD800, 0xE000)
_HIGH, _LOW = _SURROGATES[:0x400], _SURROGATES[0x400:]  # PDFium counts a character beyond U+FFFF as two


class OpenPage:
    """A page that PDFium has open, with what is costly to ask of it asked once."""

    def __init__(self, page: Any) -> None:
        self.page = page

    @cached_property
    def text_page(self) -> Any:
        """PDFium's text of the page. Raises PdfiumError where it has none."""
        return self.page.get_textpage()

    @cached_property
    def objects(self) -> tuple[PageObject, ...]:
        """What the page draws. Who switches one of them off switches it on again, or has the page forgotten."""
        return tuple(page_objects(self.page.raw))

    @cached_property
    def characters(self) -> tuple[str, list[int]]:
        """The page folded, and for each folded character the index of PDFium's character that gave it."""
        return _folded_characters(self.text_page.raw)

    def close(self) -> None:
        """To be called once."""
        if "text_page" in self.__dict__:
            self.text_page.close()
        self.page.close()


class Shared:
    """A source's document in PDFium, its forms set up so that fields show, and the pages last asked for kept open."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self._open: OrderedDict[int, OpenPage] = OrderedDict()

    def page(self, page_index: int) -> OpenPage:
        """The page, to be used before the next few are asked for. Raises PdfiumError or IndexError where there is none."""
        if page_index in self._open:
            self._open.move_to_end(page_index)
            return self._open[page_index]
        settle()
        opened = OpenPage(self.document[page_index])
        self._open[page_index] = opened
        if len(self._open) > PAGES_KEPT_OPEN:
            self._open.popitem(last=False)[1].close()
        return opened

    def forget(self, page_index: int) -> None:
        """Close a page that was changed, so that the next who asks has it as the file does."""
        opened = self._open.pop(page_index, None)
        if opened is not None:
            opened.close()

    def close(self) -> None:
        """Close the pages and the document."""
        for page_index in tuple(self._open):
            self.forget(page_index)
        self.document.close()


_SHARED: WeakKeyDictionary[Source, Shared] = WeakKeyDictionary()


def shared(source: Source) -> Shared:
    """The document that all readers of a source share. Raises UnsupportedError or PasswordError where PDFium does not open it."""
    if source not in _SHARED:
        document = open_pdfium(source)
        # A form that PDFium cannot set up is drawn without it.
        with suppress(pdfium.PdfiumError), _without_talk_of_xfa():
            document.init_forms()
        _SHARED[source] = Shared(document)
    return _SHARED[source]


@atexit.register
def _close_all() -> None:
    """Before PDFium's binding does, which would tell of each in words that are no message to a user."""
    while _SHARED:
        _SHARED.popitem()[1].close()


def open_pdfium(source: Source) -> Any:
    """The document, opened by PDFium with the source's password. Raises UnsupportedError where PDFium does not open it.

    Raises PasswordError where the empty password opened it as its owner's, and PDFium asks for its user's.
    """
    settle()
    try:
        return pdfium.PdfDocument(source.data, password=source.password or None)
    except pdfium.PdfiumError as error:
        if not source.password and pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD:
            raise PasswordError(f"{source.name} needs a password.", remedy="Give it with --password-file.") from error
        raise UnsupportedError(f"The second reader (PDFium) cannot open {source.name}: {error}.") from error


@contextmanager
def _without_talk_of_xfa() -> Iterator[None]:
    """PDFium's binding logs how to build it for XFA forms, which ISO 32000-2 has dropped: no help to our reader."""
    logger = logging.getLogger("pypdfium2._helpers.document")

    def is_other(record: logging.LogRecord) -> bool:
        return "XFA" not in record.getMessage()

    logger.addFilter(is_other)
    try:
        yield
    finally:
        logger.removeFilter(is_other)


def _folded_characters(text_page: Any) -> tuple[str, list[int]]:
    codes = _codes(text_page)
    if all(code < _SURROGATES.start or _SURROGATES.stop <= code < 0x110000 for code in codes):
        plain = fold("".join(map(chr, codes)))
        return plain.text, list(plain.places)
    folded: list[str] = []
    places: list[int] = []
    high = 0
    for index, code in enumerate(codes):
        if code in _HIGH:
            high = code
            continue
        if code in _LOW:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        solid = skeleton(chr(code)) if 0 < code < 0x110000 else ""
        if solid:
            folded.append(solid)
            places.extend([index] * len(solid))
    return "".join(folded), places


def _codes(text_page: Any) -> list[int]:
    """The code of each of PDFium's characters: in one call where each is a part of its text, else one by one."""
    count = pdfium_c.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (max(count, 0) + 1))()
    written = pdfium_c.FPDFText_GetText(text_page, 0, count, buffer) if count > 0 else 1
    if written - 1 == count:
        return list(buffer)[:count]
    return [pdfium_c.FPDFText_GetUnicode(text_page, index) for index in range(count)]
