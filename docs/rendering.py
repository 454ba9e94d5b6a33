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
    """Writes a small PNG; the colours of the marks are kept by leaving greys the fewer shades."""
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
