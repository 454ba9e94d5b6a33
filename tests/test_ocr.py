"""Scanned pages read by machine: the words found where the picture has them, and nothing without being asked."""

from __future__ import annotations

import importlib.util
import io
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from overlay.anchor import READ_BY_MACHINE, Anchor, Cause, Match, Unanchored, anchor_all, not_readable, places
from overlay.batches.order import Order
from overlay.batches.run import run
from overlay.errata_file import dump
from overlay.erratum import Citation, Document, Erratum, Quote, Release, Substitution
from overlay.errors import UnsupportedError, UsageError
from overlay.pagetext.ocr import is_installed, languages_of, recognised
from overlay.pipeline import Corrected, Options, correct, rebuilder
from overlay.source import Source, open_source
from overlay.verify import Verdict, verify

ENGLISH = ("eng",)
reads = pytest.mark.skipif(not is_installed(), reason="ocrmypdf or tesseract is not installed: no scan is read")

WIDTH, HEIGHT = 595, 842
SIZE = 12
LINES = (
    "This data revealed that the charity had provided",
    "mentoring services to eight young men referred",
    "by the police in the year of the report.",
)
DOTS_PER_POINT = 200 / 72


def stamped() -> Source:
    """A scan on which a number was put as text."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(scan().data)) as opened:
        page = opened.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources.Font = pikepdf.Dictionary(F9=font)
        page.contents_add(opened.make_stream(b"BT /F9 9 Tf 500 20 Td (FOI 0021) Tj ET"))
        opened.save(made, deterministic_id=True)
    return open_source(made.getvalue(), name="stamped.pdf")


def scan(*, turned: int = 0, origin: tuple[float, float] = (0, 0), crop: float = 0) -> Source:
    """A page that is a picture of LINES, upright as displayed; its boxes begin at `origin`, the inner one `crop` further in."""
    typed = io.BytesIO()
    canvas = Canvas(typed, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setFont("Helvetica", SIZE)
    for number, line in enumerate(LINES):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    document = pypdfium2.PdfDocument(typed.getvalue())
    picture = document[0].render(scale=DOTS_PER_POINT).to_pil().convert("L").rotate(turned, expand=True)
    document.close()
    width, height = (WIDTH, HEIGHT) if turned % 180 == 0 else (HEIGHT, WIDTH)
    x, y = origin
    plain = io.BytesIO()
    canvas = Canvas(plain, pagesize=(width, height), invariant=1)
    canvas.drawImage(ImageReader(picture), x, y, width, height)
    canvas.showPage()
    canvas.save()
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain.getvalue())) as opened:
        page = opened.pages[0].obj
        page.Rotate = turned
        page.MediaBox = [x, y, x + width, y + height]
        page.CropBox = [x + crop, y + crop, x + width - crop, y + height - crop]
        opened.save(made, deterministic_id=True)
    return open_source(made.getvalue(), name="scan.pdf")


def erratum(quote: str = "mentoring services to eight young men", wrong: str = "eight") -> Erratum:
    return Erratum("1", Substitution(wrong, "fifteen (15)"), Citation(page_number=1), Quote(quote))


def release(one: Erratum) -> tuple[Document, Release]:
    document = Document("scan.pdf", (one,))
    return document, Release("An issuer", "REF 1", "2024-05-01", (document,))


@reads
@pytest.mark.parametrize(("turned", "origin", "crop"), [(0, (0, 0), 0), (90, (100, 200), 30), (270, (-50, -70), 20)])
def test_the_words_are_found_where_the_picture_has_them(turned: int, origin: tuple[float, float], crop: float) -> None:
    source = scan(turned=turned, origin=origin, crop=crop)
    (found,) = anchor_all([erratum()], source, ocr=ENGLISH)
    assert isinstance(found, Anchor), found
    assert (found.match, found.remarks) == (Match.EXACT, (READ_BY_MACHINE,))
    (stretch,) = found.words
    shown = source.frame(0).to_display.quad(stretch.quad).bounds
    # "mentoring services to " is 117.4 points wide in this font, "eight" 27.4.
    assert shown.x0 + crop == pytest.approx(72 + 117.4, abs=2)
    assert shown.x1 + crop == pytest.approx(72 + 117.4 + 27.4, abs=2)
    assert 676 < shown.y0 + crop <= 681 < 686 < shown.y1 + crop < 695


@reads
def test_what_is_recognised_must_match_like_print() -> None:
    source = scan()
    answers = anchor_all(
        [erratum(), erratum("services to nine young men", "nine"), erratum("to eighty young", "eighty")],
        source,
        ocr=ENGLISH,
    )
    assert [type(answer) for answer in answers] == [Anchor, Unanchored, Unanchored]
    refusal = answers[1]
    assert isinstance(refusal, Unanchored)
    assert refusal.cause is Cause.NOT_FOUND
    assert "read by machine" in refusal.message


@reads
def test_a_copy_is_the_same_twice_and_passes_its_check() -> None:
    source = scan(turned=90, origin=(10, 20))
    document, wanted = release(erratum())
    options = Options(ocr=ENGLISH)
    copies = [correct(source.data, document, wanted, options) for _ in range(2)]
    one, other = copies
    assert isinstance(one, Corrected)
    assert isinstance(other, Corrected)
    assert one.data == other.data
    assert one.record.options == (("ocr", "eng"),)
    proof = verify(one.data, rebuild=rebuilder())
    assert proof.verdict is Verdict.VERIFIED, proof.findings
    assert proof.rebuild is not None
    assert proof.rebuild.verdict is Verdict.VERIFIED
    assert any("read by machine" in rule.remark for rule in proof.rules)
    # It changes pdfminer for whoever imports it, so that every later document would be read in another way.
    assert "ocrmypdf" not in sys.modules


@reads
@pytest.mark.parametrize(("asked", "corrected"), [(ENGLISH, 1), ((), 0)])
def test_a_batch_reads_scans_where_it_is_asked_to(tmp_path: Path, asked: tuple[str, ...], corrected: int) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan().data)
    _, wanted = release(erratum())
    (tmp_path / "errata.yaml").write_text(dump(wanted))
    order = Order(tmp_path / "errata.yaml", str(tmp_path / "out"), processes=1, options=Options(ocr=asked))
    assert run(order).corrected == corrected


def test_no_scan_is_read_without_being_asked() -> None:
    source = scan()
    (refusal,) = anchor_all([erratum()], source)
    assert isinstance(refusal, Unanchored)
    assert refusal.cause is Cause.NOT_TEXT
    assert "--ocr" in refusal.remedy
    uncited = Erratum("1", Substitution("eight", "nine"), Citation(), Quote("to eight young"))
    (refusal,) = anchor_all([uncited], source)
    assert isinstance(refusal, Unanchored)
    assert (refusal.cause, "Cite the page" in refusal.remedy) == (Cause.NOT_TEXT, True)
    assert places("eight", source) == ()
    told = not_readable("eight", source)
    assert told is not None
    assert told.cause is Cause.NOT_TEXT


def test_a_scan_with_a_little_text_is_not_read_and_says_so() -> None:
    (refusal,) = anchor_all([erratum()], stamped(), ocr=ENGLISH)
    assert isinstance(refusal, Unanchored)
    assert refusal.cause is Cause.NOT_FOUND
    assert "only a little text" in refusal.message


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ocrmypdf", None)
    with pytest.raises(UnsupportedError) as raised:
        anchor_all([erratum()], scan(), ocr=ENGLISH)
    assert "[ocr]" in raised.value.remedy


@pytest.mark.skipif(importlib.util.find_spec("ocrmypdf") is None, reason="ocrmypdf is not installed")
def test_without_tesseract_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedError) as raised:
        recognised(scan(), 0)
    assert "tesseract" in raised.value.remedy


@pytest.mark.parametrize("name", ["../eng", "", "eng deu", "-l", "ångström", "e" * 60])
def test_what_is_no_language_is_refused(name: str) -> None:
    assert languages_of(("eng", "deu", "eng")) == ("eng", "deu")
    with pytest.raises(UsageError):
        languages_of(("eng", name))
