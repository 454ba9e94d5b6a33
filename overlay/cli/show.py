"""`overlay show`: what a release copy says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.inputs import read_pdf
from overlay.cli.options import (
    json_option,
    limits_from,
    limits_options,
    password_from,
    password_option,
    reading_limits_options,
)

if TYPE_CHECKING:
    from overlay.limits import Limits
    from overlay.record.making import Record


@click.command("show")
@click.argument("pdf", type=click.Path(path_type=Path))
@password_option
@limits_options
@reading_limits_options
@json_option
def command(pdf: Path, **choices: Any) -> int:
    """Print the errata that PDF carries, or say that it is not a release copy ("-" reads it from stdin).

    This prints what the file says of itself; overlay verify proves it.
    """
    from overlay.cli.changed import CHANGED_SINCE
    from overlay.cli.terminal import say, say_json
    from overlay.limits import run_limited

    data, name = read_pdf(pdf)
    limits = limits_from(choices)
    password = password_from(choices["password_file"])
    record, content, changed = run_limited(_shown, data, name, password, limits, limits=limits)
    if changed:
        say(f"  warning: {name} {CHANGED_SINCE}", err=True)
    if choices["as_json"]:
        said = json.loads(content) if content is not None else None
        say_json(
            "show", 0, {"file": name, "release_copy": record is not None, "changed_since": changed, "record": said}
        )
    elif record is None:
        say(f"{name}: not a release copy; it carries no errata of this kind.")
    else:
        for line in _lines(name, record):
            say(line)
    return 0


def _shown(data: bytes, name: str, password: str | None, limits: Limits) -> tuple[Record | None, bytes | None, bool]:
    """The record, its JSON, and whether the copy was changed since."""
    from overlay.cli.changed import is_changed_since
    from overlay.release_copy import record_bytes, release_copy_in
    from overlay.source import open_source

    source = open_source(data, name=name, password=password, limits=limits)
    found = release_copy_in(source)
    if found is None:
        return None, None, False
    return found.record, record_bytes(source), is_changed_since(data, name=name, password=password)


def _lines(name: str, record: Record) -> list[str]:
    from overlay.cli.outcome import change_in_words

    lines = [
        f"{name}: a release copy, release {record.number} of its original.",
        f"  Issued by {record.release.issuer}, reference {record.release.reference}, {record.release.date}"
        f" (status: {record.release.status}).",
        f"  Original: {record.original.length} bytes, SHA-256 {record.original.sha256}.",
    ]
    for earlier in record.earlier:
        lines.append(f"  Release {earlier.number} of {earlier.date}: SHA-256 {earlier.file.sha256}.")
    for erratum in record.document.errata:
        withdrawn = " (withdrawn)" if erratum.withdrawn else ""
        lines.append(f"  {erratum.id}: {change_in_words(erratum)}{withdrawn}")
    return lines
