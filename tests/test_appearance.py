"""Drawings: the same bytes every time, nothing but embedded fonts, text that reads as it was asked, marks of every kind."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.appearance import MARKS_OF, Appearance, Grounds, Item, PageLayout, Role, draw, typeset
from overlay.appearance.errata_sheet import SheetContent, SheetRow
from overlay.appearance.fonts import load
from overlay.erratum import Caveat, Erratum, Kind, Scope, Substitution
from overlay.errors import UnsupportedError
from overlay.geometry import PageFrame, Point, Rect
from overlay.placement.notes import Placed, Position
from tests.drawn import A4, ERRATA, WORDS, char_boxes, page_with, read, release, squeezed

FONTS = load()
STYLE = release().style


def drawn(erratum: Erratum, *, option: int = 0, frame: PageFrame = A4) -> Appearance:
    note = typeset.note(erratum, erratum.id, release(), FONTS)
    return draw([page_with(note, erratum, option=option, frame=frame)], None, FONTS, STYLE)


def fonts_of(pdf: bytes) -> Iterator[pypdf.generic.DictionaryObject]:
    for each in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in each["/Resources"]["/Font"].values():  # type: ignore[index]
            yield font.get_object()


def test_the_same_input_gives_the_same_bytes() -> None:
    assert drawn(ERRATA[0]).pdf == drawn(ERRATA[0]).pdf
    code = (
        "import hashlib,sys;sys.path.insert(0,'.')\n"
        "from tests.test_appearance import ERRATA,drawn\n"
        "print(hashlib.sha256(drawn(ERRATA[3]).pdf).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(runs) == 1


def test_every_font_is_embedded_and_maps_to_unicode() -> None:
    found = list(fonts_of(drawn(ERRATA[3]).pdf))
    assert found
    for font in found:
        assert re.fullmatch(r"/[A-Z]{6}\+DejaVuSans(-Bold)?", font["/BaseFont"])
        assert "/FontFile2" in font["/FontDescriptor"]
        assert b"beginbfchar" in font["/ToUnicode"].get_data()


def test_nothing_tells_when_it_was_made() -> None:
    pdf = drawn(ERRATA[0]).pdf
    assert not pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert b"Date" not in pdf


def test_every_drawing_is_a_page_as_large_as_its_own() -> None:
    frame = PageFrame(Rect(10, 20, 310, 220), Rect(10, 20, 310, 220), rotate=90)
    made = drawn(ERRATA[0], frame=frame)
    document = pypdf.PdfReader(io.BytesIO(made.pdf))
    assert len(document.pages) == len(made.drawings)
    assert sorted(drawing.pdf_page_index for drawing in made.drawings) == list(range(len(made.drawings)))
    for each in document.pages:
        assert [float(number) for number in each.mediabox] == [0, 0, 200, 300]


@pytest.mark.parametrize(
    ("erratum", "roles"),
    [
        (ERRATA[0], [Role.DECOR, Role.NOTE, Role.STRIKE, Role.CARET]),
        (ERRATA[2], [Role.DECOR, Role.NOTE, Role.CARET]),
        (ERRATA[3], [Role.DECOR, Role.NOTE, Role.STRIKE]),
        (ERRATA[4], [Role.DECOR, Role.NOTE, Role.RULE]),
    ],
)
def test_each_kind_has_its_marks(erratum: Erratum, roles: list[Role]) -> None:
    made = drawn(erratum)
    assert [drawing.role for drawing in made.drawings] == roles
    assert {drawing.erratum_ids for drawing in made.drawings} == {(erratum.id,)}
    note = next(drawing for drawing in made.drawings if drawing.role is Role.NOTE)
    assert all(drawing.text == note.text for drawing in made.drawings if drawing.role is not Role.DECOR)


def test_underlines_and_upright_columns_can_be_asked_for() -> None:
    item = Item(("1",), "1", (Role.UNDERLINE, Role.STRIKE), (WORDS,), vertical=True)
    made = draw([PageLayout(3, A4, (item,))], None, FONTS, STYLE)
    assert [(drawing.role, drawing.page_index) for drawing in made.drawings] == [(Role.UNDERLINE, 3), (Role.STRIKE, 3)]


@pytest.mark.parametrize("erratum", ERRATA)
def test_a_note_reads_as_it_was_asked_in_every_setting(erratum: Erratum) -> None:
    note = typeset.note(erratum, erratum.id, release(), FONTS)
    for option in range(len(note.settings)):
        made = draw([page_with(note, erratum, option=option)], None, FONTS, STYLE)
        words = next(drawing for drawing in made.drawings if drawing.role is Role.NOTE)
        assert squeezed(read(made.pdf, words.pdf_page_index)) == squeezed(words.text) == squeezed(note.text)
        for left, foot, right, top in char_boxes(made.pdf, words.pdf_page_index):
            assert words.rect.contains(Rect(left, foot, right, top))


@pytest.mark.parametrize(
    "text",
    [
        "(a) \\( ) Tj ET [x] <</A>> %",
        "</para><b>bold</b> &amp; <img src='/etc/passwd'/>",
        "Ελληνικά, Кириллица, Tiếng Việt, Łódź, ŵŷ, ½ x² № €",
        "x̂ b̂ (combining)",
        "𝔸𝔹 beyond the first plane",
        "nbsp\u00a0kept",
        "שמונה ועשרים",
        "סעיף 3(א) לחוק",
        "خمسة عشر شابا في السلام",
        "חוק 1,250 שקל",
    ],
)
def test_any_script_reads_as_it_was_typed(text: str) -> None:
    erratum = Erratum("1", Caveat(text, Scope.PASSAGE))
    made = drawn(erratum)
    words = next(drawing for drawing in made.drawings if drawing.role is Role.NOTE)
    assert squeezed(read(made.pdf, words.pdf_page_index)) == squeezed(words.text)
    assert squeezed(text) in squeezed(words.text)


@given(st.text(st.sampled_from("aZ09 .,()[]<>\\/%&{}'\"“”«»–—éßøŁΩжђΣ½€№ﬁ…"), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_mixture_reads_as_it_was_typed(text: str) -> None:
    made = drawn(Erratum("1", Substitution("x", text)))
    words = next(drawing for drawing in made.drawings if drawing.role is Role.NOTE)
    assert squeezed(read(made.pdf, words.pdf_page_index)) == squeezed(words.text)


def ink_of(made: Appearance, pdf_page_index: int) -> Rect | None:
    """The inked part of a page, by rendering it."""
    scale = 2
    document = pypdfium2.PdfDocument(made.pdf)
    image = document[pdf_page_index].render(scale=scale).to_pil().convert("L").point(lambda grey: 255 * (grey < 250))
    box = image.getbbox()
    height = image.height
    return Rect(box[0] / scale, (height - box[3]) / scale, box[2] / scale, (height - box[1]) / scale) if box else None


@pytest.mark.parametrize("erratum", ERRATA)
def test_every_drawing_inks_its_rectangle_and_nothing_else(erratum: Erratum) -> None:
    made = drawn(erratum)
    for drawing in made.drawings:
        ink = ink_of(made, drawing.pdf_page_index)
        assert ink
        assert drawing.rect.contains(ink, slack=0.5)
        if drawing.role not in (Role.NOTE, Role.DECOR):
            assert ink.contains(drawing.rect, slack=3.0)


def sheet_for(erratum: Erratum) -> SheetContent:
    row = SheetRow(erratum, erratum.id, "21", 0, WORDS.bounds)
    return SheetContent("a.pdf", "0" * 64, release(), (row,), 595, 842, 1)


def test_marker_and_label_lead_to_the_row() -> None:
    erratum = ERRATA[0]
    note = typeset.note(erratum, "1", release(), FONTS)
    made = draw([page_with(note, erratum)], sheet_for(erratum), FONTS, STYLE)
    decor, sheet = made.drawings[0], made.drawings[-1]
    assert sheet.role is Role.SHEET
    marker, label = decor.links
    assert marker.rect == Rect(131, 706, 139, 714)
    assert note.settings[0].option == 0
    assert Rect(200, 500, 400, 600).contains(label.rect)
    assert {link.target_page_index for link in decor.links} == {1}
    assert marker.target == sheet.links[0].rect


def test_without_a_sheet_nothing_links() -> None:
    assert not any(drawing.links for drawing in drawn(ERRATA[0]).drawings)


def test_a_note_that_found_no_room_leaves_its_marks() -> None:
    placed = Placed("1", Position.SHEET, None, None, None)
    note = typeset.note(ERRATA[0], "1", release(), FONTS)
    item = Item(("1",), "1", MARKS_OF[Kind.SUBSTITUTE], (WORDS,), note=note, placed=placed)
    made = draw([PageLayout(0, A4, (item,))], None, FONTS, STYLE)
    assert [drawing.role for drawing in made.drawings] == [Role.STRIKE, Role.CARET]


def test_a_leader_is_part_of_the_decoration() -> None:
    erratum = ERRATA[0]
    note = typeset.note(erratum, "1", release(), FONTS)
    layout = page_with(note, erratum)
    (item,) = layout.items
    assert item.placed
    leader = (Point(135, 706), Point(135, 590), Point(200, 590))
    led = dataclasses.replace(item, placed=dataclasses.replace(item.placed, leader=leader))
    made = draw([dataclasses.replace(layout, items=(led,))], None, FONTS, STYLE)
    ink = ink_of(made, made.drawings[0].pdf_page_index)
    assert ink
    assert ink.contains(Rect(135, 590, 200, 706), slack=1.0)


def test_marks_on_a_dark_ground_are_light() -> None:
    item = Item(("1",), "1", (Role.STRIKE,), (WORDS,), grounds=Grounds("#132f3c"))
    made = draw([PageLayout(0, A4, (item,))], None, FONTS, STYLE)
    content = pypdf.PdfReader(io.BytesIO(made.pdf)).pages[0].get_contents()
    assert content is not None
    red, green, blue = (float(n) for n in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) RG", content.get_data())[-1])
    assert min(red, green, blue) > 0.2


def test_a_style_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="contrast"):
        draw([], None, FONTS, release(text_colour="#cccccc").style)


def test_the_graphics_state_is_spelt_out_on_every_page() -> None:
    for each in pypdf.PdfReader(io.BytesIO(drawn(ERRATA[0]).pdf)).pages:
        content = each.get_contents()
        assert content is not None
        assert b"0 Tc 0 Tw 100 Tz 0 Ts 0 Tr" in content.get_data()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
@pytest.mark.parametrize("erratum", ERRATA)
def test_another_reader_reads_the_same(erratum: Erratum, tmp_path: Path) -> None:
    made = drawn(erratum)
    number = str(next(d.pdf_page_index for d in made.drawings if d.role is Role.NOTE) + 1)
    path = tmp_path / "drawn.pdf"
    path.write_bytes(made.pdf)
    said = subprocess.run(
        ["pdftotext", "-f", number, "-l", number, path, "-"], capture_output=True, text=True, check=True
    ).stdout
    note = next(drawing for drawing in made.drawings if drawing.role is Role.NOTE)
    assert squeezed(said) == squeezed(note.text)
