"""The folded text of all pages, searched at once: which pages can hold a part of a quote at all.

It errs on the side of naming a page. What stands between the letters of a quote may be note marks in print: figures and
signs are left out of both, so that a page that holds the quote with or without them is always among those named.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from overlay.quote.folding import translated

_PAGE_END = "\n"  # in no folded text
NOTE_SIGNS = "*\u2020\u2021\u00a7"
"""The signs used for notes."""


class WholeText:
    """The folded texts of a document's pages, in their order."""

    def __init__(self, pages: Sequence[str]) -> None:
        bare = [_bare(text) for text in pages]
        self._count = len(bare)
        self._text = _PAGE_END.join(bare)
        self._starts = list(accumulate((len(text) + 1 for text in bare), initial=0))[:-1]

    def may_hold(self, needle: str) -> Sequence[int]:
        """The pages, ascending, on which a folded text can stand, whatever note marks are in it or in print."""
        wanted = _bare(needle)
        if not wanted:
            return range(self._count)
        found: list[int] = []
        at = self._text.find(wanted)
        while at >= 0:
            index = bisect_right(self._starts, at) - 1
            found.append(index)
            if index + 1 == self._count:
                break
            at = self._text.find(wanted, self._starts[index + 1])
        return found

    def may_break(self, needle: str) -> Sequence[int]:
        """The pages, ascending but for the last, after which a folded text can run over to the next page.

        The longer half of it stands on one of the two: its first half on the one, or its second half on the next.
        """
        half = len(needle) // 2
        if not half:
            return range(self._count - 1)
        starts = {*self.may_hold(needle[:half]), *(index - 1 for index in self.may_hold(needle[-half:]))}
        return sorted(index for index in starts if 0 <= index < self._count - 1)


class _Bare(dict[int, int | None]):
    """What each code point leaves of a folded text, worked out when first met."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        self[code] = None if character.isdecimal() or character in NOTE_SIGNS else code
        return self[code]


_BARE = _Bare()


def _bare(text: str) -> str:
    return translated(text, _BARE)
