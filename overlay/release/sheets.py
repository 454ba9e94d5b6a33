"""The errata sheet: pages appended after the last, never in front, for a new first page would move "page 21"."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

from overlay.appearance import Appearance, Drawing, Role
from overlay.errors import UnsupportedError
from overlay.geometry import Rect
from overlay.release.objects import copied_array, copied_dictionary, dictionary, integer, name, number, rectangle, text
from overlay.release.structure import StructureTree
from overlay.source import Source

if TYPE_CHECKING:
    from overlay.increment import Increment

PRINT = 4
"""The annotation flag /F: print (12.5.3)."""


def append_sheets(
    increment: Increment,
    source: Source,
    catalog: DictionaryObject,
    appearance: Appearance,
    *,
    structure: StructureTree | None,
) -> tuple[IndirectObject, ...]:
    """Append the pages of the errata sheet at the end of the page tree (7.7.3); their references, in order."""
    sheets = [drawing for drawing in appearance.drawings if drawing.role is Role.SHEET]
    if not sheets:
        return ()
    root_reference = catalog.raw_get("/Pages")
    root = copied_dictionary(root_reference)
    count = integer(root.get("/Count"))
    if not isinstance(root_reference, IndirectObject) or count is None:
        raise UnsupportedError("The document's page tree has no root that could take another page.")
    drawn = PdfReader(BytesIO(appearance.pdf))
    made = [_sheet(increment, drawn, drawing, root_reference) for drawing in sheets]
    references = tuple(increment.add(one) for one in made)
    for one, reference, drawing in zip(made, references, sheets, strict=True):
        if structure is not None:
            structure.add_sheet(reference, one, drawing.parts)
        _link_rows(increment, source, one, reference, drawing, references, structure=structure)
    root[name("Kids")] = ArrayObject([*copied_array(root.get("/Kids")), *references])
    root[name("Count")] = number(count + len(references))
    increment.replace(root_reference, root)
    return references


def _sheet(increment: Increment, drawn: PdfReader, drawing: Drawing, parent: IndirectObject) -> DictionaryObject:
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
            "Resources": increment.import_pdf_object(made["/Resources"]),
            "Contents": increment.add_stream(DictionaryObject(), contents.get_data() if contents is not None else b""),
        }
    )


def _link_rows(
    increment: Increment,
    source: Source,
    sheet: DictionaryObject,
    reference: IndirectObject,
    drawing: Drawing,
    sheets: tuple[IndirectObject, ...],
    *,
    structure: StructureTree | None,
) -> None:
    made = ArrayObject()
    for each in drawing.links:
        if each.target_page_index >= source.page_count:
            target, top = sheets[each.target_page_index - source.page_count], each.target.y1
            left = 0.0
        else:
            target = source.page_reference(each.target_page_index)
            corner = source.frame(each.target_page_index).to_user.rect(each.target)
            left, top = corner.x0, corner.y1
        one = link(each.rect, target, left=left, top=top, contents=each.contents)
        annotation = increment.add(one)
        if structure is not None:
            one[name("StructParent")] = structure.add_annotation(reference, annotation, after=None, role="Link")
        made.append(annotation)
    if made:
        sheet[name("Annots")] = made
        if structure is not None:
            sheet[name("Tabs")] = name("S")


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
