"""Judges places found against places expected: one rule for every tool."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from overlay.geometry import Point, Quad

OVERLAP = 0.8
"""Along the text, the part of the union of both boxes that their intersection must be."""

SAME_LINE = 0.5
"""Expected boxes belong to one printed line where their middles differ by less than this part of their height."""


class Verdict(StrEnum):
    """What a tool's answer to one quote is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"
    NOT_FOUND = "not found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Case:
    """One line of quotes.jsonl: the places on the cited page, each a list of quads, one a printed line (user space)."""

    file: str
    kind: str
    quote: str
    page_index: int
    password: str | None
    places: tuple[tuple[Quad, ...], ...]
    copies: int = 1

    @property
    def stands_once(self) -> bool:
        """Whether the page has the words once: what a citation of the page alone can settle."""
        return self.copies == 1

    @staticmethod
    def of(row: dict[str, Any]) -> Case:
        """From a parsed line."""
        page = row["page"]
        listed = [each["boxes"] for each in row.get("occurrences", ()) if each["page"] == page] or [row["boxes"]]
        places = tuple(_lines([_quad(box["quad_user"]) for box in boxes if box["page"] == page]) for boxes in listed)
        return Case(row["file"], row["kind"], row["quote"], page - 1, row.get("password"), places)


def judged(found: Sequence[Quad], place: Sequence[Quad], *, strict: bool) -> bool:
    """Whether every expected line is met. `strict`: nothing besides may be marked either, as holds for an anchor."""
    met = all(_meets([quad for quad in found if _on_line(quad, line)], line) for line in place)
    return met and (not strict or all(any(_on_line(quad, line) for line in place) for quad in found))


def _quad(corners: Sequence[Sequence[float]]) -> Quad:
    return Quad(*(Point(x, y) for x, y in corners))


def _lines(quads: Sequence[Quad]) -> tuple[Quad, ...]:
    """The expected boxes, those side by side on one printed line made one."""
    lines: list[list[Quad]] = []
    for quad in quads:
        for line in lines:
            _, across = _axes(line[0])
            if abs(_at(line[0].centre, across) - _at(quad.centre, across)) < SAME_LINE * line[0].height:
                line.append(quad)
                break
        else:
            lines.append([quad])
    return tuple(_around(line) for line in lines)


def _around(quads: Sequence[Quad]) -> Quad:
    if len(quads) == 1:
        return quads[0]
    along, across = _axes(quads[0])
    u0, u1 = _extent(quads, along)
    v0, v1 = _extent(quads, across)

    def corner(u: float, v: float) -> Point:
        return Point(u * along[0] + v * across[0], u * along[1] + v * across[1])

    return Quad(corner(u0, v1), corner(u1, v1), corner(u0, v0), corner(u1, v0))


def _axes(quad: Quad) -> tuple[tuple[float, float], tuple[float, float]]:
    angle = math.radians(quad.angle)
    return (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))


def _at(point: Point, axis: tuple[float, float]) -> float:
    return point.x * axis[0] + point.y * axis[1]


def _extent(quads: Sequence[Quad], axis: tuple[float, float]) -> tuple[float, float]:
    values = [_at(corner, axis) for q in quads for corner in (q.top_left, q.top_right, q.bottom_left, q.bottom_right)]
    return min(values), max(values)


def _on_line(found: Quad, line: Quad) -> bool:
    """Whether the middle of what was found lies within the expected box across the text, and they meet along it."""
    along, across = _axes(line)
    low, high = _extent([line], across)
    start, end = _extent([line], along)
    found_start, found_end = _extent([found], along)
    return low <= _at(found.centre, across) <= high and found_start < end and start < found_end


def _meets(found: Sequence[Quad], line: Quad) -> bool:
    if not found:
        return False
    along, _ = _axes(line)
    a0, a1 = _extent(found, along)
    b0, b1 = _extent([line], along)
    union = max(a1, b1) - min(a0, b0)
    return union > 0 and (min(a1, b1) - max(a0, b0)) / union >= OVERLAP
