"""Tampering that was thought up without a look at the checks: caught by the policy, and apart from it by the rebuild.

Each kind is tried on one of its copies, in turn; with OVERLAY_UNSEEN=all in the environment on all of them. What the
policy alone lets pass is named in `NOT_CAUGHT_BY_POLICY`, with what it is to a reader.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from overlay.errors import OverlayError
from overlay.pipeline import remake
from overlay.record.making import Record, to_json, tool_versions
from overlay.release_copy import release_copy_in
from overlay.source import open_source
from overlay.verify import Verdict, verify
from overlay.verify.rebuild import Rebuilder
from tests.tamper.reopened import reopen
from tests.tamper.unseen import KINDS
from tests.tamper.unseen_copies import honest_copy
from tests.tamper.unseen_lists import (
    NOT_CAUGHT_AT_ALL,
    NOT_CAUGHT_BY_POLICY,
    NOT_IN_AN_ERRATA_FILE,
    UNDECIDED_BY_REBUILD,
)

COPIES = ("sheet", "stream", "tagged", "encrypted", "revised")
EVERY_COPY = os.environ.get("OVERLAY_UNSEEN") == "all"
FLIP_EVERY = 5003
"""Bits of the increment between two that are flipped here; the step is prime, so that all eight places in a byte come up."""

LEAST_FLIPS_CAUGHT = 0.95
"""The share of flipped bits that the policy alone finds at least."""

_remade: dict[tuple[bytes, bytes], bytes] = {}


def _make(original: bytes, record: Record) -> bytes:
    key = (original, to_json(record))
    if key not in _remade:
        _remade[key] = remake(original, record, None)
    return _remade[key]


REBUILDER = Rebuilder(_make, dict(tool_versions()))


@cache
def _forged(name: str, copy: str) -> bytes:
    return KINDS[name].forge(*honest_copy(copy))


@cache
def _verdicts(name: str, copy: str) -> tuple[Verdict, Verdict | None]:
    """What the policy says, and what the rebuild does; None where it was not tried, for the record cannot be used."""
    proof = verify(_forged(name, copy), rebuild=REBUILDER)
    return proof.policy, proof.rebuild.verdict if proof.rebuild else None


def _cases(passing: Mapping[str, str]) -> list[object]:
    """Kinds and copies to try; what is known to pass has to pass, or the list is out of date."""
    chosen = [
        (kind.name, copy)
        for position, kind in enumerate(KINDS.values())
        for copy in (kind.on if EVERY_COPY else (kind.on[position % len(kind.on)],))
    ]
    cases: list[object] = []
    for name, copy in chosen:
        reason = passing.get(name) or passing.get(f"{name}/{copy}")
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        cases.append(pytest.param(name, copy, id=f"{name}-{copy}", marks=marks))
    return cases


@pytest.mark.parametrize("copy", COPIES)
def test_the_honest_copy_is_verified_both_ways(copy: str) -> None:
    proof = verify(honest_copy(copy)[0], rebuild=REBUILDER)
    assert proof.policy is Verdict.VERIFIED, proof.findings
    assert proof.rebuild is not None
    assert proof.rebuild.verdict is Verdict.VERIFIED


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_written_again_unchanged_is_the_same(copy: str) -> None:
    """So it is the change that is caught, and not how it was written."""
    data, original_length = honest_copy(copy)
    assert reopen(data, original_length).finish() == data


@pytest.mark.parametrize(("name", "copy"), _cases({}))
def test_the_forged_copy_is_another_that_viewers_open(name: str, copy: str) -> None:
    forged = _forged(name, copy)
    assert forged != honest_copy(copy)[0]
    assert _opened_by_pdfium(forged) or _opened_by_pypdf(forged)


@pytest.mark.parametrize(("name", "copy"), _cases(NOT_CAUGHT_BY_POLICY))
def test_the_policy_catches(name: str, copy: str) -> None:
    assert _verdicts(name, copy)[0] is Verdict.DIFFERS


@pytest.mark.parametrize(("name", "copy"), _cases(NOT_CAUGHT_AT_ALL))
def test_the_rebuild_catches(name: str, copy: str) -> None:
    """Where the record asks for what is not at hand, the rebuild cannot decide; it never says that all is well."""
    policy, rebuild = _verdicts(name, copy)
    if rebuild is None:
        assert policy is Verdict.DIFFERS  # the record or the original could not be taken out of the copy
    else:
        assert rebuild is (Verdict.UNDECIDED if name in UNDECIDED_BY_REBUILD else Verdict.DIFFERS)


@pytest.mark.parametrize("name", [name for name in NOT_CAUGHT_AT_ALL if name not in NOT_IN_AN_ERRATA_FILE])
def test_the_errata_file_catches_what_the_copy_alone_does_not_tell(name: str) -> None:
    kind, _, copy = name.partition("/")
    copy = copy or KINDS[kind].on[0]
    honest, _ = honest_copy(copy)
    inside = release_copy_in(open_source(honest, name="copy.pdf"))
    assert inside is not None
    assert verify(honest, declared=inside.record.release).verdict is Verdict.VERIFIED
    assert verify(_forged(kind, copy), declared=inside.record.release).verdict is Verdict.DIFFERS


def test_flipped_bits_are_caught_by_the_rebuild_and_most_by_the_policy() -> None:
    data, original_length = honest_copy("tagged")
    caught, tried = 0, range(original_length * 8, len(data) * 8, FLIP_EVERY)
    for bit in tried:
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            proof = verify(bytes(flipped), rebuild=REBUILDER)
        except OverlayError:
            caught += 1
            continue
        assert proof.rebuild is None or proof.rebuild.verdict is not Verdict.VERIFIED, bit
        assert proof.verdict is not Verdict.VERIFIED, bit
        caught += proof.policy is Verdict.DIFFERS
    assert caught >= LEAST_FLIPS_CAUGHT * len(tried)


def _opened_by_pypdf(data: bytes) -> bool:
    try:
        return len(PdfReader(BytesIO(data)).pages) > 0
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _opened_by_pdfium(data: bytes) -> bool:
    try:
        with pypdfium2.PdfDocument(data) as document:
            return len(document) > 0
    except pypdfium2.PdfiumError:
        return False
