"""Refusals in words: why an erratum has no place, what to do about it, and what was found instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from overlay.anchor.answers import Candidate, Cause, Unanchored
from overlay.anchor.book import Book
from overlay.anchor.labels import Cited
from overlay.anchor.narrowing import line_numbers
from overlay.anchor.passages import Reading
from overlay.anchor.search import Place, words_shared
from overlay.erratum import Caveat, Deletion, Erratum, Insertion, Quote, Side, Substitution
from overlay.quote import Grade, Sought, find_in, sought
from overlay.quote.folding import skeleton
from overlay.quote.slips import closest
from overlay.screen.agreement import Apart

_SHOWN = 160
_MOST_CANDIDATES = 20
# Pages on which the closest passage is looked for, where no page is cited.
_PAGES_SEARCHED = 6
# Of a longer quote, the likeness takes as long to tell as a page to read; the page with most of its words is looked at.
_LONG_QUOTE = 500
# Forms are short; a longer document with fields is seldom one to fill in.
_FORM_PAGES_SEARCHED = 10


def without_words(erratum: Erratum, count: int) -> Unanchored:
    """For words that are not in their own quote, or not so often as `occurrence` says."""
    if count:
        message = f"The quote has the words {_quoted(erratum.words)} {_times(count)}; the erratum says occurrence {erratum.citation.occurrence}."
    else:
        message = f"The quote does not have the words {_quoted(erratum.words)}."
    return Unanchored(erratum, Cause.NOT_FOUND, message, "Quote the passage with the words as they are printed.")


def no_such_page(erratum: Erratum, book: Book, message: str, found: Sequence[Place]) -> Unanchored:
    """For a page that the document does not have."""
    where = _candidates(book, found, by_page=True)
    remedy = "Give the number printed on the page, or the sheet (counted from 1 at the front) as \u201csheet: 23\u201d."
    return Unanchored(erratum, Cause.NO_SUCH_PAGE, message, remedy, where)


def not_text(erratum: Erratum, book: Book, page_indexes: Sequence[int], *, cited: bool) -> Unanchored:
    """For pages that are pictures, every one; `cited` says that the erratum names them."""
    if not cited:
        message = "The document is a scan: pictures without text, so nothing in it can be found."
        remedy = "Cite the page: where optical character recognition is installed (the ocr extra), --ocr reads it."
        return Unanchored(erratum, Cause.NOT_TEXT, message, remedy)
    message = (
        f"{_page(book, page_indexes[0]).capitalize()} is a scan: a picture without text, so nothing on it can be found."
    )
    remedy = "Where optical character recognition is installed (the ocr extra), --ocr reads that page."
    return Unanchored(erratum, Cause.NOT_TEXT, message, remedy)


def not_found(erratum: Erratum, book: Book, cited: Cited | None) -> Unanchored:
    """For a quote that stands nowhere; the closest passage is named."""
    assert erratum.quote is not None
    near = _closest(erratum.quote.exact, book, cited)
    where = (
        f"on {_page(book, cited.page_indexes[0])}" if cited is not None and cited.page_indexes else "in the document"
    )
    message = f"The quote is not {where}."
    if cited is not None and cited.page_indexes:
        message = f"The quote is not {where}, nor on another page."
        if book.is_read_by_machine(cited.page_indexes[0]):
            message = f"The quote is not {where}, a scan that was read by machine, nor on another page."
        stamped = next((index for index in cited.page_indexes if book.is_stamped_picture(index)), None)
        if stamped is not None:
            message += (
                f" {_page(book, stamped).capitalize()} has a picture and only a little text: what the picture shows"
                " is not found, and --ocr reads pages without any text alone."
            )
    if cited is None and (pictures := _pictures(book)):
        those = "1 page is a picture" if pictures == 1 else f"{pictures} pages are pictures"
        message += f" {those} without text: to have one read by machine, cite the page and say --ocr."
    filled = _filled_in(erratum.quote.exact, book, cited)
    if filled is not None:
        message = f"The words stand in a form field on {_page(book, filled)}: they are no part of the page."
        remedy = "Correct the form itself; here only the words printed on the page can be corrected."
        return Unanchored(erratum, Cause.NOT_FOUND, message, remedy)
    corrected = _already_corrected(erratum, book, [candidate.page_index for candidate in near])
    if corrected is not None:
        message += f" {_page(book, corrected).capitalize()} already reads as the erratum wants it."
        return Unanchored(erratum, Cause.NOT_FOUND, message, "Check that this is the edition that is wrong.", near)
    if not near:
        return Unanchored(erratum, Cause.NOT_FOUND, message, "Check the quote against the page.")
    best = near[0]
    if best.difference:
        message += f" The closest passage: {best.difference}."
    elif best.text:
        message += f" The closest passage is {_quoted(best.text)}."
    return Unanchored(erratum, Cause.NOT_FOUND, message, "Quote the words as they are printed.", near)


def elsewhere(erratum: Erratum, book: Book, cited: Cited | None, found: Sequence[Place]) -> Unanchored:
    """For a quote that stands on other pages than the one cited."""
    candidates = _candidates(book, found, by_page=True)
    said = "-".join(erratum.citation.page_labels) or f"sheet {erratum.citation.page_number}"
    if len(found) > 1:
        page = f"page {said}" if erratum.citation.page_labels else said
        message = f"The quote is not on {page}, but {_times(len(found))} elsewhere."
        return Unanchored(erratum, Cause.NOT_FOUND, message, "Cite the page that is meant.", candidates)
    message = f"found on {_page(book, found[0].page_index)}; the erratum says {said}."
    remedy = "Correct the page, or allow it with --accept-moved."
    return Unanchored(erratum, Cause.ELSEWHERE, message.capitalize(), remedy, candidates)


def not_in_section(erratum: Erratum, book: Book, found: Sequence[Place]) -> Unanchored:
    """For a quote that does not stand in the section cited."""
    place = found[0]
    message = f"The quote is not in section {erratum.citation.section}, but on {_page(book, place.page_index)}."
    remedy = "Correct the section, or leave it out where the page is enough."
    return Unanchored(erratum, Cause.ELSEWHERE, message, remedy, _candidates(book, found, by_page=True))


def not_occurring(erratum: Erratum, book: Book, found: Sequence[Place]) -> Unanchored:
    """For an occurrence beyond the last."""
    message = f"The quote stands {_times(len(found))}; the erratum says occurrence {erratum.citation.occurrence}."
    return Unanchored(erratum, Cause.NOT_FOUND, message, "Count the places again.", _candidates(book, found))


def ambiguous(erratum: Erratum, book: Book, found: Sequence[Place], *, by_occurrence: bool) -> Unanchored:
    """For a quote that stands in several places; each is named with what to add to choose it."""
    candidates = _candidates(book, found, by_occurrence=by_occurrence)
    message = f"The quote stands in {len(found)} places, and nothing says which is meant."
    hint = f", for instance \u201c{candidates[0].how_to_name}\u201d" if candidates and candidates[0].how_to_name else ""
    return Unanchored(
        erratum, Cause.AMBIGUOUS, message, f"Quote more of the passage, or add which it is{hint}.", candidates
    )


def not_visible(erratum: Erratum, book: Book, place: Place, cause: str) -> Unanchored:
    """For words that are in the file but do not show."""
    message = f"The words are in the file on {_page(book, place.page_index)}, but they do not show: {cause}."
    return Unanchored(
        erratum, Cause.NOT_VISIBLE, message, "Quote words that show on the page.", _candidates(book, [place])
    )


def gap_outside(erratum: Erratum, book: Book, place: Place) -> Unanchored:
    """For an insertion beside words that run over the page's edge: its mark would be where nothing shows."""
    message = f"The text would go in beyond the edge of {_page(book, place.page_index)}, over which the words run."
    remedy = "Insert it beside words that show whole, or add a caveat."
    return Unanchored(erratum, Cause.NOT_VISIBLE, message, remedy, _candidates(book, [place]))


def cut_off(erratum: Erratum, book: Book, place: Place) -> Unanchored:
    """For words to be struck of which too little is on the page."""
    message = (
        f"The words run over the edge of {_page(book, place.page_index)}: a line through them would not show whole."
    )
    return Unanchored(
        erratum,
        Cause.NOT_VISIBLE,
        message,
        "Correct words that show whole, or add a caveat.",
        _candidates(book, [place]),
    )


def readers_disagree(erratum: Erratum, book: Book, place: Place, apart: Apart) -> Unanchored:
    """For words that the two readers see in different spots."""
    if apart.across > apart.allowed_across:
        far = f"{apart.across:.0f} units apart, more than a line's height"
    else:
        far = f"{apart.along:.1f} units apart along the line, half a letter or more"
    message = f"Two ways of reading {_page(book, place.page_index)} put the words {far}."
    remedy = "The page is built in an unusual way: correct it by hand."
    return Unanchored(erratum, Cause.READERS_DISAGREE, message, remedy, _candidates(book, [place]))


def other_letters(erratum: Erratum, book: Book, place: Place, ours: str, theirs: str) -> Unanchored:
    """For words that the second reader reads as others, or not at all: the page's fonts do not tell their letters plainly."""
    instead = f"as “{_short(theirs)}”" if theirs else "not at all"
    message = f"Of two ways of reading {_page(book, place.page_index)}, one reads “{_short(ours)}” {instead}."
    remedy = "The page's fonts do not say plainly which letters they show: correct it by hand."
    return Unanchored(erratum, Cause.READERS_DISAGREE, message, remedy, _candidates(book, [place]))


def _candidates(
    book: Book, found: Sequence[Place], *, by_page: bool = False, by_occurrence: bool = False
) -> tuple[Candidate, ...]:
    pages = [place.page_index for place in found]
    labels = [book.label(index) for index in pages]
    made = []
    for number, place in enumerate(found[:_MOST_CANDIDATES], 1):
        index, label = place.page_index, labels[number - 1]
        if pages.count(index) == 1 and (by_page or len(found) > 1):
            name = f"page: {label}" if label and labels.count(label) == 1 else f"sheet: {index + 1}"
        elif by_occurrence:
            name = f"occurrence: {number}"
        else:
            lines = line_numbers(book, place)
            name = f"line: {lines[0][0]}" if lines and len(found) > 1 else ""
        made.append(Candidate(index, label, _line(book, place), _around(place), place.hit.difference, name))
    return tuple(made)


def _line(book: Book, place: Place) -> int:
    numbers = line_numbers(book, place)
    return numbers[0][0] if numbers else 0


def _around(place: Place) -> str:
    """The words with the rest of their lines, for a reader to tell the places apart."""
    text, hit = place.passage.text, place.hit
    low = text.rfind("\n", 0, hit.words_start) + 1
    high = text.find("\n", hit.words_end)
    return _short(text[low : high if high >= 0 else len(text)])


def _pictures(book: Book) -> int:
    """How many pages are pictures without text; a document of nothing else has a refusal of its own."""
    return sum(not book.raw(index).strip() and book.is_picture(index) for index in range(book.page_count))


def _filled_in(quote: str, book: Book, cited: Cited | None) -> int | None:
    """The page on which the quote stands in a form's field: of those cited, or else of the first ones."""
    indexes = cited.page_indexes if cited is not None else range(min(book.page_count, _FORM_PAGES_SEARCHED))
    wanted = skeleton(quote)
    return next(
        (index for index in indexes if any(wanted in skeleton(value) for value in book.screen.filled_in(index))), None
    )


def _already_corrected(erratum: Erratum, book: Book, page_indexes: Sequence[int]) -> int | None:
    """The page on which the passage stands as it would read when corrected."""
    quote, change = erratum.quote, erratum.change
    if quote is None or isinstance(change, Caveat):
        return None
    wanted = sought(Quote(quote.exact), erratum.words, occurrence=erratum.citation.occurrence or 1)
    if wanted is None:
        return None
    before, words, after = (
        quote.exact[: wanted.words[0]],
        quote.exact[slice(*wanted.words)],
        quote.exact[wanted.words[1] :],
    )
    match change:
        case Substitution(right=right):
            words = right
        case Deletion():
            words = ""
        case Insertion(text=text, side=side):
            words = f"{text} {words}" if side is Side.BEFORE else f"{words} {text}"
        case other:
            assert_never(other)
    reading = Sought.of(f"{before}{words}{after}")
    for index in page_indexes:
        hits = find_in(book.run_on([index], Reading.BODY)[1], reading)
        if any(hit.grade is not Grade.CONTEXT for hit in hits):
            return index
    return None


def _closest(quote: str, book: Book, cited: Cited | None) -> tuple[Candidate, ...]:
    if cited is not None and cited.page_indexes:
        indexes = list(cited.page_indexes)
    else:
        likely = book.screen.pages_with([quote])
        if len(quote) <= _LONG_QUOTE:
            indexes = sorted(likely, key=lambda i: (-_likeness(book.raw(i), quote), i))[:_PAGES_SEARCHED]
        else:
            wanted = Sought.of(quote)
            indexes = sorted(likely, key=lambda i: (-words_shared(book, [i], wanted), i))[:1]
    found = []
    for index in indexes:
        passage, _ = book.run_on([index], Reading.ALL)
        near = closest(passage.text, quote)
        if near is not None:
            text = passage.text[near.start : near.end]
            chars = passage.printed(near.start, near.end)
            line = chars[0][1].line + 1 if chars else 0
            found.append(
                (-near.likeness, index, Candidate(index, book.label(index), line, _short(text), near.difference))
            )
    return tuple(candidate for _, _, candidate in sorted(found, key=lambda one: one[:2]))[:1]


def _likeness(raw: str, quote: str) -> float:
    near = closest(raw, quote)
    return near.likeness if near is not None else 0.0


def _page(book: Book, page_index: int) -> str:
    label = book.label(page_index)
    if label and label != str(page_index + 1):
        return f"page {label} (sheet {page_index + 1})"
    return f"page {label}" if label else f"sheet {page_index + 1}"


def _quoted(text: str) -> str:
    return f"\u201c{_short(text)}\u201d"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "\u2026"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
