"""Honest copies, made once, of originals of every make."""

from __future__ import annotations

from functools import cache

import pytest

from overlay.erratum import (
    Caveat,
    Citation,
    Deletion,
    Document,
    Erratum,
    Quote,
    Release,
    Scope,
    Substitution,
)
from overlay.pipeline import Corrected, Options, correct
from tests.tamper.originals import MAKES

ERRATA = (
    Erratum("1", Substitution("eight", "fifteen (15)"), Citation(page_number=2), Quote("services to eight young men")),
    Erratum("2", Caveat("This report is not an evaluation.", Scope.FIRST_PAGE)),
    Erratum("3", Deletion("4,120"), Citation(page_number=2), Quote("was 4,120 hours")),
    Erratum("4", Deletion("gone"), Citation(page_number=1), Quote("gone"), withdrawn=True),
)


@cache
def honest_copy(make: str) -> bytes:
    """The release copy of an original of that make; it has a band, two corrections, and an errata sheet."""
    document = Document("report.pdf", ERRATA)
    release = Release("Metropolitan Police Service", "01.FOI.24.038993", "2024-11-12", (document,))
    made = correct(MAKES[make](), document, release, Options())
    assert isinstance(made, Corrected), made
    return made.data


@pytest.fixture(scope="session", params=sorted(MAKES))
def honest(request: pytest.FixtureRequest) -> bytes:
    return honest_copy(request.param)
