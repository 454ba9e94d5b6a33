"""A bag while it is being written: in a hidden folder beside its target, each file hashed as it goes to disk.

Nothing is at the target until all is written and flushed; then it is renamed there. Whatever ends the writing early
takes the hidden folder with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from overlay.errors import FileError, OutputExistsError
from overlay.pack.facts import PackFacts
from overlay.pack.stored_zip import write_zip
from overlay.pack.tag_files import (
    ALGORITHMS,
    DECLARATION,
    DECLARED,
    MANIFESTS,
    PARTICULARS,
    TAG_MANIFESTS,
    Digests,
    manifest,
    particulars,
)
from overlay.publish import set_mode, usual_mode

HIDDEN, PART = ".overlay-", ".part"
"""How the names of what is still being written begin and end."""


class Bag:
    """Files put under a folder that is not published yet, by their paths from the bag's root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digests: dict[str, Digests] = {}

    def put(self, path: str, data: bytes) -> Digests:
        """Writes one file and flushes it. Returns which bytes it has."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        found = Digests(hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest(), len(data))
        self.digests[path] = found
        return found

    def close(self, facts: PackFacts) -> None:
        """Writes the declaration, the particulars and the manifests over all that was put."""
        payload = dict(self.digests)
        self.put(DECLARATION, DECLARED)
        self.put(PARTICULARS, particulars(facts, payload))
        for name, algorithm in zip(MANIFESTS, ALGORITHMS, strict=True):
            self.put(name, manifest(payload, algorithm))
        tags = {path: digests for path, digests in self.digests.items() if path not in payload}
        for name, algorithm in zip(TAG_MANIFESTS, ALGORITHMS, strict=True):
            self.put(name, manifest(tags, algorithm))


@contextlib.contextmanager
def new_bag(target: Path) -> Iterator[Bag]:
    """A bag beside its target; gone when the block is left, unless it was published. Raises FileError for a disk's refusal."""
    folder: str | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.mkdtemp(prefix=HIDDEN, suffix=PART, dir=target.parent)
        yield Bag(Path(folder))
    except OSError as error:
        raise FileError(
            f"{target}: could not be written ({error.strerror or error}).",
            remedy="Check the folder, its permissions and the space left.",
        ) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def is_zip(target: Path) -> bool:
    """Whether a pack of this name is one file rather than a folder."""
    return target.suffix.lower() == ".zip"


def refuse_target(target: Path, *, force: bool) -> None:
    """Raises OutputExistsError where something is at the target; with `force`, where it is no pack that may be replaced."""
    there = target.is_symlink() or target.exists()
    if there and not force:
        raise OutputExistsError(
            f"{target}: is there already.", remedy="Use --force to replace it, or name another place."
        )
    replaceable = target.is_file() if is_zip(target) else target.is_dir() and (target / DECLARATION).is_file()
    if there and (target.is_symlink() or not replaceable):
        raise OutputExistsError(f"{target}: is no pack, so it is not replaced.", remedy="Name another place.")


def publish_bag(bag: Bag, target: Path, *, root: str, force: bool) -> None:
    """Puts a finished bag at its target: as a folder, or as a zip with all of it under the folder `root`.

    Raises as `refuse_target`, and UnsupportedError for a bag too large for a zip.
    """
    if is_zip(target):
        _publish_zip(bag, target, root=root, force=force)
    else:
        _publish_folder(bag, target, force=force)
    _flush(target.parent)


def _publish_folder(bag: Bag, target: Path, *, force: bool) -> None:
    mask = os.umask(0)
    os.umask(mask)
    for folder, _, _ in os.walk(bag.folder):
        os.chmod(folder, 0o777 & ~mask)
        _flush(Path(folder))
    refuse_target(target, force=force)
    old = bag.folder.with_suffix(".old")
    if target.exists():
        os.rename(target, old)
    try:
        os.rename(bag.folder, target)
    except OSError:
        if old.exists():
            os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _publish_zip(bag: Bag, target: Path, *, root: str, force: bool) -> None:
    handle, temporary = tempfile.mkstemp(prefix=HIDDEN, suffix=PART, dir=target.parent)
    try:
        with os.fdopen(handle, "w+b") as stream:
            write_zip(stream, bag.folder, sorted(bag.digests), root=root)
            stream.flush()
            set_mode(stream.fileno(), usual_mode())
            os.fsync(stream.fileno())
        refuse_target(target, force=force)
        os.replace(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _flush(folder: Path) -> None:
    """Make the renames last through a power cut, where the system lets a folder be flushed."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
