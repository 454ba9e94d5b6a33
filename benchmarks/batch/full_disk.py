"""A disk that runs full again and again: `python -m benchmarks.batch.full_disk` (as root: it mounts a small tmpfs).

Each round resumes the run with a little more room, until all is done. After each: torn copies, and what is left over.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from benchmarks.batch.documents import make
from benchmarks.batch.kill import COMMAND, judged, torn_copies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--largest", type=int, default=60_000, help="bytes of the largest source file")
    parser.add_argument("--start", type=int, default=500, help="KiB of the disk at first")
    parser.add_argument("--step", type=int, default=1000, help="KiB that it grows by")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/overlay-full"))
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    jobs, disk = given.folder / "jobs", given.folder / "disk"
    make(given.documents, jobs, largest=given.largest)
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={given.start}k", "tmpfs", str(disk)], check=True)
    codes: Counter[int] = Counter()
    torn = left = 0
    try:
        size = given.start
        while True:
            done = subprocess.run(
                [*COMMAND, str(jobs), "-o", str(disk / "out"), "--resume", "--quiet"],
                capture_output=True,
                text=True,
                check=False,
            )
            codes[done.returncode] += 1
            torn += len(torn_copies(jobs, disk / "out"))
            left += len(list((disk / "out").rglob(".overlay-*")))
            if "Traceback" in done.stderr:
                raise SystemExit(done.stderr)
            if done.returncode != 31:
                break
            size += given.step
            subprocess.run(["mount", "-o", f"remount,size={size}k", str(disk)], check=True)
        told = judged(jobs, disk / "out")
        print(
            json.dumps(
                {"documents": given.documents, "exit_codes": codes, "torn": torn, "left_after_rounds": left, **told}
            )
        )
    finally:
        subprocess.run(["umount", str(disk)], check=False)


if __name__ == "__main__":
    main()
