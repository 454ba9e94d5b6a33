"""Tampering with copies of encrypted documents: caught by the policy alone, and by the rebuild alone."""

from __future__ import annotations

from functools import cache

import pytest

from overlay.errors import PasswordError
from overlay.pipeline import remake
from overlay.record.making import Record, to_json, tool_versions
from overlay.verify import Verdict, verify
from overlay.verify.opening import open_copy
from overlay.verify.proof import NoReleaseCopyError
from overlay.verify.rebuild import Rebuilder, compare
from tests.tamper.encrypted_copies import MAKES, honest_copy, opened, password_of
from tests.tamper.encrypted_kinds import KINDS

LEAST_KINDS = 12

_remade: dict[tuple[bytes, bytes], bytes] = {}


def _by_rebuild(copy: bytes, password: str | None) -> Verdict:
    """What the rebuild alone comes to; a file of which no original and record can be taken is none of ours."""

    def make(original: bytes, record: Record) -> bytes:
        key = (original, to_json(record))
        if key not in _remade:
            _remade[key] = remake(original, record, password)
        return _remade[key]

    try:
        case = open_copy(copy, password=password)
    except (NoReleaseCopyError, PasswordError):
        return Verdict.DIFFERS
    return compare(copy, case.inside, case.declared.record, Rebuilder(make, dict(tool_versions()))).verdict


@cache
def _tampered(kind: str, make: str) -> bytes | None:
    return KINDS[kind](honest_copy(make), password_of(make))


def _fitting() -> list[object]:
    """Each kind on two ways of encryption in turn, so that all come up with each other."""
    makes = list(MAKES)
    return [
        pytest.param(kind, makes[(at + step) % len(makes)], id=f"{kind}-{makes[(at + step) % len(makes)]}")
        for at, kind in enumerate(KINDS)
        for step in (0, 3, 4)
    ]


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= LEAST_KINDS


@pytest.mark.parametrize("make", MAKES)
def test_honest_copies_are_verified_both_ways(make: str) -> None:
    copy, password = honest_copy(make), password_of(make)
    proof = verify(copy, password=password)
    assert proof.findings == ()
    assert proof.policy is Verdict.VERIFIED
    assert _by_rebuild(copy, password) is Verdict.VERIFIED


@pytest.mark.parametrize("make", MAKES)
def test_the_forger_can_write_an_honest_copy(make: str) -> None:
    assert opened(honest_copy(make), password_of(make)).written() == honest_copy(make)


@pytest.mark.parametrize(("kind", "make"), _fitting())
def test_both_ways_catch_it(kind: str, make: str) -> None:
    copy = _tampered(kind, make)
    if copy is None:
        pytest.skip("there is nothing of that kind in this way of encryption")
    assert copy != honest_copy(make)
    password = password_of(make)
    try:
        proof = verify(copy, password=password)
    except PasswordError:
        pass  # nobody can open it, so nobody reads it
    else:
        assert proof.policy is Verdict.DIFFERS
        assert proof.findings
    assert _by_rebuild(copy, password) is Verdict.DIFFERS
