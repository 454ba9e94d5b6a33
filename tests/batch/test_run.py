"""Whole runs: every document has one outcome, a run goes on where it was, and nothing is left behind."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

import overlay
from overlay.batches.job import Job, Result, State
from overlay.batches.ledger import Ledger
from overlay.batches.order import Order, Shard
from overlay.batches.run import Progress, run
from overlay.batches.store import HaltError
from overlay.batches.worker import outcome
from overlay.cli.batch import command
from overlay.errors import ExitCode, OutputExistsError, UsageError
from tests.batch.conftest import ERRATUM, QUOTE, Put, pdf

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Jobs are done in this process, for speed; the list has the keys of those done."""
    done: list[str] = []

    def work_all(jobs, settings, *, processes):  # type: ignore[no-untyped-def]
        for job in jobs:
            done.append(job.key)
            yield outcome(job, settings)

    monkeypatch.setattr("overlay.batches.pool.work_all", work_all)
    return done


def order(tmp_path: Path, **rest: object) -> Order:
    return replace(Order(tmp_path / "jobs", str(tmp_path / "out"), processes=1), **rest)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


REPORTS = {"ledger.sqlite", "report.csv", "report.jsonl", "report.html"}


def mixed(put: Put) -> None:
    put("north/good")
    put("south/good")
    put("refused", {"quote": "Nine old women were referred.", "for": "Nine", "read": "Ten", "sheet": 1})
    put("damaged", content=b"no PDF at all")
    put("=faulty", {"quote": "x", "for": "y"})
    put("gone").with_suffix(".pdf").unlink()


def test_every_document_has_one_outcome(put: Put, tmp_path: Path) -> None:
    """With real workers."""
    mixed(put)
    seen: list[Progress] = []
    summary = run(order(tmp_path), progress=seen.append)
    assert (summary.corrected, summary.refused, summary.failed, summary.waiting) == (2, 1, 3, 0)
    assert summary.exit_code == ExitCode.BATCH
    assert {(item.document or item.key, item.code) for item in summary.items()} == {
        ("good.pdf", 0),
        ("refused.pdf", 10),
        ("damaged.pdf", 20),
        ("=faulty.json", 2),
        ("gone.pdf", 31),
    }
    assert files(tmp_path / "out") == REPORTS | {"north/good.corrected.pdf", "south/good.corrected.pdf"}
    copy = (tmp_path / "out/north/good.corrected.pdf").read_bytes()
    assert copy.startswith((tmp_path / "jobs/north/good.pdf").read_bytes())
    assert seen[-1] == Progress(5, 5, 3)


def test_the_reports_say_what_became_of_each(put: Put, tmp_path: Path, in_process: list[str]) -> None:
    mixed(put)
    run(order(tmp_path))
    with (tmp_path / "out/report.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["item"]: row for row in csv.DictReader(stream)}
    assert rows["'=faulty.json"]["outcome"] == "failed"
    assert rows["refused.json#refused.pdf"]["reason"] == "not found"
    assert rows["north/good.json#good.pdf"]["copy"] == "north/good.corrected.pdf"
    told = [json.loads(line) for line in (tmp_path / "out/report.jsonl").read_text().splitlines()]
    assert len(told) == len(rows) == 6
    page = (tmp_path / "out/report.html").read_text()
    reader = Tags()
    reader.feed(page)
    assert reader.open == []
    assert {"h1", "table", "caption", "article"} <= reader.met
    assert "data:image/png;base64," in page
    assert not re.search(r"https?://|<script", page)
    before = {name: (tmp_path / "out" / name).read_bytes() for name in REPORTS - {"ledger.sqlite"}}
    run(order(tmp_path, force=True))
    assert before == {name: (tmp_path / "out" / name).read_bytes() for name in before}


class Tags(HTMLParser):
    """The tags left open, and those met."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.met: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.met.add(tag)
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_what_comes_from_outside_is_escaped(put: Put, tmp_path: Path, in_process: list[str]) -> None:
    put("<script>alert(1)", {"delete": "<b>&\u202e</b> is not there"})
    run(order(tmp_path))
    page = (tmp_path / "out/report.html").read_text()
    assert "<script" not in page
    assert "\u202e" not in page


def test_only_what_is_new_or_changed_is_done_again(put: Put, tmp_path: Path, in_process: list[str]) -> None:
    mixed(put)
    run(order(tmp_path))
    with pytest.raises(OutputExistsError, match="holds a run already"):
        run(order(tmp_path))
    in_process.clear()
    run(order(tmp_path, resume=True))
    assert in_process == ["gone.json#gone.pdf"]  # it may be back; nothing else depends on the day
    put("north/good", {**ERRATUM, "read": "Sixteen"}, content=(tmp_path / "jobs/north/good.pdf").read_bytes())
    (tmp_path / "jobs/south/good.pdf").write_bytes(pdf(99))
    (tmp_path / "jobs/gone.pdf").write_bytes(pdf(98))
    put("new")
    in_process.clear()
    summary = run(order(tmp_path, resume=True))
    assert sorted(in_process) == [
        "gone.json#gone.pdf",
        "new.json#new.pdf",
        "north/good.json#good.pdf",
        "south/good.json#good.pdf",
    ]
    assert (summary.corrected, summary.failed) == (4, 2)
    copy = (tmp_path / "out/south/good.corrected.pdf").read_bytes()
    assert copy.startswith(pdf(99))


def test_a_copy_that_is_gone_or_torn_is_made_again_but_not_over_anothers(
    put: Put, tmp_path: Path, in_process: list[str]
) -> None:
    for name in "abc":
        put(name)
    run(order(tmp_path))
    (tmp_path / "out/a.corrected.pdf").unlink()
    (tmp_path / "out/b.corrected.pdf").write_bytes(b"edited by somebody")
    summary = run(order(tmp_path, resume=True))
    assert {item.key: item.code for item in summary.items()} == {
        "a.json#a.pdf": 0,
        "b.json#b.pdf": 30,
        "c.json#c.pdf": 0,
    }
    assert (tmp_path / "out/b.corrected.pdf").read_bytes() == b"edited by somebody"
    assert run(order(tmp_path, resume=True, force=True)).exit_code == ExitCode.DONE


def test_two_documents_with_one_name_are_told_before_any_work(put: Put, tmp_path: Path, in_process: list[str]) -> None:
    put("a/Report")
    put("a/x", {**ERRATUM}).write_text(
        (tmp_path / "jobs/a/x.json").read_text().replace("x.pdf", "report.PDF"), encoding="utf-8"
    )
    with pytest.raises(UsageError, match="would both be written to a/report"):
        run(order(tmp_path))
    assert in_process == []
    assert not list((tmp_path / "out").rglob("*.pdf"))


def test_an_input_is_never_written_over(put: Put, tmp_path: Path, in_process: list[str]) -> None:
    put("a")
    put("a.corrected")
    (tmp_path / "jobs/a.corrected.json").rename(tmp_path / "jobs/b.json")
    with pytest.raises(UsageError, match="a copy would be written over it"):
        run(order(tmp_path, output=str(tmp_path / "jobs"), force=True))
    assert in_process == []


def test_checking_makes_no_copies_and_correcting_afterwards_does(
    put: Put, tmp_path: Path, in_process: list[str]
) -> None:
    put("a")
    assert run(order(tmp_path, check_only=True)).placed == 1
    assert files(tmp_path / "out") == REPORTS
    assert run(order(tmp_path, resume=True)).corrected == 1


def test_a_full_disk_ends_the_run_typed_and_resume_finishes(
    put: Put, tmp_path: Path, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abcd":
        put(name)
    full, really = {"c.json#c.pdf"}, outcome

    def made(job: Job, settings: object) -> Result:
        if job.key in full:
            return Result(job.key, State.FAILED, 31, message="No space left.", halts=True)
        return really(job, settings)  # type: ignore[arg-type]

    monkeypatch.setattr(sys.modules[__name__], "outcome", made)
    with pytest.raises(HaltError, match="--resume"):
        run(order(tmp_path))
    with Ledger(tmp_path / "out/ledger.sqlite") as ledger:
        assert [str(item.state) for item in ledger.items()] == ["corrected", "corrected", "waiting", "waiting"]
    full.clear()
    assert files(tmp_path / "out") == {"ledger.sqlite", "a.corrected.pdf", "b.corrected.pdf"}
    assert run(order(tmp_path, resume=True)).corrected == 4


def test_shards_do_each_item_once_and_are_merged(put: Put, tmp_path: Path, in_process: list[str]) -> None:
    for number in range(8):
        put(f"d{number}")
    put("bad", {"delete": "is not there"})
    runner = CliRunner()
    for part in (1, 2, 3):
        if part == 3:
            assert isinstance(runner.invoke(command, ["--merge", str(tmp_path / "out")]).exception, UsageError)
        run(order(tmp_path, shard=Shard(part, 3)))
    assert len(in_process) == len(set(in_process)) == 9
    merged = runner.invoke(command, ["--merge", str(tmp_path / "out"), "--json"], standalone_mode=False)
    told = json.loads(merged.stdout)
    assert (merged.return_value, told["corrected"], told["refused"], told["waiting"]) == (60, 8, 1, 0)
    in_process.clear()
    run(order(tmp_path, resume=True))
    assert in_process == []


def test_the_commands_own_faults(put: Put, tmp_path: Path) -> None:
    put("a")
    jobs, out = str(tmp_path / "jobs"), str(tmp_path / "out")
    for arguments in (
        [],
        [jobs],
        [jobs, "--status", out],
        ["--status", out],
        ["--merge", out],
        [jobs, "-o", out, "--shard", "4/3"],
        [jobs, "-o", out, "--shard", "x"],
        [jobs, "-o", "s3://bucket/out"],
        [str(tmp_path / "none"), "-o", out],
    ):
        assert isinstance(CliRunner().invoke(command, arguments).exception, UsageError), arguments


def test_a_run_that_is_killed_goes_on(put: Put, tmp_path: Path) -> None:
    for number in range(8):
        put(f"d{number}")
    out = tmp_path / "out"
    arguments = [str(tmp_path / "jobs"), "-o", str(out), "--resume", "--jobs", "1"]
    command_line = [sys.executable, "-c", "from overlay.cli import main; main()", "batch", *arguments]
    killed = subprocess.Popen(command_line, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while time.monotonic() < until and len(list(out.glob("*.corrected.pdf"))) < 2:
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    (out / ".overlay-batch-abcd1234.part").write_bytes(b"left over")
    again = subprocess.run(command_line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert "8 corrected" in again.stdout
    assert files(out) == REPORTS | {f"d{number}.corrected.pdf" for number in range(8)}
    with Ledger(out / "ledger.sqlite") as ledger:
        assert {item.finished for item in ledger.items()} == {1}


def test_library_use(put: Put, tmp_path: Path, in_process: list[str]) -> None:
    errata = put("a")
    (made,) = overlay.correct(errata, tmp_path / "single")
    assert isinstance(made, overlay.Corrected)
    assert (tmp_path / "single/a.corrected.pdf").read_bytes() == made.data
    errata.with_suffix(".pdf").write_bytes(b"no PDF")
    (failed,) = overlay.correct(errata)
    assert isinstance(failed, overlay.Failed)
    assert failed.error.exit_code == ExitCode.DAMAGED
    errata.with_suffix(".pdf").write_bytes(pdf())
    summary = overlay.batch(tmp_path / "jobs", tmp_path / "out")
    assert (summary.corrected, [item.document for item in summary.items()]) == (1, ["a.pdf"])


def test_importing_overlay_reads_no_pdf_library() -> None:
    code = "import overlay, sys; print(sorted({'pypdf', 'pdfplumber', 'pypdfium2', 'reportlab'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout == "[]\n"


def test_a_table_is_a_job_too(put: Put, tmp_path: Path, in_process: list[str]) -> None:
    put("a")
    put("b")
    table = tmp_path / "jobs" / "errata.csv"
    row = f'2024-11-12,"{QUOTE}",Eight,Fifteen'
    table.write_text(
        f"file,issuer,reference,date,quote,for,read\na.pdf,M,R1,{row}\nb.pdf,M,R2,{row}\nc.pdf,M,R3,x,y,y,z\n"
    )
    summary = run(order(tmp_path, jobs=table))
    assert (summary.corrected, summary.failed) == (2, 1)
    assert files(tmp_path / "out") == REPORTS | {"a.corrected.pdf", "b.corrected.pdf"}
