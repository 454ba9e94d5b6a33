"""Makes every sample: `python samples/make.py`. The same script writes the same bytes each time."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from charts import bars, columns
from gallery_print import dense_table, newspaper, poster, slide, small_page, turned, two_columns, wide_page
from gallery_special import form, right_to_left, scan, tagged
from layouts import make_rotated, make_two_columns
from report import Report, set_report
from setting import SAMPLES, use_fonts

SERIES = "Community officers pilot"
STAND_IN = (
    "A stand-in written for trying out overlay.",
    "The pilot, the people and the figures in it are invented.",
    "It is not the document that was disclosed.",
)
GALLERY = {
    "two-columns": two_columns,
    "dense-table": dense_table,
    "slide": slide,
    "a5": small_page,
    "landscape": wide_page,
    "a0-poster": poster,
    "turned": turned,
    "newspaper": newspaper,
    "right-to-left": right_to_left,
    "form": form,
    "scan": scan,
    "tagged": tagged,
}


def qualitative() -> Report:
    week = {
        "Schools and colleges": 34,
        "Clubs and sports grounds": 25,
        "On foot": 20,
        "Meetings and desk": 12,
        "Other duties": 9,
    }
    days = {"Borough A": 34, "Borough B": 47, "Borough C": 29, "Borough D": 18, "Borough E": 12}
    return Report(
        title="Community officers\nand young people",
        subtitle="Qualitative report",
        series=SERIES,
        imprint=STAND_IN,
        text=(SAMPLES / "kcpo" / "qualitative.txt").read_text(encoding="utf-8"),
        figures={
            "days": lambda width: bars("Figure 1. Conversations in a day", days, unit="", width=width),
            "week": lambda width: bars("Figure 2. An officer’s week, of 100 hours", week, unit="", width=width),
        },
    )


def quantitative() -> Report:
    sessions = {"Q1": 121, "Q2": 187, "Q3": 146, "Q4": 198, "Q5": 229, "Q6": 220}
    ages = {"13": 131, "14": 402, "15": 488, "16": 516, "17": 417, "18": 243, "19": 158, "20–25": 204}
    return Report(
        title="Community officers\nand young people",
        subtitle="Quantitative report",
        series=SERIES,
        imprint=STAND_IN,
        text=(SAMPLES / "kcpo" / "quantitative.txt").read_text(encoding="utf-8"),
        figures={
            "sessions": lambda width: columns("Figure 1. Sessions held, by quarter", sessions, step=50, width=width),
            "ages": lambda width: columns("Figure 2. Contacts by age, where recorded", ages, step=100, width=width),
        },
    )


def main() -> None:
    use_fonts()
    set_report(qualitative(), SAMPLES / "kcpo" / "kcpo-qualitative.pdf")
    set_report(quantitative(), SAMPLES / "kcpo" / "kcpo-quantitative.pdf")
    make_two_columns(SAMPLES / "layouts" / "two-columns.pdf")
    make_rotated(SAMPLES / "layouts" / "rotated.pdf")
    for name, make_page in GALLERY.items():
        make_page(SAMPLES / "gallery" / f"{name}.pdf")


if __name__ == "__main__":
    main()
