"""The words drawn: those of the record, no more and no fewer."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.erratum import NoteForm
from overlay.geometry import Point
from overlay.verify.added import added_annotations
from overlay.verify.case import Answer, Case, Doubt, TouchedPage
from overlay.verify.colours import contrast_of, rgb
from overlay.verify.content import shown_strings
from overlay.verify.declared import Declared, folded, visually_alike
from overlay.verify.drawing import drawings
from overlay.verify.rules.sheets import sheet_content
from overlay.verify.sheet_reading import Known, as_drawn, consists_of, parts_told, said_by
from overlay.verify.values import Stream, Value, text_of

CLOSE = 0.01
"""Points between a note's box as drawn and as the record has it, which is rounded."""

LEAST_SIZE = 3.0
"""Points; nothing that is meant to be read is smaller, even on a small page."""

LEAST_CONTRAST = 3.0
"""WCAG 2.2, 1.4.3, for large text: half of what honest copies have."""

LONGEST_MARKER = 12
"""Letters in a marker, which stand on the colour of the marks."""

WHITE = (1.0, 1.0, 1.0)


class Wording:
    """Permits the notes, the band, the markers and the sheet that the record's errata make, in the words of its language."""

    name = "wording"
    ensures = "What the corrections say is what the record says, word for word, each note at the place that the record states."

    def check(self, case: Case) -> Iterator[Answer]:
        drawn = [(each, drawn_text(case, case.get(each.form))) for each in drawings(case)]
        notes = {each.erratum.id: folded(each.note) for each in case.declared.drawn}
        band_seen = False
        for each, text in drawn:
            is_line = each.annotation not in ("", "Stamp")
            if is_line or not text or text in {folded(one) for one in notes}:
                if is_line and text:
                    yield Doubt("A mark has words of its own.", each.form.number, each.page_index + 1)
                continue
            if any(visually_alike(text, note) for note in (*notes.values(), *self._inline(case.declared))):
                continue
            if each.page_index == 0 and not band_seen and consists_of(text, case.declared.band_phrases()):
                band_seen = True
                continue
            yield Doubt("A note says something else than the record.", each.form.number, each.page_index + 1)
        yield from self._legible(case)
        for erratum in case.declared.drawn:
            for note in erratum.location.notes:
                if note.box is None or note.page_index is None:
                    continue
                fitting = [
                    each
                    for each, text in drawn
                    if each.page_index == note.page_index
                    and self._fits(case.declared, text, erratum.erratum.id, notes)
                    and all(
                        abs(a - b) < CLOSE
                        for a, b in zip((each.box.x0, each.box.y0, each.box.x1, each.box.y1), note.box, strict=True)
                    )
                ]
                if not fitting:
                    yield Doubt(
                        f"The note of erratum {erratum.erratum.id} is not where the record says, or does not say what the record says.",
                        page_number=note.page_index + 1,
                    )
        for touched in case.touched:
            yield from self._comments(case, touched, notes)
        yield from self._sheets(case)

    def _sheets(self, case: Case) -> Iterator[Answer]:
        """The sheet says what the record says, and leaves out no erratum."""
        known = Known(case.declared)
        texts = []
        for part in parts_told(case, known):
            said = known.logical(part)
            texts.append(part.text if said is None else said)
            if said is None:
                yield Doubt(
                    "The errata sheet says something else than the record.",
                    case.sheets[part.sheet_index][0].number,
                    len(case.original.pages) + part.sheet_index + 1,
                )
        whole = "".join(texts)
        for phrase in case.declared.sheet_needs() if texts else ():
            wanted = folded(phrase)
            if wanted not in whole and as_drawn(wanted) not in whole:
                yield Doubt(
                    f"The errata sheet leaves out \u201c{phrase[:60]}\u201d.", page_number=len(case.original.pages) + 1
                )

    def _legible(self, case: Case) -> Iterator[Answer]:
        """Every word is large enough, on its drawing, and in a colour that is seen on what is behind it."""
        style = case.declared.record.release.style
        box, mark = rgb(style.box_colour), rgb(style.mark_colour)
        for each in drawings(case):
            stream = case.get(each.form)
            for shown in shown_strings(stream.content()) if isinstance(stream, Stream) else ():
                seen = max(
                    contrast_of(shown.colour, box),
                    contrast_of(shown.colour, mark) if len(shown.codes) <= LONGEST_MARKER else 0,
                )
                inside = each.box.grown(CLOSE).holds(Point(shown.x, shown.y))
                if shown.size < LEAST_SIZE or seen < LEAST_CONTRAST or not inside:
                    yield Doubt("A correction has words that cannot be seen.", each.form.number, each.page_index + 1)
        for ref, sheet in case.sheets:
            stream = case.resolve(sheet.get("Contents"))
            content = sheet_content(stream.content()) if isinstance(stream, Stream) else b""
            for shown in shown_strings(content):
                if shown.size < LEAST_SIZE or contrast_of(shown.colour, WHITE) < LEAST_CONTRAST:
                    yield Doubt("The errata sheet has words that cannot be seen.", ref.number)

    def _inline(self, declared: Declared) -> list[str]:
        """What notes say that stand in the text, where the style puts them there: the correction alone."""
        if declared.record.release.style.note is not NoteForm.INLINE:
            return []
        errata = [each.erratum for each in declared.drawn]
        return [folded(f"{declared.label(erratum)} {declared.correction(erratum)}") for erratum in errata]

    def _fits(self, declared: Declared, text: str, erratum_id: str, notes: dict[str, str]) -> bool:
        if visually_alike(text, notes[erratum_id]):
            return True
        erratum = next(each.erratum for each in declared.drawn if each.erratum.id == erratum_id)
        return folded(declared.correction(erratum)) in text or folded(declared.say("see_sheet")) in text

    def _comments(self, case: Case, touched: TouchedPage, notes: dict[str, str]) -> Iterator[Answer]:
        for entries in added_annotations(case, touched):
            if entries.get("Subtype") == "Link":
                if not consists_of(folded(text_of(entries.get("Contents"))), case.declared.sheet_phrases()):
                    yield Doubt("A link says something else than the record.", page_number=touched.page_number)
                continue
            erratum_id = text_of(entries.get("Subj")).removeprefix("Erratum").strip()
            wanted = notes.get(erratum_id)
            said = folded(text_of(entries.get("Contents")))
            fits = (
                wanted == said
                or (not said and entries.get("Subtype") == "Stamp")
                or (not erratum_id and consists_of(said, case.declared.band_phrases()))
            )
            if not fits:
                yield Doubt("A comment says something else than the record.", page_number=touched.page_number)


def drawn_text(case: Case, stream: Value, sheet: dict[str, Value] | None = None) -> str:
    """What a drawing, or a page of the sheet, writes, by its fonts' own maps, folded."""
    if not isinstance(stream, Stream):
        return ""
    content = stream.content() if sheet is None else sheet_content(stream.content())
    resources = case.dictionary((stream.entries if sheet is None else sheet).get("Resources"))
    fonts = case.dictionary(resources.get("Font"))
    return folded("".join(said_by(case, fonts, shown) for shown in shown_strings(content)))
