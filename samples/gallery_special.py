"""Gallery pages that are hard for what they are made of: right-to-left text, a form, a recognised scan, a tagged page."""

from __future__ import annotations

import io
from pathlib import Path

from bidi import get_display
from gallery_print import report_words
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader, simpleSplit
from setting import ACCENT, BOLD, FONTS, INK, QUIET, REGULAR, RULE, new_canvas

HEBREW = (
    "המאגר עמד בסוף הרבעון על שישים ואחד אחוזים מקיבולתו, שמונה נקודות פחות מן הממוצע של עשר השנים האחרונות. "
    "בששת השבועות הראשונים ירד גשם כרגיל, ומאמצע חודש מאי כמעט לא ירד גשם כלל.",
    "מהנדסים תיקנו ארבע מאות ושמונה עשרה נזילות, ושלושים ושבע מהן דווחו על ידי לקוחות. הגדולה שבהן, מתחת לכיכר השוק, "
    "איבדה מים במשך כמה חודשים לפני שהגיעו אל פני השטח, ותיקונה ארך תשעה ימים.",
    "הדיג יותר שוב בגדה הדרומית מן האחד באוגוסט, כל עוד לא ירד המפלס מתחת לחמישים וחמישה אחוזים. "
    "השביל שמקיף את הגדה הצפונית יישאר סגור עד שיעזבו הציפורים.",
)
SCAN_DOTS = 150  # to the inch: as an office scanner makes them


def right_to_left(path: Path) -> None:
    """Hebrew, set line by line as readers see it."""
    canvas = new_canvas(path, A4, title="Right to left")
    right, width = A4[0] - 26 * mm, A4[0] - 60 * mm
    canvas.setFillColor(ACCENT)
    canvas.setFont(BOLD, 20)
    canvas.drawRightString(right, A4[1] - 34 * mm, get_display("מים: דוח רבעוני"))
    canvas.setFillColor(INK)
    canvas.setFont(REGULAR, 12)
    y = A4[1] - 50 * mm
    for paragraph in HEBREW:
        for line in simpleSplit(paragraph, REGULAR, 12, width):
            canvas.drawRightString(right, y, get_display(line, base_dir="R"))
            y -= 19
        y -= 10
    canvas.save()


def form(path: Path) -> None:
    """A form whose fields fill the right half of the page."""
    canvas = new_canvas(path, A4, title="Form")
    canvas.setFillColor(ACCENT)
    canvas.setFont(BOLD, 17)
    canvas.drawString(20 * mm, A4[1] - 30 * mm, "Application to the help fund")
    canvas.setFillColor(INK)
    canvas.setFont(REGULAR, 9.4)
    canvas.drawString(
        20 * mm, A4[1] - 39 * mm, "Households with an income below 19,400 a year may apply once in twelve months."
    )
    labels = (
        "Name",
        "Address",
        "Number of people in the household",
        "Income in the last twelve months",
        "Amount owed",
        "Adviser, if any",
        "Reference on your bill",
        "Telephone",
        "Signature",
    )
    for place, label in enumerate(labels):
        y = A4[1] - 58 * mm - place * 20 * mm
        canvas.drawString(20 * mm, y + 4, label)
        canvas.acroForm.textfield(
            name=f"field{place}",
            tooltip=label,
            x=92 * mm,
            y=y - 4,
            width=98 * mm,
            height=26,
            borderWidth=0.6,
            borderColor=RULE,
            fillColor=None,
            forceBorder=True,
        )
    canvas.drawString(20 * mm, 34 * mm, "Send the form to the office at Lower Mill. It is decided within nine days.")
    canvas.save()


def scan(path: Path) -> None:
    """A typed page as a picture, with the text that a recogniser laid invisibly over it."""
    scale = SCAN_DOTS / 72
    picture = Image.new("L", (round(A4[0] * scale), round(A4[1] * scale)), 246)
    pen = ImageDraw.Draw(picture)
    letters = ImageFont.truetype(str(FONTS / f"{REGULAR}.ttf"), round(10 * scale))
    lines, y = [], A4[1] - 40 * mm
    for paragraph in report_words("qualitative")[46:52]:
        for line in simpleSplit(paragraph, REGULAR, 10, A4[0] - 52 * mm):
            lines.append((28 * mm, y, line))
            y -= 17
        y -= 9
    for x, base, line in lines:
        pen.text((x * scale, (A4[1] - base) * scale), line, font=letters, fill=52, anchor="ls")
    picture = picture.filter(ImageFilter.GaussianBlur(0.6))
    canvas = new_canvas(path, A4, title="Scan")
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    for x, base, line in lines:
        words = canvas.beginText(x, base)
        words.setTextRenderMode(3)
        words.setFont(REGULAR, 10)
        # A recogniser's widths are never quite those of the type.
        words.setHorizScale(100 * 0.996)
        words.textOut(line)
        canvas.drawText(words)
    canvas.save()


TAGGED = (
    ("H1", BOLD, 19, "Fishing on the south bank"),
    ("P", REGULAR, 10.5, "Fishing is allowed again from the first of August, as long as the level of the water does not fall below "
     "55 per cent. A day’s ticket costs 6.50 and is sold at the boathouse between seven and noon."),
    ("H2", BOLD, 13, "Who may fish"),
    ("P", REGULAR, 10.5, "Anyone over twelve may fish. Younger children may fish beside an adult who holds a ticket, and need none of "
     "their own. Dogs are welcome on the path and not on the bank."),
    ("H2", BOLD, 13, "What may be kept"),
    ("P", REGULAR, 10.5, "Two trout a day may be kept, of at least 28 centimetres. Everything else goes back. Write the number of fish "
     "in the book at the boathouse before you leave: the count decides how many are put in next spring."),
)  # fmt: skip
UA_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Fishing on the south bank</rdf:li></rdf:Alt></dc:title>
<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def tagged(path: Path) -> None:
    """A page with a structure tree that meets PDF/UA-1."""
    page = io.BytesIO()
    _draw_tagged(page)
    writer = PdfWriter(clone_from=PdfReader(page))
    _add_structure(writer)
    writer.write(path)


def _draw_tagged(target: io.BytesIO) -> None:
    canvas = new_canvas(target, A4, title="Fishing on the south bank")
    y, width = A4[1] - 40 * mm, A4[0] - 60 * mm
    for place, (role, font, size, text) in enumerate(TAGGED):
        canvas._code.append(f"/{role} <</MCID {place}>> BDC")
        canvas.setFillColor(ACCENT if role != "P" else INK)
        canvas.setFont(font, size)
        for line in simpleSplit(text, font, size, width):
            canvas.drawString(25 * mm, y, line)
            y -= size * 1.62
        canvas._code.append("EMC")
        y -= 5
    canvas._code.append("/Artifact BMC")
    canvas.setFillColor(QUIET)
    canvas.setFont(REGULAR, 8)
    canvas.drawString(25 * mm, 14 * mm, "1")
    canvas._code.append("EMC")
    canvas.save()


def _add_structure(writer: PdfWriter) -> None:
    leaf, catalog = writer.pages[0], writer.root_object
    leaf[NameObject("/StructParents")] = NumberObject(0)
    leaf[NameObject("/Tabs")] = NameObject("/S")
    tree, whole = DictionaryObject(), DictionaryObject()
    tree_reference, whole_reference = writer._add_object(tree), writer._add_object(whole)
    parts = ArrayObject()
    for place, (role, _font, _size, _text) in enumerate(TAGGED):
        part = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject(f"/{role}"),
                NameObject("/P"): whole_reference,
                NameObject("/Pg"): leaf.indirect_reference,
                NameObject("/K"): NumberObject(place),
            }
        )
        parts.append(writer._add_object(part))
    whole.update(
        {
            NameObject("/Type"): NameObject("/StructElem"),
            NameObject("/S"): NameObject("/Document"),
            NameObject("/P"): tree_reference,
            NameObject("/K"): parts,
        }
    )
    numbers = DictionaryObject({NameObject("/Nums"): ArrayObject([NumberObject(0), ArrayObject(parts)])})
    tree.update(
        {
            NameObject("/Type"): NameObject("/StructTreeRoot"),
            NameObject("/K"): whole_reference,
            NameObject("/ParentTree"): writer._add_object(numbers),
            NameObject("/ParentTreeNextKey"): NumberObject(1),
        }
    )
    metadata = StreamObject()
    metadata.set_data(UA_METADATA.encode("utf-8"))
    metadata.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    catalog.update(
        {
            NameObject("/StructTreeRoot"): tree_reference,
            NameObject("/MarkInfo"): DictionaryObject({NameObject("/Marked"): BooleanObject(True)}),
            NameObject("/Lang"): TextStringObject("en-GB"),
            NameObject("/ViewerPreferences"): DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)}),
            NameObject("/Metadata"): writer._add_object(metadata),
        }
    )
