"""Memory that runs out, and a second renderer that fails, are no findings: nothing was seen, so nothing is told."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from overlay.errors import LimitError
from overlay.limits import Limits, run_limited
from overlay.pipeline import rebuilder
from overlay.verify import Proof, Verdict, room, verify
from overlay.verify import policy as policy_module
from overlay.verify import poppler as poppler_module
from overlay.verify import rebuild as rebuild_module
from overlay.verify.opening import open_copy
from overlay.verify.pictures import Pages
from overlay.verify.poppler import Poppler
from overlay.verify.values import MalformedError
from tests.tamper.conftest import honest_copy
from tests.tamper.kinds import KINDS

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="address space is limited and told on Linux alone")

PPM = "printf 'P6\\n4 4\\n255\\n'; head -c 48 /dev/zero"


def _told(copy: bytes) -> Proof:
    return verify(copy, rebuild=rebuilder())


@linux_only
@pytest.mark.parametrize("more_mib", [1, 4, 8, 12, 16, 24, 32, 48, 64, 96])
def test_too_little_memory_is_no_false_alarm(more_mib: int) -> None:
    copy = honest_copy("table")
    held = room._peak() // room.MEBIBYTE
    try:
        proof = run_limited(_told, copy, limits=Limits(memory_mib=held + more_mib))
    except LimitError:
        return
    assert proof.verdict is not Verdict.DIFFERS
    assert proof.findings == ()


@pytest.mark.parametrize("part", ["shown", "glimpse", "once"])
def test_memory_that_ends_while_a_page_is_read(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = honest_copy("table")

    def ended(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Pages, part, ended)
    proof = verify(copy)
    assert proof.verdict is Verdict.UNDECIDED
    assert proof.findings == ()
    assert policy_module.NO_ROOM in {rule.remark for rule in proof.rules}


def test_a_page_that_a_renderer_refuses_when_memory_was_short(monkeypatch: pytest.MonkeyPatch) -> None:
    copy = honest_copy("table")

    def refused(*_: object, **__: object) -> None:
        raise pdfium.PdfiumError("Failed to load page.")

    monkeypatch.setattr(Pages, "shown", refused)
    assert verify(copy).verdict is Verdict.DIFFERS
    monkeypatch.setattr(room, "_limit", lambda: 100 * room.MEBIBYTE)
    monkeypatch.setattr(room, "_peak", lambda: 90 * room.MEBIBYTE)
    assert verify(copy).verdict is Verdict.UNDECIDED


def test_what_is_seen_with_little_memory_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    copy = honest_copy("table")
    monkeypatch.setattr(Pages, "__len__", lambda self: 7)
    assert verify(copy).verdict is Verdict.DIFFERS
    monkeypatch.setattr(policy_module, "ran_short", lambda: True)
    assert verify(copy).verdict is Verdict.UNDECIDED


def test_what_is_wrong_with_the_bytes_is_told_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_module, "ran_short", lambda: True)
    tampered = KINDS[min(KINDS)](honest_copy("table"))
    assert verify(tampered).verdict is Verdict.DIFFERS


def test_a_copy_made_again_with_little_memory_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    copy = honest_copy("table")
    case = open_copy(copy, password=None)
    other = rebuild_module.Rebuilder(lambda original, record: original, dict(case.declared.record.tools))
    assert rebuild_module.compare(copy, case.inside, case.declared.record, other).verdict is Verdict.DIFFERS
    monkeypatch.setattr(rebuild_module, "ran_short", lambda: True)
    assert rebuild_module.compare(copy, case.inside, case.declared.record, other).verdict is Verdict.UNDECIDED


def test_the_limit_and_the_peak_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_limit", lambda: None)
    assert not room.ran_short(10**15)
    monkeypatch.setattr(room, "_limit", lambda: 500 * room.MEBIBYTE)
    monkeypatch.setattr(room, "_peak", lambda: 100 * room.MEBIBYTE)
    assert not room.ran_short()
    assert room.ran_short(450 * room.MEBIBYTE)
    assert isinstance(room.failed("x"), MalformedError)
    monkeypatch.setattr(room, "_peak", lambda: 470 * room.MEBIBYTE)
    assert isinstance(room.failed("x"), MemoryError)


def _poppler(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "pdftoppm"
    program.write_text(f"#!/bin/sh\nfor file; do :; done\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    "script", ["kill -9 $$", "exit 1", f"{PPM}; exit 99", "printf 'P6 9 9 255 '", "printf 'P6 900000 900000 255 x'", ""]
)
def test_a_second_renderer_that_fails_is_told(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _poppler(tmp_path, script, monkeypatch)
    proof = verify(honest_copy("table"))
    assert proof.verdict is Verdict.VERIFIED
    assert any("No second renderer" in rule.remark for rule in proof.rules)


def test_a_second_renderer_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, copy = tmp_path / "log", honest_copy("table")
    monkeypatch.setattr(poppler_module, "SECONDS", 0.5)
    _poppler(tmp_path, f"echo $$ >> {log}; exec sleep 60", monkeypatch)
    poppler = Poppler(copy, 100, password=None)
    assert list(poppler.pairs([0])) == [(0, None)]
    poppler.close()
    numbers = [int(line) for line in log.read_text().split()]
    assert len(numbers) == 2
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_files_are_on_disk_where_the_system_has_none_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, copy = tmp_path / "log", honest_copy("table")
    _poppler(tmp_path, f'sha256sum < "$file" >> {log}; echo "$file" >> {log}', monkeypatch)
    monkeypatch.delattr(os, "memfd_create", raising=False)
    poppler = Poppler(copy, 100, password=None)
    list(poppler.pairs([0]))
    poppler.close()
    told = log.read_text()
    assert all(hashlib.sha256(content).hexdigest() in told for content in (copy[:100], copy))
    assert not any(Path(line).exists() for line in told.splitlines() if line.startswith(os.sep))


def test_poppler_is_given_the_original_and_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, copy = tmp_path / "log", honest_copy("table")  # made before poppler is another
    _poppler(tmp_path, f'sha256sum < "$file" >> {log}; {PPM}; {PPM}', monkeypatch)
    case = open_copy(copy, password=None)
    poppler = Poppler(copy, len(case.inside), password=None)
    assert [index for index, pair in poppler.pairs([1, 0]) if pair is not None] == [0, 1]
    poppler.close()
    assert sorted(line.split()[0] for line in log.read_text().splitlines()) == sorted(case.hashes)


PAINT = "for sheet in $(seq $4 $6); do printf 'P6\\n420 595\\n255\\n'; head -c 749700 $of | tr '\\0' $ink; done"


def _is_longer_than_the_original(copy: bytes) -> str:
    return f'[ $(wc -c < "$file") -gt {len(open_copy(copy, password=None).inside)} ]'


def test_what_poppler_alone_sees_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = honest_copy("table")
    dot = f"{_is_longer_than_the_original(copy)} && of=/dev/urandom || of=/dev/zero"
    _poppler(tmp_path, f"ink=0; {dot}; {PAINT}", monkeypatch)
    proof = verify(copy)
    assert proof.verdict is Verdict.DIFFERS
    assert "(seen by poppler)" in proof.findings[0].message


def test_what_poppler_draws_otherwise_from_run_to_run_is_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, runs = honest_copy("table"), tmp_path / "runs"
    once = (
        f"{_is_longer_than_the_original(copy)} || {{ echo >> {runs}; [ $(wc -l < {runs}) -gt 1 ] || of=/dev/urandom; }}"
    )
    _poppler(tmp_path, f"ink=0; of=/dev/zero; {once}; {PAINT}", monkeypatch)
    assert all("poppler)" not in finding.message for finding in verify(copy).findings)
    assert len(runs.read_text()) == 3  # of all pages, and then of each by itself


def test_a_change_that_poppler_always_sees_is_one_however_it_draws_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, runs = honest_copy("table"), tmp_path / "runs"
    changed = f"{_is_longer_than_the_original(copy)} && ink=9"
    at_random = f"echo >> {runs}; [ $(( $(wc -l < {runs}) % 2 )) -eq 1 ] || of=/dev/urandom"
    _poppler(tmp_path, f"ink=0; of=/dev/zero; {changed} || {{ {at_random}; }}; {PAINT}", monkeypatch)
    assert any("(seen by poppler)" in finding.message for finding in verify(copy).findings)


def test_pages_far_apart_are_not_rendered_with_all_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, copy = tmp_path / "log", honest_copy("table")  # made before poppler is another
    _poppler(tmp_path, f'echo "$4 $6" >> {log}; {PPM}', monkeypatch)
    poppler = Poppler(copy, 100, password=None)
    list(poppler.pairs([0, 2, 40, 41, 90]))
    poppler.close()
    assert log.read_text().split("\n")[::2] == ["1 3", "41 42", "91 91", ""]


def test_no_password_is_given_to_poppler(monkeypatch: pytest.MonkeyPatch) -> None:
    poppler = Poppler(honest_copy("table"), 100, password="secret")
    assert [pair for _, pair in poppler.pairs([0])] == [None]
