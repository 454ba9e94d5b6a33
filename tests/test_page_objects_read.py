"""The document's objects as pdfminer has them, from the reader that all others use."""

from __future__ import annotations

import pytest
from pdfminer.pdfexceptions import PDFObjectNotFound
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import LIT

from overlay.pagetext import Pages
from overlay.pagetext.objects import Objects
from overlay.source import open_source
from tests.hand_set import HELVETICA, at, pdf

KINDS = "<</Name/A#20B/Number 3/Real -2.5/Yes true/Null null/Text(one \\(two\\))/Hex<C3A4>/List[1 null 100 0 R]>>"


def test_objects_are_what_pdfminer_makes_of_them() -> None:
    found = Objects(pdf("", more=("null", KINDS)).reader).getobj(101)
    assert resolve1(found.pop("List")[2]) is None
    assert found == {
        "Name": LIT("A B"),
        "Number": 3,
        "Real": -2.5,
        "Yes": True,
        "Text": b"one (two)",
        "Hex": b"\xc3\xa4",
    }


def test_a_stream_has_its_number_and_its_content() -> None:
    objects = Objects(pdf("BT ET").reader)
    found = objects.getobj(11)
    assert isinstance(found, PDFStream)
    assert (found.objid, found.get_data()) == (11, b"BT ET")
    assert objects.getobj(11) is found


def test_an_object_that_is_not_in_its_place_is_none() -> None:
    data = pdf("", more=("null", "<</Lost true>>")).data.replace(b"101 0 obj", b"109 0 obj")
    objects = Objects(open_source(data, name="page.pdf").reader)
    with pytest.raises(PDFObjectNotFound):
        objects.getobj(101)


def test_a_damaged_font_that_the_page_does_not_use_does_no_harm() -> None:
    source = pdf(at(72, 700, "Words to read."), fonts=f"/F1 {HELVETICA}/F2<</Type/Font/Subtype/Type3>>")
    assert Pages(source).text(0).text == "Words to read."
