"""One page of the original with its corrections: content wrapped and drawn after, annotations added, nothing removed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from overlay.anchor import Anchor
from overlay.appearance import Drawing, Role
from overlay.erratum import MarkForm, Release
from overlay.errors import DamagedError, UnsupportedError
from overlay.geometry import Quad
from overlay.increment import Increment
from overlay.release.annotation import annotation, coloured, group, said_by
from overlay.release.conformance import Allowed
from overlay.release.content import OpenState, open_state
from overlay.release.objects import copied_array, copied_dictionary, name, pdf_date, plain
from overlay.release.own_page import OwnPage
from overlay.release.sheets import link
from overlay.release.structure import StructureTree
from overlay.source import Source

MARKS = (Role.STRIKE, Role.CARET, Role.UNDERLINE, Role.RULE)
"""What can be an annotation; the rest is page content unless the page cannot be wrapped."""

_MCID = re.compile(rb"/MCID\s+(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Touch:
    """What touching any page of one document needs. `anchors` by erratum id; `sheets` are the appended pages."""

    increment: Increment
    source: Source
    release: Release
    anchors: Mapping[str, Anchor]
    layer: IndirectObject | None
    structure: StructureTree | None
    sheets: tuple[IndirectObject, ...]
    may: Allowed


Drawn = Sequence[tuple[Drawing, IndirectObject]]


def touch_page(touch: Touch, page: OwnPage, drawn: Drawn) -> None:
    """Put `drawn`, each drawing with its Form XObject, on one page.

    Raises UnsupportedError where the page's content cannot be read.
    """
    content = _content(touch.source, page) if touch.may.content else b""
    state = open_state(content)
    as_content, as_annotations = _divided(touch, drawn, state)
    spans: dict[str, IndirectObject] = {}
    if as_content:
        spans = _draw_content(touch, page, as_content, state=state, content=content)
    made = [
        *_annotations(touch, page, as_annotations, spans=spans),
        *_links(touch, page, drawn),
    ]
    if made:
        page.changed[name("Annots")] = ArrayObject([*copied_array(page.changed.get("/Annots")), *made])
    if touch.structure is not None:
        page.changed[name("Tabs")] = name("S")


def _divided(touch: Touch, drawn: Drawn, state: OpenState) -> tuple[Drawn, Drawn]:
    """What is drawn as page content and what as annotations. A page that cannot be wrapped takes annotations only:
    they start from a clean state whatever the content leaves behind (12.5.5)."""
    if not state.wrappable or not touch.may.content:
        return (), drawn
    as_annotations = {
        drawing
        for drawing, _ in drawn
        if touch.release.style.marks is MarkForm.ANNOTATIONS
        and drawing.role in MARKS
        and (drawing.role is not Role.CARET or touch.may.caret_annotations)
    }
    return (
        [pair for pair in drawn if pair[0] not in as_annotations],
        [pair for pair in drawn if pair[0] in as_annotations],
    )


# -- content


def _content(source: Source, page: OwnPage) -> bytes:
    """The page's content, decoded, its streams joined as 7.8.2 says."""
    contents = plain(page.changed.get("/Contents"))
    streams = contents if isinstance(contents, ArrayObject) else [contents]
    try:
        found = [plain(stream) for stream in streams]
        return b"\n".join(source.reader.decoded(stream) for stream in found if isinstance(stream, StreamObject))
    except DamagedError as error:
        raise UnsupportedError(
            f"{source.name}: the content of sheet {page.page_index + 1} cannot be decoded, so nothing can be added to it.",
            remedy="Correct a repaired copy (--repair).",
        ) from error


def _draw_content(
    touch: Touch, page: OwnPage, drawn: Drawn, *, state: OpenState, content: bytes
) -> dict[str, IndirectObject]:
    """Wrap the page's content and draw after it; the structure elements made for the errata, by id."""
    spans: dict[str, IndirectObject] = {}
    inherited = touch.source.inherited(page.page_index, "/Resources")
    resources = copied_dictionary(page.changed.get("/Resources") or inherited)
    xobjects = copied_dictionary(resources.get("/XObject"))
    used = max((int(found) + 1 for found in _MCID.findall(content)), default=0)
    after = [state.closing + b"Q\n"]
    for drawing, form in drawn:
        form_name = _free_name(xobjects)
        xobjects[name(form_name)] = form
        mcid = _marked_content(touch, page, drawing, used=used, spans=spans)
        opening = b"/Artifact BMC" if mcid is None else b"/Span <</MCID %d>> BDC" % mcid
        after.append(opening + b"\nq /" + form_name.encode() + b" Do Q\nEMC\n")
    resources[name("XObject")] = xobjects
    page.changed[name("Resources")] = resources
    raw = page.changed.raw_get("/Contents") if "/Contents" in page.changed else None
    original = plain(raw)
    streams = (
        list(original) if isinstance(original, ArrayObject) else [raw] if isinstance(original, StreamObject) else []
    )
    begin = touch.increment.add_stream(DictionaryObject(), b"q\n", compress=False)
    end = touch.increment.add_stream(DictionaryObject(), b"".join(after))
    page.changed[name("Contents")] = ArrayObject([begin, *streams, end])
    return spans


def _free_name(taken: DictionaryObject) -> str:
    at = 1
    while f"/Erratum{at}" in taken:
        at += 1
    return f"Erratum{at}"


def _marked_content(
    touch: Touch, page: OwnPage, drawing: Drawing, *, used: int, spans: dict[str, IndirectObject]
) -> int | None:
    """The marked-content identifier of a note's words in a tagged document; None for what is an Artifact."""
    if touch.structure is None or drawing.role is not Role.NOTE:
        return None
    mcid = touch.structure.new_marked_content(page.changed, used)
    anchor = touch.anchors.get(drawing.erratum_ids[0]) if drawing.erratum_ids else None
    after = _last_mcid(anchor, page.page_index)
    span = touch.structure.add_correction(page, mcid=mcid, after=after)
    for erratum_id in drawing.erratum_ids:
        spans.setdefault(erratum_id, span)
    return mcid


def _last_mcid(anchor: Anchor | None, page_index: int) -> int | None:
    """The marked content that the corrected words end in, where the page's text is tagged."""
    if anchor is None:
        return None
    found = [stretch.mcid for stretch in anchor.words if stretch.page_index == page_index]
    return found[-1] if found else None


# -- annotations


def _annotations(
    touch: Touch, page: OwnPage, drawn: Drawn, *, spans: Mapping[str, IndirectObject]
) -> list[IndirectObject]:
    """The marks as annotations, a substitution's caret and strike as one replacement."""
    made: list[IndirectObject] = []
    carets: dict[str, tuple[DictionaryObject, IndirectObject]] = {}
    carets_first = sorted(drawn, key=lambda pair: pair[0].role is not Role.CARET)
    for serial, (drawing, form) in enumerate(carets_first):
        erratum_id = drawing.erratum_ids[0] if drawing.erratum_ids else ""
        one = _annotation(touch, page, drawing, form, serial=serial)
        reference = touch.increment.add(one)
        if drawing.role is Role.CARET:
            carets[erratum_id] = (one, reference)
        elif drawing.role is Role.STRIKE and erratum_id in carets:
            group(one, *carets[erratum_id])
        if touch.structure is not None:
            after = spans.get(erratum_id)
            one[name("StructParent")] = touch.structure.add_mark(page, reference, after=after)
        made.append(reference)
    return made


def _annotation(
    touch: Touch, page: OwnPage, drawing: Drawing, form: IndirectObject, *, serial: int
) -> DictionaryObject:
    erratum_id = drawing.erratum_ids[0] if drawing.erratum_ids else ""
    anchor = touch.anchors.get(erratum_id)
    quads: tuple[Quad, ...] = ()
    if anchor is not None:
        quads = tuple(stretch.quad for stretch in anchor.words if stretch.page_index == page.page_index)
    about = said_by(
        issuer=touch.release.issuer,
        contents=drawing.text,
        subject=f"Erratum {erratum_id}".strip(),
        date=pdf_date(touch.release.date),
        unique_name=_unique_name(touch.source, page, drawing, serial),
    )
    rect = touch.source.frame(page.page_index).to_user.rect(drawing.rect)
    one = annotation(drawing.role, rect=rect, quads=quads, appearance=form, about=about)
    one[name("P")] = page.reference
    if touch.layer is not None:
        one[name("OC")] = touch.layer
    if touch.may.annotation_colours:
        coloured(one, touch.release.style.mark_colour)
    return one


def _unique_name(source: Source, page: OwnPage, drawing: Drawing, serial: int) -> str:
    """Stable, and unlike any other on the page: a hash of the original and of which mark this is (12.5.2, /NM)."""
    said = f"{source.sha256}/{page.page_index}/{drawing.role}/{drawing.erratum_ids}/{serial}"
    return f"erratum-{hashlib.sha256(said.encode()).hexdigest()[:24]}"


def _links(touch: Touch, page: OwnPage, drawn: Drawn) -> list[IndirectObject]:
    """Links from markers to their rows on the errata sheet."""
    to_user = touch.source.frame(page.page_index).to_user
    made: list[IndirectObject] = []
    for each in (each for drawing, _ in drawn for each in drawing.links):
        sheet = touch.sheets[each.target_page_index - touch.source.page_count]
        one = link(to_user.rect(each.rect), sheet, left=0.0, top=each.target.y1, contents=each.contents)
        reference = touch.increment.add(one)
        if touch.structure is not None:
            one[name("StructParent")] = touch.structure.add_link(page.reference, reference, within=None)
        made.append(reference)
    return made
