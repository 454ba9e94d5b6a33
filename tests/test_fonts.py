"""Fonts: the user's first, coverage refused by name, ToUnicode that gives back what was typed."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from overlay.appearance import Role, draw, typeset
from overlay.appearance.fonts import BFCHAR_LIMIT, BOLD_FILE, REGULAR_FILE, Fonts, _to_unicode, load
from overlay.erratum import Erratum, Style, Substitution
from overlay.errors import FileError, UnsupportedError
from tests.drawn import page_with, read, release, squeezed


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return load()


def test_greek_cyrillic_vietnamese_hebrew_and_arabic_are_there(fonts: Fonts) -> None:
    text = "Σωκράτης Жуковский Tiếng Việt ąęłżŵŷ שלום \ufee3\ufefb “”„«»–—…½№€£ 𝔸"
    assert "".join(run for _, run in fonts.runs(text)) == text
    assert {face.title for face, _ in fonts.runs(text)} == {"DejaVu Sans"}


@pytest.mark.parametrize("bold", [False, True])
def test_a_missing_glyph_is_refused_by_name_with_the_option_that_fixes_it(fonts: Fonts, bold: bool) -> None:
    with pytest.raises(UnsupportedError) as refused:
        fonts.width("eight 中", 8, bold=bold)
    assert "U+4E2D" in refused.value.message
    assert "CJK UNIFIED IDEOGRAPH-4E2D" in refused.value.message
    assert "fonts:" in refused.value.remedy


def test_the_joined_form_names_its_letter(fonts: Fonts) -> None:
    with pytest.raises(UnsupportedError) as refused:
        fonts.width("\ufb51", 8)  # a letter that DejaVu Sans has no joined form of
    assert re.search(r"U\+FB51.*U\+0671", refused.value.message)


def test_widths_grow_with_the_size_and_marks_take_no_room(fonts: Fonts) -> None:
    assert fonts.width("eight", 16) == pytest.approx(2 * fonts.width("eight", 8))
    assert fonts.width("x\u0302", 8) == pytest.approx(fonts.width("x", 8))
    assert fonts.width("eight", 8, bold=True) > fonts.width("eight", 8)


def test_the_users_fonts_come_first_in_their_order() -> None:
    chosen = load([BOLD_FILE, REGULAR_FILE])
    assert [face.title for face in chosen.regular] == ["DejaVuSans.ttf", "DejaVu Sans", "DejaVuSans-Bold.ttf"]
    assert chosen.bold[0].title == "DejaVuSans-Bold.ttf"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nothing\.ttf"):
        load([tmp_path / "nothing.ttf"])
    with pytest.raises(FileError):
        load([tmp_path])


def with_cmap(characters: dict[int, int]) -> bytes:
    """DejaVu Sans with another cmap: from code points to glyphs, in a subtable of format 12 (as CJK fonts have)."""
    data = REGULAR_FILE.read_bytes()
    count = struct.unpack(">H", data[4:6])[0]
    tables = [struct.unpack(">4sLLL", data[12 + 16 * n : 28 + 16 * n]) for n in range(count)]
    groups = b"".join(struct.pack(">LLL", code, code, glyph) for code, glyph in sorted(characters.items()))
    subtable = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(characters)) + groups
    cmap = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + subtable
    bodies = [(tag, cmap if tag == b"cmap" else data[start : start + length]) for tag, _, start, length in tables]
    directory, body, at = data[:12], b"", 12 + 16 * count
    for tag, content in bodies:
        directory += struct.pack(">4sLLL", tag, 0, at + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    return directory + body


def test_a_font_that_the_user_names_brings_its_characters(tmp_path: Path, fonts: Fonts) -> None:
    path = tmp_path / "han.ttf"
    path.write_bytes(with_cmap({0x20: 3, 0x4E2D: 36, 0x20BB7: 37}))
    chosen = load([path])
    runs = chosen.runs("a 中𠮷 b")
    assert [(face.title, run) for face, run in runs] == [
        ("DejaVu Sans", "a "),
        ("han.ttf", "中𠮷 "),
        ("DejaVu Sans", "b"),
    ]
    erratum = Erratum("1", Substitution("eight", "中𠮷中"))
    note = typeset.note(erratum, "1", release(), chosen)
    made = draw([page_with(note, erratum)], None, chosen, Style())
    words = next(drawing for drawing in made.drawings if drawing.role is Role.NOTE)
    assert squeezed(read(made.pdf, words.pdf_page_index)) == squeezed(note.text)
    with pytest.raises(UnsupportedError, match=r"Erratum 1: .*U\+56FD"):
        typeset.note(Erratum("1", Substitution("eight", "国")), "1", release(), chosen)


def damaged() -> list[bytes]:
    whole = REGULAR_FILE.read_bytes()
    return [
        b"",
        b"OTTO" + whole[4:],
        b"not a font at all" * 100,
        whole[:5000],
        whole[:-200_000],
        whole[:12] + bytes(400),
    ]


@pytest.mark.parametrize("number", range(len(damaged())))
def test_a_file_that_is_no_sound_truetype_font_is_refused(tmp_path: Path, number: int) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(damaged()[number])
    with pytest.raises(UnsupportedError, match=r"broken\.ttf"):
        load([path])


def test_a_to_unicode_map_is_cut_into_blocks_and_reaches_beyond_the_first_plane() -> None:
    cmap = _to_unicode(["", *["a"] * 150, "𝔸", "\u00a0"])
    assert "<97> <D835DD38>" in cmap
    assert "<98> <00A0>" in cmap
    assert "<00> <" not in cmap.replace("<00> <FF>", "")
    counts = [int(count) for count in re.findall(r"(\d+) beginbfchar", cmap)]
    assert sum(counts) == 152
    assert max(counts) <= BFCHAR_LIMIT
