"""`overlay check`: what `correct` would do, without writing anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from overlay.cli.options import json_option, limits_from, limits_options, password_from, password_option


@click.command("check")
@click.argument("errata", type=click.Path(path_type=Path))
@click.option(
    "--style",
    "style_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A style to use instead of the errata file's.",
)
@click.option("--accept-moved", is_flag=True, help="Take a quote that stands once, on another page than cited.")
@click.option("--append-after-signature", is_flag=True, help="Check signed documents as if they were to be corrected.")
@password_option
@limits_options
@json_option
def command(errata: Path, style_file: Path | None, **choices: Any) -> int:
    """Find and place every erratum of the file ERRATA, and write nothing."""
    from overlay import errata_file
    from overlay.cli.outcome import Report
    from overlay.errors import OverlayError
    from overlay.limits import run_limited
    from overlay.pipeline import Options, Refused, check
    from overlay.publish import read_input

    release = errata_file.read(errata)
    if style_file is not None:
        release = errata_file.with_style(release, style_file)
    options = Options(
        accept_moved=choices["accept_moved"],
        append_after_signature=choices["append_after_signature"],
        password=password_from(choices["password_file"]),
    )
    limits = limits_from(choices["max_seconds"], choices["max_cpu"], choices["max_memory"])
    report = Report("check", as_json=choices["as_json"])
    for document in release.documents:
        try:
            original = read_input(errata.parent / document.file)
            outcome = run_limited(check, original, document, release, options, limits=limits)
            if isinstance(outcome, Refused):
                report.refused(outcome)
            else:
                report.done(outcome)
        except OverlayError as error:
            report.failed(document, error)
    return report.close()
