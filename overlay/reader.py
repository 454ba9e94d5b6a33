"""A pypdf reader that looks each object up when it is asked for, and trusts the cross-reference chain or nothing.

pypdf's own reader probes every object's header on opening, and searches the whole file for an object that is not where
it should be. This one reads the chain (`xref`), and an object that is not in its place is damage, not a riddle.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO, Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, NullObject, PdfObject, StreamObject, read_object

from overlay.xref import Chain, Entry, Kind, damaged, read_chain

TRAILER_KEYS = ("/Root", "/Encrypt", "/Info", "/ID", "/Size")

_HEADER = re.compile(rb"[\x00\t\n\f\r ]*(\d{1,10})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+obj[\x00\t\n\f\r ]*")
_INTEGER = re.compile(rb"\d+")


class LazyReader(PdfReader):
    """pypdf's reader over bytes in memory. Raises DamagedError where pypdf would search, guess or rebuild.

    An object that the chain does not have is null (ISO 32000-1, 7.3.10).
    """

    def __init__(self, data: bytes, *, name: str) -> None:
        self.data = data
        self.name = name
        self.chain: Chain
        self._object_streams: dict[int, tuple[bytes, tuple[int, ...], int]] = {}
        self._opening: set[int] = set()
        super().__init__(BytesIO(data), strict=False)

    def read(self, stream: IO[bytes]) -> None:
        """Follows the cross-reference chain instead of probing objects."""
        self.stream = stream
        self._known_objects = set()
        self._override_encryption = True
        self._encryption = None
        self.chain = read_chain(self.data, name=self.name, parse=self._parsed_at)
        self.trailer = DictionaryObject(
            {NameObject(key): self.chain.trailer.raw_get(key) for key in TRAILER_KEYS if key in self.chain.trailer}
        )

    def _parsed_at(self, offset: int) -> PdfObject:
        match = re.compile(rb"[\x00\t\n\f\r ]*").match(self.data, offset)
        self.stream.seek(match.end() if match else offset)
        parsed: PdfObject = read_object(self.stream, self)
        return parsed

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        """The object, decrypted; null where the file has none of that number and generation."""
        if isinstance(indirect_reference, int):
            number, generation = indirect_reference, 0
        else:
            number, generation = indirect_reference.idnum, indirect_reference.generation
        key = (generation, number)
        if key in self.resolved_objects:
            return self.resolved_objects[key]
        entry = self.chain.find(number)
        if entry is None or entry.kind is Kind.FREE:
            found: PdfObject = NullObject()
        elif number in self._opening:
            raise damaged(f"{self.name}: object {number} needs itself to be read.")
        else:
            self._opening.add(number)
            try:
                found = self._found(number, generation, entry)
            finally:
                self._opening.discard(number)
        self.resolved_objects[key] = found
        found.indirect_reference = IndirectObject(number, generation, self)
        return found

    def _found(self, number: int, generation: int, entry: Entry) -> PdfObject:
        if entry.kind is Kind.COMPRESSED:
            return self._compressed(number, entry.place) if generation == 0 else NullObject()
        if entry.which != generation:
            return NullObject()
        self.stream.seek(self.object_offset(number, entry))
        parsed: PdfObject = read_object(self.stream, self)
        if not self._override_encryption and self._encryption is not None:
            if not self._encryption.is_decrypted():
                raise damaged(f"{self.name} is encrypted, and was not opened.")
            parsed = self._encryption.decrypt_object(parsed, number, generation, strict=False)
        return parsed

    def object_offset(self, number: int, entry: Entry) -> int:
        """Where the object's value begins, after `n g obj`. Raises DamagedError where no such header stands there."""
        match = _HEADER.match(self.data, entry.place)
        if match is None or int(match.group(1)) != number or int(match.group(2)) != entry.which:
            raise damaged(f"{self.name}: object {number} is not where the file's list of objects says it is.")
        return match.end()

    def _compressed(self, number: int, container: int) -> PdfObject:
        content, index, first = self._object_stream(container)
        for position in range(0, len(index) - 1, 2):
            if index[position] == number:
                stream = BytesIO(content)
                start = re.compile(rb"[\x00\t\n\f\r ]*").match(content, first + index[position + 1])
                stream.seek(start.end() if start else 0)
                parsed: PdfObject = read_object(stream, self)
                return parsed
        raise damaged(f"{self.name}: object {number} is not where the file's list of objects says it is.")

    def _object_stream(self, container: int) -> tuple[bytes, tuple[int, ...], int]:
        if container not in self._object_streams:
            stream = self.get_object(container)
            if not isinstance(stream, StreamObject) or stream.get("/Type") != "/ObjStm":
                raise damaged(f"{self.name}: object {container} should hold other objects, and does not.")
            content = bytes(stream.get_data())
            first: Any = stream.get("/First")
            first = int(first.get_object()) if first is not None else 0
            index = tuple(int(token) for token in _INTEGER.findall(content[:first]))
            self._object_streams[container] = (content, index, first)
        return self._object_streams[container]
