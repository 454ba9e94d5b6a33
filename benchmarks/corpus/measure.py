"""`python -m benchmarks.corpus.measure [--all] [--keep FOLDER]`: one erratum on every file of the corpus, or on every quote.

For each: is the original an exact prefix of the copy, is qpdf as content with the copy as with the original, and does
the copy prove itself? Prints a line for each refusal and the counts by outcome.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from overlay.erratum import Citation, Document, Erratum, Quote, Release, Substitution
from overlay.errors import OverlayError
from overlay.limits import Limits, run_limited
from overlay.pipeline import Corrected, Options, Refused, correct
from overlay.quote import within

SHARED = Path(os.environ.get("OVERLAY_SHARED", Path(__file__).resolve().parents[3] / "shared"))
DATE = "2024-11-12"


def quotes(*, every: bool) -> Iterator[dict[str, Any]]:
    """The corpus's quotes; the first of each file, or all."""
    seen: set[str] = set()
    for line in (SHARED / "corpus" / "quotes.jsonl").read_text(encoding="utf-8").splitlines():
        quote = json.loads(line)
        if every or quote["file"] not in seen:
            seen.add(quote["file"])
            yield quote


def attempt(quote: dict[str, Any]) -> Corrected | Refused:
    """A substitution of one word of the quote (the longest that stands in it once), on its page."""
    words = sorted(quote["quote"].split(), key=lambda word: (-len(word), word))
    wrong = next((word for word in words if len(within(quote["quote"], word)) == 1), quote["quote"])
    erratum = Erratum(
        "1", Substitution(wrong, "right words"), Citation(page_number=quote["page"]), Quote(quote["quote"])
    )
    document = Document(quote["file"], (erratum,))
    release = Release("Issuer", "REF/1", DATE, (document,))
    given = (SHARED / "corpus" / quote["file"]).read_bytes()
    options = Options(password=quote.get("password"), append_after_signature=True)
    return run_limited(correct, given, document, release, options, limits=Limits())


def complaints(path: Path, password: str | None) -> tuple[int, int]:
    """qpdf's exit code and the number of its warnings."""
    unlocked = [f"--password={password}"] if password else []
    done = subprocess.run(["qpdf", "--check", *unlocked, str(path)], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.count("WARNING")


def measure(*, every: bool, keep: Path) -> Counter[str]:
    """Runs it all; the counts by outcome."""
    counts: Counter[str] = Counter()
    for number, quote in enumerate(quotes(every=every)):
        name, password = quote["file"], quote.get("password")
        try:
            outcome = attempt(quote)
        except OverlayError as error:
            counts[f"error: {type(error).__name__}"] += 1
            print(f"{name}: {quote['kind']}: {type(error).__name__}: {error.message[:160]}")
            continue
        if isinstance(outcome, Refused):
            answer = outcome.unanchored[0]
            counts[f"refused: {answer.cause} ({quote['kind']})"] += 1
            print(f"{name}: {quote['kind']}: {answer.cause}: {answer.message[:160]}")
            continue
        original = SHARED / "corpus" / name
        copy = keep / f"{number:03}.pdf"
        copy.write_bytes(outcome.data)
        counts["corrected"] += 1
        counts["original is an exact prefix"] += outcome.data.startswith(original.read_bytes())
        before, after = complaints(original, password), complaints(copy, password)
        counts["qpdf: " + ("as before" if before == after else "better" if after < before else "WORSE")] += 1
        counts[f"match: {outcome.anchors[0].match}"] += 1
        counts[f"note: {outcome.notes[-1].position}"] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="every quote, not the first of each file")
    parser.add_argument("--keep", type=Path, help="a folder for the copies")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep = arguments.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        for outcome, count in sorted(measure(every=arguments.all, keep=keep).items()):
            print(f"{count:5}  {outcome}")


if __name__ == "__main__":
    main()
