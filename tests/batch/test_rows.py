"""Tables of errata: headers that are checked, rows that are gathered, cells that cannot hurt."""

from __future__ import annotations

import contextlib
import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay import errata_file
from overlay.batches.report import formula_safe
from overlay.batches.rows import COLUMNS, groups
from overlay.erratum import Caveat, Substitution
from overlay.errors import ErrataFileError

HEADER = "file,issuer,reference,date,page,quote,for,read\n"


def faults(text: str, name: str = "errata.csv") -> list[str]:
    with pytest.raises(ErrataFileError) as caught:
        groups(text.encode(), file_name=name)
    return [f"{fault.line}: {fault.message}" for fault in caught.value.faults]


def test_rows_of_one_document_become_its_errata_in_their_order() -> None:
    text = HEADER + (
        'a.pdf,MPS,R1,2024-11-12,21,"to eight, young men",eight,fifteen\n'
        "b.pdf,MPS,R2,2024-11-12,,four,four,five\n"
        "a.pdf,,,,iv,two men,two,three\n"
    )
    first, second = groups(text.encode(), file_name="errata.csv")
    release = errata_file.from_tree(first.tree(), file_name="errata.csv")
    (document,) = release.documents
    assert (release.reference, document.file, second.file) == ("R1", "a.pdf", "b.pdf")
    assert [erratum.change for erratum in document.errata] == [
        Substitution("eight", "fifteen"),
        Substitution("two", "three"),
    ]
    assert [erratum.line_in_file for erratum in document.errata] == [2, 4]
    assert document.errata[1].citation.page_labels == ("iv",)


@pytest.mark.parametrize("missing", ["file", "issuer", "reference", "date"])
def test_a_missing_column_is_named(missing: str) -> None:
    header = [name for name in HEADER.strip().split(",") if name != missing]
    assert faults(",".join(header) + "\nx\n") == [f'1: the column "{missing}" is missing.']


def test_all_faults_of_a_header_are_told_at_once() -> None:
    told = " ".join(faults("file,issuer,date,date,colour\na,b,c,d,e\n"))
    for fault in (
        '"reference" is missing',
        'no column "colour"',
        '"date" is there twice',
        "of a correction are missing",
    ):
        assert fault in told


def test_other_separators_and_a_byte_order_mark_are_read() -> None:
    for separator in ";\t":
        text = "\ufeff" + (HEADER + "a.pdf,M,R,2024-11-12,,q w,q,x\n").replace(",", separator)
        assert groups(text.encode(), file_name="e.csv")[0].file == "a.pdf"


def test_what_two_rows_say_differently_of_one_release_is_a_fault_of_that_document() -> None:
    text = HEADER + "a.pdf,M,R1,2024-11-12,,q w,q,x\na.pdf,M,R2,2024-11-12,,r s,r,y\n"
    (group,) = groups(text.encode(), file_name="e.csv")
    assert [fault.message for fault in group.faults] == [
        '"reference" says "R2", but line 2 says "R1" for the same file.'
    ]


def test_a_fault_of_a_row_is_told_with_its_line() -> None:
    (group,) = groups((HEADER + "a.pdf,M,R,12.11.2024,,q w,q,x\n").encode(), file_name="e.csv")
    with pytest.raises(ErrataFileError, match=r"e\.csv:2: .*year-month-day"):
        errata_file.from_tree(group.tree(), file_name="e.csv")


def test_json_lines_say_the_same() -> None:
    row = {
        "file": "a.pdf",
        "issuer": "M",
        "reference": "R",
        "date": "2024-11-12",
        "sheet": 3,
        "caveat": "Beware.",
        "on": "page",
    }
    (group,) = groups(json.dumps(row).encode() + b"\n\n", file_name="e.jsonl")
    (erratum,) = errata_file.from_tree(group.tree(), file_name="e.jsonl").documents[0].errata
    assert isinstance(erratum.change, Caveat)
    assert erratum.citation.page_number == 3


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nonsense", "no JSON"),
        ("[1]", "no JSON object"),
        ('{"files": "a"}', 'no field "files"'),
        ('{"file": {"a": 1}}', "must be a text"),
        ("{}", '"file" is empty'),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_faults_of_json_lines(line: str, told: str) -> None:
    assert told in faults(line, "e.jsonl")[0]


def test_too_many_cells_are_a_fault_and_not_a_shift() -> None:
    assert "has 9 cells" in faults(HEADER + "a.pdf,M,R,2024-11-12,,q, w,q,x\n")[0]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for name in ("e.csv", "e.jsonl"):
        for start in (b"", HEADER.encode()):
            with contextlib.suppress(ErrataFileError):
                assert groups(start + content, file_name=name)


@given(st.text(max_size=40))
def test_no_cell_of_a_report_begins_a_formula(text: str) -> None:
    assert not formula_safe(text).lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    row = next(csv.reader(io.StringIO(formula_safe(text).replace('"', '""').join('""'))))
    assert len(row) == 1


def test_the_columns_are_those_of_an_errata_file() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS) == 26
