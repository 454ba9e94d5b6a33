"""What every command prints with: safe text, one JSON object, one way to fail.

A reader that goes away (`overlay ... | head`) or a full disk stops the printing, never the work: `closing` tells of the
disk at the end.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import unicodedata
from collections.abc import Mapping

import click

from overlay.errors import ErrataFileError, ExitCode, FileError, OverlayError

JSON_VERSION = 1
"""Raised when a field of the JSON output changes its meaning or goes away."""

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


_OUTPUT, _ERRORS = 1, 2  # as the system numbers them


class _Lost:
    """Why standard output can no longer be written to; None while it can."""

    reason: OSError | None = None


def safe(text: str) -> str:
    """`text` with everything that could steer a terminal, break or reorder a line shown as an escape.

    Control characters, line feeds, bidirectional overrides and private-use characters become \\x.. or \\u....
    """

    def shown(char: str) -> str:
        if unicodedata.category(char) not in _HIDDEN_CATEGORIES:
            return char
        return char.encode("unicode_escape", "backslashreplace").decode("ascii")

    return "".join(map(shown, text))


def say(line: str, *, err: bool = False) -> None:
    """Print one line of safe text to stdout (or stderr); what the terminal's encoding lacks becomes "?"."""
    stream = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    put(safe(line).encode(encoding, "replace").decode(encoding) + "\n", err=err)


def put(text: str | bytes, *, err: bool = False) -> None:
    """Write to stdout (or stderr) as it is. Where nobody reads it any more, this and all that follows is dropped."""
    try:
        click.echo(text, nl=False, err=err)
    except OSError as error:
        if not err:
            _Lost.reason = error
        _silence(_ERRORS if err else _OUTPUT)


def put_file(data: bytes) -> None:
    """Write a whole file to stdout. Raises FileError where not all of it arrives."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        _silence(_OUTPUT)
        raise _no_output(error) from error


def output_trouble(error: Exception) -> FileError | None:
    """The error to tell where click itself wrote to stdout (--help, --version) in vain; None for any other error."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = str(frame.tb_frame.f_globals.get("__name__", "")) if frame is not None else ""
    if not isinstance(error, OSError) or not where.startswith("click."):
        return None
    _silence(_OUTPUT)
    return _no_output(error)


def closing(code: int) -> int:
    """The exit code of a run that ends with `code`: another where it ended well, but could not say so for want of space."""
    lost = _Lost.reason
    _Lost.reason = None
    if lost is None or lost.errno == errno.EPIPE or code not in (ExitCode.DONE, ExitCode.DONE_WITH_WARNINGS):
        return code
    return fail(_no_output(lost), command="", as_json=False)


def require_streams() -> None:
    """Raises FileError where standard output is closed: what is opened next would get its place.

    A closed standard input or error is opened on nothing.
    """
    with contextlib.suppress(OSError):
        opened = os.open(os.devnull, os.O_RDWR)
        while opened <= _ERRORS:  # each takes the lowest place that is free
            opened = os.dup(opened)
        os.close(opened)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (for as long as the process runs)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        raise FileError("Standard output is closed.", remedy="Send it somewhere, to /dev/null for example.")


def _no_output(error: OSError) -> FileError:
    return FileError(f"Standard output could not be written ({error.strerror or error}).", remedy="Send it elsewhere.")


def _silence(number: int) -> None:
    """Let a stream that failed lead nowhere, so that what waits in its buffer does not fail again when the process ends."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def say_json(command: str, exit_code: int, fields: Mapping[str, object]) -> None:
    """Print the command's one JSON object to stdout, ASCII only, keys in a fixed order."""
    body = {"overlay": JSON_VERSION, "command": command, "exit_code": int(exit_code), **fields}
    put(json.dumps(body, ensure_ascii=True, indent=2) + "\n")


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
        for fault in error.faults:
            line = f":{fault.line}" if fault.line else ""
            say(f"{error.file_name}{line}: {fault.message}", err=True)
    else:
        say(f"overlay: {error}", err=True)
    return code
