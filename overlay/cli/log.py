"""`overlay log`: the disclosure log, one row an erratum, across packs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from overlay.cli.inputs import STDIN
from overlay.cli.options import json_option


@click.command("log")
@click.argument("packs", type=click.Path(path_type=Path, exists=True), nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="CSV",
    help="Where the log goes; - writes it to stdout.",
)
@click.option("--force", is_flag=True, help="Replace a log that is there already.")
@json_option
def command(packs: tuple[Path, ...], target: Path, **choices: Any) -> int:
    """Write one row for each erratum of the release packs PACKS, in their order.

    Each pack's bag must be in order; overlay verify proves the copies in it. The columns are explained in the
    documentation. A cell that a spreadsheet could take for a formula begins with an apostrophe.
    """
    from overlay.cli.terminal import put_file, say, say_json
    from overlay.pack.log import log_csv
    from overlay.pack.superseding import pack_facts
    from overlay.publish import publish, refuse_existing

    to_stdout = str(target) == STDIN
    if not to_stdout:
        refuse_existing(target, force=choices["force"], inputs=packs)
    facts = [pack_facts(path)[0] for path in packs]
    data = log_csv(facts)
    errata = sum(len(document.errata) for each in facts for document in each.documents)
    if to_stdout:
        put_file(data)
        return 0
    publish(data, target, force=choices["force"], inputs=packs)
    if choices["as_json"]:
        say_json("log", 0, {"log": str(target), "packs": [str(path) for path in packs], "errata": errata})
    else:
        say(f"{target}: written: {errata} errata of {len(packs)} packs.")
    return 0
