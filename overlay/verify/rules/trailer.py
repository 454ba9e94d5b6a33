"""The trailer (ISO 32000-1, 7.5.5): what a reader starts from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Doubt
from overlay.verify.update import SECTION_KEYS
from overlay.verify.values import Value, same

OWN_KEYS = frozenset({"Size", "Prev", "ID", "XRefStm", "Length", "DecodeParms", "DL", *SECTION_KEYS})
IDENTIFIER_BYTES = 16

_PRINTABLE = re.compile(rb"[\t\n\r -~]*")
_FIRST_ENTRY = re.compile(rb"xref\s+0\s+\d+\s+(\d{10})\s+\d{5}\s+f")


class Trailer:
    """Permits a new /Size, /Prev and second half of /ID; the rest is the original's."""

    name = "trailer"
    ensures = "The document's starting points (catalog, information, encryption, identity) are those of the original."

    def check(self, case: Case) -> Iterator[Answer]:
        old, new = case.original.newest_trailer, case.update.trailer
        for key in sorted((old.keys() | new.keys()) - OWN_KEYS):
            if not same(old.get(key), new.get(key)):
                yield Doubt(f"The document's starting point /{key} is not the original's: a reader is led elsewhere.")
        if case.update.section_object is None and new.keys() & (SECTION_KEYS | {"XRefStm", "DecodeParms"}):
            yield Doubt("The update's trailer points to a second, hidden list of objects.")
        if new.keys() & {"XRefStm", "DecodeParms"}:
            yield Doubt("The update's list of objects has entries that release copies do not use.")
        yield from self._size(case)
        yield from self._identity(case)
        yield from self._free_list(case)

    def _size(self, case: Case) -> Iterator[Answer]:
        highest = max([*case.update.objects, case.update.section_object or 0])
        if case.update.trailer.get("Size") != max(highest + 1, case.original.next_number):
            yield Doubt("The update does not state truly how many objects the document has.")

    def _identity(self, case: Case) -> Iterator[Answer]:
        """/ID: the first half is the original's, the second is the hash of the update's objects (14.4)."""
        old, new = case.original.identity, case.array(case.update.trailer.get("ID"))
        if not old:
            if "ID" in case.update.trailer:
                yield Doubt("The document was given an identity that the original lacks.")
            return
        length = case.declared.original_length
        digest = hashlib.sha256(case.copy[length : case.update.section])
        digest.update(b"".join(_written(item) for item in old) + b"%d" % length)
        if len(new) != 2 or not same(new[0], old[0]):
            yield Doubt("The document's identity is not the original's.")
        elif new[1] != digest.digest()[:IDENTIFIER_BYTES]:
            yield Doubt("The update was changed after it was made: its identity is not the hash of its objects.")

    def _free_list(self, case: Case) -> Iterator[Answer]:
        if case.update.free_head:
            stated = {int(found) for found in _FIRST_ENTRY.findall(case.original.data)}
            if case.update.free_head not in stated:
                yield Doubt("The list of unused objects is not the original's.")


def _written(value: Value) -> bytes:
    """A string as release copies write it: literal where it is printable, hexadecimal where it is not."""
    content = value if isinstance(value, bytes) else b""
    if not _PRINTABLE.fullmatch(content):
        return b"<" + content.hex().encode() + b">"
    for plain, escaped in ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r"), (b"\n", b"\\n")):
        content = content.replace(plain, escaped)
    return b"(" + content + b")"
