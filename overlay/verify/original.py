"""The original inside a copy, read with pypdf's own reader, object by object."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from io import BytesIO

from pypdf._utils import read_non_whitespace
from pypdf.generic import IndirectObject, NullObject, StreamObject, read_object

from overlay.errors import DamagedError, PasswordError
from overlay.verify.reader import Reader
from overlay.verify.values import MalformedError, Ref, Stream, Value, converted

DEEPEST_TREE = 64

_STATED = re.compile(rb"startxref[\x00\t\n\f\r ]*(\d{1,19})")
_TABLE = re.compile(rb"[\x00\t\n\f\r ]*xref\b")
_TRAILER = re.compile(rb"trailer[\x00\t\n\f\r ]*")
_OBJECT = re.compile(rb"[\x00\t\n\f\r ]*\d{1,10}[\x00\t\n\f\r ]+\d{1,5}[\x00\t\n\f\r ]+obj[\x00\t\n\f\r ]*")

logging.getLogger("pypdf").addHandler(logging.NullHandler())


class _Repeated(logging.Filter):
    """Notes that pypdf told of a name that a dictionary has twice: it keeps the first entry, and viewers the last."""

    seen = False

    def filter(self, record: logging.LogRecord) -> bool:
        self.seen = self.seen or record.msg.startswith("Multiple definitions")
        return True


_REPEATED = _Repeated()
logging.getLogger("pypdf.generic._data_structures").addFilter(_REPEATED)


class Original:
    """The original document. Raises DamagedError where pypdf cannot open it, PasswordError where it needs a password.

    `data` may have one line feed more than the original: that with which a copy goes on where its original ends in none.
    """

    def __init__(self, data: bytes, password: str | None) -> None:
        self.data = data
        _REPEATED.seen = False
        try:
            self.reader = Reader(data)
            encrypted = self.reader.is_encrypted
            opened = not encrypted or any(self.reader.decrypt(word) for word in ("", password) if word is not None)
            self.trailer = {key[1:]: converted(value) for key, value in dict.items(self.reader.trailer)}
        except MemoryError:
            raise
        except Exception as error:  # whatever pypdf's parsers raise on a damaged file
            raise DamagedError(f"The original cannot be read ({type(error).__name__}).") from error
        if not opened:
            raise PasswordError("The copy is protected by a password.", remedy="Give it with --password-file.")
        self._values: dict[Ref, Value] = {}

    @cached_property
    def newest_trailer(self) -> dict[str, Value]:
        """The trailer that the original's end leads to: a table's dictionary, or a cross-reference stream's entries."""
        stated = _STATED.match(self.data, self.data.rfind(b"startxref"))
        at = (int(stated.group(1)) if stated else 0) + max(0, self.data.find(b"%PDF-", 0, 1029))
        for begin in (at, max(0, at - 32)):
            table = _TABLE.match(self.data, begin) if begin == at else _TABLE.search(self.data, begin, at + 37)
            keyword = _TRAILER.search(self.data, table.end()) if table else None
            found = self._parsed(keyword.end()) if keyword else None
            stream = None if table else _OBJECT.match(self.data, begin)
            found = self._parsed(stream.end()) if stream else found
            if isinstance(found, Stream):
                return found.entries
            if isinstance(found, dict):
                return found
        return self.trailer

    def _parsed(self, position: int) -> Value:
        """The object at a byte offset, never decrypted."""
        stream = BytesIO(self.data)
        stream.seek(position)
        try:
            return converted(read_object(stream, self.reader))
        except MemoryError:
            raise
        except Exception as error:  # whatever pypdf's parsers raise
            raise MalformedError(f"byte {position} of the original cannot be read ({type(error).__name__})") from error

    def lacks(self, patterns: Iterable[bytes]) -> set[bytes]:
        """Those of some regular expressions that fit nowhere where the original's objects are written: in its bytes, and in
        its object streams unpacked (7.5.7), which are read one by one and only as far as it takes."""
        wanted = {pattern for pattern in patterns if not re.search(pattern, self.data)}
        packed = sorted({int(stream) for stream, _ in self.reader.xref_objStm.values()}) if wanted else []
        for number in packed:
            try:
                text = self.decoded(Ref(number, 0)) or b""
            except MalformedError:
                continue
            wanted = {pattern for pattern in wanted if not re.search(pattern, text)}
            if not wanted:
                break
        return wanted

    @cached_property
    def identity(self) -> list[Value]:
        """The two strings of /ID (14.4), never decrypted; [] where the original has none that are strings."""
        found = self.array((self.newest_trailer or self.trailer).get("ID"))
        resolved = [self.resolve(item) for item in found]
        return resolved if resolved and isinstance(resolved[0], bytes) else []

    def get(self, ref: Ref) -> Value:
        """An object's value; None where there is none. Raises MalformedError for one that cannot be read."""
        if ref not in self._values:
            self._values[ref] = self._read(ref)
        return self._values[ref]

    def _read(self, ref: Ref) -> Value:
        if not self.has(ref):
            return None
        try:
            found = self.reader.get_object(IndirectObject(ref.number, ref.generation, self.reader))
            value = None if found is None or isinstance(found, NullObject) else converted(found)
            if isinstance(value, dict) and _REPEATED.seen and not self.reader.is_encrypted:
                value.update(self._last_entries(ref))
            return value
        except (MalformedError, MemoryError):
            raise
        except Exception as error:  # whatever pypdf's parsers raise
            raise MalformedError(
                f"object {ref.number} of the original cannot be read ({type(error).__name__})"
            ) from error

    def _last_entries(self, ref: Ref) -> dict[str, Value]:
        """The entries of a dictionary written by itself, the last of those with one name, which is the one viewers take."""
        place = self.reader.xref.get(ref.generation, {}).get(ref.number)
        header = _OBJECT.match(self.data, place) if place is not None else None
        entries: dict[str, Value] = {}
        if header is None or not self.data.startswith(b"<<", header.end()):
            return entries
        stream = BytesIO(self.data)
        stream.seek(header.end() + 2)
        while read_non_whitespace(stream) == b"/":
            stream.seek(-1, 1)
            name = read_object(stream, self.reader)
            read_non_whitespace(stream)
            stream.seek(-1, 1)
            entries[str(name)[1:]] = converted(read_object(stream, self.reader))
        return entries

    def decoded(self, value: Value) -> bytes | None:
        """The decoded bytes of the stream that `value` is or refers to; None where it is no stream. Raises MalformedError."""
        if not isinstance(value, Ref) or not isinstance(self.resolve(value), Stream):
            return None
        try:
            found = self.reader.get_object(IndirectObject(value.number, value.generation, self.reader))
            return bytes(found.get_data()) if isinstance(found, StreamObject) else None
        except MemoryError:
            raise
        except Exception as error:  # whatever pypdf's filters raise
            raise MalformedError(
                f"object {value.number} of the original cannot be decoded ({type(error).__name__})"
            ) from error

    def has(self, ref: Ref) -> bool:
        """Whether the original lists the object."""
        if ref.generation == 0 and ref.number in self.reader.xref_objStm:
            return True
        return ref.number in self.reader.xref.get(ref.generation, {})

    def lists_number(self, number: int) -> bool:
        """Whether the original lists an object of that number, whatever its generation."""
        if number in self.reader.xref_objStm:
            return True
        return any(number in listed for generation, listed in self.reader.xref.items() if generation != 65535)

    @cached_property
    def next_number(self) -> int:
        """The first number that the original has never given away: its /Size, or more where an entry goes beyond it."""
        numbers = [number for listed in self.reader.xref.values() for number in listed]
        size = self.trailer.get("Size")
        listed = [int(number) + 1 for number in (*numbers, *self.reader.xref_objStm)]
        return max([size if isinstance(size, int) else 0, *listed])

    def resolve(self, value: Value) -> Value:
        """The value itself, where `value` may be a reference to it (to a bounded number of steps)."""
        for _ in range(8):
            if not isinstance(value, Ref):
                return value
            value = self.get(value)
        return None

    def dictionary(self, value: Value) -> dict[str, Value]:
        """The dictionary that `value` is or refers to, a stream's included; an empty one for anything else."""
        found = self.resolve(value)
        if isinstance(found, Stream):
            return found.entries
        return found if isinstance(found, dict) else {}

    def array(self, value: Value) -> list[Value]:
        """The array that `value` is or refers to; an empty one for anything else."""
        found = self.resolve(value)
        return found if isinstance(found, list) else []

    @cached_property
    def catalog(self) -> dict[str, Value]:
        return self.dictionary(self.trailer.get("Root"))

    @cached_property
    def pages(self) -> tuple[Ref | None, ...]:
        """Each page's reference, in order; None for one that has none."""
        return tuple(self._leaves(self.catalog.get("Pages"), frozenset(), 0))

    def _leaves(self, node: Value, above: frozenset[Ref], depth: int) -> Iterator[Ref | None]:
        if depth > DEEPEST_TREE or (isinstance(node, Ref) and node in above):
            raise MalformedError("the tree of the original's pages runs in a circle")
        entries = self.dictionary(node)
        kids = self.array(entries.get("Kids"))
        inside = above | {node} if isinstance(node, Ref) else above
        # A node that counts as many pages as it has children holds pages only: no need to read thousands of them.
        flat = self.resolve(entries.get("Count")) == len(kids) and all(isinstance(kid, Ref) for kid in kids)
        if flat and all("Kids" not in self.dictionary(kid) for kid in kids[:1] + kids[-1:]):
            yield from (kid for kid in kids if isinstance(kid, Ref))
            return
        for kid in kids:
            child = self.dictionary(kid)
            if "Kids" in child:
                yield from self._leaves(kid, inside, depth + 1)
            elif child:
                yield kid if isinstance(kid, Ref) else None

    def inherited(self, page: dict[str, Value], key: str) -> Value:
        """A page's attribute, its own or its nearest ancestor's (7.7.3.4)."""
        node = page
        for _ in range(DEEPEST_TREE):
            if not node:
                break
            if (value := self.resolve(node.get(key))) is not None:
                return value
            node = self.dictionary(node.get("Parent"))
        return None
