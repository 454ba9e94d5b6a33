"""The verifier's reader lists and finds what pypdf's own lists and finds, however a document packs its objects."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from overlay.verify.reader import Reader
from overlay.verify.values import Value, converted

PACKED = {4: b"<</A 1>>", 5: b"[1 2 3]", 6: b"(six)", 7: b"/Seven"}


def packed(
    objects: Iterable[tuple[int, bytes]] = tuple(PACKED.items()),
    *,
    widths: tuple[int, ...] = (1, 3, 1),
    header: bytes = b"",
) -> bytes:
    """A document of one object stream (object 2) and its cross-reference stream (object 3)."""
    listed = list(objects)
    starts = [sum(len(each) + 1 for _, each in listed[:at]) for at in range(len(listed))]
    index = header or b" ".join(b"%d %d" % (number, start) for (number, _), start in zip(listed, starts, strict=True))
    bodies = b" ".join(each for _, each in listed)
    data = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    places = {1: (1, 9, 0), 2: (1, len(data), 0), **{number: (2, 2, at) for at, (number, _) in enumerate(listed)}}
    raw = zlib.compress(index + b" " + bodies)
    data += b"2 0 obj\n<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>stream\n%s\nendstream\nendobj\n" % (
        len(listed),
        len(index) + 1,
        len(raw),
        raw,
    )
    places[3] = (1, len(data), 0)
    rows = b"".join(
        b"".join(
            number.to_bytes(width, "big") for number, width in zip(places.get(at, (0, 0, 0)), widths, strict=False)
        )
        for at in range(8)
    )
    stated = b" ".join(b"%d" % width for width in widths)
    section = b"3 0 obj\n<</Type/XRef/Size 8/W[%s]/Root 1 0 R/Length %d>>stream\n%s\nendstream\nendobj\n" % (
        stated,
        len(rows),
        rows,
    )
    return data + section + b"startxref\n%d\n%%%%EOF\n" % len(data)


def answers(reader: PdfReader) -> list[object]:
    """What each packed object is, or the error that it ends in."""
    told: list[object] = []
    for number in PACKED:
        try:
            told += found(reader, [number])
        except Exception as error:
            told.append(type(error))
    return told


def found(reader: PdfReader, numbers: Iterable[int]) -> list[Value]:
    return [converted(reader.get_object(IndirectObject(number, 0, reader))) for number in numbers]


@pytest.mark.parametrize("widths", [(1, 3, 1), (2, 4, 2), (1, 2, 1), (1, 8, 2), (1, 9, 1), (1, 3, 1, 1)])
def test_cross_reference_streams_are_listed_as_pypdf_lists_them(widths: tuple[int, ...]) -> None:
    data = packed(widths=widths)
    try:
        told = PdfReader(io.BytesIO(data))
    except Exception as error:
        with pytest.raises(type(error)):
            Reader(data)
        return
    mine = Reader(data)
    assert (mine.xref_objStm, {key: value for key, value in mine.xref.items() if value}) == (
        told.xref_objStm,
        told.xref,
    )


@pytest.mark.parametrize("order", [(4, 5, 6, 7), (7, 5, 4, 6)])
def test_packed_objects_are_found_in_any_order(order: tuple[int, ...]) -> None:
    data = packed()
    assert found(Reader(data), order) == found(PdfReader(io.BytesIO(data)), order)


@pytest.mark.parametrize(
    "header", [b"4 0 5 9 6 17", b"4 0 4 9 6 17 7 23", b"4 9 5 0 6 17 7 23", b"4 0 5 9 6 17 7 999", b"x"]
)
def test_of_a_list_out_of_order_pypdf_decides(header: bytes) -> None:
    data = packed(header=header)
    assert answers(Reader(data)) == answers(PdfReader(io.BytesIO(data)))


def test_one_packed_object_that_cannot_be_read_leaves_the_others() -> None:
    data = packed(tuple({**PACKED, 5: b"<</A"}.items()))
    assert found(Reader(data), [4, 6]) == [{"A": 1}, b"six"]


@pytest.mark.parametrize("header", [b"4 0 5 8 6 16 7 22", b"4 0 5 9 6 16 7 23"])
def test_white_space_before_a_packed_object_is_passed_over(header: bytes) -> None:
    data = packed(header=header)
    assert (
        found(Reader(data), PACKED)
        == found(PdfReader(io.BytesIO(data)), PACKED)
        == [{"A": 1}, [1, 2, 3], b"six", "Seven"]
    )


def test_a_list_that_the_first_object_runs_into_is_read_as_pypdf_reads_it() -> None:
    data = packed(((4, b"(four)"), (5, b"[" + b"1 " * 20 + b"]")), header=b"4 0 5 34").replace(b"/First 9", b"/First 7")
    assert found(Reader(data), [4, 5]) == found(PdfReader(io.BytesIO(data)), [4, 5])


def test_an_object_stream_of_no_objects_has_none() -> None:
    data = packed(header=b"    ").replace(b"/N 4", b"/N 0")
    assert answers(Reader(data)) == answers(PdfReader(io.BytesIO(data))) == [None] * len(PACKED)
