"""`overlay revert`: the original back out of a release copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.inputs import STDIN, read_pdf, refuse_json_beside
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


@click.command("revert")
@click.argument("copy", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Where the original goes; - for stdout.",
)
@click.option(
    "--release",
    "release_number",
    type=click.IntRange(min=1),
    help="A release instead of the original, where COPY contains it; where it has only its hash, ask the issuer.",
)
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
@password_option
@limits_options
@reading_limits_options
@json_option
def command(copy: Path, target: Path, release_number: int | None, force: bool, **choices: Any) -> int:
    """Take the original out of the release copy COPY, checked against its hash ("-" reads COPY from stdin)."""
    from overlay.cli.changed import CHANGED_SINCE
    from overlay.cli.terminal import put_file, say, say_json
    from overlay.limits import run_limited
    from overlay.publish import publish, refuse_existing

    refuse_json_beside(target, as_json=choices["as_json"])
    inputs = [] if str(copy) == STDIN else [copy]
    if str(target) != STDIN:
        refuse_existing(target, force=force, inputs=inputs)
    data, name = read_pdf(copy)
    limits = limits_from(choices)
    password = password_from(choices["password_file"])
    asked = (name, release_number, limits)
    original, sha256, changed = run_limited(_reverted, data, password, asked, limits=limits)
    if changed:
        say(f"  warning: {name} {CHANGED_SINCE}", err=True)
    if str(target) == STDIN:
        put_file(original)
        return 0
    publish(original, target, force=force, inputs=inputs)
    if choices["as_json"]:
        say_json("revert", 0, {"file": str(target), "sha256": sha256, "bytes": len(original), "changed_since": changed})
    else:
        say(f"{target}: {len(original)} bytes, SHA-256 {sha256}, as the record says.")
    return 0


def _reverted(data: bytes, password: str | None, asked: tuple[str, int | None, Limits]) -> tuple[bytes, str, bool]:
    """The bytes asked for, their SHA-256, and whether the copy was changed since."""
    from overlay.cli.changed import is_changed_since
    from overlay.errors import UsageError
    from overlay.history import earlier_release
    from overlay.release_copy import release_copy_in
    from overlay.source import open_source

    name, release_number, limits = asked
    found = release_copy_in(open_source(data, name=name, password=password, limits=limits))
    if found is None:
        raise UsageError(
            f"{name} is not a release copy: it carries no record.", remedy="There is nothing to take back."
        )
    changed = is_changed_since(data, name=name, password=password)
    if release_number is not None:
        return *earlier_release(found, data, release_number, name=name), changed
    return found.original, found.record.original.sha256, changed
