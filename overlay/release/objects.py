"""Shorthand for pypdf's object types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from overlay.geometry import Rect

DECIMALS = 4
"""Of a coordinate: a ten-thousandth of a point is far below what any printer resolves."""


class Writer(Protocol):
    """The part of `increment.Increment` that the parts of a release need."""

    def add(self, value: PdfObject) -> IndirectObject: ...
    def replace(self, reference: IndirectObject, value: PdfObject) -> IndirectObject: ...
    def edit(self, reference: IndirectObject) -> DictionaryObject: ...
    def add_stream(self, dictionary: DictionaryObject, content: bytes, *, compress: bool = True) -> IndirectObject: ...


def number(value: float) -> PdfObject:
    rounded = round(value, DECIMALS)
    return NumberObject(int(rounded)) if rounded == int(rounded) else FloatObject(repr(rounded))


def numbers(values: Iterable[float]) -> ArrayObject:
    return ArrayObject(number(value) for value in values)


def rectangle(rect: Rect) -> ArrayObject:
    return numbers((rect.x0, rect.y0, rect.x1, rect.y1))


def name(text: str) -> NameObject:
    return NameObject(f"/{text}")


def text(value: str) -> TextStringObject:
    """A text string (7.9.2.2); pypdf writes it in PDFDocEncoding where that can hold it, else in UTF-16."""
    return TextStringObject(value)


def dictionary(entries: Mapping[str, PdfObject | None]) -> DictionaryObject:
    """A dictionary from names without their slash, in the order given; None leaves an entry out."""
    return DictionaryObject({name(key): value for key, value in entries.items() if value is not None})


def plain(obj: PdfObject | None) -> PdfObject | None:
    """The object itself, where `obj` may be a reference to it."""
    return obj.get_object() if obj is not None else None


def integer(obj: PdfObject | None) -> int | None:
    """The integer that `obj` is or refers to; None where it is something else."""
    found = plain(obj)
    return int(found) if isinstance(found, NumberObject) else None


def copied_dictionary(obj: PdfObject | None) -> DictionaryObject:
    """A new dictionary with the entries of `obj` (references kept as they are); an empty one where it is none."""
    found = plain(obj)
    return DictionaryObject(dict(found.items())) if isinstance(found, DictionaryObject) else DictionaryObject()


def copied_array(obj: PdfObject | None) -> ArrayObject:
    """A new array with the elements of `obj` (references kept); an empty one where it is none."""
    found = plain(obj)
    return ArrayObject(list(found)) if isinstance(found, ArrayObject) else ArrayObject()


def pdf_date(date: str) -> str:
    """A release date (YYYY-MM-DD) as a PDF date string (7.9.4): midnight, UTC."""
    return f"D:{date.replace('-', '')}000000Z"
