"""A pack read in place: its files by their paths from the bag's root, as a folder or as a stored zip. Nothing is written."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from overlay.errors import FileError
from overlay.pack.findings import NoPackError, PackFinding, Trouble
from overlay.pack.names import name_findings
from overlay.pack.stored_zip import MOST_FILES
from overlay.pack.tag_files import Digests
from overlay.pack.zip_reading import ZipEntries

CHUNK = 1 << 20
DEEPEST_WALK = 8


class PackFiles(Protocol):
    """The files of a pack: `sizes` by path, and their bytes. Reading raises NoPackError where a file is not as it was listed."""

    @property
    def sizes(self) -> dict[str, int]: ...

    def chunks(self, path: str) -> Iterator[bytes]: ...


def digests(files: PackFiles, path: str) -> Digests:
    """Which bytes a file has, read in pieces."""
    sha256, sha512, length = hashlib.sha256(), hashlib.sha512(), 0
    for chunk in files.chunks(path):
        sha256.update(chunk)
        sha512.update(chunk)
        length += len(chunk)
    return Digests(sha256.hexdigest(), sha512.hexdigest(), length)


def content(files: PackFiles, path: str, *, most: int) -> bytes:
    """A file's bytes. Raises NoPackError where it is larger than `most`."""
    if files.sizes[path] > most:
        raise NoPackError(PackFinding(Trouble.SIZE, f"{path} is larger than it can honestly be.", path))
    return b"".join(files.chunks(path))


@contextmanager
def opened(path: Path) -> Iterator[PackFiles]:
    """The pack at `path`, its names in order. Raises NoPackError for what is none, FileError for what cannot be read."""
    try:
        if path.is_dir():
            files: PackFiles = FolderFiles(path)
            _require_names(files)
            yield files
            return
        with path.open("rb") as stream:
            files = ZipEntries(stream)
            _require_names(files)
            yield files
    except OSError as error:
        raise FileError(f"{path}: could not be read ({error.strerror or error}).", remedy="Check the name.") from error


def _require_names(files: PackFiles) -> None:
    wrong = tuple(name_findings(files.sizes))
    if wrong:
        raise NoPackError(*wrong)


class FolderFiles:
    """The files of a folder. Links and devices are refused where they stand, never followed or opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sizes: dict[str, int] = {}
        wrong: list[PackFinding] = []
        self._walk(folder, "", 0, wrong)
        if wrong:
            raise NoPackError(*wrong)
        self.sizes = dict(sorted(self.sizes.items()))

    def _walk(self, folder: Path, prefix: str, depth: int, wrong: list[PackFinding]) -> None:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{prefix}{entry.name}"
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISLNK(mode):
                    wrong.append(PackFinding(Trouble.LINK, f"{path!r} is a link.", path))
                elif stat.S_ISDIR(mode) and depth < DEEPEST_WALK:
                    before = len(self.sizes) + len(wrong)
                    self._walk(Path(entry.path), f"{path}/", depth + 1, wrong)
                    if len(self.sizes) + len(wrong) == before:
                        wrong.append(PackFinding(Trouble.UNEXPECTED, f"The folder {path!r} is empty.", path))
                elif stat.S_ISREG(mode):
                    self.sizes[path] = entry.stat(follow_symlinks=False).st_size
                else:
                    wrong.append(
                        PackFinding(Trouble.SPECIAL, f"{path!r} is neither a file nor a folder of a pack.", path)
                    )
                if len(self.sizes) > MOST_FILES:
                    raise NoPackError(*wrong, PackFinding(Trouble.SIZE, "There are more files than a pack may have."))

    def chunks(self, path: str) -> Iterator[bytes]:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        left = self.sizes[path]
        handle = os.open(self.folder / path, flags)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise NoPackError(PackFinding(Trouble.CHANGED, f"{path} changed while it was read.", path))
            while chunk := stream.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    break
                yield chunk
        if left:
            raise NoPackError(PackFinding(Trouble.CHANGED, f"{path} changed while it was read.", path))
