"""Honest release copies from the corpus, with mixed errata: each must be verified. Prints false alarms and times.

    python benchmarks/verify/honest.py [--shared ../shared] [--rounds 4] [--rebuild-every 10] [--out results.json]

Every quote is corrected once a round, with another kind of erratum, style and company each time. A quote that is refused
(it stands twice, say) makes no copy and is counted as such.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from overlay.erratum import (
    Caveat,
    Citation,
    Deletion,
    Document,
    Erratum,
    Insertion,
    MarkForm,
    NoteForm,
    Quote,
    Release,
    ReleaseStatus,
    Scope,
    Side,
    Style,
    Substitution,
)
from overlay.errors import OverlayError
from overlay.limits import Limits, run_limited
from overlay.pipeline import Corrected, Options, correct, rebuilder
from overlay.verify import verify

STYLES = (
    Style(),
    Style(marks=MarkForm.CONTENT),
    Style(note=NoteForm.SHEET),
    Style(language="fr"),
    Style(language="de"),
)
PROGRESS = 50
LIMITS = Limits(wall_seconds=60, cpu_seconds=45, memory_mib=2048)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[3] / "shared")
    arguments.add_argument("--rounds", type=int, default=4)
    arguments.add_argument("--rebuild-every", type=int, default=10)
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--step", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="folder for copies that raise an alarm")
    arguments.add_argument("--out", type=Path)
    chosen = arguments.parse_args()
    corpus = chosen.shared / "corpus"
    quotes = [json.loads(line) for line in (corpus / "quotes.jsonl").read_text().splitlines()]
    counted: Counter[str] = Counter()
    alarms: list[dict[str, Any]] = []
    correcting = verifying = rebuilding = verifying_with = 0.0
    for at in range(chosen.first, len(quotes) * chosen.rounds, chosen.step):
        quote = quotes[at % len(quotes)]
        rebuild = chosen.rebuild_every > 0 and at % chosen.rebuild_every == 0
        try:
            outcome = run_limited(one, corpus, quote, at, rebuild, limits=LIMITS)
        except OverlayError as error:
            outcome = {"verdict": type(error).__name__}
        counted[outcome["verdict"]] += 1
        correcting += outcome.get("correct", 0.0)
        verifying += outcome.get("verify", 0.0)
        if "rebuild" in outcome:
            counted[f"rebuild {outcome['rebuilt']}"] += 1
            rebuilding += outcome["rebuild"]
            verifying_with += outcome["correct"]
        if at % PROGRESS == 0:
            print(at, dict(sorted(counted.items())), f"{verifying / max(correcting, 0.01):.2f}", flush=True)
        if outcome["verdict"] in ("differs", "undecided"):
            alarms.append({"at": at, "file": quote["file"], "findings": outcome["findings"]})
            print(json.dumps(alarms[-1])[:600], flush=True)
            if chosen.keep:
                chosen.keep.mkdir(parents=True, exist_ok=True)
                (chosen.keep / f"{at}.pdf").write_bytes(outcome["data"])
    made = counted["verified"] + len(alarms)
    summary = {
        "copies": made,
        "false alarms": len(alarms),
        "outcomes": dict(sorted(counted.items())),
        "seconds correcting": round(correcting, 1),
        "seconds verifying by policy": round(verifying, 1),
        "policy / correct": round(verifying / correcting, 2) if correcting else None,
        "rebuild / correct": round(rebuilding / verifying_with, 2) if verifying_with else None,
    }
    print(json.dumps(summary, indent=2))
    if chosen.out:
        chosen.out.write_text(json.dumps({**summary, "alarms": alarms}, indent=2) + "\n")


def one(corpus: Path, quote: dict[str, Any], at: int, rebuild: bool) -> dict[str, Any]:
    """One copy made and checked, in a process of its own."""
    document, release = declared(quote, at)
    options = Options(password=quote.get("password"), self_check=False)
    begin = time.perf_counter()
    made = correct((corpus / quote["file"]).read_bytes(), document, release, options)
    corrected = time.perf_counter()
    if not isinstance(made, Corrected):
        return {"verdict": "refused"}
    proof = verify(made.data, password=options.password)
    verified = time.perf_counter()
    findings = [f"{f.rule}: {f.message} (page {f.page_number}, object {f.object})" for f in proof.findings]
    findings += [f"{rule.rule}: {rule.remark}" for rule in proof.rules if rule.passed is None]
    told = {
        "verdict": proof.verdict.value,
        "findings": findings,
        "correct": corrected - begin,
        "verify": verified - corrected,
    }
    if rebuild:
        begin = time.perf_counter()
        whole = verify(made.data, password=options.password, rebuild=rebuilder(options.password))
        assert whole.rebuild is not None
        told.update(rebuild=time.perf_counter() - begin - told["verify"], rebuilt=whole.rebuild.verdict.value)
    if proof.verdict.value != "verified":
        told["data"] = made.data
    return told


def declared(quote: dict[str, Any], at: int) -> tuple[Document, Release]:
    """A release for one quote; kind, style and company change with `at`."""
    words = quote["quote"].split()
    marked = words[(at * 7) % len(words)]
    if quote["quote"].count(marked) > 1 or len(marked) < 2:
        marked = quote["quote"]
    turn = at // 3 + at
    change = (
        Substitution(marked, "fifteen (15)"),
        Insertion(marked, Side.AFTER if at % 2 else Side.BEFORE, "not"),
        Deletion(marked),
        Caveat("This figure is provisional.", Scope.PASSAGE),
    )[turn % 4]
    citation = Citation(page_number=quote["page"])
    errata = [Erratum("1", change, citation, Quote(quote["quote"]), reason="Miscounted." if at % 4 == 1 else "")]
    if at % 3 == 0:
        errata.append(Erratum("2", Caveat("This report is not an evaluation.", Scope.FIRST_PAGE)))
    if at % 7 == 0:
        errata.append(Erratum("3", Caveat("See the covering letter.", Scope.CITED_PAGE), citation))
    if at % 5 == 0:
        errata.append(Erratum("w", Deletion("gone"), Citation(page_number=1), Quote("gone"), withdrawn=True))
    document = Document(quote["file"], tuple(errata))
    status = ReleaseStatus.DRAFT if at % 11 == 0 else ReleaseStatus.ISSUED
    style = STYLES[(at // 4) % len(STYLES)]
    return document, Release(
        "Metropolitan Police Service", "01.FOI.24.038993", "2024-11-01", (document,), status, style
    )


if __name__ == "__main__":
    main()
