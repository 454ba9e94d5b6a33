"""A whole run, from what is declared to the reports: everything is planned, worked through, put in place and told."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from overlay.batches import store
from overlay.batches.job import Job, Result, Settings, State
from overlay.batches.ledger import Ledger
from overlay.batches.lock import locked
from overlay.batches.order import Order
from overlay.batches.plan import make_plan, reopen_changed
from overlay.batches.report import REPORT_ENDINGS, write_reports
from overlay.batches.summary import Summary, summary_of
from overlay.batches.worker import failure
from overlay.errors import OutputExistsError, OverlayError
from overlay.publish import flush_folder

COMMIT_EVERY = 50
"""Results that are written down together; a run that is killed does so many again at most, and none by halves."""

COMMIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: items done of those it had to do, and how many of them need a person."""

    done: int
    total: int
    troubled: int


def _silent(_: Progress) -> None:
    pass


def run(order: Order, *, progress: Callable[[Progress], None] = _silent) -> Summary:
    """Carry out an order and say how it ended; the reports are written, whatever became of single documents.

    Raises UsageError and ErrataFileError before any work is done, OutputExistsError where another run's ledger is there,
    FileError where the output takes no more. KeyboardInterrupt passes through, with all that was done written down.
    """
    folder = order.folder
    with locked(folder / f"ledger{order.suffix}.lock"):
        _make_way(order)
        with Ledger(order.ledger_path) as ledger:
            make_plan(ledger, order)
            _sweep(ledger, order)
            with ledger.together():
                reopen_changed(ledger, order.settings, order.outputs)
            try:
                _work_through(ledger, order, progress)
            finally:
                _sweep(ledger, order)
            write_reports(ledger, folder, suffix=order.suffix)
            return summary_of(ledger, folder)


def _make_way(order: Order) -> None:
    """Raises OutputExistsError where going on would hide or replace what is there; with `force` the old ledger goes."""
    if order.ledger_path.exists():
        if order.resume:
            return
        if not order.force:
            raise OutputExistsError(
                f"{order.folder}: holds a run already.",
                remedy="Use --resume to go on with it, --force to begin anew, or name another folder.",
            )
        with contextlib.suppress(FileNotFoundError):
            order.ledger_path.unlink()
        return
    for ending in REPORT_ENDINGS:
        report = order.folder / f"report{order.suffix}{ending}"
        if report.exists() and not order.force:
            raise OutputExistsError(
                f"{report}: is there already, and no run of overlay is.", remedy="Use --force, or name another folder."
            )


def _work_through(ledger: Ledger, order: Order, progress: Callable[[Progress], None]) -> None:
    settings = order.settings
    total = ledger.count_waiting()
    recorder = _Recorder(ledger, order.outputs, settings, lambda done, bad: progress(Progress(done, total, bad)))
    progress(Progress(0, total, 0))
    if not total:
        return
    results = _results(ledger.waiting(order.outputs), order, settings)
    try:
        with contextlib.closing(results):  # type: ignore[type-var]
            for result in results:
                recorder.take(result)
    finally:
        recorder.flush()


def _results(jobs: Iterator[Job], order: Order, settings: Settings) -> Iterator[Result | None]:
    if order.scheduler:
        from overlay.batches.cluster import work_all_on

        return work_all_on(order.scheduler, jobs, settings, documents_a_task=order.documents_a_task)
    from overlay.batches.pool import work_all

    return work_all(jobs, settings, processes=order.processes or cores())


def cores() -> int:
    """The processors that this process may use: of a shared machine often fewer than it has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Recorder:
    """Puts copies in their places and writes results down, in this order: what is written down is whole and in place."""

    def __init__(self, ledger: Ledger, outputs: str, settings: Settings, tell: Callable[[int, int], None]) -> None:
        self._ledger, self._outputs, self._settings, self._tell = ledger, outputs, settings, tell
        self._held: list[Result] = []
        self._folders: set[Path] = set()
        self._since = time.monotonic()
        self._done = self._troubled = 0

    def take(self, result: Result | None) -> None:
        """One more result; None only gives the occasion to write down what is held. Raises HaltError."""
        if result is not None:
            settled = self._settled(result)
            if settled.halts:
                raise store.HaltError(settled.message, remedy=f"{settled.remedy} Then go on with --resume.")
            self._held.append(settled)
            self._done += 1
            self._troubled += settled.state in (State.REFUSED, State.FAILED)
        if len(self._held) >= COMMIT_EVERY or time.monotonic() - self._since > COMMIT_SECONDS:
            self.flush()
        self._tell(self._done, self._troubled)

    def flush(self) -> None:
        """Make the new names last, then write the results down."""
        self._since = time.monotonic()
        if not self._held:
            return
        for folder in sorted(self._folders):
            flush_folder(folder)
        held, self._held = self._held, []
        self._folders.clear()
        self._ledger.record(held)

    def _settled(self, result: Result) -> Result:
        if not result.part:
            return result
        job = self._ledger.job(result.key, self._outputs)
        target = Path(job.target)
        try:
            store.place(result.part, target, result.output_sha256, may_replace=job.ours, force=self._settings.force)
        except OverlayError as error:
            failed = failure(result.key, error, halts=isinstance(error, store.HaltError))
            return dataclasses.replace(failed, input_sha256=result.input_sha256, stamp=result.stamp)
        self._folders.add(target.parent)
        return dataclasses.replace(result, part="")


def _sweep(ledger: Ledger, order: Order) -> None:
    """Remove the unfinished files that a killed run, or a killed worker, left in the folders of outputs."""
    if store.is_url(order.output):
        return
    ours = re.compile(re.escape(f".overlay-{order.settings.tag}") + r"[a-z0-9_]{8}" + re.escape(store.PART_ENDING))
    for name in ledger.output_folders():
        with contextlib.suppress(OSError), os.scandir(order.outputs + name) as entries:
            for entry in entries:
                if ours.fullmatch(entry.name):
                    store.drop(entry.path)
