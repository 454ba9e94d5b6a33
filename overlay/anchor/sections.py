"""Which section a place is in: by the nearest numbered heading above it, or the document's outline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from overlay.quote.folding import skeleton

Key = tuple[int, ...]

_LONGEST_HEADING = 110
_MOST_HEADINGS = 20_000
# Solid characters of a heading that tell it from others on its page.
_TELLING = 40
# Lines of one page that look like headings and end with a number: from so many on, it is a table of contents.
_CONTENTS_LINES = 5
_TITLE, _ITEM, _DOUBTFUL = 4, 2, 1
_LETTERS = 1_000  # added to a lettered part, so that appendices follow the numbered sections

_HEADING = re.compile(
    r"(?P<word>(?i:section|chapter|appendix|annex|part|article|§)\s*)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,7}|[A-Z](?:\.\d{1,3}){0,7})"
    r"(?P<end>\s*[.:)\u2013\u2014-]?)(?:\s+(?P<title>\S.*))?"
)
_CITED = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){0,7}|[A-Z](?:\.\d{1,3}){0,7})(?![\w])")
_LEADER = re.compile(r"(?:\.\s?){3,}|\u2026|_{3,}")
_ENDS_WITH_NUMBER = re.compile(r"\s\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its number (() where it has none), its words, the page it stands on."""

    number: Key
    title: str
    page_index: int

    @property
    def folded(self) -> str:
        return skeleton(self.title)[:_TELLING]


class Sections:
    """The headings of a document. `raw_of` gives a page's plain text; `outline` its bookmarks as title and page index."""

    def __init__(self, page_count: int, raw_of: Callable[[int], str], outline: Sequence[tuple[str, int]] = ()) -> None:
        numbered = _rising([one for i in range(page_count) for one in _headings(raw_of(i), i)])
        known = {heading.number for heading in numbered}
        marked = [_of_outline(title, index) for title, index in outline]
        self._headings = sorted(
            (*numbered, *(one for one in marked if not one.number or one.number not in known)),
            key=lambda heading: (heading.page_index, heading.number),
        )
        self._by_page: dict[int, list[Heading]] = {}
        for heading in self._headings:
            self._by_page.setdefault(heading.page_index, []).append(heading)

    def above(self, page_index: int, before: str) -> Heading | None:
        """The nearest heading above a place; `before` is its page's text up to the end of the place."""
        folded = skeleton(before)
        here = [
            (folded.rfind(heading.folded), heading) for heading in self._by_page.get(page_index, ()) if heading.folded
        ]
        standing = [one for one in here if one[0] >= 0]
        if standing:
            return max(standing, key=lambda one: one[0])[1]
        earlier = [heading for heading in self._headings if heading.page_index < page_index]
        return earlier[-1] if earlier else None

    def agrees(self, section: str, page_index: int, before: str) -> bool | None:
        """True where the place is in that section or a part of it; None where the document does not tell."""
        wanted = cited_numbers(section)
        heading = self.above(page_index, before)
        if not wanted:
            return self._agrees_by_title(section, heading)
        if not any(self._has(number) for number in wanted):
            return None
        if heading is None:
            return False
        return any(heading.number[: len(number)] == number for number in wanted)

    def _has(self, number: Key) -> bool:
        return any(heading.number[: len(number)] == number for heading in self._headings)

    def _agrees_by_title(self, section: str, heading: Heading | None) -> bool | None:
        name = skeleton(section)
        named = [one for one in self._headings if name and name in skeleton(one.title)]
        if not named:
            return None
        if heading is None:
            return False
        return any(heading == one or (one.number and heading.number[: len(one.number)] == one.number) for one in named)


def cited_numbers(section: str) -> tuple[Key, ...]:
    """The section numbers in a citation, such as "Section 3.6.4" or "Appendix A"; () for one cited by its title."""
    if re.search(
        r"[a-z]{4}", re.sub(r"(?i)section|chapter|appendix|annex|part|article|para(?:graph)?s?|and", "", section)
    ):
        return ()
    return tuple(_key(number) for number in _CITED.findall(section))


def _key(number: str) -> Key:
    return tuple(int(part) if part.isdecimal() else _LETTERS + ord(part) for part in number.split("."))


def _headings(raw: str, page_index: int) -> list[Heading]:
    found = list(_lines_like_headings(raw))
    contents = sum(bool(_ENDS_WITH_NUMBER.search(line)) for line, _ in found) >= _CONTENTS_LINES
    return [
        Heading(number, line, page_index) for line, number in found if not (contents and _ENDS_WITH_NUMBER.search(line))
    ]


def _lines_like_headings(raw: str) -> Iterator[tuple[str, Key]]:
    for full_line in raw.splitlines():
        line = " ".join(full_line.split())
        if not line or len(line) > _LONGEST_HEADING or _LEADER.search(line):
            continue
        match = _HEADING.fullmatch(line)
        if match is None:
            continue
        title, lettered = match["title"] or "", match["number"].isalpha()
        if lettered and not (match["word"] or match["end"].strip()):
            continue
        if not title and not match["word"]:
            continue
        if not title.endswith((".", ",", ";")):
            yield line, _key(match["number"])


def _rising(found: Sequence[Heading]) -> list[Heading]:
    """The weightiest run of headings whose numbers rise: what list items and figures in the text do not.

    Of equals the later: the table of contents comes first.
    """
    found = found[:_MOST_HEADINGS]
    ranks = {number: rank for rank, number in enumerate(sorted({heading.number for heading in found}), 1)}
    heaviest = _PrefixMaximum(len(ranks))
    before: list[int] = []
    best = (0, -1)
    for index, heading in enumerate(found):
        rank = ranks[heading.number]
        weight, last = heaviest.up_to(rank - 1)
        before.append(last)
        total = (weight + _weight(heading.title), index)
        heaviest.raise_to(rank, total)
        best = max(best, total)
    chain: list[Heading] = []
    index = best[1]
    while index >= 0:
        chain.append(found[index])
        index = before[index]
    return chain[::-1]


class _PrefixMaximum:
    """The greatest value among the first so many, kept as values are raised (a Fenwick tree)."""

    def __init__(self, size: int) -> None:
        self._tree = [(0, -1)] * (size + 1)

    def up_to(self, place: int) -> tuple[int, int]:
        best = (0, -1)
        while place > 0:
            best = max(best, self._tree[place])
            place -= place & -place
        return best

    def raise_to(self, place: int, value: tuple[int, int]) -> None:
        while place < len(self._tree):
            self._tree[place] = max(self._tree[place], value)
            place += place & -place


def _weight(title: str) -> int:
    """Titles are mostly in capitals, list items are sentences; a figure in the text goes on in small letters."""
    match = _HEADING.fullmatch(title)
    words_after = match["title"] if match is not None else None
    if words_after and not words_after[0].isupper() and words_after[0] not in "\"\u201c'\u2018(<":
        return _DOUBTFUL
    words = re.findall(r"[^\W\d_]{4,}", title)
    capitals = sum(word[0].isupper() for word in words)
    return _TITLE if words and capitals * 2 >= len(words) else _ITEM


def _of_outline(title: str, page_index: int) -> Heading:
    match = _HEADING.fullmatch(" ".join(title.split()))
    telling = (
        match is not None and (match["title"] or match["word"]) and (match["word"] or not match["number"].isalpha())
    )
    return Heading(_key(match["number"]) if match is not None and telling else (), title, page_index)


def flattened(outline: Iterable[object]) -> Iterator[object]:
    """The entries of a nested outline, one after the other, in the order of the document."""
    stack: list[Iterator[object]] = [iter(outline)]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
        elif isinstance(entry, list):
            stack.append(iter(entry))
        else:
            yield entry
