"""What pdfminer takes from a simple font amiss: widths, and letters that only the font program tells."""

from __future__ import annotations

import struct
from typing import Any

from pdfminer.encodingdb import EncodingDB, name2unicode
from pdfminer.pdffont import CFFFont, FontMetricsDB, PDFSimpleFont, PDFTrueTypeFont, PDFType1Font, PDFType3Font
from pdfminer.pdftypes import PDFStream, resolve1

from overlay.pagetext.cff import CffError, built_in_encoding

SYMBOLIC = 4
"""ISO 32000-1, Table 123."""


def repair(font: PDFSimpleFont, spec: Any) -> None:
    """Sets the font's widths and letters as its dictionary and its program have them. Never raises for a bad program."""
    if isinstance(font, PDFType3Font):
        return
    _widths(font, spec)
    if isinstance(font, PDFTrueTypeFont):
        _mac_letters(font, spec)
    elif isinstance(font, PDFType1Font):
        _program_letters(font, spec)


def _widths(font: PDFSimpleFont, spec: Any) -> None:
    """The dictionary's widths go before those of a standard font of the same name (9.6.2); none at all, and a like font's serve."""
    first, widths = resolve1(spec.get("FirstChar")), resolve1(spec.get("Widths"))
    if isinstance(first, int) and isinstance(widths, list):
        told = {first + place: resolve1(width) for place, width in enumerate(widths)}
        font.widths = {code: width for code, width in told.items() if isinstance(width, (int, float))}
    elif not any(font.widths.values()):
        like = _like(str(getattr(font, "basefont", font.fontname)))
        font.widths = {}
        font.widths.update(FontMetricsDB.get_metrics(like)[1])


def _like(name: str) -> str:
    """The standard font that viewers put in the place of one that is not there."""
    name = name.lower()
    bold = "bold" in name or "black" in name
    slanted = "italic" in name or "oblique" in name
    if "courier" in name or "mono" in name or "consol" in name:
        return "Courier" + ("-" if bold or slanted else "") + "Bold" * bold + "Oblique" * slanted
    if any(each in name for each in ("times", "roman", "serif", "georgia", "garamond", "book")) and "sans" not in name:
        return "Times-" + ("Bold" * bold + "Italic" * slanted or "Roman")
    return "Helvetica" + ("-" if bold or slanted else "") + "Bold" * bold + "Oblique" * slanted


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
