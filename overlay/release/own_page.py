"""A page object to be drawn on: one that shows on one sheet alone, under a number of its own.

Some files list one page object at two places of the tree, or hold a page in the tree without a number (ISO 32000-1,
7.7.3.2 forbids the second). Neither is corrected as it is: a rewritten file has each page once.
"""

from __future__ import annotations

from dataclasses import dataclass

from pypdf.generic import DictionaryObject, IndirectObject

from overlay.increment import Increment
from overlay.source import Source
from overlay.source.xref import damaged


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page to be drawn on: its own reference, and its dictionary, which is changed in place."""

    page_index: int
    reference: IndirectObject
    changed: DictionaryObject


def page_of_its_own(increment: Increment, source: Source, page_index: int) -> OwnPage:
    """A page under a reference that is listed once, its dictionary to be changed freely.

    Raises DamagedError where there is no such reference.
    """
    if source.page_listed_twice(page_index):
        raise damaged(
            f"{source.name}: sheet {page_index + 1} is listed twice among the pages, and a correction would show on both."
        )
    reference = source.page_reference(page_index)
    return OwnPage(page_index, reference, increment.edit(reference))
