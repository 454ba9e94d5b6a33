"""What a single value of an errata file may be: its reader (strict, with a message in plain words) and its JSON Schema.

Every scalar arrives as the text that was typed (see `tree`), so numbers, dates and switches are read here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from overlay.erratum import MarkForm, NoteForm, ReleaseStatus, Scope

LONGEST_TEXT = 20_000  # characters of one quote or note: several printed pages; nothing longer is a correction
LONGEST_NAME = 200  # characters of an id, a page label, a section
LONGEST_PATH = 4096  # as POSIX systems have it
LARGEST_NUMBER = 9_999_999  # of pages, lines, occurrences: more than any PDF has
LANGUAGES = ("en", "cy", "fr", "de", "es")
POSITIONS = ("outer", "inner", "gutter", "above", "below", "foot")
SMALLEST_SIZE, LARGEST_SIZE = 6.5, 24.0  # points: below, print is hard to read; above, no margin holds a note

_BREAK = re.compile("[ \t\n\r\x85\u2028\u2029]*[\t\n\r\x85\u2028\u2029][ \t\n\r\x85\u2028\u2029]*")
LONGEST_SPAN = 6  # pages that one passage may run over; "2-14" is then the label of page 14 of chapter 2
_SPAN = re.compile(r"([0-9]{1,6}|[ivxl]{1,7}|[IVXL]{1,7}) ?[-–] ?([0-9]{1,6}|[ivxl]{1,7}|[IVXL]{1,7})")
_PLAIN_TEXT = {"type": ["string", "number", "boolean"], "minLength": 1}


def as_typed(text: str) -> str:
    """A text as it was typed, but on one line: a line break or tab, with the blanks around it, is one space; none at the ends."""
    return _BREAK.sub(" ", text).strip(" ")


class UnfitError(ValueError):
    """A value that its key cannot have; its text says why, as the end of a sentence that begins with the key."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a key's value may be. `read` takes what the tree has, a text or a list of texts, and raises UnfitError; `schema` is the same in JSON Schema."""

    read: Callable[[Any], Any]
    schema: dict[str, Any]


def _text(most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise UnfitError("must be a text, not a list or a group.")
        text = as_typed(value)
        if not text:
            raise UnfitError("is empty.")
        if len(text) > most:
            raise UnfitError(f"is longer than {most:,} characters.")
        return text

    return read


def _number(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not (isinstance(value, str) and re.fullmatch("-?[0-9]{1,7}", value.strip())):
            raise UnfitError(f"must be a whole number such as {max(least, 1)}.")
        number = int(value)
        if number < least or number == 0:
            raise UnfitError(
                f"must be {least} or more."
                if least > 0
                else "must not be 0: lines count from 1, or from -1 at the foot."
            )
        return number

    return read


def _size(value: Any) -> float:
    if not (isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", value.strip())):
        raise UnfitError("must be a size in points, such as 8 or 7.5.")
    size = float(value)
    if not SMALLEST_SIZE <= size <= LARGEST_SIZE:
        raise UnfitError(f"must be between {SMALLEST_SIZE} and {LARGEST_SIZE:.0f} points.")
    return size


def _colour(value: Any) -> str:
    if not (isinstance(value, str) and re.fullmatch("#[0-9a-fA-F]{6}", value.strip())):
        raise UnfitError('must be a colour such as "#b00020", in quotation marks (a bare # begins a comment).')
    return value.strip().lower()


def _date(value: Any) -> str:
    text = _text(LONGEST_NAME)(value)
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise UnfitError(f'says "{text}", but must be year-month-day, such as 2024-11-12.')
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise UnfitError(f"says {text}, and there is no such day.") from None
    return text


def _sha256(value: Any) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise UnfitError("must be the 64 digits 0-9 and a-f of a SHA-256; leave it out if you do not have it.")
    return text


def _switch(value: Any) -> bool:
    if value not in ("true", "True", "TRUE", "false", "False", "FALSE"):
        raise UnfitError("must be true or false.")
    return bool(value.lower() == "true")


def _choice(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = as_typed(value) if isinstance(value, str) else ""
        if text not in allowed:
            raise UnfitError(f"must be {spoken(allowed)}{f', not “{text}”' if text else ''}.")
        return text

    return read


def spoken(words: tuple[str, ...]) -> str:
    """ "a", "b" or "c"."""
    quoted = [f'"{word}"' for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _page(value: Any) -> tuple[str, ...]:
    read = _text(LONGEST_NAME)
    if isinstance(value, list):
        if not 1 <= len(value) <= LONGEST_SPAN:
            raise UnfitError(f"must list 1 to {LONGEST_SPAN} printed page numbers.")
        return tuple(read(label) for label in value)
    return span(read(value))


def span(label: str) -> tuple[str, ...]:
    """The printed pages that "21-22" or "iv-v" names; any other label names itself."""
    match = _SPAN.fullmatch(label)
    if not match:
        return (label,)
    first, last = match.groups()
    if first.isdigit() and last.isdigit():
        numbers = range(int(first), int(last) + 1)
        between = [str(number).zfill(len(first)) for number in numbers]
    elif first.isdigit() or last.isdigit() or first.islower() != last.islower():
        return (label,)
    else:
        between = [_roman(number) for number in range(_roman_value(first), _roman_value(last) + 1)]
        between = [numeral if first.islower() else numeral.upper() for numeral in between]
    if not 2 <= len(between) <= LONGEST_SPAN or between[0] != first or between[-1] != last:
        return (label,)
    return tuple(between)


_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _roman(number: int) -> str:
    numeral = ""
    for value, letters in _ROMAN:
        while number >= value:
            numeral, number = numeral + letters, number - value
    return numeral


def _roman_value(numeral: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in numeral.lower()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def names(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(member) for member in enum)


def _one_of(allowed: tuple[str, ...]) -> Value:
    return Value(_choice(allowed), {"type": "string", "enum": list(allowed)})


def _numeral(least: int, limits: dict[str, Any], pattern: str) -> Value:
    return Value(_number(least), {"anyOf": [{"type": "integer", **limits}, {"type": "string", "pattern": pattern}]})


TEXT = Value(_text(LONGEST_TEXT), {**_PLAIN_TEXT, "maxLength": LONGEST_TEXT})
NAME = Value(_text(LONGEST_NAME), {**_PLAIN_TEXT, "maxLength": LONGEST_NAME})
FILE_PATH = Value(_text(LONGEST_PATH), {"type": "string", "minLength": 1, "maxLength": LONGEST_PATH})
DATE = Value(_date, {"type": "string", "format": "date"})
SHA256 = Value(_sha256, {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"})
SWITCH = Value(_switch, {"type": "boolean"})
COLOUR = Value(_colour, {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"})
SIZE = Value(_size, {"type": "number", "minimum": SMALLEST_SIZE, "maximum": LARGEST_SIZE})
PAGE = Value(
    _page, {"anyOf": [_PLAIN_TEXT, {"type": "array", "items": _PLAIN_TEXT, "minItems": 1, "maxItems": LONGEST_SPAN}]}
)
COUNT = _numeral(1, {"minimum": 1}, "^[0-9]{1,7}$")
LINE_NUMBER = _numeral(-LARGEST_NUMBER, {"not": {"const": 0}}, "^-?[0-9]{1,7}$")
LANGUAGE = _one_of(LANGUAGES)
POSITION = _one_of(POSITIONS)
NOTE = _one_of(names(NoteForm))
MARKS = _one_of(names(MarkForm))
STATUS = _one_of(names(ReleaseStatus))
ERRATUM_STATUS = _one_of(("issued", "withdrawn"))
SCOPE = _one_of((Scope.FIRST_PAGE.value, Scope.EVERY_PAGE.value, Scope.CITED_PAGE.value))
