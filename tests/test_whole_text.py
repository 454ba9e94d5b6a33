"""All pages searched at once: every page that can hold a quote is among those named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.anchor import Unanchored, anchor_all, search
from overlay.anchor.book import Book
from overlay.anchor.search import _holds, _split
from overlay.anchor.whole_text import WholeText
from overlay.erratum import Citation, Deletion, Erratum, Quote
from overlay.quote import Sought
from overlay.quote.folding import skeleton
from tests.hand_set import at, pdf

LETTERS = st.text("abc1*é†²9٣", max_size=12)
PAGES = st.lists(LETTERS, max_size=6).map(lambda texts: [skeleton(text) for text in texts])


@settings(max_examples=500, deadline=None)
@given(PAGES, LETTERS.map(skeleton))
def test_no_page_that_holds_it_is_missed(pages: list[str], needle: str) -> None:
    named = WholeText(pages).may_hold(needle)
    assert list(named) == sorted(set(named))
    assert {i for i, text in enumerate(pages) if _holds(text, needle)} <= set(named)
    assert {i for i, text in enumerate(pages) if needle in text} <= set(named)


@settings(max_examples=500, deadline=None)
@given(PAGES, st.data())
def test_no_break_that_it_may_run_over_is_missed(pages: list[str], data: st.DataObject) -> None:
    joined = "".join(pages)
    low = data.draw(st.integers(0, len(joined)))
    needle = joined[low : low + data.draw(st.integers(8, 20))]
    named = WholeText(pages).may_break(needle)
    assert list(named) == sorted(set(named))
    for index in range(len(pages) - 1):
        here, there = pages[index], pages[index + 1]
        if len(needle) >= 8 and needle[:4] in here and needle[-4:] in there and _split(needle, here, there):
            assert index in named


def test_pages_are_told_apart() -> None:
    whole = WholeText(["onetwo", "", "two1three", "twotwo"])
    assert list(whole.may_hold("two")) == [0, 2, 3]
    assert list(whole.may_hold("twothree")) == [2]
    assert list(whole.may_hold("17")) == [0, 1, 2, 3]
    assert list(whole.may_hold("onetwotwo")) == []
    assert list(whole.may_break("onetwotwothree")) == [1]
    assert list(WholeText([]).may_hold("x")) == []


def test_pages_that_lack_too_many_of_a_quotes_words_are_not_read_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    on_page = search._on_page

    def counted(book: Book, index: int, wanted: Sought) -> list[search.Place]:
        read.append(index)
        return on_page(book, index, wanted)

    monkeypatch.setattr(search, "_on_page", counted)
    words = [
        "young",
        "people",
        "referred",
        "during",
        "their",
        "second",
        "month",
        "among",
        "several",
        "other",
        "districts",
    ]
    source = pdf(*(at(72, 700, f"{' '.join(words)} number {n}") for n in range(9)))
    quote = " ".join(word if place < 6 else word[::-1] for place, word in enumerate(words))
    for wanted, pages in ((quote, 0), (" ".join(words[::-1]), 9)):
        read.clear()
        (answer,) = anchor_all([Erratum("1", Deletion(wanted.split()[0]), Citation(), Quote(wanted))], source)
        assert isinstance(answer, Unanchored)
        assert len(read) == pages, wanted
