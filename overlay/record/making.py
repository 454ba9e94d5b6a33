"""The record of a release copy: made here, written by `writing`, read by `reading`."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from overlay import __version__
from overlay.anchor import Anchor
from overlay.erratum import Document, Release
from overlay.geometry import Rect
from overlay.record import (
    EarlierRelease,
    FileFacts,
    Location,
    Note,
    Record,
    Repair,
    Run,
    rounded,
)
from overlay.record.reading import from_json
from overlay.record.writing import to_json

__all__ = ["Background", "EarlierRelease", "FileFacts", "Record", "Repair", "from_json", "make_record", "to_json"]

LIBRARIES = ("pdfminer.six", "pdfplumber", "pypdf", "pypdfium2", "reportlab")
"""What reads, measures and draws: another version of one of them may set a line otherwise. Python's own does not matter."""

_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\\s]+")


class Opened(Protocol):
    """What a record says of an original (see `source.Source`)."""

    @property
    def sha256(self) -> str: ...

    @property
    def data(self) -> bytes: ...


class Noted(Protocol):
    """Where a note went (see `layout.Whereabouts`). `box` is in display space; None: on the errata sheet only."""

    @property
    def erratum_id(self) -> str: ...

    @property
    def position(self) -> str: ...

    @property
    def page_index(self) -> int: ...

    @property
    def box(self) -> Rect | None: ...


@cache
def tool_versions() -> tuple[tuple[str, str], ...]:
    """The names and versions of this tool and of the libraries that its drawing depends on, sorted by name."""
    # Compressed streams are the compressor's: another zlib may write the same page in other bytes.
    found = [("overlay", __version__), ("zlib", zlib.ZLIB_RUNTIME_VERSION)]
    for library in LIBRARIES:
        try:
            found.append((library, version(library)))
        except PackageNotFoundError:
            found.append((library, "unknown"))
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Background:
    """What a record tells beside the errata: the options that change the copy's bytes, what came before, and with which tools.

    To make a copy again, give those of its own record.
    """

    options: tuple[tuple[str, bool | str], ...] = ()
    earlier: tuple[EarlierRelease, ...] = ()
    repair: Repair | None = None
    tools: tuple[tuple[str, str], ...] = field(default_factory=tool_versions)


def make_record(
    source: Opened,
    document: Document,
    release: Release,
    anchors: Sequence[Anchor],
    notes: Sequence[Noted],
    *,
    background: Background | None = None,
) -> Record:
    """The record of the release copy of one document. `anchors` and `notes` are those of its errata, in any order.

    Of the document's path only the last part is kept: the folders of whoever makes a copy are nobody's business.
    """
    background = background or Background()
    found = {anchor.erratum.id: anchor for anchor in anchors}
    named = replace(document, file=document.base_name)
    return Record(
        release=replace(release, documents=(named,)),
        locations=tuple(
            _location(found[erratum.id], notes) if erratum.id in found else None for erratum in document.errata
        ),
        original=FileFacts(source.sha256, len(source.data)),
        tools=tuple(sorted(background.tools)),
        options=tuple(sorted(background.options)),
        earlier=background.earlier,
        repair=background.repair,
    )


def _location(anchor: Anchor, notes: Sequence[Noted]) -> Location:
    return Location(
        page_indexes=anchor.page_indexes,
        page_label=_printed(anchor.page_label),
        runs=tuple(
            Run(stretch.page_index, _eight(stretch.quad.quad_points), _printed(stretch.text))
            for stretch in anchor.words
        ),
        caret=(rounded(anchor.caret.x), rounded(anchor.caret.y)) if anchor.caret else None,
        matched=_printed(anchor.matched),
        match=anchor.match.value,
        found_by=anchor.label_source.value,
        difference=_printed(anchor.difference),
        notes=tuple(_note(note) for note in notes if note.erratum_id == anchor.erratum.id),
    )


def _eight(numbers: Sequence[float]) -> tuple[float, float, float, float, float, float, float, float]:
    a, b, c, d, e, f, g, h = (rounded(number) for number in numbers)
    return a, b, c, d, e, f, g, h


def _note(note: Noted) -> Note:
    if note.box is None:
        return Note(str(note.position), note.page_index)
    box = note.box
    return Note(
        str(note.position), note.page_index, (rounded(box.x0), rounded(box.y0), rounded(box.x1), rounded(box.y1))
    )


def _printed(text: str) -> str:
    """Text out of a PDF, on one line and without what cannot be printed."""
    return _UNPRINTED.sub(" ", text).strip()
