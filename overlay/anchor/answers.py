"""The answers to "where does this erratum stand?": an anchor, or the reason for none, with what was found instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from overlay.erratum import Erratum
from overlay.errors import ExitCode
from overlay.geometry import Point, Quad


class Match(StrEnum):
    """How the quote matched, best first."""

    EXACT = "exact"  # character for character, white space aside
    FOLDED = "folded"  # after folding: ligatures, dashes, quotation marks, hyphens at line ends, case
    CONTEXT = "context"  # the words exactly after folding, the context around them nearly
    WHOLE_PAGE = "page"  # a caveat to a page: there was nothing to match


class LabelSource(StrEnum):
    """What the cited page was found by."""

    LABELS = "page labels"
    PRINTED = "printed number"
    PHYSICAL = "physical page"
    UNCITED = "not cited"


class Cause(StrEnum):
    """Why an erratum has no anchor."""

    NOT_FOUND = "not found"
    ELSEWHERE = "on another page"
    AMBIGUOUS = "ambiguous"
    NOT_VISIBLE = "not visible"
    NOT_TEXT = "not text"
    READERS_DISAGREE = "readers disagree"
    NO_SUCH_PAGE = "no such page"


EXIT_CODE_OF = {
    Cause.NOT_FOUND: ExitCode.NOT_FOUND,
    Cause.ELSEWHERE: ExitCode.NOT_FOUND,
    Cause.NO_SUCH_PAGE: ExitCode.NOT_FOUND,
    Cause.NOT_TEXT: ExitCode.NOT_FOUND,
    Cause.AMBIGUOUS: ExitCode.AMBIGUOUS,
    Cause.READERS_DISAGREE: ExitCode.AMBIGUOUS,
    Cause.NOT_VISIBLE: ExitCode.NOT_VISIBLE,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of the matched text on one printed line: its page, its quad in user space, its text as printed.

    `mcid` is the marked-content identifier of its last character in a tagged document (ISO 32000-1, 14.7.4).
    """

    page_index: int
    quad: Quad
    text: str
    mcid: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an erratum stands.

    `words`: the stretches to strike or underline, one a printed line, in reading order; () for a caveat to whole pages.
    `quote`: the stretches of the whole quote. `page_indexes`: the pages that it touches, ascending (for a caveat to
    every page, all of them). `page_label`: the printed number of `page_index` ("" where it has none).
    `caret`: for an insertion, the foot of the gap where the text goes, in user space, on the page of `words`' nearest stretch.
    `matched`: the quote as printed. `difference`: "" or how the print differs from what was typed (context matches).
    `remarks`: warnings for the user, whole sentences.
    """

    erratum: Erratum
    page_indexes: tuple[int, ...]
    page_label: str
    words: tuple[Stretch, ...]
    quote: tuple[Stretch, ...]
    match: Match
    label_source: LabelSource
    caret: Point | None = None
    matched: str = ""
    difference: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def page_index(self) -> int:
        """The page that the words begin on; of a caveat to whole pages, the first."""
        return self.words[0].page_index if self.words else self.page_indexes[0]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that might have been meant. `how_to_name` is what to add to the erratum to choose it ("occurrence: 2")."""

    page_index: int
    page_label: str
    line: int
    text: str
    difference: str = ""
    how_to_name: str = ""


@dataclass(frozen=True, slots=True)
class Unanchored:
    """An erratum that was refused a place: the cause, one sentence for the user, what to do, and what was found instead."""

    erratum: Erratum
    cause: Cause
    message: str
    remedy: str = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """What a command ends with for it."""
        return EXIT_CODE_OF[self.cause]
