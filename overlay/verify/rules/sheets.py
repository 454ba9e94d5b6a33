"""The errata sheet: pages of our own behind the last (ISO 32000-1, 7.7.3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Claim, Doubt, Role, is_name, numbers_of, only_keys
from overlay.verify.content import shown_strings
from overlay.verify.rules.drawings import resources
from overlay.verify.sheet_reading import COLUMNS, PART, REPEATED
from overlay.verify.values import MalformedError, Value, same

_NEEDED = frozenset({"Type", "Parent", "MediaBox", "CropBox", "Rotate", "Resources", "Contents"})
_ALLOWED = _NEEDED | {"Annots", "Tabs", "StructParents"}


class Sheets:
    """Permits pages of text and lines that inherit nothing and do nothing."""

    name = "errata sheet"
    ensures = "The pages of the errata sheet hold text and lines only, and links within the copy."

    def check(self, case: Case) -> Iterator[Answer]:
        for index, (ref, sheet) in enumerate(case.sheets):
            page_number = len(case.original.pages) + index + 1
            if not case.is_added(ref):
                yield Doubt("A page of the original is shown a second time.", ref.number, page_number)
                continue
            yield Claim(ref.number, Role.SHEET)
            wrong = [*only_keys(sheet, _ALLOWED, _NEEDED), *self._entries(case, sheet)]
            content, stream = case.added_stream(sheet.get("Contents"), "the content of the errata sheet")
            yield Claim(content, Role.SHEET_CONTENT)
            try:
                if stream.entries.keys() - {"Filter"}:
                    wrong.append("has a content stream with entries that it needs not")
                shown_strings(sheet_content(stream.content()))
                wrong += _parts(case, stream.content(), first=index == 0)
            except MalformedError as error:
                wrong.append(f"is not plain text and lines: {error}")
            for each in wrong:
                yield Doubt(f"The errata sheet's page {page_number} {each}.", ref.number, page_number)
            yield from resources(case, sheet.get("Resources"))

    def _entries(self, case: Case, sheet: dict[str, Value]) -> Iterator[str]:
        box = numbers_of(sheet.get("MediaBox"), 4)
        if (
            box is None
            or box[:2] != [0, 0]
            or min(box[2:]) <= 0
            or not same(sheet.get("MediaBox"), sheet.get("CropBox"))
        ):
            yield "has no plain size"
        if sheet.get("Rotate") != 0 or not is_name(sheet.get("Type"), "Page"):
            yield "is turned, or is no page"
        if not same(sheet.get("Parent"), case.catalog.get("Pages")):
            yield "hangs somewhere else in the tree of pages"
        if "Tabs" in sheet and not (is_name(sheet["Tabs"], "S") or is_name(sheet["Tabs"], "R")):
            yield "has another order of its links"


def _parts(case: Case, content: bytes, *, first: bool) -> list[str]:
    """What is wrong with the marked parts of a page of the sheet: each is numbered in turn and says something.

    But for cells of the table that have nothing to say (no reason given, no page), or nothing any more, in the row that a
    later page begins with: of three long texts one ends last.
    """
    parts = PART.findall(content)
    numbered = [int(number) for _, number, _ in parts] == list(range(len(parts))) and len(parts) == content.count(
        b"/MCID"
    )
    begun = [] if first else [at for at, (tag, _, _) in enumerate(parts) if tag == b"TD"][REPEATED:COLUMNS]
    silent = [tag for at, (tag, _, part) in enumerate(parts) if b") Tj" not in part and at not in begun]
    record = case.declared.record
    pairs = zip(record.document.errata, record.locations, strict=True)
    empty = sum((not erratum.reason) + (location is None) for erratum, location in pairs)
    spared = set(silent) <= {b"TD"} and len(silent) <= empty
    return [] if numbered and spared else ["leaves out a part of its table"]


def sheet_content(content: bytes) -> bytes:
    """A sheet's content without the marked-content operators of a tagged document (14.6), which draw nothing."""
    unmarked = re.sub(rb"/(?:Span|P|H1|Artifact|TD|TH) (?:<</MCID \d{1,6}>> BDC|BMC)\n", b"", content)
    return re.sub(rb"(?:(?<=\n)|^)EMC\n", b"", unmarked)
