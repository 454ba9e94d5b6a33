"""The smallest change of words between two texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.errata_file.word_diff import smallest_change
from overlay.erratum import Caveat, Change, Deletion, Insertion, Side, Substitution
from overlay.quote import within


@pytest.mark.parametrize(
    ("wrong", "right", "change", "occurrence"),
    [
        ("to eight men.", "to fifteen men.", Substitution("eight", "fifteen"), None),
        ("there were eight.", "there were nine.", Substitution("eight", "nine"), None),
        ("there were (eight).", "there were (nine).", Substitution("eight", "nine"), None),
        ("a cost of £1,250", "a cost of £1,260", Substitution("£1,250", "£1,260"), None),
        ("see the the table", "see the table", Deletion("the"), 2),
        ("use the is of it is", "use the is of it in", Substitution("is", "in"), 2),
        ("the key function", "the key derivation function", Insertion("key", Side.AFTER, "derivation"), None),
        ("a b a c", "a b a new c", Insertion("b a", Side.AFTER, "new"), None),
        ("men came", "Eight men came", Insertion("men", Side.BEFORE, "Eight"), None),
        ("the structure.", "the structure as defined.", Insertion("structure", Side.AFTER, "as defined"), None),
        ("it was long and dull.", "it was long.", Deletion("and dull"), None),
        (
            "[sender]_secret.",
            "[sender]_secret, except",
            Substitution("[sender]_secret.", "[sender]_secret, except"),
            None,
        ),
        ("one two ... three four", "one two", Deletion("three four"), None),
        ("all of it", "", Deletion("all of it"), None),
    ],
)
def test_examples(wrong: str, right: str, change: Change, occurrence: int | None) -> None:
    found = smallest_change(wrong, right)
    assert found is not None
    assert (found.change, found.occurrence) == (change, occurrence)


def test_the_same_words_are_no_change() -> None:
    assert smallest_change("one  two\nthree", "one two three") is None
    with pytest.raises(ValueError, match="no words"):
        smallest_change(" ", "b")


WORDS = st.lists(
    st.sampled_from(["the", "a", "of", "eight", "8", "1,250", "men,", "(if)", "it's", "end.", "x"]),
    min_size=1,
    max_size=9,
).map(" ".join)


@given(WORDS, WORDS | st.just(""))
def test_the_change_makes_the_right_text(wrong: str, right: str) -> None:
    found = smallest_change(wrong, right)
    if wrong == right:
        assert found is None
        return
    assert found is not None
    words, new = _parts(found.change)
    places = ((0, len(wrong)),) if words == wrong else within(wrong, words)
    assert (found.occurrence is None) == (len(places) == 1)
    start, end = places[(found.occurrence or 1) - 1]
    # `within` may leave out quotation marks at the ends of the words: take them in again.
    taken = [at for at in range(start + 1) if wrong.startswith(words, at) and end <= at + len(words)]
    assert right in {" ".join((wrong[:at] + new + wrong[at + len(words) :]).split()) for at in taken}


def _parts(change: Change) -> tuple[str, str]:
    match change:
        case Substitution(words, new):
            return words, new
        case Deletion(words):
            return words, ""
        case Insertion(words, side, text):
            return words, f"{words} {text}" if side is Side.AFTER else f"{text} {words}"
        case Caveat():
            raise AssertionError(change)
