"""`overlay correct`: errata file in, release copies out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.options import json_option, limits_from, limits_options, password_from, password_option
from overlay.errors import ExitCode

if TYPE_CHECKING:
    from overlay.erratum import Document, Release
    from overlay.limits import Limits
    from overlay.pipeline import Options


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
@click.option(
    "--style",
    "style_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A style to use instead of the errata file's.",
)
@click.option("--force", is_flag=True, help="Replace release copies that are there already.")
@click.option("--accept-moved", is_flag=True, help="Take a quote that stands once, on another page than cited.")
@click.option(
    "--append-after-signature", is_flag=True, help="Correct signed documents where their certification allows."
)
@click.option("--repair", is_flag=True, help="Rewrite a damaged document first; the record tells that it was.")
@click.option("--no-self-check", is_flag=True, help="Publish without checking first; run overlay verify later.")
@password_option
@limits_options
@json_option
def command(errata: Path, folder: Path, style_file: Path | None, **choices: Any) -> int:
    """Make corrected release copies of the PDFs that ERRATA names.

    Each copy is the original, to the byte, followed by its corrections. Nothing is written for a document of which one
    erratum has no certain place.
    """
    from overlay import errata_file
    from overlay.cli.outcome import Report
    from overlay.pipeline import Options

    release = errata_file.read(errata)
    if style_file is not None:
        release = errata_file.with_style(release, style_file)
    options = Options(
        accept_moved=choices["accept_moved"],
        append_after_signature=choices["append_after_signature"],
        password=password_from(choices["password_file"]),
        self_check=not choices["no_self_check"],
        repair=choices["repair"],
    )
    limits = limits_from(choices["max_seconds"], choices["max_cpu"], choices["max_memory"])
    targets = _targets(release, errata, folder, force=choices["force"])
    report = Report("correct", as_json=choices["as_json"], to_stderr=str(folder) == "-")
    for document, target in zip(release.documents, targets, strict=True):
        _correct_one(
            report,
            document,
            release,
            errata.parent / document.file,
            target,
            options=options,
            limits=limits,
            force=choices["force"],
        )
    return report.close()


def _targets(release: Release, errata: Path, folder: Path, *, force: bool) -> list[Path]:
    """Where each copy goes. Raises UsageError where two would be one file, OutputExistsError before any work is done."""
    from overlay.errors import UsageError
    from overlay.publish import output_name, refuse_existing

    if str(folder) == "-":
        if len(release.documents) != 1:
            raise UsageError(
                "-o - writes one copy to stdout, but the errata file has several documents.",
                remedy="Name a folder instead.",
            )
        return [folder]
    targets = [folder / output_name(document.file, ".corrected.pdf") for document in release.documents]
    inputs = [errata, *(errata.parent / document.file for document in release.documents)]
    seen: dict[str, str] = {}
    for document, target in zip(release.documents, targets, strict=True):
        other = seen.setdefault(target.name.casefold(), document.file)
        if other is not document.file:
            raise UsageError(
                f"{document.file} and {other} would both be written to {target}.",
                remedy="Correct them by two errata files, into two folders.",
            )
        refuse_existing(target, force=force, inputs=inputs)
    return targets


def _correct_one(
    report: Any,
    document: Document,
    release: Release,
    path: Path,
    target: Path,
    *,
    options: Options,
    limits: Limits,
    force: bool,
) -> None:
    from overlay.errors import OverlayError
    from overlay.limits import run_limited
    from overlay.pipeline import Corrected, correct
    from overlay.publish import publish, read_input

    try:
        original = read_input(path)
        outcome = run_limited(correct, original, document, release, options, limits=limits)
        if isinstance(outcome, Corrected):
            if str(target) == "-":
                sys.stdout.buffer.write(outcome.data)
            else:
                publish(outcome.data, target, force=force, inputs=[path])
            report.done(outcome, target)
        else:
            report.refused(outcome)
    except OverlayError as error:
        if error.exit_code is ExitCode.INTERRUPTED:
            raise
        report.failed(document, error)
