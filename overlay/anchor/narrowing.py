"""Of several places of one quote, the one that the citation's section, line, column and occurrence mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from overlay.anchor.book import Book
from overlay.anchor.search import Place
from overlay.erratum import Citation


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The places left, in reading order, and what the citation says that the print does not bear out."""

    places: tuple[Place, ...]
    remarks: tuple[str, ...] = ()


def narrowed(book: Book, places: Sequence[Place], citation: Citation, *, occurrence: int | None) -> Narrowed:
    """The places that the citation allows. `occurrence` picks among what the rest of it leaves.

    A section that none of them is in, where the document tells, leaves none. A line or column that fits none of
    several places leaves them all; where there is one place only, it is a remark.
    """
    kept = tuple(places)
    remarks: list[str] = []
    if citation.section is not None and kept:
        verdicts = {place.key: in_section(book, place, citation.section) for place in kept}
        if any(verdicts.values()):
            kept = tuple(place for place in kept if verdicts[place.key])
        elif all(verdict is False for verdict in verdicts.values()):
            return Narrowed(())
        else:
            remarks.append(f"The document's headings do not tell where section {citation.section} is.")
    for name, wanted, fits in (
        ("column", citation.column, _in_column),
        ("line", citation.line, _on_line),
    ):
        if wanted is None or not kept:
            continue
        fitting = tuple(place for place in kept if fits(book, place, citation))
        if fitting:
            kept = fitting
        elif len(kept) == 1:
            remarks.append(f"The erratum says {name} {wanted}; {_told(book, kept[0], name)}.")
    if occurrence is not None:
        kept = kept[occurrence - 1 : occurrence]
    return Narrowed(kept, tuple(remarks))


def in_section(book: Book, place: Place, section: str) -> bool | None:
    """Whether a place is in the section; None where the document does not tell."""
    page_index = place.page_index
    return book.sections.agrees(section, page_index, text_up_to(place))


def text_up_to(place: Place) -> str:
    """The text of the words' page, up to and with the words, in the order in which they were found."""
    last = max(
        origin
        for origin in place.passage.origin[place.hit.words_start : place.hit.words_end]
        if origin is not None and place.passage.pages[origin[0]].page_index == place.page_index
    )
    return place.passage.pages[last[0]].text[: last[1] + 1]


def line_numbers(book: Book, place: Place, *, column: int | None = None) -> tuple[tuple[int, int], ...]:
    """The numbers of the words' lines, from 1, each with the count of all lines: without running header and footer, and with.

    With `column` (from 0), the lines of that column are counted.
    """
    page = book.text(place.page_index)
    running = book.running(place.page_index)
    chars = [char for char in page.chars if char is not None and char.text.strip() and column in (None, char.column)]
    everything = sorted({char.line for char in chars})
    body = sorted({char.line for char in chars if not char.artifact and char.line not in running})
    own = {line for page_index, line in place.lines if page_index == place.page_index}
    return tuple(
        (counted.index(line) + 1, len(counted))
        for counted in (body, everything)
        for line in sorted(own)
        if line in counted
    )


def column_number(book: Book, place: Place) -> int:
    """The column of the words, from 1."""
    chars = place.passage.printed(place.hit.words_start, place.hit.words_end)
    return chars[0][1].column + 1


def _in_column(book: Book, place: Place, citation: Citation) -> bool:
    return column_number(book, place) == citation.column


def _on_line(book: Book, place: Place, citation: Citation) -> bool:
    column = citation.column - 1 if citation.column is not None else None
    wanted = citation.line
    return any(wanted in (number, number - count - 1) for number, count in line_numbers(book, place, column=column))


def _told(book: Book, place: Place, name: str) -> str:
    if name == "column":
        return f"the words are in column {column_number(book, place)}"
    numbers = line_numbers(book, place)
    return f"the words are on line {numbers[0][0]}" if numbers else "the words are on another line"
