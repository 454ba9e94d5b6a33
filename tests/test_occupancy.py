"""What counts as ink on a page, asked of pages drawn here and of the shared corpus."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, RectangleObject
from reportlab.pdfgen.canvas import Canvas

from overlay.errors import DamagedError, OverlayError, UnsupportedError
from overlay.geometry import PageFrame, Rect
from overlay.placement.occupancy import LONGEST_SIDE, Occupancy, left_out, occupancy, occupancy_of_image, page_occupancy
from overlay.source import open_source

A4 = PageFrame(Rect(0, 0, 595, 842), Rect(0, 0, 595, 842))


def drawn(draw: Callable[[Canvas], object], size: tuple[float, float] = (595, 842)) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def seen(data: bytes, frame: PageFrame = A4) -> Occupancy:
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        return occupancy(document[0], frame)


def changed(data: bytes, **boxes: RectangleObject | int) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for key, value in boxes.items():
        if isinstance(value, int):
            writer.pages[0].rotate(value)
        else:
            writer.pages[0][NameObject(f"/{key}")] = value
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_ink_is_where_it_was_drawn() -> None:
    found = seen(drawn(lambda c: c.rect(100, 200, 50, 30, fill=1)))
    bounds = found.fine.ink_bounds()
    assert bounds is not None
    assert bounds.contains(Rect(100, 200, 150, 230))
    assert Rect(98.5, 198.5, 151.5, 231.5).contains(bounds)
    assert found.free_share == pytest.approx(1 - 50 * 30 / (595 * 842), abs=0.002)


def test_a_pale_tint_is_ink() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.94, 0.94, 0.94)
        canvas.rect(100, 200, 50, 30, stroke=0, fill=1)

    assert not seen(drawn(draw)).is_free(Rect(120, 210, 130, 220))


def test_a_tinted_page_is_free_and_what_stands_on_it_is_not() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.1, 0.2, 0.3)
        canvas.rect(-5, -5, 700, 900, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(100, 400, "white on blue")

    found = seen(drawn(draw))
    assert found.background == pytest.approx((26, 51, 76), abs=1)
    assert found.is_free(Rect(300, 300, 500, 380))
    assert not found.is_free(Rect(100, 398, 170, 410))


def test_a_link_is_taken_though_nothing_shows() -> None:
    found = seen(drawn(lambda c: c.linkURL("https://example.org", (300, 300, 360, 320))))
    assert not found.is_free(Rect(330, 305, 340, 310))
    assert found.is_free(Rect(365, 300, 400, 320))


def test_an_empty_field_is_taken() -> None:
    found = seen(drawn(lambda c: c.acroForm.textfield("name", x=300, y=300, width=60, height=20, borderWidth=0)))
    assert not found.is_free(Rect(330, 305, 340, 310))


def test_an_annotation_over_the_whole_page_takes_nothing() -> None:
    assert seen(drawn(lambda c: c.linkURL("https://example.org", (0, 0, 595, 842)))).free_share == 1.0


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_display_space_is_followed_on_turned_and_cropped_pages(rotate: int) -> None:
    mark = Rect(220, 330, 260, 350)
    plain = drawn(lambda c: c.rect(mark.x0, mark.y0, mark.width, mark.height, stroke=0, fill=1))
    crop = Rect(50, 100, 450, 800)
    data = changed(plain, CropBox=RectangleObject((50, 100, 450, 800)), rotate=rotate)
    frame = PageFrame(Rect(0, 0, 595, 842), crop, rotate)
    bounds = seen(data, frame).fine.ink_bounds()
    assert bounds is not None
    expected = frame.to_display.rect(mark)
    assert expected.grown(1).contains(bounds)
    assert bounds.contains(expected, slack=0.01)


def test_a_poster_is_measured_more_coarsely() -> None:
    poster = PageFrame(Rect(0, 0, 2384, 3370), Rect(0, 0, 2384, 3370))
    found = seen(drawn(lambda c: c.rect(1000, 1000, 100, 100, fill=1), (2384, 3370)), poster)
    assert found.fine.height <= LONGEST_SIDE + 1
    assert not found.is_free(Rect(1050, 1050, 1060, 1060))
    assert found.is_free(Rect(1110, 1000, 1200, 1100))


def test_a_page_of_other_proportions_than_its_frame_is_refused() -> None:
    with pytest.raises(UnsupportedError):
        seen(drawn(lambda c: c.rect(1, 1, 5, 5)), PageFrame(Rect(0, 0, 842, 595), Rect(0, 0, 842, 595)))


def test_what_is_taken_is_no_longer_free() -> None:
    found = occupancy_of_image(Image.new("RGB", (1190, 1684), "white"), A4)
    taken = found.with_taken([Rect(10, 10, 20, 20)])
    assert found.is_free(Rect(12, 12, 15, 15))
    assert not taken.is_free(Rect(12, 12, 15, 15))
    assert not taken.coarse.is_free(Rect(12, 12, 15, 15))


def test_a_single_inked_pixel_is_ink_on_both_grids() -> None:
    image = Image.new("RGB", (1190, 1684), "white")
    ImageDraw.Draw(image).point((400, 600), fill="black")
    found = occupancy_of_image(image, A4)
    assert sum(row.bit_count() for row in found.fine.rows) == 1
    assert sum(row.bit_count() for row in found.coarse.rows) == 1


def test_a_page_of_an_opened_original() -> None:
    data = drawn(lambda c: c.rect(100, 200, 50, 30, fill=1))
    source = open_source(data, name="drawn.pdf")
    assert not page_occupancy(source, 0).is_free(Rect(110, 210, 120, 220))
    with pytest.raises(OverlayError):
        page_occupancy(source, 7)


def test_a_file_that_pdfium_does_not_open_is_damaged() -> None:
    class Broken:
        name = "broken.pdf"
        data = b"%PDF-1.7 and no more"
        password = None

    with pytest.raises(DamagedError):
        page_occupancy(Broken(), 0)  # type: ignore[arg-type]


def test_scans_and_slides_of_the_corpus(shared: Path) -> None:
    """A scanned page keeps its white margins free; a timetable printed to its edges has little."""
    for name, index, least, most in (
        ("scanned/indirect-rotation.pdf", 2, 0.5, 1.0),
        ("layout/issue840.pdf", 0, 0.0, 0.4),
    ):
        data = (shared / "corpus" / name).read_bytes()
        found = page_occupancy(open_source(data, name=name), index)
        assert least <= found.free_share <= most, name


def test_the_ground_is_the_colour_right_behind_the_words() -> None:
    page = Image.new("RGB", (400, 400), (255, 255, 255))
    page.paste((20, 40, 60), (100, 100, 300, 160))
    page.paste((250, 250, 250), (110, 120, 200, 130))
    seen = occupancy_of_image(page, PageFrame(Rect(0, 0, 200, 200), Rect(0, 0, 200, 200)))
    assert seen.background == (255, 255, 255)
    assert seen.ground(Rect(55, 130, 100, 145)) == (20, 40, 60)
    assert seen.ground(Rect(10, 10, 40, 20)) == (255, 255, 255)
    assert seen.ground(Rect(900, 900, 950, 950)) == (255, 255, 255)


def test_what_is_left_out_of_the_large_picture_is_taken() -> None:
    frame = PageFrame(Rect(0, 0, 200, 100), Rect(0, 0, 200, 100))
    large, small = Image.new("RGB", (400, 200), "white"), Image.new("RGB", (100, 50), "white")
    for picture, scale in ((large, 2), (small, 0.5)):
        picture.paste("black", tuple(round(side * scale) for side in (20, 20, 100, 24)))
    assert left_out(large, small, frame) == ()
    small.paste("black", (60, 40, 80, 41))
    small.paste("black", (90, 40, 100, 41))
    assert left_out(large, small, frame) == (Rect(120, 18, 160, 20), Rect(180, 18, 200, 20))
