"""One PDF page as characters in reading order, each with its quad."""

from __future__ import annotations

from dataclasses import dataclass

from overlay.geometry import Quad


@dataclass(frozen=True, slots=True)
class Char:
    """One printed character (or ligature). `quad` is in user space: along the foot from origin to advance, across from descent to ascent.

    `line` is the index, in the page's reading order, of the printed line the character stands on; `column` the index
    of its column on the page, both from 0. `size` is the height of the font as shown, in user space units.
    `superscript` says that it is a raised note mark. `artifact`: running header, footer, or page number.
    """

    text: str
    quad: Quad
    line: int
    column: int
    size: float
    superscript: bool = False
    artifact: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text: `text[i]` was printed by `chars[i]`; None where a space or line feed was put between characters that stand apart.

    Lines are divided by "\\n" in `text`. A ligature that stands for several letters is one Char whose text has several
    letters; each of its positions in `text` points to the same Char object.
    """

    page_index: int
    text: str
    chars: tuple[Char | None, ...]
