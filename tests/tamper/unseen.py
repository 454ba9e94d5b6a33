"""The table of kinds of tampering that were thought up without a look at the checks.

Each is a function `(copy, original_length) -> forged copy`, in the modules of `tests.tamper.unseen_kinds`; `KINDS` has
them by name, each with what it does and the honest copies that it is tried on.
"""

from __future__ import annotations

from tests.tamper.unseen_kinds import (
    KINDS,
    documents,
    drawings,
    files,
    fonts,
    marks,
    pages,
    records,
    spellings,
    structures,
)

__all__ = ["KINDS", "MODULES"]

MODULES = (documents, drawings, files, fonts, marks, pages, records, spellings, structures)
"""What the table is made of; importing them fills it."""
