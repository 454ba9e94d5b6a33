"""The drawings of a copy: which Form XObjects there are, where they stand, and what they write."""

from __future__ import annotations

from dataclasses import dataclass

from overlay.geometry import PageFrame, Rect
from overlay.verify.added import added_annotations, drawings_of
from overlay.verify.case import Case, TouchedPage, numbers_of
from overlay.verify.values import Ref, Value

LETTER = Rect(0.0, 0.0, 612.0, 792.0)
"""The MediaBox of a page that states none, as readers have it."""

LARGEST_UNIT = 75_000.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawing on one page. `box` is what it may ink, in display space; `form` its reference; `mark` the annotation it shows for."""

    page_index: int
    form: Ref
    box: Rect
    annotation: str = ""


def frame_of(case: Case, page: dict[str, Value]) -> PageFrame:
    """The boxes and the turn of a page of the copy, measured once."""
    measured = case.once(_measured)
    if id(page) not in measured:
        measured[id(page)] = page, _frame_of(case, page)
    return measured[id(page)][1]


def _measured(_: Case) -> dict[int, tuple[dict[str, Value], PageFrame]]:
    """The frames measured so far, by the identity of the page's dictionary, which is kept with them."""
    return {}


def _frame_of(case: Case, page: dict[str, Value]) -> PageFrame:
    media = _box(case, page, "MediaBox") or LETTER
    crop = _box(case, page, "CropBox") or media
    unit = case.resolve(page.get("UserUnit"))
    scale = float(unit) if isinstance(unit, (int, float)) and 0 < unit <= LARGEST_UNIT else 1.0
    turn = case.inherited(page, "Rotate")
    rotate = int(turn) % 360 if isinstance(turn, (int, float)) and abs(turn) < 1e9 else 0
    return PageFrame(media, crop.intersection(media) or media, rotate if rotate % 90 == 0 else 0, scale)


def _box(case: Case, page: dict[str, Value], key: str) -> Rect | None:
    found = case.inherited(page, key)
    numbers = numbers_of([case.resolve(item) for item in found], 4) if isinstance(found, list) else None
    rect = Rect.of(numbers) if numbers else None
    return rect if rect and rect.width > 0 and rect.height > 0 else None


def drawings(case: Case) -> tuple[Drawn, ...]:
    """All drawings on the original's pages, content before annotations, page by page."""
    return case.once(_drawings)


def _drawings(case: Case) -> tuple[Drawn, ...]:
    return tuple(drawn for touched in case.touched for drawn in _on_page(case, touched))


def _on_page(case: Case, touched: TouchedPage) -> list[Drawn]:
    forms = [(form, "") for form in drawings_of(case, touched)]
    for entries in added_annotations(case, touched):
        appearance = entries.get("AP")
        if isinstance(appearance, dict):
            forms.append((appearance.get("N"), str(entries.get("Subtype", ""))))
    found = []
    for form, kind in forms:
        if isinstance(form, Ref) and case.is_added(form):
            _, stream = case.added_stream(form, "a drawing")
            box = numbers_of(stream.entries.get("BBox"), 4)
            if box is not None:
                found.append(Drawn(touched.page_index, form, Rect.of(box), kind))
    return found
