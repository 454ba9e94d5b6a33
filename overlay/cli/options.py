"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from overlay.errors import FileError, UsageError
from overlay.limits import USUAL, Limits
from overlay.readers import Reader

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def limits_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --max-seconds, --max-cpu and --max-memory; read them with `limits_from`."""
    default = Limits()
    for option in (
        click.option(
            "--max-memory",
            type=click.IntRange(min=0),
            default=default.memory_mib,
            show_default=True,
            metavar="MIB",
            help="Memory that one document may take; 0 for no limit.",
        ),
        click.option(
            "--max-cpu",
            type=click.IntRange(min=0),
            default=default.cpu_seconds,
            show_default=True,
            metavar="SECONDS",
            help="Computing time that one document may take; 0 for no limit.",
        ),
        click.option(
            "--max-seconds",
            type=click.FloatRange(min=0),
            default=default.wall_seconds,
            show_default=True,
            metavar="SECONDS",
            help="Time that one document may take; 0 for no limit.",
        ),
    ):
        command = option(command)
    return command


def reading_limits_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the limits of what is read of a document, from --max-pages to --max-render; read them with `limits_from`."""
    for name, field, metavar, meaning in reversed(READING_LIMITS):
        command = click.option(
            name,
            type=click.IntRange(min=0),
            default=getattr(USUAL, field),
            show_default=True,
            metavar=metavar,
            help=f"{meaning}; 0 for no limit.",
        )(command)
    return command


READING_LIMITS = (
    ("--max-pages", "pages", "N", "Pages that a document may have"),
    ("--max-stream", "stream_bytes", "BYTES", "Bytes that one stream of a document may decode to"),
    ("--max-document", "document_bytes", "BYTES", "Decoded bytes that are read of one document"),
    ("--max-characters", "page_characters", "N", "Characters that a page may have"),
    ("--max-render", "render_side", "PIXELS", "Longest side of a page as it is rendered to find free space"),
)


def limits_from(choices: Mapping[str, Any]) -> Limits:
    """The limits among a command's options."""
    reading = {
        field: choices[key] for name, field, *_ in READING_LIMITS if (key := name[2:].replace("-", "_")) in choices
    }
    return Limits(
        wall_seconds=choices["max_seconds"],
        cpu_seconds=choices["max_cpu"],
        memory_mib=choices["max_memory"],
        **reading,
    )


def password_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --password-file: a password on the command line would be seen by everyone on the machine."""
    return click.option(
        "--password-file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="A file whose first line is the document's password.",
    )(command)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --reader (which gives a Reader's value), and --ocr and --ocr-language, which are read with `ocr_from`."""
    for option in (
        click.option(
            "--ocr-language",
            "ocr_languages",
            multiple=True,
            metavar="NAME",
            help="A language to read scans in, by tesseract's name for it (eng where none is given); may be repeated.",
        ),
        click.option(
            "--ocr", is_flag=True, help="Read cited pages that are scans by machine, to find where words stand."
        ),
        click.option(
            "--reader",
            type=click.Choice([str(reader) for reader in Reader]),
            default=str(Reader.PDFPLUMBER),
            show_default=True,
            metavar="READER",
            help="Who reads the words: pdfplumber, which a second reader must bear out, or pdfium alone, which is quicker.",
        ),
    ):
        command = option(command)
    return command


def ocr_from(choices: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages to read scans in; none where they are not to be read. Raises UsageError for what is no language's name."""
    if not choices["ocr"] and not choices["ocr_languages"]:
        return ()
    from overlay.pagetext.ocr import USUAL_LANGUAGES, languages_of

    return languages_of(choices["ocr_languages"] or USUAL_LANGUAGES)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")(command)


def password_from(path: Path | None) -> str | None:
    """The password in a file: its first line. Raises FileError where it cannot be read, UsageError where it is empty."""
    if path is None:
        return None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: the password could not be read.", remedy="It must be a UTF-8 text file.") from error
    if not lines or not lines[0]:
        raise UsageError(f"{path}: the first line, which should be the password, is empty.")
    return lines[0]
