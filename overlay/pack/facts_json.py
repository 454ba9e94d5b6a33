"""A pack's facts as errata.json, in and out. The same facts give the same bytes; what is read is held against its form."""

from __future__ import annotations

import json
import re
from typing import Any

from overlay.erratum import Document, Release, ReleaseStatus
from overlay.errors import DamagedError, LimitError, OverlayError
from overlay.pack.changes import KINDS
from overlay.pack.facts import Change, PackedDocument, PackedFile, PackFacts, Supersession
from overlay.record import FileFacts, Record
from overlay.record.making import from_json, to_json

FORMAT = "erratum-overlay pack"
VERSION = 1
LARGEST = 64 * 1024 * 1024  # bytes; an erratum takes three thousand

_SHA256 = re.compile("[0-9a-f]{64}")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def facts_json(facts: PackFacts) -> bytes:
    """The content of errata.json: UTF-8, keys sorted. Raises LimitError for more than a pack may hold."""
    release = facts.release
    told = {
        "format": FORMAT,
        "version": VERSION,
        "issuer": release.issuer,
        "reference": release.reference,
        "date": release.date,
        "status": release.status.value,
        "documents": [_document(document) for document in facts.documents],
        "letter": _file(facts.letter),
        "supersedes": _supersedes(facts.supersedes),
        "tools": dict(facts.tools),
    }
    content = _written(told)
    if len(content) > LARGEST:
        raise LimitError("The release has more errata than one pack may hold.", remedy="Divide it into several packs.")
    return content


def _written(told: Any) -> bytes:
    """In the form that records have too."""
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode("utf-8")


def _document(document: PackedDocument) -> dict[str, Any]:
    return {
        "original": _file(document.original),
        "corrected": _file(document.copy),
        "inside": _bytes(document.inside),
        "pictured": list(document.pictured),
        "record": json.loads(to_json(document.record)) if document.record else None,
    }


def _file(file: PackedFile | None) -> dict[str, Any] | None:
    return {"path": file.path, **(_bytes(file.facts) or {})} if file else None


def _bytes(facts: FileFacts | None) -> dict[str, Any] | None:
    return {"sha256": facts.sha256, "length": facts.length} if facts else None


def _supersedes(earlier: Supersession | None) -> dict[str, Any] | None:
    if earlier is None:
        return None
    changes = [
        {"kind": change.kind, "document": change.document, "erratum": change.erratum} for change in earlier.changes
    ]
    return {
        "reference": earlier.reference,
        "date": earlier.date,
        "manifest_sha256": earlier.manifest_sha256,
        "changes": changes,
    }


def facts_from_json(content: bytes) -> PackFacts:
    """The facts in an errata.json. Raises DamagedError for what is not exactly the form that `facts_json` writes."""
    if len(content) > LARGEST:
        raise DamagedError("The pack's errata.json is too large to be one.")
    try:
        told = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
        facts = _facts(told)
    except OverlayError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError("The pack's errata.json is not formed as it should be.") from error
    if facts_json(facts) != content:
        raise DamagedError("The pack's errata.json holds more, or other, than it should.")
    return facts


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _facts(told: Any) -> PackFacts:
    if told["format"] != FORMAT or told["version"] != VERSION:
        raise DamagedError("The pack's errata.json is of a kind or a version that is not known here.")
    documents = tuple(_read_document(each) for each in told["documents"])
    if _DATE.fullmatch(told["date"]) is None:
        raise ValueError("date")
    records = [document.record for document in documents if document.record]
    if not records:
        raise DamagedError("The pack has no errata at all.")
    release = Release(
        issuer=_text(told["issuer"]),
        reference=_text(told["reference"]),
        date=told["date"],
        documents=tuple(Document(document.name, document.errata) for document in documents),
        status=ReleaseStatus(told["status"]),
        style=records[0].release.style,
    )
    tools = tuple((_text(tool), _text(version)) for tool, version in sorted(told["tools"].items()))
    return PackFacts(release, documents, tools, _read_file(told["letter"]), _read_supersedes(told["supersedes"]))


def _read_document(told: Any) -> PackedDocument:
    original = _read_file(told["original"])
    if original is None:
        raise ValueError("original")
    record: Record | None = None
    if told["record"] is not None:
        record = from_json(_written(told["record"]))
    pictured = tuple(_count(number) for number in told["pictured"])
    return PackedDocument(original, _read_file(told["corrected"]), _read_bytes(told["inside"]), record, pictured)


def _read_file(told: Any) -> PackedFile | None:
    facts = _read_bytes(told)
    return PackedFile(_text(told["path"]), facts) if facts else None


def _read_bytes(told: Any) -> FileFacts | None:
    if told is None:
        return None
    if _SHA256.fullmatch(told["sha256"]) is None:
        raise ValueError("sha256")
    return FileFacts(told["sha256"], _count(told["length"]))


def _read_supersedes(told: Any) -> Supersession | None:
    if told is None:
        return None
    if _SHA256.fullmatch(told["manifest_sha256"]) is None or _DATE.fullmatch(told["date"]) is None:
        raise ValueError("supersedes")
    changes = tuple(Change(each["kind"], _text(each["document"]), _text(each["erratum"])) for each in told["changes"])
    if any(change.kind not in KINDS for change in changes):
        raise ValueError("changes")
    return Supersession(_text(told["reference"]), told["date"], told["manifest_sha256"], changes)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    value.encode("utf-8")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("count")
    return value
