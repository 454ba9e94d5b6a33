"""How well quotes are located: the shared corpus, by kind, this project beside PyMuPDF, pdfplumber and poppler.

    python -m benchmarks.locate.corpus [--shared DIR] [--only PART_OF_A_NAME] [--failures] [--ours [--repair]]

Every quote is cited with its physical page, as typed. "right": on every printed line, along the text, overlap over
union at least 0.8, and across it the centre inside the expected box. For this project nothing besides may be marked
either. Several places are never right for this project: it refuses. Files under hostile/ run in a killed process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.locate import rivals
from benchmarks.locate.judge import Case, Verdict, judged
from overlay.anchor import anchor_all
from overlay.anchor.answers import Anchor, Unanchored
from overlay.erratum import Citation, Deletion, Erratum, Quote
from overlay.errors import OverlayError
from overlay.geometry import PageFrame, Quad
from overlay.limits import Limits, run_limited
from overlay.source import Source, open_source
from overlay.source.repair import open_repaired

ROOT = Path(__file__).resolve().parents[2]
HOSTILE_LIMITS = Limits(wall_seconds=60, cpu_seconds=45, memory_mib=2048)
KINDS = ("line", "across_lines", "hyphenated", "ascii_for_unicode", "repeated")
OURS = "overlay"
POPPLER_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One tool's answer to one quote; `told` says why it refused or what went wrong."""

    case: Case
    tool: str
    verdict: Verdict
    told: str = ""


def ours_repaired(path: Path, cases: Sequence[Case]) -> list[Result]:
    """This project's answers as `overlay find --repair` gives them."""
    return _ours(path, cases, open_repaired)


def ours(path: Path, cases: Sequence[Case]) -> list[Result]:
    """This project's answers for one file."""
    return _ours(path, cases, open_source)


def _ours(path: Path, cases: Sequence[Case], opened: Callable[..., Source]) -> list[Result]:
    data = path.read_bytes()
    results = []
    for case in cases:
        erratum = Erratum("1", Deletion(case.quote), Citation(page_number=case.page_index + 1), Quote(case.quote))
        try:
            source = opened(data, name=path.name, password=case.password)
            (answer,) = anchor_all([erratum], source)
            results.append(_our_result(case, answer))
        except OverlayError as error:
            results.append(Result(case, OURS, Verdict.REFUSED, f"{type(error).__name__}: {error.message}"))
    return results


def _our_result(case: Case, answer: Anchor | Unanchored) -> Result:
    if isinstance(answer, Unanchored):
        verdict = Verdict.NOT_FOUND if answer.cause.value == "not found" else Verdict.REFUSED
        return Result(case, OURS, verdict, f"{answer.cause}: {answer.message}")
    quads = [stretch.quad for stretch in answer.words]
    right = any(judged(quads, place, strict=True) for place in case.places)
    told = "" if right else f"at {[quad.bounds for quad in quads]}, expected {[q.bounds for q in case.places[0]]}"
    return Result(case, OURS, Verdict.RIGHT if right else Verdict.WRONG, told)


def others(path: Path, cases: Sequence[Case]) -> list[Result]:
    """The other tools' answers for one file."""
    data = path.read_bytes()
    tools: dict[str, Callable[[Case, PageFrame], list[list[Quad]]]] = {
        "PyMuPDF search_for": lambda case, frame: rivals.pymupdf_search(data, case, frame),
        "pdfplumber search": lambda case, frame: rivals.pdfplumber_search(path, case, frame),
        "pdftotext -bbox": lambda case, frame: rivals.poppler_search(path, case, frame),
    }
    results = []
    for case in cases:
        try:
            frame = open_source(data, name=path.name, password=case.password).frame(case.page_index)
        except OverlayError as error:
            results += [Result(case, tool, Verdict.FAILED, error.message) for tool in tools]
            continue
        results += [_their_result(case, tool, search, frame) for tool, search in tools.items()]
    return results


def _their_result(
    case: Case, tool: str, search: Callable[[Case, PageFrame], list[list[Quad]]], frame: PageFrame
) -> Result:
    try:
        found = search(case, frame)
    except Exception as error:  # whatever another tool raises is its answer
        return Result(case, tool, Verdict.FAILED, type(error).__name__)
    if not found:
        return Result(case, tool, Verdict.NOT_FOUND)
    right = any(judged(hit, place, strict=False) for hit in found for place in case.places)
    return Result(case, tool, Verdict.RIGHT if right else Verdict.WRONG)


def copies_by_poppler(path: Path, case: Case) -> int:
    """How often poppler reads the quote on its page, line breaks aside: some of the listed as "unique" stand twice."""
    number = str(case.page_index + 1)
    command = ["pdftotext", "-q", "-f", number, "-l", number, *(["-upw", case.password] if case.password else [])]
    shown = subprocess.run([*command, str(path), "-"], timeout=POPPLER_SECONDS, check=False, capture_output=True)
    return "".join(shown.stdout.decode(errors="replace").split()).count("".join(case.quote.split()))


def results(corpus: Path, only: str, *, rivals_too: bool, repair: bool = False) -> Iterable[Result]:
    """Every tool's answer to every quote, file by file."""
    by_file: dict[str, list[Case]] = {}
    for line in (corpus / "quotes.jsonl").read_text(encoding="utf-8").splitlines():
        case = Case.of(json.loads(line))
        if only in case.file:
            case = replace(case, copies=max(len(case.places), copies_by_poppler(corpus / case.file, case)))
            by_file.setdefault(case.file, []).append(case)
    own = ours_repaired if repair else ours
    works = (own, others) if rivals_too else (own,)
    for file, cases in sorted(by_file.items()):
        for work in works:
            if not file.startswith("hostile/"):
                yield from work(corpus / file, cases)
                continue
            try:
                yield from run_limited(work, corpus / file, cases, limits=HOSTILE_LIMITS)
            except OverlayError as error:
                tool = OURS if work is own else "others"
                yield from (Result(case, tool, Verdict.FAILED, error.message) for case in cases)


def table(found: Sequence[Result]) -> str:
    """The counts, a row for each tool and kind, then each tool's total and its total where the words stand once."""
    lines = [
        "| tool | quotes | found | right | wrong | refused | not found | failed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for tool in dict.fromkeys(result.tool for result in found):
        own = [result for result in found if result.tool == tool]
        for kind in KINDS:
            lines.append(_row(f"{tool}: {kind}", [result for result in own if result.case.kind == kind]))
        lines.append(_row(f"**{tool}: all**", own))
        lines.append(_row(f"**{tool}: once on the page**", [result for result in own if result.case.stands_once]))
    return "\n".join(lines)


def _row(name: str, of: Sequence[Result]) -> str:
    counts = Counter(result.verdict for result in of)
    right, wrong = counts[Verdict.RIGHT], counts[Verdict.WRONG]
    numbers = (right + wrong, right, wrong, counts[Verdict.REFUSED], counts[Verdict.NOT_FOUND], counts[Verdict.FAILED])
    return f"| {name} | {len(of)} | " + " | ".join(map(str, numbers)) + " |"


def main() -> int:
    """Prints the table; exit code 1 where this project marked a wrong place."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("OVERLAY_SHARED", ROOT.parent / "shared")))
    parser.add_argument("--only", default="", help="files whose name has this in it")
    parser.add_argument("--failures", action="store_true", help="list what this project did not get right")
    parser.add_argument("--ours", action="store_true", help="leave the other tools out")
    parser.add_argument("--repair", action="store_true", help="look in damaged files as they would be rewritten")
    options = parser.parse_args()
    began = time.perf_counter()
    found = list(results(options.shared / "corpus", options.only, rivals_too=not options.ours, repair=options.repair))
    print(table(found))
    if options.failures:
        for result in found:
            if result.tool == OURS and result.verdict is not Verdict.RIGHT:
                case = result.case
                print(f"{result.verdict}: {case.file} p{case.page_index + 1} {case.kind} {case.quote!r}: {result.told}")
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    return int(any(result.tool == OURS and result.verdict is Verdict.WRONG for result in found))


if __name__ == "__main__":
    sys.exit(main())
