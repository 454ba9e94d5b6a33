"""Which sheets a citation means, by page labels, printed numbers, and counting; and where sections begin."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.anchor.answers import LabelSource
from overlay.anchor.labels import Cited, NoSuchPage, Numbering, cited_pages
from overlay.anchor.printed_numbers import PrintedNumbers
from overlay.anchor.sections import Sections, cited_numbers
from overlay.erratum import Citation

BODY = "Some words of the text stand here.\nAnd 12 more of them follow on this line.\nThe last of them is here."


def numbering(foots: Sequence[str], labels: Sequence[str] | None = None) -> Numbering:
    """A document whose pages end with the given lines; `labels` are its page labels."""
    pages = [f"The running title\n{BODY}\n{foot}" for foot in foots]
    return Numbering(
        len(pages),
        lambda index: labels[index] if labels is not None else None,
        lambda index: pages[index],
    )


def found(citation: Citation, document: Numbering) -> Cited:
    answer = cited_pages(citation, document)
    assert isinstance(answer, Cited)
    return answer


def label(*labels: str, sheet: int | None = None) -> Citation:
    return Citation(page_labels=labels, page_number=sheet)


ROMAN = ["i", "ii", "iii", "iv", *map(str, range(1, 9))]


def test_nothing_cited() -> None:
    assert cited_pages(Citation(section="3"), numbering([""] * 4)) is None


def test_page_labels_come_first() -> None:
    answer = found(label("3"), numbering([""] * 12, ROMAN))
    assert (answer.page_indexes, answer.source, answer.remarks) == ((6,), LabelSource.LABELS, ())
    assert found(label("iii"), numbering([""] * 12, ROMAN)).page_indexes == (2,)
    assert found(label("III"), numbering([""] * 12, ROMAN)).page_indexes == (2,)


def test_printed_numbers_come_next() -> None:
    answer = found(label("3"), numbering(ROMAN))
    assert (answer.page_indexes, answer.source, answer.remarks) == ((6,), LabelSource.PRINTED, ())
    assert found(label("ii"), numbering(ROMAN)).page_indexes == (1,)


@pytest.mark.parametrize(
    "form", ["{}", "- {} -", "Page {}", "Page {} of 40", "{} | Annual report", "Smith et al.  [Page {}]"]
)
def test_forms_of_printed_numbers(form: str) -> None:
    document = numbering(["", "", *(form.format(n) for n in range(5, 15))])
    assert found(label("9"), document).page_indexes == (6,)
    assert found(label("9"), document).source is LabelSource.PRINTED


LINES = st.sampled_from(["4", "5", "6", "7", "iv", "v", "6 words", "words 7", "Page 5", "words", ""])


@given(st.lists(st.lists(LINES, max_size=3).map("\n".join), min_size=1, max_size=8), st.data())
def test_what_the_nearest_pages_settle_is_what_all_of_them_tell(pages: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(pages) - 1))
    near = range(max(0, index - 3), min(len(pages), index + 4))
    numbers = PrintedNumbers(len(pages), pages.__getitem__)
    settled = numbers._plain(index, near)
    assert settled is None or settled == numbers._running(index, near)


def test_the_number_of_a_page_is_known_from_the_next() -> None:
    asked: list[int] = []

    def raw(index: int) -> str:
        asked.append(index)
        return f"words\n{index + 1}"

    assert PrintedNumbers(9, raw).on(4) == "5"
    assert sorted(asked) == [3, 4]


def test_a_number_left_out_on_one_page_runs_on() -> None:
    document = numbering(["5", "6", "", "8", "9"])
    assert found(label("7"), document).page_indexes == (2,)


def test_numbers_that_do_not_run_on_are_no_page_numbers() -> None:
    document = numbering(["1988", "2004", "17", "1999"])
    answer = found(label("2"), document)
    assert (answer.page_indexes, answer.source) == ((1,), LabelSource.PHYSICAL)


def test_numbers_of_a_list_of_contents_are_no_page_numbers() -> None:
    contents = ["", "17 Other options 20", "18 Overlays 21", "", "", *(f"Options {n}" for n in range(1, 25))]
    document = numbering(contents)
    assert found(label("17"), document).page_indexes == (21,)


def test_a_long_document_is_not_read_from_end_to_end() -> None:
    asked: set[int] = set()

    def raw(index: int) -> str:
        asked.add(index)
        return f"{BODY}\n{index - 5}" if index > 5 else BODY

    document = Numbering(1_000, lambda _: None, raw)
    assert found(label("400"), document).page_indexes == (405,)
    assert len(asked) < 50


def test_without_any_numbers_sheets_are_counted() -> None:
    answer = found(label("3"), numbering([""] * 4))
    assert (answer.page_indexes, answer.source, answer.certain) == ((2,), LabelSource.PHYSICAL, True)


def test_labels_and_print_that_disagree_are_told() -> None:
    labels = [str(n) for n in range(1, 13)]
    answer = found(label("3"), numbering(ROMAN, labels))
    assert (answer.page_indexes, answer.otherwise, answer.source) == ((2,), (6,), LabelSource.LABELS)
    assert "iii" in answer.remarks[0]
    assert "sheet 7" in answer.remarks[0]


def test_a_number_that_no_page_bears_is_uncertain() -> None:
    answer = found(label("11"), numbering(ROMAN))
    assert (answer.page_indexes, answer.source, answer.certain) == ((10,), LabelSource.PHYSICAL, False)
    assert answer.remarks


@pytest.mark.parametrize(
    "citation", [label("400"), label("xl"), label("A-3"), label(sheet=13), label(sheet=0), label("9" * 5000)]
)
def test_no_such_page(citation: Citation) -> None:
    assert isinstance(cited_pages(citation, numbering(ROMAN)), NoSuchPage)


def test_sheets() -> None:
    answer = found(label(sheet=7), numbering(ROMAN))
    assert (answer.page_indexes, answer.source, answer.remarks) == ((6,), LabelSource.PHYSICAL, ())
    assert found(label("3", sheet=7), numbering(ROMAN)).remarks == ()
    at_odds = found(label("3", sheet=3), numbering(ROMAN))
    assert (at_odds.page_indexes, at_odds.otherwise) == ((2,), (6,))
    assert at_odds.remarks


def test_spans_and_numbers_used_twice() -> None:
    assert found(label("3", "4"), numbering(ROMAN)).page_indexes == (6, 7)
    twice = [*map(str, range(1, 5)), *map(str, range(1, 5))]
    assert found(label("3"), numbering(twice)).page_indexes == (2, 6)
    assert found(label("3"), numbering([""] * 8, twice)).page_indexes == (2, 6)


def test_prefixed_numbers() -> None:
    document = numbering(["A-1", "A-2", "A-3", "B-1", "B-2", "B-3"])
    assert found(label("B-2"), document).page_indexes == (4,)


# Sections

PAGES = (
    "Contents\n1. Introduction ........ 2\n2. Findings ........ 2\n2.1 Young men ........ 2\n3. Annex ....... 3",
    "1. Introduction\nWords here.\n2. Findings\nMore of them:\n1. an item\n2. another item\n3. a third item of the list here",
    "2.1 Young Men\nEight of them.\n3.2 million people live here\n3 Conclusions\nThat was it.\nAppendix A\nTables.",
)


def place(index: int, words: str) -> tuple[int, str]:
    text = PAGES[index]
    return index, text[: text.index(words) + len(words)]


@pytest.mark.parametrize(
    ("where", "section", "agrees"),
    [
        (place(1, "Words here"), "1", True),
        (place(1, "More of"), "Section 2", True),
        (place(1, "a third item"), "2", True),
        (place(1, "a third item"), "3", False),
        (place(2, "Eight"), "2.1", True),
        (place(2, "Eight"), "2", True),
        (place(2, "Eight"), "1", False),
        (place(2, "That was"), "3", True),
        (place(2, "Tables"), "Appendix A", True),
        (place(2, "Tables"), "3", False),
        (place(2, "Eight"), "Findings", True),
        (place(2, "Eight"), "Conclusions", False),
        (place(2, "Eight"), "17.4", None),
        (place(2, "Eight"), "The Unheard-Of", None),
    ],
)
def test_sections(where: tuple[int, str], section: str, agrees: bool | None) -> None:
    assert Sections(len(PAGES), PAGES.__getitem__).agrees(section, *where) is agrees


def test_sections_by_outline() -> None:
    pages = ("Foreword\nWords.", "What we did\nMore words.", "What we found\nThe last words.")
    outline = (("Foreword", 0), ("What we did", 1), ("What we found", 2))
    sections = Sections(3, pages.__getitem__, outline)
    assert sections.agrees("What we found", 2, pages[2]) is True
    assert sections.agrees("What we did", 2, pages[2]) is False
    assert sections.agrees("What we did", 2, "") is True


def test_cited_numbers() -> None:
    assert cited_numbers("3.6.4") == ((3, 6, 4),)
    assert cited_numbers("Section 3.6.4 and 4") == ((3, 6, 4), (4,))
    assert cited_numbers("Appendix B") == cited_numbers("B")
    assert cited_numbers("Introduction") == ()
