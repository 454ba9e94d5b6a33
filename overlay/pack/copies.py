"""A folder of release copies that are made already, as a release to be packed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from overlay.erratum import Document, Release
from overlay.errors import UsageError
from overlay.pack.facts import COPY_ENDING
from overlay.record import Record

Reader = Callable[[Path], Record | None]
"""Gives the record of a release copy; None for a PDF that carries none."""


def release_of_copies(folder: Path, record_of: Reader) -> tuple[Release, dict[str, tuple[Path, int]]]:
    """The release that the copies in a folder make up, and by each document's name where its copy is
    and how long the original inside it is.

    Raises UsageError where one is no release copy, or they are not of one release.
    """
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() == ".pdf")
    if not paths:
        raise UsageError(f"{folder}: has no release copies.", remedy="Name the folder that overlay correct wrote.")
    records: dict[Path, Record] = {}
    for path in paths:
        record = record_of(path)
        if record is None:
            raise UsageError(
                f"{path} is not a release copy, so it is not packed.",
                remedy='Take it out of the folder; or pack from an errata file, which may list it with "errata: []".',
            )
        records[path] = record
    first = records[paths[0]].release
    if first.style.fonts:
        raise UsageError(
            f"{paths[0]} was made with font files of its own, which its record only names.",
            remedy="Pack from the errata file: there the fonts are yours.",
        )
    documents: list[Document] = []
    places: dict[str, tuple[Path, int]] = {}
    for path, record in records.items():
        if replace(record.release, documents=(), style=first.style) != replace(first, documents=()):
            raise UsageError(
                f"{path} and {paths[0]} are not of one release.",
                remedy="Issuer, reference, date and status must be the same. Pack them one release at a time.",
            )
        name = path.name.removesuffix(COPY_ENDING) + ".pdf" if path.name.endswith(COPY_ENDING) else record.document.file
        documents.append(replace(record.document, file=name, sha256=None))
        places[name] = (path, record.original.length)
    return replace(first, documents=tuple(documents)), places
