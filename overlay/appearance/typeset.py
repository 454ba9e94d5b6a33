"""Sets notes and the first page's band: every size and shape in which each could stand, typeset.

A note is a light box: a bold label, the correction, and who says so in smaller type. All lengths are points,
all positions in a block are from its bottom-left corner, y up. Pure, given the fonts' metrics.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from overlay.appearance.blocks import (
    LEADING,
    LEAST_SIZE,
    REFERENCE_SIZE,
    Block,
    Candidate,
    MeasuredParagraph,
    Paragraph,
    lines_at,
    measured_paragraphs,
    room_for_text,
    set_block,
)
from overlay.appearance.fonts import Fonts
from overlay.appearance.lines import Ink, Piece
from overlay.appearance.script import by_direction, cleaned, is_right_to_left, naming, starts_right_to_left
from overlay.appearance.wording import Wording, wording
from overlay.erratum import Erratum, Kind, NoteForm, Release, Style
from overlay.placement import Setting

ATTRIBUTION_SHARE = 0.86  # of the note's size, but never below LEAST_SIZE
ATTRIBUTION_GAP = 0.22  # of the note's size, above the attribution
CLOSE_LEAST = 0.75  # of the largest type offered: smaller between the page's own lines is out of keeping with them
CLOSE_PADDING = 2.0  # at the reference size, round a note in the text: it has to pass between lines
SIZE_STEP = 0.75  # between the sizes offered
MOST_SIZES = 4
NOTE_WIDTHS = (132.0, 112.0, 152.0, 96.0, 180.0, 84.0, 220.0, 74.0, 66.0, 60.0)  # of the box, likeliest first
LONG_NOTE_WIDTHS = (280.0, 360.0, 460.0)  # offered too where the note is tall at the widest of those
LONG = 1200  # letters: longer, a note is offered in the smallest type only, for it will hardly fit in any
TOO_LONG = 8000  # letters: longer, a note would cover half of an A4 page in the smallest type
TALL = 120.0  # points
BAND_SHARES = (0.86, 0.72, 0.6, 0.48, 0.36)  # of the page's width
LONGEST_BAND_LINE = 520.0  # at the reference size; longer lines are hard to follow
BROAD = (0.8, 0.6, 0.45)  # of the page's width: what a caveat to a page is offered besides
MARKER_TYPE_SIZES = (6.5, 5.5, 4.5)  # points; the number is repeated in the note, so it may be small where space is
MARKER_HEIGHT = 1.3  # of its type size
MARKER_SIDES = 0.6  # of its type size, both sides together
A3_MEAN_SIDE = 1001.0  # points
SAME = 1.5  # points; settings that differ by less are one
BANDS_KEPT = 128  # set: documents of a release on paper of one size have the same


@dataclass(frozen=True, slots=True)
class Note:
    """A note in all its settings, best first: a setting's `option` is the index of its block. `text` is that of the fullest.

    `close_settings` are those for a place right beside its words: without who says so, which the first page says.
    """

    key: str
    number: str
    label: str
    text: str
    settings: tuple[Setting, ...]
    blocks: tuple[Block, ...]
    close_settings: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class BandContent:
    """What the first page's band reports: how many errata and caveats the copy carries, and the caveats to the document, numbered."""

    errata: int
    caveats: int
    document_caveats: tuple[tuple[str, str], ...] = ()


def note(
    erratum: Erratum,
    number: str,
    release: Release,
    fonts: Fonts,
    *,
    scale: float = 1.0,
    page_width: float = 0.0,
    for_sheet: bool = False,
) -> Note:
    """The note of one erratum. `scale` enlarges it on large pages; `page_width` also offers broad boxes (a caveat to a page).

    `for_sheet`: it goes to the errata sheet anyway, so it is set in one way and offers no settings; so does one longer
    than a page takes.

    Raises UnsupportedError for what cannot be drawn, naming the character and the erratum.
    """
    words = wording(release.style)
    where = f"Erratum {number}"
    label = cleaned(words.label(erratum.kind, number), where=where)
    text = cleaned(words.correction(erratum.change), where=where)
    attribution = _attribution(release, words)
    offered = sizes(release.style, scale)
    if for_sheet or len(text) > TOO_LONG:
        with naming(where):
            only = measured_paragraphs(_note_paragraphs(label, text, attribution, offered[-1]), fonts)
        block = set_block(only, max(LONG_NOTE_WIDTHS) * scale, offered[-1], fonts).block
        return Note(erratum.id, number, label, block.text, (), (block,))
    candidates, close = [], []
    for size in offered if len(text) <= LONG else offered[-1:]:
        with naming(where):
            paragraphs = measured_paragraphs(_note_paragraphs(label, text, attribution, size), fonts)
        candidates += [
            set_block(paragraphs, width, size, fonts) for width in _note_widths(paragraphs, size, page_width)
        ]
        if release.style.note is NoteForm.INLINE and size >= CLOSE_LEAST * offered[0]:
            bare = paragraphs[:-1]
            close += [
                set_block(bare, width, size, fonts, padding=CLOSE_PADDING)
                for width in (*_note_widths(bare, size, 0.0), *LONG_NOTE_WIDTHS)
            ]
    return _with_close(_note(erratum.id, number, label, _best_first(candidates)), _flat(_best_first(close)))


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
    fits = sum(len(text) for _, text in caveats) <= TOO_LONG
    full: list[Candidate] = []
    short: list[Candidate] = []
    for size in sizes(release.style, scale):
        head = _band_head(heading, summary, attribution, size)
        whole = measured_paragraphs((*head, *(_caveat_paragraphs(caveats, size) if fits else ())), fonts)
        pointing = measured_paragraphs((*head, Paragraph((Piece(pointer, size),), gap=ATTRIBUTION_GAP)), fonts)
        for width in (min(page_width * share, LONGEST_BAND_LINE * size / REFERENCE_SIZE) for share in BAND_SHARES):
            if fits:
                full.append(_band_block(whole, width, size, fonts))
            if caveats:
                short.append(_band_block(pointing, width, size, fonts, needs_sheet=True))
    return _note("band", "", heading, (*_best_first(full), *_best_first(short)))


_band_block = lru_cache(maxsize=BANDS_KEPT)(set_block)


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


def _note_paragraphs(label: str, text: str, attribution: tuple[str, str, str], size: float) -> tuple[Paragraph, ...]:
    bold = Piece(label, size, bold=True, ink=Ink.MARK, whole=True)
    return (*_labelled(bold, text, size, gap=0.0), _attribution_paragraph(attribution, size))


def _labelled(label: Piece, text: str, size: float, *, gap: float) -> tuple[Paragraph, ...]:
    """The label and its text, run on; text from right to left stands on lines of its own, so that lines run one way only."""
    parts = (text,) if starts_right_to_left(text) else by_direction(text)
    leftwards = [is_right_to_left(part) for part in parts]
    first = (label,) if leftwards[0] else (label, Piece(" ", size), Piece(parts[0], size))
    rest = parts if leftwards[0] else parts[1:]
    paragraphs = [Paragraph(first, gap=gap)]
    paragraphs += [Paragraph((Piece(part, size),), is_right_to_left(part)) for part in rest]
    return tuple(paragraphs)


def _attribution_paragraph(attribution: tuple[str, str, str], size: float) -> Paragraph:
    small = max(LEAST_SIZE, size * ATTRIBUTION_SHARE)
    pieces = [Piece(part, small, ink=Ink.MUTED, whole=index == 1) for index, part in enumerate(attribution) if part]
    return Paragraph(tuple(pieces), starts_right_to_left("".join(attribution)), gap=ATTRIBUTION_GAP)


def _band_head(heading: str, summary: str, attribution: tuple[str, str, str], size: float) -> tuple[Paragraph, ...]:
    bold = Piece(heading, size, bold=True, ink=Ink.MARK)
    return (Paragraph((bold, Piece(" ", size), Piece(summary, size))), _attribution_paragraph(attribution, size))


def _caveat_paragraphs(caveats: Sequence[tuple[str, str]], size: float) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    for label, text in caveats:
        bold = Piece(label, size, bold=True, ink=Ink.MARK, whole=True)
        paragraphs += _labelled(bold, text, size, gap=ATTRIBUTION_GAP * 2)
    return tuple(paragraphs)


def _note_widths(paragraphs: Sequence[MeasuredParagraph], size: float, page_width: float) -> tuple[float, ...]:
    grown = max(1.0, size / REFERENCE_SIZE)
    widths = [width * grown for width in NOTE_WIDTHS]
    if lines_at(paragraphs, room_for_text(max(widths), size)) * size * LEADING > TALL * grown:
        widths += [width * grown for width in LONG_NOTE_WIDTHS]
    return (*(page_width * share for share in BROAD if page_width), *widths)


def _best_first(candidates: Sequence[Candidate]) -> tuple[Block, ...]:
    """Without words split first, then larger type, then as offered; near-doubles left out.

    None with a word torn between letters where another will do: a reader would take the halves for what is to be read.
    """
    kept: list[Block] = []
    whole = [candidate for candidate in candidates if not candidate.torn] or candidates
    for candidate in sorted(whole, key=lambda candidate: (candidate.split, -candidate.block.size)):
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


def _flat(blocks: Sequence[Block]) -> list[Block]:
    """Those of the fewest lines, and of one more: a note in the text is a line among lines."""
    fewest = min((len(block.lines) for block in blocks), default=0)
    return [block for block in blocks if len(block.lines) <= fewest + 1]


def _with_close(note: Note, blocks: Sequence[Block]) -> Note:
    first = len(note.blocks)
    settings = (Setting(b.width, b.height, b.size, option) for option, b in enumerate(blocks, start=first))
    return replace(note, blocks=(*note.blocks, *blocks), close_settings=tuple(settings))


def _note(key: str, number: str, label: str, blocks: Sequence[Block]) -> Note:
    settings = tuple(Setting(block.width, block.height, block.size, option) for option, block in enumerate(blocks))
    return Note(key, number, label, blocks[0].text, settings, tuple(blocks))
