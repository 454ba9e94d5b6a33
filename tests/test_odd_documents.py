"""Documents that depart from the standard as real ones do, corrected and checked from end to end."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pikepdf
import pytest
from PIL import Image
from pypdf.generic import EncodedStreamObject, NameObject

from overlay.anchor import Anchor, Cause, Unanchored, anchor_all
from overlay.erratum import Caveat, Citation, Document, Erratum, Quote, Release, Scope, Substitution
from overlay.errors import DamagedError
from overlay.pipeline import Corrected, Options, correct
from overlay.screen import Screen
from overlay.screen.agreement import UNREAD
from overlay.verify import Verdict, verify
from overlay.verify.poppler import Pair, Poppler
from tests.hand_set import at, pdf
from tests.written_pdf import Form, write

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


def test_words_that_the_second_reader_reads_otherwise_have_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Screen, "disagreement", lambda *_: UNREAD)
    source = pdf(at(72, 700, "It helped eight men in May."))
    (found, _) = anchor_all(ERRATA, source)
    assert isinstance(found, Anchor)  # other spellings of the same letters are no other words
    monkeypatch.setattr(Screen, "letters_on", lambda *_: "seven")
    (refused, _) = anchor_all(ERRATA, source)
    assert isinstance(refused, Unanchored)
    assert refused.cause is Cause.READERS_DISAGREE
    assert "seven" in refused.message


@pytest.mark.parametrize(
    ("page", "catalog", "resources"),
    [("/Annots[13 0 R]", "", ""), ("", "/Outlines 13 0 R", ""), ("", "", "/Pattern<</P 14 0 R>>")],
)
def test_what_refers_to_nothing_goes_on_referring_to_nothing(page: str, catalog: str, resources: str) -> None:
    content = at(72, 700, "It helped eight men in May.")
    data = pdf(content, page=f"/MediaBox[0 0 612 792]{page}", catalog=catalog, resources=resources).data
    added = corrected(data).data[len(data) :]
    assert b"\n13 0 obj" not in added
    assert b"\n14 0 obj" not in added


def test_object_streams_may_hold_comments() -> None:
    with pikepdf.open(io.BytesIO(pdf(at(72, 700, "It helped eight men in May.")).data)) as document:
        written = io.BytesIO()
        document.save(written, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"%% Object stream" in written.getvalue()
    corrected(written.getvalue())


@pytest.mark.parametrize("numbers", [(0, 346, 347, 348), (345, 0, 347, 348), (5, 6, 0, 8)])
def test_a_page_may_lack_the_number_that_is_due_on_it(numbers: tuple[int, ...]) -> None:
    contents = [
        at(72, 700, f"It helped {'seven' if n else 'eight'} men in May.") + at(300, 40, str(n or "")) for n in numbers
    ]
    made = corrected(pdf(*contents).data)
    due = max(numbers) + numbers.index(0) - numbers.index(max(numbers))
    assert made.anchors[0].page_label == str(due)


def test_a_cover_does_not_go_on_from_a_list_of_contents() -> None:
    listed = [f"It helped {n} men." for n in ("eight", "six")]
    contents = [at(72, 700, listed[0]), at(72, 700, listed[1])]
    contents += [
        at(72, 700, "Contents") + at(500, 600, str(n)) + at(300, 40, r) for n, r in ((47, "i"), (48, "ii"), (49, "iii"))
    ]
    assert corrected(pdf(*contents).data).anchors[0].page_label != "45"


@pytest.mark.parametrize("quoted", ["eight M\u00e4nner in", "eight M\u00a8anner in"])
def test_accents_may_be_drawn_by_themselves(quoted: str) -> None:
    data = pdf("BT /F1 10 Tf 72 700 Td [(It helped eight M\\250) 333 (anner in May.)] TJ ET\n").data
    errata = (Erratum("1", Caveat("Of last year.", Scope.PASSAGE), Citation(), Quote(quoted)),)
    release = Release("Issuer", "R/1", "2024-11-12", (Document("odd.pdf", errata),))
    made = correct(data, release.documents[0], release, Options())
    assert isinstance(made, Corrected)
    assert verify(made.data).verdict is Verdict.VERIFIED


def test_a_page_that_a_viewer_gives_up_on_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = Poppler.pairs

    def given_up(self: Poppler, page_indexes: Iterable[int]) -> Iterator[tuple[int, Pair | None]]:
        for page_index, pair in pairs(self, page_indexes):
            yield page_index, (pair[0], pair[0]) if pair else (blank := Image.new("RGB", (612, 792), "white"), blank)

    monkeypatch.setattr(Poppler, "pairs", given_up)
    made = correct(pdf(at(72, 700, "It helped eight men in May.")).data, RELEASE.documents[0], RELEASE, Options())
    assert isinstance(made, Corrected)
    assert any("does not show in poppler" in remark for remark in made.remarks)
    assert verify(made.data).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("unended", ["/Odd << not the end of it", "[ 1 2"])
def test_corrections_are_no_part_of_what_a_page_leaves_unended(unended: str) -> None:
    corrected(pdf(at(72, 700, "It helped eight men in May.") + unended).data)


def test_a_dash_may_be_struck_out() -> None:
    data = pdf(at(72, 700, "It helped eight \\227 men in May.", 40)).data
    errata = (Erratum("1", Substitution("\u2014", "young"), Citation(), Quote("eight \u2014 men")),)
    release = Release("Issuer", "R/1", "2024-11-12", (Document("odd.pdf", errata),))
    made = correct(data, release.documents[0], release, Options())
    assert isinstance(made, Corrected)
    assert verify(made.data).verdict is Verdict.VERIFIED


def test_the_newest_trailer_may_lack_the_identity_of_the_others() -> None:
    data = write(Form(updates=1))
    at_end = data.rindex(b"/ID[")
    data = data[:at_end] + data[at_end:].replace(data[at_end : data.index(b"]", at_end) + 1], b"")
    errata = (Erratum("1", Substitution("Eight", "Fifteen"), Citation(page_number=1), Quote("Eight young")),)
    release = Release("Issuer", "R/1", "2024-11-12", (Document("odd.pdf", errata),))
    made = correct(data, release.documents[0], release, Options())
    assert isinstance(made, Corrected)
    assert b"/ID" not in made.data[len(data) :]
    assert verify(made.data).verdict is Verdict.VERIFIED


def test_sheets_that_share_a_page_object_are_corrected_when_rewritten() -> None:
    content = at(72, 700, "It helped eight men in May.")
    data = pdf(content, content).data.replace(b"/Kids[10 0 R 12 0 R]", b"/Kids[10 0 R 10 0 R]")
    errata = (Erratum("1", Caveat("Of last year.", Scope.CITED_PAGE), Citation(page_number=2)),)
    release = Release("Issuer", "R/1", "2024-11-12", (Document("odd.pdf", errata),))
    with pytest.raises(DamagedError, match="listed twice"):
        correct(data, release.documents[0], release, Options())
    made = correct(data, release.documents[0], release, Options(repair=True))
    assert isinstance(made, Corrected)
    assert verify(made.data).verdict is Verdict.VERIFIED
