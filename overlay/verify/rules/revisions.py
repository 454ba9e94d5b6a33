"""Exactly one update since the original (ISO 32000-1, 7.5.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Doubt

NEARBY = 32
"""How far an original's own pointer may miss its section, as readers tolerate."""

_SECTION = re.compile(rb"[\x00\t\n\f\r ]*(?:xref\b|\d{1,10}[\x00\t\n\f\r ]+\d{1,5}[\x00\t\n\f\r ]+obj)")
_EXACT = re.compile(rb"(?:xref\b|\d{1,10}[\x00\t\n\f\r ]+\d{1,5}[\x00\t\n\f\r ]+obj)")
_TABLE = re.compile(rb"[\x00\t\n\f\r ]*xref\b")
_STATED = re.compile(rb"startxref[\x00\t\n\f\r ]*(\d{1,19})")


class OneRevision:
    """Permits one cross-reference section that continues the original's last one, and no other."""

    name = "one update"
    ensures = "There is one update, made directly on the original: nobody has saved over it before or since."

    def check(self, case: Case) -> Iterator[Answer]:
        previous = case.update.trailer.get("Prev")
        stated = _STATED.findall(case.original.data[case.original.data.rfind(b"startxref") :])
        if not isinstance(previous, int) or not stated:
            yield Doubt("The update does not say what it continues.")
            return
        at = previous + case.update.base
        if not 0 < at < len(case.original.data) or not _SECTION.match(case.original.data, at):
            yield Doubt(
                "The update does not continue the original: there may be another version of the document between them."
            )
        elif previous != int(stated[0]) and _EXACT.match(case.original.data, int(stated[0]) + case.update.base):
            yield Doubt("The update does not continue the original at the very byte that the original names.")
        elif abs(previous - int(stated[0])) > NEARBY:
            yield Doubt("The update skips the last version of the original and continues an older one.")
        is_table = bool(_TABLE.match(case.original.data, at))
        if is_table != (case.update.section_object is None):
            yield Doubt(
                "The list of objects is in another form than the original's: some readers know only one of the two."
            )
