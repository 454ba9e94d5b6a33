"""What two pictures of a page tell: colours alone count, not the byte that a renderer has to spare in each pixel."""

from __future__ import annotations

import pytest
from PIL import Image

from overlay.geometry import PageFrame, Rect
from overlay.verify.pictures import Sheet

FRAME = PageFrame(Rect(0, 0, 20, 20), Rect(0, 0, 20, 20), 0)
BOX = Rect(5, 5, 10, 10)


def sheet(colour: tuple[int, ...], mode: str) -> Sheet:
    """White paper before, and after it a pixel of a colour in the box."""
    before = Image.new(mode, (20, 20), (255,) * len(colour))
    after = before.copy()
    after.putpixel((7, 12), colour)
    return Sheet(before, after, FRAME)


@pytest.mark.parametrize(
    ("colour", "mode", "changed"),
    [
        ((255, 255, 0), "RGB", True),
        ((255, 255, 0, 255), "RGBX", True),
        ((255, 255, 255, 0), "RGBX", False),
        ((255, 255, 255), "RGB", False),
    ],
)
def test_a_change_is_one_of_colour(colour: tuple[int, ...], mode: str, changed: bool) -> None:
    seen = sheet(colour, mode)
    assert seen.changed_inside(BOX) is changed
    assert seen.changed_outside([]) is changed
    assert not seen.changed_outside([BOX])
