"""The pack's index page: the notice for a browser, each document with its corrections before and after.

One file of HTML without scripts; its pictures are files of the pack beside it, and nothing is fetched from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from overlay.appearance.wording import Wording, wording
from overlay.erratum import Erratum, ReleaseStatus
from overlay.pack.facts import ERRATA_CSV, ERRATA_JSON, NOTICE, PackedDocument, PackFacts
from overlay.pack.words import say
from overlay.record import Location

PAYLOAD = "data/"
POLICY = "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
RIGHT_TO_LEFT_SAFE = "auto"
"""Quotes take their direction from their own letters, whatever the page's language."""

_HIDDEN = {*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)} - {9, 10}

STYLE = """
:root { --ink: #1a1a1a; --line: #c8c8c8; --mark: #b00020; --soft: #f4f4f2; --link: #0b4f9e; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main { max-width: 64rem; margin: 0 auto; padding: 1rem 1.5rem; }
a { color: var(--link); } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; } .skip:focus { position: static; display: inline-block; padding: .5rem; }
h1 { font-size: 1.9rem; margin: .5rem 0; color: var(--mark); } h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; } h4 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
.pair { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
figure { margin: 0; flex: 1 1 22rem; min-width: 0; } figcaption { font-size: .9rem; margin-bottom: .2rem; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); display: block; background: #fff; }
@media print { .skip { display: none; } .pair { break-inside: avoid; } }
"""


def index_html(facts: PackFacts) -> bytes:
    """The page, UTF-8. The same facts give the same bytes."""
    return "".join(_IndexPage(facts, wording(facts.release.style)).parts()).encode("utf-8", "replace")


class _IndexPage:
    def __init__(self, facts: PackFacts, words: Wording) -> None:
        self.facts = facts
        self.words = words

    def say(self, name: str, **parts: str) -> str:
        return _text(say(self.facts.release.style, name, **parts))

    def fixed(self, name: str) -> str:
        return _text(self.words.say(name))

    def parts(self) -> Iterator[str]:
        yield from self.head()
        yield f'<main id="main">\n<h2 id="documents">{self.say("documents")}</h2>\n'
        for number, document in enumerate(self.facts.documents, start=1):
            yield from self.document(number, document)
        yield from self.earlier()
        yield from self.advice()
        yield from self.files()
        yield "</main>\n</body>\n</html>\n"

    def head(self) -> Iterator[str]:
        release = self.facts.release
        title = f"{self.say('title')}: {_text(release.reference)}"
        yield (
            f'<!DOCTYPE html>\n<html lang="{self.words.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="referrer" content="no-referrer">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n'
            f'<body>\n<header>\n<a class="skip" href="#documents">{self.say("skip")}</a>\n<h1>{title}</h1>\n<dl>\n'
        )
        particulars = [("issuer", release.issuer), ("reference", release.reference)]
        particulars.append(("date", self.words.date(release.date)))
        yield from (self.particular(self.fixed(name), _text(value)) for name, value in particulars)
        if release.status is not ReleaseStatus.ISSUED:
            yield self.particular(self.say("status"), _text(self.words.heading(release.status).split(" – ")[0]))
        intro = self.say("intro", issuer=release.issuer, reference=release.reference)
        yield f"</dl>\n<p>{intro}</p>\n</header>\n"

    def particular(self, name: str, value: str) -> str:
        return f"<dt>{name}</dt><dd>{value}</dd>\n"

    def document(self, number: int, document: PackedDocument) -> Iterator[str]:
        heading = f"document-{number}"
        yield f'<section aria-labelledby="{heading}">\n<h3 id="{heading}"><bdi>{_text(document.name)}</bdi></h3>\n<dl>\n'
        for what, file in (("original", document.original), ("copy", document.copy)):
            if file is not None:
                size = self.say("bytes", count=str(file.facts.length))
                said = f"{_link(file.path)} ({size})<br>SHA-256 <code>{file.facts.sha256}</code>"
                yield self.particular(self.say(what), said)
        if document.copy is not None:
            yield self.particular(self.say("proof"), _link(document.proof_path))
        yield "</dl>\n"
        if document.record is None:
            yield f"<p>{self.say('unchanged')}</p>\n"
        else:
            pairs = tuple(zip(document.record.document.errata, document.record.locations, strict=True))
            yield from self.table(document, pairs)
            for at in document.pictured:
                yield from self.pictures(document, at, *pairs[at - 1])
        yield "</section>\n"

    def table(self, document: PackedDocument, pairs: tuple[tuple[Erratum, Location | None], ...]) -> Iterator[str]:
        heads = "".join(f'<th scope="col">{self.fixed(name)}</th>' for name in ("no", "page", "for", "read", "reason"))
        caption = f"{self.fixed('sheet_title')}: <bdi>{_text(document.name)}</bdi>"
        yield f'<div class="scroll" role="region" tabindex="0" aria-label="{self.fixed("sheet_title")}: '
        yield f'{_text(document.name)}">\n<table>\n<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
        for erratum, location in pairs:
            quote = erratum.quote.exact if erratum.quote else ""
            reason = _text(erratum.reason)
            if erratum.withdrawn:
                reason = f"<strong>{self.fixed('withdrawn')}.</strong> {reason}"
            said = (self.words.wrong(erratum.change, quote), self.words.right(erratum.change))
            cells = "".join(f'<td dir="{RIGHT_TO_LEFT_SAFE}">{_text(each)}</td>' for each in said)
            label = _text(_page_label(erratum, location))
            yield f'<tr><th scope="row">{_text(erratum.id)}</th><td>{label}</td>{cells}<td>{reason}</td></tr>\n'
        yield "</tbody>\n</table>\n</div>\n"

    def pictures(self, document: PackedDocument, at: int, erratum: Erratum, location: Location | None) -> Iterator[str]:
        yield f'<h4>{_text(self.words.label(erratum.kind, erratum.id))}</h4>\n<div class="pair">\n'
        for when, what in (("before", "original"), ("after", "copy")):
            caption = self.say(what)
            alt = self.say(
                "picture",
                what=say(self.facts.release.style, what),
                page=_page_label(erratum, location),
                erratum=self.words.correction(erratum.change),
            )
            source = _address(document.picture_path(at, when))
            yield f'<figure><figcaption>{caption}</figcaption><img loading="lazy" alt="{alt}" src="{source}"></figure>\n'
        yield "</div>\n"

    def earlier(self) -> Iterator[str]:
        old = self.facts.supersedes
        if old is None:
            return
        said = self.say("supersedes", reference=old.reference, date=self.words.date(old.date))
        yield f"<h2>{self.say('changes')}</h2>\n<p>{said}</p>\n"
        yield f"<p>{self.say('manifest')}: <code>{old.manifest_sha256}</code></p>\n"
        if not old.changes:
            yield f"<p>{self.say('no_changes')}</p>\n"
            return
        items = (self.say(each.kind, document=each.document, erratum=each.erratum) for each in old.changes)
        yield "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>\n"

    def advice(self) -> Iterator[str]:
        yield f"<h2>{self.say('advice')}</h2>\n"
        yield from (f"<p>{self.say(name)}</p>\n" for name in ("advice_use", "advice_read", "advice_check"))

    def files(self) -> Iterator[str]:
        """The files that belong to no single document."""
        yield f"<h2>{self.say('also')}</h2>\n"
        yield f'<table>\n<thead><tr><th scope="col">{self.say("file")}</th><th scope="col">{self.say("what")}</th></tr>'
        yield "</thead>\n<tbody>\n"
        others = [(NOTICE, "notice"), (ERRATA_CSV, "log"), (ERRATA_JSON, "data")]
        if self.facts.letter is not None:
            others.append((self.facts.letter.path, "letter"))
        for path, what in others:
            yield f'<tr><th scope="row">{_link(path)}</th><td>{self.say(what)}</td></tr>\n'
        yield "</tbody>\n</table>\n"


def _page_label(erratum: Erratum, location: Location | None) -> str:
    if location is None:
        return ", ".join(erratum.citation.page_labels)
    first = location.runs[0].page_index if location.runs else (*location.page_indexes, 0)[0]
    return location.page_label or str(first + 1)


def _link(path: str) -> str:
    return f'<a href="{_address(path)}">{_text(path.removeprefix(PAYLOAD))}</a>'


def _address(path: str) -> str:
    """A file's address seen from the index page: relative, percent-encoded, never a scheme."""
    return escape(f"./{quote(path.removeprefix(PAYLOAD))}")


def _text(value: str) -> str:
    """Text from outside, for HTML: escaped, and with what could reorder or hide a line shown as a replacement character."""
    shown = ("\ufffd" if ord(char) in _HIDDEN or 0xD800 <= ord(char) <= 0xDFFF else char for char in value)
    return escape("".join(shown))
