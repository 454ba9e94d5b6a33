"""What a single value of an errata file may be: its reader (strict, with a message in plain words) and its JSON Schema.

Every scalar arrives as the text that was typed (see `tree`), so numbers, dates and switches are read here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

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


def _fault(message: str) -> PydanticCustomError:
    return PydanticCustomError("overlay", "{message}", {"message": message})


def _text(most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise _fault("must be a text, not a list or a group.")
        text = as_typed(value)
        if not text:
            raise _fault("is empty.")
        if len(text) > most:
            raise _fault(f"is longer than {most:,} characters.")
        return text

    return read


def _number(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not (isinstance(value, str) and re.fullmatch("-?[0-9]{1,7}", value.strip())):
            raise _fault(f"must be a whole number such as {max(least, 1)}.")
        number = int(value)
        if number < least or number == 0:
            raise _fault(
                f"must be {least} or more."
                if least > 0
                else "must not be 0: lines count from 1, or from -1 at the foot."
            )
        return number

    return read


def _size(value: Any) -> float:
    if not (isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", value.strip())):
        raise _fault("must be a size in points, such as 8 or 7.5.")
    size = float(value)
    if not SMALLEST_SIZE <= size <= LARGEST_SIZE:
        raise _fault(f"must be between {SMALLEST_SIZE} and {LARGEST_SIZE:.0f} points.")
    return size


def _colour(value: Any) -> str:
    if not (isinstance(value, str) and re.fullmatch("#[0-9a-fA-F]{6}", value.strip())):
        raise _fault('must be a colour such as "#b00020", in quotation marks (a bare # begins a comment).')
    return value.strip().lower()


def _date(value: Any) -> str:
    text = _text(LONGEST_NAME)(value)
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _fault(f'says "{text}", but must be year-month-day, such as 2024-11-12.')
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise _fault(f"says {text}, and there is no such day.") from None
    return text


def _sha256(value: Any) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise _fault("must be the 64 digits 0-9 and a-f of a SHA-256; leave it out if you do not have it.")
    return text


def _switch(value: Any) -> bool:
    if value not in ("true", "True", "TRUE", "false", "False", "FALSE"):
        raise _fault("must be true or false.")
    return bool(value.lower() == "true")


def _choice(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = as_typed(value) if isinstance(value, str) else ""
        if text not in allowed:
            raise _fault(f"must be {spoken(allowed)}{f', not “{text}”' if text else ''}.")
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
            raise _fault(f"must list 1 to {LONGEST_SPAN} printed page numbers.")
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


def _enum(allowed: tuple[str, ...]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(allowed)})


def _number_schema(limits: dict[str, Any], pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"type": "integer", **limits}, {"type": "string", "pattern": pattern}]})


_ERRATUM_STATUS = ("issued", "withdrawn")
_SCOPES = (Scope.FIRST_PAGE.value, Scope.EVERY_PAGE.value, Scope.CITED_PAGE.value)

Text = Annotated[str, BeforeValidator(_text(LONGEST_TEXT)), WithJsonSchema({**_PLAIN_TEXT, "maxLength": LONGEST_TEXT})]
Name = Annotated[str, BeforeValidator(_text(LONGEST_NAME)), WithJsonSchema({**_PLAIN_TEXT, "maxLength": LONGEST_NAME})]
FilePath = Annotated[
    str,
    BeforeValidator(_text(LONGEST_PATH)),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_PATH}),
]
Date = Annotated[str, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Sha256 = Annotated[str, BeforeValidator(_sha256), WithJsonSchema({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"})]
Switch = Annotated[bool, BeforeValidator(_switch), WithJsonSchema({"type": "boolean"})]
Colour = Annotated[str, BeforeValidator(_colour), WithJsonSchema({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"})]
Size = Annotated[
    float, BeforeValidator(_size), WithJsonSchema({"type": "number", "minimum": SMALLEST_SIZE, "maximum": LARGEST_SIZE})
]
Page = Annotated[
    tuple[str, ...],
    BeforeValidator(_page),
    WithJsonSchema(
        {"anyOf": [_PLAIN_TEXT, {"type": "array", "items": _PLAIN_TEXT, "minItems": 1, "maxItems": LONGEST_SPAN}]}
    ),
]
Count = Annotated[int, BeforeValidator(_number(1)), _number_schema({"minimum": 1}, "^[0-9]{1,7}$")]
LineNumber = Annotated[
    int, BeforeValidator(_number(-LARGEST_NUMBER)), _number_schema({"not": {"const": 0}}, "^-?[0-9]{1,7}$")
]
Language = Annotated[str, BeforeValidator(_choice(LANGUAGES)), _enum(LANGUAGES)]
PositionName = Annotated[str, BeforeValidator(_choice(POSITIONS)), _enum(POSITIONS)]
NoteName = Annotated[str, BeforeValidator(_choice(names(NoteForm))), _enum(names(NoteForm))]
MarkName = Annotated[str, BeforeValidator(_choice(names(MarkForm))), _enum(names(MarkForm))]
StatusName = Annotated[str, BeforeValidator(_choice(names(ReleaseStatus))), _enum(names(ReleaseStatus))]
ErratumStatus = Annotated[str, BeforeValidator(_choice(_ERRATUM_STATUS)), _enum(_ERRATUM_STATUS)]
ScopeName = Annotated[str, BeforeValidator(_choice(_SCOPES)), _enum(_SCOPES)]
