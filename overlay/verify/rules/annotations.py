"""Annotations (ISO 32000-1, 12.5): marks of our kinds and links within the copy, behind the page's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from overlay.geometry import Rect
from overlay.verify.added import COMMENT_KEY, may_hold_record
from overlay.verify.case import Answer, Case, Claim, Doubt, Role, TouchedPage, grown, is_name, numbers_of, only_keys
from overlay.verify.drawing import frame_of
from overlay.verify.rules.layer import layer_of
from overlay.verify.values import Name, Ref, Value, same, text_of

PRINT = 4
WITH_QUADS = frozenset({"StrikeOut", "Underline"})
MARKS = frozenset({"Caret", "Square", "Stamp"}) | WITH_QUADS
CLOSE = 0.05
"""Points; rounding of coordinates."""

_NEEDED = frozenset({"Type", "Subtype", "Rect", "F", "AP", "T", "Contents", "Subj", "M", "NM", "P"})
_ALLOWED = _NEEDED | {"OC", "C", "QuadPoints", "IT", "IRT", "RT", "StructParent"}
_LINK_NEEDED = frozenset({"Type", "Subtype", "Rect", "Border", "F", "Contents", "Dest"})
_LINK_ALLOWED = _LINK_NEEDED | {"StructParent"}
_UNIQUE_NAME = re.compile(r"erratum-[0-9a-f]{24}")
_DATE = re.compile(r"D:\d{8}000000Z")


class Annotations:
    """Permits StrikeOut, Caret, Underline, Square and Stamp annotations that show a correction, and links to pages of the copy."""

    name = "annotations"
    ensures = "The page's own comments, links and form fields are all there; those added only mark corrections, and none can act."

    def check(self, case: Case) -> Iterator[Answer]:
        for touched in case.touched:
            old = case.original.array(touched.old.get("Annots"))
            now = touched.new.get("Annots")
            if same(touched.old.get("Annots"), now):
                continue
            added = grown(old, now) if isinstance(now, list) else None
            if added is None:
                yield Doubt(
                    "A comment, link or form field of the page was removed or changed.",
                    touched.number,
                    touched.page_number,
                )
                continue
            numbers = [value.number for value in added if isinstance(value, Ref)]
            if numbers != sorted(set(numbers)):
                yield Doubt(
                    "The comments added are in another order than they were made in.",
                    touched.number,
                    touched.page_number,
                )
            for value in added:
                yield from self._one(case, touched, value)
        for index, (_, sheet) in enumerate(case.sheets):
            page_number = len(case.original.pages) + index + 1
            for value in case.array(sheet.get("Annots")):
                yield from self._link(case, value, page_number)

    def _one(self, case: Case, touched: TouchedPage, value: Value) -> Iterator[Answer]:
        number, entries = case.added_dictionary(value, "an annotation")
        if is_name(entries.get("Subtype"), "Link"):
            yield from self._link(case, value, touched.page_number)
            return
        yield Claim(number, Role.ANNOTATION)
        allowed = _ALLOWED | ({COMMENT_KEY} if may_hold_record(case, touched, value) else set())
        for wrong in [*only_keys(entries, allowed, _NEEDED), *self._mark(case, touched, value, entries)]:
            yield Doubt(f"A comment added on page {touched.page_number} {wrong}.", number, touched.page_number)

    def _mark(self, case: Case, touched: TouchedPage, value: Value, entries: dict[str, Value]) -> Iterator[str]:
        subtype = entries.get("Subtype")
        if not isinstance(subtype, Name) or subtype not in MARKS:
            yield "is of a kind that no correction uses"
        if entries.get("F") != PRINT or not is_name(entries.get("Type"), "Annot"):
            yield "may be hidden or not printed"
        page = entries.get("P")
        if not (isinstance(page, Ref) and page.number == touched.number):
            yield "says that it is on another page"
        if not same(entries.get("OC"), layer_of(case)):
            yield "is not on the layer of the corrections"
        if ("QuadPoints" in entries) != (subtype in WITH_QUADS):
            yield "does not say which words it marks"
        said = {key: text_of(entries.get(key)) for key in ("T", "M", "NM", "Subj", "Contents")}
        if not _UNIQUE_NAME.fullmatch(said["NM"]) or not _DATE.fullmatch(said["M"]):
            yield "has a name or a date that release copies do not give"
        if said["T"] != case.declared.issuer or said["M"][2:10] != case.declared.date.replace("-", ""):
            yield "is not by the issuer, or not of the date, that the record states"
        if not self._grouped(case, touched, entries):
            yield "answers another comment than its own correction's"
        yield from self._shape(case, touched, entries)

    def _shape(self, case: Case, touched: TouchedPage, entries: dict[str, Value]) -> Iterator[str]:
        """An appearance is scaled into /Rect (12.5.5): ours fits as it is."""
        appearance = entries.get("AP")
        form = appearance.get("N") if isinstance(appearance, dict) and set(appearance) == {"N"} else None
        rect = numbers_of(entries.get("Rect"), 4)
        if not case.is_added(form) or rect is None:
            yield "has no appearance of its own"
            return
        _, drawing = case.added_stream(form, "the appearance of a comment")
        box = numbers_of(drawing.entries.get("BBox"), 4)
        if box is None:
            yield "has an appearance without a size"
            return
        expected, stated = frame_of(case, touched.new).to_user.rect(Rect.of(box)), Rect.of(rect)
        if not (expected.contains(stated, slack=CLOSE) and stated.contains(expected, slack=CLOSE)):
            yield "is drawn at another place, or another size, than its own"
        colour = entries.get("C")
        if (colour is not None and (numbers := numbers_of(colour, 3)) is None) or (
            colour and not all(0 <= n <= 1 for n in numbers or ())
        ):
            yield "has a colour that is none"

    def _grouped(self, case: Case, touched: TouchedPage, entries: dict[str, Value]) -> bool:
        """A strike may be grouped with the caret that stands directly before it (12.5.6.2): the replacement."""
        subtype, target = entries.get("Subtype"), entries.get("IRT")
        if subtype == "StrikeOut" and target is not None:
            caret = case.dictionary(target) if case.is_added(target) else {}
            fits = is_name(caret.get("Subtype"), "Caret") and same(caret.get("Subj"), entries.get("Subj"))
            listed = any(same(target, other) for other in case.array(touched.new.get("Annots")))
            return (
                fits
                and listed
                and is_name(entries.get("IT"), "StrikeOutTextEdit")
                and is_name(entries.get("RT"), "Group")
            )
        if subtype == "Caret" and "IT" in entries:
            return is_name(entries.get("IT"), "Replace") and not entries.keys() & {"IRT", "RT"}
        return not entries.keys() & {"IT", "IRT", "RT"}

    def _link(self, case: Case, value: Value, page_number: int) -> Iterator[Answer]:
        number, entries = case.added_dictionary(value, "a link")
        yield Claim(number, Role.LINK)
        wrong = only_keys(entries, _LINK_ALLOWED, _LINK_NEEDED)
        destination, pages = entries.get("Dest"), len(case.original.pages)
        fits = isinstance(destination, list) and len(destination) == 5 and is_name(destination[1], "XYZ")
        if not fits or not isinstance(destination, list) or case.page_number_of(destination[0]) is None:
            wrong.append("leads somewhere else than to a page of the copy")
        elif (page_number <= pages) == ((case.page_number_of(destination[0]) or 0) <= pages):
            wrong.append("does not lead from a correction to the errata sheet, or back")
        elif numbers_of(destination[2:4], 2) is None or destination[4] is not None:
            wrong.append("leads to no place on its page")
        if (
            entries.get("F") != PRINT
            or not same(entries.get("Border"), [0, 0, 0])
            or not is_name(entries.get("Subtype"), "Link")
        ):
            wrong.append("is not a plain link")
        if numbers_of(entries.get("Rect"), 4) is None:
            wrong.append("has no place on its page")
        for each in wrong:
            yield Doubt(f"A link added on page {page_number} {each}.", number, page_number)
