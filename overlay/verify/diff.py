"""Two releases of one document, or a release and its original: which errata were added, changed, withdrawn.

Compares what the records say. Whether a copy shows what its record says is for `verify` to prove.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from overlay.erratum import Erratum
from overlay.record.reading import Record
from overlay.verify.opening import open_copy
from overlay.verify.proof import NoReleaseCopyError


class Difference(StrEnum):
    """What became of an erratum from the first file to the second."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    REINSTATED = "put back in force"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two files. `record` is None for a file that is no release copy, taken as an original."""

    sha256: str
    original_sha256: str
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One erratum that differs: as it was, None where it was not there, and as it is."""

    difference: Difference
    before: Erratum | None
    after: Erratum | None

    @property
    def id(self) -> str:
        known = self.after or self.before
        return known.id if known else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files compared. `about` lists what differs beside the errata, as (what, before, after)."""

    before: Side
    after: Side
    errata: tuple[Changed, ...]
    about: tuple[tuple[str, str, str], ...]

    @property
    def same_original(self) -> bool:
        return self.before.original_sha256 == self.after.original_sha256

    @property
    def same(self) -> bool:
        """Whether the two files are one and the same, to the byte."""
        return self.before.sha256 == self.after.sha256


def compare_copies(before: bytes, after: bytes, *, password: str | None = None) -> Comparison:
    """The differences from one file to the other. Raises PasswordError where one cannot be opened."""
    return compare_sides(side_of(before, password), side_of(after, password))


def compare_sides(first: Side, second: Side) -> Comparison:
    """The differences from one side to the other."""
    mine, theirs = _errata(first), _errata(second)
    changed = tuple(
        found
        for erratum_id in dict.fromkeys([*mine, *theirs])
        if (found := _changed(mine.get(erratum_id), theirs.get(erratum_id))) is not None
    )
    return Comparison(first, second, changed, _about(first.record, second.record))


def side_of(data: bytes, password: str | None) -> Side:
    """What a file says of itself, where nothing follows its own update. Raises PasswordError."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        case = open_copy(data, password=password)
    except NoReleaseCopyError:
        return Side(sha256, sha256)
    inside = data[: case.declared.original_length]
    return Side(sha256, hashlib.sha256(inside).hexdigest(), case.declared.record)


def _errata(side: Side) -> dict[str, Erratum]:
    return {erratum.id: erratum for erratum in side.record.document.errata} if side.record else {}


def _changed(before: Erratum | None, after: Erratum | None) -> Changed | None:
    if before == after:
        return None
    if before is None:
        return Changed(Difference.ADDED, before, after)
    if after is None:
        return Changed(Difference.REMOVED, before, after)
    if after.withdrawn != before.withdrawn:
        return Changed(Difference.WITHDRAWN if after.withdrawn else Difference.REINSTATED, before, after)
    return Changed(Difference.CHANGED, before, after)


def _about(before: Record | None, after: Record | None) -> tuple[tuple[str, str, str], ...]:
    if before is None or after is None:
        return ()
    rows = [
        ("issuer", before.release.issuer, after.release.issuer),
        ("reference", before.release.reference, after.release.reference),
        ("date", before.release.date, after.release.date),
        ("status", before.release.status.value, after.release.status.value),
        ("release", str(before.number), str(after.number)),
    ]
    return tuple(row for row in rows if row[1] != row[2])
