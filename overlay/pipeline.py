"""The whole line, on one screen: original and errata in, release copy or refusals out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from overlay.anchor import Anchor, Unanchored, anchor_all
from overlay.appearance import draw
from overlay.erratum import Document, Release
from overlay.errors import DamagedError, SelfCheckError, UnsupportedError, UsageError
from overlay.history import Start, starting_point
from overlay.layout import Layout, Whereabouts, lay_out, whereabouts
from overlay.limits import USUAL, Limits, run_limited
from overlay.pagetext.ocr import languages_of
from overlay.readers import Reader
from overlay.record.making import Background, Record, Repair, make_record, to_json, tool_versions
from overlay.release import release_copy
from overlay.source import Source, open_source
from overlay.source.encryption import Permission, require_permission
from overlay.source.repair import repaired
from overlay.source.signatures import Addition, after_signature, allowed_addition

if TYPE_CHECKING:
    from overlay.verify.rebuild import Rebuilder

REPAIRED = "The document was damaged: the copy contains the repaired file, and its record has the hashes of both."

NOT_PROVED = (
    "Not everything in the copy could be checked before it was given out, and overlay verify will say the same."
)

OWN_FONTS = (
    "The style has font files of its own, which the copy does not bring along: overlay verify cannot make the copy again, "
    "and says that it cannot decide."
)

LANGUAGES_JOINED = "+"  # as tesseract joins them

MOST_FINDINGS = 3
"""Findings told when a copy fails its own check; overlay verify tells all."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user decides for one run; everything else is in the errata file.

    `accept_moved`: a quote that stands once, on another page than cited, is taken. `append_after_signature`: a signed
    document is corrected where its certification does not forbid it. `password` opens an encrypted one.
    `ocr`: the languages, by tesseract's names, in which cited pages that are scans are read by machine; none: they are not.
    `reader`: who tells which letters a page shows. `self_check`: the copy is proved before it is given out. `repair`: a damaged document is rewritten first. `limits`: what
    reading it may cost; time and memory are for whoever runs the line to hold (`limits.run_limited`).
    """

    accept_moved: bool = False
    append_after_signature: bool = False
    password: str | None = field(default=None, repr=False)
    self_check: bool = True
    repair: bool = False
    limits: Limits = USUAL
    ocr: tuple[str, ...] = ()
    reader: Reader = Reader.PDFPLUMBER

    @property
    def recorded(self) -> tuple[tuple[str, bool | str], ...]:
        """The options that change the copy's bytes, as the record holds them."""
        chosen: dict[str, bool | str] = {
            "accept_moved": self.accept_moved,
            "append_after_signature": self.append_after_signature,
            "ocr": bool(self.ocr) and LANGUAGES_JOINED.join(self.ocr),
        }
        coarser = self.limits.render_side != USUAL.render_side  # free space is found on the rendered page
        chosen["reader"] = self.reader is not Reader.PDFPLUMBER and str(self.reader)
        chosen["render_side"] = coarser and str(self.limits.render_side)
        return tuple((name, value) for name, value in sorted(chosen.items()) if value)


@dataclass(frozen=True, slots=True)
class Checked:
    """A document of which every erratum has a place. `remarks` are warnings for the user, whole sentences."""

    document: Document
    anchors: tuple[Anchor, ...]
    notes: tuple[Whereabouts, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corrected(Checked):
    """A document with all its errata drawn: the original, what follows it in the release copy, and the record in that."""

    record: Record
    original: bytes = field(repr=False)
    added: bytes = field(repr=False)

    @property
    def data(self) -> bytes:
        """The release copy, put together each time it is asked for: a long one is not kept twice."""
        return self.original + self.added


@dataclass(frozen=True, slots=True)
class Refused:
    """A document of which at least one erratum has no place: nothing is drawn. `answers` are in the errata's order."""

    document: Document
    answers: tuple[Anchor | Unanchored, ...]

    @property
    def unanchored(self) -> tuple[Unanchored, ...]:
        return tuple(answer for answer in self.answers if isinstance(answer, Unanchored))


def correct(given: bytes, document: Document, release: Release, options: Options) -> Corrected | Refused:
    """Make the release copy of one document; a release copy is corrected again from the original inside it.

    Raises the errors of `source`, `signatures`, `history`, `layout`, `appearance` and `release`: for what cannot be read,
    may not be changed, or cannot be drawn.
    """
    try:
        return _made_of(given, document, release, options, repair=None)
    except DamagedError:
        if not options.repair:
            raise
        # Nothing inside a file that is damaged can be believed: the pin is of the file as it was given.
        _require_pinned(document, hashlib.sha256(given).hexdigest())
        mended = repaired(given, name=document.file, password=options.password)
        return _made_of(mended.data, replace(document, sha256=None), release, options, repair=mended.repair)


def _made_of(
    given: bytes, document: Document, release: Release, options: Options, *, repair: Repair | None
) -> Corrected | Refused:
    start = _start(given, document, release, options)
    made = _made(start, release, options, Background(options.recorded, start.earlier, repair))
    if isinstance(made, Corrected) and options.self_check:
        doubts = self_check(made, options.password, original=start.source.data)
        made = replace(made, remarks=(*made.remarks, *doubts))
    return made


def correct_limited(given: bytes, document: Document, release: Release, options: Options) -> Corrected | Refused:
    """As `correct`, in a process of its own within the options' limits. Raises what `correct` and `run_limited` raise."""
    made, follows = run_limited(_to_send, given, document, release, options, limits=options.limits)
    return replace(made, original=given) if follows and isinstance(made, Corrected) else made


def _to_send(given: bytes, document: Document, release: Release, options: Options) -> tuple[Corrected | Refused, bool]:
    """What crosses from process to process, and whether it is without the file that both have anyway."""
    made = correct(given, document, release, options)
    if isinstance(made, Corrected) and made.original == given:
        return replace(made, original=b""), True
    return made, False


def remake(original: bytes, record: Record, password: str | None, *, limits: Limits = USUAL) -> bytes:
    """The release copy that `record` describes, made again from the original: the same bytes, by the same versions.

    `limits` are of the reading; the size at which pages are rendered is the record's. Raises what `correct` raises, and UnsupportedError where the record asks for fonts of its own: a file out of a
    stranger's record is not opened.
    """
    if record.release.style.fonts:
        raise UnsupportedError(f"Its style needs font files: {', '.join(record.release.style.fonts)}.")
    chosen = dict(record.options)
    options = Options(
        accept_moved=chosen.get("accept_moved") is True,
        append_after_signature=chosen.get("append_after_signature") is True,
        password=password,
        ocr=_languages_of(chosen.get("ocr")),
        limits=_limits_of(chosen.get("render_side"), limits),
        reader=_reader_of(chosen.get("reader")),
    )
    source = open_source(original, name=record.document.file, password=password, limits=options.limits)
    background = Background(record.options, record.earlier, record.repair, record.tools)
    made = _made(Start(source, record.document), record.release, options, background)
    if isinstance(made, Refused):
        raise DamagedError(f"An erratum has no place in the original: {made.unanchored[0].message}")
    return made.data


def _languages_of(told: object) -> tuple[str, ...]:
    """The languages that a record tells. Raises UsageError where they are none."""
    return languages_of(tuple(str(told).split(LANGUAGES_JOINED))) if told else ()


def _reader_of(told: object) -> Reader:
    """The reader that a record tells. Raises UnsupportedError where this version does not know it."""
    try:
        return Reader(str(told)) if told else Reader.PDFPLUMBER
    except ValueError:
        raise UnsupportedError("Its record names a way of reading pages that this version does not know.") from None


def _limits_of(render_side: object, limits: Limits) -> Limits:
    """`limits` with the render size that a record tells; a stranger's record may only make it smaller."""
    told = str(render_side) if render_side else ""
    side = int(told) if told.isdecimal() and len(told) <= len(str(USUAL.render_side)) else USUAL.render_side
    return replace(limits, render_side=max(1, side))


def rebuilder(password: str | None = None, *, limits: Limits = USUAL) -> Rebuilder:
    """What `verify` rebuilds release copies with, reading them within `limits`."""
    from overlay.verify.rebuild import Rebuilder

    def make(original: bytes, record: Record) -> bytes:
        return remake(original, record, password, limits=limits)

    return Rebuilder(make, dict(tool_versions()))


def self_check(made: Corrected, password: str | None, *, original: bytes) -> tuple[str, ...]:
    """Prove a release copy of `original` before it is published: what could not be decided, in sentences for the user.

    Raises SelfCheckError with what the proof found.
    """
    from overlay.verify import Verdict, verify

    proof = verify(made.data, original=original, password=password)
    if proof.verdict is Verdict.DIFFERS:
        found = "; ".join(finding.message for finding in proof.findings[:MOST_FINDINGS])
        raise SelfCheckError(
            f"{made.document.file}: what was made did not pass its own check, so it is not published: {found}",
            remedy="Please report this with the document. --no-self-check publishes it all the same.",
        )
    if proof.verdict is Verdict.VERIFIED:
        return ()
    undecided = " ".join(rule.remark for rule in proof.rules if rule.passed is None and rule.remark)
    return (f"{NOT_PROVED} {undecided}".strip(),)


def _made(start: Start, release: Release, options: Options, background: Background) -> Corrected | Refused:
    source, document = start.source, start.document
    addition = _addition(source, options)
    laid = _laid_out(source, document, release, options)
    if isinstance(laid, Refused):
        return laid
    anchors, layout = laid
    notes = whereabouts(layout)
    appearance = draw(layout.pages, layout.sheet, layout.fonts, release.style)
    record = make_record(source, document, release, anchors, notes, background=background)
    merged = release_copy(source, anchors, appearance, to_json(record), release, addition=addition)
    signed = after_signature(source.facts.signatures)
    told = (
        *(REPAIRED,) * (background.repair is not None),
        *(OWN_FONTS,) * bool(release.style.fonts),
        *(signed,) * bool(signed),
    )
    remarks = (*told, *layout.remarks, *merged.remarks)
    return Corrected(document, anchors, notes, remarks, record, source.data, merged.added)


def check(given: bytes, document: Document, release: Release, options: Options) -> Checked | Refused:
    """What `correct` would do: all of it is done, so that nothing passes here that fails there, and the copy is dropped.

    Raises the same errors.
    """
    made = correct(given, document, release, options)
    return made if isinstance(made, Refused) else Checked(document, made.anchors, made.notes, made.remarks)


def _start(given: bytes, document: Document, release: Release, options: Options) -> Start:
    """What the correction starts from. Raises UsageError where the file is not the one that the errata file pins, or has no errata."""
    if not document.errata:
        raise UsageError(f"{document.file} has no errata, so there is nothing to correct in it.")
    source = open_source(given, name=document.file, password=options.password, limits=options.limits)
    source.reader.require_sound()
    start = starting_point(source, document, release, remake=partial(remake, limits=options.limits))
    _require_pinned(document, source.sha256, start.source.sha256)
    return start


def _require_pinned(document: Document, given: str, inside: str = "") -> None:
    """Raises UsageError where the errata file pins neither the file given nor the original inside it, by their SHA-256."""
    if document.sha256 is not None and document.sha256.lower() not in (given, inside):
        raise UsageError(
            f"{document.file} is not the file that the errata are for: its SHA-256 is {given}, "
            f"the errata file says {document.sha256}.",
            remedy="Get the right file, or correct the sha256 in the errata file.",
        )


def _addition(source: Source, options: Options) -> Addition:
    """What may be added: what the signers allow, and what the document's protection does.

    Raises SignedError and EncryptionError where that is nothing.
    """
    facts = source.facts
    addition = allowed_addition(
        facts.signatures, name=source.name, append_after_signature=options.append_after_signature
    )
    if facts.protection is None or facts.protection.allows(Permission.MODIFY):
        return addition
    require_permission(facts.protection, Permission.ANNOTATE, name=source.name)
    return Addition.COMMENTS


def _laid_out(
    source: Source, document: Document, release: Release, options: Options
) -> tuple[tuple[Anchor, ...], Layout] | Refused:
    in_force = tuple(erratum for erratum in document.errata if not erratum.withdrawn)
    answers = anchor_all(in_force, source, accept_moved=options.accept_moved, ocr=options.ocr, reader=options.reader)
    anchors = tuple(answer for answer in answers if isinstance(answer, Anchor))
    if len(anchors) < len(answers):
        return Refused(document, answers)
    return anchors, lay_out(source, document, anchors, release)
