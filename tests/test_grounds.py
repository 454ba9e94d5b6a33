"""Tinted ground: what counts as ground behind words, what stays ink, and what is drawn on it."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from reportlab.lib.colors import HexColor
from reportlab.pdfgen import canvas

from overlay.appearance.colour import LEAST_CONTRAST, Colour, contrast
from overlay.erratum import Document, Erratum, Quote, Release, Substitution
from overlay.geometry import PageFrame, Rect
from overlay.pipeline import Corrected, Options, correct
from overlay.placement import place
from overlay.placement.grounds import opened, tinted
from overlay.placement.notes import MARKER_SIZES, Placed, Position, Setting, Wanted
from overlay.placement.occupancy import Occupancy, occupancy_of_image
from overlay.verify import Verdict, verify
from overlay.verify.pictures import Sheet
from overlay.verify.tints import but_for_ground

PAGE = PageFrame(Rect(0, 0, 300, 400), Rect(0, 0, 300, 400))
K = 2  # pixels a point
CELL = Rect(40, 300, 200, 330)  # a tinted cell, in display space
WORD = Rect(60, 310, 90, 319)
GREY = (205, 205, 205)
SETTINGS = tuple(
    Setting(float(width), 4000 / width + 8, size, option)
    for option, (size, width) in enumerate((s, w) for s in (8.0, 6.5) for w in (110, 80, 60))
)


def drawn(*fills: tuple[Rect, tuple[int, int, int]], taken: tuple[Rect, ...] = ()) -> Occupancy:
    """A white page with filled rectangles, the later on top."""
    image = Image.new("RGB", (int(PAGE.width) * K, int(PAGE.height) * K), "white")
    pen = ImageDraw.Draw(image)
    for rect, colour in fills:
        pen.rectangle((rect.x0 * K, (400 - rect.y1) * K, rect.x1 * K - 1, (400 - rect.y0) * K - 1), fill=colour)
    return occupancy_of_image(image, PAGE, taken)


def letters(word: Rect, colour: tuple[int, int, int] = (0, 0, 0)) -> list[tuple[Rect, tuple[int, int, int]]]:
    """Upright strokes, as letters are."""
    return [
        (Rect(word.x0 + x, word.y0 + 1, word.x0 + x + 1.5, word.y1 - 1), colour) for x in range(0, int(word.width), 4)
    ]


def wanted(word: Rect = WORD) -> Wanted:
    return Wanted("1", (word,), (word.x1, word.y0), SETTINGS, MARKER_SIZES)


def test_a_flat_fill_behind_the_words_is_ground_for_them() -> None:
    page = drawn((CELL, GREY), *letters(WORD))
    assert not page.is_free(Rect(100, 305, 120, 325))
    free = tinted(page, [wanted()])["1"]
    assert free.is_free(Rect(100, 305, 120, 325))
    assert free.coarse.is_free(Rect(100, 305, 120, 325))
    assert not free.is_free(WORD)


def test_nothing_may_lie_across_the_edge_of_a_fill() -> None:
    free = opened(drawn((CELL, GREY), *letters(WORD)), [WORD])
    assert free is not None
    for across in (Rect(195, 310, 205, 315), Rect(110, 325, 120, 335), Rect(199, 329, 201, 331)):
        assert not free.is_free(across)
    assert free.is_free(Rect(201, 310, 230, 320))
    assert free.is_free(Rect(180, 310, 199.5, 320))


@pytest.mark.parametrize("colour", [(255, 255, 255), (250, 250, 250)])
def test_words_on_paper_have_no_ground_of_their_own(colour: tuple[int, int, int]) -> None:
    assert tinted(drawn((CELL, colour), *letters(WORD)), [wanted()]) == {}


def test_a_shade_or_a_photograph_is_no_ground() -> None:
    shade = [(Rect(x, 280, x + 1, 350), (250 - x, 120 + x // 2, 250 - x)) for x in range(30, 220)]
    assert tinted(drawn(*shade, *letters(WORD)), [wanted()]) == {}


def test_bold_letters_are_not_taken_for_their_own_ground() -> None:
    heavy = [(Rect(60 + x, 300, 60 + x + 14, 340), (0, 0, 0)) for x in (0, 18, 36)]
    assert tinted(drawn(*heavy), [wanted(Rect(60, 298, 110, 342))]) == {}


def test_the_same_colour_elsewhere_stays_ink() -> None:
    navy = (20, 40, 90)
    heading = [(Rect(40 + x, 200, 52 + x, 240), navy) for x in (0, 20, 40)]
    free = opened(drawn((CELL, navy), *letters(WORD, (255, 255, 255)), *heading), [WORD])
    assert free is not None
    assert free.is_free(Rect(100, 305, 120, 325))
    assert not free.is_free(Rect(42, 205, 50, 230))


def test_fields_and_links_in_a_tinted_cell_stay_taken() -> None:
    field = Rect(120, 302, 190, 328)
    free = opened(drawn((CELL, GREY), *letters(WORD), taken=(field,)), [WORD])
    assert free is not None
    assert not free.is_free(Rect(130, 310, 140, 320))
    assert free.is_free(Rect(100, 305, 115, 325))


def test_words_in_two_cells_of_different_tints_have_no_one_ground() -> None:
    below = Rect(40, 270, 200, 300)
    page = drawn((CELL, GREY), (below, (250, 220, 120)), *letters(WORD), *letters(WORD.moved(0, -30)))
    both = replace(wanted(), targets=(WORD, WORD.moved(0, -30)))
    assert tinted(page, [both]) == {}


def on_one_colour(page: Occupancy, rect: Rect) -> bool:
    return len(page.colours(rect)) == 1


def test_a_marker_stands_on_the_tint_and_the_note_on_paper() -> None:
    page = drawn((CELL, GREY), *letters(WORD))
    (found,) = place(PAGE, page, [wanted()])
    assert found.marker
    assert CELL.contains(found.marker)
    assert on_one_colour(page, found.marker)
    assert found.box
    assert page.is_free(found.box)
    assert page.under(found.marker) == GREY


def panel_without_paper() -> Occupancy:
    """A panel in a page full of print: there is white nowhere."""
    print_ = [(Rect(x, 4, x + 2, 396), (0, 0, 0)) for x in range(2, 298, 4)]
    return drawn(*print_, (Rect(20, 100, 280, 350), (160, 190, 230)), *letters(WORD))


def test_where_paper_has_no_room_the_note_stands_wholly_on_its_own_ground() -> None:
    page = panel_without_paper()
    (found,) = place(PAGE, page, [wanted()])
    assert found.box
    assert found.marker
    for rect in (found.box, found.marker, *(Rect.around(pair).grown(0.2) for pair in pairwise(found.leader))):
        assert on_one_colour(page, rect)
        assert page.under(rect) == (160, 190, 230)


def test_two_notes_on_one_panel_keep_apart() -> None:
    page = panel_without_paper()
    second = replace(wanted(WORD.moved(30, 0)), key="2")
    first, other = place(PAGE, page, [wanted(), second])
    assert first.box
    assert other.box
    assert not first.box.intersection(other.box)
    assert not any(
        Rect.around(pair).grown(0.2).intersection(box)
        for note, box in ((first, other.box), (other, first.box))
        for pair in pairwise(note.leader)
    )


def test_a_note_of_words_on_paper_does_not_stand_on_another_s_panel() -> None:
    page = panel_without_paper()
    (found,) = place(PAGE, page, [wanted(Rect(60, 30, 90, 39))])
    assert found == Placed("1", Position.SHEET, None, None, None)


@given(
    left=st.integers(10, 120),
    foot=st.integers(20, 250),
    tint=st.sampled_from([GREY, (20, 40, 90), (255, 230, 120), (240, 240, 240)]),
    wide=st.integers(60, 170),
)
def test_nothing_drawn_lies_on_two_colours(left: int, foot: int, tint: tuple[int, int, int], wide: int) -> None:
    cell = Rect(left, foot, left + wide, foot + 30)
    word = Rect(left + 8, foot + 10, left + 38, foot + 19)
    page = drawn((Rect(0, 360, 300, 380), (0, 0, 0)), (cell, tint), *letters(word, (120, 0, 0)))
    (found,) = place(PAGE, page, [wanted(word)])
    drawn_rects = [rect for rect in (found.box, found.marker) if rect]
    drawn_rects += [Rect.around(pair).grown(0.2) for pair in pairwise(found.leader)]
    assert found.marker
    assert all(on_one_colour(page, rect) for rect in drawn_rects)


TINTS = ("#12304f", "#dcdcdc", "#5f7f9f", "#c8102e", "#ffe680")


def panelled(tint: str) -> bytes:
    """A page with a row on tinted ground, and one whose only room is a tinted card."""
    out = io.BytesIO()
    page = canvas.Canvas(out, (420, 595), invariant=True)
    for y in range(8, 590, 9):
        page.drawString(
            4, y, "The council keeps the register of open places and renews it each year, as it has to."[:88]
        )
    page.setFillColor(HexColor(tint))
    page.rect(120, 60, 180, 400, stroke=0, fill=1)
    page.setFillColor(HexColor("#ffffff" if tint in ("#12304f", "#5f7f9f", "#c8102e") else "#000000"))
    page.setFont("Helvetica", 11)
    page.drawString(140, 420, "Eight young men were held.")
    page.save()
    return out.getvalue()


def pixels(picture: Image.Image) -> list[tuple[int, ...]]:
    """All pixels, row by row."""
    data = picture.tobytes()
    return [tuple(data[at : at + 3]) for at in range(0, len(data), 3)]


@pytest.mark.parametrize("tint", TINTS)
def test_what_is_drawn_on_a_tint_is_seen_on_it_and_passes_its_own_check(tint: str) -> None:
    data = panelled(tint)
    erratum = Erratum("1", Substitution("Eight", "Fifteen"), quote=Quote("Eight young men were held."))
    document = Document("card.pdf", (erratum,))
    made = correct(data, document, Release("Council", "7", "2024-11-12", (document,)), Options())
    assert isinstance(made, Corrected)
    assert [note.position for note in made.notes if note.box]
    assert verify(made.data).verdict is Verdict.VERIFIED
    with pypdfium2.PdfDocument(made.data) as copy, pypdfium2.PdfDocument(data) as original:
        after, before = (document[0].render(scale=6).to_pil().convert("RGB") for document in (copy, original))
    # The marker: the disc's own colour is the commonest of what changed on the tint just after the words.
    part = (164 * 6, (595 - 437) * 6, 182 * 6, (595 - 425) * 6)
    pairs = zip(*(pixels(picture.crop(part)) for picture in (before, after)), strict=True)
    changed = [new for old, new in pairs if old != new and old == tuple(int(tint[at : at + 2], 16) for at in (1, 3, 5))]
    disc = max(set(changed), key=changed.count)
    ground = Colour(*(int(tint[at : at + 2], 16) / 255 for at in (1, 3, 5)))
    assert contrast(Colour(*(part / 255 for part in disc)), ground) >= LEAST_CONTRAST - 0.1


def pictures(page: Occupancy, box: Rect) -> Sheet:
    """The page, and the same with a box drawn over it."""
    assert page.picture is not None
    after = page.picture.copy()
    ImageDraw.Draw(after).rectangle(
        (box.x0 * K, (400 - box.y1) * K, box.x1 * K - 1, (400 - box.y0) * K - 1), fill=(255, 250, 240)
    )
    return Sheet(page.picture, after, PAGE)


def test_the_checker_allows_flat_ground_and_no_more() -> None:
    blue = (60, 110, 200)
    figures = Rect(60, 200, 200, 209)
    page = drawn((Rect(20, 150, 220, 350), blue), *letters(WORD), *letters(figures))
    whole = Rect(0, 0, 300, 400)
    on_ground = pictures(page, Rect(100, 220, 200, 280))
    assert on_ground.covered(whole, ()) > 1000
    assert but_for_ground(on_ground, [WORD]).covered(whole, ()) == 0
    on_letters = but_for_ground(pictures(page, Rect(100, 170, 200, 240)), [WORD])
    assert on_letters.covered(whole, ()) > 100
    across_edge = but_for_ground(pictures(page, Rect(190, 220, 260, 280)), [WORD])
    assert across_edge.covered(whole, ()) > 24
    other_words = but_for_ground(on_ground, [Rect(60, 380, 90, 390)])
    assert other_words.covered(whole, ()) > 1000
