"""Whether a reader of the page can see the words that were found.

Words are visible if and only if the picture changes when they are taken away. So the page is rendered around them as
it is and without the text objects that draw them; where the two pictures are one, cheap tests name the cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from overlay.errors import UnsupportedError
from overlay.geometry import PageFrame, Rect
from overlay.quote.folding import skeleton
from overlay.screen.document import Shared, shared
from overlay.screen.page_objects import PageObject, address, show
from overlay.screen.window import CELLS_SEEN, Picture, Window
from overlay.source import Source

if TYPE_CHECKING:
    from overlay.anchor.answers import Stretch

LATIN = 0x24F
"""The last of the code points that Latin letters with marks have."""

LEAST_SHARED = 3
"""Letters at an end that tell a part of some words from other words; one letter is shared by chance."""

INSIDE = 0.5
"""Part of a stretch that must lie on the visible page."""


class Cause(StrEnum):
    """Why words that are in the file do not show."""

    OUTSIDE = "they lie outside the visible part of the page"
    INVISIBLE = "they are drawn invisibly (text rendering mode 3)"
    LAYER_OFF = "they belong to a layer that is switched off"
    COVERED = "something is drawn over them"
    SAME_COLOUR = "they are drawn in the colour of what lies beneath them"
    NO_INK = "they leave no mark on the page"
    NO_FONT = "the document does not bring their font along, and there is none for them here"
    SCAN = "they show as a picture; the scan's text layer told where"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why some words do not show as text. `words`: those of the first stretch that does not, as found."""

    cause: Cause
    words: str

    @property
    def is_readable(self) -> bool:
        """True for a scanned page: its text layer does not show, but the picture beneath it does. A remark, no refusal."""
        return self.cause is Cause.SCAN


def hidden(source: Source, stretches: Iterable[Stretch]) -> Hidden | None:
    """None where all of the words show as text; else why not, of the first stretch that does not (a scan's last of all).

    The page is judged as viewers open it: layers in their default state, annotations drawn. Raises UnsupportedError
    where PDFium cannot open the document.
    """
    by_page: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        by_page.setdefault(stretch.page_index, []).append(stretch)
    scanned: Hidden | None = None
    document = shared(source)
    for page_index in sorted(by_page):
        for stretch in by_page[page_index]:
            found = _judged(document, source.frame(page_index), stretch)
            if found is not None and not found.is_readable:
                return found
            scanned = scanned or found
    return scanned


def others_show(source: Source, stretch: Stretch) -> bool:
    """Whether letters of other words can be seen where these words stand, or might: False where what else is drawn there is
    beneath something. Raises UnsupportedError where PDFium cannot open the document."""
    document = shared(source)
    try:
        opened = document.page(stretch.page_index)
        window = Window(opened, source.frame(stretch.page_index), stretch)
    except (pdfium.PdfiumError, IndexError) as error:
        raise UnsupportedError("The second reader (PDFium) cannot open the page.") from error
    wanted = skeleton(stretch.text)
    others = [
        each
        for each in _near(opened.objects, stretch)
        if not _shares(skeleton(window.text_of(each.raw)), wanted, least=LEAST_SHARED)
    ]
    if not others:
        return True  # one text object draws both
    whole = window.picture()
    try:
        show(others, on=False)
        return bool(window.touched(whole, window.picture()))
    finally:
        document.forget(stretch.page_index)


def _judged(document: Shared, frame: PageFrame, stretch: Stretch) -> Hidden | None:
    bounds = stretch.quad.bounds
    shown = bounds.intersection(frame.crop_box)
    if bounds.area and (shown is None or shown.area < INSIDE * bounds.area):
        return Hidden(Cause.OUTSIDE, stretch.text)
    try:
        opened = document.page(stretch.page_index)
        window = Window(opened, frame, stretch)
    except (pdfium.PdfiumError, IndexError) as error:
        raise UnsupportedError("The second reader (PDFium) cannot open the page.") from error
    words = _drawing(opened.objects, stretch, window.text_of)
    if not words:
        return (
            None
            if window.has_ink(window.picture())
            else Hidden(_without_ink(opened.objects, stretch.text), stretch.text)
        )
    whole = window.picture()
    try:
        show(words, on=False)
        without = window.picture()
        if window.differs(whole, without):
            show(words, on=True)
            return None
    except UnsupportedError:
        document.forget(stretch.page_index)
        raise
    try:
        if _shows_in_parts(window, opened.objects, words, window.touched(whole, without)):
            return None
        cause = _cause(window, opened.objects, words, without)
        return Hidden(_without_ink(words, stretch.text) if cause is Cause.NO_INK else cause, stretch.text)
    finally:
        document.forget(stretch.page_index)  # objects were switched off and coloured


def _shows_in_parts(
    window: Window, objects: Sequence[PageObject], words: Sequence[PageObject], seen: frozenset[int]
) -> bool:
    """Whether what shows is most of what there is: words set far apart leave much of their length empty."""
    if not seen:
        return False
    others = [each for each in objects if not each.is_form]
    show(others, on=False)
    empty = window.picture(annotations=False)
    show(words, on=True)
    drawn = window.touched(empty, window.picture(annotations=False))
    show(others, on=True)
    show(words, on=False)
    return len(seen & drawn) >= CELLS_SEEN * max(len(drawn), 1)


def _cause(window: Window, objects: Sequence[PageObject], words: Sequence[PageObject], without: Picture) -> Cause:
    """Why the words make no difference, all of them being switched off at the start."""
    invisible = all(pdfium_c.FPDFTextObj_GetTextRenderMode(each.raw) in (3, 7) for each in words)
    pictured = window.has_ink(without)
    if invisible:
        return Cause.SCAN if pictured else Cause.INVISIBLE
    chosen = {id(each) for each in words}
    last = max(index for index, each in enumerate(objects) if id(each) in chosen)
    later = [each for each in objects[last + 1 :] if not each.is_form]
    show(later, on=False)
    beneath = window.picture(annotations=False)
    show(words, on=True)
    if window.touched(beneath, window.picture(annotations=False)):
        return Cause.SCAN if pictured and any(window.is_scan(each) for each in later) else Cause.COVERED
    for each in words:
        pdfium_c.FPDFPageObj_SetFillColor(each.raw, 255, 0, 255, 255)
    if window.touched(beneath, window.picture(annotations=False)):
        return Cause.SAME_COLOUR
    return Cause.LAYER_OFF if any(each.in_layer for each in words) else Cause.NO_INK


def _without_ink(objects: Sequence[PageObject], text: str) -> Cause:
    """Why nothing shows at all: PDFium has letters of its own for Latin words alone."""
    latin = all(ord(char) <= LATIN for char in text if char.isalnum())
    return Cause.NO_INK if latin or all(_has_font(each) for each in objects if each.is_text) else Cause.NO_FONT


def _has_font(each: PageObject) -> bool:
    """Whether the document brings along the font of a text object."""
    return bool(pdfium_c.FPDFFont_GetIsEmbedded(pdfium_c.FPDFTextObj_GetFont(each.raw)) == 1)


def _drawing(objects: Sequence[PageObject], stretch: Stretch, text_of: Any) -> list[PageObject]:
    """The text objects that draw the stretch's words: those at its place which share letters with it."""
    near = [(each, text_of(each.raw)) for each in _near(objects, stretch)]
    wanted = skeleton(stretch.text)
    sharing = [each for each, text in near if _shares(skeleton(text), wanted)]
    again = [each for each, text in near if not text and any(_is_drawn_again(each, other) for other in sharing)]
    return [*sharing, *again] or [each for each, _ in near]


def _is_drawn_again(each: PageObject, other: PageObject) -> bool:
    """Whether a text object of which PDFium tells no text draws another's once more, as for a rim or a shadow: of text drawn
    twice at one place it tells one."""
    fonts = [address(pdfium_c.FPDFTextObj_GetFont(one.raw)) for one in (each, other)]
    return fonts[0] == fonts[1] and each.box is not None and other.box is not None and each.box.overlaps(other.box)


def _near(objects: Sequence[PageObject], stretch: Stretch) -> list[PageObject]:
    """The text objects at the place of the words."""
    middle = _middle(stretch.quad.bounds)
    return [each for each in objects if each.is_text and each.box is not None and _touches(each.box, middle)]


def _middle(target: Rect) -> Rect:
    """The part of the words' place that the neighbouring lines stay out of."""
    core = Rect(target.x0, target.y0 + 0.2 * target.height, target.x1, target.y1 - 0.2 * target.height)
    if target.height > target.width:
        core = Rect(target.x0 + 0.2 * target.width, target.y0, target.x1 - 0.2 * target.width, target.y1)
    return core.grown(0.1)


def _touches(box: Rect, middle: Rect) -> bool:
    """Whether a text object's box overlaps the middle of the words."""
    return box.grown(0.5).overlaps(middle)  # the box of a space is empty, and that of a dash flat


def _shares(drawn: str, wanted: str, *, least: int = 1) -> bool:
    """Whether one holds the other, or begins with at least so many letters that the other ends with."""
    if not drawn or not wanted:
        return False
    if drawn in wanted or wanted in drawn:
        return True
    ends = range(least, min(len(drawn), len(wanted)) + 1)
    return any(drawn.endswith(wanted[:end]) or drawn.startswith(wanted[-end:]) for end in ends)
