"""The fonts in which the corrections are set: what is read and what is seen come apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.ttProgram import Program

from tests.tamper.reopened import NotFittingError, Reopened
from tests.tamper.unseen_kinds import changed

_CODE = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>")


def _plain(parts: Reopened) -> int:
    """The regular font, in which the words are set."""
    return parts.find(b"+DejaVuSans\n", b"/ToUnicode")


def _codes(parts: Reopened) -> dict[str, int]:
    """The regular font's code for each letter."""
    table = parts.content(parts.referred(_plain(parts), b"/ToUnicode"))
    return {chr(int(value, 16)): int(code, 16) for code, value in reversed(_CODE.findall(table))}


def _program(parts: Reopened) -> int:
    return parts.referred(parts.referred(_plain(parts), b"/FontDescriptor"), b"/FontFile2")


def _in_program(parts: Reopened, change: Callable[[TTFont], object]) -> None:
    """Change the regular font's program."""
    number = _program(parts)
    font = TTFont(BytesIO(parts.content(number)), recalcTimestamp=False)
    change(font)
    written = BytesIO()
    font.save(written)
    parts.fill(number, written.getvalue())
    parts.put(number, b"/Length1", b"%d" % len(written.getvalue()))
    length = parts.get(number, b"/Length")
    parts.drop(number, b"/Length")
    parts.objects[number].head = parts.objects[number].head[:-2] + b"\n/Length %b>>" % length


def _glyph(font: TTFont, code: int) -> str:
    cmap = next(table for table in font["cmap"].tables)
    return str(cmap.cmap[code])


@changed("sheet", "tagged", "stream")
def glyphs_swapped(parts: Reopened) -> None:
    """The outlines of two figures are swapped: copied text is right, what is seen is not."""
    codes = _codes(parts)

    def change(font: TTFont) -> None:
        one, two = _glyph(font, codes["2"]), _glyph(font, codes["4"])
        table = font["glyf"]
        table[one], table[two] = table[two], table[one]

    _in_program(parts, change)


@changed()
def glyph_emptied(parts: Reopened) -> None:
    """A figure has no outline."""
    codes = _codes(parts)

    def change(font: TTFont) -> None:
        font["glyf"][_glyph(font, codes["2"])].numberOfContours = 0

    _in_program(parts, change)


@changed()
def glyph_bent(parts: Reopened) -> None:
    """One point of a figure's outline stands elsewhere."""
    codes = _codes(parts)

    def change(font: TTFont) -> None:
        points = font["glyf"][_glyph(font, codes["2"])].coordinates
        points[0] = (points[0][0] + 400, points[0][1] + 400)

    _in_program(parts, change)


@changed()
def glyph_with_instructions(parts: Reopened) -> None:
    """A figure has other hinting instructions, which move its points at some sizes."""
    codes = _codes(parts)

    def change(font: TTFont) -> None:
        program = Program()
        program.fromAssembly(["PUSHB[ ]", "0 0", "SHPIX[ ]"])
        font["glyf"][_glyph(font, codes["2"])].program = program

    _in_program(parts, change)


@changed()
def codes_of_program_swapped(parts: Reopened) -> None:
    """The font program's cmap gives one figure for another."""
    codes = _codes(parts)

    def change(font: TTFont) -> None:
        for table in font["cmap"].tables:
            one, two = codes["2"], codes["4"]
            table.cmap[one], table.cmap[two] = table.cmap[two], table.cmap[one]

    _in_program(parts, change)


@changed()
def second_cmap_in_program(parts: Reopened) -> None:
    """A second cmap for other viewers, with two figures swapped."""
    codes = _codes(parts)

    def change(font: TTFont) -> None:
        from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

        first = font["cmap"].tables[0]
        other = CmapSubtable.newSubtable(4)
        other.platformID, other.platEncID, other.language = 3, 0, 0
        other.cmap = {0xF000 + code: name for code, name in first.cmap.items()}
        one, two = 0xF000 + codes["2"], 0xF000 + codes["4"]
        other.cmap[one], other.cmap[two] = other.cmap[two], other.cmap[one]
        font["cmap"].tables.append(other)

    _in_program(parts, change)


@changed()
def advances_in_program(parts: Reopened) -> None:
    """The font program's own widths are nought; some viewers take those."""

    def change(font: TTFont) -> None:
        metrics = font["hmtx"]
        for name, (_, bearing) in list(metrics.metrics.items()):
            metrics.metrics[name] = (0, bearing)

    _in_program(parts, change)


@changed()
def name_in_program(parts: Reopened) -> None:
    """The font program's name table carries words of the forger's."""

    def change(font: TTFont) -> None:
        font["name"].setName("The errata are withdrawn.", 5, 3, 1, 0x409)

    _in_program(parts, change)


@changed()
def bytes_after_the_program(parts: Reopened) -> None:
    """The font program is followed by bytes of no table."""
    number = _program(parts)
    parts.fill(number, parts.content(number) + b"The errata are withdrawn.")


@changed()
def program_length_lies(parts: Reopened) -> None:
    """/Length1 leaves out the program's end."""
    parts.put(_program(parts), b"/Length1", b"4000")


@changed("sheet", "tagged", "stream")
def unicode_swapped(parts: Reopened) -> None:
    """Two figures are swapped in /ToUnicode: what is seen is right, copied text is not."""
    number = parts.referred(_plain(parts), b"/ToUnicode")
    content = parts.content(number).replace(b"<0032>", b"<zzzz>").replace(b"<0034>", b"<0032>")
    parts.fill(number, content.replace(b"<zzzz>", b"<0034>"))


@changed()
def unicode_swapped_with_the_codes(parts: Reopened) -> None:
    """Codes and /ToUnicode are swapped together: copied text is right, what is seen has 4 for 2."""
    codes = _codes(parts)
    two, four = codes["2"], codes["4"]
    number = parts.referred(_plain(parts), b"/ToUnicode")
    content = parts.content(number)
    content = content.replace(b"<%02X> <0032>" % two, b"<%02X> <zzzz>" % two).replace(
        b"<%02X> <0034>" % four, b"<%02X> <0032>" % four
    )
    parts.fill(number, content.replace(b"<zzzz>", b"<0034>"))
    old = {code: b"\\%03o" % code if code < 32 else bytes([code]) for code in (two, four)}

    def swapped(match: re.Match[bytes]) -> bytes:
        text = match[1].replace(old[two], b"\xff").replace(old[four], old[two]).replace(b"\xff", old[four])
        return b"/F2+0" + match[0][5 : -len(match[1]) - 4] + text + b") Tj"

    for each, body in parts.objects.items():
        if body.data is not None and b"/F2+0" in parts.content(each):
            parts.fill(each, re.sub(rb"/F2\+0[^(]*\(((?:[^()\\]|\\.)*)\) Tj", swapped, parts.content(each)))


@changed()
def unicode_taken_away(parts: Reopened) -> None:
    """Without /ToUnicode nothing can be copied or searched."""
    parts.drop(_plain(parts), b"/ToUnicode")


@changed()
def unicode_of_two_letters(parts: Reopened) -> None:
    """One code stands for two letters in /ToUnicode."""
    number = parts.referred(_plain(parts), b"/ToUnicode")
    parts.fill(number, parts.content(number).replace(b"<0032>", b"<00320032>"))


@changed()
def unicode_told_twice(parts: Reopened) -> None:
    """A code is told twice in /ToUnicode: some readers take the first, some the last."""
    number = parts.referred(_plain(parts), b"/ToUnicode")
    code = _codes(parts)["2"]
    again = b"endbfchar\n1 beginbfchar\n<%02X> <0034>\nendbfchar\n" % code
    parts.edit(number, b"endbfchar\n", again)


@changed()
def unicode_by_another_map(parts: Reopened) -> None:
    """/ToUnicode goes on in another map (usecmap)."""
    number = parts.referred(_plain(parts), b"/ToUnicode")
    parts.edit(number, b"begincmap\n", b"begincmap\n/Adobe-Japan1-UCS2 usecmap\n")


@changed("sheet", "tagged", "stream", "encrypted")
def widths_narrowed(parts: Reopened) -> None:
    """All widths are nought: the letters stand upon one another."""
    number = parts.find(b"/Widths", b"+DejaVuSans\n")
    parts.put(number, b"/Widths", re.sub(rb"[\d.]+", b"0", parts.get(number, b"/Widths")))


@changed()
def widths_moved(parts: Reopened) -> None:
    """One letter's width is so large that the rest of the line stands off the page."""
    number = _plain(parts)
    widths = parts.get(number, b"/Widths").strip(b"[]").split()
    widths[_codes(parts)["e"]] = b"90000"
    parts.put(number, b"/Widths", b"[%b]" % b" ".join(widths))


@changed()
def widths_a_little_off(parts: Reopened) -> None:
    """A width differs in its last digit."""
    number = _plain(parts)
    parts.put(number, b"/Widths", parts.get(number, b"/Widths").replace(b"600.0977", b"600.0978", 1))


@changed()
def widths_fewer(parts: Reopened) -> None:
    """/LastChar leaves out the last codes: they get /MissingWidth."""
    parts.put(_plain(parts), b"/LastChar", b"9")


@changed()
def encoding_added(parts: Reopened) -> None:
    """An /Encoding with differences: some viewers draw by the names."""
    codes = _codes(parts)
    parts.put(_plain(parts), b"/Encoding", b"<</Type /Encoding\n/Differences [%d /four]>>" % codes["2"])


@changed()
def font_symbolic_no_more(parts: Reopened) -> None:
    """/Flags call the font nonsymbolic: viewers look its letters up otherwise (9.6.6.4)."""
    parts.put(parts.referred(_plain(parts), b"/FontDescriptor"), b"/Flags", b"32")


@changed()
def font_made_italic(parts: Reopened) -> None:
    """/Flags and angle of an italic: viewers that substitute fonts slant it."""
    descriptor = parts.referred(_plain(parts), b"/FontDescriptor")
    parts.put(descriptor, b"/Flags", b"68")
    parts.put(descriptor, b"/ItalicAngle", b"-30")


@changed()
def font_not_embedded(parts: Reopened) -> None:
    """The program is not named: viewers take a font of their own, and draw other letters."""
    parts.drop(parts.referred(_plain(parts), b"/FontDescriptor"), b"/FontFile2")


@changed()
def font_renamed(parts: Reopened) -> None:
    """The font has the name of another."""
    number = _plain(parts)
    parts.put(number, b"/BaseFont", b"/Symbol")
    parts.put(parts.referred(number, b"/FontDescriptor"), b"/FontName", b"/Symbol")


@changed()
def font_program_exchanged(parts: Reopened) -> None:
    """The regular font has the bold one's program: its codes are other letters."""
    bold = parts.referred(parts.find(b"-Bold\n", b"/ToUnicode"), b"/FontDescriptor")
    parts.put(parts.referred(_plain(parts), b"/FontDescriptor"), b"/FontFile2", parts.get(bold, b"/FontFile2"))


@changed("sheet", "tagged", "stream", "encrypted")
def fonts_exchanged(parts: Reopened) -> None:
    """Regular and bold change places in the resources."""
    number = parts.find(b"/F1+0 ", b"/F2+0 ")
    one, two = parts.get(number, b"/F1+0"), parts.get(number, b"/F2+0")
    if not one or not two:
        raise NotFittingError
    parts.put(number, b"/F1+0", two)
    parts.put(number, b"/F2+0", one)


@changed()
def font_made_of_drawings(parts: Reopened) -> None:
    """The regular font is of type 3: each code draws what the forger drew (9.6.5)."""
    code = _codes(parts)["2"]
    glyph = parts.add(b"<<\n/Length 0>>", b"600 0 d0 0 0 500 700 re f")
    parts.objects[_plain(parts)].head = (
        b"<</Type /Font\n/Subtype /Type3\n/FontBBox [0 0 1000 1000]\n/FontMatrix [.001 0 0 .001 0 0]\n"
        b"/CharProcs <</a %d 0 R>>\n/Encoding <</Type /Encoding\n/Differences [%d /a]>>\n"
        b"/FirstChar %d\n/LastChar %d\n/Widths [600]\n/Resources <<>>\n/ToUnicode %d 0 R>>"
        % (glyph, code, code, code, parts.referred(_plain(parts), b"/ToUnicode"))
    )


@changed("tagged", "sheet")
def original_unicode_overwritten(parts: Reopened) -> None:
    """The original's own /ToUnicode is in the increment under its old number: its words copy otherwise."""
    fonts = re.search(rb"/Font (\d+) 0 R", parts.get(parts.page, b"/Resources"))
    if fonts is None:
        raise NotFittingError
    table = parts.from_original(int(fonts[1]))
    font = parts.from_original(parts.referred(table, b"/F2+0" if parts.get(table, b"/F2+0") else b"/F1+0"))
    number = parts.referred(font, b"/ToUnicode")
    for each in (table, font):
        del parts.objects[each]
    parts.from_original(number)
    parts.objects[number].head = b"<</Filter /FlateDecode>>"
    parts.fill(
        number,
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <0021> endbfrange endcmap end end",
    )
