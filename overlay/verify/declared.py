"""What the record says that the copy shows, worked out from the record alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import assert_never

from overlay.erratum import Caveat, Deletion, Erratum, Insertion, ReleaseStatus, Scope, Style, Substitution
from overlay.languages import LANGUAGES
from overlay.record.reading import Location, Record

_NAME = re.compile(r"\{(\w*)\}")
_FOLDED = {**dict.fromkeys("‘’‚‛`´", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
_TO_FOLD = re.compile(f"[{''.join(_FOLDED)}]")
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}
COMMON = 0x3000
"""Code points below which a character's visibility is remembered: nearly all that a page has."""


class _Visible(dict[int, int | None]):
    """For str.translate: None, which takes a character out, for one that shows nothing."""

    def __missing__(self, code: int) -> int | None:
        kept = None if unicodedata.category(chr(code)) in _INVISIBLE else code
        if code < COMMON:
            self[code] = kept
        return kept


_VISIBLE = _Visible()
_STATUS_WORD = {
    ReleaseStatus.DRAFT: "draft",
    ReleaseStatus.SUPERSEDED: "superseded",
    ReleaseStatus.WITHDRAWN: "withdrawn_release",
}


LONGEST_PHRASE = 400
"""Letters of what is asked for again and again, and so remembered when it is folded."""


def folded(text: str) -> str:
    """Text as it is compared: NFKC, no white space, no control characters, one kind of quotation mark and of dash."""
    return _folded_phrase(text) if len(text) <= LONGEST_PHRASE else _folded(text)


def _folded(text: str) -> str:
    plain = _TO_FOLD.sub(lambda found: _FOLDED[found.group()], unicodedata.normalize("NFKC", text))
    plain = "".join(unicodedata.normalize("NFKC", plain).split())
    return plain if plain.isprintable() else plain.translate(_VISIBLE)


_folded_phrase = lru_cache(maxsize=2048)(_folded)


def normal(text: str) -> str:
    """Text in the normal form in which it is drawn: C."""
    return unicodedata.normalize("NFC", text)


def visually_alike(one: str, other: str) -> bool:
    """Whether two folded texts are the same; the order of letters may differ where some are written right to left."""
    if one == other:
        return True
    if one.isascii() and other.isascii():
        return False
    turned = any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in one + other)
    return turned and sorted(one) == sorted(other)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An erratum that the copy must show: its declaration, its place, and the words of its note."""

    erratum: Erratum
    location: Location
    note: str


class Declared:
    """The record, asked in the verifier's own words."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.words = _words(record.release.style)

    @property
    def original_length(self) -> int:
        return self.record.original.length

    @property
    def original_sha256(self) -> str:
        return self.record.original.sha256

    @property
    def issuer(self) -> str:
        return self.record.release.issuer

    @property
    def reference(self) -> str:
        return self.record.release.reference

    @property
    def date(self) -> str:
        return self.record.release.date

    @cached_property
    def page_numbers(self) -> frozenset[int]:
        """The pages that may be touched: the first, for the band, and those that errata stand on."""
        found = {index + 1 for location in self.record.locations if location for index in location.page_indexes}
        return frozenset({1, *found})

    @cached_property
    def drawn(self) -> tuple[Drawn, ...]:
        """The errata in force, with their places and notes."""
        pairs = zip(self.record.document.errata, self.record.locations, strict=True)
        return tuple(Drawn(erratum, location, self.note(erratum)) for erratum, location in pairs if location)

    def say(self, name: str, **parts: str) -> str:
        return _NAME.sub(lambda found: parts.get(found.group(1), ""), self.words.get(name, ""))

    def label(self, erratum: Erratum) -> str:
        return self.say("caveat_label" if isinstance(erratum.change, Caveat) else "label", number=erratum.id)

    def correction(self, erratum: Erratum) -> str:
        match erratum.change:
            case Substitution(wrong=wrong, right=right):
                return self.say("substitute", wrong=wrong, right=right)
            case Insertion(beside=beside, side=side, text=text):
                return self.say(f"insert_{side.value}", beside=beside, text=text)
            case Deletion(wrong=wrong):
                return self.say("delete", wrong=wrong)
            case Caveat(text=text):
                return self.say("caveat", text=text)

    @cached_property
    def attribution(self) -> str:
        year, month, day = self.date.split("-")
        number = self.words.get("first_day", "1") if int(day) == 1 else str(int(day))
        spoken = self.say("day", day=number, month=self.words["months"].split()[int(month) - 1], year=year)
        return self.say("attribution", issuer=self.issuer, reference=self.reference, date=spoken)

    def note(self, erratum: Erratum) -> str:
        """All that an erratum's note says."""
        return f"{self.label(erratum)} {self.correction(erratum)} {self.attribution}"

    def page_index(self, drawn: Drawn) -> int:
        """The page that an erratum's row leads to: where its words begin, or the first that it is drawn on."""
        runs, indexes = drawn.location.runs, drawn.location.page_indexes
        return runs[0].page_index if runs else indexes[0] if indexes else 0

    def sentence(self, drawn: Drawn) -> str:
        """All that an erratum's row says, as links say it."""
        erratum = drawn.erratum
        label = drawn.location.page_label or str(self.page_index(drawn) + 1)
        quote = erratum.quote.exact if erratum.quote else ""
        parts = (
            f"{self.label(erratum)}:",
            f"{self.say('page')} {label}.",
            self.say("row_caveat", quote=quote) if isinstance(erratum.change, Caveat) and quote else "",
            self.correction(erratum),
            f"{self.say('reason')}: {erratum.reason}" if erratum.reason else "",
        )
        return " ".join(part for part in parts if part)

    def row_phrases(self, drawn: Drawn) -> Iterator[str]:
        """What an erratum's row may say in its columns."""
        yield from (drawn.erratum.id, drawn.erratum.reason, drawn.location.page_label)
        yield from self._row(drawn.erratum)

    @property
    def heading(self) -> str:
        band = self.say("band")
        word = _STATUS_WORD.get(self.record.release.status)
        return f"{self.say(word)} – {band}" if word else band

    def band_phrases(self) -> Iterator[str]:
        """Everything that the first page's band may say, in any combination."""
        in_force = [drawn.erratum for drawn in self.drawn]
        caveats = [erratum for erratum in in_force if isinstance(erratum.change, Caveat)]
        errata = len(in_force) - len(caveats)
        yield self.heading
        yield self.say("one_erratum") if errata == 1 else self.say("errata", count=str(errata))
        yield self.say("one_caveat") if len(caveats) == 1 else self.say("caveats", count=str(len(caveats)))
        yield from (self.say("contained"), self.say("see_sheet"), self.attribution)
        for erratum in caveats:
            if isinstance(erratum.change, Caveat) and erratum.change.scope is Scope.FIRST_PAGE:
                yield from (self.label(erratum), self.correction(erratum))

    def sheet_phrases(self) -> tuple[str, ...]:
        """Everything that the errata sheet may say, each phrase once."""
        return self._sheet_phrases

    @cached_property
    def _sheet_phrases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._all_sheet_phrases()))

    def _all_sheet_phrases(self) -> Iterator[str]:
        yield from self.band_phrases()
        yield from (value for name, value in self.words.items() if "{" not in value and name != "months")
        yield from (self.issuer, self.reference, self.original_sha256, self.record.document.file, self.attribution)
        yield self.attribution.rpartition(", ")[2]
        pairs = zip(self.record.document.errata, self.record.locations, strict=True)
        for erratum, location in pairs:
            yield from (
                erratum.id,
                erratum.reason,
                self.label(erratum),
                self.correction(erratum),
                *erratum.citation.page_labels,
            )
            if location is not None:
                yield from (location.page_label, *(str(index + 1) for index in location.page_indexes))
            yield from self._row(erratum)

    def sheet_needs(self) -> Iterator[str]:
        """What the errata sheet must say: who, what, and every erratum's words."""
        yield from (
            self.say("sheet_title"),
            self.issuer,
            self.reference,
            self.original_sha256,
            self.record.document.file,
        )
        for erratum in self.record.document.errata:
            yield from (erratum.id, erratum.reason)
            match erratum.change:
                case Substitution(wrong=wrong, right=right):
                    yield from (wrong, right)
                case Insertion(beside=beside, text=text):
                    yield from (beside, text)
                case Deletion(wrong=wrong):
                    yield wrong
                case Caveat(text=text):
                    yield text
                case other:
                    assert_never(other)
            if erratum.withdrawn:
                yield self.say("withdrawn")

    def _row(self, erratum: Erratum) -> Iterator[str]:
        match erratum.change:
            case Substitution(wrong=wrong, right=right):
                yield from (wrong, right)
            case Insertion(beside=beside, side=side, text=text):
                yield from (self.say(f"row_{side.value}", beside=beside), self.say("row_insert", text=text))
            case Deletion(wrong=wrong):
                yield wrong
            case Caveat(text=text):
                yield from (text, self.say("row_caveat", quote=erratum.words), erratum.words)
            case other:
                assert_never(other)


def _words(style: Style) -> dict[str, str]:
    language = re.split("[-_]", style.language)[0].lower()
    return {**LANGUAGES.get(language, LANGUAGES["en"]), **dict(style.wording)}
