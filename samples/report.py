"""Sets a report from plain text: chapters, sections, paragraphs, quotations, tables, boxes, charts and footnotes.

The text is written in a few marks, each at the start of a line: `=` a chapter, `==` a section, `*` a list item,
`>` a quotation and `>--` its speaker, `^` a table's title, `|` a table's row, `%box TITLE` to `%end` a box,
`%numbered` to `%end` a numbered list, `%figure NAME` a chart. `{note: ...}` within a paragraph is a footnote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents
from setting import ACCENT, BOLD, INK, QUIET, REGULAR, RULE, TINT

LEFT, RIGHT, TOP, BOTTOM = 28 * mm, 46 * mm, 30 * mm, 38 * mm
DROP = 42 * mm  # how much lower a chapter opens
WIDTH = A4[0] - LEFT - RIGHT
FRONT = 2
ROMAN = {1: "i", 2: "ii"}

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9.9, leading=17.2, textColor=INK, spaceAfter=9.6)
CHAPTER = ParagraphStyle("chapter", fontName=BOLD, fontSize=20, leading=26, textColor=ACCENT, spaceAfter=22)
SECTION = ParagraphStyle(
    "section", fontName=BOLD, fontSize=11.4, leading=16, textColor=ACCENT, spaceBefore=10, spaceAfter=5, keepWithNext=1
)
ITEM = ParagraphStyle("item", parent=BODY, leftIndent=14, bulletIndent=2, spaceAfter=4.2)
QUOTE = ParagraphStyle(
    "quote", parent=BODY, leftIndent=20, rightIndent=24, spaceBefore=3, spaceAfter=2, textColor=ACCENT, keepWithNext=1
)
SPEAKER = ParagraphStyle(
    "speaker", parent=BODY, fontSize=8, leading=11, textColor=QUIET, rightIndent=24, alignment=TA_RIGHT, spaceAfter=13
)
CAPTION = ParagraphStyle(
    "caption", parent=BODY, fontName=BOLD, fontSize=8.6, leading=12, spaceBefore=5, spaceAfter=4, keepWithNext=1
)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=8.2, leading=11.4, spaceAfter=0)
CELL_RIGHT = ParagraphStyle("cell right", parent=CELL, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", parent=CELL, fontName=BOLD, textColor=ACCENT)
HEAD_RIGHT = ParagraphStyle("head right", parent=HEAD, alignment=TA_RIGHT)
BOX_TITLE = ParagraphStyle("box title", parent=BODY, fontName=BOLD, fontSize=9.6, textColor=ACCENT, spaceAfter=3)
BOX_BODY = ParagraphStyle("box body", parent=BODY, fontSize=9, leading=14, spaceAfter=4)
BOX_ITEM = ParagraphStyle("box item", parent=BOX_BODY, leftIndent=13, bulletIndent=1)
FOOTNOTE = ParagraphStyle(
    "footnote", parent=BODY, fontSize=7.2, leading=9.6, textColor=QUIET, leftIndent=11, bulletIndent=0
)
CONTENTS = (
    ParagraphStyle("contents 0", parent=BODY, fontName=BOLD, fontSize=8.6, leading=10.8, spaceBefore=3, spaceAfter=0),
    ParagraphStyle("contents 1", parent=BODY, fontSize=8, leading=10.3, leftIndent=14, spaceAfter=0),
)

Figure = Callable[[float], Flowable]


@dataclass(frozen=True, slots=True)
class Report:
    """One report to be set: its words, and the charts that its text names."""

    title: str
    subtitle: str
    series: str
    imprint: tuple[str, ...]
    text: str
    figures: dict[str, Figure] = field(default_factory=dict)


class _Setter(BaseDocTemplate):
    """Numbers the pages (two of front matter in roman), runs heads and feet, and gathers the contents."""

    def __init__(self, path: Path, report: Report, notes: list[str]) -> None:
        super().__init__(
            str(path),
            pagesize=A4,
            title=report.title,
            author="The overlay contributors",
            invariant=1,
            initialFontName=REGULAR,
        )
        self.subject = "A stand-in made for trying out overlay; everything in it is invented"
        self.report, self.notes, self.chapter = report, notes, ""
        self.called: list[str] = []
        frame = Frame(LEFT, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0, id="text")
        lower = Frame(LEFT, BOTTOM, WIDTH, A4[1] - TOP - DROP - BOTTOM, 0, 0, 0, 0, id="text")
        self.addPageTemplates(
            [
                PageTemplate("cover", [frame], onPage=self._cover),
                PageTemplate("front", [frame], onPageEnd=self._foot),
                PageTemplate("opening", [lower], onPageEnd=self._head_and_foot),
                PageTemplate("body", [frame], onPageEnd=self._head_and_foot),
            ]
        )

    def beforeDocument(self) -> None:  # noqa: N802 (reportlab calls it so)
        self.called = []
        self.canv.setNamedCB("footnote", self._footnote_called)
        self.canv.addPageLabel(0, style="ROMAN_LOWER")
        self.canv.addPageLabel(FRONT, style="ARABIC", start=1)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (reportlab calls it so)
        style = getattr(getattr(flowable, "style", None), "name", "")
        if style not in ("chapter", "section"):
            return
        level, text = (0 if style == "chapter" else 1), flowable.getPlainText()
        key = re.sub(r"\W+", "-", text).strip("-").lower()
        self.canv.bookmarkPage(key, fit="XYZ", left=0, top=self.frame._y + flowable.height + 12, zoom=0)
        self.canv.addOutlineEntry(text.replace("\N{NO-BREAK SPACE}", ""), key, level, closed=level == 0)
        if level == 0 or text[0].isdigit():
            self.notify("TOCEntry", (level, text, self.page, key))
        if level == 0:
            self.chapter = text.split("\N{NO-BREAK SPACE} ")[-1]

    def _footnote_called(self, _canvas: Canvas, _kind: str | None, number: str) -> None:
        if number not in self.called:
            self.called.append(number)

    def _cover(self, canvas: Canvas, _document: Any) -> None:
        width, height = A4
        canvas.setFillColor(ACCENT)
        canvas.rect(0, height * 0.58, width, height * 0.42, stroke=0, fill=1)
        canvas.setFillColor("#ffffff")
        canvas.setFont(REGULAR, 9.5)
        canvas.drawString(LEFT, height - 28 * mm, self.report.series)
        canvas.setFont(BOLD, 26)
        for row, line in enumerate(self.report.title.split("\n")):
            canvas.drawString(LEFT, height * 0.58 + 44 * mm - row * 34, line)
        canvas.setFont(REGULAR, 13)
        canvas.drawString(LEFT, height * 0.58 + 13 * mm, self.report.subtitle)
        canvas.setFillColor(INK)
        canvas.setFont(REGULAR, 9)
        for row, line in enumerate(self.report.imprint):
            canvas.drawString(LEFT, 52 * mm - row * 14, line)

    def _foot(self, canvas: Canvas, _document: Any) -> None:
        canvas.setFillColor(QUIET)
        canvas.setFont(REGULAR, 8)
        canvas.drawRightString(LEFT + WIDTH, 16 * mm, printed_number(canvas.getPageNumber()))
        canvas.drawString(LEFT, 16 * mm, self.report.subtitle)

    def _head_and_foot(self, canvas: Canvas, document: Any) -> None:
        self._foot(canvas, document)
        canvas.drawString(LEFT, A4[1] - 18 * mm, self.report.title.replace("\n", " "))
        canvas.drawRightString(LEFT + WIDTH, A4[1] - 18 * mm, self.chapter)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, A4[1] - 20.5 * mm, LEFT + WIDTH, A4[1] - 20.5 * mm)
        self._footnotes(canvas)

    def _footnotes(self, canvas: Canvas) -> None:
        if not self.called:
            return
        lowest = 24 * mm
        for number in reversed(self.called):
            note = Paragraph(self.notes[int(number) - 1], FOOTNOTE, bulletText=number)
            lowest += note.wrap(WIDTH, 100)[1] + 2
            note.drawOn(canvas, LEFT, lowest - note.height)
        canvas.line(LEFT, lowest + 4, LEFT + 40 * mm, lowest + 4)
        self.called = []


def printed_number(sheet: int) -> str:
    """The number printed on a sheet (counted from 1): two of front matter in roman, then arabic from 1."""
    return ROMAN.get(sheet, "") if sheet <= FRONT else str(sheet - FRONT)


def set_report(report: Report, path: Path) -> None:
    """Writes `report` to `path`."""
    notes: list[str] = []
    story: list[Flowable] = [NextPageTemplate("front"), PageBreak(), Paragraph("Contents", _unlisted(CHAPTER))]
    contents = TableOfContents(levelStyles=list(CONTENTS), dotsMinLevel=0, formatter=printed_number)
    contents.tableStyle = TableStyle(
        [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    )
    story += [contents, *_blocks(report, notes)]
    _Setter(path, report, notes).multiBuild(story)


def _unlisted(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle("unlisted", parent=style)


def _blocks(report: Report, notes: list[str]) -> Iterator[Flowable]:
    blocks = iter(re.split(r"\n\s*\n", report.text.strip()))
    for block in blocks:
        if block.startswith("%box"):
            yield _box(_until_end(block, blocks), notes)
        elif block.startswith("%numbered"):
            rows = [row[2:] for row in block.splitlines() if row.startswith("* ")]
            yield from (_item(row, ITEM, f"{number}.") for number, row in enumerate(rows, 1))
        elif block.startswith("%figure"):
            yield report.figures[block.split()[1]](WIDTH)
            yield Spacer(1, 12)
        elif block.startswith("^"):
            title, *rows = block.splitlines()
            yield KeepTogether([Paragraph(title[2:], CAPTION), _table(rows), Spacer(1, 14)])
        elif block.startswith("= "):
            yield NextPageTemplate("opening")
            yield PageBreak()
            yield NextPageTemplate("body")
            yield Paragraph(block[2:].replace("  ", "\N{NO-BREAK SPACE} "), CHAPTER)
        elif block.startswith("== "):
            yield Paragraph(block[3:], SECTION)
        elif block.startswith(">"):
            quotation, speaker = block.splitlines()
            yield KeepTogether([Paragraph(f"“{quotation[2:]}”", QUOTE), Paragraph(speaker[3:].strip(), SPEAKER)])
        elif block.startswith("* "):
            yield from (_item(row[2:], ITEM, "•") for row in block.splitlines())
            yield Spacer(1, 5)
        else:
            yield Paragraph(_with_notes(_curled(block), notes), BODY, encoding="utf8")


def _curled(text: str) -> str:
    """Straight quotation marks and apostrophes made into curly ones."""
    return re.sub(r"(?<!\w)\"(.*?)\"", r"“\1”", text).replace("'", "’")


def _with_notes(text: str, notes: list[str]) -> str:
    def called(match: re.Match[str]) -> str:
        notes.append(match[1])
        number = len(notes)
        return f'<super size="6.4" rise="3.4">{number}</super><onDraw name="footnote" label="{number}"/>'

    return re.sub(r"\{note: (.*?)\}", called, text)


def _until_end(first: str, rest: Iterator[str]) -> list[str]:
    blocks = [first]
    while not blocks[-1].endswith("%end"):
        blocks.append(next(rest))
    blocks[-1] = blocks[-1].removesuffix("%end").strip()
    return blocks


def _item(text: str, style: ParagraphStyle, bullet: str) -> Paragraph:
    wide = ParagraphStyle("numbered", parent=style, leftIndent=20) if bullet != "•" else style
    return Paragraph(_curled(text), wide, bulletText=bullet)


def _box(blocks: list[str], notes: list[str]) -> Flowable:
    title, *rest = blocks[0].splitlines()
    inside: list[Flowable] = [Paragraph(title.removeprefix("%box "), BOX_TITLE)]
    for block in ["\n".join(rest), *blocks[1:]]:
        if block.startswith("* "):
            inside += [_item(row[2:], BOX_ITEM, "•") for row in block.splitlines()]
        elif block:
            inside.append(Paragraph(_with_notes(_curled(block), notes), BOX_BODY))
    table = Table([[inside]], colWidths=[WIDTH], spaceBefore=6, spaceAfter=14)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), TINT),
                ("LINEBEFORE", (0, 0), (0, -1), 2.4, ACCENT),
                ("LEFTPADDING", (0, 0), (-1, -1), 12),
                ("RIGHTPADDING", (0, 0), (-1, -1), 12),
                ("TOPPADDING", (0, 0), (-1, -1), 8),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return table


def _table(rows: list[str]) -> Flowable:
    cells = [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows]
    numeric = [all(re.fullmatch(r"[\d,–]+", row[column]) for row in cells[1:]) for column in range(len(cells[0]))]
    set_cells = [
        [
            Paragraph(
                _curled(cell), (HEAD_RIGHT if right else HEAD) if row_index == 0 else (CELL_RIGHT if right else CELL)
            )
            for cell, right in zip(row, numeric, strict=True)
        ]
        for row_index, row in enumerate(cells)
    ]
    table = Table(set_cells, colWidths=_widths(cells), repeatRows=1)
    marks: list[tuple[Any, ...]] = [
        ("LINEABOVE", (0, 0), (-1, 0), 0.9, ACCENT),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, ACCENT),
        ("LINEBELOW", (0, 1), (-1, -2), 0.3, RULE),
        ("LINEBELOW", (0, -1), (-1, -1), 0.9, ACCENT),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, -1), 3.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.8),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
    if cells[-1][0] == "All":
        marks.append(("LINEABOVE", (0, -1), (-1, -1), 0.5, ACCENT))
    table.setStyle(TableStyle(marks))
    return table


def _widths(cells: list[list[str]]) -> list[float]:
    """Column widths in points, in proportion to each column's longest cell, within reason."""
    longest = [min(26, max(7, *(len(row[column]) for row in cells))) for column in range(len(cells[0]))]
    return [WIDTH * length / sum(longest) for length in longest]
