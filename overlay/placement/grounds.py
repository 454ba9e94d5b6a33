"""Tinted ground: what lies behind words that stand on another colour than the page's.

Whether a flat fill is ink or ground depends on whose note it is. Behind the words themselves, it is ground as paper is:

* its colour is that of at least RING_SHARE of a thin ring around the words;
* to it belong all cells of this colour that are joined to that ring by cells of this colour;
* whatever differs is ink: letters, rules, pictures, shades, and the fill's own edge, on both sides of it. So what
  stands on such ground stands on it wholly; nothing lies across its edge;
* the rectangles of annotations and form fields, and whatever has been placed, stay taken.

For the notes of other words the same fill is ink. Where a photograph or a shade lies behind the words, there is no one
colour around them, and all of it is ink.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap, span
from overlay.placement.flooding import Joined
from overlay.placement.notes import Wanted
from overlay.placement.occupancy import TOLERANCE, Occupancy, ink_on, pixels_of

RING = 1.5  # points around the words that are looked at
RING_SHARE = 0.6  # of the ring: neighbouring letters on the same line, and rules close by, take the rest

Colour = tuple[int, int, int]
_Ring = dict[int, int]  # the columns of the ring around words, as bits, by row


@dataclass(frozen=True, slots=True)
class _Fill:
    """A flat area: its cells, a row of bits each, in one colour."""

    colour: Colour
    cells: tuple[int, ...]


def tinted(occupancy: Occupancy, notes: Sequence[Wanted]) -> dict[str, Occupancy]:
    """By key, for the notes whose words all stand on one tinted ground: the page as it is free to them."""
    found: dict[str, Occupancy] = {}
    fills: dict[_Fill, Occupancy] = {}
    for note in notes:
        colour = _colour_behind(occupancy, note.targets)
        if colour is None:
            continue
        rings = [_ring(occupancy.fine, target) for target in note.targets]
        fill = next((each for each in fills if each.colour == colour and _meets(each.cells, rings)), None)
        if fill is None:
            fill = _fill(occupancy, colour, rings)
            fills[fill] = _opened(occupancy, fill)
        found[note.key] = fills[fill]
    return found


def opened(occupancy: Occupancy, targets: Sequence[Rect]) -> Occupancy | None:
    """The page as it is free to what belongs to the words in `targets`; None where they stand on no tinted ground."""
    colour = _colour_behind(occupancy, targets)
    if colour is None:
        return None
    return _opened(occupancy, _fill(occupancy, colour, [_ring(occupancy.fine, target) for target in targets]))


def _colour_behind(occupancy: Occupancy, targets: Sequence[Rect]) -> Colour | None:
    """The one colour around all of the words; None where there is none, or where it is the page's own."""
    colours = [_ring_colour(occupancy, target) for target in targets]
    first = colours[0]
    if first is None or _alike(first, occupancy.background):
        return None
    return first if all(colour and _alike(colour, first) for colour in colours) else None


def _ring_colour(occupancy: Occupancy, target: Rect) -> Colour | None:
    counted = occupancy.colours(target.grown(RING))
    counted.subtract(occupancy.colours(target))
    if counted.total() <= 0:
        return None
    commonest = max(counted, key=lambda colour: (counted[colour], colour))
    alike = sum(count for colour, count in counted.items() if _alike(colour, commonest))
    return commonest if alike >= RING_SHARE * counted.total() else None


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= TOLERANCE for a, b in zip(one, other, strict=True))


def _ring(fine: Bitmap, target: Rect) -> _Ring:
    x0, y0, x1, y1 = fine.cells(target.grown(RING))
    inner = fine.cells(target)
    within = span(inner[0], inner[2])
    return {y: span(x0, x1) & ~(within if inner[1] <= y < inner[3] else 0) for y in range(y0, y1)}


def _meets(cells: Sequence[int], rings: Sequence[_Ring]) -> bool:
    """Whether each ring has cells of the fill."""
    return all(any(cells[y] & mask for y, mask in ring.items()) for ring in rings)


def _fill(occupancy: Occupancy, colour: Colour, rings: Sequence[_Ring]) -> _Fill:
    """All cells of the colour that are joined to the words' rings."""
    fine = occupancy.fine
    assert occupancy.picture is not None  # a colour was read from it
    other = ink_on(pixels_of(occupancy.picture), colour, width=fine.columns, cell=(fine.cell_x, fine.cell_y)).with_ink(
        occupancy.taken
    )
    free = [~row & fine.full for row in other.rows]
    seeds = [0] * len(free)
    for ring in rings:
        for y, mask in ring.items():
            seeds[y] |= free[y] & mask
    return _Fill(colour, tuple(Joined(free, seeds).all()))


def _opened(occupancy: Occupancy, fill: _Fill) -> Occupancy:
    """The page with the fill's cells free, and the paper that they border on inked."""
    fine = occupancy.fine
    reach = replace(fine, rows=fill.cells).thickened(min(fine.cell_x, fine.cell_y)).rows
    rows = tuple(
        (ink | near) & ~cells & fine.full for ink, near, cells in zip(fine.rows, reach, fill.cells, strict=True)
    )
    finer = replace(fine, rows=rows)
    return replace(occupancy, fine=finer, coarse=finer.halved().with_ink(occupancy.taken))
