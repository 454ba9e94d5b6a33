"""An opened release copy: the record that it carries, and the original inside it.

Reading only. Whether the copy is what its record says is for `verify` to prove.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from overlay.errors import DamagedError, OverlayError
from overlay.record.making import Record, from_json
from overlay.record.writing import FORMAT
from overlay.release.attachment import COMMENT_KEY, DEEPEST_NAME_TREE, FILE_NAME, PIECE_NAME
from overlay.source import Source

LARGEST_RECORD = 64 * 1024 * 1024
"""Bytes; a record of thousands of errata is a hundredth of this."""


@dataclass(frozen=True, slots=True)
class ReleaseCopy:
    """A release copy's record and the original's bytes, checked against the record's length and hash."""

    record: Record
    original: bytes


def release_copy_in(source: Source) -> ReleaseCopy | None:
    """The release copy that a PDF is; None where it carries no record.

    Raises DamagedError where it carries one that does not fit its own bytes.
    """
    content = record_bytes(source)
    if content is None:
        return None
    record = from_json(content)
    original = source.data[: record.original.length]
    if len(original) != record.original.length or hashlib.sha256(original).hexdigest() != record.original.sha256:
        raise DamagedError(
            f"{source.name} says it is a release copy, but the original that it names is not inside it.",
            remedy="Do not use this file; ask its issuer for the release copy.",
        )
    return ReleaseCopy(record, original)


def record_bytes(source: Source) -> bytes | None:
    """The record's JSON as the file carries it: attached, or as private data; None where there is neither.

    An attachment that merely has the record's name, and does not state its format, is the document's own.
    """
    try:
        content = _first_record(source)
    except OverlayError:
        raise
    except Exception as error:  # pypdf raises whatever the damaged data make it raise
        raise DamagedError(
            f"{source.name}: its list of attachments cannot be read ({type(error).__name__})."
        ) from error
    if content is not None and len(content) > LARGEST_RECORD:
        raise DamagedError(f"{source.name}: its record is too large to be one.")
    return content


def _first_record(source: Source) -> bytes | None:
    for stream in (_attached(source.root), _private(source.root), _commented(source)):
        content = bytes(stream.get_data()) if stream is not None else b""
        if FORMAT.encode() in content:
            return content
    return None


def _attached(root: DictionaryObject) -> StreamObject | None:
    names = _entry(root, "/Names")
    specification = _named(_entry(names, "/EmbeddedFiles"), depth=0)
    files = _entry(specification, "/EF")
    stream = _entry(files, "/F")
    return stream if isinstance(stream, StreamObject) else None


def _named(node: PdfObject | None, *, depth: int) -> PdfObject | None:
    """The file specification of errata.json in a name tree (ISO 32000-1, 7.9.6)."""
    if depth > DEEPEST_NAME_TREE:
        return None
    names = _entry(node, "/Names")
    if isinstance(names, ArrayObject):
        for key, value in zip(names[::2], names[1::2], strict=False):
            if key.get_object() == FILE_NAME:
                found: PdfObject | None = value.get_object()
                return found
    kids = _entry(node, "/Kids")
    for kid in kids if isinstance(kids, ArrayObject) else ():
        below = _named(kid.get_object(), depth=depth + 1)
        if below is not None:
            return below
    return None


def _private(root: DictionaryObject) -> StreamObject | None:
    stream = _entry(_entry(_entry(root, "/PieceInfo"), f"/{PIECE_NAME}"), "/Private")
    return stream if isinstance(stream, StreamObject) else None


def _commented(source: Source) -> StreamObject | None:
    annotations = _entry(source.page_object(0), "/Annots")
    if not isinstance(annotations, ArrayObject) or not annotations:
        return None
    stream = _entry(annotations[-1].get_object(), f"/{COMMENT_KEY}")
    return stream if isinstance(stream, StreamObject) else None


def _entry(holder: PdfObject | None, key: str) -> PdfObject | None:
    if not isinstance(holder, DictionaryObject) or key not in holder:
        return None
    return holder[key].get_object()
