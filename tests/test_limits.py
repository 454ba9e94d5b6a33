"""Work in a child process: its result, its errors, and every way for it to die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from overlay.errors import DamagedError, ErrataFileError, ExitCode, Fault, LimitError, OverlayError
from overlay.limits import Limits, run_limited

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of CPU and memory are POSIX's")

TIGHT = Limits(wall_seconds=5, cpu_seconds=1, memory_mib=2048)  # the child begins as large as the whole test run


def double(number: int) -> int:
    return 2 * number


def damaged() -> None:
    raise DamagedError("broken.", remedy="Mend it.")


def faulty() -> None:
    raise ErrataFileError("errata.yaml", (Fault(3, "no"), Fault(9, "no either")))


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def swallow() -> int:
    return len(b"x" * (4 << 30))


def abort() -> None:
    os.kill(os.getpid(), signal.SIGABRT)


def leave() -> None:
    os._exit(9)


def dive() -> int:
    return 1 + dive()


def test_a_result_comes_back() -> None:
    assert run_limited(double, 21, limits=TIGHT) == 42


def test_errors_come_back_whole() -> None:
    with pytest.raises(DamagedError) as caught:
        run_limited(damaged, limits=TIGHT)
    assert (caught.value.message, caught.value.remedy) == ("broken.", "Mend it.")
    with pytest.raises(ErrataFileError) as faults:
        run_limited(faulty, limits=TIGHT)
    assert [fault.line for fault in faults.value.faults] == [3, 9]


@pytest.mark.parametrize(
    ("work", "limits", "named"),
    [
        (spin, TIGHT, "CPU time"),
        (sleep, Limits(wall_seconds=0.3), "wall time"),
        (swallow, TIGHT, "memory"),
        (abort, TIGHT, "crash"),
        (dive, Limits(memory_mib=0), "nesting"),
    ],
)
def test_a_limit_is_named(work, limits: Limits, named: str) -> None:
    with pytest.raises(LimitError, match=named):
        run_limited(work, limits=limits)


def test_a_child_that_just_goes_is_a_bug_told_in_words() -> None:
    with pytest.raises(OverlayError) as caught:
        run_limited(leave, limits=TIGHT)
    assert caught.value.exit_code is ExitCode.BUG


class _UnpicklableError(Exception):
    def __init__(self) -> None:
        super().__init__(lambda: None)


def odd() -> None:
    raise _UnpicklableError


def huge() -> bytes:
    return b"x" * 30_000_000


def test_an_exception_that_cannot_be_sent_is_a_bug_told_in_words() -> None:
    with pytest.raises(OverlayError, match="_UnpicklableError") as caught:
        run_limited(odd, limits=TIGHT)
    assert caught.value.exit_code is ExitCode.BUG


def test_a_large_result_comes_back_whole() -> None:
    assert run_limited(huge, limits=TIGHT) == huge()


def test_an_interrupted_wait_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    with pytest.raises(KeyboardInterrupt):
        run_limited(sleep, limits=TIGHT)
    assert not multiprocessing.active_children()


def test_a_killed_parent_takes_its_child_along(tmp_path: Path) -> None:
    said = tmp_path / "child"
    parent = os.fork()
    if parent == 0:
        run_limited(_told_and_asleep, said, limits=TIGHT)
        os._exit(0)
    while not said.exists() or not said.read_text():
        time.sleep(0.02)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    child = Path(f"/proc/{said.read_text()}/stat")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and child.exists() and ") Z " not in child.read_text():
        time.sleep(0.02)
    assert not child.exists() or ") Z " in child.read_text()


def _told_and_asleep(said: Path) -> None:
    said.write_text(str(os.getpid()))
    time.sleep(60)
