"""Runs of processes, by turns, and the median of what each cost."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.job.tools import HERE, ROOT

LAUNCH = str(HERE / "launch.py")
COMPILED = Path(tempfile.gettempdir()) / "overlay-benchmark-compiled"
MILLI = 1000.0
KIBIBYTES_A_MEGABYTE = 1000.0 / 1.024


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process and those that it started. `megabytes` is the peak of the largest one of them."""

    wall_ms: float
    cpu_ms: float
    megabytes: float


def whole_processes(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """The median cost of each command over so many rounds, all commands by turns; one round more, first, is thrown away."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            costs[name].append(_cost(command))
    return {name: _median(each[1:]) for name, each in costs.items()}


def told(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """The median of the seconds that each command prints, all commands by turns, in milliseconds."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds[name].append(float(printed(command)))
    return {name: MILLI * statistics.median(each) for name, each in seconds.items()}


def printed(command: Sequence[str]) -> str:
    """What a command prints on its last line. Raises CalledProcessError."""
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=_environment())
    return run.stdout.strip().splitlines()[-1]


def number(command: Sequence[str], key: str) -> float:
    """One number of the JSON object that a command prints."""
    return float(json.loads(printed(command))[key])


def _cost(command: Sequence[str]) -> Cost:
    launched = [sys.executable, "-I", "-S", LAUNCH, *command]
    run = subprocess.run(launched, capture_output=True, text=True, check=True, env=_environment())
    cost = json.loads(run.stdout)
    if cost["exit_code"] != 0:
        raise RuntimeError(f"{command}: {run.stderr}")
    return Cost(MILLI * cost["seconds"], MILLI * cost["cpu_seconds"], cost["kibibytes"] / KIBIBYTES_A_MEGABYTE)


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall_ms for cost in costs),
        statistics.median(cost.cpu_ms for cost in costs),
        statistics.median(cost.megabytes for cost in costs),
    )


def _environment() -> dict[str, str]:
    """Ours is run from the checkout, with its modules compiled once, as an installed program's are."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(COMPILED)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
