"""Seconds of processor time of the work alone, imports done: verifying by policy and by rebuild, against correcting.

    python -m benchmarks.verify.work [--shared ../shared] [--every 20]

On every n-th quote of the corpus, each in a process of its own. What poppler takes is counted with what it was started for.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.verify.honest import LIMITS, declared
from overlay.errors import OverlayError
from overlay.limits import run_limited
from overlay.pipeline import Corrected, Options, correct, rebuilder, self_check
from overlay.verify import verify
from overlay.verify.opening import open_copy
from overlay.verify.rebuild import compare

Result = TypeVar("Result")

WORK = ("correct", "self-check (policy)", "verify by rebuild", "verify (both)")
QUARTERS = 4


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("OVERLAY_SHARED", "../shared")))
    parser.add_argument("--every", type=int, default=20)
    chosen = parser.parse_args()
    for line in _corpus(chosen.shared / "corpus", chosen.every):
        print(line, flush=True)


def _corpus(corpus: Path, every: int) -> Iterator[str]:
    quotes = [json.loads(line) for line in (corpus / "quotes.jsonl").read_text().splitlines()]
    spent: list[dict[str, float]] = []
    for at in range(0, len(quotes), every):
        try:
            found = run_limited(_one, corpus, quotes[at], at, limits=LIMITS)
        except OverlayError:
            continue
        if found:
            spent.append(found)
    yield f"\n{len(spent)} copies made of {len(range(0, len(quotes), every))} quotes.\n"
    yield "| work | CPU s, all | ratio of sums | median ms | median ratio | three quarters of copies within |\n|---|---|---|---|---|---|"
    whole = sum(each[WORK[0]] for each in spent)
    for name in WORK:
        ratios = [each[name] / each[WORK[0]] for each in spent]
        total, median = sum(each[name] for each in spent), statistics.median(each[name] for each in spent)
        within = statistics.quantiles(ratios, n=QUARTERS)[-1]
        yield (
            f"| {name} | {total:.1f} | {total / whole:.2f} | {1000 * median:.0f} "
            f"| {statistics.median(ratios):.2f} | {within:.2f} |"
        )


def _one(corpus: Path, quote: dict[str, Any], at: int) -> dict[str, float]:
    """Seconds of each piece of work on one copy; {} for a quote that is refused."""
    document, release = declared(quote, at)
    options = Options(password=quote.get("password"), self_check=False)
    data = (corpus / quote["file"]).read_bytes()
    made, correcting = _timed(lambda: correct(data, document, release, options))
    if not isinstance(made, Corrected):
        return {}
    _, checking = _timed(lambda: self_check(made, options.password, original=made.original))
    case = open_copy(made.data, password=options.password)
    again = rebuilder(options.password)
    _, rebuilding = _timed(lambda: compare(made.data, case.inside, case.declared.record, again))
    _, both = _timed(lambda: verify(made.data, rebuild=again, password=options.password))
    return dict(zip(WORK, (correcting, checking, rebuilding, both), strict=True))


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    before = _spent()
    found = work()
    return found, _spent() - before


def _spent() -> float:
    """Seconds of processor time of this process and those that it started."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()
