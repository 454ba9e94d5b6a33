"""Hostile files among good ones: `python -m benchmarks.batch.poison --documents 1000`. Each costs itself and nothing else.

The poison: a PDF whose page is an endless loop for a reader is not to be had on purpose from every reader, so each
kind of death is brought about for certain: a file that never ends (memory), and the corpus's hostile files.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from benchmarks.batch.documents import SHARED, errata, make, quotes
from benchmarks.batch.kill import COMMAND, judged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--largest", type=int, default=60_000, help="bytes of the largest source file")
    parser.add_argument("--hostile", action="store_true", help="add every hostile file of the corpus too")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/overlay-poison"))
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    jobs, out = given.folder / "jobs", given.folder / "out"
    make(given.documents - 1, jobs, largest=given.largest)
    poison = jobs / "box-00" / "poison.pdf"
    poison.symlink_to("/dev/zero")  # reading it takes all the memory that there is
    poison.with_suffix(".json").write_text(json.dumps(errata("poison.pdf", quotes()[0], 0)), encoding="utf-8")
    hostile = sorted((SHARED / "corpus" / "hostile").glob("*.pdf")) if given.hostile else []
    for number, source in enumerate(hostile):
        shutil.copyfile(source, jobs / "box-01" / f"hostile-{number}.pdf")
        declared = errata(f"hostile-{number}.pdf", quotes()[0], number)
        (jobs / "box-01" / f"hostile-{number}.json").write_text(json.dumps(declared), encoding="utf-8")
    began = time.monotonic()
    limits = ["--max-seconds", "20"]
    done = subprocess.run(
        [*COMMAND, str(jobs), "-o", str(out), "--json", "--jobs", "2", *limits],
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout)
    print(
        json.dumps(
            {
                "documents": given.documents,
                "hostile": len(hostile),
                "seconds": round(time.monotonic() - began),
                "load": os.getloadavg()[0],
                "exit_code": done.returncode,
                **told,
            }
        )
    )
    poison.unlink()
    poison.write_bytes(b"")
    print(json.dumps(judged(jobs, out)))


if __name__ == "__main__":
    main()
