"""Writes docs/commands.md from what every command says of itself: `python docs/make_commands.py`."""

from __future__ import annotations

from pathlib import Path

import click

from overlay.cli import COMMANDS, overlay

TARGET = Path(__file__).with_name("commands.md")
WIDTH = 96
HEAD = """\
# The commands

This page is made by `make docs` from what `overlay COMMAND --help` prints. Do not edit it.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(name) for name in COMMANDS)])


def _section(name: str) -> str:
    context = click.Context(overlay, info_name="overlay", terminal_width=WIDTH, max_content_width=WIDTH)
    command = overlay.get_command(context, name)
    assert command is not None
    inner = click.Context(command, info_name=name, parent=context, terminal_width=WIDTH, max_content_width=WIDTH)
    return f"## overlay {name}\n\n```text\n{command.get_help(inner)}\n```\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
