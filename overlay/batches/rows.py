"""Tables of errata, one erratum a row: CSV and JSON Lines. The rows of a document become an errata file's tree.

A table is read whole before any work. Its rows may come in any order; a document's errata keep theirs.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from overlay.errata_file.nodes import Node
from overlay.errors import ErrataFileError, Fault

RELEASE_COLUMNS = ("issuer", "reference", "date", "status")
DOCUMENT_COLUMNS = ("file", "sha256")
ERRATUM_COLUMNS = (
    "id", "page", "sheet", "line", "column", "section", "occurrence", "quote", "prefix", "suffix",
    "for", "read", "insert", "after", "before", "delete", "caveat", "on", "reason", "withdrawn",
)  # fmt: skip
COLUMNS = (*DOCUMENT_COLUMNS, *RELEASE_COLUMNS, *ERRATUM_COLUMNS)
REQUIRED = ("file", "issuer", "reference", "date")
KINDS = (("for", "read"), ("insert",), ("delete",), ("caveat",))
"""A table must have the columns of at least one kind of erratum."""

MOST_BYTES = 500_000_000  # of a table: some two million errata; beyond, it is not a table of errata
SEPARATORS = (",", ";", "\t")  # Excel writes ";" where "," is the decimal sign
MOST_FAULTS = 50
LONGEST_CELL = 1_000_000


@dataclass(slots=True)
class Group:
    """The rows of one document, and what is wrong with them."""

    file: str
    line: int
    release: dict[str, str] = field(default_factory=dict)
    sha256: str = ""
    errata: list[Node] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def tree(self) -> Node:
        """The errata file that would say the same."""
        document = {"file": Node(self.line, self.file), "errata": Node(self.line, list(self.errata))}
        if self.sha256:
            document["sha256"] = Node(self.line, self.sha256)
        top: dict[str, Node] = {name: Node(self.line, value) for name, value in self.release.items()}
        top["documents"] = Node(self.line, [_mapping(document, self.line)])
        return _mapping(top, self.line)

    def take(self, row: dict[str, str], line: int) -> None:
        """One more row of the document. What is said of the release must be said alike, or left empty after the first row."""
        for name in (*RELEASE_COLUMNS, "sha256"):
            said, before = row.get(name, ""), self.sha256 if name == "sha256" else self.release.get(name, "")
            if said and before and said != before:
                self.faults.append(
                    Fault(line, f'"{name}" says "{said}", but line {self.line} says "{before}" for the same file.')
                )
            elif said and name == "sha256":
                self.sha256 = said
            elif said:
                self.release[name] = said
        entry = {name: Node(line, row[name]) for name in ERRATUM_COLUMNS if row.get(name)}
        self.errata.append(_mapping(entry, line))


def _mapping(values: dict[str, Node], line: int) -> Node:
    return Node(line, values, {name: node.line for name, node in values.items()})


def groups(content: bytes, *, file_name: str) -> list[Group]:
    """The documents of a table, in the order in which they first appear.

    Raises ErrataFileError for what concerns the table as a whole: its header, its encoding, rows that name no file.
    """
    if len(content) > MOST_BYTES:
        raise ErrataFileError(file_name, (Fault(0, f"the table is larger than {MOST_BYTES // 1_000_000} MB."),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ErrataFileError(file_name, (Fault(0, "the table is not UTF-8; save it as CSV UTF-8."),)) from None
    rows = _json_rows if file_name.lower().endswith((".jsonl", ".ndjson")) else _csv_rows
    found: dict[str, Group] = {}
    faults: list[Fault] = []
    for line, row in rows(text, file_name):
        if isinstance(row, Fault):
            faults.append(row)
        elif not row.get("file"):
            faults.append(Fault(line, 'the column "file" is empty: which PDF is meant?'))
        else:
            found.setdefault(row["file"], Group(row["file"], line)).take(row, line)
    if not found and not faults:
        faults = [Fault(0, "the table has no rows.")]
    if faults:
        raise ErrataFileError(file_name, tuple(faults[:MOST_FAULTS]))
    return list(found.values())


def _csv_rows(text: str, file_name: str) -> Iterator[tuple[int, dict[str, str] | Fault]]:
    csv.field_size_limit(LONGEST_CELL)
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [name.strip().lower() for name in next((row for row in reader if any(row)), [])]
        _check_header(header, file_name, reader.line_num)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, _row(cells, header, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ErrataFileError(
            file_name, (Fault(reader.line_num, f"the table cannot be read here ({error})."),)
        ) from error


def _row(cells: list[str], header: list[str], line: int) -> dict[str, str] | Fault:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        return Fault(
            line,
            f"this row has {len(cells)} cells, the header has {len(header)}; put cells with commas in quotation marks.",
        )
    return {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}


def _check_header(header: list[str], file_name: str, line: int) -> None:
    """Raises ErrataFileError that names every column that is missing, unknown or there twice."""
    faults = [Fault(line, f'the column "{name}" is missing.') for name in REQUIRED if name not in header]
    if not any(all(name in header for name in kind) for kind in KINDS):
        faults.append(
            Fault(line, 'the columns of a correction are missing: "for" and "read", or "insert", "delete" or "caveat".')
        )
    for name in dict.fromkeys(header):
        if name and name not in COLUMNS:
            faults.append(Fault(line, f'there is no column "{name[:60]}"; the columns are {", ".join(COLUMNS)}.'))
        elif name and header.count(name) > 1:
            faults.append(Fault(line, f'the column "{name}" is there twice.'))
    if faults:
        raise ErrataFileError(file_name, tuple(faults))


def _json_rows(text: str, file_name: str) -> Iterator[tuple[int, dict[str, str] | Fault]]:
    for line, written in enumerate(text.split("\n"), 1):
        if written.strip():
            yield line, _json_row(written, line)


def _json_row(written: str, line: int) -> dict[str, str] | Fault:
    try:
        value = json.loads(written, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return Fault(line, "this line is no JSON.")
    if not isinstance(value, dict):
        return Fault(line, "this line is no JSON object.")
    unknown = [name for name in value if name not in COLUMNS]
    if unknown:
        return Fault(line, f'there is no field "{unknown[0][:60]}"; the fields are {", ".join(COLUMNS)}.')
    cells = {name: _cell(item) for name, item in value.items() if item is not None}
    wrong = [name for name, cell in cells.items() if cell is None]
    if wrong:
        return Fault(line, f'"{wrong[0]}" must be a text or a number.')
    return {name: cell for name, cell in cells.items() if cell}


def _cell(value: Any) -> str | None:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value.strip()
        case list() if all(isinstance(item, str) for item in value):
            return "-".join(value)
    return None
