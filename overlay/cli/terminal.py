"""What every command prints with: safe text, one JSON object, one way to fail."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping

import click

from overlay.errors import ErrataFileError, OverlayError

JSON_VERSION = 1
"""Raised when a field of the JSON output changes its meaning or goes away."""

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def safe(text: str, *, keep_lines: bool = False) -> str:
    """`text` with everything that could steer a terminal or reorder a line shown as an escape.

    Control characters, bidirectional overrides and private-use characters become \\x.. or \\u....; line feeds stay
    where `keep_lines` says so.
    """

    def shown(char: str) -> str:
        if (keep_lines and char == "\n") or unicodedata.category(char) not in _HIDDEN_CATEGORIES:
            return char
        return char.encode("unicode_escape", "backslashreplace").decode("ascii")

    return "".join(map(shown, text))


def say(line: str, *, err: bool = False) -> None:
    """Print one line of safe text to stdout (or stderr); what the terminal's encoding lacks becomes "?"."""
    stream = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    click.echo(safe(line, keep_lines=True).encode(encoding, "replace").decode(encoding), err=err)


def say_json(command: str, exit_code: int, fields: Mapping[str, object]) -> None:
    """Print the command's one JSON object to stdout, ASCII only, keys in a fixed order."""
    body = {"overlay": JSON_VERSION, "command": command, "exit_code": int(exit_code), **fields}
    click.echo(json.dumps(body, ensure_ascii=True, indent=2))


def fail(error: OverlayError, *, command: str, as_json: bool) -> int:
    """Tell an error, in words or as JSON, and return its exit code."""
    code = int(error.exit_code)
    if as_json:
        faults = (
            [{"line": fault.line, "message": fault.message} for fault in error.faults]
            if isinstance(error, ErrataFileError)
            else []
        )
        said = {"kind": type(error).__name__, "message": error.message, "remedy": error.remedy, "faults": faults}
        say_json(command, code, {"error": said})
    if isinstance(error, ErrataFileError):
        say(error.message, err=True)
    else:
        say(f"overlay: {error}", err=True)
    return code
