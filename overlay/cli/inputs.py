"""Reading the PDF that a command is given: a file, or - for standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from overlay.errors import UsageError
from overlay.publish import read_input

STDIN = "-"


def read_pdf(path: Path) -> tuple[bytes, str]:
    """The bytes of a PDF and the name that messages call it. Raises FileError where it cannot be read."""
    if str(path) == STDIN:
        if sys.stdin is None:
            raise UsageError("Standard input is closed, so no PDF can be read from it.")
        return sys.stdin.buffer.read(), "standard input"
    return read_input(path), path.name


def refuse_json_beside(target: Path, *, as_json: bool) -> None:
    """Raises UsageError where standard output would get a PDF and a JSON object."""
    if as_json and str(target) == STDIN:
        raise UsageError(
            "-o - writes a PDF to standard output, so --json cannot write there too.",
            remedy="Leave out one of the two.",
        )
