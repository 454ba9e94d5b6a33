"""What the rules look at: a copy opened as original, update and record, and the words they answer in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol, TypeVar, cast

from overlay.verify.declared import Declared
from overlay.verify.original import DEEPEST_TREE, Original
from overlay.verify.pictures import Pages
from overlay.verify.update import Placed, Update
from overlay.verify.values import MalformedError, Name, Ref, Stream, Value, same

Found = TypeVar("Found")


class Role(StrEnum):
    """What an object of an update is there for; the value is what a reader is told."""

    CATALOG = "the document's catalog"
    PAGE_TREE = "the root of the page tree"
    PAGE = "a corrected page"
    SHEET = "a page of the errata sheet"
    CONTENT = "page content that draws the corrections"
    SHEET_CONTENT = "the content of an errata sheet's page"
    DRAWING = "the drawing of a correction"
    RESOURCES = "the list of what a drawing uses"
    FONT = "a font of the corrections"
    FONT_PART = "a part of a font"
    ANNOTATION = "a mark, listed as a comment"
    LINK = "a link between a correction and the errata sheet"
    LAYER = "the layer of the corrections"
    NAMES = "the list of named things"
    ATTACHMENTS = "the list of attachments"
    FILE = "the attachment that holds the record"
    RECORD = "the record of the errata"
    METADATA = "the document's metadata, with one more event"
    STRUCTURE_ROOT = "the root of the reading structure"
    ELEMENT = "an element of the reading structure, added"
    GROWN_ELEMENT = "an element of the reading structure, grown"
    PARENT_TREE = "the index of the reading structure"
    PARENT_LEAF = "a part of that index"
    SECTION = "the list of the objects added"


@dataclass(frozen=True, slots=True)
class Claim:
    """A rule's word that it has looked at an object of the update, whole, and what it is."""

    number: int
    role: Role


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that no honest copy has (a Finding, once the policy has added the rule's name)."""

    message: str
    number: int | None = None
    page_number: int | None = None


@dataclass(frozen=True, slots=True)
class Unable:
    """The rule cannot be applied here, and why: neither a pass nor a finding. `blocking`: without it nothing is proven."""

    message: str
    blocking: bool = False


Answer = Claim | Doubt | Unable


class Rule(Protocol):
    """One kind of change that is allowed. `name` and `ensures` are for the report."""

    name: str
    ensures: str

    def check(self, case: Case) -> Iterator[Answer]:
        """Claims for what this rule allows, doubts for what it does not. May raise MalformedError."""
        ...


@dataclass(frozen=True, slots=True)
class TouchedPage:
    """A page that the update replaces: as it was and as it is."""

    page_index: int
    number: int
    old: dict[str, Value]
    new: dict[str, Value]

    @property
    def page_number(self) -> int:
        return self.page_index + 1


class Case:
    """A copy under examination."""

    def __init__(
        self,
        copy: bytes,
        update: Update,
        original: Original,
        *,
        declared: Declared,
        record: bytes,
        password: str | None,
    ) -> None:
        self.copy = copy
        self.update = update
        self.original = original
        self.declared = declared
        self.record = record
        self.password = password
        self._found: dict[Callable[[Case], object], object] = {}

    def once(self, find: Callable[[Case], Found]) -> Found:
        """What `find` finds in this copy, found once however many rules ask for it."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast("Found", self._found[find])

    @property
    def inside(self) -> bytes:
        """The original, as long as the record says it is; not a second time in memory where that is what was read."""
        length = self.declared.original_length
        return self.original.data if len(self.original.data) == length else self.copy[:length]

    @cached_property
    def hashes(self) -> tuple[str, str]:
        """The SHA-256 of the original, as long as the record says it is, and of the whole copy."""
        content = memoryview(self.copy)
        hashed = hashlib.sha256(content[: self.declared.original_length])
        whole = hashed.copy()
        whole.update(content[self.declared.original_length :])
        return hashed.hexdigest(), whole.hexdigest()

    # -- the copy's objects

    def get(self, ref: Ref) -> Value:
        """An object as a reader of the copy finds it: the update's, or else the original's."""
        placed = self.update.objects.get(ref.number)
        if placed is not None:
            return placed.value if placed.generation == ref.generation else None
        return self.original.get(ref)

    def resolve(self, value: Value) -> Value:
        for _ in range(8):
            if not isinstance(value, Ref):
                return value
            value = self.get(value)
        return None

    def dictionary(self, value: Value) -> dict[str, Value]:
        """The dictionary that `value` is or refers to; an empty one for anything else. Streams are not dictionaries here."""
        found = self.resolve(value)
        return found if isinstance(found, dict) else {}

    def array(self, value: Value) -> list[Value]:
        found = self.resolve(value)
        return found if isinstance(found, list) else []

    # -- what is new

    def is_added(self, value: Value) -> bool:
        """Whether `value` refers to an object that only the update has."""
        return (
            isinstance(value, Ref)
            and value.number in self.update.objects
            and not self.original.lists_number(value.number)
        )

    def is_changed(self, value: Value) -> bool:
        """Whether `value` refers to an object of the original that the update replaces."""
        return (
            isinstance(value, Ref) and value.number in self.update.objects and self.original.lists_number(value.number)
        )

    def added_dictionary(self, value: Value, what: str) -> tuple[int, dict[str, Value]]:
        """Number and entries of an added dictionary. Raises MalformedError where `value` is none."""
        found = self.get(value) if self.is_added(value) and isinstance(value, Ref) else None
        if not isinstance(value, Ref) or not isinstance(found, dict):
            raise MalformedError(f"{what} is not an object that was added for it")
        return value.number, found

    def added_stream(self, value: Value, what: str) -> tuple[int, Stream]:
        """Number and value of an added stream. Raises MalformedError where `value` is none."""
        found = self.get(value) if self.is_added(value) and isinstance(value, Ref) else None
        if not isinstance(value, Ref) or not isinstance(found, Stream):
            raise MalformedError(f"{what} is not a stream that was added for it")
        return value.number, found

    @cached_property
    def added(self) -> tuple[Placed, ...]:
        return tuple(p for p in self.update.objects.values() if not self.original.lists_number(p.number))

    # -- both documents as another reader sees them

    @cached_property
    def before(self) -> Pages:
        """The original, opened by PDFium."""
        return Pages(self.original.data, self.password)

    @cached_property
    def after(self) -> Pages:
        """The copy, opened by PDFium."""
        return Pages(self.copy, self.password)

    # -- places that many rules look at

    @cached_property
    def catalog(self) -> dict[str, Value]:
        return self.dictionary(self.update.trailer.get("Root"))

    @cached_property
    def touched(self) -> tuple[TouchedPage, ...]:
        """The original's pages that the update replaces, in order."""
        touched = []
        for page_index, ref in enumerate(self.original.pages):
            if ref is not None and ref.number in self.update.objects:
                touched.append(TouchedPage(page_index, ref.number, self.original.dictionary(ref), self.dictionary(ref)))
        return tuple(touched)

    @cached_property
    def sheets(self) -> tuple[tuple[Ref, dict[str, Value]], ...]:
        """The pages appended: what the root of the page tree lists behind what it listed in the original."""
        root = self.catalog.get("Pages")
        kids = self.array(self.dictionary(root).get("Kids"))
        old = self.original.array(self.original.dictionary(self.original.catalog.get("Pages")).get("Kids"))
        return tuple((kid, self.dictionary(kid)) for kid in kids[len(old) :] if isinstance(kid, Ref))

    def page_number_of(self, ref: Value) -> int | None:
        """The number, from 1, of a page of the copy by its reference."""
        if isinstance(ref, Ref):
            return self._numbers.get(ref)
        return None

    @cached_property
    def _numbers(self) -> dict[Ref, int]:
        refs = [*self.original.pages, *(ref for ref, _ in self.sheets)]
        return {ref: index + 1 for index, ref in reversed(list(enumerate(refs))) if ref is not None}

    def inherited(self, page: dict[str, Value], key: str) -> Value:
        node = page
        for _ in range(DEEPEST_TREE):
            if not node:
                break
            if (value := self.resolve(node.get(key))) is not None:
                return value
            node = self.dictionary(node.get("Parent"))
        return None


def changed_keys(old: dict[str, Value], new: dict[str, Value]) -> list[str]:
    """The keys whose values differ, whichever side has them, sorted."""
    return sorted(key for key in old.keys() | new.keys() if not same(old.get(key), new.get(key)))


def only_keys(found: dict[str, Value], allowed: frozenset[str], needed: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong with a dictionary's keys, as phrases."""
    odd = [f"has an entry /{key} that does not belong there" for key in sorted(found.keys() - allowed)]
    return odd + [f"lacks its entry /{key}" for key in sorted(needed - found.keys())]


def grown(old: list[Value], new: list[Value]) -> list[Value] | None:
    """What `new` has behind all of `old`; None where it does not begin with `old`."""
    if len(new) >= len(old) and all(same(a, b) for a, b in zip(old, new, strict=False)):
        return new[len(old) :]
    return None


def numbers_of(value: Value, count: int) -> list[float] | None:
    """An array of `count` numbers as floats; None for anything else."""
    if not isinstance(value, list) or len(value) != count:
        return None
    found = [float(item) for item in value if isinstance(item, (int, float)) and not isinstance(item, bool)]
    return found if len(found) == count and all(abs(item) < 1e7 for item in found) else None


def is_name(value: Value, text: str) -> bool:
    return isinstance(value, Name) and value == text
