"""Free space on a page, and where each note goes. Pure: same page, same notes, same places."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from overlay.geometry import PageFrame, Point, Rect
from overlay.placement.bands import BAND_KEY, place_band, place_rule, runs_of_lines
from overlay.placement.beside import BesideOnly, is_right_beside
from overlay.placement.bitmap import Bitmap
from overlay.placement.enlargement import enlarged, enlargement, reduced, reduced_note
from overlay.placement.freemap import FreeMap
from overlay.placement.freespots import Spot, nearest_spot
from overlay.placement.grounds import tinted
from overlay.placement.joins import Joined, leader_of, leaders_of, markers_of
from overlay.placement.judging import NEAR, NoteJudge, PageView
from overlay.placement.margins import GAP_BETWEEN, margin_column
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

CLOSE_CLEARANCE = 1.0  # points between ink and a note in the text, which is no wider than a line
FLUSH = 0.3  # cost of a point by which a note in the text, above or below its words, is not flush with them
MOST_ROUNDS = 3  # of placing all notes anew because one that nothing joins to its words stood away from them


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
    grounds = tinted(occupancy, wanted)
    markers = markers_of(occupancy, grounds, wanted)
    printed, occupancy = occupancy, occupancy.with_taken(rect for note in wanted for rect in note.reserved)
    page = PageView.of(occupancy, outer_is_right)
    around = {note.key: surroundings(occupancy.coarse, note.targets) for note in wanted}
    taken = occupancy.with_taken(box.grown(CLEARANCE / 2) for box in markers.values() if box)
    close = _in_text(printed, taken.coarse, [(note, around[note.key]) for note in wanted if note.close_settings])
    taken = taken.with_taken(spot.box.grown(CLEARANCE / 2) for spot in close.values())
    rest = [(note, around[note.key]) for note in wanted if note.key not in close]
    lone: frozenset[str] = frozenset()
    for _ in range(MOST_ROUNDS):
        spots = _Spots(FreeMap(taken.coarse, CLEARANCE))
        _right_beside(page, spots, [(note, near) for note, near in rest if note.key in lone])
        _wherever(page, spots, [(note, near) for note, near in rest if note.key not in lone], positions)
        found = close | in_order(spots.found, around, taken.coarse.with_ink)
        leaders = leaders_of(occupancy, wanted, Joined(markers, found), without=close)
        lost = {note.key for note in wanted if _is_lost(page, note, found, markers, leaders)}
        if not lost:
            break
        lone |= lost
    for key in lost:
        del found[key]
    joined = Joined(markers, found, leaders)
    for note in wanted:
        if note.key in grounds and note.key not in found:
            joined = _on_tint(grounds[note.key], note, wanted, joined, positions)
    return tuple(
        _placed(note, joined.spots.get(note.key), markers[note.key], joined.leaders.get(note.key, ()))
        for note in wanted
    )


def _on_tint(
    opened: Occupancy, note: Wanted, wanted: Sequence[Wanted], joined: Joined, positions: Sequence[Position]
) -> Joined:
    """A note that paper has no room for, on the tinted ground of its own words, where anything joins it to them."""
    opened = opened.with_taken(rect for each in wanted for rect in each.reserved)
    boxes = [spot.box.grown(GAP_BETWEEN - CLEARANCE) for spot in joined.spots.values()]
    boxes += [marker.grown(CLEARANCE / 2) for marker in joined.markers.values() if marker]
    boxes += [Rect.around(pair) for line in joined.leaders.values() for pair in pairwise(line)]
    around = surroundings(opened.coarse, note.targets)
    page = PageView.of(opened, None)
    free = FreeMap(opened.with_taken(boxes).coarse, CLEARANCE)
    allowed = frozenset((*positions, Position.ELSEWHERE))
    spot = nearest_spot(free, note, around, NoteJudge(page, around), allowed=allowed, limit=math.inf)
    if spot is None:
        return joined
    drawn = replace(joined, spots={**joined.spots, note.key: spot})
    line = leader_of(opened, note, wanted, drawn)
    if line or joined.markers[note.key] or is_right_beside(opened.coarse, note.targets, spot.box):
        return replace(drawn, leaders={**joined.leaders, note.key: line} if line else joined.leaders)
    return joined


def _in_text(printed: Occupancy, bare: Bitmap, notes: Sequence[tuple[Wanted, Surroundings]]) -> dict[str, Spot]:
    """Notes that are wished for in the text, where there is room right beside their words; a caret may stand between."""
    if not notes:
        return {}
    page = PageView.of(printed, None)
    spots = _Spots(FreeMap(bare, CLOSE_CLEARANCE))
    wished = [(replace(note, settings=note.close_settings), near) for note, near in notes]
    _right_beside(page, spots, wished, flush=FLUSH)
    return spots.found


def _right_beside(
    page: PageView, spots: _Spots, notes: Sequence[tuple[Wanted, Surroundings]], *, flush: float = 0.0
) -> None:
    for note, around in _down_the_page(notes):
        judge = BesideOnly(NoteJudge(page, around), page.bitmap, note.targets, flush)
        spot = nearest_spot(spots.free, note, around, judge, allowed=frozenset(Position), limit=math.inf)
        if spot:
            spots.take(note.key, spot)


def _is_lost(
    page: PageView,
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
    page: PageView, spots: _Spots, notes: Sequence[tuple[Wanted, Surroundings]], positions: Sequence[Position]
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


@dataclass(slots=True)
class _Spots:
    """What has been found so far, and what is still free."""

    free: FreeMap
    found: dict[str, Spot] = field(default_factory=dict)

    def take(self, key: str, spot: Spot) -> None:
        self.found[key] = spot
        # Other notes keep clear of ink anyway: what is missing from the gap between notes is added here.
        self.free.take(spot.box.grown(max(0.0, GAP_BETWEEN - CLEARANCE)))


def _in_margin(
    page: PageView, spots: _Spots, waiting: Sequence[tuple[Wanted, Surroundings]], position: Position
) -> None:
    group = [note for note in waiting if page.accepts(position, note[1])]
    if not group:
        return
    column = margin_column(spots.free, group, page.on_right(position))
    for key, box, setting in column.boxes:
        spots.take(key, Spot(box, setting, position, column.cost))


def _nearby(
    page: PageView,
    spots: _Spots,
    waiting: Sequence[tuple[Wanted, Surroundings]],
    *,
    allowed: frozenset[Position],
    limit: float = math.inf,
) -> None:
    for note, around in _down_the_page(waiting):
        spot = nearest_spot(spots.free, note, around, NoteJudge(page, around), allowed=allowed, limit=limit)
        if spot:
            spots.take(note.key, spot)


def _down_the_page(notes: Sequence[tuple[Wanted, Surroundings]]) -> list[tuple[Wanted, Surroundings]]:
    return sorted(notes, key=lambda note: (-note[1].line.y1, note[1].line.x0, note[0].key))


def _placed(note: Wanted, spot: Spot | None, marker: Rect | None, line: tuple[Point, ...]) -> Placed:
    if spot is None:
        return Placed(note.key, Position.SHEET, None, None, marker)
    return Placed(note.key, spot.position, spot.setting, spot.box, marker, line)
