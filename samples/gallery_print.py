"""Gallery pages that are hard for their layout: columns, tables, slides, and sheets of unusual size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from layouts import BULLETIN
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A0, A3, A4, A5, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph
from setting import ACCENT, BOLD, INK, QUIET, REGULAR, RULE, SAMPLES, TINT, new_canvas

NIGHT, GOLD, SAND = HexColor("#12303b"), HexColor("#e0b352"), HexColor("#f4efe4")


def report_words(name: str) -> list[str]:
    """The plain paragraphs of a sample report, without headings, tables, notes and quotations."""
    text = (SAMPLES / "kcpo" / f"{name}.txt").read_text(encoding="utf-8")
    blocks = (re.sub(r"\{note: .*?\}", "", block) for block in re.split(r"\n\s*\n", text))
    return [block.replace("'", "’") for block in blocks if re.match(r"[A-Z]", block) and "\n" not in block]


def style(size: float, leading: float, *, justified: bool = True, indent: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}/{leading}/{indent}",
        fontName=REGULAR,
        fontSize=size,
        leading=leading,
        textColor=INK,
        alignment=TA_JUSTIFY if justified else 0,
        firstLineIndent=indent,
    )


def fill_columns(canvas: Canvas, story: list[Paragraph], columns: Iterator[tuple[float, float, float, float]]) -> None:
    """Flows paragraphs through columns (x, y, width, height), in points from the lower left."""
    for x, y, width, height in columns:
        Frame(x, y, width, height, 0, 0, 0, 0).addFromList(story, canvas)


def two_columns(path: Path) -> None:
    """Two full justified columns with a gutter of five millimetres and narrow margins."""
    canvas = new_canvas(path, A4, title="Two columns")
    margin, gutter = 14 * mm, 5 * mm
    column = (A4[0] - 2 * margin - gutter) / 2
    words = report_words("qualitative")[2:]
    story = [Paragraph(text, style(8.4, 11.4, indent=8)) for text in words]
    fill_columns(
        canvas,
        story,
        ((margin + place * (column + gutter), 16 * mm, column, A4[1] - 32 * mm) for place in range(2)),
    )
    canvas.save()


def dense_table(path: Path) -> None:
    """A full page of figures, rows close together and ruled to the edges."""
    canvas = new_canvas(path, A4, title="Dense table")
    margin, row, first = 11 * mm, 11.6, 76.0
    columns = 13
    step = (A4[0] - 2 * margin - first) / columns
    canvas.setFont(BOLD, 9.5)
    canvas.setFillColor(ACCENT)
    canvas.drawString(margin, A4[1] - 14 * mm, "Rainfall by station and four-week period, millimetres")
    top = A4[1] - 20 * mm
    rows = int((top - 10 * mm) // row)
    for line in range(rows):
        y = top - line * row
        if line % 2:
            canvas.setFillColor(TINT)
            canvas.rect(0, y - 3.2, A4[0], row, stroke=0, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD if line == 0 else REGULAR, 7.4)
        canvas.drawString(margin, y, "Station" if line == 0 else f"Station {line:02}")
        for column in range(columns):
            # Any rule that fills a table with unlike numbers will do.
            cell = (
                f"P{column + 1}"
                if line == 0
                else f"{(line * 37 + column * 53 + line * column) % 96 + 4}.{(line + column * 3) % 10}"
            )
            canvas.drawRightString(margin + first + (column + 1) * step, y, cell)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.3)
    for column in range(columns + 1):
        x = margin + first + column * step + 3
        canvas.line(x, 0, x, top + 10)
    canvas.save()


def slide(path: Path) -> None:
    """A dark slide, coloured to its edges, with a chart."""
    width, height = 960.0, 540.0
    canvas = new_canvas(path, (width, height), title="Slide")
    canvas.setFillColor(NIGHT)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.setFillColor(GOLD)
    canvas.rect(0, height - 12, width, 12, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.setFont(BOLD, 36)
    canvas.drawString(60, height - 92, "More journeys, fewer cars")
    canvas.setFont(REGULAR, 21)
    for line, text in enumerate(
        (
            "•  Journeys by bus rose by 14 per cent in two years",
            "•  Every third household has given up a second car",
            "•  The night line carries 2,300 people a week",
        )
    ):
        canvas.drawString(60, height - 160 - line * 44, text)
    for place, value in enumerate((62, 71, 68, 85, 97)):
        x = 90 + place * 160
        canvas.setFillColor(GOLD)
        canvas.rect(x, 66, 92, value * 1.7, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.setFont(REGULAR, 16)
        canvas.drawCentredString(x + 46, 42, f"{2021 + place}")
        canvas.drawCentredString(x + 46, 72 + value * 1.7, f"{value} m")
    canvas.save()


def small_page(path: Path) -> None:
    """A page of A5 with margins of a pocket book."""
    canvas = new_canvas(path, A5, title="A5")
    margin = 12 * mm
    story = [Paragraph(text, style(8.6, 12.4, indent=9)) for text in report_words("qualitative")[40:56]]
    fill_columns(canvas, story, iter([(margin, 17 * mm, A5[0] - 2 * margin, A5[1] - 33 * mm)]))
    canvas.setFont(REGULAR, 7.6)
    canvas.setFillColor(QUIET)
    canvas.drawCentredString(A5[0] / 2, 9 * mm, "143")
    canvas.save()


def wide_page(path: Path) -> None:
    """A landscape page in three columns beside a panel."""
    size = landscape(A4)
    canvas = new_canvas(path, size, title="Landscape")
    canvas.setFillColor(SAND)
    canvas.rect(0, 0, 62 * mm, size[1], stroke=0, fill=1)
    canvas.setFillColor(ACCENT)
    canvas.setFont(BOLD, 20)
    for line, text in enumerate(("Five", "ordinary", "days")):
        canvas.drawString(14 * mm, size[1] - 34 * mm - line * 26, text)
    margin, gutter = 70 * mm, 6 * mm
    column = (size[0] - margin - 12 * mm - 2 * gutter) / 3
    words = [text for text in report_words("qualitative") if len(text) > 200][6:]
    story = [Paragraph(text, style(8.2, 11.8, justified=False)) for text in words]
    for paragraph in story:
        paragraph.style.spaceAfter = 6
    fill_columns(
        canvas,
        story,
        ((margin + place * (column + gutter), 14 * mm, column, size[1] - 28 * mm) for place in range(3)),
    )
    canvas.save()


def poster(path: Path) -> None:
    """A conference poster of A0, in four columns of large type."""
    width, height = A0
    canvas = new_canvas(path, A0, title="Poster")
    canvas.setFillColor(ACCENT)
    canvas.rect(0, height - 420, width, 420, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.setFont(BOLD, 104)
    canvas.drawString(120, height - 200, "What makes an officer known?")
    canvas.setFont(REGULAR, 50)
    canvas.drawString(120, height - 310, "Ninety-six interviews in five boroughs")
    margin, gutter = 120.0, 70.0
    column = (width - 2 * margin - 2 * gutter) / 3
    story = [Paragraph(text, style(33, 48, justified=False)) for text in report_words("qualitative")[30:]]
    for paragraph in story:
        paragraph.style.spaceAfter = 26
    fill_columns(
        canvas,
        story,
        ((margin + place * (column + gutter), 150, column, height - 660) for place in range(3)),
    )
    canvas.save()


def turned(path: Path) -> None:
    """A page turned by three quarters and cropped by 18 mm on two sides, so that its visible corner is not the origin."""
    bleed = 18 * mm
    canvas = new_canvas(path, (A4[1] + bleed, A4[0] + bleed), title="Turned")
    canvas.setPageRotation(270)
    canvas.setCropBox((bleed, bleed, bleed + A4[0], bleed + A4[1]))
    # Turned by 270 on display: what the reader sees as rightwards is downwards here.
    canvas.transform(0, -1, 1, 0, bleed, bleed + A4[1])
    width, height = A4[1], A4[0]
    canvas.setFont(BOLD, 17)
    canvas.setFillColor(ACCENT)
    canvas.drawString(20 * mm, height - 26 * mm, "Sessions held in the second year")
    gutter = 8 * mm
    column = (width - 40 * mm - gutter) / 2
    story = [Paragraph(text, style(9.2, 13.6)) for text in report_words("quantitative")]
    for paragraph in story:
        paragraph.style.spaceAfter = 6
    fill_columns(
        canvas,
        story,
        ((20 * mm + place * (column + gutter), 18 * mm, column, height - 54 * mm) for place in range(2)),
    )
    canvas.save()


def newspaper(path: Path) -> None:
    """A front page in six narrow columns, with headlines over several."""
    width, height = A3
    canvas = new_canvas(path, A3, title="Newspaper")
    margin, gutter, count = 12 * mm, 4 * mm, 6
    column = (width - 2 * margin - (count - 1) * gutter) / count
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 52)
    canvas.drawCentredString(width / 2, height - 27 * mm, "The Harbour Courier")
    canvas.setFont(REGULAR, 8.5)
    canvas.drawString(margin, height - 34 * mm, "Friday 3 July")
    canvas.drawRightString(width - margin, height - 34 * mm, "No. 14,208")
    canvas.setLineWidth(1)
    canvas.line(margin, height - 36 * mm, width - margin, height - 36 * mm)
    canvas.setFont(BOLD, 30)
    canvas.drawString(margin, height - 50 * mm, "Reservoir lowest in ten years")
    canvas.drawString(margin + 4 * (column + gutter), height - 50 * mm, "On the beat")
    news = [Paragraph(block.removeprefix("= "), style(7.6, 9.8, indent=7)) for block in BULLETIN.strip().split("\n\n")]
    news += [Paragraph(text, style(7.6, 9.8, indent=7)) for text in report_words("qualitative")[:14]]
    news += [Paragraph(text, style(7.6, 9.8, indent=7)) for text in report_words("quantitative")]
    beat = [Paragraph(text, style(7.6, 9.8, indent=7)) for text in report_words("qualitative")[26:]]
    top, foot = height - 55 * mm, 12 * mm
    for story, places in ((news, range(4)), (beat, range(4, 6))):
        fill_columns(
            canvas, story, ((margin + place * (column + gutter), foot, column, top - foot) for place in places)
        )
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.4)
    for place in range(1, count):
        x = margin + place * (column + gutter) - gutter / 2
        canvas.line(x, foot, x, top)
    canvas.save()
