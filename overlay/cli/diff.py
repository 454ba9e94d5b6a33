"""`overlay diff`: what changed from one release copy to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.inputs import STDIN, read_pdf
from overlay.cli.options import json_option, limits_from, limits_options, password_from, password_option
from overlay.errors import ExitCode

if TYPE_CHECKING:
    from overlay.verify.diff import Changed, Comparison


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@password_option
@limits_options
@json_option
def command(old: Path, new: Path, **choices: Any) -> int:
    """Tell which errata were added, changed or withdrawn from OLD to NEW: two release copies, or one and its original.

    Exit code 0: no difference; 50: there are some. This compares what the files say of themselves; overlay verify proves it.
    """
    from overlay.errors import UsageError
    from overlay.limits import run_limited

    if str(old) == str(new) == STDIN:
        raise UsageError("Only one of the two files can come from standard input.")
    (before, old_name), (after, new_name) = read_pdf(old), read_pdf(new)
    limits = limits_from(choices)
    password = password_from(choices["password_file"])
    found = run_limited(_compared, before, after, password, limits=limits)
    if found.before.record is None and found.after.record is None:
        raise UsageError(f"Neither {old_name} nor {new_name} is a release copy.")
    code = ExitCode.DONE if found.same else ExitCode.DIFFERS
    if choices["as_json"]:
        from overlay.cli.terminal import say_json

        say_json("diff", int(code), _fields(old_name, new_name, found))
    else:
        _tell(old_name, new_name, found)
    return int(code)


def _compared(before: bytes, after: bytes, password: str | None) -> Comparison:
    from overlay.verify.diff import compare_copies

    return compare_copies(before, after, password=password)


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
