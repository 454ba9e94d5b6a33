"""What all samples share: the typeface, the colours, and files that come out the same every time."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).resolve().parent
FONTS = SAMPLES.parent / "overlay" / "appearance" / "typefaces"

REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"

INK = HexColor("#22262b")
QUIET = HexColor("#5d6770")
ACCENT = HexColor("#1d4f63")
RULE = HexColor("#b9c4c9")
TINT = HexColor("#eef3f4")


def use_fonts() -> None:
    """Registers DejaVu Sans, regular and bold, so that a family name finds both."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def new_canvas(target: Path | BytesIO, size: tuple[float, float], *, title: str) -> Canvas:
    """An empty document to be written to `target`; without date or chance, so that the same script writes the same bytes."""
    canvas = Canvas(
        str(target) if isinstance(target, Path) else target,
        pagesize=size,
        invariant=1,
        pageCompression=1,
        initialFontName=REGULAR,
    )
    canvas.setTitle(title)
    canvas.setAuthor("The overlay contributors")
    canvas.setSubject("A stand-in made for trying out overlay; everything in it is invented")
    return canvas
