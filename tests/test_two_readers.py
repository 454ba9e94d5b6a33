"""The texts of many pages read by two processes: the same as by one, whatever becomes of the second."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.screen import two_readers
from overlay.screen.two_readers import read_all

TWO = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
pytestmark = pytest.mark.skipif(not TWO, reason="a second process is started on Linux with two cores or more")
FIRST = os.getpid()


def text_of(index: int) -> str:
    return f"page {index} é 𝄞\n" * (index % 50)


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The second processes that are started."""
    found: list[int] = []
    plain = os.fork

    def counted() -> int:
        found.append(plain())
        return found[-1]

    monkeypatch.setattr(os, "fork", counted)
    return found


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 5_000), min_size=100, max_size=400, unique=True))
def test_two_read_what_one_reads(pages: list[int]) -> None:
    found = read_all(text_of, pages)
    assert found == {index: text_of(index) for index in pages}
    assert list(found) == pages


def test_both_read(starts: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # whatever other tests have left behind

    def slowly(index: int) -> str:
        is_first = os.getpid() == FIRST
        time.sleep(0.02 if is_first else 0)  # time for the second to start, however busy the machine is
        return f"{index} by {'the first' if is_first else 'the second'}"

    found = read_all(slowly, range(200))
    readers = [text.partition(" by ")[2] for text in found.values()]
    assert readers[0] == "the first"
    assert readers[-1] == "the second"
    assert readers == sorted(readers)
    assert len(starts) == 1


@pytest.mark.parametrize("ending", ["killed", "error", "exit"])
def test_what_the_second_does_not_bring_the_first_reads(ending: str) -> None:
    def badly(index: int) -> str:
        if os.getpid() != FIRST and index == 150:
            if ending == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if ending == "error":
                raise MemoryError
            sys.exit(3)
        return text_of(index)

    assert read_all(badly, range(200)) == {index: text_of(index) for index in range(200)}


def test_no_second_process_for_few_pages_or_beside_threads(starts: list[int]) -> None:
    read_all(text_of, range(two_readers.FEWEST_PAGES - 1))
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert read_all(text_of, range(200)) == {index: text_of(index) for index in range(200)}
    finally:
        stop.set()
        thread.join()
    assert starts == []


def test_where_no_process_can_be_started_one_reads_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert read_all(text_of, range(200)) == {index: text_of(index) for index in range(200)}


PROGRAM = """
import os, sys, time
from overlay.screen.two_readers import read_all
first = os.getpid()
def slowly(index):
    if os.getpid() != first:
        open(sys.argv[1], "w").write(str(os.getpid()))
    time.sleep(0.5)
    return ""
read_all(slowly, range(200))
"""


def test_the_second_dies_with_the_first(tmp_path: Path) -> None:
    told = tmp_path / "second"
    first = subprocess.Popen([sys.executable, "-c", PROGRAM, str(told)])
    try:
        deadline = time.monotonic() + 20
        while not (told.exists() and told.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        second = int(told.read_text())
    finally:
        first.kill()
        first.wait()
    while _is_alive(second) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_alive(second)


def _is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


LIMITED = """
import os, resource, time
from overlay.screen.two_readers import read_all
resource.setrlimit(resource.RLIMIT_CPU, (30, resource.getrlimit(resource.RLIMIT_CPU)[1]))
first = os.getpid()
def busily(index):
    until = time.process_time() + 0.011
    while time.process_time() < until:
        pass
    return "" if os.getpid() == first else str(resource.getrlimit(resource.RLIMIT_CPU)[0])
told = read_all(busily, range(250))
print(max(int(text or 0) for text in told.values()), resource.getrlimit(resource.RLIMIT_CPU)[0])
"""


def test_the_two_together_have_the_time_of_one() -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True)
    second, first = map(int, done.stdout.split())
    assert second <= 30
    assert first < 30
    assert resource.RLIM_INFINITY not in (first, second)
