"""The errata sheet: pages appended after the last, never in front, for a new first page would move "page 21"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

from overlay.appearance import Appearance, Drawing, Role
from overlay.errors import UnsupportedError
from overlay.geometry import Rect
from overlay.release.annotation import PRINT
from overlay.release.conformance import Allowed, calibrated
from overlay.release.objects import copied_array, dictionary, integer, name, number, rectangle, text
from overlay.release.own_page import OwnPage
from overlay.release.structure import StructureTree
from overlay.source import Source

if TYPE_CHECKING:
    from overlay.increment import Increment


def append_sheets(
    increment: Increment,
    source: Source,
    appearance: Appearance,
    drawn: PdfReader,
    *,
    pages: Mapping[int, OwnPage],
    structure: StructureTree | None,
    may: Allowed,
) -> tuple[IndirectObject, ...]:
    """Append the pages of the errata sheet at the end of the page tree (7.7.3); their references, in order.

    Raises UnsupportedError where no page may be added, or where none can be.
    """
    sheets = [drawing for drawing in appearance.drawings if drawing.role is Role.SHEET]
    if not sheets:
        return ()
    if not may.content:
        raise UnsupportedError(
            "A correction has no room on its page, and no errata sheet may be added: only comments may.",
            remedy="Shorten the correction, or ask the publisher for a corrected document.",
        )
    root_reference = source.root.raw_get("/Pages")
    root = increment.edit(root_reference) if isinstance(root_reference, IndirectObject) else None
    count = integer(root.get("/Count")) if root is not None else None
    if root is None or count is None:
        raise UnsupportedError("The document's page tree has no root that could take another page.")
    made = [_sheet(increment, drawn, drawing, root_reference, may) for drawing in sheets]
    references = tuple(increment.add(one) for one in made)
    for one, reference, drawing in zip(made, references, sheets, strict=True):
        section = structure.add_sheet(reference, one, drawing.parts) if structure is not None else None
        links = _links_to_places(source, drawing, pages)
        if links:
            one[name("Annots")] = ArrayObject(_added_links(increment, links, reference, structure, section))
            one[name("Tabs")] = name("S") if structure is not None else name("R")
    root[name("Kids")] = ArrayObject([*copied_array(root.get("/Kids")), *references])
    root[name("Count")] = number(count + len(references))
    return references


def _sheet(
    increment: Increment, drawn: PdfReader, drawing: Drawing, parent: IndirectObject, may: Allowed
) -> DictionaryObject:
    """A page of its own: every attribute that it would else inherit is stated."""
    made = drawn.pages[drawing.pdf_page_index]
    contents = made.get_contents()
    box = rectangle(Rect(0, 0, drawing.rect.width, drawing.rect.height))
    return dictionary(
        {
            "Type": name("Page"),
            "Parent": parent,
            "MediaBox": box,
            "CropBox": box,
            "Rotate": number(0),
            "Resources": _resources(increment, made, may),
            "Contents": increment.add_stream(DictionaryObject(), contents.get_data() if contents is not None else b""),
        }
    )


def _resources(increment: Increment, made: PageObject, may: Allowed) -> DictionaryObject:
    resources = increment.import_pdf_object(made["/Resources"])
    assert isinstance(resources, DictionaryObject)
    if may.calibrated_colours:
        resources[name("ColorSpace")] = calibrated()
    return resources


def _added_links(
    increment: Increment,
    links: list[DictionaryObject],
    page_reference: IndirectObject,
    structure: StructureTree | None,
    section: IndirectObject | None,
) -> list[IndirectObject]:
    references = [increment.add(each) for each in links]
    if structure is not None:
        for each, reference in zip(links, references, strict=True):
            each[name("StructParent")] = structure.add_link(page_reference, reference, within=section)
    return references


def _links_to_places(source: Source, drawing: Drawing, pages: Mapping[int, OwnPage]) -> list[DictionaryObject]:
    """A link for every row, to the page that its erratum is drawn on."""
    made = []
    for each in drawing.links:
        corner = source.frame(each.target_page_index).to_user.rect(each.target)
        touched = pages.get(each.target_page_index)
        target = touched.reference if touched is not None else source.page_reference(each.target_page_index)
        made.append(link(each.rect, target, left=corner.x0, top=corner.y1, contents=each.contents))
    return made


def link(rect: Rect, target: IndirectObject, *, left: float, top: float, contents: str) -> DictionaryObject:
    """A link annotation to a place on a page, `left` and `top` in that page's user space (12.5.6.5, 12.3.2)."""
    return dictionary(
        {
            "Type": name("Annot"),
            "Subtype": name("Link"),
            "Rect": rectangle(rect),
            "Border": ArrayObject([number(0), number(0), number(0)]),
            "F": number(PRINT),
            "Contents": text(contents),
            "Dest": ArrayObject([target, name("XYZ"), number(left), number(top), NullObject()]),
        }
    )
