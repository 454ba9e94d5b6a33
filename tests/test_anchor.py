"""Errata anchored in PDFs made for the purpose: the right place, or no place and why."""

from __future__ import annotations

import io
import json
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from overlay.anchor import Anchor, Cause, LabelSource, Match, Unanchored, anchor_all, pages_cited, places
from overlay.erratum import Caveat, Citation, Deletion, Erratum, Insertion, Quote, Scope, Side, Substitution
from overlay.errors import UsageError
from overlay.geometry import Rect
from overlay.source import Source, open_source
from tests import hand_set

SHARED = Path(os.environ.get("OVERLAY_SHARED", Path(__file__).parents[2] / "shared"))
SIZE = 10
LEADING = 14
TOP = 700
LEFT = 72

Lines = Iterable[str]
FILLER = "Nothing on this line is of any interest to anyone at all."
CHARITY = (
    "This data revealed that the charity had provided",
    "mentoring services to eight young men referred",
    "by the police in the year of the report.",
)


def pdf(*pages: Lines, draw: Callable[[Canvas, int], None] | None = None, width: float = 595) -> Source:
    """A document with one column of lines a page; `draw` adds to each page, after its lines."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, 842), invariant=1)
    for index, lines in enumerate(pages):
        for number, line in enumerate(lines):
            put(canvas, LEFT, TOP - LEADING * number, line)
        if draw is not None:
            draw(canvas, index)
        canvas.showPage()
    canvas.save()
    return open_source(buffer.getvalue(), name="made.pdf")


def put(canvas: Canvas, x: float, y: float, text: str, *, mode: int = 0) -> None:
    line = canvas.beginText(x, y)
    line.setFont("Helvetica", SIZE)
    line.setTextRenderMode(mode)
    line.textOut(text)
    canvas.drawText(line)


def numbered(*pages: Lines, first: int = 1) -> Source:
    def foot(canvas: Canvas, index: int) -> None:
        put(canvas, LEFT, 800, "The Annual Report of the Charity")
        put(canvas, 290, 40, str(first + index))

    return pdf(*pages, draw=foot)


def erratum(
    quote: str = "mentoring services to eight young men", wrong: str = "eight", citation: Citation | None = None
) -> Erratum:
    return Erratum("1", Substitution(wrong, "fifteen (15)"), citation or Citation(), Quote(quote))


def cite(label: str | None = None, **rest: int | str) -> Citation:
    return Citation(page_labels=(label,) if label else (), **rest)  # type: ignore[arg-type]


def answer(source: Source, one: Erratum, *, accept_moved: bool = False) -> Anchor | Unanchored:
    return anchor_all((one,), source, accept_moved=accept_moved)[0]


def anchored(source: Source, one: Erratum, *, accept_moved: bool = False) -> Anchor:
    found = answer(source, one, accept_moved=accept_moved)
    assert isinstance(found, Anchor), found
    return found


def refused(source: Source, one: Erratum, cause: Cause) -> Unanchored:
    found = answer(source, one)
    assert isinstance(found, Unanchored), found
    assert found.cause is cause, found
    assert found.message
    assert found.exit_code
    return found


def on_line(anchor: Anchor, number: int) -> bool:
    """Whether the words stand on the line of that number of the page, from 1."""
    foot = TOP - LEADING * (number - 1)
    return all(foot - SIZE / 2 < stretch.quad.bounds.y0 <= foot < stretch.quad.bounds.y1 for stretch in anchor.words)


# The right place


def test_the_words_on_the_page_cited() -> None:
    source = numbered([FILLER] * 3, [FILLER, *CHARITY], first=20)
    anchor = anchored(source, erratum(citation=cite("21")))
    assert anchor.page_indexes == (1,)
    assert anchor.page_label == "21"
    assert (anchor.match, anchor.label_source) == (Match.EXACT, LabelSource.PRINTED)
    (words,) = anchor.words
    assert words.text == "eight"
    assert on_line(anchor, 3)
    before = Canvas(io.BytesIO()).stringWidth("mentoring services to ", "Helvetica", SIZE)
    width = Canvas(io.BytesIO()).stringWidth("eight", "Helvetica", SIZE)
    assert words.quad.bounds.x0 == pytest.approx(LEFT + before, abs=0.5)
    assert words.quad.bounds.width == pytest.approx(width, abs=0.5)
    assert [stretch.text for stretch in anchor.quote] == ["mentoring services to eight young men"]
    assert anchor.remarks == ()


def test_a_quote_over_lines_has_a_stretch_a_line() -> None:
    source = pdf([FILLER, *CHARITY])
    anchor = anchored(
        source, erratum("charity had provided mentoring services to eight young men referred by the police")
    )
    assert [stretch.text for stretch in anchor.quote] == [
        "charity had provided",
        "mentoring services to eight young men referred",
        "by the police",
    ]


def test_over_a_page_break_with_header_and_footer_between() -> None:
    source = numbered(
        [FILLER] * 6, [*[FILLER] * 45, CHARITY[0]], [CHARITY[1], CHARITY[2], FILLER], [FILLER] * 4, first=7
    )
    quote = "the charity had provided mentoring services to eight young men"
    for citation in (Citation(), cite("8"), cite("9"), Citation(page_labels=("8", "9"))):
        anchor = anchored(source, erratum(quote, citation=citation))
        assert anchor.page_indexes == (1, 2)
        assert [stretch.page_index for stretch in anchor.words] == [2]
        assert (anchor.page_index, anchor.page_label) == (2, "9")
        assert [stretch.text for stretch in anchor.quote] == [
            "the charity had provided",
            "mentoring services to eight young men",
        ]


def test_a_word_broken_at_the_line_end() -> None:
    source = pdf(["We asked all of them to co-", "operate with the officers."])
    for typed in ("to cooperate with", "to co-operate with"):
        anchor = anchored(source, erratum(typed, typed.split()[1]))
        assert [stretch.text for stretch in anchor.words] == ["co-", "operate"]


def test_anywhere_when_no_page_is_cited() -> None:
    source = numbered(*([FILLER] * 5 for _ in range(5)), [FILLER, *CHARITY])
    anchor = anchored(source, erratum())
    assert (anchor.page_indexes, anchor.label_source) == ((5,), LabelSource.UNCITED)


def test_by_sheet() -> None:
    source = numbered([FILLER], CHARITY, first=30)
    assert anchored(source, erratum(citation=cite(page_number=2))).label_source is LabelSource.PHYSICAL


def test_context_is_told() -> None:
    source = pdf([FILLER, *CHARITY])
    anchor = anchored(source, erratum("the charity has provided mentoring services to eight young men referred"))
    assert anchor.match is Match.CONTEXT
    assert anchor.difference == "printed “had”, quoted “has”"
    assert anchor.remarks


def test_carets() -> None:
    source = pdf(CHARITY)
    for side, edge in ((Side.BEFORE, "x0"), (Side.AFTER, "x1")):
        change = Insertion("eight", side, "very")
        anchor = anchored(source, Erratum("1", change, Citation(), Quote("services to eight young men")))
        assert anchor.caret is not None
        assert anchor.caret.x == pytest.approx(getattr(anchor.words[0].quad.bounds, edge), abs=0.01)
        assert anchor.caret.y == pytest.approx(anchor.words[0].quad.bounds.y0, abs=0.01)


def test_on_a_turned_page_the_quad_turns() -> None:
    def turn(canvas: Canvas, _: int) -> None:
        canvas.setPageRotation(90)

    upright = anchored(pdf(CHARITY), erratum()).words[0].quad
    turned = anchored(pdf(CHARITY, draw=turn, width=842), erratum()).words[0].quad
    assert turned.bounds.x0 == pytest.approx(upright.bounds.x0, abs=0.5)
    assert turned.bounds.y0 == pytest.approx(upright.bounds.y0, abs=0.5)


def test_text_at_a_slant() -> None:
    def slant(canvas: Canvas, _: int) -> None:
        canvas.translate(200, 300)
        canvas.rotate(30)
        put(canvas, 0, 0, CHARITY[1])

    quad = anchored(pdf([], draw=slant), erratum()).words[0].quad
    assert quad.angle == pytest.approx(30, abs=0.5)
    assert quad.width == pytest.approx(Canvas(io.BytesIO()).stringWidth("eight", "Helvetica", SIZE), abs=0.5)


# Which of several


TWICE = [FILLER, CHARITY[1], FILLER, FILLER, CHARITY[1], FILLER]


@pytest.mark.parametrize(
    ("citation", "line"),
    [
        (cite(occurrence=1), 2),
        (cite(occurrence=2), 5),
        (cite(line=2), 2),
        (cite(line=5), 5),
        (cite(line=-2), 5),
        (cite(line=-5), 2),
    ],
)
def test_narrowed_to_one(citation: Citation, line: int) -> None:
    assert on_line(anchored(pdf(TWICE), erratum(citation=citation)), line)


def test_lines_count_without_the_running_header() -> None:
    pages = [[f"{FILLER[: 20 + index]}"] for index in range(2)]
    source = numbered(pages[0], TWICE, pages[1])
    assert on_line(anchored(source, erratum(citation=cite("2", line=5))), 5)


def test_by_prefix_and_suffix() -> None:
    source = pdf(["We then met eight men there.", FILLER, "They then met eight men here."])
    for quote, line in ((Quote("eight men", prefix="We then met"), 1), (Quote("eight men", suffix="here"), 3)):
        assert on_line(anchored(source, Erratum("1", Deletion("eight"), Citation(), quote)), line)


def test_by_section() -> None:
    source = pdf(["1. Introduction", CHARITY[1], "2. Findings", FILLER, CHARITY[1], "3. Conclusions", FILLER])
    assert on_line(anchored(source, erratum(citation=cite(section="2"))), 5)
    refused(source, erratum(citation=cite(section="3")), Cause.ELSEWHERE)


def test_by_column() -> None:
    def right(canvas: Canvas, _: int) -> None:
        for number, line in enumerate(
            [*["Short words of the right."] * 9, "we met eight men", *["More of the right."] * 9]
        ):
            put(canvas, 330, TOP - LEADING * number, line)

    left = [*["Short words of the left."] * 6, "we met eight men", *["More of the left."] * 12]
    source = pdf(left, draw=right)
    for column, line in ((1, 7), (2, 10)):
        assert on_line(anchored(source, erratum("we met eight men", citation=cite(column=column))), line)


def test_the_words_of_a_quote_that_has_them_twice() -> None:
    source = pdf(["first eight men and then eight women", FILLER])
    quote = "first eight men and then eight women"
    one, two = (anchored(source, erratum(quote, citation=cite(occurrence=n))).words[0] for n in (1, 2))
    assert one.quad.bounds.x1 < two.quad.bounds.x0
    refused(source, erratum(quote, citation=cite(occurrence=3)), Cause.NOT_FOUND)


def test_a_line_miscounted_is_told() -> None:
    anchor = anchored(pdf([FILLER, *CHARITY]), erratum(citation=cite(line=7)))
    assert "line 7" in anchor.remarks[0]
    assert "line 3" in anchor.remarks[0]


# No place


def test_ambiguous_and_every_candidate_can_be_named() -> None:
    for source in (pdf(TWICE), numbered([FILLER], TWICE, [FILLER, CHARITY[1]], first=5)):
        no = refused(source, erratum(), Cause.AMBIGUOUS)
        assert len(no.candidates) > 1
        places_named = set()
        for candidate in no.candidates:
            key, value = candidate.how_to_name.split(": ")
            named = {"occurrence": "occurrence", "line": "line", "sheet": "page_number"}
            citation = cite(value) if key == "page" else cite(**{named[key]: int(value)})
            anchor = anchored(source, erratum(citation=citation))
            assert anchor.page_indexes[0] == candidate.page_index
            places_named.add((anchor.page_indexes, anchor.words[0].quad.bounds.y0))
        assert len(places_named) == len(no.candidates)


def test_not_found_tells_the_closest_passage() -> None:
    source = numbered([FILLER], [FILLER, *CHARITY])
    no = refused(source, erratum("mentoring services to nine young men", "nine", cite("2")), Cause.NOT_FOUND)
    assert no.candidates[0].difference == "printed “eight”, quoted “nine”"
    assert no.candidates[0].page_index == 1
    refused(source, erratum("zzz qqq xxx", "zzz"), Cause.NOT_FOUND)


def test_of_a_long_quote_that_stands_nowhere_the_page_with_most_of_its_words_is_told() -> None:
    lines = [f"Line {number} tells of witness {number * 7} and of what was seen that day." for number in range(12)]
    source = numbered(["Another matter altogether."], lines, ["Of witnesses and days, and of what was seen."])
    long = " ".join(lines).replace("witness 28", "witness 29")
    assert len(long) > 500
    no = refused(source, erratum(long, "witness 29"), Cause.NOT_FOUND)
    assert no.candidates[0].page_index == 1
    assert no.candidates[0].difference == "printed \u201c28\u201d, quoted \u201c29\u201d"


def test_a_page_that_is_right_already() -> None:
    source = pdf([line.replace("eight", "fifteen (15)") for line in CHARITY])
    assert "already reads" in refused(source, erratum(), Cause.NOT_FOUND).message


def test_on_another_page() -> None:
    source = numbered(*([f"{FILLER} {n}"] for n in range(3)), [FILLER, *CHARITY], first=20)
    one = erratum(citation=cite("21"))
    no = refused(source, one, Cause.ELSEWHERE)
    assert "page 23" in no.message
    assert "says 21" in no.message
    anchor = anchored(source, one, accept_moved=True)
    assert anchor.page_indexes == (3,)
    assert "23" in anchor.remarks[0]


def test_an_exact_quote_elsewhere_is_not_passed_over_for_a_near_one() -> None:
    near = [line.replace("had", "has") for line in CHARITY]
    source = numbered([FILLER, *near], [FILLER], [FILLER, *CHARITY])
    quote = "the charity had provided mentoring services to eight young men"
    refused(source, erratum(quote, citation=cite("1")), Cause.ELSEWHERE)
    assert anchored(source, erratum(quote)).page_indexes == (2,)


def test_no_such_page() -> None:
    refused(numbered([FILLER], CHARITY), erratum(citation=cite("300")), Cause.NO_SUCH_PAGE)
    refused(numbered([FILLER], CHARITY), erratum(citation=cite(page_number=3)), Cause.NO_SUCH_PAGE)


def test_one_digit_off_is_not_found() -> None:
    source = pdf(["The budget was £1,250 in the first year."])
    refused(source, erratum("budget was £1,260 in the first", "£1,260"), Cause.NOT_FOUND)
    refused(source, erratum("budget was £1,25 in", "£1,25"), Cause.NOT_FOUND)


def test_hidden_words() -> None:
    def unseen(canvas: Canvas, _: int) -> None:
        put(canvas, LEFT, 300, CHARITY[1], mode=3)

    refused(pdf([FILLER], draw=unseen), erratum(), Cause.NOT_VISIBLE)


def test_words_outside_the_crop_box() -> None:
    def crop(canvas: Canvas, _: int) -> None:
        canvas.setCropBox((0, 0, 595, 500))

    refused(pdf(CHARITY, draw=crop), erratum(), Cause.NOT_VISIBLE)


@pytest.mark.parametrize("side", Side)
def test_nothing_goes_in_beyond_the_edge_of_the_page(side: Side) -> None:
    words = anchored(pdf(CHARITY), erratum()).words[0].quad.bounds
    # The page ends within the last letter; where the words begin, all is in order.
    source = pdf(CHARITY, width=words.x1 - SIZE / 3)
    inserted = Erratum("1", Insertion("eight", side, "very"), Citation(), Quote("services to eight"))
    if side is Side.BEFORE:
        assert anchored(source, inserted).caret is not None
    else:
        assert "beyond the edge" in refused(source, inserted, Cause.NOT_VISIBLE).message
    # They are struck alone; the caret of other words for them would stand beyond the edge.
    anchored(source, Erratum("1", Deletion("to eight"), Citation(), Quote("services to eight")))
    assert "over the edge" in refused(source, erratum("services to eight"), Cause.NOT_VISIBLE).message


@pytest.mark.parametrize(
    ("start", "words", "shows"), [(520, "young", True), (540, "young men", False), (-20, "Eight young", False)]
)
def test_words_of_which_too_little_is_on_the_page_are_not_struck(start: int, words: str, shows: bool) -> None:
    """Neither where a line through them would stop at the edge, nor where the caret after them would be beyond it."""
    source = hand_set.pdf(f"BT /F1 12 Tf {start} 400 Td (Eight young men were referred) Tj ET")
    struck = erratum("Eight young men were referred", words)
    if shows:
        anchored(source, struck)
    else:
        assert "over the edge" in refused(source, struck, Cause.NOT_VISIBLE).message


def test_covered_words() -> None:
    def cover(canvas: Canvas, _: int) -> None:
        canvas.setFillColorRGB(0, 0, 0)
        canvas.rect(LEFT - 5, TOP - 3 * LEADING, 400, 4 * LEADING, stroke=0, fill=1)

    refused(pdf(CHARITY, draw=cover), erratum(), Cause.NOT_VISIBLE)


def test_a_scan() -> None:
    def scan(canvas: Canvas, _: int) -> None:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "white")), 0, 0, 595, 842)

    refused(pdf([], draw=scan), erratum(citation=cite("1")), Cause.NOT_TEXT)


# Caveats


def test_caveats_to_pages() -> None:
    source = numbered([FILLER], [FILLER], CHARITY, first=5)

    def caveat(scope: Scope, citation: Citation | None = None) -> Erratum:
        return Erratum("1", Caveat("Not an evaluation.", scope), citation or Citation())

    assert anchored(source, caveat(Scope.FIRST_PAGE)).page_indexes == (0,)
    assert anchored(source, caveat(Scope.EVERY_PAGE)).page_indexes == (0, 1, 2)
    cited = anchored(source, caveat(Scope.CITED_PAGE, cite("7")))
    assert (cited.page_indexes, cited.page_label, cited.words, cited.match) == ((2,), "7", (), Match.WHOLE_PAGE)
    refused(source, caveat(Scope.CITED_PAGE, cite("2")), Cause.NO_SUCH_PAGE)


def test_a_caveat_to_a_passage() -> None:
    source = pdf([FILLER, *CHARITY])
    change = Caveat("Referrals were counted twice.", Scope.PASSAGE)
    anchor = anchored(source, Erratum("1", change, Citation(), Quote("eight young men referred by the police")))
    assert [stretch.text for stretch in anchor.words] == ["eight young men referred", "by the police"]
    assert isinstance(answer(source, Erratum("1", change, Citation(), Quote("eight young man referred"))), Unanchored)


def test_every_place_of_words() -> None:
    source = numbered([FILLER], TWICE, [FILLER, CHARITY[1]])
    assert [place.page_indexes for place in places("eight young men", source)] == [(1,), (1,), (2,)]
    assert [place.page_indexes for place in places("eight young men", source, pages=(2,))] == [(2,)]
    assert places("ninety", source) == ()
    assert pages_cited(source, label="3") == pages_cited(source, number=3) == (2,)
    assert pages_cited(source) is None
    with pytest.raises(UsageError):
        pages_cited(source, label="300")


# Real documents


def _quotes() -> list[dict[str, object]]:
    listed = SHARED / "corpus" / "quotes.jsonl"
    if not listed.exists():
        pytest.skip(f"no corpus at {SHARED}: set OVERLAY_SHARED")
    return [json.loads(line) for line in listed.read_text().splitlines()]


def _along(quad: Rect, box: Rect) -> float:
    upright = box.width >= box.height
    inner = min(quad.x1, box.x1) - max(quad.x0, box.x0) if upright else min(quad.y1, box.y1) - max(quad.y0, box.y0)
    outer = max(quad.x1, box.x1) - min(quad.x0, box.x0) if upright else max(quad.y1, box.y1) - min(quad.y0, box.y0)
    return inner / outer if outer else 0.0


def test_no_quote_of_the_corpus_is_put_in_the_wrong_place() -> None:
    """One quote of every tenth, to be quick; the benchmark takes all."""
    right = 0
    for row in _quotes()[::10]:
        if str(row["file"]).startswith("hostile/"):
            continue
        data = (SHARED / "corpus" / str(row["file"])).read_bytes()
        one = Erratum("1", Caveat("", Scope.PASSAGE), cite(page_number=row["page"]), Quote(str(row["quote"])))  # type: ignore[arg-type]
        found = answer(open_source(data, name=str(row["file"]), password=row.get("password")), one)  # type: ignore[arg-type]
        if isinstance(found, Unanchored):
            assert found.cause is Cause.AMBIGUOUS, (row["file"], row["quote"], found)
        elif row["kind"] != "repeated":
            for line in row["boxes"]:  # type: ignore[attr-defined]
                box = Rect.of(line["bbox_user"])
                assert any(_along(stretch.quad.bounds, box) >= 0.8 for stretch in found.words), (
                    row["file"],
                    row["quote"],
                )
            right += 1
    assert right > 20


def with_note(canvas: Canvas, x: float, y: float, before: str, after: str) -> None:
    """A line with a raised note mark in it."""
    put(canvas, x, y, before)
    end = x + canvas.stringWidth(before, "Helvetica", 12)
    canvas.setFont("Helvetica", 6)
    canvas.drawString(end, y + 5, "1")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(end + 4, y, after)


def test_a_passage_with_a_note_mark_in_it_stands_as_much_as_one_without() -> None:
    def draw(canvas: Canvas, page_index: int) -> None:
        if page_index == 0:
            put(canvas, 72, 700, "The charity helped eight young men. Other things.")
            with_note(canvas, 72, 500, "The charity helped eight", "young men. Again.")

    source = pdf([], draw=draw)
    refused(source, erratum("charity helped eight young men", citation=cite("1")), Cause.AMBIGUOUS)


def test_a_note_mark_on_another_page_does_not_hide_the_second_place() -> None:
    def draw(canvas: Canvas, page_index: int) -> None:
        if page_index == 0:
            put(canvas, 72, 700, "The cost was 8 for it all.")
        else:
            with_note(canvas, 72, 700, "The cost was", " 8 for it all.")

    refused(pdf([], [], draw=draw), erratum("was 8 for it all", "8"), Cause.AMBIGUOUS)


@pytest.mark.parametrize("citation", [Citation(page_number=1), Citation()])
def test_a_second_place_over_the_page_break_is_seen(citation: Citation) -> None:
    source = pdf(
        ["The charity helped eight young men. Other things.", "Later the charity helped eight"],
        ["young men again and more."],
    )
    refused(source, erratum("charity helped eight young men", citation=citation), Cause.AMBIGUOUS)


@pytest.mark.parametrize("sheet", [1, 2])
def test_a_second_place_over_the_break_is_seen_from_either_page(sheet: int) -> None:
    pages = [[FILLER, FILLER], [FILLER]]
    pages[sheet - 1].append("To all this The charity helped eight young men.")
    pages[0].append("it said that the charity")
    pages[1].insert(0, "helped eight young men and others.")
    quote = erratum("charity helped eight young men", citation=Citation(page_number=sheet))
    refused(numbered(*pages, first=7), quote, Cause.AMBIGUOUS)


def test_upright_words_on_a_line_that_runs_aslant() -> None:
    words = [
        "mentoring",
        "services",
        "to",
        "eight",
        "young",
        "men",
        "referred",
        "by",
        "the",
        "police",
        "in",
        "a",
        "year",
    ]
    starts = [sum(stringWidth(f"{word} ", "Helvetica", SIZE) for word in words[:count]) for count in range(len(words))]
    slope = math.tan(math.radians(-1.5))
    content = "".join(
        hand_set.at(40 + start, line + slope * start, word)
        for line in (714, 700)
        for start, word in zip(starts, words if line == 700 else ["other"] * len(words), strict=True)
    )
    (stretch,) = anchored(hand_set.pdf(content), erratum(" ".join(words), " ".join(words))).words
    assert stretch.quad.angle == pytest.approx(-1.5, abs=0.1)
    assert stretch.quad.height < 1.4 * SIZE
    (short,) = anchored(hand_set.pdf(content), erratum(" ".join(words), "eight young")).words
    assert short.quad.angle == 0


def test_a_raised_first_mark_leaves_the_line_level() -> None:
    content = hand_set.at(40, 704, "*", 7) + hand_set.at(43, 700, "Code improvements for speed")
    (stretch,) = anchored(hand_set.pdf(content), erratum("*Code improvements for", "*Code improvements for")).words
    assert stretch.quad.angle == 0


@pytest.mark.parametrize(("other", "readable"), [("Original page 0", False), ("Potato", True)])
def test_words_printed_over_each_other_are_not_to_be_told_apart(other: str, readable: bool) -> None:
    source = hand_set.pdf(hand_set.at(72, 700, "Potato", 24) + hand_set.at(72.4, 700, other, 24))
    if readable:
        anchored(source, erratum("Potato", "Potato"))
    else:
        assert "over them" in refused(source, erratum("Potato", "Potato"), Cause.NOT_VISIBLE).message


def test_words_beneath_a_tint_do_not_count_as_printed_over_those_upon_it() -> None:
    covered = hand_set.at(72.4, 700, "Original page 0", 24) + ".9 g 60 680 400 60 re f 0 g "
    anchored(hand_set.pdf(covered + hand_set.at(72, 700, "Potato", 24)), erratum("Potato", "Potato"))


DRAWN = "0 0 -500 0 0 700 d1 -500 0 500 700 re f"


@pytest.mark.parametrize(
    ("width", "glyph", "shows"),
    [(600, "600 0 d0 0 0 500 700 re f", True), (0, DRAWN, True), (0, "0 0 d0", False), (0, "0 0 0 0 0 0 d1", False)],
)
def test_a_figure_without_room_and_without_ink_is_not_there(width: int, glyph: str, shows: bool) -> None:
    procs = ["600 0 0 0 500 700 d1 0 0 500 700 re f"] * 9 + [glyph]
    figures = "".join(f"/d{figure} {100 + figure} 0 R" for figure in range(10))
    font = (
        "/Type/Font/Subtype/Type3/FontBBox[-500 0 600 700]/FontMatrix[.001 0 0 .001 0 0]/Resources<<>>/FirstChar 48"
        f"/LastChar 57/Widths[{'600 ' * 9}{width}]/CharProcs<<{figures}>>/ToUnicode 110 0 R"
        "/Encoding<</Type/Encoding/Differences[48/d0/d1/d2/d3/d4/d5/d6/d7/d8/d9]>>"
    )
    to_unicode = "1 begincodespacerange <00><ff> endcodespacerange 1 beginbfrange <30><39><0030> endbfrange"
    source = hand_set.pdf(
        hand_set.at(72, 700, "Issue of ") + hand_set.at(120, 700, "5039", font="F2"),
        fonts=f"/F1 {hand_set.HELVETICA}/F2<<{font}>>",
        more=tuple(f"<</Length {len(each)}>>stream\n{each}\nendstream" for each in [*procs, to_unicode]),
    )
    wanted = erratum("Issue of 5039", "5039")
    if shows:
        anchored(source, wanted)
    else:
        assert "“9”" in refused(source, wanted, Cause.NOT_VISIBLE).message
    anchored(source, erratum("Issue of 5039", "Issue"))
