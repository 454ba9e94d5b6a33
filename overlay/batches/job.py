"""What passes between the run and those who work for it: a job, the settings of a run, the result of a job."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from overlay.limits import Limits
from overlay.pipeline import Options


class State(StrEnum):
    """Where an item of the ledger stands. The last four are final until its input, its errata or the tool change."""

    WAITING = "waiting"
    CORRECTED = "corrected"
    PLACED = "placed"  # checked only: every erratum has its place
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One document to correct.

    `key` names it within the run. `place` is where its PDF is and `target` where its copy goes: absolute paths or
    URLs. `declared` is the release with this one document, as `declared.to_text` writes it. `ours` is the SHA-256 of
    the copy that an earlier run left at `target`, "" for none: that one may be replaced.
    """

    key: str
    document: str
    place: str
    target: str
    declared: str = field(repr=False)
    ours: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every job of a run. `tag` marks the run's unfinished files, so that they can be swept."""

    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)
    check_only: bool = False
    force: bool = False
    tag: str = "batch-"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job.

    `code` is an exit code, `cause` the reason in a word or two, `details` JSON: one object an erratum. `part` is the
    finished copy under its temporary name ("" where none is to be moved). `stamp` is what a remote store calls this
    version of the input. `halts`: the trouble is the output's, not the document's, and every other job would meet it.
    """

    key: str
    state: State
    code: int = 0
    cause: str = ""
    message: str = ""
    remedy: str = ""
    details: str = "[]"
    input_sha256: str = ""
    stamp: str = ""
    output_sha256: str = ""
    part: str = ""
    picture: bytes = field(default=b"", repr=False)
    halts: bool = False
