"""Putting copies in their places: whole or not at all, and never over what another made."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from overlay.batches import store
from overlay.batches.store import HaltError
from overlay.errors import FileError, OutputExistsError


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def publish(data: bytes, target: Path, *, may_replace: str = "", force: bool = False) -> None:
    part = store.write_part(data, target, tag="batch-")
    store.place(part, target, sha(data), may_replace=may_replace, force=force)


def test_a_copy_gets_its_name_when_it_is_whole(tmp_path: Path) -> None:
    publish(b"one", tmp_path / "a" / "x.pdf")
    publish(b"one", tmp_path / "a" / "x.pdf")  # the same again is no harm
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["x.pdf"]
    assert os.stat(tmp_path / "a" / "x.pdf").st_nlink == 1


def test_only_our_own_copy_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    target.write_bytes(b"somebody's work")
    with pytest.raises(OutputExistsError):
        publish(b"two", target)
    with pytest.raises(OutputExistsError):
        publish(b"two", target, may_replace=sha(b"one"))
    assert target.read_bytes() == b"somebody's work"
    publish(b"two", target, force=True)
    publish(b"three", target, may_replace=sha(b"two"))
    assert target.read_bytes() == b"three"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, HaltError), (errno.EROFS, HaltError), (errno.EIO, FileError)]
)
def test_trouble_of_the_disk_leaves_nothing(
    number: int, kind: type[FileError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(kind) as caught:
        store.write_part(b"data", tmp_path / "x.pdf", tag="batch-")
    assert type(caught.value) is kind
    assert list(tmp_path.iterdir()) == []


def test_a_remote_store_makes_objects_whole_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("obstore", reason="the part [remote] is not installed")
    moto = pytest.importorskip("moto.server", reason="moto, the local S3 server, is not installed")
    boto3 = pytest.importorskip("boto3")
    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        where = f"http://{host}:{port}"
        for name, value in {
            "AWS_ENDPOINT_URL": where,
            "AWS_ENDPOINT": where,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(store, "_STORES", {})
        client = boto3.client("s3", endpoint_url=where)
        client.create_bucket(Bucket="archive")
        url = "s3://archive/in/a b.pdf"
        store.put_new(b"one", url, sha256=sha(b"one"), may_replace="", force=False)
        store.put_new(b"one", url, sha256=sha(b"one"), may_replace="", force=False)
        with pytest.raises(OutputExistsError):
            store.put_new(b"two", url, sha256=sha(b"two"), may_replace="", force=False)
        given = store.read(url)
        assert (given.data, given.stamp) == (b"one", store.stamp(url))
        store.put_new(b"two", url, sha256=sha(b"two"), may_replace=sha(b"one"), force=False)
        assert store.read(url).data == b"two"
        assert store.stamp(url) != given.stamp
        with pytest.raises(FileError):
            store.read("s3://archive/none.pdf")
        assert store.stamp("s3://archive/none.pdf") == ""
        assert [entry["Key"] for entry in client.list_objects_v2(Bucket="archive")["Contents"]] == ["in/a b.pdf"]
    finally:
        server.stop()
