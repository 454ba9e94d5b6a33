"""Pages as poppler shows them, where its `pdftoppm` is installed: the second opinion beside PDFium's.

Original and copy are a file each to it, in memory where the system has such files, and it draws both at the same time.
Pages near each other are rendered together.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from PIL import Image

from overlay.verify.room import SECOND_RENDERER, ran_short

DPI = 60
SECONDS = 30

NEAR = 2
"""Pages further on that one run still takes along: rendering the page between costs less than another start."""

MOST_TOGETHER = 8
"""Pages of one run: a bound to what their pictures weigh."""

Pair = tuple[Image.Image, Image.Image]
Run = tuple[int, ...]
"""The indexes of pages that are rendered together, ascending."""

File = tuple[str, tuple[int, ...]]
"""A path, and the descriptors that a program has to inherit to open it."""

_HEADER = re.compile(rb"P6\s+(\d{1,6})\s+(\d{1,6})\s+255\s")


class Poppler:
    """Original and copy, which is `original_length` bytes of original and an update, as poppler renders them.

    To be closed after use. Nothing is rendered where poppler is not there, where it would need the password on its
    command line, for all to see, or where the memory allowed is too little for it.
    """

    def __init__(self, copy: bytes, original_length: int, *, password: str | None) -> None:
        self._held = ExitStack()
        self._files: tuple[File, ...] = ()
        self._program = "" if password or ran_short(SECOND_RENDERER) else shutil.which("pdftoppm") or ""
        if self._program:
            both = (memoryview(copy)[:original_length], memoryview(copy))
            with suppress(OSError):  # no room for the files
                self._files = tuple([self._held.enter_context(_file(content)) for content in both])

    def close(self) -> None:
        """Give the files back."""
        self._files = ()
        self._held.close()

    def pairs(self, page_indexes: Iterable[int]) -> Iterator[tuple[int, Pair | None]]:
        """Each page before and after, RGB, in order; None for a page of which poppler gives no two pictures."""
        for run in _runs(page_indexes):
            before, after = self._rendered(run)
            for page_index in run:
                at = page_index - run[0]
                yield page_index, (before[at], after[at]) if before and after else None

    def _rendered(self, run: Run) -> tuple[list[Image.Image], list[Image.Image]]:
        """Every page from the first to the last of a run, in both files; [] where anything fails, for half an answer is none."""
        if not self._files:
            return [], []
        original, copy = self._files
        count = run[-1] - run[0] + 1
        try:
            with self._drawing(original, run) as before, self._drawing(copy, run) as after:
                return _pictures(before, count), _pictures(after, count)
        except (OSError, subprocess.TimeoutExpired, ValueError):
            return [], []

    @contextmanager
    def _drawing(self, file: File, run: Run) -> Iterator[subprocess.Popen[bytes]]:
        """Poppler at work on a file. However it goes, it leaves no process behind."""
        path, inherited = file
        first, last = str(run[0] + 1), str(run[-1] + 1)
        drawing = subprocess.Popen(
            [self._program, "-r", str(DPI), "-f", first, "-l", last, "-cropbox", "-q", path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=inherited,
        )
        with drawing:
            try:
                yield drawing
            finally:
                drawing.kill()


@contextmanager
def _file(content: memoryview) -> Iterator[File]:
    """Some bytes as a file, for as long as it is needed."""
    in_memory = hasattr(os, "memfd_create")
    file, path = (os.memfd_create("overlay"), "") if in_memory else tempfile.mkstemp(suffix=".pdf")
    try:
        while content:
            content = content[os.write(file, content) :]
        yield (f"/proc/self/fd/{file}", (file,)) if in_memory else (path, ())
    finally:
        os.close(file)
        if not in_memory:
            with suppress(OSError):
                os.unlink(path)


def _runs(page_indexes: Iterable[int]) -> Iterator[Run]:
    """The pages in groups that are rendered together."""
    run: Run = ()
    for index in sorted(set(page_indexes)):
        if run and (index - run[-1] > NEAR or index - run[0] >= MOST_TOGETHER):
            yield run
            run = ()
        run = (*run, index)
    if run:
        yield run


def _pictures(drawing: subprocess.Popen[bytes], count: int) -> list[Image.Image]:
    """The pictures that a poppler at work gives, a stream of PPM files; [] for any other number than `count`."""
    stream, _ = drawing.communicate(timeout=SECONDS)
    found = list(_parted(stream)) if drawing.returncode == 0 else []
    return found if len(found) == count else []


def _parted(stream: bytes) -> Iterator[Image.Image]:
    position = 0
    while header := _HEADER.match(stream, position):
        width, height = int(header.group(1)), int(header.group(2))
        end = header.end() + 3 * width * height
        if end > len(stream):
            return
        yield Image.frombuffer("RGB", (width, height), stream[header.end() : end], "raw", "RGB", 0, 1)
        position = end
