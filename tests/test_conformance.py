"""A release copy keeps what its original claims and has: each level of PDF/A, and PDF/UA, by veraPDF's word."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from overlay.erratum import (
    Caveat,
    Citation,
    Deletion,
    Document,
    Erratum,
    Insertion,
    MarkForm,
    NoteForm,
    Quote,
    Release,
    Scope,
    Side,
    Style,
    Substitution,
)
from overlay.pipeline import Corrected, Options, correct
from tests import verapdf
from tests.verapdf import claims

pytestmark = pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run here: {verapdf.missing()}")

ERRATA = (
    Erratum("1", Substitution("418", "481"), quote=Quote(claims.QUOTE)),
    Erratum("2", Insertion("the boathouse", Side.AFTER, "on the north bank"), quote=Quote(claims.LINES[1][1])),
    Erratum("3", Deletion("have"), quote=Quote(claims.LINES[0][1])),
    Erratum("4", Caveat("The counts of one week are missing.", Scope.PASSAGE), quote=Quote("more than in any month")),
    Erratum("5", Caveat("Figures are being checked.", Scope.FIRST_PAGE), citation=Citation()),
)
STYLES = tuple(product((MarkForm.ANNOTATIONS, MarkForm.CONTENT), (NoteForm.MARGIN, NoteForm.SHEET)))


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[verapdf.Verdict, ...]]:
    """veraPDF's word on originals and copies, by file stem; one run of Java for all."""
    folder = tmp_path_factory.mktemp("conformance")
    for level in claims.LEVELS:
        original = claims.document(level)
        (folder / f"{level}.pdf").write_bytes(original)
        for marks, note in STYLES:
            release = Release("Office", "Ref 1", "2026-01-15", (), style=Style(marks=marks, note=note))
            made = correct(original, Document("a.pdf", ERRATA), release, Options(self_check=False))
            assert isinstance(made, Corrected), (level, marks, note)
            (folder / f"{level} {marks} {note}.pdf").write_bytes(made.data)
    return {path.stem: found for path, found in verapdf.validate(sorted(folder.glob("*.pdf"))).items()}


@pytest.mark.parametrize("level", claims.LEVELS)
def test_the_originals_have_what_they_claim(verdicts: dict[str, tuple[verapdf.Verdict, ...]], level: str) -> None:
    assert {verdict.flavour for verdict in verdicts[level]} == set(level.split("+"))
    assert all(verdict.passed for verdict in verdicts[level])


@pytest.mark.parametrize(("marks", "note"), STYLES)
@pytest.mark.parametrize("level", claims.LEVELS)
def test_a_release_copy_keeps_the_level(
    verdicts: dict[str, tuple[verapdf.Verdict, ...]], level: str, marks: MarkForm, note: NoteForm
) -> None:
    found = verdicts[f"{level} {marks} {note}"]
    assert {verdict.flavour for verdict in found} == set(level.split("+"))
    assert not {verdict.flavour: (verdict.failed, verdict.error) for verdict in found if not verdict.passed}


def test_verapdf_agrees_with_the_names_of_its_own_test_files(shared: Path) -> None:
    files = sorted((shared / "corpus" / "pdfa").glob("veraPDF-test-suite-*.pdf"))
    assert files
    for path, found in verapdf.validate(files).items():
        assert [verdict.passed for verdict in found] == ["-pass-" in path.name], path.name
