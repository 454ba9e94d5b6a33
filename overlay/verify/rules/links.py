"""Where the links lead (ISO 32000-1, 12.5.6.5): from a row of the errata sheet to its words, from a number or a note to its row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from overlay.geometry import Point, Rect
from overlay.verify.added import added_annotations
from overlay.verify.case import Answer, Case, Doubt, TouchedPage, numbers_of
from overlay.verify.content import shown_strings
from overlay.verify.declared import Drawn, folded, normal
from overlay.verify.drawing import drawings, frame_of
from overlay.verify.rules.sheets import sheet_content
from overlay.verify.rules.wording import drawn_text
from overlay.verify.values import Ref, Stream, Value, text_of

CLOSE = 0.02
"""Points; rounding of coordinates, the record's and the file's."""

TALLEST = 2.5
"""Of the type size: a link on a number or a label is one line high."""

WIDEST = 1.2
"""Of the type size: a letter is no wider."""

ROUND = 2
"""Letters more that a number's disc may be wide."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's link: whose it is, on which page of the copy, and where."""

    erratum_id: str
    page_number: int
    rect: Rect


class Links:
    """Permits links as large as what they stand on, that lead where their own words say."""

    name = "links"
    ensures = (
        "Each link leads to its own erratum's words or row, says so, and is no larger than the words it stands on."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        rows: list[_Row] = []
        for index, (ref, sheet) in enumerate(case.sheets):
            page_number = len(case.original.pages) + index + 1
            for value in case.array(sheet.get("Annots")):
                entries = case.dictionary(value)
                drawn = said_by(case, entries)
                rect = numbers_of(entries.get("Rect"), 4)
                if drawn is None or rect is None:
                    yield Doubt("A link of the errata sheet says something else than its row.", ref.number, page_number)
                    continue
                rows.append(_Row(drawn.erratum.id, page_number, Rect.of(rect)))
                if not self._leads_to_words(case, entries, drawn):
                    yield Doubt(
                        "A row of the errata sheet leads to another place than its own.", ref.number, page_number
                    )
                if not self._on_its_row(case, sheet, rows[-1].rect, drawn):
                    yield Doubt("A link of the errata sheet is larger than its row.", ref.number, page_number)
        if case.sheets:
            for drawn in case.declared.drawn:
                if drawn.erratum.id not in {row.erratum_id for row in rows}:
                    yield Doubt(f"The row of erratum {drawn.erratum.id} leads nowhere.")
        for touched in case.touched:
            for entries in added_annotations(case, touched):
                if entries.get("Subtype") == "Link":
                    yield from self._to_row(case, touched, entries, rows)

    def _to_row(
        self, case: Case, touched: TouchedPage, entries: dict[str, Value], rows: list[_Row]
    ) -> Iterator[Answer]:
        drawn = said_by(case, entries)
        row = next((each for each in rows if drawn and each.erratum_id == drawn.erratum.id), None)
        if drawn is None or row is None:
            yield Doubt("A link says something else than its row.", touched.number, touched.page_number)
            return
        to_page, left, top = _destination(case, entries)
        if to_page != row.page_number or abs(left) > CLOSE or abs(top - row.rect.y1) > CLOSE:
            yield Doubt("A link leads to another row than its own.", touched.number, touched.page_number)
        rect = numbers_of(entries.get("Rect"), 4)
        if rect is None or not self._on_its_words(case, touched, Rect.of(rect), drawn):
            yield Doubt("A link stands on more than its number or label.", touched.number, touched.page_number)

    def _leads_to_words(self, case: Case, entries: dict[str, Value], drawn: Drawn) -> bool:
        page_index = case.declared.page_index(drawn)
        touched = next((each for each in case.touched if each.page_index == page_index), None)
        ref = case.original.pages[page_index] if page_index < len(case.original.pages) else None
        if ref is None:
            return False
        frame = frame_of(case, touched.new if touched else case.dictionary(ref))
        quad = next((run.quad for run in drawn.location.runs if run.page_index == page_index), None)
        xs, ys = (quad[::2], quad[1::2]) if quad else ((), ())
        target = Rect(min(xs), min(ys), max(xs), max(ys)) if quad else frame.to_user.rect(frame.bounds)
        to_page, left, top = _destination(case, entries)
        return to_page == page_index + 1 and abs(left - target.x0) <= CLOSE and abs(top - target.y1) <= CLOSE

    def _on_its_row(self, case: Case, sheet: dict[str, Value], rect: Rect, drawn: Drawn) -> bool:
        """Whether no more letters stand within a link than its row has."""
        stream = case.resolve(sheet.get("Contents"))
        content = sheet_content(stream.content()) if isinstance(stream, Stream) else b""
        inside = sum(len(shown.codes) for shown in shown_strings(content) if rect.holds(Point(shown.x, shown.y)))
        box = numbers_of(sheet.get("MediaBox"), 4)
        most = len(" ".join((case.declared.sentence(drawn), *case.declared.row_phrases(drawn))))
        return 0 < inside <= most and box is not None and Rect.of(box).contains(rect)

    def _on_its_words(self, case: Case, touched: TouchedPage, rect: Rect, drawn: Drawn) -> bool:
        shown_at = frame_of(case, touched.new).to_display.rect(rect)
        number = drawn.erratum.id
        longest = max(len(each) for each in (number, case.declared.label(drawn.erratum), case.declared.heading))
        for each in drawings(case):
            stream = case.get(each.form)
            if each.page_index != touched.page_index or not isinstance(stream, Stream):
                continue
            if Counter(folded(number)) - Counter(drawn_text(case, stream)):
                continue
            for shown in shown_strings(stream.content()):
                widest = (longest + ROUND) * WIDEST * shown.size
                if (
                    shown_at.grown(CLOSE).holds(Point(shown.x, shown.y))
                    and shown_at.height <= TALLEST * shown.size
                    and shown_at.width <= widest
                ):
                    return True
        return False


def said_by(case: Case, entries: dict[str, Value]) -> Drawn | None:
    """The erratum whose row a link's words are."""
    said = _letters(text_of(entries.get("Contents")))
    return next((each for each in case.declared.drawn if _letters(case.declared.sentence(each)) == said), None)


def _destination(case: Case, entries: dict[str, Value]) -> tuple[int, float, float]:
    """Page number, left and top; no page's number where a link leads to none."""
    found = entries.get("Dest")
    if not isinstance(found, list) or len(found) != 5 or not isinstance(found[0], Ref):
        return 0, 0.0, 0.0
    place = numbers_of(found[2:4], 2) or [0.0, 0.0]
    return case.page_number_of(found[0]) or 0, place[0], place[1]


def _letters(text: str) -> str:
    return _SPACE.sub("", normal(text))
