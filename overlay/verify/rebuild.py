"""The rebuild: the release copy made again from the original inside it and its record, compared byte for byte.

How a copy is made is handed in; this module never imports what makes one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from overlay.errors import LimitError, OverlayError, UnsupportedError
from overlay.record.reading import Record
from overlay.verify.proof import Rebuild, Verdict
from overlay.verify.room import ran_short

COMPARED_AT_ONCE = 65_536
MOST_NAMED = 8
NO_ROOM = "Cannot decide by rebuild. The memory allowed was not enough for it."


@dataclass(frozen=True, slots=True)
class Rebuilder:
    """`make` gives a release copy from an original and a record; `tools` are the versions that it makes it with, by name."""

    make: Callable[[bytes, Record], bytes]
    tools: Mapping[str, str]


def compare(copy: bytes, original: bytes, record: Record, rebuilder: Rebuilder) -> Rebuild:
    """Makes the copy again and compares. Undecided, never verified, where the versions differ from the record's."""
    differing = [
        f"{name} {stated} (here: {rebuilder.tools.get(name, 'none')})"
        for name, stated in record.tools
        if rebuilder.tools.get(name) != stated
    ]
    if differing or not record.tools:
        named = ", ".join(differing[:MOST_NAMED]) or "versions that it does not name"
        return Rebuild(Verdict.UNDECIDED, f"Cannot decide by rebuild: the copy was made with {named}.")
    rebuilt = _made_again(copy, original, record, rebuilder)
    if rebuilt.verdict is Verdict.DIFFERS and ran_short():  # what was made without room may be made otherwise
        return Rebuild(Verdict.UNDECIDED, NO_ROOM)
    return rebuilt


def _made_again(copy: bytes, original: bytes, record: Record, rebuilder: Rebuilder) -> Rebuild:
    try:
        again = rebuilder.make(original, record)
    except (LimitError, UnsupportedError) as error:
        return Rebuild(Verdict.UNDECIDED, f"Cannot decide by rebuild. {error.message}")
    except (MemoryError, RecursionError):  # for want of room, and that is no proof of anything
        return Rebuild(Verdict.UNDECIDED, NO_ROOM)
    except OverlayError as error:
        return Rebuild(Verdict.DIFFERS, f"The copy cannot be made again from its own record: {error.message}")
    except Exception as error:  # a record that leads the maker astray made no copy
        return Rebuild(Verdict.DIFFERS, f"The copy cannot be made again from its own record ({type(error).__name__}).")
    if again == copy:
        return Rebuild(
            Verdict.VERIFIED, "Made again from the original and the record, the copy is the same to the last byte."
        )
    place = first_difference(again, copy)
    return Rebuild(
        Verdict.DIFFERS,
        f"Made again from the original and the record, the copy is another from byte {place:,} on.",
        place,
    )


def first_difference(one: bytes, other: bytes) -> int:
    """The offset of the first byte that differs; the shorter length where one begins with the other."""
    shorter = min(len(one), len(other))
    for begin in range(0, shorter, COMPARED_AT_ONCE):
        end = min(begin + COMPARED_AT_ONCE, shorter)
        if one[begin:end] != other[begin:end]:
            while end - begin > 1:
                middle = (begin + end) // 2
                begin, end = (begin, middle) if one[begin:middle] != other[begin:middle] else (middle, end)
            return begin
    return shorter
