"""Measures text and breaks it into lines at a width. Pure, given the fonts' metrics.

Lines are kept in reading order while they are broken, and each is then shaped and ordered for display (`script`),
as UAX #9 wants it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from overlay.appearance.diacritics import glyph_runs
from overlay.appearance.fonts import Fonts
from overlay.appearance.script import visual

# Spaces at which a line may end; no-break spaces and the figure space are not among them.
BREAKING_SPACES = frozenset(" \u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u3000")
NEVER_FIRST = frozenset("、。，．・：；？！」』】〉》）］｝ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々%.,:;!?)]}’”»›…")
NEVER_LAST = frozenset("「『【〈《（［｛([{‘“„«‹¿¡")
# Between letters only: dates, figures and references stay whole. Never behind a hyphen: a reader that copies the text
# would take it for one that the line's end put there, and drop it.
BREAK_AFTER = frozenset("–—/")
HYPHENS = frozenset("-\u2010\u2011")
CUT_AFTER = frozenset("./_–:,;@&=?")  # in a word too long for a line
CUT_WHOLE = CUT_AFTER - {","}  # a break behind these is taken for no hyphen forgotten, nor a figure for two
ENDLESS = 3_000  # letters of one word: more than any line holds
FAIRLY_FILLED = 0.45  # of the letters that would fit
WIDE_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "YI")
LINES_KEPT, WORDS_KEPT = 4_000, 16_000  # set and measured: many widths are tried, and documents of a release share most
TEXTS_KEPT = 64  # divided into words: each is set in several sizes, one after the other
SLACK = 0.01  # points; sums of advances differ in the last place


class Ink(StrEnum):
    """The colour that a text takes from the palette."""

    TEXT = "text"
    MARK = "mark"
    MUTED = "muted"
    ON_MARK = "on mark"
    ON_LIGHT = "on light"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one size and weight, in reading order, as typed. `whole`: it is kept on one line where one is wide enough."""

    text: str
    size: float
    bold: bool = False
    ink: Ink = Ink.TEXT
    whole: bool = False


_STYLE = attrgetter("size", "bold", "ink")


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font, in drawing order, from `x` on (points from the line's start), `rise` above the baseline."""

    glyphs: str
    font: str
    x: float
    rise: float = 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line in one style, `text` as typed. Its runs are in the order of drawing, from left to right."""

    text: str
    size: float
    ink: Ink
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: `width` in points, segments from left to right, `size` that of its largest segment.

    `continues` says that the next line goes on within a word, with no space between.
    """

    width: float
    size: float
    text: str
    segments: tuple[Segment, ...]
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A paragraph in lines; `split` counts the breaks that had to be made within words, `torn` those of them between letters."""

    lines: tuple[Line, ...]
    split: int
    torn: int = 0

    @property
    def width(self) -> float:
        return max((line.width for line in self.lines), default=0.0)


@dataclass(frozen=True, slots=True)
class Word:
    """What must stay on one line, and its advance; the space that follows it, if any, apart."""

    parts: tuple[Piece, ...]
    width: float
    space: Piece | None
    space_width: float


def measured(pieces: Sequence[Piece], fonts: Fonts) -> tuple[Word, ...]:
    """The pieces, one after the other, as words with their widths. Raises UnsupportedError for a missing glyph."""
    return tuple(
        Word(parts, _width(parts, fonts), space, _width((space,), fonts) if space else 0.0)
        for parts, space in _tokens(pieces)
    )


def line_count(words: Sequence[Word], width: float) -> int:
    """How many lines the words need at `width` points, none of them wider than that."""
    lines, used, space = 1, 0.0, 0.0
    for word in words:
        if used and used + space + word.width > width + SLACK:
            lines, used, space = lines + 1, 0.0, 0.0
        used += space + word.width
        space = word.space_width
    return lines


def broken(words: Sequence[Word], width: float, fonts: Fonts, *, right_to_left: bool = False) -> Broken:
    """The words in lines no wider than `width` points (one character wide at least).

    `right_to_left` is the paragraph's direction. Raises UnsupportedError for a missing glyph.
    """
    lines: list[Line] = []
    current: list[Piece] = []
    used = space = 0.0
    split = torn = 0

    def end_line(*, continues: bool) -> None:
        lines.append(_line(tuple(_joined(current)), fonts, right_to_left=right_to_left, continues=continues))
        current.clear()

    for word in words:
        if current and used + space + word.width > width + SLACK:
            end_line(continues=not _ends_in_space(current))
            used = space = 0.0
        parts, left = list(word.parts), word.width
        while left > width + SLACK:
            head, parts = _cut(parts, width, fonts)
            if not parts:
                parts = head
                break
            split += 1
            torn += head[-1].text[-1] not in CUT_WHOLE
            current.extend(head)
            end_line(continues=True)
            left = left - _width(tuple(head), fonts) if _is_endless(parts) else _width(tuple(parts), fonts)
        current.extend(parts)
        used += space + left
        space = word.space_width
        if word.space:
            current.append(word.space)
    if current:
        end_line(continues=False)
    return Broken(tuple(lines), split, torn)


def _is_endless(parts: Sequence[Piece]) -> bool:
    """Whether what is left of a word is so long that measuring it for every line would take all day."""
    return sum(len(part.text) for part in parts) > ENDLESS


def _tokens(pieces: Sequence[Piece]) -> Iterator[tuple[tuple[Piece, ...], Piece | None]]:
    parts: list[Piece] = []
    for piece in pieces:
        if piece.whole:
            parts.append(piece)
            continue
        ended, rest = _divided(piece.text)
        for word, space in ended:
            if word:
                parts.append(_with_text(piece, word))
            yield tuple(parts), _with_text(piece, space) if space else None
            parts = []
        if rest:
            parts.append(_with_text(piece, rest))
    if parts:
        yield tuple(parts), None


@lru_cache(maxsize=TEXTS_KEPT)
def _divided(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The words of a text, each with the space at which a line may end, "" for none; and what the text after it may go on."""
    ended: list[tuple[str, str]] = []
    start = 0
    for index, character in enumerate(text):
        if character in BREAKING_SPACES:
            ended.append((text[start:index], character))
            start = index + 1
        elif _may_break_before(text, index):
            ended.append((text[start:index], ""))
            start = index
    return tuple(ended), text[start:]


def _with_text(piece: Piece, text: str) -> Piece:
    return Piece(text, piece.size, piece.bold, piece.ink, piece.whole)


def _may_break_before(text: str, index: int) -> bool:
    if index == 0 or text[index - 1] in BREAKING_SPACES:
        return False
    before, here = text[index - 1], text[index]
    if unicodedata.combining(here) or here in NEVER_FIRST or before in NEVER_LAST:
        return False
    if before in BREAK_AFTER:
        return index >= 2 and text[index - 2].isalpha() and here.isalpha()
    return _is_wide(before) or _is_wide(here)


def _is_wide(character: str) -> bool:
    return character > "\u2e00" and unicodedata.name(character, "").startswith(WIDE_SCRIPTS)


def _width(parts: Sequence[Piece], fonts: Fonts) -> float:
    width = 0.0
    for part in parts:
        wide = 0.0
        for advance in _advances(part.text, fonts, part.bold):
            wide += advance * part.size / 1000
        width += wide
    return width


@lru_cache(maxsize=WORDS_KEPT)
def _advances(text: str, fonts: Fonts, bold: bool) -> tuple[float, ...]:
    """The advances of a text's runs in thousandths of its size: it is measured once for all sizes."""
    return tuple(face.advance(run) for face, run in fonts.runs(visual(text, right_to_left=False), bold=bold))


def _ends_in_space(parts: Sequence[Piece]) -> bool:
    return bool(parts) and parts[-1].text[-1:] in BREAKING_SPACES


def _cut(parts: Sequence[Piece], width: float, fonts: Fonts) -> tuple[list[Piece], list[Piece]]:
    """As many letters as fit, with their combining marks, and the rest; one letter at least.

    Cut behind punctuation rather than anywhere, where that leaves a line well filled: references are cut at their dots.
    """
    parts, beyond = _begun(parts)
    letters: list[Piece] = []
    used, fits = 0.0, True
    for letter in _letters(parts):
        used += _width((letter,), fonts)
        fits = not letters or used <= width + SLACK
        if not fits:
            break
        letters.append(letter)
    count = len(letters)
    if not fits:
        fair = range(count, int(count * FAIRLY_FILLED), -1)
        count = next((at for at in fair if letters[at - 1].text in CUT_AFTER), count)
        while count > 1 and letters[count - 1].text in HYPHENS:
            count -= 1
    return _joined(letters[:count]), _joined(
        [*_beyond(parts, sum(len(each.text) for each in letters[:count])), *beyond]
    )


def _letters(parts: Sequence[Piece]) -> Iterator[Piece]:
    """One by one, each with its combining marks."""
    for part in parts:
        start = 0
        for index in range(1, len(part.text) + 1):
            if index == len(part.text) or not unicodedata.combining(part.text[index]):
                yield _with_text(part, part.text[start:index])
                start = index


def _beyond(parts: Sequence[Piece], count: int) -> Iterator[Piece]:
    """What follows so many characters."""
    for part in parts:
        if count < len(part.text):
            yield _with_text(part, part.text[count:])
        count = max(0, count - len(part.text))


def _begun(parts: Sequence[Piece]) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """The parts up to so many letters as no line holds, and the rest."""
    first = parts[0]
    at = ENDLESS
    if len(first.text) <= at:
        return parts, ()
    while at < len(first.text) and unicodedata.combining(first.text[at]):
        at += 1
    if at == len(first.text):
        return parts, ()
    return (_with_text(first, first.text[:at]),), (_with_text(first, first.text[at:]), *parts[1:])


def _joined(parts: Sequence[Piece]) -> list[Piece]:
    """The parts with neighbours of one style made one."""
    return [Piece("".join([part.text for part in group]), *style) for style, group in groupby(parts, key=_STYLE)]


@lru_cache(maxsize=LINES_KEPT)
def _line(parts: tuple[Piece, ...], fonts: Fonts, *, right_to_left: bool, continues: bool) -> Line:
    styled = list(parts)
    while styled and not styled[-1].text.rstrip(" \u3000"):
        styled.pop()
    if styled:
        last = styled[-1]
        styled[-1] = replace(last, text=last.text.rstrip(" \u3000"))
    segments: list[Segment] = []
    x = 0.0
    for part in reversed(styled) if right_to_left else styled:
        glyphs = visual(part.text, right_to_left=right_to_left)
        runs, advance = glyph_runs(fonts.runs(glyphs, bold=part.bold), part.size)
        placed = tuple(Run(run.glyphs, run.face.name, x + run.x, run.rise) for run in runs)
        segments.append(Segment(part.text, part.size, part.ink, placed))
        x += advance
    size = max((part.size for part in styled), default=0.0)
    return Line(x, size, "".join(part.text for part in styled), tuple(segments), continues)
