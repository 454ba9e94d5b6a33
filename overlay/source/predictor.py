"""Undoes the predictor of cross-reference streams (ISO 32000-1, 7.4.4.4), column by column.

Nearly all are written with the PNG predictor Up; pypdf undoes it byte by byte, which takes a large document longer than
all the rest of opening it.
"""

from __future__ import annotations

import zlib
from itertools import accumulate

from pypdf.generic import DictionaryObject, StreamObject

from overlay.source.syntax import resolved

_UP = 2


def quickly_decoded(stream: StreamObject, *, most: int) -> bytes | None:
    """The content of a Flate stream whose every row is predicted by the one above; None for any other, or a broken one.

    None, too, for one that grows beyond `most` bytes.
    """
    parameters = resolved(stream, "/DecodeParms")
    if not isinstance(parameters, DictionaryObject) or _plain(resolved(stream, "/Filter")) != "/FlateDecode":
        return None
    numbers = [resolved(parameters, key) for key in ("/Predictor", "/Columns", "/Colors", "/BitsPerComponent")]
    predictor, columns, colours, bits = (value if isinstance(value, int) else None for value in numbers)
    if (predictor or 1) < 10 or not columns or (colours or 1) != 1 or (bits or 8) != 8:
        return None
    inflater = zlib.decompressobj()
    try:
        rows = inflater.decompress(stream._data, most)
    except zlib.error:
        return None
    step = int(columns) + 1
    if not inflater.eof or len(rows) % step or rows[::step].count(_UP) * step != len(rows):
        return None
    content = bytearray(len(rows) // step * columns)
    for column in range(columns):
        content[column::columns] = bytes([total & 0xFF for total in accumulate(rows[column + 1 :: step])])
    return bytes(content)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
