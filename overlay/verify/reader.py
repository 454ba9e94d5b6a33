"""pypdf's reader, quicker at what it does with every object of a file, and no less careful."""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO, Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, IndirectObject, NameObject, PdfObject, StreamObject

_PLAIN_HEADER = re.compile(rb"(\d{1,10}) (\d{1,5}) obj[\x00\t\n\f\r ]*(?=[^\x00\t\n\f\r ])")

FILTERS = {
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode",
}
"""By the names that are meant for inline images (ISO 32000-1, Table 94): viewers know them everywhere, pypdf no longer."""


class _File(BytesIO):
    """A file in memory that pypdf may look at as a whole without a copy being made of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._whole = data

    def getbuffer(self) -> memoryview:
        return memoryview(self._whole)


class Reader(PdfReader):
    """pypdf's reader, quicker at what it does with every object of a file, which is to see whether it is where it is listed;
    and it leaves metadata as they are where a document says that they are not encrypted (7.6.3.2, /EncryptMetadata).
    Filters have their full names in it."""

    def __init__(self, data: bytes) -> None:
        self._in_clear: set[tuple[int, int]] = set()
        self._data, self._file = data, _File(data)
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

    def cache_indirect_object(self, generation: int, idnum: int, obj: PdfObject | None) -> PdfObject | None:
        """Every object as soon as it is read, cross-reference streams before they are decoded."""
        if isinstance(obj, StreamObject):
            _spell_out(obj)
        return super().cache_indirect_object(generation, idnum, obj)

    def read_object_header(self, stream: IO[Any]) -> tuple[int, int]:
        """Number and generation; the stream is left at the object's first byte. What is written oddly, pypdf reads."""
        plain = _PLAIN_HEADER.match(self._data, stream.tell()) if stream is self._file else None
        if plain is None:
            return super().read_object_header(stream)
        stream.seek(plain.end())
        return int(plain.group(1)), int(plain.group(2))


def _spell_out(stream: StreamObject) -> None:
    """Gives a stream's filters their full names. What /Filter only refers to is not followed, and stays as it is."""
    stated = dict.get(stream, "/Filter")
    if isinstance(stated, ArrayObject):
        stated[:] = [_full_name(each) for each in list.__iter__(stated)]
    elif stated is not None:
        stream[NameObject("/Filter")] = _full_name(stated)


def _full_name(stated: PdfObject) -> PdfObject:
    return NameObject(FILTERS.get(stated, stated)) if isinstance(stated, NameObject) else stated
