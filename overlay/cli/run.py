"""One run over the documents of an errata file: what `correct` and `check` have in common."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from overlay.cli.options import limits_from, ocr_from, password_from, reading_options
from overlay.cli.previews import Pictures, correct_with_pictures, write_pictures
from overlay.limits import run_limited
from overlay.publish import output_name, read_input
from overlay.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from overlay.erratum import Document, Release
    from overlay.limits import Limits
    from overlay.pipeline import Checked, Corrected, Options, Refused


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that decide what may be corrected, and how it is to look."""
    for option in (
        click.option(
            "--preview",
            "preview_folder",
            type=click.Path(path_type=Path),
            metavar="FOLDER",
            help="Write a picture of every touched page, before and after.",
        ),
        click.option(
            "--append-after-signature", is_flag=True, help="Correct signed documents where their certification allows."
        ),
        click.option("--accept-moved", is_flag=True, help="Take a quote that stands once, on another page than cited."),
        click.option(
            "--style",
            "style_file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="A style to use instead of the errata file's.",
        ),
        click.option(
            "--repair", is_flag=True, help="Rewrite a damaged document first; the copy's record tells that it was."
        ),
        click.option("--force", is_flag=True, help="Replace outputs that are there already."),
    ):
        command = option(command)
    return reading_options(command)


@dataclass(frozen=True, slots=True)
class Run:
    """A release to be made from the PDFs beside its errata file."""

    errata: Path
    release: Release
    options: Options
    limits: Limits
    preview_folder: Path | None
    force: bool

    @staticmethod
    def of(errata: Path, choices: dict[str, Any]) -> Run:
        """The run that a command's options ask for. Raises ErrataFileError and FileError."""
        from overlay import errata_file
        from overlay.pipeline import Options

        release = errata_file.read(errata)
        if choices["style_file"] is not None:
            release = errata_file.with_style(release, choices["style_file"])
        limits = limits_from(choices)
        options = Options(
            accept_moved=choices["accept_moved"],
            append_after_signature=choices["append_after_signature"],
            password=password_from(choices["password_file"]),
            self_check=not choices.get("no_self_check", False),
            repair=choices["repair"],
            limits=limits,
            ocr=ocr_from(choices),
            reader=Reader(choices["reader"]),
        )
        return Run(errata, release, options, limits, choices["preview_folder"], choices["force"])

    def path(self, document: Document) -> Path:
        return self.errata.parent / document.file

    def output_names(self) -> list[str]:
        """The file name of each document's copy. Raises UsageError where two would be one file."""
        from overlay.errors import UsageError

        seen: dict[str, str] = {}
        names = []
        for document in self.release.documents:
            names.append(output_name(document.file, ".corrected.pdf"))
            other = seen.setdefault(names[-1].casefold(), document.file)
            if other is not document.file:
                raise UsageError(
                    f"{document.file} and {other} would both be written to {names[-1]}.",
                    remedy="Correct them by two errata files, into two folders.",
                )
        return names

    def correct(self, document: Document) -> Corrected | Refused:
        """The release copy of one document, made within the limits; its pictures are written where they were asked for."""
        from overlay.pipeline import correct_limited

        given = read_input(self.path(document))
        if self.preview_folder is None:
            return correct_limited(given, document, self.release, self.options)
        outcome, pictures = self._with_pictures(given, document)
        write_pictures(pictures, document.file, self.preview_folder, force=self.force)
        return outcome

    def check(self, document: Document) -> Checked | Refused:
        """Where everything would go; the copy is made only for its pictures, and not kept."""
        from overlay.pipeline import check

        if self.preview_folder is not None:
            return self.correct(document)
        given = read_input(self.path(document))
        return run_limited(check, given, document, self.release, self.options, limits=self.limits)

    def _with_pictures(self, given: bytes, document: Document) -> tuple[Corrected | Refused, Pictures]:
        return run_limited(correct_with_pictures, given, document, self.release, self.options, limits=self.limits)
