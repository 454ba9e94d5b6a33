"""The commands as a user runs them: in a process of their own, on the samples."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hand_set import at, pdf

SAMPLES = Path(__file__).parents[2] / "samples"
ERRATA = SAMPLES / "kcpo" / "errata.yaml"
QUALITATIVE = SAMPLES / "kcpo" / "kcpo-qualitative.pdf"


def overlay(*arguments: object, stdin: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from overlay.cli import main; main()", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def job(folder: Path, errata: str, *, content: bytes | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.pdf").write_bytes(QUALITATIVE.read_bytes() if content is None else content)
    path = folder / "errata.yaml"
    head = "issuer: Issuer\nreference: R/1\ndate: 2024-11-12\ndocuments:\n  - file: report.pdf\n    errata:\n"
    path.write_text(head + errata, encoding="utf-8")
    return path


EIGHT = "      - {page: 21, quote: mentoring services to eight young men, for: eight, read: fifteen (15)}\n"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    done = overlay("correct", ERRATA, "-o", folder)
    assert done.returncode == 0, done.stderr.decode()
    (folder / "stdout").write_bytes(done.stdout)
    return folder


def test_correct_tells_document_page_words_and_place(release: Path) -> None:
    lines = (release / "stdout").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("kcpo-qualitative.pdf: page 21 (sheet 23): for “eight” read “fifteen (15)”: note in")
    assert sum("written to" in line for line in lines) == 2


def test_the_original_is_inside_to_the_byte(release: Path) -> None:
    for name in ("kcpo-qualitative", "kcpo-quantitative"):
        original = (SAMPLES / "kcpo" / f"{name}.pdf").read_bytes()
        copy = (release / f"{name}.corrected.pdf").read_bytes()
        assert copy.startswith(original)
        assert len(original) < len(copy) <= len(original) + 60_000


def test_same_input_same_bytes_wherever_and_whenever(release: Path, tmp_path: Path) -> None:
    again = overlay(
        "correct", ERRATA, "-o", tmp_path, TZ="Asia/Kathmandu", LC_ALL="C", PYTHONHASHSEED="4242", HOME=str(tmp_path)
    )
    assert again.returncode == 0, again.stderr.decode()
    for copy in sorted(release.glob("*.pdf")):
        assert (tmp_path / copy.name).read_bytes() == copy.read_bytes()


def test_revert_gives_the_original_back(release: Path, tmp_path: Path) -> None:
    target = tmp_path / "original.pdf"
    done = overlay("revert", release / "kcpo-qualitative.corrected.pdf", "-o", target)
    assert done.returncode == 0
    assert target.read_bytes() == QUALITATIVE.read_bytes()
    piped = overlay("revert", "-", "-o", "-", stdin=(release / "kcpo-qualitative.corrected.pdf").read_bytes())
    assert piped.stdout == QUALITATIVE.read_bytes()


def test_show_prints_the_record_and_knows_an_original(release: Path) -> None:
    shown = overlay("show", release / "kcpo-qualitative.corrected.pdf")
    assert "for “eight” read “fifteen (15)”" in shown.stdout.decode()
    as_json = json.loads(overlay("show", "--json", release / "kcpo-qualitative.corrected.pdf").stdout)
    assert as_json["release_copy"] is True
    original = overlay("show", QUALITATIVE)
    assert original.returncode == 0
    assert "not a release copy" in original.stdout.decode()


def test_an_existing_copy_is_kept_without_force(release: Path) -> None:
    before = {path.name: path.read_bytes() for path in release.iterdir()}
    refused = overlay("correct", ERRATA, "-o", release)
    assert refused.returncode == 30
    assert {path.name: path.read_bytes() for path in release.iterdir()} == before
    assert overlay("correct", ERRATA, "-o", release, "--force").returncode == 0


@pytest.mark.parametrize(
    ("erratum", "code", "told"),
    [
        ("      - {page: 21, quote: services to nine young men, for: nine, read: ten}\n", 10, "not found"),
        ("      - {for: the pilot, read: the trial}\n", 11, "occurrence"),
        ("      - {page: 22, quote: services to eight young men, for: eight, read: ten}\n", 10, "21"),
        ("      - {page: 999, quote: services to eight young men, for: eight, read: ten}\n", 10, "999"),
        ("      - {page: 21, quote: to eight young men, for: eight, read: 中}\n", 25, "U+4E2D"),
        ("      - {page: 21, quote: to eight young men, for: nine, read: ten}\n", 2, "errata.yaml:7"),
    ],
)
def test_refusals_have_their_code_say_why_and_write_nothing(tmp_path: Path, erratum: str, code: int, told: str) -> None:
    errata = job(tmp_path / "in", erratum)
    done = overlay("correct", errata, "-o", tmp_path / "out")
    assert done.returncode == code, done.stderr.decode()
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_one_refused_erratum_keeps_the_whole_document_back(tmp_path: Path) -> None:
    errata = job(tmp_path / "in", EIGHT + "      - {quote: words that stand nowhere, for: nowhere, read: here}\n")
    done = overlay("correct", errata, "-o", tmp_path / "out")
    assert done.returncode == 10
    assert "nothing was written" in done.stderr.decode()
    assert not list(tmp_path.glob("out/*"))


def test_a_moved_quote_is_taken_only_when_accepted(tmp_path: Path) -> None:
    errata = job(tmp_path / "in", EIGHT.replace("21", "22"))
    assert overlay("check", errata).returncode == 10
    accepted = overlay("check", errata, "--accept-moved")
    assert accepted.returncode == 3, accepted.stderr.decode()


def test_all_faults_of_an_errata_file_are_told_at_once(tmp_path: Path) -> None:
    errata = job(tmp_path, "      - {page: 21, quot: x, for: eight}\n      - {for: a, read: b, on: every page}\n")
    done = overlay("correct", errata, "-o", tmp_path / "out", "--json")
    assert done.returncode == 2
    error = json.loads(done.stdout)["error"]
    assert {fault["line"] for fault in error["faults"]} == {7, 8}


@pytest.mark.parametrize("content", [b"", b"not a PDF at all", b"%PDF-1.7\n", None])
def test_what_is_no_pdf_is_20(tmp_path: Path, content: bytes | None) -> None:
    pdf = QUALITATIVE.read_bytes()[:60_000] if content is None else content
    done = overlay("correct", job(tmp_path / "in", EIGHT, content=pdf), "-o", tmp_path / "out")
    assert done.returncode == 20, done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_the_wrong_file_is_refused_by_its_hash(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT)
    pinned = errata.read_text().replace("    errata:", f"    sha256: {hashlib.sha256(b'').hexdigest()}\n    errata:")
    errata.write_text(pinned)
    assert overlay("correct", errata, "-o", tmp_path / "out").returncode == 2


def test_a_single_copy_goes_to_stdout(tmp_path: Path) -> None:
    done = overlay("correct", job(tmp_path, EIGHT), "-o", "-")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.startswith(QUALITATIVE.read_bytes())
    assert overlay("correct", ERRATA, "-o", "-").returncode == 2


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT)
    (tmp_path / "report.corrected.pdf").symlink_to(tmp_path / "report.pdf")
    done = overlay("correct", errata, "-o", tmp_path, "--force")
    assert done.returncode == 30
    assert (tmp_path / "report.pdf").read_bytes() == QUALITATIVE.read_bytes()


def test_a_read_only_folder_is_31(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT)
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    done = overlay("correct", errata, "-o", blocked / "out")
    assert done.returncode == 31, done.stderr.decode()


def test_find_tells_every_place_and_draws_it(tmp_path: Path) -> None:
    done = overlay("find", QUALITATIVE, "eight young men", "--json", "--png", tmp_path)
    assert done.returncode == 0
    (found,) = json.loads(done.stdout)["documents"][0]["errata"]
    assert (found["page_label"], found["page_numbers"]) == ("21", [23])
    assert (tmp_path / "kcpo-qualitative.sheet-23.png").read_bytes().startswith(b"\x89PNG")
    assert overlay("find", QUALITATIVE, "no such words here").returncode == 10
    assert overlay("find", QUALITATIVE).returncode == 2
    assert overlay("find", "--errata", ERRATA).returncode == 0


def test_check_writes_nothing(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT)
    before = sorted(tmp_path.rglob("*"))
    done = overlay("check", errata)
    assert done.returncode == 0
    assert "note in the outer margin" in done.stdout.decode()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_release_copy_is_corrected_from_the_original_inside(tmp_path: Path) -> None:
    first = job(tmp_path / "1", EIGHT)
    assert overlay("correct", first, "-o", tmp_path / "1").returncode == 0
    copy = (tmp_path / "1" / "report.corrected.pdf").read_bytes()
    again = job(tmp_path / "2", EIGHT, content=copy)
    assert overlay("correct", again, "-o", tmp_path / "2").returncode == 0
    assert (tmp_path / "2" / "report.corrected.pdf").read_bytes() == copy
    more = job(tmp_path / "3", EIGHT + "      - {caveat: Read with care., on: first page}\n", content=copy)
    assert overlay("correct", more, "-o", tmp_path / "3").returncode == 0
    shown = overlay("show", "--json", tmp_path / "3" / "report.corrected.pdf")
    assert hashlib.sha256(copy).hexdigest() in shown.stdout.decode()
    assert overlay("verify", tmp_path / "3" / "report.corrected.pdf").returncode == 0
    changed = job(tmp_path / "4", EIGHT, content=copy + b"\n% somebody was here\n")
    assert overlay("correct", changed, "-o", tmp_path / "4").returncode == 20
    fewer = job(tmp_path / "5", "      - {id: other, caveat: Another., on: first page}\n", content=copy)
    dropped = overlay("correct", fewer, "-o", tmp_path / "5")
    assert dropped.returncode == 2
    assert "withdrawn" in dropped.stderr.decode()


def test_a_withdrawn_erratum_leaves_the_page_and_stays_on_the_sheet(tmp_path: Path) -> None:
    errata = job(tmp_path, EIGHT.replace("}", ", status: withdrawn}"))
    done = overlay("correct", errata, "-o", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr.decode()
    copy = tmp_path / "out" / "report.corrected.pdf"
    from pypdf import PdfReader

    pages = PdfReader(copy).pages
    assert "fifteen" not in pages[22].extract_text()
    assert "fifteen (15)" in pages[-1].extract_text()
    assert len(pages) == len(PdfReader(QUALITATIVE).pages) + 1


def test_a_damaged_file_is_repaired_only_on_request_and_told(tmp_path: Path) -> None:
    pytest.importorskip("pikepdf")
    damaged = QUALITATIVE.read_bytes()[:-400]
    errata = job(tmp_path, EIGHT, content=damaged)
    looking = ("check", errata), ("find", "--errata", errata), ("find", tmp_path / "report.pdf", "eight young men")
    assert overlay("correct", errata, "-o", tmp_path / "out").returncode == 20
    for command in looking:
        done = overlay(*command, "--repair")
        assert done.returncode in (0, 3), done.stderr.decode()
    done = overlay("correct", errata, "-o", tmp_path / "out", "--repair")
    assert done.returncode in (0, 3), done.stderr.decode()
    shown = overlay("show", "--json", tmp_path / "out" / "report.corrected.pdf").stdout.decode()
    assert hashlib.sha256(damaged).hexdigest() in shown


def test_help_imports_no_pdf_library() -> None:
    asked = "import sys\nfrom overlay.cli import overlay\noverlay.main(['--help'], standalone_mode=False)\n"
    asked += "print(sorted(m for m in sys.modules if m.split('.')[0] in {heavy}))"
    heavy = "('pypdf', 'pdfplumber', 'pdfminer', 'reportlab', 'pypdfium2', 'PIL', 'pydantic', 'ruamel', 'rapidfuzz')"
    done = subprocess.run([sys.executable, "-c", asked.replace("{heavy}", heavy)], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_hostile_names_do_not_steer_the_terminal(tmp_path: Path) -> None:
    done = overlay("find", tmp_path / "evil\x1b[2Jname.pdf", "words")
    assert done.returncode == 31
    assert b"\x1b" not in done.stderr + done.stdout


def test_a_dictionary_with_a_name_twice_is_proved_by_the_command_too(tmp_path: Path) -> None:
    twice = pdf(at(72, 700, "It helped eight men in May."), catalog="/PageMode/UseNone/PageMode/UseOutlines").data
    errata = job(
        tmp_path / "in", "      - {page: 1, quote: helped eight men, for: eight, read: fifteen}\n", content=twice
    )
    done = overlay("correct", errata, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
