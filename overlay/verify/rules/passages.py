"""Each mark within a place of its quote: the same word elsewhere on the page is another word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from overlay.record.reading import Run
from overlay.verify.case import Answer, Case, Doubt
from overlay.verify.declared import Drawn
from overlay.verify.reading import Read, letters, page_characters, places_of

Letter = tuple[str, int]
"""A letter or figure as it compares, and the index of the character of the page that shows it."""


class Passages:
    """Permits a mark on a word only inside a passage that reads as the erratum's quote, and there on the words meant.

    Where this reader has the passage's letters in another order (columns, tables, right-to-left text, a page break),
    the rule has nothing to say, and the others must do.
    """

    name = "passages"
    ensures = "Each mark is within the passage that its erratum quotes, and not on the same word elsewhere."

    def check(self, case: Case) -> Iterator[Answer]:
        for drawn in case.declared.drawn:
            indexes = {run.page_index for run in drawn.location.runs}
            if drawn.erratum.quote is None or len(indexes) != 1:
                continue
            (page_index,) = indexes
            yield from self._within(drawn, page_index, page_characters(case.before, page_index))

    def _within(self, drawn: Drawn, page_index: int, characters: Sequence[Read]) -> Iterator[Answer]:
        printed = _in_order(characters)
        text = "".join(letter for letter, _ in printed)
        quote, words = letters(drawn.location.matched), letters(drawn.erratum.words)
        places = list(_found(quote, text))
        marked = [_marked(run, characters) for run in drawn.location.runs]
        if not places or not words or not any(way for ways in marked for way in ways):
            return
        for start in places:
            for offset in _found(words, quote):
                first = start + offset
                meant = {index for _, index in printed[first : first + len(words)]}
                # A run may take in marks of punctuation: of the letters, it must be these and no others.
                held = [max((way for way in ways if way <= meant), key=len, default=None) for ways in marked]
                if all(way is not None for way in held) and set[int]().union(*filter(None, held)) == meant:
                    return
        yield Doubt(
            f"The mark of erratum {drawn.erratum.id} is not within the passage that it quotes.",
            page_number=page_index + 1,
        )


def _in_order(characters: Sequence[Read]) -> list[Letter]:
    return [(letter, index) for index, each in enumerate(characters) for letter in letters(each.text)]


def _found(needle: str, text: str) -> Iterator[int]:
    at = text.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _marked(run: Run, characters: Sequence[Read]) -> list[frozenset[int]]:
    """The letters of the page that are on the run, by each of the ways to tell."""
    places = places_of(characters, run.quad)
    return [frozenset(index for index in place if letters(characters[index].text)) for place in places]
