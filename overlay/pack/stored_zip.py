"""A pack as one zip (APPNOTE 6.3.10), written the plainest way: stored, in order, no times, nothing between the entries.

Every byte of such a file has one meaning, so `zip_reading` can account for all of them, and a bomb is impossible: no
file in it is larger than the zip.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from overlay.errors import UnsupportedError

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
UNIX = 3  # "version made by": the system whose file modes the entries have
REGULAR = 0o100644
MOST_BYTES = 0xFFFF0000  # what offsets of 32 bits reach, with room for the directory at the end
MOST_FILES = 0xFFFE
CHUNK = 1 << 20


def write_zip(stream: IO[bytes], folder: Path, paths: Sequence[str], *, root: str) -> None:
    """Writes the files `paths` of `folder`, in that order, under the folder `root`.

    Raises UnsupportedError where it would need the extension for large files (zip64).
    """
    sizes = [(folder / path).stat().st_size for path in paths]
    names = sum(2 * len(f"{root}/{path}".encode()) + 100 for path in paths)
    if len(paths) > MOST_FILES or sum(sizes) + names > MOST_BYTES:
        raise UnsupportedError(
            "The pack is too large for one zip file (the limit is 4 GiB and 65,534 files).",
            remedy="Write it as a folder: give -o a name without .zip.",
        )
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for path, size in zip(paths, sizes, strict=True):
            entry = zipfile.ZipInfo(f"{root}/{path}", FIXED_TIME)
            entry.create_system = UNIX
            entry.external_attr = REGULAR << 16
            entry.file_size = size
            with (folder / path).open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, CHUNK)
