"""What a correction says, in five languages and with a style's own templates."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.appearance.fonts import load
from overlay.appearance.wording import NEEDED, wording
from overlay.erratum import Caveat, Deletion, Insertion, Kind, Release, ReleaseStatus, Scope, Side, Style, Substitution
from overlay.errors import UnsupportedError
from overlay.languages import ENGLISH, LANGUAGES

EIGHT = Substitution("eight", "fifteen (15)")


def test_an_english_correction_slip() -> None:
    words = wording(Style())
    release = Release("Metropolitan Police Service", "01.FOI.24.038993", "2024-11-12", ())
    assert words.label(Kind.SUBSTITUTE, "1") == "Erratum 1"
    assert words.label(Kind.CAVEAT, "2") == "Caveat 2"
    assert words.correction(EIGHT) == "For “eight” read “fifteen (15)”."
    assert words.correction(Deletion("not")) == "Delete “not”."
    assert words.correction(Insertion("young men", Side.AFTER, "and women")) == "After “young men” insert “and women”."
    assert words.correction(Insertion("men", Side.BEFORE, "young")) == "Before “men” insert “young”."
    assert words.correction(Caveat("Not an evaluation.", Scope.FIRST_PAGE)) == "Not an evaluation."
    assert words.attribution(release) == "Metropolitan Police Service, 01.FOI.24.038993, 12 November 2024"


@pytest.mark.parametrize(
    ("language", "correction", "date", "first"),
    [
        ("en-GB", "For “eight” read “fifteen (15)”.", "12 November 2024", "1 May 2024"),
        ("cy", "Yn lle “eight” darllener “fifteen (15)”.", "12 Tachwedd 2024", "1 Mai 2024"),
        ("fr", "Au lieu de «\u00a0eight\u00a0», lire «\u00a0fifteen (15)\u00a0».", "12 novembre 2024", "1er mai 2024"),
        ("de", "Statt „eight“ muss es heißen: „fifteen (15)“.", "12. November 2024", "1. Mai 2024"),
        ("es", "Donde dice «eight», debe decir «fifteen (15)».", "12 de noviembre de 2024", "1 de mayo de 2024"),
    ],
)
def test_each_language(language: str, correction: str, date: str, first: str) -> None:
    words = wording(Style(language=language))
    assert words.correction(EIGHT) == correction
    assert words.date("2024-11-12") == date
    assert words.date("2024-05-01") == first


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_every_word_and_can_be_drawn(language: str) -> None:
    words = LANGUAGES[language]
    assert set(words) - {"first_day"} == set(ENGLISH)
    assert len(words["months"].split()) == 12
    fonts = load()
    for name, text in words.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", ENGLISH.get(name, text)))
        assert set(NEEDED.get(name, ())) <= set(re.findall(r"\{(\w+)\}", text))
        fonts.runs(text, bold=True)


def test_what_there_is_none_of_is_not_counted() -> None:
    words = wording(Style())
    assert words.counts(1, 1) == "1 erratum, 1 caveat"
    assert words.counts(2, 0) == "2 errata"
    assert words.counts(0, 3) == "3 caveats"
    assert words.counts(0, 0) == ""


def test_a_draft_says_so_first() -> None:
    words = wording(Style())
    assert words.heading(ReleaseStatus.ISSUED) == "CORRECTED COPY"
    assert words.heading(ReleaseStatus.DRAFT) == "DRAFT – CORRECTED COPY"
    assert words.heading(ReleaseStatus.WITHDRAWN) == "WITHDRAWN – CORRECTED COPY"


def test_the_style_replaces_single_templates() -> None:
    words = wording(Style(wording=(("substitute", "Not {wrong} but {right}"),)))
    assert words.correction(EIGHT) == "Not eight but fifteen (15)"
    assert words.correction(Deletion("x")) == "Delete “x”."


@pytest.mark.parametrize(
    ("template", "named"),
    [
        (("substitute", "For {wrong}"), "{right}"),
        (("substitute", "{wrong} {right} {issuer}"), "{issuer}"),
        (("no such", "x"), "no such"),
        (("months", "one two"), "months"),
    ],
)
def test_a_template_that_loses_or_invents_a_part_is_refused(template: tuple[str, str], named: str) -> None:
    with pytest.raises(UnsupportedError) as refused:
        wording(Style(wording=(template,)))
    assert named in refused.value.message


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="'xx'"):
        wording(Style(language="xx"))


@given(wrong=st.text(), right=st.text())
def test_what_is_put_in_is_never_read_as_a_template(wrong: str, right: str) -> None:
    said = wording(Style()).correction(Substitution(wrong, right))
    assert said == "For “" + wrong + "” read “" + right + "”."


def test_a_quote_that_looks_like_a_template_stays_as_typed() -> None:
    said = wording(Style()).correction(Substitution("{right} {wrong.__class__}", "%s {0}"))
    assert said == "For “{right} {wrong.__class__}” read “%s {0}”."


@pytest.mark.parametrize("iso", ["", "soon", "2024-13-01", "2024-00-01", "12/11/2024"])
def test_what_is_no_date_stays_as_it_is(iso: str) -> None:
    assert wording(Style()).date(iso) == iso
