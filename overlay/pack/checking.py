"""A pack is proved: the bag is in order, each copy is proved by both ways, and all else is made again and compared.

Whatever here is called with other people's PDFs runs as the caller lets it run; nothing is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from overlay.errors import OverlayError, PasswordError
from overlay.pack.bag_check import CheckedBag, checked_bag
from overlay.pack.examination import Examination
from overlay.pack.facts import COPIES, COPY_ENDING, ERRATA_CSV, INDEX, NOTICE, ORIGINALS, PackedDocument, PackFacts
from overlay.pack.findings import NoPackError, PackFinding, PackProof, Trouble
from overlay.pack.index_page import index_html
from overlay.pack.log import log_csv
from overlay.pack.making import LETTER_ENDINGS, pack_tools, packed_name
from overlay.pack.notice import notice_pdf
from overlay.pack.reading import PackFiles, content, opened
from overlay.pack.signature_check import CheckedManifest, Signatory, SignedFile
from overlay.verify import Verdict

LARGEST_PDF = 1 << 31  # bytes, read into memory one at a time
LARGEST_PAGE = 1 << 28  # bytes of notice, index or log


@dataclass(frozen=True, slots=True)
class Means:
    """How the parts that read other people's files are run. `signed` looks at the notice, `examine` at a copy of the name
    given, `manifest` at a detached signature and what it is over, `again` makes notice and index anew."""

    examine: Callable[[bytes, str], Examination]
    signed: Callable[[bytes], SignedFile | None]
    manifest: Callable[[bytes, bytes], CheckedManifest]
    again: Callable[[PackFacts], tuple[bytes, bytes]]


def made_again(facts: PackFacts) -> tuple[bytes, bytes]:
    """Notice and index page as this version makes them. Raises what they raise."""
    return notice_pdf(facts), index_html(facts)


def check_pack(path: Path, means: Means) -> PackProof:
    """What is to be said of the folder or zip at `path`. Raises FileError for what cannot be read, PasswordError for a
    document that cannot be opened; all else is an answer."""
    try:
        with opened(path) as files:
            bag = checked_bag(files)
            check = _Check(files, bag, means)
            check.run()
            return check.proof()
    except NoPackError as error:
        return PackProof(Verdict.DIFFERS, error.findings)


@dataclass(slots=True)
class _Check:
    files: PackFiles
    bag: CheckedBag
    means: Means
    findings: list[PackFinding] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    copies: list[tuple[str, Verdict]] = field(default_factory=list)
    signatories: list[Signatory] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)

    @property
    def facts(self) -> PackFacts:
        return self.bag.facts

    @property
    def comparable(self) -> bool:
        """Whether what is made again here may be expected to be the same, byte for byte."""
        return self.facts.tools == pack_tools() and not self.facts.release.style.fonts

    def run(self) -> None:
        if not self.comparable:
            self.doubts.append(
                "The pack was made with other versions or with fonts of its own, so its notice, index page and proofs cannot be made again here."
            )
        self.findings += _misplaced(self.facts)
        for document in self.facts.documents:
            if document.copy is not None:
                self.document(document)
        self.surroundings()
        self.signatures()

    def document(self, document: PackedDocument) -> None:
        """One copy: proved, of the original beside it, with the record, the proof and the pictures that the pack has."""
        assert document.copy is not None
        path = document.copy.path
        try:
            found = self.means.examine(content(self.files, path, most=LARGEST_PDF), document.copy.name)
        except PasswordError:
            raise
        except OverlayError as error:
            self.doubts.append(f"{path}: {error.message}")
            self.copies.append((path, Verdict.UNDECIDED))
            return
        self.copies.append((path, found.proof.verdict))
        self.sign(found.signatory, path)
        if found.proof.verdict is Verdict.DIFFERS:
            said = found.proof.findings[0].message if found.proof.findings else "It differs."
            self.wrong(Trouble.COPY, f"{path} is not an untouched release copy: {said}", path)
            return
        if found.proof.verdict is Verdict.UNDECIDED:
            self.doubts.append(f"{path}: its proof cannot be completed here.")
        if found.proof.original_sha256 != document.original.facts.sha256:
            self.wrong(
                Trouble.ORIGINAL, f"{document.original.path} is not the original inside {path}.", document.original.path
            )
        if found.record != document.record or found.inside != document.inside:
            self.wrong(Trouble.FACTS, f"errata.json does not say what {path} says of itself.", path)
        if self.comparable and found.proof.verdict is Verdict.VERIFIED:
            self.proof_files(document, found)

    def proof_files(self, document: PackedDocument, found: Examination) -> None:
        expected = {document.proof_path: found.report}
        for at, before, after in found.pictures:
            expected[document.picture_path(at, "before")] = before
            expected[document.picture_path(at, "after")] = after
        if tuple(at for at, _, _ in found.pictures) != document.pictured:
            self.wrong(Trouble.PROOF, f"{document.name}: other errata have pictures than should.", document.proof_path)
        for path, data in expected.items():
            if path in self.files.sizes and not self.same(path, data):
                self.wrong(Trouble.PROOF, f"{path} is not what the copy's proof shows.", path)

    def surroundings(self) -> None:
        """Notice, index page and log, which follow from errata.json."""
        if self.comparable and not self.same(ERRATA_CSV, log_csv([self.facts])):
            self.wrong(Trouble.LOG, "errata.csv does not say what errata.json says.", ERRATA_CSV)
        notice = content(self.files, NOTICE, most=LARGEST_PAGE)
        signed = self.means.signed(notice)
        self.sign(signed.signatory if signed else None, NOTICE)
        if signed is not None and signed.fault:
            self.wrong(Trouble.SIGNATURE, f"The notice: {signed.fault}", NOTICE)
        if signed is not None and signed.doubt:
            self.doubts.append(f"The notice: {signed.doubt}")
        if not self.comparable:
            return
        try:
            again, index = self.means.again(self.facts)
        except OverlayError as error:
            self.doubts.append(f"Notice and index page cannot be made again: {error.message}")
            return
        if (signed.inside if signed else notice) != again:
            self.wrong(Trouble.NOTICE, "notice.pdf does not say what errata.json says.", NOTICE)
        if not self.same(INDEX, index):
            self.wrong(Trouble.INDEX, "index.html does not say what errata.json says.", INDEX)

    def signatures(self) -> None:
        """The manifest's signature; all of a pack is signed by one certificate, or none of it."""
        if self.bag.signature is not None:
            checked = self.means.manifest(self.bag.signature, self.bag.signed_bytes)
            if checked.fault:
                self.wrong(Trouble.SIGNATURE, checked.fault)
            self.sign(checked.signatory, "the manifest")
        else:
            self.sign(None, "the manifest")
        if self.signatories and self.unsigned:
            self.wrong(Trouble.SIGNATURE, f"The pack is signed in part only: not {', '.join(self.unsigned[:3])}.")
        if len({each.certificate_sha256 for each in self.signatories}) > 1:
            self.wrong(Trouble.SIGNATURE, "The parts of the pack are signed with different certificates.")

    def sign(self, signatory: Signatory | None, what: str) -> None:
        if signatory is None:
            self.unsigned.append(what)
        else:
            self.signatories.append(signatory)

    def same(self, path: str, data: bytes) -> bool:
        return self.bag.digests[path].sha256 == hashlib.sha256(data).hexdigest()

    def wrong(self, trouble: Trouble, message: str, path: str = "") -> None:
        self.findings.append(PackFinding(trouble, message, path))

    def proof(self) -> PackProof:
        verdict = Verdict.DIFFERS if self.findings else Verdict.UNDECIDED if self.doubts else Verdict.VERIFIED
        signatory = self.signatories[-1] if self.signatories else None
        return PackProof(verdict, tuple(self.findings), tuple(self.doubts), tuple(self.copies), signatory, self.facts)


def _misplaced(facts: PackFacts) -> Iterator[PackFinding]:
    """Files under other names than theirs, records of another release, and a documents's parts that do not belong together."""
    head = (facts.release.issuer, facts.release.reference, facts.release.date, facts.release.status)
    for document in facts.documents:
        name = document.name
        fits = name.endswith(".pdf") and document.original.path == f"{ORIGINALS}/{name}" and packed_name(name) == name
        if document.copy is not None:
            fits = fits and document.copy.path == f"{COPIES}/{document.stem}{COPY_ENDING}"
        parts = {document.copy is None, document.record is None, document.inside is None}
        if not fits or len(parts) != 1 or (document.pictured and document.record is None):
            yield PackFinding(
                Trouble.FACTS, f"errata.json is not in order about {document.original.path!r}.", document.original.path
            )
        if document.record is not None:
            said = document.record.release
            if (said.issuer, said.reference, said.date, said.status) != head:
                yield PackFinding(Trouble.FACTS, f"The record of {name} is of another release than the pack.", name)
    letter = facts.letter
    if letter is not None and letter.path not in {f"data/letter{ending}" for ending in LETTER_ENDINGS}:
        yield PackFinding(Trouble.FACTS, "errata.json is not in order about the letter.", letter.path)
