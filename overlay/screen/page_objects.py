"""The objects that a page draws, as PDFium lists them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from overlay.geometry import Matrix, Rect

DEEPEST_FORM = 12
"""Forms within forms that are looked into."""

LONGEST_MARK = 32
"""Characters of a mark's name; Artifact is the longest that is looked for."""


class PageObject(NamedTuple):
    """A page object that draws: its handle, its box in user space, what it is, and the forms that it is in, outermost first."""

    raw: Any
    box: Rect | None
    is_text: bool
    is_form: bool
    is_image: bool
    forms: tuple[Any, ...]

    @property
    def in_layer(self) -> bool:
        """Whether it is marked as content of a layer, by itself or with a form that it is in."""
        return any("OC" in mark_names(each) for each in (*self.forms, self.raw))


def page_objects(page: Any) -> Iterator[PageObject]:
    """All objects of a page in the order they are drawn, a form before what it holds. `page`: PDFium's handle."""
    objects = (pdfium_c.FPDFPage_GetObject(page, index) for index in range(pdfium_c.FPDFPage_CountObjects(page)))
    yield from _with_inner(objects, None, ())


def show(objects: Iterable[PageObject], *, on: bool) -> None:
    """Whether the objects are drawn when the page is next rendered."""
    for each in objects:
        pdfium_c.FPDFPageObj_SetIsActive(each.raw, on)


def _with_inner(objects: Iterable[Any], to_user: Matrix | None, forms: tuple[Any, ...]) -> Iterator[PageObject]:
    """The objects with what the forms among them hold; `to_user` from the space of the form that holds them, if one does."""
    sides = tuple(ctypes.c_float() for _ in range(4))
    for raw in objects:
        kind = pdfium_c.FPDFPageObj_GetType(raw)
        box = None
        if pdfium_c.FPDFPageObj_GetBounds(raw, *sides):
            box = Rect.of(side.value for side in sides)
            box = to_user.rect(box) if to_user is not None else box
        is_form = kind == pdfium_c.FPDF_PAGEOBJ_FORM
        is_text, is_image = kind == pdfium_c.FPDF_PAGEOBJ_TEXT, kind == pdfium_c.FPDF_PAGEOBJ_IMAGE
        yield PageObject(raw, box, is_text, is_form, is_image, forms)
        if is_form and len(forms) < DEEPEST_FORM:
            found = pdfium_c.FS_MATRIX()
            pdfium_c.FPDFPageObj_GetMatrix(raw, found)
            own = Matrix(found.a, found.b, found.c, found.d, found.e, found.f)
            held = (
                pdfium_c.FPDFFormObj_GetObject(raw, index) for index in range(pdfium_c.FPDFFormObj_CountObjects(raw))
            )
            yield from _with_inner(held, own.then(to_user) if to_user is not None else own, (*forms, raw))


def mark_names(raw: Any) -> tuple[str, ...]:
    """The names of the marked content that an object is in (14.6), those too long for any known one cut short."""
    found = []
    for index in range(max(pdfium_c.FPDFPageObj_CountMarks(raw), 0)):
        mark = pdfium_c.FPDFPageObj_GetMark(raw, index)
        buffer, length = (ctypes.c_ushort * LONGEST_MARK)(), ctypes.c_ulong()
        if pdfium_c.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length):
            found.append(bytes(buffer)[: max(length.value - 2, 0)].decode("utf-16-le", errors="replace"))
    return tuple(found)


def spoken_mark(raw: Any) -> int:
    """What tells from others the marked content of an object that has other words for what it draws (/ActualText, 14.9.4), the
    innermost one; 0 for none."""
    for index in reversed(range(max(pdfium_c.FPDFPageObj_CountMarks(raw), 0))):
        mark = pdfium_c.FPDFPageObj_GetMark(raw, index)
        if pdfium_c.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") == pdfium_c.FPDF_OBJECT_STRING:
            return address(mark)
    return 0


def address(handle: Any) -> int:
    """What tells one of PDFium's objects from another, as long as its page is open."""
    return ctypes.addressof(handle.contents)
