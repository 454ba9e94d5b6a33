"""Measures adding one Form XObject to one page and writing the whole copy: ours beside five others, in one interleaved run.

    python benchmarks/merge/run.py [--rounds 5] [--only CONTENDER ...] [--folder FOLDER] [--json FILE]

Every contender reads the document from disk, draws the same small drawing on the middle page, and writes the copy. Times are
of a process that has its imports done (medians of the rounds); memory is the peak of a fresh process that
has done a document of 10 pages (in brackets: its peak then) and then this one. `cp` is what copying the bytes costs.
Contenders other than ours are for comparison only and are not needed by the product.
"""

from __future__ import annotations

import argparse
import gc
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
DRAWING = b"q 1 0 0 RG 40 40 200 60 re S Q"


def cp(document: Path, copy: Path) -> None:
    shutil.copyfile(document, copy)


def overlay(document: Path, copy: Path) -> None:
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

    from overlay.increment import Increment
    from overlay.source import open_source

    source = open_source(document.read_bytes(), name=document.name)
    middle = source.page_count // 2
    increment = Increment(source)
    assert not source.page_listed_twice(middle)
    page = increment.edit(source.page_reference(middle))
    box = ArrayObject([NumberObject(number) for number in (0, 0, 595, 842)])
    form = increment.add_stream(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): box,
            }
        ),
        DRAWING,
    )
    resources = page["/Resources"]
    resources["/XObject"][NameObject("/Erratum")] = form  # type: ignore[index]
    begin = increment.add_stream(DictionaryObject(), b"q\n")
    end = increment.add_stream(DictionaryObject(), b"\nQ /Erratum Do\n")
    page[NameObject("/Contents")] = ArrayObject([begin, page.raw_get("/Contents"), end])
    added = increment.finish()
    with copy.open("wb") as out:
        out.write(source.data)
        out.write(added)


def pymupdf_incremental(document: Path, copy: Path) -> None:
    import pymupdf

    shutil.copyfile(document, copy)
    with pymupdf.open(copy) as pdf:
        page = pdf[len(pdf) // 2]
        page.draw_rect(pymupdf.Rect(40, 40, 240, 100), color=(1, 0, 0))
        pdf.saveIncr()


def pikepdf_full(document: Path, copy: Path) -> None:
    import pikepdf

    with pikepdf.open(document) as pdf:
        page = pdf.pages[len(pdf.pages) // 2]
        form = pikepdf.Stream(pdf, DRAWING, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 595, 842])
        page.Resources.XObject.Erratum = form
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ /Erratum Do\n")
        pdf.save(copy)


def pypdf_full(document: Path, copy: Path) -> None:
    _pypdf(document, copy, incremental=False)


def pypdf_incremental(document: Path, copy: Path) -> None:
    _pypdf(document, copy, incremental=True)


def _pypdf(document: Path, copy: Path, *, incremental: bool) -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter(document, incremental=True) if incremental else PdfWriter(clone_from=PdfReader(document))
    page = writer.pages[len(writer.pages) // 2]
    stream = DecodedStreamObject()
    stream.set_data(DRAWING)
    stream.update(
        DictionaryObject({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    )
    page["/Resources"]["/XObject"][NameObject("/Erratum")] = writer._add_object(stream)  # type: ignore[index]
    writer.write(copy)


CONTENDERS: dict[str, Callable[[Path, Path], None]] = {
    "cp": cp,
    "overlay": overlay,
    "PyMuPDF incremental": pymupdf_incremental,
    "pikepdf": pikepdf_full,
    "pypdf incremental": pypdf_incremental,
    "pypdf full": pypdf_full,
}


def measured_once(contender: str, document: Path, copy: Path) -> tuple[float, float]:
    """Peak memory in MB of a fresh process, of its imports alone and with the work done."""
    run = subprocess.run(
        [sys.executable, __file__, "--once", contender, str(document), str(copy)],
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = run.stdout.split()
    return float(before), float(after)


def _once(contender: str, document: Path, copy: Path) -> None:
    CONTENDERS[contender](sorted(document.parent.glob("0010-*.pdf"))[0], copy)
    before = _peak()
    CONTENDERS[contender](document, copy)
    print(before, _peak())
    copy.unlink()


def _peak() -> float:
    """Of this process, in MB; `getrusage` would count the parent's before the fork."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def measure(folder: Path, rounds: int, names: list[str]) -> list[dict[str, object]]:
    """One row for each document and contender."""
    from documents import write_all

    rows: list[dict[str, object]] = []
    copy = folder / "copy.pdf"
    for document in write_all(folder):
        wall: dict[str, list[float]] = {name: [] for name in names}
        processor: dict[str, list[float]] = {name: [] for name in names}
        added: dict[str, int] = {}
        for _ in range(rounds + 1):  # the first one warms caches and is thrown away
            for name in names:
                gc.collect()  # nobody pays for what another left behind
                started, worked = time.perf_counter(), time.process_time()
                CONTENDERS[name](document, copy)
                wall[name].append(time.perf_counter() - started)
                processor[name].append(time.process_time() - worked)
                added[name] = copy.stat().st_size - document.stat().st_size
                copy.unlink()
        for name in names:
            imports, peak = measured_once(name, document, copy)
            rows.append(
                {
                    "document": document.stem,
                    "contender": name,
                    "wall_ms": round(1000 * statistics.median(wall[name][1:]), 2),
                    "processor_ms": round(1000 * statistics.median(processor[name][1:]), 2),
                    "added_bytes": added[name],
                    "peak_mb": round(peak),
                    "imports_mb": round(imports),
                }
            )
            line = (
                "{document:12} {contender:20} {wall_ms:9} ms wall {processor_ms:9} ms CPU {added_bytes:9} bytes added "
            )
            print((line + "{peak_mb:4} MB ({imports_mb} MB before)").format(**rows[-1]), flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/overlay-benchmark-merge"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", nargs="+", choices=list(CONTENDERS), default=list(CONTENDERS), metavar="CONTENDER")
    parser.add_argument("--once", nargs=3, metavar=("CONTENDER", "DOCUMENT", "COPY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(HERE.parent.parent))
    if options.once:
        _once(options.once[0], Path(options.once[1]), Path(options.once[2]))
        return
    rows = measure(options.folder, options.rounds, options.only)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
