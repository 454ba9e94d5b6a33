"""What the pages look like: outside the corrections' boxes no pixel differs, inside them the corrections show."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.geometry import Rect
from overlay.verify.case import Answer, Case, Doubt, TouchedPage, Unable
from overlay.verify.content import shown_strings
from overlay.verify.drawing import Drawn, drawings, frame_of
from overlay.verify.pictures import Sheet
from overlay.verify.poppler import Poppler
from overlay.verify.rules.places import REACH
from overlay.verify.tints import but_for_ground
from overlay.verify.values import Stream

COVERED_PIXELS = 24
"""Ink of the original under a note or a leader: more is no smoothing."""

KEPT_SHARE = 0.55
"""Of the ink of struck words: a thin line leaves far more."""

FIRST_LETTERS = 6
LETTER_WIDTH = 0.5
CAP_HEIGHT = 0.7
"""Of a type size; where words are looked for in a picture."""

LEAST_INK = 20
"""Pixels; less ink says nothing."""

MOST_LOOKS = 5
"""Times that poppler draws a page before its pictures tell against a copy: where a font is missing it may draw one and the
same file in another way from run to run."""


class Rendering:
    """Permits changed pixels inside the drawings' boxes, and there only on free paper or as lines through the words."""

    name = "appearance"
    ensures = "The pages look as they did everywhere but at the corrections, which show, and which cover nothing of the original."

    def check(self, case: Case) -> Iterator[Answer]:
        by_page: dict[int, list[Drawn]] = {}
        for each in drawings(case):
            by_page.setdefault(each.page_index, []).append(each)
        for touched in case.touched:
            yield from self._by_pdfium(case, by_page.get(touched.page_index, []), touched)
        poppler = Poppler(case.copy, case.declared.original_length, password=case.password)
        try:
            yield from self._by_poppler(case, by_page, poppler)
        finally:
            poppler.close()

    def _by_pdfium(self, case: Case, drawn: list[Drawn], touched: TouchedPage) -> Iterator[Answer]:
        before, after = case.before.glimpse(touched.page_index), case.after.glimpse(touched.page_index)
        if before.size != after.size:
            yield Doubt("The page has another size than in the original.", touched.number, touched.page_number)
            return
        sheet = Sheet(before, after, frame_of(case, touched.new))
        yield from self._outside(sheet, drawn, touched, "PDFium")
        yield from self._inside(case, sheet, drawn, touched)

    def _outside(self, sheet: Sheet, drawn: list[Drawn], touched: TouchedPage, by: str) -> Iterator[Answer]:
        if sheet.changed_outside(each.box for each in drawn):
            yield Doubt(
                f"Page {touched.page_number} looks different where no correction stands (seen by {by}).",
                touched.number,
                touched.page_number,
            )

    def _inside(self, case: Case, sheet: Sheet, drawn: list[Drawn], touched: TouchedPage) -> Iterator[Answer]:
        runs = self._words(case, touched)
        words = list(runs)
        exempt = [box.grown(max(REACH, min(box.width, box.height))) for box in words]
        exempt += [each.box for each in drawn if each.annotation not in ("", "Stamp")]
        for each in drawn:
            if not sheet.changed_inside(each.box):
                yield Doubt("A correction does not show.", each.form.number, touched.page_number)
            if each.annotation in ("", "Stamp") and self._covers(sheet, each.box, exempt, words):
                yield Doubt("A correction covers something of the original.", each.form.number, touched.page_number)
            if any(not sheet.has_contrast(line) for line in self._lines(case, each)):
                yield Doubt("A correction's words are hidden.", each.form.number, touched.page_number)
        for box, text in runs.items():
            # A line through a dash or an arrow may well be all that is left of it.
            if not any(map(str.isalnum, text)):
                continue
            total, kept = sheet.ink_kept(box)
            if total > LEAST_INK and kept < KEPT_SHARE * total:
                yield Doubt("The marked words can no longer be read.", touched.number, touched.page_number)

    def _covers(self, sheet: Sheet, box: Rect, exempt: list[Rect], words: list[Rect]) -> bool:
        """Whether ink of the original lies under a drawing. A flat fill behind marked words is ground, as paper is."""
        if sheet.covered(box, exempt) <= COVERED_PIXELS:
            return False
        return but_for_ground(sheet.in_colours(), words).covered(box, exempt) > COVERED_PIXELS

    def _lines(self, case: Case, drawn: Drawn) -> Iterator[Rect]:
        """Where a drawing writes: the first letters of each string, in display space."""
        stream = case.get(drawn.form)
        for shown in shown_strings(stream.content()) if isinstance(stream, Stream) else ():
            letters = min(FIRST_LETTERS, len(shown.codes))
            if letters > 1:
                yield Rect(
                    shown.x, shown.y, shown.x + letters * LETTER_WIDTH * shown.size, shown.y + CAP_HEIGHT * shown.size
                )

    def _words(self, case: Case, touched: TouchedPage) -> dict[Rect, str]:
        """The marked words by their boxes in display space."""
        to_display = frame_of(case, touched.new).to_display
        boxes: dict[Rect, str] = {}
        for drawn in case.declared.drawn:
            for run in drawn.location.runs:
                if run.page_index == touched.page_index:
                    xs, ys = run.quad[::2], run.quad[1::2]
                    box = to_display.rect(Rect(min(xs), min(ys), max(xs), max(ys)))
                    boxes[box] = boxes.get(box, "") + run.text
        return boxes

    def _by_poppler(self, case: Case, by_page: dict[int, list[Drawn]], poppler: Poppler) -> Iterator[Answer]:
        touched_at = {touched.page_index: touched for touched in case.touched}
        for page_index, pair in poppler.pairs(touched_at):
            touched = touched_at[page_index]
            if pair is None:
                yield Unable("No second renderer was at hand: the pages were compared by PDFium alone.")
            elif pair[0].size != pair[1].size:
                yield Doubt(
                    "The page has another size than in the original (seen by poppler).",
                    touched.number,
                    touched.page_number,
                )
            else:
                drawn = by_page.get(page_index, [])
                sheet = self._calmed(Sheet(*pair, frame_of(case, touched.new)), drawn, poppler, page_index)
                yield from self._outside(sheet, drawn, touched, "poppler")
                if any(not sheet.changed_inside(each.box) for each in drawn if any(self._lines(case, each))):
                    yield Unable(
                        f"A correction on page {touched.page_number} does not show in poppler, a second renderer: "
                        "some viewers stop at a fault in the original's page before they come to it.",
                        blocking=True,
                    )

    def _calmed(self, sheet: Sheet, drawn: list[Drawn], poppler: Poppler, page_index: int) -> Sheet:
        """The page as poppler drew it both times alike, where it ever does; else as it drew it at first.

        Nothing that an update may bring makes poppler draw at random: what it shows in every look is a change.
        """
        boxes = [each.box for each in drawn]
        befores, afters = [sheet.before], [sheet.after]
        while sheet.changed_outside(boxes) and len(befores) < MOST_LOOKS:
            ((_, pair),) = poppler.pairs([page_index])
            if pair is None or {picture.size for picture in pair} != {sheet.before.size}:
                break
            befores.append(pair[0])
            afters.append(pair[1])
            looks = (Sheet(before, after, sheet.frame) for before in befores for after in afters)
            sheet = next((look for look in looks if not look.changed_outside(boxes)), sheet)
        return sheet
