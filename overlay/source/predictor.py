"""Decodes the streams that a document is opened by: plain or Flate, and with the predictor undone column by column (ISO 32000-1, 7.4.4).

Nearly all cross-reference streams are written with the PNG predictor Up; pypdf undoes it byte by byte, which takes a large
document longer than all the rest of opening it.
"""

from __future__ import annotations

import zlib
from itertools import accumulate

from pypdf.generic import DictionaryObject, StreamObject

from overlay.source.syntax import resolved

_UP = 2


def quickly_decoded(stream: StreamObject, *, most: int) -> bytes | None:
    """The content of a stream without a filter, or of a Flate stream without predictor or with every row predicted by the
    one above; None for any other, or a broken one.

    None, too, for one that grows beyond `most` bytes.
    """
    if "/Filter" not in stream:
        return stream._data
    parameters = resolved(stream, "/DecodeParms")
    if _plain(resolved(stream, "/Filter")) != "/FlateDecode" or not isinstance(parameters, DictionaryObject | None):
        return None
    inflater = zlib.decompressobj()
    try:
        rows = inflater.decompress(stream._data, most)
    except zlib.error:
        return None
    if not inflater.eof:
        return None
    return rows if parameters is None or "/Predictor" not in parameters else _upwards(rows, parameters)


def _upwards(rows: bytes, parameters: DictionaryObject) -> bytes | None:
    """What the rows stand for if each is predicted by the one above; None where they are not."""
    numbers = [resolved(parameters, key) for key in ("/Predictor", "/Columns", "/Colors", "/BitsPerComponent")]
    predictor, columns, colours, bits = (value if isinstance(value, int) else None for value in numbers)
    if (predictor or 1) < 10 or not columns or (colours or 1) != 1 or (bits or 8) != 8:
        return None
    step = int(columns) + 1
    if len(rows) % step or rows[::step].count(_UP) * step != len(rows):
        return None
    content = bytearray(len(rows) // step * columns)
    for column in range(columns):
        content[column::columns] = bytes([total & 0xFF for total in accumulate(rows[column + 1 :: step])])
    return bytes(content)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
