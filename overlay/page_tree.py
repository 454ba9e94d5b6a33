"""The page tree, read without reading the pages (ISO 32000-1, 7.7.3)."""

from __future__ import annotations

from collections.abc import Iterator

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, PdfObject

from overlay.errors import LimitError
from overlay.geometry import PageFrame, Rect
from overlay.xref import damaged

DEEPEST_TREE = 64
"""Levels of a page tree; ten of them hold a thousand million pages."""

LETTER = Rect(0.0, 0.0, 612.0, 792.0)
"""The MediaBox of a page that states none: what every common reader assumes."""

INHERITABLE = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
"""ISO 32000-1, Table 30."""

LARGEST_UNIT = 75_000.0
"""ISO 32000-2, Table 31: no page is larger than 75,000 times 14,400 units."""


def resolved(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    """A dictionary's value with references followed; None for an absent or null one, which are the same (7.3.7)."""
    value = dictionary.get(key)
    value = value.get_object() if value is not None else None
    return None if isinstance(value, NullObject) else value


def page_references(root: DictionaryObject, *, name: str, limit: int) -> tuple[IndirectObject | DictionaryObject, ...]:
    """The pages in order, each as its reference (or the dictionary itself, where the tree holds it directly).

    A node whose /Count is the number of its /Kids is taken to hold pages only, so that no page need be read.
    Raises DamagedError for a tree that has no pages or runs in circles, LimitError beyond `limit` pages.
    """
    leaves: list[IndirectObject | DictionaryObject] = []
    for leaf in _leaves(resolved(root, "/Pages"), name, ()):
        leaves.append(leaf)
        if len(leaves) > limit:
            raise LimitError(
                f"{name} has more than {limit:,} pages.", remedy="Raise the limit of pages to work on it all the same."
            )
    if not leaves:
        raise damaged(f"{name} has no pages.")
    return tuple(leaves)


def _leaves(node: PdfObject | None, name: str, above: tuple[int, ...]) -> Iterator[IndirectObject | DictionaryObject]:
    if id(node) in above or len(above) > DEEPEST_TREE:
        raise damaged(f"{name}: the tree of its pages runs in a circle, or deeper than {DEEPEST_TREE} levels.")
    if not isinstance(node, DictionaryObject):
        raise damaged(f"{name} has no tree of pages.")
    kids = resolved(node, "/Kids")
    if not isinstance(kids, ArrayObject):
        raise damaged(f"{name}: a part of the tree of its pages has no /Kids.")
    if _count(node) == len(kids) and all(isinstance(kid, IndirectObject) for kid in kids) and _ends_are_pages(kids):
        yield from kids
        return
    for kid in kids:
        page = kid.get_object()
        if isinstance(page, NullObject) or page is None:
            continue
        if not isinstance(page, DictionaryObject):
            raise damaged(f"{name}: the tree of its pages holds something that is not a page.")
        if "/Kids" in page:
            yield from _leaves(page, name, (*above, id(node)))
        else:
            yield kid if isinstance(kid, IndirectObject) else page


def _count(node: DictionaryObject) -> int | None:
    count = resolved(node, "/Count")
    return int(count) if isinstance(count, int) else None


def _ends_are_pages(kids: ArrayObject) -> bool:
    ends = (kids[0].get_object(), kids[-1].get_object()) if kids else ()
    return all(isinstance(end, DictionaryObject) and "/Kids" not in end for end in ends)


def inherited(page: DictionaryObject, key: str) -> PdfObject | None:
    """A page's attribute, its own or from the nearest ancestor that has it; None where none has (7.7.3.4)."""
    node: object = page
    for _ in range(DEEPEST_TREE):
        if not isinstance(node, DictionaryObject):
            return None
        value = resolved(node, key)
        if value is not None:
            return value
        node = resolved(node, "/Parent")
    return None


def frame(page: DictionaryObject) -> PageFrame:
    """The page's boxes and turn, in user space. A box that is no box counts as absent, as readers have it."""
    media = _box(inherited(page, "/MediaBox")) or LETTER
    crop = _box(inherited(page, "/CropBox")) or media
    unit = resolved(page, "/UserUnit")
    scale = float(unit) if isinstance(unit, (int, float)) and 0 < unit <= LARGEST_UNIT else 1.0
    return PageFrame(media, crop.intersection(media) or media, _turn(inherited(page, "/Rotate")), scale)


def _box(value: PdfObject | None) -> Rect | None:
    if not isinstance(value, ArrayObject) or len(value) != 4:
        return None
    numbers = [number.get_object() for number in value]
    if not all(isinstance(number, (int, float)) and abs(number) < 1e9 for number in numbers):
        return None
    box = Rect.of(numbers)
    return box if box.width > 0 and box.height > 0 else None


def _turn(value: PdfObject | None) -> int:
    if not isinstance(value, (int, float)) or not abs(value) < 1e9:
        return 0
    turn = int(value) % 360
    return turn if turn % 90 == 0 else 0
