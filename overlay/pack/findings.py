"""What a check of a pack found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from overlay.pack.facts import PackFacts
from overlay.pack.signature_check import Signatory
from overlay.verify import Verdict


class Trouble(StrEnum):
    """The kinds of finding, for programs; the message is for people."""

    NAME = "a name that a pack must not have"
    CLASH = "names that are one name on some systems"
    LINK = "a link"
    SPECIAL = "neither a file nor a folder"
    ZIP = "a zip that is not put together as it should be"
    DUPLICATE = "an entry that is there twice"
    SIZE = "more than a pack may hold"
    MISSING = "a missing file"
    UNEXPECTED = "an unexpected file"
    HASH = "a file that is not the one listed"
    BAG = "a bag file that is not as it should be"
    FACTS = "errata.json"
    ORIGINAL = "an original"
    COPY = "a corrected copy"
    PROOF = "a proof"
    NOTICE = "the notice"
    INDEX = "the index page"
    LOG = "the log"
    SIGNATURE = "a signature"
    CHANGED = "a file that changed while it was read"


@dataclass(frozen=True, slots=True)
class PackFinding:
    """Something that no honest pack has. `path` is the file's in the pack, "" where it is the pack as a whole."""

    trouble: Trouble
    message: str
    path: str = ""


class NoPackError(Exception):
    """Not a pack, or one so broken that nothing further can be looked at. Raised and caught within this package."""

    def __init__(self, *findings: PackFinding) -> None:
        super().__init__(findings)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class PackProof:
    """What a check of a pack came to. `doubts` are why it could not be decided; `copies` are the copies' own verdicts, by path."""

    verdict: Verdict
    findings: tuple[PackFinding, ...] = ()
    doubts: tuple[str, ...] = ()
    copies: tuple[tuple[str, Verdict], ...] = ()
    signatory: Signatory | None = None
    facts: PackFacts | None = None
