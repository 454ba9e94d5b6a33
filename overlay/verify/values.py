"""PDF objects as plain Python values, so that an object of the update and one of the original can be compared.

A dictionary is a dict with names for keys, an array a list, a string bytes, null None; names, references and streams
have types of their own. An entry that is null is left out: absent and null are the same (ISO 32000-1, 7.3.7).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache, lru_cache

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

DEEPEST = 256
"""Arrays and dictionaries within each other."""

LONGEST_STREAM = 256 * 1024 * 1024
"""Bytes that one stream of the update may unfold to: a bound against bombs."""

SHORT = 65_536
"""Bytes, packed and unpacked, of a stream that is remembered: rule after rule reads the same drawings and fonts."""


class MalformedError(Exception):
    """Something is not as ISO 32000, or the form of a release copy, has it; the message says what."""


class Name(str):
    """A name without its slash, `#xx` resolved."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object."""

    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: its dictionary without /Length, and the bytes between `stream` and `endstream`, decrypted."""

    entries: dict[str, Value]
    raw: bytes

    def content(self) -> bytes:
        """The decoded bytes. Raises MalformedError for any filter but /FlateDecode without parameters, and for what it cannot decode."""
        stated = self.entries.get("Filter")
        if stated is None:
            return self.raw
        if isinstance(stated, list) and len(stated) == 1:
            stated = stated[0]
        if stated != "FlateDecode" or not isinstance(stated, Name) or "DecodeParms" in self.entries:
            raise MalformedError("a stream is encoded in a way that release copies do not use")
        content = _unpacked_short(self.raw) if len(self.raw) <= SHORT else None
        if content is None:
            content = _unpacked(self.raw, LONGEST_STREAM)
        if content is None:
            raise MalformedError("a stream has bytes behind its end, or lacks its end")
        return content


def _unpacked(raw: bytes, longest: int) -> bytes | None:
    """What /FlateDecode makes of some bytes, all of them; None where that is longer, or the bytes do not end where it does."""
    decoder = zlib.decompressobj()
    try:
        content = decoder.decompress(raw, longest)
    except zlib.error as error:
        raise MalformedError("a stream cannot be decoded") from error
    return content if decoder.eof and not decoder.unused_data and not decoder.unconsumed_tail else None


@lru_cache(maxsize=128)
def _unpacked_short(raw: bytes) -> bytes | None:
    return _unpacked(raw, SHORT)


Value = None | bool | int | float | bytes | Name | Ref | list["Value"] | dict[str, "Value"] | Stream


def same(one: object, other: object) -> bool:
    """Whether two values mean the same: 1 and 1.0 do, 1 and true do not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other
    if type(one) is not type(other):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, Stream) and isinstance(other, Stream):
        return one.raw == other.raw and same(one.entries, other.entries)
    return one == other


def references(value: object) -> list[Ref]:
    """Every reference in a value, in order."""
    found: list[Ref] = []
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, Ref):
            found.append(at)
        elif isinstance(at, list):
            waiting.extend(each for each in reversed(at) if isinstance(each, _HOLDING))
        elif isinstance(at, dict):
            waiting.extend(each for each in reversed(at.values()) if isinstance(each, _HOLDING))
        elif isinstance(at, Stream):
            waiting.append(at.entries)
    return found


_HOLDING = (Ref, list, dict, Stream)
"""What may be a reference, or have some within it."""


def converted(found: object, depth: int = DEEPEST) -> Value:
    """A pypdf object as a value. Raises MalformedError for what is nested too deeply or is no PDF object."""
    if depth == 0:
        raise MalformedError("an object of the original is nested too deeply")
    match found:
        case IndirectObject():
            return Ref(found.idnum, found.generation)
        case DictionaryObject():
            entries: dict[str, Value] = {}
            for key, item in dict.items(found):
                value = converted(item, depth - 1)
                if value is not None:
                    entries[Name(key[1:])] = value
            if isinstance(found, StreamObject):
                entries.pop("Length", None)
                return Stream(entries, bytes(found._data))
            return entries
        case ArrayObject():
            return [converted(item, depth - 1) for item in list.__iter__(found)]
        case NameObject():
            return Name(found[1:])
        case TextStringObject() | ByteStringObject():
            return bytes(found.original_bytes)
        case BooleanObject():
            return bool(found.value)
        case NumberObject():
            return int(found)
        case FloatObject():
            return float(found)
        case _:
            return None


def text_of(value: object) -> str:
    """A text string's characters (ISO 32000-1, 7.9.2.2), "" for what is none."""
    if not isinstance(value, bytes):
        return ""
    if value.startswith((b"\xfe\xff", b"\xff\xfe")):
        return value.decode("utf-16", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    from pypdf.generic._utils import decode_pdfdocencoding

    try:
        return str(decode_pdfdocencoding(value))
    except UnicodeDecodeError:
        return value.decode("latin-1")


def written_text(text: str) -> bytes:
    """A text string as release copies write it: PDFDocEncoding where that has all its characters, else UTF-16 (7.9.2.2)."""
    codes = _pdfdoc_codes()
    if all(char in codes for char in text):
        return bytes(codes[char] for char in text)
    return ("\ufeff" + text).encode("utf-16-be", "surrogatepass")


@cache
def _pdfdoc_codes() -> dict[str, int]:
    codes: dict[str, int] = {}
    for code in range(256):
        char = text_of(bytes([code]))
        if char != "\ufffd":
            codes.setdefault(char, code)
    return codes
