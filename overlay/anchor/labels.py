"""Which sheets a citation means: by the document's page labels, else the numbers printed on its pages, else by counting.

All that the document says is compared. Where page labels and printed numbers disagree, the labels are followed, the
pages that the printed numbers mean are named beside them, and the user is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from overlay.anchor.answers import LabelSource
from overlay.anchor.printed_numbers import PrintedNumbers, plain_number
from overlay.erratum import Citation

# Up to this many pages all are read for printed numbers; of a longer document, only those near the one sought.
_FEW_PAGES = 64
_JUMPS = 8


@dataclass(frozen=True, slots=True)
class Cited:
    """`page_indexes`: what the citation means, ascending. `otherwise`: what it means by another count that disagrees.

    `certain` is False where nothing in the document bears the number and sheets were counted although it has numbers.
    """

    page_indexes: tuple[int, ...]
    source: LabelSource
    otherwise: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class NoSuchPage:
    """A page that the document does not have; `message` is for the user."""

    message: str


class Numbering:
    """How a document numbers its pages. `label_of` gives a sheet's page label or None, `raw_of` its plain text."""

    def __init__(self, page_count: int, label_of: Callable[[int], str | None], raw_of: Callable[[int], str]) -> None:
        self.page_count = page_count
        self._label_of = label_of
        self._printed = PrintedNumbers(page_count, raw_of)
        self._labels: tuple[str | None, ...] | None = None

    @property
    def labels(self) -> tuple[str | None, ...]:
        """The page labels of all sheets."""
        if self._labels is None:
            labelled = self.page_count > 0 and (
                self._label_of(0) is not None or self._label_of(self.page_count - 1) is not None
            )
            self._labels = tuple(self._label_of(i) if labelled else None for i in range(self.page_count))
        return self._labels

    def shown(self, page_index: int) -> str:
        """The number that a reader finds on a sheet: its label, else what is printed on it, else ""."""
        label = self._label_of(page_index)
        return label if label else (self._printed.on(page_index) or "")

    def labelled(self, label: str) -> tuple[int, ...]:
        """The sheets with this page label: written so, else but for capitals or leading zeros."""
        wanted = label.strip()
        exact = tuple(i for i, found in enumerate(self.labels) if found is not None and found.strip() == wanted)
        return exact or tuple(i for i, found in enumerate(self.labels) if found and _plain(found) == _plain(wanted))

    def printed(self, label: str) -> tuple[int, ...]:
        """The sheets on which this number is printed."""
        if self.page_count <= _FEW_PAGES:
            return tuple(i for i in range(self.page_count) if self._bears(i, label))
        number = plain_number(label)
        if number is None:
            return ()
        at = min(max(0, number - 1), self.page_count - 1)
        for _ in range(_JUMPS):
            if self._bears(at, label):
                return (at,)
            here = plain_number(self._printed.on(at) or "")
            onward = at + (number - here) if here is not None else at + 1
            if onward == at or not 0 <= onward < self.page_count:
                break
            at = onward
        return tuple(i for i in range(self.page_count) if self._bears(i, label))

    def _bears(self, page_index: int, label: str) -> bool:
        printed = self._printed.on(page_index)
        return printed is not None and _plain(printed) == _plain(label)

    def printed_on(self, page_index: int) -> str | None:
        """The number printed on a sheet, or None."""
        return self._printed.on(page_index)


def cited_pages(citation: Citation, numbering: Numbering) -> Cited | NoSuchPage | None:
    """The sheets that a citation means; None where it names no page."""
    found = [_one(label, numbering) for label in citation.page_labels]
    missing = next((one for one in found if isinstance(one, NoSuchPage)), None)
    if missing is not None and citation.page_number is None:
        return missing
    pages = [one for one in found if isinstance(one, Cited)]
    if citation.page_number is not None:
        return _with_sheet(citation.page_number - 1, pages, citation, numbering)
    if not pages:
        return None
    return Cited(
        _all(one.page_indexes for one in pages),
        pages[0].source,
        _all(one.otherwise for one in pages),
        tuple(dict.fromkeys(remark for one in pages for remark in one.remarks)),
        all(one.certain for one in pages),
    )


def _all(groups: object) -> tuple[int, ...]:
    return tuple(sorted({index for group in groups for index in group}))  # type: ignore[attr-defined]


def _one(label: str, numbering: Numbering) -> Cited | NoSuchPage:
    labelled = numbering.labelled(label)
    if labelled:
        told = {i: numbering.printed_on(i) for i in labelled}
        if not any(printed is not None and _plain(printed) != _plain(label) for printed in told.values()):
            return Cited(labelled, LabelSource.LABELS)
        otherwise = tuple(i for i in numbering.printed(label) if i not in labelled)
        return Cited(labelled, LabelSource.LABELS, otherwise, (_disagreement(label, labelled, told, otherwise),))
    printed = numbering.printed(label)
    if printed:
        remarks = (
            ()
            if not any(numbering.labels)
            else (f"No page label says {label}; the number printed on sheet {_listed(printed)} does.",)
        )
        return Cited(printed, LabelSource.PRINTED, (), remarks)
    number = plain_number(label) if label.strip().isdecimal() else None
    if number is None or not 1 <= number <= numbering.page_count:
        return NoSuchPage(f"No page is numbered {label}, and the document has {_sheets(numbering.page_count)}.")
    here = numbering.shown(number - 1)
    if not here:
        return Cited((number - 1,), LabelSource.PHYSICAL)
    remark = f"No page is numbered {label}; sheet {number} was taken, which is numbered {here}."
    return Cited((number - 1,), LabelSource.PHYSICAL, (), (remark,), certain=False)


def _with_sheet(sheet: int, pages: list[Cited], citation: Citation, numbering: Numbering) -> Cited | NoSuchPage:
    if not 0 <= sheet < numbering.page_count:
        return NoSuchPage(f"There is no sheet {sheet + 1}: the document has {_sheets(numbering.page_count)}.")
    meant = _all(one.page_indexes + one.otherwise for one in pages)
    if not citation.page_labels or sheet in meant:
        return Cited((sheet,), LabelSource.PHYSICAL)
    label = "-".join(citation.page_labels)
    shown = numbering.shown(sheet)
    numbered = f"is numbered {shown}" if shown else "has no number"
    remark = f"The erratum says page {label} and sheet {sheet + 1}, but sheet {sheet + 1} {numbered}."
    return Cited((sheet,), LabelSource.PHYSICAL, meant, (remark,), certain=False)


def _disagreement(
    label: str, labelled: tuple[int, ...], told: dict[int, str | None], otherwise: tuple[int, ...]
) -> str:
    printed = ", ".join(dict.fromkeys(number for number in told.values() if number))
    where = f"; {label} is printed on sheet {_listed(otherwise)}" if otherwise else ""
    return f"Sheet {_listed(labelled)} is page {label} by the page labels, but the number printed on it is {printed}{where}."


def _plain(label: str) -> str:
    text = label.strip().casefold()
    return text.lstrip("0") or "0" if text.isdecimal() else text


def _listed(indexes: tuple[int, ...]) -> str:
    return ", ".join(str(index + 1) for index in indexes)


def _sheets(count: int) -> str:
    return "1 sheet" if count == 1 else f"{count} sheets"
