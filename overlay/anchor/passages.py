"""A stretch of text to search, one page or several run together, each character with its way back to the print."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain, groupby, repeat

from overlay.anchor.answers import Stretch
from overlay.geometry import Point, Quad
from overlay.pagetext import Char, PageText
from overlay.quote.folding import skeleton

# Characters of one line whose baselines differ by more (degrees) do not share a quad.
_SAME_ANGLE = 2.0
# Of a line's height: how much its foot may rise or fall from end to end for it to be level, and how far the feet of single
# characters may be from a straight line.
_LEVEL = 0.4
_STRAIGHT = 0.2
# Of a line's length, up or down.
_STEEPEST = 0.1
_NUMBERS = re.compile(r"\d+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Reading(Enum):
    """What of a page is read, in the order in which it is tried."""

    BODY = "without running header, footer and page number"
    BODY_WITHOUT_NOTES = "without note marks either"
    ALL = "everything"
    BODY_WITHOUT_REPEATED = "without the lines that many pages have"


@dataclass(frozen=True)
class Passage:
    """`origin[i]` says which page (index into `pages`) and which place in its text `text[i]` comes from; None for a page break."""

    text: str
    pages: tuple[PageText, ...]
    origin: tuple[tuple[int, int] | None, ...]

    def printed(self, start: int, end: int) -> list[tuple[int, Char]]:
        """The characters printed in `text[start:end]`, spaces aside, each once, with the index of its page in the document."""
        found: list[tuple[int, Char]] = []
        for origin in self.origin[start:end]:
            if origin is None:
                continue
            page = self.pages[origin[0]]
            char = page.chars[origin[1]]
            if char is not None and char.text.strip() and not (found and found[-1][1] is char):
                found.append((page.page_index, char))
        return found

    @cached_property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """The ranges of the text that stand on one printed line, each as far as the text keeps to it."""
        return tuple(self._ranges())

    def _ranges(self) -> Iterator[tuple[int, int]]:
        start, line = 0, None
        for place, origin in enumerate(self.origin):
            char = self.pages[origin[0]].chars[origin[1]] if origin is not None else None
            if char is not None and char.line != line:
                if line is not None:
                    yield start, place
                start, line = place, char.line
        yield start, len(self.text)

    def line_of(self, page_index: int, line: int) -> Sequence[tuple[Char, Point]]:
        """The characters that a page of the document has on a printed line, each once, with their centres."""
        key = (page_index, line)
        if key not in self._centred:
            self._centred[key] = [(char, char.quad.centre) for char in self._lines.get(key, ())]
        return self._centred[key]

    @cached_property
    def _centred(self) -> dict[tuple[int, int], list[tuple[Char, Point]]]:
        return {}

    @cached_property
    def _lines(self) -> dict[tuple[int, int], list[Char]]:
        found: dict[tuple[int, int], list[Char]] = {}
        for page in self.pages:
            before: Char | None = None
            for char in page.chars:
                if char is not None and char is not before:
                    found.setdefault((page.page_index, char.line), []).append(char)
                before = char
        return found

    def page_indexes(self, start: int, end: int) -> tuple[int, ...]:
        """The pages of the document that `text[start:end]` comes from."""
        numbers = {origin[0] for origin in self.origin[start:end] if origin is not None}
        return tuple(sorted(self.pages[number].page_index for number in numbers))


def passage(pages: Sequence[PageText], reading: Reading, *, left_out: Sequence[frozenset[int]] = ()) -> Passage:
    """The pages run together. `left_out`: for each page, the printed lines (`Char.line`) that are not read."""
    text: list[str] = []
    origin: list[tuple[int, int] | None] = []
    for number, page in enumerate(pages):
        if number:
            text.append("\n")
            origin.append(None)
        skipped = left_out[number] if left_out else frozenset()
        places, read = _read(page, reading, skipped)
        text.append(read)
        origin.extend(zip(repeat(number), places))
    return Passage("".join(text), tuple(pages), tuple(origin))


def _read(page: PageText, reading: Reading, left_out: frozenset[int]) -> tuple[Sequence[int], str]:
    """What is read of a page's text, and the place in it of each character."""
    chars, everything = page.chars, reading is Reading.ALL
    if not any(
        char and (char.superscript or char.line in left_out or (char.artifact and not everything)) for char in chars
    ):
        return range(len(page.text)), page.text
    places: list[int] = []
    read: list[str] = []
    before = ""
    exponent = within_run = False
    for place, (character, char) in enumerate(zip(page.text, chars, strict=True)):
        if char is not None and (char.line in left_out or (char.artifact and not everything)):
            continue
        raised = char is not None and char.superscript
        if raised and not within_run:
            exponent = before.isdigit()
        within_run = raised
        if raised and exponent:
            # Print does not tell 10² from a note to 10: neither is 102.
            character = character.translate(_RAISED)
        elif raised and reading is Reading.BODY_WITHOUT_NOTES:
            continue
        places.append(place)
        read.append(character)
        before = character
    return places, "".join(read)


def line_pattern(line: str) -> str:
    """A line folded, with its numbers struck out, so that "Page 8" is "Page 9"."""
    return skeleton(_NUMBERS.sub("#", line))


def printed_lines(page: PageText) -> Iterator[tuple[int, str]]:
    """Each printed line's number (`Char.line`) and text."""
    texts: dict[int, list[str]] = {}
    last: int | None = None
    for character, char in zip(page.text, page.chars, strict=True):
        last = char.line if char is not None else None if character == "\n" else last
        if last is not None:
            texts.setdefault(last, []).append(character)
    yield from ((line, "".join(text)) for line, text in texts.items())


def has_notes(page: PageText) -> bool:
    """True where leaving out note marks makes a difference."""
    return any(char is not None and char.superscript for char in page.chars)


def has_artifacts(page: PageText) -> bool:
    """True where the page's running header and footer are known as such."""
    return any(char is not None and char.artifact for char in page.chars)


def stretches(found: Passage, start: int, end: int, *, solid: bool = False) -> tuple[Stretch, ...]:
    """The stretches of `text[start:end]`, one for each printed line, in reading order.

    A line gives more than one where what was found does not stand together in print, as in mixed directions of writing.
    With `solid`, dashes and quotation marks do not count: what another reader of the page can be compared in.
    """
    printed = [one for one in found.printed(start, end) if not solid or skeleton(one[1].text)]
    made: list[Stretch] = []
    for (page_index, _), group in groupby(printed, key=lambda one: (one[0], one[1].line)):
        chars = [char for _, char in group]
        number = next(number for number, page in enumerate(found.pages) if page.page_index == page_index)
        places = [origin[1] for origin in found.origin[start:end] if origin is not None and origin[0] == number]
        for run in _runs(chars, found.line_of(page_index, chars[0].line)):
            made.append(Stretch(page_index, merged(run), _text_of(run, found.pages[number], places), run[-1].mcid))
    return tuple(made)


def _runs(chars: list[Char], line: Sequence[tuple[Char, Point]]) -> Iterator[list[Char]]:
    """The characters of one line in groups that stand side by side with no other of the line between them."""
    along = _direction(chars[0].quad)
    own = {id(char) for char in chars}
    ordered = [char for char, _ in sorted(line, key=lambda one: _along(one[1], along))]
    by_run: list[list[Char]] = [[]]
    for char in ordered:
        if id(char) not in own:
            if by_run[-1] and skeleton(char.text):
                by_run.append([])
        elif by_run[-1] and _turned(by_run[-1][-1].quad, char.quad):
            by_run.append([char])
        else:
            by_run[-1].append(char)
    place = {id(char): number for number, char in enumerate(chars)}
    runs = [sorted(run, key=lambda char: place[id(char)]) for run in by_run if run]
    yield from sorted(runs, key=lambda run: place[id(run[0])])


def _text_of(run: list[Char], page: PageText, among: Sequence[int]) -> str:
    """The run as printed; `among` are places in the page's text that have all of its characters."""
    own = {id(char) for char in run}
    places = [place for place in among if page.chars[place] is not None and id(page.chars[place]) in own]
    between = range(places[0], places[-1] + 1)
    kept = [place for place in between if page.text[place].isspace() or id(page.chars[place]) in own]
    return " ".join("".join(page.text[place] for place in kept).split())


def merged(chars: Iterable[Char]) -> Quad:
    """The quad around characters of one line, along the first one's baseline; as high as those that are not raised."""
    listed = list(chars)
    along = _course([char.quad for char in listed if not char.superscript] or [listed[0].quad])
    across = Point(-along.y, along.x)
    if _along(listed[0].quad.top_left, across) < _along(listed[0].quad.bottom_left, across):
        across = Point(-across.x, -across.y)
    corners = [_corners(char.quad) for char in listed]
    upright = [four for char, four in zip(listed, corners, strict=True) if not char.superscript] or corners
    left, right = _range(chain.from_iterable(corners), along)
    foot, top = _range(chain.from_iterable(upright), across)

    def at(u: float, v: float) -> Point:
        return Point(u * along.x + v * across.x, u * along.y + v * across.y)

    return Quad(at(left, top), at(right, top), at(left, foot), at(right, foot))


def _course(quads: Sequence[Quad]) -> Point:
    """The direction that the feet of a line's characters follow: as a rule the one that they stand in themselves.

    Upright characters step up or down a line that runs aslant, as in the text of a scan that was read by machine.
    """
    along = _direction(quads[0])
    across, height = Point(-along.y, along.x), max(quad.height for quad in quads)
    start, end = (_along(quad.bottom_left, along) for quad in (quads[0], quads[-1]))
    low = _along(quads[0].bottom_left, across)
    drift = _along(quads[-1].bottom_left, across) - low
    if abs(drift) <= _LEVEL * height or abs(drift) > _STEEPEST * (end - start):
        return along
    slope = drift / (end - start)
    for foot in (quad.bottom_left for quad in quads):
        if abs(low + slope * (_along(foot, along) - start) - _along(foot, across)) > _STRAIGHT * height:
            return along
    length = math.hypot(1.0, slope)
    return Point((along.x + slope * across.x) / length, (along.y + slope * across.y) / length)


def caret(found: Passage, place: int, *, before: bool) -> Point | None:
    """The foot of the gap before or after the character printed for `text[place]`, in user space."""
    origin = found.origin[place]
    page = found.pages[origin[0]] if origin is not None else None
    char = page.chars[origin[1]] if page is not None and origin is not None else None
    return foot_beside(char.quad, char.text, before=before) if char is not None else None


def foot_beside(quad: Quad, text: str, *, before: bool) -> Point:
    """The foot of the gap before or after some text in print, as it is read."""
    leftwards = unicodedata.bidirectional(text[-1:] or " ") in ("R", "AL")
    return quad.bottom_left if before != leftwards else quad.bottom_right


def _corners(quad: Quad) -> tuple[Point, ...]:
    return (quad.top_left, quad.top_right, quad.bottom_left, quad.bottom_right)


def _direction(quad: Quad) -> Point:
    width = quad.width
    if width:
        return Point(
            (quad.bottom_right.x - quad.bottom_left.x) / width, (quad.bottom_right.y - quad.bottom_left.y) / width
        )
    height = quad.height or 1.0
    return Point(
        (quad.top_left.y - quad.bottom_left.y) / height or 1.0, -(quad.top_left.x - quad.bottom_left.x) / height
    )


def _along(point: Point, direction: Point) -> float:
    return point.x * direction.x + point.y * direction.y


def _range(points: Iterable[Point], direction: Point) -> tuple[float, float]:
    values = [_along(point, direction) for point in points]
    return min(values), max(values)


def _turned(one: Quad, other: Quad) -> bool:
    if _is_level(one) and _is_level(other):
        return False
    if not one.width or not other.width:
        return False
    return abs(math.remainder(one.angle - other.angle, 360.0)) > _SAME_ANGLE


def _is_level(quad: Quad) -> bool:
    return quad.bottom_left.y == quad.bottom_right.y and quad.bottom_left.x < quad.bottom_right.x
