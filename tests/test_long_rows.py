"""Rows of the errata sheet that are longer than a page: drawn whole, checked, tagged, and still what the levels ask."""

from __future__ import annotations

import io
from itertools import product
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen import canvas

from overlay.erratum import (
    Caveat,
    Document,
    Erratum,
    Insertion,
    NoteForm,
    Quote,
    Release,
    Scope,
    Side,
    Style,
    Substitution,
)
from overlay.pipeline import Corrected, Options, correct
from overlay.verify import Verdict, verify
from overlay.verify.sheet_reading import Told
from tests import verapdf
from tests.verapdf import claims


def words_of(text: str) -> list[str]:
    return text.split(" ")


ENGLISH = words_of("the register of open places is renewed each year (by the council) for all who ask")
HEBREW = words_of("המועצה מחזיקה את פנקס המקומות הפתוחים (בכל יום) ומחדשת אותו בכל שנה כפי שהחוק קובע")
ARABIC = words_of("يحتفظ المجلس بسجل الأماكن المفتوحة ويجدده كل عام كما ينص القانون")
SCRIPTS = {"english": ENGLISH, "hebrew": HEBREW, "arabic": ARABIC}
PAGES = {"portrait": (595, 842), "narrow": (200, 300)}


def text_of(length: int, words: list[str]) -> str:
    """Words and numbers in turn, no two sentences alike."""
    said = ""
    at = 0
    while len(said) < length:
        said += f"{words[at % len(words)]} " + (f"{at} " if at % 7 == 0 else "")
        at += 1
    return said[:length].strip()


def page_of(size: tuple[float, float]) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, size, invariant=True)
    page.drawString(20, 100, "The Mill took eight loads.")
    page.drawString(20, 80, "It took nine more.")
    page.save()
    return out.getvalue()


def copy_of(data: bytes, *errata: Erratum) -> Corrected:
    """A copy with all notes on the sheet. It passes its own check, or SelfCheckError is raised."""
    document = Document("a.pdf", errata)
    release = Release("Council", "Ref 1", "2026-01-15", (document,), style=Style(note=NoteForm.SHEET))
    made = correct(data, document, release, Options())
    assert isinstance(made, Corrected)
    return made


def said_on(data: bytes) -> str:
    """What PDFium reads of all pages, without white space."""
    with pypdfium2.PdfDocument(data) as document:
        read = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(read.split())


SECOND = Erratum("2", Substitution("nine", "many"), quote=Quote("It took nine more"))


@pytest.mark.parametrize(
    ("script", "length"), [*product(SCRIPTS, (300, 3000)), ("english", 10_000), ("hebrew", 10_000)]
)
def test_a_long_reason_and_a_long_reading_are_drawn_whole(script: str, length: int) -> None:
    long = text_of(length, SCRIPTS[script])
    first = Erratum("1", Substitution("eight", long), quote=Quote("The Mill took eight"), reason=long[: length // 2])
    made = copy_of(page_of(PAGES["portrait"]), first, SECOND)
    assert verify(made.data).verdict is Verdict.VERIFIED
    with pypdfium2.PdfDocument(made.data) as document:
        assert len(document) > 2 or length < 3000
    if script == "english":
        assert said_on(made.data).count("(by") == long.count("(by") + long[: length // 2].count("(by")


@pytest.mark.parametrize("script", ["english", "hebrew"])
def test_a_long_paragraph_runs_over_narrow_pages(script: str) -> None:
    long = text_of(2500, SCRIPTS[script])
    first = Erratum("1", Substitution("eight", "ten"), quote=Quote("The Mill took eight"), reason=long)
    made = copy_of(page_of(PAGES["narrow"]), first, SECOND)
    assert verify(made.data).verdict is Verdict.VERIFIED


def test_a_long_quote_runs_over() -> None:
    out = io.BytesIO()
    page = canvas.Canvas(out, (595, 842), invariant=True)
    page.setFont("Helvetica", 8)
    words = text_of(4000, ENGLISH).split()
    lines = [" ".join(words[at : at + 14]) for at in range(0, len(words), 14)]
    for at, line in enumerate(lines):
        page.drawString(40, 800 - 11 * at, line)
    page.save()
    quote = " ".join(words[:500])
    first = Erratum("1", Caveat("All of it is " + text_of(3000, ENGLISH), Scope.PASSAGE), quote=Quote(quote))
    made = copy_of(out.getvalue(), first)
    assert verify(made.data).verdict is Verdict.VERIFIED


def test_long_rows_follow_one_another() -> None:
    errata = [
        Erratum("1", Substitution("eight", text_of(3000, ENGLISH)), quote=Quote("The Mill took eight")),
        Erratum("2", Insertion("nine", Side.AFTER, text_of(4000, ENGLISH)), quote=Quote("It took nine more")),
    ]
    assert verify(copy_of(page_of(PAGES["portrait"]), *errata).data).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("words", [ENGLISH, HEBREW])
@pytest.mark.parametrize("last", [True, False])
def test_a_sheet_that_leaves_out_a_word_of_a_long_row_is_found(
    monkeypatch: pytest.MonkeyPatch, words: list[str], last: bool
) -> None:
    """The checker is given a sheet's lines without one: on the first page, or where the row runs over to the next."""
    from overlay.verify import sheet_reading

    long = text_of(6000, words)
    first = Erratum("1", Substitution("eight", "ten"), quote=Quote("The Mill took eight"), reason=long)
    made = copy_of(page_of(PAGES["portrait"]), first, SECOND)
    told_on = sheet_reading._told_on

    def without_a_line(case, index, sheet):  # type: ignore[no-untyped-def]
        for part in told_on(case, index, sheet):
            cut = part.tag == "TD" and len(part.lines) > 5 and index == last
            yield Told(part.sheet_index, part.tag, part.lines[:3] + part.lines[4:]) if cut else part

    monkeypatch.setattr(sheet_reading, "_told_on", without_a_line)
    proof = verify(made.data)
    assert any("errata sheet says something else" in finding.message for finding in proof.findings)


@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run here: {verapdf.missing()}")
def test_copies_with_long_rows_keep_their_level(tmp_path: Path) -> None:
    for level in claims.LEVELS:
        first = Erratum("1", Substitution("418", "481"), quote=Quote(claims.QUOTE), reason=text_of(3000, ENGLISH))
        second = Erratum(
            "2", Substitution("have", "had"), quote=Quote(claims.LINES[0][1]), reason=text_of(2500, HEBREW)
        )
        (tmp_path / f"{level}.pdf").write_bytes(copy_of(claims.document(level), first, second).data)
    for path, found in verapdf.validate(sorted(tmp_path.glob("*.pdf"))).items():
        assert {verdict.flavour for verdict in found} == set(path.stem.split("+"))
        assert not {verdict.flavour: (verdict.failed, verdict.error) for verdict in found if not verdict.passed}, path
