"""The part of a page around some words, rendered as often as asked, and what differs between two pictures of it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from overlay.errors import UnsupportedError
from overlay.geometry import PageFrame, Rect
from overlay.quote.folding import skeleton
from overlay.screen.document import OpenPage
from overlay.screen.page_objects import PageObject
from overlay.substitute_fonts import settle

if TYPE_CHECKING:
    from overlay.anchor.answers import Stretch

SMALLEST_PICTURE = 24
"""Pixels that a line of text is rendered high at least: enough for each letter to leave its mark."""

LARGEST_PICTURE = 4_000
"""Pixels on either side of a rendered stretch."""

SEEN = 20
"""Steps of 255 in one colour by which a pixel must change for a reader to see it: about 1.2:1 in contrast."""

LEAST_INK = 0.004
"""Part of a stretch's area that must change: a line of full stops has more."""

CELLS_SEEN = 0.5
"""Part of a stretch's length in which something must change: words half covered are not there to be read."""

SCAN_SHARE = 0.5
"""Part of the page that a picture covers at least to be taken for its scan."""

Picture = Image.Image
"""What the window shows, RGB."""


class Window:
    """The part of a page around a stretch, rendered as often as asked."""

    def __init__(self, opened: OpenPage, frame: PageFrame, stretch: Stretch) -> None:
        page = opened.page
        self._page = page
        self._text_page = opened.text_page
        turned = frame.to_display.quad(stretch.quad)
        bounds = turned.bounds.intersection(frame.bounds) or frame.bounds
        width, height = page.get_size()
        # PDFium leaves UserUnit out of a page's size; rendering needs PDFium's units.
        unit = width / frame.width if frame.width else 1.0
        self._box = Rect(bounds.x0 * unit, bounds.y0 * unit, bounds.x1 * unit, bounds.y1 * unit)
        self._size = (width, height)
        self._page_area = frame.crop_box.area
        line = max(min(self._box.width, self._box.height), 0.5)
        longest = max(self._box.width, self._box.height, 1.0)
        self._scale = min(max(SMALLEST_PICTURE / line, 1.5), LARGEST_PICTURE / longest)
        self._cells = max(1, min(len(skeleton(stretch.text)) // 2, 40))
        self._upright = turned.bounds.width >= turned.bounds.height

    def picture(self, *, annotations: bool = True) -> Picture:
        """The window as it now is, RGB."""
        width, height = self._size
        cut = (self._box.x0, self._box.y0, max(width - self._box.x1, 0.0), max(height - self._box.y1, 0.0))
        settle()
        try:
            rendered = self._page.render(scale=self._scale, crop=cut, may_draw_forms=False, draw_annots=annotations)
            drawn: Picture = rendered.to_pil()
        except (pdfium.PdfiumError, ValueError) as error:
            raise UnsupportedError("The page cannot be rendered to see whether the words show.") from error
        return drawn.convert("RGB")

    def differs(self, one: Picture, other: Picture) -> bool:
        """Whether a reader sees two pictures differ, over most of the words' length."""
        return len(self.touched(one, other)) >= CELLS_SEEN * self._cells

    def touched(self, one: Picture, other: Picture) -> frozenset[int]:
        """The cells of the words' length in which a reader sees two pictures differ; none where it is next to nothing."""
        bands = ImageChops.difference(one, other).split()
        change = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
        mask = change.point([0] * SEEN + [255] * (256 - SEEN))
        if mask.histogram()[255] < LEAST_INK * mask.width * mask.height:
            return frozenset()
        cells = enumerate(self._cell_boxes(mask.size))
        return frozenset(number for number, cell in cells if mask.crop(cell).getbbox() is not None)

    def is_scan(self, each: PageObject) -> bool:
        """Whether an object is a picture of (nearly) the whole page."""
        return each.is_image and each.box is not None and each.box.area >= SCAN_SHARE * self._page_area

    def has_ink(self, picture: Picture) -> bool:
        """Whether the window is anything but one flat colour."""
        colours = picture.getcolors(picture.width * picture.height) or []
        common = max(colours, default=(0, (255, 255, 255)))[1]
        flat = Image.new("RGB", picture.size, common if isinstance(common, tuple) else (255, 255, 255))
        return self.differs(picture, flat)

    def text_of(self, raw: Any) -> str:
        """What a text object says, as PDFium reads it."""
        length = pdfium_c.FPDFTextObj_GetText(raw, self._text_page.raw, None, 0)
        buffer = (ctypes.c_ushort * (length // 2 + 1))()
        pdfium_c.FPDFTextObj_GetText(raw, self._text_page.raw, buffer, length)
        return bytes(buffer)[: max(length - 2, 0)].decode("utf-16-le", errors="replace")

    def _cell_boxes(self, size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
        """The stretch's length in equal cells, in pixels of the picture. For slanting text, boxes around its parts."""
        width, height = size
        for number in range(self._cells):
            low, high = number / self._cells, (number + 1) / self._cells
            if self._upright:
                yield (math.floor(low * width), 0, max(math.ceil(high * width), 1), height)
            else:
                yield (0, math.floor(low * height), width, max(math.ceil(high * height), 1))
