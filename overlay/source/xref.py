"""A PDF's cross-reference chain: where each object stands (ISO 32000-1, 7.5.4 to 7.5.8).

Entries are looked up in the file's bytes when asked for, so opening costs the same for 10 pages and for 10,000.
`xref_reading` makes the chain.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, compress, repeat
from typing import NamedTuple, Protocol

from pypdf.generic import DictionaryObject

from overlay.errors import DamagedError, LimitError

REPAIR_REMEDY = "Correct a repaired copy of it instead: --repair rewrites the file first, and the record says so."

HIGHEST_NUMBER = 8_388_607
"""Of an object: ISO 32000-1, Annex C, Table C.1."""

ENTRY_LENGTH = 20  # bytes; ISO 32000-1, 7.5.4
_IN_USE = ord("n")

EIGHT = 8  # bytes of the longest numbers that are read together


class Style(StrEnum):
    """How a cross-reference section is written."""

    TABLE = "table"
    STREAM = "stream"
    HYBRID = "hybrid"  # a table whose trailer names a stream by /XRefStm


class Kind(StrEnum):
    """What an entry says of its object."""

    FREE = "free"
    PLAIN = "plain"  # at a byte offset
    COMPRESSED = "compressed"  # in an object stream


_KINDS = (Kind.FREE, Kind.PLAIN, Kind.COMPRESSED)
"""By their number in a cross-reference stream (7.5.8.3, Table 18)."""


class Entry(NamedTuple):
    """One entry. PLAIN: `place` is the byte offset into the file, `which` the generation. COMPRESSED: the object stream's
    number and the index in it. FREE: the next free object and the generation to use next."""

    kind: Kind
    place: int
    which: int


@dataclass(frozen=True, slots=True)
class Run:
    """Entries for `count` objects numbered from `start`; their records begin at `position`, or are `listed`."""

    start: int
    count: int
    position: int = 0
    listed: tuple[Entry, ...] | None = None


class Records(Protocol):
    """A section's records, read when asked for."""

    def entry(self, run: Run, index: int) -> Entry: ...

    def listed(self, run: Run, kind: Kind) -> Listed:
        """All entries of one kind in a run."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Entries of one kind in columns: one by one, the thousands of a long document would take ten times as long."""

    numbers: list[int]
    places: list[int]
    whiches: list[int]

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        return zip(self.numbers, self.places, self.whiches, strict=True)

    def where(self, kept: Sequence[object]) -> Listed:
        """Those entries for which the other sequence holds something true."""
        return Listed(*(list(compress(column, kept)) for column in (self.numbers, self.places, self.whiches)))

    def placed(self, base: int) -> Listed:
        """The entries with `base` added to each place, those excepted that have none: no object stands at byte 0."""
        kept = self.where(self.places) if 0 in self.places else self
        return replace(kept, places=[place + base for place in kept.places]) if base else kept


def _together(lists: Iterable[Listed]) -> Listed:
    numbers: list[int] = []
    places: list[int] = []
    whiches: list[int] = []
    for each in lists:
        numbers += each.numbers
        places += each.places
        whiches += each.whiches
    return Listed(numbers, places, whiches)


@dataclass(frozen=True, slots=True)
class Section:
    """One cross-reference section and its trailer. `offset` is where its keyword or object begins, in bytes of the file.

    `own` is the number of a cross-reference stream, which some producers do not list, 0 for a table.
    """

    offset: int
    style: Style
    trailer: DictionaryObject
    runs: tuple[Run, ...]
    records: Records
    hidden: Section | None = None
    own: int = 0

    def find(self, number: int) -> Entry | None:
        """The section's entry for an object; a hybrid's hidden entry wins over a free one (7.5.8.4)."""
        position = bisect_right(self.runs, number, key=_first) - 1
        entry = None
        if position >= 0 and number < self.runs[position].start + self.runs[position].count:
            entry = self.records.entry(self.runs[position], number - self.runs[position].start)
        if self.hidden is not None and (entry is None or entry.kind is Kind.FREE):
            return self.hidden.find(number) or entry
        return entry

    @property
    def end(self) -> int:
        """One more than the highest object number that the section lists or is."""
        last = max((run.start + run.count for run in self.runs), default=0)
        return max(last, self.own + 1, self.hidden.end if self.hidden is not None else 0)

    @property
    def numbers(self) -> Iterator[int]:
        """The numbers of all objects that the section has an entry for."""
        runs = (*self.runs, *(self.hidden.runs if self.hidden is not None else ()))
        return chain.from_iterable(range(run.start, run.start + run.count) for run in runs)

    def listed(self, kind: Kind) -> Listed:
        """The section's entries of one kind."""
        found = _together(self.records.listed(run, kind) for run in self.runs)
        if self.hidden is None:
            return found
        hidden = self.hidden.listed(kind)
        shown = set(_together(self.records.listed(run, Kind.PLAIN) for run in self.runs).numbers)
        return _together((found, hidden.where([number not in shown for number in hidden.numbers])))


def _first(run: Run) -> int:
    return run.start


@dataclass(frozen=True, slots=True)
class Chain:
    """The sections of a file, newest first. `header_offset` is added to every offset that the file states."""

    sections: tuple[Section, ...]
    header_offset: int
    startxref_exact: bool

    @property
    def trailer(self) -> DictionaryObject:
        return self.sections[0].trailer

    def find(self, number: int) -> Entry | None:
        for section in self.sections:
            entry = section.find(number)
            if entry is not None:
                return entry
        return None

    def listed(self, kind: Kind) -> Listed:
        """The entries of one kind that count: no later section has one for the same object."""
        found: list[Listed] = []
        later: set[int] = set()
        for section, newer in zip(self.sections, (None, *self.sections), strict=False):
            own = section.listed(kind)
            if newer is not None:
                later.update(newer.numbers)
                own = own.where([number not in later for number in own.numbers])
            found.append(own)
        return _together(found)

    @property
    def size(self) -> int:
        """The first object number that is free to be given away: /Size, or more where an entry goes beyond it.

        A /Size beyond what readers bear is not believed. Raises LimitError where an entry itself goes beyond.
        """
        stated = self.trailer.get("/Size")
        highest = max(section.end for section in self.sections)
        if highest > HIGHEST_NUMBER:
            raise LimitError(f"An object's number is above {HIGHEST_NUMBER:,}, the most that readers bear.")
        return max(int(stated) if isinstance(stated, int) and stated < HIGHEST_NUMBER else 0, highest, 1)


def damaged(what: str) -> DamagedError:
    return DamagedError(what, remedy=REPAIR_REMEDY)


def entry_of(place: int, generation: int, used: bool, base: int) -> Entry:
    # "n" at byte 0, where the header stands, is how some producers write a number that they do not use.
    return Entry(Kind.PLAIN, place + base, generation) if used and place else Entry(Kind.FREE, place, generation)


@dataclass(frozen=True, slots=True)
class TableRecords:
    """The 20-byte lines of a cross-reference table, in the file itself."""

    data: bytes
    base: int

    def entry(self, run: Run, index: int) -> Entry:
        if run.listed is not None:
            return run.listed[index]
        at = run.position + index * ENTRY_LENGTH
        used = self.data[at + 17] == _IN_USE
        return entry_of(int(self.data[at : at + 10]), int(self.data[at + 11 : at + 16]), used, self.base)

    def listed(self, run: Run, kind: Kind) -> Listed:
        numbers = range(run.start, run.start + run.count)
        if run.listed is not None:
            entries = Listed(
                list(numbers), [entry.place for entry in run.listed], [entry.which for entry in run.listed]
            )
            return entries.where([entry.kind is kind for entry in run.listed])
        if kind is not Kind.PLAIN:
            return Listed([], [], [])
        lines = self.data[run.position : run.position + run.count * ENTRY_LENGTH]
        used = lines[17::ENTRY_LENGTH].replace(b"f", b"\0")
        fields = lines.decode("latin-1").split()  # as text: a number is read from bytes in twice the time
        places = list(map(int, compress(fields[::3], used)))
        first = lines.count(b" 00000 n") == len(places)  # of their generation, as nearly always
        generations = [0] * len(places) if first else list(map(int, compress(fields[1::3], used)))
        return Listed(list(compress(numbers, used)), places, generations).placed(self.base)


@dataclass(frozen=True, slots=True)
class StreamRecords:
    """The decoded records of a cross-reference stream: three big-endian numbers of `widths` bytes each (7.5.8.3)."""

    content: bytes
    widths: tuple[int, int, int]
    base: int

    def entry(self, run: Run, index: int) -> Entry:
        kind, place, which = self._record(run.position + index * sum(self.widths))
        if kind == 2:
            return Entry(Kind.COMPRESSED, place, which)
        return entry_of(place, which, kind == 1, self.base)  # other kinds refer to the null object

    def _record(self, at: int) -> tuple[int, int, int]:
        one, two, step = self.widths[0], self.widths[0] + self.widths[1], sum(self.widths)
        record = self.content[at : at + step]
        kind = int.from_bytes(record[:one], "big") if one else 1
        return kind, int.from_bytes(record[one:two], "big"), int.from_bytes(record[two:], "big")

    def listed(self, run: Run, kind: Kind) -> Listed:
        one, two, step = self.widths[0], self.widths[0] + self.widths[1], sum(self.widths)
        records = self.content[run.position : run.position + run.count * step]
        sought, kinds = _KINDS.index(kind), _column(records, slice(0, one), step) if one else repeat(1, run.count)
        wanted = [each == sought for each in kinds]
        found = Listed(
            list(compress(range(run.start, run.start + run.count), wanted)),
            list(compress(_column(records, slice(one, two), step), wanted)),
            list(compress(_column(records, slice(two, step), step), wanted)),
        )
        return found.placed(self.base) if kind is Kind.PLAIN else found


def _column(records: bytes, field: slice, step: int) -> Sequence[int]:
    """One field of all records. Its bytes are put into numbers of eight bytes, which are then read together."""
    width, count = field.stop - field.start, len(records) // step
    if width > EIGHT:
        return [int.from_bytes(records[at : at + step][field], "big") for at in range(0, len(records), step)]
    wide = bytearray(count * EIGHT)
    for place in range(width):
        wide[EIGHT - width + place :: EIGHT] = records[field.start + place :: step]
    return struct.unpack(f">{count}Q", wide)
