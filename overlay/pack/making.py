"""A pack is made: document by document, so that no more than one is in memory; published whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from overlay.erratum import Document, Release, ReleaseStatus
from overlay.errors import ErrataFileError, Fault, SelfCheckError, UsageError
from overlay.pack.bag import Bag, new_bag, publish_bag
from overlay.pack.examination import Examination
from overlay.pack.facts import (
    COPIES,
    COPY_ENDING,
    ERRATA_CSV,
    ERRATA_JSON,
    INDEX,
    NOTICE,
    ORIGINALS,
    PackedDocument,
    PackedFile,
    PackFacts,
    Supersession,
)
from overlay.pack.facts_json import facts_json
from overlay.pack.index_page import index_html
from overlay.pack.log import log_csv
from overlay.pack.notice import notice_pdf
from overlay.pack.tag_files import SIGNATURE, TAG_MANIFESTS
from overlay.publish import output_name
from overlay.record import FileFacts
from overlay.record.making import tool_versions
from overlay.verify import Verdict

LETTER_ENDINGS = (".txt", ".pdf", ".md", ".rtf", ".doc", ".docx", ".odt", ".eml", ".msg")


@dataclass(frozen=True, slots=True)
class Letter:
    """The covering letter: its ending, such as ".pdf", and its bytes."""

    ending: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Supply:
    """One document as it comes in: its original, and its release copy where it has errata."""

    original: bytes
    copy: bytes | None = None


class Signer(Protocol):
    """Who signs; see `signing`."""

    def pdf(self, data: bytes, *, name: str) -> bytes: ...
    def manifest(self, data: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be packed. `supply` gives a document's files, and `examine` looks at a finished copy: each as the caller
    lets it run. `earlier` tells of the pack that this one replaces, given the new one's documents."""

    release: Release
    supply: Callable[[Document], Supply]
    examine: Callable[[bytes, str], Examination]
    letter: Letter | None = None
    signer: Signer | None = None
    earlier: Callable[[tuple[PackedDocument, ...]], Supersession] | None = None


def refuse_release(release: Release, *, file_name: str) -> None:
    """Raises ErrataFileError or UsageError for a release that cannot be packed: a draft, or one without errata."""
    if release.status is ReleaseStatus.DRAFT:
        raise ErrataFileError(
            file_name, (Fault(0, "this release is a draft: a pack is only made of one that is issued."),)
        )
    if not any(document.errata for document in release.documents):
        raise UsageError(f"{file_name}: no document has any errata, so there is nothing to give notice of.")
    seen: dict[str, str] = {}
    for document in release.documents:
        name = packed_name(document.file)
        other = seen.setdefault(name.casefold(), document.file)
        if other is not document.file:
            raise UsageError(
                f"{document.file} and {other} would both be {name} in the pack.", remedy="Rename one of the files."
            )


def pack_tools() -> tuple[tuple[str, str], ...]:
    """What a pack's bytes depend on: what release copies depend on, and what writes the pictures. Sorted by name."""
    return tuple(sorted((*tool_versions(), ("pillow", version("pillow")))))


def packed_name(file_name: str) -> str:
    """The name of an original in the pack."""
    return output_name(file_name, ".pdf")


def root_name(release: Release) -> str:
    """The folder that a zip has all of the pack in: the reference, so that it is the same whatever the zip is called."""
    return output_name(release.reference.replace("/", "-"), "")


def make_pack(order: Order, target: Path, *, force: bool, done: Callable[[PackedDocument], None]) -> PackFacts:
    """Makes the pack and publishes it at `target`; `done` hears of each document. Returns the facts.

    Raises what `supply`, `examine` and the signer raise, SelfCheckError for a copy that fails its proof, and the errors
    of `bag`; then nothing is left behind.
    """
    with new_bag(target) as bag:
        documents = tuple(_packed(order, bag, done))
        letter = _put(bag, f"data/letter{order.letter.ending}", order.letter.data) if order.letter else None
        supersedes = order.earlier(documents) if order.earlier else None
        release = replace(
            order.release, documents=tuple(Document(document.name, document.errata) for document in documents)
        )
        facts = PackFacts(release, documents, pack_tools(), letter, supersedes)
        notice = notice_pdf(facts)
        bag.put(NOTICE, order.signer.pdf(notice, name="notice.pdf") if order.signer else notice)
        bag.put(ERRATA_JSON, facts_json(facts))
        bag.put(ERRATA_CSV, log_csv([facts]))
        bag.put(INDEX, index_html(facts))
        bag.close(facts)
        if order.signer is not None:
            bag.put(SIGNATURE, order.signer.manifest((bag.folder / TAG_MANIFESTS[0]).read_bytes()))
        publish_bag(bag, target, root=root_name(release), force=force)
    return facts


def _packed(order: Order, bag: Bag, done: Callable[[PackedDocument], None]) -> Iterator[PackedDocument]:
    for document in order.release.documents:
        packed = _document(order, bag, document)
        done(packed)
        yield packed


def _document(order: Order, bag: Bag, document: Document) -> PackedDocument:
    supply = order.supply(document)
    name = packed_name(document.file)
    original = _put(bag, f"{ORIGINALS}/{name}", supply.original)
    if supply.copy is None:
        return PackedDocument(original)
    copy_name = name.removesuffix(".pdf") + COPY_ENDING
    data = order.signer.pdf(supply.copy, name=copy_name) if order.signer else supply.copy
    found = order.examine(data, copy_name)
    _require_proved(document, found)
    copy = _put(bag, f"{COPIES}/{copy_name}", data)
    pictured = tuple(at for at, _, _ in found.pictures)
    packed = PackedDocument(original, copy, found.inside, found.record, pictured)
    bag.put(packed.proof_path, found.report)
    for at, before, after in found.pictures:
        bag.put(packed.picture_path(at, "before"), before)
        bag.put(packed.picture_path(at, "after"), after)
    return packed


def _put(bag: Bag, path: str, data: bytes) -> PackedFile:
    digests = bag.put(path, data)
    return PackedFile(path, FileFacts(digests.sha256, digests.length))


def _require_proved(document: Document, found: Examination) -> None:
    """A copy that differs is never packed; one that could not be made again here is, and its proof says so."""
    if found.proof.verdict is Verdict.DIFFERS or found.record is None:
        said = "; ".join(finding.message for finding in found.proof.findings[:3])
        raise SelfCheckError(f"{document.file}: its release copy does not pass its proof, so no pack is made: {said}")
