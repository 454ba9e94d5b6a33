"""`overlay diff`: what changed from one release copy to the next."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.inputs import STDIN, read_pdf
from overlay.cli.options import (
    json_option,
    limits_from,
    limits_options,
    password_from,
    password_option,
    reading_limits_options,
)
from overlay.errors import ExitCode

if TYPE_CHECKING:
    from overlay.limits import Limits
    from overlay.verify.diff import Changed, Comparison, Side


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@password_option
@limits_options
@reading_limits_options
@json_option
def command(old: Path, new: Path, **choices: Any) -> int:
    """Tell which errata were added, changed or withdrawn from OLD to NEW: two release copies, or one and its original.

    Exit code 0: no difference; 50: there are some. This compares what the files say of themselves; overlay verify proves it.
    """
    from overlay.cli.changed import CHANGED_SINCE
    from overlay.cli.terminal import say
    from overlay.errors import UsageError
    from overlay.limits import run_limited

    if str(old) == str(new) == STDIN:
        raise UsageError("Only one of the two files can come from standard input.")
    (before, old_name), (after, new_name) = read_pdf(old), read_pdf(new)
    limits = limits_from(choices)
    password = password_from(choices["password_file"])
    named = ((before, old_name), (after, new_name))
    found, changed = run_limited(_compared, named, password, limits, limits=limits)
    for name in changed:
        say(f"  warning: {name} {CHANGED_SINCE}", err=True)
    if found.before.record is None and found.after.record is None:
        raise UsageError(f"Neither {old_name} nor {new_name} is a release copy.")
    code = ExitCode.DONE if found.same else ExitCode.DIFFERS
    if choices["as_json"]:
        from overlay.cli.terminal import say_json

        say_json("diff", int(code), {**_fields(old_name, new_name, found), "changed_since": changed})
    else:
        _tell(old_name, new_name, found)
    return int(code)


def _compared(
    named: tuple[tuple[bytes, str], tuple[bytes, str]], password: str | None, limits: Limits
) -> tuple[Comparison, list[str]]:
    """The comparison, and the names of the copies that were changed since they were made."""
    from overlay.verify.diff import compare_sides, side_of

    sides, changed = [], []
    for data, name in named:
        side = side_of(data, password)
        if side.record is None:
            side, is_changed = _side_within(data, name, password, limits)
            changed += [name] * is_changed
        sides.append(side)
    return compare_sides(*sides), changed


def _side_within(data: bytes, name: str, password: str | None, limits: Limits) -> tuple[Side, bool]:
    """The release copy that a file contains before something else, a signature for example; or an original as it is."""
    from overlay.cli.changed import is_changed_since
    from overlay.errors import DamagedError
    from overlay.release_copy import release_copy_in
    from overlay.source import open_source
    from overlay.verify.diff import Side

    sha256 = hashlib.sha256(data).hexdigest()
    try:
        found = release_copy_in(open_source(data, name=name, password=password, limits=limits))
    except DamagedError:
        found = None
    if found is None:
        return Side(sha256, sha256), False
    return Side(sha256, found.record.original.sha256, found.record), is_changed_since(
        data, name=name, password=password
    )


def _tell(old: str, new: str, found: Comparison) -> None:
    from overlay.cli.terminal import say

    if found.same:
        say(f"{old} and {new} are the same file.")
        return
    if not found.same_original:
        say("The two are not of one original: their errata are compared all the same.")
    for what, before, after in found.about:
        say(f"{what}: {before} -> {after}")
    for each in found.errata:
        say(f"{each.id}: {each.difference.value}: {_in_words(each)}")
    if not found.errata:
        say("The errata are the same.")


def _in_words(each: Changed) -> str:
    from overlay.cli.outcome import change_in_words

    before = change_in_words(each.before) if each.before else ""
    after = change_in_words(each.after) if each.after else ""
    return f"{before} -> {after}" if before and after and before != after else after or before


def _fields(old: str, new: str, found: Comparison) -> dict[str, object]:
    return {
        "old": {"file": old, "sha256": found.before.sha256, "release_copy": found.before.record is not None},
        "new": {"file": new, "sha256": found.after.sha256, "release_copy": found.after.record is not None},
        "same_file": found.same,
        "same_original": found.same_original,
        "release": [{"what": what, "old": before, "new": after} for what, before, after in found.about],
        "errata": [
            {"id": each.id, "difference": each.difference.value, "in_words": _in_words(each)} for each in found.errata
        ],
    }
