"""Three of the hostile files, each command: it ends, with a typed exit code and no traceback. The benchmark takes all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.locate.hostile import COMMANDS, ended, fault_of

SHARED = Path(os.environ.get("OVERLAY_SHARED", Path(__file__).parents[2] / "shared"))
SECONDS = 20


@pytest.mark.parametrize("name", ["circular-page-tree", "synth-bomb-contents-1gb", "toc_circular"])
def test_every_command_ends_on_a_hostile_file(name: str, tmp_path: Path) -> None:
    path = SHARED / "corpus" / "hostile" / f"{name}.pdf"
    if not path.exists():
        pytest.skip(f"no {path}: set OVERLAY_SHARED")
    for command in COMMANDS:
        ending = ended(path, command, tmp_path, limit=SECONDS)
        assert not ending.fault, ending
    assert not list(tmp_path.glob("out/*"))


def test_what_counts_as_a_fault() -> None:
    assert fault_of(10, b"not found") == ""
    assert fault_of(1, b"")
    assert fault_of(-9, b"")
    assert fault_of(70, b"")
    assert fault_of(10, b"Traceback (most recent call last)")
