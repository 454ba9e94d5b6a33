"""Two single pages that are hard to place a note on: two justified columns, and a turned page with an offset crop box."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph
from setting import ACCENT, BOLD, INK, QUIET, REGULAR, RULE, new_canvas

COLUMN = ParagraphStyle(
    "column", fontName=REGULAR, fontSize=8.8, leading=13.1, textColor=INK, alignment=TA_JUSTIFY, firstLineIndent=10
)
OPENING = ParagraphStyle("opening", parent=COLUMN, firstLineIndent=0)
CROSSHEAD = ParagraphStyle(
    "crosshead", fontName=BOLD, fontSize=9.2, leading=13, textColor=ACCENT, spaceBefore=9, spaceAfter=2, keepWithNext=1
)

BULLETIN = """\
The reservoir stood at 61 per cent of its capacity at the end of the quarter, which is eight points below the mean of \
the last ten years. Rain in the first six weeks was close to normal; from the middle of May there was hardly any. The \
lowest level since records began here was reached in 1976, when it stood at 38 per cent.

Water was drawn at an average of 212 megalitres a day, three more than in the same quarter of last year. Most of the \
rise came in the last fortnight of June, when the weather was hot and gardens were watered in the evening. Supply to \
farms was not affected.

= Leakage

Engineers repaired 418 leaks, of which 37 had been reported by customers. The largest, beneath the market place, had \
been losing water for some months before it reached the surface, and took nine days to mend. Total leakage is put at \
27 megalitres a day, against a target of 25 for the year as a whole.

A trial of listening devices began in April. Forty were fixed to valves in the old town, and found eleven leaks that \
had not been known. The trial goes on until September, when its cost is to be set against that of the ordinary survey.

= Quality

Of 3,906 samples taken at the treatment works and at taps, 3,904 met the standard. The two that did not were both of \
taste, at the same address, and were traced to a hose left in a tank. No sample failed on bacteria or on metals.

The works at Lower Mill were closed for eleven days in May so that filters could be renewed. Supply was kept up from \
the two others, and customers at the edge of the district may have noticed that their water was a little harder than \
they were used to.

= Customers

There were 1,120 complaints, most of them about bills. The number of households with a meter rose to 48,300, which is \
71 per cent of the whole. Of those who moved to a meter in the quarter, two thirds now pay less than they did, and \
one in ten pays a good deal more; a letter has been sent to each of these with advice.

The help fund paid the bills of 264 households in part or in whole. Applications came mainly by way of advice bureaux, \
and were decided in nine days on average. The fund will be larger next year, and the form has been cut to one page.

= Works to come

The main along the river road is to be renewed between October and March. Traffic will be kept to one lane, and the \
bus will stop at the bridge. A second main, from the reservoir to the hospital, is being designed; it would let either \
be closed without loss of supply, and is expected to take two years.

The pumping station at the ford has been listed as a historic building. Its two engines have not run since 1961, but \
will be put in order by volunteers, to whom the company has lent a workshop. It is hoped to open the house to visitors \
on one Sunday a month from next spring, and schools have been offered the first of these.

= On the water

Fishing will be allowed again on the south bank from the first of August, as long as the level does not fall below \
55 per cent. The path around the north bank stays closed until the birds have left.

Counts of birds were made on four mornings. The highest number of great crested grebes was 64, on the second of May, \
and eleven pairs are known to have bred. An osprey stayed for six days in April. Sailing began again in the same month, \
and 212 members took part in the first two regattas, in light winds.

= People

Three apprentices finished their time in June and have been taken on. The chief engineer retires in September after \
twenty-nine years, the last seven of them in charge. Her successor will be announced in the next number of this \
bulletin, which is due in October.
"""


def make_two_columns(path: Path) -> None:
    """A bulletin in two justified columns with a narrow gutter."""
    canvas = new_canvas(path, A4, title="Quarterly water bulletin")
    width, height = A4
    margin, gutter = 17 * mm, 7 * mm
    canvas.setFillColor(ACCENT)
    canvas.setFont(BOLD, 21)
    canvas.drawString(margin, height - 24 * mm, "Quarterly water bulletin")
    canvas.setFillColor(QUIET)
    canvas.setFont(REGULAR, 8.4)
    canvas.drawString(margin, height - 30 * mm, "April to June")
    canvas.drawRightString(width - margin, height - 30 * mm, "Number 46")
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(1.2)
    canvas.line(margin, height - 33 * mm, width - margin, height - 33 * mm)
    column = (width - 2 * margin - gutter) / 2
    story = list(_paragraphs(BULLETIN))
    for place in range(2):
        x = margin + place * (column + gutter)
        Frame(x, 22 * mm, column, height - 60 * mm, 0, 0, 0, 0).addFromList(story, canvas)
    if story:
        raise RuntimeError("the bulletin does not fit on its page")
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(width / 2, 24 * mm, width / 2, height - 38 * mm)
    canvas.setFillColor(QUIET)
    canvas.setFont(REGULAR, 8)
    canvas.drawCentredString(width / 2, 13 * mm, "1")
    canvas.save()


def _paragraphs(text: str) -> list[Paragraph]:
    set_paragraphs, opening = [], True
    for block in text.strip().split("\n\n"):
        heading = block.startswith("= ")
        style = CROSSHEAD if heading else OPENING if opening else COLUMN
        set_paragraphs.append(Paragraph(block.removeprefix("= "), style))
        opening = heading
    return set_paragraphs


TIMETABLE = (
    ("Stop", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18"),
    (
        "Harbour",
        "7:04",
        "8:04",
        "9:10",
        "10:10",
        "11:10",
        "12:10",
        "13:10",
        "14:10",
        "15:04",
        "16:04",
        "17:04",
        "18:10",
    ),
    (
        "Market place",
        "7:11",
        "8:12",
        "9:17",
        "10:17",
        "11:17",
        "12:17",
        "13:17",
        "14:17",
        "15:12",
        "16:12",
        "17:12",
        "18:17",
    ),
    (
        "Hospital",
        "7:19",
        "8:21",
        "9:25",
        "10:25",
        "11:25",
        "12:25",
        "13:25",
        "14:25",
        "15:21",
        "16:21",
        "17:21",
        "18:25",
    ),
    (
        "College",
        "7:26",
        "8:29",
        "9:32",
        "10:32",
        "11:32",
        "12:32",
        "13:32",
        "14:32",
        "15:29",
        "16:29",
        "17:29",
        "18:32",
    ),
    (
        "River road",
        "7:33",
        "8:37",
        "9:39",
        "10:39",
        "11:39",
        "12:39",
        "13:39",
        "14:39",
        "15:37",
        "16:37",
        "17:37",
        "18:39",
    ),
    (
        "Lower Mill",
        "7:38",
        "8:42",
        "9:44",
        "10:44",
        "11:44",
        "12:44",
        "13:44",
        "14:44",
        "15:42",
        "16:42",
        "17:42",
        "18:44",
    ),
    (
        "Station",
        "7:46",
        "8:51",
        "9:52",
        "10:52",
        "11:52",
        "12:52",
        "13:52",
        "14:52",
        "15:51",
        "16:51",
        "17:51",
        "18:52",
    ),
)
TIMETABLE_NOTES = (
    "Buses do not run on Sundays or on public holidays.",
    "The 15:04 from the harbour waits at the college until 15:40 in term.",
    "Passes for older people are valid from half past nine, and all day on Saturdays.",
)


def make_rotated(path: Path) -> None:
    """A landscape timetable on a portrait sheet: /Rotate 90, with a crop box that cuts 30 mm and 20 mm of bleed away."""
    bleed_x, bleed_y = 20 * mm, 30 * mm
    # reportlab is told the size as displayed, and writes the MediaBox of the unturned sheet.
    displayed = (A4[1] + 2 * bleed_y, A4[0] + 2 * bleed_x)
    canvas = new_canvas(path, displayed, title="Timetable of the harbour bus")
    canvas.setPageRotation(90)
    canvas.setCropBox((bleed_x, bleed_y, bleed_x + A4[0], bleed_y + A4[1]))
    # A clockwise turn on display: what the reader sees as rightwards is upwards here.
    canvas.transform(0, 1, -1, 0, bleed_x + A4[0], bleed_y)
    _timetable(canvas, A4[1], A4[0])
    canvas.save()


def _timetable(canvas: Canvas, width: float, height: float) -> None:
    margin = 20 * mm
    canvas.setFillColor(ACCENT)
    canvas.setFont(BOLD, 18)
    canvas.drawString(margin, height - 28 * mm, "Harbour bus: weekdays and Saturdays")
    canvas.setFont(REGULAR, 9)
    canvas.setFillColor(QUIET)
    canvas.drawString(margin, height - 35 * mm, "From the first of May until further notice")
    top, row_height, first = height - 50 * mm, 10.4 * mm, 36 * mm
    step = (width - 2 * margin - first) / 12
    for row, cells in enumerate(TIMETABLE):
        y = top - row * row_height
        canvas.setFillColor(ACCENT if row == 0 else INK)
        canvas.setFont(BOLD if row == 0 else REGULAR, 9)
        canvas.drawString(margin, y, cells[0])
        for column, cell in enumerate(cells[1:]):
            canvas.drawRightString(margin + first + (column + 1) * step - 4, y, cell)
        canvas.setStrokeColor(ACCENT if row == 0 else RULE)
        canvas.setLineWidth(0.9 if row == 0 else 0.4)
        canvas.line(margin, y - 3.4 * mm, width - margin, y - 3.4 * mm)
    canvas.setFillColor(INK)
    canvas.setFont(REGULAR, 8.6)
    for row, note in enumerate(TIMETABLE_NOTES):
        canvas.drawString(margin, top - len(TIMETABLE) * row_height - 4 * mm - row * 14, note)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(width - margin, 14 * mm, "7")
