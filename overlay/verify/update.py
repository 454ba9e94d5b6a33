"""The update at a copy's end, read so that every byte of it is accounted for (ISO 32000-1, 7.5.4 to 7.5.8).

    [line feed] object* (table, trailer | cross-reference stream) startxref offset %%EOF

Each object is listed in the section, each listed object is there, in the order of their numbers, with nothing between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from overlay.verify.proof import Finding, NoReleaseCopyError
from overlay.verify.tokens import Parser
from overlay.verify.values import MalformedError, Name, Stream, Value

RULE = "bytes accounted for"
HEADER_WINDOW = 1024
LONGEST_LINE_END = 64
MOST_OBJECTS = 1_000_000

_END = re.compile(rb"startxref\n(0|[1-9]\d{0,18})\n%%EOF\n\Z")
_HEADER = re.compile(rb"(0|[1-9]\d{0,9}) (0|[1-9]\d{0,4}) obj\n")
_SUBSECTION = re.compile(rb"(0|[1-9]\d{0,9}) ([1-9]\d{0,9})\n")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) n \n")
_FREE_HEAD = re.compile(rb"(\d{10}) 65535 f \n")


@dataclass(frozen=True, slots=True)
class Placed:
    """An object of the update: `start` to `end` are the bytes it takes in the copy; `odd` is what `Parser.odd` says of it."""

    number: int
    generation: int
    start: int
    end: int
    value: Value
    odd: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """An update, with nothing left over. `start` is its first object's offset, `base` that of the header.

    `section` is the offset of the cross-reference section; `section_object` the number of its stream, None for a table.
    `free_head` is what a table says of object 0: the next free object. `odd` is what `Parser.odd` says of the trailer.
    """

    start: int
    base: int
    objects: dict[int, Placed]
    trailer: dict[str, Value]
    section: int
    section_object: int | None
    free_head: int | None
    odd: tuple[bytes, ...] = ()


def no_copy(message: str, number: int | None = None) -> NoReleaseCopyError:
    """The error for a file that cannot be looked at further."""
    return NoReleaseCopyError(Finding(RULE, message, object=number))


def read_update(copy: bytes) -> Update:
    """The last update of a file. Raises NoReleaseCopyError where its bytes are not exactly those of a release copy's form."""
    base = copy.find(b"%PDF-", 0, HEADER_WINDOW + len(b"%PDF-"))
    if base < 0:
        raise no_copy("This is not a PDF, and so not a release copy.")
    end = _END.search(copy, max(0, len(copy) - LONGEST_LINE_END))
    if end is None:
        raise no_copy(
            "This is not a release copy: the file does not end as release copies end, or something was added behind its end."
        )
    section = int(end.group(1)) + base
    try:
        if copy.startswith(b"xref\n", section):
            listed, trailer, free_head, odd = _table(copy, section, end.start())
            own = None
        else:
            listed, trailer, own, odd = _stream(copy, section, end.start())
            free_head = None
        starts = {offset + base for _, offset in listed.values()}
        start = min(starts, default=section)
        objects = _objects(copy, start, section)
    except MalformedError as error:
        raise no_copy(f"This is not an untouched release copy: in the part added to the original, {error}.") from error
    if own is not None:
        listed.pop(own, None)
    found = {number: (placed.generation, placed.start - base) for number, placed in objects.items()}
    if found != listed:
        first = sorted(set(found.items()) ^ set(listed.items()))[0][0]
        raise no_copy("The list of objects at the file's end does not agree with the objects that are there.", first)
    return Update(start, base, objects, trailer, section, own, free_head, odd)


def _objects(copy: bytes, position: int, section: int) -> dict[int, Placed]:
    """The objects from `position` up to `section`, one directly after the other, in the order of their numbers."""
    objects: dict[int, Placed] = {}
    last = -1
    while position < section:
        placed = _object(copy, position)
        if placed.number <= last:
            raise MalformedError(f"object {placed.number} comes twice or out of order")
        objects[placed.number], last, position = placed, placed.number, placed.end
    if position != section:
        raise MalformedError(f"the last object runs into the list of objects at byte {section}")
    return objects


def _object(copy: bytes, position: int) -> Placed:
    header = _HEADER.match(copy, position)
    if header is None:
        raise MalformedError(f"byte {position} belongs to no object")
    parser = Parser(copy, header.end())
    value = parser.body()
    parser.expect(b"\nendobj\n")
    return Placed(int(header.group(1)), int(header.group(2)), position, parser.position, value, tuple(parser.odd))


Listed = dict[int, tuple[int, int]]
"""Generation and stated offset of each object."""


def _table(copy: bytes, section: int, end: int) -> tuple[Listed, dict[str, Value], int, tuple[bytes, ...]]:
    listed: Listed = {}
    free_head: int | None = None
    position = section + len(b"xref\n")
    following = 0
    while heading := _SUBSECTION.match(copy, position):
        first, count, position = int(heading.group(1)), int(heading.group(2)), heading.end()
        if (first <= following and following) or count > MOST_OBJECTS:
            raise MalformedError("the list of objects is not in order")
        for number in range(first, first + count):
            entry = (_ENTRY if number else _FREE_HEAD).match(copy, position)
            if entry is None:
                raise MalformedError(f"the list of objects cannot be read at object {number}")
            if number:
                listed[number] = (int(entry.group(2)), int(entry.group(1)))
            else:
                free_head = int(entry.group(1))
            position = entry.end()
        following = first + count
    parser = Parser(copy, position)
    parser.expect(b"trailer\n")
    trailer = parser.value()
    parser.expect(b"\n")
    if parser.position != end or not isinstance(trailer, dict) or free_head is None:
        raise MalformedError("the trailer is not where it should be")
    return listed, trailer, free_head, tuple(parser.odd)


def _stream(copy: bytes, section: int, end: int) -> tuple[Listed, dict[str, Value], int, tuple[bytes, ...]]:
    placed = _object(copy, section)
    stream = placed.value
    if not isinstance(stream, Stream) or stream.entries.get("Type") != "XRef" or placed.end != end:
        raise MalformedError("there is no list of objects where the file's end says it is")
    widths, index = stream.entries.get("W"), stream.entries.get("Index")
    if not (isinstance(widths, list) and len(widths) == 3 and widths[0] == 1 and widths[2] == 2):
        raise MalformedError("the list of objects is not in the form of a release copy's")
    pairs = list(_pairs(index))
    content = stream.content()
    second = widths[1] if isinstance(widths[1], int) and 0 < widths[1] <= 8 else 0
    step = 3 + second
    if not second or len(content) != step * sum(count for _, count in pairs):
        raise MalformedError("the list of objects is longer or shorter than it says")
    listed: Listed = {}
    records = (content[at : at + step] for at in range(0, len(content), step))
    for first, count in pairs:
        for number in range(first, first + count):
            record = next(records)
            if record[0] != 1 or number in listed:
                raise MalformedError(f"the list of objects hides or repeats object {number}")
            listed[number] = (
                int.from_bytes(record[1 + second :], "big"),
                int.from_bytes(record[1 : 1 + second], "big"),
            )
    if placed.number not in listed or listed[placed.number][0] != 0:
        raise MalformedError("the list of objects does not list itself")
    return listed, dict(stream.entries), placed.number, placed.odd


def _pairs(index: Value) -> Iterable[tuple[int, int]]:
    if not isinstance(index, list) or len(index) % 2 or not all(type(item) is int for item in index):
        raise MalformedError("the list of objects does not say which objects it lists")
    following = 0
    for first, count in zip(index[::2], index[1::2], strict=True):
        assert isinstance(first, int)
        assert isinstance(count, int)
        if (first <= following and following) or not 0 < count <= MOST_OBJECTS:
            raise MalformedError("the list of objects is not in order")
        following = first + count
        yield first, count


SECTION_KEYS = frozenset(Name(key) for key in ("Type", "W", "Index", "Filter"))
"""Entries of a cross-reference stream that are about itself; the rest is the trailer's."""
