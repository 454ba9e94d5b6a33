"""Where inputs come from and outputs go: folders, or with obstore the stores of `s3://`, `gs://` and `az://`."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overlay.errors import FileError, OutputExistsError, OverlayError, UsageError
from overlay.publish import name_finally, set_mode, usual_mode

SCHEMES = ("s3", "gs", "az")
HALTING = (errno.ENOSPC, errno.EROFS, errno.EDQUOT)
"""Troubles of the output that every other document would meet too."""

PART_ENDING = ".part"
BLOCK = 1 << 20


def is_url(place: str) -> bool:
    """Whether a place is in a remote store; everything else is a path."""
    return place.split("://", 1)[0] in SCHEMES and "://" in place


@dataclass(frozen=True, slots=True)
class Input:
    """A PDF's bytes; `stamp` is what a remote store calls this version of it, "" for a file."""

    data: bytes
    stamp: str = ""


class HaltError(FileError):
    """The output takes no more: a full disk, a read-only folder. Every other document would fare the same."""


def read(place: str) -> Input:
    """The bytes at a path or URL. Raises FileError."""
    if is_url(place):
        return _fetched(place)
    try:
        return Input(Path(place).read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{place}: could not be read ({reason}).", remedy="Check the name.") from error


def stamp(place: str) -> str:
    """What now stands for the input's content: a file's SHA-256, a remote object's stamp; "" where it cannot be read."""
    if is_url(place):
        with contextlib.suppress(OverlayError):
            return _head(place)
        return ""
    return sha256_of(Path(place))


def sha256_of(path: Path) -> str:
    """The hash of a file, read in blocks; "" where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


def write_part(data: bytes, target: Path, *, tag: str) -> str:
    """Write a copy under a temporary name beside `target`, flushed to disk, and return that name: half of a publication.

    Raises HaltError where the disk is full or read-only, FileError for other trouble; nothing is left behind.
    """
    part = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f".overlay-{tag}", suffix=PART_ENDING, dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            set_mode(stream.fileno(), usual_mode())
            os.fsync(stream.fileno())
    except (OSError, ValueError) as error:
        drop(part)
        raise trouble(target, error) from error
    return part


def place(part: str, target: Path, sha256: str, *, may_replace: str, force: bool) -> None:
    """Give a finished copy its name: the other half. What is there already is replaced only by `force`, or where it is
    the copy of an earlier run (its SHA-256 is `may_replace`); where it is this very copy, nothing needs doing.

    Raises OutputExistsError, HaltError, FileError; the temporary file is gone either way.
    """
    try:
        if target.exists() or target.is_symlink():
            there = sha256_of(target)
            if there == sha256:
                return
            if target.is_dir() or not (force or (there and there == may_replace)):
                raise OutputExistsError(
                    f"{target}: is there already, and no run of this batch wrote it.",
                    remedy="Use --force to replace it, or name another output folder.",
                )
            os.replace(part, target)
            return
        name_finally(part, target)
    except OSError as error:
        raise trouble(target, error) from error
    finally:
        drop(part)


def drop(part: str) -> None:
    """Remove a temporary file if it is there."""
    if part:
        with contextlib.suppress(OSError):
            os.unlink(part)


def trouble(target: Path | str, error: OSError | ValueError) -> FileError:
    """The typed error of a failed write."""
    number = getattr(error, "errno", None)
    kind = HaltError if number in HALTING else FileError
    reason = getattr(error, "strerror", None) or error
    return kind(
        f"{target}: could not be written ({reason}).", remedy="Check the folder, its permissions and the space left."
    )


def put_new(data: bytes, url: str, *, sha256: str, may_replace: str, force: bool) -> None:
    """Put an object where none is: stores make it whole or not at all. What is there is treated as `place` does.

    Raises OutputExistsError, FileError.
    """
    obstore, store, name = _opened(url)
    try:
        obstore.put(store, name, data, mode="create")
    except obstore.exceptions.AlreadyExistsError:
        there = hashlib.sha256(bytes(obstore.get(store, name).bytes())).hexdigest()
        if there == sha256:
            return
        if not (force or (there == may_replace)):
            raise OutputExistsError(
                f"{url}: is there already, and no run of this batch wrote it.",
                remedy="Use --force to replace it, or name another output.",
            ) from None
        obstore.put(store, name, data, mode="overwrite")
    except (obstore.exceptions.BaseError, OSError) as error:
        raise FileError(f"{url}: could not be written ({_first_line(error)}).", remedy="Check the store.") from error


def _fetched(url: str) -> Input:
    obstore, store, name = _opened(url)
    try:
        got = obstore.get(store, name)
        return Input(bytes(got.bytes()), _stamp_of(got.meta))
    except (obstore.exceptions.BaseError, OSError) as error:
        raise FileError(f"{url}: could not be read ({_first_line(error)}).", remedy="Check the name.") from error


def _head(url: str) -> str:
    obstore, store, name = _opened(url)
    try:
        return _stamp_of(obstore.head(store, name))
    except (obstore.exceptions.BaseError, OSError) as error:
        raise FileError(f"{url}: could not be read ({_first_line(error)}).", remedy="Check the name.") from error


def _stamp_of(meta: Any) -> str:
    return f"{meta.get('e_tag') or meta['last_modified']} {meta['size']}"


def _opened(url: str) -> tuple[Any, Any, str]:
    """obstore, the store of a bucket, and the object's name in it. Credentials come from the environment, as for other tools."""
    try:
        import obstore
        import obstore.exceptions
        from obstore.store import from_url
    except ImportError:
        raise UsageError(
            f"{url}: remote stores need the part [remote].", remedy="Install it: pip install 'erratum-overlay[remote]'"
        ) from None
    scheme, rest = url.split("://", 1)
    bucket, _, name = rest.partition("/")
    if not bucket or not name:
        raise UsageError(f"{url}: names no object in a bucket.", remedy="Write it as s3://bucket/folder/name.pdf.")
    root = f"{scheme}://{bucket}"
    if root not in _STORES:
        _STORES[root] = from_url(root)
    return obstore, _STORES[root], name


_STORES: dict[str, Any] = {}


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
