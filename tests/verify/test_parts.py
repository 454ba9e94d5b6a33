"""The verifier's own readers: values, tokens, content, shapes of letters."""

from __future__ import annotations

import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.verify.content import shown_strings
from overlay.verify.declared import folded, visually_alike
from overlay.verify.glyphs import bundled
from overlay.verify.original import Original
from overlay.verify.proof import NoReleaseCopyError
from overlay.verify.rebuild import first_difference
from overlay.verify.tokens import Parser
from overlay.verify.update import read_update
from overlay.verify.values import MalformedError, Name, Ref, Stream, same
from tests.tamper.forge import form

QUICK = 2.0
"""Seconds, many times what reading a few kilobytes takes."""

SIMPLE = st.one_of(
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.binary(max_size=12),
    st.builds(Name, st.text("abcXYZ09_+-", min_size=1, max_size=6)),
    st.builds(Ref, st.integers(1, 999), st.integers(0, 9)),
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.builds(Name, st.text("abcXYZ", min_size=1, max_size=4)), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_read(value: object) -> None:
    parser = Parser(form(value), 0)
    assert same(parser.value(), value)
    assert parser.position == len(form(value))


@pytest.mark.parametrize(
    "written",
    [
        b"<</A 1 /B 2>>",
        b"<< /A 1>>",
        b"[1  2]",
        b"[1 2 ]",
        b"(a\nb)",
        b"(\\n\\x)",
        b"<41>",
        b"<FF>",
        b"<</A 1\n/A 2>>",
        b"tru",
        b"--1",
    ],
)
def test_other_forms_are_refused(written: bytes) -> None:
    with pytest.raises(MalformedError):
        Parser(written, 0).value()


def test_one_is_not_true() -> None:
    assert same(1, 1.0)
    assert not same(1, True)
    assert not same(b"A", Name("A"))


def test_a_stream_with_a_tail_is_refused() -> None:
    import zlib

    with pytest.raises(MalformedError):
        Stream({"Filter": Name("FlateDecode")}, zlib.compress(b"q") + b"x").content()


@pytest.mark.parametrize(
    "content",
    [
        b"/Fm0 Do",
        b"/GS gs",
        b"BI ID EI",
        b"1 0 0 1 5 0 cm",
        b"3 Tr",
        b"Q",
        b"q",
        b"(a) Tj",
        b"/Sh sh",
        b"% x\n",
        b"1 2 m 3",
    ],
)
def test_other_content_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedError):
        shown_strings(content)


@pytest.mark.parametrize("written", [b"1" * 5000, b"[1 %b]" % (b"1" * 5000), b"-%b.5" % (b"1" * 400)])
def test_numbers_longer_than_any_are_refused(written: bytes) -> None:
    with pytest.raises(MalformedError):
        Parser(written, 0).value()


@pytest.mark.parametrize("content", [b"1" * 20_000 + b"x", b"a" * 20_000 + b"\x80", b"(" * 20_000, b"-" * 20_000])
def test_unreadable_content_is_refused_where_it_begins_and_at_once(content: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(MalformedError, match=r"at byte 2$"):
        shown_strings(b"q " + content)
    assert time.process_time() - begun < QUICK


def test_words_shown_are_read() -> None:
    (shown,) = shown_strings(b"BT 1 0 0 1 3 4 Tm 1 0 0 rg /F1+0 8 Tf (a\\(\\001) Tj ET")
    assert (shown.codes, shown.size, shown.x, shown.y, shown.colour) == (b"a(\x01", 8.0, 3.0, 4.0, (1.0, 0.0, 0.0))


def test_letters_have_shapes_of_their_own() -> None:
    font = bundled("DejaVuSans")
    assert font is not None
    one, two = (font.outline(font.characters[ord(letter)]) for letter in "15")
    assert one != two
    assert font.outline(font.characters[ord("1")]) == one
    assert bundled("Elsewhere") is None


def test_folding() -> None:
    assert folded("“8½ –\u00a0ﬁ”") == folded('"8 1⁄2 - fi"')
    assert visually_alike("אב", "בא")
    assert not visually_alike("ab", "ba")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with pytest.raises(NoReleaseCopyError):
        read_update(b"%PDF-1.4\n" + content)


@given(st.binary(min_size=1, max_size=200), st.integers(0, 10**6), st.integers(1, 255), st.integers(0, 3))
def test_the_first_difference_is_found(content: bytes, at: int, change: int, cut: int) -> None:
    place = at % len(content)
    other = content[:place] + bytes([content[place] ^ change]) + content[place + 1 :]
    assert first_difference(content * 700, other + content * 699) == place
    assert first_difference(content, content[: len(content) - cut]) == max(0, len(content) - cut)


@pytest.mark.parametrize("stated", [b"/Fl", b"[/Fl]", b"[/AHx /Fl]", b"/FlateDecode"])
def test_filters_have_short_names_too(stated: bytes) -> None:
    content = zlib.compress(b"BT ET")
    packed = content.hex().encode() + b">" if b"/AHx" in stated else content
    original = Original(one_stream(b"/Filter %b" % stated, packed), None)
    assert original.decoded(Ref(2, 0)) == b"BT ET"


@pytest.mark.parametrize("stated", [b"2 0 R", b"[2 0 R]", b"[[/Fl]]", b"(Fl)", b"<</Fl /Fl>>"])
def test_a_filter_that_is_none_is_a_fault_of_the_stream_alone(stated: bytes) -> None:
    original = Original(one_stream(b"/Filter %b" % stated, b"x"), None)
    assert isinstance(original.get(Ref(2, 0)), Stream)
    with pytest.raises(MalformedError):
        original.decoded(Ref(2, 0))


def one_stream(entry: bytes, content: bytes) -> bytes:
    """A document of a catalog and a stream."""
    stream = b"<<%b /Length %d>>\nstream\n%b\nendstream" % (entry, len(content), content)
    written, places = b"%PDF-1.7\n", []
    for number, each in enumerate((b"<</Type /Catalog>>", stream), 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return b"%bxref\n0 3\n0000000000 65535 f \n%btrailer\n<</Size 3 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        written,
        table,
        len(written),
    )
