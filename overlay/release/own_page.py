"""A page object of a page's own, so that a correction on it shows nowhere else.

Some files list one page object at two places of the tree, or hold a page in the tree without a number (ISO 32000-1,
7.7.3.2 forbids the second). Such a page gets a copy with a number of its own, in its place among its parent's kids.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from overlay.errors import UnsupportedError
from overlay.increment import Increment
from overlay.release.objects import copied_array, name, plain
from overlay.source import Source
from overlay.source.page_tree import DEEPEST_TREE


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page to be drawn on: its own reference, and its dictionary, which is changed in place."""

    page_index: int
    reference: IndirectObject
    changed: DictionaryObject


def page_of_its_own(increment: Increment, source: Source, page_index: int) -> OwnPage:
    """A page under a reference that is listed once, its dictionary to be changed freely.

    Raises UnsupportedError where the page tree cannot be changed safely.
    """
    if not source.page_listed_twice(page_index):
        with contextlib.suppress(UnsupportedError):
            reference = source.page_reference(page_index)
            return OwnPage(page_index, reference, increment.edit(reference))
    parent, position = _place(source, page_index)
    copy = DictionaryObject(dict(source.page_object(page_index).items()))
    copy[name("Parent")] = parent
    reference = increment.add(copy)
    changed = increment.edit(parent)
    kids = copied_array(changed.get("/Kids"))
    kids[position] = reference
    changed[name("Kids")] = kids
    return OwnPage(page_index, reference, copy)


def _place(source: Source, page_index: int) -> tuple[IndirectObject, int]:
    """The node whose kid the page is, and which of its kids."""
    root = source.root.raw_get("/Pages")
    found = _search(root, page_index, 0)
    if isinstance(found, int):
        raise UnsupportedError(
            f"{source.name}: the tree of its pages cannot be changed for sheet {page_index + 1} alone.",
            remedy="Correct a repaired copy (--repair).",
        )
    return found


def _search(node: PdfObject, wanted: int, level: int) -> tuple[IndirectObject, int] | int:
    """The place of the page `wanted` (from 0) below `node`; the number of pages below it where it is not there."""
    holder = plain(node)
    kids = plain(holder.get("/Kids")) if isinstance(holder, DictionaryObject) else None
    if not isinstance(kids, ArrayObject) or level > DEEPEST_TREE:
        return 0
    passed = 0
    for position, kid in enumerate(kids):
        below = plain(kid)
        if isinstance(below, DictionaryObject) and "/Kids" in below:
            found = _search(kid, wanted - passed, level + 1)
            if not isinstance(found, int):
                return found
            passed += found
        elif isinstance(below, DictionaryObject):
            if passed == wanted and isinstance(node, IndirectObject):
                return node, position
            passed += 1
    return passed
