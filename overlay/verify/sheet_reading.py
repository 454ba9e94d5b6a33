"""What the errata sheet says, as its reader reads it: a row that runs over to the next page is one row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from overlay.erratum import Caveat
from overlay.verify.case import Case
from overlay.verify.content import Shown, shown_strings
from overlay.verify.declared import Declared, folded
from overlay.verify.tounicode import letters_of
from overlay.verify.values import MalformedError, Stream, Value

PART = re.compile(rb"/(\w+) <</MCID (\d{1,6})>> BDC\n(.*?)EMC\n", re.DOTALL)
"""A marked part of a sheet's content (14.6)."""

COLUMNS = 5
"""Of the table: number, page, for, read, reason."""

REPEATED = 2
"""Columns that are said again where a row runs over: number and page."""

SAME_LINE = 0.5
"""Of the type size: strings whose feet differ by less stand on one line."""

_HEBREW_TO_ARABIC = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_RIGHT_TO_LEFT = re.compile(f"[{_HEBREW_TO_ARABIC}](?:[^A-Za-z0-9]*[{_HEBREW_TO_ARABIC}])*")
_FILLING = re.compile(r"[\s.,;:·•/()\"'\-]*")
_PAGE_NUMBER = re.compile(r"[0-9]{1,3}")
_BRACKETS = str.maketrans(")]}>\u00bb\u203a", "([{<\u00ab\u2039")


@dataclass(frozen=True, slots=True)
class Told:
    """A part of the sheet: which of its pages it begins on, its tag, and its printed lines, folded, as they are drawn."""

    sheet_index: int
    tag: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def followed_by(self, other: Told) -> Told:
        """Both as one part."""
        return replace(self, lines=(*self.lines, *other.lines))


def parts_told(case: Case, known: Known) -> tuple[Told, ...]:
    """Everything that the sheet says, in order; its foot lines too. Rows and paragraphs that run over are put together."""
    told: list[Told] = []
    for index, (_, sheet) in enumerate(case.sheets):
        here = list(_told_on(case, index, sheet))
        told += _without_rest(told, here, known) if index else here
    return tuple(told)


def _without_rest(told: list[Told], here: list[Told], known: Known) -> list[Told]:
    """What a page tells but for the rest of the row, or the paragraph, that runs over to it: that is put where it began."""
    row, next_row = _tagged(told, "TD")[-COLUMNS:], _tagged(here, "TD")[:COLUMNS]
    if len(row) == len(next_row) == COLUMNS and _goes_on([told[at] for at in row], [here[at] for at in next_row]):
        for old, new in list(zip(row, next_row, strict=True))[REPEATED:]:
            told[old] = told[old].followed_by(here[new])
        return [part for at, part in enumerate(here) if at not in next_row]
    last, first = _tagged(told, "P")[-1:], _tagged(here, "P")[:1]
    if last and first and None in (known.logical(told[last[0]]), known.logical(here[first[0]])):
        told[last[0]] = told[last[0]].followed_by(here[first[0]])
        return [part for at, part in enumerate(here) if at not in first]
    return here


def _tagged(parts: list[Told], tag: str) -> list[int]:
    return [at for at, part in enumerate(parts) if part.tag == tag]


def _goes_on(row: list[Told], next_row: list[Told]) -> bool:
    """Whether a page's first row is the rest of the row that the page before ended with."""
    return all(a.text == b.text for a, b in zip(row[:REPEATED], next_row[:REPEATED], strict=True))


def _told_on(case: Case, index: int, sheet: dict[str, Value]) -> Iterator[Told]:
    stream = case.resolve(sheet.get("Contents"))
    content = stream.content() if isinstance(stream, Stream) else b""
    fonts = case.dictionary(case.dictionary(sheet.get("Resources")).get("Font"))
    for found in PART.finditer(content):
        yield Told(index, found.group(1).decode(), _lines(case, fonts, found.group(3)))
    yield Told(index, "Artifact", _lines(case, fonts, _unmarked(PART.sub(b"", content))))


def _unmarked(content: bytes) -> bytes:
    return re.sub(rb"(?:/Artifact BMC|(?:(?<=\n)|^)EMC)\n", b"", content)


def _lines(case: Case, fonts: dict[str, Value], content: bytes) -> tuple[str, ...]:
    lines: list[str] = []
    before: Shown | None = None
    for shown in shown_strings(content):
        said = said_by(case, fonts, shown)
        if before is not None and abs(shown.y - before.y) < SAME_LINE * shown.size:
            lines[-1] += said
        else:
            lines.append(said)
        before = shown
    return tuple(folded(line) for line in lines)


def said_by(case: Case, fonts: dict[str, Value], shown: Shown) -> str:
    """The letters of a string shown, by its font's own map."""
    mapping = case.resolve(case.dictionary(fonts.get(shown.font)).get("ToUnicode"))
    if not isinstance(mapping, Stream):
        raise MalformedError("a drawing writes in a font that it does not have")
    letters = letters_of(mapping.content())
    return "".join(letters.get(code, "\ufffd") for code in shown.codes)


class Known:
    """The texts that a sheet may hold where they run from right to left: such lines are drawn from their last letter on."""

    def __init__(self, declared: Declared) -> None:
        self.phrases = declared.sheet_phrases()
        self._turned = {text for each in (*self.phrases, *_sentences(declared)) if runs_leftwards(text := folded(each))}
        self._by_length: dict[int, list[str]] = {}
        for each in sorted(self._turned):
            self._by_length.setdefault(len(each), []).append(each)

    def logical(self, part: Told) -> str | None:
        """What a part says, its letters in the order in which they are read; None where it is not the record's words."""
        if consists_of(part.text, self.phrases):
            return part.text
        if not runs_leftwards(part.text):
            return None
        alike = self._by_length.get(len(part.text), [])
        return next((each for each in alike if _drawn_as(part.lines, each)), None)


def runs_leftwards(text: str) -> bool:
    """Whether any of its letters run from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def _drawn_as(lines: tuple[str, ...], text: str) -> bool:
    """Whether each line has the letters of its stretch of the text, in whatever order; brackets may be turned round."""
    ends = list(accumulate(len(line) for line in lines))
    starts = [0, *ends[:-1]]
    return all(
        sorted(line.translate(_BRACKETS)) == sorted(text[start:end].translate(_BRACKETS))
        for line, start, end in zip(lines, starts, ends, strict=True)
    )


def _sentences(declared: Declared) -> Iterator[str]:
    """Phrases as they stand together in one paragraph, or one cell."""
    record = declared.record
    particulars = {
        "document": record.document.file,
        "sha256": declared.original_sha256,
        "issuer": declared.issuer,
        "reference": declared.reference,
        "date": declared.attribution.rpartition(", ")[2],
    }
    yield from (f"{declared.say(name)}: {value}" for name, value in particulars.items())
    yield f"{declared.reference}, {particulars['date']}"
    for erratum, location in zip(record.document.errata, record.locations, strict=True):
        withdrawn = f"{declared.say('withdrawn')}." if erratum.withdrawn else ""
        yield f"{withdrawn} {erratum.reason}"
        labels = [*erratum.citation.page_labels, ", ".join(erratum.citation.page_labels), ""]
        if location is not None:
            labels += [location.page_label, *(str(index + 1) for index in location.page_indexes)]
        caveat = isinstance(erratum.change, Caveat) and erratum.quote is not None
        wrong = declared.say("row_caveat", quote=erratum.quote.exact) if caveat and erratum.quote else ""
        reason = f"{declared.say('reason')}: {erratum.reason}" if erratum.reason else ""
        for label in labels:
            page = f"{declared.say('page')} {label}." if label else ""
            yield f"{declared.label(erratum)} {withdrawn} {page} {wrong} {declared.correction(erratum)} {reason}"


def consists_of(text: str, phrases: Iterable[str]) -> bool:
    """Whether a folded text is nothing but whole phrases, one after the other, with punctuation and page numbers between.

    Some way to divide the text must be found, not the first: what one phrase ends with may, with the number of the next
    row, look like another phrase.
    """
    plain = {folded(phrase) for phrase in phrases} - {""}
    known = plain | {as_drawn(phrase) for phrase in plain}
    lengths = sorted({len(phrase) for phrase in known})
    reached, numbered = [False] * (len(text) + 1), [False] * (len(text) + 1)
    reached[0] = True
    for at in range(len(text)):
        if not (reached[at] or numbered[at]):
            continue
        for length in lengths:
            if at + length <= len(text) and text[at : at + length] in known:
                reached[at + length] = True
        if _FILLING.fullmatch(text[at]):
            reached[at + 1] = True
        number = _PAGE_NUMBER.match(text, at) if reached[at] else None
        for length in range(1, len(number[0]) + 1) if number else ():
            numbered[at + length] = True
    return reached[-1] or numbered[-1]


def as_drawn(phrase: str) -> str:
    """A phrase with what runs right to left in the order in which it is drawn: from its last letter to its first."""
    return phrase if phrase.isascii() else _RIGHT_TO_LEFT.sub(lambda found: found.group()[::-1], phrase)
