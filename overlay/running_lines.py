"""Running headers, footers and page numbers: the lines at a page's head and foot that its neighbours have too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from overlay.folding import skeleton
from overlay.geometry import PageFrame
from overlay.pagetext import PageText

# The part of the page's height, from the top and from the foot, in which running lines stand.
_BAND = 0.14
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_NUMBER_ALONE = re.compile(
    r"[\W_]*(?:page|seite|p\.)?\s*(?:\d{1,5}|[ivxlcdm]{1,8})(?:\s*(?:of|/|von|de)\s*\d{1,5})?[\W_]*", re.IGNORECASE
)


def running_lines(page: PageText, frame: PageFrame, neighbours: Iterable[str]) -> frozenset[int]:
    """The printed lines (`Char.line`) of a page's running header and footer. `neighbours`: the plain text of pages nearby."""
    known = {_pattern(line) for raw in neighbours for line in raw.splitlines()} - {""}
    return frozenset(
        line
        for line, text, height in _lines(page, frame)
        if not _BAND < height < 1 - _BAND and (_pattern(text) in known or _NUMBER_ALONE.fullmatch(text.strip()))
    )


def _pattern(line: str) -> str:
    """A line with its numbers struck out, so that "Page 8" is "Page 9"."""
    return skeleton(_DIGITS.sub("#", line))


def _lines(page: PageText, frame: PageFrame) -> Iterator[tuple[int, str, float]]:
    """Each printed line: its number, its text, and the height of its middle as a part of the displayed page's."""
    texts: dict[int, list[str]] = {}
    heights: dict[int, float] = {}
    to_display, whole = frame.to_display, frame.height or 1.0
    last: int | None = None
    for place, char in enumerate(page.chars):
        if char is not None:
            last = char.line
            heights.setdefault(last, to_display.apply(char.quad.centre).y / whole)
        elif page.text[place] == "\n":
            last = None
        if last is not None:
            texts.setdefault(last, []).append(page.text[place])
    for line, text in texts.items():
        yield line, "".join(text), heights[line]
