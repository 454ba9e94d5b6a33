"""Pages as poppler shows them, where its `pdftoppm` is installed: the second opinion beside PDFium's.

Both files are one file to it, in memory where the system has such files: a copy begins with its original, so that
cutting the update off, and putting it back, is all that lies between the two. Pages near each other are rendered together.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress

from PIL import Image

from overlay.verify.room import SECOND_RENDERER, ran_short

DPI = 60
SECONDS = 30

NEAR = 2
"""Pages further on that one run still takes along: rendering the page between costs less than another start."""

MOST_TOGETHER = 8
"""Pages of one run: a bound to what their pictures weigh."""

Pair = tuple[Image.Image, Image.Image]

_HEADER = re.compile(rb"P6\s+(\d{1,6})\s+(\d{1,6})\s+255\s")


class Poppler:
    """Original and copy, which is `original_length` bytes of original and an update, as poppler renders them.

    To be closed after use. Nothing is rendered where poppler is not there, where it would need the password on its
    command line, for all to see, or where the memory allowed is too little for it.
    """

    def __init__(self, copy: bytes, original_length: int, *, password: str | None) -> None:
        self._update = memoryview(copy)[original_length:]
        self._length = original_length
        self._program = None if password or ran_short(SECOND_RENDERER) else shutil.which("pdftoppm")
        self._file: int | None = None
        self._name = ""
        if self._program is not None:
            try:
                self._open(memoryview(copy)[:original_length])
            except OSError:  # no room for the file
                self.close()

    def _open(self, original: memoryview) -> None:
        if hasattr(os, "memfd_create"):
            self._file = os.memfd_create("overlay")
        else:
            self._file, self._name = tempfile.mkstemp(suffix=".pdf")
        _write(self._file, original)

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            os.close(self._file)
        if self._name:
            with suppress(OSError):
                os.unlink(self._name)
        self._file, self._name = None, ""

    def pairs(self, page_indexes: Iterable[int]) -> Iterator[tuple[int, Pair | None]]:
        """Each page before and after, RGB, in order; None for a page of which poppler gives no two pictures."""
        for together in _runs(sorted(set(page_indexes))):
            before, after = self._rendered(together, updated=False), self._rendered(together, updated=True)
            for page_index in together:
                at = page_index - together[0]
                whole = at < min(len(before), len(after))
                yield page_index, (before[at], after[at]) if whole else None

    def _rendered(self, together: list[int], *, updated: bool) -> list[Image.Image]:
        """Every page from the first to the last of `together`; [] where anything fails, for half an answer is none."""
        if self._file is None or self._program is None:
            return []
        try:
            os.ftruncate(self._file, self._length)
            if updated:
                os.lseek(self._file, 0, os.SEEK_END)
                _write(self._file, self._update)
            first, last = str(together[0] + 1), str(together[-1] + 1)
            path = self._name or f"/proc/self/fd/{self._file}"
            made = subprocess.run(
                [self._program, "-r", str(DPI), "-f", first, "-l", last, "-cropbox", "-q", path],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                pass_fds=() if self._name else (self._file,),
            )
            found = list(_pictures(made.stdout)) if made.returncode == 0 else []
        except (OSError, subprocess.TimeoutExpired, ValueError):
            return []
        return found if len(found) == together[-1] - together[0] + 1 else []


def _runs(page_indexes: list[int]) -> Iterator[list[int]]:
    """The pages in groups that are rendered together."""
    run: list[int] = []
    for index in page_indexes:
        if run and (index - run[-1] > NEAR or index - run[0] >= MOST_TOGETHER):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _pictures(stream: bytes) -> Iterator[Image.Image]:
    """The pictures of a stream of PPM files."""
    position = 0
    while header := _HEADER.match(stream, position):
        width, height = int(header.group(1)), int(header.group(2))
        end = header.end() + 3 * width * height
        if end > len(stream):
            return
        yield Image.frombuffer("RGB", (width, height), stream[header.end() : end], "raw", "RGB", 0, 1)
        position = end


def _write(file: int, content: memoryview) -> None:
    while content:
        content = content[os.write(file, content) :]
