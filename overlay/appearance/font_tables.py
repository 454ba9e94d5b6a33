"""A TrueType font's glyphs: which character each is for, how wide it is, where it is (ISO/IEC 14496-22: cmap, hmtx, loca).

reportlab reads these tables number by number, which takes as long as a tenth of correcting a short document; here each
is read at once. Only fonts as nearly all are: those with a character map of format 12, in order. For others, ask reportlab.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

UNICODE, MACINTOSH, WINDOWS = 0, 1, 3
VARIATIONS = 5  # an encoding of UNICODE that is no map of characters
SEGMENTED = 12  # a map's format: runs of characters whose glyphs follow each other
LAST_CHARACTER = 0x10FFFF
MAP, SEGMENT, MAP_HEADER = struct.Struct(">HHL"), struct.Struct(">LLL"), struct.Struct(">HxxLxxxxL")
MEASURED_AT, FORMATS_AT = 34, 50  # bytes into hhea and head

Scale = Callable[[float], float]
"""From the font's units to thousandths of the size."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """`of` gives a character's glyph, `widths` a character's advance in thousandths of the size; `metrics` each glyph's
    advance and bearing, as reportlab has them; `places` where its outline begins and the last one ends."""

    of: dict[int, int]
    widths: dict[int, float]
    metrics: list[tuple[float, int]]
    places: list[int]


def glyphs_in(data: bytes, table_at: Mapping[str, int], count: int, scale: Scale) -> Glyphs | None:
    """The `count` glyphs of a font whose tables begin at these bytes; None where it is not of the plain kind.

    Raises struct.error and KeyError for a font that is cut short.
    """
    of = _characters(data, table_at["cmap"])
    location_format, glyph_format = struct.unpack_from(">HH", data, table_at["head"] + FORMATS_AT)
    if of is None or location_format > 1 or glyph_format:
        return None
    metrics, advances = _metrics(data, table_at, count, scale)
    places = list(struct.unpack_from(f">{count + 1}{'HL'[location_format]}", data, table_at["loca"]))
    places = places if location_format else [2 * place for place in places]
    return Glyphs(of, {each: advances[glyph] for each, glyph in of.items() if glyph < count}, metrics, places)


def _metrics(
    data: bytes, table_at: Mapping[str, int], count: int, scale: Scale
) -> tuple[list[tuple[float, int]], list[float]]:
    """Advance and bearing of each glyph, and the advances scaled. The last ones may all have the advance before them,
    which reportlab then has scaled already."""
    (measured,) = struct.unpack_from(">H", data, table_at["hhea"] + MEASURED_AT)
    pairs = struct.unpack_from(f">{2 * measured}H", data, table_at["hmtx"])
    bearings = struct.unpack_from(f">{max(0, count - measured)}H", data, table_at["hmtx"] + 4 * measured)
    advances = [scale(advance) for advance in pairs[::2]]
    metrics: list[tuple[float, int]] = list(zip(pairs[::2], pairs[1::2], strict=True))
    return [*metrics, *((advances[-1], bearing) for bearing in bearings)], advances + advances[-1:] * len(bearings)


def _characters(data: bytes, at: int) -> dict[int, int] | None:
    """The characters' glyphs by the map that reportlab takes, the last one for Unicode; None for one of another form."""
    _, maps = struct.unpack_from(">HH", data, at)
    chosen = None
    for number in range(maps):
        platform, encoding, offset = MAP.unpack_from(data, at + 4 + number * MAP.size)
        if platform == WINDOWS or (platform == UNICODE and encoding != VARIATIONS):
            chosen = at + offset
        elif platform == MACINTOSH and encoding:
            return None
    if chosen is None or struct.unpack_from(">H", data, chosen) != (SEGMENTED,):
        return None
    *_, segments = MAP_HEADER.unpack_from(data, chosen)
    of: dict[int, int] = {}
    following = 0
    for number in range(segments):
        first, last, glyph = SEGMENT.unpack_from(data, chosen + MAP_HEADER.size + number * SEGMENT.size)
        if not following <= first <= last <= LAST_CHARACTER:
            return None
        of.update(zip(range(first, last + 1), range(glyph, glyph + last + 1 - first), strict=True))
        following = last + 1
    return of
