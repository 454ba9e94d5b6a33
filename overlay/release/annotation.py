"""Marks as annotations, so that the comments panel lists each correction (ISO 32000-1, 12.5.6).

A substitution is the pair that viewers call a replacement: a Caret that carries the text, and a StrikeOut grouped with
it (/IRT, /RT /Group). Every annotation has its own appearance, prints, and is named after its erratum.
"""

from __future__ import annotations

from collections.abc import Sequence

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from overlay.appearance import Role
from overlay.geometry import Quad, Rect
from overlay.release.objects import dictionary, name, number, numbers, rectangle, text

PRINT = 4
"""The annotation flag /F: print, and nothing else (12.5.3)."""

SUBTYPE = {
    Role.STRIKE: "StrikeOut",
    Role.UNDERLINE: "Underline",
    Role.CARET: "Caret",
    Role.RULE: "Square",
    Role.NOTE: "Stamp",
    Role.DECOR: "Stamp",
}
_WITH_QUADS = (Role.STRIKE, Role.UNDERLINE)


def annotation(
    role: Role,
    *,
    rect: Rect,
    quads: Sequence[Quad],
    appearance: IndirectObject,
    about: DictionaryObject,
) -> DictionaryObject:
    """One annotation. `rect` and `quads` are in user space; `about` holds the entries of `said_by`."""
    entries: dict[str, PdfObject | None] = {
        "Type": name("Annot"),
        "Subtype": name(SUBTYPE[role]),
        "Rect": rectangle(rect),
        "QuadPoints": numbers(n for quad in quads for n in quad.quad_points) if role in _WITH_QUADS else None,
        "F": number(PRINT),
        "AP": dictionary({"N": appearance}),
    }
    made = dictionary(entries)
    made.update(about)
    return made


def said_by(*, issuer: str, contents: str, subject: str, date: str, unique_name: str) -> DictionaryObject:
    """Who says what: the entries that every markup annotation has (12.5.6.2). `date` is a PDF date string."""
    return dictionary(
        {
            "T": text(issuer),
            "Contents": text(contents),
            "Subj": text(subject),
            "M": text(date),
            "NM": text(unique_name),
        }
    )


def group(strike: DictionaryObject, caret: DictionaryObject, caret_reference: IndirectObject) -> None:
    """Make a strike and a caret one replacement: viewers show the caret's text for both."""
    caret[name("IT")] = name("Replace")
    strike[name("IT")] = name("StrikeOutTextEdit")
    strike[name("IRT")] = caret_reference
    strike[name("RT")] = name("Group")


def coloured(made: DictionaryObject, colour: str) -> None:
    """Add the colour that the comments panel shows; "#rrggbb"."""
    made[name("C")] = ArrayObject(number(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
