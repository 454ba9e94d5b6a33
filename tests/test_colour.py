"""Colours of the style: contrast is measured and refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.appearance.colour import BLACK, LEAST_CONTRAST, WHITE, Colour, contrast, palette, parsed, seen_on
from overlay.erratum import Style
from overlay.errors import UnsupportedError

colours = st.builds(Colour, *[st.integers(0, 255).map(lambda part: part / 255)] * 3)


def test_the_contrast_of_known_pairs() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21.0)
    assert contrast(WHITE, BLACK) == pytest.approx(21.0)
    assert contrast(parsed("#777777"), WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast(parsed("#ff0000"), WHITE) == pytest.approx(4.0, abs=0.01)


def test_the_default_style_is_readable() -> None:
    chosen = palette(Style())
    for ink in (chosen.mark, chosen.text, chosen.muted):
        assert contrast(ink, chosen.box) >= LEAST_CONTRAST
        assert contrast(ink, WHITE) >= LEAST_CONTRAST


@pytest.mark.parametrize(
    ("style", "named"),
    [
        (Style(text_colour="#bbbbbb"), ("text_colour #bbbbbb", "box_colour #fff8e1")),
        (Style(mark_colour="#ff8080"), ("mark_colour #ff8080", "box_colour #fff8e1")),
        (Style(box_colour="#333333"), ("text_colour #1a1a1a", "box_colour #333333")),
        (Style(box_colour="#101010", text_colour="#ffffff", mark_colour="#ffffff"), ("the white of the page",)),
    ],
)
def test_too_little_contrast_is_refused_by_name(style: Style, named: tuple[str, ...]) -> None:
    with pytest.raises(UnsupportedError) as refused:
        palette(style)
    assert all(name in refused.value.message for name in named)


@pytest.mark.parametrize("text", ["red", "#12345", "#1234567", "#gggggg", "", "#b00020\n"])
def test_what_is_not_a_colour_is_refused(text: str) -> None:
    with pytest.raises(UnsupportedError):
        parsed(text)


@given(mark=colours, ground=colours)
def test_a_mark_is_seen_on_any_ground(mark: Colour, ground: Colour) -> None:
    assert contrast(seen_on(mark, ground), ground) >= LEAST_CONTRAST


@given(ground=colours)
def test_a_colour_that_is_seen_stays_as_it_is(ground: Colour) -> None:
    mark = parsed("#b00020")
    if contrast(mark, ground) >= LEAST_CONTRAST:
        assert seen_on(mark, ground) == mark
