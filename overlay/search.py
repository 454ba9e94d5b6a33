"""Where a quote stands in a document: on pages given, over their breaks, or anywhere. Every place, or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from overlay.book import Book
from overlay.folding import skeleton
from overlay.passages import Passage, Reading, has_artifacts, has_notes
from overlay.quote import Grade, Hit, Sought, best_of, find_in

# The least part of a quote (solid characters) that must stand on either side of a page break to be looked for there.
_LEAST_PART = 4
# A quote's longer words are looked for one by one when it does not stand whole in the fast reader's text.
_TELLING_WORD = 4
_FEWEST_WORDS = 3
# Pages that are read in full for one erratum of which no page is cited and no place is seen by the fast reader.
_MOST_GUESSES = 12


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a quote in a document."""

    passage: Passage
    hit: Hit

    @property
    def page_index(self) -> int:
        """The page that the words begin on."""
        return self.key[0]

    @property
    def page_indexes(self) -> tuple[int, ...]:
        """The pages that the quote touches."""
        return tuple(sorted({page for page, _ in self.passage.printed(self.hit.start, self.hit.end)}))

    @property
    def key(self) -> tuple[int, float, float, float, float]:
        """What makes it this place: its page, and where the words' first and last character stand."""
        printed = self.passage.printed(self.hit.words_start, self.hit.words_end)
        first, last = printed[0], printed[-1]
        start, end = first[1].quad.centre, last[1].quad.centre
        return (first[0], round(start.x, 1), round(start.y, 1), round(end.x, 1), round(end.y, 1))

    @property
    def lines(self) -> frozenset[tuple[int, int]]:
        """The printed lines of the words, each as page index and `Char.line`."""
        return frozenset(
            (page, char.line) for page, char in self.passage.printed(self.hit.words_start, self.hit.words_end)
        )

    @property
    def order(self) -> tuple[int, int, int]:
        """Its rank in reading order."""
        page, char = self.passage.printed(self.hit.words_start, self.hit.words_end)[0]
        return (page, char.line, self.hit.words_start)


def on_pages(book: Book, page_indexes: Sequence[int], wanted: Sought) -> tuple[Place, ...]:
    """The best places on each page by itself, or else over the breaks around it."""
    found = [place for index in page_indexes for place in _on_page(book, index, wanted)]
    if not _full(found):
        breaks = {(i - 1, i) for i in page_indexes if i > 0} | {
            (i, i + 1) for i in page_indexes if i + 1 < book.page_count
        }
        found += over_breaks(book, sorted(breaks), wanted)
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
    whole = [i for i in range(book.page_count) if i not in left_out and needle in book.skeleton(i)]
    likely = sorted({*whole, *_all_words(book, wanted, left_out)})
    found = [place for index in likely for place in _on_page(book, index, wanted)]
    broken = [pair for pair in _breaks(book, needle) if not left_out.issuperset(pair)]
    found += over_breaks(book, broken, wanted)
    if not _full(found):
        guesses = [i for i in book.screen.pages_with([wanted.text]) if i not in left_out and i not in likely]
        ranked = sorted(guesses, key=lambda i: (-_shared(book, i, wanted), i))[:_MOST_GUESSES]
        found += [place for index in sorted(ranked) for place in _on_page(book, index, wanted)]
        near = {pair for index in ranked for pair in ((index - 1, index), (index, index + 1))}
        found += over_breaks(
            book, [pair for pair in sorted(near) if pair[0] >= 0 and pair[1] < book.page_count], wanted
        )
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
    pages = book.orders(page_index)
    readings = [Reading.BODY]
    if has_notes(pages[0]):
        readings.append(Reading.BODY_WITHOUT_NOTES)
    if has_artifacts(pages[0]):
        readings.append(Reading.ALL)
    found: list[Place] = []
    for reading in readings:
        for number in range(len(pages)):
            made, folded = book.run_on([page_index], reading, spatial=number > 0)
            found += [
                Place(made, hit) for hit in find_in(folded, wanted) if made.printed(hit.words_start, hit.words_end)
            ]
        if _full(found):
            break
    return found


def _together(book: Book, page_indexes: Sequence[int], wanted: Sought) -> list[Place]:
    found: list[Place] = []
    notes = any(has_notes(book.text(i)) for i in page_indexes)
    for reading in (Reading.BODY, Reading.BODY_WITHOUT_NOTES) if notes else (Reading.BODY,):
        for spatial in (False, True):
            made, folded = book.run_on(page_indexes, reading, spatial=spatial)
            for hit in find_in(folded, wanted):
                place = Place(made, hit)
                if made.printed(hit.words_start, hit.words_end) and len(place.page_indexes) > 1:
                    found.append(place)
        if _full(found):
            break
    return found


def _runs(page_indexes: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = [[index] for index in page_indexes[:1]]
    for before, index in pairwise(page_indexes):
        if index == before + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _words(wanted: Sought) -> list[str]:
    words = (skeleton(word) for word in wanted.text.replace("\u2026", " ").split())
    return [word for word in dict.fromkeys(words) if len(word) >= _TELLING_WORD]


def _all_words(book: Book, wanted: Sought, left_out: frozenset[int]) -> list[int]:
    """Pages that hold every longer word of the quote, in whatever order the fast reader has them."""
    words = sorted(_words(wanted), key=len, reverse=True)
    if len(words) < _FEWEST_WORDS:
        return []
    return [
        index
        for index in range(book.page_count)
        if index not in left_out and all(word in book.skeleton(index) for word in words)
    ]


def _shared(book: Book, page_index: int, wanted: Sought) -> int:
    return sum(word in book.skeleton(page_index) for word in _words(wanted))


def _breaks(book: Book, needle: str) -> list[tuple[int, int]]:
    """The page breaks that the quote may run over: its start stands on one page and all the rest on the next."""
    found: list[tuple[int, int]] = []
    if len(needle) < 2 * _LEAST_PART:
        return found
    for index in range(book.page_count - 1):
        here, there = book.skeleton(index), book.skeleton(index + 1)
        if needle[:_LEAST_PART] not in here or needle[-_LEAST_PART:] not in there:
            continue
        if needle not in here and needle not in there and _split(needle, here, there):
            found.append((index, index + 1))
    return found


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
