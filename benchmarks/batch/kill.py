"""Kills runs with -9 at random moments and goes on with --resume: `python -m benchmarks.batch.kill --kills 200`.

Half of the kills hit the run's first process alone, half all of its processes at once. After each kill every copy in
the output is looked at: the original in front to the byte, an end behind. At the end: lost, double, torn, left over.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.batch.documents import make

COMMAND = [sys.executable, "-c", "from overlay.cli import main; main()", "batch"]
LONGEST_SECONDS = 3600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--largest", type=int, default=60_000, help="bytes of the largest source file")
    parser.add_argument("--longest", type=float, default=8.0, help="seconds before the latest kill")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/overlay-kill"))
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    jobs, out = given.folder / "jobs", given.folder / "out"
    shutil.rmtree(given.folder, ignore_errors=True)
    make(given.documents, jobs, largest=given.largest)
    chance = random.Random(given.seed)
    torn = kills = 0
    while kills < given.kills:
        if finished(out) >= given.documents:
            shutil.rmtree(out)  # all done before enough kills: begin again
        killed = run_and_kill(jobs, out, chance.uniform(0.2, given.longest), whole_group=chance.random() < 0.5)
        kills += killed
        torn += len(torn_copies(jobs, out))
    subprocess.run([*COMMAND, str(jobs), "-o", str(out), "--resume", "--quiet"], check=False, timeout=LONGEST_SECONDS)
    print(json.dumps({"documents": given.documents, "kills": kills, "torn": torn, **judged(jobs, out)}))


def run_and_kill(jobs: Path, out: Path, seconds: float, *, whole_group: bool) -> bool:
    """Starts or resumes the run and kills it after some seconds; False where it ended before."""
    run = subprocess.Popen(
        [*COMMAND, str(jobs), "-o", str(out), "--resume", "--quiet", "--jobs", "2"], start_new_session=True
    )
    try:
        run.wait(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        if whole_group:
            os.killpg(run.pid, signal.SIGKILL)
        else:
            run.kill()
        run.wait()
        return True


def copies(out: Path) -> list[Path]:
    return sorted(out.rglob("*.corrected.pdf"))


def torn_copies(jobs: Path, out: Path) -> list[Path]:
    """Copies that are not the original and a whole update."""
    return [copy for copy in copies(out) if not _whole(copy, jobs / copy.relative_to(out))]


def _whole(copy: Path, beside: Path) -> bool:
    original = beside.with_name(beside.name.replace(".corrected.pdf", ".pdf")).read_bytes()
    content = copy.read_bytes()
    return len(content) > len(original) and content.startswith(original) and content.rstrip().endswith(b"%%EOF")


def finished(out: Path) -> int:
    """Items that the ledger has as done; 0 where there is no ledger yet."""
    if not (out / "ledger.sqlite").is_file():
        return 0
    try:
        with contextlib.closing(sqlite3.connect(out / "ledger.sqlite", timeout=10)) as ledger:
            return int(ledger.execute("SELECT count(*) FROM items WHERE state != 'waiting'").fetchone()[0])
    except sqlite3.Error:
        return 0


def judged(jobs: Path, out: Path) -> dict[str, int]:
    """What became of everything in the end; all but `corrected`, `refused` and `failed` should be 0."""
    with contextlib.closing(sqlite3.connect(out / "ledger.sqlite")) as ledger:
        rows = ledger.execute("SELECT output, state, output_sha256, finished FROM items").fetchall()
    made = {str(copy.relative_to(out)): hashlib.sha256(copy.read_bytes()).hexdigest() for copy in copies(out)}
    told = {output: sha256 for output, state, sha256, _ in rows if state == "corrected"}
    known = {"ledger.sqlite", "report.csv", "report.jsonl", "report.html"}
    others = [p for p in out.rglob("*") if p.is_file() and str(p.relative_to(out)) not in made and p.name not in known]
    return {
        "corrected": len(told),
        "refused": sum(state == "refused" for _, state, _, _ in rows),
        "failed": sum(state == "failed" for _, state, _, _ in rows),
        "lost": len(list(jobs.rglob("*.json")))
        - len(rows)
        + sum(state == "waiting" for _, state, _, _ in rows)
        + len(set(told) - set(made)),
        "double": sum(count > 1 for *_, count in rows) + len(set(made) - set(told)),
        "torn_at_the_end": sum(told.get(name) != sha256 for name, sha256 in made.items()) + len(torn_copies(jobs, out)),
        "left_over": len(others),
    }


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)
