"""pypdf's reader, quicker where it does something with every object of a file, of which a check needs few.

What is written in any way out of the ordinary, pypdf reads as it does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import SEEK_CUR, BytesIO
from itertools import chain, pairwise
from typing import IO, Any

from pypdf import PdfReader
from pypdf._utils import read_non_whitespace
from pypdf.errors import PdfStreamError
from pypdf.generic import ArrayObject, IndirectObject, NumberObject, PdfObject, StreamObject, read_object

IN_USE, PACKED = 1, 2
"""Kinds of entries of a cross-reference stream (ISO 32000-1, Table 18)."""

PARTS = 3
"""Of such an entry; and the bytes that each may have in pypdf's reading."""
LONGEST_PART = 8

_PLAIN_HEADER = re.compile(rb"(\d{1,10}) (\d{1,5}) obj[\x00\t\n\f\r ]*(?=[^\x00\t\n\f\r ])")
_PLAIN_NUMBERS = re.compile(rb"[\d \t\r\n]*[ \t\r\n]")  # to their end: pypdf and viewers read on where a digit follows


class _File(BytesIO):
    """A file in memory that pypdf may look at as a whole without a copy being made of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._whole = data

    def getbuffer(self) -> memoryview:
        return memoryview(self._whole)


class Reader(PdfReader):
    """Lists a file's objects, sees whether each is where it is listed, and takes objects out of object streams one by one.

    Metadata are left as they are where a document says that they are not encrypted (7.6.3.2, /EncryptMetadata).
    """

    def __init__(self, data: bytes) -> None:
        self._in_clear: set[tuple[int, int]] = set()
        self._data, self._file = data, _File(data)
        self._to_list: tuple[Any, ...] = ()
        self._unpacked: dict[int, tuple[bytes, Mapping[int, int]]] = {}
        super().__init__(self._file)

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        found = super().get_object(indirect_reference)
        if self._encryption is None or self._encryption.EncryptMetadata or isinstance(indirect_reference, int):
            return found
        key = (indirect_reference.generation, indirect_reference.idnum)
        if key in self._in_clear or not isinstance(found, StreamObject) or found.get("/Type") != "/Metadata":
            return found
        self._in_clear.add(key)
        self.resolved_objects.pop(key, None)
        before, self._override_encryption = self._override_encryption, True
        try:
            return super().get_object(indirect_reference)
        finally:
            self._override_encryption = before

    def read_object_header(self, stream: IO[Any]) -> tuple[int, int]:
        """Number and generation; the stream is left at the object's first byte."""
        plain = _PLAIN_HEADER.match(self._data, stream.tell()) if stream is self._file else None
        if plain is None:
            return super().read_object_header(stream)
        stream.seek(plain.end())
        return int(plain.group(1)), int(plain.group(2))

    def _read_pdf15_xref_stream(self, stream: IO[Any]) -> StreamObject:
        section = super()._read_pdf15_xref_stream(stream)
        self._list(section, *self._to_list)
        return section

    def _read_xref_subsections(self, *to_list: Any) -> None:
        self._to_list = (
            to_list  # the last thing that pypdf does with a section: it is done as soon as the section is known
        )

    def _list(self, section: StreamObject, idx_pairs: list[int], get_entry: Any, used_before: Any) -> None:
        """List the entries of a cross-reference stream (7.5.8.3), column by column."""
        runs = [range(first, first + count) for first, count in zip(idx_pairs[::2], idx_pairs[1::2], strict=False)]
        widths, content, count = _widths(section), section.get_data(), sum(map(len, runs))
        if not any(widths) or sum(widths) * count > len(content):
            super()._read_xref_subsections(idx_pairs, get_entry, used_before)
            return
        kinds, places, more = _columns(content, widths, count)
        for number, kind, place, which in zip(chain(*runs), kinds, places, more, strict=True):
            generation = 0 if kind == PACKED else which
            if kind not in (IN_USE, PACKED) or number in self.xref_objStm or number in self.xref.get(generation, ()):
                continue
            if kind == PACKED:
                self.xref_objStm[number] = (place, which)
            else:
                self.xref.setdefault(generation, {})[number] = place

    def _get_object_from_stream(self, indirect_reference: IndirectObject) -> PdfObject:
        """An object out of its object stream (7.5.7); the others in it are left, which pypdf reads along."""
        number = indirect_reference.idnum
        container, _ = self.xref_objStm[number]
        content, places = self._object_stream(container)
        if number not in places:
            return super()._get_object_from_stream(indirect_reference)
        stream = BytesIO(content)
        stream.seek(places[number])
        read_non_whitespace(stream)  # which some writers count in
        stream.seek(-1, SEEK_CUR)
        try:
            found = read_object(stream, self)
        except PdfStreamError:  # which pypdf makes the best of
            return super()._get_object_from_stream(indirect_reference)
        self.cache_indirect_object(0, number, found)
        return found

    def _object_stream(self, container: int) -> tuple[bytes, Mapping[int, int]]:
        """An object stream's content, and where in it each object begins; nowhere, where it is for pypdf to read."""
        if container not in self._unpacked:
            within = container in self.xref_objStm  # which may lead round in a circle
            found = None if within else IndirectObject(container, 0, self).get_object()
            if isinstance(found, StreamObject) and found.get("/Type") == "/ObjStm":
                content = found.get_data()
                self._unpacked[container] = content, _places(content, found.get("/First"), found.get("/N"))
            else:
                self._unpacked[container] = b"", {}
        return self._unpacked[container]


def _widths(section: StreamObject) -> list[int]:
    """The lengths of the three parts of a cross-reference stream's records; none where they are out of the ordinary."""
    stated = section.get("/W")
    widths = [int(each) for each in stated if type(each) is NumberObject] if isinstance(stated, ArrayObject) else []
    plain = len(widths) == PARTS and isinstance(stated, ArrayObject) and len(stated) == PARTS
    return widths if plain and all(0 <= width <= LONGEST_PART for width in widths) else []


def _columns(content: bytes, widths: list[int], count: int) -> list[list[int]]:
    """The numbers of so many records, part by part; a part that has no bytes is 0, and the first of them is 1 then."""
    size, start = sum(widths), 0
    columns: list[list[int]] = []
    for width in widths:
        numbers = [0 if columns or width else IN_USE] * count
        for at in range(start, start + width):
            numbers = [high << 8 | low for high, low in zip(numbers, content[at : size * count : size], strict=True)]
        columns.append(numbers)
        start += width
    return columns


def _places(content: bytes, first: object, count: object) -> dict[int, int]:
    """Where the objects of an object stream begin, by their numbers; nothing for one that is not plain and in order."""
    if not isinstance(first, NumberObject) or not isinstance(count, NumberObject) or not 0 < first < len(content):
        return {}
    header = content[:first]
    numbers = [int(each) for each in header.split()] if _PLAIN_NUMBERS.fullmatch(header) else []
    if not numbers:
        return {}
    offsets = numbers[1::2]
    rises = all(before < after for before, after in pairwise(offsets))
    if len(numbers) != 2 * count or not rises or len(set(numbers[::2])) != count or first + offsets[-1] >= len(content):
        return {}
    return {number: first + offset for number, offset in zip(numbers[::2], offsets, strict=True)}
