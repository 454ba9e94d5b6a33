"""Every bit of one small update flipped, one at a time: how many copies the rebuild refuses, how many the policy.

    python -m benchmarks.verify.bits [--rebuild-every 1] [--policy-sample 20000] [--copy COPY] [--out results.json]

Without --copy, the A5 page of the gallery with one erratum is taken. A flipped copy is judged as any other is: by the
original that is in it and the record that is in it. What comes of an original and a record is remembered here, by
their hashes, as is the reading of each of the two, and of every object of the update that is as it was, byte for byte;
so only flips that change an original or a record cost another copy. The policy is asked for a sample drawn at random
(the same one each time), and looks at each anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from overlay.erratum import Citation, Document, Erratum, Quote, Release, Substitution
from overlay.pipeline import Corrected, Options, correct, remake
from overlay.record.making import tool_versions
from overlay.record.reading import Record, from_json
from overlay.verify import Verdict, opening, update, verify
from overlay.verify.opening import open_copy
from overlay.verify.original import Original
from overlay.verify.proof import NoReleaseCopyError
from overlay.verify.rebuild import Rebuilder, compare
from overlay.verify.update import Placed

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "gallery" / "a5.pdf"
WORDS, WRONG, RIGHT = "Thirty-one young people come.", "Thirty-one", "Twenty-one"
BITS = 8
PROGRESS = 20_000
ORIGINALS = 64
"""Kept in mind: nearly all flipped copies have the same one."""

Bit = tuple[int, int]
"""Byte of the copy, and bit of the byte."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rebuild-every", type=int, default=1, help="every n-th bit; 0 for none")
    arguments.add_argument(
        "--from-bit", type=int, default=0, help="of the update: where a run that was broken off goes on"
    )
    arguments.add_argument("--policy-sample", type=int, default=20_000, help="bits drawn at random; -1 for all")
    arguments.add_argument("--copy", type=Path)
    arguments.add_argument("--out", type=Path)
    chosen = arguments.parse_args()
    copy = chosen.copy.read_bytes() if chosen.copy else sample_copy()
    case = open_copy(copy, password=None)
    start = case.declared.original_length
    every = [(start + place // BITS, place % BITS) for place in range((len(copy) - start) * BITS)]
    told: dict[str, object] = {
        "bytes of the copy": len(copy),
        "bytes of the update": len(copy) - start,
        "bits": len(every),
    }
    update._object = _RememberedObjects(update._object)
    opening.Original = _remembered_original  # type: ignore[attr-defined,misc,assignment]
    opening.from_json = lru_cache(maxsize=ORIGINALS)(from_json)  # type: ignore[attr-defined]
    if chosen.rebuild_every:
        told["rebuild"] = _run(copy, every[chosen.from_bit :: chosen.rebuild_every], _by_rebuild(copy))
    if chosen.policy_sample:
        drawn = every if chosen.policy_sample < 0 else random.Random(0).sample(every, chosen.policy_sample)
        told["policy"] = _run(copy, sorted(drawn), lambda flipped: verify(flipped).verdict)
    print(json.dumps(told, indent=2))
    if chosen.out:
        chosen.out.write_text(json.dumps(told, indent=2) + "\n")


def sample_copy() -> bytes:
    """A release copy with a small update: one word of one page."""
    erratum = Erratum("1", Substitution(WRONG, RIGHT), Citation(page_number=1), Quote(WORDS))
    document = Document(SAMPLE.name, (erratum,))
    release = Release("Metropolitan Police Service", "01.FOI.24.038993", "2024-11-12", (document,))
    made = correct(SAMPLE.read_bytes(), document, release, Options())
    assert isinstance(made, Corrected)
    return made.data


def flipped(copy: bytes, bits: list[Bit]) -> Iterator[bytes]:
    """The copy with one bit changed, for each of the bits."""
    content = bytearray(copy)
    for at, bit in bits:
        content[at] ^= 1 << bit
        yield bytes(content)
        content[at] ^= 1 << bit


def _run(copy: bytes, bits: list[Bit], judged: object) -> dict[str, object]:
    assert callable(judged)
    assert judged(copy) is Verdict.VERIFIED, "the copy itself is not verified here"
    counted: Counter[str] = Counter()
    passed: list[Bit] = []
    begin = time.process_time()
    for number, (place, each) in enumerate(zip(bits, flipped(copy, bits), strict=True), start=1):
        verdict = judged(each)
        counted[verdict.value] += 1
        if verdict is Verdict.VERIFIED:
            passed.append(place)
        if number % PROGRESS == 0:
            print(number, dict(counted), round(time.process_time() - begin), file=sys.stderr, flush=True)
    seconds = round(time.process_time() - begin, 1)
    return {"flipped": len(bits), **counted, "passed": passed, "seconds of CPU": seconds}


def _by_rebuild(copy: bytes) -> object:
    """What the rebuild says of a copy; `remake` is asked once for each original and record."""
    made: dict[tuple[bytes, str], bytes | Exception] = {}
    tools = dict(tool_versions())

    def again(original: bytes, record: Record) -> bytes:
        key = (hashlib.sha256(original).digest(), repr(record))
        if key not in made:
            try:
                made[key] = remake(original, record, None)
            except Exception as error:  # told again below, as it is of a copy that is judged alone
                made[key] = error
        found = made[key]
        if isinstance(found, Exception):
            raise found
        return found

    def judged(each: bytes) -> Verdict:
        try:
            case = open_copy(each, password=None)
        except NoReleaseCopyError:
            return Verdict.DIFFERS  # nothing that a record and an original could be taken out of
        return compare(each, case.inside, case.declared.record, Rebuilder(again, tools)).verdict

    return judged


class _RememberedObjects:
    """Reads the objects of an update; one that stands where the last one did, byte for byte, is not read a second time."""

    def __init__(self, read: Callable[[bytes, int], Placed]) -> None:
        self._read = read
        self._known: dict[int, tuple[bytes, Placed]] = {}

    def __call__(self, copy: bytes, position: int) -> Placed:
        written, placed = self._known.get(position, (b"", None))
        if placed is not None and copy.startswith(written, position):
            return placed
        placed = self._read(copy, position)
        # The first copy read is the honest one; objects that a flip has moved or changed are read each time.
        self._known.setdefault(position, (copy[placed.start : placed.end], placed))
        return placed


@lru_cache(maxsize=ORIGINALS)
def _remembered_original(data: bytes, password: str | None) -> Original:
    return Original(data, password)


if __name__ == "__main__":
    main()
