"""A pack is made the same twice, whole or not at all, and other tools accept it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from overlay.cli import overlay
from overlay.erratum import Citation, Erratum, Quote, ReleaseStatus, Substitution
from overlay.errors import ErrataFileError, OutputExistsError, SelfCheckError, UnsupportedError, UsageError
from overlay.pack import stored_zip
from overlay.pack.facts import PackFacts
from overlay.pack.facts_json import facts_from_json, facts_json
from overlay.pack.log import COLUMNS, harmless
from overlay.pack.making import Letter, Order, Supply, make_pack, refuse_release, root_name
from overlay.pack.stored_zip import write_zip
from overlay.verify import Verdict
from tests.pack.packing import EIGHT, FORMULA, PDFS, a_release, check, examined, pack, tree


def test_a_pack_holds_what_it_must(base: Path) -> None:
    held = tree(base)
    assert held["data/original/report.pdf"] == PDFS["report.pdf"]
    assert held["data/original/plain.pdf"] == PDFS["plain.pdf"]
    assert held["data/corrected/report.corrected.pdf"].startswith(PDFS["report.pdf"])
    assert "data/corrected/plain.corrected.pdf" not in held
    assert b"carried unchanged" in held["data/index.html"]
    assert b"Bagging-Date: 2024-11-12\n" in held["bag-info.txt"]
    assert b"External-Identifier: FOI/24/1\n" in held["bag-info.txt"]
    size = sum(len(data) for path, data in held.items() if path.startswith("data/"))
    count = sum(path.startswith("data/") for path in held)
    assert f"Payload-Oxum: {size}.{count}\n".encode() in held["bag-info.txt"]


def test_the_pack_is_verified_as_folder_and_as_zip(base: Path, zipped: Path) -> None:
    for path in (base, zipped):
        proof = check(path)
        assert (proof.verdict, proof.findings, proof.doubts) == (Verdict.VERIFIED, (), ())


def test_made_again_it_is_the_same_and_the_zip_holds_the_folder(base: Path, zipped: Path, tmp_path: Path) -> None:
    pack(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == zipped.read_bytes()
    with zipfile.ZipFile(zipped) as archive:
        infos = archive.infolist()
        assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
        assert [info.filename for info in infos] == sorted(info.filename for info in infos)
        held = {info.filename.partition("/")[2]: archive.read(info) for info in infos}
    assert held == tree(base)


def test_bagit_and_sha256sum_accept_it(base: Path) -> None:
    bagit = pytest.importorskip("bagit")
    assert bagit.Bag(str(base)).is_valid()
    for tool, algorithm in (("sha256sum", "sha256"), ("sha512sum", "sha512")):
        if shutil.which(tool):
            for kind in ("manifest", "tagmanifest"):
                done = subprocess.run(
                    [tool, "-c", "--strict", f"{kind}-{algorithm}.txt"], cwd=base, capture_output=True
                )
                assert done.returncode == 0, done.stderr


def test_nothing_is_left_behind_when_a_document_fails(tmp_path: Path) -> None:
    release = a_release()

    def broken(document: object) -> Supply:
        raise SelfCheckError("no")

    order = Order(release, broken, examined)
    for target in (tmp_path / "p", tmp_path / "p.zip"):
        with pytest.raises(SelfCheckError):
            make_pack(order, target, force=False, done=lambda document: None)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_differs_is_never_packed(tmp_path: Path, base: Path) -> None:
    copy = (base / "data/corrected/report.corrected.pdf").read_bytes() + b"\n% more"
    release = a_release(("report.pdf", (EIGHT,)))
    order = Order(release, lambda _: Supply(PDFS["report.pdf"], copy), examined)
    with pytest.raises(SelfCheckError, match=r"report\.pdf"):
        make_pack(order, tmp_path / "p", force=False, done=lambda document: None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_kept_and_only_a_pack_is_replaced(tmp_path: Path, base: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    for force in (False, True):
        with pytest.raises(OutputExistsError):
            pack(folder, force=force)
    assert tree(tmp_path) == {"folder/mine.txt": b"mine"}
    shutil.copytree(base, tmp_path / "old")
    (tmp_path / "old/data/errata.csv").write_text("spoilt")
    with pytest.raises(OutputExistsError):
        pack(tmp_path / "old")
    pack(tmp_path / "old", force=True)
    assert tree(tmp_path / "old") == tree(base)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "old"]


def test_drafts_and_releases_without_errata_are_refused() -> None:
    from dataclasses import replace

    with pytest.raises(ErrataFileError) as refused:
        refuse_release(replace(a_release(), status=ReleaseStatus.DRAFT), file_name="e.yaml")
    assert refused.value.exit_code == 2
    with pytest.raises(UsageError):
        refuse_release(a_release(("plain.pdf", ())), file_name="e.yaml")
    with pytest.raises(UsageError, match="both"):
        refuse_release(a_release(("a/x.pdf", (EIGHT,)), ("b/X.pdf", ())), file_name="e.yaml")


def test_a_zip_beyond_what_the_format_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_zip, "MOST_BYTES", 10)
    (tmp_path / "f").write_bytes(b"12345678901")
    with pytest.raises(UnsupportedError, match="folder"):
        write_zip(io.BytesIO(), tmp_path, ["f"], root="r")


@pytest.mark.parametrize("reference", ["FOI/24/1", "../../etc", "C:\\x", "", "con", "a\nb"])
def test_the_folder_in_a_zip_leads_nowhere(reference: str) -> None:
    name = root_name(a_release(reference=reference))
    assert name
    assert not set(name) & set("/\\:\n")
    assert name not in (".", "..")


def test_facts_go_out_and_come_back(facts: PackFacts) -> None:
    again = facts_from_json(facts_json(facts))
    assert again == facts
    assert facts_json(again) == facts_json(facts)


def test_the_log_is_rfc_4180_and_no_formula(tmp_path: Path) -> None:
    pack(tmp_path / "p", a_release(("annex.pdf", (FORMULA,)), ("plain.pdf", ())))
    data = (tmp_path / "p/data/errata.csv").read_bytes()
    assert data.count(b"\r\n") == 3
    assert b"\n" not in data.replace(b"\r\n", b"")
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert tuple(rows[0]) == tuple(COLUMNS)
    assert rows[0]["read"] == '\'=HYPERLINK("http://x")'
    assert rows[0]["erratum"] == "'=1+1"
    assert rows[1]["kind"] == "none"
    for row in rows:
        assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row.values())


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", "'x", " =1", "\uff1d1", "\u00a0=1", "\ufeff=1"])
def test_dangerous_cells_get_one_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "eight", "1-2", "a=b", "(412)"])
def test_other_cells_stay(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_letter_and_an_earlier_pack_are_told_of(tmp_path: Path, base: Path) -> None:
    changed = Erratum("1", Substitution("eight", "fourteen"), Citation(("1",)), Quote("to eight young men"))
    release = a_release(("report.pdf", (changed,)), ("annex.pdf", (FORMULA,)))
    made = pack(tmp_path / "p.zip", release, letter=Letter(".txt", b"Dear Sir"), supersedes=base)
    assert made.supersedes is not None
    kinds = [(each.kind, each.document, each.erratum) for each in made.supersedes.changes]
    assert kinds == [
        ("erratum_changed", "report.pdf", "1"),
        ("erratum_removed", "report.pdf", "2"),
        ("document_added", "annex.pdf", ""),
        ("document_removed", "plain.pdf", ""),
    ]
    assert check(tmp_path / "p.zip").verdict is Verdict.VERIFIED
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        page = archive.read("FOI-24-1/data/index.html").decode()
    assert "annex.pdf: new in this release." in page
    assert "letter.txt" in page


def test_what_is_no_pack_cannot_be_superseded(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"not a zip")
    with pytest.raises(UsageError):
        pack(tmp_path / "p", supersedes=tmp_path / "x.zip")


def test_errata_json_is_read_by_any_program(base: Path) -> None:
    told = json.loads((base / "data/errata.json").read_text(encoding="utf-8"))
    assert [document["original"]["path"] for document in told["documents"]] == [
        "data/original/report.pdf",
        "data/original/plain.pdf",
    ]
    assert told["documents"][1]["record"] is None


def test_the_command_packs_and_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("report.pdf", "plain.pdf"):
        (tmp_path / name).write_bytes(PDFS[name])
    errata = tmp_path / "errata.yaml"
    errata.write_text(
        "issuer: I\nreference: R/1\ndate: 2024-11-12\ndocuments:\n  - file: report.pdf\n    errata:\n"
        "      - {page: 1, quote: to eight young men, for: eight, read: ten}\n  - file: plain.pdf\n    errata: []\n"
    )
    target = tmp_path / "p.zip"
    assert command_line("pack", errata, "-o", target) == 0
    assert "plain.pdf: has no errata" in capsys.readouterr().out
    assert check(target).verdict is Verdict.VERIFIED
    assert command_line("log", target, "-o", tmp_path / "log.csv") == 0
    assert len((tmp_path / "log.csv").read_bytes().splitlines()) == 3
    errata.write_text(errata.read_text().replace("eight young", "nine young").replace("for: eight", "for: nine"))
    assert command_line("pack", errata, "-o", tmp_path / "no") == 10
    assert "whole or not at all" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()
    assert not list(tmp_path.glob(".overlay*"))
    pinned = errata.read_text().replace("nine young", "eight young").replace("for: nine", "for: eight")
    errata.write_text(pinned.replace("  - file: plain.pdf\n", f"  - file: plain.pdf\n    sha256: {'0' * 64}\n"))
    with pytest.raises(UsageError, match=r"plain\.pdf is not the file"):
        command_line("pack", errata, "-o", tmp_path / "no")
    assert not list(tmp_path.glob(".overlay*"))
    errata.write_text(errata.read_text().replace("date:", "status: draft\ndate:"))
    with pytest.raises(ErrataFileError):
        command_line("pack", errata, "-o", tmp_path / "no")


def test_copies_made_already_are_packed(tmp_path: Path, base: Path) -> None:
    shutil.copytree(base / "data/corrected", tmp_path / "copies")
    assert command_line("pack", "--from", tmp_path / "copies", "-o", tmp_path / "p") == 0
    held = tree(tmp_path / "p")
    assert held["data/original/report.pdf"] == PDFS["report.pdf"]
    assert held["data/corrected/report.corrected.pdf"] == tree(base)["data/corrected/report.corrected.pdf"]
    (tmp_path / "copies/stray.pdf").write_bytes(PDFS["plain.pdf"])
    with pytest.raises(UsageError, match="not a release copy"):
        command_line("pack", "--from", tmp_path / "copies", "-o", tmp_path / "q")
    assert not (tmp_path / "q").exists()


def command_line(*words: object) -> int:
    """What the command line returns, run in this process."""
    return int(overlay.main(list(map(str, words)), standalone_mode=False))


def test_the_columns_are_documented(root: Path) -> None:
    page = (root / "docs/packs.md").read_text(encoding="utf-8")
    for name, meaning in COLUMNS.items():
        assert f"| `{name}` | {meaning} |" in page
