"""The record's place in the file: an attachment, or private data where the level forbids attachments.

Attachment: an embedded file in the catalog's name tree (ISO 32000-1, 7.7.4 and 7.11.4), also named in /AF (PDF/A-3, 6.8).
Private data: the catalog's /PieceInfo (14.5), for PDF/A-1 and PDF/A-2, which forbid or restrict attachments.
"""

from __future__ import annotations

import hashlib

from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, TextStringObject

from overlay.errors import UnsupportedError
from overlay.release.objects import Writer, copied_array, copied_dictionary, dictionary, name, number, plain, text

FILE_NAME = "errata.json"
PIECE_NAME = "ErratumOverlay"
COMMENT_KEY = "ErratumRecord"
"""Of the first page's last annotation, where nothing but comments may be added."""

DEEPEST_NAME_TREE = 32
"""No honest name tree is deeper; a hostile one may be a circle."""


def attach_record(increment: Writer, catalog: DictionaryObject, record: bytes, *, date: str) -> None:
    """Embed `record` as errata.json, listed in the catalog. `date` is a PDF date string.

    Raises UnsupportedError where the document already has an attachment of that name.
    """
    stream = increment.add_stream(
        dictionary(
            {
                "Type": name("EmbeddedFile"),
                "Subtype": name("application/json"),
                "Params": dictionary(
                    {
                        "Size": number(len(record)),
                        "ModDate": text(date),
                        "CheckSum": ByteStringObject(hashlib.md5(record, usedforsecurity=False).digest()),
                    }
                ),
            }
        ),
        record,
    )
    specification = increment.add(
        dictionary(
            {
                "Type": name("Filespec"),
                "F": text(FILE_NAME),
                "UF": text(FILE_NAME),
                "Desc": text("The errata drawn in this copy, for machines: see overlay show and overlay verify"),
                "AFRelationship": name("Data"),
                "EF": dictionary({"F": stream, "UF": stream}),
            }
        )
    )
    names = copied_dictionary(catalog.get("/Names"))
    tree = copied_dictionary(names.get("/EmbeddedFiles"))
    names[name("EmbeddedFiles")] = _with_entry(increment, tree, specification, depth=0, root=True)
    _store(increment, catalog, "Names", names)
    catalog[name("AF")] = ArrayObject([*copied_array(catalog.get("/AF")), specification])


def is_name_taken(root: DictionaryObject) -> bool:
    """Whether the catalog lists an attachment of the record's name already."""
    return _lists_name(copied_dictionary(copied_dictionary(root.get("/Names")).get("/EmbeddedFiles")), depth=0)


def _lists_name(node: DictionaryObject, *, depth: int) -> bool:
    if depth > DEEPEST_NAME_TREE:
        return False
    keys = copied_array(node.get("/Names"))[::2]
    kids = copied_array(node.get("/Kids"))
    return any(_key(key) == FILE_NAME.encode() for key in keys) or any(
        _lists_name(copied_dictionary(kid), depth=depth + 1) for kid in kids
    )


def hide_record(increment: Writer, catalog: DictionaryObject, record: bytes, *, date: str) -> None:
    """Keep `record` as private data of this application in the catalog. `date` is a PDF date string."""
    stream = increment.add_stream(DictionaryObject(), record)
    pieces = copied_dictionary(catalog.get("/PieceInfo"))
    pieces[name(PIECE_NAME)] = dictionary({"LastModified": text(date), "Private": stream})
    catalog[name("PieceInfo")] = pieces


def _store(increment: Writer, holder: DictionaryObject, key: str, value: DictionaryObject) -> None:
    """Put `value` where `holder` has the entry now: into the object it refers to, or in place."""
    raw = holder.raw_get(f"/{key}") if f"/{key}" in holder else None
    if isinstance(raw, IndirectObject):
        increment.replace(raw, value)
    else:
        holder[name(key)] = value


def _with_entry(
    increment: Writer, node: DictionaryObject, specification: IndirectObject, *, depth: int, root: bool = False
) -> DictionaryObject:
    """A name tree node (7.9.6) with our entry in its sorted place; changed kids are replaced under their own numbers."""
    if depth > DEEPEST_NAME_TREE:
        raise UnsupportedError("The document's list of attachments is a circle.")
    kids = copied_array(node.get("/Kids"))
    if kids:
        _into_kid(increment, kids, specification, depth=depth)
        node[name("Kids")] = kids
    else:
        node[name("Names")] = _sorted_in(copied_array(node.get("/Names")), specification)
    if not root:
        node[name("Limits")] = _widened(copied_array(node.get("/Limits")))
    return node


def _into_kid(increment: Writer, kids: ArrayObject, specification: IndirectObject, *, depth: int) -> None:
    chosen = len(kids) - 1
    for index, kid in enumerate(kids):
        limits = copied_array(copied_dictionary(kid).get("/Limits"))
        if len(limits) == 2 and _key(limits[1]) >= FILE_NAME.encode():
            chosen = index
            break
    kid = kids[chosen]
    changed = _with_entry(increment, copied_dictionary(kid), specification, depth=depth + 1)
    if isinstance(kid, IndirectObject):
        increment.replace(kid, changed)
    else:
        kids[chosen] = changed


def _sorted_in(names: ArrayObject, specification: IndirectObject) -> ArrayObject:
    wanted = FILE_NAME.encode()
    at = len(names) - len(names) % 2
    for index in range(0, len(names) - 1, 2):
        if _key(names[index]) == wanted:
            raise UnsupportedError(f"The document already has an attachment named {FILE_NAME}.")
        if _key(names[index]) > wanted:
            at = index
            break
    return ArrayObject([*names[:at], TextStringObject(FILE_NAME), specification, *names[at:]])


def _widened(limits: ArrayObject) -> ArrayObject:
    if len(limits) != 2:
        return ArrayObject([text(FILE_NAME), text(FILE_NAME)])
    wanted = FILE_NAME.encode()
    low = text(FILE_NAME) if _key(limits[0]) > wanted else limits[0]
    high = text(FILE_NAME) if _key(limits[1]) < wanted else limits[1]
    return ArrayObject([low, high])


def _key(obj: object) -> bytes:
    """The bytes that a name tree is sorted by."""
    found = plain(obj) if obj is not None else None  # type: ignore[arg-type]
    if isinstance(found, TextStringObject):
        return found.original_bytes
    return bytes(found) if isinstance(found, bytes) else b""
