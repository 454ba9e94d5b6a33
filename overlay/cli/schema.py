"""`overlay schema`: the JSON Schema of an errata file, for editors that check and complete as one types."""

from __future__ import annotations

from importlib.resources import files

import click


@click.command(name="schema")
@click.option("--record", is_flag=True, help="Show the schema of the record that a release copy carries instead.")
@click.option("--json", "as_json", is_flag=True, help="The same: a JSON Schema is JSON.")
def command(*, record: bool, as_json: bool) -> None:
    """Print the JSON Schema of an errata file (draft 2020-12)."""
    del as_json
    name = "record.schema.json" if record else "errata.schema.json"
    click.echo(files("overlay").joinpath(name).read_text(encoding="utf-8"), nl=False)
