"""What a correction says: correction-slip practice, in the language that the style names.

A correction says what, where, who says so, under which reference, and when. Templates hold {names};
what is put in is never read as a template again, so a quote with braces stays as typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from overlay.erratum import (
    Caveat,
    Change,
    Deletion,
    Insertion,
    Kind,
    Release,
    ReleaseStatus,
    Scope,
    Style,
    Substitution,
)
from overlay.errors import UnsupportedError
from overlay.languages import LANGUAGES, Words

# What a template must keep for the correction to say all that was asked.
NEEDED: dict[str, tuple[str, ...]] = {
    "label": ("number",),
    "caveat_label": ("number",),
    "substitute": ("wrong", "right"),
    "insert_after": ("beside", "text"),
    "insert_before": ("beside", "text"),
    "delete": ("wrong",),
    "caveat": ("text",),
    "attribution": ("issuer", "reference", "date"),
    "errata": ("count",),
    "caveats": ("count",),
    "row_after": ("beside",),
    "row_before": ("beside",),
    "row_insert": ("text",),
    "row_caveat": ("quote",),
    "day": ("day", "month", "year"),
}
MONTHS_IN_A_YEAR = 12
_NAME = re.compile(r"\{(\w*)\}")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_STATUS_WORD = {
    ReleaseStatus.DRAFT: "draft",
    ReleaseStatus.SUPERSEDED: "superseded",
    ReleaseStatus.WITHDRAWN: "withdrawn_release",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed words of one language (a tag such as "en"), with the style's own templates in place."""

    language: str
    words: tuple[tuple[str, str], ...]

    def say(self, name: str, **parts: str) -> str:
        """The template `name` with `parts` put in for its {names}; a part that it does not name is left out."""
        return _NAME.sub(lambda found: parts[found[1]], dict(self.words)[name])

    def label(self, kind: Kind, number: str) -> str:
        """ "Erratum 1", or "Caveat 1"."""
        return self.say("caveat_label" if kind is Kind.CAVEAT else "label", number=number)

    def correction(self, change: Change) -> str:
        """The sentence: For “eight” read “fifteen (15)”."""
        match change:
            case Substitution(wrong=wrong, right=right):
                return self.say("substitute", wrong=wrong, right=right)
            case Insertion(beside=beside, side=side, text=text):
                return self.say(f"insert_{side.value}", beside=beside, text=text)
            case Deletion(wrong=wrong):
                return self.say("delete", wrong=wrong)
            case Caveat(text=text):
                return self.say("caveat", text=text)

    def attribution(self, release: Release) -> str:
        """Who says so, under which reference, when."""
        return self.say("attribution", issuer=release.issuer, reference=release.reference, date=self.date(release.date))

    def date(self, iso: str) -> str:
        """The date written out: "12 November 2024". Anything but YYYY-MM-DD is returned as it is."""
        found = _DATE.fullmatch(iso)
        if not found or not 1 <= int(found[2]) <= MONTHS_IN_A_YEAR:
            return iso
        day = dict(self.words).get("first_day", "1") if int(found[3]) == 1 else str(int(found[3]))
        month = dict(self.words)["months"].split()[int(found[2]) - 1]
        return self.say("day", day=day, month=month, year=found[1])

    def heading(self, status: ReleaseStatus) -> str:
        """ "CORRECTED COPY", behind the status where the release is not simply issued: "DRAFT – CORRECTED COPY"."""
        band = self.say("band")
        return f"{self.say(_STATUS_WORD[status])} – {band}" if status in _STATUS_WORD else band

    def counts(self, errata: int, caveats: int) -> str:
        """ "1 erratum, 2 caveats"; what there is none of is not mentioned, "" where there is nothing at all."""
        parts = [
            self.say("one_erratum") if errata == 1 else self.say("errata", count=str(errata)) if errata else "",
            self.say("one_caveat") if caveats == 1 else self.say("caveats", count=str(caveats)) if caveats else "",
        ]
        return ", ".join(part for part in parts if part)

    def wrong(self, change: Change, quote: str = "") -> str:
        """The errata sheet's column "For"; `quote` is what a caveat qualifies, "" for a whole page or document."""
        match change:
            case Substitution(wrong=wrong) | Deletion(wrong=wrong):
                return wrong
            case Insertion(beside=beside, side=side):
                return self.say(f"row_{side.value}", beside=beside)
            case Caveat(scope=scope):
                if quote:
                    return self.say("row_caveat", quote=quote)
                return self.say("whole_page" if scope is Scope.CITED_PAGE else "whole_document")

    def right(self, change: Change) -> str:
        """The errata sheet's column "Read"."""
        match change:
            case Substitution(right=right):
                return right
            case Insertion(text=text):
                return self.say("row_insert", text=text)
            case Deletion():
                return self.say("row_delete")
            case Caveat(text=text):
                return text


def wording(style: Style) -> Wording:
    """The style's words. Raises UnsupportedError for a language without words and for a template that loses a part."""
    language = style.language.split("-")[0].split("_")[0].lower()
    if language not in LANGUAGES:
        raise UnsupportedError(
            f"There are no fixed words in the language {style.language!r}.",
            remedy=f"Choose one of {', '.join(LANGUAGES)}, or give every template under wording in the style block.",
        )
    words: Words = {**LANGUAGES[language]}
    for name, template in style.wording:
        if name not in words:
            raise UnsupportedError(
                f"The style block gives a wording for {name!r}, which is not a template.",
                remedy=f"The templates are {', '.join(sorted(words))}.",
            )
        _check_template(name, template, original=words[name])
        words[name] = template
    return Wording(language, tuple(words.items()))


def _check_template(name: str, template: str, *, original: str) -> None:
    named, known = set(_NAME.findall(template)), set(_NAME.findall(original))
    if named - known:
        raise UnsupportedError(
            f"The wording for {name!r} names {{{sorted(named - known)[0]}}}, which it cannot be given.",
            remedy=f"It may use {', '.join(f'{{{part}}}' for part in sorted(known)) or 'fixed words only'}.",
        )
    lost = [part for part in NEEDED.get(name, ()) if part not in named]
    if lost:
        raise UnsupportedError(
            f"The wording for {name!r} leaves out {{{lost[0]}}}, so the correction would not say all that it must.",
            remedy=f"Put {{{lost[0]}}} into it.",
        )
    if name == "months" and len(template.split()) != MONTHS_IN_A_YEAR:
        raise UnsupportedError("The wording for 'months' needs twelve names divided by spaces.")
