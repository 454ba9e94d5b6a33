"""PDF objects as bytes (ISO 32000-1, 7.3): what was read is written as it was, and nothing depends on anything but the object.

pypdf's own `write_to_stream` is not used: it rounds numbers and re-encodes names.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from overlay.errors import LimitError

DEEPEST_NESTING = 120
"""Arrays and dictionaries within each other: more than the parser lets in, less than Python's stack bears."""

DECIMALS = 6
"""Digits after the point of a number of our own: a 70,000th of a millimetre."""

StringCipher = Callable[[bytes], bytes]
"""Encrypts one string of the object that is being written."""

_PLAIN_NAME = re.compile(rb"[!\"$&'*+,\-.0-:;=?@A-Z\\^_`a-z|~]*")
_UNSAFE = re.compile(rb"[^!\"$&'*+,\-.0-:;=?@A-Z\\^_`a-z|~]")
_ESCAPED = re.compile(rb"[\\()\r\n]")
_ESCAPES = {b"\\": b"\\\\", b"(": b"\\(", b")": b"\\)", b"\r": b"\\r", b"\n": b"\\n"}
_TEXT = re.compile(rb"[\t\n\r -~]*")


def clear(content: bytes) -> bytes:
    """The cipher of a document that is not encrypted."""
    return content


def written(value: PdfObject, cipher: StringCipher = clear, *, levels: int = DEEPEST_NESTING) -> bytes:
    """An object's bytes, streams excepted. Raises LimitError for one nested too deeply, TypeError for what is no PDF object."""
    match value:
        case IndirectObject():
            return b"%d %d R" % (value.idnum, value.generation)
        case StreamObject():
            raise TypeError("a stream is an object of its own")
        case DictionaryObject():
            items = dict.items(value)
            inner = [written_name(key) + b" " + _nested(item, cipher, levels) for key, item in items]
            return b"<<" + b"\n".join(inner) + b">>"
        case ArrayObject():
            return b"[" + b" ".join(_nested(item, cipher, levels) for item in list.__iter__(value)) + b"]"
        case NameObject():
            return written_name(value)
        case TextStringObject() | ByteStringObject():
            return written_string(cipher(value.original_bytes))
        case FloatObject():
            return getattr(value, "literal", b"") or written_number(float(value))
        case NumberObject():
            return b"%d" % int(value)
        case BooleanObject():
            return b"true" if value.value else b"false"
        case NullObject():
            return b"null"
    raise TypeError(f"not a PDF object: {type(value).__name__}")


def _nested(value: PdfObject, cipher: StringCipher, levels: int) -> bytes:
    if levels == 0:
        raise LimitError(f"An object is nested more than {DEEPEST_NESTING} levels deep.")
    return written(value, cipher, levels=levels - 1)


def written_stream(stream: DictionaryObject, content: bytes, cipher: StringCipher = clear) -> bytes:
    """A stream's bytes; `content` is what stands between `stream` and `endstream`, encoded and encrypted already."""
    dictionary = DictionaryObject({key: value for key, value in dict.items(stream) if key != "/Length"})
    head = written(dictionary, cipher)[:-2]
    return b"%b\n/Length %d>>\nstream\n%b\nendstream" % (head, len(content), content)


def written_name(name: str) -> bytes:
    """A name with every byte outside the regular printable ones as #xx (7.3.5); one that was read keeps its bytes."""
    body = getattr(name, "body", None)
    if body is None:
        body = name[1:].encode("utf-8", "surrogateescape")
    if not _PLAIN_NAME.fullmatch(body):
        body = _UNSAFE.sub(lambda match: b"#%02X" % match.group()[0], body)
    return b"/" + body


def written_string(content: bytes) -> bytes:
    """A string: literal where it is printable, hexadecimal where it is not (7.3.4)."""
    if _TEXT.fullmatch(content):
        return b"(" + _ESCAPED.sub(lambda match: _ESCAPES[match.group()], content) + b")"
    return b"<" + content.hex().encode() + b">"


def written_number(number: float) -> bytes:
    """A number without exponent, as short as its value allows. Raises ValueError for infinities and for no number at all."""
    if not abs(number) < 1e15:
        raise ValueError(f"not a number that a PDF can hold: {number}")
    text = f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return b"0" if text in ("-0", "") else text.encode()
