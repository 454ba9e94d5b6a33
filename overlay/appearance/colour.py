"""Colours of the style: parsed, mixed, and refused where a reader could not tell text from what is behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from overlay.erratum import Style
from overlay.errors import UnsupportedError

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text of ordinary size
MUTED_CONTRAST = 5.5  # the attribution is smaller than the text, so it keeps more than the least
MUTED_STEPS = (0.45, 0.35, 0.25, 0.15, 0.0)  # shares of box colour mixed into the text colour, palest first
SHADES = 20  # steps from a colour to white or black
BORDER_SHARE = 0.55  # of box colour mixed into the mark colour for the hairline round a note

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in sRGB, each part from 0 to 1."""

    red: float
    green: float
    blue: float

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 for black to 1 for white (WCAG 2.2)."""
        red, green, blue = (_linear(part) for part in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def mixed(self, other: Colour, share: float) -> Colour:
        """This colour with `share` (0 to 1) of the other in it, rounded to what eight bits can hold."""
        return Colour(
            *(
                round(255 * (mine * (1 - share) + theirs * share)) / 255
                for mine, theirs in zip(self.parts, other.parts, strict=True)
            )
        )

    @property
    def parts(self) -> tuple[float, float, float]:
        return (self.red, self.green, self.blue)


WHITE, BLACK = Colour(1.0, 1.0, 1.0), Colour(0.0, 0.0, 0.0)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def parsed(text: str) -> Colour:
    """The colour written as "#rrggbb". Raises UnsupportedError for anything else."""
    if not _HEX.fullmatch(text):
        raise UnsupportedError(f"{text!r} is not a colour.", remedy='Write a colour as "#rrggbb", such as "#b00020".')
    red, green, blue = (int(text[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return Colour(red, green, blue)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def seen_on(colour: Colour, ground: Colour) -> Colour:
    """The colour itself where it has 4.5:1 on `ground`, else the nearest lighter or darker shade of it that has.

    There always is one: on any ground either white or black has 4.58:1 at least.
    """
    for step in range(SHADES + 1):
        shades = [colour.mixed(end, step / SHADES) for end in (WHITE, BLACK)]
        best = max(shades, key=lambda shade: contrast(shade, ground))
        if contrast(best, ground) >= LEAST_CONTRAST:
            return best
    return max((WHITE, BLACK), key=lambda end: contrast(end, ground))


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours in use. `muted` is the attribution's, `border` that of the hairline round a note."""

    mark: Colour
    text: Colour
    box: Colour
    muted: Colour
    border: Colour


def palette(style: Style) -> Palette:
    """The style's colours. Raises UnsupportedError, naming the pair, where text would have less than 4.5:1."""
    mark, text, box = parsed(style.mark_colour), parsed(style.text_colour), parsed(style.box_colour)
    _readable(("text_colour", style.text_colour, text), ("box_colour", style.box_colour, box))
    _readable(("mark_colour", style.mark_colour, mark), ("box_colour", style.box_colour, box))
    _readable(("text_colour", style.text_colour, text), ("the white of the page", "#ffffff", WHITE))
    _readable(("mark_colour", style.mark_colour, mark), ("the white of the page", "#ffffff", WHITE))
    mixes = (text.mixed(box, share) for share in MUTED_STEPS)
    muted = next((mix for mix in mixes if min(contrast(mix, box), contrast(mix, WHITE)) >= MUTED_CONTRAST), text)
    return Palette(mark, text, box, muted, mark.mixed(box, BORDER_SHARE))


def _readable(ink: tuple[str, str, Colour], ground: tuple[str, str, Colour]) -> None:
    ratio = contrast(ink[2], ground[2])
    if ratio < LEAST_CONTRAST:
        raise UnsupportedError(
            f"{ink[0]} {ink[1]} on {ground[0]} {ground[1]} has a contrast of {ratio:.1f} to 1; "
            f"text needs {LEAST_CONTRAST} to 1 to be read.",
            remedy="Choose a darker colour for the text or a lighter one for the box in the style block.",
        )
