"""Parsing and writing objects: what goes in comes out."""

from __future__ import annotations

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
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
    TextStringObject,
)

from overlay.errors import LimitError
from overlay.increment.serialise import written, written_name, written_number, written_string
from overlay.source.syntax import Parser, SyntaxFaultError


def parsed(data: bytes) -> object:
    return Parser(data, None).value(0)[0]


@pytest.mark.parametrize(
    "text",
    [
        b"<</A 1/B[true false null]/C<</D(x)>>/E 3 0 R>>",
        b"[0.1000 -.5 +3 4. 00.50 1.2.3 --4 - 99999999999999999999.5]",
        b"/A#20B",
        b"<</Odd#E9#82 true>>",
        b"(a\\(b\\)\\\\c)",
        b"<00FF0A>",
        b"[]",
        b"<<>>",
    ],
)
def test_what_was_read_is_written_alike(text: bytes) -> None:
    once = written(parsed(text))
    assert written(parsed(once)) == once
    if b" R" not in text and b"--4" not in text:
        assert pikepdf.Object.parse(once) == pikepdf.Object.parse(text)


def test_numbers_keep_every_digit() -> None:
    assert written(parsed(b"[0.1000 -.5 4. 1.23456789012345]")) == b"[0.1000 -.5 4. 1.23456789012345]"


def test_names_that_are_no_utf8_keep_their_bytes() -> None:
    assert written(parsed(b"/F#e9")) == b"/F#E9"
    assert written(parsed(b"/F\xd6\xd0")) == b"/F#D6#D0"
    assert written(parsed(b"/F\xc3\xa9")) == b"/F#C3#A9"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (b"(a\\\nb)", b"ab"),
        (b"(a\r\nb\rc)", b"a\nb\nc"),
        (b"(\\053\\53\\0053)", b"++\x053"),
        (b"(nested (one) two)", b"nested (one) two"),
        (b"<4 8 6>", b"H`"),
        (b"(\\n\\r\\t\\b\\f\\q)", b"\n\r\t\b\fq"),
    ],
)
def test_strings_are_read_by_the_book(text: bytes, content: bytes) -> None:
    value = parsed(text)
    assert isinstance(value, TextStringObject | ByteStringObject)
    assert value.original_bytes == content


@given(st.binary(max_size=60))
def test_any_string_survives(content: bytes) -> None:
    value = parsed(written_string(content))
    assert isinstance(value, TextStringObject | ByteStringObject)
    assert value.original_bytes == content
    assert bytes(pikepdf.Object.parse(written_string(content))) == content


@given(st.binary(max_size=20).filter(lambda body: b"\0" not in body))
def test_any_name_survives(body: bytes) -> None:
    once = written(parsed(b"/" + b"".join(b"#%02x" % byte for byte in body)))
    assert written(parsed(once)) == once
    assert pikepdf.Object.parse(once) == pikepdf.Object.parse(b"/" + b"".join(b"#%02x" % byte for byte in body))


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_our_numbers_have_no_exponent_and_are_close(number: float) -> None:
    text = written_number(number)
    assert b"e" not in text.lower()
    assert abs(float(text) - number) <= 5.1e-7


VALUES = st.recursive(
    st.one_of(
        st.integers(-(2**40), 2**40).map(NumberObject),
        st.booleans().map(BooleanObject),
        st.just(NullObject()),
        st.binary(max_size=12).map(ByteStringObject),
        st.builds(IndirectObject, st.integers(1, 9999), st.integers(0, 9), st.none()),
        st.text("abcXYZ -#()é", min_size=1, max_size=5).map(lambda text: NameObject("/" + text)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(ArrayObject),
        st.dictionaries(st.text("ABC #", max_size=4).map(lambda text: NameObject("/" + text)), inner, max_size=4).map(
            DictionaryObject
        ),
    ),
    max_leaves=12,
)


@given(VALUES)
def test_any_value_survives(value: object) -> None:
    once = written(value)  # type: ignore[arg-type]
    assert written(parsed(once)) == once  # type: ignore[arg-type]


@given(st.binary(max_size=80))
def test_rubbish_is_an_object_or_a_fault(data: bytes) -> None:
    try:
        value, end = Parser(data, None).value(0)
    except SyntaxFaultError:
        return
    assert end <= len(data)
    written(value)


@pytest.mark.parametrize("text", [b"[1 0 R endobj", b"[1[ endobj]", b"<</Kids[1 0 R 2 0 R\nendobj\n3 0 obj"])
def test_an_array_that_its_object_ends_in_is_a_fault(text: bytes) -> None:
    with pytest.raises(SyntaxFaultError, match="an array without an end"):
        Parser(text, None).value(0)


def test_deep_nesting_is_a_fault_not_a_crash() -> None:
    with pytest.raises(SyntaxFaultError):
        parsed(b"[" * 50_000)
    with pytest.raises(SyntaxFaultError):
        parsed(b"<</A" * 50_000)
    deep = ArrayObject()
    for _ in range(2_000):
        deep = ArrayObject([deep])
    with pytest.raises(LimitError):
        written(deep)


def test_what_no_pdf_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        written(FloatObject(float("inf")))
    assert written_name("/a b") == b"/a#20b"


@pytest.mark.parametrize(
    ("length", "found"),
    [(b"/Length 3", b"abc"), (b"", b"abc"), (b"/Length 99", b"abc"), (b"/Length 8 0 R", b"abc")]
    + [(b"/Length " + odd, None) for odd in (b"()", b"null", b"3.0", b"[3]", b"/3", b"true", b"9 0 R")],
)
def test_the_length_of_a_stream_is_a_number(length: bytes, found: bytes | None) -> None:
    def resolve(reference: IndirectObject) -> object:
        return NullObject() if reference.idnum == 8 else TextStringObject("3")

    written = Parser(b"<<%b>>stream\nabc\nendstream" % length, None)
    if found is not None:
        assert getattr(written.indirect(0, resolve), "_data", None) == found
    else:
        with pytest.raises(SyntaxFaultError, match="length is no number"):
            written.indirect(0, resolve)
