"""One corrected copy looked at: its proof as a page, and pictures of its errata. Made alike when a pack is made and checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from overlay.pack.facts import FileFacts
from overlay.pipeline import rebuilder
from overlay.record.making import Record
from overlay.release_copy import release_copy_in
from overlay.source import open_source
from overlay.verify import Proof, verify
from overlay.verify.report import erratum_pictures, report_html

MOST_PICTURED = 200
"""Errata of one document shown before and after on the index page; its table and its proof list all."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found of one copy. `record` is None where it carries none that can be read; pictures are PNG, before and
    after, by the erratum's place in the record, from 1."""

    proof: Proof
    record: Record | None
    inside: FileFacts
    report: bytes = field(repr=False)
    pictures: tuple[tuple[int, bytes, bytes], ...] = field(default=(), repr=False)


def examine(copy: bytes, *, name: str, password: str | None = None) -> Examination:
    """Proves a copy by both ways and shows it. Raises PasswordError where it cannot be opened."""
    proof = verify(copy, rebuild=rebuilder(password), password=password)
    inside = FileFacts(proof.copy_sha256, len(copy))
    found = release_copy_in(open_source(copy, name=name, password=password))
    pictures = erratum_pictures(copy, password=password, most=MOST_PICTURED)
    report = report_html(copy, proof, name=name, password=password)
    return Examination(proof, found.record if found else None, inside, report, pictures)
