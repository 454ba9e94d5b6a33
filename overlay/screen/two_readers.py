"""The texts of a long document's pages, read by two processes at once: this one from the front, another from the back.

They meet where they meet; a page's text is the same whoever reads it. Where a second process cannot be had, or ends
before its time, this one reads what is missing, so that the second can never make an answer another one.
"""

from __future__ import annotations

import gc
import mmap
import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from overlay.limits import end_with_parent

FEWEST_PAGES = 100
"""Below, a process costs as much to start as it saves."""

_PLACES = struct.Struct("=qq")  # how far each of the two has come: positions in the list of pages
_HEAD = struct.Struct("=qq")  # before each text: its position, and its length in bytes
_DONE = 0


def read_all(read: Callable[[int], str], page_indexes: Sequence[int]) -> dict[int, str]:
    """`read` of each of the pages, by their indexes; `read` must have no effect but its answer."""
    second = _Second.started(read, page_indexes)
    if second is None:
        return {index: read(index) for index in page_indexes}
    found: dict[int, str] = {}
    for place, index in enumerate(page_indexes):
        if place >= second.reached(place):
            break
        found[index] = read(index)
    found |= {page_indexes[place]: text for place, text in second.texts().items()}
    return {index: found[index] if index in found else read(index) for index in page_indexes}


def _may_start(count: int) -> bool:
    """Whether a fork of this process pays and is safe: another core, Linux, no other thread that could hold a lock."""
    return (
        count >= FEWEST_PAGES
        and sys.platform == "linux"
        and hasattr(os, "memfd_create")
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
    )


class _Second:
    """The process that reads from the back, seen from the one that started it."""

    def __init__(self, process_id: int, places: mmap.mmap, written: int) -> None:
        self._process_id = process_id
        self._places = places
        self._written = written

    @staticmethod
    def started(read: Callable[[int], str], page_indexes: Sequence[int]) -> _Second | None:
        """The process, at work; None where there is to be none."""
        if not _may_start(len(page_indexes)):
            return None
        try:
            written = os.memfd_create("overlay-page-texts")
        except OSError:
            return None
        places = mmap.mmap(-1, _PLACES.size)
        places[:] = _PLACES.pack(0, len(page_indexes))
        first, spent = os.getpid(), time.process_time()
        try:
            process_id = os.fork()
        except OSError:
            os.close(written)
            return None
        if process_id == 0:
            _work(partial(_read_backwards, read, page_indexes, places, written), first, spent)
        return _Second(process_id, places, written)

    def reached(self, place: int) -> int:
        """Tell the second process that this one reads the page at `place` next; the place that the second has come to."""
        struct.pack_into("=q", self._places, 0, place)
        return int(_PLACES.unpack(self._places)[1])

    def texts(self) -> dict[int, str]:
        """What it read, by place, once it has ended; nothing where it did not end as it should."""
        try:
            _, status, usage = os.wait4(self._process_id, 0)
            _take_from_time(usage.ru_utime + usage.ru_stime)
            return _unpacked(self._written) if os.waitstatus_to_exitcode(status) == _DONE else {}
        finally:
            os.close(self._written)


def _work(task: Callable[[], None], first: int, spent: float) -> None:
    """What the second process does: it dies with the first, and never returns, whatever happens.

    `spent`: the seconds of computing that the first had used up.
    """
    try:
        end_with_parent(first)
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)
        gc.disable()
        _take_from_time(spent)
        task()
        os._exit(_DONE)
    finally:
        os._exit(1)


def _read_backwards(read: Callable[[int], str], page_indexes: Sequence[int], places: mmap.mmap, written: int) -> None:
    with os.fdopen(os.dup(written), "wb") as out:
        for place in range(len(page_indexes) - 1, -1, -1):
            struct.pack_into("=q", places, 8, place)
            if place <= _PLACES.unpack(places)[0]:
                break
            text = read(page_indexes[place]).encode()
            out.write(_HEAD.pack(place, len(text)))
            out.write(text)


def _unpacked(written: int) -> dict[int, str]:
    found: dict[int, str] = {}
    os.lseek(written, 0, os.SEEK_SET)
    with os.fdopen(os.dup(written), "rb") as stream:
        while head := stream.read(_HEAD.size):
            place, length = _HEAD.unpack(head)
            found[place] = stream.read(length).decode()
    return found


def _take_from_time(seconds: float) -> None:
    """So much less may this process compute: the two together have the time of one."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (max(1, soft - int(seconds)), hard))
