"""Where notes go, on pages drawn here cell by cell and at random."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from overlay.geometry import PageFrame, Rect
from overlay.placement import place
from overlay.placement.bands import place_band, place_rule, runs_of_lines
from overlay.placement.notes import MARKER_SIZES, Placed, Position, Setting, Wanted
from overlay.placement.occupancy import Occupancy, occupancy_of_image
from overlay.placement.surroundings import surroundings

A4 = PageFrame(Rect(0, 0, 595, 842), Rect(0, 0, 595, 842))
LINE = 12.0  # points from one line of the drawn text to the next
GLYPH = 7.0  # points: the height of its letters
WORD = 26.0  # points: its words, each followed by SPACE
SPACE = 4.0
EDGE = 4.0  # points: the least that a note keeps to the page's edge


def page(*columns: Rect, frame: PageFrame = A4, extra: tuple[Rect, ...] = ()) -> Occupancy:
    """A page of solid text in columns: words as bars, as an editor squinting at it sees them."""
    image = Image.new("RGB", (round(frame.width * 2), round(frame.height * 2)), "white")
    pen = ImageDraw.Draw(image)

    def fill(rect: Rect) -> None:
        k = image.width / frame.width
        pen.rectangle(
            (rect.x0 * k, (frame.height - rect.y1) * k, rect.x1 * k - 1, (frame.height - rect.y0) * k - 1), fill=0
        )

    for column in columns:
        y = column.y1 - LINE
        while y >= column.y0:
            x = column.x0
            while x < column.x1:
                fill(Rect(x, y, min(x + WORD, column.x1), y + GLYPH))
                x += WORD + SPACE
            y -= LINE
    for rect in extra:
        fill(rect)
    return occupancy_of_image(image, frame)


def word(column: Rect, line: int, index: int) -> Rect:
    """A word of a column, counted from 0."""
    x, y = column.x0 + index * (WORD + SPACE), column.y1 - LINE * (line + 1)
    return Rect(x, y - 1, min(x + WORD, column.x1), y + GLYPH + 1)


def offered(*, widths: tuple[int, ...] = (200, 150, 120, 90, 70, 60), scale: float = 1.0) -> tuple[Setting, ...]:
    listed = [(size, width) for size in (8.0, 7.25, 6.5) for width in widths]
    return tuple(
        Setting(width * scale, (5400 / width * (size / 8) ** 2 + 8) * scale, size * scale, option)
        for option, (size, width) in enumerate(listed)
    )


def wanted(key: str, *targets: Rect, reserved: tuple[Rect, ...] = ()) -> Wanted:
    return Wanted(key, targets, (targets[-1].x1, targets[-1].y0), offered(), MARKER_SIZES, reserved)


def strokes(note: Placed) -> list[Rect]:
    return [Rect.around(pair).grown(0.2) for pair in pairwise(note.leader)]


def check(found: tuple[Placed, ...], occupied: Occupancy) -> None:
    """What holds of every answer: on the page, on no ink, on nothing of another note, and leaders are joined up."""
    bounds = occupied.frame.bounds
    for note in found:
        parts = [part for part in (note.box, note.marker) if part] + strokes(note)
        for part in parts:
            assert bounds.contains(part, slack=0.01)
            # Words in a blot stand on it as on ground of their own; see test_grounds.
            on_ground = len(occupied.colours(part)) == 1
            assert occupied.is_free(part) or on_ground, f"{note.key} lies on ink at {part}"
        if note.box:
            assert bounds.grown(-EDGE).contains(note.box, slack=0.01)
            assert note.setting is not None
            assert (note.box.width, note.box.height) == pytest.approx((note.setting.width, note.setting.height))
            assert occupied.is_free(note.box.grown(2.5))
        else:
            assert note.position is Position.SHEET
            assert note.leader == ()
        if note.leader:
            assert note.box is not None
            end = note.leader[-1]
            assert note.box.grown(0.5).contains(Rect(end.x, end.y, end.x, end.y))
            assert all(abs(a.x - b.x) < 0.6 or abs(a.y - b.y) < 0.6 for a, b in pairwise(note.leader))
    for one, other in combinations(found, 2):
        theirs = [part for part in (other.box, other.marker) if part] + strokes(other)
        for part in [part for part in (one.box, one.marker) if part] + strokes(one):
            assert not any(part.overlaps(their) for their in theirs), f"{one.key} and {other.key} overlap"


TEXT = Rect(140, 80, 440, 760)


def test_a_note_stands_in_the_outer_margin_level_with_its_line() -> None:
    occupied = page(TEXT)
    target = word(TEXT, 20, 9)
    (found,) = place(A4, occupied, [wanted("1", target)], outer_is_right=True)
    check((found,), occupied)
    assert found.position is Position.OUTER
    assert found.box is not None
    assert found.box.x0 > TEXT.x1
    assert abs(found.box.y1 - target.y1) < 4
    assert found.marker is not None
    assert found.leader[0].y == pytest.approx(found.leader[-1].y, abs=0.6)


def test_on_a_left_hand_page_the_outer_margin_is_the_left_one() -> None:
    occupied = page(TEXT)
    (found,) = place(A4, occupied, [wanted("1", word(TEXT, 20, 4))], outer_is_right=False)
    check((found,), occupied)
    assert found.position is Position.OUTER
    assert found.box is not None
    assert found.box.x1 < TEXT.x0


def test_a_word_within_a_line_is_joined_through_the_white_between_the_lines() -> None:
    occupied = page(TEXT)
    (found,) = place(A4, occupied, [wanted("1", word(TEXT, 20, 4))])
    check((found,), occupied)
    assert len(found.leader) >= 2


def test_notes_keep_their_order_share_an_edge_and_stand_apart() -> None:
    occupied = page(TEXT)
    notes = [wanted(str(line), word(TEXT, line, 6)) for line in (10, 11, 12, 30, 31)]
    found = place(A4, occupied, list(reversed(notes)))
    check(found, occupied)
    boxes = [note.box for note in reversed(found) if note.box]
    assert len(boxes) == len(notes)
    assert len({box.x0 for box in boxes}) == 1
    assert len({box.width for box in boxes}) == 1
    for above, below in pairwise(boxes):
        assert above.y0 - below.y1 >= 4 - 0.01


def test_a_crowd_of_notes_is_shifted_as_a_block_around_its_lines() -> None:
    occupied = page(TEXT)
    lines = (25, 26, 27)
    found = place(A4, occupied, [wanted(str(line), word(TEXT, line, 6)) for line in lines])
    offsets = [
        note.box.y1 - word(TEXT, line, 6).y1 for note, line in zip(found, lines, strict=True) if note.box is not None
    ]
    assert offsets[0] > 0 > offsets[-1]


def test_the_word_of_a_left_column_is_noted_in_the_left_margin() -> None:
    left, right = Rect(90, 60, 290, 780), Rect(305, 60, 505, 780)
    occupied = page(left, right)
    found = place(A4, occupied, [wanted("1", word(left, 10, 3)), wanted("2", word(right, 10, 3))], outer_is_right=True)
    check(found, occupied)
    assert [note.position for note in found] == [Position.INNER, Position.OUTER]
    assert all(note.leader for note in found)


def test_a_wide_gutter_is_used_where_margins_are_narrow() -> None:
    left, right = Rect(20, 60, 230, 820), Rect(330, 60, 575, 820)
    occupied = page(left, right)
    (found,) = place(A4, occupied, [wanted("1", word(left, 10, 3))])
    check((found,), occupied)
    assert found.position is Position.GUTTER


def test_without_margins_the_white_between_paragraphs_is_used() -> None:
    upper, lower = Rect(20, 460, 575, 820), Rect(20, 20, 575, 400)
    occupied = page(upper, lower)
    below, above = wanted("1", word(upper, 27, 9)), wanted("2", word(lower, 1, 9))
    (found,) = place(A4, occupied, [below])
    assert found.position is Position.BELOW
    (found,) = place(A4, occupied, [above])
    assert found.position is Position.ABOVE


def test_a_full_page_sends_its_note_to_the_sheet() -> None:
    occupied = page(Rect(10, 10, 585, 835))
    (found,) = place(A4, occupied, [wanted("1", word(Rect(10, 10, 585, 835), 20, 9))])
    check((found,), occupied)
    assert found.position is Position.SHEET
    assert found.setting is None


def test_a_note_that_asks_for_no_box_goes_to_the_sheet_with_its_marker() -> None:
    occupied = page(TEXT)
    target = word(TEXT, 20, 9)
    (found,) = place(A4, occupied, [Wanted("1", (target,), (target.x1, target.y0), ())])
    assert found.position is Position.SHEET
    assert found.marker is not None


def test_only_the_positions_of_the_style_are_used_while_they_have_room() -> None:
    occupied = page(Rect(140, 200, 440, 760))
    (found,) = place(A4, occupied, [wanted("1", word(TEXT, 44, 3))], positions=(Position.BELOW,))
    assert found.position is Position.BELOW


def test_a_reserved_place_stays_empty() -> None:
    occupied = page(TEXT)
    target = word(TEXT, 20, 9)
    (free,) = place(A4, occupied, [wanted("1", target)])
    assert free.marker is not None
    (found,) = place(A4, occupied, [wanted("1", target, reserved=(free.marker,))])
    assert found.marker is None or not found.marker.overlaps(free.marker)


def test_a_frame_that_the_words_are_not_in_is_left_alone() -> None:
    text = Rect(30, 300, 565, 790)
    cell = (Rect(30, 200, 565, 201), Rect(30, 290, 565, 291), Rect(30, 200, 31, 291), Rect(564, 200, 565, 291))
    occupied = page(text, extra=cell)
    (found,) = place(A4, occupied, [wanted("1", word(text, 30, 8))])
    check((found,), occupied)
    assert found.box is not None
    assert found.box.y1 < 200


def test_on_a_poster_everything_is_larger_alike() -> None:
    times = 4.0
    frame = PageFrame(Rect(0, 0, 595, 842), Rect(0, 0, 595, 842), user_unit=times)
    small = page(TEXT)
    image_page = Occupancy(
        frame,
        type(small.fine)(small.fine.rows, small.fine.columns, small.fine.cell_x * times, small.fine.cell_y * times),
        type(small.coarse)(
            small.coarse.rows, small.coarse.columns, small.coarse.cell_x * times, small.coarse.cell_y * times
        ),
    )
    target = word(TEXT, 20, 9)
    big = Rect(target.x0 * times, target.y0 * times, target.x1 * times, target.y1 * times)
    note = Wanted(
        "1", (big,), (big.x1, big.y0), offered(scale=times), tuple((w * times, h * times) for w, h in MARKER_SIZES)
    )
    (usual,) = place(A4, small, [wanted("1", target)])
    (found,) = place(frame, image_page, [note])
    assert usual.box is not None
    assert found.box is not None
    assert found.box.x0 == pytest.approx(usual.box.x0 * times)
    assert found.box.y1 == pytest.approx(usual.box.y1 * times)
    assert found.setting == note.settings[usual.setting.option if usual.setting else 0]


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 780), st.integers(8, 300), st.integers(6, 200)), max_size=12
    ),
    st.lists(st.tuples(st.integers(0, 560), st.integers(0, 820)), min_size=1, max_size=5, unique=True),
)
def test_nothing_is_covered_on_any_page(blots: list[tuple[int, int, int, int]], words: list[tuple[int, int]]) -> None:
    rects = tuple(Rect(x, y, min(x + w, 595), min(y + h, 842)) for x, y, w, h in blots)
    targets = tuple(Rect(x, y, x + 30, y + 9) for x, y in words)
    occupied = page(extra=rects + targets)
    notes = [wanted(str(index), target) for index, target in enumerate(targets)]
    found = place(A4, occupied, notes)
    check(found, occupied)
    assert [note.key for note in found] == [note.key for note in notes]
    assert found == place(A4, occupied, notes)


def test_the_block_around_words_ends_where_the_column_does() -> None:
    left, right = Rect(90, 60, 290, 780), Rect(305, 60, 505, 780)
    around = surroundings(page(left, right).coarse, (word(left, 10, 3),))
    assert (around.left, around.right) == pytest.approx((left.x0, left.x1), abs=1.5)
    assert around.clear_left
    assert not around.clear_right
    assert around.room_right == pytest.approx(15, abs=2)


BANDS = tuple(Setting(w, h, 8.0, option) for option, (w, h) in enumerate(((480.0, 24.0), (300.0, 34.0), (180.0, 54.0))))


def test_a_band_goes_to_the_top_else_to_the_foot_else_anywhere() -> None:
    assert place_band(A4, page(TEXT), BANDS).position is Position.TOP
    low = page(Rect(20, 100, 575, 838))
    foot = place_band(A4, low, BANDS)
    assert foot.position is Position.FOOT
    assert foot.box is not None
    assert low.is_free(foot.box)
    assert abs(foot.box.centre.x - 297.5) < 2
    middle = page(Rect(10, 480, 585, 838), Rect(10, 10, 585, 400))
    assert place_band(A4, middle, BANDS).position is Position.ELSEWHERE
    assert place_band(A4, page(Rect(5, 5, 590, 838)), BANDS).box is None


def test_a_rule_stands_close_beside_the_passage() -> None:
    occupied = page(TEXT)
    lines = [Rect(TEXT.x0, TEXT.y1 - LINE * (n + 1), TEXT.x1, TEXT.y1 - LINE * n) for n in (5, 6, 7)]
    rule = place_rule(A4, occupied, lines)
    assert rule is not None
    assert occupied.is_free(rule)
    assert TEXT.x0 - 8 < rule.x0 < rule.x1 < TEXT.x0
    assert (rule.y0, rule.y1) == (lines[-1].y0, lines[0].y1)
    right = place_rule(A4, occupied, lines, left_first=False)
    assert right is not None
    assert right.x0 > TEXT.x1
    assert place_rule(A4, page(Rect(0, 0, 595, 842)), lines) is None
    assert place_rule(A4, occupied, []) is None


def test_a_passage_that_goes_on_in_the_next_column_has_two_runs() -> None:
    left = [Rect(90, y, 290, y + 10) for y in (84, 72, 60)]
    right = [Rect(305, y, 505, y + 10) for y in (770, 758)]
    assert runs_of_lines([*left, *right]) == (tuple(left), tuple(right))
    assert runs_of_lines([]) == ()


def ruled(*, rule: float) -> Occupancy:
    """Figures set one below the other, a table's rule `rule` points after them, and more figures after the rule."""
    rows = [Rect(100, 700 - 10 * at, 118, 707 - 10 * at) for at in range(-8, 9)]
    others = [row.moved(28 + rule, 0) for row in rows]
    return page(extra=(*rows, *others, Rect(118 + rule, 600, 118.5 + rule, 800)))


def test_a_marker_keeps_to_its_own_cell() -> None:
    occupied = ruled(rule=2)
    word_ = Rect(100, 700, 118, 707)
    (found,) = place(A4, occupied, [wanted("1", word_)])
    assert found.marker is not None
    assert found.marker.x1 <= word_.x0
    assert word_.x0 - found.marker.x1 <= 4


def test_a_marker_follows_its_words_where_nothing_stands_between() -> None:
    (found,) = place(A4, ruled(rule=14), [wanted("1", Rect(100, 700, 118, 707))])
    assert found.marker is not None
    assert 118 <= found.marker.x0 <= 124


def test_notes_at_the_foot_stand_in_the_order_of_their_words() -> None:
    body = Rect(30, 60, 565, 838)
    occupied = page(body)
    upper, lower = word(body, 2, 17), word(body, 9, 1)
    first, second = place(A4, occupied, [wanted("1", upper), wanted("2", lower)])
    assert first.box is not None
    assert second.box is not None
    assert first.box.x0 < second.box.x0 or first.box.y0 > second.box.y1
