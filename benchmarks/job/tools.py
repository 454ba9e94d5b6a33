"""The tools compared, each with the interpreter that has it: PyMuPDF of two versions lives in environments of its own."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYMUPDF_SCRIPT, NAIVE_SCRIPT = str(HERE / "pymupdf_job.py"), str(HERE / "naive_job.py")
OVERLAY_JOB = ("-m", "benchmarks.job.overlay_job")
COMMAND = ("-c", "from overlay.cli import main; main()")

YARDSTICK = "PyMuPDF 1.26.7"
"""What ratios are to."""


@dataclass(frozen=True, slots=True)
class PyMuPDF:
    """One version of PyMuPDF and the interpreter of the environment that it is installed in."""

    name: str
    python: str


def pymupdfs(cache: Path) -> tuple[PyMuPDF, ...]:
    """The version that the targets name and the newest one, installed under `cache` where they are not there yet."""
    return _installed(cache / "pymupdf-1.26.7", "PyMuPDF==1.26.7"), _installed(cache / "pymupdf-newest", "PyMuPDF")


def _installed(folder: Path, requirement: str) -> PyMuPDF:
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", requirement], check=True)
    asked = "import importlib.metadata as m; print(m.version('PyMuPDF'))"
    version = subprocess.run([str(python), "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
    return PyMuPDF(f"PyMuPDF {version}", str(python))


def own(*arguments: str) -> list[str]:
    """A run of this interpreter, which has overlay and what the naive script needs."""
    return [sys.executable, *arguments]
