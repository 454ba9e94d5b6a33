"""What the notice says, as typeset blocks in reading order; `notice_pages` puts them on pages. Pure, given the fonts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from overlay.appearance.fonts import Fonts
from overlay.appearance.lines import Ink, Piece
from overlay.appearance.script import cleaned
from overlay.appearance.sheet_rows import RowBlock, SheetContent, SheetRow, SheetSetter
from overlay.appearance.wording import wording
from overlay.erratum import ReleaseStatus
from overlay.pack.facts import PackedDocument, PackedFile, PackFacts
from overlay.pack.words import say

A4 = (595.276, 841.89)  # points
TITLE_SHARE, HEADING_SHARE = 2.0, 1.3  # of the body size
GAP, WIDE_GAP = 0.55, 1.7  # ems above a paragraph, and above a heading
OUTSIDE = -1
"""The table of what stands in none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block with its structure type (H1, H2, P, TR), and which table it belongs to, counted from 0."""

    tag: str
    block: RowBlock
    table: int = OUTSIDE

    @property
    def is_heading(self) -> bool:
        return self.tag in ("H1", "H2")


def notice_parts(facts: PackFacts, fonts: Fonts) -> tuple[SheetSetter, tuple[Part, ...]]:
    """The measures of the notice's pages, and its parts. Raises UnsupportedError for what cannot be drawn."""
    setter = _setter(facts, None, fonts)
    return setter, tuple(_NoticeSetter(facts, fonts, setter).parts())


def _setter(facts: PackFacts, document: PackedDocument | None, fonts: Fonts) -> SheetSetter:
    rows = tuple(_rows(document)) if document is not None else ()
    name = document.name if document is not None else ""
    return SheetSetter.of(SheetContent(name, "", facts.release, rows, *A4, 0), fonts)


def _rows(document: PackedDocument) -> Iterator[SheetRow]:
    if document.record is None:
        return
    for erratum, location in zip(document.record.document.errata, document.record.locations, strict=True):
        label = location.page_label if location else ", ".join(erratum.citation.page_labels)
        if not label and location and location.page_indexes:
            label = str(location.page_indexes[0] + 1)
        yield SheetRow(erratum, erratum.id, label)


@dataclass(frozen=True, slots=True)
class _NoticeSetter:
    facts: PackFacts
    fonts: Fonts
    setter: SheetSetter

    def parts(self) -> Iterator[Part]:
        release, words = self.facts.release, wording(self.facts.release.style)
        yield self.line("H1", self.say("title"), bold=True, ink=Ink.MARK, share=TITLE_SHARE, gap=0.0)
        for name, value in (("issuer", release.issuer), ("reference", release.reference)):
            yield self.pair(words.say(name), value)
        yield self.pair(words.say("date"), words.date(release.date))
        if release.status is not ReleaseStatus.ISSUED:
            yield self.pair(self.say("status"), words.heading(release.status).split(" – ")[0])
        yield self.line("P", self.say("intro", issuer=release.issuer, reference=release.reference), gap=WIDE_GAP)
        yield from self.earlier()
        for table, document in enumerate(self.facts.documents):
            yield from self.document(table, document)
        if self.facts.letter is not None:
            yield self.heading(self.say("letter"))
            yield from self.file(self.facts.letter, self.facts.letter.name)
        yield self.heading(self.say("advice"))
        for name in ("advice_use", "advice_read", "advice_check"):
            yield self.line("P", self.say(name))

    def earlier(self) -> Iterator[Part]:
        old = self.facts.supersedes
        if old is None:
            return
        date = wording(self.facts.release.style).date(old.date)
        yield self.heading(self.say("changes"))
        yield self.line("P", self.say("supersedes", reference=old.reference, date=date))
        yield self.pair(self.say("manifest"), old.manifest_sha256)
        for change in old.changes:
            yield self.line("P", self.say(change.kind, document=change.document, erratum=change.erratum))
        if not old.changes:
            yield self.line("P", self.say("no_changes"))

    def document(self, table: int, document: PackedDocument) -> Iterator[Part]:
        yield self.heading(document.name)
        yield from self.file(document.original, self.say("original"))
        if document.copy is None:
            yield self.line("P", self.say("unchanged"))
            return
        yield from self.file(document.copy, self.say("copy"))
        setter = _setter(self.facts, document, self.fonts)
        heads = setter.heads()
        if heads is not None:
            yield Part("TR", heads, table)
        for block in setter.rows():
            yield Part("TR" if heads is not None else "P", block, table if heads is not None else OUTSIDE)

    def file(self, file: PackedFile, what: str) -> Iterator[Part]:
        size = self.say("bytes", count=str(file.facts.length))
        yield self.pair(what, f"{file.path.removeprefix('data/')} ({size})")
        yield self.pair("SHA-256", file.facts.sha256, gap=0.1)

    def heading(self, text: str) -> Part:
        return self.line("H2", text, bold=True, share=HEADING_SHARE, gap=WIDE_GAP)

    def line(
        self, tag: str, text: str, *, bold: bool = False, ink: Ink = Ink.TEXT, share: float = 1.0, gap: float = GAP
    ) -> Part:
        size = self.setter.size * share
        piece = Piece(cleaned(text, where="The notice"), size, bold=bold, ink=ink)
        cell = self.setter.cell([piece], 0.0, self.setter.room, tag=tag)
        return Part(tag, RowBlock((cell,), size, self.setter.size * gap))

    def pair(self, name: str, value: str, *, gap: float = GAP) -> Part:
        size = self.setter.size
        pieces = [
            Piece(f"{cleaned(name, where='The notice')}: ", size, ink=Ink.MUTED),
            Piece(cleaned(value, where="The notice"), size),
        ]
        return Part("P", RowBlock((self.setter.cell(pieces, 0.0, self.setter.room, tag="P"),), size, size * gap))

    def say(self, name: str, **parts: str) -> str:
        return say(self.facts.release.style, name, **parts)
