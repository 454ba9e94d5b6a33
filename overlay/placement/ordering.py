"""Notes that stand side by side, or one above the other, are put in the order of their words, where they can change places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from overlay.geometry import Rect
from overlay.placement.bitmap import Bitmap
from overlay.placement.freespots import Spot, spot_cost
from overlay.placement.surroundings import CLEARANCE, EDGES, Surroundings

NEARLY_LEVEL = 20.0  # points by which the tops of neighbours may differ and still be brought level
FAR = 150.0  # points above or below the words
WORTH = 40.0  # what keeping the order may cost, by the measure of `freespots`


def in_order(
    spots: Mapping[str, Spot], around: Mapping[str, Surroundings], bare: Callable[[Sequence[Rect]], Bitmap]
) -> dict[str, Spot]:
    """The spots, with neighbours exchanged where the later words' note came to stand first, and level tops beside each other.

    Words of a column further right come later however high they stand, so such a pair has no order to be kept here.

    `bare` gives the page's ink and these boxes on it.
    """
    found = dict(spots)
    keys = sorted(found, key=lambda key: (-around[key].line.y1, around[key].line.x0, key))
    for first, second in combinations(keys, 2):
        if around[first].left >= around[second].right:
            continue
        a, b = found[first].box, found[second].box
        if _side_by_side(a, b) and a.x0 > b.x0:
            ways = _exchanged(a, b)
        elif a.x0 < b.x1 and b.x0 < a.x1 and a.y1 <= b.y0:
            ways = _restacked(a, b)
        else:
            continue
        others = bare([spot.box for key, spot in found.items() if key not in (first, second)])
        for boxes in ways:
            if all(others.is_free(box.grown(CLEARANCE)) for box in boxes) and _is_worth_it(
                (found[first].box, found[second].box), boxes, (around[first], around[second])
            ):
                found[first] = replace(found[first], box=boxes[0])
                found[second] = replace(found[second], box=boxes[1])
                break
    return _level_with_neighbours(found, bare)


def _level_with_neighbours(spots: dict[str, Spot], bare: Callable[[Sequence[Rect]], Bitmap]) -> dict[str, Spot]:
    """The spots, with tops brought level where two notes stand side by side at nearly the same height."""
    found = dict(spots)
    for first, second in combinations(sorted(found), 2):
        a, b = found[first].box, found[second].box
        if (
            a.y1 == b.y1
            or abs(a.y1 - b.y1) > NEARLY_LEVEL
            or not _side_by_side(a, b)
            or abs(a.centre.x - b.centre.x) < 1
        ):
            continue
        upper, lower = (first, second) if a.y1 > b.y1 else (second, first)
        others = bare([spot.box for key, spot in found.items() if key not in (first, second)])
        for key, top in ((upper, found[lower].box.y1), (lower, found[upper].box.y1)):
            moved = found[key].box.moved(0.0, top - found[key].box.y1)
            if moved.y0 >= EDGES[1] and others.is_free(moved.grown(CLEARANCE)):
                found[key] = replace(found[key], box=moved)
                break
    return found


def _side_by_side(a: Rect, b: Rect) -> bool:
    return a.y0 < b.y1 and b.y0 < a.y1


def _exchanged(right: Rect, left: Rect) -> Iterator[tuple[Rect, Rect]]:
    """The right box where the left one was and the other way about: tops level, feet level, or each at its own height."""
    x_left, x_right = left.x0, right.x1 - left.width
    if x_left + right.width + CLEARANCE > x_right:
        return
    for new_top, old_top in (
        (left.y1, right.y1),
        (left.y0 + right.height, right.y0 + left.height),
        (right.y1, left.y1),
    ):
        yield (
            Rect(x_left, new_top - right.height, x_left + right.width, new_top),
            Rect(x_right, old_top - left.height, x_right + left.width, old_top),
        )


def _restacked(lower: Rect, upper: Rect) -> Iterator[tuple[Rect, Rect]]:
    """The lower box at the upper one's top and the other way about: at the left edges that they change, or keep."""
    for x_lower, x_upper in (
        (upper.x0, lower.x0),
        (lower.x0, upper.x0),
        (upper.x1 - lower.width, lower.x1 - upper.width),
    ):
        yield (
            Rect(x_lower, upper.y1 - lower.height, x_lower + lower.width, upper.y1),
            Rect(x_upper, lower.y0, x_upper + upper.width, lower.y0 + upper.height),
        )


def _is_worth_it(
    before: tuple[Rect, Rect], after: tuple[Rect, Rect], around: tuple[Surroundings, Surroundings]
) -> bool:
    old = sum(spot_cost(box, words) for box, words in zip(before, around, strict=True))
    new = sum(spot_cost(box, words) for box, words in zip(after, around, strict=True))
    # Far from the words, at the foot of a page, a reader goes through the notes as through footnotes.
    both_far = all(_apart(box, words) > FAR for box, words in zip(before, around, strict=True))
    return both_far or new <= old + WORTH


def _apart(box: Rect, around: Surroundings) -> float:
    return max(box.y0 - around.words.y1, around.words.y0 - box.y1)
