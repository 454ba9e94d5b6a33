"""What of a page is free: the rendered page as a bitmap of ink.

The only place that renders for placement. It decides nothing about notes; it answers "is this free?" and
"where would a box of this size be free?". Ink is every pixel that differs from the page's background, the most
common colour on it: images, drawings and text alike, annotations and form fields as they show. The rectangles of
annotations and form fields count as ink too, even where nothing shows: a note must not come between a reader and a link.
What is ink here may be ground to the notes of words that stand on it: see `grounds`.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageFilter, ImageOps

from overlay.errors import DamagedError, UnsupportedError
from overlay.geometry import PageFrame, Rect
from overlay.limits import USUAL
from overlay.placement.bitmap import Bitmap, rows_of
from overlay.screen.document import shared
from overlay.substitute_fonts import settle

if TYPE_CHECKING:
    from overlay.source import Source

PIXELS_PER_POINT = 2.0  # half a point is finer than the gap between two lines of small print
LONGEST_SIDE = USUAL.render_side  # pixels: an A0 poster stays below 30 MB
TOLERANCE = 8  # of 255, in any channel: what JPEG does to plain paper, and what no eye sees
SAMPLE = 256  # pixels a side of the sample that the background colour is taken from
MOSTLY = 0.5  # an annotation over more of the page than this says nothing about where its content is
GROUND_MARGIN = 1.5  # points round the words in which the colour behind them shows
CROWDED = (
    5_000  # objects; of pages with more, PDFium has been seen to leave out the last ones where it draws them large
)
WHITE = (255, 255, 255)
STRIP = 128  # lines of pixels that are looked at together: they stay in a processor's cache
OPAQUE = 255  # the byte to spare in each pixel
FEW_COLOURS = 256  # are counted faster than any number
SMALL = 0.5  # pixels a point: as small as it is drawn again, to see what was left out
SIZE_SLACK = 0.02  # by how much PDFium's proportions of the page may differ from the frame's


@dataclass(frozen=True, slots=True)
class Occupancy:
    """The ink of one page as displayed. Rectangles are in display space (points, origin bottom-left, y up).

    `fine` has half-point cells (coarser on posters), for markers and leaders; `coarse` cells of twice that, for boxes.
    `background` is the page's background colour (red, green, blue), `picture` the page that all this was read from,
    a pixel for each cell of `fine`; `taken` is what is occupied without being printed there.
    """

    frame: PageFrame
    fine: Bitmap
    coarse: Bitmap
    background: tuple[int, int, int] = WHITE
    picture: Image.Image | None = field(default=None, compare=False, repr=False)
    taken: tuple[Rect, ...] = ()

    def ground(self, rect: Rect) -> tuple[int, int, int]:
        """The colour behind what is printed in a rectangle: the commonest one around it; the page's where it is off the page."""
        return self._commonest(rect.grown(GROUND_MARGIN))

    def under(self, rect: Rect) -> tuple[int, int, int]:
        """The colour that something drawn in a free rectangle stands on: the page's, but for tinted ground."""
        colour = self._commonest(rect)
        near = all(abs(a - b) <= TOLERANCE for a, b in zip(colour, self.background, strict=True))
        return self.background if near else colour

    def _commonest(self, rect: Rect) -> tuple[int, int, int]:
        around = rect.intersection(self.frame.bounds)
        if self.picture is None or around is None:
            return self.background
        across, down = self.picture.width / self.frame.width, self.picture.height / self.frame.height
        top, foot = self.frame.height - around.y1, self.frame.height - around.y0
        box = (int(around.x0 * across), int(top * down), math.ceil(around.x1 * across), math.ceil(foot * down))
        return _background(self.picture.crop(box))

    def colours(self, rect: Rect) -> Counter[tuple[int, int, int]]:
        """How many pixels of each colour are in the cells of `fine` that a rectangle touches."""
        x0, y0, x1, y1 = self.fine.cells(rect)
        if self.picture is None or x1 <= x0 or y1 <= y0:
            return Counter()
        part = self.picture.crop((x0, self.fine.height - y1, x1, self.fine.height - y0)).convert("RGB")
        listed: Any = part.getcolors(part.width * part.height)
        return Counter({colour: count for count, colour in listed})

    def is_free(self, rect: Rect) -> bool:
        """Whether no ink lies in the rectangle; what reaches beyond the page counts as free."""
        return self.fine.is_free(rect)

    def with_taken(self, rects: Iterable[Rect]) -> Occupancy:
        """The same page with more of it occupied."""
        listed = tuple(rects)
        taken = (*self.taken, *listed)
        return replace(self, fine=self.fine.with_ink(listed), coarse=self.coarse.with_ink(listed), taken=taken)

    @property
    def free_share(self) -> float:
        """The free part of the page's area, from 0 to 1."""
        return 1.0 - self.coarse.ink_share


def occupancy_of_image(image: Image.Image, frame: PageFrame, taken: Iterable[Rect] = ()) -> Occupancy:
    """The occupancy of a page that was rendered to `image` (the whole page as displayed, whatever the resolution)."""
    return _read(image, pixels_of(image), frame, taken)


def pixels_of(image: Image.Image) -> bytes:
    """Four bytes a pixel, the last to spare: line by line from the top."""
    return (image if image.mode in ("RGB", "RGBX") else image.convert("RGB")).tobytes("raw", "RGBX")


def _read(image: Image.Image, pixels: bytes | bytearray, frame: PageFrame, taken: Iterable[Rect]) -> Occupancy:
    background = _background(image)
    cell = (frame.width / image.width, frame.height / image.height)
    fine = ink_on(pixels, background, width=image.width, cell=cell)
    return Occupancy(frame, fine, fine.halved(), background, image).with_taken(taken)


def ink_on(pixels: bytes | bytearray, colour: tuple[int, int, int], *, width: int, cell: tuple[float, float]) -> Bitmap:
    """The pixels that are of another colour, as ink; `width` is how many a line has, `cell` their width and height in points."""
    blank = bytes((*colour, OPAQUE)) * width
    height = len(pixels) // len(blank)
    # Most lines are blank, and are told quickly.
    printed = [line for line in range(height) if not pixels.startswith(blank, line * len(blank))]
    rows, view = [0] * height, memoryview(pixels)
    for first in range(0, len(printed), STRIP):
        lines = printed[first : first + STRIP]
        strip = b"".join([view[line * len(blank) : (line + 1) * len(blank)] for line in lines])
        picture = Image.frombuffer("RGBX", (width, len(lines)), strip, "raw", "RGBX", 0, 1)
        for line, row in zip(lines, rows_of(_differing(picture, colour)), strict=True):
            rows[height - 1 - line] = row
    return Bitmap(tuple(rows), width, *cell)


def _differing(picture: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """A mask of mode 1: set where the picture is of another colour."""
    red, green, blue = picture.split()[:3]
    if colour == WHITE:  # as paper is: the darkest of the three tells
        return ImageChops.darker(ImageChops.darker(red, green), blue).point(_far_from(WHITE[0]), "1")
    far = [band.point(_far_from(level), "1") for band, level in zip((red, green, blue), colour, strict=True)]
    return ImageChops.lighter(ImageChops.lighter(far[0], far[1]), far[2])


@cache
def _far_from(level: int) -> list[int]:
    return [255 if abs(other - level) > TOLERANCE else 0 for other in range(256)]


def occupancy(page: pypdfium2.PdfPage, frame: PageFrame, *, longest_side: int = LONGEST_SIDE) -> Occupancy:
    """The occupancy of a page that PDFium has opened, its document's forms initialised before so that fields show.

    Raises UnsupportedError where PDFium cannot render it, or sees a page of other proportions than `frame`.
    """
    found = _read(*_rendered(page, frame, longest_side), frame, _annotation_rects(page, frame))
    if pdfium.FPDFPage_CountObjects(page) <= CROWDED or found.picture is None:
        return found
    return found.with_taken(
        left_out(found.picture, _rendered(page, frame, int(SMALL * max(frame.width, frame.height)))[0], frame)
    )


def left_out(large: Image.Image, small: Image.Image, frame: PageFrame) -> tuple[Rect, ...]:
    """Where the page drawn small shows something and drawn large nothing nearby; in display space, a rectangle for each run of a row."""
    background = _background(large)
    across, up = frame.width / small.width, frame.height / small.height
    drawn_large, drawn_small = (
        ImageOps.flip(_differing(picture, background).convert("L")) for picture in (large, small)
    )
    shown = drawn_large.resize(small.size, Image.Resampling.BOX).point([0] + [255] * 255)
    missing = ImageChops.subtract(drawn_small, shown.filter(ImageFilter.MaxFilter(3)))
    found = []
    for row in range(small.height):
        line = missing.crop((0, row, small.width, row + 1))
        while (box := line.getbbox()) is not None:
            end = line.crop((box[0], 0, small.width, 1)).tobytes().find(b"\0")
            stop = box[0] + end if end > 0 else small.width
            found.append(Rect(box[0] * across, row * up, stop * across, (row + 1) * up))
            line.paste(0, (0, 0, stop, 1))
    return tuple(found)


def page_occupancy(source: Source, page_index: int) -> Occupancy:
    """The occupancy of one page of an opened original. Raises DamagedError or UnsupportedError."""
    try:
        document = shared(source).document
    except UnsupportedError as error:
        raise DamagedError("The document cannot be opened to draw its pages.") from error
    page = _page(document, page_index)
    try:
        return occupancy(page, source.frame(page_index), longest_side=source.limits.render_side or LONGEST_SIDE)
    finally:
        page.close()


def _page(document: pypdfium2.PdfDocument, page_index: int) -> pypdfium2.PdfPage:
    settle()
    try:
        return document[page_index]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DamagedError(f"Page {page_index + 1} cannot be read to draw it.") from error


def _rendered(page: pypdfium2.PdfPage, frame: PageFrame, longest_side: int) -> tuple[Image.Image, bytearray]:
    """The page as it shows, and the memory that PDFium drew it in, which the picture has no copy of."""
    width, height = page.get_size()
    if width <= 0 or height <= 0 or frame.width <= 0 or frame.height <= 0:
        raise UnsupportedError("The page has no area to draw on.")
    if abs(width * frame.height - height * frame.width) > SIZE_SLACK * height * frame.width:
        raise UnsupportedError(
            f"Two readers see this page in different sizes: {frame.width:.0f} by {frame.height:.0f} points, "
            f"and {width:.0f} by {height:.0f}."
        )
    pixels_wide = min(frame.width * PIXELS_PER_POINT, longest_side, longest_side * frame.width / frame.height)
    pixels = bytearray()

    def bitmap_of(wide: int, high: int, **options: Any) -> pypdfium2.PdfBitmap:
        nonlocal pixels
        pixels = bytearray(4 * wide * high)
        memory = (ctypes.c_ubyte * len(pixels)).from_buffer(pixels)
        return pypdfium2.PdfBitmap.new_native(wide, high, buffer=memory, **options)

    settle()
    try:
        drawn = page.render(
            scale=max(pixels_wide, 1) / width,
            rev_byteorder=True,
            prefer_bgrx=True,
            may_draw_forms=True,
            bitmap_maker=bitmap_of,
        )
        image: Image.Image = drawn.to_pil()
        drawn.close()
    except (pypdfium2.PdfiumError, MemoryError, ValueError, OSError) as error:
        raise UnsupportedError("The page cannot be drawn, so its free space is unknown.") from error
    return image, pixels


def _background(image: Image.Image) -> tuple[int, int, int]:
    """The most common colour of an even sample; of equally common ones the lightest."""
    step = (max(1, image.width // SAMPLE), max(1, image.height // SAMPLE))
    size = (image.width // step[0], image.height // step[1])
    sample = image.resize(size, Image.Resampling.NEAREST).convert("RGB")
    colours: Any = sample.getcolors(FEW_COLOURS) or sample.getcolors(sample.width * sample.height) or [(1, WHITE)]
    _, (red, green, blue) = max(colours)
    return red, green, blue


def _annotation_rects(page: pypdfium2.PdfPage, frame: PageFrame) -> Iterator[Rect]:
    """The annotations' rectangles (ISO 32000-1, 12.5.2) cut to the page; not of pop-ups, which show only when opened."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            corners = pdfium.FS_RECTF()
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_POPUP:
                continue
            if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(corners)):
                continue
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
        user = Rect.of((corners.left, corners.bottom, corners.right, corners.top))
        shown = frame.to_display.rect(user).intersection(frame.bounds)
        if shown and shown.area <= MOSTLY * frame.bounds.area:
            yield shown
