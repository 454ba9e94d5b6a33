"""Every kind of tampering is caught: by the policy alone, and by the rebuild alone."""

from __future__ import annotations

import random

import pytest

from overlay.pipeline import rebuilder
from overlay.verify import Verdict, verify
from overlay.verify.opening import open_copy
from overlay.verify.proof import NoReleaseCopyError
from overlay.verify.rebuild import compare
from tests.tamper.conftest import honest_copy
from tests.tamper.forge import taken_apart
from tests.tamper.kinds import KINDS, TAGGED

REBUILDER = rebuilder()
LEAST_KINDS = 100
BITS_SAMPLED = 40


def by_rebuild(copy: bytes) -> Verdict:
    """What the rebuild alone comes to; a file that cannot be taken apart is none of ours."""
    try:
        case = open_copy(copy, password=None)
    except NoReleaseCopyError:
        return Verdict.DIFFERS
    return compare(copy, copy[: case.declared.original_length], case.declared.record, REBUILDER).verdict


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) + len(TAGGED) >= LEAST_KINDS


def test_honest_copies_are_verified(honest: bytes) -> None:
    proof = verify(honest, rebuild=REBUILDER)
    assert proof.findings == ()
    assert proof.verdict is proof.policy is Verdict.VERIFIED
    assert all(note.role for note in proof.objects)


@pytest.mark.parametrize("make", ["table", "stream", "pdfa", "tagged"])
def test_the_forger_can_write_an_honest_copy(make: str) -> None:
    copy = honest_copy(make)
    assert taken_apart(copy).written() == copy


@pytest.mark.parametrize("kind", KINDS)
def test_the_policy_catches(kind: str) -> None:
    copy = honest_copy("table")
    tampered = KINDS[kind](copy)
    assert tampered != copy
    proof = verify(tampered)
    assert proof.verdict is Verdict.DIFFERS, kind
    assert proof.findings


@pytest.mark.parametrize("kind", TAGGED)
def test_the_policy_catches_in_a_tagged_document(kind: str) -> None:
    copy = honest_copy("tagged")
    tampered = TAGGED[kind](copy)
    assert tampered != copy
    assert verify(tampered).verdict is Verdict.DIFFERS, kind


@pytest.mark.parametrize("kind", [*sorted(KINDS)[::9], "stream_with_the_short_name_of_its_filter"])
def test_the_policy_catches_where_the_original_has_short_names_of_filters(kind: str) -> None:
    copy = honest_copy("short")
    tampered = KINDS[kind](copy)
    assert tampered != copy
    assert verify(tampered).verdict is Verdict.DIFFERS, kind


@pytest.mark.parametrize("kind", sorted(KINDS)[::6])
def test_the_rebuild_catches(kind: str) -> None:
    assert by_rebuild(KINDS[kind](honest_copy("table"))) is not Verdict.VERIFIED


def test_no_flipped_bit_is_verified() -> None:
    copy = honest_copy("table")
    start = len(taken_apart(copy).original)
    chance = random.Random(0)
    for _ in range(BITS_SAMPLED):
        at, bit = chance.randrange(start, len(copy)), chance.randrange(8)
        flipped = copy[:at] + bytes([copy[at] ^ 1 << bit]) + copy[at + 1 :]
        assert verify(flipped).verdict is not Verdict.VERIFIED, (at, bit)
