"""Finds references to objects that a file does not have, without reading its objects (ISO 32000-1, 7.3.10).

Such a reference is null. It would come to mean something if a new object were given its number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

MOST_MISSING = 100_000
"""Object numbers beyond the last one of a file that a reference without its object is looked for among."""

LONGEST_NUMBER = 10
"""Digits of an object number; Annex C of ISO 32000-1 has seven."""

AT_A_TIME = 100_000
"""Bytes searched for references together: few enough that what they are cut into stays in the processor's cache."""

SHORT_OBJECT = 1_000
"""Bytes that are sooner searched than looked at for a stream in them."""

_REFERRED = b" 0 R"
_DIGITS = b"0123456789"
_DICTIONARY_ENDS = (b">>", b">>\n", b">>\r\n", b">>\r", b">> ")
"""What stands before `stream`."""

_ANY_FIGURE = bytes.maketrans(_DIGITS, b"0" * len(_DIGITS))
"""Makes the dictionaries of a document's thousands of streams the same but for a few, so that these few are looked at."""


def outside_streams(data: bytes, starts: Sequence[int]) -> Iterator[bytes]:
    """What stands in a file but for the content of its streams; `starts` is where its objects begin, in order."""
    known: dict[bytes, bool] = {}
    taken = 0
    for start, end in itertools.pairwise([*starts, len(data)]):
        if end - start <= SHORT_OBJECT or (content := data.find(b"stream", start, end)) < 0:
            continue
        before = data[start:content].translate(_ANY_FIGURE)
        whole = known.get(before)
        if whole is None:
            whole = known[before] = _is_whole(before)
        if whole:
            yield data[taken:content]
            taken = end
    yield data[taken:]


def _is_whole(dictionary: bytes) -> bool:
    """Whether its end is the last of its brackets, and it has neither string nor comment, in which any may be written."""
    closed = dictionary.endswith(_DICTIONARY_ENDS) and dictionary.count(b"<<") == dictionary.count(b">>")
    return closed and b"(" not in dictionary and b"%" not in dictionary


def highest_referred(content: bytes, least: int) -> int:
    """The highest object number from `least` upwards that a content refers to; 0 for none.

    References broken over lines are passed over, and absurd numbers, which no writer ever reaches.
    """
    named = _numbers_referred_to(content, least)
    return max((number for number in named if number <= least + MOST_MISSING), default=0)


def _numbers_referred_to(content: bytes, least: int) -> Iterator[int]:
    digits = len(str(least))
    lowest, highest, longer = b"%d" % least, b"9" * digits, digits + 1
    reach = AT_A_TIME + LONGEST_NUMBER + len(_REFERRED)  # so that a reference on a border is whole in one of the two
    for start in range(0, len(content), AT_A_TIME):
        befores = content[start : start + reach].split(_REFERRED)[:-1]
        # Nearly all are sorted out by how they end, as text: to read the number of each takes ten times as long.
        for before in [b for b in befores if lowest <= b[-digits:] <= highest or b[-longer:].isdigit()]:
            end = before[-LONGEST_NUMBER:]
            number = int(end[len(end.rstrip(_DIGITS)) :] or b"0")
            if number >= least:  # not zeros in front
                yield number
