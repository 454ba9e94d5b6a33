"""Answers as JSON fields: what `--json` prints, and reports tell."""

from __future__ import annotations

from typing import Any

from overlay.anchor.answers import Anchor, Unanchored
from overlay.geometry import Quad


def anchor_fields(anchor: Anchor) -> dict[str, Any]:
    """An anchor as JSON: quads in PDF user space, in the order of /QuadPoints."""
    return {
        "id": anchor.erratum.id,
        "kind": str(anchor.erratum.kind),
        "outcome": "anchored",
        "page_label": anchor.page_label,
        "page_numbers": [index + 1 for index in anchor.page_indexes],
        "page_found_by": str(anchor.label_source),
        "match": str(anchor.match),
        "matched": anchor.matched,
        "difference": anchor.difference,
        "words": [_stretch(stretch.page_index, stretch.quad, stretch.text) for stretch in anchor.words],
        "quote": [_stretch(stretch.page_index, stretch.quad, stretch.text) for stretch in anchor.quote],
        "remarks": list(anchor.remarks),
    }


def refusal_fields(answer: Unanchored) -> dict[str, Any]:
    """A refusal as JSON."""
    return {
        "id": answer.erratum.id,
        "kind": str(answer.erratum.kind),
        "outcome": "refused",
        "cause": str(answer.cause),
        "exit_code": int(answer.exit_code),
        "message": answer.message,
        "remedy": answer.remedy,
        "candidates": [
            {
                "page_number": candidate.page_index + 1,
                "page_label": candidate.page_label,
                "line": candidate.line,
                "text": candidate.text,
                "difference": candidate.difference,
                "how_to_name": candidate.how_to_name,
            }
            for candidate in answer.candidates
        ],
    }


def _stretch(page_index: int, quad: Quad, text: str) -> dict[str, Any]:
    return {"page_number": page_index + 1, "quad": [round(number, 3) for number in quad.quad_points], "text": text}
