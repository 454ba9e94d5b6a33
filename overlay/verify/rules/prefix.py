"""The original, to the byte, at the copy's beginning (ISO 32000-1, 7.5.6)."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Doubt


class Prefix:
    """Permits nothing before the update but the original that the record names."""

    name = "original"
    ensures = (
        "The copy begins with the original, to the byte: its length and its SHA-256 are those that the record states."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        length = case.declared.original_length
        between = case.copy[length : case.update.start]
        ends_in_line = length > 0 and case.copy[length - 1 : length] in (b"\n", b"\r")
        if length > case.update.start or between != (b"" if ends_in_line else b"\n"):
            yield Doubt(
                "The original in this copy is not as long as the record says: something was put in or taken out."
            )
            return
        if case.hashes[0] != case.declared.original_sha256:
            yield Doubt(
                "The original in this copy has been changed: its SHA-256 is not the one that the record states."
            )
