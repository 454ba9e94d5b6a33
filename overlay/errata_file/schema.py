"""The grammar of an errata file, as pydantic models: which keys there are, and the JSON Schema made from them.

What a single value may be is in `values`; what concerns several keys at once in `check`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag
from pydantic.json_schema import GenerateJsonSchema

from overlay.errata_file.values import (
    POSITIONS,
    Colour,
    Count,
    Date,
    ErratumStatus,
    FilePath,
    Language,
    LineNumber,
    MarkName,
    Name,
    NoteName,
    Page,
    PositionName,
    ScopeName,
    Sha256,
    Size,
    StatusName,
    Switch,
    Text,
)


class Group(BaseModel):
    """A group of keys; any other key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ErratumEntry(Group):
    """What every kind of erratum may have."""

    id: Name | None = Field(None, description="A name for the erratum; without it, its number in the file's order.")
    page: Page | None = Field(
        None,
        description='The number printed on the page: 21, iv, A-3; "21-22" or [21, 22] for a passage over two pages.',
    )
    sheet: Count | None = Field(None, description="The physical page, counted from 1 at the front of the PDF.")
    line: LineNumber | None = Field(
        None, description="The printed line, counted from 1 at the top of the page, or from -1 at its foot."
    )
    column: Count | None = Field(None, description="The column of the page, counted from 1 in reading order.")
    section: Name | None = Field(None, description="The section in which the words stand, as its heading is numbered.")
    occurrence: Count | None = Field(
        None, description="Which one is meant, counted from 1, where the words stand more than once."
    )
    quote: Text | None = Field(None, description="The words as printed, enough of them to be found once.")
    prefix: Text | None = Field(None, description="Words that stand directly before the quote.")
    suffix: Text | None = Field(None, description="Words that stand directly after the quote.")
    reason: Text | None = Field(None, description="Why the correction is made; printed on the errata sheet.")
    status: ErratumStatus = Field(
        "issued", description="A withdrawn erratum leaves the page and stays in the sheet as withdrawn."
    )
    withdrawn: Switch | None = Field(None, description='The same as "status: withdrawn" when true.')


class SubstituteErratum(ErratumEntry):
    """For these words read those."""

    wrong: Text = Field(alias="for", description="The wrong words, as printed; they stand within the quote.")
    right: Text = Field(alias="read", description="The right words.")


class InsertErratum(ErratumEntry):
    """Insert words after, or before, printed ones."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["after"]}, {"required": ["before"]}]})

    insert: Text = Field(description="The words to insert.")
    after: Text | None = Field(None, description="The printed words that the insertion follows.")
    before: Text | None = Field(None, description="The printed words that the insertion precedes.")


class DeleteErratum(ErratumEntry):
    """Delete printed words."""

    delete: Text = Field(description="The words to delete, as printed; they stand within the quote.")


class CaveatErratum(ErratumEntry):
    """Qualify a passage, a page or the whole document; nothing is struck."""

    caveat: Text = Field(description="The words of the caveat.")
    on: ScopeName | None = Field(
        None, description="What it qualifies; without it, the quote or page given, else the first page."
    )


KIND_KEYS: dict[type[ErratumEntry], tuple[str, ...]] = {
    SubstituteErratum: ("for", "read"),
    InsertErratum: ("insert", "after", "before"),
    DeleteErratum: ("delete",),
    CaveatErratum: ("caveat", "on"),
}
TAGS = {f"<{grammar.__name__}>": grammar for grammar in KIND_KEYS}


def _tag(value: Any) -> str | None:
    """The kind that an erratum's keys tell of; the first of several (the others' keys are then unknown ones)."""
    keys = value if isinstance(value, dict) else {}
    return next((tag for tag, grammar in TAGS.items() if any(key in keys for key in KIND_KEYS[grammar])), None)


NO_KIND = (
    'this erratum corrects nothing: give "for" and "read", "insert" with "after" or "before", "delete", or "caveat".'
)
AnyErratum = Annotated[
    Annotated[SubstituteErratum, Tag("<SubstituteErratum>")]
    | Annotated[InsertErratum, Tag("<InsertErratum>")]
    | Annotated[DeleteErratum, Tag("<DeleteErratum>")]
    | Annotated[CaveatErratum, Tag("<CaveatErratum>")],
    Discriminator(_tag, custom_error_type="no_kind", custom_error_message=NO_KIND),
]


class StyleEntry(Group):
    """How the corrections look."""

    language: Language = Field("en", description="The language of the fixed words.")
    note: NoteName = Field("margin", description="Where the wording of a correction goes.")
    marks: MarkName = Field(
        "annotations", description="Marks as annotations (listed in the comments panel) or as page content."
    )
    mark_colour: Colour = Field("#b00020", description="Of strikes, carets, rules and markers.")
    text_colour: Colour = Field("#1a1a1a", description="Of a note's words.")
    box_colour: Colour = Field("#fff8e1", description="Behind a note's words.")
    note_size: Size = Field(8.0, description="Type size of notes, in points.")
    smallest_size: Size = Field(
        6.5, description="How small the type may become before a note goes to the errata sheet."
    )
    fonts: tuple[FilePath, ...] = Field((), description="Font files, tried in order before DejaVu Sans.", max_length=20)
    wording: dict[str, Text] = Field({}, description="Templates that replace those of the language, by name.")
    positions: tuple[PositionName, ...] = Field(
        POSITIONS, description="Where a note may stand, best first.", min_length=1, max_length=len(POSITIONS)
    )


class DocumentEntry(Group):
    """One PDF and its errata."""

    file: FilePath = Field(description="The PDF, seen from the errata file's folder.")
    sha256: Sha256 | None = Field(None, description="The PDF's SHA-256; another file is then refused.")
    errata: tuple[AnyErratum, ...] = Field(
        description="The errata, in the order of their numbers; [] for a document that is released unchanged."
    )


class ErrataFile(Group):
    """An errata file: a release of PDFs with the errata against them."""

    issuer: Name = Field(description="The body that issues the correction.")
    reference: Name = Field(description="The reference under which it is issued.")
    date: Date = Field(description="The day of issue, year-month-day.")
    status: StatusName = Field("issued", description="Where the release stands in its life.")
    style: StyleEntry | None = Field(None, description="How the corrections look.")
    documents: tuple[DocumentEntry, ...] = Field(description="The PDFs and their errata.", min_length=1)


class _WithoutTitles(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an errata file."""
    made = _without_nulls(ErrataFile.model_json_schema(schema_generator=_WithoutTitles))
    made["title"] = "Errata file"
    return {"$schema": GenerateJsonSchema.schema_dialect, **made}


def _without_nulls(schema: Any) -> Any:
    """A key that is absent is None to us; but nobody may write null, so the published schema does not speak of it."""
    if isinstance(schema, list):
        return [_without_nulls(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _without_nulls(value) for key, value in schema.items() if not (key == "default" and value is None)}
    choices = [choice for choice in plain.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del plain["anyOf"]
        plain = {**choices[0], **plain}
    elif choices:
        plain["anyOf"] = choices
    return plain
