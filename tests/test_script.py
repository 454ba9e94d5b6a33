"""Hostile characters are refused by name; right-to-left text is shaped, ordered and mirrored."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.appearance import script
from overlay.errors import UnsupportedError


@pytest.mark.parametrize(
    ("character", "named"),
    [
        ("\u202e", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("\u2066", "U+2066"),
        ("\u200b", "U+200B"),
        ("\u200f", "U+200F"),
        ("\u00ad", "U+00AD"),
        ("\ufeff", "U+FEFF"),
        ("\x00", "U+0000"),
        ("\x1b", "U+001B"),
        ("\x9b", "U+009B"),
        ("\ud800", "U+D800"),
        ("\ue000", "U+E000"),
        ("\ufe0f", "U+FE0F"),
        ("\U000e0041", "U+E0041"),
        ("\u0915", "U+0915 (क, DEVANAGARI LETTER KA)"),
        ("\u0e01", "U+0E01"),
    ],
)
def test_a_character_that_would_mislead_is_refused_by_name(character: str, named: str) -> None:
    with pytest.raises(UnsupportedError) as refused:
        script.cleaned(f"eight{character} men", where="Erratum 3")
    assert named in refused.value.message
    assert refused.value.message.startswith("Erratum 3 holds")


def test_markup_and_parentheses_are_plain_characters() -> None:
    text = "</para><b>(1)\\) [eight (8)] %d & ; Tj ET /Fm0 Do {x}"
    assert script.cleaned(text, where="x") == text


def test_white_space_is_made_one_space_and_composed() -> None:
    assert script.cleaned("  Tie\u0302\u0301ng\t\nVie\u0323\u0302t \r\n", where="x") == "Tiếng Việt"
    assert script.cleaned("a\u00a0b", where="x") == "a\u00a0b"


@given(st.text())
def test_cleaning_is_stable_and_hides_nothing(text: str) -> None:
    try:
        once = script.cleaned(text, where="x")
    except UnsupportedError:
        return
    assert script.cleaned(once, where="x") == once
    hidden = {c for c in once if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn")}
    assert not hidden


@pytest.mark.parametrize(
    ("typed", "shown", "leftwards"),
    [
        ("abc", "abc", False),
        ("שלום", "םולש", True),
        ("מספר (15)", "(15) רפסמ", True),
        ("סעיף 3(א)", "(א)3 ףיעס", True),
        ("ab (כן) cd", "ab (ןכ) cd", False),
        ("[א]", "[א]", True),
        ("לא 1,250!", "!1,250 אל", True),
    ],
)
def test_hebrew_is_ordered_and_brackets_are_turned(typed: str, shown: str, leftwards: bool) -> None:
    assert script.visual(typed, right_to_left=leftwards) == shown


def test_arabic_letters_join_and_nothing_is_lost() -> None:
    shown = script.visual("سلام", right_to_left=True)
    assert [f"{ord(glyph):04X}" for glyph in shown] == ["FEE1", "FEFC", "FEB3"]
    assert unicodedata.normalize("NFKC", shown[::-1]) == "سلام"
    vowelled = script.visual("مُحَمَّد", right_to_left=True)
    assert sorted(unicodedata.normalize("NFKC", vowelled)) == sorted("مُحَمَّد")


def test_letters_behind_presentation_forms() -> None:
    assert script.typed("\ufee3") == "م"
    assert script.typed("\ufefb") == "\ufefb"
    assert script.typed("a") == "a"


def test_the_reshaper_is_not_led_astray_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_ARABIC_RESHAPER_CONFIGURATION_FILE", "/nowhere/at/all")
    script._right_to_left_tools.cache_clear()
    assert script.visual("سلام", right_to_left=True)


def test_without_the_packages_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arabic_reshaper", None)
    script._right_to_left_tools.cache_clear()
    try:
        assert script.visual("Łódź Ж", right_to_left=False) == "Łódź Ж"
        with pytest.raises(UnsupportedError) as refused:
            script.visual("שלום", right_to_left=True)
        assert "[rtl]" in refused.value.remedy
    finally:
        script._right_to_left_tools.cache_clear()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("For “eight” read “nine”.", ("For “eight” read “nine”.",)),
        ("For “שלום (15)” read “לא”.", ("For", "“שלום (15)”", "read", "“לא”.")),
        ("1 2 3", ("1 2 3",)),
    ],
)
def test_parts_run_one_way_only(text: str, parts: tuple[str, ...]) -> None:
    assert script.by_direction(text) == parts
    assert " ".join(script.by_direction(text)) == text
