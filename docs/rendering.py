"""Pictures of PDF pages for the documentation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
EDGE = "#c9ced2"
COLOURS = 256
GREYS = 32  # of these colours
NEARLY_GREY = 4  # of 255, between a pixel's strongest and weakest part


def corrected(errata: Path, folder: Path) -> None:
    """Runs `overlay correct`. Raises CalledProcessError where it refuses (warnings are let pass)."""
    command = [sys.executable, "-c", "from overlay.cli import main; main()", "correct", str(errata), "-o", str(folder)]
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 3):
        raise subprocess.CalledProcessError(done.returncode, command)


def picture(pdf: Path, page_index: int, *, longest: int) -> Image.Image:
    """A page as readers see it, annotations and form fields included, its longer side `longest` pixels, thinly framed."""
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    document.init_forms()
    sheet = document[page_index]
    scale = (longest - 2) / max(sheet.get_width(), sheet.get_height())
    image = sheet.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    return ImageOps.expand(image, border=1, fill=EDGE)


def save(image: Image.Image, path: Path) -> None:
    """Writes a small PNG, of a few greys and of the colours proper: a page is nearly all grey, and marks would lose theirs."""
    data = image.convert("RGB").tobytes()
    pixels = [data[at : at + 3] for at in range(0, len(data), 3)]
    coloured = b"".join(pixel for pixel in pixels if max(pixel) - min(pixel) > NEARLY_GREY)
    steps = [round(255 * step / (GREYS - 1)) for step in range(GREYS)]
    palette = [level for step in steps for level in (step, step, step)]
    if coloured:
        strip = Image.frombytes("RGB", (len(coloured) // 3, 1), coloured)
        found = strip.quantize(COLOURS - GREYS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        palette += (found.getpalette() or [])[: 3 * (COLOURS - GREYS)]
    holder = Image.new("P", (1, 1))
    holder.putpalette(palette)
    made = image.convert("RGB").quantize(palette=holder, dither=Image.Dither.NONE)
    # The nearest colour is found by and large only: the greatest area of all must have its own.
    for level, index in ((255, GREYS - 1), (0, 0)):
        exact = bytes(255 if pixel == bytes([level] * 3) else 0 for pixel in pixels)
        made.paste(index, mask=Image.frombytes("L", image.size, exact))
    made.save(path, optimize=True)
