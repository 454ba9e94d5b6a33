"""`overlay check`: what `correct` would do, without writing a copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from overlay.cli.options import json_option, limits_options, password_option, reading_limits_options
from overlay.cli.run import run_options


@click.command("check")
@click.argument("errata", type=click.Path(path_type=Path))
@run_options
@password_option
@limits_options
@reading_limits_options
@json_option
def command(errata: Path, **choices: Any) -> int:
    """Find and place every erratum of the file ERRATA, try the copies out, and write nothing (but pictures, with --preview)."""
    from overlay.cli.outcome import Report
    from overlay.cli.run import Run
    from overlay.errors import unexpected
    from overlay.pipeline import Refused

    run = Run.of(errata, choices)
    run.output_names()  # told now what correct would refuse
    report = Report("check", as_json=choices["as_json"])
    for document in run.release.documents:
        if not document.errata:
            report.unchanged(document)
            continue
        try:
            outcome = run.check(document)
            if isinstance(outcome, Refused):
                report.refused(outcome)
            else:
                report.done(outcome)
        except Exception as error:
            report.failed(document, unexpected(error))
    return report.close()
