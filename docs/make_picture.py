"""Makes the README's picture: corrects the sample and renders printed page 21 of the release copy."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import ImageOps

ROOT = Path(__file__).resolve().parent.parent
SHEET_INDEX = 22  # printed page 21: two sheets of front matter stand before page 1
DOTS_PER_POINT = 1.75  # sharp on a web page, and small
SHADES = 64  # of colour: enough for text and three tints
EDGE = "#c9ced2"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from overlay.cli import main; main()"]
        subprocess.run([*command, "correct", str(ROOT / "samples" / "kcpo" / "errata.yaml"), "-o", folder], check=True)
        copy = (Path(folder) / "kcpo-qualitative.corrected.pdf").read_bytes()
    sheet = pypdfium2.PdfDocument(copy)[SHEET_INDEX]
    image = sheet.render(scale=DOTS_PER_POINT, may_draw_forms=True).to_pil().convert("RGB")
    framed = ImageOps.expand(image, border=1, fill=EDGE).quantize(SHADES)
    framed.save(ROOT / "docs" / "kcpo-page-21.png", optimize=True)


if __name__ == "__main__":
    main()
