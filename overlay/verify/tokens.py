"""Reads an object of the update in the one form that release copies write it in; anything else is refused.

ISO 32000 lets an object be written in countless ways, and readers differ on the odd ones. Between two tokens of an
honest update stands one agreed byte, never a comment; strings have one escape each; a length is always direct. So no
byte of the update is left that could mean something else, or something more, to another reader.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypdf.generic import NameObject

from overlay.verify.values import DEEPEST, MalformedError, Name, Ref, Stream, Value

_NAME = re.compile(rb"/([^\x00-\x20\x7f-\xff()<>\[\]{}/%]*)")
_HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_REFERENCE = re.compile(rb"(0|[1-9]\d{0,9}) (0|[1-9]\d{0,4}) R(?=[\]>\n /]|$)")
_PLAIN_NAME = re.compile(rb"(?:[!\"$&'*+,\-.0-:;=?@A-Z\\^_`a-z|~]|#[0-9A-F]{2})*")
_NEEDLESS = re.compile(rb"#(?:2[124-7A-E]|3[0-9ABDF]|4[0-9A-F]|5[0-9ACEF]|6[0-9A-F]|7[0-9ACE])")
_SHORT_NUMBER = re.compile(rb"-?(?:0|[1-9]\d*)(?:\.\d{0,5}[1-9])?")
_PLAIN_NUMBERS = re.compile(rb"\[((?:%b)(?: %b)*)\]" % ((rb"(?!-0[ \]])" + _SHORT_NUMBER.pattern,) * 2))
"""A list of nothing but numbers in the form of release copies: widths, boxes, quads."""

_NUMBER = re.compile(rb"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?=[\]>\n /]|$)")
_KEYWORD = re.compile(rb"(?:true|false|null)(?=[\]>\n /]|$)")
_HEX = re.compile(rb"<((?:[0-9a-f]{2})*)>")
_LITERAL = re.compile(rb"\(((?:[\t -'*-\[\]-~]|\\[\\()rn])*)\)")
_ESCAPE = re.compile(rb"\\(.)")
_ESCAPES = {b"r": b"\r", b"n": b"\n"}
_PRINTABLE = re.compile(rb"[\t\n\r -~]*")
_LENGTH = re.compile(rb"\n/Length (0|[1-9]\d{0,9})>>\nstream\n")
LONGEST_REMEMBERED = 127
"""Bytes of a name: the longest that a reader need know (ISO 32000-1, Annex C); an update says the same few again and again."""

LONGEST_NUMBER = 255
"""Bytes: Python reads no number of thousands of digits, and reckons with none of more than 308."""

_KEYWORDS: dict[bytes, Value] = {b"true": True, b"false": False, b"null": None}


class Parser:
    """Reads values from `data`; `position` moves behind what was read. Raises MalformedError.

    `odd` holds what release copies write otherwise where it is theirs to write: numbers and names spelled in another
    way, entries that are null (by their key).
    """

    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position
        self.odd: list[bytes] = []

    def expect(self, token: bytes) -> None:
        if not self.data.startswith(token, self.position):
            raise MalformedError(f"byte {self.position} is not what stands there in a release copy")
        self.position += len(token)

    def body(self) -> Value:
        """A whole object: a value, or a stream."""
        if not self.data.startswith(b"<<", self.position):
            return self.value()
        self.position += 2
        entries: dict[str, Value] = {}
        while True:
            length = _LENGTH.match(self.data, self.position)
            if length:
                return self._stream(entries, length)
            if self.data.startswith(b">>", self.position):
                self.position += 2
                return {key: value for key, value in entries.items() if value is not None}
            if entries:
                self.expect(b"\n")
            self._entry(entries, DEEPEST)

    def _stream(self, entries: dict[str, Value], length: re.Match[bytes]) -> Stream:
        begin = length.end()
        self.position = begin + int(length.group(1))
        raw = self.data[begin : self.position]
        self.expect(b"\nendstream")
        if "Length" in entries:
            raise MalformedError("a stream states its length twice")
        return Stream(entries, raw)

    def value(self, depth: int = DEEPEST) -> Value:
        if depth == 0:
            raise MalformedError("an object is nested too deeply")
        data, at = self.data, self.position
        first = data[at : at + 1]
        if first == b"/":
            return self._name()
        if first == b"(":
            return self._literal()
        if first == b"[":
            return self._array(depth)
        if first == b"<":
            return self._dictionary(depth) if data.startswith(b"<<", at) else self._hexadecimal()
        if match := _REFERENCE.match(data, at):
            self.position = match.end()
            return Ref(int(match.group(1)), int(match.group(2)))
        if match := _NUMBER.match(data, at):
            self.position = match.end()
            if not _SHORT_NUMBER.fullmatch(match.group()) or match.group() == b"-0":
                self.odd.append(match.group())
            return _number(match.group())
        if match := _KEYWORD.match(data, at):
            self.position = match.end()
            return _KEYWORDS[match.group()]
        raise MalformedError(f"byte {at} begins nothing that a PDF knows")

    def _name(self) -> Name:
        match = _NAME.match(self.data, self.position)
        if match is None:
            raise MalformedError(f"a name is missing at byte {self.position}")
        self.position = match.end()
        written = match.group(1)
        name, odd = _remembered(written) if len(written) <= LONGEST_REMEMBERED else _named(written)
        if name is None:
            raise MalformedError(f"the name at byte {match.start()} cannot be read")
        if odd:
            self.odd.append(match.group())
        return name

    def _literal(self) -> bytes:
        match = _LITERAL.match(self.data, self.position)
        if match is None:
            raise MalformedError(f"the string at byte {self.position} is not written as release copies write theirs")
        self.position = match.end()
        return _ESCAPE.sub(lambda found: _ESCAPES.get(found.group(1), found.group(1)), match.group(1))

    def _hexadecimal(self) -> bytes:
        match = _HEX.match(self.data, self.position)
        content = bytes.fromhex(match.group(1).decode()) if match else b""
        if match is None or _PRINTABLE.fullmatch(content):
            raise MalformedError(f"the string at byte {self.position} is not written as release copies write theirs")
        self.position = match.end()
        return content

    def _array(self, depth: int) -> list[Value]:
        if match := _PLAIN_NUMBERS.match(self.data, self.position):
            if depth == 1:
                raise MalformedError("an object is nested too deeply")
            self.position = match.end()
            return [_number(each) for each in match.group(1).split(b" ")]
        self.expect(b"[")
        items: list[Value] = []
        while not self.data.startswith(b"]", self.position):
            if items:
                self.expect(b" ")
            items.append(self.value(depth - 1))
        self.expect(b"]")
        return items

    def _dictionary(self, depth: int = DEEPEST) -> dict[str, Value]:
        self.expect(b"<<")
        entries: dict[str, Value] = {}
        while not self.data.startswith(b">>", self.position):
            if entries:
                self.expect(b"\n")
            self._entry(entries, depth)
        self.expect(b">>")
        return {key: value for key, value in entries.items() if value is not None}

    def _entry(self, entries: dict[str, Value], depth: int) -> None:
        begin = self.position
        key = self._name()
        written = self.data[begin : self.position]
        self.expect(b" ")
        value = self.value(depth - 1)
        if value is None:
            self.odd.append(written + b" null")
        if key in entries:
            raise MalformedError(f"a dictionary has two entries named {key}")
        entries[key] = value


def _number(written: bytes) -> int | float:
    if len(written) > LONGEST_NUMBER:
        raise MalformedError("a number has more digits than anything in a PDF needs")
    return float(written) if b"." in written else int(written)


def _named(written: bytes) -> tuple[Name | None, bool]:
    """The name that is written so, without its slash, None where it cannot be read; and whether release copies write it otherwise."""
    odd = not _PLAIN_NAME.fullmatch(written) or bool(_NEEDLESS.search(written))
    decoded = _HEX_IN_NAME.sub(lambda hexed: bytes.fromhex(hexed.group(1).decode()), written)
    for encoding in NameObject.CHARSETS:  # as pypdf reads the names of the original, to be compared with it
        try:
            return Name(decoded.decode(encoding)), odd
        except UnicodeDecodeError:
            continue
    return None, odd


_remembered = lru_cache(maxsize=1024)(_named)
