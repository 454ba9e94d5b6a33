"""Corrections in the structure tree of a tagged document, so that a screen reader speaks them (ISO 32000-1, 14.7 and 14.8).

The tree only grows: each correction becomes a Span after the words that it corrects, its annotations become Annot
elements after it, and the parent tree learns of both. Nothing that was there is moved or removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, NumberObject, PdfObject

from overlay.appearance import Part
from overlay.errors import UnsupportedError
from overlay.release.objects import (
    Writer,
    copied_array,
    copied_dictionary,
    dictionary,
    integer,
    name,
    number,
    numbers,
    plain,
    text,
)
from overlay.release.own_page import OwnPage

OUTSIDE_TABLE = -1
"""The row of what stands outside the errata sheet's table."""

DEEPEST_TREE = 64
"""Of a number tree or of the way up a structure tree: deeper is a circle."""


@dataclass(slots=True)
class StructureTree:
    """The structure tree of one document while a release copy is being made; `finish` writes what grew.

    `language` is that of the corrections (RFC 3066); `annotation_role` the structure type of a mark.
    """

    increment: Writer
    root: IndirectObject
    language: str
    annotation_role: str = "Annot"
    _on_page: dict[int, ArrayObject] = field(default_factory=dict)
    _new_entries: dict[int, PdfObject] = field(default_factory=dict)
    _added: dict[int, IndirectObject] = field(default_factory=dict)
    _new: set[int] = field(default_factory=set)
    _next_key: int = -1

    def new_marked_content(self, page_dictionary: DictionaryObject, used: int) -> int:
        """A marked-content identifier for new content of a page, unused there. `used`: how many its content uses already."""
        elements = self._elements_of(page_dictionary)
        while len(elements) < used:
            elements.append(NullObject())
        elements.append(NullObject())
        return len(elements) - 1

    def add_correction(self, page: OwnPage, *, mcid: int, after: int | None) -> IndirectObject:
        """An element for the marked content `mcid`: a Span right after the content `after`; without `after` a P, at the
        head of the document for its first page (what the band says is to be heard first), else at its end."""
        if after is not None:
            parent, position = self._place(page.changed, after)
        else:
            parent = self._document()
            position = 0 if page.page_index == 0 else len(_kids(self._current(parent)))
        element = self._element("Span" if after is not None else "P", parent, page.reference, number(mcid))
        self._elements_of(page.changed)[mcid] = element
        self._added[element.idnum] = parent
        self._insert(parent, position, element)
        return element

    def add_mark(self, page: OwnPage, annotation: IndirectObject, *, after: IndirectObject | None) -> NumberObject:
        """An element for a mark, behind the correction `after` (or at the document's end); returns its /StructParent key."""
        parent = self._added[after.idnum] if after is not None else self._document()
        return self._add_reference(self.annotation_role, parent, page.reference, annotation)

    def add_link(
        self, page_reference: IndirectObject, annotation: IndirectObject, *, within: IndirectObject | None
    ) -> NumberObject:
        """A Link element for a link, at the end of the element `within` (or of the document); returns its /StructParent key."""
        return self._add_reference("Link", within or self._document(), page_reference, annotation)

    def _add_reference(
        self, role: str, parent: IndirectObject, page_reference: IndirectObject, annotation: IndirectObject
    ) -> NumberObject:
        element = self._element(
            role, parent, page_reference, dictionary({"Type": name("OBJR"), "Obj": annotation, "Pg": page_reference})
        )
        kids = _kids(self._current(parent))
        ours = [index for index, kid in enumerate(kids) if isinstance(kid, IndirectObject) and kid.idnum in self._new]
        self._insert(parent, ours[-1] + 1 if ours else len(kids), element)
        key = self._take_key()
        self._new_entries[key] = element
        return NumberObject(key)

    def add_sheet(
        self, page_reference: IndirectObject, page_dictionary: DictionaryObject, parts: Sequence[Part]
    ) -> IndirectObject:
        """A section with all that a page of the errata sheet says: headings, paragraphs, and the table row by row."""
        section = self._element("Sect", self._document(), page_reference, ArrayObject())
        self._insert(self._document(), len(_kids(self._current(self._document()))), section)
        elements = self._elements_of(page_dictionary)
        table = row = section
        last_row = OUTSIDE_TABLE
        for part in parts:
            holder = section
            if part.row != OUTSIDE_TABLE:
                if last_row == OUTSIDE_TABLE:
                    table = self._appended("Table", section, page_reference)
                if part.row != last_row:
                    row = self._appended("TR", table, page_reference)
                holder = row
            last_row = part.row
            element = self._appended(part.tag, holder, page_reference)
            made = self._current(element)
            made[name("K")] = number(part.mcid)
            if part.tag == "TH":
                made[name("A")] = dictionary({"O": name("Table"), "Scope": name("Column")})
            while len(elements) <= part.mcid:
                elements.append(NullObject())
            elements[part.mcid] = element
        return section

    def _appended(self, role: str, parent: IndirectObject, page_reference: IndirectObject) -> IndirectObject:
        element = self._element(role, parent, page_reference, ArrayObject())
        self._insert(parent, len(_kids(self._current(parent))), element)
        return element

    def _element(
        self, role: str, parent: IndirectObject, page_reference: IndirectObject, kids: PdfObject
    ) -> IndirectObject:
        element = self.increment.add(
            dictionary(
                {
                    "Type": name("StructElem"),
                    "S": name(role),
                    "P": parent,
                    "Pg": page_reference,
                    "Lang": text(self.language),
                    "K": kids,
                }
            )
        )
        self._new.add(element.idnum)
        return element

    def finish(self) -> None:
        """Write the parent tree as it has grown."""
        root = self._current(self.root)
        self._grow_parent_tree(root)
        root[name("ParentTreeNextKey")] = number(self._peek_key())

    # -- places in the tree

    def _place(self, page_dictionary: DictionaryObject, after: int) -> tuple[IndirectObject, int]:
        """The element that the marked content `after` belongs to, and the place behind it among the kids."""
        elements = self._elements_of(page_dictionary)
        holder = elements[after] if after < len(elements) else None
        if isinstance(holder, IndirectObject) and isinstance(plain(holder), DictionaryObject):
            kids = _kids(self._current(holder))
            return holder, next((index + 1 for index, kid in enumerate(kids) if _marks(kid, after)), len(kids))
        return self._document(), len(_kids(self._current(self._document())))

    def _document(self) -> IndirectObject:
        """The last child of the root that is an element of the original: the Document, as a rule; the root itself where there is none."""
        for kid in reversed(_kids(self._current(self.root))):
            ours = isinstance(kid, IndirectObject) and kid.idnum in self._new
            if isinstance(kid, IndirectObject) and not ours and isinstance(plain(kid), DictionaryObject):
                return kid
        return self.root

    def _insert(self, parent: IndirectObject, at: int, element: IndirectObject) -> None:
        changed = self._current(parent)
        kids = _kids(changed)
        changed[name("K")] = ArrayObject([*kids[:at], element, *kids[at:]])

    def _current(self, reference: IndirectObject) -> DictionaryObject:
        try:
            return self.increment.edit(reference)
        except TypeError as error:
            raise UnsupportedError(
                "The document's structure tree is broken.", remedy="It cannot be grown safely."
            ) from error

    # -- the parent tree

    def _elements_of(self, page_dictionary: DictionaryObject) -> ArrayObject:
        """The page's array in the parent tree, as grown so far; the page gets a /StructParents key where it has none."""
        key = integer(page_dictionary.get("/StructParents"))
        if key is None:
            key = self._take_key()
            page_dictionary[name("StructParents")] = NumberObject(key)
            self._on_page[key] = ArrayObject()
        if key not in self._on_page:
            self._on_page[key] = copied_array(_number_tree_value(self._parent_tree(), key))
        return self._on_page[key]

    def _parent_tree(self) -> DictionaryObject:
        return copied_dictionary(self._current(self.root).get("/ParentTree"))

    def _peek_key(self) -> int:
        if self._next_key < 0:
            said = integer(self._current(self.root).get("/ParentTreeNextKey"))
            largest = _largest_key(self._parent_tree())
            self._next_key = max(said or 0, largest + 1)
        return self._next_key

    def _take_key(self) -> int:
        key = self._peek_key()
        self._next_key = key + 1
        return key

    def _grow_parent_tree(self, root: DictionaryObject) -> None:
        entries: dict[int, PdfObject] = dict(self._new_entries)
        raw = root.raw_get("/ParentTree") if "/ParentTree" in root else None
        tree = copied_dictionary(raw)
        for key, elements in self._on_page.items():
            existing = _raw_number_tree_value(tree, key)
            if isinstance(existing, IndirectObject):
                self.increment.replace(existing, elements)
            else:
                entries[key] = self.increment.add(elements)
        grown = self._with_entries(tree, entries, depth=0)
        if isinstance(raw, IndirectObject):
            self.increment.replace(raw, grown)
        else:
            root[name("ParentTree")] = grown

    def _with_entries(self, node: DictionaryObject, entries: dict[int, PdfObject], *, depth: int) -> DictionaryObject:
        """The number tree (7.9.7) with `entries` set: in the leaf that spans a key, else in a leaf of their own at the end."""
        if depth > DEEPEST_TREE:
            raise UnsupportedError("The document's parent tree is a circle.")
        kids = copied_array(node.get("/Kids"))
        if not kids:
            pairs = {int(key): value for key, value in _pairs(node)}
            pairs.update(entries)
            node[name("Nums")] = ArrayObject(part for key in sorted(pairs) for part in (number(key), pairs[key]))
            if "/Limits" in node and pairs:
                node[name("Limits")] = numbers((min(pairs), max(pairs)))
            return node
        left = dict(entries)
        for index, kid in enumerate(kids):
            limits = copied_array(copied_dictionary(kid).get("/Limits"))
            inside = {k: v for k, v in left.items() if len(limits) == 2 and limits[0] <= k <= limits[1]}
            if inside:
                changed = self._with_entries(copied_dictionary(kid), inside, depth=depth + 1)
                left = {k: v for k, v in left.items() if k not in inside}
                if isinstance(kid, IndirectObject):
                    self.increment.replace(kid, changed)
                else:
                    kids[index] = changed
        if left:
            leaf = dictionary({"Limits": numbers((min(left), max(left))), "Nums": ArrayObject()})
            kids.append(self.increment.add(self._with_entries(leaf, left, depth=depth + 1)))
            limits = copied_array(node.get("/Limits"))
            if len(limits) == 2:
                node[name("Limits")] = numbers((min(limits[0], *left), max(limits[1], *left)))
        node[name("Kids")] = kids
        return node


def _kids(element: DictionaryObject) -> list[PdfObject]:
    if "/K" not in element:
        return []
    raw = element.raw_get("/K")
    found = plain(raw)
    return list(found) if isinstance(found, ArrayObject) else [raw]


def _marks(kid: PdfObject, mcid: int) -> bool:
    """Whether a kid is the marked content `mcid`: the number itself, or a marked-content reference."""
    found = plain(kid)
    return integer(found.get("/MCID") if isinstance(found, DictionaryObject) else found) == mcid


def _pairs(node: DictionaryObject) -> list[tuple[int, PdfObject]]:
    nums = copied_array(node.get("/Nums"))
    keys = [integer(key) for key in nums[::2]]
    return [(key, value) for key, value in zip(keys, nums[1::2], strict=False) if key is not None]


def _number_tree_value(tree: DictionaryObject, key: int) -> PdfObject | None:
    return plain(_raw_number_tree_value(tree, key))


def _raw_number_tree_value(node: DictionaryObject, key: int, depth: int = 0) -> PdfObject | None:
    if depth > DEEPEST_TREE:
        return None
    for found, value in _pairs(node):
        if found == key:
            return value
    for kid in copied_array(node.get("/Kids")):
        child = copied_dictionary(kid)
        limits = copied_array(child.get("/Limits"))
        if len(limits) != 2 or limits[0] <= key <= limits[1]:
            below = _raw_number_tree_value(child, key, depth + 1)
            if below is not None:
                return below
    return None


def _largest_key(node: DictionaryObject, depth: int = 0) -> int:
    if depth > DEEPEST_TREE:
        return -1
    keys = [key for key, _ in _pairs(node)]
    keys += [_largest_key(copied_dictionary(kid), depth + 1) for kid in copied_array(node.get("/Kids"))]
    return max(keys, default=-1)
