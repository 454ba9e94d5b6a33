"""Documents that depart from the standard as real ones do, corrected and checked from end to end."""

from __future__ import annotations

import pytest
from pypdf.generic import EncodedStreamObject, NameObject

from overlay.erratum import Caveat, Citation, Document, Erratum, Quote, Release, Scope, Substitution
from overlay.pipeline import Corrected, Options, correct
from overlay.verify import Verdict, verify
from tests.hand_set import at, pdf

ERRATA = (
    Erratum("1", Substitution("eight", "fifteen"), Citation(), Quote("eight men")),
    Erratum("2", Caveat("Of last year.", Scope.CITED_PAGE), Citation(page_number=1)),
)
RELEASE = Release("Issuer", "R/1", "2024-11-12", (Document("odd.pdf", ERRATA),))


def corrected(data: bytes) -> Corrected:
    made = correct(data, RELEASE.documents[0], RELEASE, Options())
    assert isinstance(made, Corrected)
    assert verify(made.data).verdict is Verdict.VERIFIED
    return made


@pytest.mark.parametrize(
    ("catalog", "other"),
    [
        ("/PageMode/UseNone/PageMode/UseOutlines", "null"),
        ("/MarkInfo<</Marked true>>/StructTreeRoot 100 0 R", "<</Type/StructTreeRoot>>"),
        ("/MarkInfo<</Marked true>>/StructTreeRoot 100 0 R", "<</Type/StructTreeRoot/K[]>>"),
    ],
    ids=["an entry twice", "a structure without anything", "a structure without elements"],
)
def test_odd_catalogs(catalog: str, other: str) -> None:
    corrected(pdf(at(72, 700, "It helped eight men in May."), catalog=catalog, more=(other,)).data)


def test_filters_may_be_abbreviated() -> None:
    stream = EncodedStreamObject()
    stream[NameObject("/Filter")] = NameObject("/AHx")
    stream._data = b"6f 6b>"
    assert pdf("").reader.decoded(stream) == b"ok"
