"""`--preview FOLDER`: every touched page before and after, side by side, as PNG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from overlay.publish import output_name, publish

if TYPE_CHECKING:
    from overlay.erratum import Document, Release
    from overlay.pipeline import Corrected, Options, Refused

Pictures = tuple[tuple[int, bytes], ...]
"""PNG bytes by page number."""


def correct_with_pictures(
    given: bytes, document: Document, release: Release, options: Options
) -> tuple[Corrected | Refused, Pictures]:
    """What `pipeline.correct` makes, and pictures of the pages that it touched (errata sheets by themselves)."""
    from overlay.pipeline import Corrected, correct
    from overlay.preview import page_picture, png_before_and_after, png_of_quads
    from overlay.source import open_source

    outcome = correct(given, document, release, options)
    if not isinstance(outcome, Corrected):
        return outcome, ()
    original = open_source(outcome.original, name=document.file, password=options.password)
    copy = open_source(outcome.data, name=document.file, password=options.password)
    touched = {0, *(note.page_index for note in outcome.notes), *(i for a in outcome.anchors for i in a.page_indexes)}
    pictures = []
    for page_index in sorted(touched):
        frame = original.frame(page_index)
        before = page_picture(original.data, page_index, frame, password=options.password)
        after = page_picture(copy.data, page_index, frame, password=options.password)
        boxes = [note.box for note in outcome.notes if note.page_index == page_index and note.box is not None]
        pictures.append((page_index + 1, png_before_and_after(before, after, boxes)))
    for page_index in range(original.page_count, copy.page_count):
        frame = copy.frame(page_index)
        sheet = page_picture(copy.data, page_index, frame, password=options.password)
        pictures.append((page_index + 1, png_of_quads(sheet, frame, ())))
    return outcome, tuple(pictures)


def write_pictures(pictures: Pictures, file_name: str, folder: Path, *, force: bool) -> None:
    """Write each picture as NAME.sheet-N.png. Raises what `publish` raises."""
    for page_number, png in pictures:
        publish(png, folder / output_name(file_name, f".sheet-{page_number}.png"), force=force)
