"""A release with one document as a line of JSON, and back: how an item's errata lie in the ledger and travel to a worker."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from overlay.erratum import (
    KIND_OF,
    Caveat,
    Change,
    Citation,
    Deletion,
    Document,
    Erratum,
    Insertion,
    MarkForm,
    NoteForm,
    Quote,
    Release,
    ReleaseStatus,
    Scope,
    Side,
    Style,
    Substitution,
)


def to_text(release: Release, document: Document) -> str:
    """The release as if it had this document alone; the same values give the same text."""
    plain = dataclasses.asdict(dataclasses.replace(release, documents=(document,)))
    for entry, erratum in zip(plain["documents"][0]["errata"], document.errata, strict=True):
        entry["change"]["kind"] = str(KIND_OF[type(erratum.change)])
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def from_text(text: str) -> Release:
    """The release that `to_text` wrote; its one document is `documents[0]`."""
    plain = json.loads(text)
    return Release(
        plain["issuer"],
        plain["reference"],
        plain["date"],
        tuple(_document(document) for document in plain["documents"]),
        ReleaseStatus(plain["status"]),
        _style(plain["style"]),
    )


def _style(plain: dict[str, Any]) -> Style:
    return Style(
        **{
            **plain,
            "note": NoteForm(plain["note"]),
            "marks": MarkForm(plain["marks"]),
            "fonts": tuple(plain["fonts"]),
            "wording": tuple((name, template) for name, template in plain["wording"]),
            "positions": tuple(plain["positions"]),
        }
    )


def _document(plain: dict[str, Any]) -> Document:
    errata = tuple(_erratum(erratum) for erratum in plain["errata"])
    return Document(plain["file"], errata, plain["sha256"], plain["line_in_file"])


def _erratum(plain: dict[str, Any]) -> Erratum:
    citation = {**plain["citation"], "page_labels": tuple(plain["citation"]["page_labels"])}
    return Erratum(
        plain["id"],
        _change(plain["change"]),
        Citation(**citation),
        Quote(**plain["quote"]) if plain["quote"] else None,
        plain["reason"],
        plain["withdrawn"],
        plain["line_in_file"],
    )


def _change(plain: dict[str, Any]) -> Change:
    match plain["kind"]:
        case "substitute":
            return Substitution(plain["wrong"], plain["right"])
        case "insert":
            return Insertion(plain["beside"], Side(plain["side"]), plain["text"])
        case "delete":
            return Deletion(plain["wrong"])
        case _:
            return Caveat(plain["text"], Scope(plain["scope"]))
