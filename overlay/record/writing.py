"""A record as JSON: W3C Web Annotations, one for each erratum, in a form that is the same for the same record.

The quote is a TextQuoteSelector, the page a FragmentSelector as RFC 8118 has it, the quads a selector of our own; the
body is a schema.org CorrectionComment. Keys are sorted, the text is UTF-8.
"""

from __future__ import annotations

import json
from typing import Any

from overlay.erratum import Caveat, Change, Citation, Deletion, Erratum, Insertion, Quote, Style, Substitution
from overlay.record import RECORD_VERSION, EarlierRelease, FileFacts, Location, Note, Record, Run

FORMAT = "erratum-overlay record"
PDF_FRAGMENT = "http://tools.ietf.org/rfc/rfc8118"
CONTEXT: list[Any] = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "@vocab": "urn:erratum-overlay:",
        "schema": "https://schema.org/",
        "CorrectionComment": "schema:CorrectionComment",
    },
]


def to_json(record: Record) -> bytes:
    """The record as it is embedded: UTF-8, the same bytes for an equal record."""
    text = json.dumps(_record(record), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode("utf-8")


def _record(record: Record) -> dict[str, Any]:
    release, document = record.release, record.document
    pairs = zip(document.errata, record.locations, strict=True)
    return {
        "@context": CONTEXT,
        "format": FORMAT,
        "version": RECORD_VERSION,
        "type": "AnnotationCollection",
        "release": {
            "issuer": release.issuer,
            "reference": release.reference,
            "date": release.date,
            "status": release.status.value,
            "number": record.number,
            "style": _style(release.style),
        },
        "document": {"file": document.file, "sha256": document.sha256},
        "original": _file(record.original),
        "repair": {"given": _file(record.repair.given), "tool": record.repair.tool} if record.repair else None,
        "earlier": [_earlier(earlier) for earlier in record.earlier],
        "options": dict(record.options),
        "tools": dict(record.tools),
        "total": len(document.errata),
        "first": {
            "type": "AnnotationPage",
            "items": [_annotation(record, erratum, location) for erratum, location in pairs],
        },
    }


def _file(facts: FileFacts) -> dict[str, Any]:
    return {"sha256": facts.sha256, "length": facts.length}


def _earlier(earlier: EarlierRelease) -> dict[str, Any]:
    return {"number": earlier.number, "date": earlier.date, **_file(earlier.file)}


def _style(style: Style) -> dict[str, Any]:
    return {
        "language": style.language,
        "note": style.note.value,
        "marks": style.marks.value,
        "mark_colour": style.mark_colour,
        "text_colour": style.text_colour,
        "box_colour": style.box_colour,
        "note_size": float(style.note_size),
        "smallest_size": float(style.smallest_size),
        "fonts": list(style.fonts),
        "wording": [list(pair) for pair in style.wording],
        "positions": list(style.positions),
    }


def _annotation(record: Record, erratum: Erratum, location: Location | None) -> dict[str, Any]:
    return {
        "type": "Annotation",
        "motivation": "commenting" if isinstance(erratum.change, Caveat) else "editing",
        "created": f"{record.release.date}T00:00:00Z",
        "creator": {"type": "Organization", "name": record.release.issuer},
        "body": {
            "type": ["TextualBody", "CorrectionComment"],
            "format": "text/plain",
            "value": _new_text(erratum.change),
        },
        "target": {
            "source": f"urn:sha256:{record.original.sha256}",
            "selector": _selectors(erratum.quote, location),
        },
        "erratum": _erratum(erratum),
        "location": _location(location) if location else None,
    }


def _new_text(change: Change) -> str:
    """What is to stand there: nothing, where words are deleted."""
    match change:
        case Substitution(right=text) | Insertion(text=text) | Caveat(text=text):
            return text
        case Deletion():
            return ""


def _selectors(quote: Quote | None, location: Location | None) -> list[dict[str, Any]]:
    selectors: list[dict[str, Any]] = []
    if quote:
        selectors.append(
            {"type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
        )
    if location:
        pages = [f"page={page_index + 1}" for page_index in location.page_indexes]
        selectors += [{"type": "FragmentSelector", "conformsTo": PDF_FRAGMENT, "value": page} for page in pages]
        if location.runs:
            selectors.append({"type": "QuadSelector", "quads": [_run(run) for run in location.runs]})
    return selectors


def _run(run: Run) -> dict[str, Any]:
    return {"page_index": run.page_index, "quad": [float(number) for number in run.quad], "text": run.text}


def _erratum(erratum: Erratum) -> dict[str, Any]:
    return {
        "id": erratum.id,
        "kind": erratum.kind.value,
        "change": _change(erratum.change),
        "citation": _citation(erratum.citation),
        "reason": erratum.reason,
        "withdrawn": erratum.withdrawn,
    }


def _change(change: Change) -> dict[str, Any]:
    match change:
        case Substitution(wrong, right):
            return {"for": wrong, "read": right}
        case Insertion(beside, side, text):
            return {side.value: beside, "insert": text}
        case Deletion(wrong):
            return {"delete": wrong}
        case Caveat(text, scope):
            return {"caveat": text, "on": scope.value}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "pages": list(citation.page_labels),
        "sheet": citation.page_number,
        "line": citation.line,
        "column": citation.column,
        "section": citation.section,
        "occurrence": citation.occurrence,
    }


def _location(location: Location) -> dict[str, Any]:
    return {
        "page_indexes": list(location.page_indexes),
        "page_label": location.page_label,
        "caret": [float(number) for number in location.caret] if location.caret else None,
        "matched": location.matched,
        "match": location.match,
        "found_by": location.found_by,
        "difference": location.difference,
        "notes": [_note(note) for note in location.notes],
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "position": note.position,
        "page_index": note.page_index,
        "box": [float(number) for number in note.box] if note.box else None,
    }
