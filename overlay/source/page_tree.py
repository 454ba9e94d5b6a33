"""The page tree, read without reading the pages (ISO 32000-1, 7.7.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, PdfObject

from overlay.errors import LimitError
from overlay.geometry import PageFrame, Rect
from overlay.source.reader import LazyReader
from overlay.source.syntax import resolved
from overlay.source.xref import damaged

DEEPEST_TREE = 64
"""Levels of a page tree; ten of them hold a thousand million pages."""

LETTER = Rect(0.0, 0.0, 612.0, 792.0)
"""The MediaBox of a page that states none: what every common reader assumes."""

LARGEST_UNIT = 75_000.0
"""ISO 32000-2, Table 31: no page is larger than 75,000 times 14,400 units."""


Leaf = tuple[int, int] | DictionaryObject
"""A page as its parent lists it: the number and generation of a reference, or (some producers) the page itself."""

_FLAT_NODE = re.compile(rb"[\x00\t\n\f\r ]*<<[^<>\[\]()%]*/Kids[\x00\t\n\f\r ]*\[([\d\t\n\f\r R]*)\][^<>\[\]()%]*>>")
"""A node with nothing nested but its kids, all of them references: nearly all are, and they are many."""

_PLAIN_DICTIONARY = re.compile(
    rb"[\x00\t\n\f\r ]*+<<[^<>()%#]*+(?:<<[^<>()%#]*+(?:<<[^<>()%#]*+>>[^<>()%#]*+)*+>>[^<>()%#]*+)*+>>"
)
"""One without strings, comments and escaped names, so that its end is seen without reading what is in it."""

_COUNT = re.compile(rb"/Count[\x00\t\n\f\r ]+(\d{1,9})(?=[\x00\t\n\f\r />])(?![\t\n\f\r ]+\d+[\t\n\f\r ]+R)")


def page_leaves(reader: LazyReader, root: DictionaryObject, *, limit: int, exact: bool = False) -> tuple[Leaf, ...]:
    """The pages in order, as the tree lists them.

    A node whose /Count is the number of its /Kids, the first and the last of them pages, is taken to hold pages only, so that
    the others need not be read; where one of its kids turns out to be a node, ask again, `exact`.
    Raises DamagedError for a tree that has no pages or runs in circles, LimitError beyond `limit` pages (0: no limit).
    """
    top = dict.get(root, "/Pages")
    walk = _Walk(reader, limit, exact)
    walk.visit((top.idnum, top.generation) if isinstance(top, IndirectObject) else top, 0)
    if not walk.leaves:
        raise damaged(f"{reader.name} has no pages.")
    return tuple(walk.leaves)


class _Walk:
    """One walk over the tree, from the left."""

    def __init__(self, reader: LazyReader, limit: int, exact: bool) -> None:
        self.reader = reader
        self.limit = limit
        self.exact = exact
        self.leaves: list[Leaf] = []
        self._above: set[tuple[int, int]] = set()

    def visit(self, node: object, level: int) -> None:
        """Adds the pages below a node, or the page that it is."""
        if isinstance(node, tuple):
            if node in self._above:
                raise damaged(f"{self.reader.name}: the tree of its pages runs in a circle.")
            self._above.add(node)
            self._reference(node, level)
            self._above.discard(node)
        else:
            self._dictionary(node, None, level)

    def _reference(self, node: tuple[int, int], level: int) -> None:
        flat = None if self.exact else self._flat(node)
        if flat is None:
            self._dictionary(self.reader.get_object(IndirectObject(*node, self.reader)), node, level)
            return
        kids, count = flat
        if count == len(kids) and self._are_pages(kids):
            self._add(kids)
        else:
            self._below(kids, level)

    def _flat(self, node: tuple[int, int]) -> tuple[list[tuple[int, int]], int] | None:
        """The kids and the count of a node that is nothing but these, without building its objects."""
        place = self.reader.place_of(*node)
        match = _FLAT_NODE.match(*place) if place else None
        count = _COUNT.search(match.group()) if match else None
        if match is None or count is None:
            return None
        kids = _references(match.group(1).decode("ascii"))  # numbers are read from text in half the time
        return None if kids is None else (kids, int(count.group(1)))

    def _dictionary(self, node: object, reference: tuple[int, int] | None, level: int) -> None:
        if isinstance(node, NullObject):
            return
        if not isinstance(node, DictionaryObject):
            raise damaged(f"{self.reader.name}: the tree of its pages holds something that is not a page.")
        kids = resolved(node, "/Kids")
        if kids is None and level:
            self._add([reference or node])
        elif not isinstance(kids, ArrayObject):
            raise damaged(f"{self.reader.name}: the tree of its pages is incomplete.")
        else:
            listed = [(kid.idnum, kid.generation) if isinstance(kid, IndirectObject) else kid for kid in kids]
            references = [kid for kid in listed if isinstance(kid, tuple)]
            counted = not self.exact and _count(node) == len(kids) == len(references)
            if counted and self._are_pages(references):
                self._add(references)
            else:
                self._below(listed, level)

    def _are_pages(self, kids: Sequence[tuple[int, int]]) -> bool:
        """Whether the first and the last are no nodes: a lone node counted as a page may lead round in a circle."""
        return not kids or (self._is_page(kids[0]) and self._is_page(kids[-1]))

    def _is_page(self, kid: tuple[int, int]) -> bool:
        place = self.reader.place_of(*kid)
        written = _PLAIN_DICTIONARY.match(*place) if place else None
        if written is not None and b"/Kids" not in written.group():
            return True
        found = self.reader.get_object(IndirectObject(*kid, self.reader))
        return isinstance(found, DictionaryObject) and "/Kids" not in found

    def _below(self, kids: Sequence[object], level: int) -> None:
        if level >= DEEPEST_TREE:
            raise damaged(f"{self.reader.name}: the tree of its pages is deeper than {DEEPEST_TREE} levels.")
        for kid in kids:
            self.visit(kid, level + 1)

    def _add(self, pages: Sequence[Leaf]) -> None:
        self.leaves.extend(pages)
        if self.limit and len(self.leaves) > self.limit:
            raise LimitError(
                f"{self.reader.name} has more than {self.limit:,} pages (limit: pages).",
                remedy="Raise the limit with --max-pages to work on it all the same.",
            )


def _references(kids: str) -> list[tuple[int, int]] | None:
    """Number and generation of each reference in an array of nothing else; None where it is something else."""
    *numbers, rest = f"{kids} ".split(" 0 R ")
    if not rest.strip():
        try:
            return list(zip(map(int, numbers), repeat(0)))
        except ValueError:
            pass  # one is of another generation, or written otherwise
    tokens = kids.split()
    if tokens[2::3].count("R") * 3 != len(tokens):
        return None
    return list(zip(map(int, tokens[::3]), map(int, tokens[1::3]), strict=True))


def _count(node: DictionaryObject) -> int | None:
    count = resolved(node, "/Count")
    return int(count) if isinstance(count, int) else None


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
