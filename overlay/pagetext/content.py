"""The operators of a content stream with their operands (ISO 32000-1, 7.8.2): a fast reader, and a forgiving one.

It reads what the common viewers read: a number with two signs, a string without its end, an operator unknown. It
leaves out what no text depends on: the data of inline images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

DEEPEST = 100
"""Arrays and dictionaries within one another; content has two or three."""

MOST_OPERANDS = 4096
"""Kept for one operator; more is junk, of which the last are kept."""

_SPACE = rb"\x00\t\n\f\r "
_REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%]"
_TOKEN = re.compile(
    rb"[" + _SPACE + rb"]*(?:"
    rb"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))(?!" + _REGULAR + rb")"
    rb"|(?P<word>" + _REGULAR + rb"+)"
    rb"|/(?P<name>" + _REGULAR + rb"*)"
    rb"|\((?P<plain>[^()\\]*)\)"
    rb"|(?P<open>\[|<<)"
    rb"|(?P<close>\]|>>)"
    rb"|(?P<string>\()"
    rb"|<(?P<hex>[^<>]*)>?"
    rb"|(?P<comment>%[^\r\n]*)"
    rb"|(?P<junk>.))",
    re.DOTALL,
)
# What draws and colours, with numbers alone: most of a drawing's content, read over in one go.
_DRAWN = re.compile(
    rb"(?:[" + _SPACE + rb"]*+(?:[+-]?(?:\d++\.?\d*+|\.\d++)[" + _SPACE + rb"]++)*+"
    rb"(?:re|[mlcvyhfSsnWBbgGkKwJjMdi]|[fBbW]\*|rg|RG|scn?|SCN?)(?=[" + _SPACE + rb"]))++"
)
_NUMBER, _WORD = _TOKEN.groupindex["number"], _TOKEN.groupindex["word"]
_NOTHING = frozenset((_TOKEN.groupindex["comment"], _TOKEN.groupindex["junk"]))
_STRING_PART = re.compile(rb"[^()\\]*")
_ESCAPE = re.compile(rb"[0-7]{1,3}|\r\n|.", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_IMAGE_END = re.compile(rb"[" + _SPACE + rb"]EI(?=[" + _SPACE + rb"]|$)")
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]")
_LOOSE_NUMBER = re.compile(rb"[+-]*(\d*\.?\d*)")
_PLAUSIBLE = re.compile(rb"[\x09\x0a\x0c\x0d\x20-\x7e]{0,16}$")
_CONSTANTS = {b"true": True, b"false": False, b"null": None}


class Name(str):
    """A name object, without its slash."""

    __slots__ = ()


def operations(data: bytes, wanted: frozenset[str]) -> Iterator[tuple[str, list[Any]]]:
    """Each operator among `wanted` with its operands: numbers, bytes, Name, list, dict, True, False, None. Never raises."""
    operands: list[Any] = []
    position, end = 0, len(data)
    match_at = _TOKEN.match
    names = {operator.encode("latin-1"): operator for operator in wanted}
    drawn_at = _DRAWN.match
    while position < end:
        if not operands and (drawn := drawn_at(data, position)):
            position = drawn.end()
        match = match_at(data, position)
        if match is None:
            return
        position = match.end()
        kind = match.lastindex
        if kind == _NUMBER:
            number = match[_NUMBER]
            operands.append(float(number) if b"." in number else int(number[:32]))
        elif kind == _WORD:
            word = match[_WORD]
            if word in names:
                yield names[word], operands
                operands = []
            elif word in _CONSTANTS:
                operands.append(_CONSTANTS[word])
            elif word[0] in b"+-.0123456789":
                operands.append(_loose_number(word))
            else:
                if word == b"ID":
                    position = _after_image(data, position)
                operands = []
        elif kind not in _NOTHING:
            value, position = _value(data, match, 0)
            operands.append(value)
        if len(operands) > MOST_OPERANDS:
            del operands[: MOST_OPERANDS // 2]


def _value(data: bytes, match: re.Match[bytes], depth: int) -> tuple[Any, int]:
    """The object that begins at a match, and where it ends."""
    match match.lastgroup:
        case "number":
            number = match["number"]
            return (float(number) if b"." in number else int(number[:32])), match.end()
        case "name":
            return _name(match["name"]), match.end()
        case "plain":
            return match["plain"], match.end()
        case "string":
            return _string(data, match.end())
        case "hex":
            digits = _NOT_HEX.sub(b"", match["hex"])
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()), match.end()
        case "open":
            return _collection(data, match, depth)
        case "word":
            word = match["word"]
            return _CONSTANTS.get(word, _loose_number(word)), match.end()
        case _:
            return None, match.end()


def _collection(data: bytes, begun: re.Match[bytes], depth: int) -> tuple[Any, int]:
    """An array or a dictionary; what is left open ends with the data."""
    items: list[Any] = []
    position = begun.end()
    while position < len(data) and (match := _TOKEN.match(data, position)):
        position = match.end()
        if match.lastgroup == "close":
            break
        if match.lastindex in _NOTHING:
            continue
        if match.lastgroup == "open" and depth >= DEEPEST:
            continue
        value, position = _value(data, match, depth + 1)
        items.append(value)
    if begun["open"] == b"[":
        return items, position
    return {
        str(key): value for key, value in zip(items[::2], items[1::2], strict=False) if isinstance(key, Name)
    }, position


def _string(data: bytes, position: int) -> tuple[bytes, int]:
    """A literal string (ISO 32000-1, 7.3.4.2): a backslash before any other character is left out, the character stays."""
    parts: list[bytes] = []
    open_ = 1
    while position < len(data):
        match = _STRING_PART.match(data, position)
        if match is None:
            break
        parts.append(match.group())
        position = match.end() + 1
        sign = data[position - 1 : position]
        if sign == b"\\":
            escape = _ESCAPE.match(data, position)
            if escape is None:
                break
            position = escape.end()
            code = escape.group()
            parts.append(bytes((int(code, 8) & 255,)) if code[0] in b"01234567" else _ESCAPED.get(code, code))
            continue
        open_ += {b"(": 1, b")": -1}.get(sign, 0)
        if not open_:
            break
        parts.append(sign)
    return b"".join(parts), min(position, len(data))


def _name(raw: bytes) -> Name:
    if b"#" in raw:
        raw = _NAME_ESCAPE.sub(lambda match: bytes((int(match.group(1), 16),)), raw)
    try:
        return Name(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return Name(raw.decode("latin-1"))


def _loose_number(word: bytes) -> float:
    """What viewers make of "--5", "1.2.3" or "12-34": the number it begins with."""
    match = _LOOSE_NUMBER.match(word)
    digits = match.group(1) if match else b""
    try:
        number = float(digits[:32])
    except ValueError:
        return 0.0
    return -number if word.startswith(b"-") else number


def _after_image(data: bytes, position: int) -> int:
    """Where an inline image's EI ends: one that text follows, for the bytes E and I turn up in image data too."""
    for match in _IMAGE_END.finditer(data, position):
        if _PLAUSIBLE.match(data[match.end() : match.end() + 16]):
            return match.end()
    return len(data)
