"""Whole checks: what is said of honest copies, of strangers, and of two releases; the report."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from overlay.erratum import Document, Release
from overlay.errors import ExitCode
from overlay.pipeline import rebuilder
from overlay.verify import Rebuilder, Verdict, verify
from overlay.verify.diff import Difference, compare_copies
from overlay.verify.opening import open_copy
from overlay.verify.report import report_html
from tests.tamper.conftest import ERRATA, honest_copy
from tests.tamper.kinds import KINDS
from tests.tamper.originals import table


def _original() -> bytes:
    copy = honest_copy("table")
    return copy[: open_copy(copy, password=None).declared.original_length]


def test_a_file_that_is_no_release_copy() -> None:
    for data in (b"", b"hello", table()):
        proof = verify(data)
        assert proof.verdict is Verdict.DIFFERS
        assert proof.exit_code is ExitCode.DIFFERS
        assert "not a release copy" in proof.findings[0].message


def test_the_original_given_is_compared() -> None:
    copy = honest_copy("table")
    assert verify(copy, original=_original()).verdict is Verdict.VERIFIED
    assert verify(copy, original=_original() + b"\n").verdict is Verdict.DIFFERS


def test_the_errata_file_given_is_compared() -> None:
    copy = honest_copy("table")
    document = Document("folder/report.pdf", ERRATA)
    release = Release("Metropolitan Police Service", "01.FOI.24.038993", "2024-11-12", (document,))
    assert verify(copy, declared=release).verdict is Verdict.VERIFIED
    fewer = replace(release, documents=(replace(document, errata=ERRATA[1:]),))
    assert any("Erratum 1" in finding.message for finding in verify(copy, declared=fewer).findings)
    assert verify(copy, declared=replace(release, date="2024-11-13")).verdict is Verdict.DIFFERS


def test_other_versions_leave_the_rebuild_undecided() -> None:
    honest = rebuilder()
    other = Rebuilder(honest.make, {**honest.tools, "reportlab": "0.1"})
    proof = verify(honest_copy("table"), rebuild=other)
    assert proof.verdict is Verdict.UNDECIDED
    assert proof.exit_code is ExitCode.UNDECIDED
    assert proof.rebuild is not None
    assert "reportlab" in proof.rebuild.message


def test_a_rebuild_that_differs_is_a_finding() -> None:
    honest = rebuilder()
    proof = verify(honest_copy("table"), rebuild=Rebuilder(lambda original, record: original, honest.tools))
    assert proof.verdict is Verdict.DIFFERS
    assert proof.rebuild is not None
    assert proof.rebuild.first_difference == len(_original())


def test_original_and_copy_compared() -> None:
    found = compare_copies(_original(), honest_copy("table"))
    assert found.same_original
    assert [(each.id, each.difference) for each in found.errata] == [(each.id, Difference.ADDED) for each in ERRATA]
    assert compare_copies(honest_copy("table"), honest_copy("table")).same


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_report_stands_alone() -> None:
    copy = honest_copy("table")
    page = report_html(copy, verify(copy), name='<script>alert("x")</script>.pdf').decode()
    reader = _Reader()
    reader.feed(page)
    tags = [tag for tag, _ in reader.tags]
    assert "script" not in tags
    assert "link" not in tags
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)
    pictures = [attributes for tag, attributes in reader.tags if tag == "img"]
    assert len(pictures) >= 3 * 3
    assert all(picture["alt"] for picture in pictures)
    assert "fifteen (15)" in page
    assert page == report_html(copy, verify(copy), name='<script>alert("x")</script>.pdf').decode()


def test_the_report_of_a_tampered_copy_tells_what_is_wrong() -> None:
    copy = KINDS["opening_action"](honest_copy("table"))
    page = report_html(copy, verify(copy), name="a.pdf").decode()
    assert "Not verified" in page
    assert "/OpenAction" in page


def test_what_the_record_alone_states_is_said_to_be_its_word() -> None:
    copy = honest_copy("table")
    proof = verify(copy)
    assert "the order of the errata" in proof.claimed
    assert "the earlier releases" not in proof.claimed
    assert "not provable from the file" in report_html(copy, proof, name="a.pdf").decode()
