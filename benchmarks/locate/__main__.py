"""One table from one run: how well and how fast quotes are located, beside what common tools make of them.

    nice python -m benchmarks.locate [--shared DIR] [--runs N] [--only corpus,rfc,speed]

"right", "wrong": see benchmarks.locate.corpus and benchmarks.locate.rfc. Then every quote that this project did not get
right, with what it said. Exit code 1 where it marked a wrong place.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.locate import corpus, rfc, speed
from benchmarks.locate.finders import TOOLS
from benchmarks.locate.judge import Verdict

PARTS = ("corpus", "rfc", "speed")


def corpus_rows(results: Sequence[corpus.Result]) -> list[str]:
    """For each kind of quote, what each tool got right and wrong; the rest it refused, did not find or failed on."""
    kinds = {kind: [one for one in results if one.case.kind == kind] for kind in corpus.KINDS}
    groups = {
        **{f"corpus: {kind}": own for kind, own in kinds.items()},
        "**corpus: all**": list(results),
        "**corpus: once on the cited page**": [one for one in results if one.case.stands_once],
    }
    rows = []
    for name, own in groups.items():
        cells = []
        for tool in TOOLS:
            counts = Counter(one.verdict for one in own if one.tool == tool)
            total = sum(counts.values())
            refused = counts[Verdict.REFUSED]
            none = counts[Verdict.NOT_FOUND] + counts[Verdict.FAILED]
            cells.append(
                f"{counts[Verdict.RIGHT]} right, {counts[Verdict.WRONG]} wrong, {refused} refused, {none} none"
            )
        rows.append(f"| {name} ({total}) | " + " | ".join(cells) + " |")
    return rows


def rfc_row(outcomes: Sequence[rfc.Outcome], found: dict[str, int]) -> str:
    """What this project made of the errata of the RFCs; of the others, how many quotes they find at all."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    anchored = sum(counts[verdict] for verdict in ("right", "wrong", "no section"))
    own = f"{anchored} anchored: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    others = [f"finds {found[tool]}, unjudged" for tool in TOOLS if tool != corpus.OURS]
    return f"| RFC errata ({len(outcomes)}) | " + " | ".join([own, *others]) + " |"


def main() -> int:
    """Prints the table, then what was not right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--shared", type=Path, default=Path(os.environ.get("OVERLAY_SHARED", corpus.ROOT.parent / "shared"))
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(PARTS))
    options = parser.parse_args()
    parts, began, wrong = options.only.split(","), time.perf_counter(), False
    lines, told = ["| | " + " | ".join(TOOLS) + " |", "|---|" + "---|" * len(TOOLS)], []
    if "corpus" in parts:
        results = list(corpus.results(options.shared / "corpus", "", rivals_too=True))
        lines += corpus_rows(results)
        bad = [one for one in results if one.tool == corpus.OURS and one.verdict is not Verdict.RIGHT]
        told += [
            f"- {one.verdict}: {one.case.file}, sheet {one.case.page_index + 1}, {one.case.kind}, "
            f"stands {one.case.copies} time(s): {one.case.quote!r}: {one.told}"
            for one in bad
        ]
        wrong = any(one.verdict is Verdict.WRONG for one in bad)
    if "rfc" in parts:
        folder = options.shared / "rfc-errata"
        records = list(rfc.records(folder, ""))
        outcomes = rfc.ours(folder, records)
        lines.append(rfc_row(outcomes, rfc.rivals(folder, records)))
        told += [
            f"- {one.verdict}: {one.record.document} {one.record.erratum.id}: {one.told}"
            for one in outcomes
            if one.verdict != "right"
        ]
        wrong = wrong or any(one.verdict == "wrong" for one in outcomes)
    if "speed" in parts:
        lines += speed.rows(speed.measured((160, 1000), options.runs))
    print("\n".join([*lines, "", *told]))
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
