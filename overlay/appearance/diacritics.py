"""Places combining marks over, under and in their letters, by the outlines' boxes.

Precomposed letters need none of this (text is in normal form C); it serves pointed Hebrew, vowelled Arabic and the
letter-and-mark pairs that Unicode has no single character for. Drawn one after the other, marks would stand where the
font left them, which for many fonts is beside the letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from overlay.appearance.fonts import Box, Face

INSIDE = 0.7  # of the letter's height: a mark whose foot is lower, and which is above the line, stands in the letter
BELOW = 100.0  # thousandths of the size: a mark whose top is lower than this stands under the letter
AT_RIGHT = frozenset("\u05c1")  # shin dot
AT_LEFT = frozenset("\u05c2\u05b9\u05ba")  # sin dot, holam


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Glyphs of one font to be drawn in one go, from `x` on and `rise` above the baseline (points)."""

    face: Face
    glyphs: str
    x: float
    rise: float = 0.0


def is_mark(glyph: str) -> bool:
    """Whether a glyph stands on a letter and takes no room of its own."""
    return glyph > "\u02ff" and unicodedata.category(glyph) in ("Mn", "Me")


def glyph_runs(runs: Sequence[tuple[Face, str]], size: float) -> tuple[tuple[GlyphRun, ...], float]:
    """The runs of one line where they are drawn, every mark on its letter, and the advance of it all, in points.

    A mark belongs to the left-to-right letter before it, else to the letter after it: in drawing order, the marks of
    right-to-left letters come first, which is how they are extracted in the order in which they were typed.
    """
    if not any(is_mark(glyph) for _, glyphs in runs for glyph in set(glyphs)):
        return _without_marks(runs, size)
    setter = _Setter(size)
    for face, glyphs in runs:
        if not any(map(is_mark, glyphs)) and not setter.waiting:
            setter.plain(face, glyphs)
            continue
        for glyph in glyphs:
            setter.glyph(face, glyph)
    return setter.done()


def _without_marks(runs: Sequence[tuple[Face, str]], size: float) -> tuple[tuple[GlyphRun, ...], float]:
    placed: list[GlyphRun] = []
    x = 0.0
    for face, glyphs in runs:
        placed.append(GlyphRun(face, glyphs, x))
        x += face.width(glyphs, size)
    return tuple(placed), x


class _Setter:
    """The runs of a line as they grow."""

    def __init__(self, size: float) -> None:
        self.waiting: list[tuple[Face, str]] = []
        self._size = size
        self._x = 0.0
        self._runs: list[GlyphRun] = []
        self._letter: _Letter | None = None
        self._joins = False

    def plain(self, face: Face, glyphs: str) -> None:
        """Glyphs without marks; they join the run before where that ended in the same font."""
        last = self._runs[-1] if self._joins else None
        if last and last.face is face:
            self._runs[-1] = GlyphRun(face, last.glyphs + glyphs, last.x, last.rise)
        else:
            self._runs.append(GlyphRun(face, glyphs, self._x))
        self._letter = _Letter.of(face, glyphs[-1], self._x + face.width(glyphs[:-1], self._size), self._size)
        self._x += face.width(glyphs, self._size)
        self._joins = True

    def glyph(self, face: Face, glyph: str) -> None:
        if not is_mark(glyph):
            self._waiting_marks(_Letter.of(face, glyph, self._x, self._size))
            self.plain(face, glyph)
        elif self._letter and self._letter.runs_right:
            self._mark(self._letter, face, glyph)
        else:
            self.waiting.append((face, glyph))

    def done(self) -> tuple[tuple[GlyphRun, ...], float]:
        self._waiting_marks(_Letter(Box(0, 0, 0, 0), self._x, 0, 0, runs_right=False))
        return tuple(self._runs), self._x

    def _waiting_marks(self, letter: _Letter) -> None:
        """The nearest mark to the letter, in drawing order the last, is set first, so that the others stack on it."""
        first = len(self._runs)
        for face, mark in reversed(self.waiting):
            self._mark(letter, face, mark)
        self._runs[first:] = reversed(self._runs[first:])
        self.waiting.clear()

    def _mark(self, letter: _Letter, face: Face, mark: str) -> None:
        dx, dy = letter.place(face, mark)
        self._runs.append(GlyphRun(face, mark, letter.x + dx * self._size / 1000, dy * self._size / 1000))
        self._joins = False


@dataclass(slots=True)
class _Letter:
    """The letter that marks are being put on: its box in thousandths of the size, its origin `x` in points."""

    box: Box
    x: float
    top: float
    foot: float
    runs_right: bool

    @staticmethod
    def of(face: Face, glyph: str, x: float, size: float) -> _Letter:
        box = face.box(glyph) or Box(0.0, 0.0, face.width(glyph, 1000.0), 0.0)
        return _Letter(box, x, box.y1, box.y0, unicodedata.bidirectional(glyph) in ("L", "EN", "ON") and glyph != " ")

    def place(self, face: Face, mark: str) -> tuple[float, float]:
        """How far from the letter's origin the mark's is, in thousandths of the size."""
        box = face.box(mark)
        if not box:
            return 0.0, 0.0
        if mark in AT_RIGHT:
            dx = self.box.x1 - box.x1
        elif mark in AT_LEFT:
            dx = self.box.x0 - box.x0
        else:
            dx = (self.box.x0 + self.box.x1 - box.x0 - box.x1) / 2
        dy = 0.0
        if box.y1 < BELOW:
            dy = min(0.0, self.foot - box.y1)
            self.foot = box.y0 + dy
        elif box.y0 > INSIDE * self.box.y1:
            dy = max(0.0, self.top - box.y0)
            self.top = box.y1 + dy
        return dx, dy
