"""Quotes found in plain text: what counts as the same, what never does, and that maps lead back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from overlay.erratum import Quote
from overlay.quote import Grade, Hit, best_of, find, sought, within
from overlay.quote.folding import fold, is_soft, skeleton
from overlay.quote.slips import closest

SENTENCE = "This data revealed that the charity had provided mentoring services to eight young men referred by the MPS."

WORDS = st.text(alphabet="abcdefgh", min_size=2, max_size=8)
SENTENCES = st.lists(WORDS, min_size=3, max_size=12).map(" ".join)
PRINT = st.text(
    alphabet=st.one_of(
        st.sampled_from("aeiounst ABC 0123456789 .,-–—'\"’“”\u00ad\n\u200bﬁﬂéñüßıİ½²₂£$%\u0301\u00b4́ــשا的ไ"),
        st.characters(codec="utf-8"),
    ),
    max_size=80,
)


def hits(text: str, quote: str, words: str | None = None, *, occurrence: int = 1) -> tuple[Hit, ...]:
    wanted = sought(Quote(quote), quote if words is None else words, occurrence=occurrence)
    return () if wanted is None else find(text, wanted)


def marked(text: str, quote: str, words: str | None = None, *, occurrence: int = 1) -> list[str]:
    """The words found, as printed, of the best places."""
    return [text[h.words_start : h.words_end] for h in best_of(hits(text, quote, words, occurrence=occurrence))]


# Folding


@given(PRINT)
def test_the_fold_leads_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.places) == len(folded.text)
    assert list(folded.places) == sorted(folded.places)
    kept = set(folded.places)
    for place, character in enumerate(text):
        assert (place in kept) != is_soft(character)
    for at in range(len(folded.text)):
        low, high = folded.range_of(*folded.span(at, at + 1))
        assert low <= at < high
        assert folded.text[low:high] == skeleton(text[folded.places[at]])


@given(PRINT, PRINT)
def test_the_fold_of_a_part_is_the_part_of_the_fold(one: str, other: str) -> None:
    assert skeleton(one + other) == skeleton(one) + skeleton(other) == fold(one + other).text


@given(PRINT)
def test_canonically_equal_texts_fold_alike(text: str) -> None:
    assert skeleton(unicodedata.normalize("NFC", text)) == skeleton(unicodedata.normalize("NFD", text))


@given(PRINT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("8½", "81/2"), ("8½", "812"), ("10²", "102"), ("x₂", "x2"), ("①", "1"), ("5", "6"), ("£5", "$5"), ("50%", "50")],
)
def test_what_means_something_else_folds_apart(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


# What is the same


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("services to eight\nyoung men", "services to eight young men"),
        ("the speciﬁc oﬃce", "the specific office"),
        ("“quoted” and ‘so’", "\"quoted\" and 'so'"),
        ("``quoted'' here", '"quoted" here'),
        ("don’t do it", "don't do it"),
        ("don´t do it", "don't do it"),
        ("pages 10–12 of it", "pages 10-12 of it"),
        ("so – it seems — was", "so - it seems -- was"),
        ("minus −5 degrees", "minus -5 degrees"),
        ("to co-\noperate fully", "to cooperate fully"),
        ("to co-\noperate fully", "to co-operate fully"),
        ("to co\u00adoperate fully", "to cooperate fully"),
        ("to co\ufffeoperate fully", "to cooperate fully"),
        ("to co\u00ad\noperate fully", "to co-operate fully"),
        ("a cafe\u0301 here", "a café here"),
        ("a caf´e here", "a café here"),
        ("a cafe´ here", "a café here"),
        ("zero\u200bwidth space", "zerowidth space"),
        ("fullwidth ＡＢＣ here", "fullwidth ABC here"),
        ("لكتاب", "ﻟﻜﺘﺎﺏ"),
        ("まし\nた。", "ました。"),
        ("น้ำ", "นํ้า"),
    ],
)
def test_the_same_words(printed: str, typed: str) -> None:
    found = hits(printed, typed)
    assert [(hit.start, hit.end, hit.difference) for hit in found] == [(0, len(printed), "")]
    assert found[0].grade in (Grade.EXACT, Grade.FOLDED)


def test_character_for_character_is_exact_white_space_aside() -> None:
    assert hits("to eight\n  young men", "to eight young men")[0].grade is Grade.EXACT
    assert hits("to eight young-\nish men", "to eight youngish men")[0].grade is Grade.FOLDED


# What is not


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("18 of them", "8"),
        ("8.5 of them", "8"),
        ("3.8 of them", "8"),
        ("1,008 of them", "8"),
        ("8,000 of them", "8"),
        ("8\u00a0000 of them", "8"),
        ("8½ of them", "8"),
        ("8½ of them", "81/2"),
        ("10² metres", "102"),
        ("10² metres", "10"),
        ("£1,250 in all", "£1,260"),
        ("£1,250 in all", "250"),
        ("at -5 degrees", "5"),
        ("at −5 degrees", "5"),
        ("at +5 degrees", "5"),
        ("at 5 degrees", "-5"),
        ("at 5–10 degrees", "-10"),
        ("at 10 5 degrees", "105"),
        ("at 105 degrees", "10 5"),
        ("at 3. 5 degrees", "3.5"),
        ("from 2019-\n2020 on", "from 20192020 on"),
        ("weight and eighteen", "eight"),
        ("it's so", "its"),
        ("its so", "it's"),
        ("a café", "cafe"),
        ("to resign", "re-sign"),
        ("to re-sign", "resign"),
        ("no table", "not able"),
        ("10'000 francs", "10000"),
        ("a score of 5-6", "56"),
    ],
)
def test_not_the_same_words(printed: str, typed: str) -> None:
    assert hits(printed, typed) == ()


def test_white_space_that_makes_other_words_is_told() -> None:
    (hit,) = hits("a notable man", "not able")
    assert hit.respaced
    assert "notable" in hit.difference
    assert marked("a notable man, not able to", "not able") == ["not able"]


def test_case_only_breaks_ties() -> None:
    assert marked("The Report. So the report says", "the report") == ["the report"]
    assert marked("THE REPORT", "the report") == ["THE REPORT"]
    assert len(marked("The report. The report", "the Report")) == 2


@given(st.integers(0, 10**9), st.data())
def test_one_digit_changed_never_matches(number: int, data: st.DataObject) -> None:
    digits = str(number)
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[at]]))
    changed = digits[:at] + other + digits[at + 1 :]
    text = f"The charity had helped {digits} young men, as was said in the report of the year."
    assert marked(text, text, digits) == [digits]
    assert hits(text.replace(digits, changed), text, digits) == ()
    assert hits(text, text.replace(digits, changed), changed) == ()


@given(SENTENCES, st.integers(1, 999), st.integers(1, 999))
def test_context_never_differs_in_a_number(sentence: str, one: int, other: int) -> None:
    assume(one != other)
    printed = f"In {one} cases the charity provided services to eight young men {sentence}"
    quoted = f"In {other} cases the charity provided services to eight young men {sentence}"
    assert hits(printed, quoted, "eight") == ()


# Context


@pytest.mark.parametrize(
    "typed",
    [
        SENTENCE.replace("had", "has"),
        SENTENCE.replace("mentoring", "mentorring"),
        SENTENCE.replace("charity", "chairty"),
        SENTENCE.replace("the charity", "charity"),
        SENTENCE.replace("revealed", "revealed [sic]"),
        SENTENCE.replace("This data revealed that the", "[T]he"),
        SENTENCE.replace("revealed that the charity had provided mentoring", "..."),
        SENTENCE.replace("revealed that the charity had provided mentoring", "[…]"),
        "The charity … eight young men … by the MPS".replace("The", "the"),
    ],
)
def test_context_may_differ_a_little_and_it_is_told(typed: str) -> None:
    found = hits(f"Before it. {SENTENCE} And after it eightfold.", typed, "eight")
    assert len(found) == 1
    assert found[0].grade is Grade.CONTEXT
    assert found[0].difference
    assert marked(SENTENCE, typed, "eight") == ["eight"]


@pytest.mark.parametrize(
    "typed",
    [
        SENTENCE.replace("had provided", "had not provided"),
        SENTENCE.replace("young men", "young women"),
        SENTENCE.replace("This data revealed that the charity had provided", "The many officers never once had seen"),
        SENTENCE.replace("This data", "This 2 data"),
        SENTENCE.replace("This data", "Both data"),
    ],
)
def test_context_that_says_something_else_is_refused(typed: str) -> None:
    assert hits(SENTENCE, typed, "eight") == ()


def test_what_is_elided_within_the_words_is_not_marked() -> None:
    text = "One two three. Four five six. Seven eight nine."
    (hit,) = hits(text, "One two three ... Seven eight nine.")
    assert [text[low:high] for low, high in hit.words_parts] == ["One two three", "Seven eight nine."]


@settings(max_examples=60)
@given(SENTENCES, SENTENCES, st.data())
def test_a_degraded_quote_never_outranks_a_better_one(before: str, after: str, data: st.DataObject) -> None:
    quote = f"{before} eighty {after}"
    at = data.draw(st.integers(0, len(before) - 1))
    degraded = f"{before[:at]}x{before[at + 1 :]} eighty {after}"
    assume(skeleton(degraded) != skeleton(quote))
    for text in (f"{degraded}. {quote}.", f"{quote}. {degraded}."):
        best = best_of(hits(text, quote, "eighty"))
        assert [text[hit.start : hit.end] for hit in best] == [quote]


# Words within quotes, prefix and suffix


def test_words_within_a_quote() -> None:
    assert within("eight of eighteen, Eight", "eight") == ((0, 5),)
    assert within("eight of eight", "eight") == ((0, 5), (9, 14))
    assert within("8 of 18, 8.5 and 8", "8") == ((0, 1), (17, 18))
    assert within("pages 10–12", "-") == ((8, 9),)
    assert within("nothing here", "eight") == ()


def test_occurrence_within_the_quote() -> None:
    text = "first eight men, then eight women"
    found = hits(text, text, "eight", occurrence=2)
    assert [(hit.words_start, hit.words_end) for hit in found] == [(22, 27)]
    assert hits(text, text, "eight", occurrence=3) == ()


def test_words_with_marks_at_their_ends_take_them_along() -> None:
    assert marked("He said “eight” men", 'said "eight" men', '"eight"') == ["“eight”"]
    assert marked("at −5 degrees", "at -5 degrees", "-5") == ["−5"]
    assert marked("pages 10–12 of", "pages 10-12 of", "-") == ["–"]


def test_prefix_and_suffix_tell_places_apart() -> None:
    text = "We met eight men. They met eight men too."
    for quote, start in ((Quote("eight men", prefix="We met"), 7), (Quote("eight men", suffix=" too"), 27)):
        wanted = sought(quote, "eight")
        assert wanted is not None
        assert [(hit.words_start, hit.start) for hit in find(text, wanted)] == [(start, start)]
    nowhere = sought(Quote("eight men", prefix="You saw"), "eight")
    assert nowhere is not None
    assert find(text, nowhere) == ()


# The closest passage


def test_the_closest_passage_and_its_difference() -> None:
    near = closest(f"Before. {SENTENCE} After.", SENTENCE.replace("eight", "nine"))
    assert near is not None
    assert near.difference == "printed “eight”, quoted “nine”"
    assert closest("Nothing of the kind.", "£££ @@@ ###") is None


@settings(max_examples=60)
@given(PRINT, PRINT)
def test_hostile_text_is_answered(text: str, quote: str) -> None:
    for hit in hits(text, quote):
        assert 0 <= hit.start <= hit.words_start < hit.words_end <= hit.end <= len(text)
    closest(text, quote)


def test_a_text_of_one_character_is_answered_in_time() -> None:
    assert len(hits("." * 20_000, "." * 300)) > 1
