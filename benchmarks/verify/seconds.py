"""Seconds of processor time of whole commands: verifying against correcting.

    python -m benchmarks.verify.seconds [--rounds 5] [--cache FOLDER] [--sizes 6 352 4186]

On the documents of `benchmarks.job`, by turns, medians. This process stays small: the memory that a command is told to have
had at its most begins with what it was started from.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from benchmarks.job import measure
from benchmarks.job.documents import Job, jobs
from benchmarks.job.tools import COMMAND, own

COMMANDS = ("correct --no-self-check", "correct", "verify")
HEAD = "| document | command | CPU ms | ratio | peak MB |\n|---|---|---|---|---|"


def main() -> None:
    """Prints the table, a line as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "overlay-benchmark")
    parser.add_argument("--sizes", type=int, nargs="*", default=[6, 352, 4_186])
    chosen = parser.parse_args()
    out = chosen.cache / "out"
    out.mkdir(parents=True, exist_ok=True)
    print(HEAD, flush=True)
    for job in jobs(chosen.cache / "documents", chosen.sizes):
        for line in _commands(job, out, chosen.rounds):
            print(line, flush=True)


def _commands(job: Job, out: Path, rounds: int) -> Iterator[str]:
    correcting = (*COMMAND, "correct", str(job.errata), "-o", str(out), "--force")
    copy = out / f"{job.path.stem}.corrected.pdf"
    costs = measure.whole_processes(
        dict(zip(COMMANDS, (own(*correcting, "--no-self-check"), own(*correcting), own(*COMMAND, "verify", str(copy))),
                 strict=True)),
        rounds,
    )  # fmt: skip
    base = costs[COMMANDS[0]].cpu_ms
    for name, cost in costs.items():
        yield f"| {job.page_count:,} pages | {name} | {cost.cpu_ms:,.0f} | {cost.cpu_ms / base:.2f} | {cost.megabytes:.0f} |"


if __name__ == "__main__":
    main()
