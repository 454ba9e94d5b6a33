"""One page of the original with its corrections: content wrapped and drawn after, annotations added, nothing removed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from overlay.anchor import Anchor
from overlay.appearance import Drawing, Role
from overlay.erratum import MarkForm, Release
from overlay.errors import UnsupportedError
from overlay.geometry import Quad
from overlay.increment import Increment
from overlay.release.annotation import annotation, coloured, group, said_by
from overlay.release.conformance import Allowed
from overlay.release.content import OpenState, open_state
from overlay.release.objects import copied_array, copied_dictionary, name, plain
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
    marks: MarkForm
    may: Allowed


Drawn = Sequence[tuple[Drawing, IndirectObject]]


def touch_page(touch: Touch, page_index: int, drawn: Drawn) -> None:
    """Replace one page object by itself with `drawn` on it.

    Raises UnsupportedError where the page's content cannot be read.
    """
    source = touch.source
    reference = source.page_reference(page_index)
    changed = DictionaryObject(dict(source.page_object(page_index).items()))
    content = _content(source, page_index)
    state = open_state(content)
    as_content, as_annotations = _divided(touch, drawn, state)
    spans: dict[str, IndirectObject] = {}
    if as_content:
        _draw_content(touch, page_index, changed, as_content, state=state, content=content, spans=spans)
    _annotate(touch, page_index, changed, as_annotations, spans=spans)
    _link(touch, page_index, changed, drawn)
    if touch.structure is not None:
        changed[name("Tabs")] = name("S")
    touch.increment.replace(reference, changed)


def _divided(touch: Touch, drawn: Drawn, state: OpenState) -> tuple[Drawn, Drawn]:
    """What is drawn as page content and what as annotations. A page that cannot be wrapped takes annotations only:
    they start from a clean state whatever the content leaves behind (12.5.5)."""
    if not state.wrappable:
        return (), drawn
    as_annotations = {
        drawing
        for drawing, _ in drawn
        if touch.marks is MarkForm.ANNOTATIONS
        and drawing.role in MARKS
        and (drawing.role is not Role.CARET or touch.may.caret_annotations)
    }
    return (
        [pair for pair in drawn if pair[0] not in as_annotations],
        [pair for pair in drawn if pair[0] in as_annotations],
    )


# -- content


def _content(source: Source, page_index: int) -> bytes:
    """The page's content, decoded, its streams joined as 7.8.2 says."""
    contents = plain(source.page_object(page_index).get("/Contents"))
    streams = contents if isinstance(contents, ArrayObject) else [contents]
    try:
        found = [plain(stream) for stream in streams]
        return b"\n".join(bytes(stream.get_data()) for stream in found if isinstance(stream, StreamObject))
    except Exception as error:  # pypdf's filters raise whatever the damaged data make them raise
        raise UnsupportedError(
            f"{source.name}: the content of sheet {page_index + 1} cannot be decoded ({type(error).__name__}).",
            remedy="Correct a repaired copy (--repair).",
        ) from error


def _draw_content(
    touch: Touch,
    page_index: int,
    changed: DictionaryObject,
    drawn: Drawn,
    *,
    state: OpenState,
    content: bytes,
    spans: dict[str, IndirectObject],
) -> None:
    resources = copied_dictionary(changed.get("/Resources") or touch.source.inherited(page_index, "/Resources"))
    xobjects = copied_dictionary(resources.get("/XObject"))
    used = max((int(number) + 1 for number in _MCID.findall(content)), default=0)
    after = [state.closing + b"Q\n"]
    for drawing, form in drawn:
        form_name = _free_name(xobjects)
        xobjects[name(form_name)] = form
        opening = _marked_content(touch, page_index, changed, drawing, used=used, spans=spans)
        after.append(opening + b"q /" + form_name.encode() + b" Do Q\nEMC\n")
    resources[name("XObject")] = xobjects
    changed[name("Resources")] = resources
    raw = changed.raw_get("/Contents") if "/Contents" in changed else None
    original = plain(raw)
    streams = (
        list(original) if isinstance(original, ArrayObject) else [raw] if isinstance(original, StreamObject) else []
    )
    begin = touch.increment.add_stream(DictionaryObject(), b"q\n")
    end = touch.increment.add_stream(DictionaryObject(), b"".join(after))
    changed[name("Contents")] = ArrayObject([begin, *streams, end])


def _free_name(taken: DictionaryObject) -> str:
    at = 1
    while f"/Erratum{at}" in taken:
        at += 1
    return f"Erratum{at}"


def _marked_content(
    touch: Touch,
    page_index: int,
    changed: DictionaryObject,
    drawing: Drawing,
    *,
    used: int,
    spans: dict[str, IndirectObject],
) -> bytes:
    """The operator that opens a drawing's marked content: a Span in the structure tree for words, an Artifact for the rest."""
    if touch.structure is None or drawing.role is not Role.NOTE:
        return b"/Artifact BMC\n"
    mcid = touch.structure.new_marked_content(changed, used)
    anchor = touch.anchors.get(drawing.erratum_ids[0]) if drawing.erratum_ids else None
    span = touch.structure.add_correction(
        touch.source.page_reference(page_index), changed, mcid=mcid, after=_last_mcid(anchor, page_index)
    )
    for erratum_id in drawing.erratum_ids:
        spans.setdefault(erratum_id, span)
    return b"/Span <</MCID %d>> BDC\n" % mcid


def _last_mcid(anchor: Anchor | None, page_index: int) -> int | None:
    """The marked content that the corrected words end in, where the page's text is tagged."""
    if anchor is None:
        return None
    found = [stretch.mcid for stretch in anchor.words if stretch.page_index == page_index]
    return found[-1] if found else None


# -- annotations


def _annotate(
    touch: Touch, page_index: int, changed: DictionaryObject, drawn: Drawn, *, spans: Mapping[str, IndirectObject]
) -> None:
    if not drawn:
        return
    made: list[IndirectObject] = []
    carets: dict[str, tuple[DictionaryObject, IndirectObject]] = {}
    ordered = sorted(drawn, key=lambda pair: pair[0].role is not Role.CARET)
    for at, (drawing, form) in enumerate(ordered):
        one = _annotation(touch, page_index, drawing, form, serial=at)
        reference = touch.increment.add(one)
        erratum_id = drawing.erratum_ids[0] if drawing.erratum_ids else ""
        if drawing.role is Role.CARET:
            carets[erratum_id] = (one, reference)
        elif drawing.role is Role.STRIKE and erratum_id in carets:
            group(one, *carets[erratum_id])
        if touch.structure is not None:
            one[name("StructParent")] = touch.structure.add_annotation(
                touch.source.page_reference(page_index), reference, after=spans.get(erratum_id)
            )
        made.append(reference)
    changed[name("Annots")] = ArrayObject([*copied_array(changed.get("/Annots")), *made])


def _annotation(
    touch: Touch, page_index: int, drawing: Drawing, form: IndirectObject, *, serial: int
) -> DictionaryObject:
    from overlay.release import pdf_date

    frame = touch.source.frame(page_index)
    erratum_id = drawing.erratum_ids[0] if drawing.erratum_ids else ""
    anchor = touch.anchors.get(erratum_id)
    quads: tuple[Quad, ...] = ()
    if anchor is not None:
        quads = tuple(stretch.quad for stretch in anchor.words if stretch.page_index == page_index)
    about = said_by(
        issuer=touch.release.issuer,
        contents=drawing.text,
        subject=f"Erratum {erratum_id}".strip(),
        date=pdf_date(touch.release.date),
        unique_name=_unique_name(touch, page_index, drawing, serial),
    )
    one = annotation(drawing.role, rect=frame.to_user.rect(drawing.rect), quads=quads, appearance=form, about=about)
    one[name("P")] = touch.source.page_reference(page_index)
    if touch.layer is not None:
        one[name("OC")] = touch.layer
    if touch.may.annotation_colours:
        coloured(one, touch.release.style.mark_colour)
    return one


def _unique_name(touch: Touch, page_index: int, drawing: Drawing, serial: int) -> str:
    """Stable, and unlike any other on the page: a hash of the original and of which mark this is (12.5.2, /NM)."""
    said = f"{touch.source.sha256}/{page_index}/{drawing.role}/{drawing.erratum_ids}/{serial}"
    return f"erratum-{hashlib.sha256(said.encode()).hexdigest()[:24]}"


def _link(touch: Touch, page_index: int, changed: DictionaryObject, drawn: Drawn) -> None:
    """Links from markers to their rows on the errata sheet."""
    frame = touch.source.frame(page_index)
    first_sheet = touch.source.page_count
    made: list[PdfObject] = []
    for drawing, _ in drawn:
        for each in drawing.links:
            if each.target_page_index - first_sheet in range(len(touch.sheets)):
                target = touch.sheets[each.target_page_index - first_sheet]
                top = each.target.y1
                one = link(frame.to_user.rect(each.rect), target, left=0.0, top=top, contents=each.contents)
                reference = touch.increment.add(one)
                if touch.structure is not None:
                    one[name("StructParent")] = touch.structure.add_annotation(
                        touch.source.page_reference(page_index), reference, after=None, role="Link"
                    )
                made.append(reference)
    if made:
        changed[name("Annots")] = ArrayObject([*copied_array(changed.get("/Annots")), *made])
