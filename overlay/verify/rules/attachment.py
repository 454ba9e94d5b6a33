"""Where the record is kept: an attachment (ISO 32000-1, 7.7.4 and 7.11.4), or private data of the catalog (14.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from overlay.verify.added import record_comments
from overlay.verify.case import Answer, Case, Claim, Doubt, Role, changed_keys, grown, is_name, only_keys
from overlay.verify.values import MalformedError, Ref, Value, same, text_of

FILE_NAME = b"errata.json"
PIECE_NAME = "ErratumOverlay"
DESCRIPTION = "The errata drawn in this copy, for machines: see overlay show and overlay verify"
DEEPEST_TREE = 32

_SPECIFICATION = frozenset({"Type", "F", "UF", "Desc", "AFRelationship", "EF"})
_NODE = frozenset({"Names", "Kids", "Limits"})


class Attachment:
    """Permits one attachment more, the record, and nothing else in the lists of names, attachments and private data."""

    name = "record's place"
    ensures = (
        "The only file added is the record of the errata; the attachments of the original are all there, unchanged."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        old, new = case.original.catalog, case.catalog
        attached = not (same(old.get("Names"), new.get("Names")) and not case.is_changed(new.get("Names")))
        attached = attached or not same(old.get("AF"), new.get("AF"))
        private = not same(old.get("PieceInfo"), new.get("PieceInfo")) or case.is_changed(new.get("PieceInfo"))
        comments = record_comments(case)
        if attached + private + len(comments) != 1:
            yield Doubt("The record of the errata is not kept in one place alone.")
        for value in comments:
            number, stream = case.added_stream(value, "the record")
            yield Claim(number, Role.RECORD)
            if stream.entries.keys() - {"Filter"} or stream.content() != case.record:
                yield Doubt("The record is not kept as release copies keep it.", number)
        if attached:
            yield from self._attached(case)
        if private:
            yield from self._private(case)

    def _attached(self, case: Case) -> Iterator[Answer]:
        old_files = grown(case.original.array(case.original.catalog.get("AF")), _direct(case.catalog.get("AF")))
        if old_files is None or len(old_files) != 1:
            yield Doubt("The list of files that belong to the document was changed in more than the record.")
            return
        number, specification = case.added_dictionary(old_files[0], "the attachment of the record")
        yield Claim(number, Role.FILE)
        yield from self._specification(case, number, specification)
        yield from self._names(case, old_files[0])

    def _specification(self, case: Case, number: int, found: dict[str, Value]) -> Iterator[Answer]:
        wrong = only_keys(found, _SPECIFICATION, _SPECIFICATION)
        if not (found.get("F") == found.get("UF") == FILE_NAME and text_of(found.get("Desc")) == DESCRIPTION):
            wrong.append("is named or described as release copies do not")
        if not is_name(found.get("Type"), "Filespec") or not is_name(found.get("AFRelationship"), "Data"):
            wrong.append("is not declared as data of the document")
        embedded = found.get("EF")
        if not isinstance(embedded, dict) or embedded.keys() != {"F", "UF"} or not same(embedded["F"], embedded["UF"]):
            raise MalformedError("the attachment of the record holds another file")
        content, stream = case.added_stream(embedded["F"], "the record")
        yield Claim(content, Role.RECORD)
        parameters = {
            "Size": len(case.record),
            "ModDate": b"D:" + case.declared.date.replace("-", "").encode() + b"000000Z",
            "CheckSum": hashlib.md5(case.record, usedforsecurity=False).digest(),
        }
        if stream.entries.keys() - {"Type", "Subtype", "Params", "Filter"} or not same(
            stream.entries.get("Params"), parameters
        ):
            wrong.append("does not state its size, date and checksum truly")
        if not is_name(stream.entries.get("Type"), "EmbeddedFile") or not is_name(
            stream.entries.get("Subtype"), "application/json"
        ):
            wrong.append("is of another type than JSON")
        if stream.content() != case.record:
            wrong.append("is not the record that was read")
        for each in wrong:
            yield Doubt(f"The attachment that holds the record {each}.", number)

    def _names(self, case: Case, specification: Value) -> Iterator[Answer]:
        before, after = case.original.catalog.get("Names"), case.catalog.get("Names")
        old, new = case.original.dictionary(before), case.dictionary(after)
        if isinstance(after, Ref):
            if not case.is_changed(after) or not same(before, after):
                raise MalformedError("the document's list of named things is another")
            yield Claim(after.number, Role.NAMES)
        if changed_keys(old, new) not in (["EmbeddedFiles"], []):
            yield Doubt("The document's named things (destinations, scripts, pages) were changed.")
        was = list(_entries(case, old.get("EmbeddedFiles"), [], old=True))
        claims: list[Ref] = []
        now = list(_entries(case, new.get("EmbeddedFiles"), claims, old=False))
        for ref in claims:
            yield Claim(ref.number, Role.ATTACHMENTS)
        added = [(key, value) for key, value in now if key == FILE_NAME]
        rest = [(key, value) for key, value in now if key != FILE_NAME]
        if len(added) != 1 or not same(added[0][1], specification) or len(rest) != len(was):
            yield Doubt("The list of attachments was changed in more than the record.")
        elif not all(
            key == other and same(value, thing) for (key, value), (other, thing) in zip(rest, was, strict=True)
        ):
            yield Doubt("An attachment of the original was replaced.")

    def _private(self, case: Case) -> Iterator[Answer]:
        before, after = case.original.catalog.get("PieceInfo"), case.catalog.get("PieceInfo")
        old, new = case.original.dictionary(before), after if isinstance(after, dict) else {}
        mine = new.get(PIECE_NAME)
        if changed_keys(old, new) != [PIECE_NAME] or PIECE_NAME in old or not isinstance(mine, dict):
            raise MalformedError("the document's private data were changed in more than the record")
        date = b"D:" + case.declared.date.replace("-", "").encode() + b"000000Z"
        if mine.keys() != {"LastModified", "Private"} or mine["LastModified"] != date:
            yield Doubt("The record's private data have entries that do not belong there.")
        number, stream = case.added_stream(mine.get("Private"), "the record")
        yield Claim(number, Role.RECORD)
        if stream.entries.keys() - {"Filter"} or stream.content() != case.record:
            yield Doubt("The record is not kept as release copies keep it.", number)


def _direct(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _entries(
    case: Case, node: Value, changed: list[Ref], *, old: bool, depth: int = 0
) -> Iterator[tuple[bytes, Value]]:
    """A name tree's entries in order (7.9.6); the update's nodes are put into `changed`. Raises MalformedError for a circle."""
    if depth > DEEPEST_TREE:
        raise MalformedError("the list of attachments is a circle")
    found = case.original.dictionary(node) if old else case.dictionary(node)
    if isinstance(node, Ref) and node.number in case.update.objects and not old:
        changed.append(node)
        if not case.is_changed(node):
            raise MalformedError("the list of attachments has a part that was not in the original")
    if not old and (isinstance(node, dict) or node in changed) and found.keys() - _NODE:
        raise MalformedError("the list of attachments has entries that do not belong there")
    names = case.original.array(found.get("Names")) if old else case.array(found.get("Names"))
    for key, value in zip(names[::2], names[1::2], strict=False):
        plain = case.original.resolve(key) if old else case.resolve(key)
        yield plain if isinstance(plain, bytes) else b"", value
    for kid in case.original.array(found.get("Kids")) if old else case.array(found.get("Kids")):
        yield from _entries(case, kid, changed, old=old, depth=depth + 1)
