"""What is asked of a run, and which part of it is this machine's."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from overlay.batches import store
from overlay.batches.job import Settings
from overlay.erratum import Style
from overlay.errors import UsageError
from overlay.limits import Limits
from overlay.pipeline import Options

MOST_SHARDS = 100_000

DOCUMENTS_A_TASK = 100
"""On a cluster: enough to make a task's overhead small, few enough that a lost one costs little."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The part of the items that one of several machines works on: the `number`th of `count`, from 1."""

    number: int
    count: int

    @classmethod
    def of(cls, text: str) -> Shard:
        """Reads "3/10". Raises UsageError."""
        number, _, count = text.partition("/")
        if number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) <= MOST_SHARDS:
            return cls(int(number), int(count))
        raise UsageError(f"--shard {text}: is no part of a whole.", remedy="Write for example 3/10: the third of ten.")

    def holds(self, key: str) -> bool:
        """Whether an item is this shard's: by its name alone, so that it stays where it is when others come and go."""
        return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % self.count == self.number - 1

    @property
    def suffix(self) -> str:
        """What the names of its ledger and reports have more: "-3-of-10"."""
        return f"-{self.number}-of-{self.count}"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a run. `output` is a folder or a URL; `records` the folder of ledger and reports, None for `output`.

    `processes` 0 means one a core. `scheduler` is the address of a dask scheduler, "" for this machine.
    """

    jobs: Path
    output: str
    records: Path | None = None
    check_only: bool = False
    processes: int = 0
    resume: bool = False
    force: bool = False
    shard: Shard | None = None
    style: Style | None = None
    scheduler: str = ""
    documents_a_task: int = DOCUMENTS_A_TASK
    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)

    @property
    def folder(self) -> Path:
        """Where the ledger and the reports are. Raises UsageError where that is not said."""
        if self.records is not None:
            return self.records
        if store.is_url(self.output):
            raise UsageError(
                f"{self.output}: the ledger needs a folder on this machine.", remedy="Name one with --records FOLDER."
            )
        return Path(self.output)

    @property
    def suffix(self) -> str:
        return self.shard.suffix if self.shard else ""

    @property
    def ledger_path(self) -> Path:
        return self.folder / f"ledger{self.suffix}.sqlite"

    @property
    def outputs(self) -> str:
        """What an output's name is put after to say where it goes."""
        return f"{self.output.rstrip('/')}/" if store.is_url(self.output) else f"{Path(self.output).absolute()}{os.sep}"

    @property
    def settings(self) -> Settings:
        tag = f"batch{self.suffix}-"
        return Settings(self.options, self.limits, self.check_only, self.force, tag)
