"""The same jobs through dask: tasks of many, and a document that takes workers down is put aside after two tries."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from overlay.batches import cluster
from overlay.batches.job import Job, Result, Settings, State
from overlay.batches.order import Order
from overlay.batches.run import run
from overlay.errors import ExitCode, UsageError
from overlay.limits import Limits
from tests.batch.conftest import Put

distributed = pytest.importorskip("distributed", reason="the part [cluster] is not installed")


class Done(Future):  # type: ignore[type-arg]
    def release(self) -> None:
        pass


class Workers:
    """A client whose workers die of the job "poison"."""

    def __init__(self) -> None:
        self.tasks: list[tuple[str, ...]] = []

    def submit(self, _work: object, task: tuple[Job, ...], _settings: Settings, **_: Any) -> Done:
        self.tasks.append(tuple(job.key for job in task))
        future = Done()
        if any(job.key == "poison" for job in task):
            future.set_exception(ConnectionError("the worker died"))
        else:
            future.set_result([Result(job.key, State.CORRECTED) for job in task])
        return future


def test_poison_is_put_aside_after_two_tries() -> None:
    keys = [*(f"n{number}" for number in range(7)), "poison", "last"]
    jobs: Iterator[Job] = iter([Job(key, "x.pdf", "", "", "") for key in keys])
    workers = Workers()
    results = [r for r in cluster.rounds(workers, jobs, Settings(), documents_a_task=4, most=2) if r is not None]
    assert sorted(result.key for result in results) == sorted(keys)
    assert [result.key for result in results if result.state is State.FAILED] == ["poison"]
    assert workers.tasks.count(("poison",)) == 1
    assert sum("poison" in task for task in workers.tasks) == 2


def test_a_cluster_gives_the_same_outcomes(put: Put, tmp_path: Path) -> None:
    for number in range(5):
        put(f"d{number}")
    put("refused", {"delete": "words that are not there"})
    put("damaged", content=b"no PDF")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp"
    ) as local:
        order = Order(tmp_path / "jobs", str(tmp_path / "out"), scheduler=local.scheduler_address, documents_a_task=3)
        summary = run(order)
    assert (summary.corrected, summary.refused, summary.failed, summary.waiting) == (5, 1, 1, 0)
    assert not list((tmp_path / "out").rglob("*.part"))


def test_a_scheduler_that_is_not_there_is_told(put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    put("a")
    with pytest.raises(UsageError, match="no dask scheduler answers"):
        run(Order(tmp_path / "jobs", str(tmp_path / "out"), scheduler="tcp://127.0.0.1:9"))


def test_a_hand_keeps_the_limits(put: Put, tmp_path: Path) -> None:
    from overlay.batches.hand import Hand

    settings = Settings(limits=Limits(wall_seconds=2, memory_mib=1024))
    none = Job("none", "x.pdf", str(tmp_path / "none.pdf"), str(tmp_path / "x.corrected.pdf"), "{}")
    zero = Job("zero", "x.pdf", "/dev/zero", str(tmp_path / "x.corrected.pdf"), "{}")
    with Hand.for_this_thread(settings) as hand:
        first, second = hand.work((zero, none))
        assert {first.code, second.code} == {ExitCode.LIMIT, ExitCode.IO}
        assert [each.code for each in hand.work((none,))] == [ExitCode.IO]
        hand.end()
