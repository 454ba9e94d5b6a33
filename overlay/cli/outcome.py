"""Tells what became of each document: lines for a person, or one JSON object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from overlay.anchor import Anchor, Unanchored
from overlay.anchor.fields import anchor_fields, refusal_fields
from overlay.cli.terminal import say, say_json
from overlay.erratum import Deletion, Document, Erratum, Insertion, Substitution
from overlay.errors import ExitCode, OverlayError
from overlay.pipeline import Checked, Refused
from overlay.placement.notes import Position

LONGEST_SHOWN = 70
"""Characters of a quote on one line of the terminal."""

NO_TROUBLE = (ExitCode.DONE, ExitCode.DONE_WITH_WARNINGS)


@dataclass(slots=True)
class Report:
    """Prints as documents are done; `close` prints what remains and returns the exit code: the first that is not "done"."""

    command: str
    as_json: bool = False
    to_stderr: bool = False
    _documents: list[dict[str, Any]] = field(default_factory=list)
    _codes: list[ExitCode] = field(default_factory=list)

    def done(self, outcome: Checked, target: Path | None = None) -> None:
        """One line an erratum: document, printed page, the words, where the note went; then warnings, then the copy's name."""
        rows = []
        for anchor in outcome.anchors:
            where = note_in_words(outcome, anchor)
            self._line(f"{outcome.document.file}: {cited(anchor)}: {change_in_words(anchor.erratum)}: {where}")
            for remark in anchor.remarks:
                self._line(f"  warning: {remark}", err=True)
            rows.append({**anchor_fields(anchor), "note": where})
        withdrawn = [erratum for erratum in outcome.document.errata if erratum.withdrawn]
        for erratum in withdrawn:
            self._line(
                f"{outcome.document.file}: {erratum.id}: {change_in_words(erratum)}: withdrawn, on the errata sheet only"
            )
        for remark in outcome.remarks:
            self._line(f"  note: {remark}", err=True)
        if target is not None:
            self._line(f"{outcome.document.file}: written to {target}")
        warned = any(anchor.remarks for anchor in outcome.anchors)
        self._codes.append(ExitCode.DONE_WITH_WARNINGS if warned else ExitCode.DONE)
        self._documents.append(
            {
                "file": outcome.document.file,
                "outcome": "corrected" if target is not None else "placed",
                "copy": str(target) if target is not None else None,
                "errata": rows,
                "withdrawn": [erratum.id for erratum in withdrawn],
                "remarks": list(outcome.remarks),
            }
        )

    def refused(self, outcome: Refused) -> None:
        """Every erratum without a place, with the reason and what was found instead."""
        for answer in outcome.answers:
            if isinstance(answer, Unanchored):
                for line in refusal_lines(outcome.document, answer):
                    self._line(line, err=True)
        if self.command == "correct":
            self._line(f"{outcome.document.file}: nothing was written for this document.", err=True)
        self._codes.append(outcome.unanchored[0].exit_code)
        self._documents.append(
            {
                "file": outcome.document.file,
                "outcome": "refused",
                "errata": [
                    anchor_fields(answer) if isinstance(answer, Anchor) else refusal_fields(answer)
                    for answer in outcome.answers
                ],
            }
        )

    def unchanged(self, document: Document) -> None:
        """A document without errata: there is nothing to correct in it."""
        self._line(f"{document.file}: has no errata; the original stands as it is.")
        self._codes.append(ExitCode.DONE)
        self._documents.append({"file": document.file, "outcome": "unchanged", "copy": None, "errata": []})

    def found(
        self,
        document: Document,
        answers: Sequence[Anchor | Unanchored],
        *,
        elsewhere: Sequence[Anchor] = (),
        pictures: Sequence[Path] = (),
    ) -> None:
        """Every place, with its page, sheet, how it matched and its text; every refusal with its reason.

        `elsewhere` is what stands on other pages than those asked for; `pictures` are the files written.
        """
        for answer in answers:
            if isinstance(answer, Anchor):
                self._line(f"{document.file}: {cited(answer)}: {answer.match} match: “{_short(answer.matched)}”")
                for stretch in answer.quote:
                    corner = stretch.quad.bounds
                    self._line(
                        f"  sheet {stretch.page_index + 1} at ({corner.x0:.1f}, {corner.y0:.1f}) to"
                        f" ({corner.x1:.1f}, {corner.y1:.1f}): {_short(stretch.text)}"
                    )
                if answer.difference:
                    self._line(f"  {answer.difference}")
                for remark in answer.remarks:
                    self._line(f"  warning: {remark}", err=True)
            else:
                for line in refusal_lines(document, answer):
                    self._line(line, err=True)
        refused = [answer.exit_code for answer in answers if isinstance(answer, Unanchored)]
        if not answers:
            there = ", ".join(dict.fromkeys(map(cited, elsewhere)))
            self._line(f"{document.file}: not found{f' there; found on {there}' if there else ''}.", err=True)
            refused = [ExitCode.NOT_FOUND]
        for picture in pictures:
            self._line(f"{document.file}: picture written to {picture}")
        self._codes.append(refused[0] if refused else ExitCode.DONE)
        self._documents.append(
            {
                "file": document.file,
                "outcome": "refused" if refused else "found",
                "errata": [
                    anchor_fields(answer) if isinstance(answer, Anchor) else refusal_fields(answer)
                    for answer in answers
                ],
                "elsewhere": [anchor_fields(anchor) for anchor in elsewhere],
                "pictures": [str(picture) for picture in pictures],
            }
        )

    def failed(self, document: Document, error: OverlayError) -> None:
        """A document that could not be worked with."""
        message = str(error)
        prefix = "" if message.startswith(document.file) else f"{document.file}: "
        self._line(f"{prefix}{message}", err=True)
        self._codes.append(error.exit_code)
        self._documents.append(
            {
                "file": document.file,
                "outcome": "failed",
                "error": {"kind": type(error).__name__, "message": error.message, "remedy": error.remedy},
                "exit_code": int(error.exit_code),
            }
        )

    def note(self, line: str, *, err: bool = False) -> None:
        """A line about the run as a whole."""
        self._line(line, err=err)

    def close(self, more: Mapping[str, object] | None = None) -> int:
        """The exit code; prints the JSON object, with the fields `more`, where that was asked for."""
        failures = [code for code in self._codes if code not in NO_TROUBLE]
        code = failures[0] if failures else max(self._codes, default=ExitCode.DONE)
        if self.as_json:
            say_json(self.command, code, {"documents": self._documents, **(more or {})})
        return int(code)

    def _line(self, line: str, *, err: bool = False) -> None:
        if not self.as_json:
            say(line, err=err or self.to_stderr)
        elif err:
            say(line, err=True)


def cited(anchor: Anchor) -> str:
    """The place in words: "page 21 (sheet 23)"."""
    sheet = anchor.page_index + 1
    if len(anchor.page_indexes) > 1 and not anchor.words:
        return f"{len(anchor.page_indexes)} pages"
    if anchor.page_label and anchor.page_label != str(sheet):
        return f"page {anchor.page_label} (sheet {sheet})"
    return f"page {anchor.page_label or sheet}"


def note_in_words(outcome: Checked, anchor: Anchor) -> str:
    """Where the note of an erratum went: "note in the outer margin"."""
    places = [note for note in outcome.notes if note.erratum_id == anchor.erratum.id]
    if not places:
        return "marked"
    if places[0].page_index == 0 and not anchor.words and places[0].box is not None:
        return "note in the band on the first page" if len(places) == 1 else f"note on {len(places)} pages"
    if len(places) > 1:
        return f"note on {len(places)} pages"
    return NOTE_IN_WORDS[places[0].position]


NOTE_IN_WORDS = {
    Position.OUTER: "note in the outer margin",
    Position.INNER: "note in the inner margin",
    Position.GUTTER: "note beside the words",
    Position.ABOVE: "note above the words",
    Position.BELOW: "note below the words",
    Position.FOOT: "note at the foot of the page",
    Position.TOP: "note at the top of the page",
    Position.ELSEWHERE: "note elsewhere on the page",
    Position.SHEET: "note on the errata sheet",
}


def change_in_words(erratum: Erratum) -> str:
    """The correction on one line, cut to fit."""
    match erratum.change:
        case Substitution(wrong, right):
            said = f"for “{_short(wrong)}” read “{_short(right)}”"
        case Deletion(wrong):
            said = f"delete “{_short(wrong)}”"
        case Insertion(beside, side, text):
            said = f"{side} “{_short(beside)}” insert “{_short(text)}”"
        case caveat:
            said = f"caveat “{_short(caveat.text)}”"
    return said


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST_SHOWN else one_line[: LONGEST_SHOWN - 1].rstrip() + "…"


def refusal_lines(document: Document, answer: Unanchored) -> list[str]:
    """A refusal for a person: erratum, reason, remedy, candidates."""
    where = f"erratum {answer.erratum.id}: " if answer.erratum.id else ""
    lines = [f"{document.file}: {where}{answer.cause}: {answer.message}"]
    if answer.remedy:
        lines.append(f"  {answer.remedy}")
    for candidate in answer.candidates:
        label = candidate.page_label or str(candidate.page_index + 1)
        place = f"  page {label} (sheet {candidate.page_index + 1}), line {candidate.line}: “{_short(candidate.text)}”"
        notes = [note for note in (candidate.difference, candidate.how_to_name) if note]
        lines.append(place + (f" [{'; '.join(notes)}]" if notes else ""))
    return lines
