"""The 14 standard fonts (ISO 32000-1, 9.6.2.2): the glyph of each code in each encoding (Annex D), and how wide it is."""

from __future__ import annotations

from collections.abc import Mapping

from pdfminer.encodingdb import name2unicode
from pdfminer.fontmetrics import FONT_METRICS
from reportlab.pdfbase._fontdata import encodings, widthsByFontGlyph
from reportlab.pdfbase.rl_codecs import RL_Codecs

OWN_ENCODINGS = {"Symbol": "SymbolEncoding", "ZapfDingbats": "ZapfDingbatsEncoding"}
"""Fonts whose codes mean what the font says, whatever encoding a file names for them."""

STANDARD, WIN_ANSI, MAC_ROMAN = "StandardEncoding", "WinAnsiEncoding", "MacRomanEncoding"

_BASES = (STANDARD, WIN_ANSI, MAC_ROMAN)

RL_Codecs.register()


def like(name: str) -> str:
    """The standard font that viewers put in the place of one of this name that is not there."""
    if name in widthsByFontGlyph:
        return name
    name = name.lower()
    bold = "bold" in name or "black" in name
    slanted = "italic" in name or "oblique" in name
    if "courier" in name or "mono" in name or "consol" in name:
        return "Courier" + ("-" if bold or slanted else "") + "Bold" * bold + "Oblique" * slanted
    if any(each in name for each in ("times", "roman", "serif", "georgia", "garamond", "book")) and "sans" not in name:
        return "Times-" + ("Bold" * bold + "Italic" * slanted or "Roman")
    return "Helvetica" + ("-" if bold or slanted else "") + "Bold" * bold + "Oblique" * slanted


def glyph_names(font: str, base: str, differences: Mapping[int, str]) -> dict[int, str]:
    """The glyph names by code of a standard font, in a base encoding (StandardEncoding where it is none) with differences."""
    told = encodings[OWN_ENCODINGS.get(font, base if base in _BASES else STANDARD)]
    return {**{code: name for code, name in enumerate(told) if name}, **differences}


def glyph_widths(font: str, names: Mapping[int, str]) -> dict[int, float]:
    """The width of each of the 256 codes, in thousandths of an em; as wide as a space where the font has no such glyph."""
    known = widthsByFontGlyph[font]
    return {code: float(_width(font, names.get(code, "")) or known["space"]) for code in range(256)}


def _width(font: str, name: str) -> float | None:
    """reportlab has the widths of the glyphs in its encodings, pdfminer those of all other Latin letters besides."""
    if name in widthsByFontGlyph[font]:
        return float(widthsByFontGlyph[font][name])
    if font in OWN_ENCODINGS:
        return None
    try:
        return FONT_METRICS[font][1].get(name2unicode(name))
    except (KeyError, ValueError):
        return None


def own_letters(font: str) -> dict[int, str]:
    """What the codes of a font with an encoding of its own mean; empty for the other fonts."""
    if font == "ZapfDingbats":
        codes = [code for code, name in enumerate(encodings[OWN_ENCODINGS[font]]) if name]
        return {code: bytes([code]).decode("zapfdingbats", errors="replace") for code in codes}
    if font in OWN_ENCODINGS:
        return {code: name2unicode(name) for code, name in enumerate(encodings[OWN_ENCODINGS[font]]) if name}
    return {}
