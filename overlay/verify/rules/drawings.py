"""The drawings themselves: Form XObjects of text and lines (ISO 32000-1, 8.10)."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Claim, Doubt, Role, is_name, numbers_of, only_keys
from overlay.verify.content import shown_strings
from overlay.verify.drawing import Drawn, drawings, frame_of
from overlay.verify.rules.layer import layer_of
from overlay.verify.values import MalformedError, Name, Stream, Value, same

CLOSE = 0.001
EDGE = 1.0
"""Points that a drawing's box may stand out over the visible page, by rounding."""

_NEEDED = frozenset({"Type", "Subtype", "BBox", "Matrix", "Resources"})
_ALLOWED = _NEEDED | {"OC", "Filter"}
_PROCEDURES = frozenset({"PDF", "Text", "ImageB", "ImageC", "ImageI"})
_WHITE: list[Value] = [0.9505, 1.0, 1.089]
CALIBRATED: dict[str, Value] = {
    "DefaultRGB": [
        Name("CalRGB"),
        {
            "WhitePoint": _WHITE,
            "Gamma": [2.2, 2.2, 2.2],
            "Matrix": [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505],
        },
    ],
    "DefaultGray": [Name("CalGray"), {"WhitePoint": _WHITE, "Gamma": 2.2}],
}
"""What device colours mean in a PDF/A copy."""


class Drawings:
    """Permits forms that show text and paths in plain colours, placed as the page stands; no images, states, or forms within."""

    name = "drawings"
    ensures = "What was drawn is text and lines only: no pictures, no transparency, nothing that hides or draws something else."

    def check(self, case: Case) -> Iterator[Answer]:
        seen: set[int] = set()
        for drawn in drawings(case):
            page_number = drawn.page_index + 1
            number, stream = case.added_stream(drawn.form, "a drawing")
            yield Claim(number, Role.DRAWING)
            if number in seen:
                yield Doubt("A drawing stands at two places.", number, page_number)
            seen.add(number)
            try:
                wrong = [*self._dictionary(case, drawn, stream)]
                shown_strings(stream.content())
            except MalformedError as error:
                wrong = [f"is not plain text and lines: {error}"]
            for each in wrong:
                yield Doubt(f"A drawing on page {page_number} {each}.", number, page_number)
            yield from resources(case, stream.entries.get("Resources"))

    def _dictionary(self, case: Case, drawn: Drawn, stream: Stream) -> Iterator[str]:
        entries = stream.entries
        yield from only_keys(entries, _ALLOWED, _NEEDED)
        if not is_name(entries.get("Type"), "XObject") or not is_name(entries.get("Subtype"), "Form"):
            yield "is not a drawing"
        if not same(entries.get("OC"), layer_of(case)):
            yield "is not on the layer of the corrections"
        touched = next(each for each in case.touched if each.page_index == drawn.page_index)
        frame = frame_of(case, touched.new)
        matrix = numbers_of(entries.get("Matrix"), 6)
        if matrix is None or any(abs(a - b) > CLOSE for a, b in zip(matrix, frame.to_user.numbers, strict=True)):
            yield "is moved, turned or scaled on its page"
        if not frame.bounds.contains(drawn.box, slack=EDGE):
            yield "reaches over the page's edge"


def resources(case: Case, value: Value) -> Iterator[Answer]:
    """Judges what a drawing or a sheet uses: our fonts, and colours with a fixed meaning. Their own rule looks into fonts."""
    found = case.resolve(value)
    if case.is_added(value):
        yield Claim(case.added_dictionary(value, "resources")[0], Role.RESOURCES)
    if not isinstance(found, dict) or found.keys() - {"Font", "ProcSet", "ColorSpace"}:
        yield Doubt("A drawing uses more than fonts: a picture, a pattern or a transparency.")
        return
    procedures = case.array(found.get("ProcSet"))
    if any(not isinstance(item, Name) or item not in _PROCEDURES for item in procedures):
        yield Doubt("A drawing asks for procedures that it needs not.")
    if "ColorSpace" in found and not same(found["ColorSpace"], CALIBRATED):
        yield Doubt("A drawing gives its colours another meaning.")
    if case.is_added(found.get("Font")):
        yield Claim(case.added_dictionary(found["Font"], "fonts")[0], Role.RESOURCES)
    elif "Font" in found and not isinstance(found["Font"], dict):
        yield Doubt("A drawing uses a list of fonts that was not made for it.")


def resource_lists(case: Case) -> Iterator[dict[str, Value]]:
    """The resources of every drawing and every page of the errata sheet."""
    for drawn in drawings(case):
        stream = case.get(drawn.form)
        if isinstance(stream, Stream):
            yield case.dictionary(stream.entries.get("Resources"))
    for _, sheet in case.sheets:
        yield case.dictionary(sheet.get("Resources"))
