"""The dictionaries of corrected pages (ISO 32000-1, 7.7.3.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Claim, Doubt, Role, TouchedPage, changed_keys
from overlay.verify.values import Name, same

CHANGEABLE = frozenset({"Contents", "Resources", "Annots"})
"""Entries that other rules look at, each whole."""


class Pages:
    """Permits changed content, resources and annotations, and what a tagged page needs; only on pages with a correction."""

    name = "page dictionaries"
    ensures = "The corrected pages keep their size, their turn, their actions and all else; other pages are not touched at all."

    def check(self, case: Case) -> Iterator[Answer]:
        listed = Counter(ref.number for ref in case.original.pages if ref is not None)
        declared = case.declared.page_numbers
        for touched in case.touched:
            yield Claim(touched.number, Role.PAGE)
            if declared is not None and touched.page_number not in declared:
                yield Doubt(
                    f"Page {touched.page_number} was changed, and no erratum of the record stands there.",
                    touched.number,
                    touched.page_number,
                )
            if listed[touched.number] > 1:
                yield Doubt(
                    "The changed page stands in the document twice, and shows its correction twice.",
                    touched.number,
                    touched.page_number,
                )
            for key in changed_keys(touched.old, touched.new):
                if key not in CHANGEABLE and not self._tagged(case, touched, key):
                    yield Doubt(
                        f"Page {touched.page_number} was changed at /{key}, which no correction needs.",
                        touched.number,
                        touched.page_number,
                    )

    def _tagged(self, case: Case, touched: TouchedPage, key: str) -> bool:
        """Whether a key is one of those that tie a page to the reading structure, and rightly set."""
        if "StructTreeRoot" not in case.original.catalog:
            return False
        if key == "Tabs":
            return same(touched.new.get("Tabs"), Name("S"))
        # A page that had a key keeps it; the structure's rule sees that a new one leads to the added elements.
        return (
            key == "StructParents"
            and case.original.resolve(touched.old.get(key)) is None
            and type(touched.new.get(key)) is int
        )
