"""Writes outputs: whole or not at all, never over an input, never over what is there unless told to."""

from __future__ import annotations

import contextlib
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from overlay.errors import FileError, OutputExistsError

LONGEST_STEM = 150
"""Characters of a name kept, so that with an ending it stays under the 255 bytes of common file systems."""

_RESERVED_ON_WINDOWS = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def output_name(file_name: str, ending: str) -> str:
    """A name for an output made from an input's name: `report.pdf` and `.corrected.pdf` give `report.corrected.pdf`.

    Only the last part of a path is used, and whatever a file system or a shell might misread becomes "_", so that no
    name from outside leads out of the output folder.
    """
    last = file_name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    stem = last[:-4] if last.lower().endswith(".pdf") else last
    kept = "".join(
        char if char.isalnum() or char in " ._-()+,'&@=" else "_" for char in unicodedata.normalize("NFC", stem)
    )
    kept = kept.strip(" .")[:LONGEST_STEM]
    while len(kept.encode()) > LONGEST_STEM:
        kept = kept[:-1]
    if not kept or kept.lower().split(".")[0] in _RESERVED_ON_WINDOWS:
        kept = f"_{kept}"
    return f"{kept.lstrip('-') or '_'}{ending}"


def refuse_existing(target: Path, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Raises OutputExistsError where `target` is one of `inputs` (always), or is there already (unless `force`)."""
    for source in inputs:
        if target == source or (target.exists() and source.exists() and os.path.samefile(target, source)):
            raise OutputExistsError(
                f"{target}: the output would overwrite its own input.", remedy="Name another output folder or file."
            )
    if (target.exists() or target.is_symlink()) and not force:
        raise OutputExistsError(
            f"{target}: is there already.", remedy="Use --force to replace it, or name another place."
        )
    if target.is_dir():
        raise OutputExistsError(f"{target}: is a folder.", remedy="Name another place.")


def publish(
    data: bytes | tuple[bytes, ...],
    target: Path,
    *,
    force: bool = False,
    inputs: Iterable[Path] = (),
    private: bool = False,
) -> None:
    """Write `data`, or its parts one after the other, to `target`: to a temporary file beside it, flushed to disk, then renamed into place.

    A `private` file is for its owner alone. Without `force` the file is linked into place, which fails where another process was quicker.
    Raises OutputExistsError as `refuse_existing`, FileError where the disk or a permission says no; nothing is left behind.
    """
    refuse_existing(target, force=force, inputs=inputs)
    temporary: str | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".overlay-", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines((data,) if isinstance(data, bytes) else data)
            stream.flush()
            set_mode(stream.fileno(), 0o600 if private else usual_mode())
            os.fsync(stream.fileno())
        if force:
            os.replace(temporary, target)
        else:
            name_finally(temporary, target)
        flush_folder(target.parent)
    except FileExistsError as error:
        raise OutputExistsError(f"{target}: is there already.", remedy="Use --force to replace it.") from error
    except OSError as error:
        raise FileError(
            f"{target}: could not be written ({error.strerror or error}).",
            remedy="Check the folder, its permissions and the space left.",
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def set_mode(handle: int, mode: int) -> None:
    """Give an open file its permissions, where the system has them (Windows does not before Python 3.13)."""
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)


def name_finally(temporary: str, target: Path) -> None:
    """Give a finished file its name. Raises FileExistsError where another process was quicker, OSError as the system has it."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: whoever looked before must do
        os.replace(temporary, target)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where the system lets a folder be flushed."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def usual_mode() -> int:
    """The permissions that any new file of this user has."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def read_input(path: Path) -> bytes:
    """The bytes of an input file. Raises FileError where it cannot be read, or is a folder or a device."""
    try:
        if path.is_dir() or path.is_char_device() or path.is_block_device():
            kind = "folder" if path.is_dir() else "device"
            raise FileError(f"{path}: is a {kind}, not a file.", remedy="Name a file.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{path}: could not be read ({reason}).", remedy="Check the name.") from error
