"""Margin notes: one column of boxes beside the text, in the order of their lines, each as level with its own as it gets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from overlay.geometry import Rect
from overlay.placement.freemap import FreeMap
from overlay.placement.notes import Setting, Wanted
from overlay.placement.surroundings import EDGES, Surroundings, setting_cost

GAP_BETWEEN = 4.0  # points between two notes, at least
GAPS = (9.0, 6.0, 3.5)  # points between the text and the column, wished for first
STEP_OUT = 8.0  # points by which the column moves out where something stands in the way
OUT_COST = 0.15  # for each point that the column stands further out than wished
EDGE_COST = 8.0  # for standing nearer to the page's edge than printers like
PER_POINT = 0.5  # cost of a point above or below level ...
BENT = 0.01  # ... and of its square: two notes a little off are better than one far off
SKIPPED = 110.0  # a note is left to other positions rather than put further off level than this costs
MOST_OFF = (math.sqrt(PER_POINT**2 + 4 * BENT * SKIPPED) - PER_POINT) / (2 * BENT)  # points: where off level costs that
CROWD = 8  # notes in one margin: with more, not every column is tried out, ...
MOST_COLUMNS = 24  # ... but so many
RAISED = 2.0  # points by which a level note's top stands above its line's


@dataclass(frozen=True, slots=True)
class Column:
    """Notes put in one margin: the boxes by key, the setting of each, and what it cost."""

    boxes: tuple[tuple[str, Rect, Setting], ...]
    cost: float


def margin_column(free: FreeMap, notes: Sequence[tuple[Wanted, Surroundings]], on_right: bool) -> Column:
    """The best column on one side for as many of the notes as it takes, all of one width and type size.

    `free` knows what has been placed already. Notes that would stand too far off level are left out.
    """
    ordered = sorted(notes, key=lambda note: (-note[1].line.y1, note[1].line.x0, note[0].key))
    best = Column((), SKIPPED * len(ordered))
    for fixed_cost, settings, x in _promising(free, ordered, on_right):
        if fixed_cost * len(ordered) >= best.cost:
            continue
        column = _stacked(free, ordered, settings, x)
        total = column.cost + fixed_cost * len(column.boxes)
        if column.boxes and total < best.cost:
            best = Column(column.boxes, total)
    return best


def _promising(
    free: FreeMap, notes: Sequence[tuple[Wanted, Surroundings]], on_right: bool
) -> list[tuple[float, tuple[Setting | None, ...], int]]:
    """The columns, cheapest first; of a crowd of notes only those that look as if they took most of them at least cost."""
    columns = sorted(_columns(free, notes, on_right), key=lambda column: column[0])
    if len(notes) <= CROWD:
        return columns
    shares: dict[tuple[float, int, float], float] = {}

    def estimate(column: tuple[float, tuple[Setting | None, ...], int]) -> float:
        fixed_cost, settings, x = column
        offered = [setting for setting in settings if setting]
        least = min(offered, key=lambda setting: setting.height)
        at = (least.width, x, least.height)
        if at not in shares:
            spots, bit = free.spots(least.width, least.height), 1 << x
            shares[at] = len([*spots.rows(range(free.bitmap.height), bit)]) * free.bitmap.cell_y
        room = int((shares[at] + least.height + GAP_BETWEEN) / (least.height + GAP_BETWEEN)) if shares[at] else 0
        placed = min(len(offered), room)
        return fixed_cost * placed + SKIPPED * (len(notes) - placed)

    return sorted(columns, key=estimate)[:MOST_COLUMNS]


def _columns(
    free: FreeMap, notes: Sequence[tuple[Wanted, Surroundings]], on_right: bool
) -> Iterator[tuple[float, tuple[Setting | None, ...], int]]:
    """Every width, size and place that a column may have: its cost a note, each note's setting, the cell of its left edge."""
    bitmap = free.bitmap
    offered = {(setting.width, setting.size) for wanted, _ in notes for setting in wanted.settings}
    page_width = bitmap.columns * bitmap.cell_x
    largest = max((size for _, size in offered), default=0.0)
    for width, size in sorted(offered, reverse=True):
        settings = tuple(_of(wanted, width, size) for wanted, _ in notes)
        style = setting_cost(width, size, largest)
        for x0, cost in _lefts(notes, width, page_width, on_right):
            cell = math.ceil(x0 / bitmap.cell_x - 1e-6) if on_right else math.floor(x0 / bitmap.cell_x + 1e-6)
            if cell >= 0:
                yield style + cost, settings, cell


def _of(wanted: Wanted, width: float, size: float) -> Setting | None:
    return next((s for s in wanted.settings if s.width == width and s.size == size), None)


def _lefts(
    notes: Sequence[tuple[Wanted, Surroundings]], width: float, page_width: float, on_right: bool
) -> list[tuple[float, float]]:
    """Left edges to try for a column of this width, with the cost of each."""
    ends = {around.right if on_right else around.left for _, around in notes}
    found: dict[float, float] = {}
    for end in ends:
        room = page_width - end if on_right else end
        for edge, edge_cost in ((EDGES[0], 0.0), (EDGES[1], EDGE_COST)):
            spare = room - width - edge
            wished = [gap for gap in GAPS if gap <= spare]
            out = list(_steps(GAPS[0] + STEP_OUT, spare))
            for gap in [*wished, *out]:
                x0 = end + gap if on_right else end - gap - width
                cost = edge_cost + OUT_COST * abs(gap - GAPS[0])
                found[x0] = min(cost, found.get(x0, cost))
    return sorted(found.items())


def _steps(start: float, end: float) -> Iterator[float]:
    """From `start` on in even steps, and the end itself."""
    for index in range(max(0, int((end - start) // STEP_OUT) + 1)):
        yield start + index * STEP_OUT
    if end > GAPS[-1]:
        yield end


def _stacked(
    free: FreeMap,
    notes: Sequence[tuple[Wanted, Surroundings]],
    settings: Sequence[Setting | None],
    x: int,
) -> Column:
    """The notes at one left edge, each placed or skipped, at the least cost in all.

    `costs[y]` is the least cost of the notes so far with all of them at row y or higher; the choice for each note is
    kept so that the way to the least cost can be read back.
    """
    bitmap = free.bitmap
    costs = [0.0] * (bitmap.height + 1)
    chosen: list[list[int]] = []
    highs: list[int] = []
    gap = math.ceil(GAP_BETWEEN / bitmap.cell_y)
    for (_, around), setting in zip(notes, settings, strict=True):
        high = math.ceil(setting.height / bitmap.cell_y) if setting else 0
        highs.append(high)
        level_top = around.line.y1 + RAISED
        open_rows = _open_rows(free, setting, x, level_top) if setting else []
        costs, choice = _with_note(costs, open_rows, level_top, (high, gap), bitmap.cell_y)
        chosen.append(choice)
    return _read_back(free, notes, settings, x, (costs[0], chosen, highs, gap))


def _open_rows(free: FreeMap, setting: Setting, x: int, level_top: float) -> list[int]:
    """The rows, ascending, where the note's lower edge may be: free, on the page, and not too far off level."""
    bitmap, spots = free.bitmap, free.spots(setting.width, setting.height)
    level = level_top - setting.height
    lowest, highest = EDGES[1], bitmap.height * bitmap.cell_y - setting.height - EDGES[1]
    low = math.ceil(max(lowest, level - MOST_OFF) / bitmap.cell_y)
    high = int(min(highest, level + MOST_OFF) / bitmap.cell_y)
    return [y for y, _ in spots.rows(range(low, high + 1), 1 << x)]


def _with_note(
    before: list[float], open_rows: Sequence[int], level_top: float, size: tuple[int, int], cell: float
) -> tuple[list[float], list[int]]:
    """The least costs with one more note, and where it stands in each case (-1: left out)."""
    high, gap = size
    rows = len(before) - 1
    costs, choice = [cost + SKIPPED for cost in before], [-1] * (rows + 1)
    best, best_y = math.inf, -1
    # What is placed at row y or higher can only get cheaper downwards: each row starts from the best above it.
    start = rows
    for y in [*reversed(open_rows), -1]:
        if best < math.inf:
            for between in range(start, y, -1):
                if best < costs[between]:
                    costs[between], choice[between] = best, best_y
        start = y
        off = abs((y + high) * cell - level_top)
        here = PER_POINT * off + BENT * off * off
        if y >= 0 and here < SKIPPED:
            here += before[min(rows, y + high + gap)]
            if here < best:
                best, best_y = here, y
    return costs, choice


def _read_back(
    free: FreeMap,
    notes: Sequence[tuple[Wanted, Surroundings]],
    settings: Sequence[Setting | None],
    x: int,
    solved: tuple[float, list[list[int]], list[int], int],
) -> Column:
    bitmap = free.bitmap
    cost, chosen, highs, gap = solved
    at, boxes = 0, []
    for index in range(len(notes) - 1, -1, -1):
        y = chosen[index][at]
        setting = settings[index]
        if y < 0 or setting is None:
            continue
        left, top = x * bitmap.cell_x, (y + highs[index]) * bitmap.cell_y
        boxes.append((notes[index][0].key, Rect(left, top - setting.height, left + setting.width, top), setting))
        at = min(bitmap.height, y + highs[index] + gap)
    return Column(tuple(reversed(boxes)), cost)
