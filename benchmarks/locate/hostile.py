"""Every command that locates, on every hostile file: it ends within its limits, with a typed exit code and no traceback.

    python -m benchmarks.locate.hostile [--shared DIR] [--only PART_OF_A_NAME] [--seconds N]

Each of find, check and correct runs as its user runs it, in a process of its own. Prints a row for each file and how
long the slowest took; exit code 1 where a command did not end in time, ended by a signal, gave an exit code that is
not one of this project's, or printed a traceback.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from overlay.errors import ExitCode

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60
"""Seconds that a document may take: the command is told so."""
GRACE = 15
"""Seconds more in which the command itself starts and ends."""
UNEXPECTED = 70
"""The exit code of a fault inside the project: typed, and still one."""

OVERLAY = "import sys; from overlay.cli import main; sys.exit(main())"
COMMANDS = ("find", "check", "correct")
ERRATA = """issuer: Benchmark
reference: HOSTILE
date: 2024-05-01
documents:
  - file: {file}
    errata:
      - quote: eight young men
        for: eight
        read: fifteen (15)
"""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended on a file. `fault` says what is wrong with that, "" for nothing."""

    file: str
    command: str
    seconds: float
    exit_code: int | None
    fault: str


def ended(path: Path, command: str, folder: Path, *, limit: int = LIMIT) -> Ending:
    """Run one command on one file."""
    errata = folder / "errata.yaml"
    errata.write_text(ERRATA.format(file=os.path.relpath(path, folder)), encoding="utf-8")
    arguments = {
        "find": [str(path), "eight young men"],
        "check": [str(errata)],
        "correct": [str(errata), "-o", str(folder / "out")],
    }[command]
    line = [sys.executable, "-c", OVERLAY, command, *arguments, "--max-seconds", str(limit)]
    began = time.perf_counter()
    try:
        done = subprocess.run(line, capture_output=True, timeout=limit + GRACE, check=False, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return Ending(path.name, command, time.perf_counter() - began, None, "did not end")
    took = time.perf_counter() - began
    return Ending(path.name, command, took, done.returncode, fault_of(done.returncode, done.stdout + done.stderr))


def fault_of(exit_code: int, printed: bytes) -> str:
    """What is wrong with an ending; "" for nothing."""
    if exit_code not in {int(code) for code in ExitCode}:
        return "exit code is none of this project's"
    if b"Traceback" in printed:
        return "traceback"
    return "fault inside" if exit_code == UNEXPECTED else ""


def main(arguments: Sequence[str]) -> int:
    """Prints a row for each file, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("OVERLAY_SHARED", ROOT.parent / "shared")))
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=int, default=LIMIT)
    options = parser.parse_args(arguments)
    endings = []
    for path in sorted((options.shared / "corpus" / "hostile").glob("*.pdf")):
        if options.only in path.name:
            with tempfile.TemporaryDirectory() as folder:
                own = [ended(path, command, Path(folder), limit=options.seconds) for command in COMMANDS]
            endings += own
            told = ", ".join(f"{one.command} {one.exit_code} {one.fault}".strip() for one in own)
            print(f"{path.name}: {told}; {max(one.seconds for one in own):.1f} s", flush=True)
    codes = Counter(one.exit_code for one in endings)
    print(f"{len(endings)} endings; exit codes {dict(sorted(codes.items(), key=str))}")
    faults = [one for one in endings if one.fault]
    print(f"{len(faults)} faults; slowest {max((one.seconds for one in endings), default=0):.1f} s")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
