"""Original + appearance + record -> release copy: the original's bytes and one incremental update after them.

Refuses what it cannot do safely, and leaves alone on purpose: /Info, outlines, page labels, forms, links, attachments,
destinations, signatures, the pages that no erratum touches, and every byte of the original.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from overlay.anchor import Anchor
from overlay.appearance import Appearance, Drawing, Role
from overlay.erratum import Release
from overlay.errors import UnsupportedError
from overlay.geometry import PageFrame
from overlay.increment import Increment
from overlay.release.attachment import COMMENT_KEY, attach_record, hide_record, is_name_taken
from overlay.release.conformance import NAME_TAKEN, Allowed, RecordPlace, allowed, calibrated
from overlay.release.layer import add_layer, has_unlisted_groups
from overlay.release.metadata import Event, add_history
from overlay.release.objects import dictionary, name, numbers, pdf_date, rectangle
from overlay.release.own_page import OwnPage, page_of_its_own
from overlay.release.pages import Touch, touch_page
from overlay.release.sheets import append_sheets
from overlay.release.structure import StructureTree
from overlay.source import Source
from overlay.source.signatures import Addition

NEEDED_VERSION = "1.6"
"""Layers came with PDF 1.5, the intents of a replacement's annotations with 1.6."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A release copy: what follows the original, and what the original's level made step back, in sentences for the user."""

    added: bytes
    remarks: tuple[str, ...]


def release_copy(
    source: Source,
    anchors: tuple[Anchor, ...],
    appearance: Appearance,
    record: bytes,
    release: Release,
    *,
    addition: Addition = Addition.CONTENT,
) -> Merged:
    """The release copy of one document. Same input, same bytes.

    `record` is the JSON to embed; `addition` is what the document's signers and protection leave open. Raises
    UnsupportedError for a structure that cannot be grown safely.
    """
    increment = Increment(source)
    may = allowed(source.facts, addition, unlisted_groups=has_unlisted_groups(source))
    if may.record is RecordPlace.ATTACHMENT and is_name_taken(source.root):
        may = replace(may, record=RecordPlace.PRIVATE, remarks=(*may.remarks, NAME_TAKEN))
    layer = add_layer(increment, _catalog(increment)) if may.layer else None
    drawn = PdfReader(BytesIO(appearance.pdf))
    forms = _forms(increment, source, appearance, drawn, layer=layer, may=may)
    structure = _structure(increment, source, release) if may.content else None
    on_pages = [drawing for drawing in appearance.drawings if drawing.role is not Role.SHEET]
    pages = {
        page_index: page_of_its_own(increment, source, page_index)
        for page_index in sorted({drawing.page_index for drawing in on_pages})
    }
    sheets = append_sheets(increment, source, appearance, drawn, pages=pages, structure=structure, may=may)
    touch = Touch(
        increment=increment,
        source=source,
        release=release,
        anchors={anchor.erratum.id: anchor for anchor in anchors},
        layer=layer,
        structure=structure,
        sheets=sheets,
        may=may,
    )
    for page_index, page in pages.items():
        touch_page(touch, page, [(drawing, forms[drawing]) for drawing in on_pages if drawing.page_index == page_index])
    if structure is not None:
        structure.finish()
    _keep_record(touch, pages, record)
    if may.content:
        add_history(increment, _catalog(increment), _event(source, record, release))
    if may.later_version:
        increment.require_version(NEEDED_VERSION)
    return Merged(increment.finish(), may.remarks)


def _catalog(increment: Increment) -> DictionaryObject:
    return increment.edit(increment.source.reader.trailer.raw_get("/Root"))


def _keep_record(touch: Touch, pages: Mapping[int, OwnPage], record: bytes) -> None:
    date = pdf_date(touch.release.date)
    match touch.may.record:
        case RecordPlace.ATTACHMENT:
            attach_record(touch.increment, _catalog(touch.increment), record, date=date)
        case RecordPlace.PRIVATE:
            hide_record(touch.increment, _catalog(touch.increment), record, date=date)
        case RecordPlace.COMMENT:
            first = pages.get(0)
            annotations = first.changed.get("/Annots") if first is not None else None
            if not isinstance(annotations, ArrayObject) or not annotations:
                raise UnsupportedError(
                    "Only comments may be added to this document, and its first page has no room for the one that "
                    "carries the record."
                )
            touch.increment.edit(annotations[-1])[name(COMMENT_KEY)] = touch.increment.add_stream(
                DictionaryObject(), record
            )


def _forms(
    increment: Increment,
    source: Source,
    appearance: Appearance,
    drawn: PdfReader,
    *,
    layer: IndirectObject | None,
    may: Allowed,
) -> dict[Drawing, IndirectObject]:
    """Every drawing that goes on a page as a Form XObject in that page's user space (8.10)."""
    frames: dict[int, PageFrame] = {}
    forms: dict[Drawing, IndirectObject] = {}
    for drawing in appearance.drawings:
        if drawing.role is Role.SHEET:
            continue
        frame = frames.setdefault(drawing.page_index, source.frame(drawing.page_index))
        made = drawn.pages[drawing.pdf_page_index]
        resources = increment.import_pdf_object(made["/Resources"])
        assert isinstance(resources, DictionaryObject)
        if may.calibrated_colours:
            resources[name("ColorSpace")] = calibrated()
        contents = made.get_contents()
        forms[drawing] = increment.add_stream(
            dictionary(
                {
                    "Type": name("XObject"),
                    "Subtype": name("Form"),
                    "BBox": rectangle(drawing.rect),
                    "Matrix": numbers(frame.to_user.numbers),
                    "Resources": resources,
                    "OC": layer,
                }
            ),
            contents.get_data() if contents is not None else b"",
        )
    return forms


def _structure(increment: Increment, source: Source, release: Release) -> StructureTree | None:
    """The structure tree to grow; None where the document is not tagged."""
    root = source.root.raw_get("/StructTreeRoot") if "/StructTreeRoot" in source.root else None
    if not source.facts.tagged or not isinstance(root, IndirectObject):
        return None
    # PDF/A-1 knows the structure types of PDF 1.4 alone; Annot came with PDF 1.5 (ISO 19005-1, 6.8.3.4).
    of_pdf_1_4 = (source.facts.pdfa or "").startswith("1")
    return StructureTree(increment, root, release.style.language, annotation_role="Span" if of_pdf_1_4 else "Annot")


def _event(source: Source, record: bytes, release: Release) -> Event:
    from overlay import __version__

    return Event(
        original_id=f"sha256:{source.sha256}",
        instance_id=f"sha256-of-record:{hashlib.sha256(record).hexdigest()}",
        parameters=f"Corrected copy: {release.issuer}, {release.reference}. The original is contained unaltered.",
        software=f"overlay {__version__}",
        when=f"{release.date}T00:00:00Z",
    )
