"""A small archive to correct: PDFs written by hand, and errata files for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.written_pdf import Form, write

QUOTE = "Eight young men were referred."
ERRATUM: dict[str, Any] = {"quote": QUOTE, "for": "Eight", "read": "Fifteen"}
RELEASE = {"issuer": "Metropolitan Police Service", "reference": "01.FOI.24", "date": "2024-11-12"}

Put = Callable[..., Path]


def pdf(number: int = 0) -> bytes:
    """A page with the quote; each number gives other bytes."""
    return write(Form(pages=1, extra={20: b"(copy %d)" % number}))


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Puts a document and its errata file under `jobs`, and returns the errata file's path."""
    count = iter(range(1000))

    def put(name: str, *errata: dict[str, Any], content: bytes | None = None, **release: Any) -> Path:
        path = tmp_path / "jobs" / f"{name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf(next(count)) if content is None else content)
        listed = [{"file": path.name, "errata": list(errata or (ERRATUM,))}]
        declared = path.with_suffix(".json")
        declared.write_text(json.dumps({**RELEASE, "documents": listed, **release}), encoding="utf-8")
        return declared

    return put
