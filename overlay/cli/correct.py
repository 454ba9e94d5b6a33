"""`overlay correct`: errata file in, release copies out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.inputs import STDIN, refuse_json_beside
from overlay.cli.options import json_option, limits_options, password_option, reading_limits_options
from overlay.cli.run import Run, run_options

if TYPE_CHECKING:
    from overlay.cli.outcome import Report
    from overlay.erratum import Document


@click.command("correct")
@click.argument("errata", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="Where the release copies go; made where it is missing. - writes a single copy to stdout.",
)
@click.option("--no-self-check", is_flag=True, help="Publish without checking first; run overlay verify later.")
@run_options
@password_option
@limits_options
@reading_limits_options
@json_option
def command(errata: Path, folder: Path, **choices: Any) -> int:
    """Make corrected release copies of the PDFs that ERRATA names.

    Each copy is the original, to the byte, followed by its corrections. Nothing is written for a document of which one
    erratum has no certain place.
    """
    from overlay.cli.outcome import Report

    refuse_json_beside(folder, as_json=choices["as_json"])
    run = Run.of(errata, choices)
    targets = _targets(run, folder)
    report = Report("correct", as_json=choices["as_json"], to_stderr=str(folder) == STDIN)
    for document, target in zip(run.release.documents, targets, strict=True):
        _correct_one(report, run, document, target)
    return report.close()


def _targets(run: Run, folder: Path) -> list[Path]:
    """Where each copy goes. Raises UsageError where two would be one file, OutputExistsError before any work is done."""
    from overlay.errors import FileError, UsageError
    from overlay.publish import refuse_existing

    documents = run.release.documents
    names = run.output_names()
    if str(folder) == STDIN:
        if len(documents) != 1:
            raise UsageError(
                "-o - writes one copy to stdout, but the errata file has several documents.",
                remedy="Name a folder instead.",
            )
        return [folder]
    if folder.exists() and not folder.is_dir():
        raise FileError(f"{folder}: is a file, not a folder.", remedy="Name the folder that the copies are to go into.")
    targets = [folder / name for name in names]
    inputs = [run.errata, *map(run.path, documents)]
    for target in targets:
        refuse_existing(target, force=run.force, inputs=inputs)
    return targets


def _correct_one(report: Report, run: Run, document: Document, target: Path) -> None:
    from overlay.cli.terminal import put_file
    from overlay.errors import unexpected
    from overlay.pipeline import Refused
    from overlay.publish import publish

    if not document.errata:
        report.unchanged(document)
        return
    try:
        outcome = run.correct(document)
        if isinstance(outcome, Refused):
            report.refused(outcome)
            return
        if str(target) == STDIN:
            put_file(outcome.data)
        else:
            publish((outcome.original, outcome.added), target, force=run.force, inputs=[run.path(document)])
        report.done(outcome, target)
    except Exception as error:
        report.failed(document, unexpected(error))
