"""The glyphs of a page as pdfplumber's document and pdfminer's interpreter read them."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfplumber.pdf import PDF

from overlay.errors import DamagedError, LimitError, OverlayError, UnsupportedError
from overlay.geometry import PageFrame
from overlay.limits import Allowance
from overlay.pagetext.glyph_device import GlyphDevice
from overlay.pagetext.glyphs import Glyph, within_reach
from overlay.pagetext.interpreter import Fonts, Interpreter
from overlay.screen import Screen, cut_out
from overlay.source import Source

logging.getLogger("pdfminer").addHandler(logging.NullHandler())  # its warnings about a file are no message to a user

DEEPEST_TREE = 64


class ByPdfplumber:
    """A document as pdfplumber opens it, at the first question; one page is read at a time, and no other."""

    def __init__(self, source: Source, screen: Screen) -> None:
        self._source = source
        self._screen = screen
        self._pdf: Any = None

    def glyphs(self, page_index: int) -> list[Glyph]:
        """What the page shows; where the file is too damaged for pdfminer to tell, from the page as PDFium repairs it.

        Raises DamagedError where neither can, LimitError beyond the limits.
        """
        frame = self._source.frame(page_index)
        fault: DamagedError | None = None
        found: list[Glyph] = []
        try:
            found = _shown(self._opened, partial(_page_object, self._source, page_index), frame, page_index)
        except DamagedError as error:
            fault = error
        if found or (fault is None and not self._screen.raw(page_index).strip()):
            return found
        try:
            alone = cut_out(self._source, page_index)
            found = _shown(
                partial(_open, alone, "", self._source.reader.allowance),
                lambda doc: next(PDFPage.create_pages(doc)).attrs,
                frame,
                page_index,
            )
        except (DamagedError, UnsupportedError):
            found = []
        if fault is not None and not found:
            raise fault
        return found

    def _opened(self) -> Any:
        if self._pdf is None:
            self._pdf = _open(self._source.data, self._source.password or "", self._source.reader.allowance)
        return self._pdf


def _open(data: bytes, password: str, allowance: Allowance) -> Any:
    pdf = PDF(io.BytesIO(data), password=password)
    pdf.rsrcmgr = Fonts(allowance)
    return pdf


def _shown(
    opened: Callable[[], Any], attributes_in: Callable[[Any], dict[str, Any]], frame: PageFrame, page_index: int
) -> list[Glyph]:
    """The glyphs of the page that has these attributes in the opened document. Raises DamagedError, LimitError."""
    try:
        pdf = opened()
        device = GlyphDevice(pdf.rsrcmgr, frame)
        Interpreter(pdf.rsrcmgr, device).process_page(_framed(pdf.doc, attributes_in(pdf.doc), frame))
    except (OverlayError, MemoryError):
        raise
    except RecursionError:
        raise LimitError(f"Sheet {page_index + 1} is nested too deeply (limit: nesting).") from None
    except Exception as error:  # pdfminer raises anything at all on damaged input
        raise DamagedError(
            f"The text of sheet {page_index + 1} cannot be read: what draws the page is damaged.",
            remedy="Correct a repaired copy (--repair).",
        ) from error
    return list(filter(within_reach, device.glyphs))


def _page_object(source: Source, page_index: int, doc: Any) -> dict[str, Any]:
    """The page by its own object number, with the resources it inherits, so that no other page is read."""
    attributes = dict(resolve1(PDFObjRef(doc, source.page_reference(page_index).idnum)))
    node: Any = attributes
    for _ in range(DEEPEST_TREE):
        if "Resources" in attributes or not isinstance(node, dict) or "Parent" not in node:
            break
        node = resolve1(node["Parent"])
        if isinstance(node, dict) and "Resources" in node:
            attributes["Resources"] = node["Resources"]
    return attributes


def _framed(doc: Any, attributes: dict[str, Any], frame: PageFrame) -> PDFPage:
    """pdfminer's page with the boxes and the turn that the frame has, which are sound."""
    box = frame.media_box
    attributes = {**attributes, "MediaBox": [box.x0, box.y0, box.x1, box.y1], "Rotate": frame.rotate}
    attributes.pop("CropBox", None)
    if not isinstance(resolve1(attributes.get("Resources")), dict):
        attributes["Resources"] = {}
    return PDFPage(doc, None, attributes, None)
