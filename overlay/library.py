"""What other programs call: the errata of one file corrected, or of thousands, with the commands' outcomes as objects.

Import it from `overlay`: `overlay.correct` and `overlay.batch`. Nothing here prints or ends the process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from overlay import errata_file
from overlay.batches.order import Order
from overlay.batches.run import Progress, run
from overlay.batches.summary import Summary
from overlay.erratum import Document, Release
from overlay.errors import OverlayError, UsageError, unexpected
from overlay.pipeline import Corrected, Options, Refused, correct_limited
from overlay.publish import output_name, publish, read_input


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that could not be worked with; `error` says why and carries the exit code."""

    document: Document
    error: OverlayError


Outcome = Corrected | Refused | Failed


def correct(
    errata: Path | str, folder: Path | str | None = None, *, options: Options | None = None, force: bool = False
) -> tuple[Outcome, ...]:
    """Correct the documents of an errata file; one outcome each, in the file's order.

    The release copies are in the outcomes (`Corrected.data`), and in `folder` too where one is named. Each document is
    worked on in a process of its own, within `options.limits`. Raises ErrataFileError where the errata file is at fault,
    FileError where it cannot be read, UsageError where two copies would have one name; never for a single document.
    """
    path = Path(errata)
    release = errata_file.read(path)
    chosen = options or Options()
    targets = _targets(release, Path(folder)) if folder is not None else [None] * len(release.documents)
    pairs = zip(release.documents, targets, strict=True)
    return tuple(_outcome(path, release, document, target, chosen, force) for document, target in pairs)


def _targets(release: Release, folder: Path) -> list[Path | None]:
    names = [output_name(document.file, ".corrected.pdf") for document in release.documents]
    if len({name.casefold() for name in names}) < len(names):
        raise UsageError(
            "Two of the documents would be written to one file.", remedy="Correct them by two errata files."
        )
    return [folder / name for name in names]


def _outcome(
    errata: Path, release: Release, document: Document, target: Path | None, options: Options, force: bool
) -> Outcome:
    path = errata.parent / document.file
    try:
        original = read_input(path)
        made = correct_limited(original, document, release, options)
        if isinstance(made, Corrected) and target is not None:
            publish((made.original, made.added), target, force=force, inputs=[path, errata])
        return made
    except Exception as error:
        return Failed(document, unexpected(error))


def batch(
    jobs: Path | str,
    output: Path | str,
    *,
    order: Order | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Correct the documents of many errata files, as `overlay batch` does; what it says is in the Summary, and item by
    item in `Summary.items()`.

    `order` has everything that may be chosen (its `jobs` and `output` are not looked at). Workers are started afresh
    (spawn), so a script that calls this does so under `if __name__ == "__main__":`. Raises what `batches.run.run` raises.
    """
    asked = replace(order, jobs=Path(jobs), output=str(output)) if order else Order(Path(jobs), str(output))
    return run(asked, progress=progress) if progress else run(asked)
