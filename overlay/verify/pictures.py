"""Pages as pictures, by PDFium, and what two of them tell."""

from __future__ import annotations

import ctypes
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from overlay.geometry import PageFrame, Rect
from overlay.substitute_fonts import settle
from overlay.verify.room import failed

Found = TypeVar("Found")
Pixels = tuple[int, int, int, int]
"""Left, top, right, bottom."""

LARGEST_SIDE = 1500
"""Pixels; enough to see a full stop, and a bound for posters."""

SCALE = 1.5
"""Pixels a point, where the page allows: 108 dpi."""

MARGIN = 2
"""Pixels round a declared box for what a renderer smooths."""

BAND = 128
"""Pixels of height that are compared at once."""

CHANNELS = 4

MOST_OPEN = 6
"""Pages that are kept open, with what was read of them: rules go over the same few one after the other."""


class Pages:
    """A PDF opened by PDFium, once for all rules. Raises MalformedError where PDFium cannot."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._open: OrderedDict[int, pdfium.PdfPage] = OrderedDict()
        self._paper: ctypes.Array[ctypes.c_ubyte] | None = None
        self._read: OrderedDict[tuple[Callable[..., object], int], object] = OrderedDict()
        settle()
        try:
            self.document = pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            raise failed("a common PDF reader cannot open the document") from error

    def __len__(self) -> int:
        return len(self.document)

    def shown(self, page_index: int) -> pdfium.PdfPage:
        """The page, kept open for the next who asks. Raises PdfiumError where there is none."""
        if page_index in self._open:
            self._open.move_to_end(page_index)
            return self._open[page_index]
        settle()
        self._open[page_index] = self.document[page_index]
        if len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)[1].close()
        return self._open[page_index]

    def once(self, read: Callable[[pdfium.PdfPage], Found], page_index: int) -> Found:
        """What `read` makes of a page, remembered as long as the page is one of the last few."""
        key = (read, page_index)
        if key not in self._read:
            self._read[key] = read(self.shown(page_index))
            if len(self._read) > 2 * MOST_OPEN:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        return cast("Found", self._read[key])

    def picture(self, page_index: int, *, scale: float = SCALE) -> Image.Image:
        """The page as displayed, RGB, annotations included."""
        return self.glimpse(page_index, scale=scale).convert("RGB")

    def glimpse(self, page_index: int, *, scale: float = SCALE) -> Image.Image:
        """As `picture`, RGBX, and only until the next is asked for: all are painted over each other."""
        try:
            shown = self.shown(page_index)
            width, height = shown.get_size()
            fitting = min(scale, LARGEST_SIDE / max(width, height, 1.0))
            settle()
            painted = shown.render(scale=fitting, rev_byteorder=True, prefer_bgrx=True, bitmap_maker=self._bitmap)
            made: Image.Image = painted.to_pil()
        except (pdfium.PdfiumError, ValueError, OverflowError) as error:
            raise failed(f"page {page_index + 1} cannot be rendered") from error
        return made

    def _bitmap(self, width: int, height: int, **form: Any) -> pdfium.PdfBitmap:
        """A bitmap on the one piece of memory that all pages of the document are painted on."""
        needed = CHANNELS * width * height
        if self._paper is None or len(self._paper) < needed:
            self._paper = (ctypes.c_ubyte * needed)()
        return pdfium.PdfBitmap.new_native(width, height, buffer=self._paper, **form)

    def close(self) -> None:
        self.document.close()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page before and after, as pictures (RGB or RGBX) of one size, and the frame that its display space is measured by."""

    before: Image.Image
    after: Image.Image
    frame: PageFrame

    def pixels(self, box: Rect, *, margin: int = MARGIN) -> Pixels:
        """A display-space box as pixels: left, top, right, bottom, cut to the picture."""
        across, down = self.before.width / self.frame.width, self.before.height / self.frame.height
        left, right = int(box.x0 * across) - margin, int(box.x1 * across) + margin + 1
        top = int((self.frame.height - box.y1) * down) - margin
        bottom = int((self.frame.height - box.y0) * down) + margin + 1
        left, top = max(0, left), max(0, top)
        return left, top, max(left, min(self.before.width, right)), max(top, min(self.before.height, bottom))

    def in_colours(self) -> Sheet:
        """The same with pictures of its own, RGB."""
        return Sheet(self.before.convert("RGB"), self.after.convert("RGB"), self.frame)

    def changed_outside(self, boxes: Iterable[Rect]) -> bool:
        """Whether anything outside all the boxes differs; looked at in bands, so that no third picture is made."""
        spared = [self.pixels(box) for box in boxes]
        width, height = self.before.size
        return any(self._changed((0, top, width, min(height, top + BAND)), spared) for top in range(0, height, BAND))

    def changed_inside(self, box: Rect) -> bool:
        return self._changed(self.pixels(box), ())

    def _changed(self, part: Pixels, spared: Iterable[Pixels]) -> bool:
        """Whether a part differs outside the spared boxes."""
        before, after = self.before.crop(part), self.after.crop(part)
        if ImageChops.difference(before, after).getbbox() is None:  # nearly everywhere, and quickly seen
            return False
        difference = ImageChops.difference(before.convert("RGB"), after.convert("RGB"))
        draw = ImageDraw.Draw(difference)
        for left, top, right, bottom in spared:
            if right > left and bottom > top:
                draw.rectangle((left - part[0], top - part[1], right - part[0] - 1, bottom - part[1] - 1), fill=0)
        return difference.getbbox() is not None

    def has_contrast(self, box: Rect) -> bool:
        """Whether the copy shows more than one colour in a box (or the box is too small to say)."""
        left, top, right, bottom = self.pixels(box, margin=0)
        if right - left < LEAST_PIXELS or bottom - top < LEAST_PIXELS:
            return True
        extremes = _part(self.after, (left, top, right, bottom)).getextrema()
        return any(high - low >= FAINTLY for low, high in extremes)  # type: ignore[misc]

    def ink(self, box: Rect) -> Image.Image:
        """Where the original has ink in a box: a mask of 255 for whatever differs clearly from the box's commonest colour."""
        part = _part(self.before, self.pixels(box, margin=0))
        return _apart(part, _commonest(part))

    def ground(self, box: Rect) -> tuple[float, ...]:
        """The original's commonest colour in a box, in parts from 0 to 1."""
        return tuple(part / 255 for part in _commonest(_part(self.before, self.pixels(box, margin=0))))

    def covered(self, box: Rect, exempt: Iterable[Rect]) -> int:
        """Pixels of the original's ink in a box that the copy shows otherwise, outside the exempt boxes."""
        left, top, right, bottom = self.pixels(box, margin=0)
        if right <= left or bottom <= top:
            return 0
        part = (left, top, right, bottom)
        changed = _apart_images(_part(self.before, part), _part(self.after, part))
        both = ImageChops.multiply(self.ink(box), changed)
        draw = ImageDraw.Draw(both)
        for other in exempt:
            a, b, c, d = self.pixels(other)
            if c > a and d > b:
                draw.rectangle((a - left, b - top, c - left - 1, d - top - 1), fill=0)
        return sum(both.histogram()[128:])

    def ink_kept(self, box: Rect) -> tuple[int, int]:
        """Pixels of the original's ink in a box, and how many of them the copy shows as they were."""
        ink = self.ink(box)
        total = sum(ink.histogram()[128:])
        return total, total - self.covered(box, ())


LEAST_PIXELS = 3
FAINTLY = 24
"""Of 255: what the smallest writing leaves on its paper at the least."""

MOST_COLOURS = 512
"""That are counted one by one: paper, ink and the smoothing between them have fewer."""

CLEARLY = 70
"""Of 255, in any one colour: less may be smoothing or paper texture."""


def _part(picture: Image.Image, pixels: Pixels) -> Image.Image:
    return picture.crop(pixels).convert("RGB")


def _commonest(part: Image.Image) -> tuple[int, int, int]:
    """The colour that most pixels have; where no one colour has most, of those alike."""
    size = part.width * part.height
    counted = part.getcolors(MOST_COLOURS) if size else None
    if size and (counted is None or 2 * max(counted)[0] < size):
        counted = part.quantize(16).convert("RGB").getcolors(size + 1)
    best = max(counted)[1] if counted else (255, 255, 255)
    return best if isinstance(best, tuple) and len(best) == 3 else (255, 255, 255)


def _apart(part: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    return _apart_images(part, Image.new("RGB", part.size, colour))


def _apart_images(one: Image.Image, other: Image.Image) -> Image.Image:
    """A mask of 255 where two pictures differ clearly in any colour."""
    red, green, blue = ImageChops.difference(one, other).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return strongest.point([255 if value >= CLEARLY else 0 for value in range(256)])
