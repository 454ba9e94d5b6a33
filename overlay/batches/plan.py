"""Before any work: the ledger is made to say what is to be done, and what stands in the way is told."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from collections.abc import Iterator
from pathlib import Path

from overlay import __version__
from overlay.batches import store
from overlay.batches.job import Settings, State
from overlay.batches.jobs import Declared, Origin, declared, origins
from overlay.batches.ledger import Ledger
from overlay.batches.order import Order, Shard
from overlay.errors import ExitCode, UsageError

LIBRARIES = ("pypdf", "pdfplumber", "pdfminer.six", "pypdfium2", "reportlab", "rapidfuzz")
"""Whose versions may change a copy's bytes or an erratum's place."""

TRIED_AGAIN = (ExitCode.LIMIT, ExitCode.EXISTS, ExitCode.IO, ExitCode.SELF_CHECK, ExitCode.BUG)
"""Failures that a new run may not meet: they lie in the machine, the limits or the tool, not in the document."""

REOPENED_TOGETHER = 500


def make_plan(ledger: Ledger, order: Order) -> None:
    """Write every document of JOBS into the ledger; items whose errata, settings and tools are the same keep their state.

    Raises what `origins` and `declared` raise, and UsageError where two documents would be written to one name or a copy
    would be written over a PDF that is read.
    """
    basis, output = basis_of(order.settings), None if store.is_url(order.output) else Path(order.output)
    facts = {"basis": basis, "shard": _named(order.shard), "style": repr(order.style)}
    with ledger.together():
        if any(ledger.fact(name) != value for name, value in facts.items()):
            ledger.forget_origins()
        for name, value in (*facts.items(), ("jobs", str(order.jobs))):
            ledger.set_fact(name, value)
        ledger.begin_planning()
        for origin in origins(order.jobs, leave_out=output):
            planned_as = _planned_as(origin)
            if not ledger.knows(planned_as, origin.sha256):
                ledger.plan(planned_as, origin.sha256, _items(origin, order, basis))
        ledger.end_planning()
        _raise_on_collisions(ledger)
        if output is not None:
            _raise_on_overwriting(ledger, output)


def _named(shard: Shard | None) -> str:
    return f"{shard.number}/{shard.count}" if shard else ""


def _planned_as(origin: Origin) -> str:
    # The place of a relative file depends on where JOBS is.
    return f"{origin.name}\t{origin.path.absolute()}"


def _items(origin: Origin, order: Order, basis: str) -> Iterator[tuple[Declared, str, bool]]:
    for item in declared(origin, order.style):
        digest = hashlib.sha256(f"{basis}\n{item.text}".encode()).hexdigest()
        yield item, digest, order.shard is None or order.shard.holds(item.key)


def basis_of(settings: Settings) -> str:
    """What a copy's bytes depend on besides the PDF and its errata: the options, and the versions of what makes it."""
    versions = {name: _version(name) for name in LIBRARIES}
    said = {
        "overlay": __version__,
        "libraries": versions,
        "options": list(settings.options.recorded),
        "repair": settings.options.repair,
        "check_only": settings.check_only,
    }
    return json.dumps(said, sort_keys=True)


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _raise_on_collisions(ledger: Ledger) -> None:
    found = ledger.collisions()
    if found:
        lines = "\n".join(f"  {one} and {other} would both be written to {name}" for one, other, name in found)
        raise UsageError(
            f"Some documents would be written to the same file, so nothing was done:\n{lines}\n",
            remedy="Put all errata of a document into one errata file, or the documents into folders of their own.",
        )


def _raise_on_overwriting(ledger: Ledger, output: Path) -> None:
    base = os.path.realpath(output)
    for place in ledger.places():
        real = os.path.realpath(place)
        if real.startswith(base + os.sep) and ledger.writes(real[len(base) + 1 :].replace(os.sep, "/")):
            raise UsageError(f"{place}: a copy would be written over it.", remedy="Name another output folder.")


def reopen_changed(ledger: Ledger, settings: Settings, outputs: str) -> None:
    """Put back to waiting what must be done again: another input, a copy that is gone or is not what was made, and
    failures that another run may not meet."""
    reopened: list[str] = []
    for item, place, stamp in ledger.finals():
        if (
            _is_stale(item.state, item.code, settings)
            or _input_changed(place, item.input_sha256, stamp)
            or (item.state is State.CORRECTED and not _stands(outputs + item.output, item.output_sha256))
        ):
            reopened.append(item.key)
        if len(reopened) >= REOPENED_TOGETHER:
            ledger.reopen(reopened)
            reopened = []
    ledger.reopen(reopened)


def _is_stale(state: State, code: int, settings: Settings) -> bool:
    return (state is State.FAILED and code in TRIED_AGAIN) or (state is State.PLACED and not settings.check_only)


def _input_changed(place: str, sha256: str, stamp: str) -> bool:
    if not place:
        return False  # a faulty errata file: it is read again when it changes
    return store.stamp(place) != (stamp or sha256)


def _stands(target: str, sha256: str) -> bool:
    return bool(store.stamp(target)) if store.is_url(target) else store.sha256_of(Path(target)) == sha256
