"""A whole PDF written anew from one that was drawn and what was changed in it: one revision, the same bytes every time.

reportlab ends its streams without the end-of-line marker that PDF/A asks for (ISO 19005-2, 6.1.7.1), so its file is not
appended to; it is our own drawing, and no document of anybody's.
"""

from __future__ import annotations

import hashlib

from pypdf.generic import ArrayObject, ByteStringObject, IndirectObject, NullObject, StreamObject

from overlay.increment import Increment
from overlay.increment.serialise import written, written_stream
from overlay.release.objects import dictionary, number

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # the comment tells that the file is binary (7.5.2)


def written_whole(increment: Increment) -> bytes:
    """The document that `increment` holds, all its objects under their numbers (7.5.4, a cross-reference table)."""
    size = increment.reserve().idnum
    parts, places, position = [HEADER], [], len(HEADER)
    for object_number in range(1, size):
        body = _object(increment, object_number)
        places.append(position)
        parts.append(body)
        position += len(body)
    identity = ByteStringObject(hashlib.sha256(b"".join(parts)).digest()[:16])
    root = increment.source.reader.trailer.raw_get("/Root")
    trailer = dictionary({"Size": number(size), "Root": root, "ID": ArrayObject([identity, identity])})
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n%b\n" % (size, table, written(trailer)))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % position)
    return b"".join(parts)


def _object(increment: Increment, object_number: int) -> bytes:
    value = increment.get_object(IndirectObject(object_number, 0, increment))
    if isinstance(value, StreamObject):
        body = written_stream(value, bytes(value._data))
    else:
        body = written(value if value is not None else NullObject())
    return b"%d 0 obj\n%b\nendobj\n" % (object_number, body)
