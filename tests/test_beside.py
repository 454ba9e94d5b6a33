"""Notes that nothing joins to their words, and the order of notes one above the other."""

from __future__ import annotations

from overlay.geometry import Rect
from overlay.placement.beside import is_right_beside
from overlay.placement.bitmap import Bitmap
from overlay.placement.freespots import Spot
from overlay.placement.markers import marker_box
from overlay.placement.notes import Position, Setting
from overlay.placement.ordering import in_order
from overlay.placement.surroundings import surroundings

EMPTY = Bitmap((0,) * 800, 600, 1.0, 1.0)
WORDS = Rect(100, 400, 140, 410)
SETTING = Setting(100.0, 40.0, 8.0, 0)


def test_right_beside_is_close_and_with_nothing_between() -> None:
    assert is_right_beside(EMPTY, [WORDS], Rect(150, 390, 250, 430))
    assert is_right_beside(EMPTY, [WORDS], Rect(90, 350, 190, 390))
    assert not is_right_beside(EMPTY, [WORDS], Rect(160, 390, 260, 430)), "too far"
    assert not is_right_beside(EMPTY, [WORDS], Rect(150, 300, 250, 380)), "neither beside nor below"
    ruled = EMPTY.with_ink([Rect(145, 300, 146, 500)])
    assert not is_right_beside(ruled, [WORDS], Rect(150, 390, 250, 430)), "in the next cell"


def test_a_marker_stands_further_off_rather_than_nowhere_but_never_across_a_rule() -> None:
    fine = Bitmap((0,) * 1600, 1200, 0.5, 0.5)
    text = [Rect(0, 380, 152, 430)]
    crowded = fine.with_ink(text)
    found = marker_box(crowded, WORDS, (140, 400), ((5.0, 5.0),), printed=fine)
    assert found is not None
    assert found.x0 >= 152
    ruled = fine.with_ink([Rect(147, 300, 148, 500)])
    assert marker_box(ruled.with_ink(text), WORDS, (140, 400), ((5.0, 5.0),), printed=ruled) is None


def test_of_two_notes_one_above_the_other_the_earlier_words_has_the_upper() -> None:
    later = Rect(100, 380, 140, 390)
    page = EMPTY.with_ink([WORDS, later])
    around = {"first": surroundings(page, [WORDS]), "second": surroundings(page, [later])}
    upper, lower = Rect(100, 500, 200, 540), Rect(100, 450, 200, 490)
    spots = {
        "first": Spot(lower, SETTING, Position.ABOVE, 0.0),
        "second": Spot(upper, SETTING, Position.ABOVE, 0.0),
    }
    found = in_order(spots, around, page.with_ink)
    assert found["first"].box == upper
    assert found["second"].box == lower
