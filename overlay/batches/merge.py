"""The ledgers of shards, merged into one, and how a run stands."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from overlay.batches.job import State
from overlay.batches.ledger import Ledger
from overlay.batches.lock import locked
from overlay.batches.order import Shard
from overlay.batches.report import write_reports
from overlay.batches.summary import Reason, Summary, summary_of
from overlay.errors import ExitCode, UsageError

_SHARD_LEDGER = re.compile(r"ledger-(\d{1,6})-of-(\d{1,6})\.sqlite")
SAME_IN_ALL = ("basis", "style")


def merge(folder: Path) -> Summary:
    """Make one ledger and one set of reports of the ledgers of all shards in a folder; the shards' own stay.

    Raises UsageError where a shard is missing, or was run by other settings or versions, OutputExistsError where one is
    still at work.
    """
    shards = _shards(folder)
    with contextlib.ExitStack() as held:
        for name in ("ledger", *(f"ledger{shard.suffix}" for shard in shards)):
            held.enter_context(locked(folder / f"{name}.lock"))
        _raise_on_difference(folder, shards)
        unfinished = folder / "ledger.sqlite.part"
        unfinished.unlink(missing_ok=True)
        with Ledger(unfinished) as whole:
            for shard in shards:
                whole.take_in(folder / f"ledger{shard.suffix}.sqlite")
            with Ledger(folder / f"ledger{shards[0].suffix}.sqlite") as first, whole.together():
                for name in (*SAME_IN_ALL, "jobs"):
                    whole.set_fact(name, first.fact(name))
        unfinished.replace(folder / "ledger.sqlite")
        with Ledger(folder / "ledger.sqlite", read_only=True) as whole:
            write_reports(whole, folder)
            return summary_of(whole, folder)


def _shards(folder: Path) -> list[Shard]:
    matches = [
        match for path in sorted(folder.glob("ledger-*-of-*.sqlite")) if (match := _SHARD_LEDGER.fullmatch(path.name))
    ]
    shards = sorted((Shard(int(match[1]), int(match[2])) for match in matches), key=lambda shard: shard.number)
    if not shards:
        raise UsageError(
            f"{folder}: holds no ledger of a shard.", remedy="Run the shards first: --shard 1/2, --shard 2/2."
        )
    counts = {shard.count for shard in shards}
    if len(counts) > 1:
        said = ", ".join(map(str, sorted(counts)))
        raise UsageError(
            f"{folder}: holds shards of different wholes ({said}).", remedy="Take away those of the other run."
        )
    missing = sorted(set(range(1, shards[0].count + 1)) - {shard.number for shard in shards})
    if missing:
        listed = ", ".join(f"{number}/{shards[0].count}" for number in missing[:20])
        raise UsageError(f"{folder}: not all shards are there; missing: {listed}.", remedy="Run them, then merge.")
    return shards


def _raise_on_difference(folder: Path, shards: list[Shard]) -> None:
    facts: set[tuple[str, ...]] = set()
    for shard in shards:
        with Ledger(folder / f"ledger{shard.suffix}.sqlite", read_only=True) as ledger:
            facts.add(tuple(ledger.fact(name) for name in SAME_IN_ALL))
    if len(facts) > 1:
        raise UsageError(
            f"{folder}: the shards were run with different options or versions.",
            remedy="Run them again alike, with --resume.",
        )


def status(folder: Path) -> Summary:
    """How the run in a folder stands; of all its shards together where they are not merged. Raises UsageError where there is none."""
    whole = folder / "ledger.sqlite"
    paths = [whole] if whole.is_file() else sorted(folder.glob("ledger-*-of-*.sqlite"))
    if not paths:
        raise UsageError(f"{folder}: holds no ledger, so no batch was run there.", remedy="Check the folder's name.")
    summaries = []
    for path in paths:
        with Ledger(path, read_only=True) as ledger:
            summaries.append(summary_of(ledger, folder))
    return summaries[0] if len(summaries) == 1 else _together(summaries)


def _together(summaries: list[Summary]) -> Summary:
    counts = {
        name: sum(getattr(summary, name) for summary in summaries)
        for name in ("corrected", "placed", "refused", "failed", "waiting", "warned")
    }
    tally: dict[tuple[State, str, ExitCode], int] = {}
    for reason in (reason for summary in summaries for reason in summary.reasons):
        key = (reason.state, reason.cause, reason.exit_code)
        tally[key] = tally.get(key, 0) + reason.count
    reasons = tuple(Reason(*key, count) for key, count in sorted(tally.items(), key=lambda pair: (-pair[1], pair[0])))
    return Summary(summaries[0].folder, summaries[0].ledger, **counts, reasons=reasons)
