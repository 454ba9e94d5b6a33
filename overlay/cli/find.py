"""`overlay find`: where words stand, and how each erratum of a file is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.options import (
    json_option,
    limits_from,
    limits_options,
    ocr_from,
    password_from,
    password_option,
    reading_limits_options,
    reading_options,
)
from overlay.errors import UsageError
from overlay.readers import Reader

if TYPE_CHECKING:
    from overlay.anchor import Anchor, Unanchored
    from overlay.erratum import Document
    from overlay.limits import Limits
    from overlay.source import Source


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one document, and pictures of the pages: PNG bytes by page number.

    `elsewhere` is what stands on other pages than those asked for, where nothing stands on these.
    """

    answers: tuple[Anchor | Unanchored, ...]
    pictures: tuple[tuple[int, bytes], ...]
    elsewhere: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class _Manner:
    """How to look: what the command's options say beside the document and the words."""

    password: str | None = field(repr=False)
    accept_moved: bool
    ocr: tuple[str, ...]
    reader: Reader
    pictures: bool
    repair: bool
    limits: Limits

    @staticmethod
    def of(choices: dict[str, Any]) -> _Manner:
        return _Manner(
            password_from(choices["password_file"]),
            choices["accept_moved"],
            ocr_from(choices),
            Reader(choices["reader"]),
            bool(choices["png_folder"]),
            choices["repair"],
            limits_from(choices),
        )


@click.command("find")
@click.argument("pdf", required=False, type=click.Path(path_type=Path))
@click.argument("words", required=False)
@click.option(
    "--errata", type=click.Path(path_type=Path), metavar="FILE", help="Find every erratum of an errata file instead."
)
@click.option("--page", "page_label", metavar="PAGE", help="Look on this printed page only.")
@click.option("--sheet", type=click.IntRange(min=1), help="Look on this physical page only, from 1.")
@click.option(
    "--png",
    "png_folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write a picture of every page found.",
)
@click.option(
    "--accept-moved", is_flag=True, help="With --errata: take a quote that stands once, on another page than cited."
)
@click.option("--repair", is_flag=True, help="Look in a damaged document as it would be rewritten.")
@reading_options
@click.option("--force", is_flag=True, help="Replace pictures that are there already.")
@password_option
@limits_options
@reading_limits_options
@json_option
def command(pdf: Path | None, words: str | None, errata: Path | None, **choices: Any) -> int:
    """Show where WORDS stand in PDF: page, sheet, line by line, and how they matched ("-" reads PDF from stdin)."""
    from overlay.cli.outcome import Report

    if errata is not None and pdf is None:
        return _find_errata(errata, choices)
    if pdf is None or not words or errata is not None:
        raise UsageError(
            "Name a PDF and the words to find, or an errata file with --errata.",
            remedy='For example: overlay find report.pdf "eight young men"',
        )
    return _find_words(pdf, words, choices, Report("find", as_json=choices["as_json"]))


def _find_words(pdf: Path, words: str, choices: dict[str, Any], report: Any) -> int:
    from overlay.cli.inputs import read_pdf
    from overlay.erratum import Document
    from overlay.limits import run_limited

    data, name = read_pdf(pdf)
    pages = (choices["page_label"], choices["sheet"])
    manner = _Manner.of(choices)
    found = run_limited(_places, data, name, words, pages, manner, limits=manner.limits)
    written = _write_pictures(found, name, choices)
    report.found(Document(name, ()), found.answers, elsewhere=found.elsewhere, pictures=written)
    return int(report.close())


def _find_errata(errata: Path, choices: dict[str, Any]) -> int:
    from overlay import errata_file
    from overlay.cli.outcome import Report
    from overlay.errors import unexpected
    from overlay.limits import run_limited
    from overlay.publish import read_input

    release = errata_file.read(errata)
    report = Report("find", as_json=choices["as_json"])
    manner = _Manner.of(choices)
    for document in release.documents:
        try:
            data = read_input(errata.parent / document.file)
            found = run_limited(_anchored, data, document, manner, limits=manner.limits)
            written = _write_pictures(found, document.file, choices)
            report.found(document, found.answers, pictures=written)
        except Exception as error:
            report.failed(document, unexpected(error))
    return report.close()


def _places(data: bytes, name: str, words: str, pages: tuple[str | None, int | None], manner: _Manner) -> Found:
    from overlay.anchor import not_readable, pages_cited, places

    source = _opened(data, name, manner)
    cited = pages_cited(source, label=pages[0], number=pages[1])
    answers: tuple[Anchor | Unanchored, ...] = places(words, source, pages=cited, ocr=manner.ocr, reader=manner.reader)
    if not answers and not (manner.ocr and cited):
        refusal = not_readable(words, source, pages=cited)
        answers = (refusal,) if refusal is not None else ()
    elsewhere = places(words, source, reader=manner.reader) if not answers and cited is not None else ()
    return Found(answers, _pictures(source, answers) if manner.pictures else (), elsewhere)


def _anchored(data: bytes, document: Document, manner: _Manner) -> Found:
    from overlay.anchor import anchor_all

    source = _opened(data, document.file, manner)
    answers = anchor_all(
        document.errata, source, accept_moved=manner.accept_moved, ocr=manner.ocr, reader=manner.reader
    )
    return Found(answers, _pictures(source, answers) if manner.pictures else ())


def _opened(data: bytes, name: str, manner: _Manner) -> Source:
    from overlay.source import open_source
    from overlay.source.repair import open_repaired

    opened = open_repaired if manner.repair else open_source
    return opened(data, name=name, password=manner.password, limits=manner.limits)


def _pictures(source: Any, answers: tuple[Anchor | Unanchored, ...]) -> tuple[tuple[int, bytes], ...]:
    from overlay.anchor import Anchor
    from overlay.preview import page_picture, png_of_quads

    stretches = [stretch for answer in answers if isinstance(answer, Anchor) for stretch in answer.quote]
    made = []
    for page_index in sorted({stretch.page_index for stretch in stretches}):
        frame = source.frame(page_index)
        picture = page_picture(source.data, page_index, frame, password=source.password)
        quads = [stretch.quad for stretch in stretches if stretch.page_index == page_index]
        made.append((page_index + 1, png_of_quads(picture, frame, quads)))
    return tuple(made)


def _write_pictures(found: Found, name: str, choices: dict[str, Any]) -> list[Path]:
    from overlay.publish import output_name, publish

    written = []
    for page_number, png in found.pictures:
        target = choices["png_folder"] / output_name(name, f".sheet-{page_number}.png")
        publish(png, target, force=choices["force"])
        written.append(target)
    return written
