"""What is declared and where its copies go: the tree is mirrored, nothing leads out, no two share a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.batches.declared import from_text, to_text
from overlay.batches.jobs import declared, origins
from overlay.batches.names import PDF_ENDING, safe_path, same_file_key
from overlay.errata_file import load
from overlay.erratum import Release
from overlay.errors import ErrataFileError, UsageError
from tests.batch.conftest import Put
from tests.test_errata_file import releases


@settings(max_examples=30)
@given(releases())
def test_a_release_comes_back_from_its_text(release: Release) -> None:
    for document in release.documents:
        back = from_text(to_text(release, document))
        assert back.documents == (document,)
        assert (back.issuer, back.style, back.status) == (release.issuer, release.style, release.status)
        assert to_text(back, back.documents[0]) == to_text(release, document)


@given(st.text(max_size=60))
def test_no_name_leads_out_of_the_output_folder(text: str) -> None:
    made = safe_path(text, ending=PDF_ENDING)
    assert not made.startswith("/")
    assert ".." not in made.split("/")
    assert made.endswith(PDF_ENDING)
    assert not set(made) & set('\\:*?"<>|\0\n')


def test_the_jobs_tree_is_mirrored() -> None:
    assert safe_path("north/2024/report.pdf", ending=PDF_ENDING) == "north/2024/report.corrected.pdf"
    assert safe_path("north/../../../etc/passwd.pdf", ending=PDF_ENDING) == "etc/passwd.corrected.pdf"
    assert same_file_key("A/É.pdf") == same_file_key("a/e\u0301.PDF")


def test_a_folder_is_read_in_order_and_its_output_left_out(put: Put, tmp_path: Path) -> None:
    for name in ("b/two", "a/one", "c"):
        put(name)
    put("out/old")
    (tmp_path / "jobs" / ".hidden.yaml").write_text("x")
    found = [origin.name for origin in origins(tmp_path / "jobs", leave_out=tmp_path / "jobs" / "out")]
    assert found == ["a/one.json", "b/two.json", "c.json"]


def test_one_faulty_errata_file_among_many_is_one_item(put: Put, tmp_path: Path) -> None:
    put("good")
    put("bad", {"quote": "x"})
    items = [item for origin in origins(tmp_path / "jobs") for item in declared(origin)]
    assert [(item.key, bool(item.fault)) for item in items] == [("bad.json", True), ("good.json#good.pdf", False)]


def test_one_faulty_errata_file_alone_ends_the_run(put: Put) -> None:
    (origin,) = origins(put("bad", {"quote": "x"}))
    with pytest.raises(ErrataFileError):
        list(declared(origin))


def test_jobs_that_are_nothing_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no errata file"):
        list(origins(tmp_path))
    with pytest.raises(UsageError, match="ends in none of"):
        list(origins(tmp_path / "x.docx"))


def test_urls_are_inputs_as_they_are(tmp_path: Path) -> None:
    table = tmp_path / "e.csv"
    table.write_text("file,issuer,reference,date,delete\ns3://bucket/in/a.pdf,M,R,2024-11-12,words\n")
    (origin,) = origins(table)
    (item,) = declared(origin)
    assert (item.place, item.output) == ("s3://bucket/in/a.pdf", "bucket/in/a.corrected.pdf")


def test_a_text_is_the_same_whatever_else_the_file_declares() -> None:
    text = """
issuer: M
reference: R
date: 2024-11-12
documents:
  - {file: a.pdf, errata: [{delete: x}]}
  - {file: b.pdf, errata: [{delete: y}]}
"""
    both = load(text, file_name="e")
    one = load(text.rsplit("\n", 2)[0] + "\n", file_name="e")
    assert to_text(both, both.documents[0]) == to_text(one, one.documents[0])
