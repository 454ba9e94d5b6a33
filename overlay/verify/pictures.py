"""Pages as pictures, by PDFium, and what two of them tell."""

from __future__ import annotations

import ctypes
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pypdfium2 as pdfium
from PIL import Image, ImageChops

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

CHANNELS = 4

MOST_OPEN = 6
"""Pages that are kept open, with what was read of them: rules go over the same few one after the other."""


class Pages:
    """A PDF opened by PDFium, once for all rules. Raises MalformedError where PDFium cannot."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._open: OrderedDict[int, pdfium.PdfPage] = OrderedDict()
        self._texts: dict[int, pdfium.PdfTextPage] = {}
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
            longest_ago, shown = self._open.popitem(last=False)
            self._texts.pop(longest_ago, None)
            shown.close()
        return self._open[page_index]

    def text(self, page_index: int) -> pdfium.PdfTextPage:
        """The page's text, kept open as long as the page is. Raises PdfiumError where there is none."""
        shown = self.shown(page_index)
        if page_index not in self._texts:
            self._texts[page_index] = shown.get_textpage()
        return self._texts[page_index]

    def once(self, read: Callable[[pdfium.PdfTextPage], Found], page_index: int) -> Found:
        """What `read` makes of a page's text, remembered as long as the page is one of the last few."""
        key = (read, page_index)
        if key not in self._read:
            self._read[key] = read(self.text(page_index))
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
        """Whether anything outside all the boxes differs."""
        difference = ImageChops.difference(self.before, self.after)
        around = difference.getbbox()
        if around is None:
            return False
        rest = difference.crop(around).convert("RGB")
        _blacken(rest, (self.pixels(box) for box in boxes), around)
        return rest.getbbox() is not None

    def changed_inside(self, box: Rect) -> bool:
        """Whether anything in a box differs."""
        part = self.pixels(box)
        return ImageChops.difference(_part(self.before, part), _part(self.after, part)).getbbox() is not None

    def has_contrast(self, box: Rect) -> bool:
        """Whether the copy shows more than one colour in a box (or the box is too small to say)."""
        left, top, right, bottom = self.pixels(box, margin=0)
        if right - left < LEAST_PIXELS or bottom - top < LEAST_PIXELS:
            return True
        extremes = _part(self.after, (left, top, right, bottom)).getextrema()
        return any(high - low >= FAINTLY for low, high in extremes)  # type: ignore[misc]

    def ground(self, box: Rect) -> tuple[float, ...]:
        """The original's commonest colour in a box, in parts from 0 to 1."""
        return tuple(part / 255 for part in _commonest(_part(self.before, self.pixels(box, margin=0))))

    def covered(self, box: Rect, exempt: Iterable[Rect]) -> int:
        """Pixels of the original's ink in a box that the copy shows otherwise, outside the exempt boxes."""
        part = self.pixels(box, margin=0)
        if not _holds_something(part):
            return 0
        before = _part(self.before, part)
        if all(high - low < CLEARLY for low, high in before.getextrema()):  # type: ignore[misc]  # all of it is paper
            return 0
        both = ImageChops.multiply(_ink(before), _apart(before, _part(self.after, part)))
        _blacken(both, (self.pixels(other) for other in exempt), part)
        return _pixels_of(both)

    def ink_kept(self, box: Rect) -> tuple[int, int]:
        """Pixels of the original's ink in a box, and how many of them the copy shows as they were."""
        part = self.pixels(box, margin=0)
        if not _holds_something(part):
            return 0, 0
        before = _part(self.before, part)
        ink = _ink(before)
        total = _pixels_of(ink)
        return total, total - _pixels_of(ImageChops.multiply(ink, _apart(before, _part(self.after, part))))


LEAST_PIXELS = 3
FAINTLY = 24
"""Of 255: what the smallest writing leaves on its paper at the least."""

MOST_COLOURS = 512
"""That are counted one by one: paper, ink and the smoothing between them have fewer."""

CLEARLY = 70
"""Of 255, in any one colour: less may be smoothing or paper texture."""


def _part(picture: Image.Image, pixels: Pixels) -> Image.Image:
    return picture.crop(pixels).convert("RGB")


def _holds_something(pixels: Pixels) -> bool:
    left, top, right, bottom = pixels
    return right > left and bottom > top


def _blacken(picture: Image.Image, parts: Iterable[Pixels], origin: Pixels) -> None:
    """Make parts of a whole black in the picture of a part of it, which begins at `origin`."""
    for part in parts:
        if _holds_something(part):
            left, top, right, bottom = part
            picture.paste(0, (left - origin[0], top - origin[1], right - origin[0], bottom - origin[1]))


def _pixels_of(mask: Image.Image) -> int:
    return sum(mask.histogram()[128:])


def _commonest(part: Image.Image) -> tuple[int, int, int]:
    """The colour that most pixels have; where no one colour has most, of those alike."""
    size = part.width * part.height
    counted = part.getcolors(MOST_COLOURS) if size else None
    if size and (counted is None or 2 * max(counted)[0] < size):
        counted = part.quantize(16).convert("RGB").getcolors(size + 1)
    best = max(counted)[1] if counted else (255, 255, 255)
    return best if isinstance(best, tuple) and len(best) == 3 else (255, 255, 255)


def _ink(part: Image.Image) -> Image.Image:
    """A mask of 255 for whatever differs clearly from the commonest colour."""
    return _apart(part, Image.new("RGB", part.size, _commonest(part)))


def _apart(one: Image.Image, other: Image.Image) -> Image.Image:
    """A mask of 255 where two pictures differ clearly in any colour."""
    red, green, blue = ImageChops.difference(one, other).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return strongest.point([255 if value >= CLEARLY else 0 for value in range(256)])
