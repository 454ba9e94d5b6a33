"""Pages that do not print their number, between pages that do."""

from __future__ import annotations

import pytest

from overlay.verify.numbering import runs_on


@pytest.mark.parametrize(
    ("printed", "label", "expected"),
    [
        (["", "346", "347"], "345", True),
        (["345", "", "Page 347 of 400"], "346", True),
        (["xi", "", "xiii"], "xii", True),
        (["XCVIII", "", "C"], "XCIX", True),
        (["\u0663\u0664\u0665", "", "\u0663\u0664\u0667"], "346", True),
        (["A-3", "", "- A-5 -"], "A-4", True),
        (["346", "", "348 It helped"], "346", False),
        (["", "346", "other"], "345", False),
        (["", "3460", "3470"], "345", False),
        (["", "2", "3"], "1", True),
        (["1", "2", ""], "Annex", False),
    ],
)
def test_numbers_run_on(printed: list[str], label: str, expected: bool) -> None:
    page_index = printed.index("")
    assert runs_on(label, page_index, printed.__getitem__, len(printed)) is expected
