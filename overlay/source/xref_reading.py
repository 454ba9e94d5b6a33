"""Reads a PDF's cross-reference chain strictly: what it says, never what it might have meant (ISO 32000-1, 7.5.4 to 7.5.8).

A release copy continues this chain, so a chain that needs rebuilding is refused rather than repaired: appending to a
repaired one loses whatever the next reader's repair finds differently. Tolerated, because nothing is guessed: bytes before
the header (offsets then count from the header), bytes after the last `%%EOF`, a `startxref` that misses its section by a
few bytes, entries with one line-ending byte too few or too many, `/Prev 0`.
"""

from __future__ import annotations

import itertools
import re
from typing import Protocol

from pypdf.generic import DictionaryObject, PdfObject, StreamObject

from overlay.errors import DamagedError
from overlay.source.xref import ENTRY_LENGTH, Chain, Run, Section, StreamRecords, Style, TableRecords, damaged, entry_of

HEADER_WINDOW = 1024
"""How far from the start `%PDF-` is looked for: what every common reader does (ISO 32000-1, Annex H.3)."""

NEARBY = 32
"""How many bytes a wrong `startxref` may be off by: enough for converted line endings in a trailer, too few to meet another section."""

LONGEST_CHAIN = 4096
"""Sections in one chain; every save adds one, so more is an attack, not a document."""

_STARTXREF = re.compile(rb"startxref[\x00\t\n\f\r ]*(\d{1,19})")
_OBJECT_HEADER = re.compile(rb"[\x00\t\n\f\r ]*(\d{1,10})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+obj")
_SECTION_START = re.compile(rb"(?<![a-z])xref\b|(?<!\d)\d{1,10} \d{1,5} obj\b")
_LATER_OBJECT = re.compile(rb"[\n\r]\d{1,10} \d{1,5} obj\b")
_SPACE = re.compile(rb"[\x00\t\n\f\r ]*")
_SUBSECTION = re.compile(rb"[\x00\t\n\f\r ]*(\d{1,10})[\t ]+(\d{1,10})[\t ]*(?:\r\n|\r|\n|(?=[\t ]))")
# Line ends vary; with other figures or spaces in an entry, readers take it for different things.
_ENTRY = re.compile(rb"[\x00\t\n\f\r ]*(\d{10}) (\d{5}) ([nf])[\t ]*(?:\r\n|\r|\n)?")
_TRAILER = re.compile(rb"[\x00\t\n\f\r ]*trailer")


class Objects(Protocol):
    """What the chain needs of a reader: the object at a byte offset of the file, and a stream's decoded content.

    Both raise DamagedError.
    """

    def parsed_at(self, offset: int) -> PdfObject: ...

    def decoded(self, stream: StreamObject) -> bytes: ...


def header_offset(data: bytes, name: str) -> int:
    """Where `%PDF-` begins. Raises DamagedError where it is not among the first 1,024 bytes."""
    found = data.find(b"%PDF-", 0, HEADER_WINDOW + 5)
    if found < 0:
        what = "is empty" if not data else "is not a PDF: it does not begin with %PDF-"
        raise DamagedError(f"{name} {what}.", remedy="Give the PDF file that was released.")
    return found


def read_chain(data: bytes, *, name: str, objects: Objects) -> Chain:
    """The cross-reference chain of a file, from its last `startxref` back. Raises DamagedError where it cannot be followed."""
    base = header_offset(data, name)
    stated = _startxref(data, name) + base
    start = _section_near(data, stated, name)
    reader = _Reader(data, base, name, objects)
    sections: list[Section] = []
    seen: set[int] = set()
    following: int | None = start
    while following is not None:
        if following in seen or len(sections) >= LONGEST_CHAIN:
            raise damaged(f"{name}: the cross-reference sections of the file refer to each other in a circle.")
        seen.add(following)
        section = reader.section(following)
        sections.append(section)
        following = reader.offset_of(section.trailer, "/Prev")
    return Chain(tuple(sections), base, stated == start)


def _startxref(data: bytes, name: str) -> int:
    found = data.rfind(b"startxref")
    match = _STARTXREF.match(data, found) if found >= 0 else None
    if match is None:
        raise damaged(
            f"{name} has no end: the pointer to its list of objects (startxref) is missing. It may be cut off."
        )
    if _LATER_OBJECT.search(data, match.end()):
        raise damaged(f"{name}: objects follow the end of the last complete version of the file. It may be cut off.")
    return int(match.group(1))


def _section_near(data: bytes, stated: int, name: str) -> int:
    """The offset of the section that a `startxref` points at, or misses by a few bytes."""
    if 0 < stated < len(data):
        exact = _skip_space(data, stated)
        if data.startswith(b"xref", exact) or _OBJECT_HEADER.match(data, exact):
            # A digit before means the pointer cuts an object's number in two.
            before = data[exact - 1 : exact]
            if data.startswith(b"xref", exact) or not before.isdigit():
                return exact
        begin = max(0, stated - NEARBY)
        near = [found.start() for found in _SECTION_START.finditer(data, begin, stated + NEARBY)]
        if len(near) == 1:
            return near[0]
    raise damaged(f"{name}: the pointer to its list of objects (startxref {stated}) does not lead to one.")


def _skip_space(data: bytes, position: int) -> int:
    match = _SPACE.match(data, position)
    return match.end() if match else position


class _Reader:
    """Reads single sections."""

    def __init__(self, data: bytes, base: int, name: str, objects: Objects) -> None:
        self.data = data
        self.base = base
        self.name = name
        self.objects = objects

    def offset_of(self, trailer: DictionaryObject, key: str) -> int | None:
        """The offset into the file that a trailer's entry states; None for none, or 0 as some producers write it."""
        value = trailer.get(key)
        if value is None or value == 0:
            return None
        if not isinstance(value, (int, float)) or not 0 < value + self.base < len(self.data):
            raise damaged(f"{self.name}: a trailer points outside the file ({key} {value!s:.20}).")
        return int(value) + self.base

    def section(self, offset: int) -> Section:
        start = _skip_space(self.data, offset)
        if self.data.startswith(b"xref", start):
            return self._table(start)
        if _OBJECT_HEADER.match(self.data, start):
            return self._stream(start)
        raise damaged(f"{self.name}: no cross-reference section at byte {offset}, where the file says there is one.")

    def _table(self, start: int) -> Section:
        position, runs = start + len(b"xref"), []
        while trailer_at := _SUBSECTION.match(self.data, position):
            run, position = self._run(trailer_at)
            runs.append(run)
        match = _TRAILER.match(self.data, position)
        if match is None:
            raise damaged(f"{self.name}: the cross-reference table at byte {start} breaks off without a trailer.")
        trailer = self.objects.parsed_at(match.end())
        if not isinstance(trailer, DictionaryObject):
            raise damaged(f"{self.name}: the cross-reference table at byte {start} has no trailer dictionary.")
        hidden_at = self.offset_of(trailer, "/XRefStm")
        hidden = None if hidden_at is None else self._stream(_skip_space(self.data, hidden_at))
        style = Style.TABLE if hidden is None else Style.HYBRID
        return Section(start, style, trailer, self._ordered(runs, start), TableRecords(self.data, self.base), hidden)

    def _run(self, heading: re.Match[bytes]) -> tuple[Run, int]:
        first, count = int(heading.group(1)), int(heading.group(2))
        begin, end = heading.end(), heading.end() + count * ENTRY_LENGTH
        if end > len(self.data) + ENTRY_LENGTH:
            raise damaged(
                f"{self.name}: the cross-reference table claims more objects ({count}) than the file can hold."
            )
        if count and _all_twenty_bytes(self.data, begin, count):
            return Run(first, count, begin), end
        entries, begins, position = [], [], begin
        for index in range(count):
            match = _ENTRY.match(self.data, position)
            if match is None:
                raise damaged(f"{self.name}: the cross-reference entry of object {first + index} cannot be read.")
            entries.append(entry_of(int(match.group(1)), int(match.group(2)), match.group(3) == b"n", self.base))
            begins.append(match.start(1))
            position = match.end()
        if len({after - before for before, after in itertools.pairwise(begins)}) > 1:
            raise damaged(f"{self.name}: the cross-reference entries from object {first} on are of different lengths.")
        return Run(first, count, listed=tuple(entries)), position

    def _ordered(self, runs: list[Run], start: int) -> tuple[Run, ...]:
        ordered = sorted(runs, key=lambda run: run.start)
        for before, after in itertools.pairwise(ordered):
            if before.start + before.count > after.start:
                raise damaged(
                    f"{self.name}: the cross-reference section at byte {start} lists object {after.start} twice."
                )
        return tuple(run for run in ordered if run.count)

    def _stream(self, start: int) -> Section:
        header = _OBJECT_HEADER.match(self.data, start)
        stream = self.objects.parsed_at(header.end()) if header else None
        if not isinstance(stream, StreamObject) or stream.get("/Type") != "/XRef":
            raise damaged(f"{self.name}: no cross-reference section at byte {start}, where the file says there is one.")
        widths = _integers(stream.get("/W"))
        pairs = _integers(stream.get("/Index", [0, stream.get("/Size", 0)]))
        if len(widths) != 3 or not 0 < sum(widths) <= 24 or len(pairs) % 2:
            raise damaged(f"{self.name}: the cross-reference stream at byte {start} does not state its form.")
        content, step = self.objects.decoded(stream), sum(widths)
        if sum(pairs[1::2]) * step > len(content):
            raise damaged(f"{self.name}: the cross-reference stream at byte {start} is shorter than it says.")
        runs, position = [], 0
        for first, count in zip(pairs[::2], pairs[1::2], strict=True):
            runs.append(Run(first, count, position))
            position += count * step
        records = StreamRecords(content, (widths[0], widths[1], widths[2]), self.base)
        own = int(header.group(1)) if header else 0
        return Section(start, Style.STREAM, stream, self._ordered(runs, start), records, own=own)


def _all_twenty_bytes(data: bytes, begin: int, count: int) -> bool:
    """Whether all entries have the standard's form: 20 bytes, "nnnnnnnnnn ggggg n" and two bytes of line ending."""
    block = data[begin : begin + count * ENTRY_LENGTH]
    if len(block) < count * ENTRY_LENGTH:
        return False
    spaces = block[10::20].count(b" ") + block[16::20].count(b" ")
    kinds = block[17::20].count(b"n") + block[17::20].count(b"f")
    ends = sum(block[18::20].count(byte) for byte in (b" ", b"\r", b"\n"))
    tails = sum(block[19::20].count(byte) for byte in (b" ", b"\r", b"\n"))
    digits = all(block[place::20].isdigit() for place in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15))
    return digits and spaces == 2 * count and kinds == ends == tails == count


def _integers(value: object) -> list[int]:
    if not isinstance(value, list):
        return []
    return [int(number) for number in value if isinstance(number, (int, float)) and number >= 0]
