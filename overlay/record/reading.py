"""Reads a record out of the bytes that a release copy carries. The bytes may be anyone's: all is bounded and typed.

A record is accepted only in the very form in which `writing` writes it, so that no part of it (a quote told twice,
a key that nobody reads) can say something else than the rest.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from overlay.erratum import (
    Caveat,
    Change,
    Citation,
    Deletion,
    Document,
    Erratum,
    Insertion,
    MarkForm,
    NoteForm,
    Quote,
    Release,
    ReleaseStatus,
    Scope,
    Side,
    Style,
    Substitution,
)
from overlay.errors import DamagedError
from overlay.record import (
    RECORD_VERSION,
    Box,
    EarlierRelease,
    FileFacts,
    Location,
    Note,
    Number8,
    Record,
    Repair,
    Run,
)
from overlay.record.writing import FORMAT, to_json

__all__ = ["Box", "EarlierRelease", "FileFacts", "Location", "Note", "Number8", "Record", "Repair", "Run", "from_json"]

MOST_BYTES = 20_000_000  # of a record, as of an errata file
MOST_ENTRIES = 100_000  # of any list in it
LONGEST_TEXT = 100_000  # characters: five times what an errata file may hold, for a quote as printed
LARGEST_NUMBER = 1e7  # of coordinates, page numbers and the like: no page is so wide, no document so long
LARGEST_FILE = 2**53  # bytes: the largest whole number that every JSON reader keeps

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_STYLE_COLOURS = re.compile("#[0-9a-f]{6}")
_Enum = TypeVar("_Enum", bound=StrEnum)


class _MalformedError(Exception):
    """What is wrong, for `from_json` to tell."""


def from_json(content: bytes) -> Record:
    """The record that the bytes hold. Raises DamagedError where they are no record in the form that this tool writes."""
    try:
        record = _record(_parsed(content))
    except _MalformedError as error:
        raise _damaged(str(error)) from error
    if to_json(record) != content:
        raise _damaged("it is not in the form in which it was written")
    return record


def _damaged(why: str) -> DamagedError:
    return DamagedError(
        f"The record of the errata in this copy cannot be used: {why}.",
        remedy="Ask its issuer for the release copy again, or use the version of overlay that made it.",
    )


def _fail(why: str) -> NoReturn:
    raise _MalformedError(why)


def _parsed(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        _fail(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_not_a_number)
    except (ValueError, RecursionError):
        _fail("it is not JSON")


def _not_a_number(name: str) -> NoReturn:
    _fail(f"it holds {name}, which is no number")


def _get(group: Any, key: str) -> Any:
    if not isinstance(group, dict) or key not in group:
        _fail(f'it lacks "{key}"')
    return group[key]


def _text(group: Any, key: str, *, may_be_empty: bool = True) -> str:
    return _is_text(_get(group, key), key, may_be_empty=may_be_empty)


def _is_text(value: Any, key: str, *, may_be_empty: bool = True) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or _CONTROL.search(value) or not (value or may_be_empty):
        _fail(f'its "{key}" is no proper text')
    return value


def _whole(group: Any, key: str, *, least: int = 0, most: int = int(LARGEST_NUMBER)) -> int:
    value = _get(group, key)
    if type(value) is not int or not least <= value <= most:
        _fail(f'its "{key}" is no proper number')
    return value


def _maybe_whole(group: Any, key: str, *, least: int = 0) -> int | None:
    return None if _get(group, key) is None else _whole(group, key, least=least)


def _list(group: Any, key: str) -> list[Any]:
    value = _get(group, key)
    if not isinstance(value, list) or len(value) > MOST_ENTRIES:
        _fail(f'its "{key}" is no proper list')
    return value


def _numbers(value: Any, count: int, key: str) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) != count or not all(_is_coordinate(item) for item in value):
        _fail(f'its "{key}" does not hold {count} numbers')
    return tuple(value)


def _is_coordinate(value: Any) -> bool:
    return type(value) is float and math.isfinite(value) and abs(value) <= LARGEST_NUMBER


def _flag(group: Any, key: str) -> bool:
    value = _get(group, key)
    if not isinstance(value, bool):
        _fail(f'its "{key}" is neither true nor false')
    return value


def _named(enum: type[_Enum], group: Any, key: str) -> _Enum:
    value = _get(group, key)
    if not isinstance(value, str) or value not in [member.value for member in enum]:
        _fail(f'its "{key}" is none of the known ones')
    return enum(value)


def _date(group: Any) -> str:
    value = _text(group, "date")
    try:
        if datetime.date.fromisoformat(value).isoformat() != value:
            _fail('its "date" is no date')
    except ValueError:
        _fail('its "date" is no date')
    return value


def _sha256(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("[0-9a-f]{64}", value):
        _fail('its "sha256" is none')
    return value


def _file(group: Any) -> FileFacts:
    return FileFacts(_sha256(_get(group, "sha256")), _whole(group, "length", most=LARGEST_FILE))


def _record(found: Any) -> Record:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        _fail("it is no record of errata")
    if found.get("version") != RECORD_VERSION:
        _fail("another version of overlay wrote it")
    header, document, repair = _get(found, "release"), _get(found, "document"), _get(found, "repair")
    items = _list(_get(found, "first"), "items")
    sha256 = _get(document, "sha256")
    errata = tuple(_erratum(item) for item in items)
    if len({erratum.id for erratum in errata}) < len(errata):
        _fail("two of its errata have the same id")
    declared = Document(
        _text(document, "file", may_be_empty=False), errata, None if sha256 is None else _sha256(sha256)
    )
    release = Release(
        issuer=_text(header, "issuer", may_be_empty=False),
        reference=_text(header, "reference", may_be_empty=False),
        date=_date(header),
        documents=(declared,),
        status=_named(ReleaseStatus, header, "status"),
        style=_style(_get(header, "style")),
    )
    return Record(
        release=release,
        locations=tuple(_location(item) for item in items),
        original=_file(_get(found, "original")),
        tools=tuple((_is_text(name, "tools"), _is_text(value, "tools")) for name, value in _pairs(found, "tools")),
        options=tuple((_is_text(name, "options"), _option(value)) for name, value in _pairs(found, "options")),
        earlier=_earlier(found),
        repair=None if repair is None else Repair(_file(_get(repair, "given")), _text(repair, "tool")),
    )


def _pairs(group: Any, key: str) -> list[tuple[Any, Any]]:
    value = _get(group, key)
    if not isinstance(value, dict) or len(value) > MOST_ENTRIES:
        _fail(f'its "{key}" is no proper group')
    return sorted(value.items())


def _option(value: Any) -> bool | str:
    return value if isinstance(value, bool) else _is_text(value, "options")


def _earlier(found: Any) -> tuple[EarlierRelease, ...]:
    listed = _list(found, "earlier")
    releases = tuple(EarlierRelease(_whole(item, "number", least=1), _date(item), _file(item)) for item in listed)
    if [release.number for release in releases] != list(range(1, len(releases) + 1)):
        _fail("its earlier releases are not in order")
    return releases


def _style(found: Any) -> Style:
    colours = [_text(found, key) for key in ("mark_colour", "text_colour", "box_colour")]
    sizes = _numbers([_get(found, "note_size"), _get(found, "smallest_size")], 2, "style")
    if not all(_STYLE_COLOURS.fullmatch(colour) for colour in colours) or min(sizes) <= 0:
        _fail('its "style" is no proper one')
    return Style(
        language=_text(found, "language"),
        note=_named(NoteForm, found, "note"),
        marks=_named(MarkForm, found, "marks"),
        mark_colour=colours[0],
        text_colour=colours[1],
        box_colour=colours[2],
        note_size=sizes[0],
        smallest_size=sizes[1],
        fonts=tuple(_is_text(font, "fonts") for font in _list(found, "fonts")),
        wording=tuple(_wording(pair) for pair in _list(found, "wording")),
        positions=tuple(_is_text(position, "positions") for position in _list(found, "positions")),
    )


def _wording(pair: Any) -> tuple[str, str]:
    if not isinstance(pair, list) or len(pair) != 2:
        _fail('its "wording" is no list of pairs')
    return _is_text(pair[0], "wording"), _is_text(pair[1], "wording")


def _erratum(item: Any) -> Erratum:
    found = _get(item, "erratum")
    return Erratum(
        id=_text(found, "id", may_be_empty=False),
        change=_change(_get(found, "change")),
        citation=_citation(_get(found, "citation")),
        quote=_quote(_selector(item, "TextQuoteSelector")),
        reason=_text(found, "reason"),
        withdrawn=_flag(found, "withdrawn"),
    )


def _change(found: Any) -> Change:
    if not isinstance(found, dict):
        _fail('its "change" is no group')
    match sorted(found):
        case ["for", "read"]:
            return Substitution(_text(found, "for", may_be_empty=False), _text(found, "read", may_be_empty=False))
        case ["after" | "before" as side, "insert"]:
            return Insertion(
                _text(found, side, may_be_empty=False), Side(side), _text(found, "insert", may_be_empty=False)
            )
        case ["delete"]:
            return Deletion(_text(found, "delete", may_be_empty=False))
        case ["caveat", "on"]:
            return Caveat(_text(found, "caveat", may_be_empty=False), _named(Scope, found, "on"))
    _fail('its "change" is of no known kind')


def _citation(found: Any) -> Citation:
    line, section = _get(found, "line"), _get(found, "section")
    return Citation(
        page_labels=tuple(_is_text(label, "pages") for label in _list(found, "pages")),
        page_number=_maybe_whole(found, "sheet", least=1),
        line=None if line is None else _whole(found, "line", least=-int(LARGEST_NUMBER)),
        column=_maybe_whole(found, "column", least=1),
        section=None if section is None else _is_text(section, "section"),
        occurrence=_maybe_whole(found, "occurrence", least=1),
    )


def _selector(item: Any, kind: str) -> Any:
    """The selector of a kind; None where there is none."""
    selectors = _list(_get(item, "target"), "selector")
    return next((found for found in selectors if isinstance(found, dict) and found.get("type") == kind), None)


def _quote(found: Any) -> Quote | None:
    if found is None:
        return None
    return Quote(_text(found, "exact", may_be_empty=False), _text(found, "prefix"), _text(found, "suffix"))


def _location(item: Any) -> Location | None:
    found, quads = _get(item, "location"), _selector(item, "QuadSelector")
    if found is None:
        return None
    caret = _get(found, "caret")
    return Location(
        page_indexes=tuple(_whole({"page": index}, "page") for index in _list(found, "page_indexes")),
        page_label=_text(found, "page_label"),
        runs=() if quads is None else tuple(_run(run) for run in _list(quads, "quads")),
        caret=None if caret is None else _pair(caret),
        matched=_text(found, "matched"),
        match=_text(found, "match"),
        found_by=_text(found, "found_by"),
        difference=_text(found, "difference"),
        notes=tuple(_note(note) for note in _list(found, "notes")),
    )


def _pair(value: Any) -> tuple[float, float]:
    x, y = _numbers(value, 2, "caret")
    return x, y


def _run(found: Any) -> Run:
    a, b, c, d, e, f, g, h = _numbers(_get(found, "quad"), 8, "quad")
    return Run(_whole(found, "page_index"), (a, b, c, d, e, f, g, h), _text(found, "text"))


def _note(found: Any) -> Note:
    box = _get(found, "box")
    if box is None:
        return Note(_text(found, "position"), _maybe_whole(found, "page_index"))
    x0, y0, x1, y1 = _numbers(box, 4, "box")
    return Note(_text(found, "position"), _maybe_whole(found, "page_index"), (x0, y0, x1, y1))
