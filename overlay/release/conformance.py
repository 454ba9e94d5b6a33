"""What the level that the original claims allows us to add; where it forbids something, the feature steps back."""

from __future__ import annotations

from dataclasses import dataclass

from pypdf.generic import ArrayObject, DictionaryObject

from overlay.facts import Facts
from overlay.release.objects import dictionary, name, numbers

D65_WHITE = (0.9505, 1.0, 1.089)
SRGB_TO_XYZ = (0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505)
SRGB_GAMMA = 2.2


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be added. `remarks` tells the user, in whole sentences, what stepped back and why."""

    layer: bool = True
    attachment: bool = True
    caret_annotations: bool = True
    annotation_colours: bool = True
    calibrated_colours: bool = False
    later_version: bool = True
    remarks: tuple[str, ...] = ()


def allowed(facts: Facts) -> Allowed:
    """What the claimed PDF/A part and level allows (ISO 19005-1, -2, -3, -4)."""
    if facts.pdfa is None:
        return Allowed()
    first, attachments = facts.pdfa.startswith("1"), facts.pdfa.startswith("3") or facts.pdfa in ("4f", "4e")
    level = f"PDF/A-{facts.pdfa}"
    remarks = []
    if first:
        remarks.append(
            f"The original is {level}, which forbids layers: the corrections are not on a layer of their own."
        )
    if not attachments:
        remarks.append(f"The original is {level}, which forbids this attachment: the record is kept as private data.")
    return Allowed(
        layer=not first,
        attachment=attachments,
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
