"""The disclosure log: one row an erratum, as RFC 4180 has it, and safe to open in a spreadsheet.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, and so does one that begins with an
apostrophe: taking one leading apostrophe away always gives what was said.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from overlay.erratum import Caveat, Deletion, Erratum, Insertion, Substitution
from overlay.pack.facts import PackedDocument, PackFacts

COLUMNS: dict[str, str] = {
    "reference": "the reference under which the correction was issued",
    "issuer": "the body that issued it",
    "date": "the day of the release, year-month-day",
    "release_status": "issued, superseded or withdrawn",
    "document": "the document's file name",
    "erratum": "the erratum's name within its document, unique there",
    "kind": "substitute, insert, delete or caveat; none for a document without errata",
    "page": "the page number as printed, empty where the page has none",
    "sheet": "the physical page, counted from 1; the first where there are several",
    "for": "the words as printed that are replaced, deleted, or that an insertion or a caveat stands at",
    "read": "the words to read instead, or to insert; the text of a caveat; empty for a deletion",
    "reason": "why the correction was made, where that was given",
    "erratum_status": "issued or withdrawn",
    "original_sha256": "SHA-256 of the original",
    "corrected_sha256": "SHA-256 of the corrected copy, empty for a document that is carried unchanged",
}
"""The log's columns, in order, and what each holds."""

DANGEROUS = frozenset("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")
"""What makes a spreadsheet read a cell as a formula when it begins with it (full-width signs too), and our own apostrophe."""


def log_csv(packs: Iterable[PackFacts]) -> bytes:
    """The log of some packs: UTF-8, a head row, lines ending in CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, dialect="excel", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for facts in packs:
        for document in facts.documents:
            writer.writerows([[harmless(cell) for cell in row] for row in _rows(facts, document)])
    return out.getvalue().encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """The cell as it can be opened in a spreadsheet without being computed."""
    begins = cell.lstrip(" \u00a0\u200b\ufeff")[:1]
    return f"'{cell}" if cell[:1] in DANGEROUS or begins in DANGEROUS else cell


def _rows(facts: PackFacts, document: PackedDocument) -> Iterator[list[str]]:
    release = facts.release
    head = [release.reference, release.issuer, release.date, release.status.value, document.name]
    tail = [document.original.facts.sha256, document.copy.facts.sha256 if document.copy else ""]
    if document.record is None:
        yield [*head, "", "none", "", "", "", "", "", "", *tail]
        return
    for erratum, location in zip(document.record.document.errata, document.record.locations, strict=True):
        label = location.page_label if location else ", ".join(erratum.citation.page_labels)
        sheet = str(location.page_indexes[0] + 1) if location and location.page_indexes else ""
        status = "withdrawn" if erratum.withdrawn else "issued"
        yield [*head, erratum.id, erratum.kind.value, label, sheet, *_said(erratum), erratum.reason, status, *tail]


def _said(erratum: Erratum) -> tuple[str, str]:
    match erratum.change:
        case Substitution(wrong=wrong, right=right):
            return wrong, right
        case Insertion(beside=beside, text=text):
            return beside, text
        case Deletion(wrong=wrong):
            return wrong, ""
        case Caveat(text=text):
            return erratum.words, text
