"""`overlay pack`: all that is handed over for a release, in one folder or zip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.options import json_option, limits_from, limits_options, password_from, password_option
from overlay.cli.run import Run, run_options
from overlay.cli.signing_options import signer_from, signing_options

if TYPE_CHECKING:
    from overlay.cli.outcome import Report
    from overlay.erratum import Document, Release
    from overlay.limits import Limits
    from overlay.pack.examination import Examination
    from overlay.pack.facts import PackedDocument, PackFacts
    from overlay.pack.making import Letter, Supply
    from overlay.record import Record


@click.command("pack")
@click.argument("errata", type=click.Path(path_type=Path), required=False)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PACK",
    help="Where the pack goes: a folder, or one file where the name ends in .zip.",
)
@click.option(
    "--from",
    "copies",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="Pack release copies that are made already, instead of making them from an errata file.",
)
@click.option(
    "--letter", type=click.Path(path_type=Path), metavar="FILE", help="The covering letter, to go into the pack."
)
@click.option(
    "--supersedes",
    "old_pack",
    type=click.Path(path_type=Path),
    metavar="PACK",
    help="An earlier pack that this one replaces; notice and index page list what has changed.",
)
@signing_options
@run_options
@password_option
@limits_options
@json_option
def command(errata: Path | None, target: Path, copies: Path | None, **choices: Any) -> int:
    """Make the release pack of the errata file ERRATA: originals, corrected copies, notice, log and proofs, in one bag.

    The pack is made whole or not at all: where one erratum has no certain place, there is no pack. A draft is refused.
    """
    from overlay.cli.outcome import Report
    from overlay.errors import UsageError
    from overlay.pack.bag import refuse_target

    if (errata is None) == (copies is None):
        raise UsageError("Name either an errata file, or with --from a folder of release copies.")
    refuse_target(target, force=choices["force"])
    report = Report("pack", as_json=choices["as_json"])
    source = _Copies.of(copies, choices) if copies is not None else _Errata(Run.of(_given(errata), choices), report)
    try:
        facts, signer = _packed(source, target, choices)
    except _KeptBackError:
        for document in source.after_refusal:
            _also_refused(source, document, report)
        report.note(f"{target}: nothing was written: a pack is made whole or not at all.", err=True)
        return report.close()
    return _tell(report, facts, target, signed=signer)


class _KeptBackError(Exception):
    """A document was refused; it has been reported."""


def _given(errata: Path | None) -> Path:
    assert errata is not None
    return errata


class _Errata:
    """Documents corrected as an errata file says."""

    def __init__(self, run: Run, report: Report) -> None:
        self.run, self.report = run, report
        self.release, self.limits, self.name = run.release, run.limits, str(run.errata)
        self.after_refusal: tuple[Document, ...] = ()

    def supply(self, document: Document) -> Supply:
        from dataclasses import replace

        from overlay.pack.making import Supply
        from overlay.pipeline import Refused
        from overlay.publish import read_input

        if not document.errata:
            original = read_input(self.run.path(document))
            _require_pinned(document, original)
            self.report.unchanged(document)
            return Supply(original)
        unchecked = replace(self.run, options=replace(self.run.options, self_check=False))
        outcome = unchecked.correct(document)  # its proof follows, by both ways
        if isinstance(outcome, Refused):
            self.report.refused(outcome)
            at = self.release.documents.index(document)
            self.after_refusal = self.release.documents[at + 1 :]
            raise _KeptBackError
        self.report.done(outcome)
        return Supply(outcome.original, outcome.data)


def _require_pinned(document: Document, data: bytes) -> None:
    """Raises UsageError where a document that is carried unchanged is not the file that the errata file pins."""
    import hashlib

    from overlay.errors import UsageError

    sha256 = hashlib.sha256(data).hexdigest()
    if document.sha256 is not None and document.sha256.lower() != sha256:
        raise UsageError(
            f"{document.file} is not the file that the errata file names: its SHA-256 is {sha256}, "
            f"the errata file says {document.sha256}.",
            remedy="Get the right file, or correct the sha256 in the errata file.",
        )


class _Copies:
    """Release copies that are made already."""

    def __init__(self, folder: Path, release: Release, places: dict[str, tuple[Path, int]], limits: Limits) -> None:
        self.release, self.places, self.limits, self.name = release, places, limits, str(folder)
        self.after_refusal: tuple[Document, ...] = ()

    @staticmethod
    def of(folder: Path, choices: dict[str, Any]) -> _Copies:
        from overlay.limits import run_limited
        from overlay.pack.copies import release_of_copies
        from overlay.publish import read_input

        limits, password = limits_from(choices), password_from(choices["password_file"])

        def record_of(path: Path) -> Record | None:
            return run_limited(_record, read_input(path), path.name, password, limits=limits)

        release, places = release_of_copies(folder, record_of)
        return _Copies(folder, release, places, limits)

    def supply(self, document: Document) -> Supply:
        from overlay.pack.making import Supply
        from overlay.publish import read_input

        path, length = self.places[document.file]
        copy = read_input(path)
        return Supply(copy[:length], copy)


def _record(data: bytes, name: str, password: str | None) -> Record | None:
    from overlay.release_copy import release_copy_in
    from overlay.source import open_source

    found = release_copy_in(open_source(data, name=name, password=password))
    return found.record if found else None


def _packed(source: _Errata | _Copies, target: Path, choices: dict[str, Any]) -> tuple[PackFacts, str]:
    from overlay.limits import run_limited
    from overlay.pack.examination import examine
    from overlay.pack.making import Order, make_pack, refuse_release
    from overlay.pack.superseding import superseding

    refuse_release(source.release, file_name=source.name)
    password, limits = password_from(choices["password_file"]), source.limits

    def examined(copy: bytes, name: str) -> Examination:
        return run_limited(_examined, examine, copy, name, password, limits=limits)

    signer = signer_from(choices, limits)
    order = Order(
        release=source.release,
        supply=source.supply,
        examine=examined,
        letter=_letter(choices["letter"]),
        signer=signer,
        earlier=superseding(choices["old_pack"]) if choices["old_pack"] is not None else None,
    )
    facts = make_pack(order, target, force=choices["force"], done=_heard)
    return facts, signer.name if signer is not None else ""


def _examined(examine: Any, copy: bytes, name: str, password: str | None) -> Examination:
    found: Examination = examine(copy, name=name, password=password)
    return found


def _heard(_document: PackedDocument) -> None:
    """Each document was reported when it was made."""


def _letter(path: Path | None) -> Letter | None:
    from overlay.errors import UsageError
    from overlay.pack.making import LETTER_ENDINGS, Letter
    from overlay.publish import read_input

    if path is None:
        return None
    if path.suffix.lower() not in LETTER_ENDINGS:
        raise UsageError(f"{path}: a letter's name ends in one of {', '.join(LETTER_ENDINGS)}.")
    return Letter(path.suffix.lower(), read_input(path))


def _also_refused(source: _Errata | _Copies, document: Document, report: Report) -> None:
    """Tell at once what else has no place, so that an errata file is mended in one go."""
    from overlay.errors import OverlayError
    from overlay.pipeline import Refused

    if not isinstance(source, _Errata) or not document.errata:
        return
    try:
        outcome = source.run.check(document)
        if isinstance(outcome, Refused):
            report.refused(outcome)
    except OverlayError as error:
        report.failed(document, error)


def _tell(report: Report, facts: PackFacts, target: Path, *, signed: str) -> int:
    from overlay.pack.tag_files import SIGNATURE

    counts = f"{len(facts.documents)} documents, {sum(len(each.errata) for each in facts.documents)} errata"
    lines = [f"{target}: written: {counts}. Check it with: overlay verify {target}"]
    if signed:
        lines.append(f"{target}: signed as {signed}: every copy, the notice, and the manifest ({SIGNATURE}).")
    if facts.supersedes is not None:
        old = facts.supersedes
        lines.append(f"{target}: replaces release {old.reference} of {old.date}: {len(old.changes)} changes.")
    for line in lines:
        report.note(line)
    return report.close({"pack": str(target), "signed_by": signed or None})
