"""The notice and the index page: what they say, that it can be read by everyone, and that it stays what it was."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from overlay.erratum import Caveat, Citation, Erratum, Quote, ReleaseStatus, Scope, Substitution
from overlay.errors import UnsupportedError
from overlay.pack import words
from overlay.pack.facts import Change, PackedDocument, PackFacts, Supersession
from overlay.pack.index_page import index_html
from overlay.pack.notice import notice_pdf
from overlay.record import Location


def with_errata(facts: PackFacts, errata: tuple[Erratum, ...], **style: object) -> PackFacts:
    """The facts with other errata to the first document, and another style."""
    first = facts.documents[0]
    assert first.record is not None
    dressed = replace(facts.release, style=replace(facts.release.style, **style))  # type: ignore[arg-type]
    document = replace(first.record.document, errata=errata)
    record = replace(
        first.record,
        release=replace(dressed, documents=(document,)),
        locations=tuple(Location((0,), "1") for _ in errata),
    )
    documents: tuple[PackedDocument, ...] = (replace(first, record=record, pictured=()), *facts.documents[1:])
    return replace(facts, release=dressed, documents=documents)


def many(count: int) -> tuple[Erratum, ...]:
    return tuple(
        Erratum(
            str(n), Substitution("eight", "fifteen " * (n % 9 + 1)), Citation(("1",)), Quote("eight"), "Why. " * (n % 7)
        )
        for n in range(1, count + 1)
    )


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_notice_says_all(facts: PackFacts) -> None:
    said = text_of(notice_pdf(facts))
    assert "Errata notice" in said
    assert "The Issuer & Co" in said
    assert "FOI/24/1" in said
    assert "12 November 2024" in said
    for document in facts.documents:
        assert document.original.facts.sha256 in said
        assert document.name in said
    assert "fifteen (15)" in said
    assert "carried unchanged" in said
    assert "What to do" in said


def test_the_notice_is_the_same_when_made_again(facts: PackFacts) -> None:
    assert notice_pdf(facts) == notice_pdf(facts)
    assert index_html(facts) == index_html(facts)


@pytest.mark.parametrize("count", [1, 40, 200])
def test_no_erratum_is_lost_between_pages(count: int, facts: PackFacts) -> None:
    pdf = notice_pdf(with_errata(facts, many(count)))
    reader = PdfReader(io.BytesIO(pdf))
    cells = [element for element in _elements(reader.trailer["/Root"]["/StructTreeRoot"]) if element["/S"] == "/TR"]
    assert len(cells) == count + 1
    for page in reader.pages:
        assert float(page.mediabox.width) == pytest.approx(595.276)


def test_a_row_taller_than_a_page_goes_on(facts: PackFacts) -> None:
    long = Erratum("1", Caveat("Read with the greatest care. " * 500, Scope.FIRST_PAGE))
    said = text_of(notice_pdf(with_errata(facts, (long,))))
    assert said.count("greatest") == 500


def _elements(node: object) -> list[dict]:  # type: ignore[type-arg]
    found, waiting = [], [node]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            if "/S" in each:
                found.append(each)
            waiting.append(each.get("/K"))
    return found


@pytest.mark.parametrize("language", sorted(words.LANGUAGES))
def test_every_language_has_every_word(language: str, facts: PackFacts) -> None:
    names = re.compile(r"\{\w+\}")
    for key, english in words.ENGLISH.items():
        assert sorted(names.findall(words.LANGUAGES[language][key])) == sorted(names.findall(english)), key
    changes = tuple(Change(kind, "a.pdf", "1") for kind in words.ENGLISH if kind.startswith(("document_", "erratum_")))
    told = replace(
        with_errata(facts, many(2), language=language), supersedes=Supersession("R", "2024-01-01", "0" * 64, changes)
    )
    told = replace(told, release=replace(told.release, status=ReleaseStatus.WITHDRAWN))
    assert f'<html lang="{language}">'.encode() in index_html(told)
    assert PdfReader(io.BytesIO(notice_pdf(told))).trailer["/Root"]["/Lang"] == language


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u202e"


def test_nothing_from_outside_becomes_markup(facts: PackFacts) -> None:
    evil = Erratum(HOSTILE, Substitution(HOSTILE, HOSTILE), Citation((HOSTILE,)), Quote(HOSTILE), HOSTILE)
    told = with_errata(facts, (evil,))
    told = replace(told, release=replace(told.release, issuer=HOSTILE, reference=HOSTILE))
    told = replace(told, documents=(replace(told.documents[0], pictured=(1,)), *told.documents[1:]))
    page = index_html(told).decode()
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.names
    assert not any(name.startswith("on") for name in tags.attributes)
    assert "\u202e" not in page
    with pytest.raises(UnsupportedError):
        notice_pdf(told)


class Tags(HTMLParser):
    """What elements and attributes a page has, and its links."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.images_without_words = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        told = dict(attrs)
        self.attributes |= set(told)
        self.addresses += [value for key, value in attrs if key in ("href", "src") and value]
        self.images_without_words += tag == "img" and not told.get("alt")


def test_the_index_page_is_in_order_and_fetches_nothing(base: Path) -> None:
    page = (base / "data/index.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    levels = [int(name[1]) for name in tags.names if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {"main", "table", "caption", "th"} <= set(tags.names)
    assert not {"script", "iframe", "object", "form", "link"} & set(tags.names)
    assert tags.images_without_words == 0
    for address in tags.addresses:
        assert address.startswith(("./", "#")), address
        if address.startswith("./"):
            assert (base / "data" / address).is_file(), address
