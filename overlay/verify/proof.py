"""What a check found: the frozen result that everything else here works towards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from overlay.errors import ExitCode


class Verdict(StrEnum):
    """What a check, or one of its two ways, comes to."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    UNDECIDED = "undecided"


EXIT_CODE_OF = {
    Verdict.VERIFIED: ExitCode.DONE,
    Verdict.DIFFERS: ExitCode.DIFFERS,
    Verdict.UNDECIDED: ExitCode.UNDECIDED,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that no honest release copy has. `message` tells a reader what it means, in whole sentences.

    `page_number` counts from 1; None where it is no matter of one page. `object` is the number of a PDF object.
    """

    rule: str
    message: str
    page_number: int | None = None
    object: int | None = None


@dataclass(frozen=True, slots=True)
class ObjectNote:
    """One object of the update and why it is allowed: `change` is "added" or "changed", `why` a phrase for a reader."""

    object: int
    change: str
    role: str
    why: str
    size: int


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule, what it makes sure of, and how it went. `passed` is None where it could not be applied (`remark` says why)."""

    rule: str
    ensures: str
    passed: bool | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """How making the copy again came out. `message` is for a reader; `first_difference` is a byte offset."""

    verdict: Verdict
    message: str
    first_difference: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a check of one release copy found. `rebuild` is None where nobody supplied a way to make the copy again.

    `claimed` is what the record states and no check of the file can prove, as phrases.
    `original_length` is the number of bytes of the original at the copy's beginning; 0 where it was not found.
    """

    verdict: Verdict
    copy_sha256: str
    original_sha256: str = ""
    original_length: int = 0
    policy: Verdict = Verdict.UNDECIDED
    rebuild: Rebuild | None = None
    findings: tuple[Finding, ...] = ()
    objects: tuple[ObjectNote, ...] = ()
    rules: tuple[RuleResult, ...] = ()
    claimed: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        return EXIT_CODE_OF[self.verdict]


class NoReleaseCopyError(Exception):
    """The file is not a release copy, or is broken at its most basic: nothing further can be looked at.

    Raised and caught within this package; `finding` is what its user is told.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding
