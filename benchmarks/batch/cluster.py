"""A dask cluster of two worker processes, one killed with -9 half-way: `python -m benchmarks.batch.cluster`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.batch.documents import make
from benchmarks.batch.kill import COMMAND, copies, judged, torn_copies

ADDRESS = "tcp://127.0.0.1:18786"
DASK = [sys.executable, "-m", "dask"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--largest", type=int, default=60_000, help="bytes of the largest source file")
    parser.add_argument("--a-task", type=int, default=50)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/overlay-cluster"))
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    jobs, out = given.folder / "jobs", given.folder / "out"
    make(given.documents, jobs, largest=given.largest)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen([*DASK, "scheduler", "--port", "18786", "--no-dashboard"], **quiet)
    worker = [*DASK, "worker", ADDRESS, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--memory-limit", "0"]
    workers = [subprocess.Popen([*worker, "--local-directory", str(given.folder)], **quiet) for _ in range(2)]
    try:
        began = time.monotonic()
        arguments = [str(jobs), "-o", str(out), "--on", ADDRESS, "--documents-a-task", str(given.a_task), "--quiet"]
        run = subprocess.Popen([*COMMAND, *arguments])
        killed_after = _kill_half_way(run, workers[0], out, given.documents)
        run.wait()
        told = {"documents": given.documents, "killed_after": killed_after, "exit_code": run.returncode}
        told |= {"seconds": round(time.monotonic() - began), "torn": len(torn_copies(jobs, out)), **judged(jobs, out)}
        print(json.dumps(told))
    finally:
        for process in (*workers, scheduler):
            process.terminate()
            process.wait()


def _kill_half_way(run: subprocess.Popen[bytes], worker: subprocess.Popen[bytes], out: Path, documents: int) -> int:
    while run.poll() is None:
        done = len(copies(out)) if out.is_dir() else 0
        if done >= documents // 3:
            os.kill(worker.pid, signal.SIGKILL)
            return done
        time.sleep(0.2)
    return 0


if __name__ == "__main__":
    main()
