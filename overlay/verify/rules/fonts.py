"""Fonts (ISO 32000-1, 9.6 and 9.9): embedded, with a map back to letters, and with the letters' true shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Claim, Doubt, Role, Unable, is_name, numbers_of, only_keys
from overlay.verify.glyphs import bundled, shapes_differ, tables_differ
from overlay.verify.rules.drawings import resource_lists
from overlay.verify.tounicode import letters_of
from overlay.verify.values import MalformedError, Name, Stream, Value, same

_FONT = frozenset(
    {"Type", "Subtype", "BaseFont", "Name", "FirstChar", "LastChar", "Widths", "ToUnicode", "FontDescriptor"}
)
_DESCRIPTOR = frozenset(
    {
        "Type",
        "FontName",
        "Flags",
        "FontBBox",
        "ItalicAngle",
        "Ascent",
        "Descent",
        "CapHeight",
        "StemV",
        "MissingWidth",
        "FontFile2",
    }
)
_SUBSET_NAME = re.compile(r"[A-Z]{6}\+([A-Za-z0-9-]+)")
CLOSE = 0.01
"""Thousandths of the type size; rounding of a font's measures."""

WIDEST = 4000
"""Thousandths of the type size: no letter is wider."""


class Fonts:
    """Permits embedded subsets of TrueType fonts; where the font comes with this program, each letter's shape is compared."""

    name = "fonts"
    ensures = "The letters drawn look like the letters that they stand for, and are copied and read aloud as such."

    def check(self, case: Case) -> Iterator[Answer]:
        looked_at: set[int] = set()
        for resources in resource_lists(case):
            for font in case.dictionary(resources.get("Font")).values():
                number, entries = case.added_dictionary(font, "a font")
                yield Claim(number, Role.FONT)
                if number not in looked_at:
                    looked_at.add(number)
                    yield from self._font(case, number, entries)

    def _font(self, case: Case, number: int, entries: dict[str, Value]) -> Iterator[Answer]:
        wrong = only_keys(entries, _FONT, _FONT)
        name = entries.get("BaseFont")
        subset = _SUBSET_NAME.fullmatch(name) if isinstance(name, Name) else None
        if (
            not is_name(entries.get("Type"), "Font")
            or not is_name(entries.get("Subtype"), "TrueType")
            or subset is None
        ):
            raise MalformedError("a font is not an embedded subset")
        widths, first, last = case.array(entries.get("Widths")), entries.get("FirstChar"), entries.get("LastChar")
        if first != 0 or type(last) is not int or len(widths) != last + 1:
            wrong.append("does not state the widths of its letters")
        if not all(isinstance(width, (int, float)) and 0 <= width <= WIDEST for width in widths):
            wrong.append("has letters of impossible width")
        part, descriptor = case.added_dictionary(entries.get("FontDescriptor"), "a font's description")
        yield Claim(part, Role.FONT_PART)
        wrong += only_keys(descriptor, _DESCRIPTOR, _DESCRIPTOR - {"MissingWidth"})
        if not same(descriptor.get("FontName"), name):
            wrong.append("is named otherwise in its description")
        part, program = case.added_stream(descriptor.get("FontFile2"), "a font's file")
        yield Claim(part, Role.FONT_PART)
        content = program.content()
        if program.entries.keys() - {"Filter", "Length1"} or program.entries.get("Length1") != len(content):
            wrong.append("does not state its size")
        part, mapping = case.added_stream(entries.get("ToUnicode"), "a font's list of letters")
        yield Claim(part, Role.FONT_PART)
        if mapping.entries.keys() - {"Filter"}:
            wrong.append("has a list of letters with entries that it needs not")
        for each in wrong:
            yield Doubt(f"A font of the corrections {each}.", number)
        yield from self._shapes(case, number, subset.group(1), content, mapping, widths)
        base = bundled(subset.group(1))
        if base is not None:
            box = numbers_of(descriptor.get("FontBBox"), 4)
            fits = descriptor.get("Flags") == base.flags and descriptor.get("ItalicAngle") == base.italic_angle
            if not fits or box is None or any(abs(a - b) > CLOSE for a, b in zip(box, base.box, strict=True)):
                yield Doubt("A font of the corrections is described otherwise than it is.", number)
            if tables_differ(content, base):
                yield Doubt("A font's file has parts that its font has not.", number)

    def _shapes(
        self, case: Case, number: int, name: str, content: bytes, mapping: Stream, widths: list[Value]
    ) -> Iterator[Answer]:
        letters = letters_of(mapping.content())
        base = bundled(name)
        if base is None and not case.declared.record.release.style.fonts:
            yield Doubt("A font of the corrections is none that the record's style names.", number)
            return
        if base is None:
            yield Unable(
                f"The font {name[:60]} does not come with this program: its letters' shapes were not compared.",
                blocking=True,
            )
            return
        for code, problem in shapes_differ(content, base, letters, widths):
            yield Doubt(f"In a font of the corrections, the letter {letters.get(code, '?')!r} {problem}.", number)
