"""Makes docs/gallery.md, its pictures and the contact sheet from samples/gallery: `python docs/make_gallery.py`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image
from rendering import ROOT, corrected, picture, save

from overlay import errata_file
from overlay.cli.outcome import change_in_words

GALLERY = ROOT / "samples" / "gallery"
PICTURES = ROOT / "docs" / "gallery"
LONGEST = 1000  # pixels of one page
CELL, GAP, ACROSS = 330, 14, 4  # of the contact sheet, in pixels; pages in a row
GROUND = "#eceff0"
HEAD = """\
# Gallery

Twelve pages on which a correction is hard to place, and what `overlay` made of them. The pages are set by
`python samples/make.py`; `make gallery` corrects them and makes this page and its pictures.

![All twelve](gallery.png)
"""
WORDS = {
    "two-columns": "Two columns set solid, with narrow margins and a gutter of five millimetres.",
    "dense-table": "A table of figures that fills the page.",
    "slide": "A dark slide, coloured to its edges.",
    "a5": "A page of a pocket book.",
    "landscape": "A landscape page in three columns beside a panel.",
    "a0-poster": "A poster of A0.",
    "turned": "A page that is stored turned by three quarters and cropped on two sides.",
    "newspaper": "A front page in six narrow columns.",
    "right-to-left": "Hebrew, read from the right.",
    "form": "A form with fields to fill in.",
    "scan": "A scanned page with a recogniser's invisible text.",
    "tagged": "A page tagged for reading aloud, which stays PDF/UA.",
}


def main() -> None:
    release = errata_file.read(GALLERY / "errata.yaml")
    PICTURES.mkdir(exist_ok=True)
    sections, pages = [HEAD], []
    with tempfile.TemporaryDirectory() as folder:
        corrected(GALLERY / "errata.yaml", Path(folder))
        for document in release.documents:
            name = Path(document.file).stem
            page = picture(Path(folder) / f"{name}.corrected.pdf", 0, longest=LONGEST)
            save(page, PICTURES / f"{name}.png")
            pages.append(page)
            errata = "\n".join(f"* {change_in_words(erratum)}" for erratum in document.errata)
            title = name.replace("-", " ").capitalize()
            sections.append(f"## {title}\n\n{WORDS[name]}\n\n{errata}\n\n![{title}](gallery/{name}.png)\n")
    save(_contact_sheet(pages), ROOT / "docs" / "gallery.png")
    (ROOT / "docs" / "gallery.md").write_text("\n".join(sections), encoding="utf-8")


def _contact_sheet(pages: list[Image.Image]) -> Image.Image:
    rows = -(-len(pages) // ACROSS)
    step = CELL + GAP
    sheet = Image.new("RGB", (ACROSS * step + GAP, rows * step + GAP), GROUND)
    for place, page in enumerate(pages):
        small = page.copy()
        small.thumbnail((CELL, CELL), Image.Resampling.LANCZOS)
        x = GAP + (place % ACROSS) * step + (CELL - small.width) // 2
        y = GAP + (place // ACROSS) * step + (CELL - small.height) // 2
        sheet.paste(small, (x, y))
    return sheet


if __name__ == "__main__":
    main()
