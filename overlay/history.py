"""What a given file is: an original, or a release copy of one, to be corrected again from the original inside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from overlay.erratum import Document, Release
from overlay.errors import DamagedError, LimitError, OverlayError, UsageError
from overlay.record.making import EarlierRelease, FileFacts, Record, tool_versions
from overlay.release_copy import ReleaseCopy, release_copy_in
from overlay.source import Source, open_source

Remake = Callable[[bytes, Record, str | None], bytes]
"""Makes a release copy again from its original, its record and a password."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a correction starts from: an original, the document's name in the record, and the releases made before."""

    source: Source
    document: Document
    earlier: tuple[EarlierRelease, ...] = ()


def starting_point(given: Source, document: Document, release: Release, *, remake: Remake) -> Start:
    """The original to correct, out of a file that is one or contains one.

    The same errata on a release copy give the same copy; others give its next release. Raises DamagedError where a
    release copy is not what its record makes, UsageError where the errata leave out one of the copy's.
    """
    unpinned = replace(document, sha256=None)
    found = release_copy_in(given)
    if found is None:
        return Start(given, unpinned)
    _require_unchanged(given, found, remake)
    _require_all(document, found.record, given.name)
    named = replace(unpinned, file=found.record.document.file)
    original = open_source(found.original, name=document.file, password=given.password, limits=given.limits)
    if replace(release, documents=(named,)) == found.record.release:
        return Start(original, named, found.record.earlier)
    this = EarlierRelease(found.record.number, found.record.release.date, FileFacts(given.sha256, len(given.data)))
    return Start(original, named, (*found.record.earlier, this))


def earlier_release(found: ReleaseCopy, data: bytes, number: int, *, name: str) -> tuple[bytes, str]:
    """The bytes and SHA-256 of release `number` of the same original, where the file contains it; raises UsageError else."""
    sha256 = hashlib.sha256(data).hexdigest()
    if number == found.record.number:
        return data, sha256
    for release in found.record.earlier:
        if release.number == number:
            part = data[: release.file.length]
            if hashlib.sha256(part).hexdigest() == release.file.sha256:
                return part, release.file.sha256
            raise UsageError(
                f"{name} does not contain release {number}, only its hash: SHA-256 {release.file.sha256}.",
                remedy="Every release is made from the original, so ask the issuer for that copy.",
            )
    raise UsageError(f"{name} is release {found.record.number}; it knows of no release {number}.")


def _require_unchanged(given: Source, found: ReleaseCopy, remake: Remake) -> None:
    if found.record.tools != tool_versions():
        made_with = ", ".join(f"{tool} {version}" for tool, version in found.record.tools)
        raise UsageError(
            f"{given.name} is a release copy made with other versions ({made_with}), so it cannot be proved unchanged here.",
            remedy="Take the original out with overlay revert, verify it, and correct that.",
        )
    try:
        made = remake(found.original, found.record, given.password)
    except LimitError:
        raise
    except OverlayError as error:
        raise DamagedError(
            f"{given.name} is a release copy that cannot be made again from its record ({error.message})"
        ) from error
    if made != given.data:
        raise DamagedError(
            f"{given.name} was changed by somebody after it was released: it is not what its record makes.",
            remedy="Correct the original (overlay revert takes it out) or an unchanged release copy.",
        )


def _require_all(document: Document, record: Record, name: str) -> None:
    declared = {erratum.id for erratum in document.errata}
    missing = [erratum.id for erratum in record.document.errata if erratum.id not in declared]
    if missing:
        raise UsageError(
            f"{name} carries errata that the errata file does not mention: {', '.join(missing)}.",
            remedy="List them too; one that no longer holds gets the line: status: withdrawn",
        )
