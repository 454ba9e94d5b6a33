"""The model: what an errata file declares. Plain values, no I/O, no PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of erratum; the values are those of the record."""

    SUBSTITUTE = "substitute"
    INSERT = "insert"
    DELETE = "delete"
    CAVEAT = "caveat"


class Side(StrEnum):
    """On which side of its words an insertion goes."""

    BEFORE = "before"
    AFTER = "after"


class Scope(StrEnum):
    """What a caveat qualifies: a passage (its quote), the page cited, the first page (so the document), every page."""

    PASSAGE = "passage"
    CITED_PAGE = "page"
    FIRST_PAGE = "first page"
    EVERY_PAGE = "every page"


class ReleaseStatus(StrEnum):
    """Where a release stands in its life."""

    DRAFT = "draft"
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Substitution:
    """For `wrong` read `right`."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Insertion:
    """Insert `text` on the given side of the printed words `beside`."""

    beside: str
    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """Delete `wrong`."""

    wrong: str


@dataclass(frozen=True, slots=True)
class Caveat:
    """Qualifies without striking anything."""

    text: str
    scope: Scope


Change = Substitution | Insertion | Deletion | Caveat

KIND_OF: dict[type, Kind] = {
    Substitution: Kind.SUBSTITUTE,
    Insertion: Kind.INSERT,
    Deletion: Kind.DELETE,
    Caveat: Kind.CAVEAT,
}


@dataclass(frozen=True, slots=True)
class Quote:
    """The words as printed (W3C TextQuoteSelector). `prefix` and `suffix` stand directly before and after `exact`."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the erratum says the error is; every part may be absent.

    `page_labels` are printed page numbers, in order (two or more where the passage spans); `page_number` is the
    physical one, from 1. `line` counts printed lines from 1, negative from the foot. `column` counts from 1, in
    reading order. `occurrence`, from 1, picks one of several places (see `Erratum.words`).
    """

    page_labels: tuple[str, ...] = ()
    page_number: int | None = None
    line: int | None = None
    column: int | None = None
    section: str | None = None
    occurrence: int | None = None


@dataclass(frozen=True, slots=True)
class Erratum:
    """One declared correction to one document.

    `quote` is None only for a caveat to a page or the document. `line_in_file` is where the errata file declares it
    (0 when it did not come from a file) and takes no part in equality.
    """

    id: str
    change: Change
    citation: Citation = field(default_factory=Citation)
    quote: Quote | None = None
    reason: str = ""
    withdrawn: bool = False
    line_in_file: int = field(default=0, compare=False)

    @property
    def kind(self) -> Kind:
        return KIND_OF[type(self.change)]

    @property
    def words(self) -> str:
        """The printed words that the mark goes on: struck, or with the caret beside them; the whole quote for a caveat; "" for none.

        They must match exactly after folding. Where they stand more than once within the quote,
        `citation.occurrence` says which is meant; where once, it says which of the quote's places is.
        """
        match self.change:
            case Substitution(wrong=words) | Deletion(wrong=words) | Insertion(beside=words):
                return words
            case Caveat():
                return self.quote.exact if self.quote else ""


@dataclass(frozen=True, slots=True)
class Document:
    """One PDF of a release and its errata. `file` is as the errata file has it, relative to that file's folder."""

    file: str
    errata: tuple[Erratum, ...]
    sha256: str | None = None
    line_in_file: int = field(default=0, compare=False)

    @property
    def base_name(self) -> str:
        """The file's name without its folders: what a release copy tells of where it was."""
        return self.file.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or self.file


class NoteForm(StrEnum):
    """Where the wording of a correction goes."""

    MARGIN = "margin"
    SHEET = "sheet"
    INLINE = "inline"


class MarkForm(StrEnum):
    """How marks are put on the page: as page content, or as annotations (listed in the comments panel)."""

    CONTENT = "content"
    ANNOTATIONS = "annotations"


@dataclass(frozen=True, slots=True)
class Style:
    """How corrections look. Colours are "#rrggbb"; sizes in points; `fonts` are font files tried in order before DejaVu Sans.

    `wording` replaces single templates of the chosen language, by name (see `wording`).
    `positions` is the order of preference: outer, inner, gutter, above, below, foot.
    """

    language: str = "en"
    note: NoteForm = NoteForm.MARGIN
    marks: MarkForm = MarkForm.ANNOTATIONS
    mark_colour: str = "#b00020"
    text_colour: str = "#1a1a1a"
    box_colour: str = "#fff8e1"
    note_size: float = 8.0
    smallest_size: float = 6.5
    fonts: tuple[str, ...] = ()
    wording: tuple[tuple[str, str], ...] = ()
    positions: tuple[str, ...] = ("outer", "inner", "gutter", "above", "below", "foot")


@dataclass(frozen=True, slots=True)
class Release:
    """Everything an errata file declares. `date` is the release date, ISO 8601 (YYYY-MM-DD): the core knows no other clock."""

    issuer: str
    reference: str
    date: str
    documents: tuple[Document, ...]
    status: ReleaseStatus = ReleaseStatus.ISSUED
    style: Style = field(default_factory=Style)
