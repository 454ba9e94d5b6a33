"""Kinds of tampering, thought up from what a release copy is and from how viewers read, not from how it is checked.

Each is a function from an honest copy and its original's length to a forged copy. Where it says no more, the forged copy
is written as carefully as the honest one: see `tests.tamper.reopened`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.tamper.reopened import Reopened, reopen

Forge = Callable[[bytes, int], bytes]
Change = Callable[[Reopened], None]

USUAL = ("sheet", "tagged")
"""The copies that a kind is tried on, where it does not say otherwise (see `tests.tamper.test_unseen`)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of tampering, and the names of the copies that it is tried on."""

    name: str
    says: str
    forge: Forge
    on: tuple[str, ...]


KINDS: dict[str, Kind] = {}


def forged(*on: str) -> Callable[[Forge], Forge]:
    """Enter a function from copy to forged copy in the table."""

    def enter(forge: Forge) -> Forge:
        assert forge.__name__ not in KINDS, forge.__name__
        KINDS[forge.__name__] = Kind(forge.__name__, (forge.__doc__ or "").strip(), forge, on or USUAL)
        return forge

    return enter


def changed(*on: str) -> Callable[[Change], Change]:
    """Enter a function that changes a copy's parts; the copy is taken apart before it and written again after it."""

    def enter(change: Change) -> Change:
        def forge(copy: bytes, original_length: int) -> bytes:
            parts = reopen(copy, original_length)
            change(parts)
            return parts.finish()

        forge.__name__, forge.__doc__ = change.__name__, change.__doc__
        forged(*on)(forge)
        return change

    return enter


def text_of(words: str) -> bytes:
    """Words as a PDF string, whatever their script (ISO 32000-1, 7.9.2.2)."""
    return b"<%b>" % ("\ufeff" + words).encode("utf-16-be").hex().encode()


def letters(parts: Reopened) -> int:
    """A font of its own that a forger brings along: Helvetica, which every viewer has."""
    return parts.add(b"<</Type /Font\n/Subtype /Type1\n/BaseFont /Helvetica>>")


def drawing(parts: Reopened, content: bytes, entries: bytes = b"") -> int:
    """A form XObject over the whole page, with a font /H."""
    return parts.add(
        b"<</Type /XObject\n/Subtype /Form\n/BBox [0 0 2000 2000]\n/Resources <</Font <</H %d 0 R>>>>%b\n/Length 0>>"
        % (letters(parts), entries),
        content,
    )


def onto_page(parts: Reopened, content: bytes, *, front: bool = False) -> int:
    """A content stream more for the page that was changed; the page's fonts are as they were."""
    number = parts.add(b"<<\n/Length 0>>", content)
    old = parts.get(parts.page, b"/Contents").strip(b"[]")
    new = b"[%d 0 R %b]" % (number, old) if front else b"[%b %d 0 R]" % (old, number)
    parts.put(parts.page, b"/Contents", new)
    return number


def annotated(parts: Reopened, head: bytes) -> int:
    """One annotation more on the page that was changed."""
    number = parts.add(head)
    page = parts.page
    parts.put(page, b"/Annots", parts.get(page, b"/Annots")[:-1] + b" %d 0 R]" % number)
    return number
