"""Workers that loop, swallow memory, crash or leave: each costs its own job, and the others are done."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from overlay.batches import pool
from overlay.batches.job import Job, Result, Settings, State
from overlay.batches.worker import work
from overlay.errors import ExitCode
from overlay.limits import Limits, ration

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of CPU and memory are POSIX's")

LIMITS = Limits(wall_seconds=60, cpu_seconds=4, memory_mib=1024)  # a gigabyte is swallowed in one second, or in two


def behave(job: Job) -> Result:
    """What the job's key says."""
    ration(LIMITS)
    match job.key:
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "swallow":
            return work(job)  # its document is /dev/zero
        case "abort":
            os.kill(os.getpid(), signal.SIGABRT)
        case "raise":
            raise ValueError("unforeseen")
    return Result(job.key, State.PLACED)


def job(key: str, place: str = "") -> Job:
    return Job(key, "x.pdf", place, "", "{}")


def test_each_trouble_costs_one_job_and_is_named() -> None:
    keys = ["a", "spin", "b", "abort", "raise", "swallow", *(f"n{number}" for number in range(8))]
    jobs = iter([job(key, "/dev/zero") for key in keys])
    results = pool.work_all(jobs, Settings(limits=LIMITS), processes=2, doing=behave)
    found = {result.key: result for result in results if result is not None}
    assert sorted(found) == sorted(keys)
    troubled = {key: (result.code, result.message) for key, result in found.items() if result.state is State.FAILED}
    limit, bug = int(ExitCode.LIMIT), int(ExitCode.BUG)
    assert {key: code for key, (code, _) in troubled.items()} == {
        "spin": limit,
        "abort": limit,
        "swallow": limit,
        "raise": bug,
    }
    for key, named in {"spin": "CPU time", "abort": "crash", "swallow": "memory"}.items():
        assert named in troubled[key][1]


def test_a_job_that_hangs_is_ended() -> None:
    results = pool.work_all(
        iter([job("a"), job("sleep"), job("b")]), Settings(limits=Limits(wall_seconds=1)), processes=1, doing=behave
    )
    found = {result.key: result for result in results if result is not None}
    assert {key: int(result.code) for key, result in found.items()} == {"a": 0, "sleep": 24, "b": 0}
    assert "wall time" in found["sleep"].message


def test_jobs_are_taken_as_workers_come_free() -> None:
    taken = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for number in range(30):
            taken += 1
            yield job(str(number))

    results = pool.work_all(jobs(), Settings(limits=LIMITS), processes=1, doing=behave)
    done = 0
    for result in results:
        done += result is not None
        assert taken - done <= 1 + pool.AHEAD
        if done == 10:
            break
    results.close()  # type: ignore[attr-defined]
    assert taken < 15
