"""The errata sheet: every row in full, on every page size, nothing outside the page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from overlay.appearance import Role, draw
from overlay.appearance.blocks import LEAST_SIZE
from overlay.appearance.errata_sheet import SheetContent, SheetPage, SheetRow, errata_sheet
from overlay.appearance.fonts import load
from overlay.erratum import Erratum, Substitution
from overlay.errors import UnsupportedError
from overlay.geometry import Rect
from tests.drawn import ERRATA, char_boxes, read, release, squeezed

FONTS = load()
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SIZES = [
    (595, 842),
    (842, 595),
    (960, 540),
    (420, 595),
    (2384, 3370),
    (200, 300),
    (120, 900),
    (900, 120),
    (72, 72),
    (9, 9),
]


def content(
    errata: Sequence[Erratum] = ERRATA, *, width: float = 595, height: float = 842, **style: object
) -> SheetContent:
    rows = tuple(
        SheetRow(erratum, erratum.id, "21", None if erratum.withdrawn else 22, Rect(100, 700, 130, 712))
        for erratum in errata
    )
    return SheetContent("kcpo-qualitative.pdf", SHA, release(**style), rows, width, height, 30)


def text_of(pages: Sequence[SheetPage]) -> str:
    return " ".join(page.text for page in pages)


def test_the_sheet_says_what_of_which_document_who_and_when() -> None:
    (page,) = errata_sheet(content(), FONTS)
    assert page.text.startswith(
        f"Errata Document kcpo-qualitative.pdf SHA-256 of the original {SHA} Issued by Metropolitan Police Service "
        "Reference 01.FOI.24.038993 Date 12 November 2024 No. Page For Read Reason "
        "1 21 eight fifteen (15) Counted in the wrong column. "
    )
    assert "2 21 (caveat: whole document) This report is not classed as an evaluation." in page.text
    assert "3 21 (after) “young men” (insert) “and women”" in page.text
    assert "4 21 Σωκράτης Жук Tiếng Việt 𝔸 (delete) Withdrawn." in page.text
    assert "5 21 (caveat) “all patients” Of one ward only." in page.text


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_size_holds_every_word_within_the_page(width: float, height: float) -> None:
    pages = errata_sheet(content(width=width, height=height), FONTS)
    said = squeezed(text_of(pages))
    for erratum in ERRATA:
        assert squeezed(erratum.words) in said
    assert SHA in said
    for page in pages:
        assert (page.width, page.height) == (max(72, width), max(72, height))
        for part in page.parts:
            for placed in part.lines:
                size = placed.line.size
                assert size >= LEAST_SIZE
                assert placed.x >= 0
                assert placed.x + placed.line.width <= page.width
                assert placed.baseline - 0.24 * size >= 0
                assert placed.baseline + 0.76 * size <= page.height


@pytest.mark.parametrize(("width", "height"), [(595, 842), (960, 540), (200, 300)])
def test_no_two_texts_overlap(width: float, height: float) -> None:
    for page in errata_sheet(content(ERRATA * 9, width=width, height=height), FONTS):
        boxes = [
            Rect(p.x, p.baseline - 0.2 * p.line.size, p.x + p.line.width, p.baseline + 0.7 * p.line.size)
            for part in page.parts
            for p in part.lines
            if p.line.width
        ]
        boxes += [Rect(p.x, p.baseline, p.x + p.line.width, p.baseline + 1) for p in page.furniture]
        for index, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[index + 1 :])


def test_rows_flow_on_in_order_with_the_heads_repeated() -> None:
    many = [Erratum(str(n), Substitution(f"wrong {n}", f"right {n}")) for n in range(1, 121)]
    pages = errata_sheet(content(many), FONTS)
    assert len(pages) > 2
    assert [place.row.number for page in pages for place in page.places] == [str(n) for n in range(1, 121)]
    assert all("No. Page For Read Reason" in page.text for page in pages)
    assert text_of(pages).count("SHA-256") == 1


def cells(pages: Sequence[SheetPage], row: int) -> list[tuple[str, ...]]:
    """A row's cells, page by page."""
    found = (tuple(part.text for part in page.parts if part.row == row) for page in pages)
    return [each for each in found if each]


def test_a_row_taller_than_a_page_is_divided_and_loses_nothing() -> None:
    long = " ".join(f"word{n}" for n in range(2500))
    pages = errata_sheet(content([Erratum("1", Substitution("x", long))]), FONTS)
    assert len(pages) > 1
    parts = cells(pages, 1)
    assert " ".join(part[3] for part in parts) == long
    assert [part[2] for part in parts] == ["x", *[""] * (len(parts) - 1)]


def test_a_row_that_runs_over_says_again_whose_it_is() -> None:
    long = " ".join(f"word{n}" for n in range(2500))
    pages = errata_sheet(content([Erratum("7", Substitution("x", long)), Erratum("8", Substitution("a", "b"))]), FONTS)
    assert {part[:2] for part in cells(pages, 1)} == {("7", "21")}
    assert cells(pages, 2) == [("8", "21", "a", "b", "")]


def test_columns_are_as_wide_as_long_texts_are_long() -> None:
    def widths(reason: str) -> list[float]:
        (page, *_) = errata_sheet(content([Erratum("1", Substitution("eight", "ten"), reason=reason)]), FONTS)
        heads = [part.lines[0].x for part in page.parts if part.tag == "TH"]
        return [right - left for left, right in zip(heads[2:], [*heads[3:], page.rules[0].x1], strict=True)]

    usual, long = widths("Counted twice."), widths("Counted twice. " * 200)
    assert usual[2] < usual[0] == pytest.approx(usual[1])
    assert long[2] > 2 * long[0]
    assert min(long) > 50


def test_rows_lead_to_their_places_but_withdrawn_ones_do_not() -> None:
    drawn = draw([], content(), FONTS, release().style)
    (sheet,) = drawn.drawings
    assert sheet.role is Role.SHEET
    assert sheet.page_index == 30
    assert sheet.erratum_ids == ("1", "2", "3", "4", "5")
    assert [link.target_page_index for link in sheet.links] == [22] * 4
    assert sheet.links[0].target == Rect(100, 700, 130, 712)
    assert sheet.links[0].contents.startswith("Erratum 1: Page 21. For “eight” read “fifteen (15)”.")
    for link in sheet.links:
        assert sheet.rect.contains(link.rect)


def test_the_sheets_texts_are_tagged_in_order() -> None:
    drawn = draw([], content(), FONTS, release().style)
    parts = drawn.drawings[0].parts
    assert [part.mcid for part in parts] == list(range(len(parts)))
    assert parts[0].tag == "H1"
    assert [part.text for part in parts if part.tag == "TH"] == ["No.", "Page", "For", "Read", "Reason"]
    rows = {part.row for part in parts if part.tag == "TD"}
    assert all(len([part for part in parts if part.row == row]) == 5 for row in rows)
    first_row = [part.text for part in parts if part.row == 1]
    assert first_row == ["1", "21", "eight", "fifteen (15)", "Counted in the wrong column."]


@pytest.mark.parametrize("language", ["en", "cy", "fr", "de", "es"])
def test_the_sheet_reads_as_it_was_set(language: str) -> None:
    drawn = draw([], content(language=language), FONTS, release().style)
    said = squeezed(read(drawn.pdf, 0))
    for part in drawn.drawings[0].parts:
        if len(part.text) < 30:
            assert squeezed(part.text) in said
    assert all(box[0] >= 0 and box[2] <= 595 for box in char_boxes(drawn.pdf, 0))


def test_what_the_sheet_cannot_show_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedError, match=r"U\+4E2D"):
        errata_sheet(content([Erratum("1", Substitution("a", "中"))]), FONTS)
    with pytest.raises(UnsupportedError, match=r"Erratum 1 .*U\+202E"):
        errata_sheet(content([Erratum("1", Substitution("a", "b"), reason="\u202e")]), FONTS)


def test_on_a_narrow_page_there_is_no_table() -> None:
    drawn = draw([], content(width=200, height=300), FONTS, release().style)
    assert {(part.tag, part.row) for drawing in drawn.drawings for part in drawing.parts} == {("H1", -1), ("P", -1)}
