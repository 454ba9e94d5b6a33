"""What stands around a run: streams that are closed, full or given up, names that mislead, and files that are not what they seem."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfWriter

from tests.cli.test_commands import EIGHT, ERRATA, QUALITATIVE, job, overlay

PROGRAM = f'"{sys.executable}" -c "from overlay.cli import main; main()"'


def in_shell(line: str, **places: Path) -> subprocess.CompletedProcess[bytes]:
    """A line of bash in which `overlay` and the names of `places` stand for the program and for paths; its code is overlay's."""
    script = f'overlay() {{ {PROGRAM} "$@"; }}\n{line}\nexit ${{PIPESTATUS[0]}}\n'
    given = {**os.environ, **{name: str(path) for name, path in places.items()}}
    return subprocess.run(["bash", "-c", script], capture_output=True, env=given, check=False)


def test_a_reader_that_goes_away_does_not_stop_the_work(tmp_path: Path) -> None:
    done = in_shell('overlay correct "$errata" -o "$out" | true', errata=ERRATA, out=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert len(list(tmp_path.glob("*.corrected.pdf"))) == 2


def test_help_that_nobody_reads_is_no_fault() -> None:
    assert in_shell("overlay --help | true").returncode == 0


def test_nobody_can_be_asked_where_input_is_closed(tmp_path: Path) -> None:
    made = in_shell('overlay keygen -o "$key" --name Trial <&-; exit $?', key=tmp_path / "key.p12")
    assert made.returncode == 2, made.stderr.decode()
    assert "nobody can be asked" in made.stderr.decode()


def test_a_full_output_is_named(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = in_shell("overlay schema > /dev/full; exit $?")
    assert done.returncode == 31
    assert done.stderr.decode().startswith("overlay: Standard output could not be written")
    helped = in_shell("overlay --help > /dev/full; exit $?")
    assert (helped.returncode, helped.stderr) == (31, done.stderr)
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


def attached(pdf: bytes, content: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.add_attachment("errata.json", content)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_an_attachment_of_the_records_name_is_left_alone(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT, content=attached(QUALITATIVE.read_bytes(), b'{"errata": "of somebody else"}'))
    shown = overlay("show", tmp_path / "report.pdf")
    assert shown.returncode == 0
    assert "not a release copy" in shown.stdout.decode()
    done = overlay("correct", errata, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    assert "private data" in done.stderr.decode()
    copy = tmp_path / "out" / "report.corrected.pdf"
    assert b"fifteen (15)" in overlay("show", copy).stdout
    proof = overlay("verify", copy)
    assert proof.returncode == 0, proof.stdout.decode()


def test_a_pin_holds_for_a_damaged_file_too(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT, content=QUALITATIVE.read_bytes()[:-400])
    errata.write_text(errata.read_text().replace("    errata:", f"    sha256: {'0' * 64}\n    errata:"))
    done = overlay("correct", errata, "-o", tmp_path / "out", "--repair")
    assert done.returncode == 2, done.stderr.decode()
    assert "not the file that the errata are for" in done.stderr.decode()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    assert overlay("correct", job(folder, EIGHT), "-o", folder).returncode == 0
    return folder / "report.corrected.pdf"


def test_a_copy_that_was_changed_since_is_told(copy: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(copy.read_bytes() + b"\n% somebody was here\n")
    for command in (("show", changed), ("revert", changed, "-o", tmp_path / "original.pdf"), ("diff", copy, changed)):
        done = overlay(*command)
        assert "was changed since" in done.stderr.decode(), command
    assert (tmp_path / "original.pdf").read_bytes() == QUALITATIVE.read_bytes()
    for command in (("show", copy), ("diff", copy, QUALITATIVE)):
        assert b"was changed since" not in overlay(*command).stderr


def test_a_limit_is_no_proof_of_a_difference(copy: Path) -> None:
    done = overlay("verify", copy, "--max-pages", "3")
    assert done.returncode in (24, 51), done.stdout.decode()
    assert "DIFFERS" not in done.stdout.decode()
    assert overlay("show", copy, "--max-pages", "3").returncode in (0, 24)


def test_what_is_no_release_copy_is_called_so() -> None:
    done = overlay("verify", QUALITATIVE)
    assert done.returncode == 50
    assert done.stdout.decode().startswith("kcpo-qualitative.pdf: not a release copy")
    empty = overlay("verify", "-", stdin=b"")
    assert (empty.returncode, empty.stdout.decode().split(", so")[0]) == (50, "standard input: not a release copy")


def test_withdrawn_errata_have_their_line(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT + "      - {id: old, status: withdrawn, caveat: Gone., on: first page}\n")
    done = overlay("check", errata)
    assert done.returncode == 0, done.stderr.decode()
    assert "old: caveat “Gone.”: withdrawn, on the errata sheet only" in done.stdout.decode()


def test_find_says_where_else_and_what_it_wrote(tmp_path: Path) -> None:
    done = overlay("find", QUALITATIVE, "eight young men", "--page", "22")
    assert done.returncode == 10
    assert "found on page 21 (sheet 23)" in done.stderr.decode()
    drawn = overlay("find", QUALITATIVE, "eight young men", "--page", "21", "--png", tmp_path)
    assert f"picture written to {tmp_path / 'kcpo-qualitative.sheet-23.png'}" in drawn.stdout.decode()


def test_a_bug_in_one_document_does_not_stop_the_next(tmp_path: Path) -> None:
    failing = (
        "import overlay.pipeline as line, overlay.cli as cli\n"
        "first = line._made\n"
        "def broken(start, *rest):\n"
        "    if 'qualitative' in start.document.file:\n"
        "        raise ZeroDivisionError\n"
        "    return first(start, *rest)\n"
        "line._made = broken\n"
        "cli.main()\n"
    )
    command = [sys.executable, "-c", failing, "correct", str(ERRATA), "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 70
    assert "ZeroDivisionError" in done.stderr.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["kcpo-quantitative.corrected.pdf"]


def test_what_the_self_check_cannot_decide_is_told(tmp_path: Path) -> None:
    undecided = (
        "import overlay.verify as checking, overlay.cli as cli\n"
        "from dataclasses import replace\n"
        "prove = checking.verify\n"
        "def doubtful(*given, **named):\n"
        "    return replace(prove(*given, **named), verdict=checking.Verdict.UNDECIDED)\n"
        "checking.verify = doubtful\n"
        "cli.main()\n"
    )
    command = [sys.executable, "-c", undecided, "correct", str(job(tmp_path, EIGHT)), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert "Not everything in the copy could be checked" in done.stderr.decode()


def test_check_draws_what_correct_draws(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT)
    errata.write_text("style: {text_colour: '#eeeeee', box_colour: '#ffffff'}\n" + errata.read_text())
    corrected, checked = overlay("correct", errata, "-o", tmp_path / "out"), overlay("check", errata)
    assert corrected.returncode == checked.returncode != 0, corrected.stderr.decode()


def test_fonts_that_keep_a_copy_from_being_made_again_are_told(tmp_path: Path) -> None:
    font = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not font.exists():
        pytest.skip(f"{font} is not on this system")
    errata = job(tmp_path, EIGHT)
    errata.write_text(f"style: {{fonts: ['{font}']}}\n" + errata.read_text())
    done = overlay("correct", errata, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    assert "font files of its own" in done.stderr.decode()
    assert overlay("verify", tmp_path / "out" / "report.corrected.pdf").returncode == 51
