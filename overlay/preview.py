"""Pictures for a person: where words stand, and a page before and after its correction.

Pictures only show; nothing is decided by them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from overlay.errors import UnsupportedError
from overlay.geometry import Matrix, PageFrame, Quad, Rect

PIXELS_PER_POINT = 1.5
LONGEST_SIDE = 2000
"""Pixels; a poster is shown smaller."""

FOUND_COLOUR = (214, 0, 85)
BOX_COLOUR = (0, 90, 200)
LINE_WIDTH = 2
GUTTER = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """A rendered page: an RGB image, and the matrix from the page's display space to its pixels (y down)."""

    image: Image.Image
    to_pixels: Matrix


def page_picture(data: bytes, page_index: int, frame: PageFrame, *, password: str | None = None) -> Picture:
    """One page as a reader sees it, annotations drawn. Raises UnsupportedError where PDFium cannot render it."""
    scale = min(PIXELS_PER_POINT, LONGEST_SIDE / max(frame.width, frame.height))
    try:
        document = pdfium.PdfDocument(data, password=password)
        try:
            page: Any = document[page_index]
            width, _ = page.get_size()
            image = page.render(scale=scale * frame.width / width, draw_annots=True).to_pil().convert("RGB")
        finally:
            document.close()
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError) as error:
        raise UnsupportedError(f"Sheet {page_index + 1} cannot be shown as a picture.") from error
    across, down = image.width / frame.width, image.height / frame.height
    return Picture(image, Matrix(a=across, d=-down, f=image.height))


def png_of_quads(picture: Picture, frame: PageFrame, quads: Iterable[Quad]) -> bytes:
    """The page as PNG with each quad (user space) outlined."""
    shown = picture.image.copy()
    pen = ImageDraw.Draw(shown)
    to_pixels = frame.to_display.then(picture.to_pixels)
    for quad in quads:
        seen = to_pixels.quad(quad)
        ring = (seen.top_left, seen.top_right, seen.bottom_right, seen.bottom_left, seen.top_left)
        pen.line([(point.x, point.y) for point in ring], fill=FOUND_COLOUR, width=LINE_WIDTH)
    return _png(shown)


def png_before_and_after(before: Picture, after: Picture, boxes: Iterable[Rect]) -> bytes:
    """Two pictures of one page side by side as PNG, the notes' boxes (display space) outlined on the second."""
    second = after.image.copy()
    pen = ImageDraw.Draw(second)
    for box in boxes:
        seen = after.to_pixels.rect(box)
        pen.rectangle((seen.x0 - 1, seen.y0 - 1, seen.x1 + 1, seen.y1 + 1), outline=BOX_COLOUR, width=1)
    width = before.image.width + GUTTER + second.width
    sheet = Image.new("RGB", (width, max(before.image.height, second.height)), (128, 128, 128))
    sheet.paste(before.image, (0, 0))
    sheet.paste(second, (before.image.width + GUTTER, 0))
    return _png(sheet)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
