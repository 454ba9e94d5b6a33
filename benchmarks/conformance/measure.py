"""Does a release copy keep the PDF/A and PDF/UA conformance of its original? veraPDF's word, before and after.

    python -m benchmarks.conformance.measure [--json FILE]

Takes every file of the corpus in $OVERLAY_SHARED (or ../shared) that claims a level, and a document of our own at each
level. The errata: one substitution of the first quote of quotes.jsonl that stands once, and a caveat to the first page.
"kept" means: what passed before passes after, and what failed before breaks no further rule.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from overlay.erratum import Caveat, Citation, Document, Erratum, Quote, Release, Scope, Substitution
from overlay.errors import OverlayError
from overlay.limits import Limits, run_limited
from overlay.pipeline import Corrected, Options, correct
from tests import verapdf
from tests.verapdf import claims

ROOT = Path(__file__).resolve().parents[2]
RELEASE = Release("Benchmark", "Conformance", "2026-01-15", ())


@dataclass(frozen=True, slots=True)
class Case:
    """One document: its original, the quote to correct ("" for a caveat alone), and its page."""

    name: str
    path: Path
    quote: str
    page_number: int | None


def cases(corpus: Path, folder: Path) -> list[Case]:
    """The corpus files that may claim a level (veraPDF says later which do), and our own."""
    quotes: dict[str, tuple[str, int]] = {}
    for line in (corpus / "quotes.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["unique_in_doc"]:
            quotes.setdefault(entry["file"], (entry["quote"], entry["page"]))
    found = []
    for path in sorted(corpus.rglob("*.pdf")):
        name = path.relative_to(corpus).as_posix()
        if not name.startswith("hostile/"):
            found.append(Case(name, path, *quotes.get(name, ("", None))))
    for level in claims.LEVELS:
        path = folder / f"ours {level}.pdf"
        path.write_bytes(claims.document(level))
        found.append(Case(path.name, path, claims.QUOTE, 2))
    return found


def made(case: Case) -> bytes | str:
    """The release copy, or in words why there is none."""
    errata = [Erratum("1", Caveat("A caveat to the whole document.", Scope.FIRST_PAGE))]
    if case.quote:
        word = max(case.quote.split(), key=len)
        citation = Citation(page_number=case.page_number, occurrence=1 if case.quote.count(word) > 1 else None)
        errata.insert(0, Erratum("2", Substitution(word, "corrected"), citation=citation, quote=Quote(case.quote)))
    try:
        document = Document(case.path.name, tuple(errata))
        outcome = run_limited(
            correct, case.path.read_bytes(), document, RELEASE, Options(self_check=False), limits=Limits()
        )
    except OverlayError as error:
        return f"{type(error).__name__}: {error.message}"
    if isinstance(outcome, Corrected):
        return outcome.data
    return "; ".join(f"{answer.cause}: {answer.message}" for answer in outcome.unanchored)


def compare(before: verapdf.Verdict, after: verapdf.Verdict | None) -> str:
    """ "kept", "broke ..." or "claim lost"."""
    if after is None:
        return "claim lost"
    if before.passed:
        return "kept" if after.passed else f"broke {sorted(after.failed) or after.error}"
    new = sorted(set(after.failed) - set(before.failed))
    return f"broke further {new}" if new else "kept (failed before, no new rule)"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if verapdf.missing():
        print(f"veraPDF cannot run here: {verapdf.missing()}", file=sys.stderr)
        return 2
    corpus = Path(os.environ.get("OVERLAY_SHARED", ROOT.parent / "shared")) / "corpus"
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(cases(corpus, Path(folder)), Path(folder))
    for name, flavour, result in rows:
        print(f"{name:58} {flavour:5} {result}")
    counts = Counter(
        "refused" if result.startswith("refused") else "kept" if result.startswith("kept") else "broken"
        for _, _, result in rows
    )
    passed = sum(result == "kept" for _, _, result in rows)
    print(
        f"\n{len(rows)} claims: {dict(sorted(counts.items()))}; of those that passed before and were corrected, kept {passed}"
    )
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return int(bool(counts["broken"]))


def measure(listed: list[Case], folder: Path) -> list[tuple[str, str, str]]:
    """Rows of file, flavour and result."""
    before = verapdf.validate([case.path for case in listed])
    claiming = [case for case in listed if any(verdict.flavour for verdict in before[case.path])]
    copies: dict[str, Path] = {}
    reasons: dict[str, str] = {}
    for place, case in enumerate(claiming):
        outcome = made(case)
        if isinstance(outcome, bytes):
            copies[case.name] = folder / f"copy {place}.pdf"
            copies[case.name].write_bytes(outcome)
        else:
            reasons[case.name] = outcome
    after = verapdf.validate(copies.values())
    rows = []
    for case in claiming:
        for verdict in before[case.path]:
            if case.name in reasons:
                result = f"refused: {reasons[case.name]}"
            else:
                same = [other for other in after[copies[case.name]] if other.flavour == verdict.flavour]
                result = compare(verdict, same[0] if same else None)
            rows.append((case.name, verdict.flavour, result))
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
