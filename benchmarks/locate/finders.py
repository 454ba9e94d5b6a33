"""One question, four ways to answer it: where do these words stand in this file? Each opens the file anew.

    python -m benchmarks.locate.finders TOOL FILE PAGE_INDEX_OR_- WORDS

prints how many places were found. A tool's libraries are imported when it is asked, so that a process of its own costs
what it costs its user.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

POPPLER_SECONDS = 120


def overlay(path: Path, words: str, page_index: int | None) -> int:
    """This project: the one place, checked to be visible and seen alike by two readers."""
    from overlay.anchor import Anchor, anchor_all
    from overlay.erratum import Citation, Deletion, Erratum, Quote
    from overlay.source import open_source

    cited = Citation(page_number=None if page_index is None else page_index + 1)
    answers = anchor_all([Erratum("1", Deletion(words), cited, Quote(words))], open_source(path.read_bytes(), name=""))
    return sum(isinstance(answer, Anchor) for answer in answers)


def pymupdf(path: Path, words: str, page_index: int | None) -> int:
    """PyMuPDF's search_for."""
    import pymupdf

    with pymupdf.open(path) as document:
        pages = range(len(document)) if page_index is None else [page_index]
        return sum(bool(document[index].search_for(words, quads=True)) for index in pages)


def pdfplumber(path: Path, words: str, page_index: int | None) -> int:
    """pdfplumber's search, as its own documentation reaches a page."""
    import pdfplumber

    found = 0
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages if page_index is None else [pdf.pages[page_index]]:
            found += bool(page.search(words, regex=False))
            page.close()
    return found


def poppler(path: Path, words: str, page_index: int | None) -> int:
    """pdftotext -bbox, and the words as a run of its words."""
    number = [] if page_index is None else ["-f", str(page_index + 1), "-l", str(page_index + 1)]
    command = ["pdftotext", "-q", "-bbox", *number, str(path), "-"]
    printed = subprocess.run(command, capture_output=True, check=True, timeout=POPPLER_SECONDS).stdout.decode()
    shown = [part[part.index(">") + 1 : part.index("</word>")] for part in printed.split("<word ")[1:]]
    wanted = words.split()
    return sum(shown[at : at + len(wanted)] == wanted for at in range(len(shown)))


TOOLS: dict[str, Callable[[Path, str, int | None], int]] = {
    "overlay": overlay,
    "PyMuPDF search_for": pymupdf,
    "pdfplumber search": pdfplumber,
    "pdftotext -bbox": poppler,
}


if __name__ == "__main__":
    tool, file, index, sought = sys.argv[1:]
    print(TOOLS[tool](Path(file), sought, None if index == "-" else int(index)))
