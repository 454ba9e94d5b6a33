"""Page numbers that run on over pages that do not print theirs: title pages, full-page figures, openings of chapters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from overlay.verify.declared import folded

REACH = 3
"""Pages on either side that are looked at."""

FEWEST = 2
"""Pages beside it that must print the number that is due there."""

_NUMBER = re.compile(r"(\D{0,4})(\d{1,5})")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_PLACES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = tuple(
    hundreds + tens + ones
    for hundreds in (place.translate(str.maketrans("ivx", "cdm")) for place in _PLACES)
    for tens in (place.translate(str.maketrans("ivx", "xlc")) for place in _PLACES)
    for ones in _PLACES
)
"""The numbers below a thousand in Roman digits."""


def runs_on(label: str, page_index: int, texts: Callable[[int], str], page_count: int) -> bool:
    """Whether the pages beside one print the numbers that are due where it is page `label` (folded).

    `texts` gives a page's text by its index.
    """
    beside = (step for step in range(-REACH, REACH + 1) if step and 0 <= page_index + step < page_count)
    printed = 0
    for step in beside:
        due = set(_due(label, step))
        printed += bool(due) and not due.isdisjoint(_words(texts(page_index + step)))
        if printed >= FEWEST:
            return True
    return False


def in_figures(text: str) -> str:
    """Text with the decimal digits of all scripts as 0 to 9: the record has page numbers so, however they are printed."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _words(text: str) -> Iterator[str]:
    return (_EDGES.sub("", folded(word)) for word in in_figures(text).split())


def _due(label: str, step: int) -> Iterator[str]:
    """What a page so many pages on would print: nothing where the label is no number."""
    number = _NUMBER.fullmatch(label)
    if number is not None and int(number.group(2)) + step > 0:
        yield f"{number.group(1)}{int(number.group(2)) + step}"
    if label.lower() in _ROMAN[1:] and label in (label.lower(), label.upper()):
        value = _ROMAN.index(label.lower()) + step
        if 0 < value < len(_ROMAN):
            yield _ROMAN[value].upper() if label.isupper() else _ROMAN[value]
