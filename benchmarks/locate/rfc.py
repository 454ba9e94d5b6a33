"""How well real errata are located: the RFC Editor's records against the RFCs that they correct.

    python -m benchmarks.locate.rfc [--shared DIR] [--only rfc793] [--rivals]

All records that are Verified or Held for Document Update and have an original text, as `overlay import` reads them;
what it cannot make an erratum of is looked for as it stands. "right": an anchor between the heading
that the record names and the next one that is no part of it, as poppler's text has them, with nothing of this
project's. "wrong": one elsewhere. "no section": an anchor where the record names no section, or none that poppler's
text has a heading of. Every refusal is listed with what was said. With --rivals, how many of
the passages PyMuPDF's search_for and a plain search of poppler's text find, with no say on which of several places.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.locate import rivals as rivals_of
from overlay.anchor import anchor_all
from overlay.anchor.answers import Anchor, Unanchored
from overlay.errata_file.rfc_editor import USUAL_STATUSES, import_records
from overlay.erratum import Caveat, Citation, Erratum, Quote, Scope
from overlay.source import open_source

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Record:
    """One erratum to locate: as declared, the section that its record names, and the text that it quotes."""

    document: str
    erratum: Erratum
    section: str
    quoted: str


@dataclass(frozen=True, slots=True)
class Outcome:
    record: Record
    verdict: str
    told: str = ""


class Printed:
    """A document as poppler reads it, and where its sections begin and end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.pages = tuple(_poppler(path).split("\f"))

    def above(self, page_index: int, height: float) -> list[str]:
        """The lines of the whole text down to `height` (points from the page's top) on a page."""
        number = str(page_index + 1)
        region = ("-f", number, "-l", number, "-x", "0", "-y", "0", "-W", "9999", "-H", str(int(height)))
        text = "\n".join(self.pages[:page_index]) + "\n" + _poppler(self._path, *region)
        return text.splitlines()

    def count(self, passage: str) -> int:
        """How often the passage stands in the whole text, white space aside."""
        return _bare("".join(self.pages)).count(_bare(passage))


def _poppler(path: Path, *options: str) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", *options, str(path), "-"], capture_output=True, check=True, timeout=120
    )
    return done.stdout.decode("utf-8", "replace")


def _following(section: str) -> list[str]:
    """The numbers that end a section: the next on its level, and the next on each level above."""
    parts = section.split(".")
    nexts = []
    for level, part in enumerate(parts):
        following = str(int(part) + 1) if part.isdecimal() else chr(ord(part) + 1)
        nexts.append(".".join((*parts[:level], following)))
    return nexts


def _bare(text: str) -> str:
    return "".join(text.replace("\u2019", "'").split())


def records(folder: Path, only: str) -> Iterator[Record]:
    """All records wanted, document by document."""
    for path in sorted(folder.glob("*.json")):
        if only not in path.stem:
            continue
        listed = {row["errata_id"]: row for row in json.loads(path.read_text(encoding="utf-8"))}
        wanted = {
            name: row
            for name, row in listed.items()
            if row["errata_status_code"] in USUAL_STATUSES and (row["orig_text"] or "").strip()
        }
        made = import_records(path.read_bytes(), document=f"{path.stem}.pdf", file_name=path.name)
        errata = {erratum.id: erratum for erratum in made.release.documents[0].errata}
        for name, row in wanted.items():
            text = " ".join(row["orig_text"].split())
            plain = Erratum(
                name, Caveat("See the record.", Scope.PASSAGE), Citation(section=row["section"]), Quote(text)
            )
            yield Record(path.stem, errata.get(name, plain), row["section"] or "", text)


def judged(record: Record, answer: Anchor | Unanchored, printed: Printed, printed_height: float) -> Outcome:
    """Whether an answer is right, by the headings that poppler's text has; `printed_height` is that of the pages, in points."""
    if isinstance(answer, Unanchored):
        return Outcome(record, str(answer.cause), answer.message)
    first = answer.words[0]
    above = printed.above(first.page_index, printed_height - first.quad.bounds.y0)
    named = re.findall(r"(?<![\w.])(?:\d+|[A-Z])(?:\.\d+)*(?!\w)", record.section)
    told = f"sheet {first.page_index + 1}, the record says {record.section or 'nothing'}: {answer.matched[:80]}"
    verdicts = {_within(number, above) for number in named}
    if True in verdicts:
        return Outcome(record, "right")
    return Outcome(record, "wrong" if False in verdicts else "no section", told)


def _within(section: str, above: Sequence[str]) -> bool | None:
    """Whether text after some lines is in a section; None where they have no heading of it or of one that follows it."""
    own = max((i for i, line in enumerate(above) if _is_heading(line, section)), default=-1)
    ended = max((i for i, line in enumerate(above) for n in _following(section) if _is_heading(line, n)), default=-1)
    return None if own == ended == -1 else own > ended


def _is_heading(line: str, number: str) -> bool:
    match = re.fullmatch(rf"\s*(?:Appendix )?{re.escape(number)}\.?\s+(?=[A-Za-z0-9\"(])(.{{1,70}})", line)
    if match is None or re.search(r"(?:\. ?){3,}|[<>]|[.,;]\s*$", line):
        return False
    words = re.findall(r"[A-Za-z]{4,}", match.group(1))
    title = re.fullmatch(r"[A-Za-z ,'/-]+", match.group(1)) is not None and all(not word.islower() for word in words)
    return "." in number or title


def ours(folder: Path, listed: Sequence[Record]) -> list[Outcome]:
    """This project's answers."""
    outcomes = []
    for document in dict.fromkeys(record.document for record in listed):
        path = folder / f"{document}.pdf"
        printed = Printed(path)
        own = [record for record in listed if record.document == document]
        source = open_source(path.read_bytes(), name=path.name)
        answers = anchor_all([record.erratum for record in own], source)
        height = source.frame(0).height
        outcomes += [judged(record, answer, printed, height) for record, answer in zip(own, answers, strict=True)]
    return outcomes


def rivals(folder: Path, listed: Sequence[Record]) -> dict[str, int]:
    """How many of the quoted passages plain searches find at all, in some place or other."""
    import pdfplumber
    import pymupdf

    found: Counter[str] = Counter()
    for document in dict.fromkeys(record.document for record in listed):
        path = folder / f"{document}.pdf"
        printed = Printed(path)
        own = [one for one in listed if one.document == document]
        with pymupdf.open(path) as opened:
            for record in own:
                found["PyMuPDF search_for"] += any(page.search_for(record.quoted) for page in opened)
                found["poppler's text, white space aside"] += printed.count(record.quoted) > 0
        missing = {record.quoted for record in own}
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                missing -= {quoted for quoted in missing if page.search(quoted, regex=False)}
                page.close()
        found["pdfplumber search"] += sum(record.quoted not in missing for record in own)
        shown = [word for word, _ in rivals_of.words_of(path)]
        found["pdftotext -bbox"] += sum(rivals_of.run_of(shown, record.quoted.split()) for record in own)
    return dict(found)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("OVERLAY_SHARED", ROOT.parent / "shared")))
    parser.add_argument("--only", default="")
    parser.add_argument("--rivals", action="store_true")
    choices = parser.parse_args(arguments)
    folder = choices.shared / "rfc-errata"
    if not folder.is_dir():
        print(f"{folder} is not there: set OVERLAY_SHARED.", file=sys.stderr)
        return 2
    listed = list(records(folder, choices.only))
    outcomes = ours(folder, listed)
    for outcome in outcomes:
        if outcome.verdict != "right":
            print(f"{outcome.record.document} {outcome.record.erratum.id}: {outcome.verdict}: {outcome.told}")
    table = Counter((outcome.record.document, outcome.verdict) for outcome in outcomes)
    verdicts = sorted({outcome.verdict for outcome in outcomes})
    print(f"\n{'':10}" + "".join(f"{verdict:>18}" for verdict in verdicts) + f"{'all':>8}")
    for document in (*dict.fromkeys(record.document for record in listed), "all"):
        counts = [
            sum(n for (name, v), n in table.items() if v == verdict and document in (name, "all"))
            for verdict in verdicts
        ]
        print(f"{document:10}" + "".join(f"{count:18}" for count in counts) + f"{sum(counts):8}")
    if choices.rivals:
        for name, count in rivals(folder, listed).items():
            print(f"{name}: finds {count} of {len(listed)}, in some place or other")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
