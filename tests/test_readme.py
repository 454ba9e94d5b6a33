"""Runs what the README shows: every console block, in a temporary folder, with the installed command.

Making the environment, installing and running the tests are left out of the README's lines here; `.ci/run` runs those
lines whole. Where a block shows output, the command must print it (`...` stands for anything). Every errata file shown
is read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from overlay import errata_file

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "samples/README.md", "docs/style.md", "docs/gallery.md")
SECONDS = 300  # for one command; two reports are corrected and checked in a few seconds on one core
INSTALLING = re.compile(r"-m venv|pip install|pipx|-m pytest")


@dataclass(frozen=True, slots=True)
class Shown:
    """One command of a console block and the lines shown below it."""

    document: str
    command: str
    output: tuple[str, ...]


def _shown(document: str) -> list[Shown]:
    path = ROOT / document
    found = []
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *output = part.rstrip("\n").split("\n")
            found.append(Shown(document, command, tuple(output)))
    return found


SHOWN = [shown for document in DOCUMENTS for shown in _shown(document)]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A reader's folder, with the samples and `.venv/bin/overlay`, and the environment to run commands in."""
    folder = tmp_path_factory.mktemp("reader")
    scripts = Path(sys.executable).parent
    if not shutil.which("overlay", path=str(scripts)):
        pytest.skip("the overlay command is not installed beside this Python: pip install '.[test]'")
    shutil.copytree(ROOT / "samples", folder / "samples")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(scripts)
    return folder, {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"}


@pytest.mark.skipif(os.name == "nt", reason="the commands are written for a POSIX shell")
def test_the_commands_shown_work_in_their_order(reader: tuple[Path, dict[str, str]]) -> None:
    folder, environment = reader
    ran = 0
    for shown in SHOWN:
        parts = [part for part in shown.command.split(" && ") if not INSTALLING.search(part)]
        if not parts:
            continue
        done = subprocess.run(
            ["sh", "-c", " && ".join(parts)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{shown.document}: {shown.command}\n{said}"
        assert _fits("\n".join(shown.output), said), f"{shown.document}: {shown.command}\nprinted:\n{said}"
        ran += 1
    assert ran, "the README shows no command that can be run here"
    for name in ("kcpo-qualitative", "kcpo-quantitative"):
        original = (ROOT / "samples" / "kcpo" / f"{name}.pdf").read_bytes()
        copy = (folder / "release" / f"{name}.corrected.pdf").read_bytes()
        assert copy.startswith(original)
        assert len(copy) > len(original)


def _fits(pattern: str, said: str) -> bool:
    expected = re.escape(pattern.strip()).replace(re.escape("..."), ".*")
    return not pattern or re.fullmatch(expected, said.strip(), re.DOTALL) is not None


def test_the_two_lines_a_newcomer_needs_are_there() -> None:
    commands = [shown.command for shown in SHOWN if shown.document == "README.md"]
    install, tests = commands[:2]
    assert install.startswith("python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/overlay correct ")
    assert tests == ".venv/bin/pip install '.[test]' && .venv/bin/python -m pytest"


@pytest.mark.parametrize("document", ["README.md", "docs/style.md"])
def test_the_errata_files_shown_have_no_fault(document: str) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        if block.startswith("style:"):
            errata_file.load_style(block, file_name=document)
        else:
            assert errata_file.load(block, file_name=document).documents
