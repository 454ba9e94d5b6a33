"""How long it takes to find a quote: cited page and page unknown, in a process of its own and in one that is warm.

    python -m benchmarks.locate.speed [--runs N] [--pages 160,1000]

Documents of plain text are made for the purpose, the quote three quarters down. Runs are interleaved: every tool answers
each question once before any answers it again. Who takes longer than SLOW seconds is asked once only, marked so, and not
asked in a longer document; this project and PyMuPDF always are. Beside the wall time stands its ratio to that of PyMuPDF,
and the ratio of the computing times of all processes that took part.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from benchmarks.locate.finders import TOOLS

ROOT = Path(__file__).resolve().parents[2]
QUOTE = "mentoring services to eight young men referred by the police"
LINES = 40
WORDS_A_LINE = 11
SLOW = 8.0  # seconds: asked once, and not in a longer document
YARDSTICK = "PyMuPDF search_for"
COMPARED = ("overlay", YARDSTICK)  # asked as often as may be, however slow the machine is
VOCABULARY = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "was",
    "that",
    "by",
    "were",
    "year",
    "for",
    "data",
    "police",
    "report",
    "service",
    "young",
    "people",
    "after",
    "before",
    "under",
    "local",
    "officers",
    "referred",
    "support",
    "programme",
    "evaluation",
    "quarter",
    "office",
    "staff",
    "between",
    "results",
    "figures",
    "interviews",
    "total",
]


@dataclass(frozen=True, slots=True)
class Question:
    """What is timed: a document of so many pages, its page cited or not, in a new process (cold) or a warm one."""

    pages: int
    cited: bool
    cold: bool

    def __str__(self) -> str:
        where = "page cited" if self.cited else "page unknown"
        return f"{self.pages:,} pages, {where}, {'cold process' if self.cold else 'warm'}"


def write(path: Path, pages: int) -> int:
    """A document of so many pages; returns the index of the page that has the quote."""
    chosen = random.Random(pages)
    home = 3 * pages // 4
    canvas = Canvas(str(path), invariant=1)
    for index in range(pages):
        canvas.setFont("Helvetica", 10)
        for row in range(LINES):
            words = " ".join(chosen.choice(VOCABULARY) for _ in range(WORDS_A_LINE))
            canvas.drawString(72, 760 - 17 * row, QUOTE if (index, row) == (home, LINES // 2) else words)
        canvas.drawString(290, 40, str(index + 1))
        canvas.showPage()
    canvas.save()
    return home


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one answer, in seconds; `computing` is of all processes that took part in it."""

    wall: float
    computing: float


def cost(tool: str, question: Question, path: Path, home: int) -> Cost:
    """What one answer costs. Raises AssertionError where it is not one place."""
    index = home if question.cited else None
    began, computed = time.perf_counter(), _computed()
    if question.cold:
        command = [
            sys.executable,
            "-m",
            "benchmarks.locate.finders",
            tool,
            str(path),
            str("-" if index is None else index),
        ]
        done = subprocess.run([*command, QUOTE], cwd=ROOT, capture_output=True, check=True, text=True)
        found = int(done.stdout)
    else:
        found = TOOLS[tool](path, QUOTE, index)
    assert found == 1, (tool, question, found)
    return Cost(time.perf_counter() - began, _computed() - computed)


def _computed() -> float:
    """Seconds of computing of this process and of those that it has started and that have ended."""
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in parts)


@dataclass(frozen=True, slots=True)
class Median:
    """The medians of so many runs of one question; None where it was not asked."""

    cost: Cost | None
    runs: int


def measured(pages: Sequence[int], runs: int) -> dict[Question, dict[str, Median]]:
    """For each question and tool, what it costs. Of who is slow in a document, no more is asked in a longer one."""
    taken: dict[tuple[Question, str], list[Cost]] = defaultdict(list)
    questions = [Question(n, cited, cold) for n in pages for cited in (True, False) for cold in (True, False)]
    with tempfile.TemporaryDirectory() as folder:
        paths = {n: Path(folder, f"{n}.pdf") for n in pages}
        homes = {n: write(path, n) for n, path in paths.items()}
        for tool in TOOLS:  # warm: every library imported
            TOOLS[tool](paths[pages[0]], QUOTE, homes[pages[0]])
        for _ in range(runs):
            for question in questions:
                for tool in TOOLS:
                    shorter = [taken[replace(question, pages=n), tool] for n in pages if n < question.pages]
                    costs = taken[question, tool]
                    slow = any(one and one[0].wall >= SLOW for one in (costs, *shorter))
                    if not slow or tool in COMPARED:
                        costs.append(cost(tool, question, paths[question.pages], homes[question.pages]))
    return {question: {tool: _median(taken[question, tool]) for tool in TOOLS} for question in questions}


def _median(costs: Sequence[Cost]) -> Median:
    if not costs:
        return Median(None, 0)
    wall, computing = (statistics.median(values) for values in zip(*map(astuple, costs), strict=True))
    return Median(Cost(wall, computing), len(costs))


def rows(results: dict[Question, dict[str, Median]]) -> list[str]:
    """A line of the table for each question: wall time, then computing time and its ratio to the yardstick's."""
    return [
        f"| {question} | " + " | ".join(_cell(by_tool[tool], by_tool[YARDSTICK]) for tool in TOOLS) + " |"
        for question, by_tool in results.items()
    ]


def _cell(median: Median, yardstick: Median) -> str:
    if median.cost is None or yardstick.cost is None:
        return "not asked"
    ratio = f"{median.cost.wall / yardstick.cost.wall:.2f}, computing {median.cost.computing / yardstick.cost.computing:.2f}"
    return f"{median.cost.wall * 1000:,.0f} ms (x {ratio})" + ("" if median.runs > 1 else " once")


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--pages", default="160,1000")
    options = parser.parse_args()
    print(f"| time to find a quote (x: times the yardstick's), medians of {options.runs} | " + " | ".join(TOOLS) + " |")
    print("|---|" + "---|" * len(TOOLS))
    print("\n".join(rows(measured([int(n) for n in options.pages.split(",")], options.runs))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
