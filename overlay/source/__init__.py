"""An opened original: its bytes, its pages and their frames, and the facts that bind what may be done to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from pypdf.generic import DictionaryObject, IndirectObject, PdfObject

from overlay.errors import OverlayError, PasswordError
from overlay.geometry import PageFrame
from overlay.limits import USUAL, Limits
from overlay.source import page_tree
from overlay.source.facts import Facts, facts_of
from overlay.source.form_labels import form_labels
from overlay.source.page_labels import page_label
from overlay.source.reader import PARSING_FAULTS, LazyReader
from overlay.source.syntax import resolved
from overlay.source.xref import damaged


class Source:
    """An original, opened for reading. Nothing changes it; what is costly is read when first asked for.

    Made by `open_source`. Pages are counted from 0 here.
    """

    def __init__(self, reader: LazyReader, *, password: str | None, limits: Limits) -> None:
        self._reader = reader
        self._password = password
        self._limits = limits

    @property
    def name(self) -> str:
        """What messages call the document: its file name."""
        return self._reader.name

    @property
    def data(self) -> bytes:
        """The file, to the byte."""
        return self._reader.data

    @property
    def password(self) -> str | None:
        """The password that opened it; None where none was needed."""
        return self._password

    @property
    def limits(self) -> Limits:
        """What reading it may cost."""
        return self._limits

    @property
    def reader(self) -> LazyReader:
        """pypdf's reader over the document, decrypted."""
        return self._reader

    @cached_property
    def sha256(self) -> str:
        """The hash of the file, in lower-case hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def root(self) -> DictionaryObject:
        """The catalog (ISO 32000-1, 7.7.2)."""
        return _catalog(self._reader)

    @property
    def page_count(self) -> int:
        """Raises DamagedError where the page tree cannot be read, LimitError where it has too many pages."""
        return len(self._leaves)

    @cached_property
    def _leaves(self) -> tuple[page_tree.Leaf, ...]:
        return self._walked(exact=False)

    def _walked(self, *, exact: bool) -> tuple[page_tree.Leaf, ...]:
        with translated(self.name):
            return page_tree.page_leaves(self._reader, self.root, limit=self._limits.pages, exact=exact)

    def _leaf(self, page_index: int) -> tuple[page_tree.Leaf, DictionaryObject]:
        leaf, page = self._listed(page_index)
        if "/Kids" in page:
            self.__dict__["_leaves"] = self._walked(exact=True)
            leaf, page = self._listed(page_index)
        return leaf, page

    def _listed(self, page_index: int) -> tuple[page_tree.Leaf, DictionaryObject]:
        if page_index >= len(self._leaves):
            raise damaged(f"{self.name}: sheet {page_index + 1} is missing: there are fewer than the file says.")
        leaf = self._leaves[page_index]
        page = self._reader.get_object(IndirectObject(*leaf, self._reader)) if isinstance(leaf, tuple) else leaf
        if not isinstance(page, DictionaryObject):
            raise damaged(f"{self.name}: sheet {page_index + 1} is missing.")
        return leaf, page

    def page_reference(self, page_index: int) -> IndirectObject:
        """The reference to a page. Raises DamagedError where the tree holds the page itself, without a reference."""
        leaf, _ = self._leaf(page_index)
        if isinstance(leaf, tuple):
            return IndirectObject(*leaf, self._reader)
        raise damaged(
            f"{self.name}: sheet {page_index + 1} is not an object of its own, so it cannot be replaced by itself."
        )

    def page_object(self, page_index: int) -> DictionaryObject:
        """A page's own dictionary, without what it inherits. To be copied before it is changed. Raises DamagedError."""
        return self._leaf(page_index)[1]

    def page_listed_twice(self, page_index: int) -> bool:
        """Whether the same page object stands at another place in the tree too, so that a change to one is a change to both."""
        leaf, _ = self._leaf(page_index)
        return isinstance(leaf, tuple) and self._leaves.count(leaf) > 1

    def inherited(self, page_index: int, key: str) -> PdfObject | None:
        """A page attribute, references followed: the page's own, or its nearest ancestor's; None where none has it."""
        return page_tree.inherited(self.page_object(page_index), key)

    def frame(self, page_index: int) -> PageFrame:
        """The page's boxes in user space, and its turn."""
        return page_tree.frame(self.page_object(page_index))

    def page_label(self, page_index: int) -> str | None:
        """The number printed on the page, as the document's page labels have it; None where it has no labels."""
        return page_label(self.root, page_index)

    def form_labels(self, page_index: int) -> tuple[str, ...]:
        """Captions of the page's fields, and what they offer to choose from. Raises DamagedError."""
        with translated(self.name):
            return form_labels(self.page_object(page_index))

    @cached_property
    def facts(self) -> Facts:
        """What binds the work on this document."""
        with translated(self.name):
            return facts_of(self._reader, self.root)


def open_source(data: bytes, *, name: str, password: str | None = None, limits: Limits = USUAL) -> Source:
    """Opens a PDF. An empty user password is tried before the one given, and one that is not needed is not looked at.

    Raises DamagedError for what is no PDF or has no sound cross-reference chain, PasswordError where a password is needed
    or does not fit, EncryptionError for encryption other than by password. LimitError comes with the first look at pages.
    """
    with translated(name):
        reader = LazyReader(data, name=name, limits=limits)
        used = _unlocked(reader, password)
        _catalog(reader)
    return Source(reader, password=used, limits=limits)


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turns what parsing raises on broken input into DamagedError, and leaves our own errors alone."""
    try:
        yield
    except OverlayError:
        raise
    except PARSING_FAULTS as error:
        raise damaged(f"{name} cannot be read as a PDF.") from error


def _unlocked(reader: LazyReader, password: str | None) -> str | None:
    encryption = reader._encryption
    if encryption is None:
        return None
    if password is not None and reader.decrypt(password):
        return password
    if encryption.is_decrypted():
        return None
    if password is None:
        raise PasswordError(f"{reader.name} needs a password.", remedy="Give it with --password-file.")
    raise PasswordError(f"The password given does not open {reader.name}.")


def _catalog(reader: LazyReader) -> DictionaryObject:
    root = resolved(reader.trailer, "/Root")
    if not isinstance(root, DictionaryObject) or "/Pages" not in root:
        raise damaged(f"{reader.name} has no catalog, the object that everything in a PDF hangs on.")
    return root
