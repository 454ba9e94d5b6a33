"""Flat ground of one colour behind marked words: a tinted cell, a panel. What stands on it covers nothing of the original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, ImageChops, ImageFilter

from overlay.geometry import Rect
from overlay.verify.pictures import Sheet

ALIKE = 10
"""Of 255, in any colour: what a flat fill differs by in itself."""

LEAST_SHARE = 0.5
"""Of the thin ring around words, in one colour: less is no ground, but a picture or a shade."""

RING = 1.5
"""Points."""

EDGE = 3
"""Pixels across: a flat pixel's neighbours are of its colour too, so that no letter, rule or edge of the fill is flat."""


def but_for_ground(sheet: Sheet, words: Sequence[Rect]) -> Sheet:
    """The page, its copy as if nothing had been drawn on the flat ground that these words (in display space) stand on.

    An area of the same colour that is flat counts, wherever it is: what is drawn within it hides no edge of anything.
    """
    colours = {colour for box in words if (colour := _colour_around(sheet, box)) is not None}
    after = sheet.after
    for colour in sorted(colours):
        after = Image.composite(sheet.before, after, _flat(sheet.before, colour))
    return replace(sheet, after=after)


def _flat(picture: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    red, green, blue = ImageChops.difference(picture, Image.new("RGB", picture.size, colour)).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return strongest.point([255 if value <= ALIKE else 0 for value in range(256)]).filter(ImageFilter.MinFilter(EDGE))


def _colour_around(sheet: Sheet, box: Rect) -> tuple[int, int, int] | None:
    """The colour that most of a thin ring around the box has; None where none has."""
    left, top, right, bottom = sheet.pixels(box.grown(RING), margin=0)
    inner = sheet.pixels(box, margin=0)
    ring = [
        (x, y)
        for y in range(top, bottom)
        for x in range(left, right)
        if not (inner[0] <= x < inner[2] and inner[1] <= y < inner[3])
    ]
    seen = Counter(pixel for place in ring if isinstance(pixel := sheet.before.getpixel(place), tuple))
    if not seen:
        return None
    best = max(seen, key=lambda colour: (seen[colour], colour))
    alike = sum(count for colour, count in seen.items() if _distance(colour, best) <= ALIKE)
    red, green, blue = best
    return (red, green, blue) if alike >= LEAST_SHARE * seen.total() else None


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
