"""The page tree (ISO 32000-1, 7.7.3): the original's pages in their order, the errata sheet behind them."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Claim, Doubt, Role, changed_keys, grown
from overlay.verify.values import Ref, same


class PageTree:
    """Permits pages appended to the root of the tree, as many as the record says."""

    name = "pages"
    ensures = (
        "No page was added in front or between, taken away, or put elsewhere; only the errata sheet follows the last."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        root = case.catalog.get("Pages")
        if not same(root, case.original.catalog.get("Pages")):
            yield Doubt("The document was given another set of pages.")
            return
        if not isinstance(root, Ref) or not case.is_changed(root):
            return
        yield Claim(root.number, Role.PAGE_TREE)
        old, new = case.original.dictionary(root), case.dictionary(root)
        kids = new.get("Kids")
        more = grown(case.original.array(old.get("Kids")), kids if isinstance(kids, list) else [])
        count = case.original.resolve(old.get("Count"))
        if changed_keys(old, new) != ["Count", "Kids"] or not more:
            yield Doubt("The tree of the document's pages was changed in more than pages appended.", root.number)
        elif not isinstance(count, int) or new.get("Count") != count + len(more):
            yield Doubt("The document does not state truly how many pages it has.", root.number)
