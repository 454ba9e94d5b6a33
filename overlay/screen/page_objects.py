"""The objects that a page draws, as PDFium lists them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

from overlay.geometry import Matrix, Rect

DEEPEST_FORM = 12
"""Forms within forms that are looked into."""


@dataclass(frozen=True, slots=True)
class PageObject:
    """A page object that draws: its handle, its box in user space, what it is, and whether it is in a layer."""

    raw: Any
    box: Rect | None
    is_text: bool
    is_form: bool
    is_image: bool
    in_layer: bool


def page_objects(page: Any) -> Iterator[PageObject]:
    """All objects of a page in the order they are drawn, a form before what it holds. `page`: PDFium's handle."""
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        yield from _with_inner(pdfium_c.FPDFPage_GetObject(page, index), Matrix(), False, 0)


def show(objects: Iterable[PageObject], *, on: bool) -> None:
    """Whether the objects are drawn when the page is next rendered."""
    for each in objects:
        pdfium_c.FPDFPageObj_SetIsActive(each.raw, on)


def _with_inner(raw: Any, to_user: Matrix, in_layer: bool, depth: int) -> Iterator[PageObject]:
    kind = pdfium_c.FPDFPageObj_GetType(raw)
    in_layer = in_layer or _in_layer(raw)
    is_form = kind == pdfium_c.FPDF_PAGEOBJ_FORM
    is_text, is_image = kind == pdfium_c.FPDF_PAGEOBJ_TEXT, kind == pdfium_c.FPDF_PAGEOBJ_IMAGE
    yield PageObject(raw, _bounds(raw, to_user), is_text, is_form, is_image, in_layer)
    if is_form and depth < DEEPEST_FORM:
        matrix = pdfium_c.FS_MATRIX()
        pdfium_c.FPDFPageObj_GetMatrix(raw, matrix)
        inner = Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f).then(to_user)
        for index in range(pdfium_c.FPDFFormObj_CountObjects(raw)):
            yield from _with_inner(pdfium_c.FPDFFormObj_GetObject(raw, index), inner, in_layer, depth + 1)


def _bounds(raw: Any, to_user: Matrix) -> Rect | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(raw, *sides):
        return None
    return to_user.rect(Rect.of(side.value for side in sides))


def _in_layer(raw: Any) -> bool:
    for index in range(max(pdfium_c.FPDFPageObj_CountMarks(raw), 0)):
        mark = pdfium_c.FPDFPageObj_GetMark(raw, index)
        buffer, length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
        if pdfium_c.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length) and length.value == 6:
            name = bytes(buffer)[:4].decode("utf-16-le")
            if name == "OC":
                return True
    return False
