"""Outputs are whole or not there, never over an input, never outside the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay import publish as publishing
from overlay.errors import FileError, OutputExistsError
from overlay.publish import output_name, publish


def test_a_file_is_published_whole_with_ordinary_permissions(tmp_path: Path) -> None:
    target = tmp_path / "new" / "report.corrected.pdf"
    publish(b"content", target)
    assert target.read_bytes() == b"content"
    assert os.listdir(target.parent) == ["report.corrected.pdf"]
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert target.stat().st_mode == plain.stat().st_mode


def test_what_is_there_stays_without_force(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(OutputExistsError):
        publish(b"new", target)
    assert target.read_bytes() == b"old"
    publish(b"new", target, force=True)
    assert target.read_bytes() == b"new"


def test_an_input_is_never_overwritten_even_by_another_name(tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(b"original")
    other = tmp_path / "link.pdf"
    other.symlink_to(source)
    for target in (source, other):
        with pytest.raises(OutputExistsError):
            publish(b"new", target, force=True, inputs=[source])
    assert source.read_bytes() == b"original"


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing.os, "fsync", full)
    with pytest.raises(FileError, match="No space left"):
        publish(b"new", tmp_path / "a.pdf")
    assert os.listdir(tmp_path) == []


def test_a_file_made_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.pdf"
    real = os.fsync

    def slow(handle: int) -> None:
        if not target.exists():
            target.write_bytes(b"theirs")
        real(handle)

    monkeypatch.setattr(publishing.os, "fsync", slow)
    with pytest.raises(OutputExistsError):
        publish(b"ours", target)
    assert target.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["a.pdf"]


@given(st.text(max_size=300))
def test_no_name_leads_out_of_the_folder(file_name: str) -> None:
    made = output_name(file_name, ".corrected.pdf")
    assert made.endswith(".corrected.pdf")
    assert "/" not in made
    assert "\\" not in made
    assert "\x00" not in made
    assert not made.startswith(("-", ".", " "))
    assert len(made.encode()) <= 255


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("report.pdf", "report.corrected.pdf"),
        ("../../etc/passwd", "passwd.corrected.pdf"),
        ("a/b/Bericht (2).PDF", "Bericht (2).corrected.pdf"),
        ("C:\\x\\y.pdf", "y.corrected.pdf"),
        ("..", "_.corrected.pdf"),
        ("con.pdf", "_con.corrected.pdf"),
        ("evil\x1b[31m.pdf", "evil__31m.corrected.pdf"),
    ],
)
def test_names_are_kept_where_they_are_harmless(file_name: str, expected: str) -> None:
    assert output_name(file_name, ".corrected.pdf") == expected
