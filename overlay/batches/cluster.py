"""The same jobs on a dask cluster: tasks of many documents, a bounded number of them in flight.

A worker of the cluster does not read PDFs itself: it hands its task to a process of its own (`hand`), which has the
same pool as a single machine, so that a hostile document costs one document there too. A worker that is killed loses
nothing: its task is given to another. A task that kills workers is taken apart, and the document that does it is put
aside after two tries.
"""

from __future__ import annotations

import itertools
import queue
from collections.abc import Callable, Iterator
from typing import Any

from overlay import __version__
from overlay.batches.hand import Hand
from overlay.batches.job import Job, Result, Settings
from overlay.batches.worker import failure
from overlay.errors import LimitError, OverlayError, UsageError

LEAST_DOCUMENTS, MOST_DOCUMENTS = 50, 200
"""Of a task: fewer, and its overhead shows; more, and a lost worker costs much."""

TASKS_A_THREAD = 2
"""In flight for each thread of the cluster: one at work, one on its way."""

RETRIES = 3
"""Of a task that failed for no fault of its own: a lost connection, a worker that was shut down."""

MOST_TRIES = 2
TICK_SECONDS = 0.5
CONNECT_SECONDS = 20

Task = tuple[Job, ...]


def work_all_on(
    address: str, jobs: Iterator[Job], settings: Settings, *, documents_a_task: int
) -> Iterator[Result | None]:
    """What becomes of each job, in the order of their ends; None now and then while nothing ends.

    Raises UsageError where there is no scheduler at the address, or its workers have another version of overlay.
    """
    client = _client(address)
    try:
        threads = sum(client.nthreads().values()) or 1
        yield from rounds(client, jobs, settings, documents_a_task=documents_a_task, most=threads * TASKS_A_THREAD)
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise UsageError(
            "--on needs the part [cluster].", remedy="Install it: pip install 'erratum-overlay[cluster]'"
        ) from None
    connect: Any = distributed.Client
    try:
        client: Any = connect(address, timeout=CONNECT_SECONDS, set_as_default=False)
        found = client.run(_version_there)
    except (OSError, TimeoutError, ValueError, ImportError, ModuleNotFoundError) as error:
        raise UsageError(
            f"{address}: no dask scheduler answers there ({type(error).__name__}).", remedy="Check the address."
        ) from error
    others = sorted({version for version in found.values() if version != __version__})
    if others:
        client.close()
        raise UsageError(
            f"{address}: its workers have overlay {', '.join(others)}, this is {__version__}.",
            remedy="Install the same version everywhere.",
        )
    return client


def _version_there() -> str:
    return __version__


def rounds(
    client: Any, jobs: Iterator[Job], settings: Settings, *, documents_a_task: int, most: int
) -> Iterator[Result | None]:
    """Hands out tasks and gathers their results, never more than `most` at a time."""
    under_way: dict[Any, tuple[Task, int]] = {}
    ended: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def give(task: Task, number: int) -> None:
        # Not pure: a task that is given again must run again.
        future = client.submit(work_task, task, settings, pure=False, retries=RETRIES)
        under_way[future] = (task, number)
        future.add_done_callback(ended.put)

    more = True
    while more or under_way:
        while more and len(under_way) < most:
            task = tuple(itertools.islice(jobs, documents_a_task))
            more = len(task) == documents_a_task
            if task:
                give(task, 1)
        if not under_way:
            return
        try:
            future = ended.get(timeout=TICK_SECONDS)
        except queue.Empty:
            yield None
            continue
        task, number = under_way.pop(future)
        yield from _gathered(future, task, number, give)
        future.release()


def _gathered(future: Any, task: Task, number: int, give: Callable[[Task, int], None]) -> Iterator[Result]:
    """A task's results; of a task that failed as a whole, its documents go out again, each by itself."""
    error = future.exception()
    if error is None:
        yield from future.result()
    elif number < MOST_TRIES:
        for job in task:
            give((job,), number + 1)
    else:
        for job in task:
            yield failure(job.key, _put_aside(error))


def _put_aside(error: BaseException) -> OverlayError:
    if isinstance(error, OverlayError):
        return error
    return LimitError(
        f"The document was put aside: twice, the worker that had it was lost ({type(error).__name__}).",
        remedy="It may be hostile. Try it by itself, on a machine that nothing else depends on.",
    )


def work_task(task: Task, settings: Settings) -> list[Result]:
    """Runs on a worker of the cluster: the task's results, made by a process of its own."""
    with Hand.for_this_thread(settings) as hand:
        return hand.work(task)
