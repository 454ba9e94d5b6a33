"""A mark on the quoted word at another place of the page is seen by the policy alone."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from overlay import pipeline
from overlay.anchor import Anchor
from overlay.erratum import (
    Caveat,
    Citation,
    Document,
    Erratum,
    Insertion,
    Quote,
    Release,
    Scope,
    Side,
    Substitution,
)
from overlay.errors import SelfCheckError
from overlay.pipeline import Corrected, Options, correct
from tests.hand_set import at, pdf


def document() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(500, 600), invariant=1)
    canvas.drawString(40, 400, "The charity helped eight young men in May.")
    canvas.drawString(40, 300, "The kennel housed eight old dogs in June.")
    canvas.save()
    return buffer.getvalue()


def test_the_same_word_elsewhere_is_another_word(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.anchor_all
    erratum = Erratum("1", Substitution("eight", "fifteen"), Citation(), Quote("helped eight young men"))
    pages = Document("w.pdf", (erratum,))
    release = Release("Issuer", "R/1", "2024-11-12", (pages,))
    assert isinstance(correct(document(), pages, release, Options()), Corrected)

    def astray(errata, source, **rest):
        here = real(errata, source, **rest)
        there = real([replace(each, quote=Quote("housed eight old dogs")) for each in errata], source, **rest)
        moved = []
        for one, other in zip(here, there, strict=True):
            assert isinstance(one, Anchor)
            assert isinstance(other, Anchor)
            moved.append(replace(one, words=other.words))
        return tuple(moved)

    monkeypatch.setattr(pipeline, "anchor_all", astray)
    with pytest.raises(SelfCheckError, match="not within the passage"):
        correct(document(), pages, release, Options())


RAISED = "BT /F1 10 Tf 72 700 Td (The fee) Tj /F1 6 Tf 5 Ts (*) Tj 0 Ts /F1 10 Tf ( is due in May.) Tj ET\n"
CLOSE = at(72, 600, "Payable on 4 May.") + at(72, 593.4, "Payable at the bank in May.")
SLANTED = "BT /F1 10 Tf .87 .5 -.5 .87 300 500 Tm (uncommonly slanted words) Tj ET\n" + at(330, 545, "level a b c")


@pytest.mark.parametrize(
    ("content", "quote", "words"),
    [
        (RAISED, "fee* is due", "fee*"),
        (RAISED.replace("*", "1"), "fee1 is due", "fee1"),
        (CLOSE, "at the bank in May.", "May."),
        (SLANTED, "slanted words", "words"),
    ],
)
def test_raised_letters_close_lines_and_slanted_words_are_told_apart(content: str, quote: str, words: str) -> None:
    erratum = Erratum("1", Substitution(words, "others"), Citation(), Quote(quote))
    release = Release("Issuer", "R/1", "2024-11-12", (Document("w.pdf", (erratum,)),))
    assert isinstance(correct(pdf(content, more=("null",)).data, release.documents[0], release, Options()), Corrected)


def test_a_passage_without_room_for_a_rule_beside_it_is_underlined() -> None:
    crowded = "".join(at(0, 780 - 9 * row, "words without a margin " * 8) for row in range(86))
    content = (
        crowded
        + at(150, 10, "a passage in a crowd")
        + at(0, 10, "not a gap beside it at all, nor any")
        + at(252, 10, "room " * 20)
    )
    erratum = Erratum("1", Caveat("With care.", Scope.PASSAGE), Citation(), Quote("a passage in a crowd"))
    release = Release("Issuer", "R/1", "2024-11-12", (Document("w.pdf", (erratum,)),))
    made = correct(pdf(content, more=("null",)).data, release.documents[0], release, Options())
    assert isinstance(made, Corrected)
    assert b"/Underline" in made.data


def test_a_caret_at_a_narrow_letter_of_a_large_line_is_at_its_words() -> None:
    erratum = Erratum("1", Insertion(":", Side.AFTER, "0"), Citation(), Quote("Tel : 33"))
    release = Release("Issuer", "R/1", "2024-11-12", (Document("w.pdf", (erratum,)),))
    made = correct(pdf(at(72, 700, "Tel : 33", 30), more=("null",)).data, release.documents[0], release, Options())
    assert isinstance(made, Corrected)


def test_a_passage_over_two_columns_has_a_rule_beside_each() -> None:
    left = [f"words of the left column {row}" for row in range(6)]
    right = [f"and the right column's {row}" for row in range(6)]
    content = "".join(at(100, 700 - 12 * row, line) for row, line in enumerate(left))
    content += "".join(at(350, 700 - 12 * row, line) for row, line in enumerate(right))
    quote = "words of the left column 5 and the right column's 0"
    erratum = Erratum("1", Caveat("With care.", Scope.PASSAGE), Citation(), Quote(quote))
    release = Release("Issuer", "R/1", "2024-11-12", (Document("w.pdf", (erratum,)),))
    made = correct(pdf(content, more=("null",)).data, release.documents[0], release, Options())
    assert isinstance(made, Corrected)
    assert len(made.anchors[0].words) == 2


def test_words_drawn_from_their_end_are_read_along_their_line() -> None:
    content = "".join(at(x, 700, word) for x, word in ((160, "in May."), (130, "eight"), (100, "helped")))
    erratum = Erratum("1", Substitution("helped eight", "met ten"), Citation(), Quote("helped eight in May."))
    release = Release("Issuer", "R/1", "2024-11-12", (Document("w.pdf", (erratum,)),))
    assert isinstance(correct(pdf(content, more=("null",)).data, release.documents[0], release, Options()), Corrected)
