"""Words that show, and words that do not, by every cause."""

from __future__ import annotations

import pytest

from overlay.anchor.answers import Stretch
from overlay.geometry import Quad, Rect
from overlay.pagetext import Pages
from overlay.screen.visibility import Cause, hidden
from overlay.source import Source
from tests.hand_set import at, pdf

WORDS = "eight young men"
LINE = at(72, 700, WORDS, 12)
IMAGE = (
    "<</Type/XObject/Subtype/Image/Width 4/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 4>>stream\n"
    "\x00\xff\x00\xff\nendstream"
)


def stretch_of(source: Source) -> Stretch:
    """The first place of the words on the first page."""
    text = Pages(source).text(0)
    start = text.text.index(WORDS)
    quads = [char.quad for char in text.chars[start : start + len(WORDS)] if char]
    quad = Quad(quads[0].top_left, quads[-1].top_right, quads[0].bottom_left, quads[-1].bottom_right)
    return Stretch(0, quad, WORDS)


def cause(source: Source) -> Cause | None:
    found = hidden(source, [stretch_of(source)])
    return None if found is None else found.cause


@pytest.mark.parametrize(
    "content",
    [
        LINE,
        at(60, 720, "the line above") + LINE + at(60, 688, "and the one below"),
        LINE + at(72.3, 700, WORDS, 12),
        "0 0 0 rg 60 690 200 30 re f 1 1 1 rg " + LINE,
        "0.9 0.9 0.9 rg 60 690 200 30 re f 0 0 0 rg " + LINE,
        "0.4 g " + LINE,
        "1 Tr 0.2 w " + LINE,
        "q 0.5 0 0 0.5 20 20 cm " + LINE + " Q",
        LINE + "1 1 1 rg 72 600 200 50 re f",
        "BT /F1 12 Tf 72 700 Td [(eight) -15000 (young) -12000 (men)] TJ ET",
        "1 G 2 w 1 Tr " + LINE + "0 Tr " + LINE,
        "1 g " + at(72.6, 699.4, WORDS, 12) + "0 g " + LINE,
    ],
    ids=[
        "plain",
        "between lines",
        "bold by overprint",
        "white on black",
        "on grey",
        "grey",
        "outlined",
        "small",
        "box elsewhere",
        "far apart",
        "in a white rim",
        "with a white shadow",
    ],
)
def test_words_that_show(content: str) -> None:
    assert cause(pdf(content)) is None


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_words_that_show_on_a_turned_page(rotate: int) -> None:
    page = f"/MediaBox[-50 100 562 892]/CropBox[0 120 500 880]/Rotate {rotate}/UserUnit 1.5"
    assert cause(pdf(LINE, page=page)) is None
    assert cause(pdf(LINE + "1 g 60 690 200 30 re f", page=page)) is Cause.COVERED


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("3 Tr " + LINE, Cause.INVISIBLE),
        ("1 1 1 rg " + LINE, Cause.SAME_COLOUR),
        ("1 g " + LINE + at(72.3, 700, WORDS, 12), Cause.SAME_COLOUR),
        ("0 0 0 rg 60 690 200 30 re f " + LINE, Cause.SAME_COLOUR),
        (LINE + "1 1 1 rg 60 690 200 30 re f", Cause.COVERED),
        (LINE + "0 0 0 rg 60 690 200 30 re f", Cause.COVERED),
        (LINE + "1 1 1 rg 100 690 200 30 re f", Cause.COVERED),
        (LINE + "q 200 0 0 30 60 690 cm /X1 Do Q", Cause.COVERED),
        ("q 0 0 10 10 re W n " + LINE + " Q", Cause.NO_INK),
        ("0.98 g " + LINE, Cause.SAME_COLOUR),
        ("q 200 0 0 30 60 690 cm /X1 Do Q 3 Tr " + LINE, Cause.SCAN),
    ],
    ids=[
        "mode 3",
        "white on white",
        "white on white twice",
        "black on black",
        "white box",
        "black box",
        "box over the end",
        "image",
        "clipped",
        "faint",
        "scan",
    ],
)
def test_words_that_do_not_show(content: str, expected: Cause) -> None:
    assert cause(pdf(content, more=(IMAGE,))) is expected


def test_words_outside_the_crop_box() -> None:
    assert cause(pdf(LINE, page="/MediaBox[0 0 612 792]/CropBox[0 0 612 650]")) is Cause.OUTSIDE


def test_a_layer_that_is_off() -> None:
    catalog = "/OCProperties<</OCGs[101 0 R]/D<</OFF[101 0 R]>>>>"
    layer = ("null", "<</Type/OCG/Name(Hidden)>>")
    content = "/OC /L1 BDC " + LINE + " EMC"
    source = pdf(content, catalog=catalog, resources="/Properties<</L1 101 0 R>>", more=layer)
    assert cause(source) is Cause.LAYER_OFF
    shown = pdf(content, catalog=catalog.replace("/OFF", "/ON"), resources="/Properties<</L1 101 0 R>>", more=layer)
    assert cause(shown) is None


def test_an_annotation_over_the_words() -> None:
    stamp = "<</Type/XObject/Subtype/Form/BBox[0 0 200 30]/Length 24>>stream\n0 g 0 0 200 30 re f     \nendstream"
    page = "/MediaBox[0 0 612 792]/Annots[<</Type/Annot/Subtype/Stamp/F 4/Rect[60 690 260 720]/AP<</N 100 0 R>>>>]"
    assert cause(pdf(LINE, page=page, more=(stamp,))) is Cause.COVERED


def test_words_in_a_form_and_a_form_over_words() -> None:
    inner = f"{LINE}"
    form = f"<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Length {len(inner)}>>stream\n{inner}\nendstream"
    assert cause(pdf("/X1 Do", more=(form,))) is None
    assert cause(pdf("/X1 Do 1 g 60 690 200 30 re f", more=(form,))) is Cause.COVERED


def test_a_scan_drawn_over_its_text() -> None:
    stripes = IMAGE.replace("/Width 4", "/Width 128").replace("/Length 4", "/Length 128")
    stripes = stripes.replace("\x00\xff\x00\xff", "\x00\xff" * 64)
    assert cause(pdf(LINE + "q 612 0 0 792 0 0 cm /X1 Do Q", more=(stripes,))) is Cause.SCAN
    assert cause(pdf(LINE + "q 200 0 0 40 60 680 cm /X1 Do Q", more=(stripes,))) is Cause.COVERED


def test_every_stretch_is_judged() -> None:
    source = pdf(LINE + "1 g 60 640 200 20 re f " + at(72, 640, "more words", 12))
    seen = stretch_of(source)
    unseen = Stretch(0, Quad.of(Rect(72, 637, 135, 652)), "more words")
    assert hidden(source, [seen]) is None
    found = hidden(source, [seen, unseen])
    assert found is not None
    assert found.words == "more words"
    assert found.cause is Cause.SAME_COLOUR
    assert not found.is_readable
