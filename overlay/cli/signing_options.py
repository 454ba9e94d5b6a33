"""The options for signing: the key, its password, and the time that signatures state."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.options import password_from
from overlay.errors import UsageError

if TYPE_CHECKING:
    from overlay.limits import Limits

PASSWORD_VARIABLE = "OVERLAY_SIGN_PASSWORD"


def key_password_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --sign-password-file; read the password with `key_password`."""
    return click.option(
        "--sign-password-file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help=f"A file whose first line is the key's password; else it is in {PASSWORD_VARIABLE}, or asked for.",
    )(command)


def signing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of signing; read them with `signer_from`."""
    for option in (
        click.option(
            "--signing-time",
            metavar="TIME",
            help="The time that signatures state, such as 2024-11-12T10:00:00Z; without it, now.",
        ),
        key_password_option,
        click.option(
            "--sign-with",
            "key_file",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            metavar="P12",
            help="Sign every copy, the notice and the manifest with this key (PKCS #12).",
        ),
    ):
        command = option(command)
    return command


def key_password(path: Path | None, *, confirm: bool = False) -> str:
    """The key's password: from the file, the environment or a prompt, never from the command line.

    Raises UsageError where nobody can be asked.
    """
    if path is not None:
        return password_from(path) or ""
    if PASSWORD_VARIABLE in os.environ:
        return os.environ[PASSWORD_VARIABLE]
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "The key's password is needed, and nobody can be asked for it.",
            remedy=f"Give it in a file with --sign-password-file, or in the environment variable {PASSWORD_VARIABLE}.",
        )
    asked: str = click.prompt("Password of the key", hide_input=True, err=True, confirmation_prompt=confirm)
    return asked


@dataclass(frozen=True, slots=True)
class LimitedSigner:
    """Signs in processes that can be killed: what is signed contains other people's PDFs. `name` is the certificate's."""

    p12: bytes = field(repr=False)
    password: str = field(repr=False)
    when: datetime
    limits: Limits
    name: str

    def pdf(self, data: bytes, *, name: str) -> bytes:
        from overlay.limits import run_limited

        return run_limited(_sign_pdf, self.p12, self.password, self.when, data, name, limits=self.limits)

    def manifest(self, data: bytes) -> bytes:
        from overlay.pack.signing import Key

        return Key.opened(self.p12, self.password, self.when).manifest(data)


def _sign_pdf(p12: bytes, password: str, when: datetime, data: bytes, name: str) -> bytes:
    from overlay.pack.signing import Key

    return Key.opened(p12, password, when).pdf(data, name=name)


def signer_from(choices: dict[str, Any], limits: Limits) -> LimitedSigner | None:
    """The signer that the options ask for, its key opened once to see that it can be; None without --sign-with."""
    from overlay.pack.signing import Key
    from overlay.publish import read_input

    if choices["key_file"] is None:
        if choices["signing_time"] is not None or choices["sign_password_file"] is not None:
            raise UsageError("These options are for signing: name a key with --sign-with.")
        return None
    p12, when = read_input(choices["key_file"]), _time(choices["signing_time"])
    password = key_password(choices["sign_password_file"])
    name = Key.opened(p12, password, when).name
    return LimitedSigner(p12, password, when, limits, name)


def _time(text: str | None) -> datetime:
    """Whole seconds, with a time zone: signatures know nothing finer."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a time.", remedy="Write it as in 2024-11-12T10:00:00Z.") from error
    if when.tzinfo is None:
        raise UsageError(f"{text!r} does not say its time zone.", remedy="Add Z for UTC, or such as +01:00.")
    return when.replace(microsecond=0)
