"""How two readings of a passage differ, word by word, and whether it is no more than a slip of the typist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from overlay.quote.folding import Folded, fold, skeleton

_WORD = re.compile(r"\S+")
_REFERENCE = re.compile(r"\s*\[\d{1,3}(?:\s*[,\u2013-]\s*\d{1,3})*\]?")
# A passage may differ from its quote in one word of so many, the first free; beyond that it is another passage.
_WORDS_PER_SLIP = 8
_FREE_SLIPS = 1
# A slip changes one letter in so many; a short word changed is another word.
_LETTERS_PER_SLIP = 4
# Below this likeness (0 to 100) the nearest passage is no help to anyone.
_WORTH_SHOWING = 60.0
# Words that turn a sentence round: a difference in one of them is never a slip.
_TURNING = frozenset(
    [
        "no",
        "not",
        "nor",
        "none",
        "never",
        "neither",
        "without",
        "cannot",
        "non",
        "nobody",
        "nothing",
        "nowhere",
        "hardly",
        "except",
        "unless",
        "un",
        "less",
        "more",
        "fewer",
        "least",
        "most",
        "below",
        "above",
        "before",
        "after",
        "under",
        "over",
        "up",
        "down",
        "increase",
        "increased",
        "decrease",
        "decreased",
        "male",
        "female",
        "men",
        "women",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "nie",
        "ohne",
        "ne",
        "pas",
        "jamais",
        "sans",
        "aucun",
        "aucune",
        "ni",
        "nunca",
        "sin",
        "nada",
        "non",
        "senza",
        "mai",
        "nem",
    ]
)
# Numbers in words: as good as digits.
_NUMBERS = frozenset(
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "dozen",
        "half",
        "quarter",
        "third",
        "thirds",
        "first",
        "second",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "once",
        "twice",
        "both",
        "single",
        "double",
        "triple",
    ]
)


@dataclass(frozen=True, slots=True)
class Change:
    """Words printed where the quote has others; either may be ""."""

    printed: str
    quoted: str


def changes(printed: str, quoted: str) -> tuple[Change, ...]:
    """The differences word by word, as a reader would list them; () where only spacing, case or typography differs."""
    ours, theirs = _WORD.findall(printed), _WORD.findall(quoted)
    matcher = SequenceMatcher(None, [_key(word) for word in ours], [_key(word) for word in theirs], autojunk=False)
    found = [
        Change(" ".join(ours[a0:a1]), " ".join(theirs[b0:b1]))
        for tag, a0, a1, b0, b1 in matcher.get_opcodes()
        if tag != "equal"
    ]
    return tuple(change for change in found if skeleton(change.printed) != skeleton(change.quoted))


def without_references(printed: str) -> str:
    """The text without numbered references such as "[3]", which nobody quotes."""
    return _REFERENCE.sub("", printed)


def described(found: tuple[Change, ...]) -> str:
    """The differences in one sentence's part, for the user; "" for none."""
    return "; ".join(_one_described(change) for change in found)


def _one_described(change: Change) -> str:
    if not change.printed:
        return f"\u201c{change.quoted}\u201d is quoted but not printed"
    if not change.quoted:
        return f"\u201c{change.printed}\u201d is printed but not quoted"
    return f"printed \u201c{change.printed}\u201d, quoted \u201c{change.quoted}\u201d"


def _key(word: str) -> str:
    return skeleton(word) or word


def slight(found: tuple[Change, ...], *, words: int, known: frozenset[str]) -> bool:
    """True where the differences are slips: few for a quote of `words` words, none in a number, none that turns the sense.

    A word changed for one in `known` (the folded words that stand nearby in print) is another word, not a slip.
    """
    if sum(_weight(change) for change in found) > _FREE_SLIPS + words // _WORDS_PER_SLIP:
        return False
    return all(_harmless(change, known) for change in found)


def _weight(change: Change) -> int:
    return max(len(change.printed.split()), len(change.quoted.split()))


def _harmless(change: Change, known: frozenset[str]) -> bool:
    ours, theirs = _tokens(change.printed), _tokens(change.quoted)
    if any(_telling(token) for token in ours ^ theirs):
        return False
    if not change.printed or not change.quoted:
        return True
    if _glued(change):
        return True
    printed, quoted = skeleton(change.printed), skeleton(change.quoted)
    allowed = max(1, max(len(printed), len(quoted)) // _LETTERS_PER_SLIP)
    from rapidfuzz.distance import OSA

    return OSA.distance(printed, quoted) <= allowed and (quoted not in known or len(change.quoted.split()) > 1)


def _glued(change: Change) -> bool:
    """True where the two differ in punctuation alone."""
    return re.sub(r"\W", "", skeleton(change.printed)) == re.sub(r"\W", "", skeleton(change.quoted))


def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+(?:['\u2019]\w+)?|[^\w\s]", text.casefold()))


def _telling(token: str) -> bool:
    if any(c.isdigit() or c.isnumeric() for c in token) or token in "+-\u2212%\u00a3$\u20ac<>=\u00b1":
        return True
    return token in _TURNING or token in _NUMBERS or token.endswith(("n't", "n\u2019t"))


@dataclass(frozen=True, slots=True)
class Closest:
    """The passage most like a quote: its range in the source, its likeness (0 to 100), and how it differs."""

    start: int
    end: int
    likeness: float
    difference: str


def closest(text: str, quote: str) -> Closest | None:
    """The passage of `text` most like `quote`, widened to whole words; None where nothing is near."""
    from rapidfuzz.fuzz import partial_ratio_alignment, ratio

    page, wanted = fold(text), skeleton(quote)
    if not wanted or not page.text:
        return None
    found = partial_ratio_alignment(wanted, page.text, score_cutoff=_WORTH_SHOWING)
    if found is None or found.dest_end <= found.dest_start:
        return None
    start, end = _whole_words(page, found.dest_start, found.dest_end)
    passage = text[start:end]
    likeness = ratio(skeleton(passage), wanted)
    return Closest(start, end, likeness, described(changes(passage, quote)))


def _whole_words(page: Folded, start: int, end: int) -> tuple[int, int]:
    low, high = page.span(start, end)
    while low > 0 and not page.source[low - 1].isspace():
        low -= 1
    while high < len(page.source) and not page.source[high].isspace():
        high += 1
    return low, high
