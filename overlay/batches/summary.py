"""How a run stands: counts by outcome, reasons grouped, and its exit code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from overlay.batches.job import State
from overlay.batches.ledger import Item, Ledger
from overlay.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Reason:
    """Why items were refused or failed, and how many of them."""

    state: State
    cause: str
    exit_code: ExitCode
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of a run, or how far it is. `folder` holds its ledger and reports; `items()` reads every item's outcome."""

    folder: Path
    ledger: Path
    corrected: int
    placed: int
    refused: int
    failed: int
    waiting: int
    warned: int
    reasons: tuple[Reason, ...]

    @property
    def total(self) -> int:
        return self.corrected + self.placed + self.refused + self.failed + self.waiting

    @property
    def exit_code(self) -> ExitCode:
        """60 where some item was refused, failed or still waits; 3 where some have warnings; else 0."""
        if self.refused or self.failed or self.waiting:
            return ExitCode.BATCH
        return ExitCode.DONE_WITH_WARNINGS if self.warned else ExitCode.DONE

    def items(self, state: State | None = None) -> Iterator[Item]:
        """Every item (of one state) in the order of their keys, read from the ledger one by one."""
        with Ledger(self.ledger, read_only=True) as ledger:
            yield from ledger.items(state=state)


def summary_of(ledger: Ledger, folder: Path) -> Summary:
    """The summary of an open ledger."""
    by_state = dict.fromkeys(State, 0)
    warned = 0
    reasons = []
    for (state, cause, code), count in ledger.counts().items():
        by_state[state] += count
        warned += count if code == ExitCode.DONE_WITH_WARNINGS else 0
        if state in (State.REFUSED, State.FAILED):
            reasons.append(Reason(state, cause, ExitCode(code), count))
    reasons.sort(key=lambda reason: (-reason.count, reason.state, reason.cause, reason.exit_code))
    return Summary(
        folder,
        ledger.path,
        by_state[State.CORRECTED],
        by_state[State.PLACED],
        by_state[State.REFUSED],
        by_state[State.FAILED],
        by_state[State.WAITING],
        warned,
        tuple(reasons),
    )
