"""Sets notes and the first page's band: every size and shape in which each could stand, typeset.

A note is a light box: a bold label, the correction, and who says so in smaller type. All lengths are points,
all positions in a block are from its bottom-left corner, y up. Pure, given the fonts' metrics.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from overlay.erratum import Erratum, Kind, Release, Style
from overlay.fonts import Fonts
from overlay.lines import SLACK, Broken, Ink, Line, Piece, Word, broken, line_count, measured
from overlay.placement import Setting
from overlay.script import by_direction, cleaned, is_right_to_left, starts_right_to_left
from overlay.wording import Wording, wording

LEAST_SIZE = 6.5  # points; nothing that must be read is smaller
LEADING = 1.28  # line distance over type size, for a sans-serif of large x-height in short lines
ATTRIBUTION_SHARE = 0.86  # of the note's size, but never below LEAST_SIZE
ATTRIBUTION_GAP = 0.22  # of the note's size, above the attribution
ASCENT, DESCENT = 0.76, 0.24  # of the size: DejaVu Sans, whose lines set the box
BAR_WIDTH = 2.0  # the coloured rule on the side where reading starts
PADDING = 4.0  # at the reference size, round the text
REFERENCE_SIZE = 8.0
SIZE_STEP = 0.75  # between the sizes offered
MOST_SIZES = 4
NOTE_WIDTHS = (132.0, 112.0, 152.0, 96.0, 180.0, 84.0, 220.0, 74.0, 66.0, 60.0)  # of the box, likeliest first
LONG_NOTE_WIDTHS = (280.0, 360.0, 460.0)  # offered too where the note is tall at the widest of those
LONG = 1200  # letters: longer, a note is offered in the smallest type only, for it will hardly fit in any
TALL = 120.0  # points
BAND_SHARES = (0.86, 0.72, 0.6, 0.48, 0.36)  # of the page's width
LONGEST_BAND_LINE = 520.0  # at the reference size; longer lines are hard to follow
BROAD = (0.8, 0.6, 0.45)  # of the page's width: what a caveat to a page is offered besides
MARKER_TYPE_SIZES = (6.5, 5.5, 4.5)  # points; the number is repeated in the note, so it may be small where space is
MARKER_HEIGHT = 1.3  # of its type size
MARKER_SIDES = 0.6  # of its type size, both sides together
A3_MEAN_SIDE = 1001.0  # points
BALANCE_STEP = 0.5  # points
SAME = 1.5  # points; settings that differ by less are one


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text and where its first glyph stands on the baseline, from the block's bottom-left corner."""

    x: float
    baseline: float
    line: Line


@dataclass(frozen=True, slots=True)
class Block:
    """A note typeset in one way. `text` is what it says, as a reader copies it; `bar_at_right` for right-to-left text.

    `needs_sheet`: it points to the errata sheet, which must then be there.
    """

    width: float
    height: float
    size: float
    text: str
    lines: tuple[PlacedLine, ...]
    bar_at_right: bool = False
    needs_sheet: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A note in all its settings, best first: `settings[i].option` is i and names `blocks[i]`. `text` is that of the fullest."""

    key: str
    number: str
    label: str
    text: str
    settings: tuple[Setting, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class BandContent:
    """What the first page's band reports: how many errata and caveats the copy carries, and the caveats to the document, numbered."""

    errata: int
    caveats: int
    document_caveats: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A block, and how many words had to be split to make it."""

    block: Block
    split: int


@dataclass(frozen=True, slots=True)
class _Set:
    """A paragraph, measured: with what is kept whole as one word, and without."""

    words: tuple[Word, ...]
    loose: tuple[Word, ...]
    right_to_left: bool
    gap: float

    def at(self, room: float) -> tuple[Word, ...]:
        """The words as they are set in a room of this width: what is to be kept whole is, where it fits."""
        return self.words if all(word.width <= room + SLACK for word in self.words) else self.loose


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Pieces that run on, and the share of the block's size to leave above them."""

    pieces: tuple[Piece, ...]
    right_to_left: bool = False
    gap: float = 0.0


def note(
    erratum: Erratum, number: str, release: Release, fonts: Fonts, *, scale: float = 1.0, page_width: float = 0.0
) -> Note:
    """The note of one erratum. `scale` enlarges it on large pages; `page_width` also offers broad boxes (a caveat to a page).

    Raises UnsupportedError for what cannot be drawn, naming the character and the erratum.
    """
    words = wording(release.style)
    where = f"Erratum {number}"
    label = cleaned(words.label(erratum.kind, number), where=where)
    text = cleaned(words.correction(erratum.change), where=where)
    attribution = _attribution(release, words)
    candidates = []
    offered = sizes(release.style, scale)
    for size in offered if len(text) <= LONG else offered[-1:]:
        paragraphs = _measured(_note_paragraphs(label, text, attribution, size), fonts)
        candidates += [_block(paragraphs, width, size, fonts) for width in _note_widths(paragraphs, size, page_width)]
    return _note(erratum.id, number, label, _best_first(candidates))


def band(content: BandContent, release: Release, fonts: Fonts, *, page_width: float, scale: float = 1.0) -> Note:
    """The first page's band: what this copy is, who says so, and the caveats to the document.

    Offered first with the caveats' texts, then with a pointer to the errata sheet in their stead (`needs_sheet`).
    Raises UnsupportedError for what cannot be drawn.
    """
    words = wording(release.style)
    heading = cleaned(words.heading(release.status), where="The wording of the band")
    counts = words.counts(content.errata, content.caveats)
    summary = f"– {counts}. {words.say('contained')}" if counts else f"– {words.say('contained')}"
    summary = cleaned(summary, where="The wording of the band")
    pointer = cleaned(words.say("see_sheet"), where="The wording of the band")
    attribution = _attribution(release, words)
    caveats = [
        (
            cleaned(words.label(Kind.CAVEAT, number), where="The wording of the label"),
            cleaned(text, where=f"Erratum {number}"),
        )
        for number, text in content.document_caveats
    ]
    full: list[_Candidate] = []
    short: list[_Candidate] = []
    for size in sizes(release.style, scale):
        head = _band_head(heading, summary, attribution, size)
        whole = _measured((*head, *_caveat_paragraphs(caveats, size)), fonts)
        pointing = _measured((*head, _Paragraph((Piece(pointer, size),), gap=ATTRIBUTION_GAP)), fonts)
        for width in (min(page_width * share, LONGEST_BAND_LINE * size / REFERENCE_SIZE) for share in BAND_SHARES):
            full.append(_block(whole, width, size, fonts))
            if caveats:
                short.append(_block(pointing, width, size, fonts, needs_sheet=True))
    return _note("band", "", heading, (*_best_first(full), *_best_first(short)))


def _measured(paragraphs: Sequence[_Paragraph], fonts: Fonts) -> tuple[_Set, ...]:
    return tuple(
        _Set(
            measured(each.pieces, fonts),
            measured([replace(piece, whole=False) for piece in each.pieces], fonts),
            each.right_to_left,
            each.gap,
        )
        for each in paragraphs
    )


def sizes(style: Style, scale: float = 1.0) -> tuple[float, ...]:
    """The type sizes to offer, largest first; the last is the style's smallest, never below 6.5 pt."""
    least = max(LEAST_SIZE, style.smallest_size)
    top = max(least, style.note_size * scale)
    steps = [top - SIZE_STEP * scale * step for step in range(MOST_SIZES - 1)]
    return tuple(dict.fromkeys([*(size for size in steps if size > least), least]))


def page_scale(width: float, height: float) -> float:
    """How much larger than on A4 notes are set on a page of this size: 1 up to A3, then with the page (an A0 poster: 2.8)."""
    return max(1.0, math.sqrt(width * height) / A3_MEAN_SIDE)


def marker_sizes(number: str, fonts: Fonts, *, scale: float = 1.0) -> tuple[tuple[float, float], ...]:
    """Widths and heights of the markers that could hold `number`, largest first: a disc, or a pill where it is long."""
    sizes_offered = (size * scale for size in MARKER_TYPE_SIZES)
    wide = fonts.width(number, 1.0, bold=True)
    return tuple(
        (max(size * MARKER_HEIGHT, size * (wide + MARKER_SIDES)), size * MARKER_HEIGHT) for size in sizes_offered
    )


def _attribution(release: Release, words: Wording) -> tuple[str, str, str]:
    """Who says so, under which reference, when: in three parts, the date the middle one, because it is kept together."""
    said = cleaned(words.attribution(release), where="The issuer or the reference")
    before, date, after = said.rpartition(words.date(release.date))
    return (before, date, after) if date else (said, "", "")


def _note_paragraphs(label: str, text: str, attribution: tuple[str, str, str], size: float) -> tuple[_Paragraph, ...]:
    bold = Piece(label, size, bold=True, ink=Ink.MARK, whole=True)
    return (*_labelled(bold, text, size, gap=0.0), _attribution_paragraph(attribution, size))


def _labelled(label: Piece, text: str, size: float, *, gap: float) -> tuple[_Paragraph, ...]:
    """The label and its text, run on; text from right to left stands on lines of its own, so that lines run one way only."""
    parts = (text,) if starts_right_to_left(text) else by_direction(text)
    leftwards = [is_right_to_left(part) for part in parts]
    first = (label,) if leftwards[0] else (label, Piece(" ", size), Piece(parts[0], size))
    rest = parts if leftwards[0] else parts[1:]
    paragraphs = [_Paragraph(first, gap=gap)]
    paragraphs += [_Paragraph((Piece(part, size),), is_right_to_left(part)) for part in rest]
    return tuple(paragraphs)


def _attribution_paragraph(attribution: tuple[str, str, str], size: float) -> _Paragraph:
    small = max(LEAST_SIZE, size * ATTRIBUTION_SHARE)
    pieces = [Piece(part, small, ink=Ink.MUTED, whole=index == 1) for index, part in enumerate(attribution) if part]
    return _Paragraph(tuple(pieces), starts_right_to_left("".join(attribution)), gap=ATTRIBUTION_GAP)


def _band_head(heading: str, summary: str, attribution: tuple[str, str, str], size: float) -> tuple[_Paragraph, ...]:
    bold = Piece(heading, size, bold=True, ink=Ink.MARK)
    return (_Paragraph((bold, Piece(" ", size), Piece(summary, size))), _attribution_paragraph(attribution, size))


def _caveat_paragraphs(caveats: Sequence[tuple[str, str]], size: float) -> tuple[_Paragraph, ...]:
    paragraphs: list[_Paragraph] = []
    for label, text in caveats:
        bold = Piece(label, size, bold=True, ink=Ink.MARK, whole=True)
        paragraphs += _labelled(bold, text, size, gap=ATTRIBUTION_GAP * 2)
    return tuple(paragraphs)


def _note_widths(paragraphs: Sequence[_Set], size: float, page_width: float) -> tuple[float, ...]:
    grown = max(1.0, size / REFERENCE_SIZE)
    widths = [width * grown for width in NOTE_WIDTHS]
    if _lines_at(paragraphs, _room(max(widths), size)) * size * LEADING > TALL * grown:
        widths += [width * grown for width in LONG_NOTE_WIDTHS]
    return (*(page_width * share for share in BROAD if page_width), *widths)


def _room(width: float, size: float) -> float:
    """The width that a box leaves for text."""
    return max(size, width - BAR_WIDTH - 2 * PADDING * size / REFERENCE_SIZE)


def _lines_at(paragraphs: Sequence[_Set], room: float) -> float:
    """How many lines the paragraphs need; endless where a word would have to be split."""
    counts = [line_count(paragraph.at(room), room) for paragraph in paragraphs]
    return math.inf if None in counts else sum(count for count in counts if count)


def _balanced(paragraphs: Sequence[_Set], room: float) -> float:
    """The least width that needs no more lines than `room` does: no word alone on a last line, and a smaller box."""
    lines = _lines_at(paragraphs, room)
    if math.isinf(lines):
        return room
    too_narrow, enough = 0.0, room
    while enough - too_narrow > BALANCE_STEP:
        middle = (too_narrow + enough) / 2
        if _lines_at(paragraphs, middle) <= lines:
            enough = middle
        else:
            too_narrow = middle
    return enough


def _block(
    paragraphs: Sequence[_Set], width: float, size: float, fonts: Fonts, *, needs_sheet: bool = False
) -> _Candidate:
    """The paragraphs in a box at most `width` wide, drawn in as far as the lines do not grow in number."""
    padding = PADDING * size / REFERENCE_SIZE
    room = _balanced(paragraphs, _room(width, size))
    done = [broken(each.at(room), room, fonts, right_to_left=each.right_to_left) for each in paragraphs]
    inner = max((paragraph.width for paragraph in done), default=0.0)
    at_right = sum(each.right_to_left for each in paragraphs) * 2 > len(paragraphs)
    left = padding + (0.0 if at_right else BAR_WIDTH)
    down, placed = _stacked(list(zip(paragraphs, done, strict=True)), size, left=left, inner=inner)
    height = down + 2 * padding
    lines = tuple(PlacedLine(x, height - padding - depth, line) for x, depth, line in placed)
    width = inner + BAR_WIDTH + 2 * padding
    return _Candidate(
        Block(width, height, size, _text_of(done), lines, at_right, needs_sheet), sum(each.split for each in done)
    )


def _stacked(
    set_paragraphs: Sequence[tuple[_Set, Broken]], size: float, *, left: float, inner: float
) -> tuple[float, list[tuple[float, float, Line]]]:
    """The total depth, and each line with its x and the depth of its baseline below the first line's top."""
    placed: list[tuple[float, float, Line]] = []
    down = 0.0
    for paragraph, done in set_paragraphs:
        if placed:
            down += paragraph.gap * size
        for line in done.lines:
            down += line.size * (LEADING - DESCENT if placed else ASCENT)
            x = left + inner - line.width if paragraph.right_to_left else left
            placed.append((x, down, line))
            down += line.size * DESCENT
    return down, placed


def _text_of(paragraphs: Sequence[Broken]) -> str:
    """What the lines say, with the spaces at which they were broken."""
    lines = [line for done in paragraphs for line in done.lines]
    glue = ["" if line.continues else " " for line in lines[:-1]]
    return "".join(line.text + space for line, space in zip(lines, [*glue, ""], strict=True))


def _best_first(candidates: Sequence[_Candidate]) -> tuple[Block, ...]:
    """Without words split first, then larger type, then as offered; near-doubles left out."""
    kept: list[Block] = []
    for candidate in sorted(candidates, key=lambda candidate: (candidate.split, -candidate.block.size)):
        if not any(_same(candidate.block, other) for other in kept):
            kept.append(candidate.block)
    return tuple(kept)


def _same(one: Block, other: Block) -> bool:
    return (
        one.size == other.size
        and one.needs_sheet == other.needs_sheet
        and abs(one.width - other.width) < SAME
        and abs(one.height - other.height) < SAME
    )


def _note(key: str, number: str, label: str, blocks: Sequence[Block]) -> Note:
    settings = tuple(Setting(block.width, block.height, block.size, option) for option, block in enumerate(blocks))
    return Note(key, number, label, blocks[0].text, settings, tuple(blocks))
