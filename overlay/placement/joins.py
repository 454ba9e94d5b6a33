"""What joins the notes of a page to their words: a numbered marker beside the words, and a leader."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from overlay.geometry import Point, Rect
from overlay.placement.freespots import Spot
from overlay.placement.leaders import LONGEST, leader
from overlay.placement.markers import marker_box
from overlay.placement.notes import Wanted
from overlay.placement.occupancy import Occupancy

LEADER_ROOM = (1.0, 0.5)  # points between a leader and ink: wished for, at least
MARKERS_APART = 0.5  # points, more than the room around a marker anyway
OTHERS = 1.0  # points that a leader keeps from other notes' boxes, markers and leaders
OFF_WORDS = 1.0  # points off the words' end that a leader starts: it touches no letter
LONGEST_ALONE = 450.0  # points of a leader that is all there is to join words and note
CLOSE_BY = 40.0  # points: a numbered note this near needs no leader that winds around its words
UNDERLINE = 1.5  # points above and below the words that a leader keeps out of, or it would look like a mark on them


@dataclass(frozen=True, slots=True)
class Joined:
    """What of each note stands where, by its key."""

    markers: Mapping[str, Rect | None]
    spots: Mapping[str, Spot]
    leaders: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)

    def others(self, but: str) -> Iterator[Rect]:
        """The boxes and markers of all notes but one."""
        yield from (spot.box for key, spot in self.spots.items() if key != but)
        yield from (marker for key, marker in self.markers.items() if marker and key != but)


def markers_of(
    occupancy: Occupancy, tinted: Mapping[str, Occupancy], wanted: Sequence[Wanted]
) -> dict[str, Rect | None]:
    """Each note's marker, by key; None where none is free. `tinted` is the page as it is free to words on tinted ground.

    Nothing stands where something else of the notes' words is drawn (`reserved`).
    """
    markers: dict[str, Rect | None] = {}
    taken = [rect for note in wanted for rect in note.reserved]
    for note in wanted:
        printed = tinted.get(note.key, occupancy).fine
        fine = printed.with_ink(taken)
        box = marker_box(fine, note.targets[-1], note.marker, note.marker_sizes, printed=printed)
        markers[note.key] = box
        if box:
            taken.append(box.grown(MARKERS_APART))
    return markers


def leaders_of(
    occupancy: Occupancy, wanted: Sequence[Wanted], joined: Joined, *, without: Container[str] = ()
) -> dict[str, tuple[Point, ...]]:
    """Leaders for all notes on the page but some, the shortest first, so that a long one goes round the short ones."""
    lines: dict[str, tuple[Point, ...]] = {}
    spots = joined.spots
    led = (note for note in wanted if note.key in spots and note.key not in without)
    for note in sorted(led, key=lambda n: (distance(n, spots[n.key].box), n.key)):
        points = leader_of(occupancy, note, wanted, replace(joined, leaders={**joined.leaders, **lines}))
        if points:
            lines[note.key] = points
    return lines


def leader_of(occupancy: Occupancy, note: Wanted, wanted: Sequence[Wanted], joined: Joined) -> tuple[Point, ...]:
    """The leader from one note's marker, or its words, to its box; () for none. `wanted` are all notes of the page."""
    box, marker = joined.spots[note.key].box, joined.markers[note.key]
    fine = occupancy.fine
    words = [fine.tightened(target) for each in wanted for target in each.targets]
    barred = [Rect(w.x0, w.y0 - UNDERLINE, w.x1, w.y1 + UNDERLINE) for w in words]
    barred += [Rect.around(pair).grown(OTHERS) for line in joined.leaders.values() for pair in pairwise(line)]
    ends = _ends(fine.tightened(note.targets[0]), fine.tightened(note.targets[-1]))
    starts = [
        *([marker] if marker else []),
        *([] if marker and distance(note, box) < CLOSE_BY else ends),
    ]
    bare = fine.with_ink(rect.grown(OTHERS) for rect in joined.others(note.key))
    # Without a marker the leader is all that joins the two, so it may be long.
    longest = LONGEST if marker else LONGEST_ALONE
    lines = (leader(bare, starts, box, room=room, barred=barred, longest=longest) for room in LEADER_ROOM)
    return next((points for points in lines if points), ())


def _ends(first: Rect, last: Rect) -> list[Rect]:
    """Slivers just off the end and the beginning of the words."""
    return [
        Rect(last.x1 + OFF_WORDS / 2, last.y0, last.x1 + OFF_WORDS, last.y1),
        Rect(first.x0 - OFF_WORDS, first.y0, first.x0 - OFF_WORDS / 2, first.y1),
    ]


def distance(note: Wanted, box: Rect) -> float:
    """Points from the end of the note's words to a box, level and upright together."""
    last = note.targets[-1]
    beside = max(0.0, box.x0 - last.x1, last.x0 - box.x1)
    return beside + max(0.0, box.y0 - last.y1, last.y0 - box.y1)
