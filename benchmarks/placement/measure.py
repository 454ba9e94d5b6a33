"""Where notes go on real pages: how many stand on the page itself, how near, how fast, and whether they cover ink.

    python benchmarks/placement/measure.py [--sheets DIR] [--notes N] [--only TEXT]

Reads quotes.jsonl of the corpus in $OVERLAY_SHARED (or ../shared): one note of about 110 characters a quote, up to N
a page. Draws no PDF: what is measured is `overlay.placement` alone. With --sheets, draws the pages and their notes.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from overlay.errors import OverlayError
from overlay.geometry import PageFrame, Rect
from overlay.placement import Placed, Setting, Wanted, place, place_band
from overlay.placement.occupancy import TOLERANCE, Occupancy, occupancy

CHARACTERS = 110
WIDTHS = (220, 190, 160, 140, 120, 105, 90, 80, 70, 60)
SIZES = (8.0, 7.25, 6.5)
PADDING = 4.0
LEADING = 1.2
EM = 0.5  # the average width of a character, of the type size
FREE_ENOUGH = 0.08
HAIRLINE = 0.5  # points
MISSING = 2  # exit code: no corpus


@dataclass(frozen=True, slots=True)
class Outcome:
    """One page: its occupancy, what was asked, what came of it, and how long each took in seconds of processor time."""

    name: str
    asked: tuple[Wanted, ...]
    placed: tuple[Placed, ...]
    occupied: Occupancy
    image: Image.Image
    render_seconds: float
    place_seconds: float
    band: Placed | None


def settings(characters: int = CHARACTERS) -> tuple[Setting, ...]:
    """Every width at every size, the largest type first, with the height that the note then needs."""
    listed = [(size, width) for size in SIZES for width in WIDTHS]
    made = []
    for option, (size, width) in enumerate(listed):
        a_line = max(1, int((width - 2 * PADDING) / (size * EM)))
        lines = math.ceil(characters / a_line)
        made.append(Setting(float(width), lines * size * LEADING + 2 * PADDING, size, option))
    return tuple(made)


def band_settings(frame: PageFrame) -> tuple[Setting, ...]:
    made = []
    for option, (size, share) in enumerate((s, w) for s in SIZES for w in (0.85, 0.6, 0.4)):
        width = frame.width * share
        lines = math.ceil(160 / max(1, int((width - 2 * PADDING) / (size * EM))))
        made.append(Setting(width, lines * size * LEADING + 2 * PADDING, size, option))
    return tuple(made)


def wanted(quote: dict[str, Any], key: str, height: float) -> Wanted:
    """A note for the last word of a quote. The corpus's display boxes have their origin at the top left."""
    last = quote["boxes"][-1]
    x0, top, x1, bottom = last["bbox_disp"]
    whole = Rect(x0, height - bottom, x1, height - top)
    words = last["text"].split()
    share = len(words[-1]) / max(1, len(last["text"])) if words else 1.0
    along_x = whole.width >= whole.height
    target = (
        Rect(x1 - whole.width * share, whole.y0, x1, whole.y1)
        if along_x
        else Rect(x0, whole.y0, x1, whole.y0 + whole.height * share)
    )
    return Wanted(key, (target,), (target.x1, target.y0), settings())


def pages(shared: Path, only: str) -> dict[tuple[str, int], list[dict[str, Any]]]:
    grouped: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for line in (shared / "corpus" / "quotes.jsonl").read_text(encoding="utf-8").splitlines():
        quote = json.loads(line)
        if only in quote["file"]:
            grouped[quote["file"], quote["page"]].append(quote)
    return dict(sorted(grouped.items()))


def measured(shared: Path, quotes: list[dict[str, Any]], most: int, with_band: bool) -> Outcome:
    first = quotes[0]
    geometry = first["geom"]
    frame = PageFrame(
        Rect.of(geometry["mediabox"]), Rect.of(geometry["cropbox"]), geometry["rotate"], geometry["userunit"]
    )
    started = time.process_time()
    with pypdfium2.PdfDocument(shared / "corpus" / first["file"], password=first.get("password")) as document:
        document.init_forms()
        page = document[first["page"] - 1]
        occupied = occupancy(page, frame)
        rendered = time.process_time()
        image = page.render(scale=1.5 * frame.width / page.get_size()[0], may_draw_forms=True).to_pil().convert("RGB")
    asked = tuple(wanted(quote, str(index + 1), frame.height) for index, quote in enumerate(quotes[:most]))
    resumed = time.process_time()
    band = place_band(frame, occupied, band_settings(frame)) if with_band else None
    rest = occupied.with_taken([band.box]) if band and band.box else occupied
    placed = place(frame, rest, asked)
    ended = time.process_time()
    name = f"{first['file']} p{first['page']}"
    return Outcome(name, asked, placed, occupied, image, rendered - started, ended - resumed, band)


def covered(outcome: Outcome) -> int:
    """Pixels of the page, two a point, under boxes, markers and leaders, that are not of the one colour that each stands on.

    That colour is the page's or that around the note's own words. What lies in an annotation's rectangle counts too.
    """
    return sum(_covered(outcome.occupied, rect) for note in outcome.placed for rect in _drawn_in(note))


def on_tint(outcome: Outcome) -> int:
    """Notes of which box or marker stands on another colour than the page's."""
    background = outcome.occupied.background
    return sum(
        any(_far(_ground(outcome.occupied, rect), background) for rect in (note.box, note.marker) if rect)
        for note in outcome.placed
        if note.box
    )


def _drawn_in(note: Placed) -> list[Rect]:
    rects = [rect for rect in (note.box, note.marker) if rect]
    return rects + [Rect.around(pair).grown(HAIRLINE / 2) for pair in pairwise(note.leader)]


def _covered(occupied: Occupancy, rect: Rect) -> int:
    ground = _ground(occupied, rect)
    counted = sum(count for colour, count in occupied.colours(rect).items() if _far(colour, ground))
    return counted + sum(bool(rect.intersection(taken)) for taken in occupied.taken)


def _ground(occupied: Occupancy, rect: Rect) -> tuple[int, int, int]:
    colours = occupied.colours(rect)
    return max(colours, key=lambda colour: (colours[colour], colour))


def _far(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) > 2 * TOLERANCE


def distance(asked: Wanted, box: Rect) -> float:
    last = asked.targets[-1]
    return math.hypot(max(0.0, box.x0 - last.x1, last.x0 - box.x1), max(0.0, box.y0 - last.y1, last.y0 - box.y1))


def drawn(outcome: Outcome) -> Image.Image:
    """The page with its notes: boxes, grey lines for the text, markers, leaders, the words struck."""
    image = outcome.image.copy()
    pen = ImageDraw.Draw(image)
    frame = outcome.occupied.frame
    k = image.width / frame.width

    def at(x: float, y: float) -> tuple[float, float]:
        return x * k, (frame.height - y) * k

    for asked, note in zip(outcome.asked, outcome.placed, strict=True):
        for target in asked.targets:
            middle = target.centre.y
            pen.line([at(target.x0, middle), at(target.x1, middle)], fill="#b00020", width=2)
        if len(note.leader) > 1:
            pen.line([at(p.x, p.y) for p in note.leader], fill="#b00020", width=1)
        if note.box and note.setting:
            _box(pen, at, note.box, note.setting.size, note.key)
        if note.marker:
            m = note.marker
            pen.rectangle([at(m.x0, m.y1), at(m.x1, m.y0)], fill="#b00020")
    if outcome.band and outcome.band.box and outcome.band.setting:
        _box(pen, at, outcome.band.box, outcome.band.setting.size, "CORRECTED COPY")
    return image


def _box(pen: ImageDraw.ImageDraw, at: Any, box: Rect, size: float, title: str) -> None:
    pen.rectangle([at(box.x0, box.y1), at(box.x1, box.y0)], fill="#fff8e1", outline="#b00020")
    pen.text(at(box.x0 + 3, box.y1 - 1), title, fill="#b00020")
    y = box.y1 - PADDING - size
    while y > box.y0 + PADDING - 1:
        pen.line([at(box.x0 + PADDING, y), at(box.x1 - PADDING, y)], fill="#999999", width=2)
        y -= size * LEADING


def report(outcomes: list[Outcome]) -> str:
    notes = [(o, a, p) for o in outcomes for a, p in zip(o.asked, o.placed, strict=True)]
    roomy = [(o, a, p) for o, a, p in notes if o.occupied.free_share >= FREE_ENOUGH]
    roomy_pages = [o for o in outcomes if o.occupied.free_share >= FREE_ENOUGH]
    whole = sum(all(note.box for note in o.placed) for o in roomy_pages)
    on_page = [(o, a, p) for o, a, p in roomy if p.box]
    far = [distance(a, p.box) for _, a, p in on_page if p.box]
    spans = [o.render_seconds for o in outcomes]
    placing = [o.place_seconds for o in outcomes]
    lines = [
        f"pages {len(outcomes)}, notes {len(notes)}; on pages at least {FREE_ENOUGH:.0%} free {len(roomy)}",
        f"on the page itself: {len(on_page)} of {len(roomy)} = {len(on_page) / max(1, len(roomy)):.1%}",
        f"pages at least {FREE_ENOUGH:.0%} free with every note on them: {whole} of {len(roomy_pages)}"
        f" = {whole / max(1, len(roomy_pages)):.1%}",
        f"distance note to words, points: mean {statistics.mean(far):.1f}, median {statistics.median(far):.1f}",
        f"with a marker {sum(p.marker is not None for *_, p in on_page)}, with a leader {sum(bool(p.leader) for *_, p in on_page)},"
        f" with neither {sum(not p.leader and not p.marker for *_, p in on_page)}",
        f"pixels covered, of half a point: {sum(covered(o) for o in outcomes)};"
        f" notes whose box or marker stands on tinted ground: {sum(on_tint(o) for o in outcomes)}",
        f"processor seconds a page: rendering mean {statistics.mean(spans):.3f} max {max(spans):.3f}; "
        f"placing mean {statistics.mean(placing):.3f} max {max(placing):.3f}",
        "positions: " + ", ".join(f"{k} {v}" for k, v in sorted(Counter(p.position.value for *_, p in notes).items())),
        "sizes: "
        + ", ".join(f"{k} {v}" for k, v in sorted(Counter(p.setting.size for *_, p in notes if p.setting).items())),
    ]
    lines += [f"to the sheet: {o.name} ({o.occupied.free_share:.0%} free)" for o, _, p in roomy if not p.box]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--notes", type=int, default=6)
    parser.add_argument("--only", default="")
    parser.add_argument("--band", action="store_true")
    chosen = parser.parse_args()
    logging.getLogger("pypdfium2").setLevel(logging.ERROR)
    shared = Path(os.environ.get("OVERLAY_SHARED", "../shared"))
    if not (shared / "corpus" / "quotes.jsonl").exists():
        print(f"no corpus at {shared}: set OVERLAY_SHARED", file=sys.stderr)
        return MISSING
    outcomes = []
    for quotes in pages(shared, chosen.only).values():
        try:
            outcome = measured(shared, quotes, chosen.notes, chosen.band)
        except (OverlayError, pypdfium2.PdfiumError) as error:
            print(f"{quotes[0]['file']}: {error}", file=sys.stderr)
            continue
        outcomes.append(outcome)
        if chosen.sheets:
            chosen.sheets.mkdir(parents=True, exist_ok=True)
            drawn(outcome).save(chosen.sheets / (outcome.name.replace("/", "_").replace(" ", "_") + ".png"))
    print(report(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
