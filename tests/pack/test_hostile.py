"""Hostile packs: every kind is refused with a finding of its own sort, and nothing is written anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from overlay.pack import bag_check
from overlay.verify import Verdict
from tests.pack import hostile_folders, hostile_zips
from tests.pack.packing import check, forged


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Everything under a folder, links not followed: kind and mode, size, time of change."""
    found = {}
    for here, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(here, name)
            told = path.lstat()
            found[str(path)] = (told.st_mode, told.st_size, told.st_mtime_ns)
    return found


def refused(path: Path, trouble: str, around: Path) -> None:
    before = state(around)
    proof = check(path)
    assert proof.verdict is Verdict.DIFFERS
    assert trouble in {finding.trouble for finding in proof.findings}, proof.findings
    assert all(finding.message for finding in proof.findings)
    assert state(around) == before


@pytest.mark.parametrize("kind", hostile_folders.RAW)
def test_a_changed_folder_is_refused(kind: str, base: Path, tmp_path: Path) -> None:
    change, trouble = hostile_folders.RAW[kind]
    refused(forged(base, tmp_path / "pack", change, manifests=False), trouble, tmp_path)


@pytest.mark.parametrize("kind", hostile_folders.FORGED)
def test_a_forged_folder_is_refused(kind: str, base: Path, tmp_path: Path) -> None:
    change, trouble = hostile_folders.FORGED[kind]
    refused(forged(base, tmp_path / "pack", change), trouble, tmp_path)


@pytest.mark.parametrize("kind", hostile_zips.KINDS)
def test_a_forged_zip_is_refused(kind: str, zipped: Path, tmp_path: Path) -> None:
    forge, trouble = hostile_zips.KINDS[kind]
    path = tmp_path / "pack.zip"
    path.write_bytes(forge(zipped.read_bytes()))
    refused(path, trouble, tmp_path)


def test_every_byte_of_the_zip_counts(zipped: Path, tmp_path: Path) -> None:
    data = zipped.read_bytes()
    path = tmp_path / "pack.zip"
    for at in range(0, len(data), len(data) // 150):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        assert check(path).verdict is Verdict.DIFFERS, at


def test_huge_files_are_not_read_into_memory(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bag_check, "LARGEST_TAG_FILE", 1000)
    path = forged(base, tmp_path / "pack", hostile_folders.put("bag-info.txt", b"x" * 2000), manifests=False)
    refused(path, "more than a pack may hold", tmp_path)


def test_there_are_kinds_enough() -> None:
    assert len(hostile_folders.RAW) + len(hostile_folders.FORGED) + len(hostile_zips.KINDS) >= 60
