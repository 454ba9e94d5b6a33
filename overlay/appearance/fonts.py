"""Fonts for the errata: the user's, in order, then DejaVu Sans; which character is set in which; nothing missing.

Only TrueType outlines that may be embedded as a subset are taken. A character that no font has is refused by name.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts

from overlay.appearance.script import named, typed
from overlay.errors import FileError, UnsupportedError

FOLDER = Path(__file__).parent / "typefaces"
REGULAR_FILE, BOLD_FILE = FOLDER / "DejaVuSans.ttf", FOLDER / "DejaVuSans-Bold.ttf"
BOLD_FLAG = 1 << 18  # ForceBold (ISO 32000-1, table 123), which reportlab sets from a weight of 600 and more
TAG_LETTERS = 6  # a subset's tag has six capitals (ISO 32000-1, 9.6.4)
BFCHAR_LIMIT = 100  # entries of one bfchar block (Adobe Technical Note 5014)
FONTS_KEPT = 16  # parsed font files kept for the next document
SPACE = 32
GLYPH_HEADER = struct.Struct(">hhhhh")  # contours, then the box
NO_BREAK_SPACE = (
    "\U0010fffd"  # stands in for U+00A0, which reportlab would write as a space; private use, so refused in text
)


class EmbeddedFont(ttfonts.TTFont):
    """A font of reportlab's with a ToUnicode map that gives back what was typed.

    reportlab's own map cuts characters beyond U+FFFF, names Arabic presentation forms instead of letters,
    and its subset tags repeat from document to document.
    """

    postscript_name: str

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """As reportlab's, but U+00A0 keeps a code of its own, so that it is extracted as it was typed."""
        return list(super().splitString(text.replace("\u00a0", NO_BREAK_SPACE), doc, encoding))

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Adds one font object a subset to the document (ISO 32000-1, 9.6.3 and 9.10.3)."""
        state, face = self.state[doc], cast(Any, self.face)
        state.frozen = 1
        doc.setCompression(1)  # of the font files
        for number, subset in enumerate(state.subsets):
            internal = self.getSubsetInternalName(number, doc)[1:]
            name = f"{_tag(self.fontName, subset)}+{self.postscript_name}"
            font: Any = pdfdoc.PDFTrueTypeFont()
            font.Name, font.BaseFont = internal, name
            font.FirstChar, font.LastChar = 0, len(subset) - 1
            font.Widths = pdfdoc.PDFArray([face.getCharWidth(code) for code in subset])
            to_unicode = pdfdoc.PDFStream(content=_to_unicode([_letters(code) for code in subset]))
            to_unicode.filters = [pdfdoc.PDFZCompress]
            font.ToUnicode = doc.Reference(to_unicode, f"toUnicodeCMap:{name}")
            font.FontDescriptor = face.addSubsetObjects(doc, name, subset)
            doc.Reference(font, internal)
            doc.idToObject["BasicFonts"].dict[internal] = font
        del self.state[doc]


@dataclass(frozen=True, slots=True)
class Box:
    """A glyph's outline box in thousandths of the size, y up from the baseline."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One font file, opened; there is one Face of it. `name` is what reportlab knows it by, `title` what its user knows it by."""

    name: str
    title: str
    bold: bool
    ascent: float
    descent: float
    cap_height: float
    font: EmbeddedFont

    def has(self, character: str) -> bool:
        glyph = int(self.font.face.charToGlyph.get(ord(character), 0))
        return 0 < glyph < int(self.font.face.numGlyphs)

    def width(self, text: str, size: float) -> float:
        """The advance of `text` in points; combining marks stand on their letters and take no room."""
        return self.advance(text) * size / 1000

    def advance(self, text: str) -> float:
        """The advance of `text` in thousandths of the size."""
        widths, missing = self.font.face.charWidths, self.font.face.defaultWidth
        return sum(
            float(widths.get(ord(character), missing)) for character in text if not unicodedata.combining(character)
        )

    def box(self, character: str) -> Box | None:
        """The outline's box (TrueType, glyf table); None for a glyph without one, such as a space."""
        face: Any = self.font.face
        glyph = face.charToGlyph.get(ord(character), 0)
        start, end = face.glyphPos[glyph], face.glyphPos[glyph + 1]
        if end - start < GLYPH_HEADER.size:
            return None
        _, *corners = GLYPH_HEADER.unpack_from(face._ttf_data, face.get_table_pos("glyf")[0] + start)
        x0, y0, x1, y1 = (corner * 1000 / face.unitsPerEm for corner in corners)
        return Box(x0, y0, x1, y1)


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """The fonts of a style, in the order in which they are tried, for ordinary and for bold text.

    `load` gives the same object for the same files, so that what was measured with it is known for the next document.
    """

    regular: tuple[Face, ...]
    bold: tuple[Face, ...]

    def chain(self, *, bold: bool) -> tuple[Face, ...]:
        return self.bold if bold else self.regular

    def runs(self, glyphs: str, *, bold: bool = False) -> tuple[tuple[Face, str], ...]:
        """`glyphs` in drawing order, divided into runs of one font each. Raises UnsupportedError for a missing glyph."""
        first = self.chain(bold=bold)[0]
        if glyphs and all(map(first.has, set(glyphs))):
            return ((first, glyphs),)
        runs: list[tuple[Face, str]] = []
        for glyph in glyphs:
            face = self._face_for(glyph, runs[-1][0] if runs else None, bold=bold)
            if runs and runs[-1][0] is face:
                runs[-1] = (face, runs[-1][1] + glyph)
            else:
                runs.append((face, glyph))
        return tuple(runs)

    def width(self, glyphs: str, size: float, *, bold: bool = False) -> float:
        """The advance of `glyphs` in points. Raises UnsupportedError for a missing glyph."""
        return sum(face.width(run, size) for face, run in self.runs(glyphs, bold=bold))

    def _face_for(self, glyph: str, current: Face | None, *, bold: bool) -> Face:
        # Spaces and marks stay with their neighbour's font where it has them.
        if current and (glyph == " " or unicodedata.combining(glyph)) and current.has(glyph):
            return current
        for face in self.chain(bold=bold):
            if face.has(glyph):
                return face
        titles = ", ".join(dict.fromkeys(face.title for face in self.regular))
        letters = typed(glyph)
        of_letters = f", the joined form of {named(letters)}," if letters != glyph and len(letters) == 1 else ""
        raise UnsupportedError(
            f"The character {named(glyph)}{of_letters} is in none of the fonts ({titles}).",
            remedy='Name a TrueType font file that has it under "fonts:" in the style block.',
        )


def load(paths: Sequence[Path] = ()) -> Fonts:
    """The fonts in the files `paths`, in order, then DejaVu Sans.

    Raises FileError for a file that cannot be read and UnsupportedError for one that cannot be embedded.
    """
    return _chains(tuple(_face(_bytes(path), path.name) for path in paths))


@lru_cache(maxsize=FONTS_KEPT)
def _chains(mine: tuple[Face, ...]) -> Fonts:
    own_regular, own_bold = (_face(_bytes(path), "DejaVu Sans") for path in (REGULAR_FILE, BOLD_FILE))
    regular = [face for face in mine if not face.bold]
    bold = [face for face in mine if face.bold]
    return Fonts((*regular, own_regular, *bold), (*bold, own_bold, *regular, own_regular))


def register(fonts: Fonts) -> None:
    """Makes the fonts known to reportlab, under names that are hashes of their files."""
    for face in (*fonts.regular, *fonts.bold):
        pdfmetrics.registerFont(face.font)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise FileError(
            f"The font file {path} cannot be read: {problem.strerror}.", remedy='Correct "fonts:" in the style block.'
        ) from problem


@lru_cache(maxsize=FONTS_KEPT)
def _face(data: bytes, title: str) -> Face:
    name = f"overlay-{hashlib.sha256(data).hexdigest()[:16]}"
    try:
        font = EmbeddedFont(name, io.BytesIO(data), asciiReadable=0, shapable=False)
        face: Any = font.face
        usable = not face._full_font and len(face.glyphPos) == face.numGlyphs + 1 and SPACE in face.charToGlyph
        # Two fonts whose files give one PostScript name are one font to reportlab, so it is told another.
        font.postscript_name, face.name = _postscript_name(face.name), name.encode()
        face.charToGlyph[ord(NO_BREAK_SPACE)] = face.charToGlyph.get(SPACE, 0)
        face.charWidths[ord(NO_BREAK_SPACE)] = face.charWidths.get(SPACE, 0.0)
        metrics = (float(face.ascent), float(face.descent), float(face.capHeight))
    except Exception as problem:  # a damaged font file raises whatever its first wrong byte leads to
        raise _unusable(title) from problem
    if not usable:
        raise _unusable(title)
    return Face(name, title, bool(face.flags & BOLD_FLAG), *metrics, font)


def _unusable(title: str) -> UnsupportedError:
    return UnsupportedError(
        f"The font file {title} cannot be embedded: it is damaged, has no TrueType outlines, or its licence flag forbids it.",
        remedy='Name another TrueType font file (usually .ttf) under "fonts:" in the style block.',
    )


def _postscript_name(name: bytes | str) -> str:
    text = name.decode("latin-1") if isinstance(name, bytes) else name
    return re.sub(r"[^A-Za-z0-9-]", "", text) or "Font"


def _letters(code: int) -> str:
    """What the character code of a subset is extracted as; "" for the missing glyph."""
    return "\u00a0" if chr(code) == NO_BREAK_SPACE else typed(chr(code)) if code else ""


def _tag(font_name: str, subset: Sequence[int]) -> str:
    """Six capitals that differ wherever font or subset differ."""
    digest = hashlib.sha256(f"{font_name} {list(subset)}".encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:TAG_LETTERS])


def _to_unicode(letters: Sequence[str]) -> str:
    """A ToUnicode CMap of one-byte codes (ISO 32000-1, 9.10.3); a code without letters has no entry."""
    entries = [f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in enumerate(letters) if text]
    blocks: list[str] = []
    for start in range(0, len(entries), BFCHAR_LIMIT):
        part = entries[start : start + BFCHAR_LIMIT]
        blocks += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
