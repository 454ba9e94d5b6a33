"""The text of the corrected pages: the original's, whole and in order, and our notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Doubt
from overlay.verify.drawing import drawings
from overlay.verify.reading import letters, page_text
from overlay.verify.rules.wording import drawn_text


class Text:
    """Permits the original's text with the notes' text added."""

    name = "text"
    ensures = "Searching, copying and reading aloud find the original's text, unchanged and in order, and the corrections besides."

    def check(self, case: Case) -> Iterator[Answer]:
        ours: dict[int, Counter[str]] = {}
        for each in drawings(case):
            if not each.annotation:
                ours.setdefault(each.page_index, Counter()).update(letters(drawn_text(case, case.get(each.form))))
        for touched in case.touched:
            before = letters(page_text(case.before, touched.page_index))
            after = letters(page_text(case.after, touched.page_index))
            added = _added(before, after)
            if added is None:
                yield Doubt("The original's text on the page is not what it was.", touched.number, touched.page_number)
            elif added != ours.get(touched.page_index, Counter()):
                yield Doubt(
                    "The page has text that is neither the original's nor a note's.",
                    touched.number,
                    touched.page_number,
                )
        if len(case.after) != len(case.before) + len(case.sheets):
            yield Doubt("A common reader counts other pages than the original's and the errata sheet's.")


def _added(part: str, whole: str) -> Counter[str] | None:
    """The letters that `whole` has besides those of `part`, which stand in it in order; None where they do not."""
    if whole.startswith(part):
        return Counter(whole[len(part) :])
    rest = iter(whole)
    return Counter(whole) - Counter(part) if all(char in rest for char in part) else None
