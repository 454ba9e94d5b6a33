"""Free space on a page, and where each note goes. Pure: same page, same notes, same places."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from overlay.geometry import PageFrame, Point, Rect
from overlay.placement.bands import BAND_KEY, place_band, place_rule, runs_of_lines
from overlay.placement.beside import BesideOnly, is_right_beside
from overlay.placement.bitmap import Bitmap, open_from_edge, span
from overlay.placement.enlargement import enlarged, enlargement, reduced, reduced_note
from overlay.placement.freemap import FreeMap
from overlay.placement.freespots import Spot, nearest_spot
from overlay.placement.leaders import LONGEST, leader
from overlay.placement.margins import GAP_BETWEEN, margin_column
from overlay.placement.markers import marker_box
from overlay.placement.notes import MARKER_SIZES, PREFERENCE, Placed, Position, Setting, Wanted
from overlay.placement.occupancy import Occupancy
from overlay.placement.ordering import in_order
from overlay.placement.surroundings import CLEARANCE, Surroundings, surroundings

__all__ = [
    "BAND_KEY",
    "MARKER_SIZES",
    "PREFERENCE",
    "Placed",
    "Position",
    "Setting",
    "Wanted",
    "place",
    "place_band",
    "place_rule",
    "runs_of_lines",
]

ELSEWHERE_COST = 40.0  # for a note that stands where no reader looks for one
CLOSED_COST = 90.0  # for a note in a cell or a frame that its words are not in
CUT_OFF_COST = 40.0  # for a note that is level with its words, but across something else
TUCKED_COST = 25.0  # for a note squeezed in beside the end of a paragraph
WORDS_REACH = 8.0  # points around the words within which the open page is looked for
NEAR = 75.0  # cost up to which a place in the gutter, above or below is taken before the next position is tried
FOOT_INK = 0.004  # of the area from a box's top to the foot: less ink than this is a page number
CLOSE_BELOW = 40.0  # points below the words within which a note is theirs, and not at the foot of the page
ABOUT_LEVEL = 20.0  # points: a note beside the words and no further off than this is in the gutter
LEADER_ROOM = (1.0, 0.5)  # points between a leader and ink: wished for, at least
SAME_MARGIN = 6.0  # points: margins that differ by less are alike, and the right one is the outer
ROOMY = 75.0  # points: a margin that takes a note of the least width, edge and gap included
MARKERS_APART = 0.5  # points, more than the room around a marker anyway
OTHERS = 1.0  # points that a leader keeps from other notes' boxes, markers and leaders
OFF_WORDS = 1.0  # points off the words' end that a leader starts: it touches no letter
LONGEST_ALONE = 450.0  # points of a leader that is all there is to join words and note
CLOSE_BY = 40.0  # points: a numbered note this near needs no leader that winds around its words
MOST_ROUNDS = 3  # of placing all notes anew because one that nothing joins to its words stood away from them
UNDERLINE = 1.5  # points above and below the words that a leader keeps out of, or it would look like a mark on them


def place(
    frame: PageFrame,
    occupancy: Occupancy,
    wanted: Sequence[Wanted],
    *,
    positions: Sequence[Position] = PREFERENCE,
    outer_is_right: bool | None = None,
) -> tuple[Placed, ...]:
    """Where each note goes, in the order of `wanted`; all rectangles in display space.

    `positions` is the order of preference; a position that it leaves out is not used, but for free space elsewhere on
    the page before the errata sheet. `outer_is_right` says on which side the outer margin is; by default the right one where it
    is roomy, else the wider.
    No box, marker or leader lies on ink, nor on another.
    """
    by = enlargement(wanted)
    notes = [reduced_note(note, by) for note in wanted] if by > 1 else wanted
    found = _on_page(reduced(occupancy, by) if by > 1 else occupancy, notes, positions, outer_is_right)
    return tuple(enlarged(each, note, by) for each, note in zip(found, wanted, strict=True)) if by > 1 else found


def _on_page(
    occupancy: Occupancy, wanted: Sequence[Wanted], positions: Sequence[Position], outer_is_right: bool | None
) -> tuple[Placed, ...]:
    printed, occupancy = occupancy.fine, occupancy.with_taken(rect for note in wanted for rect in note.reserved)
    page = _Page.of(occupancy, outer_is_right)
    around = {note.key: surroundings(occupancy.coarse, note.targets) for note in wanted}
    markers = _markers(occupancy, wanted, printed)
    taken = occupancy.with_taken(box.grown(CLEARANCE / 2) for box in markers.values() if box)
    lone: frozenset[str] = frozenset()
    for _ in range(MOST_ROUNDS):
        spots = _Spots(FreeMap(taken.coarse, CLEARANCE))
        _right_beside(page, spots, [(note, around[note.key]) for note in wanted if note.key in lone])
        _wherever(page, spots, [(note, around[note.key]) for note in wanted if note.key not in lone], positions)
        found = in_order(spots.found, around, taken.coarse.with_ink)
        leaders = _leaders(occupancy, wanted, markers, found)
        lost = {note.key for note in wanted if _is_lost(page, note, found, markers, leaders)}
        if not lost:
            break
        lone |= lost
    for key in lost:
        del found[key]
    return tuple(_placed(note, found.get(note.key), markers[note.key], leaders.get(note.key, ())) for note in wanted)


def _right_beside(page: _Page, spots: _Spots, notes: Sequence[tuple[Wanted, Surroundings]]) -> None:
    for note, around in _down_the_page(notes):
        judge = BesideOnly(_Judge(page, around), page.bitmap, note.targets)
        spot = nearest_spot(spots.free, note, around, judge, allowed=frozenset(Position), limit=math.inf)
        if spot:
            spots.take(note.key, spot)


def _is_lost(
    page: _Page,
    note: Wanted,
    found: Mapping[str, Spot],
    markers: Mapping[str, Rect | None],
    leaders: Mapping[str, tuple[Point, ...]],
) -> bool:
    """Whether a note stands where nothing tells whose it is."""
    if note.key not in found or markers[note.key] or leaders.get(note.key):
        return False
    return not is_right_beside(page.bitmap, note.targets, found[note.key].box)


def _wherever(
    page: _Page, spots: _Spots, notes: Sequence[tuple[Wanted, Surroundings]], positions: Sequence[Position]
) -> None:
    """Places notes in the positions that are wished for, in their order, then anywhere."""
    for position in positions:
        waiting = [each for each in notes if each[0].key not in spots.found and each[0].settings]
        if position in (Position.OUTER, Position.INNER):
            _in_margin(page, spots, waiting, position)
        else:
            # A foot that comes last is weighed against whatever else is free, below.
            limit = math.inf if position is Position.FOOT and position is not positions[-1] else NEAR
            _nearby(page, spots, waiting, allowed=frozenset({position}), limit=limit)
    waiting = [each for each in notes if each[0].key not in spots.found]
    _nearby(page, spots, waiting, allowed=frozenset((*positions, Position.ELSEWHERE)))


@dataclass(frozen=True, slots=True)
class _Page:
    """What is the same for all notes of a page: its ink and where its margins are."""

    bitmap: Bitmap
    body: Rect
    outer_is_right: bool
    ink_below: tuple[int, ...]  # inked cells below each row
    open_rows: tuple[int, ...]  # free cells that are joined to the page's edge

    @staticmethod
    def of(occupancy: Occupancy, outer_is_right: bool | None) -> _Page:
        bounds = occupancy.frame.bounds
        body = occupancy.coarse.ink_bounds() or bounds
        # A reader comes to the right margin after the words: unless it is too narrow, it need not be the wider one.
        right = bounds.x1 - body.x1 >= min(body.x0 - SAME_MARGIN, ROOMY)
        ink_below = (0, *accumulate(row.bit_count() for row in occupancy.coarse.rows))
        return _Page(
            occupancy.coarse,
            body,
            right if outer_is_right is None else outer_is_right,
            ink_below,
            tuple(open_from_edge(occupancy.coarse)),
        )

    def on_right(self, position: Position) -> bool:
        return self.outer_is_right == (position is Position.OUTER)

    def accepts(self, position: Position, around: Surroundings) -> bool:
        """Whether the words' note belongs in this margin: nothing stands between, or it is the nearer of two that are cut off.

        Where both are, but there is room for a note right beside the words, that is better than either.
        """
        on_right = self.on_right(position)
        if around.clear_left or around.clear_right:
            return around.clear_right if on_right else around.clear_left
        if max(around.room_left, around.room_right) >= ROOMY:
            return False
        to_right, to_left = self.body.x1 - around.right, around.left - self.body.x0
        nearer_right = self.outer_is_right if abs(to_right - to_left) < SAME_MARGIN else to_right < to_left
        return nearer_right == on_right

    def drawback(self, box: Rect, position: Position, around: Surroundings) -> float:
        """What a box in this position costs beyond its distance from the words."""
        cost = ELSEWHERE_COST if position is Position.ELSEWHERE else 0.0
        if not self._is_open(box) and self._is_open(around.words.grown(WORDS_REACH)):
            cost += CLOSED_COST
        if self._is_cut_off(box, around):
            cost += CUT_OFF_COST
        if self._is_tucked(box, around):
            cost += TUCKED_COST
        return cost

    def _is_tucked(self, box: Rect, around: Surroundings) -> bool:
        """Whether a box above or below the words stands beside a short line of their own block."""
        if box.x0 >= around.right or box.x1 <= around.left:
            return False
        return not self.bitmap.is_free(Rect(around.left, box.y0, around.right, box.y1))

    def _is_open(self, rect: Rect) -> bool:
        x0, y0, x1, y1 = self.bitmap.cells(rect)
        mask = span(x0, x1)
        return any(row & mask for row in self.open_rows[y0:y1])

    def _is_cut_off(self, box: Rect, around: Surroundings) -> bool:
        """Whether another column or a picture stands between the words' block and a box beside it."""
        x0, x1 = (around.right, box.x0) if box.x0 >= around.right else (box.x1, around.left)
        low, high = max(box.y0, around.words.y0), min(box.y1, around.words.y1)
        if x1 - x0 < 2 or low >= high:
            return False
        return not self.bitmap.is_free(Rect(x0 + 1, low, x1 - 1, high))

    def position_of(self, box: Rect, around: Surroundings) -> Position:
        """What a reader would call this place."""
        level = self.bitmap.profile(box.y0, box.y1)
        x0, _, x1, _ = self.bitmap.cells(box)
        outside = box.x0 >= around.right or box.x1 <= around.left
        if outside and not level >> x1:
            return Position.OUTER if self.outer_is_right else Position.INNER
        if outside and not level & ((1 << x0) - 1):
            return Position.INNER if self.outer_is_right else Position.OUTER
        if outside and box.y0 < around.words.y1 + ABOUT_LEVEL and box.y1 > around.words.y0 - ABOUT_LEVEL:
            return Position.GUTTER
        if box.y1 < around.words.y0 - CLOSE_BELOW and self._is_foot(box):
            return Position.FOOT
        if outside or max(box.y0 - around.words.y1, around.words.y0 - box.y1) > NEAR:
            return Position.ELSEWHERE
        return Position.ABOVE if box.y0 >= around.words.y1 else Position.BELOW

    def _is_foot(self, box: Rect) -> bool:
        top = self.bitmap.cells(box)[3]
        return self.ink_below[top] <= FOOT_INK * top * self.bitmap.columns


@dataclass(frozen=True, slots=True)
class _Judge:
    """What one note's places on the page are worth."""

    page: _Page
    around: Surroundings

    def position(self, box: Rect) -> Position:
        return self.page.position_of(box, self.around)

    def drawback(self, box: Rect, position: Position) -> float:
        return self.page.drawback(box, position, self.around)


@dataclass(slots=True)
class _Spots:
    """What has been found so far, and what is still free."""

    free: FreeMap
    found: dict[str, Spot] = field(default_factory=dict)

    def take(self, key: str, spot: Spot) -> None:
        self.found[key] = spot
        # Other notes keep clear of ink anyway: what is missing from the gap between notes is added here.
        self.free.take(spot.box.grown(max(0.0, GAP_BETWEEN - CLEARANCE)))


def _markers(occupancy: Occupancy, wanted: Sequence[Wanted], printed: Bitmap) -> dict[str, Rect | None]:
    markers: dict[str, Rect | None] = {}
    fine = occupancy.fine
    for note in wanted:
        box = marker_box(fine, note.targets[-1], note.marker, note.marker_sizes, printed=printed)
        markers[note.key] = box
        if box:
            fine = fine.with_ink([box.grown(MARKERS_APART)])
    return markers


def _in_margin(page: _Page, spots: _Spots, waiting: Sequence[tuple[Wanted, Surroundings]], position: Position) -> None:
    group = [note for note in waiting if page.accepts(position, note[1])]
    if not group:
        return
    column = margin_column(spots.free, group, page.on_right(position))
    for key, box, setting in column.boxes:
        spots.take(key, Spot(box, setting, position, column.cost))


def _nearby(
    page: _Page,
    spots: _Spots,
    waiting: Sequence[tuple[Wanted, Surroundings]],
    *,
    allowed: frozenset[Position],
    limit: float = math.inf,
) -> None:
    for note, around in _down_the_page(waiting):
        spot = nearest_spot(spots.free, note, around, _Judge(page, around), allowed=allowed, limit=limit)
        if spot:
            spots.take(note.key, spot)


def _down_the_page(notes: Sequence[tuple[Wanted, Surroundings]]) -> list[tuple[Wanted, Surroundings]]:
    return sorted(notes, key=lambda note: (-note[1].line.y1, note[1].line.x0, note[0].key))


def _leaders(
    occupancy: Occupancy, wanted: Sequence[Wanted], markers: dict[str, Rect | None], spots: dict[str, Spot]
) -> dict[str, tuple[Point, ...]]:
    """Leaders for all notes on the page, the shortest first, so that a long one goes round the short ones."""
    lines: dict[str, tuple[Point, ...]] = {}
    drawn: list[Rect] = []
    for note in sorted((n for n in wanted if n.key in spots), key=lambda n: (_distance(n, spots[n.key].box), n.key)):
        box = spots[note.key].box
        others = [spot.box.grown(OTHERS) for key, spot in spots.items() if key != note.key]
        others += [marker.grown(OTHERS) for key, marker in markers.items() if marker and key != note.key]
        words = [occupancy.fine.tightened(target) for n in wanted for target in n.targets]
        barred = [Rect(w.x0, w.y0 - UNDERLINE, w.x1, w.y1 + UNDERLINE) for w in words]
        marker = markers[note.key]
        ends = _ends(occupancy.fine.tightened(note.targets[0]), occupancy.fine.tightened(note.targets[-1]))
        starts = [
            *([marker] if marker else []),
            *([] if marker and _distance(note, box) < CLOSE_BY else ends),
        ]
        bare = occupancy.fine.with_ink(others)
        # Without a marker the leader is all that joins the two, so it may be long.
        longest = LONGEST if marker else LONGEST_ALONE
        for room in LEADER_ROOM:
            points = leader(bare, starts, box, room=room, barred=[*barred, *drawn], longest=longest)
            if points:
                lines[note.key] = points
                drawn += [Rect.around(pair).grown(OTHERS) for pair in pairwise(points)]
                break
    return lines


def _ends(first: Rect, last: Rect) -> list[Rect]:
    """Slivers just off the end and the beginning of the words."""
    return [
        Rect(last.x1 + OFF_WORDS / 2, last.y0, last.x1 + OFF_WORDS, last.y1),
        Rect(first.x0 - OFF_WORDS, first.y0, first.x0 - OFF_WORDS / 2, first.y1),
    ]


def _distance(note: Wanted, box: Rect) -> float:
    last = note.targets[-1]
    beside = max(0.0, box.x0 - last.x1, last.x0 - box.x1)
    return beside + max(0.0, box.y0 - last.y1, last.y0 - box.y1)


def _placed(note: Wanted, spot: Spot | None, marker: Rect | None, line: tuple[Point, ...]) -> Placed:
    if spot is None:
        return Placed(note.key, Position.SHEET, None, None, marker)
    return Placed(note.key, spot.position, spot.setting, spot.box, marker, line)
