"""What a text needs before it can be drawn: cleaned white space, no hidden characters, and, right to left, shaping and ordering.

Refused by name: control characters, bidirectional overrides, invisible characters, unpaired surrogates, and scripts
that need a shaping engine (Devanagari, Thai and their like): each would show something other than what was typed.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from overlay.errors import UnsupportedError

# Joiners and marks that spell right-to-left words; elsewhere they are only invisible.
RTL_INVISIBLE = {"\u200c", "\u200d", "\u200e", "\u200f", "\u061c"}
REFUSED_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn"}
# By the first word of the character's Unicode name: scripts whose letters move, join or stack by rules not built here.
UNSHAPED_SCRIPTS = (
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA"),
    *("THAI", "LAO", "TIBETAN", "MYANMAR", "KHMER", "MONGOLIAN", "SYRIAC", "THAANA", "NKO", "MANDAIC", "BALINESE"),
    *("JAVANESE", "SUNDANESE", "BATAK", "LEPCHA", "LIMBU", "TAI", "BUGINESE", "CHAM", "MEETEI", "BRAHMI", "KAITHI"),
    *("CHAKMA", "SHARADA", "GRANTHA", "TIRHUTA", "SIDDHAM", "MODI", "TAKRI", "NEWA", "ADLAM", "HANIFI", "KHAROSHTHI"),
)
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f]")
PROBE = "\ufe00"  # a variation selector: a non-spacing mark to the bidirectional algorithm, and refused in text
_SPACES = re.compile("[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefe]")


def cleaned(text: str, *, where: str) -> str:
    """The text in Unicode normal form C, white space runs made one space, none at the ends.

    `where` names the text for the user ("erratum 3"). Raises UnsupportedError for a character that must not be drawn.
    """
    text = _SPACES.sub(" ", text).strip(" ")
    right_to_left = is_right_to_left(text)
    for character in text:
        _refuse_hidden(character, where=where, joiners_allowed=right_to_left)
    return unicodedata.normalize("NFC", text)


@contextmanager
def naming(where: str) -> Iterator[None]:
    """Puts `where` before the message of any UnsupportedError raised within."""
    try:
        yield
    except UnsupportedError as problem:
        raise UnsupportedError(f"{where}: {problem.message}", remedy=problem.remedy) from problem


def named(character: str) -> str:
    """A character as an officer can look it up: 'U+4E2D (中, CJK UNIFIED IDEOGRAPH-4E2D)'."""
    name = unicodedata.name(character, "no name")
    seen = f"{character}, " if character.isprintable() and not character.isspace() else ""
    return f"U+{ord(character):04X} ({seen}{name})"


def _refuse_hidden(character: str, *, where: str, joiners_allowed: bool) -> None:
    if character.isascii() and character.isprintable():
        return
    if joiners_allowed and character in RTL_INVISIBLE:
        return
    if unicodedata.category(character) in REFUSED_CATEGORIES or VARIATION_SELECTORS.match(character):
        raise UnsupportedError(
            f"{where} holds the character {named(character)}, which shows nothing or changes how its neighbours show.",
            remedy="Take it out of the errata file.",
        )
    if unicodedata.name(character, "").split(" ")[0].split("-")[0] in UNSHAPED_SCRIPTS:
        raise UnsupportedError(
            f"{where} holds the character {named(character)}, whose script cannot be set correctly.",
            remedy="Give the correction in another script.",
        )


def is_right_to_left(text: str) -> bool:
    """Whether any letter runs from right to left (bidirectional classes R and AL; invisible marks are no letters)."""
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in ("R", "AL") and character not in RTL_INVISIBLE for character in text
    )


def starts_right_to_left(text: str) -> bool:
    """Whether the first character with a direction of its own runs from right to left (UAX #9, P2 and P3)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((direction for direction in strong if direction in ("L", "R", "AL")), "L") != "L"


def by_direction(text: str) -> tuple[str, ...]:
    """A left-to-right text divided where its words change direction, so that each part can stand on lines of its own.

    Numbers and signs go with the words before them; the parts joined by spaces are the text.
    """
    parts: list[list[str]] = []
    leftwards = False
    for word in text.split(" "):
        if is_right_to_left(word) or any(character.isalpha() for character in word):
            turned = leftwards != is_right_to_left(word)
            leftwards = is_right_to_left(word)
        else:
            turned = False
        if parts and not turned:
            parts[-1].append(word)
        else:
            parts.append([word])
    return tuple(" ".join(part) for part in parts)


def visual(text: str, *, right_to_left: bool) -> str:
    """The glyphs of one line from left to right: Arabic letters as their joined forms, in the order in which they show.

    Marks on right-to-left letters come before them, so that readers, which turn the order round again, find them after.
    `right_to_left` is the direction of the paragraph. Raises UnsupportedError where the packages for it are missing.
    """
    if not is_right_to_left(text):
        return text
    reshape, reorder, mirrors = _right_to_left_tools()
    probed = "".join(glyph + PROBE if glyph in mirrors else glyph for glyph in reshape(text))
    shaped = _mirrored(reorder(probed, "R" if right_to_left else "L"), mirrors)
    return "".join(glyph for glyph in shaped if glyph not in RTL_INVISIBLE)


def typed(glyph: str) -> str:
    """The letter that an Arabic presentation form stands for, as it was typed; else the glyph itself.

    A ligature of several stays itself: readers turn right-to-left text round letter by letter, and would turn its letters too.
    """
    letters = unicodedata.normalize("NFKC", glyph).strip(" ") if _PRESENTATION.match(glyph) else glyph
    return letters if len(letters) == 1 else glyph


@cache
def _right_to_left_tools() -> tuple[Callable[[str], str], Callable[[str, str], str], Mapping[str, str]]:
    try:
        import arabic_reshaper
        from bidi import get_display
        from bidi.mirror import MIRRORED
    except ImportError as missing:
        raise UnsupportedError(
            "The errata hold text that runs from right to left, and the packages that set it are not installed.",
            remedy="Install them with: pip install 'erratum-overlay[rtl]'",
        ) from missing
    # The one whole-word ligature on by default, which few fonts have; the letters alone say the same.
    keep = {"delete_harakat": "no", "delete_tatweel": "no", "support_zwj": "yes", "ARABIC LIGATURE ALLAH": "no"}
    # An empty configuration file, or one named in the environment would change what is drawn.
    reshaper = arabic_reshaper.ArabicReshaper(keep, configuration_file=os.devnull)
    return reshaper.reshape, lambda text, base: get_display(text, base_dir=base), MIRRORED


def _mirrored(shown: str, mirrors: Mapping[str, str]) -> str:
    """Brackets turned round where they run from right to left (UAX #9, L4), which the package leaves to its callers.

    A probe was put behind each: a mark without a letter of its own, so it has its bracket's direction (W1, N0).
    Where it now stands before the bracket, the bracket runs from right to left.
    """
    glyphs: list[str] = []
    waiting = False
    for at, glyph in enumerate(shown):
        if glyph == PROBE:
            waiting = not (at and shown[at - 1] in mirrors and not glyphs[-1].endswith(PROBE))
            if not waiting:
                glyphs[-1] += PROBE
        elif waiting:
            glyphs.append(mirrors[glyph] + PROBE)
            waiting = False
        else:
            glyphs.append(glyph)
    return "".join(glyphs).replace(PROBE, "")
