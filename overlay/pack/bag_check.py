"""A bag's own order: what must be there is, nothing else is, and every file is the one that is listed (RFC 8493, 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from overlay.errors import DamagedError
from overlay.pack.facts import ERRATA_JSON, PackFacts
from overlay.pack.facts_json import LARGEST, facts_from_json
from overlay.pack.findings import NoPackError, PackFinding, Trouble
from overlay.pack.reading import PackFiles, content, digests
from overlay.pack.tag_files import (
    ALGORITHMS,
    DECLARATION,
    DECLARED,
    MANIFESTS,
    PARTICULARS,
    SIGNATURE,
    TAG_FILES,
    TAG_MANIFESTS,
    Digests,
    particulars,
    read_manifest,
)

LARGEST_TAG_FILE = 64 * 1024 * 1024  # bytes: a manifest of 65,534 lines is a third of it
PAYLOAD = "data/"


@dataclass(frozen=True, slots=True)
class CheckedBag:
    """A bag in order: what it says of itself, and which bytes each of its files has."""

    facts: PackFacts
    digests: dict[str, Digests]
    signature: bytes | None
    signed_bytes: bytes


def checked_bag(files: PackFiles) -> CheckedBag:
    """The bag, where it is in order. Raises NoPackError with all that is wrong at the first stage where something is."""
    _require(_whole(files))
    tags = {path: content(files, path, most=LARGEST_TAG_FILE) for path in TAG_FILES}
    if tags[DECLARATION] != DECLARED:
        raise NoPackError(PackFinding(Trouble.BAG, "bagit.txt does not declare a bag of version 1.0.", DECLARATION))
    found = {path: digests(files, path) for path in files.sizes}
    payload = {path: each for path, each in found.items() if path.startswith(PAYLOAD)}
    listed_tags = {path: found[path] for path in (DECLARATION, PARTICULARS, *MANIFESTS)}
    wrong: list[PackFinding] = []
    for names, among in ((MANIFESTS, payload), (TAG_MANIFESTS, listed_tags)):
        for name, algorithm in zip(names, ALGORITHMS, strict=True):
            wrong += _against_manifest(name, tags[name], algorithm, among)
    _require(dict.fromkeys(wrong))
    facts = _facts(files)
    _require(_payload(facts, payload))
    if tags[PARTICULARS] != particulars(facts, payload):
        raise NoPackError(
            PackFinding(
                Trouble.BAG,
                "bag-info.txt does not say what the pack holds (organisation, reference, date, Payload-Oxum).",
                PARTICULARS,
            )
        )
    signature = content(files, SIGNATURE, most=LARGEST_TAG_FILE) if SIGNATURE in files.sizes else None
    return CheckedBag(facts, found, signature, tags[TAG_MANIFESTS[0]])


def _require(findings: Iterable[PackFinding]) -> None:
    wrong = tuple(findings)
    if wrong:
        raise NoPackError(*wrong)


def _whole(files: PackFiles) -> Iterator[PackFinding]:
    """The bag's own files must all be there, and beside them and the payload nothing but the signature."""
    for path in (*TAG_FILES, ERRATA_JSON):
        if path not in files.sizes:
            yield PackFinding(Trouble.MISSING, f"{path} is missing.", path)
    for path in files.sizes:
        if path not in (*TAG_FILES, SIGNATURE) and not path.startswith(PAYLOAD):
            yield PackFinding(Trouble.UNEXPECTED, f"{path!r} does not belong into a pack.", path)


def _against_manifest(name: str, listed: bytes, algorithm: str, found: dict[str, Digests]) -> Iterator[PackFinding]:
    try:
        expected = read_manifest(listed)
    except ValueError as error:
        yield PackFinding(Trouble.BAG, f"{name} is not in order: {error}.", name)
        return
    for path in found.keys() - expected.keys():
        yield PackFinding(Trouble.UNEXPECTED, f"{path!r} is not listed in {name}.", path)
    for path in sorted(expected):
        if path not in found:
            yield PackFinding(Trouble.MISSING, f"{path!r} is listed in {name}, and missing.", path)
        elif expected[path] != found[path].by(algorithm):
            yield PackFinding(Trouble.HASH, f"{path!r} is not the file that is listed.", path)


def _facts(files: PackFiles) -> PackFacts:
    try:
        return facts_from_json(content(files, ERRATA_JSON, most=LARGEST))
    except DamagedError as error:
        raise NoPackError(PackFinding(Trouble.FACTS, error.message, ERRATA_JSON)) from error


def _payload(facts: PackFacts, found: dict[str, Digests]) -> Iterator[PackFinding]:
    """The payload is what errata.json calls for, each file the one that it says."""
    expected = facts.payload()
    if len(set(expected)) != len(expected):
        yield PackFinding(Trouble.FACTS, "errata.json gives two documents the same file.", ERRATA_JSON)
    for path in sorted(found.keys() - set(expected)):
        yield PackFinding(Trouble.UNEXPECTED, f"{path!r} does not belong into this pack.", path)
    for path in sorted(set(expected) - found.keys()):
        yield PackFinding(Trouble.MISSING, f"{path!r} is missing.", path)
    copies = [document.copy for document in facts.documents]
    for file in (*(document.original for document in facts.documents), *copies, facts.letter):
        if file is not None and file.path in found:
            here = found[file.path]
            if (here.sha256, here.length) != (file.facts.sha256, file.facts.length):
                yield PackFinding(Trouble.HASH, f"{file.path!r} is not the file that errata.json tells of.", file.path)
