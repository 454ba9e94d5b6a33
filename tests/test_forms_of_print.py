"""A quote found, whole line of anchoring, in each form that print gives to words: right place, both readers, and seen."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import overlay.appearance
from overlay.anchor import Anchor, Cause, Unanchored, anchor_all
from overlay.erratum import Citation, Deletion, Erratum, Quote
from overlay.geometry import Rect
from overlay.source import open_source

SIZE = 10
LEADING = 14
TOP = 700
LEFT = 72
DEJAVU = Path(overlay.appearance.__file__).parent / "typefaces" / "DejaVuSans.ttf"

Draw = Callable[[Canvas], None]


def answer(draw: Draw, quote: str, words: str, citation: Citation | None = None) -> Anchor | Unanchored:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    canvas.setFont("Helvetica", SIZE)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    erratum = Erratum("1", Deletion(words), citation or Citation(), Quote(quote))
    return anchor_all((erratum,), open_source(buffer.getvalue(), name="made.pdf"))[0]


def found(draw: Draw, quote: str, words: str, citation: Citation | None = None) -> Anchor:
    anchor = answer(draw, quote, words, citation)
    assert isinstance(anchor, Anchor), anchor
    return anchor


def boxes(anchor: Anchor) -> list[Rect]:
    return [stretch.quad.bounds for stretch in anchor.words]


def at(anchor: Anchor, x0: float, x1: float, baseline: float, *, size: float = SIZE) -> bool:
    """Whether the words are one stretch from x0 to x1 on a line of that baseline."""
    (box,) = boxes(anchor)
    across = baseline - 0.4 * size <= box.y0 <= baseline and baseline + 0.5 * size <= box.y1 <= baseline + 1.2 * size
    return across and box.x0 == pytest.approx(x0, abs=0.8) and box.x1 == pytest.approx(x1, abs=0.8)


def width(text: str, font: str = "Helvetica", size: float = SIZE) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def test_a_note_mark_inside_the_sentence() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "mentoring services")
        canvas.setFont("Helvetica", 6)
        canvas.drawString(LEFT + width("mentoring services"), TOP + 4, "12")
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(LEFT + width("mentoring services") + width("12", size=6), TOP, " to eight young men")

    anchor = found(draw, "mentoring services to eight young men", "eight")
    start = LEFT + width("mentoring services to ") + width("12", size=6)
    assert at(anchor, start, start + width("eight"), TOP)
    assert isinstance(answer(draw, "services 2 to eight young men", "eight"), Unanchored)


def test_a_drop_capital() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 44)
        canvas.drawString(LEFT, TOP - 2 * LEADING, "T")
        canvas.setFont("Helvetica", SIZE)
        for row, line in enumerate(("he charity had provided", "mentoring services to eight", "young men in all")):
            canvas.drawString(LEFT + 30, TOP - LEADING * row, line)

    anchor = found(draw, "The charity had provided mentoring services to eight", "eight")
    start = LEFT + 30 + width("mentoring services to ")
    assert at(anchor, start, start + width("eight"), TOP - LEADING)
    whole = found(draw, "The charity had", "The charity")
    assert min(box.x0 for box in boxes(whole)) < LEFT + 3


def test_a_letter_spaced_heading() -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(LEFT, TOP)
        line.setFont("Helvetica-Bold", SIZE)
        line.setCharSpace(5)
        line.textOut("ANNUAL REPORT 2018")
        canvas.drawText(line)

    anchor = found(draw, "ANNUAL REPORT 2018", "2018")
    start = LEFT + width("ANNUAL REPORT ", "Helvetica-Bold") + 5 * len("ANNUAL REPORT ")
    assert at(anchor, start, start + width("2018", "Helvetica-Bold") + 5 * 3.5, TOP) or at(
        anchor, start, start + width("2018", "Helvetica-Bold") + 5 * 3, TOP
    )
    assert isinstance(answer(draw, "ANNUAL REPORT 2019", "2019"), Unanchored)


def test_a_heading_spaced_letter_by_letter() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "E I G H T   Y O U N G   M E N")

    assert at(found(draw, "EIGHT YOUNG MEN", "YOUNG"), *_span("E I G H T   ", "Y O U N G"), TOP)


def _span(before: str, words: str) -> tuple[float, float]:
    return LEFT + width(before), LEFT + width(before) + width(words)


def test_overprinted_bold() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            canvas.drawString(LEFT + shift, TOP, "In all, eight young men were referred.")

    (box,) = boxes(found(draw, "all, eight young men", "eight"))
    assert box.x0 == pytest.approx(LEFT + width("In all, "), abs=0.8)


@pytest.mark.parametrize("turn", [0, 90, 30])
def test_text_in_a_form(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("box", 0, 0, 300, 100)
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(10, 20, "In all, eight young men were referred.")
        canvas.endForm()
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(turn)
        canvas.doForm("box")
        canvas.restoreState()

    (stretch,) = found(draw, "all, eight young men", "eight").words
    assert stretch.quad.width == pytest.approx(width("eight"), abs=0.8)
    assert stretch.quad.angle % 360 == pytest.approx(turn, abs=0.1)


def test_vertical_writing() -> None:
    """A font set from the top of the page to its foot (Identity-V), embedded so that it shows anywhere."""
    glyphs = TTFont("DejaVu", str(DEJAVU)).face.charToGlyph
    document = pikepdf.new()
    program = document.make_stream(DEJAVU.read_bytes())
    to_unicode = "".join(
        f"<{gid:04x}> <{code:04x}>" for code, gid in glyphs.items() if chr(code) in "abcdefghijklmnopqrstuvwxyz"
    )
    cmap = (
        f"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 26 beginbfchar {to_unicode} endbfchar endcmap"
    )
    descriptor = (
        "<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[-200 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200"
        "/CapHeight 700/StemV 80>>"
    )
    descendant = pikepdf.Object.parse(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/CIDToGIDMap/Identity/DW 600/FontDescriptor {descriptor}>>".encode()
    )
    descendant.FontDescriptor.FontFile2 = program
    font = pikepdf.Object.parse(b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-V>>")
    font.DescendantFonts = pikepdf.Array([document.make_indirect(descendant)])
    font.ToUnicode = document.make_stream(cmap.encode())
    page = document.add_blank_page(page_size=(595, 842))
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    codes = "".join(f"{glyphs[ord(letter)]:04x}" for letter in "eightyoungmen")
    page.obj.Contents = document.make_stream(f"BT /F1 20 Tf 300 700 Td <{codes}> Tj ET".encode())
    made = io.BytesIO()
    document.save(made, deterministic_id=True)
    erratum = Erratum("1", Deletion("eight"), Citation(), Quote("eight young men"))
    (anchor,) = anchor_all((erratum,), open_source(made.getvalue(), name="made.pdf"))
    assert isinstance(anchor, Anchor), anchor
    (box,) = boxes(anchor)
    assert (box.y0, box.y1) == pytest.approx((700 - len("eight") * 20, 700), abs=3)
    assert box.x0 < 300 < box.x1
    assert box.width <= 24


def test_lines_turned_to_run_upwards() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(300, 100)
        canvas.rotate(90)
        for row, line in enumerate(("the charity had provided", "services to eight young men")):
            canvas.drawString(0, -LEADING * row, line)
        canvas.restoreState()

    (stretch,) = found(draw, "had provided services to eight young men", "eight").words
    assert stretch.quad.angle == pytest.approx(90, abs=0.1)
    assert stretch.quad.bounds.y0 == pytest.approx(100 + width("services to "), abs=0.8)


def test_right_to_left() -> None:
    sentence = "שמונה צעירים הופנו על ידי המשטרה"  # "eight young men were referred by the police"

    def draw(canvas: Canvas) -> None:
        pdfmetrics.registerFont(TTFont("DejaVu", str(DEJAVU)))
        canvas.setFont("DejaVu", SIZE)
        canvas.drawString(LEFT, TOP, sentence[::-1])  # as it is drawn: from the left

    first = sentence.split()[0]
    anchor = found(draw, sentence, first)
    whole = width(sentence, "DejaVu")
    assert at(anchor, LEFT + whole - width(first, "DejaVu"), LEFT + whole, TOP)


COLUMN = tuple(
    f"this is line {name} of a column of the text" for name in ("one", "two", "three", "four", "five", "six")
)


def test_over_a_column_break() -> None:
    def draw(canvas: Canvas) -> None:
        for row, line in enumerate((*COLUMN, "the charity provided mentoring to")):
            canvas.drawString(LEFT, TOP - LEADING * row, line)
        for row, line in enumerate(
            ("eight young men of the borough", *(line.replace("a col", "the col") for line in COLUMN))
        ):
            canvas.drawString(LEFT + 250, TOP - LEADING * row, line)

    anchor = found(draw, "provided mentoring to eight young men", "eight")
    assert at(anchor, LEFT + 250, LEFT + 250 + width("eight"), TOP)
    assert [stretch.text for stretch in anchor.quote] == ["provided mentoring to", "eight young men"]


def test_over_a_page_break_with_a_number_and_a_running_head_between() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 5):
            canvas.setFont("Helvetica", SIZE)
            canvas.drawString(LEFT, 800, "Evaluation of the pilot")
            canvas.drawString(290, 30, f"- {number} -")
            lines = [f"page {name} {line}" for name in ("again",) for line in COLUMN]
            if number == 2:
                lines = [*lines, "the charity provided mentoring to"]
            if number == 3:
                lines = ["eight young men of the borough", *lines]
            for row, line in enumerate(lines):
                canvas.drawString(LEFT, TOP - LEADING * row, line)
            if number < 4:
                canvas.showPage()

    anchor = found(draw, "provided mentoring to eight young men", "eight", Citation(page_labels=("3",)))
    assert (anchor.page_indexes, anchor.page_index, anchor.page_label) == ((1, 2), 2, "3")
    assert at(anchor, LEFT, LEFT + width("eight"), TOP)


def test_a_page_number_inside_the_text() -> None:
    """As where a page was printed with the number of another edition between two lines of a sentence."""

    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(
            ("the charity provided mentoring to", "[Page 21]", "eight young men of the borough")
        ):
            canvas.drawString(LEFT, TOP - LEADING * row, line)

    result = answer(draw, "provided mentoring to eight young men", "eight")
    if isinstance(result, Anchor):
        assert at(result, LEFT, LEFT + width("eight"), TOP - 2 * LEADING)
        assert result.remarks
    else:
        assert result.cause is Cause.NOT_FOUND
    assert isinstance(answer(draw, "mentoring to [Page 21] eight young men", "eight"), Anchor)


@settings(max_examples=15, deadline=None)
@given(st.integers(10, 99_999), st.data())
def test_one_digit_changed_finds_no_place(number: int, data: st.DataObject) -> None:
    digits = f"{number:,}"
    place = data.draw(st.sampled_from([i for i, one in enumerate(digits) if one.isdigit()]))
    other = data.draw(st.sampled_from("0123456789"))
    assume(other != digits[place])
    changed = digits[:place] + other + digits[place + 1 :]

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, f"The budget of the charity was £{digits} in the first year.")

    quote = "budget of the charity was £{} in the first year"
    assert at(
        found(draw, quote.format(digits), f"£{digits}"), *_span("The budget of the charity was ", f"£{digits}"), TOP
    )
    assert isinstance(answer(draw, quote.format(changed), f"£{changed}"), Unanchored)
