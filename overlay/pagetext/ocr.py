"""A scanned page read by machine (ocrmypdf and tesseract, the [ocr] extra): only to find where its words stand.

Nothing of what is recognised goes into a release copy but the words that an erratum quotes anyway.
The two programs read one page, by itself. They are given no more time than whoever runs this process grants it.
"""

from __future__ import annotations

import importlib.util
import io
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from overlay.errors import DamagedError, UnsupportedError, UsageError
from overlay.pagetext import Pages, PageText
from overlay.source import Source, open_source

NOT_INSTALLED = "Reading scans needs ocrmypdf and tesseract, which are not installed."
HOW_TO_INSTALL = "Install them: pip install 'erratum-overlay[ocr]' and, on Debian or Ubuntu, apt install tesseract-ocr (other languages: tesseract-ocr-deu and so on)."

OPTIONS = ("--output-type", "pdf", "--optimize", "0", "--jobs", "1", "--no-progress-bar", "--quiet")
NOTHING_TO_READ_WITH, HAS_TEXT = 3, 6
"""Exit codes of ocrmypdf: a dependency is missing; the page has text."""

USUAL_LANGUAGES = ("eng",)
_LANGUAGE = re.compile(r"[A-Za-z0-9_]{1,40}")


class Scan:
    """One scanned page as text: what was recognised on it, at its place in the user space of the page as it is.

    Raises what `recognised` and `pagetext.Pages` raise, when it is made.
    """

    def __init__(self, source: Source, page_index: int, languages: tuple[str, ...]) -> None:
        alone = open_source(
            recognised(source, page_index, languages=languages),
            name=source.name,
            limits=source.reader.allowance.limits,
        )
        pages = Pages(alone)
        self._written = replace(pages.text(0), page_index=page_index)
        self._spatial = replace(pages.spatial(0), page_index=page_index)
        self._running = pages.running(0)

    def text(self, page_index: int) -> PageText:
        """Its text in the order in which it was recognised; `page_index` is that of the page."""
        assert page_index == self._written.page_index
        return self._written

    def spatial(self, page_index: int) -> PageText:
        """The same characters by where they stand."""
        assert page_index == self._spatial.page_index
        return self._spatial

    def running(self, page_index: int) -> frozenset[int]:
        """The lines of its page number, as `pagetext.Pages.running` has them; it has no neighbours to be compared with."""
        assert page_index == self._written.page_index
        return self._running


def languages_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of tesseract's languages ("eng", "deu"), each once. Raises UsageError where one cannot be such a name."""
    for name in names:
        if not _LANGUAGE.fullmatch(name):
            raise UsageError(
                f"“{name}” is no language of the text recognition.", remedy="For example: eng, deu, chi_sim."
            )
    return tuple(dict.fromkeys(names))


def is_installed() -> bool:
    """Whether a scan can be read at all: the two programs, and the library that takes a page out."""
    libraries = all(importlib.util.find_spec(name) is not None for name in ("ocrmypdf", "pikepdf"))
    return libraries and shutil.which("tesseract") is not None


def recognised(source: Source, page_index: int, *, languages: tuple[str, ...] = USUAL_LANGUAGES) -> bytes:
    """A one-page PDF: the page as it is, in the same user space, with a layer of recognised text beneath.

    `languages` are tesseract's names. Raises UsageError where one is no such name, UnsupportedError where the extra or a language is not installed,
    DamagedError where the page cannot be read.
    """
    if not is_installed():
        raise UnsupportedError(NOT_INSTALLED, remedy=HOW_TO_INSTALL)
    import pikepdf

    named = languages_of(languages)
    with tempfile.TemporaryDirectory(prefix="overlay-ocr-") as folder:
        given, read = Path(folder, "page.pdf"), Path(folder, "read.pdf")
        try:
            with (
                pikepdf.open(io.BytesIO(source.data), password=source.password or "") as document,
                pikepdf.new() as alone,
            ):
                alone.pages.append(document.pages[page_index])
                alone.save(given)
        except (pikepdf.PdfError, ValueError, RuntimeError) as error:
            raise DamagedError(f"{source.name}: sheet {page_index + 1} could not be read as a scan.") from error
        # In a process of its own: ocrmypdf puts functions of its own into pdfminer, and what is read next would differ.
        command = [sys.executable, "-m", "ocrmypdf", *OPTIONS, "--language", "+".join(named), str(given), str(read)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode == NOTHING_TO_READ_WITH:
            told = f"The scan cannot be read in {' and '.join(named)}: a program or the data of a language is missing."
            raise UnsupportedError(told, remedy=HOW_TO_INSTALL)
        if done.returncode == HAS_TEXT:
            raise UnsupportedError(
                f"{source.name}: sheet {page_index + 1} has a little text of its own, so it is not read as a scan."
            )
        if done.returncode != 0:
            raise DamagedError(
                f"{source.name}: sheet {page_index + 1} could not be read as a scan (ocrmypdf ended with {done.returncode})."
            )
        return read.read_bytes()
