"""`overlay schema`: the JSON Schema of an errata file, for editors that check and complete as one types."""

from __future__ import annotations

import json
from importlib.resources import files

import click

from overlay.cli.terminal import put, say_json
from overlay.errors import ExitCode


@click.command(name="schema")
@click.option("--record", is_flag=True, help="The schema of the record that a release copy carries instead.")
@click.option("--json", "as_json", is_flag=True, help="Put the schema into the one object that every command prints.")
def command(*, record: bool, as_json: bool) -> None:
    """Print the JSON Schema of an errata file (draft 2020-12)."""
    place = "record/record.schema.json" if record else "errata_file/errata.schema.json"
    text = files("overlay").joinpath(place).read_text(encoding="utf-8")
    if as_json:
        say_json("schema", ExitCode.DONE, {"schema": json.loads(text)})
    else:
        put(text.encode("utf-8"))
