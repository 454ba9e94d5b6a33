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
from contextlib import closing, suppress

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
        self._file: _File | None = None
        if self._program is not None:
            try:
                self._file = _File()
                self._file.write(memoryview(copy)[:original_length])
            except OSError:  # no room for the file
                self.close()

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
        self._file = None

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
        first, last = str(together[0] + 1), str(together[-1] + 1)
        try:
            self._file.cut(self._length)
            if updated:
                self._file.write(self._update)
            with closing(_File()) as painted:
                made = subprocess.run(
                    [self._program, "-r", str(DPI), "-f", first, "-l", last, "-cropbox", "-q", self._file.path],
                    stdin=subprocess.DEVNULL,
                    stdout=painted.number,
                    stderr=subprocess.PIPE,  # of which nothing is expected but its end: waiting for that needs no looking
                    timeout=SECONDS,
                    check=False,
                    pass_fds=self._file.inherited,
                )
                found = list(_pictures(painted.read())) if made.returncode == 0 else []
        except (OSError, subprocess.TimeoutExpired, ValueError):
            return []
        return found if len(found) == together[-1] - together[0] + 1 else []


class _File:
    """A file in memory, or a temporary one where the system has none such. To be closed after use. Raises OSError."""

    def __init__(self) -> None:
        self._name = ""
        if hasattr(os, "memfd_create"):
            self.number = os.memfd_create("overlay")
        else:
            self.number, self._name = tempfile.mkstemp(suffix=".pdf")

    @property
    def path(self) -> str:
        """By which a process that has `inherited` opens it."""
        return self._name or f"/proc/self/fd/{self.number}"

    @property
    def inherited(self) -> tuple[int, ...]:
        """What such a process is handed over."""
        return () if self._name else (self.number,)

    def write(self, content: memoryview) -> None:
        """Put something behind what is there."""
        os.lseek(self.number, 0, os.SEEK_END)
        while content:
            content = content[os.write(self.number, content) :]

    def cut(self, length: int) -> None:
        os.ftruncate(self.number, length)

    def read(self) -> bytes:
        """All of it."""
        os.lseek(self.number, 0, os.SEEK_SET)
        with open(self.number, "rb", closefd=False) as reader:
            return reader.read()

    def close(self) -> None:
        os.close(self.number)
        if self._name:
            with suppress(OSError):
                os.unlink(self._name)


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
        yield Image.frombytes("RGB", (width, height), memoryview(stream)[header.end() : end])
        position = end
