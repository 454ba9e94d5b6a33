"""What the level that the original claims allows us to add; where it forbids something, the feature steps back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from pypdf.generic import ArrayObject, DictionaryObject

from overlay.release.objects import dictionary, name, numbers
from overlay.source.facts import Facts
from overlay.source.signatures import Addition

D65_WHITE = (0.9505, 1.0, 1.089)
SRGB_TO_XYZ = (0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505)
SRGB_GAMMA = 2.2


UNLISTED = (
    "The original has layers that it does not list, so the corrections are not on one of their own: some viewers would "
    "then hide parts of the original."
)


NAME_TAKEN = "The original has an attachment named errata.json of its own: the record is kept as private data."


class RecordPlace(StrEnum):
    """Where the record is kept in the copy."""

    ATTACHMENT = "attachment"
    PRIVATE = "private data of the catalog"
    COMMENT = "private data of the first comment"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be added. `remarks` tells the user, in whole sentences, what stepped back and why.

    Without `content` all is drawn as annotations, and nothing but pages' annotations is changed.
    """

    content: bool = True
    layer: bool = True
    record: RecordPlace = RecordPlace.ATTACHMENT
    caret_annotations: bool = True
    annotation_colours: bool = True
    calibrated_colours: bool = False
    later_version: bool = True
    remarks: tuple[str, ...] = ()


def allowed(facts: Facts, addition: Addition = Addition.CONTENT, *, unlisted_groups: bool = False) -> Allowed:
    """What the claimed PDF/A part and level (ISO 19005-1, -2, -3, -4) and the document's signers and protection allow.

    `unlisted_groups`: the document has layers that it does not list.
    """
    may = _by_level(facts.pdfa)
    if unlisted_groups and may.layer:
        may = replace(may, layer=False, remarks=(*may.remarks, UNLISTED))
    if addition is Addition.CONTENT:
        return may
    remark = "Only comments may be added to the original, so notes and marks are comments, and there is no layer."
    return replace(may, content=False, layer=False, record=RecordPlace.COMMENT, later_version=False, remarks=(remark,))


def _by_level(pdfa: str | None) -> Allowed:
    if pdfa is None:
        return Allowed()
    first, attachments = pdfa.startswith("1"), pdfa.startswith("3") or pdfa in ("4f", "4e")
    remarks = []
    if first:
        remarks.append(
            f"The original is PDF/A-{pdfa}, which forbids layers: the corrections are not on one of their own."
        )
    if not attachments:
        remarks.append(
            f"The original is PDF/A-{pdfa}, which forbids this attachment: the record is kept as private data."
        )
    return Allowed(
        layer=not first,
        record=RecordPlace.ATTACHMENT if attachments else RecordPlace.PRIVATE,
        caret_annotations=not first,
        annotation_colours=not first,
        calibrated_colours=True,
        later_version=not first,
        remarks=tuple(remarks),
    )


def calibrated() -> DictionaryObject:
    """A /ColorSpace resource that gives device colours a meaning of their own (ISO 32000-1, 8.6.5.6): PDF/A asks for it
    wherever the document's output intent does not."""
    rgb = dictionary(
        {
            "WhitePoint": numbers(D65_WHITE),
            "Gamma": numbers((SRGB_GAMMA,) * 3),
            "Matrix": numbers(SRGB_TO_XYZ),
        }
    )
    gray = dictionary({"WhitePoint": numbers(D65_WHITE), "Gamma": numbers((SRGB_GAMMA,))[0]})
    return dictionary(
        {"DefaultRGB": ArrayObject([name("CalRGB"), rgb]), "DefaultGray": ArrayObject([name("CalGray"), gray])}
    )
