"""The reading structure of a tagged document (ISO 32000-1, 14.7): grown by our elements, nothing moved or removed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from overlay.verify.added import added_annotations, marked_content_of
from overlay.verify.case import Answer, Case, Claim, Doubt, Role, changed_keys, is_name, only_keys
from overlay.verify.values import MalformedError, Name, Ref, Stream, Value, same

ROLES = frozenset({"Span", "P", "Annot", "Link", "Sect", "H1", "Table", "TR", "TH", "TD"})
DEEPEST_TREE = 64
_ELEMENT = frozenset({"Type", "S", "P", "Pg", "Lang", "K"})
_HEAD_CELL: dict[str, Value] = {"O": Name("Table"), "Scope": Name("Column")}
_NODE = frozenset({"Nums", "Kids", "Limits"})


class Structure:
    """Permits elements of ours among the kids of others, and their entries in the parent tree."""

    name = "reading structure"
    ensures = "A screen reader reads all that it read before, in the same order, and the corrections where they belong."

    def check(self, case: Case) -> Iterator[Answer]:
        root = case.original.catalog.get("StructTreeRoot")
        elements: dict[int, dict[str, Value]] = {}
        for placed in case.update.objects.values():
            value = placed.value
            if not isinstance(value, dict):
                continue
            ref = Ref(placed.number, placed.generation)
            if case.is_added(ref) and is_name(value.get("Type"), "StructElem"):
                elements[placed.number] = value
            elif case.is_changed(ref):
                yield from self._grown(case, ref, value, root)
        for number, element in elements.items():
            yield Claim(number, Role.ELEMENT)
            for wrong in self._element(case, number, element):
                yield Doubt(f"An element added to the reading structure {wrong}.", number)
        if case.is_changed(root):
            yield from _ParentTree(case).check(case.original.dictionary(root), case.dictionary(root))

    def _grown(self, case: Case, ref: Ref, new: dict[str, Value], root: Value) -> Iterator[Answer]:
        old = case.original.dictionary(ref)
        is_root = same(ref, root)
        if not is_root and not (isinstance(old.get("S"), Name) and "P" in old):
            return
        yield Claim(ref.number, Role.STRUCTURE_ROOT if is_root else Role.GROWN_ELEMENT)
        changed = set(changed_keys(old, new)) - ({"ParentTree", "ParentTreeNextKey"} if is_root else set())
        if changed - {"K"}:
            yield Doubt("An element of the reading structure was changed in more than what it holds.", ref.number)
        before, after = kids_of(case, old, original=True), kids_of(case, new)
        kept = [kid for kid in after if not case.is_added(kid)]
        if len(kept) != len(before) or not all(same(a, b) for a, b in zip(kept, before, strict=True)):
            yield Doubt("Something was taken out of the reading structure, or put elsewhere in it.", ref.number)
        for kid in after:
            if case.is_added(kid) and not same(case.dictionary(kid).get("P"), ref):
                yield Doubt("The reading structure holds an element that belongs elsewhere.", ref.number)

    def _element(self, case: Case, number: int, element: dict[str, Value]) -> Iterator[str]:
        role = element.get("S")
        yield from only_keys(element, _ELEMENT | ({"A"} if role == "TH" else set()), _ELEMENT)
        if not isinstance(role, Name) or role not in ROLES:
            yield "is of a kind that no correction uses"
        if "A" in element and not same(element["A"], _HEAD_CELL):
            yield "has properties that it needs not"
        if element.get("Lang") != case.declared.record.release.style.language.encode():
            yield "is in another language than the corrections"
        parent = element.get("P")
        listed = kids_of(case, case.dictionary(parent)) if isinstance(parent, Ref) else []
        if sum(same(kid, Ref(number, 0)) for kid in listed) != 1:
            yield "does not hang where it says"
        if case.page_number_of(element.get("Pg")) is None:
            yield "belongs to no page"
        kids = element.get("K")
        if isinstance(kids, dict):
            if kids.keys() != {"Type", "Obj", "Pg"} or not same(kids.get("Pg"), element.get("Pg")):
                yield "holds something that it should not"
            target = case.dictionary(kids.get("Obj"))
            if not case.is_added(kids.get("Obj")) or not is_name(target.get("Type"), "Annot"):
                yield "speaks of something that is not a mark or a link"
        elif isinstance(kids, list):
            if not all(case.is_added(kid) and same(case.dictionary(kid).get("P"), Ref(number, 0)) for kid in kids):
                yield "holds something that it should not"
        elif type(kids) is not int or kids not in _marked_on(case, element.get("Pg")):
            yield "stands for content that is not a correction's"


class _ParentTree:
    """The number tree from content to elements (14.7.4.4), before and after."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.nodes: list[Ref] = []

    def check(self, old_root: dict[str, Value], new_root: dict[str, Value]) -> Iterator[Answer]:
        case = self.case
        before, after = old_root.get("ParentTree"), new_root.get("ParentTree")
        if isinstance(before, Ref) and not same(before, after):
            raise MalformedError("the index of the reading structure was replaced")
        old = dict(self.pairs(before, original=True))
        pairs = list(self.pairs(after, original=False))
        new = dict(pairs)
        if len(new) != len(pairs):
            yield Doubt("The index of the reading structure names something twice.")
        for node in self.nodes:
            yield Claim(node.number, Role.PARENT_TREE)
        following = new_root.get("ParentTreeNextKey")
        if type(following) is not int or following <= max(new, default=-1):
            yield Doubt("The index of the reading structure does not say truly how long it is.")
        if old.keys() - new.keys():
            yield Doubt("Something was taken out of the index of the reading structure.")
        for key, value in new.items():
            yield from self._entry(key, old.get(key), value)
        for touched in case.touched:
            yield from self._marks(new, [touched.new, *added_annotations(case, touched)])
        for _, sheet in case.sheets:
            yield from self._marks(new, [sheet, *(case.dictionary(each) for each in case.array(sheet.get("Annots")))])

    def _entry(self, key: int, old: Value, new: Value) -> Iterator[Answer]:
        case = self.case
        in_update = isinstance(new, Ref) and new.number in case.update.objects
        if same(old, new) and not in_update:
            return
        found = case.resolve(new)
        if isinstance(found, dict):
            if (old is None and not is_name(found.get("Type"), "StructElem")) or (
                old is not None and not same(old, new)
            ):
                yield Doubt(f"The index of the reading structure was changed at {key}.")
            return
        if not isinstance(new, Ref) or not isinstance(found, list):
            yield Doubt(f"The index of the reading structure was changed at {key}.")
            return
        yield Claim(new.number, Role.PARENT_LEAF)
        was = case.original.array(old)
        added = [item for item in found[len(was) :] if item is not None]
        if len(found) < len(was) or not all(self._kept(a, b) for a, b in zip(was, found, strict=False)):
            yield Doubt(f"The index of the reading structure was changed at {key}.", new.number)
        if not all(case.is_added(item) and is_name(case.dictionary(item).get("Type"), "StructElem") for item in added):
            yield Doubt("The index of the reading structure leads to something that is not a correction.", new.number)

    def _kept(self, was: Value, now: Value) -> bool:
        """An entry stays; one that led nowhere may lead to a correction."""
        return same(was, now) or (was is None and self.case.is_added(now))

    def _marks(self, tree: dict[int, Value], holders: list[dict[str, Value]]) -> Iterator[Answer]:
        """What says that it is in the structure is there: annotations by /StructParent."""
        for holder in holders[1:]:
            key = holder.get("StructParent")
            element = self.case.dictionary(tree.get(key)) if isinstance(key, int) else {}
            kid = element.get("K")
            if not isinstance(kid, dict) or self.case.dictionary(kid.get("Obj")) is not holder:
                yield Doubt("A mark or a link is not in the reading structure where it says it is.")
        key = holders[0].get("StructParents")
        if key is not None and key not in tree:
            yield Doubt("A page is not in the reading structure where it says it is.")

    def pairs(self, node: Value, *, original: bool, depth: int = 0) -> Iterator[tuple[int, Value]]:
        """Keys and values in order. Raises MalformedError for a tree that is none."""
        if depth > DEEPEST_TREE:
            raise MalformedError("the index of the reading structure is a circle")
        holder = self.case.original if original else self.case
        found = holder.dictionary(node)
        if not original and isinstance(node, Ref) and node.number in self.case.update.objects:
            self.nodes.append(node)
            if found.keys() - _NODE - self.case.original.dictionary(node).keys():
                raise MalformedError("the index of the reading structure has entries that do not belong there")
        entries = holder.array(found.get("Nums"))
        for key, value in zip(entries[::2], entries[1::2], strict=False):
            number = holder.resolve(key)
            if isinstance(number, int):
                yield number, value
        for kid in holder.array(found.get("Kids")):
            yield from self.pairs(kid, original=original, depth=depth + 1)


def parent_tree(case: Case, root: Value) -> dict[int, Value]:
    """The copy's number tree from content to elements, flat."""
    return dict(_ParentTree(case).pairs(case.dictionary(root).get("ParentTree"), original=False))


def kids_of(case: Case, element: dict[str, Value], *, original: bool = False) -> list[Value]:
    """What an element holds, in order."""
    raw = element.get("K")
    if raw is None:
        return []
    found = case.original.resolve(raw) if original else case.resolve(raw)
    return found if isinstance(found, list) else [raw]


def _marked_on(case: Case, page: Value) -> list[int]:
    """The marked-content identifiers of our own content on a page."""
    for touched in case.touched:
        if isinstance(page, Ref) and page.number == touched.number:
            return marked_content_of(case, touched)
    for ref, sheet in case.sheets:
        if same(ref, page):
            stream = case.resolve(sheet.get("Contents"))
            return (
                [int(found) for found in re.findall(rb"/MCID (\d{1,6})>> BDC", stream.content())]
                if isinstance(stream, Stream)
                else []
            )
    return []
