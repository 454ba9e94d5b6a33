"""The layer of the corrections, and the documents that must not get one."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from overlay.increment import Increment
from overlay.release.layer import add_layer, has_unlisted_groups
from overlay.source import Source, open_source


def document(*, group: bool, listed: bool) -> Source:
    writer = PdfWriter()
    drawing = writer.add_blank_page(200, 200)
    if group:
        made = DictionaryObject(
            {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Foot")}
        )
        form = StreamObject()
        form.update({NameObject("/Subtype"): NameObject("/Form"), NameObject("/OC"): writer._add_object(made)})
        drawing[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): DictionaryObject({NameObject("/F"): writer._add_object(form)})}
        )
    if listed:
        writer.root_object[NameObject("/OCProperties")] = DictionaryObject()
    buffer = io.BytesIO()
    writer.write(buffer)
    return open_source(buffer.getvalue(), name="layers.pdf")


@pytest.mark.parametrize(("group", "listed", "expected"), [(0, 0, False), (1, 0, True), (1, 1, False), (0, 1, False)])
def test_groups_that_no_list_has_are_seen(group: int, listed: int, expected: bool) -> None:
    assert has_unlisted_groups(document(group=bool(group), listed=bool(listed))) is expected


def test_groups_in_object_streams_are_seen() -> None:
    pikepdf = pytest.importorskip("pikepdf")
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(document(group=True, listed=False).data)) as opened:
        opened.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"/OCG" not in packed.getvalue()
    assert has_unlisted_groups(open_source(packed.getvalue(), name="packed.pdf"))


def test_the_layer_joins_the_listed_ones() -> None:
    source = document(group=False, listed=False)
    increment = Increment(source)
    catalog = increment.edit(source.reader.trailer.raw_get("/Root"))
    layer = add_layer(increment, catalog)
    properties = catalog["/OCProperties"]
    assert layer in properties["/OCGs"]
    assert layer in properties["/D"]["/Order"]
    assert "/OFF" not in properties["/D"]
