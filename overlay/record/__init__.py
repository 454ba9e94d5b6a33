"""What travels inside a release copy: the release as declared, where each erratum was found and drawn, and the original's hash.

From a record and the original, the release copy can be made again, byte for byte. Numbers are rounded to
`DECIMALS`, so that what is read is what was written. No password is ever part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from overlay.erratum import Document, Release

DECIMALS = 3  # of coordinates: a thousandth of a point is far below what any printer shows
RECORD_VERSION = 1  # rises when a reader of the present shape would misread the next one

Number8 = tuple[float, float, float, float, float, float, float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Marked words on one printed line. `quad` is in user space, in the order of /QuadPoints: top-left, top-right, bottom-left, bottom-right."""

    page_index: int
    quad: Number8
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Where the wording went: a position's name, and for a note on a page its index and box (display space, points, y up)."""

    position: str
    page_index: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """Where an erratum was found and drawn.

    `runs` are the marked words, () for a caveat to whole pages; `caret` the foot of an insertion's gap, in user space.
    `matched` is the quote as printed, `match` how it matched, `found_by` how the cited page was found, `difference`
    "" or how the print differs from what was typed.
    """

    page_indexes: tuple[int, ...]
    page_label: str
    runs: tuple[Run, ...] = ()
    caret: tuple[float, float] | None = None
    matched: str = ""
    match: str = ""
    found_by: str = ""
    difference: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Which file: SHA-256 in lower-case hexadecimal, and length in bytes."""

    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """A release copy of the same original made before: its number from 1, its date, its file."""

    number: int
    date: str
    file: FileFacts


@dataclass(frozen=True, slots=True)
class Repair:
    """The document was damaged: `given` is the file as it came; the release copy contains the repaired one, made by `tool`."""

    given: FileFacts
    tool: str


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one release copy.

    `release` has one document, the one corrected; `locations` are in the order of its errata, None for one that is
    not drawn on a page (withdrawn). `original` is what the copy begins with. `options`, `tools`: names and values,
    sorted by name; the options are those that change the copy's bytes.
    """

    release: Release
    locations: tuple[Location | None, ...]
    original: FileFacts
    tools: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, bool | str], ...] = ()
    earlier: tuple[EarlierRelease, ...] = ()
    repair: Repair | None = None

    @property
    def document(self) -> Document:
        return self.release.documents[0]

    @property
    def number(self) -> int:
        """Which release of its original this copy is, from 1."""
        return len(self.earlier) + 1


def rounded(number: float) -> float:
    """A coordinate as the record holds it; never minus nought."""
    return round(number, DECIMALS) + 0.0
