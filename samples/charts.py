"""The charts of the sample reports, drawn by hand so that their text can be read and quoted."""

from __future__ import annotations

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from setting import ACCENT, BOLD, INK, QUIET, REGULAR, RULE


def columns(title: str, values: dict[str, int], *, step: int, width: float) -> Drawing:
    """A chart of upright columns, one a value, with a scale every `step`."""
    height, floor, left = 190.0, 26.0, 30.0
    drawing = Drawing(width, height)
    drawing.add(String(0, height - 9, title, fontName=BOLD, fontSize=8.6, fillColor=INK))
    top = max(values.values())
    ceiling = -(-top // step) * step
    scale = (height - floor - 26) / ceiling
    for value in range(0, ceiling + 1, step):
        y = floor + value * scale
        drawing.add(Line(left, y, width, y, strokeColor=RULE, strokeWidth=0.4))
        drawing.add(
            String(left - 5, y - 2.6, f"{value:,}", fontName=REGULAR, fontSize=7, fillColor=QUIET, textAnchor="end")
        )
    pitch = (width - left) / len(values)
    for place, (name, value) in enumerate(values.items()):
        x = left + place * pitch + pitch * 0.22
        drawing.add(Rect(x, floor, pitch * 0.56, value * scale, fillColor=ACCENT, strokeColor=None))
        middle = x + pitch * 0.28
        drawing.add(
            String(middle, floor - 12, name, fontName=REGULAR, fontSize=7.6, fillColor=INK, textAnchor="middle")
        )
        drawing.add(
            String(
                middle,
                floor + value * scale + 3,
                f"{value:,}",
                fontName=REGULAR,
                fontSize=7,
                fillColor=INK,
                textAnchor="middle",
            )
        )
    return drawing


def bars(title: str, values: dict[str, int], *, unit: str, width: float) -> Drawing:
    """A chart of lying bars, one a value, each with its figure at the end."""
    row, left = 21.0, 150.0
    height = row * len(values) + 24
    drawing = Drawing(width, height)
    drawing.add(String(0, height - 9, title, fontName=BOLD, fontSize=8.6, fillColor=INK))
    scale = (width - left - 40) / max(values.values())
    for place, (name, value) in enumerate(values.items()):
        y = height - 24 - (place + 1) * row + 8
        drawing.add(String(left - 8, y + 2, name, fontName=REGULAR, fontSize=7.8, fillColor=INK, textAnchor="end"))
        drawing.add(Rect(left, y - 1, value * scale, 12, fillColor=ACCENT, strokeColor=None))
        drawing.add(
            String(left + value * scale + 5, y + 2, f"{value}{unit}", fontName=REGULAR, fontSize=7.4, fillColor=QUIET)
        )
    return drawing
