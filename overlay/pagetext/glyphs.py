"""Glyphs as a page draws them, and the repairs that each needs before it can be read: overprints, loose accents."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from overlay.errors import LimitError
from overlay.geometry import Point, Quad

FARTHEST = 1e9
"""Points; the largest page is far below a thousandth of it."""

USUAL_ASCENT, USUAL_DESCENT = 0.8, -0.2
"""Parts of an em, for fonts that do not tell or tell nonsense."""

ASCENTS, DESCENTS = (0.4, 1.4), (-0.7, -0.01)
"""What a font may tell and be believed."""

UNKNOWN = "\ufffd"
"""Stands for a glyph whose letter the file does not tell. No quote holds it, so it never matches."""

INVISIBLE_MODE = 3
"""Text rendering mode that paints nothing (ISO 32000-1, Table 106)."""

OVERPRINT = 0.15
"""In em: how far apart two drawings of one letter may be and count as one bold letter."""

OVERPRINT_ADVANCE = 0.45
"""The same as a part of the letter's advance, so that "ll" in a narrow face stays two letters."""

CELL = 2.0
"""In em: the page is looked over in cells of this size, of which few letters lie near an edge."""

SMALLEST_CELL = 1e-3
"""In points: of letters without size, a page would have more cells than numbers can tell."""

SAME_ANGLE = 3.0
"""Degrees within which baselines belong to one block of text: scans are seldom straighter."""

COMBINING = {
    "`": "\u0300", "\u00b4": "\u0301", "^": "\u0302", "\u02c6": "\u0302", "~": "\u0303", "\u02dc": "\u0303",
    "\u00af": "\u0304", "\u02c9": "\u0304", "\u02d8": "\u0306", "\u02d9": "\u0307", "\u00a8": "\u0308",
    "\u02da": "\u030a", "\u02dd": "\u030b", "\u02c7": "\u030c", "\u00b8": "\u0327", "\u02db": "\u0328",
}  # fmt: skip
"""Spacing accents, as old typesetters draw them over a letter, and what they combine to."""

_LEVEL = (0.0, False)  # the direction of nearly all writing
DOTLESS = {"\u0131": "i", "\u0237": "j"}


class Glyph(NamedTuple):
    """One glyph in user space. A tuple, not a dataclass: a page has thousands, and they are made in the parser's inner loop.

    (x, y) is where it stands on its baseline (for vertical writing, the middle of its top); (ax, ay) leads to where it
    ends; (ex, ey) is one em across the line, upwards (for vertical writing, rightwards). `ascent` and `descent` are
    parts of an em. `mode` is the text rendering mode; `artifact` says that the file itself marks it as one;
    `mcid` is the page's marked-content identifier that it belongs to (ISO 32000-1, 14.7.4.2).
    """

    text: str
    x: float
    y: float
    ax: float
    ay: float
    ex: float
    ey: float
    ascent: float
    descent: float
    vertical: bool
    mode: int
    artifact: bool
    mcid: int | None = None

    @property
    def size(self) -> float:
        """The height of the font as shown, in user space units."""
        return math.hypot(self.ex, self.ey)

    @property
    def quad(self) -> Quad:
        """Along the baseline from origin to advance, across from descent to ascent."""
        x, y, ax, ay, ex, ey = self.x, self.y, self.ax, self.ay, self.ex, self.ey
        if self.vertical:
            left, top = x - ex / 2, y - ey / 2
            right, head = x + ex / 2, y + ey / 2
            return Quad(Point(left, top), Point(right, head), Point(left + ax, top + ay), Point(right + ax, head + ay))
        up, down = self.ascent, self.descent
        left, foot = x + ex * down, y + ey * down
        high, head = x + ex * up, y + ey * up
        return Quad(Point(high, head), Point(high + ax, head + ay), Point(left, foot), Point(left + ax, foot + ay))


class Placed(NamedTuple):
    """A glyph in the frame of its group: `u0` to `u1` along the baseline, `v` across (upwards). `group` counts from 0, largest first."""

    glyph: Glyph
    group: int
    u0: float
    u1: float
    v: float
    size: float


def within_reach(glyph: Glyph) -> bool:
    """False for one so far away, or so large, that nothing can be reckoned with it; it is on no page."""
    _, x, y, ax, ay, ex, ey, *_ = glyph
    return abs(x) + abs(y) + abs(ax) + abs(ay) + abs(ex) + abs(ey) < FARTHEST  # false for what is no number, too


def believed_height(ascent: float, descent: float) -> tuple[float, float]:
    """A font's ascent and descent, in em, or the usual ones."""
    return (
        ascent if ASCENTS[0] <= ascent <= ASCENTS[1] else USUAL_ASCENT,
        descent if DESCENTS[0] <= descent <= DESCENTS[1] else USUAL_DESCENT,
    )


def too_many(most: int) -> LimitError:
    """The error of a page with more characters than the limit."""
    return LimitError(
        f"A page has more than {most:,} characters (limit: characters on a page).",
        remedy="It is hardly a page that anyone reads. Raise the limit with --max-characters if it is.",
    )


def letter(raw: str, width: float) -> str:
    """What a font says a glyph means, made safe: "" for an invisible control character, U+FFFD for what cannot be text."""
    if raw.isascii() and raw.isprintable():
        return raw
    kept = []
    for char in raw:
        if char.isspace():
            kept.append(" " if unicodedata.category(char) == "Cc" else char)
        elif (category := unicodedata.category(char)) == "Cc" or char == "\ufeff":
            # A control character that takes up room is a letter whose name was lost.
            kept.append(UNKNOWN if width else "")
        else:
            kept.append(UNKNOWN if category == "Cs" else char)
    return "".join(kept)


def without_overprints(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs with each letter that is drawn again at (nearly) the same place kept once, the visible one of them."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[int]] = {}
    for glyph in glyphs:
        text, x, y, ax, ay, ex, ey = glyph[:7]
        size = math.hypot(ex, ey) or 1.0
        reach = OVERPRINT_ADVANCE * (math.hypot(ax, ay) or size)
        if reach > OVERPRINT * size:
            reach = OVERPRINT * size
        cell = max(CELL * size, SMALLEST_CELL)
        left, right = round((x - reach) / cell), round((x + reach) / cell)
        foot, head = round((y - reach) / cell), round((y + reach) / cell)
        # An earlier drawing within reach lies in this cell or, seldom, in the next one.
        if left == right and foot == head:
            own = (text, left, foot)
            near = seen.get(own)
        else:
            own = (text, round(x / cell), round(y / cell))
            cells = product({left, right}, {foot, head})
            near = [index for column, row in cells for index in seen.get((text, column, row), ())]
        twin = _twin(glyph, kept, near, reach) if near else None
        if twin is None:
            seen.setdefault(own, []).append(len(kept))
            kept.append(glyph)
        elif kept[twin].mode == INVISIBLE_MODE != glyph.mode:
            kept[twin] = glyph
    return kept


def _twin(glyph: Glyph, kept: Sequence[Glyph], near: Sequence[int], reach: float) -> int | None:
    """Of the earlier drawings of the same letter nearby, by their indexes, the first that is within `reach`."""
    for index in near:
        other = kept[index]
        if abs(other.x - glyph.x) <= reach and abs(other.y - glyph.y) <= reach:
            return index
    return None


def placed(glyphs: Sequence[Glyph]) -> list[Placed]:
    """The glyphs, in the order given, in the frames of their directions of writing."""
    angles = [_angle(glyph) for glyph in glyphs]
    groups = _groups(angles)
    of_key = {key: number for number, (_, keys) in enumerate(groups) for key in keys}
    frames = {}
    for angle, vertical in set(angles):
        group = of_key[(round(angle) % 360, vertical)]
        turn = math.radians(groups[group][0])
        frames[(angle, vertical)] = (group, math.cos(turn), math.sin(turn))
    found = []
    for glyph, direction in zip(glyphs, angles, strict=True):
        group, cos, sin = frames[direction]
        _, x, y, ax, ay, ex, ey = glyph[:7]
        u0 = x * cos + y * sin
        u1 = u0 + ax * cos + ay * sin
        if u1 < u0:
            u0, u1 = u1, u0
        found.append(Placed(glyph, group, u0, u1, y * cos - x * sin, math.hypot(ex, ey)))
    return found


def _angle(glyph: Glyph) -> tuple[float, bool]:
    if glyph.ay == 0 and glyph.ax > 0 and not glyph.vertical:
        return _LEVEL
    if glyph.vertical:
        return math.degrees(math.atan2(-glyph.ex, glyph.ey)) % 360, True
    if glyph.ax or glyph.ay:
        return math.degrees(math.atan2(glyph.ay, glyph.ax)) % 360, False
    return math.degrees(math.atan2(-glyph.ex, glyph.ey)) % 360, False


def _groups(angles: Sequence[tuple[float, bool]]) -> list[tuple[float, list[tuple[int, bool]]]]:
    """Directions of writing, commonest first: the exact angle of each and the rounded angles that count as it."""
    exact = Counter(angles)
    rounded: Counter[tuple[int, bool]] = Counter()
    for (angle, vertical), times in exact.items():
        rounded[(round(angle) % 360, vertical)] += times
    groups: list[tuple[float, bool, list[tuple[int, bool]]]] = []
    for key, _ in sorted(rounded.items(), key=lambda item: (-item[1], item[0])):
        for angle, vertical, keys in groups:
            if vertical == key[1] and abs((key[0] - angle + 180) % 360 - 180) <= SAME_ANGLE:
                keys.append(key)
                break
        else:
            own = [
                (times, angle) for (angle, vertical), times in exact.items() if (round(angle) % 360, vertical) == key
            ]
            groups.append((max(own)[1], key[1], [key]))
    return [(angle, keys) for angle, _, keys in groups]


def with_marks_joined(items: Sequence[Placed]) -> list[Placed]:
    """The glyphs with every accent that is drawn by itself, over the letter before or after it, made one with that letter."""
    if not any(map(_is_mark, {item.glyph.text for item in items})):
        return list(items)
    joined: list[Placed] = []
    held: list[Placed] = []  # accents drawn before their letter
    for index, item in enumerate(items):
        if _is_mark(item.glyph.text):
            after = items[index + 1] if index + 1 < len(items) else None
            before = joined[-1] if joined and not held else None
            if before is not None and _is_over(item, before) and not _belongs_to_next(item, before, after):
                joined[-1] = _joined(before, item)
            else:
                held.append(item)
            continue
        for mark in held:
            if _is_over(mark, item):
                item = _joined(item, mark)
            else:
                joined.append(mark)
        held = []
        joined.append(item)
    return joined + held


def _is_mark(text: str) -> bool:
    # Thai vowel signs have no combining class, but are marks all the same.
    return len(text) == 1 and (text in COMBINING or unicodedata.category(text) == "Mn")


def _belongs_to_next(mark: Placed, before: Placed, after: Placed | None) -> bool:
    """Right-to-left text drawn from the left has each mark before its letter, at the border of the two."""
    if after is None or after.u0 < before.u1 - 0.1 * before.size or not _is_over(mark, after):
        return False
    return unicodedata.bidirectional(after.glyph.text[:1] or " ") in ("R", "AL") and not (
        before.u0 < (mark.u0 + mark.u1) / 2 < before.u1 - 0.1 * before.size
    )


def _is_over(mark: Placed, base: Placed) -> bool:
    if mark.group != base.group or abs(mark.v - base.v) > base.size or _is_mark(base.glyph.text):
        return False
    last = base.glyph.text[-1:]
    if not last.isalpha() and not _is_mark(last):
        return False
    middle, slack = (mark.u0 + mark.u1) / 2, 0.1 * base.size
    if unicodedata.category(mark.glyph.text) == "Mn":
        return base.u0 - slack <= middle <= base.u1 + slack
    return base.u0 < middle < base.u1


def _joined(base: Placed, mark: Placed) -> Placed:
    letter_ = DOTLESS.get(base.glyph.text, base.glyph.text)
    text = unicodedata.normalize("NFC", letter_ + COMBINING.get(mark.glyph.text, mark.glyph.text))
    return base._replace(glyph=base.glyph._replace(text=text))
