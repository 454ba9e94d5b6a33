"""What the marks say as comments: the very words, names and colours that the record makes, in one way of writing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from overlay.verify.added import added_annotations
from overlay.verify.case import Answer, Case, Doubt, TouchedPage, numbers_of
from overlay.verify.colours import rgb
from overlay.verify.declared import normal
from overlay.verify.values import Value, text_of, written_text

MARK_OF = {"StrikeOut": "strike", "Caret": "caret", "Underline": "underline", "Square": "rule"}
SHADE = 0.001
"""Of 1: rounding of a colour's parts."""

_SPACE = re.compile(r"\s+")


class Comments:
    """Permits comments that say what their erratum's note says, letter for letter, under names worked out from the record."""

    name = "comments"
    ensures = "The comments panel says what the notes say, letter for letter: nothing unseen stands among the letters."

    def check(self, case: Case) -> Iterator[Answer]:
        for touched in case.touched:
            marks = [each for each in added_annotations(case, touched) if each.get("Subtype") != "Link"]
            for serial, entries in enumerate(marks):
                for wrong in self._wrong(case, touched, entries, serial):
                    yield Doubt(f"A comment on page {touched.page_number} {wrong}.", page_number=touched.page_number)
            for entries in added_annotations(case, touched):
                if not all(_plainly_written(entries[key]) for key in ("T", "Contents", "Subj") if key in entries):
                    yield Doubt(
                        f"A comment on page {touched.page_number} is written in another way than release copies write.",
                        page_number=touched.page_number,
                    )

    def _wrong(self, case: Case, touched: TouchedPage, entries: dict[str, Value], serial: int) -> Iterator[str]:
        colour = entries.get("C")
        if colour is not None:
            stated, mark = numbers_of(colour, 3), rgb(case.declared.record.release.style.mark_colour)
            if stated is None or any(abs(a - b) > SHADE for a, b in zip(stated, mark, strict=True)):
                yield "has another colour than the record's marks"
        mark_kind = MARK_OF.get(str(entries.get("Subtype")))
        if mark_kind is None:
            return
        erratum_id = text_of(entries.get("Subj")).removeprefix("Erratum").strip()
        said = f"{case.declared.original_sha256}/{touched.page_index}/{mark_kind}/{(erratum_id,)}/{serial}"
        if text_of(entries.get("NM")) != f"erratum-{hashlib.sha256(said.encode()).hexdigest()[:24]}":
            yield "has another name than its own"
        notes = [each.note for each in case.declared.drawn if each.erratum.id == erratum_id]
        if not notes or _letters(text_of(entries.get("Contents"))) != _letters(notes[0]):
            yield "does not say its erratum's words, letter for letter"


def _letters(text: str) -> str:
    return _SPACE.sub("", normal(text))


def _plainly_written(value: Value) -> bool:
    """Whether a text string is in PDFDocEncoding where that can hold it, and else in UTF-16 (ISO 32000-1, 7.9.2.2)."""
    return value == written_text(text_of(value))
