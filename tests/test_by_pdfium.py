"""Pages read by PDFium alone: the same glyphs and the same places as pdfplumber's, and nothing of pdfplumber."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from overlay.anchor import Anchor, Stretch, Unanchored, anchor_all
from overlay.erratum import Caveat, Citation, Document, Erratum, Quote, Release, Scope, Substitution
from overlay.errors import DamagedError, ExitCode, LimitError, OverlayError, UnsupportedError
from overlay.limits import Limits
from overlay.pagetext import Pages
from overlay.pagetext.glyphs import UNKNOWN, Glyph
from overlay.pipeline import Corrected, Options, correct, rebuilder, remake
from overlay.readers import Reader
from overlay.source import Source, open_source
from overlay.verify import Verdict, verify
from tests.hand_set import HELVETICA, pdf
from tests.written_pdf import write

ALONG = 0.6
"""Points: how far apart the two readers may see an end of some words."""

ACROSS = 0.35
"""Of the height: the two know different heights of a font that does not tell its own."""

FORM = "<</Type/XObject/Subtype/Form/BBox[0 0 300 300]/Matrix[1 0 0 1 20 30]/Resources<</Font<</F1 %s>>>>/Length %d>>stream\n%s\nendstream"


def form(content: str) -> tuple[str, ...]:
    return (FORM % (HELVETICA, len(content), content),)


def glyphs(source: Source, reader: Reader, page_index: int = 0) -> list[Glyph]:
    chars = Pages(source, reader=reader).text(page_index).chars
    return list(dict.fromkeys(char.glyph for char in chars if char is not None))  # a ligature stands for several


def assert_the_same(one: Glyph, other: Glyph) -> None:
    assert (one.text, one.vertical, one.mode, one.artifact, one.mcid) == (
        other.text,
        other.vertical,
        other.mode,
        other.artifact,
        other.mcid,
    )
    numbers = (one.x, one.y, one.ax, one.ay, one.ex, one.ey)
    assert numbers == pytest.approx((other.x, other.y, other.ax, other.ay, other.ex, other.ey), abs=0.02)


@pytest.mark.parametrize(
    ("content", "more"),
    [
        ("BT /F1 10 Tf 72 700 Td (eight young men) Tj ET", ()),
        ("BT /F1 10 Tf 5 Tc 10 700 Td (ab) Tj (c) Tj [-1000 (d)] TJ ET", ()),
        ("BT /F1 10 Tf 50 Tz 4 Tw 10 700 Td (a b) Tj ET", ()),
        ("BT /F1 10 Tf 10 700 Td (10) Tj 4 Ts 6 0 0 6 21.12 700 Tm (2) Tj ET", ()),
        ("BT /F1 8 Tf 0 1 -1 0 300 300 Tm (upwards) Tj ET", ()),
        ("BT /F1 8 Tf .8 .6 -.6 .8 300 300 Tm (aslant) Tj ET", ()),
        ("BT /F1 8 Tf -1 0 0 -1 300 300 Tm (on its head) Tj ET", ()),
        ("2 0 0 2 10 10 cm BT /F1 8 Tf 30 30 Td (twice as large) Tj ET", ()),
        ("BT /F1 8 Tf 3 Tr 30 30 Td (not painted) Tj ET", ()),
        ("/P <</MCID 7>> BDC BT /F1 8 Tf 30 30 Td (tagged) Tj ET EMC", ()),
        ("/Artifact BMC BT /F1 8 Tf 30 30 Td (header) Tj ET EMC BT /F1 8 Tf 30 60 Td (text) Tj ET", ()),
        ("/P <</MCID 3>> BDC /X1 Do EMC", form("BT /F1 8 Tf 30 30 Td (within) Tj ET")),
        ("/X1 Do", form("/P <</MCID 3>> BDC BT /F1 8 Tf 30 30 Td (its own) Tj ET EMC")),
        ("/X1 Do", form("/Artifact BMC BT /F1 8 Tf 30 30 Td (its own) Tj ET EMC")),
    ],
)
@pytest.mark.parametrize("rotate", [0, 90])
def test_both_readers_tell_the_same_glyphs(content: str, more: tuple[str, ...], rotate: int) -> None:
    page = f"/MediaBox[-10 -20 602 772]/CropBox[0 0 590 760]/Rotate {rotate}/UserUnit 2"
    source = pdf(content, page=page, more=more)
    ours, other = (glyphs(source, reader) for reader in Reader)
    assert len(ours) == len(other) > 0
    for one, second in zip(ours, other, strict=True):
        assert_the_same(one, second)


def to_unicode(*ranges: str) -> str:
    listed = " ".join(ranges)
    cmap = f"1 begincodespacerange <00> <FF> endcodespacerange {len(ranges)} beginbfchar {listed} endbfchar"
    return f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream"


def test_a_glyph_of_several_letters_is_one_character() -> None:
    font = f"/F1 {HELVETICA[:-2]}/ToUnicode 101 0 R>>"
    source = pdf("BT /F1 10 Tf 72 700 Td (xay) Tj ET", fonts=font, more=("null", to_unicode("<61> <00660069>")))
    ours, other = (glyphs(source, reader) for reader in Reader)
    assert [glyph.text for glyph in other] == [glyph.text for glyph in ours] == ["x", "fi", "y"]
    assert other[1].ax == pytest.approx(ours[1].ax, abs=0.02)


def test_a_glyph_without_a_meaning_is_no_letter_although_pdfium_tells_its_code() -> None:
    """Of one font, whose other glyphs have one: that of the same number must not lend it to this one."""
    font = (
        "/F1 <</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 65/LastChar 66"
        "/Widths[600 600]/Encoding<</Differences[65/g1/g2]>>/CharProcs<</g1 101 0 R/g2 101 0 R>>/ToUnicode 102 0 R>>"
    )
    drawn = "600 0 d0 0 0 500 700 re f"
    more = ("null", f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream", to_unicode("<42> <0041>"))
    source = pdf("BT /F1 10 Tf 72 700 Td (BAB) Tj ET", fonts=font, more=more)
    assert [glyph.text for glyph in glyphs(source, Reader.PDFIUM)] == ["A", UNKNOWN, "A"]


def composite(
    mapping: str, *, widths: str = "", encoding: str = "Identity-H", sort: str = "beginbfchar"
) -> dict[str, Any]:
    """A font of two-byte codes, as keywords of a document: its /ToUnicode (of so many lines) and its widths."""
    count = mapping.count("\n") + 1
    cmap = (
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange {count} {sort} {mapping} {sort.replace('begin', 'end')}"
    )
    inner = "<</Type/Font/Subtype/CIDFontType2/BaseFont/Foo/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    font = f"/F1 <</Type/Font/Subtype/Type0/BaseFont/Foo/Encoding/{encoding}/ToUnicode 101 0 R/DescendantFonts[{inner}{widths}>>]>>"
    return {"fonts": font, "more": ("null", f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream")}


def assert_both_tell(content: str, texts: list[str], **document: Any) -> None:
    ours, other = (glyphs(pdf(content, **document), reader) for reader in Reader)
    assert [glyph.text for glyph in other] == [glyph.text for glyph in ours] == texts
    for one, second in zip(ours, other, strict=True):
        assert_the_same(one, second)


@pytest.mark.parametrize("turn", ["1 0 0 1", "0 1 -1 0", "0 -1 1 0", "-1 0 0 -1", "-1 0 0 1"])
def test_a_glyph_is_as_long_as_it_is_whichever_way_the_line_runs(turn: str) -> None:
    """Neither a ligature's length is told by a letter, nor that of the second glyph which a font has for one letter."""
    document = composite("<0041> <0061>\n<0042> <006600660069>\n<0043> <0061>", widths="/W[65[700 900 950]]")
    assert_both_tell(f"BT /F1 10 Tf {turn} 300 300 Tm <004100420043> Tj ET", ["a", "ffi", "a"], **document)


def test_upright_figures_in_a_column_stand_in_the_middle_of_it() -> None:
    document = composite("<0020> <007E> <0020>", widths="/W[48[500 500]]", encoding="Identity-V", sort="beginbfrange")
    shown = glyphs(pdf("BT /F1 10 Tf 100 700 Td <00300030> Tj ET", **document), Reader.PDFIUM)
    assert [glyph.x for glyph in shown] == pytest.approx([100, 100], abs=1)  # not 2.5, half a letter


def test_a_type_3_font_with_a_name_is_one_all_the_same() -> None:
    """Its letters run backwards, which in other fonts is how those of vertical writing are told."""
    font = (
        "/F1 <</Type/Font/Subtype/Type3/BaseFont/Foo/FontBBox[0 0 0 0]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 65/LastChar 65"
        "/Widths[-500]/Encoding<</Differences[65/A]>>/CharProcs<</A 101 0 R>>/ToUnicode 102 0 R>>"
    )
    drawn = "-500 0 d0 0 0 -500 700 re f"
    more = ("null", f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream", to_unicode("<41> <0041>"))
    assert_both_tell("BT /F1 10 Tf 300 700 Td (AA) Tj ET", ["A", "A"], fonts=font, more=more)


def test_glyphs_are_told_in_the_order_of_the_content() -> None:
    """PDFium has raised letters of a line after it: there an accent is apart from its letter."""
    first = (
        "BT /F1 9.96 Tf 150 458.66 Td (eine) Tj 28 2.08 Td (\xa8) Tj -1.24 -2.08 Td (Uberschrift folgt. Mehr Text) Tj "
    )
    source = pdf(first + "0 -12 Td (Mehr Text) Tj ET")
    assert "eine \xdcberschrift" in Pages(source, reader=Reader.PDFIUM).text(0).text
    assert_both_tell(first + "0 -12 Td (Mehr Text) Tj ET", [glyph.text for glyph in glyphs(source, Reader.PDFPLUMBER)])


def test_lines_that_run_leftwards_are_told_as_they_are_drawn() -> None:
    """Letters of which a font has several glyphs, a ligature, a figure of two digits, and a gap for a space."""
    letters = "<0041> <0628>\n<0042> <06440627>\n<0043> <0661>\n<0044> <0662>\n<0045> <0628>"
    document = composite(letters, widths="/W[65[500 600 500 500 900]]")
    content = "BT /F1 10 Tf 100 700 Td [<00430044> -400 <0042> <0045> <0041>] TJ ET"
    assert_both_tell(content, ["\u0628", "\u0628", "\u0644\u0627", "\u0661", "\u0662"], **document)


@pytest.mark.parametrize(
    ("spoken", "drawn", "texts"),
    [
        ("(fi)", "(m) Tj", ["a", "fi", "b"]),
        ("<FEFF00AD>", "(-) Tj", ["a", "\xad", "b"]),
        ("(fi)", "(m) Tj (n) Tj", ["a", UNKNOWN, "b"]),
        ("(other words)", "(these words) Tj", ["a", UNKNOWN, "b"]),
    ],
)
def test_what_a_file_has_read_out_is_no_print(spoken: str, drawn: str, texts: list[str]) -> None:
    """PDFium tells /ActualText for what is drawn, all of it where the first text object begins."""
    content = f"BT /F1 10 Tf 72 700 Td (a) Tj /Span <</ActualText {spoken}>> BDC {drawn} EMC (b) Tj ET"
    shown = glyphs(pdf(content), Reader.PDFIUM)
    assert [glyph.text.replace("-", "\xad") for glyph in shown] == texts
    drawn_as = glyphs(pdf(f"BT /F1 10 Tf 72 700 Td (a) Tj {drawn} ET"), Reader.PDFPLUMBER)
    last = drawn_as[-1] if drawn.count("Tj") == 1 else drawn_as[1]
    assert shown[1].x + shown[1].ax == pytest.approx(last.x + last.ax, abs=1.0)


def test_more_characters_than_the_limit_are_told() -> None:
    data = pdf("BT /F1 1 Tf 10 700 Td (" + "many " * 30 + ") Tj ET").data
    source = open_source(data, name="long.pdf", limits=Limits(page_characters=100))
    with pytest.raises(LimitError, match="more than 100 characters"):
        Pages(source, reader=Reader.PDFIUM).text(0)


def test_a_document_that_pdfium_does_not_open_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("overlay.screen.Screen.opened", lambda *_: None)
    with pytest.raises(DamagedError, match="PDFium cannot read sheet 1"):
        Pages(pdf("BT /F1 1 Tf (a) Tj ET"), reader=Reader.PDFIUM).text(0)


# --- on real documents --------------------------------------------------------------------------------------------


def answers(path: Path, errata: list[Erratum], password: str | None, reader: Reader) -> list[Anchor | Unanchored] | str:
    try:
        source = open_source(path.read_bytes(), name=path.name, password=password)
        return list(anchor_all(errata, source, reader=reader))
    except OverlayError as error:
        return str(error)


def assert_same_place(one: Stretch, other: Stretch) -> None:
    assert (one.page_index, one.mcid) == (other.page_index, other.mcid)
    left, right = one.quad.bottom_left, one.quad.bottom_right
    length = one.quad.width or 1.0
    cos, sin = (right.x - left.x) / length, (right.y - left.y) / length
    for mine, theirs in ((left, other.quad.bottom_left), (right, other.quad.bottom_right)):
        dx, dy = theirs.x - mine.x, theirs.y - mine.y
        assert abs(dx * cos + dy * sin) <= ALONG, (one, other)
        assert abs(dy * cos - dx * sin) <= ACROSS * one.quad.height, (one, other)


def test_both_readers_give_the_same_anchors_on_the_whole_corpus(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "corpus" / "quotes.jsonl").read_text().splitlines()]
    compared = 0
    for name, own in itertools.groupby(sorted(rows, key=lambda row: str(row["file"])), key=lambda row: row["file"]):
        listed = list(own)
        errata = [
            Erratum(str(number), Caveat("x", Scope.PASSAGE), Citation(page_number=row["page"]), Quote(row["quote"]))
            for number, row in enumerate(listed)
        ]
        path = shared / "corpus" / name
        ours, other = (answers(path, errata, listed[0].get("password"), reader) for reader in Reader)
        if isinstance(ours, str) or isinstance(other, str):
            assert ours == other
            continue
        for one, second in zip(ours, other, strict=True):
            compared += 1
            assert type(one) is type(second), (name, one, second)
            if isinstance(one, Anchor) and isinstance(second, Anchor):
                assert len(one.words) == len(second.words), (name, one.words, second.words)
                for stretch, same in zip(one.words, second.words, strict=True):
                    assert_same_place(stretch, same)
            elif isinstance(one, Unanchored) and isinstance(second, Unanchored):
                assert one.cause is second.cause
    assert compared > 300


# --- through the whole line ---------------------------------------------------------------------------------------

ERRATUM = Erratum(
    "1", Substitution("Eight", "Fifteen"), Citation(page_number=1), Quote("Eight young men were referred")
)
DOCUMENT = Document("report.pdf", (ERRATUM,))
RELEASE = Release("Metropolitan Police Service", "R1", "2024-11-12", (DOCUMENT,))


def made_by(reader: Reader) -> Corrected:
    made = correct(write(), DOCUMENT, RELEASE, Options(reader=reader))
    assert isinstance(made, Corrected)
    return made


def test_a_copy_tells_who_read_it_and_is_proved_and_made_again() -> None:
    made = made_by(Reader.PDFIUM)
    assert dict(made.record.options) == {"reader": "pdfium"}
    assert dict(made_by(Reader.PDFPLUMBER).record.options) == {}
    proof = verify(made.data, original=write(), rebuild=rebuilder())
    assert proof.verdict is Verdict.VERIFIED


def test_a_reader_that_is_not_known_is_not_guessed() -> None:
    record = replace(made_by(Reader.PDFPLUMBER).record, options=(("reader", "someone"),))
    with pytest.raises(UnsupportedError, match="does not know"):
        remake(write(), record, None)


def test_the_commands_take_the_option(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(write())
    limits = ("--max-seconds", "0", "--max-cpu", "0", "--max-memory", "0")
    found = [sys.executable, "-m", "overlay", "find", str(tmp_path / "report.pdf"), "Eight young men", *limits]
    for reader in Reader:
        run = subprocess.run([*found, "--reader", reader], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
    assert subprocess.run([*found, "--reader", "eyes"], capture_output=True, check=False).returncode == ExitCode.USAGE


def test_nothing_of_pdfplumber_is_imported() -> None:
    code = (
        "import sys\nfrom tests.test_by_pdfium import Reader, made_by\nmade_by(Reader.PDFIUM)\n"
        "print(sorted({'pdfminer', 'pdfplumber'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parent.parent
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root).stdout == "[]\n"
