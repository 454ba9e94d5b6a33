"""What is filled into the form fields of a page: it shows, but it is no part of the page's own text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium_c

MOST_WIDGETS = 2_000
"""Fields looked at on one page: it is for a hint only."""

MOST_BYTES = 100_000
"""Of one value, in UTF-16."""


def form_values(document: Any, page_index: int) -> tuple[str, ...]:
    """The values of the page's fields, in the order of its annotations, as PDFium reads them in a document whose forms are set up.

    A field's value may stand with its parent; a widget without a form has only its own. Empty where PDFium cannot tell.
    """
    loaded = pdfium_c.FPDF_LoadPage(document, page_index)
    if not loaded:
        return ()
    try:
        count = min(pdfium_c.FPDFPage_GetAnnotCount(loaded), MOST_WIDGETS)
        found = (_value(document.formenv, loaded, index) for index in range(count))
        return tuple(value for value in found if value)
    finally:
        pdfium_c.FPDF_ClosePage(loaded)


def _value(environment: Any, loaded: Any, index: int) -> str:
    annotation = pdfium_c.FPDFPage_GetAnnot(loaded, index)
    if not annotation:
        return ""
    try:
        if pdfium_c.FPDFAnnot_GetSubtype(annotation) != pdfium_c.FPDF_ANNOT_WIDGET:
            return ""
        of_field = partial(pdfium_c.FPDFAnnot_GetFormFieldValue, environment, annotation)
        own = partial(pdfium_c.FPDFAnnot_GetStringValue, annotation, b"V")
        return (_told(of_field) if environment else "") or _told(own)
    finally:
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _told(ask: Callable[..., int]) -> str:
    size = ask(None, 0)
    if not 2 < size <= MOST_BYTES:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    ask(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", errors="replace")
