"""A PDF's cross-reference chain: where each object stands (ISO 32000-1, 7.5.4 to 7.5.8).

Entries are looked up in the file's bytes when asked for, so opening costs the same for 10 pages and for 10,000.
`xref_reading` makes the chain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from pypdf.generic import DictionaryObject

from overlay.errors import DamagedError, LimitError

REPAIR_REMEDY = "Correct a repaired copy of it instead: --repair rewrites the file first, and the record says so."

HIGHEST_NUMBER = 8_388_607
"""Of an object: ISO 32000-1, Annex C, Table C.1."""

ENTRY_LENGTH = 20  # bytes; ISO 32000-1, 7.5.4
_IN_USE = ord("n")
_NOWHERE, _FIRST = b"0000000000", b"00000"


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

    def doubtful(self, run: Run, data: bytes) -> list[Place]:
        """The objects of a run that do not stand at their byte offset in the plainest form; few, and to be looked at."""


Place = tuple[int, int, int]
"""An object's number, its byte offset into the file, its generation."""


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

    def doubtful(self, data: bytes) -> Iterator[Place]:
        """The objects of this section that do not stand at their byte offset in the plainest form."""
        for run in self.runs:
            yield from self.records.doubtful(run, data)
        if self.hidden is not None:
            yield from self.hidden.doubtful(data)


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

    def doubtful(self, data: bytes) -> Iterator[Place]:
        """Every object that does not stand at its byte offset in the plainest form, by the entry that counts."""
        for section in self.sections:
            for place in section.doubtful(data):
                found = self.find(place[0])
                if found is not None and found.kind is Kind.PLAIN and found.place == place[1]:
                    yield place

    @property
    def has_streams(self) -> bool:
        """Whether a section is a cross-reference stream, or hides one: only those list objects in object streams (7.5.8)."""
        return any(section.style is not Style.TABLE for section in self.sections)

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

    def doubtful(self, run: Run, data: bytes) -> list[Place]:
        if run.listed is not None:
            kept = ((number, entry) for number, entry in enumerate(run.listed, run.start) if entry.kind is Kind.PLAIN)
            return [(number, entry.place, entry.which) for number, entry in kept]
        tokens = self.data[run.position : run.position + run.count * ENTRY_LENGTH].split()
        entries = zip(range(run.start, run.start + run.count), tokens[::3], tokens[1::3], tokens[2::3], strict=True)
        base, stands_at = self.base, data.startswith
        return [
            (number, int(place) + base, int(generation))
            for number, place, generation, kind in entries
            if kind == b"n"
            and place != _NOWHERE
            and not (generation == _FIRST and stands_at(b"%d 0 obj" % number, int(place) + base))
        ]


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

    def doubtful(self, run: Run, data: bytes) -> list[Place]:
        one, step = self.widths[0], sum(self.widths)
        content, base, stands_at = self.content, self.base, data.startswith
        begin, end, two = run.position, run.position + run.count * step, one + self.widths[1]
        kinds = content[begin:end:step] if one == 1 else None
        number_of = int.from_bytes
        places = [
            (number, number_of(content[at + one : at + two], "big") + base, at)
            for number, at in enumerate(range(begin, end, step), run.start)
            if kinds is None or kinds[number - run.start] == 1
        ]
        doubted = [(number, at) for number, place, at in places if not stands_at(b"%d 0 obj" % number, place)]
        records = [(number, self._record(at)) for number, at in doubted]
        return [(number, place + base, which) for number, (kind, place, which) in records if kind == 1 and place]
