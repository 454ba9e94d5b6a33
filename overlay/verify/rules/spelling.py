"""How the update is written (ISO 32000-1, 7.2 and 7.3): names, numbers, order of entries and compression, as release copies
write them. What was copied from the original may be spelled as it is there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Doubt
from overlay.verify.rules.drawings import resource_lists
from overlay.verify.values import Name, Ref, Stream, Value

LEVEL = 9
"""Of compression; fonts come compressed by whoever made them."""

_NULL = b" null"
_SPACE = rb"[\x00\t\n\f\r ]*"


class Spelling:
    """Permits one way of writing each thing, so that no reader can take it for another."""

    name = "spelling"
    ensures = (
        "What was added is written in the one plain way of release copies: no reader can take it for something else."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        for number in self._odd(case):
            yield Doubt("Something is written in another way than release copies write it.", number)
        of_fonts = _of_fonts(case)
        for placed in case.update.objects.values():
            value = placed.value
            if case.original.lists_number(placed.number):
                if not _in_order(case.original.get(Ref(placed.number, placed.generation)), value):
                    yield Doubt("The entries of an object stand in another order than in the original.", placed.number)
            elif isinstance(value, Stream) and not self._packed(case, value, of_fonts=placed.number in of_fonts):
                yield Doubt("A stream is packed in another way than release copies pack theirs.", placed.number)

    def _odd(self, case: Case) -> list[int | None]:
        """The objects with something spelled in a way that is not ours, and was not copied: the original has it nowhere."""
        spelled = [
            *((placed.number, placed.odd) for placed in case.update.objects.values()),
            (case.update.section_object, case.update.odd),
        ]
        lacking = case.original.lacks({_pattern(token) for _, odd in spelled for token in odd})
        own = (None, case.update.section_object)
        return [
            number
            for number, odd in spelled
            if any(_pattern(token) in lacking for token in odd)
            or (odd and number not in own and not case.original.lists_number(number or 0))
        ]

    def _packed(self, case: Case, stream: Stream, *, of_fonts: bool) -> bool:
        stated = stream.entries.get("Filter")
        if stated is None:
            return stream.entries.get("Type") == "Metadata" or stream.raw == b"q\n"
        if of_fonts:
            return True
        if not isinstance(stated, Name):
            return False
        alike = dict(case.declared.record.tools).get("zlib") == zlib.ZLIB_RUNTIME_VERSION
        return not alike or zlib.compress(stream.content(), LEVEL) == stream.raw


def _pattern(token: bytes) -> bytes:
    return re.escape(token.removesuffix(_NULL)) + (_SPACE + b"null" if token.endswith(_NULL) else b"")


def _of_fonts(case: Case) -> set[int]:
    """The numbers of the streams that fonts are made of: they come from another program's hand."""
    numbers: set[int] = set()
    for resources in resource_lists(case):
        for each in case.dictionary(resources.get("Font")).values():
            font = case.dictionary(each)
            parts = (font.get("ToUnicode"), case.dictionary(font.get("FontDescriptor")).get("FontFile2"))
            numbers.update(part.number for part in parts if isinstance(part, Ref))
    return numbers


def _in_order(old: Value, new: Value) -> bool:
    """Whether the entries that a dictionary had stand in their old order, and before those that it was given; streams are written anew."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return True
    kept = [key for key in old if key in new]
    return list(new)[: len(kept)] == kept and all(_in_order(old[key], new[key]) for key in kept)
