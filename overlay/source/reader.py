"""A pypdf reader that looks each object up when it is asked for, and trusts the cross-reference chain or nothing.

pypdf's own reader probes every object's header on opening, and searches the whole file for an object that is not where
it should be. This one reads the chain (`xref`) and the objects (`syntax`) itself; an object that is not in its place is
damage, not a riddle.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from typing import IO

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
)

from overlay.errors import DamagedError, EncryptionError, OverlayError
from overlay.limits import USUAL, Allowance, Limits
from overlay.source.encryption import FileKey, file_key
from overlay.source.missing import highest_referred, outside_streams
from overlay.source.predictor import quickly_decoded
from overlay.source.syntax import Parser, SyntaxFaultError, resolved
from overlay.source.xref import Chain, Entry, Kind, Listed, damaged
from overlay.source.xref_reading import read_chain

TRAILER_KEYS = ("/Root", "/Encrypt", "/Info", "/ID", "/Size")

PARSING_FAULTS = (
    PyPdfError,
    DeprecationError,
    zlib.error,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
)
"""What pypdf and its filters raise on objects and content that are not what they should be."""

FULL_NAMES = {
    "/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode", "/LZW": "/LZWDecode", "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode", "/CCF": "/CCITTFaxDecode", "/DCT": "/DCTDecode",
}  # fmt: skip
"""Filters as inline images may abbreviate them (ISO 32000-1, Table 94); viewers read them so anywhere, pypdf nowhere."""

_HEADER = re.compile(rb"[\x00\t\n\f\r ]*(\d{1,10})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+obj(?![A-Za-z])")
_NULL = NullObject()


class LazyReader(PdfReader):
    """pypdf's reader over bytes in memory. Raises DamagedError where pypdf would search, guess or rebuild.

    An object that the chain does not have is null (ISO 32000-1, 7.3.10).
    """

    def __init__(self, data: bytes, *, name: str, limits: Limits = USUAL) -> None:
        self.allowance = Allowance(limits)
        self.data = data
        self.name = name
        self.chain: Chain
        self._file_key: FileKey | None = None
        self._parser = Parser(data, self)
        self._object_streams: dict[int, tuple[Parser, dict[int, int]]] = {}
        self._opening: set[int] = set()
        self._sound = False
        super().__init__(BytesIO(data), strict=False)

    def read(self, stream: IO[bytes]) -> None:
        """Follows the cross-reference chain instead of probing objects."""
        self._override_encryption = True
        self._encryption = None
        self.chain = read_chain(self.data, name=self.name, objects=self)
        self.trailer = DictionaryObject(
            {
                NameObject(key): self.chain.trailer.raw_get(key)
                for key in TRAILER_KEYS
                if not isinstance(self.chain.trailer.get(key, _NULL), NullObject)
            }
        )

    def _handle_encryption(self, password: str | bytes | None) -> None:
        try:
            super()._handle_encryption(password)
        except OverlayError:
            raise
        except (NotImplementedError, DependencyError) as error:
            raise EncryptionError(
                f"{self.name} is encrypted in a way that is not supported ({error}).",
                remedy="Ask its publisher for a copy that is protected by a password, or not at all.",
            ) from error
        except PARSING_FAULTS as error:
            raise damaged(f"{self.name} is encrypted, and the description of how is malformed.") from error

    @property
    def file_key(self) -> FileKey | None:
        """The key of an encrypted document that was opened; None where it is not encrypted."""
        if self._file_key is None and self._encryption is not None:
            self._file_key = file_key(self._encryption, self.trailer)
        return self._file_key

    def parsed_at(self, offset: int) -> PdfObject:
        """The object, or trailer dictionary, whose value begins at a byte offset."""
        try:
            return self._parser.indirect(offset, self._resolved)
        except SyntaxFaultError as fault:
            raise damaged(f"{self.name}: what should be an object is none ({fault}).") from fault

    def _resolved(self, reference: IndirectObject) -> object:
        # A stream's length is asked for while the chain is still being read, when nothing can be looked up.
        return self.get_object(reference) if hasattr(self, "chain") else None

    def decoded(self, stream: StreamObject) -> bytes:
        """A stream's content without its filters. Raises DamagedError, or LimitError for content that swells beyond measure."""
        most = self.allowance.limits.stream_bytes or sys.maxsize
        try:
            stream = _spelled_out(stream)
            content = quickly_decoded(stream, most=most)
            if content is None:
                with apply_configuration(
                    zlib_maximum_output_length=most,
                    lzw_maximum_output_length=most,
                    run_length_maximum_output_length=most,
                ):
                    content = bytes(stream.get_data())
            self.allowance.take(len(content))
            return content
        except OverlayError:
            raise
        except LimitReachedError as error:
            raise self.allowance.stream_too_large() from error
        except (*PARSING_FAULTS, NotImplementedError) as error:
            raise damaged(f"{self.name} holds a stream that cannot be decoded.") from error

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject:
        """The object, decrypted; null where the file has none of that number and generation."""
        if isinstance(indirect_reference, int):
            number, generation = indirect_reference, 0
        else:
            number, generation = indirect_reference.idnum, indirect_reference.generation
        key = (generation, number)
        known = self.resolved_objects.get(key)
        if known is not None:
            return known
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
        if not isinstance(found, NameObject):  # names are shared between objects
            found.indirect_reference = IndirectObject(number, generation, self)
        return found

    def _found(self, number: int, generation: int, entry: Entry) -> PdfObject:
        if entry.kind is Kind.COMPRESSED:
            return self._compressed(number, entry.place) if generation == 0 else NullObject()
        if entry.which != generation:
            return NullObject()
        parsed = self.parsed_at(self.object_offset(number, entry))
        if self._override_encryption or self.file_key is None:
            return parsed
        return self.file_key.decrypted(parsed, number, generation)

    def place_of(self, number: int, generation: int) -> tuple[bytes, int] | None:
        """The bytes that hold an object and where in them its value begins; None where there is none of that number."""
        if generation:
            entry = self.chain.find(number)
            plain = entry is not None and entry.kind is Kind.PLAIN and entry.which == generation
            return (self.data, self.object_offset(number, entry)) if entry is not None and plain else None
        place = self._first_generation.get(number)
        if place is not None:
            return self.data, self.object_offset(number, Entry(Kind.PLAIN, place, generation))
        container = self._containers.get(number)
        if container is None:
            return None
        parser, places = self._object_stream(container)
        return (parser.data, places[number]) if number in places else None

    def object_offset(self, number: int, entry: Entry) -> int:
        """Where the object's value begins, after `n g obj`. Raises DamagedError where no such header stands there."""
        plain = b"%d %d obj" % (number, entry.which)
        end = entry.place + len(plain)
        if self.data.startswith(plain, entry.place) and not self.data[end : end + 1].isalpha():
            return end  # as nearly always
        match = _HEADER.match(self.data, entry.place)
        if match is None or int(match.group(1)) != number or int(match.group(2)) != entry.which:
            raise damaged(f"{self.name}: object {number} is not where the file's list of objects says it is.")
        return match.end()

    @cached_property
    def _standing(self) -> Listed:
        """Number, byte offset and generation of every object that stands in the file by itself."""
        return self.chain.listed(Kind.PLAIN)

    @cached_property
    def _first_generation(self) -> dict[int, int]:
        """The byte offset of every object that stands by itself, those excepted whose number was used before."""
        standing = self._standing
        first = standing.where([not which for which in standing.whiches]) if any(standing.whiches) else standing
        return dict(zip(first.numbers, first.places, strict=True))

    @cached_property
    def _containers(self) -> dict[int, int]:
        """The object stream that holds each object that does not stand by itself."""
        held = self.chain.listed(Kind.COMPRESSED)
        return dict(zip(held.numbers, held.places, strict=True))

    def require_sound(self) -> None:
        """Raises DamagedError unless every object that the chain lists stands where it says: readers that find one misplaced
        rebuild the list each in its own way, and may then lose what is appended."""
        if self._sound:
            return
        stands_at = self.data.startswith
        for number, place, generation in self._standing:
            if generation or not stands_at(b"%d 0 obj" % number, place):
                self.object_offset(number, Entry(Kind.PLAIN, place, generation))
        self._sound = True

    def _compressed(self, number: int, container: int) -> PdfObject:
        parser, places = self._object_stream(container)
        if number not in places:
            raise damaged(f"{self.name}: object {number} is not where the file's list of objects says it is.")
        try:
            return parser.value(places[number])[0]
        except SyntaxFaultError as fault:
            raise damaged(f"{self.name}: object {number} is none ({fault} of object {container}).") from fault

    @cached_property
    def objects_as_written(self) -> tuple[bytes, ...]:
        """All that the file says but for the content of its streams: that refers to nothing, and is most of it (7.3.8).

        Object streams are decoded (7.5.7), those excepted that no viewer can read either.
        """
        starts = sorted([*self._standing.places, *(section.offset for section in self.chain.sections)])
        return (*outside_streams(self.data, starts), *self._object_stream_contents())

    def _object_stream_contents(self) -> Iterator[bytes]:
        for container in sorted(set(self._containers.values())):
            try:
                parser, _ = self._object_stream(container)
            except DamagedError:
                continue
            yield parser.data

    def highest_missing(self) -> int:
        """The highest object number beyond the file's own that something in it refers to all the same (7.3.10); 0 for none."""
        return highest_referred(b" ".join(self.objects_as_written), self.chain.size)

    def _object_stream(self, container: int) -> tuple[Parser, dict[int, int]]:
        """An object stream's content to parse from, and where in it each object begins (7.5.7)."""
        if container not in self._object_streams:
            stream = self.get_object(container)
            first = stream.get("/First") if isinstance(stream, StreamObject) else None
            first = first.get_object() if first is not None else None
            if not isinstance(stream, StreamObject) or stream.get("/Type") != "/ObjStm" or not isinstance(first, int):
                raise damaged(f"{self.name}: object {container} should hold other objects, and does not.")
            content = self.decoded(stream)
            count = resolved(stream, "/N")
            # Comments may stand between the numbers and the first object.
            tokens = content[: max(0, first)].split()[: 2 * count if isinstance(count, int) and count >= 0 else None]
            try:
                numbers, offsets = map(int, tokens[::2]), map(int, tokens[1::2])
                places = {number: first + offset for number, offset in zip(numbers, offsets, strict=False)}
            except ValueError as error:
                raise damaged(f"{self.name}: object {container} does not say what it holds.") from error
            self._object_streams[container] = (Parser(content, self), places)
        return self._object_streams[container]


def _spelled_out(stream: StreamObject) -> StreamObject:
    """The stream, or a copy of it with the full names of its filters where they are abbreviated."""
    filters = resolved(stream, "/Filter")
    listed = list(filters) if isinstance(filters, ArrayObject) else [filters]
    names = [each.get_object() if isinstance(each, IndirectObject) else each for each in listed]
    if not any(isinstance(name, str) and name in FULL_NAMES for name in names):
        return stream
    copy = EncodedStreamObject()
    copy.update(stream)
    copy._data = stream._data
    copy[NameObject("/Filter")] = ArrayObject([NameObject(FULL_NAMES.get(str(name), str(name))) for name in names])
    return copy
