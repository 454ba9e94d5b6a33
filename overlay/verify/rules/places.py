"""Each mark on the words that its erratum quotes, found anew in the original by another reader."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from overlay.erratum import MarkForm
from overlay.geometry import Point, Rect, union
from overlay.record.reading import Run
from overlay.verify.added import added_annotations
from overlay.verify.case import Answer, Case, Doubt, TouchedPage, Unable, numbers_of
from overlay.verify.content import shown_strings
from overlay.verify.declared import Drawn
from overlay.verify.reading import comparable, letters, page_characters, page_text, places_of
from overlay.verify.values import Stream, Value, same, text_of

CLOSE = 0.01
"""Points; the record's numbers are rounded."""

ROUNDED = 0.0006
"""Points: half of the record's last digit, and of the file's."""

REACH = 6.0
"""Points, at least, that a mark may stand out from its words: carets hang below, side rules stand beside."""

RULE_REACH = 24.0
"""Points, at least, that a side rule may stand beside its passage: it is put where there is room."""

ACCENTS = frozenset("\u00a8\u00af\u00b4\u00b8\u02c6\u02c7\u02c9\u02ca\u02cb\u02d8\u02d9\u02da\u02db\u02dc\u02dd")
"""Accents that stand by themselves; as the fonts of older TeX documents have them, which draw them over letters."""

_FILLING = (b" f\n", b" B\n", b"\nf\n", b"\nB\n", b"\nf*\n", b"\nB*\n", b"\nb\n", b"\nb*\n")


class Places:
    """Permits a mark only where the quoted words stand."""

    name = "places"
    ensures = "Each mark is on the very words that its erratum quotes: they were looked for again in the original by another reader."

    def check(self, case: Case) -> Iterator[Answer]:
        record = case.declared.record
        for erratum, location in zip(record.document.errata, record.locations, strict=True):
            if erratum.withdrawn != (location is None):
                yield Doubt(f"The record does not say whether erratum {erratum.id} is in force.")
        for drawn in case.declared.drawn:
            yield from self._words(case, drawn)
            yield from self._unread(case, drawn)
        for touched in case.touched:
            for entries in added_annotations(case, touched):
                if entries.get("Subtype") not in ("Link", "Stamp"):
                    yield from self._mark(case, touched, entries)
        yield from self._all_marked(case)

    def _words(self, case: Case, drawn: Drawn) -> Iterator[Answer]:
        """The record's places hold the words that the record says are there."""
        erratum, runs = drawn.erratum, drawn.location.runs
        if not runs:
            if erratum.words:
                yield Doubt(f"The record does not say where the words of erratum {erratum.id} stand.")
            return
        indexes = sorted({run.page_index for run in runs} | set(drawn.location.page_indexes))
        printed = "\n".join(page_text(case.before, index) for index in indexes)
        accents = ACCENTS.isdisjoint(printed)
        if not _alike("".join(run.text for run in runs), erratum.words, accents=accents):
            yield Doubt(
                f"The words marked for erratum {erratum.id} are not the words that it quotes.",
                page_number=runs[0].page_index + 1,
            )
        for run in _textual(case, runs):
            characters = page_characters(case.before, run.page_index)
            found = []
            for place in places_of(characters, run.quad):
                found.append("".join(characters.read[index].text for index in place))
                if _alike(found[-1], run.text, accents=accents):
                    break
            else:
                yield Doubt(
                    f"Where erratum {erratum.id} marks “{run.text[:60]}”, the original has “{found[0][:60]}”.",
                    page_number=run.page_index + 1,
                )
        if any(_is_picture(case, run.page_index) for run in runs):
            return
        matched = drawn.location.matched
        nearly = drawn.location.match == "context"
        stands = erratum.quote is None or _stands_in(matched, printed, accents=accents)
        agrees = nearly or erratum.quote is None or _alike(matched, erratum.quote.exact, accents=accents)
        if not (stands and agrees):
            yield Doubt(
                f"The record states another quote for erratum {erratum.id} than its page has.",
                page_number=indexes[0] + 1,
            )
        if erratum.quote and not nearly and not _stands_in(erratum.quote.exact, printed, accents=accents):
            yield Doubt(f"The quote of erratum {erratum.id} does not stand on its page.", page_number=indexes[0] + 1)

    def _unread(self, case: Case, drawn: Drawn) -> Iterator[Answer]:
        """What is to be told of words on a picture: the machine that read them is not asked again."""
        for page_number in sorted({run.page_index + 1 for run in drawn.location.runs}):
            if _is_picture(case, page_number - 1):
                yield Unable(
                    f"Sheet {page_number} is a scan without text: where erratum {drawn.erratum.id}'s words stand on it "
                    "was read by machine, and is for a person to check."
                )

    def _mark(self, case: Case, touched: TouchedPage, entries: dict[str, Value]) -> Iterator[Answer]:
        erratum_id = text_of(entries.get("Subj")).removeprefix("Erratum").strip()
        drawn = next((each for each in case.declared.drawn if each.erratum.id == erratum_id), None)
        runs = [run for run in drawn.location.runs if run.page_index == touched.page_index] if drawn else []
        if drawn is None or not runs:
            yield Doubt("A mark stands on the page for no erratum.", page_number=touched.page_number)
            return
        wanted = [_bounds(run) for run in runs]
        if "QuadPoints" in entries:
            corners = [number for run in runs for number in run.quad]
            stated = numbers_of(entries.get("QuadPoints"), len(corners))
            if stated is None or any(abs(a - b) > ROUNDED for a, b in zip(stated, corners, strict=True)):
                yield Doubt(
                    f"A mark of erratum {erratum_id} is not on the words that the record names.",
                    page_number=touched.page_number,
                )
        rect = numbers_of(entries.get("Rect"), 4)
        size = max(min(box.width, box.height) for box in wanted)
        reach = max(REACH, size) if entries.get("Subtype") != "Square" else max(RULE_REACH, 3 * size)
        if entries.get("Subtype") == "Caret":  # as large as its line is high, though its words be narrow
            reach = max(reach, min(3 * size, *(max(box.width, box.height) for box in wanted)))
        if rect is None or not union(wanted).grown(reach).contains(Rect.of(rect)):
            yield Doubt(f"A mark of erratum {erratum_id} stands away from its words.", page_number=touched.page_number)
        elif entries.get("Subtype") in ("StrikeOut", "Underline") and not _covers(Rect.of(rect), union(wanted)):
            yield Doubt(
                f"A mark of erratum {erratum_id} is on a part of its words only.", page_number=touched.page_number
            )
        elif entries.get("Subtype") == "Caret":
            foot = Point(*drawn.location.caret) if drawn.location.caret else None
            centre = foot or Rect.of(rect).centre
            if not Rect.of(rect).grown(reach / 2).holds(centre):
                yield Doubt(
                    f"The caret of erratum {erratum_id} is not where its words go.", page_number=touched.page_number
                )
        appearance = entries.get("AP")
        form = case.resolve(appearance.get("N")) if isinstance(appearance, dict) else None
        if isinstance(form, Stream):
            content = form.content()
            if shown_strings(content) or any(fill in content for fill in _FILLING):
                yield Doubt(f"A mark of erratum {erratum_id} is more than a line.", page_number=touched.page_number)
            least, most = (len(runs),) * 2 if "QuadPoints" in entries else (1, 1)
            if entries.get("Subtype") == "Square":  # a rule beside each column that the passage stands in
                most = len(runs)
            if not least <= content.count(b"\nS\n") <= most:
                yield Doubt(f"A mark of erratum {erratum_id} is not drawn.", page_number=touched.page_number)

    def _all_marked(self, case: Case) -> Iterator[Answer]:
        """Every erratum with words has its marks, as annotations or in the page's content."""
        by_page: dict[int, list[str]] = {}
        for touched in case.touched:
            by_page[touched.page_index] = [
                text_of(entries.get("Subj")).removeprefix("Erratum").strip()
                for entries in added_annotations(case, touched)
                if entries.get("Subtype") != "Link"
            ]
        form = case.declared.record.release.style.marks
        as_annotations = form is MarkForm.ANNOTATIONS
        for touched in case.touched:
            # A page whose content cannot be wrapped has annotations alone, whatever the style says.
            wrapped = not same(touched.old.get("Contents"), touched.new.get("Contents"))
            if wrapped and not as_annotations and by_page[touched.page_index]:
                yield Doubt(
                    "The marks are comments, and the record says that they are not.", page_number=touched.page_number
                )
        for drawn in case.declared.drawn:
            for page_index in sorted({run.page_index for run in drawn.location.runs}):
                if page_index not in by_page:
                    yield Doubt(
                        f"Erratum {drawn.erratum.id} is in the record, and not on the page.", page_number=page_index + 1
                    )
                elif (
                    as_annotations
                    and drawn.erratum.kind.value != "insert"
                    and drawn.erratum.id not in by_page[page_index]
                ):
                    yield Doubt(f"Erratum {drawn.erratum.id} has no mark on the page.", page_number=page_index + 1)


def _is_picture(case: Case, page_index: int) -> bool:
    """Whether the record says that scans were read by machine, and the page is one: it has no text of its own."""
    read = any(name == "ocr" and value for name, value in case.declared.record.options)
    return read and not page_text(case.before, page_index).strip()


def _textual(case: Case, runs: Sequence[Run]) -> Iterator[Run]:
    yield from (run for run in runs if not _is_picture(case, run.page_index))


def _bounds(run: Run) -> Rect:
    xs, ys = run.quad[::2], run.quad[1::2]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def _covers(mark: Rect, words: Rect) -> bool:
    """Whether a line runs over the words' whole length, along or down the page."""
    along, down = min(mark.x1, words.x1) - max(mark.x0, words.x0), min(mark.y1, words.y1) - max(mark.y0, words.y0)
    return along >= 0.8 * words.width or down >= 0.8 * words.height


def _alike(one: str, other: str, *, accents: bool) -> bool:
    """Whether two readers' words are the same; `accents`: theirs too, which they put to other letters where a page draws
    them by themselves."""
    a, b = comparable(one), comparable(other)
    if not accents:
        a, b = _bare(a), _bare(b)
    return a == b or (_turned(a) and sorted(a) == sorted(b))


def _bare(text: str) -> str:
    """Without accents, be they parts of letters, combining or standing by themselves."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn" and part not in ACCENTS)


def _turned(text: str) -> bool:
    """Whether readers may have the letters in another order: they run right to left."""
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def _stands_in(quote: str, printed: str, *, accents: bool) -> bool:
    """Whether the quote stands on the page; word by word where readers order the lines differently, and letter by letter
    for scripts that run right to left."""
    if not accents:
        quote, printed = _bare(quote), _bare(printed)
    wanted, whole = letters(quote), letters(printed)
    if wanted in whole:
        return True
    if _turned(wanted):
        return not set(wanted) - set(whole)
    return all(letters(word) in whole for word in quote.split())
