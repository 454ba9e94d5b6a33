"""The shapes of a subset's letters, compared with those of the font that they are said to come from.

Reads as much of TrueType as that takes (tables head, maxp, loca, glyf, hmtx, hhea, cmap) and nothing else.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from overlay.verify.values import MalformedError, Value

BUNDLED = {"DejaVuSans": "DejaVuSans.ttf", "DejaVuSans-Bold": "DejaVuSans-Bold.ttf"}
FOLDER = Path(__file__).resolve().parent.parent / "appearance" / "typefaces"
DEEPEST = 6
DIGITS = 7
"""That widths are rounded to."""

WHOLE_TABLES = ("OS/2", "cvt ", "fpgm", "name", "prep")
"""What a subset has of its font unchanged: the programs that fit letters to a grid among them."""

SUBSET_TABLES = frozenset({*WHOLE_TABLES, "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post"})
SYMBOLIC, ITALIC, BOLD = 1 << 2, 1 << 6, 1 << 18
"""Flags of a font's description (ISO 32000-1, table 123)."""

COMPOSITE = b"\x80"
"""With which the record of a glyph begins that is put together from others, or a greater byte: its number of outlines is negative."""

_MORE, _WORDS, _SCALE, _XY_SCALE, _TWO_BY_TWO = 0x20, 0x01, 0x08, 0x40, 0x80
_INSTRUCTIONS = 0x0100

Outline = tuple[object, ...]


class TrueType:
    """A TrueType font. Raises MalformedError, at once or when asked, for one that cannot be read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            count = struct.unpack_from(">H", data, 4)[0]
            entries = [struct.unpack_from(">4sLLL", data, 12 + 16 * at) for at in range(count)]
            self.tables = {tag.decode("latin-1"): data[start : start + length] for tag, _, start, length in entries}
            self.units = struct.unpack_from(">H", self.tables["head"], 18)[0]
            long = struct.unpack_from(">h", self.tables["head"], 50)[0]
            self.count = struct.unpack_from(">H", self.tables["maxp"], 4)[0]
            form = f">{self.count + 1}{'L' if long else 'H'}"
            self.places = [place * (1 if long else 2) for place in struct.unpack_from(form, self.tables["loca"])]
        except (struct.error, KeyError, UnicodeDecodeError) as error:
            raise MalformedError("a font's file cannot be read") from error

    def record(self, glyph: int) -> bytes:
        """A glyph as it is written: empty for a blank."""
        return self.tables["glyf"][self.places[glyph] : self.places[glyph + 1]]

    def outline(self, glyph: int, depth: int = DEEPEST) -> Outline:
        """What a glyph draws, instructions left out; equal for equal shapes."""
        if depth == 0 or not 0 <= glyph < self.count:
            raise MalformedError("a font's letter cannot be read")
        record = self.record(glyph)
        if not record:
            return ()
        try:
            contours = struct.unpack_from(">h", record)[0]
            return self._simple(record, contours) if contours >= 0 else tuple(self._parts(record, depth))
        except (struct.error, IndexError) as error:
            raise MalformedError("a font's letter cannot be read") from error

    def _simple(self, record: bytes, contours: int) -> Outline:
        ends = struct.unpack_from(f">{contours}H", record, 10)
        skip = 10 + 2 * contours
        at = skip + 2 + struct.unpack_from(">H", record, skip)[0]
        points = ends[-1] + 1 if ends else 0
        flags: list[int] = []
        while len(flags) < points:
            flag = record[at]
            repeat = record[at + 1] if flag & 8 else 0
            at += 2 if flag & 8 else 1
            flags.extend([flag & 0x37] * (repeat + 1))
        xs, at = _deltas(record, at, flags, short=0x02, alike=0x10)
        ys, at = _deltas(record, at, flags, short=0x04, alike=0x20)
        return (ends, tuple(xs), tuple(ys), tuple(flag & 1 for flag in flags))

    def _parts(self, record: bytes, depth: int) -> Iterator[object]:
        at, flags = 10, _MORE
        while flags & _MORE:
            flags, glyph = struct.unpack_from(">HH", record, at)
            size = 4 + (4 if flags & _WORDS else 2)
            size += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
            # Where the parts go and how they are scaled, then their own shapes; the numbers of glyphs differ in a subset.
            yield (flags & ~(_MORE | _INSTRUCTIONS), record[at + 4 : at + size], self.outline(glyph, depth - 1))
            at += size

    def written(self, glyph: int, depth: int = DEEPEST) -> tuple[object, ...]:
        """A glyph's record as it is, instructions included; the numbers of its parts' glyphs replaced by their own records."""
        if depth == 0 or not 0 <= glyph < self.count:
            raise MalformedError("a font's letter cannot be read")
        record = self.record(glyph)
        try:
            if not record or struct.unpack_from(">h", record)[0] >= 0:
                return (record.rstrip(b"\0"),)
            found: list[object] = [record[:10]]
            at, flags = 10, _MORE
            while flags & _MORE:
                flags, part = struct.unpack_from(">HH", record, at)
                size = 4 + (4 if flags & _WORDS else 2)
                size += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
                found += [flags, record[at + 4 : at + size], self.written(part, depth - 1)]
                at += size
        except struct.error as error:
            raise MalformedError("a font's letter cannot be read") from error
        return (*found, record[at:].rstrip(b"\0"))

    @property
    def italic_angle(self) -> float:
        """Degrees, counter-clockwise from upright."""
        return float(struct.unpack_from(">l", self.tables["post"], 4)[0] / 65536)

    @property
    def flags(self) -> int:
        """How a font's description calls a subset of this font: symbolic, for its codes are its own."""
        bold = struct.unpack_from(">H", self.tables["head"], 44)[0] & 1
        return SYMBOLIC | (ITALIC if self.italic_angle else 0) | (BOLD if bold else 0)

    @property
    def box(self) -> list[float]:
        """Of all letters together, in thousandths of the type size."""
        return [corner * 1000 / self.units for corner in struct.unpack_from(">4h", self.tables["head"], 36)]

    def width(self, glyph: int) -> float:
        """The advance in thousandths of the type size."""
        try:
            metrics = struct.unpack_from(">H", self.tables["hhea"], 34)[0]
            at = min(glyph, metrics - 1) * 4
            return float(struct.unpack_from(">H", self.tables["hmtx"], at)[0] * 1000 / self.units)
        except (struct.error, KeyError, ZeroDivisionError) as error:
            raise MalformedError("a font's widths cannot be read") from error

    def mapped(self, platform: int, encoding: int) -> dict[int, int]:
        """Glyphs by the codes of one cmap subtable of formats 0, 4, 6 and 12; {} where there is none."""
        table = self.tables.get("cmap", b"")
        try:
            count = struct.unpack_from(">H", table, 2)[0]
            starts = [struct.unpack_from(">HHL", table, 4 + 8 * at) for at in range(count)]
            found = [start for *key, start in starts if key == [platform, encoding]]
            return _map(table[found[-1] :]) if found else {}
        except (struct.error, IndexError) as error:
            raise MalformedError("a font's list of characters cannot be read") from error

    @cached_property
    def characters(self) -> dict[int, int]:
        """Glyphs by Unicode character: of the table for all characters, or of the one for the first 65,536."""
        tables = (self.mapped(*key) for key in ((3, 10), (0, 4), (3, 1), (0, 3)))
        return next((table for table in tables if table), {})

    @cached_property
    def by_letters(self) -> dict[str, tuple[int, ...]]:
        """Glyphs by what their characters are compatible with (presentation forms by their letters)."""
        found: dict[str, list[int]] = {}
        for code, glyph in self.characters.items():
            found.setdefault(unicodedata.normalize("NFKC", chr(code)), []).append(glyph)
        return {letters: tuple(glyphs) for letters, glyphs in found.items()}


def _deltas(record: bytes, at: int, flags: list[int], *, short: int, alike: int) -> tuple[list[int], int]:
    deltas: list[int] = []
    for flag in flags:
        if flag & short:
            deltas.append(record[at] if flag & alike else -record[at])
            at += 1
        elif flag & alike:
            deltas.append(0)
        else:
            deltas.append(struct.unpack_from(">h", record, at)[0])
            at += 2
    return deltas, at


def _map(table: bytes) -> dict[int, int]:
    form = struct.unpack_from(">H", table)[0]
    if form == 0:
        return {code: table[6 + code] for code in range(256)}
    if form == 6:
        first, count = struct.unpack_from(">HH", table, 6)
        return dict(enumerate(struct.unpack_from(f">{count}H", table, 10), first))
    if form == 12:
        groups = struct.unpack_from(">L", table, 12)[0]
        found = (struct.unpack_from(">LLL", table, 16 + 12 * at) for at in range(min(groups, 65536)))
        return {first + at: glyph + at for first, last, glyph in found for at in range(min(last - first + 1, 65536))}
    if form != 4:
        return {}
    segments = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", table, 14)
    starts = struct.unpack_from(f">{segments}H", table, 16 + 2 * segments)
    deltas = struct.unpack_from(f">{segments}H", table, 16 + 4 * segments)
    begin = 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", table, begin)
    mapping: dict[int, int] = {}
    for at in range(segments):
        for code in range(starts[at], min(ends[at], 0xFFFE) + 1):
            glyph = code
            if offsets[at]:
                glyph = struct.unpack_from(">H", table, begin + 2 * at + offsets[at] + 2 * (code - starts[at]))[0]
                if glyph == 0:
                    continue
            mapping[code] = (glyph + deltas[at]) & 0xFFFF
    return mapping


@lru_cache(maxsize=4)
def bundled(name: str) -> TrueType | None:
    """The font of that PostScript name that comes with this program; None where there is none."""
    return TrueType((FOLDER / BUNDLED[name]).read_bytes()) if name in BUNDLED else None


def shapes_differ(
    program: bytes, base: TrueType, letters: Mapping[int, str], widths: list[Value]
) -> Iterator[tuple[int, str]]:
    """Each code whose glyph is not that of its letters in `base`, and what is wrong with it, as a phrase."""
    subset = TrueType(program)
    symbols = subset.mapped(1, 0)
    shifted = subset.mapped(3, 0)
    for code in range(len(widths)):
        if code not in letters and not _close(base.width(0), widths, code):
            yield code, "has another width than its own"
    for code, text in letters.items():
        glyph = symbols.get(code, 0)
        if shifted and shifted.get(code, shifted.get(0xF000 + code, glyph)) != glyph:
            yield code, "has two shapes"
            continue
        if _is_own(subset, glyph, base, text) and _close(base.width(base.characters[ord(text)]), widths, code):
            continue
        wanted = (text, unicodedata.normalize("NFKC", text))
        candidates = {g for each in wanted for g in base.by_letters.get(each, ())}
        if len(text) == 1 and (own := base.characters.get(ord(text))):
            candidates.add(own)
        shape = subset.outline(glyph)
        fitting = [candidate for candidate in candidates if base.outline(candidate) == shape]
        alike = [candidate for candidate in fitting if base.written(candidate) == subset.written(glyph)]
        if not fitting:
            yield code, "has the shape of another"
        elif not alike:
            yield code, "is fitted to the screen in another way than its font has it"
        elif not any(_close(base.width(each), widths, code) for each in alike):
            yield code, "has another width than its own"
        elif subset.width(glyph) not in {base.width(each) for each in alike}:
            yield code, "has another width in the font's own file"


def _is_own(subset: TrueType, glyph: int, base: TrueType, text: str) -> bool:
    """Whether a glyph is just the one that the font has for a letter, and as wide: the common case, told without a search."""
    own = base.characters.get(ord(text)) if len(text) == 1 else None
    if own is None or not 0 <= glyph < subset.count or not 0 <= own < base.count:
        return False
    record, mine = base.record(own), subset.record(glyph)
    if not record:
        alike = not mine
    elif record[:2] < COMPOSITE:
        alike = mine.startswith(record) and not mine[len(record) :].strip(b"\0")
    else:
        alike = base.written(own) == subset.written(glyph) and base.outline(own) == subset.outline(glyph)
    return alike and subset.width(glyph) == base.width(own)


def tables_differ(program: bytes, base: TrueType) -> list[str]:
    """The parts of a subset's file that its font has otherwise, or has not, by their names."""
    subset = TrueType(program)
    odd = [tag for tag in WHOLE_TABLES if subset.tables.get(tag) != base.tables.get(tag)]
    return sorted({*odd, *(subset.tables.keys() - SUBSET_TABLES)})


def _close(width: float, widths: list[Value], code: int) -> bool:
    stated = widths[code] if code < len(widths) else None
    return isinstance(stated, (int, float)) and float(stated) == float(f"{width:.{DIGITS}g}")
