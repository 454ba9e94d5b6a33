"""The ink of the marks: each strike through its words from end to end, each caret at its gap, in a colour that is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from overlay.erratum import Deletion, Substitution
from overlay.geometry import Point, Quad, Rect, union
from overlay.verify.added import added_annotations, drawings_of
from overlay.verify.case import Answer, Case, Doubt, TouchedPage
from overlay.verify.colours import contrast_of, rgb
from overlay.verify.content import shown_strings
from overlay.verify.declared import Drawn, folded
from overlay.verify.drawing import frame_of
from overlay.verify.pictures import Sheet
from overlay.verify.rules.wording import drawn_text
from overlay.verify.values import Stream, Value, text_of

CLOSE = 0.1
"""Points that a line may end short of its words' ends, or beyond them."""

STRIKE = (0.3, 0.65)
UNDERLINE = (-0.2, 0.25)
"""Where a line runs, in shares of the words' height from their foot."""

THINNEST = 0.5
"""Points; a thinner line is lost in print."""

THICKEST = 0.2
"""Of the words' height, or THINNEST doubled: a thicker line hides them."""

LEAST_CONTRAST = 3.0
"""WCAG 2.2, 1.4.11: of a mark that is a shade of the style's colour, to what is behind it."""

SHADE = 0.02
"""Of 1: rounding of a colour's parts."""

MARKER_REACH = 30.0
"""Points, and twice its words' height, that a number may stand from them."""

_BEGIN = re.compile(rb"1 0 0 1 0 0 cm\s+0 Tc 0 Tw 100 Tz 0 Ts 0 Tr 0 J 1 j 10 M \[\] 0 d\s+")
_N = rb"(-?\d*\.?\d+)"
_STROKE = re.compile(
    rb"%b %b %b RG\s+%b w\s+n %b %b m ((?:-?\d*\.?\d+ -?\d*\.?\d+ l\s+)+)S\s+" % (_N, _N, _N, _N, _N, _N)
)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A polyline in display space."""

    points: tuple[Point, ...]
    width: float
    colour: tuple[float, ...]


class Marks:
    """Permits lines of one colour, through, under or beside the words that the record names, and numbers beside them."""

    name = "marks"
    ensures = (
        "Each strike runs through its words from end to end, each caret points to its gap, each number is its note's."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        for touched in case.touched:
            lined = [*self._annotated(case, touched), *self._in_content(case, touched)]
            for kind, erratum_id, strokes in lined:
                for wrong in self._wrong(case, touched, kind, erratum_id, strokes):
                    yield Doubt(f"A mark of erratum {erratum_id} {wrong}.", touched.number, touched.page_number)
            plain = [strokes for _, _, strokes in lined if strokes]
            for drawn, quads in _words_on(case, touched):
                struck = isinstance(drawn.erratum.change, Substitution | Deletion)
                if struck and not any(_runs_through(strokes, quads, STRIKE) for strokes in plain):
                    yield Doubt(
                        f"The words of erratum {drawn.erratum.id} are not struck.", touched.number, touched.page_number
                    )
            yield from self._numbers(case, touched)

    def _annotated(self, case: Case, touched: TouchedPage) -> Iterator[tuple[str, str, tuple[Stroke, ...] | None]]:
        for entries in added_annotations(case, touched):
            subtype = str(entries.get("Subtype"))
            if subtype not in ("Link", "Stamp"):
                appearance = entries.get("AP")
                form = appearance.get("N") if isinstance(appearance, dict) else None
                erratum_id = text_of(entries.get("Subj")).removeprefix("Erratum").strip()
                yield subtype, erratum_id, strokes_of(case.resolve(form))

    def _in_content(self, case: Case, touched: TouchedPage) -> Iterator[tuple[str, str, tuple[Stroke, ...] | None]]:
        """Drawings of lines alone that are page content, or stamps: whose they are is not said."""
        stamps = [
            appearance.get("N")
            for entries in added_annotations(case, touched)
            if entries.get("Subtype") == "Stamp" and isinstance(appearance := entries.get("AP"), dict)
        ]
        for form in [*drawings_of(case, touched), *stamps]:
            if strokes := strokes_of(case.resolve(form)):
                yield "", "", strokes

    def _wrong(
        self, case: Case, touched: TouchedPage, kind: str, erratum_id: str, strokes: tuple[Stroke, ...] | None
    ) -> Iterator[str]:
        if strokes is None:
            yield "is drawn otherwise than as plain lines"
            return
        if not kind:
            return
        found = [(drawn, quads) for drawn, quads in _words_on(case, touched) if drawn.erratum.id == erratum_id]
        if not found:
            yield "stands for no words of its page"
            return
        drawn, quads = found[0]
        if kind in ("StrikeOut", "Underline"):
            if not _runs_through(strokes, quads, STRIKE if kind == "StrikeOut" else UNDERLINE):
                yield "does not run along all of its words, and them alone"
        elif kind == "Caret" and not self._points_to_gap(case, touched, drawn, quads, strokes):
            yield "does not point to where its words go"
        if any(stroke.width < THINNEST for stroke in strokes):
            yield "is too thin to be seen"
        yield from self._colours(case, touched, strokes, union(quad.bounds for quad in quads))

    def _points_to_gap(
        self, case: Case, touched: TouchedPage, drawn: Drawn, quads: Sequence[Quad], strokes: Sequence[Stroke]
    ) -> bool:
        last, (stroke, *others) = quads[-1], strokes
        if others or len(stroke.points) != 3:
            return False
        size = max(last.height, 4.0)
        feet = [last.bottom_left, last.bottom_right]
        if drawn.location.caret is not None:
            feet.append(frame_of(case, touched.new).to_display.apply(Point(*drawn.location.caret)))
        left, tip, right = stroke.points
        near = any(_apart(tip, foot) <= 0.4 * size for foot in feet)
        return near and all(0.1 * size <= _apart(tip, end) <= size for end in (left, right))

    def _colours(self, case: Case, touched: TouchedPage, strokes: Sequence[Stroke], words: Rect) -> Iterator[str]:
        mark = rgb(case.declared.record.release.style.mark_colour)
        for colour in {stroke.colour for stroke in strokes}:
            if _alike(colour, mark):
                continue
            if not any(_between(colour, mark, end) for end in ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))):
                yield "is in another colour than the record's"
                continue
            before = case.before.picture(touched.page_index)
            ground = Sheet(before, before, frame_of(case, touched.new)).ground(words)
            if contrast_of(colour, ground) < LEAST_CONTRAST:
                yield "is in a colour that is not seen"

    def _numbers(self, case: Case, touched: TouchedPage) -> Iterator[Answer]:
        """A drawing that writes an erratum's number alone stands beside that erratum's words, and its box is that of its note."""
        ids = {folded(each.erratum.id): each for each in case.declared.drawn}
        words = {drawn.erratum.id: quads for drawn, quads in _words_on(case, touched)}
        seen: list[str] = []
        for form in drawings_of(case, touched):
            stream = case.resolve(form)
            text = drawn_text(case, stream)
            if text not in ids or not isinstance(stream, Stream):
                continue
            erratum_id = ids[text].erratum.id
            at = [Point(shown.x, shown.y) for shown in shown_strings(stream.content())]
            seen.append(erratum_id)
            quads = words.get(erratum_id, [])
            reach = MARKER_REACH + 2 * max((min(q.bounds.width, q.bounds.height) for q in quads), default=0.0)
            near = any(quad.bounds.grown(reach).holds(p) for quad in quads for p in at)
            if not near:
                yield Doubt(
                    f"The number of erratum {erratum_id} stands at other words than its own.",
                    touched.number,
                    touched.page_number,
                )
        if len(seen) != len(set(seen)):
            yield Doubt("Two numbers on the page are the same.", touched.number, touched.page_number)


def strokes_of(form: Value) -> tuple[Stroke, ...] | None:
    """The lines that a drawing consists of; None where it has anything else."""
    content = form.content() if isinstance(form, Stream) else b""
    begin = _BEGIN.match(content)
    position, strokes = (begin.end() if begin else 0), []
    while begin and (found := _STROKE.match(content, position)):
        numbers = [float(text) for text in found.groups()[:6]]
        rest = [float(text) for text in found.group(7).replace(b"l", b" ").split()]
        points = [Point(*numbers[4:6]), *(Point(x, y) for x, y in list(pairwise(rest))[::2])]
        strokes.append(Stroke(tuple(points), numbers[3], tuple(numbers[:3])))
        position = found.end()
    return tuple(strokes) if strokes and not content[position:].strip() else None


def _words_on(case: Case, touched: TouchedPage) -> Iterator[tuple[Drawn, list[Quad]]]:
    """The errata with words on a page, and their quads in display space."""
    to_display = frame_of(case, touched.new).to_display
    for drawn in case.declared.drawn:
        quads = [
            to_display.quad(Quad(*(Point(*run.quad[at : at + 2]) for at in (0, 2, 4, 6))))
            for run in drawn.location.runs
            if run.page_index == touched.page_index
        ]
        if quads:
            yield drawn, quads


def _runs_through(strokes: Sequence[Stroke], quads: Sequence[Quad], share: tuple[float, float]) -> bool:
    """Whether there is one line for each quad, from its one end to the other; down the middle for a column of words."""
    return len(strokes) == len(quads) and all(
        _along(stroke, quad, share) or _down(stroke, quad) for stroke, quad in zip(strokes, quads, strict=True)
    )


def _along(stroke: Stroke, quad: Quad, share: tuple[float, float]) -> bool:
    if len(stroke.points) != 2 or not 0 < stroke.width <= max(2 * THINNEST, THICKEST * quad.height):
        return False
    start, end = stroke.points
    low, high = share
    return _on_side(start, quad.bottom_left, quad.top_left, low, high) and _on_side(
        end, quad.bottom_right, quad.top_right, low, high
    )


def _down(stroke: Stroke, quad: Quad) -> bool:
    if len(stroke.points) != 2 or not 0 < stroke.width <= max(2 * THINNEST, THICKEST * quad.width):
        return False
    start, end = stroke.points
    return _on_side(start, quad.top_left, quad.top_right, 0.4, 0.6) and _on_side(
        end, quad.bottom_left, quad.bottom_right, 0.4, 0.6
    )


def _on_side(point: Point, foot: Point, top: Point, low: float, high: float) -> bool:
    """Whether a point lies on a quad's side between two shares of its length, to CLOSE."""
    dx, dy = top.x - foot.x, top.y - foot.y
    length = (dx * dx + dy * dy) ** 0.5 or 1e-6
    along = ((point.x - foot.x) * dx + (point.y - foot.y) * dy) / length
    aside = abs((point.x - foot.x) * dy - (point.y - foot.y) * dx) / length
    return aside <= CLOSE and low * length - CLOSE <= along <= high * length + CLOSE


def _apart(one: Point, other: Point) -> float:
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= SHADE for a, b in zip(one, other, strict=True))


def _between(colour: Sequence[float], mark: Sequence[float], end: Sequence[float]) -> bool:
    """Whether a colour is the mark's with some of `end`, white or black, mixed in."""
    shares = [(c - m) / (e - m) for c, m, e in zip(colour, mark, end, strict=True) if abs(e - m) > SHADE]
    share = sum(shares) / len(shares) if shares else 0.0
    return 0 <= share <= 1 and _alike(colour, [m + (e - m) * share for m, e in zip(mark, end, strict=True)])
