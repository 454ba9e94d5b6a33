"""Files a second with one worker and two, and the memory of the run's first process: `python -m benchmarks.batch.speed`.

Every number is of a whole command, planning and the start of workers included. CPU seconds are of all its processes.
The first process's memory is looked at every half second, and told for each quarter of the run: flat is equal.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from benchmarks.batch.documents import make
from benchmarks.batch.kill import COMMAND, judged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--largest", type=int, default=400_000, help="bytes of the largest source file")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved; the median is told")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/overlay-speed"))
    parser.add_argument("--workers", type=int, action="append", help="how many at once; may be repeated (1 and 2)")
    parser.add_argument("options", nargs="*", help="more options for overlay batch, after --")
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    make(given.documents, given.folder / "jobs", largest=given.largest)
    told: dict[int, list[dict[str, object]]] = {workers: [] for workers in given.workers or (1, 2)}
    for _ in range(given.rounds):
        for processes in told:
            told[processes].append(measured(given.folder, processes, given.options))
    for processes, runs in told.items():
        rate = statistics.median(given.documents / float(str(run["seconds"])) for run in runs)
        each = statistics.median(float(str(run["cpu_seconds"])) for run in runs) / given.documents
        print(json.dumps({"workers": processes, "files_a_second": round(rate, 2), "cpu_ms_a_file": round(each * 1000)}))
        for run in runs:
            print(json.dumps(run))


def measured(folder: Path, processes: int, options: list[str]) -> dict[str, object]:
    out = folder / f"out-{processes}"
    shutil.rmtree(out, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    arguments = [str(folder / "jobs"), "-o", str(out), "--quiet", "--jobs", str(processes), *options]
    run = subprocess.Popen([*COMMAND, *arguments])
    memory = []
    while run.poll() is None:
        memory.append(_resident(run.pid))
        time.sleep(0.5)
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    quarters = [max(memory[len(memory) * n // 4 : len(memory) * (n + 1) // 4] or [0]) for n in range(4)]
    return {
        "workers": processes,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(spent, 1),
        "load": round(os.getloadavg()[0], 1),
        "parent_mib_by_quarter": quarters,
        **judged(folder / "jobs", out),
    }


def _resident(pid: int) -> int:
    """The resident memory of a process in MiB; 0 where it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


if __name__ == "__main__":
    main()
