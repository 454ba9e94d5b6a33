"""One run at a time on one ledger: a lock that goes with the process that holds it, however it ends."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from overlay.batches.store import trouble
from overlay.errors import OutputExistsError


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock file `path`; it is gone afterwards.

    Raises OutputExistsError where another run holds it, FileError where it cannot be made. The lock is one on byte
    ranges (POSIX), which network file systems carry between machines too.
    """
    handle = _held(path)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)
        os.close(handle)


def _held(path: Path) -> int:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        except OSError as error:
            raise trouble(path, error) from error
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            raise OutputExistsError(
                f"{path.parent}: another run is working there.", remedy="Wait for it, or name another output folder."
            ) from None
        with contextlib.suppress(OSError):
            # A run that has just ended may have removed the file between the two calls above: then lock the new one.
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                return handle
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
