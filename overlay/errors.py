"""What can go wrong, each with its exit code and its remedy.

The library raises; `cli` alone turns an error into a line on stderr and an exit code. A stage that
answers "no" to a fair question (a quote that is not there) returns that answer as a value
(`anchor.Unanchored`); these classes are for input that cannot be worked with and for refusals by policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command, as the README's table has them."""

    DONE = 0
    USAGE = 2
    DONE_WITH_WARNINGS = 3
    NOT_FOUND = 10
    AMBIGUOUS = 11
    NOT_VISIBLE = 12
    DAMAGED = 20
    PASSWORD_NEEDED = 21
    ENCRYPTION_KEPT = 22
    SIGNED = 23
    LIMIT = 24
    UNSUPPORTED = 25
    EXISTS = 30
    IO = 31
    SELF_CHECK = 40
    DIFFERS = 50
    UNDECIDED = 51
    BATCH = 60
    BUG = 70
    INTERRUPTED = 130


class OverlayError(Exception):
    """The root of the tree. `message` says what is wrong and where, `remedy` what to do about it."""

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (`limits`): keyword-only arguments need help to be unpickled.
        return (_remade, (type(self), dict(self.__dict__)))


def _remade(kind: type[OverlayError], state: dict[str, object]) -> OverlayError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["message"], state["remedy"])
    error.__dict__.update(state)
    return error


class UsageError(OverlayError):
    """The command line asks for something that makes no sense."""

    exit_code = ExitCode.USAGE


def unexpected(error: Exception) -> OverlayError:
    """What to tell of an exception that nobody foresaw: FileError for the system's, else a fault of ours (code 70)."""
    if isinstance(error, OverlayError):
        return error
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        return FileError(f"{error.filename or 'A file'}: {reason}.", remedy="Check the path and its permissions.")
    return OverlayError(
        f"Something went wrong inside overlay ({type(error).__name__}).",
        remedy="Please report this with the files that caused it.",
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an errata file: where it is (lines count from 1; 0 = the file as a whole) and what is wrong."""

    line: int
    message: str


class ErrataFileError(OverlayError):
    """An errata file has faults; `faults` holds all of them, in the order of their lines."""

    exit_code = ExitCode.USAGE

    def __init__(self, file_name: str, faults: tuple[Fault, ...]) -> None:
        lines = [
            f"{file_name}:{fault.line}: {fault.message}" if fault.line else f"{file_name}: {fault.message}"
            for fault in faults
        ]
        super().__init__("\n".join(lines))
        self.file_name = file_name
        self.faults = faults


class DamagedError(OverlayError):
    """Not a PDF, or one whose cross-reference cannot be trusted to be appended to."""

    exit_code = ExitCode.DAMAGED


class PasswordError(OverlayError):
    """The document needs a password, or the one given does not open it."""

    exit_code = ExitCode.PASSWORD_NEEDED


class EncryptionError(OverlayError):
    """The document's encryption cannot be kept, or its permissions forbid the change."""

    exit_code = ExitCode.ENCRYPTION_KEPT


class SignedError(OverlayError):
    """The document is signed, and the policy in force refuses to add to it."""

    exit_code = ExitCode.SIGNED


class LimitError(OverlayError):
    """A limit was exceeded; the message names the limit, its value and how to set it."""

    exit_code = ExitCode.LIMIT


class UnsupportedError(OverlayError):
    """A feature of the PDF, or a character in the erratum, that is not supported."""

    exit_code = ExitCode.UNSUPPORTED


class OutputExistsError(OverlayError):
    """The output is there already, or is the input."""

    exit_code = ExitCode.EXISTS


class FileError(OverlayError):
    """Reading or writing failed: a missing file, no permission, a full disk."""

    exit_code = ExitCode.IO


class SelfCheckError(OverlayError):
    """What was made did not pass its own check, so it was not published."""

    exit_code = ExitCode.SELF_CHECK
