"""Makes many documents, each with an errata file, from the shared corpus: `python -m benchmarks.batch.documents N FOLDER`.

Each is one of the corpus's files with a comment of its own after the end, so that no two are alike, and one erratum:
a word of a quote that is known to stand on the page, or a caveat to the quote.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
from pathlib import Path

SHARED = Path(os.environ.get("OVERLAY_SHARED", Path(__file__).resolve().parents[3] / "shared"))
LARGEST = 400_000  # bytes: the speed of large files is measured elsewhere
LONGEST_WORD = 20
FOLDERS = 20  # that documents are spread over, as in an archive


def quotes(*, largest: int = LARGEST) -> list[dict[str, object]]:
    """The quotes of the corpus that one erratum can be made of: unique, on a page, no password, no hostile file."""
    corpus = SHARED / "corpus"
    found = [json.loads(line) for line in (corpus / "quotes.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        quote
        for quote in found
        if quote["unique_in_doc"]
        and not quote.get("password")
        and not str(quote["file"]).startswith(("hostile/", "signed/", "encrypted/"))
        and (corpus / quote["file"]).stat().st_size <= largest
    ]


def make(count: int, folder: Path, *, largest: int = LARGEST, seed: int = 1) -> None:
    """Writes `count` PDFs and as many errata files, in folders of their own."""
    chosen = quotes(largest=largest)
    order = random.Random(seed)
    for number in range(count):
        quote = chosen[number % len(chosen)] if count >= len(chosen) else order.choice(chosen)
        here = folder / f"box-{number % FOLDERS:02}"
        here.mkdir(parents=True, exist_ok=True)
        content = (SHARED / "corpus" / str(quote["file"])).read_bytes()
        name = f"d{number:05}.pdf"
        (here / name).write_bytes(content + b"\n%% copy %d\n" % number)
        (here / f"d{number:05}.json").write_text(json.dumps(errata(name, quote, number)), encoding="utf-8")


def errata(name: str, quote: dict[str, object], number: int) -> dict[str, object]:
    """An errata file for a quote, as JSON (which is YAML too)."""
    words = [
        word
        for word in str(quote["quote"]).split()
        if word.isalpha() and word.isascii() and len(word) <= LONGEST_WORD and str(quote["quote"]).count(word) == 1
    ]
    erratum: dict[str, object] = {"quote": quote["quote"], "sheet": quote["page"]}
    if words:
        erratum |= {"for": max(words, key=len), "read": f"word {number}"}
    else:
        erratum |= {"caveat": f"Remark {number}."}
    return {
        "issuer": "Benchmark",
        "reference": f"B-{number:05}",
        "date": "2024-11-12",
        "documents": [{"file": name, "errata": [erratum]}],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--largest", type=int, default=LARGEST, help="bytes of the largest source file")
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    make(given.count, given.folder, largest=given.largest)
