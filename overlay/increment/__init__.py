"""An incremental update of our own (ISO 32000-1, 7.5.6): new and changed objects, a cross-reference section, a trailer.

The bytes that `finish` returns follow the original's, which stay as they are. The section is a table or a stream, as the
original's last one is. Encrypted documents get their update encrypted with the same key and methods. The same calls in the
same order give the same bytes.

Left alone on purpose: every object that was not asked to be changed, the free list, and the linearisation dictionary
(a linearised file with an update is read as an ordinary one: Annex F.4.6).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from overlay.increment.serialise import clear, written, written_stream
from overlay.source import Source
from overlay.source.facts import version_key
from overlay.source.xref import Entry, Kind, Style

COMPRESSION = 9
"""Of the streams made here; appearances are small."""

_STREAM_KEYS = ("/Type", "/W", "/Index", "/Filter", "/DecodeParms", "/Length", "/DL", "/F", "/FFilter", "/FDecodeParms")
_OWN_KEYS = ("/Prev", "/XRefStm", "/Size", "/ID", *_STREAM_KEYS)

Number = tuple[int, int]
"""An object's number and generation."""


class Increment:
    """Collects what is to be appended to one source. Objects are pypdf's, and belong to the increment once handed over."""

    def __init__(self, source: Source) -> None:
        """Raises DamagedError where an object of the original is not where its cross-reference says."""
        source.reader.require_sound()
        self.source = source
        self._changed: dict[Number, PdfObject] = {}
        # What refers to an object that is not there refers to nothing, and must not come to refer to one of ours.
        self._next = max(source.reader.chain.size, source.reader.highest_missing() + 1)
        self._imported: dict[tuple[int, int, int], IndirectObject] = {}
        self._foreign: list[object] = []  # readers imported from, kept alive: their identity is a key above

    def get_object(self, reference: IndirectObject) -> PdfObject:
        """The object as the release copy will have it: new, changed, or the original's."""
        found = self._changed.get((reference.idnum, reference.generation))
        return found if found is not None else self._original(reference)

    def _original(self, reference: IndirectObject) -> PdfObject:
        found = self.source.reader.get_object(IndirectObject(reference.idnum, reference.generation, self.source.reader))
        assert found is not None  # our reader gives null, never None
        return found

    def reserve(self) -> IndirectObject:
        """A number for an object still to come by `replace`: for objects that refer to each other."""
        reference = IndirectObject(self._next, 0, self)
        self._next += 1
        return reference

    def add(self, value: PdfObject) -> IndirectObject:
        """Appends a new object. Returns its reference."""
        return self.replace(self.reserve(), value)

    def replace(self, reference: IndirectObject, value: PdfObject) -> IndirectObject:
        """Gives an object a new value under its old number and generation. Returns the reference."""
        self._changed[(reference.idnum, reference.generation)] = value
        return reference

    def edit(self, reference: IndirectObject) -> DictionaryObject:
        """A copy of a dictionary, or stream, that takes its place: change it freely. The same copy every time it is asked for.

        Raises TypeError where the object is neither.
        """
        number = (reference.idnum, reference.generation)
        if number not in self._changed:
            self._changed[number] = copied(self._original(reference))
        changed = self._changed[number]
        if not isinstance(changed, DictionaryObject):
            raise TypeError(f"object {reference.idnum} is not a dictionary")
        return changed

    def add_stream(self, dictionary: DictionaryObject, content: bytes, *, compress: bool = True) -> IndirectObject:
        """Appends a new stream of the given entries and content, compressed unless asked otherwise."""
        return self.add(stream_of(dictionary, content, compress=compress))

    def import_pdf_object(self, value: PdfObject) -> PdfObject:
        """A copy of an object of another document, with all it refers to; its references lead to new objects here.

        An object that was imported before is not imported again.
        """
        if isinstance(value, IndirectObject):
            return self._imported_reference(value)
        return _rebuilt(value, self.import_pdf_object)

    def _imported_reference(self, reference: IndirectObject) -> IndirectObject:
        owner = reference.pdf
        if owner is self or owner is self.source.reader:
            return reference
        key = (id(owner), reference.idnum, reference.generation)
        if key not in self._imported:
            self._foreign.append(owner)
            self._imported[key] = self.reserve()
            target = reference.get_object()
            self.replace(self._imported[key], self.import_pdf_object(target) if target is not None else NullObject())
        return self._imported[key]

    def require_version(self, version: str) -> None:
        """States in the catalog that the copy needs a later PDF version, where it does (7.5.2)."""
        if version_key(version) > version_key(self.source.facts.version):
            root = self.source.reader.trailer.raw_get("/Root")
            self.edit(root)[NameObject("/Version")] = NameObject("/" + version)

    def finish(self) -> bytes:
        """The bytes to append to the original."""
        data = self.source.data
        lead = b"" if data.endswith((b"\n", b"\r")) else b"\n"
        parts: list[bytes] = [lead]
        position = len(data) + len(lead)
        places: dict[int, Entry] = {}
        for (number, generation), value in sorted(self._changed.items(), key=lambda item: item[0]):
            written_object = self._object(number, generation, value)
            places[number] = Entry(Kind.PLAIN, position, generation)
            parts.append(written_object)
            position += len(written_object)
        stream = self.source.reader.chain.sections[0].style is Style.STREAM
        section = self._xref_stream if stream else self._xref_table
        parts.append(section(places, position, hashlib.sha256(b"".join(parts))))
        return b"".join(parts)

    def _object(self, number: int, generation: int, value: PdfObject) -> bytes:
        key = self.source.reader.file_key
        if key is None:
            cipher = clear
        else:

            def cipher(content: bytes) -> bytes:
                return key.encrypted_string(content, number, generation)

        if isinstance(value, StreamObject):
            content = bytes(value._data)
            content = content if key is None else key.encrypted_stream(value, content, number, generation)
            body = written_stream(value, content, cipher)
        else:
            body = written(value, cipher)
        return b"%d %d obj\n%b\nendobj\n" % (number, generation, body)

    def _trailer(self, size: int, digest: hashlib._Hash) -> DictionaryObject:
        """The previous trailer's entries, with what an update must change (7.5.6)."""
        chain = self.source.reader.chain
        trailer = DictionaryObject({key: value for key, value in dict.items(chain.trailer) if key not in _OWN_KEYS})
        trailer[NameObject("/Size")] = NumberObject(size)
        trailer[NameObject("/Prev")] = NumberObject(chain.sections[0].offset - chain.header_offset)
        identity = self.source.reader.trailer.get("/ID")
        identity = identity.get_object() if identity is not None else None
        if isinstance(identity, ArrayObject) and identity:
            first = identity[0].get_object()
            if isinstance(first, TextStringObject | ByteStringObject):
                digest.update(b"".join(written(item.get_object()) for item in identity) + b"%d" % len(self.source.data))
                kept, changed = ByteStringObject(first.original_bytes), ByteStringObject(digest.digest()[:16])
                trailer[NameObject("/ID")] = ArrayObject([kept, changed])
        return trailer

    def _xref_table(self, places: dict[int, Entry], position: int, digest: hashlib._Hash) -> bytes:
        chain = self.source.reader.chain
        size = max(self._next, chain.size)
        lines = [b"xref\n"]
        # Entry 0 heads the free list, which is left as it was; some readers want every section to begin with it.
        head = chain.find(0)
        free = head.place if head is not None and head.kind is Kind.FREE else 0
        listed = {0: b"%010d %05d f \n" % (free, 65535)}
        for number, entry in places.items():
            listed[number] = b"%010d %05d n \n" % (entry.place - chain.header_offset, entry.which)
        for first, count in _runs(listed):
            lines.append(b"%d %d\n" % (first, count))
            lines.extend(listed[number] for number in range(first, first + count))
        trailer = written(self._trailer(size, digest))
        return b"%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (b"".join(lines), trailer, position - chain.header_offset)

    def _xref_stream(self, places: dict[int, Entry], position: int, digest: hashlib._Hash) -> bytes:
        chain = self.source.reader.chain
        own = max(self._next, chain.size)
        places = places | {own: Entry(Kind.PLAIN, position, 0)}
        width = (position.bit_length() + 7) // 8
        records, index = [], []
        for first, count in _runs(places):
            index += [NumberObject(first), NumberObject(count)]
            for number in range(first, first + count):
                entry = places[number]
                place = (entry.place - chain.header_offset).to_bytes(width, "big")
                records.append(b"\x01" + place + entry.which.to_bytes(2, "big"))
        stream = self._trailer(own + 1, digest)
        stream[NameObject("/Type")] = NameObject("/XRef")
        stream[NameObject("/W")] = ArrayObject([NumberObject(1), NumberObject(width), NumberObject(2)])
        stream[NameObject("/Index")] = ArrayObject(index)
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        body = written_stream(stream, zlib.compress(b"".join(records), COMPRESSION))
        start = position - chain.header_offset
        return b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, body, start)


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, count), in order."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][0] + runs[-1][1] == number:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs


def copied(value: PdfObject) -> PdfObject:
    """A copy that shares no array or dictionary with its original; references stay references to the same objects."""
    return _rebuilt(value, lambda item: item if isinstance(item, IndirectObject) else copied(item))


def _rebuilt(value: PdfObject, rebuild: Callable[[PdfObject], PdfObject]) -> PdfObject:
    """The value with `rebuild` applied to what it holds directly. Simple values are never changed, so they are shared."""
    match value:
        case StreamObject():
            stream = EncodedStreamObject() if "/Filter" in value else DecodedStreamObject()
            for key, item in dict.items(value):
                dict.__setitem__(stream, key, rebuild(item))
            stream._data = value._data
            return stream
        case DictionaryObject():
            return DictionaryObject({key: rebuild(item) for key, item in dict.items(value)})
        case ArrayObject():
            return ArrayObject([rebuild(item) for item in list.__iter__(value)])
    return value


def stream_of(dictionary: DictionaryObject, content: bytes, *, compress: bool = True) -> StreamObject:
    """A stream of the given entries and content, Flate-compressed unless asked otherwise."""
    stream = EncodedStreamObject() if compress else DecodedStreamObject()
    for key, item in dict.items(dictionary):
        dict.__setitem__(stream, key, item)
    if compress:
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream._data = zlib.compress(content, COMPRESSION) if compress else content
    return stream
