"""The pool of this machine: workers that can be killed, and a bounded number of jobs on their way to them."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from functools import partial
from typing import Any

from pebble import ProcessExpired, ProcessPool

from overlay.batches.job import Job, Result, Settings
from overlay.batches.worker import OUT_OF_MEMORY, failure, prepare, work
from overlay.errors import OverlayError
from overlay.limits import Limits, death, out_of_memory, out_of_time

TASKS_A_WORKER = 250
"""Then a worker is replaced: what native libraries leak is bounded, and the second of its start is spread over many."""

AHEAD = 2
"""Jobs a worker that are given out before they are begun: a worker never waits, and the parent holds few."""

TICK_SECONDS = 0.5
"""How long a round waits before it says that nothing is new."""

MOST_TRIES = 2
"""Of a job whose worker died: the first death may have been another's doing (the system short of memory)."""

OWN_FAULT = (-int(getattr(signal, "SIGXCPU", 24)), OUT_OF_MEMORY)
"""Deaths that are the document's own doing: it is not tried again."""


Work = Callable[[Job], Result]
Schedule = Callable[..., Future[Result]]


@dataclass(frozen=True, slots=True)
class _Trial:
    job: Job
    number: int


def work_all(jobs: Iterator[Job], settings: Settings, *, processes: int, doing: Work = work) -> Iterator[Result | None]:
    """What becomes of each job, in the order of their ends; None now and then while nothing ends.

    `doing` is what a worker does with a job. Jobs are taken from the iterator as workers come free. A job that runs too long, uses up its memory or takes its
    worker down is a failure of that job alone.
    """
    pool: Any = ProcessPool(
        max_workers=processes,
        max_tasks=TASKS_A_WORKER,
        initializer=prepare,
        initargs=[settings],
        context=multiprocessing.get_context("spawn"),
    )
    finished = False
    try:
        yield from _rounds(partial(pool.schedule, doing), jobs, settings, most=processes * (1 + AHEAD))
        finished = True
    finally:
        if finished:
            pool.close()
        else:
            pool.stop()
        pool.join()


def _rounds(schedule: Schedule, jobs: Iterator[Job], settings: Settings, *, most: int) -> Iterator[Result | None]:
    under_way: dict[Future[Result], _Trial] = {}

    def give(trial: _Trial) -> None:
        future = schedule(args=[trial.job], timeout=settings.limits.wall_seconds or None)
        under_way[future] = trial

    while True:
        # Asked every time: an iterator that has nothing now may have more once results are taken (`hand`).
        while len(under_way) < most and (job := next(jobs, None)) is not None:
            give(_Trial(job, 1))
        if not under_way:
            return
        ended, _ = wait(under_way, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
        if not ended:
            yield None
        for future in ended:
            trial = under_way.pop(future)
            result = _result(future, trial, settings.limits)
            if result is None:
                give(_Trial(trial.job, trial.number + 1))
            else:
                yield result


def _result(future: Future[Result], trial: _Trial, limits: Limits) -> Result | None:
    """What the future holds, or None where the job deserves another try."""
    try:
        return future.result()
    except TimeoutError:
        return failure(trial.job.key, out_of_time(limits))
    except ProcessExpired as ended:
        if ended.exitcode not in OWN_FAULT and trial.number < MOST_TRIES:
            return None
        error = out_of_memory(limits) if ended.exitcode == OUT_OF_MEMORY else death(ended.exitcode, limits)
        return failure(trial.job.key, error)
    except Exception as error:
        return failure(trial.job.key, OverlayError(f"Something went wrong inside overlay ({type(error).__name__})."))
