"""Reads what a run is to do: a folder of errata files, one errata file, or a table with one erratum a row."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from overlay import errata_file
from overlay.batches.declared import to_text
from overlay.batches.names import PDF_ENDING, safe_path
from overlay.batches.rows import groups
from overlay.batches.store import is_url
from overlay.erratum import Document, Release, Style
from overlay.errors import ErrataFileError, UsageError
from overlay.publish import read_input

ERRATA_ENDINGS = (".yaml", ".yml", ".json")
TABLE_ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Declared:
    """One document that a run is to correct.

    `key` is the errata file's name within JOBS, "#" and the document's; `place` the PDF's absolute path or URL;
    `output` the copy's name within the output folder. `fault` says what is wrong with its errata; then the rest is "".
    """

    key: str
    document: str
    place: str = ""
    output: str = ""
    text: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A file of JOBS. `name` is its path within JOBS, with "/"; `sha256` that of its content. `alone`: JOBS is this one file."""

    name: str
    path: Path
    sha256: str
    content: bytes = field(repr=False)
    alone: bool = False


def origins(jobs: Path, *, leave_out: Path | None = None) -> Iterator[Origin]:
    """The files of JOBS in the order of their names; `leave_out` is a folder that is not looked into (the output).

    Raises FileError where a file cannot be read, UsageError where there is nothing to read.
    """
    if not jobs.is_dir():
        if jobs.suffix.lower() not in (*ERRATA_ENDINGS, *TABLE_ENDINGS):
            known = ", ".join((*ERRATA_ENDINGS, *TABLE_ENDINGS))
            raise UsageError(f"{jobs}: is no folder, and its name ends in none of {known}.", remedy="Check the name.")
        yield replace(_origin(jobs, jobs.name), alone=True)
        return
    found = sorted(_errata_files(jobs, leave_out), key=lambda path: path.relative_to(jobs).as_posix())
    if not found:
        raise UsageError(f"{jobs}: holds no errata file (*.yaml, *.yml or *.json).", remedy="Check the folder's name.")
    for path in found:
        yield _origin(path, path.relative_to(jobs).as_posix())


def _errata_files(jobs: Path, leave_out: Path | None) -> Iterator[Path]:
    avoided = leave_out.resolve() if leave_out is not None else None
    for folder, folders, files in os.walk(jobs):
        here = Path(folder)
        folders[:] = [name for name in folders if not name.startswith(".") and (here / name).resolve() != avoided]
        for name in files:
            if name.lower().endswith(ERRATA_ENDINGS) and not name.startswith("."):
                yield here / name


def _origin(path: Path, name: str) -> Origin:
    content = read_input(path)
    return Origin(name, path, hashlib.sha256(content).hexdigest(), content)


def declared(origin: Origin, style: Style | None = None) -> Iterator[Declared]:
    """The documents that a file of JOBS declares. A faulty errata file among others is one failed item, as is a faulty row.

    Raises ErrataFileError where JOBS is one errata file and that is at fault, or a table is at fault as a whole.
    """
    if origin.path.suffix.lower() in TABLE_ENDINGS:
        yield from _from_table(origin, style)
        return
    try:
        release = errata_file.load(origin.content, file_name=origin.name)
    except ErrataFileError as error:
        if origin.alone:
            raise
        yield Declared(origin.name, "", fault=error.message)
        return
    for document in release.documents:
        yield _declared(origin, _styled(release, style), document)


def _from_table(origin: Origin, style: Style | None) -> Iterator[Declared]:
    for group in groups(origin.content, file_name=origin.name):
        key = f"{origin.name}#{group.file}"
        try:
            if group.faults:
                raise ErrataFileError(origin.name, tuple(group.faults))
            release = errata_file.from_tree(group.tree(), file_name=origin.name)
        except ErrataFileError as error:
            yield Declared(key, group.file, fault=error.message)
            continue
        yield _declared(origin, _styled(release, style), release.documents[0])


def _styled(release: Release, style: Style | None) -> Release:
    return release if style is None else replace(release, style=style)


def _declared(origin: Origin, release: Release, document: Document) -> Declared:
    folder = PurePosixPath(origin.name).parent
    file = document.file.replace("\\", "/")
    inside = file.split("://", 1)[1] if is_url(file) else file
    place = file if is_url(file) else str((origin.path.parent / document.file).absolute())
    output = safe_path(f"{folder}/{inside}", ending=PDF_ENDING)
    return Declared(f"{origin.name}#{document.file}", document.file, place, output, to_text(release, document))
