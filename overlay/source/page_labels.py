"""The numbers printed on pages, as a document's page labels have them (ISO 32000-1, 12.4.2)."""

from __future__ import annotations

from pypdf.generic import ArrayObject, DictionaryObject

from overlay.errors import DamagedError
from overlay.source.syntax import resolved

DEEPEST_TREE = 32
LONGEST_NUMERAL = 64
"""Letters or roman digits of one label; beyond it a label is an attack, and decimal digits stand in."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def page_label(root: DictionaryObject, page_index: int) -> str | None:
    """The label of a page; None where the document has no labels that can be read, or none for this page."""
    try:
        tree = resolved(root, "/PageLabels")
        found = _range_of(tree, page_index, DEEPEST_TREE) if isinstance(tree, DictionaryObject) else None
        if found is None:
            return None
        first, style = found
        prefix, start, numbering = resolved(style, "/P"), resolved(style, "/St"), resolved(style, "/S")
    except DamagedError:  # no viewer shows them either
        return None
    number = page_index - first + (start if isinstance(start, int) and start >= 1 else 1)
    return (str(prefix) if isinstance(prefix, str) else "") + _numeral(number, numbering)


def _range_of(node: DictionaryObject, page_index: int, levels: int) -> tuple[int, DictionaryObject] | None:
    """The labelling range that a page falls into: its first page index and its label dictionary."""
    best: tuple[int, DictionaryObject] | None = None
    numbers = resolved(node, "/Nums")
    if isinstance(numbers, ArrayObject):
        for key, value in zip(numbers[::2], numbers[1::2], strict=False):
            first, style = key.get_object(), value.get_object()
            inside = isinstance(first, int) and 0 <= first <= page_index and isinstance(style, DictionaryObject)
            if inside and (best is None or first >= best[0]):
                best = (int(first), style)
    kids = resolved(node, "/Kids")
    if isinstance(kids, ArrayObject) and levels:
        for kid in kids:
            child = kid.get_object()
            found = _range_of(child, page_index, levels - 1) if isinstance(child, DictionaryObject) else None
            if found is not None and (best is None or found[0] >= best[0]):
                best = found
    return best


def _numeral(number: int, style: object) -> str:
    match style:
        case "/D":
            return str(number)
        case "/R":
            return _roman(number).upper()
        case "/r":
            return _roman(number)
        case "/A":
            return _letters(number).upper()
        case "/a":
            return _letters(number)
        case _:
            return ""


def _roman(number: int) -> str:
    if number > 1000 * LONGEST_NUMERAL:
        return str(number)
    numeral = ""
    for value, digits in _ROMAN:
        numeral += digits * (number // value)
        number %= value
    return numeral


def _letters(number: int) -> str:
    """a to z, then aa to zz, then aaa (Table 159)."""
    repeats, letter = (number - 1) // 26 + 1, chr(ord("a") + (number - 1) % 26)
    return letter * repeats if repeats <= LONGEST_NUMERAL else str(number)
