"""The reports of a run: a table, JSON Lines and a page for a browser, written whole from the ledger.

The same ledger gives the same bytes: nothing in them comes from a clock.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from overlay.batches.ledger import Item, Ledger
from overlay.batches.report_page import page
from overlay.batches.store import PART_ENDING, drop, trouble
from overlay.publish import flush_folder, set_mode, usual_mode

REPORT_ENDINGS = (".csv", ".jsonl", ".html")

COLUMNS = (
    "item", "document", "outcome", "exit_code", "reason", "erratum", "message", "what_to_do", "candidates", "copy",
    "errata", "original_sha256", "copy_sha256",
)  # fmt: skip

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula."""

LONGEST_CELL = 5_000
"""Characters; Excel takes 32,767."""


def write_reports(ledger: Ledger, folder: Path, *, suffix: str = "") -> None:
    """Write report.csv, report.jsonl and report.html into the folder, each whole or not at all. Raises FileError, HaltError."""
    for ending, parts in ((".csv", _csv(ledger)), (".jsonl", _jsonl(ledger)), (".html", page(ledger))):
        _write(parts, folder / f"report{suffix}{ending}")
    flush_folder(folder)


def _write(parts: Iterable[str], target: Path) -> None:
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".overlay-report-", suffix=PART_ENDING, dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.writelines(parts)
            stream.flush()
            set_mode(stream.fileno(), usual_mode())
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise trouble(target, error) from error
    finally:
        drop(temporary)


def formula_safe(cell: str) -> str:
    """A cell that a spreadsheet shows as it is and never carries out: an apostrophe goes before what might be a formula."""
    shown = "".join(char if char == "\n" or char.isprintable() else " " for char in cell[:LONGEST_CELL])
    return f"'{shown}" if cell.startswith(FORMULA_STARTS) or shown.lstrip().startswith(FORMULA_STARTS) else shown


def _csv(ledger: Ledger) -> Iterator[str]:
    # The mark in front tells Excel that the table is UTF-8.
    yield "\ufeff" + _line(COLUMNS)
    for item in ledger.items():
        yield _line(_cells(item))


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([formula_safe(cell) for cell in cells])
    return buffer.getvalue()


def _cells(item: Item) -> tuple[str, ...]:
    errata = errata_of(item)
    refused = next((erratum for erratum in errata if erratum["outcome"] == "refused"), {})
    candidates = "; ".join(candidate_in_words(candidate) for candidate in refused.get("candidates", ()))
    return (
        item.key, item.document, str(item.state), str(item.code), item.cause, str(refused.get("id", "")), item.message,
        item.remedy, candidates, item.output if item.state == "corrected" else "", str(len(errata) or ""),
        item.input_sha256, item.output_sha256 if item.state == "corrected" else "",
    )  # fmt: skip


def errata_of(item: Item) -> list[dict[str, Any]]:
    """An item's errata as the worker told of them."""
    found = json.loads(item.details)
    return found if isinstance(found, list) else []


def candidate_in_words(candidate: dict[str, Any]) -> str:
    """ "page 21 (sheet 23), line 4: ..."."""
    label, number = candidate["page_label"], candidate["page_number"]
    where = f"page {label} (sheet {number})" if label and label != str(number) else f"page {number}"
    how = f" [{candidate['how_to_name']}]" if candidate["how_to_name"] else ""
    return f"{where}, line {candidate['line']}: “{' '.join(candidate['text'].split())}”{how}"


def _jsonl(ledger: Ledger) -> Iterator[str]:
    for item in ledger.items():
        said = {
            "item": item.key,
            "document": item.document,
            "outcome": str(item.state),
            "exit_code": item.code,
            "reason": item.cause,
            "message": item.message,
            "what_to_do": item.remedy,
            "copy": item.output if item.state == "corrected" else None,
            "original_sha256": item.input_sha256 or None,
            "copy_sha256": item.output_sha256 if item.state == "corrected" else None,
            "errata": errata_of(item),
        }
        yield json.dumps(said, ensure_ascii=True) + "\n"
