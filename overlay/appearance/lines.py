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


def line_count(words: Sequence[Word], width: float) -> int | None:
    """How many lines the words need at `width` points; None where a word would have to be split."""
    lines, used, space = 1, 0.0, 0.0
    for word in words:
        if word.width > width + SLACK:
            return None
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
        lines.append(_line(tuple(current), fonts, right_to_left=right_to_left, continues=continues))
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
        start = 0
        for index, character in enumerate(piece.text):
            if character in BREAKING_SPACES:
                if start < index:
                    parts.append(_part(piece, start, index))
                yield tuple(parts), _part(piece, index, index + 1)
                parts, start = [], index + 1
            elif _may_break_before(piece.text, index):
                parts.append(_part(piece, start, index))
                yield tuple(parts), None
                parts, start = [], index
        if start < len(piece.text):
            parts.append(_part(piece, start, len(piece.text)))
    if parts:
        yield tuple(parts), None


def _part(piece: Piece, start: int, end: int) -> Piece:
    return replace(piece, text=piece.text[start:end])


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


@lru_cache(maxsize=WORDS_KEPT)
def _width(parts: tuple[Piece, ...], fonts: Fonts) -> float:
    return sum(
        fonts.width(visual(part.text, right_to_left=False), part.size, bold=part.bold) for part in parts if part.text
    )


def _ends_in_space(parts: Sequence[Piece]) -> bool:
    return bool(parts) and parts[-1].text[-1:] in BREAKING_SPACES


def _cut(parts: Sequence[Piece], width: float, fonts: Fonts) -> tuple[list[Piece], list[Piece]]:
    """As many letters as fit, with their combining marks, and the rest; one letter at least.

    Cut behind punctuation rather than anywhere, where that leaves a line well filled: references are cut at their dots.
    """
    parts, beyond = _begun(parts)
    letters = [_part(part, start, end) for part in parts for start, end in _letters(part.text)]
    count, used = 1, _width((letters[0],), fonts)
    while count < len(letters):
        used += _width((letters[count],), fonts)
        if used > width + SLACK:
            break
        count += 1
    if count < len(letters):
        fair = range(count, int(count * FAIRLY_FILLED), -1)
        count = next((at for at in fair if letters[at - 1].text in CUT_AFTER), count)
        while count > 1 and letters[count - 1].text in HYPHENS:
            count -= 1
    return _joined(letters[:count]), _joined([*letters[count:], *beyond])


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
    return (_part(first, 0, at),), (_part(first, at, len(first.text)), *parts[1:])


def _letters(text: str) -> list[tuple[int, int]]:
    starts = [index for index, character in enumerate(text) if index == 0 or not unicodedata.combining(character)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _joined(parts: Sequence[Piece]) -> list[Piece]:
    """The parts with neighbours of one style made one."""
    alike = groupby(parts, key=lambda part: (part.size, part.bold, part.ink))
    groups = [list(group) for _, group in alike]
    return [replace(group[0], text="".join(part.text for part in group), whole=False) for group in groups]


@lru_cache(maxsize=LINES_KEPT)
def _line(parts: tuple[Piece, ...], fonts: Fonts, *, right_to_left: bool, continues: bool) -> Line:
    styled = _joined(parts)
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
