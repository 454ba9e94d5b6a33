"""What tests of drawings share: a release, layouts, and what PDFium reads of a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pypdfium2

from overlay.appearance import MARKS_OF, Item, PageLayout
from overlay.appearance.typeset import Note
from overlay.erratum import Caveat, Deletion, Erratum, Insertion, Quote, Release, Scope, Side, Style, Substitution
from overlay.geometry import PageFrame, Quad, Rect
from overlay.placement.notes import Placed, Position

A4 = PageFrame(Rect(0, 0, 595, 842), Rect(0, 0, 595, 842))
WORDS = Quad.of(Rect(100, 700, 130, 712))

BESIDE = Rect(WORDS.bounds.x0 - 5, WORDS.bounds.y0, WORDS.bounds.x0 - 3.5, WORDS.bounds.y1)


def release(**style: object) -> Release:
    """A release of the disclosure that the project began with."""
    return Release(
        "Metropolitan Police Service",
        "01.FOI.24.038993",
        "2024-11-12",
        (),
        style=Style(**style),  # type: ignore[arg-type]
    )


ERRATA = (
    Erratum("1", Substitution("eight", "fifteen (15)"), reason="Counted in the wrong column."),
    Erratum("2", Caveat("This report is not classed as an evaluation.", Scope.FIRST_PAGE)),
    Erratum("3", Insertion("young men", Side.AFTER, "and women")),
    Erratum("4", Deletion("Σωκράτης Жук Tiếng Việt 𝔸"), withdrawn=True),
    Erratum("5", Caveat("Of one ward only.", Scope.PASSAGE), quote=Quote("all patients")),
)


def page_with(note: Note, erratum: Erratum, *, option: int = 0, frame: PageFrame = A4) -> PageLayout:
    """A page with one note in the setting `option`, its marks on WORDS."""
    setting = note.settings[option]
    box = Rect(200, 600 - setting.height, 200 + setting.width, 600)
    placed = Placed(erratum.id, Position.OUTER, setting, box, Rect(131, 706, 139, 714))
    marks = MARKS_OF[erratum.kind]
    return PageLayout(
        0, frame, (Item((erratum.id,), note.number, marks, (WORDS,), rules=(BESIDE,), note=note, placed=placed),)
    )


def read(pdf: bytes, pdf_page_index: int) -> str:
    """The text of a page as PDFium extracts it."""
    return str(pypdfium2.PdfDocument(pdf)[pdf_page_index].get_textpage().get_text_range())


def squeezed(text: str) -> str:
    """Without white space, compatibility forms resolved: what two extractions of one text have in common."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def char_boxes(pdf: bytes, pdf_page_index: int) -> Sequence[tuple[float, float, float, float]]:
    """The boxes (left, bottom, right, top) of a page's visible characters."""
    text = pypdfium2.PdfDocument(pdf)[pdf_page_index].get_textpage()
    boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    return [box for box in boxes if box[2] > box[0]]
