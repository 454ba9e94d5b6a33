"""A process that works for one thread of a cluster's worker: tasks in, results out, through its pipes.

A dask worker may have many threads and may not have children of multiprocessing's kind; this process may, so it has a
pool like that of a single machine. It stays from task to task, and ends when its worker does.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
from typing import IO

from overlay.batches.job import Job, Result, Settings
from overlay.errors import OverlayError

END_SECONDS = 2

_LENGTH = struct.Struct(">Q")
_OF_THREAD = threading.local()


class Hand:
    """The process of this thread. Used as a context manager: it is ended where its work was cut short."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._process = subprocess.Popen(
            [sys.executable, "-m", "overlay.batches.hand"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._send(settings)

    @classmethod
    def for_this_thread(cls, settings: Settings) -> Hand:
        """The hand that this thread has already, or a new one."""
        hand: Hand | None = getattr(_OF_THREAD, "hand", None)
        if hand is None or hand.settings != settings or hand._process.poll() is not None:
            if hand is not None:
                hand.end()
            hand = _OF_THREAD.hand = cls(settings)
        return hand

    def __enter__(self) -> Hand:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.end()

    def work(self, task: tuple[Job, ...]) -> list[Result]:
        """The results of a task. Raises OverlayError where the process is lost."""
        self._send(task)
        assert self._process.stdout is not None
        results = _received(self._process.stdout)
        if not isinstance(results, list):
            raise OverlayError("The process that worked on a task was lost.")
        return results

    def end(self) -> None:
        """End the process and what it started: it ends by itself when nothing more can come, unless it is at work."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _OF_THREAD.hand = None

    def _send(self, value: object) -> None:
        assert self._process.stdin is not None
        try:
            _write(self._process.stdin, value)
        except OSError as error:
            raise OverlayError("The process that worked on a task was lost.") from error


def _write(stream: IO[bytes], value: object) -> None:
    packed = pickle.dumps(value)
    stream.write(_LENGTH.pack(len(packed)) + packed)
    stream.flush()


def _received(stream: IO[bytes]) -> object:
    """The next value; None where the other side is gone. Both sides of the pipe are this program."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    packed = stream.read(length)
    return pickle.loads(packed) if len(packed) == length else None


def serve(given: IO[bytes], taken: IO[bytes]) -> None:
    """Work off task after task with one worker, until the other side is gone."""
    from overlay.batches.pool import work_all
    from overlay.limits import end_with_parent

    end_with_parent()
    settings = _received(given)
    assert isinstance(settings, Settings)
    tasks = _Tasks(given)
    results: list[Result] = []
    for result in work_all(tasks, settings, processes=1):
        if result is not None:
            results.append(result)
        if tasks.size and len(results) == tasks.size:
            _write(taken, results)
            results = []
            tasks.next_one()


class _Tasks:
    """The jobs of one task after the other; the next task is asked for when the last one's results are away."""

    def __init__(self, given: IO[bytes]) -> None:
        self._given = given
        self._jobs: list[Job] = []
        self.size = 0
        self.next_one()

    def next_one(self) -> None:
        task = _received(self._given)
        self._jobs = list(task) if isinstance(task, tuple) else []
        self.size = len(self._jobs)
        self._jobs.reverse()

    def __iter__(self) -> _Tasks:
        return self

    def __next__(self) -> Job:
        if self._jobs:
            return self._jobs.pop()
        raise StopIteration


def _main() -> None:
    taken = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not come between the results
    serve(sys.stdin.buffer, taken)


if __name__ == "__main__":
    _main()
