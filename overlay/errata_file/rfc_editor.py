"""The RFC Editor's errata records (JSON) as a release: each record's original text is the quote, its changed words the erratum.

A record that cannot become an erratum is told of, with the cause; none is dropped in silence. What the
reporter left to the notes (no corrected text) becomes a caveat to the passage, in the words of the notes.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from overlay.errata_file.values import LONGEST_TEXT, as_typed
from overlay.errata_file.word_diff import smallest_change
from overlay.erratum import Caveat, Change, Citation, Document, Erratum, Quote, Release, Scope
from overlay.errors import ErrataFileError, Fault

ISSUER = "RFC Editor"
USUAL_STATUSES = frozenset(("Verified", "Held for Document Update"))  # what the RFC Editor holds to be right
LONGEST_REASON = 300  # characters; the notes of a record are often a discussion
MOST_BYTES = 20_000_000  # all errata ever reported are under it

_PAGE_FOOT = re.compile(r"^.*\[Page [0-9ivx]+\][ \t]*$", re.MULTILINE)
_PAGE_HEAD = re.compile(r"^RFC [0-9]+[ \t]{2,}.*[ \t](?:[A-Z][a-z]+ )?[0-9]{4}[ \t]*$", re.MULTILINE)
_POINTING = re.compile(r"^[ \t]*(?:\^[\^ \t]*|\^\^+ .*)$", re.MULTILINE)
_OUTER_ELISION = re.compile(r"^(?:\s*(?:\[?(?:\.\.\.|…)\]?)(?=\s))+|(?:(?<=\s)(?:\[?(?:\.\.\.|…)\]?)\s*)+$")
_SECTION = re.compile(r"(?:[Ss]ection |^)\s*([0-9]+(?:\.[0-9]+)*|[A-Z](?:\.[0-9]+)+|Appendix [A-Z])(?![A-Za-z0-9])")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PAGE_POINTER = re.compile(r"(?i)p(?:g|p|age)?[.:]?\s*[0-9]{1,4}")
_HEADING_LIKE = re.compile(
    r"[^\W\d_][^\W\d_ ()/&'-]*(?:[ ()/&'-]+[^\W\d_]+)*\)?"
)  # letters: no figure, no stop or comma
_WORDS_IN_HEADING = 6
_LEAST_BELOW = 12  # words of the passage below: enough to be found by themselves
_VERIFIER = re.compile(r"-+\s*VERIFIER NOTES\s*-+.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that gave no erratum, and why."""

    id: str
    cause: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made: the release, and the records that it could not use. Records left out by their status are counted only."""

    release: Release
    skipped: tuple[Skipped, ...]
    other_status: int


def import_records(
    content: str | bytes, *, document: str, file_name: str, every_status: bool = False, sha256: str | None = None
) -> Imported:
    """A release of one document from RFC Editor records. `document` is written as its `file`, `sha256` as its pin.

    Raises ErrataFileError where `content` is not such records, or none of them can be used.
    """
    records = _records(content, file_name)
    wanted = [record for record in records if every_status or record.get("errata_status_code") in USUAL_STATUSES]
    errata: dict[str, Erratum] = {}
    skipped: list[Skipped] = []
    for record in wanted:
        name = _text(record, "errata_id") or "without a number"
        made = "its number is used twice" if name in errata else _erratum(record, name)
        if isinstance(made, Erratum):
            errata[name] = made
        else:
            skipped.append(Skipped(name, made))
    if not errata:
        raise _fault(file_name, f"none of its {len(records)} records can be made an erratum.")
    release = Release(
        issuer=ISSUER,
        reference=f"{_number(records, file_name)} errata",
        date=_date([record for record in wanted if _text(record, "errata_id") in errata], file_name),
        documents=(Document(document, tuple(errata.values()), sha256),),
    )
    return Imported(release, tuple(skipped), len(records) - len(wanted))


def _fault(file_name: str, message: str) -> ErrataFileError:
    return ErrataFileError(file_name, (Fault(0, message),))


def _records(content: str | bytes, file_name: str) -> list[Mapping[str, Any]]:
    if len(content) > MOST_BYTES:
        raise _fault(file_name, f"is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise ErrataFileError(file_name, (Fault(line, "this is not JSON as the RFC Editor writes it."),)) from error
    listed = found if isinstance(found, list) else [found]
    records: list[Mapping[str, Any]] = [
        record for record in listed if isinstance(record, dict) and "orig_text" in record
    ]
    if not records or len(records) < len(listed):
        raise _fault(file_name, 'must be a list of RFC Editor records, each with "errata_id" and "orig_text".')
    return records


def _number(records: list[Mapping[str, Any]], file_name: str) -> str:
    numbers = sorted({re.sub(r"\s+", "", _text(record, "doc-id")).upper() for record in records})
    if len(numbers) > 1:
        raise _fault(
            file_name, f"the records are of several documents ({', '.join(numbers[:5])}); import one at a time."
        )
    match = re.fullmatch("RFC0*([0-9]{1,6})", numbers[0])
    if not match:
        raise _fault(file_name, 'its records do not say in "doc-id" which RFC they correct.')
    return f"RFC {match.group(1)}"


def _date(records: list[Mapping[str, Any]], file_name: str) -> str:
    """The latest day on which one of the records was changed."""
    days = []
    for record in records:
        for key in ("update_date", "submit_date"):
            try:
                days.append(datetime.date.fromisoformat(_text(record, key)[:10]))
                break
            except ValueError:
                continue
    if not days:
        raise _fault(file_name, 'no record has a day in "update_date" or "submit_date".')
    return max(days).isoformat()


def _erratum(record: Mapping[str, Any], name: str) -> Erratum | str:
    """The erratum of a record, or why there is none."""
    wrong, right, where = _passages(record)
    reason = _told_where(where, _reason(record))
    if not any(character.isalnum() for character in wrong):
        return "it quotes no original text"
    if max(len(wrong), len(right)) > LONGEST_TEXT:
        return f"its text is longer than {LONGEST_TEXT:,} characters"
    change: Change
    occurrence = None
    if right:
        found = smallest_change(wrong, right)
        if found is None:
            return "its corrected text has the same words as the original"
        change, occurrence = found.change, found.occurrence
    elif reason:
        change, reason = Caveat(reason, Scope.PASSAGE), ""
    else:
        return "it has neither a corrected text nor notes"
    citation = Citation(section=_section(_text(record, "section")), occurrence=occurrence)
    return Erratum(name, change, citation, Quote(wrong), reason)


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return as_typed(_NOT_TEXT.sub(" ", str(value))) if isinstance(value, str | int) else ""


def _passages(record: Mapping[str, Any]) -> tuple[str, str, str]:
    """The original and the corrected text, each on one line, without what is no part of them; and where they are said to be.

    That is: the running feet and heads of a page break, dots for what stands around, lines of carets under what
    the reporter points at (where both texts have the same, they are printed arrows, and stay), and lines above the
    passage that tell its place.
    """
    wrong, right, where = _without_place(*(_printed(record.get(key)) for key in ("orig_text", "correct_text")))
    pointing = [[line.split() for line in _POINTING.findall(text)] for text in (wrong, right)]
    if pointing[0] != pointing[1]:
        wrong, right = _POINTING.sub("", wrong), _POINTING.sub("", right)
    return " ".join(_OUTER_ELISION.sub("", wrong).split()), " ".join(_OUTER_ELISION.sub("", right).split()), where


def _without_place(wrong: str, right: str) -> tuple[str, str, str]:
    """Both texts without the lines in which the reporter says where the passage is, and those lines.

    Such are two lines or more, the same above both texts, parted from the passage by an empty line: each a page pointer
    ("p. 71") or like a heading, the first in capitals or one of them a page pointer. They may be in words of the
    reporter's own, so they are no part of the quote. A page pointer is to the pages of the RFC as it was published, and
    copies are paged anew, so it tells a person where to look and no more.
    """
    (above, below), (above_right, below_right) = _parted(wrong), _parted(right)
    telling = any(map(_PAGE_POINTER.fullmatch, above)) or (bool(above) and above[0].isupper() and " " in above[0])
    if len(above) < 2 or above != above_right or not telling or not all(map(_tells_place, above)):
        return wrong, right, ""
    if min(len(below.split()), len(below_right.split())) < _LEAST_BELOW:
        return wrong, right, ""
    return below, below_right, ", ".join(above)


def _parted(text: str) -> tuple[tuple[str, ...], str]:
    """The lines above the first empty one, and the text below it."""
    above, *below = re.split(r"\n[ \t]*\n", text, maxsplit=1)
    return tuple(" ".join(line.split()) for line in above.splitlines()), "".join(below)


def _tells_place(line: str) -> bool:
    heading = _HEADING_LIKE.fullmatch(line) is not None and len(line.split()) <= _WORDS_IN_HEADING
    return heading or _PAGE_POINTER.fullmatch(line) is not None


def _told_where(where: str, reason: str) -> str:
    """The reason with the place that the reporter named before it."""
    return f"Reported under: {where}. {reason}".strip() if where else reason


def _printed(value: object) -> str:
    if not isinstance(value, str):
        return ""
    text = _NOT_TEXT.sub(" ", value.replace("\r\n", "\n").replace("\f", "\n"))
    return _PAGE_HEAD.sub("", _PAGE_FOOT.sub("", text)).strip()


def _section(text: str) -> str | None:
    """The first section that a record names: "4.3.2" of "4.3.2, B.3.2"; None for "GLOBAL" and prose."""
    match = _SECTION.search(text)
    return match.group(1) if match else None


def _reason(record: Mapping[str, Any]) -> str:
    """The first paragraph of the notes, cut at a sentence's end, or else at a word's."""
    notes = record.get("notes")
    if not isinstance(notes, str):
        return ""
    text = _VERIFIER.sub("", _NOT_TEXT.sub(" ", notes.replace("\r\n", "\n"))).strip()
    paragraph = " ".join(re.split(r"\n[ \t]*\n", text, maxsplit=1)[0].split())
    if len(paragraph) <= LONGEST_REASON:
        return paragraph
    ends = [match.end() for match in re.finditer(r"[.!?](?= )", paragraph[:LONGEST_REASON])]
    if ends and ends[-1] > LONGEST_REASON // 2:
        return paragraph[: ends[-1]]
    return paragraph[: LONGEST_REASON - 1].rsplit(" ", 1)[0] + "…"
