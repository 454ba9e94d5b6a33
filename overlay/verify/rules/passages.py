"""Each mark within a place of its quote: the same word elsewhere on the page is another word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from overlay.record.reading import Run
from overlay.verify.case import Answer, Case, Doubt
from overlay.verify.declared import Drawn
from overlay.verify.reading import Characters, letters, page_characters, places_of

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

    def _within(self, drawn: Drawn, page_index: int, characters: Characters) -> Iterator[Answer]:
        printed = _in_order(characters)
        text = "".join(letter for letter, _ in printed)
        quote, words = letters(drawn.location.matched), letters(drawn.erratum.words)
        places = list(_found(quote, text))
        if not places or not words:
            return
        meant = [
            {index for _, index in printed[start + offset : start + offset + len(words)]}
            for start in places
            for offset in _found(words, quote)
        ]
        runs = [_marked(run, characters) for run in drawn.location.runs]
        ways = [[next(run)] for run in runs]
        if _fits(ways, meant):  # what one way tells, the other need not be asked
            return
        ways = [[*first, *rest] for first, rest in zip(ways, runs, strict=True)]
        if _fits(ways, meant) or not any(way for run in ways for way in run):
            return
        yield Doubt(
            f"The mark of erratum {drawn.erratum.id} is not within the passage that it quotes.",
            page_number=page_index + 1,
        )


def _in_order(characters: Characters) -> list[Letter]:
    return [(letter, index) for index, each in enumerate(characters.read) for letter in letters(each.text)]


def _found(needle: str, text: str) -> Iterator[int]:
    at = text.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _fits(ways: Sequence[Sequence[frozenset[int]]], meant: Sequence[set[int]]) -> bool:
    """Whether the runs, each of which may be told in several ways, have the letters of one of the places meant.

    A run may take in marks of punctuation: of the letters, it must be these and no others.
    """
    for place in meant:
        held = [max((way for way in run if way <= place), key=len, default=None) for run in ways]
        if all(way is not None for way in held) and set[int]().union(*filter(None, held)) == place:
            return True
    return False


def _marked(run: Run, characters: Characters) -> Iterator[frozenset[int]]:
    """The letters of the page that are on the run, by each of the ways to tell."""
    for place in places_of(characters, run.quad):
        yield frozenset(index for index in place if letters(characters.read[index].text))
