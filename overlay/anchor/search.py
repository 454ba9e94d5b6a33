"""Where a quote stands in a document: on pages given, over their breaks, or anywhere. Every place, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from overlay.anchor.book import Book
from overlay.anchor.passages import Passage, Reading
from overlay.anchor.whole_text import NOTE_SIGNS
from overlay.quote import Grade, Hit, Sought, best_of, find_in
from overlay.quote.folding import skeleton

# The least part of a quote (solid characters) that must stand on either side of a page break to be looked for there.
_LEAST_PART = 4
# A quote's longer words are looked for one by one when it does not stand whole in the fast reader's text.
_TELLING_WORD = 4
_FEWEST_WORDS = 3
# A quote of so many solid characters may run over more than one page break; its ends, and the most pages, of such a one.
_LONG_QUOTE = 1_200
_TELLING_PART = 40
_LONGEST_RUN = 8
# Pages that are read in full for one erratum of which no page is cited and no place is seen by the fast reader.
_MOST_GUESSES = 12
# Of a quote's longer words, so many and one for so many words may be lacking on such a page: slips, and letters that the
# fast reader cannot tell, take away fewer.
_FREE_WORDS = 2
_WORDS_PER_LACKING = 4


# Note marks as the fast reader has them: figures right after a letter, and the signs used for notes.
_NOTE_MARK = re.compile(rf"(?<=[^\W\d])\d{{1,3}}|[{NOTE_SIGNS}]")
# Solid characters of running header, footer and notes that may stand between a page's edge and its text.
_EDGE = 400


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a quote in a document.

    `key`: what makes it this place: the page that the words begin on, and where their first and last character stand.
    `page_indexes`: the pages that the quote touches. `lines`: the printed lines of the words, as page index and `Char.line`.
    """

    passage: Passage = field(repr=False, compare=False)
    hit: Hit
    key: tuple[int, float, float, float, float]
    page_indexes: tuple[int, ...]
    lines: tuple[tuple[int, int], ...]

    @property
    def page_index(self) -> int:
        """The page that the words begin on."""
        return self.key[0]

    @property
    def order(self) -> tuple[int, int, int]:
        """Its rank in reading order."""
        return (*self.lines[0], self.hit.words_start)


def _places(found: Passage, hits: Iterable[Hit]) -> list[Place]:
    """The places of hits; none where the words have no printed character."""
    made: list[Place] = []
    for hit in hits:
        words = found.printed(hit.words_start, hit.words_end)
        if not words:
            continue
        start, end = words[0][1].quad.centre, words[-1][1].quad.centre
        key = (words[0][0], round(start.x, 1), round(start.y, 1), round(end.x, 1), round(end.y, 1))
        lines = tuple(dict.fromkeys((page_index, char.line) for page_index, char in words))
        made.append(Place(found, hit, key, found.page_indexes(hit.start, hit.end), lines))
    return made


def on_pages(book: Book, page_indexes: Sequence[int], wanted: Sought) -> tuple[Place, ...]:
    """The best places on each page by itself, or else over the breaks around it."""
    found = [place for index in page_indexes for place in _on_page(book, index, wanted)]
    starts = {start for i in page_indexes for start in (i - 1, i) if 0 <= start < book.page_count - 1}
    if _full(found):
        # Once found is not found once: the quote may run over the break besides.
        needle = skeleton(wanted.text)
        likely = [start for start in starts if _borne_out(book, start, page_indexes, needle)]
        found += over_breaks(book, _breaks(book, needle, likely), wanted)
    else:
        found += over_breaks(book, [(start, start + 1) for start in sorted(starts)], wanted)
        runs = _runs(page_indexes)
        found += [place for run in runs if len(run) > 2 for place in _together(book, run, wanted)]
    return best(found)


def over_breaks(book: Book, breaks: Iterable[tuple[int, int]], wanted: Sought) -> list[Place]:
    """The places that run over a page break, running header and footer between them left out."""
    found: list[Place] = []
    for pair in breaks:
        if any(not book.text(index).text.strip() for index in pair):
            continue
        found += _together(book, pair, wanted)
    return found


def anywhere(book: Book, wanted: Sought, *, but: Iterable[int] = ()) -> tuple[Place, ...]:
    """The best places in the whole document, pages in `but` left out. The fast reader says which pages to read."""
    left_out = frozenset(but)
    needle = skeleton(wanted.text)
    whole = [i for i in book.whole.may_hold(needle) if i not in left_out and _holds(book.skeleton(i), needle)]
    likely = sorted({*whole, *_all_words(book, wanted, left_out)})
    found = [place for index in likely for place in _on_page(book, index, wanted)]
    broken = [pair for pair in _breaks(book, needle, book.whole.may_break(needle)) if not left_out.issuperset(pair)]
    found += over_breaks(book, broken, wanted)
    if not _full(found):
        found += [place for run in _long_runs(book, needle) for place in _together(book, run, wanted)]
    if not _full(found):
        guesses = [i for i in book.screen.pages_with([wanted.text]) if i not in left_out and i not in likely]
        ranked = sorted(guesses, key=lambda i: (-words_shared(book, [i], wanted), i))[:_MOST_GUESSES]
        for index in sorted(ranked):
            # Page by page, so that what is laid out of one is still at hand for the breaks beside it.
            found += _on_page(book, index, wanted) if _may_stand(book, [index], wanted) else []
            pairs = [(index, index + 1)] if index - 1 in ranked else [(index - 1, index), (index, index + 1)]
            inside = [pair for pair in pairs if pair[0] >= 0 and pair[1] < book.page_count]
            found += over_breaks(book, [pair for pair in inside if _may_stand(book, pair, wanted)], wanted)
    return best([place for place in found if place.page_index not in left_out])


def best(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places that no other outranks, each once, in reading order."""
    by_key: dict[object, Place] = {}
    for place in places:
        if place.key not in by_key or place.hit.rank < by_key[place.key].hit.rank:
            by_key[place.key] = place
    ranks = best_of(place.hit for place in by_key.values())
    least = ranks[0].rank if ranks else None
    return tuple(sorted((p for p in by_key.values() if p.hit.rank == least), key=lambda place: place.order))


def _full(places: Iterable[Place]) -> bool:
    return any(place.hit.grade is not Grade.CONTEXT for place in places)


def _on_page(book: Book, page_index: int, wanted: Sought) -> list[Place]:
    found: list[Place] = []
    orders = len(book.orders(page_index))
    for readings in _readings(book, [page_index]):
        for reading in () if _full(found) else readings:
            for number in range(orders):
                made, folded = book.run_on([page_index], reading, spatial=number > 0)
                found += _places(made, find_in(folded, wanted))
    return found


def _together(book: Book, page_indexes: Sequence[int], wanted: Sought) -> list[Place]:
    found: list[Place] = []
    for readings in _readings(book, page_indexes):
        for reading in () if _full(found) else readings:
            for spatial in (False, True):
                made, folded = book.run_on(page_indexes, reading, spatial=spatial)
                places = _places(made, find_in(folded, wanted))
                found += [place for place in places if len(place.page_indexes) > 1]
    return found


def _readings(book: Book, page_indexes: Sequence[int]) -> Iterator[Iterable[Reading]]:
    """Groups of readings, each to be tried only for want of a full find in those before it.

    A passage with a note mark in it stands as much as one without, so those two are one group.
    """
    marked = any(book.has_notes(index) for index in page_indexes)
    yield (Reading.BODY, Reading.BODY_WITHOUT_NOTES) if marked else (Reading.BODY,)
    if len(page_indexes) == 1 and book.has_artifacts(page_indexes[0]):
        yield (Reading.ALL,)
    yield (reading for reading in (Reading.BODY_WITHOUT_REPEATED,) if any(map(book.has_repeated, page_indexes)))


def _runs(page_indexes: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = [[index] for index in page_indexes[:1]]
    for before, index in pairwise(page_indexes):
        if index == before + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


@lru_cache(maxsize=4)
def _words(wanted: Sought) -> tuple[str, ...]:
    words = (skeleton(word) for word in wanted.text.replace("\u2026", " ").split())
    return tuple(word for word in dict.fromkeys(words) if len(word) >= _TELLING_WORD)


def _all_words(book: Book, wanted: Sought, left_out: frozenset[int]) -> list[int]:
    """Pages that hold every longer word of the quote, in whatever order the fast reader has them."""
    words = sorted(_words(wanted), key=len, reverse=True)
    if len(words) < _FEWEST_WORDS:
        return []
    return [
        index
        for index in book.whole.may_hold(words[0])
        if index not in left_out and all(word in book.skeleton(index) for word in words)
    ]


def words_shared(book: Book, page_indexes: Sequence[int], wanted: Sought) -> int:
    """How many of the quote's longer words the fast reader has on the pages."""
    texts = [book.skeleton(index) for index in page_indexes]
    return sum(any(word in text for text in texts) for word in _words(wanted))


def _may_stand(book: Book, page_indexes: Sequence[int], wanted: Sought) -> bool:
    """Whether the fast reader has enough of the quote's words on the pages, wherever it puts them, to read them in full."""
    if not all(book.screen.reads(index) for index in page_indexes):
        return True
    lacking = len(_words(wanted)) - words_shared(book, page_indexes, wanted)
    return lacking <= _FREE_WORDS + len(wanted.text.split()) // _WORDS_PER_LACKING


def _holds(text: str, needle: str) -> bool:
    """Whether a page of this text may hold the needle whole, note marks in it or not."""
    return needle in text or (_NOTE_MARK.search(text) is not None and _unmarked(needle) in _unmarked(text))


def _unmarked(text: str) -> str:
    return _NOTE_MARK.sub("", text)


def _breaks(book: Book, needle: str, starts: Iterable[int]) -> list[tuple[int, int]]:
    """The page breaks after the pages `starts` that the quote may run over: its start stands on one page, all the rest on
    the next. Where it stands on one of them whole, only the foot of the one and the head of the other count."""
    found: list[tuple[int, int]] = []
    if len(needle) < 2 * _LEAST_PART:
        return found
    for index in sorted(starts):
        here, there = book.skeleton(index), book.skeleton(index + 1)
        if needle in here or needle in there:
            reach = len(needle) + _EDGE
            here, there = here[-reach:], there[:reach]
        if needle[:_LEAST_PART] in here and needle[-_LEAST_PART:] in there and _split(needle, here, there):
            found.append((index, index + 1))
    return found


def _borne_out(book: Book, start: int, read: Sequence[int], needle: str) -> bool:
    """Whether the pages `read` beside the break after `start` bear out that the quote runs over it.

    Whole lines are left out there: the last that is not ends with the quote's beginning, the first after it begins with the rest.
    """
    ahead = start not in read or any(_ends(line, needle) for line in _lines(book, start))
    return ahead and (start + 1 not in read or any(_ends(line[::-1], needle[::-1]) for line in _lines(book, start + 1)))


def _ends(line: str, needle: str) -> bool:
    """Whether a line ends with a beginning of the needle that is long enough to be looked for, or can end such a one."""
    tail = line[-_LEAST_PART:]
    at = needle.find(tail)
    while 0 <= at < len(needle) - len(tail):
        beginning = needle[: at + len(tail)]
        if line.endswith(beginning) or beginning.endswith(line):
            return True
        at = needle.find(tail, at + 1)
    return False


def _lines(book: Book, page_index: int) -> Iterator[str]:
    """The page's printed lines, folded, with and without note marks, in every order that it is read in."""
    readings = (Reading.BODY, Reading.BODY_WITHOUT_NOTES) if book.has_notes(page_index) else (Reading.BODY,)
    for spatial in (False, True)[: len(book.orders(page_index))]:
        for made, folded in (book.run_on([page_index], reading, spatial=spatial) for reading in readings):
            ranges = (folded.range_of(start, end) for start, end in made.lines)
            yield from (folded.text[low:high] for low, high in ranges if low < high)


def _long_runs(book: Book, needle: str) -> list[range]:
    """The pages, three or more, that a very long quote may run over: from where it begins to where it ends."""
    if len(needle) < _LONG_QUOTE:
        return []
    runs = []
    for start in book.whole.may_hold(needle[:_TELLING_PART]):
        if needle[:_TELLING_PART] in book.skeleton(start):
            last = min(book.page_count, start + _LONGEST_RUN)
            ends = [i for i in range(start + 2, last) if needle[-_TELLING_PART:] in book.skeleton(i)]
            runs += [range(start, end + 1) for end in ends[:1]]
    return runs


def _split(needle: str, here: str, there: str) -> bool:
    """True where a beginning of the needle stands in one text and the rest of it in the other."""
    low, high = _LEAST_PART, len(needle)
    while low < high:  # the longest beginning that stands here: every shorter one does too
        middle = (low + high + 1) // 2
        low, high = (middle, high) if needle[:middle] in here else (low, middle - 1)
    longest = low
    low, high = _LEAST_PART, len(needle)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if needle[-middle:] in there else (low, middle - 1)
    return longest + low >= len(needle)
