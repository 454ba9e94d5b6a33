"""One corrected copy looked at: its proof as a page, and pictures of its errata. Made alike when a pack is made and checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from overlay.errors import DamagedError
from overlay.pack.signature_check import Signatory
from overlay.pack.signed_proof import prove
from overlay.pipeline import rebuilder
from overlay.record import FileFacts, Record
from overlay.release_copy import release_copy_in
from overlay.source import open_source
from overlay.verify import Proof
from overlay.verify.report import erratum_pictures, report_html

MOST_PICTURED = 200
"""Errata of one document shown before and after on the index page; its table and its proof list all."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found of one copy. `inside` is the release copy before its signature; `record` is None where none can be
    read; pictures are PNG, before and after, by the erratum's place in the record, from 1."""

    proof: Proof
    record: Record | None
    inside: FileFacts
    report: bytes = field(repr=False)
    pictures: tuple[tuple[int, bytes, bytes], ...] = field(default=(), repr=False)
    signatory: Signatory | None = None


def examine(copy: bytes, *, name: str, password: str | None = None) -> Examination:
    """Proves a copy by both ways and shows it. Raises PasswordError where it cannot be opened."""
    proved = prove(copy, name=name, rebuild=rebuilder(password), password=password)
    return Examination(
        proved.proof,
        _record(proved.inside, name, password),
        FileFacts(hashlib.sha256(proved.inside).hexdigest(), len(proved.inside)),
        report_html(proved.inside, proved.proof, name=name, password=password),
        erratum_pictures(proved.inside, password=password, most=MOST_PICTURED),
        proved.signed.signatory if proved.signed else None,
    )


def _record(copy: bytes, name: str, password: str | None) -> Record | None:
    try:
        found = release_copy_in(open_source(copy, name=name, password=password))
    except DamagedError:
        return None
    return found.record if found else None
