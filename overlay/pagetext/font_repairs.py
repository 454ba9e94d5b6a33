"""What pdfminer takes from a simple font amiss: widths, and letters that only the font program tells."""

from __future__ import annotations

import struct
from typing import Any

from pdfminer.encodingdb import EncodingDB, name2unicode
from pdfminer.pdffont import CFFFont, PDFSimpleFont, PDFTrueTypeFont, PDFType1Font, PDFType3Font
from pdfminer.pdftypes import PDFStream, resolve1

from overlay.pagetext.cff import CffError, built_in_encoding
from overlay.pagetext.standard_fonts import (
    STANDARD,
    WIN_ANSI,
    glyph_names,
    glyph_widths,
    like,
    own_letters,
)

SYMBOLIC = 4
"""ISO 32000-1, Table 123."""

BULLET, FIRST_BULLET, SECOND_HYPHEN = "\u2022", 0o41, 0xAD
"""WinAnsiEncoding shows a bullet for every unused code from 41 octal on, and a hyphen for 255 octal too (Annex D.2)."""

_PROGRAMS = ("FontFile", "FontFile2", "FontFile3")


def repair(font: PDFSimpleFont, spec: Any) -> None:
    """Sets the font's widths and letters as its dictionary and its program have them. Never raises for a bad program."""
    if isinstance(font, PDFType3Font):
        return
    _standard_letters(font, spec)
    _widths(font, spec)
    if isinstance(font, PDFTrueTypeFont):
        _mac_letters(font, spec)
    elif isinstance(font, PDFType1Font):
        _program_letters(font, spec)


def _widths(font: PDFSimpleFont, spec: Any) -> None:
    """The dictionary's widths go before those of a standard font of the same name (9.6.2).

    A code that they leave out is as wide as the descriptor says; without that, as in the standard font that serves.
    """
    first, widths = resolve1(spec.get("FirstChar", 0)), resolve1(spec.get("Widths"))
    descriptor = resolve1(spec.get("FontDescriptor"))
    descriptor = descriptor if isinstance(descriptor, dict) else {}
    told: dict[int | str, float] = {}
    if isinstance(first, int) and isinstance(widths, list):
        listed = {first + place: resolve1(width) for place, width in enumerate(widths)}
        told = {code: width for code, width in listed.items() if isinstance(width, (int, float))}
    missing = resolve1(descriptor.get("MissingWidth"))
    usual: dict[int | str, float] = {}
    if told and isinstance(missing, (int, float)):
        font.default_width = missing
    elif not told or not any(key in descriptor for key in _PROGRAMS):
        usual = dict(glyph_widths(like(_name(font)), _glyph_names(font, spec)).items())
    font.widths = {**usual, **told}


def _glyph_names(font: PDFSimpleFont, spec: Any) -> dict[int, str]:
    encoding = resolve1(spec.get("Encoding"))
    usual = WIN_ANSI if isinstance(font, PDFTrueTypeFont) else STANDARD
    return glyph_names(like(_name(font)), _base(encoding) or usual, _listed_differences(encoding))


def _base(encoding: Any) -> str:
    """The name of the base encoding; "" where none is stated."""
    base = resolve1(encoding.get("BaseEncoding")) if isinstance(encoding, dict) else encoding
    return str(getattr(base, "name", "") or "")


def _listed_differences(encoding: Any) -> dict[int, str]:
    return _differences(resolve1(encoding.get("Differences"))) if isinstance(encoding, dict) else {}


def _name(font: PDFSimpleFont) -> str:
    return str(getattr(font, "basefont", font.fontname))


def _standard_letters(font: PDFSimpleFont, spec: Any) -> None:
    """What pdfminer leaves out: the codes of Symbol and ZapfDingbats, and the bullets and the hyphen of Annex D.2, notes 3 and 5."""
    encoding = resolve1(spec.get("Encoding"))
    own = own_letters(_name(font))
    if own:
        font.cid2unicode = {**own, **_lettered(encoding)}
    elif _base(encoding) == WIN_ANSI:
        bullets = dict.fromkeys(range(FIRST_BULLET, 256), BULLET)
        font.cid2unicode = {**bullets, **font.cid2unicode, SECOND_HYPHEN: "-", **_lettered(encoding)}


def _lettered(encoding: Any) -> dict[int, str]:
    return {code: text for code, name in _listed_differences(encoding).items() if (text := _letter(name))}


def _mac_letters(font: PDFTrueTypeFont, spec: Any) -> None:
    """A symbolic TrueType font without an encoding goes by its own table (9.6.6.4): where that is the Macintosh one, by MacRoman."""
    descriptor = resolve1(spec.get("FontDescriptor"))
    program = resolve1(descriptor.get("FontFile2")) if isinstance(descriptor, dict) else None
    if "Encoding" in spec or not font.flags & SYMBOLIC or not isinstance(program, PDFStream):
        return
    if _cmap_platforms(program.get_data()) == {1}:
        font.cid2unicode = EncodingDB.get_encoding("MacRomanEncoding")


def _cmap_platforms(data: bytes) -> set[int]:
    """The platforms that a TrueType program's "cmap" has tables for; empty where it has none to read."""
    try:
        (tables,) = struct.unpack_from(">H", data, 4)
        for place in range(min(tables, 64)):
            tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * place)
            if tag == b"cmap":
                (count,) = struct.unpack_from(">H", data, offset + 2)
                return {struct.unpack_from(">H", data, offset + 4 + 8 * each)[0] for each in range(min(count, 64))}
    except struct.error:
        pass
    return set()


def _program_letters(font: PDFType1Font, spec: Any) -> None:
    """A font that states no base encoding goes by that of its program (9.6.6.2), which pdfminer reads of Type 1 alone."""
    encoding = resolve1(spec.get("Encoding"))
    if not (encoding is None or (isinstance(encoding, dict) and "BaseEncoding" not in encoding)):
        return
    descriptor = resolve1(spec.get("FontDescriptor"))
    program = resolve1(descriptor.get("FontFile3")) if isinstance(descriptor, dict) else None
    if not isinstance(program, PDFStream):
        return
    try:
        names = built_in_encoding(program.get_data(), CFFFont.STANDARD_STRINGS)
    except (CffError, IndexError):
        return
    letters = {code: text for code, name in names.items() if (text := _letter(name))}
    if not letters:
        return
    if isinstance(encoding, dict):
        for code, name in _differences(resolve1(encoding.get("Differences"))).items():
            letters.pop(code, None)
            if text := _letter(name):
                letters[code] = text
    font.cid2unicode = letters


def _differences(listed: Any) -> dict[int, str]:
    found: dict[int, str] = {}
    code = 0
    for each in map(resolve1, listed if isinstance(listed, list) else ()):
        if isinstance(each, int):
            code = each
        elif isinstance(name := getattr(each, "name", None), str):
            found[code] = name
            code += 1
    return found


def _letter(name: str) -> str:
    try:
        return name2unicode(name)
    except (KeyError, ValueError):
        return ""
