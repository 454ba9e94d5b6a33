"""What is laid out on a document, through the whole line: the copies pass their own check."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from reportlab.pdfgen import canvas

from overlay import layout
from overlay.erratum import Citation, Document, Erratum, NoteForm, Quote, Release, Style, Substitution
from overlay.pipeline import Corrected, Options, correct
from overlay.verify import Verdict, verify


def written(lines: Sequence[tuple[float, float, str]], size: tuple[float, float] = (420, 595)) -> bytes:
    """A page with these texts at these places."""
    out = io.BytesIO()
    page = canvas.Canvas(out, size, invariant=True)
    page.setFont("Helvetica", 10)
    for x, y, text in lines:
        page.drawString(x, y, text)
    page.save()
    return out.getvalue()


def copy_of(data: bytes, file: str, errata: Sequence[Erratum], **style: object) -> Corrected:
    """The release copy of one document."""
    document = Document(file, tuple(errata))
    release = Release("X", "1", "2024-11-12", (document,), style=Style(**style))  # type: ignore[arg-type]
    made = correct(data, document, release, Options())
    assert isinstance(made, Corrected)
    return made


def test_a_long_sheet_of_short_words_says_what_the_record_says() -> None:
    lines = [(72.0, 560.0 - 13 * at, f"The Mill took {at + 50} loads of rate.") for at in range(36)]
    errata = [
        Erratum(str(at + 1), Substitution("Mill", f"x{at % 9}"), Citation(), Quote(f"The Mill took {at + 50} loads"))
        for at in range(36)
    ]
    made = copy_of(written(lines), "news.pdf", errata, note=NoteForm.SHEET)
    assert verify(made.data).verdict is Verdict.VERIFIED


def test_a_renamed_copy_keeps_its_document_s_name_on_the_sheet() -> None:
    data = written([(72.0, 500.0, "Of these, nine hundred were upheld."), (72.0, 480.0, "The year was 2023.")])
    errata = [
        Erratum("e1", Substitution("nine hundred", "eighty"), quote=Quote("Of these, nine hundred were upheld")),
        Erratum("e2", Substitution("2023", "2024"), quote=Quote("The year was 2023")),
    ]
    first = copy_of(data, "in/report.pdf", errata)
    second = copy_of(first.data, "elsewhere/renamed.pdf", [replace(errata[0], withdrawn=True), errata[1]])
    third = copy_of(
        second.data,
        "third.pdf",
        [replace(errata[0], withdrawn=True), replace(errata[1], change=Substitution("2023", "2025"))],
    )
    for copy in (second, third):
        assert copy.record.document.file == "report.pdf"
        assert verify(copy.data).verdict is Verdict.VERIFIED


def test_more_errata_than_a_page_can_hold_are_not_all_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOST_NOTES", 5)
    lines = [(72.0 + 90 * (at % 3), 570.0 - 13 * (at // 3), f"item{at:03} eight") for at in range(12)]
    errata = [Erratum(str(at), Substitution("eight", "ten"), quote=Quote(f"item{at:03} eight")) for at in range(12)]
    made = copy_of(written(lines), "crowd.pdf", errata)
    on_page = [each.erratum_id for each in made.notes if each.box is not None]
    assert 0 < len(on_page) <= 5
