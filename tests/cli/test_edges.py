"""What stands around a run: streams that are closed, full or given up, names that mislead, and files that are not what they seem."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import EIGHT, ERRATA, QUALITATIVE, job, overlay

PROGRAM = f'"{sys.executable}" -c "from overlay.cli import main; main()"'


def in_shell(line: str, **places: Path) -> subprocess.CompletedProcess[bytes]:
    """A line of bash in which `overlay` and the names of `places` stand for the program and for paths; its code is overlay's."""
    script = f"overlay() {{ {PROGRAM} \"$@\"; }}\n{line}\nexit ${{PIPESTATUS[0]}}\n"
    given = {**os.environ, **{name: str(path) for name, path in places.items()}}
    return subprocess.run(["bash", "-c", script], capture_output=True, env=given, check=False)


def test_a_reader_that_goes_away_does_not_stop_the_work(tmp_path: Path) -> None:
    done = in_shell('overlay correct "$errata" -o "$out" | true', errata=ERRATA, out=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert len(list(tmp_path.glob("*.corrected.pdf"))) == 2


def test_a_full_output_is_named(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = in_shell('overlay schema > /dev/full; exit $?')
    assert done.returncode == 31
    assert done.stderr.decode().startswith("overlay: Standard output could not be written")
    copy = in_shell('overlay correct "$errata" -o - > /dev/full; exit $?', errata=job(tmp_path, EIGHT))
    assert copy.returncode == 31
    assert "tandard output" in copy.stderr.decode()


def test_closed_streams_are_told_in_words() -> None:
    closed = in_shell("overlay schema >&-; exit $?")
    assert closed.returncode == 31
    assert "Standard output is closed" in closed.stderr.decode()
    assert in_shell("overlay schema 2>&-; exit $?").returncode == 0
    no_input = in_shell("overlay show - <&-; exit $?")
    assert no_input.returncode == 2
    assert "Standard input is closed" in no_input.stderr.decode()


def test_a_pdf_and_json_never_share_an_output(tmp_path: Path) -> None:
    for command in (("correct", job(tmp_path, EIGHT)), ("revert", QUALITATIVE)):
        done = overlay(*command, "-o", "-", "--json")
        assert done.returncode == 2
        assert "--json" in json.loads(done.stdout)["error"]["message"]


def test_line_feeds_of_strangers_are_shown_not_obeyed(tmp_path: Path) -> None:
    done = overlay("show", tmp_path / "a\nb.pdf")
    assert done.returncode == 31
    assert done.stderr.decode().count("\n") == 1
    assert "a\\nb.pdf" in done.stderr.decode()


def test_a_file_where_the_folder_should_be_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    done = overlay("correct", job(tmp_path, EIGHT), "-o", tmp_path / "out")
    assert done.returncode == 31
    assert "is a file, not a folder" in done.stderr.decode()


@pytest.mark.parametrize(("errata", "told"), [("-", "standard input"), (".", "is a folder")])
def test_what_is_no_errata_file_is_told(errata: str, told: str, tmp_path: Path) -> None:
    done = overlay("correct", errata, "-o", tmp_path / "out")
    assert done.returncode == 31
    assert told in done.stderr.decode()


def test_a_document_that_is_no_file_is_called_what_it_is(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT)
    (tmp_path / "report.pdf").unlink()
    os.mkfifo(tmp_path / "report.pdf")
    done = overlay("check", errata)
    assert done.returncode == 2
    assert "a device or a pipe" in done.stderr.decode()


def test_check_refuses_two_copies_of_one_name(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT)
    (tmp_path / "b").mkdir()
    shutil.copy(tmp_path / "report.pdf", tmp_path / "b" / "report.pdf")
    errata.write_text(errata.read_text() + "  - file: b/report.pdf\n    errata:\n" + EIGHT)
    done = overlay("check", errata)
    assert done.returncode == 2
    assert "both be written" in done.stderr.decode()
