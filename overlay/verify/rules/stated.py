"""What the record states of where and how its errata were found, as far as the file itself tells."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import partial

import pypdfium2.raw as pdfium_c

from overlay.verify.case import Answer, Case, Doubt
from overlay.verify.content import shown_strings
from overlay.verify.declared import Drawn, folded
from overlay.verify.drawing import drawings
from overlay.verify.numbering import in_figures, runs_on
from overlay.verify.reading import page_text
from overlay.verify.rules.links import said_by
from overlay.verify.rules.sheets import sheet_content
from overlay.verify.tounicode import letters_of
from overlay.verify.values import Ref, Stream, Value

SHEET = "sheet"
CONTEXT = "context"
EXACT = "exact"
LONGEST_LABEL = 512
"""Bytes of a page label that are read."""


class Stated:
    """Permits a record that agrees with the file wherever the file can tell."""

    name = "record's facts"
    ensures = "What the record states of pages, places and order agrees with the file, as far as the file tells."

    def check(self, case: Case) -> Iterator[Answer]:
        for drawn in case.declared.drawn:
            for wrong in self._wrong(case, drawn):
                yield Doubt(f"Of erratum {drawn.erratum.id}, the record {wrong}.")
        order = [drawn.erratum.id for drawn in case.declared.drawn]
        rows = [
            said.erratum.id
            for _, sheet in case.sheets
            for value in case.array(sheet.get("Annots"))
            if (said := said_by(case, case.dictionary(value))) is not None
        ]
        if rows and list(dict.fromkeys(rows)) != order:
            yield Doubt("The record has the errata in another order than the errata sheet.")
        yield from self._letters_used(case)

    def _wrong(self, case: Case, drawn: Drawn) -> Iterator[str]:
        location, erratum = drawn.location, drawn.erratum
        if any((note.position == SHEET) != (note.box is None) for note in location.notes):
            yield "states another place for the note"
        same_words = erratum.quote is not None and location.matched.split() == erratum.quote.exact.split()
        if location.difference and (location.match == EXACT or same_words):
            yield "tells of a difference to the quote that there is not"
        if erratum.quote is not None and location.match not in ("", CONTEXT):
            alike = "".join(location.matched.split()) == "".join(erratum.quote.exact.split())
            if location.match == EXACT and not alike:
                yield "does not state truly how the quote was found"
        label = folded(location.page_label)
        if label and label != str(case.declared.page_index(drawn) + 1) and not self._is_label(case, drawn, label):
            yield "states a page label that its page does not bear"

    def _is_label(self, case: Case, drawn: Drawn, label: str) -> bool:
        """Whether a page bears a label: as printed on it, as the document numbers its pages (12.4.2), or as they run on."""
        texts, count = partial(page_text, case.before), len(case.original.pages)
        for index in {case.declared.page_index(drawn), *drawn.location.page_indexes}:
            text = in_figures(texts(index))
            if label in folded(text) or not text.strip() or label == folded(_numbered(case, index)):
                return True
            if runs_on(label, index, texts, count):
                return True
        return False

    def _letters_used(self, case: Case) -> Iterator[Answer]:
        """A font holds the letters that are drawn with it and no other: a subset of the honest words tells on changed ones."""
        used: dict[int, set[int]] = {}
        for resources, content in _written(case):
            fonts = case.dictionary(case.dictionary(resources).get("Font"))
            for shown in shown_strings(content):
                font = fonts.get(shown.font)
                if isinstance(font, Ref):
                    used.setdefault(font.number, set()).update(shown.codes)
        for number, codes in used.items():
            mapping = case.resolve(case.dictionary(Ref(number, 0)).get("ToUnicode"))
            letters = letters_of(mapping.content()) if isinstance(mapping, Stream) else {}
            if any(code not in codes for code, letter in letters.items() if letter.strip()):
                yield Doubt(
                    "A font has letters that nothing is written with: other words were drawn here before.", number
                )


def _written(case: Case) -> Iterator[tuple[Value, bytes]]:
    """The resources and content of all that was drawn."""
    for each in drawings(case):
        stream = case.get(each.form)
        if isinstance(stream, Stream):
            yield stream.entries.get("Resources"), stream.content()
    for _, sheet in case.sheets:
        stream = case.resolve(sheet.get("Contents"))
        if isinstance(stream, Stream):
            yield sheet.get("Resources"), sheet_content(stream.content())


def _numbered(case: Case, page_index: int) -> str:
    buffer = ctypes.create_string_buffer(LONGEST_LABEL)
    length = pdfium_c.FPDF_GetPageLabel(case.before.document.raw, page_index, buffer, LONGEST_LABEL)
    return buffer.raw[: max(0, min(length, LONGEST_LABEL) - 2)].decode("utf-16-le", "replace")
