"""A quote in a text: every place where it stands, how it stands there, and which words of it are meant. No PDF in it.

The words to be corrected match exactly after folding, figures and signs above all; the context around them may
differ a little, and then the difference is told. What is refused: a match that begins or ends within a number or
a short word, context that differs in a number, a negation or by more than a slip, and any guess between equals.
"""

from __future__ import annotations

from collections.abc import Iterable

from overlay.erratum import Quote
from overlay.quote.folding import Folded, fold
from overlay.quote.nearly import apart, elided, nearly, without_editing
from overlay.quote.standing import Grade, Hit, Sought, standing

__all__ = ["Grade", "Hit", "Sought", "best_of", "find", "find_in", "sought", "within"]


def sought(quote: Quote, words: str, *, occurrence: int = 1) -> Sought | None:
    """The quote with the `occurrence`-th place of `words` in it; None where the words do not stand in it so often."""
    before = quote.prefix + (" " if _parted(quote.prefix, quote.exact) else "")
    after = (" " if _parted(quote.exact, quote.suffix) else "") + quote.suffix
    exact = (len(before), len(before) + len(quote.exact))
    text = before + quote.exact + after
    if words.strip() == quote.exact.strip():
        return Sought(text, exact, exact)
    spans = within(quote.exact, words)
    if not 1 <= occurrence <= len(spans):
        return None
    start, end = spans[occurrence - 1]
    return Sought(text, exact, (exact[0] + start, exact[0] + end))


def _parted(one: str, other: str) -> bool:
    return one[-1:].isalnum() and other[:1].isalnum()


def within(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Where `words` stand in `text`, as whole words, exactly after folding; in the spelling given if anywhere, else in any."""
    hits = [hit for hit in standing(fold(text), Sought.of(words)) if hit.grade is not Grade.CONTEXT]
    return tuple((hit.words_start, hit.words_end) for hit in best_of(hits))


def find(text: str, wanted: Sought) -> tuple[Hit, ...]:
    """Every place where the quote stands, best first, then in the order of the text; () where it does not."""
    return find_in(fold(text), wanted)


def find_in(page: Folded, wanted: Sought) -> tuple[Hit, ...]:
    """`find` in a text already folded. Places that only nearly match are looked for where none stands in full."""
    hits = list(standing(page, wanted))
    if not hits:
        hits = list(elided(page, wanted))
    plain = without_editing(wanted) if not hits else None
    if plain is not None:
        hits = [_edited(hit) for hit in standing(page, plain)] or list(elided(page, plain))
    if not hits and not wanted.whole:
        hits = list(nearly(page, plain or wanted))
    if not hits:
        hits = list(apart(page, wanted))
    return tuple(sorted(_distinct(hits), key=lambda hit: (hit.rank, hit.words_start)))


def best_of(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits that no other outranks."""
    listed = tuple(hits)
    best = min((hit.rank for hit in listed), default=None)
    return tuple(hit for hit in listed if hit.rank == best)


def _edited(hit: Hit) -> Hit:
    note = hit.difference or "the editor's marks in the quote are not printed"
    return Hit(hit.start, hit.end, hit.words_start, hit.words_end, Grade.CONTEXT, hit.respaced, hit.recased, note)


def _distinct(hits: list[Hit]) -> list[Hit]:
    """One hit for each place of the words: the best."""
    best: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        place = (hit.words_start, hit.words_end)
        if place not in best or hit.rank < best[place].rank:
            best[place] = hit
    return list(best.values())
