"""One document corrected, cold and warm: ours beside PyMuPDF of two versions and beside what most scripts do.

    python -m benchmarks.job [--rounds 5] [--cache FOLDER] [--corpus FOLDER] [--sizes 6 352 4186] [--without naive]

All tools are run by turns; figures are medians. Times in ms; the ratio is to PyMuPDF 1.26.7. PyMuPDF is
installed into environments of its own under the cache, for this comparison only.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks.job import measure
from benchmarks.job.documents import FACTS, RIGHT, WRONG, Job, jobs
from benchmarks.job.tools import COMMAND, NAIVE_SCRIPT, OVERLAY_JOB, PYMUPDF_SCRIPT, YARDSTICK, PyMuPDF, own, pymupdfs

WARM_SECONDS, WARM_ROUNDS = 3.0, 3
MOST_NAIVE_ROUNDS = 2
"""The naive script takes a minute on the longest document, and no figure hangs on it."""

OURS, NAIVE = "overlay", "naive"
UNCHECKED, PDFIUM = "--no-self-check", "--reader pdfium"
WAYS = (f"{OURS} {UNCHECKED}", f"{OURS} {UNCHECKED} {PDFIUM}", OURS, f"{OURS} {PDFIUM}")
"""Ours with its options, as they are typed."""

HEAD = "| what | document | tool | wall ms | ratio | CPU ms | ratio | peak MB |\n|---|---|---|---|---|---|---|---|"


def main() -> None:
    """Prints the table, a line as it is measured."""
    options = _options()
    cache: Path = options.cache
    tools = pymupdfs(cache)
    print(
        f"Load of the machine at the start: {os.getloadavg()[0]:.1f}; rounds: {options.rounds}.\n\n{HEAD}", flush=True
    )
    help_only = measure.whole_processes({"overlay --help": own(*COMMAND, "--help")}, options.rounds)
    for line in _cost_lines("help", "", help_only):
        print(line, flush=True)
    for job in jobs(cache / "documents", options.sizes):
        for line in _of_one(job, tools, cache, options):
            print(line, flush=True)
    if options.corpus.is_dir():
        for line in _warm(tools, cache, options.corpus):
            print(line, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "overlay-benchmark")
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("OVERLAY_SHARED", "../shared")) / "corpus")
    parser.add_argument("--sizes", type=int, nargs="+", default=[6, 352, 4_186])
    parser.add_argument("--without", nargs="*", default=[], choices=["naive"])
    return parser.parse_args()


def _of_one(job: Job, tools: tuple[PyMuPDF, ...], cache: Path, options: argparse.Namespace) -> Iterator[str]:
    name, out = f"{job.page_count:,} pages", cache / "out"
    out.mkdir(exist_ok=True)
    document, copy = str(job.path), str(out / "copy.pdf")
    facts = (str(job.page_number), FACTS, WRONG, RIGHT)
    ours = own(*COMMAND, "correct", str(job.errata), "-o", str(out), "--force")
    scripts = {tool.name: [tool.python, PYMUPDF_SCRIPT] for tool in tools}
    cold = {tool: [*script, "correct", document, copy, *facts] for tool, script in scripts.items()}
    commands = {way: [*ours, *way.split()[1:]] for way in WAYS}
    costs = measure.whole_processes({**cold, **commands}, options.rounds)
    if NAIVE not in options.without:
        naive = {NAIVE: own(NAIVE_SCRIPT, document, copy, *facts)}
        costs |= measure.whole_processes(naive, min(options.rounds, MOST_NAIVE_ROUNDS))
    yield from _cost_lines("cold", name, costs)
    append = {tool: [*script, "append", document, copy] for tool, script in scripts.items()}
    yield from _told_lines("append", name, {**append, OURS: own(*OVERLAY_JOB, "append", document, copy)}, options)
    search = {tool: [*script, "search", document, FACTS] for tool, script in scripts.items()}
    for way, reader in ((OURS, "pdfplumber"), (f"{OURS} {PDFIUM}", "pdfium")):
        search[way] = own(*OVERLAY_JOB, "search", document, FACTS, reader)
    yield from _told_lines("page unknown", name, search, options)


def _cost_lines(what: str, name: str, costs: dict[str, measure.Cost]) -> Iterator[str]:
    yardstick = costs.get(YARDSTICK)
    for tool, cost in costs.items():
        wall = f"{cost.wall_ms / yardstick.wall_ms:.2f}" if yardstick else ""
        cpu = f"{cost.cpu_ms / yardstick.cpu_ms:.2f}" if yardstick else ""
        yield (
            f"| {what} | {name} | {tool} | {cost.wall_ms:,.0f} | {wall} | {cost.cpu_ms:,.0f} | {cpu} | {cost.megabytes:.0f} |"
        )


def _told_lines(what: str, name: str, commands: dict[str, list[str]], options: argparse.Namespace) -> Iterator[str]:
    found = measure.told(commands, options.rounds)
    for tool, spent in found.items():
        yield f"| {what} | {name} | {tool} | {spent:,.1f} | {spent / found[YARDSTICK]:.2f} | | | |"


def _warm(tools: tuple[PyMuPDF, ...], cache: Path, corpus: Path) -> Iterator[str]:
    listed = cache / "quotes.json"
    listed.write_text(json.dumps(_quotes(corpus)))
    given = [str(WARM_SECONDS), str(cache / "out"), str(listed)]
    commands = {tool.name: [tool.python, PYMUPDF_SCRIPT, "warm", *given] for tool in tools}
    for way in WAYS:
        checked, reader = "off" if UNCHECKED in way else "on", "pdfium" if PDFIUM in way else "pdfplumber"
        commands[way] = own(*OVERLAY_JOB, "warm", *given, checked, reader)
    rates: dict[str, list[float]] = {tool: [] for tool in commands}
    found: dict[str, float] = {}
    for _ in range(WARM_ROUNDS):
        for tool, command in commands.items():
            answer = json.loads(measure.printed(command))
            rates[tool].append(answer["rate"])
            found[tool] = answer["found"]
    yield "\n| warm, one process | files/s of CPU time | ratio | copies made |\n|---|---|---|---|"
    for tool, each in rates.items():
        rate, yardstick = statistics.median(each), statistics.median(rates[YARDSTICK])
        yield f"| {tool} | {rate:.1f} | {rate / yardstick:.2f} | {found[tool]:.0%} |"


def _quotes(corpus: Path) -> list[dict[str, object]]:
    """The first quote of every file of the corpus that is not there to do harm."""
    first: dict[str, dict[str, object]] = {}
    for line in (corpus / "quotes.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["file"].startswith("hostile/"):
            path = str(corpus / row["file"])
            wanted = {"path": path, "page": row["page"], "quote": row["quote"], "password": row.get("password")}
            first.setdefault(row["file"], wanted)
    return list(first.values())


if __name__ == "__main__":
    main()
