"""Reading the PDF that a command is given: a file, or - for standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from overlay.publish import read_input

STDIN = "-"


def read_pdf(path: Path) -> tuple[bytes, str]:
    """The bytes of a PDF and the name that messages call it. Raises FileError where it cannot be read."""
    if str(path) == STDIN:
        return sys.stdin.buffer.read(), "standard input"
    return read_input(path), path.name
