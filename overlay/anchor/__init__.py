"""Erratum + source -> Anchor, or Unanchored with the reason and the candidates. The right place or no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from overlay.anchor.answers import (
    EXIT_CODE_OF,
    Anchor,
    Candidate,
    Cause,
    LabelSource,
    Match,
    Stretch,
    Unanchored,
)
from overlay.anchor.book import Book
from overlay.anchor.labels import Cited, NoSuchPage, cited_pages
from overlay.anchor.narrowing import narrowed
from overlay.anchor.passages import caret, stretches
from overlay.anchor.refusals import (
    ambiguous,
    cut_off,
    elsewhere,
    gap_outside,
    no_such_page,
    not_found,
    not_in_section,
    not_occurring,
    not_text,
    not_visible,
    other_letters,
    readers_disagree,
    without_words,
)
from overlay.anchor.search import Place, anywhere, on_pages
from overlay.anchor.showing import gap_shows, is_cut_off, is_printed_over, without_ink
from overlay.erratum import Caveat, Citation, Erratum, Insertion, Quote, Scope, Side
from overlay.errors import UsageError
from overlay.quote import Grade, Sought, sought, within
from overlay.quote.folding import skeleton
from overlay.readers import Reader
from overlay.screen.visibility import hidden
from overlay.source import Source

__all__ = [
    "EXIT_CODE_OF",
    "Anchor",
    "Candidate",
    "Cause",
    "LabelSource",
    "Match",
    "Stretch",
    "Unanchored",
    "anchor_all",
    "anchor_one",
    "not_readable",
    "pages_cited",
    "places",
]

READ_BY_MACHINE = "The page is a scan: its words were read by machine, to find their place. Look at the place."

_MATCH = {Grade.EXACT: Match.EXACT, Grade.FOLDED: Match.FOLDED, Grade.CONTEXT: Match.CONTEXT}


def anchor_all(
    errata: Iterable[Erratum],
    source: Source,
    *,
    accept_moved: bool = False,
    ocr: tuple[str, ...] = (),
    reader: Reader = Reader.PDFPLUMBER,
) -> tuple[Anchor | Unanchored, ...]:
    """One answer for each erratum, in their order. `accept_moved`: a quote that stands once, on another page, is taken there.

    `ocr`: the languages in which cited pages that are scans are read by machine; none where they are not. `reader` reads the others.
    Raises DamagedError or LimitError for a page that cannot be read, UnsupportedError for one that cannot be rendered,
    and, where scans are to be read, what `pagetext.ocr.Scan` raises.
    """
    book = Book(source, ocr=ocr, reader=reader)
    listed = tuple(errata)
    # All scans first, so that no answer depends on the order of the errata.
    for cited in (cited_pages(erratum.citation, book.numbering) for erratum in listed if ocr and erratum.quote):
        book.read_scans(cited.page_indexes if isinstance(cited, Cited) else ())
    # Page by page, so that what is costly to know of a page is found out once; the order of the answers is theirs.
    places = [_likely_page(erratum, book) for erratum in listed] if len(listed) > 1 else [0] * len(listed)
    answers: dict[int, Anchor | Unanchored] = {}
    for number in sorted(range(len(listed)), key=lambda number: (places[number], number)):
        answers[number] = anchor_one(listed[number], book, accept_moved=accept_moved)
    return tuple(answers[number] for number in range(len(listed)))


def _likely_page(erratum: Erratum, book: Book) -> int:
    """The page that an erratum will be looked for on first, by its citation or else by its quote."""
    cited = cited_pages(erratum.citation, book.numbering)
    if cited is None and erratum.quote is not None:
        return next(iter(book.whole.may_hold(skeleton(erratum.quote.exact))), 0)
    return cited.page_indexes[0] if isinstance(cited, Cited) else 0


def places(
    words: str,
    source: Source,
    *,
    pages: tuple[int, ...] | None = None,
    ocr: tuple[str, ...] = (),
    reader: Reader = Reader.PDFPLUMBER,
) -> tuple[Anchor, ...]:
    """Every place where words stand, best matches only, in reading order; on the page indexes given, or anywhere.

    `ocr`: the languages in which those of the pages given that are scans are read by machine. Raises what `anchor_all` raises.
    """
    book = Book(source, ocr=ocr, reader=reader)
    book.read_scans(pages or ())
    wanted = Sought.of(words)
    found = anywhere(book, wanted) if pages is None else on_pages(book, pages, wanted)
    made_up = Erratum("", Caveat("", Scope.PASSAGE), quote=Quote(words))
    return tuple(_anchor(made_up, book, place, None, _by_machine(book, place)) for place in found)


def not_readable(words: str, source: Source, *, pages: tuple[int, ...] | None = None) -> Unanchored | None:
    """The refusal for words on pages (all, where none are given) that are scans, every one; None where one has text."""
    book = Book(source)
    scans = _scans(book, tuple(range(source.page_count)) if pages is None else pages)
    made_up = Erratum("", Caveat("", Scope.PASSAGE), quote=Quote(words))
    return not_text(made_up, book, scans, cited=pages is not None) if scans else None


def pages_cited(source: Source, *, label: str | None = None, number: int | None = None) -> tuple[int, ...] | None:
    """The page indexes that a printed page number, or a physical one (from 1), means; None where neither is given.

    Raises UsageError where the document has no such page.
    """
    if label is None and number is None:
        return None
    cited = cited_pages(Citation((label,) if label is not None else (), number), Book(source).numbering)
    if isinstance(cited, NoSuchPage):
        raise UsageError(f"{source.name}: {cited.message}")
    return cited.page_indexes if cited is not None else None


def anchor_one(erratum: Erratum, book: Book, *, accept_moved: bool = False) -> Anchor | Unanchored:
    """The answer for one erratum."""
    cited = cited_pages(erratum.citation, book.numbering)
    if erratum.quote is None:
        return _whole_pages(erratum, book, cited)
    count = (
        len(within(erratum.quote.exact, erratum.words)) if erratum.words.strip() != erratum.quote.exact.strip() else 1
    )
    occurrence = erratum.citation.occurrence
    wanted = sought(erratum.quote, erratum.words, occurrence=occurrence or 1 if count > 1 else 1)
    if wanted is None:
        return without_words(erratum, count)
    if isinstance(cited, NoSuchPage):
        return no_such_page(erratum, book, cited.message, anywhere(book, wanted))
    found, cited, moved = _found(book, wanted, cited)
    if not found:
        scans = _scans(book, cited.page_indexes if cited is not None else tuple(range(book.page_count)))
        if scans and not book.is_read_by_machine(scans[0]):
            return not_text(erratum, book, scans, cited=cited is not None)
        return not_found(erratum, book, cited)
    if moved:
        if len(found) > 1 or found[0].hit.grade is Grade.CONTEXT or not accept_moved:
            return elsewhere(erratum, book, cited, found)
        told = f"found on page {_named(book, found[0])}; the erratum says {_cited_as(erratum)}."
        return _checked(erratum, book, found[0], cited, (told.capitalize(),))
    left = narrowed(book, found, erratum.citation, occurrence=occurrence if count == 1 else None)
    if not left.places:
        if occurrence is not None and count == 1 and narrowed(book, found, erratum.citation, occurrence=None).places:
            return not_occurring(erratum, book, found)
        if accept_moved and len(found) == 1:
            told = f"The words were found in another section than {erratum.citation.section}."
            return _checked(erratum, book, found[0], cited, (told,))
        return not_in_section(erratum, book, found)
    if len(left.places) > 1:
        return ambiguous(erratum, book, left.places, by_occurrence=count == 1)
    return _checked(erratum, book, left.places[0], cited, left.remarks)


def _found(book: Book, wanted: Sought, cited: Cited | None) -> tuple[tuple[Place, ...], Cited | None, bool]:
    """The best places where the citation says, else elsewhere (True); with the citation as it then is to be read."""
    if cited is None:
        return anywhere(book, wanted), None, False
    here = on_pages(book, cited.page_indexes, wanted)
    there = on_pages(book, cited.otherwise, wanted) if cited.otherwise else ()
    if not here and there:
        remark = "The quote stands on the page that bears the number in print, and was taken there."
        return there, replace(cited, source=LabelSource.PRINTED, remarks=(*cited.remarks, remark)), False
    both = (*here, *(place for place in there if place.key not in {one.key for one in here}))
    if both and both[0].hit.grade is not Grade.CONTEXT:
        return both, cited, False
    better = [place for place in anywhere(book, wanted, but=cited.page_indexes) if place.hit.grade is not Grade.CONTEXT]
    if better:
        return tuple(better), cited, True
    return both, cited, False


def _whole_pages(erratum: Erratum, book: Book, cited: Cited | NoSuchPage | None) -> Anchor | Unanchored:
    scope = erratum.change.scope if isinstance(erratum.change, Caveat) else Scope.CITED_PAGE
    remarks: tuple[str, ...] = ()
    if scope is Scope.EVERY_PAGE:
        indexes, found_by, remarks = tuple(range(book.page_count)), LabelSource.UNCITED, ()
    elif isinstance(cited, NoSuchPage):
        return no_such_page(erratum, book, cited.message, ())
    elif isinstance(cited, Cited) and scope is not Scope.FIRST_PAGE:
        if not cited.certain or len(cited.page_indexes) != len(set(erratum.citation.page_labels)) > 0:
            message = cited.remarks[0] if cited.remarks else f"Several sheets are numbered {_cited_as(erratum)}."
            return no_such_page(erratum, book, message, ())
        indexes, found_by, remarks = cited.page_indexes, cited.source, cited.remarks
    else:
        indexes, found_by, remarks = (0,), LabelSource.UNCITED, ()
    label = book.label(indexes[0]) if indexes else ""
    return Anchor(erratum, indexes, label, (), (), Match.WHOLE_PAGE, found_by, remarks=remarks)


def _checked(
    erratum: Erratum, book: Book, place: Place, cited: Cited | None, remarks: tuple[str, ...]
) -> Anchor | Unanchored:
    """The anchor at a place, unless its words do not show or the two readers do not see them at the same spot."""
    anchor = _anchor(erratum, book, place, cited, (*remarks, *_by_machine(book, place)))
    unseen = hidden(book.source, anchor.words)
    if unseen is not None and not unseen.is_readable:
        return not_visible(erratum, book, place, unseen.cause)
    if unseen is not None:
        remark = "The page is a scan: its hidden text layer told where the words are."
        return replace(anchor, remarks=(*anchor.remarks, remark))
    if (letter := without_ink(book, place)) is not None:
        return not_visible(erratum, book, place, f"there is no mark for “{letter}”")
    if is_printed_over(anchor, place, book):
        return not_visible(erratum, book, place, "other letters are printed over them")
    if isinstance(erratum.change, Insertion) and not gap_shows(anchor, erratum.change.side, book):
        return gap_outside(erratum, book, place)
    if is_cut_off(anchor, book):
        return cut_off(erratum, book, place)
    compared = (one for part in place.hit.words_parts for one in stretches(place.passage, *part, solid=True))
    for stretch in compared:
        if book.is_read_by_machine(stretch.page_index):
            continue  # a picture has no text for the second reader
        apart = book.screen.disagreement(stretch)
        if apart is not None and apart.is_too_far:
            return readers_disagree(erratum, book, place, apart)
        if apart is not None and not apart.is_unread and (other := book.screen.otherwise_accented(stretch)):
            return other_letters(erratum, book, place, stretch.text, other)
        if apart is not None and apart.is_unread:
            other = book.screen.letters_on(stretch)
            if Counter(skeleton(stretch.text)) - Counter(other):
                return other_letters(erratum, book, place, stretch.text, other)
    return anchor


def _anchor(erratum: Erratum, book: Book, place: Place, cited: Cited | None, remarks: tuple[str, ...]) -> Anchor:
    hit, text = place.hit, place.passage.text
    quote = stretches(place.passage, hit.start, hit.end)
    whole = hit.words_parts == ((hit.start, hit.end),)
    words = quote if whole else tuple(one for part in hit.words_parts for one in stretches(place.passage, *part))
    told = (f"The print differs from the quote: {hit.difference}.",) if hit.difference else ()
    point = None
    if isinstance(erratum.change, Insertion):
        before = erratum.change.side is Side.BEFORE
        point = caret(place.passage, hit.words_start if before else hit.words_end - 1, before=before)
    return Anchor(
        erratum,
        place.page_indexes,
        book.label(place.page_index),
        words,
        quote,
        _MATCH[hit.grade],
        cited.source if cited is not None else LabelSource.UNCITED,
        caret=point,
        matched=" ".join(text[hit.start : hit.end].split()),
        difference=hit.difference,
        remarks=(*(cited.remarks if cited is not None else ()), *remarks, *told),
    )


def _scans(book: Book, page_indexes: tuple[int, ...]) -> tuple[int, ...]:
    """The pages, where every one of them is a picture; else none."""
    if any(book.raw(index).strip() for index in page_indexes):  # the quick answer, and nearly always the right one
        return ()
    return page_indexes if all(book.is_picture(index) for index in page_indexes) else ()


def _by_machine(book: Book, place: Place) -> tuple[str, ...]:
    """What is to be told of a place on a picture."""
    return (READ_BY_MACHINE,) if any(book.is_read_by_machine(index) for index, _ in place.lines) else ()


def _named(book: Book, place: Place) -> str:
    return book.label(place.page_index) or f"sheet {place.page_index + 1}"


def _cited_as(erratum: Erratum) -> str:
    citation = erratum.citation
    return "-".join(citation.page_labels) if citation.page_labels else f"sheet {citation.page_number}"
