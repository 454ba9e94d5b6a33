"""Ours, in a process that has its imports done; the whole command is run as a user runs it.

python -m benchmarks.job.overlay_job append ORIGINAL COPY
python -m benchmarks.job.overlay_job search ORIGINAL QUOTE pdfplumber|pdfium
python -m benchmarks.job.overlay_job warm SECONDS FOLDER LIST on|off pdfplumber|pdfium
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.merge import run as merge
from overlay.anchor import Anchor, anchor_all
from overlay.erratum import Citation, Document, Erratum, Quote, Release, Substitution
from overlay.errors import OverlayError
from overlay.garbage import collect_rarely
from overlay.pagetext import by_pdfium, by_pdfplumber  # noqa: F401, else imported when the first page is read
from overlay.pipeline import Corrected, Options, correct
from overlay.readers import Reader
from overlay.source import open_source

APPENDED = 5
"""Times that are measured in one process; as in `pymupdf_job`."""


def append(original: str, copy: str) -> float:
    """Seconds of opening, drawing and saving: the median of some times, but for the first in this process."""
    spent = []
    for _ in range(1 + APPENDED):
        gc.collect()  # none pays for what another left behind
        started = time.perf_counter()
        merge.overlay(Path(original), Path(copy))
        spent.append(time.perf_counter() - started)
    return statistics.median(spent[1:])


def search(original: str, quote: str, reader: str) -> float:
    """Seconds of opening and anchoring a quote of which no page is cited, so that all have to be looked at."""
    erratum = Erratum("1", Substitution(quote, "so"), Citation(), Quote(quote))
    started = time.perf_counter()
    source = open_source(Path(original).read_bytes(), name="document")
    (answer,) = anchor_all([erratum], source, reader=Reader(reader))
    spent = time.perf_counter() - started
    assert isinstance(answer, Anchor), answer
    return spent


def warm(seconds: float, folder: str, listed: str, options: Options) -> dict[str, float]:
    """As a batch's worker: files/s of processor time over the same quotes for so long; and the share that was corrected, not refused."""
    quotes = json.loads(Path(listed).read_text())
    copy = Path(folder) / "warm.pdf"
    attempts = made = 0
    started = time.process_time()
    while time.process_time() - started < seconds:
        for item in quotes:
            attempts += 1
            made += _corrected(item, copy, options)
    spent = time.process_time() - started
    return {"rate": attempts / spent, "found": made / attempts}


def _corrected(item: dict[str, str | int | None], copy: Path, options: Options) -> bool:
    path, quote = Path(str(item["path"])), str(item["quote"])
    citation = Citation(page_number=int(str(item["page"])))
    document = Document(path.name, (Erratum("1", Substitution(quote, "so"), citation, Quote(quote)),))
    release = Release("Metropolitan Police Service", "01.FOI.24.038993", "2024-11-12", (document,))
    password = item.get("password")
    opened = replace(options, password=str(password) if password else None)
    try:
        outcome = correct(path.read_bytes(), document, release, opened)
    except OverlayError:
        return False
    if not isinstance(outcome, Corrected):
        return False
    copy.write_bytes(outcome.data)
    return True


def main() -> None:
    what, *given = sys.argv[1:]
    collect_rarely()  # as the commands do
    if what == "append":
        print(json.dumps(append(*given)))
    elif what == "search":
        print(json.dumps(search(*given)))
    else:
        seconds, folder, listed, checked, reader = given
        options = Options(self_check=checked == "on", reader=Reader(reader))
        print(json.dumps(warm(float(seconds), folder, listed, options)))


if __name__ == "__main__":
    main()
