"""Draws the errata: what reportlab makes, to be merged by `release`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from overlay.geometry import Rect


class Role(StrEnum):
    """What a drawing is, and so how it is merged."""

    DECOR = "decor"  # boxes, leaders, markers' rings: page content, Artifact
    NOTE = "note"  # the words of one note or band: page content, a structure element in a tagged document
    STRIKE = "strike"  # a mark: annotation StrikeOut (or page content, Artifact)
    CARET = "caret"  # a mark: annotation Caret
    UNDERLINE = "underline"  # a mark: annotation Underline
    RULE = "rule"  # a side rule beside a passage: annotation Square
    SHEET = "sheet"  # a page of the errata sheet


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle that leads somewhere. `target_page_index` counts in the release copy; `target` is a rect in that page's display space."""

    rect: Rect
    target_page_index: int
    target: Rect


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page of `Appearance.pdf`, to become a Form XObject.

    Its MediaBox is [0 0 w h] of the page's display space (ISO 32000-1, 8.10), so it is drawn with PageFrame.to_user as
    /Matrix; `rect` is the part it inks, in display space. For Role.SHEET it is the page itself, and `page_index` is
    where the page will stand in the release copy.
    `text` is the words it shows, as typed, for the structure tree and for checking; `erratum_ids` whose it is.
    """

    page_index: int
    role: Role
    rect: Rect
    pdf_page_index: int
    text: str = ""
    erratum_ids: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Appearance:
    """Everything drawn on one document: a PDF made by reportlab, deterministic, and what each of its pages is for."""

    pdf: bytes
    drawings: tuple[Drawing, ...]
