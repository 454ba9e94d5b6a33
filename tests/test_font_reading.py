"""Codes, letters and operators: what a page's text is made of, read from crafted and from arbitrary bytes."""

from __future__ import annotations

import contextlib
import ctypes
import struct

import pypdfium2.raw as pdfium_c
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from overlay.pagetext import Pages, cff, cmaps
from overlay.pagetext.content import Name, operations
from overlay.pagetext.glyphs import UNKNOWN, Glyph
from overlay.pagetext.standard_fonts import glyph_widths
from overlay.quote import bidi
from overlay.screen import open_pdfium
from overlay.source import Source
from tests.hand_set import pdf

ALL = frozenset({"Tj", "TJ", "Td", "Tf", "BDC", "Do", "x"})


def ops(data: bytes) -> list[tuple[str, list[object]]]:
    return list(operations(data, ALL))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"(a) Tj", [("Tj", [b"a"])]),
        (b"(a\\)b(c)) Tj", [("Tj", [b"a)b(c)"])]),
        (b"(\\q\\ \\\\\\n\\1011\\8) Tj", [("Tj", [b"q \\\nA18"])]),
        (b"(a\\\nb\\\r\nc) Tj", [("Tj", [b"abc"])]),
        (b"<41 4> Tj", [("Tj", [b"A@"])]),
        (b"[(a)-120 .5(b)] TJ", [("TJ", [[b"a", -120, 0.5, b"b"]])]),
        (b"--5 1.2.3 Td", [("Td", [-5.0, 1.2])]),
        (b"/F#311 12 Tf%x\n/A<</B[1 2]/C null>>BDC", [("Tf", ["F11", 12]), ("BDC", ["A", {"B": [1, 2], "C": None}])]),
        (b"BI /W 1 ID \x00EI EI\x01 (no) Tj EI /X Do", [("Do", ["X"])]),
        (b"1 0 0 rg 0 0 5 5 re f (a)Tj", [("Tj", [b"a"])]),
    ],
)
def test_operators(data: bytes, expected: list[tuple[str, list[object]]]) -> None:
    assert ops(data) == expected


def test_a_name_is_not_a_string() -> None:
    ((_, (name, _)),) = ops(b"/F1 1 Tf")
    assert isinstance(name, Name)


@given(st.binary(max_size=200))
@example(b"(" * 50)
@example(b"[" * 300 + b"]" * 300)
@example(b"<<" * 300)
@settings(max_examples=300)
def test_arbitrary_bytes_are_read_without_fault(data: bytes) -> None:
    ops(data)


@given(st.binary(max_size=60))
def test_a_string_comes_back(data: bytes) -> None:
    escaped = b"".join(b"\\%03o" % byte for byte in data)
    assert ops(b"(" + escaped + b") Tj <" + data.hex().encode() + b"> Tj") == [("Tj", [data]), ("Tj", [data])]


def test_a_code_map_of_mixed_lengths() -> None:
    made = cmaps.parse(
        b"/WMode 1 def 2 begincodespacerange <00> <7f> <8140> <9ffc> endcodespacerange "
        b"1 begincidrange <20> <7e> 1 endcidrange 1 begincidchar <8141> 700 endcidchar"
    )
    assert made is not None
    assert made.vertical
    assert made.decode(b"\x20\x81\x41\x21\x82\x50") == [(0x20, 1), (0x8141, 700), (0x21, 2), (0x8250, 0)]
    assert cmaps.parse(b"/Other usecmap") is None


@given(st.binary(max_size=120))
def test_an_arbitrary_code_map_is_read_without_fault(data: bytes) -> None:
    made = cmaps.parse(
        b"1 begincodespacerange " + data + b"<00> <ff> endcodespacerange 1 begincidchar <41> 5 endcidchar"
    )
    if made is not None:
        made.decode(b"ABC")


def index(*objects: bytes) -> bytes:
    if not objects:
        return b"\0\0"
    ends = [1]
    for each in objects:
        ends.append(ends[-1] + len(each))
    return struct.pack(">HB", len(objects), 1) + bytes(ends) + b"".join(objects)


def program() -> bytes:
    """A bare CFF program: glyph 1 is "minus" (code 0), glyph 2 is "odd" (code 65)."""
    head = b"\1\0\4\1" + index(b"A")
    strings, subroutines = index(b"odd"), index()
    charset, encoding, chars = b"\0" + struct.pack(">HH", 166, 391), b"\0\2\0\x41", index(b"e", b"e", b"e")
    top_size = 3 * 6
    start = len(head) + len(index(b"x" * top_size)) + len(strings) + len(subroutines)
    places = (start, start + len(charset), start + len(charset) + len(encoding))
    top = b"".join(
        b"\x1d" + struct.pack(">i", place) + bytes([op]) for place, op in zip(places, (15, 16, 17), strict=True)
    )
    return head + index(top) + strings + subroutines + charset + encoding + chars


STANDARD = [f"s{number}" for number in range(391)]


def test_the_built_in_encoding_of_a_font_program() -> None:
    assert cff.built_in_encoding(program(), STANDARD) == {0: "s166", 65: "odd"}


@given(st.data())
def test_a_damaged_font_program_is_an_error_of_its_own(data: st.DataObject) -> None:
    damaged = bytearray(program())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(cff.CffError, IndexError):
        cff.built_in_encoding(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]), STANDARD)


def test_widths_of_the_dictionary_go_before_those_of_the_standard_font() -> None:
    font = "/F1 <</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 97/LastChar 98/Widths[1000 500]>>"
    text = Pages(pdf("BT /F1 10 Tf 50 700 Td (ab) Tj ET", fonts=font)).text(0)
    assert [char.quad.width for char in text.chars if char] == pytest.approx([10, 5])


def test_letters_beyond_the_encodings_of_the_standard_fonts_have_their_widths() -> None:
    widths = glyph_widths("Helvetica-Bold", {1: "rcaron", 2: "ecaron", 3: "nosuchglyph", 4: "A"})
    assert [widths[code] for code in range(1, 5)] == [389, 556, 278, 722]


def test_a_font_without_widths_has_those_of_a_like_one() -> None:
    font = "/F1 <</Type/Font/Subtype/TrueType/BaseFont/Nowhere-Bold/Encoding/WinAnsiEncoding>>"
    text = Pages(pdf("BT /F1 10 Tf 50 700 Td (ab) Tj ET", fonts=font)).text(0)
    assert [char.quad.width for char in text.chars if char] == pytest.approx([5.56, 6.11])


@given(st.lists(st.sampled_from(("א", "ב", "ג")), min_size=1, max_size=8), st.integers(0, 999))
def test_logical_order_undoes_what_display_does(letters: list[str], number: int) -> None:
    logical = [*letters, " ", *str(number), " ", "ד"]
    shown = ["ד", " ", *str(number), " ", *reversed(letters)]
    assert [shown[place] for place in bidi.logical_order(shown)] == logical


@given(st.text(alphabet="abאב12 .,", max_size=20))
def test_logical_order_loses_nothing(text: str) -> None:
    assert sorted(bidi.logical_order(list(text))) == list(range(len(text)))


STANDARD_FONTS = (
    "Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique", "Helvetica", "Helvetica-Bold",
    "Helvetica-Oblique", "Helvetica-BoldOblique", "Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic",
    "Symbol", "ZapfDingbats",
)  # fmt: skip
PDFIUM_OFF = {"Euro": "\u20ac", "guillemets": "\u00ab\u00bb\u2039\u203a", "at": "@", "five": "5", "oslash": "\u00f8"}
"""Glyphs that the faces PDFium brings along have wider or narrower than Adobe's metrics do."""
LIGATURES = {"f": "\ufb01\ufb02"}
"""Which PDFium hands over letter by letter."""
CODES = "".join(f"BT /F1 10 Tf 50 {20 + 20 * code} Td <{code:02X}{code:02X}> Tj <41> Tj ET\n" for code in range(256))


def by_pdfium(source: Source) -> dict[int, tuple[str, float]]:
    """For each code its letter and its width in thousandths of an em, from where PDFium puts what comes after."""
    document = open_pdfium(source)
    x, y = ctypes.c_double(), ctypes.c_double()
    letters: dict[int, str] = {}
    ends: dict[int, float] = {}
    loaded = pdfium_c.FPDF_LoadPage(document, 0)
    text_page = pdfium_c.FPDFText_LoadPage(loaded)
    for index in range(pdfium_c.FPDFText_CountChars(text_page)):
        pdfium_c.FPDFText_GetCharOrigin(text_page, index, x, y)
        code = round((y.value - 20) / 20)
        if not pdfium_c.FPDFText_IsGenerated(text_page, index):
            letters.setdefault(code, chr(pdfium_c.FPDFText_GetUnicode(text_page, index)))
            ends[code] = max(ends.get(code, 0), x.value)
    pdfium_c.FPDFText_ClosePage(text_page)
    pdfium_c.FPDF_ClosePage(loaded)
    document.close()
    return {code: (letters[code], (end - 50) * 50) for code, end in ends.items()}


def as_read(source: Source) -> dict[int, tuple[str, float]]:
    lines: dict[int, list[Glyph]] = {}
    for glyph in Pages(source)._glyphs(0):
        lines.setdefault(round((glyph.y - 20) / 20), []).append(glyph)
    return {code: (line[0].text, (line[-1].x - 50) * 50) for code, line in lines.items()}


@pytest.mark.parametrize(
    "encoding",
    [
        "",
        "/Encoding/WinAnsiEncoding",
        "/Encoding/MacRomanEncoding",
        "/Encoding/StandardEncoding",
        "/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[66/bullet/Lslash 129/AE]>>",
    ],
)
@pytest.mark.parametrize("font", STANDARD_FONTS)
def test_every_code_of_the_standard_fonts_is_as_wide_as_pdfium_has_it(font: str, encoding: str) -> None:
    source = pdf(
        CODES, page="/MediaBox[0 0 600 5200]", fonts=f"/F1 <</Type/Font/Subtype/Type1/BaseFont/{font}{encoding}>>"
    )
    theirs, ours = by_pdfium(source), as_read(source)
    assert set(theirs) == set(ours) == set(range(256))
    off = "".join(PDFIUM_OFF.values()) if font not in ("Symbol", "ZapfDingbats") else ""
    for code, (letter, width) in theirs.items():
        if letter not in off:
            assert ours[code][1] == pytest.approx(width, abs=1.5), hex(code)
        if ours[code][0] != UNKNOWN:
            assert ours[code][0] in (letter, *LIGATURES.get(letter, "")), hex(code)
    if "WinAnsi" in encoding and font.startswith("Helvetica"):
        assert ours[0x80] == ("\u20ac", pytest.approx(556, abs=1.5))
        assert ours[0x95] == ours[0x7F] == ("\u2022", pytest.approx(350, abs=1.5))
        assert ours[0xAD] == ("-", pytest.approx(333, abs=1.5))


@pytest.mark.parametrize(
    ("more", "width_of_b", "width_of_z"),
    [
        ("/FirstChar 66/LastChar 66/Widths[900]", 900, 611),
        ("/FirstChar 66/LastChar 66/Widths[900]/FontDescriptor<</Type/FontDescriptor/MissingWidth 400>>", 900, 400),
        ("/ToUnicode 100 0 R", 667, 611),
    ],
)
def test_the_dictionary_rules_the_widths(more: str, width_of_b: float, width_of_z: float) -> None:
    """Also where a ToUnicode map gives a code another letter: the glyph is the encoding's."""
    to_unicode = "1 beginbfchar <42> <0069> endbfchar"
    stream = f"<</Length {len(to_unicode)}>>stream\n{to_unicode}\nendstream"
    for name in ("Helvetica", "Arial"):
        font = f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding{more}>>"
        ours = as_read(pdf(CODES, page="/MediaBox[0 0 600 5200]", fonts=f"/F1 {font}", more=(stream,)))
        assert ours[0x42][1] == pytest.approx(width_of_b)
        assert ours[0x5A][1] == pytest.approx(width_of_z)
