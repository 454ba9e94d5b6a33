"""Parses PDF objects into pypdf's types without losing what they were written as (ISO 32000-1, 7.2 and 7.3).

pypdf's own parser rounds numbers, re-encodes names and passes over what it cannot read; an object that is to be copied
into a release copy with one entry changed must come out with the others as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    create_string_object,
)

DEEPEST_NESTING = 100
"""Arrays and dictionaries within each other; Python's stack bears more, and real files have 20 at most."""

LONGEST_NUMBER = 40
"""Digits; longer ones are kept as written and count as zero."""

_GAP = re.compile(rb"(?:[\x00\t\n\f\r ]+|%[^\r\n]*)*")
_REFERENCE = re.compile(rb"(\d{1,10})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+R(?![^\x00\t\n\f\r ()<>\[\]{}/%])")
_REFERENCES = re.compile(rb"\[([\d\t\n\f\r R]*)\]")
_REGULAR = re.compile(rb"[^\x00\t\n\f\r ()<>\[\]{}/%]*")
_INTEGER = re.compile(rb"[+-]?\d+")
_REAL = re.compile(rb"[+-]*(?:\d+\.?\d*|\.\d+)")
_NUMERAL = frozenset(b"0123456789+-.")
_STRING_STOP = re.compile(rb"[()\\\r]")
_OCTAL = re.compile(rb"[0-7]{1,3}")
_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\x00\t\n\f\r ]*)>")
_NOT_DIGITS = re.compile(rb"[^0-9A-Fa-f]+")
_NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r(?!\n))")
_ENDSTREAM = re.compile(rb"[\x00\t\n\f\r ]*endstream")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_WORDS = {b"true": True, b"false": False}


class SyntaxFaultError(ValueError):
    """What stands at `position` is no PDF object."""

    def __init__(self, position: int, what: str) -> None:
        super().__init__(f"{what} at byte {position}")
        self.position = position


class ExactName(NameObject):
    """A name whose bytes are no UTF-8: `body` holds them, without the solidus."""

    body: bytes = b""


class ExactFloat(FloatObject):
    """A number with a point, and `literal`, how it was written."""

    literal: bytes = b""


def resolved(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    """A dictionary's value with references followed; None for an absent or null one, which are the same (7.3.7)."""
    value = dictionary.get(key)
    value = value.get_object() if value is not None else None
    return None if isinstance(value, NullObject) else value


Resolve = Callable[[IndirectObject], object]
"""Follows a reference; needed for a stream's length alone."""


class Parser:
    """Reads objects out of one string of bytes. References found belong to `owner`."""

    def __init__(self, data: bytes, owner: object) -> None:
        self.data = data
        self.owner = owner
        self._names: dict[bytes, NameObject] = {}

    def value(self, position: int) -> tuple[PdfObject, int]:
        """The object that begins at `position`, spaces and comments before it passed over, and where it ends.

        Raises SyntaxFaultError.
        """
        return self._value(position, DEEPEST_NESTING)

    def indirect(self, position: int, resolve: Resolve) -> PdfObject:
        """The value of an indirect object, a stream with its content, from behind `obj`. Raises SyntaxFaultError."""
        value, end = self._value(position, DEEPEST_NESTING)
        if isinstance(value, DictionaryObject):
            gap = _GAP.match(self.data, end)
            begin = _STREAM.match(self.data, gap.end() if gap else end)
            if begin is not None:
                return self._stream(value, begin.end(), resolve)
        return value

    def _stream(self, dictionary: DictionaryObject, begin: int, resolve: Resolve) -> PdfObject:
        length = dict.get(dictionary, "/Length", -1)
        if isinstance(length, IndirectObject):
            length = resolve(length)
            length = -1 if length is None or isinstance(length, NullObject) else length
        if not isinstance(length, int):
            raise SyntaxFaultError(begin, "a stream whose length is no number")
        end = begin + length if length >= 0 else -1
        if end < 0 or _ENDSTREAM.match(self.data, end) is None:
            end = self.data.find(b"endstream", begin)
            if end < 0:
                raise SyntaxFaultError(begin, "a stream without an end")
            # The line ending before `endstream` is not part of the content (7.3.8.1).
            end -= 2 if self.data[begin:end].endswith(b"\r\n") else self.data[begin:end].endswith((b"\n", b"\r"))
        stream = EncodedStreamObject() if "/Filter" in dictionary else DecodedStreamObject()
        for key, value in dict.items(dictionary):
            if key != "/Length":
                dict.__setitem__(stream, key, value)
        stream._data = self.data[begin:end]
        return stream

    def _value(self, position: int, levels: int) -> tuple[PdfObject, int]:
        data = self.data
        gap = _GAP.match(data, position)
        position = gap.end() if gap else position
        first = data[position : position + 1]
        if first == b"/":
            return self._name(position)
        if first == b"<":
            return (
                self._dictionary(position, levels) if data.startswith(b"<<", position) else self._hexadecimal(position)
            )
        if first == b"[":
            return self._array(position, levels)
        if first == b"(":
            return self._string(position)
        if first and first[0] in _NUMERAL:
            reference = _REFERENCE.match(data, position)
            if reference is not None:
                number, generation = int(reference.group(1)), int(reference.group(2))
                return IndirectObject(number, generation, self.owner), reference.end()
            return self._number(position)
        return self._word(position)

    def _word(self, position: int) -> tuple[PdfObject, int]:
        word = self._regular(position)
        if word in _WORDS:
            return BooleanObject(_WORDS[word]), position + len(word)
        if word == b"null":
            return NullObject(), position + len(word)
        if word == b"endobj":  # an object without a value is null to every reader
            return NullObject(), position
        raise SyntaxFaultError(position, "no object" if not word else "an unknown word")

    def _regular(self, position: int) -> bytes:
        match = _REGULAR.match(self.data, position)
        return match.group() if match else b""

    def _number(self, position: int) -> tuple[PdfObject, int]:
        token = self._regular(position)
        end = position + len(token)
        if len(token) <= LONGEST_NUMBER and _INTEGER.fullmatch(token):
            return NumberObject(int(token)), end
        real = _REAL.match(token) if len(token) <= LONGEST_NUMBER else None
        # Malformed ones ("1.2.3", "--4", "-") are read as far as they make sense, as viewers do, and kept as written.
        exact = ExactFloat(_signed(real.group()) if real else 0.0)
        exact.literal = token
        return exact, end

    def _name(self, position: int) -> tuple[NameObject, int]:
        token = self._regular(position + 1)
        name = self._names.get(token)
        if name is None:
            name = self._names[token] = _named(token)
        return name, position + 1 + len(token)

    def _dictionary(self, position: int, levels: int) -> tuple[DictionaryObject, int]:
        if levels == 0:
            raise SyntaxFaultError(position, f"objects nested more than {DEEPEST_NESTING} levels deep")
        found, data, at = DictionaryObject(), self.data, position + 2
        while True:
            gap = _GAP.match(data, at)
            at = gap.end() if gap else at
            if data.startswith(b">>", at):
                return found, at + 2
            if data[at : at + 1] != b"/":
                raise SyntaxFaultError(at, "a dictionary entry without a name")
            key, at = self._name(at)
            value, at = self._value(at, levels - 1)
            dict.__setitem__(found, key, value)

    def _array(self, position: int, levels: int) -> tuple[ArrayObject, int]:
        if levels == 0:
            raise SyntaxFaultError(position, f"objects nested more than {DEEPEST_NESTING} levels deep")
        references = _REFERENCES.match(self.data, position)
        if references is not None and (listed := self._references(references.group(1).split())) is not None:
            return listed, references.end()
        found, at = ArrayObject(), position + 1
        while True:
            gap = _GAP.match(self.data, at)
            at = gap.end() if gap else at
            if self.data.startswith(b"]", at):
                return found, at + 1
            value, end = self._value(at, levels - 1)
            if end == at:  # the object ends before the array does
                raise SyntaxFaultError(position, "an array without an end")
            list.append(found, value)
            at = end

    def _references(self, tokens: list[bytes]) -> ArrayObject | None:
        """An array of references alone: most of a large document's arrays are, and long."""
        if not tokens or len(tokens) % 3 or any(token != b"R" for token in tokens[2::3]):
            return None
        if not b"".join(tokens[0::3] + tokens[1::3]).isdigit():
            return None
        pairs = zip(tokens[::3], tokens[1::3], strict=False)
        return ArrayObject([IndirectObject(int(number), int(generation), self.owner) for number, generation in pairs])

    def _hexadecimal(self, position: int) -> tuple[PdfObject, int]:
        match = _HEXADECIMAL.match(self.data, position)
        if match is None:
            raise SyntaxFaultError(position, "a string in hexadecimal that is none")
        digits = _NOT_DIGITS.sub(b"", match.group(1))
        return create_string_object(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())), match.end()

    def _string(self, position: int) -> tuple[PdfObject, int]:
        data, at, depth, parts = self.data, position + 1, 1, []
        while True:
            stop = _STRING_STOP.search(data, at)
            if stop is None:
                raise SyntaxFaultError(position, "a string without an end")
            parts.append(data[at : stop.start()])
            at = stop.end()
            match stop.group():
                case b"(":
                    depth += 1
                    parts.append(b"(")
                case b")":
                    depth -= 1
                    if depth == 0:
                        return create_string_object(b"".join(parts)), at
                    parts.append(b")")
                case b"\r":  # an end of line is one line feed, however it is written (7.3.4.2)
                    parts.append(b"\n")
                    at += data.startswith(b"\n", at)
                case _:
                    at = self._escape(at, parts)

    def _escape(self, at: int, parts: list[bytes]) -> int:
        octal = _OCTAL.match(self.data, at)
        if octal is not None:
            parts.append(bytes([int(octal.group(), 8) & 0xFF]))
            return octal.end()
        following = self.data[at : at + 1]
        if following == b"\r":
            return at + (2 if self.data.startswith(b"\n", at + 1) else 1)
        if following == b"\n":
            return at + 1
        parts.append(_ESCAPES.get(following, following))
        return at + 1


def _named(token: bytes) -> NameObject:
    body = _NUMBERED.sub(lambda match: bytes([int(match.group(1), 16)]), token)
    try:
        return NameObject("/" + body.decode("utf-8"))
    except UnicodeDecodeError:
        exact = ExactName("/" + body.decode("latin-1"))
        exact.body = body
        return exact


def _signed(token: bytes) -> float:
    digits = token.lstrip(b"+-")
    return -float(digits) if token.startswith(b"-") else float(digits)
