"""The grammar of an errata file: which groups of keys there are, and what each key's value may be.

What a single value may be is in `values`; `entries` reads a tree by this grammar, `json_schema` publishes it, and what
concerns several keys at once is in `check`.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from overlay.errata_file import values
from overlay.errata_file.values import POSITIONS, Value


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, of `least` entries or more. `most`: None where there is no limit."""

    of: Value | type[Group] | tuple[type[Group], ...]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from names of any kind to values."""

    of: Value


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a group. `name`: as it is typed; `attribute`: as the entry has it; `default`: MISSING where it must be given."""

    name: str
    attribute: str
    grammar: Value | Listed | Named | type[Group]
    description: str
    default: Any

    @property
    def is_required(self) -> bool:
        return self.default is MISSING


def _key(grammar: object, description: str, *, default: Any = MISSING, typed: str = "") -> Any:
    """A field of a group; `typed` is the key's name where Python has another use for it."""
    return field(default=default, metadata={"grammar": grammar, "description": description, "typed": typed})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of keys; any other key is a fault."""


_KEYS: dict[type[Any], dict[str, Key]] = {}


def keys_of(group: type[Group]) -> dict[str, Key]:
    """The keys of a group by their names, in the order of the grammar."""
    if group not in _KEYS:
        keys = (
            Key(told["typed"] or name, name, told["grammar"], told["description"], default)
            for name, told, default in ((at.name, at.metadata, at.default) for at in fields(group))
        )
        _KEYS[group] = {key.name: key for key in keys}
    return _KEYS[group]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErratumEntry(Group):
    """What every kind of erratum may have."""

    id: str | None = _key(
        values.NAME, "A name for the erratum; without it, its number in the file's order.", default=None
    )
    page: tuple[str, ...] | None = _key(
        values.PAGE,
        'The number printed on the page: 21, iv, A-3; "21-22" or [21, 22] for a passage over two pages.',
        default=None,
    )
    sheet: int | None = _key(values.COUNT, "The physical page, counted from 1 at the front of the PDF.", default=None)
    line: int | None = _key(
        values.LINE_NUMBER,
        "The printed line, counted from 1 at the top of the page, or from -1 at its foot.",
        default=None,
    )
    column: int | None = _key(values.COUNT, "The column of the page, counted from 1 in reading order.", default=None)
    section: str | None = _key(
        values.NAME, "The section in which the words stand, as its heading is numbered.", default=None
    )
    occurrence: int | None = _key(
        values.COUNT, "Which one is meant, counted from 1, where the words stand more than once.", default=None
    )
    quote: str | None = _key(values.TEXT, "The words as printed, enough of them to be found once.", default=None)
    prefix: str | None = _key(values.TEXT, "Words that stand directly before the quote.", default=None)
    suffix: str | None = _key(values.TEXT, "Words that stand directly after the quote.", default=None)
    reason: str | None = _key(values.TEXT, "Why the correction is made; printed on the errata sheet.", default=None)
    status: str = _key(
        values.ERRATUM_STATUS,
        "A withdrawn erratum leaves the page and stays in the sheet as withdrawn.",
        default="issued",
    )
    withdrawn: bool | None = _key(values.SWITCH, 'The same as "status: withdrawn" when true.', default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteErratum(ErratumEntry):
    """For these words read those."""

    wrong: str = _key(values.TEXT, "The wrong words, as printed; they stand within the quote.", typed="for")
    right: str = _key(values.TEXT, "The right words.", typed="read")


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertErratum(ErratumEntry):
    """Insert words after, or before, printed ones."""

    insert: str = _key(values.TEXT, "The words to insert.")
    after: str | None = _key(values.TEXT, "The printed words that the insertion follows.", default=None)
    before: str | None = _key(values.TEXT, "The printed words that the insertion precedes.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteErratum(ErratumEntry):
    """Delete printed words."""

    delete: str = _key(values.TEXT, "The words to delete, as printed; they stand within the quote.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaveatErratum(ErratumEntry):
    """Qualify a passage, a page or the whole document; nothing is struck."""

    caveat: str = _key(values.TEXT, "The words of the caveat.")
    on: str | None = _key(
        values.SCOPE, "What it qualifies; without it, the quote or page given, else the first page.", default=None
    )


KIND_KEYS: dict[type[Group], tuple[str, ...]] = {
    SubstituteErratum: ("for", "read"),
    InsertErratum: ("insert", "after", "before"),
    DeleteErratum: ("delete",),
    CaveatErratum: ("caveat", "on"),
}
"""The keys that tell an erratum's kind: the first kind of which one is there."""

EITHER: dict[type[Group], tuple[str, ...]] = {InsertErratum: ("after", "before")}
"""Keys of which exactly one must be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleEntry(Group):
    """How the corrections look."""

    language: str = _key(values.LANGUAGE, "The language of the fixed words.", default="en")
    note: str = _key(values.NOTE, "Where the wording of a correction goes.", default="margin")
    marks: str = _key(
        values.MARKS,
        "Marks as annotations (listed in the comments panel) or as page content.",
        default="annotations",
    )
    mark_colour: str = _key(values.COLOUR, "Of strikes, carets, rules and markers.", default="#b00020")
    text_colour: str = _key(values.COLOUR, "Of a note's words.", default="#1a1a1a")
    box_colour: str = _key(values.COLOUR, "Behind a note's words.", default="#fff8e1")
    note_size: float = _key(values.SIZE, "Type size of notes, in points.", default=8.0)
    smallest_size: float = _key(
        values.SIZE, "How small the type may become before a note goes to the errata sheet.", default=6.5
    )
    fonts: tuple[str, ...] = _key(
        Listed(values.FILE_PATH, most=20), "Font files, tried in order before DejaVu Sans.", default=()
    )
    wording: tuple[tuple[str, str], ...] = _key(
        Named(values.TEXT), "Templates that replace those of the language, by name.", default=()
    )
    positions: tuple[str, ...] = _key(
        Listed(values.POSITION, 1, len(POSITIONS)), "Where a note may stand, best first.", default=POSITIONS
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry(Group):
    """One PDF and its errata."""

    file: str = _key(values.FILE_PATH, "The PDF, seen from the errata file's folder.")
    sha256: str | None = _key(values.SHA256, "The PDF's SHA-256; another file is then refused.", default=None)
    errata: tuple[ErratumEntry, ...] = _key(
        Listed(tuple(KIND_KEYS)),
        "The errata, in the order of their numbers; [] for a document that is released unchanged.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrataFile(Group):
    """An errata file: a release of PDFs with the errata against them."""

    issuer: str = _key(values.NAME, "The body that issues the correction.")
    reference: str = _key(values.NAME, "The reference under which it is issued.")
    date: str = _key(values.DATE, "The day of issue, year-month-day.")
    status: str = _key(values.STATUS, "Where the release stands in its life.", default="issued")
    style: StyleEntry | None = _key(StyleEntry, "How the corrections look.", default=None)  # noqa: RUF009
    documents: tuple[DocumentEntry, ...] = _key(Listed(DocumentEntry, 1), "The PDFs and their errata.")
