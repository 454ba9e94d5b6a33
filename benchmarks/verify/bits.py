"""Every bit of one small update flipped, one at a time: how many copies the policy refuses, how many the rebuild.

    python benchmarks/verify/bits.py [--every 1] [--copy COPY]

The rebuild compares all bytes with a copy made once from the untouched record; a flipped bit that changes the record makes
another copy, or none.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from overlay.pipeline import rebuilder
from overlay.verify import verify
from overlay.verify.opening import open_copy
from overlay.verify.proof import NoReleaseCopyError, Verdict
from overlay.verify.rebuild import compare


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--every", type=int, default=1, help="take every n-th bit")
    arguments.add_argument("--copy", type=Path, required=True)
    arguments.add_argument("--out", type=Path)
    chosen = arguments.parse_args()
    copy = chosen.copy.read_bytes()
    case = open_copy(copy, password=None)
    start, original, record = case.declared.original_length, copy[: case.declared.original_length], case.declared.record
    again = rebuilder().make(original, record)
    assert again == copy, "the copy itself cannot be rebuilt here"
    counted: Counter[str] = Counter()
    missed: list[tuple[int, int]] = []
    begin = time.perf_counter()
    for place in range(0, (len(copy) - start) * 8, chosen.every):
        at, bit = start + place // 8, place % 8
        flipped = copy[:at] + bytes([copy[at] ^ 1 << bit]) + copy[at + 1 :]
        counted["bits"] += 1
        if verify(flipped).verdict is Verdict.VERIFIED:
            missed.append((at, bit))
        else:
            counted["caught by policy"] += 1
        counted["caught by rebuild"] += _rebuild_differs(flipped, again, copy)
    counted["missed by policy"] = len(missed)
    summary = {**counted, "bytes of the update": len(copy) - start, "seconds": round(time.perf_counter() - begin, 1)}
    print(json.dumps(summary, indent=2))
    if chosen.out:
        chosen.out.write_text(json.dumps({**summary, "missed": missed}, indent=2) + "\n")


def _rebuild_differs(flipped: bytes, again: bytes, copy: bytes) -> bool:
    """What the rebuild says. Where the flipped copy has the same original and record, its rebuild is `again`, made once."""
    try:
        case = open_copy(flipped, password=None)
    except NoReleaseCopyError:
        return True
    honest = open_copy(copy, password=None)
    if case.record == honest.record:
        return again != flipped
    length = case.declared.original_length
    return compare(flipped, flipped[:length], case.declared.record, rebuilder()).verdict is not Verdict.VERIFIED


if __name__ == "__main__":
    main()
