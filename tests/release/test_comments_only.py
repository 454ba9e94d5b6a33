"""A document to which nothing but comments may be added: everything is a comment, the record too, and it is proved."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from overlay.erratum import Citation, Document, Erratum, Quote, Release, Substitution
from overlay.errors import EncryptionError
from overlay.pipeline import Corrected, Options, correct, rebuilder
from overlay.release_copy import release_copy_in
from overlay.source import open_source
from overlay.verify import Verdict, verify

PDF = Path(__file__).parents[2] / "samples" / "kcpo" / "kcpo-qualitative.pdf"
ERRATUM = Erratum("1", Substitution("eight", "fifteen (15)"), Citation(("21",)), Quote("services to eight young men"))
DOCUMENT = Document("report.pdf", (ERRATUM,))
RELEASE = Release("Issuer", "R/1", "2024-11-12", (DOCUMENT,))


def protected(*, comments: bool) -> bytes:
    pikepdf = pytest.importorskip("pikepdf")
    allowed = pikepdf.Permissions(
        modify_other=False, modify_annotation=comments, modify_form=False, modify_assembly=False
    )
    buffer = io.BytesIO()
    with pikepdf.open(PDF) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner="owner", user="", R=6, allow=allowed))
    return buffer.getvalue()


def test_everything_is_a_comment_and_the_copy_is_proved() -> None:
    given = protected(comments=True)
    made = correct(given, DOCUMENT, RELEASE, Options())
    assert isinstance(made, Corrected)
    assert made.data.startswith(given)
    before, after = PdfReader(io.BytesIO(given)), PdfReader(io.BytesIO(made.data))
    assert after.trailer["/Root"].raw_get("/Pages").idnum == before.trailer["/Root"].raw_get("/Pages").idnum
    assert "/OCProperties" not in after.trailer["/Root"]
    assert before.pages[22].raw_get("/Contents").idnum == after.pages[22].raw_get("/Contents").idnum
    subtypes = {annotation.get_object()["/Subtype"] for annotation in after.pages[22]["/Annots"]}
    assert {"/StrikeOut", "/Caret", "/Stamp"} <= subtypes
    proof = verify(made.data, rebuild=rebuilder(None))
    assert proof.verdict is Verdict.VERIFIED, proof.findings
    found = release_copy_in(open_source(made.data, name="copy.pdf"))
    assert found is not None
    assert found.original == given


def test_where_not_even_comments_may_be_added_nothing_is() -> None:
    with pytest.raises(EncryptionError, match="adding comments"):
        correct(protected(comments=False), DOCUMENT, RELEASE, Options())


def test_a_record_kept_with_another_comment_is_seen() -> None:
    made = correct(protected(comments=True), DOCUMENT, RELEASE, Options())
    assert isinstance(made, Corrected)
    at = made.data.rfind(b"/ErratumRecord")
    changed = made.data[:at] + b"/ErratumRecorX" + made.data[at + len(b"/ErratumRecord") :]
    assert verify(changed).verdict is Verdict.DIFFERS
