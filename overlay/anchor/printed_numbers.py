"""The page numbers printed on a document's pages, told from other numbers by running on from page to page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

# Pages looked at on either side of one, to see whether its number runs on.
_NEIGHBOURS = 3
# Lines at the start and the end of a page's text where a number at the margin of a line counts.
_OUTER_LINES = 3
_LONGEST_LINE = 120
_MOST_LINES = 2_000
# What a line that is nothing but a page number weighs against one that begins or ends with a number.
_SURE, _PERHAPS = 2, 1
# What a series must weigh among enough pages: lists of contents have numbers at their margins that run on for two.
_ENOUGH, _AMONG = 3, 4
_GREATEST = 100_000

_WORD = r"(?:pages?|pg\.?|p\.|seite|s\.|página|pagina|pág\.|sida|side|strona|str\.|sheet)"
_NUMERAL = r"(\d{1,5}|[ivxlcdm]{1,9}|[IVXLCDM]{1,9}|[A-Z]{1,3}[-\u2013.]?\d{1,4})"
_ALONE = re.compile(rf"[\W_]*(?i:{_WORD})?\s*{_NUMERAL}(?:\s*(?i:of|/|von|de|sur|av|z)\s*\d{{1,5}})?[\W_]*")
_NAMED = re.compile(
    rf"(?i:\b{_WORD})\s*{_NUMERAL}(?:\s*(?i:of|/|von|de|sur|av|z)\s*\d{{1,5}})?[\W_]*$|^[\W_]*(?i:{_WORD})\s*{_NUMERAL}\b"
)
_AT_MARGIN = re.compile(r"^(\d{1,4})(?=\s+\S)|(?<=\s)(\d{1,4})$")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_PARTS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Series:
    """A way of numbering: the style ("1", "i", "I", or a prefix such as "A-") and the number that sheet 0 would have."""

    style: str
    base: int


class PrintedNumbers:
    """Reads each page's text when first asked about it or a neighbour. `raw_of` gives a page's plain text."""

    def __init__(self, page_count: int, raw_of: Callable[[int], str]) -> None:
        self._page_count = page_count
        self._raw_of = raw_of
        self._seen: dict[int, dict[_Series, int]] = {}

    def on(self, page_index: int) -> str | None:
        """The number printed on a page, or missing there but running on around it; None where none does."""
        if self._page_count == 1:
            return None  # nothing to run on to
        near = range(max(0, page_index - _NEIGHBOURS), min(self._page_count, page_index + _NEIGHBOURS + 1))
        found = self._plain(page_index, near) or self._running(page_index, near)
        return _written(found.style, found.base + page_index) if found is not None else None

    def _plain(self, page_index: int, near: Sequence[int]) -> _Series | None:
        """The page's own series that outweighs its others whatever pages further away have; None where none does."""
        weights = {series: own for series, own in self._series(page_index).items() if series.base + page_index > 0}
        if not weights:
            return None
        others = sorted((index for index in near if index != page_index), key=lambda index: abs(index - page_index))
        for read, index in enumerate(others, start=1):
            for series, weight in self._series(index).items():
                if series in weights:
                    weights[series] += weight
            best = max(weights, key=weights.__getitem__)
            lead = (len(others) - read) * _SURE  # what the pages not read yet can add to another
            if weights[best] >= _ENOUGH and all(
                weights[best] > weights[each] + lead for each in weights if each != best
            ):
                return best
        return None

    def _running(self, page_index: int, near: Sequence[int]) -> _Series | None:
        """The series that runs on, by what all the pages around tell."""
        weights: dict[_Series, int] = defaultdict(int)
        pages: dict[_Series, list[int]] = defaultdict(list)
        for index in near:
            for series, weight in self._series(index).items():
                weights[series] += weight
                pages[series].append(index)
        least = _ENOUGH if sum(bool(self._raw_of(index).strip()) for index in near) >= _AMONG else _PERHAPS
        running = [
            series
            for series in weights
            if self._runs(pages[series], page_index) and series.base + page_index > 0 and weights[series] >= least
        ]
        if not running:
            return None
        running.sort(key=lambda series: (page_index not in pages[series], -weights[series]))
        best = [
            s
            for s in running
            if (page_index in pages[s], weights[s]) == (page_index in pages[running[0]], weights[running[0]])
        ]
        return best[0] if len(best) == 1 else None

    def _runs(self, pages: list[int], page_index: int) -> bool:
        if page_index in pages:
            return len(pages) > 1
        # A cover's number is missing more often than not; lists of contents have numbers that run on for a few pages.
        return len(pages) > 1 and ((pages[0] < page_index < pages[-1]) or (page_index == 0 and pages[:2] == [1, 2]))

    def _series(self, page_index: int) -> dict[_Series, int]:
        if page_index not in self._seen:
            found: dict[_Series, int] = {}
            for style, number, weight in _numbers(self._raw_of(page_index)):
                series = _Series(style, number - page_index)
                found[series] = max(weight, found.get(series, 0))
            self._seen[page_index] = found
        return self._seen[page_index]


def plain_number(label: str) -> int | None:
    """The number in a label: digits, roman digits, or the digits after a prefix; None for what has none."""
    label = label.strip()
    digits = re.search(r"(\d+)\s*$", label)
    if digits:
        return int(digits.group(1)) if len(digits.group(1)) <= len(str(_GREATEST)) else None
    return _roman(label)


def _numbers(raw: str) -> Iterator[tuple[str, int, int]]:
    lines = [line.strip() for line in raw.splitlines()[:_MOST_LINES]]
    lines = [line for line in lines if line]
    for place, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            continue
        alone = _ALONE.fullmatch(line)
        named = None if alone else _NAMED.search(line)
        numeral = alone.group(1) if alone else next((g for g in named.groups() if g), "") if named else ""
        if numeral:
            yield from ((style, number, _SURE) for style, number in _values(numeral))
        elif place < _OUTER_LINES or place >= len(lines) - _OUTER_LINES:
            for match in _AT_MARGIN.finditer(line):
                yield "1", int(match.group(1) or match.group(2)), _PERHAPS


def _values(numeral: str) -> Iterator[tuple[str, int]]:
    if numeral.isdecimal():
        yield "1", int(numeral)
        return
    roman = _roman(numeral)
    if roman is not None:
        yield ("I" if numeral.isupper() else "i"), roman
    prefixed = re.fullmatch(r"(\D+)(\d+)", numeral)
    if prefixed:
        yield prefixed.group(1), int(prefixed.group(2))


def _roman(numeral: str) -> int | None:
    lower = numeral.lower()
    if not lower or any(c not in _ROMAN for c in lower):
        return None
    values = [_ROMAN[c] for c in lower]
    total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return total if _as_roman(total) == lower else None


def _as_roman(number: int) -> str:
    numeral = ""
    for value, digits in _PARTS:
        numeral += digits * (number // value)
        number %= value
    return numeral


def _written(style: str, number: int) -> str:
    if style == "1":
        return str(number)
    if style in ("i", "I"):
        return _as_roman(number) if style == "i" else _as_roman(number).upper()
    return f"{style}{number}"
