"""`note: inline`: the correction in the text, right beside its words, where the page leaves room; else as in the margin."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from reportlab.pdfgen import canvas

from overlay.erratum import Deletion, Document, Erratum, Insertion, NoteForm, Quote, Release, Side, Style, Substitution
from overlay.geometry import Rect
from overlay.pipeline import Corrected, Options, correct
from overlay.placement.notes import Position
from overlay.verify import Verdict, verify
from overlay.verify.declared import Declared, folded
from overlay.verify.rules.wording import Wording

LINE = "The council keeps a register of all eight open places and renews it each year."


def page_of(leading: float, *, lines: int = 14, left: float = 100.0) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, (595, 842), invariant=True)
    page.setFont("Helvetica", 10)
    for at in range(lines):
        said = LINE if at == lines // 2 else LINE.replace("eight", "other")
        page.drawString(left, 780 - leading * at, said)
    page.save()
    return out.getvalue()


def copy_of(data: bytes, note: NoteForm, *errata: Erratum, **style: object) -> Corrected:
    document = Document("a.pdf", errata)
    release = Release("Council", "Ref 1", "2026-01-15", (document,), style=Style(note=note, **style))  # type: ignore[arg-type]
    made = correct(data, document, release, Options())
    assert isinstance(made, Corrected)
    assert verify(made.data).verdict is Verdict.VERIFIED
    return made


EIGHT = Erratum("1", Substitution("eight", "fifteen"), quote=Quote(LINE))


def box_of(made: Corrected) -> Rect:
    (box,) = (each.box for each in made.notes if each.erratum_id == "1" and each.box)
    return box


def words_of(made: Corrected) -> Rect:
    quad = made.record.locations[0].runs[0].quad  # type: ignore[union-attr]
    return Rect(min(quad[::2]), min(quad[1::2]), max(quad[::2]), max(quad[1::2]))


@pytest.mark.parametrize("leading", [30.0, 40.0])
def test_between_widely_spaced_lines_the_correction_stands_at_its_words(leading: float) -> None:
    made = copy_of(page_of(leading), NoteForm.INLINE, EIGHT)
    box, words = box_of(made), words_of(made)
    assert box.height < 18
    assert box.x0 < words.x1
    assert box.x1 > words.x0
    assert max(box.y0 - words.y1, words.y0 - box.y1) < 12


def test_between_close_lines_the_note_stands_as_in_the_margin() -> None:
    inline, margin = (copy_of(page_of(13.0, lines=55), form, EIGHT) for form in (NoteForm.INLINE, NoteForm.MARGIN))
    assert inline.notes == margin.notes


def test_every_kind_stands_in_the_text() -> None:
    errata = (
        replace(EIGHT, change=Deletion("eight")),
        Erratum("2", Insertion("renews it", Side.AFTER, "in public"), quote=Quote(LINE)),
    )
    made = copy_of(page_of(40.0), NoteForm.INLINE, *errata)
    assert all(each.box is not None and each.box.height < 30 for each in made.notes)


def test_a_poster_has_no_tiny_notes_between_its_lines() -> None:
    out = io.BytesIO()
    page = canvas.Canvas(out, (1684, 2384), invariant=True)
    page.setFont("Helvetica", 24)
    for at in range(40):
        page.drawString(200, 2200 - 32 * at, LINE if at == 20 else LINE.replace("eight", "other"))
    page.save()
    made = copy_of(out.getvalue(), NoteForm.INLINE, EIGHT)
    (where,) = (each for each in made.notes if each.erratum_id == "1")
    assert where.position in (Position.OUTER, Position.INNER)


def test_notes_in_the_text_keep_apart() -> None:
    out = io.BytesIO()
    page = canvas.Canvas(out, (595, 842), invariant=True)
    page.setFont("Helvetica", 10)
    page.drawString(60, 500, "Of five men two were held, and of six women three.")
    page.save()
    quote = Quote("Of five men two were held, and of six women three.")
    words = (("five", "nine"), ("two", "ten"), ("six", "eight"), ("three", "four"))
    errata = [Erratum(str(at), Substitution(*each), quote=quote) for at, each in enumerate(words, start=1)]
    made = copy_of(out.getvalue(), NoteForm.INLINE, *errata)
    boxes = [each.box for each in made.notes if each.box]
    assert len(boxes) == 4
    assert not any(a.overlaps(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])


def test_the_checker_takes_a_correction_alone_only_where_the_style_says_so() -> None:
    made = copy_of(page_of(40.0), NoteForm.INLINE, EIGHT)
    said = Wording()._inline(Declared(made.record))
    assert said == [folded("Erratum 1 For “eight” read “fifteen”.")]
    margin = replace(made.record, release=replace(made.record.release, style=Style(note=NoteForm.MARGIN)))
    assert Wording()._inline(Declared(margin)) == []
