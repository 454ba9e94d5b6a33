"""Pieces, lines and columns out of glyphs: pure geometry, no PDF.

A *piece* is a stretch of glyphs on one baseline without a wide gap; a *line* is what a reader counts as one, the
pieces side by side in one column. Pieces keep two orders: `drawn`, that of the content stream, in which producers
mostly write as one reads; and that of the list, by columns from the top, which holds where a producer does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from overlay.pagetext.columns import blocks
from overlay.pagetext.glyphs import Placed
from overlay.quote import bidi

# All in em of the larger glyph.
DRIFT = 0.2
"""How far two neighbours of one size may be off each other's baseline."""
LOWERED, TOUCHING = 0.3, 0.2
"""The same for a letter set lower or higher within a word, as in TeX's name, and how near its neighbour such a letter stands."""
RAISE = 0.65
"""The same for a smaller glyph: a note mark or an index. Lines stand further apart than that."""
SMALLER = 0.85
"""The size, as a part of its neighbour's, below which a glyph may be raised."""
STEP_BACK = 0.5
"""Kerning and accents step back; a new word does not."""
WIDE_GAP = 1.0
"""A gap between glyphs drawn one after the other that parts two pieces."""
STRAY_GAP = 0.7
"""A gap between stretches drawn at different times that still makes them one piece."""
FLUSH = 0.1
"""How exactly lines of a column begin below one another."""
FLUSH_LINES = 2.5
"""How far apart such lines may be."""
SIMILAR = 1.5
"""Stretches drawn at different times are one piece only where their sizes differ by no more than this factor."""
NOTE_MARK_LENGTH = 4
"""Glyphs in the longest stretch that, when raised and small, is put into the line it stands at."""
BACK = 0.05
"""A letter that begins further back than the one before it was not drawn in its turn."""
WORD_GAP = 0.15
"""A gap that stands for a space; less by as much as the letters of the line are set closer than their font has it."""
LETTER_GAP = 0.03
"""A gap between letters that is meant, and not what rounding leaves."""
SPACED_OUT = 1.6
"""In a letter-spaced heading only a gap this many times the common one is a space."""
DROP_CAP = 1.6
"""A letter this many times the size of the line beside it begins that line."""


class Piece(NamedTuple):
    """Glyphs (indexes into what was given) in the order they are read; `u0` to `u1` along, `v` across, in their group's frame.

    `line` and `column` count from 0 over the page as a reader sees it. `gaps` holds the positions in `glyphs` before
    which a space stands that was not drawn. `raised` holds the positions of raised small glyphs.
    """

    glyphs: tuple[int, ...]
    group: int
    u0: float
    u1: float
    v: float
    size: float
    drawn: int
    line: int = 0
    column: int = 0
    gaps: frozenset[int] = frozenset()
    raised: frozenset[int] = frozenset()
    initial: bool = False


def pieces(items: Sequence[Placed]) -> tuple[Piece, ...]:
    """All pieces, in the order of the page as a reader sees it: by direction of writing, column, line, along the line."""
    whole = _merged(_stretches(items), items)
    ordered: list[Piece] = []
    line = 0
    for group in sorted({piece.group for piece in whole}):
        own = [piece for piece in whole if piece.group == group]
        leftwards = bidi.reads_leftwards([items[index].glyph.text for piece in own for index in piece.glyphs])
        for block in blocks(own, leftwards=leftwards):
            for row in block.rows:
                ordered.extend(piece._replace(line=line, column=block.column) for piece in row)
                line += 1
    return tuple(_finished(piece, items) for piece in _with_initials(ordered))


def joiner(before: Piece, after: Piece) -> str:
    """What stands between two pieces that are read one after the other: "", " " or a line feed."""
    if before.initial:
        return ""
    if before.group != after.group or abs(before.v - after.v) > 0.3 * max(before.size, after.size):
        return "\n"
    beside = after.u0 >= before.u1 - after.size or after.u1 <= before.u0 + after.size
    return " " if beside and before.line == after.line else "\n"


def _stretches(items: Sequence[Placed]) -> list[list[int]]:
    """Glyphs drawn one after the other that stand one after the other."""
    found: list[list[int]] = []
    before: Placed | None = None
    for index, item in enumerate(items):
        if before is not None and (_plainly_follows(before, item) or _follows(before, item)):
            found[-1].append(index)
        else:
            found.append([index])
        before = item
    return found


def _plainly_follows(before: Placed, item: Placed) -> bool:
    """The first answer of `_follows`, for the letters of one line in one size, as nearly all are."""
    if item.size != before.size or item.group != before.group or abs(item.v - before.v) > DRIFT * item.size:
        return False
    return -STEP_BACK * item.size <= item.u0 - before.u1 <= WIDE_GAP * item.size


def _follows(before: Placed, item: Placed) -> bool:
    if item.group != before.group:
        return False
    small, large = sorted((before.size, item.size))
    allowed = RAISE if small < SMALLER * large else LOWERED if _touch(before, item, large) else DRIFT
    if abs(item.v - before.v) > allowed * large:
        return False
    if -STEP_BACK * large <= item.u0 - before.u1 <= WIDE_GAP * large:
        return True
    if not -STEP_BACK * large <= before.u0 - item.u1 <= WIDE_GAP * large:
        return False
    return "R" in (bidi.direction(item.glyph.text), bidi.direction(before.glyph.text))


def _touch(before: Placed, item: Placed, size: float) -> bool:
    """Whether two glyphs are letters of one word: side by side without a gap."""
    beside = abs(item.u0 - before.u1) <= TOUCHING * size
    return beside and before.glyph.text.isalpha() and item.glyph.text.isalpha()


def _piece(indexes: list[int], items: Sequence[Placed], drawn: int) -> Piece:
    own = [items[index] for index in indexes]
    baseline, size = _baseline(own)
    return Piece(
        tuple(indexes), own[0].group, min(item.u0 for item in own), max(item.u1 for item in own), baseline, size, drawn
    )


def _baseline(own: Sequence[Placed]) -> tuple[float, float]:
    """Where most of the letters stand, and how large they are."""
    exact: dict[tuple[float, float], int] = {}
    for item in own:
        key = (item.v, item.size)
        exact[key] = exact.get(key, 0) + (1 if item.glyph.text.isspace() else 3)
    weight: dict[tuple[float, float], int] = {}
    for (v, size), letters in exact.items():
        key = (round(v, 1), round(size, 1))
        weight[key] = weight.get(key, 0) + letters
    return max(weight, key=lambda key: (weight[key], key[1]))


def _merged(stretches: Sequence[list[int]], items: Sequence[Placed]) -> list[Piece]:
    """Stretches on one baseline with no more than a word's gap between them, made one piece, however they were drawn."""
    found = [_piece(indexes, items, indexes[0]) for indexes in stretches]
    starts = frozenset(piece.drawn for piece in _line_starts(found))
    found.sort(key=lambda piece: (piece.group, -piece.v, piece.u0))
    whole: list[Piece] = []
    for row in _rows_of(found):
        whole.extend(_merged_row(row, items, starts))
    # Spaces by themselves, as at the head of an empty line, are no line.
    inked = [piece for piece in whole if not all(items[index].glyph.text.isspace() for index in piece.glyphs)]
    return _with_note_marks(inked, items)


def _line_starts(drawn: Sequence[Piece]) -> Iterator[Piece]:
    """Stretches that begin flush with the one drawn before or after, on the next line: lines of a column, not words of another's line."""
    for before, after in pairwise(drawn):
        size = min(before.size, after.size)
        flush = before.group == after.group and abs(before.u0 - after.u0) < FLUSH * size
        if flush and DRIFT * size < before.v - after.v < FLUSH_LINES * size:
            yield before
            yield after


def _rows_of(found: Sequence[Piece]) -> Iterator[list[Piece]]:
    row: list[Piece] = []
    for piece in found:
        if row and (piece.group != row[0].group or row[0].v - piece.v > DRIFT * min(row[0].size, piece.size)):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _merged_row(row: list[Piece], items: Sequence[Placed], starts: frozenset[int]) -> Iterator[Piece]:
    row.sort(key=lambda piece: (piece.u0, piece.drawn))
    current = row[0]
    for piece in row[1:]:
        if piece.drawn not in starts and _is_one(current, piece):
            longest = max(current, piece, key=lambda each: len(each.glyphs))
            current = _piece([*current.glyphs, *piece.glyphs], items, longest.drawn)
        else:
            yield current
            current = piece
    yield current


def _is_one(left: Piece, right: Piece) -> bool:
    small, large = sorted((left.size, right.size))
    if small * SIMILAR < large:
        return False
    return -0.3 * large <= right.u0 - left.u1 <= STRAY_GAP * large


def _with_note_marks(whole: list[Piece], items: Sequence[Placed]) -> list[Piece]:
    """Small raised stretches, drawn by themselves, put into the line at which they stand."""
    largest = max((item.size for item in items), default=0.0) + 0.1  # of a piece, whose size is rounded
    marks = [piece for piece in whole if len(piece.glyphs) <= NOTE_MARK_LENGTH and piece.size < SMALLER * largest]
    if not marks:
        return whole
    hosts = {id(piece): piece for piece in whole}
    for mark in marks:
        found = [
            (key, host)
            for key, host in hosts.items()
            if host.group == mark.group
            and mark.size < SMALLER * host.size < 2.5 * mark.size
            and DRIFT * host.size < mark.v - host.v < RAISE * host.size
            and host.u0 <= mark.u0 <= host.u1 + 0.3 * host.size
            and len(host.glyphs) > len(mark.glyphs)
        ]
        if found:
            key, host = max(found, key=lambda each: len(each[1].glyphs))
            del hosts[id(mark)]
            hosts[key] = _piece([*host.glyphs, *mark.glyphs], items, host.drawn)
    return list(hosts.values())


def _with_initials(ordered: Sequence[Piece]) -> list[Piece]:
    """Drop capitals marked: the letter is read at once before the line whose head it stands at."""
    marked = list(ordered)
    smallest = min((piece.size for piece in ordered), default=0.0)
    for index, piece in enumerate(ordered):
        if len(piece.glyphs) > 2 or piece.size < DROP_CAP * smallest:
            continue
        line = next((each for each in ordered if each is not piece and _is_initial(piece, each)), None)
        if line is not None:
            marked[index] = piece._replace(initial=True, line=line.line, column=line.column, drawn=line.drawn)
    return sorted(marked, key=lambda piece: (piece.line, not piece.initial)) if marked != list(ordered) else marked


def _is_initial(piece: Piece, line: Piece) -> bool:
    """Whether `piece` is a drop capital whose head is level with the head of `line`, which begins beside it."""
    if piece.group != line.group or piece.size < DROP_CAP * line.size or len(line.glyphs) < 4:
        return False
    head, line_head = piece.v + 0.7 * piece.size, line.v + 0.7 * line.size
    return abs(head - line_head) < 0.5 * line.size and -0.3 * line.size < line.u0 - piece.u1 < line.size


def _finished(piece: Piece, items: Sequence[Placed]) -> Piece:
    """The piece with its glyphs in the order they are read, spaces found, raised glyphs marked."""
    along: Sequence[int] = piece.glyphs
    own = [items[index] for index in along]
    if any(after.u0 < before.u0 - BACK * piece.size for before, after in pairwise(own)):
        along = sorted(along, key=lambda index: (items[index].u0, index))
        own = [items[index] for index in along]
    texts = [item.glyph.text for item in own]
    spaces = _gaps(own, texts)
    order = bidi.logical_order(texts)
    if order != list(range(len(order))):
        parted = [any(at in spaces for at in range(min(pair) + 1, max(pair) + 1)) for pair in pairwise(order)]
        spaces = frozenset(position for position, apart in enumerate(parted, start=1) if apart)
    read = tuple(along[at] for at in order)
    small = SMALLER * piece.size
    raised = frozenset(
        position
        for position, index in enumerate(read)
        if items[index].size < small and items[index].v - piece.v > 0.15 * piece.size
    )
    return piece._replace(glyphs=read, gaps=spaces, raised=raised)


def _gaps(along: Sequence[Placed], texts: Sequence[str]) -> frozenset[int]:
    """The positions before which a space stands that was not drawn."""
    between = [
        (after.u0 - before.u1) / ((before.size if before.size > after.size else after.size) or 1.0)
        for before, after in pairwise(along)
    ]
    # Signs in a formula and dots that lead to a page number are set apart, and tell nothing of the words beside them.
    letters = [text.isalnum() for text in texts]
    of_words = [gap for gap, before, after in zip(between, letters, letters[1:], strict=False) if before and after]
    usual = sorted(gap for gap in of_words if gap > LETTER_GAP)
    common = usual[len(usual) // 2] if len(usual) >= 3 and 2 * len(usual) > len(of_words) else 0.0
    closer = min(0.0, max(sorted(of_words)[len(of_words) // 2], -TOUCHING / 2)) if of_words else 0.0
    least = max(WORD_GAP + closer, SPACED_OUT * common)
    wide = (at for at, gap in enumerate(between, start=1) if gap > least)
    return frozenset(at for at in wide if not texts[at].isspace() and not texts[at - 1].isspace())
