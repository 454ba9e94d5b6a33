"""Every kind of erratum, all the way: written and read, recorded and read, drawn, on the sheet, proved."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from overlay import errata_file
from overlay.erratum import (
    Caveat,
    Citation,
    Deletion,
    Document,
    Erratum,
    Insertion,
    Kind,
    NoteForm,
    Quote,
    Release,
    Scope,
    Side,
    Style,
    Substitution,
)
from overlay.pipeline import Corrected, Options, correct, rebuilder
from overlay.record.reading import from_json
from overlay.record.writing import to_json
from overlay.verify import Verdict, verify

PDF = Path(__file__).parents[1] / "samples" / "kcpo" / "kcpo-qualitative.pdf"
QUOTE = Quote("mentoring services to eight young men referred by the MPS")
CHANGES = {
    Kind.SUBSTITUTE: Substitution("eight", "fifteen (15)"),
    Kind.INSERT: Insertion("young men", Side.AFTER, "and women"),
    Kind.DELETE: Deletion("young"),
    Kind.CAVEAT: Caveat("Counted to the end of March.", Scope.PASSAGE),
}
"""A change of each kind; a kind without one fails here, and so is not forgotten."""


def released(kind: Kind, *, note: NoteForm = NoteForm.MARGIN, withdrawn: bool = False) -> tuple[Document, Release]:
    erratum = Erratum("1", CHANGES[kind], Citation(("21",)), QUOTE, "A reason.", withdrawn)
    document = Document("report.pdf", (erratum,))
    return document, Release("Issuer", "R/1", "2024-11-12", (document,), style=Style(note=note))


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_written_and_read(kind: Kind) -> None:
    document, release = released(kind)
    assert document.errata[0].kind is kind
    read = errata_file.load(errata_file.dump(release), file_name="errata.yaml")
    assert read == release


@pytest.mark.parametrize("note", [NoteForm.MARGIN, NoteForm.SHEET])
@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_drawn_recorded_and_proved(kind: Kind, note: NoteForm) -> None:
    document, release = released(kind, note=note)
    made = correct(PDF.read_bytes(), document, release, Options(self_check=False))
    assert isinstance(made, Corrected)
    assert from_json(to_json(made.record)) == made.record
    assert made.record.document == document
    proof = verify(made.data, rebuild=rebuilder(None))
    assert proof.verdict is Verdict.VERIFIED, proof.findings


@pytest.mark.parametrize("kind", Kind)
def test_a_withdrawn_kind_stays_on_the_sheet_only(kind: Kind) -> None:
    document, release = released(kind, withdrawn=True)
    made = correct(PDF.read_bytes(), document, release, Options())
    assert isinstance(made, Corrected)
    marks = PdfReader(io.BytesIO(made.data)).pages[22].get("/Annots", [])
    assert not [mark for mark in marks if mark.get_object()["/Subtype"] != "/Link"]
    assert made.notes == ()


@pytest.mark.parametrize("kind", Kind)
def test_a_sheet_without_the_kind_s_words_is_seen(kind: Kind) -> None:
    """The record of another correction, on a copy of this one: the checker knows what each kind must say."""
    from overlay.verify.declared import Declared

    document, release = released(kind, note=NoteForm.SHEET)
    made = correct(PDF.read_bytes(), document, release, Options(self_check=False))
    assert isinstance(made, Corrected)
    needed = " ".join(Declared(made.record).sheet_needs())
    for words in filter(None, (getattr(CHANGES[kind], name, "") for name in ("wrong", "right", "beside", "text"))):
        assert words in needed
    other = replace(made.record, release=replace(made.record.release, issuer="Somebody else"))
    assert "Somebody else" in " ".join(Declared(other).sheet_needs())
