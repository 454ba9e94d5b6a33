"""What a record states that no check of the file can prove: nothing drawn depends on it."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.erratum import Citation
from overlay.record.reading import Record


def claims(record: Record) -> tuple[str, ...]:
    """The kinds of facts that are the record's word alone, as phrases for a reader; only those that the record has."""
    return tuple(_claims(record))


def remark(claimed: tuple[str, ...]) -> str:
    """One sentence that names what is claimed; "" where nothing is."""
    return f"Stated by the record, not provable from the file: {'; '.join(claimed)}." if claimed else ""


def _claims(record: Record) -> Iterator[str]:
    errata = record.document.errata
    yield "the name of the original's file, and how each quote was found"
    if len(errata) > 1:
        yield "the order of the errata"
    if any(erratum.reason for erratum in errata):
        yield "the reasons given"
    if any(erratum.citation != Citation() for erratum in errata):
        yield "where each erratum was cited"
    if record.document.sha256:
        yield "that the errata file named this very original"
    if record.options:
        yield f"the options chosen ({', '.join(name.replace('_', ' ') for name, _ in record.options)})"
    if record.release.style.fonts:
        yield "the font files named"
    if record.earlier:
        yield "the earlier releases"
    if record.repair is not None:
        yield "that the contained file is, by the record, a repaired form of another"
    if record.tools:
        yield "the versions of the tools"
