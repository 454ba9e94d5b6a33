"""What a PyMuPDF script does of the same job: find the quote, strike the words, note in the margin, band on page 1, saveIncr.

    python pymupdf_job.py correct ORIGINAL COPY PAGE_NUMBER QUOTE WRONG RIGHT     (PAGE_NUMBER 0: not known)
    python pymupdf_job.py append ORIGINAL COPY         (prints seconds: one small drawing on the middle page, saved)
    python pymupdf_job.py search ORIGINAL QUOTE        (prints seconds: opened, and search_for over all pages)
    python pymupdf_job.py warm SECONDS FOLDER LIST     (prints files/s over the quotes of LIST, a JSON file)

It runs under the PyMuPDF of whatever interpreter runs it, and imports nothing of overlay.
"""

import json
import os
import shutil
import statistics
import sys
import time

import pymupdf

BAND = "CORRECTED COPY - 1 erratum. The original is contained unaltered. Metropolitan Police Service, 01.FOI.24.038993"
APPENDED = 5
RED, CREAM, INK = (0.69, 0, 0.13), (1, 0.97, 0.88), (0.1, 0.1, 0.1)


def correct(original, copy, page_number, quote, wrong, right, password=None):
    """Whether the words were found; the copy is written where they were."""
    shutil.copyfile(original, copy)
    with pymupdf.open(copy) as pdf:
        if password:
            pdf.authenticate(password)
        numbers = [page_number - 1] if page_number else range(len(pdf))
        for index in numbers:
            page = pdf[index]
            found = page.search_for(quote, quads=True)
            if found:
                break
        else:
            return False
        clip = pymupdf.Rect()
        for quad in found:
            clip |= quad.rect
        struck = page.search_for(wrong, quads=True, clip=clip) or found
        page.add_strikeout_annot(struck)
        box = pymupdf.Rect(page.rect.x1 - 110, struck[0].rect.y0, page.rect.x1 - 8, struck[0].rect.y0 + 60)
        note(page, box, f'Erratum 1. For "{wrong}" read "{right}".')
        first = pdf[0]
        note(first, pymupdf.Rect(20, 8, first.rect.x1 - 20, 34), BAND)
        pdf.saveIncr()
    return True


def note(page, box, text):
    page.draw_rect(box, color=RED, fill=CREAM, width=0.5)
    page.insert_textbox(
        pymupdf.Rect(box.x0 + 3, box.y0 + 3, box.x1 - 3, box.y1 - 3), text, fontsize=7, fontname="helv", color=INK
    )


def append(original, copy):
    """Seconds of opening, drawing and saving: the median of some times, but for the first in this process."""
    spent = []
    for _ in range(1 + APPENDED):
        started = time.perf_counter()
        shutil.copyfile(original, copy)
        with pymupdf.open(copy) as pdf:
            pdf[len(pdf) // 2].draw_rect(pymupdf.Rect(40, 40, 240, 100), color=RED)
            pdf.saveIncr()
        spent.append(time.perf_counter() - started)
    print(json.dumps(statistics.median(spent[1:])))


def search(original, quote):
    """Seconds of opening and searching all pages: nobody has told that the words stand once."""
    started = time.perf_counter()
    with pymupdf.open(original) as pdf:
        pages = sum(bool(page.search_for(quote)) for page in pdf)
    assert pages == 1
    print(json.dumps(time.perf_counter() - started))


def warm(seconds, folder, listed):
    """Files/s of a process that has its imports done, over and over the same quotes for so long; and how many were found."""
    with open(listed) as stream:
        quotes = json.load(stream)
    copy = os.path.join(folder, f"warm-{os.getpid()}.pdf")
    attempts = found = 0
    started = time.process_time()
    while time.process_time() - started < seconds:
        for item in quotes:
            attempts += 1
            try:
                found += correct(
                    item["path"], copy, item["page"], item["quote"], item["quote"], "so", item.get("password")
                )
            except Exception:  # a document that MuPDF cannot save incrementally counts as an attempt
                continue
    spent = time.process_time() - started
    os.unlink(copy)
    print(json.dumps({"rate": attempts / spent, "found": found / attempts}))


def main(what, *given):
    if what == "append":
        append(*given)
    elif what == "search":
        search(*given)
    elif what == "warm":
        warm(float(given[0]), *given[1:])
    else:
        original, copy, number, quote, wrong, right = given
        assert correct(original, copy, int(number), quote, wrong, right)


if __name__ == "__main__":
    main(*sys.argv[1:])
