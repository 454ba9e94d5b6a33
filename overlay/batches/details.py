"""What a report tells of a document's errata: one object an erratum, and a picture of what needs a person."""

from __future__ import annotations

import io
import json
from typing import Any

from overlay.anchor import Anchor, Unanchored, places
from overlay.anchor.fields import refusal_fields
from overlay.errors import OverlayError
from overlay.pipeline import Checked, Refused
from overlay.source import Source, open_source

LONGEST_TOLD = 300
"""Characters of a candidate that are told."""

MOST_CANDIDATES = 5
PICTURE_WIDTH = 560
"""Pixels: print is still legible, and a picture is some 20 kB."""

COLOURS = 32
PICTURED_CANDIDATES = 3


def details_of(outcome: Checked | Refused) -> str:
    """JSON: for each erratum its place, or why it has none and what was found instead."""
    answers = outcome.answers if isinstance(outcome, Refused) else outcome.anchors
    rows = [
        _anchored(answer) if isinstance(answer, Anchor) else _shortened(refusal_fields(answer)) for answer in answers
    ]
    return json.dumps(rows, ensure_ascii=True, separators=(",", ":"))


def _anchored(anchor: Anchor) -> dict[str, Any]:
    return {
        "id": anchor.erratum.id,
        "kind": str(anchor.erratum.kind),
        "outcome": "anchored",
        "page_label": anchor.page_label,
        "page_number": anchor.page_index + 1,
        "match": str(anchor.match),
        "remarks": list(anchor.remarks),
    }


def _shortened(fields: dict[str, Any]) -> dict[str, Any]:
    """A refusal's fields with fewer candidates, and less of each: a report has thousands."""
    kept = fields["candidates"][:MOST_CANDIDATES]
    return {**fields, "candidates": [{**each, "text": each["text"][:LONGEST_TOLD]} for each in kept]}


def picture_of(data: bytes, refused: Refused, *, password: str | None) -> bytes:
    """The page that a person should look at as PNG, the candidates on it outlined; b"" where there is none to show.

    It is the page of the first candidate, or else the physical page cited. It only shows; nothing is decided by it.
    """
    answer = refused.unanchored[0]
    page_index = _page_to_show(answer)
    if page_index is None:
        return b""
    try:
        source = open_source(data, name=refused.document.file, password=password)
        if not 0 <= page_index < source.page_count:
            return b""
        return _drawn(source, page_index, answer)
    except (OverlayError, OSError, ValueError):
        return b""


def _page_to_show(answer: Unanchored) -> int | None:
    if answer.candidates:
        return answer.candidates[0].page_index
    number = answer.erratum.citation.page_number
    return number - 1 if number else None


def _drawn(source: Source, page_index: int, answer: Unanchored) -> bytes:
    from PIL import Image

    from overlay.preview import page_picture, png_of_quads

    here = [candidate for candidate in answer.candidates if candidate.page_index == page_index]
    quads = [
        stretch.quad
        for text in dict.fromkeys(candidate.text for candidate in here[:PICTURED_CANDIDATES])
        for found in places(text, source, pages=(page_index,))
        if isinstance(found, Anchor)
        for stretch in found.quote
    ]
    frame = source.frame(page_index)
    png = png_of_quads(page_picture(source.data, page_index, frame, password=source.password), frame, quads)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.thumbnail((PICTURE_WIDTH, 2 * PICTURE_WIDTH))
    buffer = io.BytesIO()
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
