"""What a pack holds, as plain values: the release, its documents with their files, and what it replaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from overlay.erratum import Erratum, Release
from overlay.record import FileFacts, Record

ERRATA_JSON = "data/errata.json"
ERRATA_CSV = "data/errata.csv"
NOTICE = "data/notice.pdf"
INDEX = "data/index.html"
ORIGINALS = "data/original"
COPIES = "data/corrected"
PROOFS = "data/proof"
COPY_ENDING = ".corrected.pdf"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the pack: its path from the bag's root, with "/" between parts, and which bytes it has."""

    path: str
    facts: FileFacts

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """One document. `copy`, `inside` and `record` are None together: where it has no errata and is carried unchanged.

    `inside` is the release copy before its signature was added, `copy` itself where there is none. `pictured` are the
    errata with pictures, by their place in the record, from 1.
    """

    original: PackedFile
    copy: PackedFile | None = None
    inside: FileFacts | None = None
    record: Record | None = None
    pictured: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The document's file name, as the reader of the notice sees it."""
        return self.original.name

    @property
    def errata(self) -> tuple[Erratum, ...]:
        return self.record.document.errata if self.record else ()

    @property
    def stem(self) -> str:
        return self.name.removesuffix(".pdf")

    @property
    def proof_path(self) -> str:
        return f"{PROOFS}/{self.stem}.html"

    def picture_path(self, number: int, when: str) -> str:
        """Where the picture of erratum `number` (from 1) is; `when` is "before" or "after"."""
        return f"{PROOFS}/{self.stem}.{number}.{when}.png"

    def paths(self) -> Iterator[str]:
        """Every file of the pack that is there because of this document."""
        yield self.original.path
        if self.copy is not None:
            yield self.copy.path
            yield self.proof_path
        for number in self.pictured:
            yield self.picture_path(number, "before")
            yield self.picture_path(number, "after")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference to the earlier pack. `kind` names its sentence in `words`; `erratum` is its label, "" for a document."""

    kind: str
    document: str
    erratum: str = ""


@dataclass(frozen=True, slots=True)
class Supersession:
    """The earlier pack, by its reference, date and the SHA-256 of its manifest-sha256.txt, and what has changed since."""

    reference: str
    date: str
    manifest_sha256: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class PackFacts:
    """All that a pack says of itself. `release` has the documents' errata; `tools` what the pack was made with."""

    release: Release
    documents: tuple[PackedDocument, ...]
    tools: tuple[tuple[str, str], ...]
    letter: PackedFile | None = None
    supersedes: Supersession | None = None

    def payload(self) -> tuple[str, ...]:
        """Every path that the payload must have, and no other, sorted."""
        fixed = [ERRATA_JSON, ERRATA_CSV, NOTICE, INDEX, *([self.letter.path] if self.letter else [])]
        return tuple(sorted([*fixed, *(path for document in self.documents for path in document.paths())]))
