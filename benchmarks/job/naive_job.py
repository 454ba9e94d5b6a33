"""What most scripts do: pdfplumber over all pages, a drawing by reportlab, the whole document written anew by pypdf.

python naive_job.py ORIGINAL COPY PAGE_NUMBER QUOTE WRONG RIGHT
"""

import io
import sys

import pdfplumber
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas


def correct(original, copy, quote, wrong, right):
    """Whether the words were found; the copy is written where they were."""
    found = None
    with pdfplumber.open(original) as pdf:
        for number, page in enumerate(pdf.pages):
            matches = page.search(r"\s+".join(quote.split()[:4]), regex=True)
            if matches:
                found = number, matches[0], page.width, page.height
                break
    if found is None:
        return False
    number, match, width, height = found
    writer = PdfWriter(clone_from=PdfReader(original))
    writer.pages[number].merge_page(drawn(width, height, match, f'Erratum 1. For "{wrong}" read "{right}".'))
    writer.pages[0].merge_page(drawn(width, height, None, "CORRECTED COPY - 1 erratum."))
    writer.write(copy)
    return True


def drawn(width, height, match, text):
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=(width, height))
    page.setFont("Helvetica", 7)
    if match is None:
        page.drawString(20, height - 20, text)
    else:
        middle = height - (match["top"] + match["bottom"]) / 2
        page.line(match["x0"], middle, match["x1"], middle)
        page.drawString(width - 110, middle, text)
    page.save()
    return PdfReader(buffer).pages[0]


if __name__ == "__main__":
    original, copy, _number, quote, wrong, right = sys.argv[1:]
    assert correct(original, copy, quote, wrong, right)
