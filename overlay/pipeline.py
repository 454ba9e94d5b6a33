"""The whole line, on one screen: original and errata in, release copy or refusals out."""

from __future__ import annotations

from dataclasses import dataclass, field

from overlay.anchor import Anchor, Unanchored, anchor_all
from overlay.appearance import draw
from overlay.erratum import Document, Release
from overlay.layout import Whereabouts, lay_out, whereabouts
from overlay.record import Record, make_record, to_json
from overlay.release import release_copy
from overlay.source import open_source


@dataclass(frozen=True, slots=True)
class Options:
    """What the user decides for one run; everything else is in the errata file.

    `accept_moved`: a quote that stands once, on another page than cited, is taken. `append_after_signature`: a signed
    document is corrected where its certification does not forbid it. `password` opens an encrypted one.
    """

    accept_moved: bool = False
    append_after_signature: bool = False
    password: str | None = field(default=None, repr=False)
    self_check: bool = True


@dataclass(frozen=True, slots=True)
class Corrected:
    """A document with all its errata drawn. `remarks` are warnings for the user, whole sentences."""

    document: Document
    anchors: tuple[Anchor, ...]
    notes: tuple[Whereabouts, ...]
    record: Record
    data: bytes
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A document of which at least one erratum has no place: nothing is drawn. `answers` are in the errata's order."""

    document: Document
    answers: tuple[Anchor | Unanchored, ...]

    @property
    def unanchored(self) -> tuple[Unanchored, ...]:
        return tuple(answer for answer in self.answers if isinstance(answer, Unanchored))


def correct(original: bytes, document: Document, release: Release, options: Options) -> Corrected | Refused:
    """Make the release copy of one document.

    Raises the errors of `source`, `signatures`, `appearance` and `release`: what cannot be read, or may not be changed.
    """
    source = open_source(original, name=document.file, password=options.password)
    in_force = tuple(erratum for erratum in document.errata if not erratum.withdrawn)
    answers = anchor_all(in_force, source, accept_moved=options.accept_moved)
    anchors = tuple(answer for answer in answers if isinstance(answer, Anchor))
    if len(anchors) < len(answers):
        return Refused(document, answers)
    layout = lay_out(source, document, anchors, release)
    appearance = draw(layout.pages, layout.sheet, layout.fonts, release.style)
    notes = whereabouts(layout)
    record = make_record(source, document, release, anchors, notes)
    merged = release_copy(source, anchors, appearance, to_json(record), release)
    return Corrected(document, anchors, notes, record, merged.data, (*layout.remarks, *merged.remarks))
