"""Opening originals: what is tolerated, what is refused, what is told."""

from __future__ import annotations

import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import DictionaryObject, EncodedStreamObject, NameObject, NumberObject

from overlay.errors import DamagedError, LimitError, OverlayError
from overlay.geometry import Rect
from overlay.limits import Limits
from overlay.source import Source, open_source
from overlay.source.missing import AT_A_TIME, highest_referred, outside_streams
from overlay.source.predictor import quickly_decoded
from overlay.source.xref import Kind, Run, StreamRecords, Style
from tests.written_pdf import Form, write


def opened(form: Form) -> Source:
    return open_source(write(form), name="report.pdf")


TOLERATED = [
    Form(),
    Form(xref="stream"),
    Form(xref="hybrid"),
    Form(junk_before=b"HTTP/1.1 200 OK\r\n\r\n"),
    Form(junk_after=b"\0" * 3_000),
    Form(final_newline=b""),
    Form(entry_end=b"\r\n"),
    Form(entry_end=b"\n"),
    Form(entry_end=b" \r\n"),
    Form(startxref_off_by=-1),
    Form(startxref_off_by=9),
    Form(xref="stream", startxref_off_by=-7),
    Form(generation=7),
    Form(updates=3),
    Form(xref="stream", updates=3),
    Form(identity=False),
]


@pytest.mark.parametrize("form", TOLERATED, ids=repr)
def test_what_is_exactly_recoverable_opens(form: Form) -> None:
    source = opened(form)
    assert source.page_count == form.pages
    assert source.page_reference(1).generation == form.generation
    assert source.inherited(0, "/MediaBox") == [0, 0, 612, 792]
    assert source.inherited(0, "/CropBox") is None
    assert (source.frame(0).rotate, source.frame(0).crop_box) == (90, Rect(0, 0, 612, 792))
    assert source.facts.xref_style is Style(form.xref)
    contents = source.page_object(0)["/Contents"]
    assert isinstance(contents, DictionaryObject)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"<html>", "not a PDF"),
        (b" " * 1100 + write(Form()), "not a PDF"),
        (write(Form())[:-60], "startxref"),
        (write(Form())[:400], "cut off"),
        (write(Form()) + b"9 0 obj\n<<>>\nendobj\n", "cut off"),
        (write(Form(startxref_off_by=300)), "does not lead to one"),
        (write(Form()).replace(b"/Root 1 0 R", b"/Root 9 0 R"), "catalog"),
        (write(Form()).replace(b"/Pages 2 0 R", b"/Pages 3 0 R"), "incomplete"),
        (write(Form()).replace(b"0000000015 00000 n", b"0000000025 00000 n"), "not where"),
        (write(Form()).replace(b"0000000015 00000 n ", b"000000015 00000 n  "), "entry of object"),
        (write(Form()).replace(b"0000000015 00000 n ", b"0000000015  00000 n"), "entry of object"),
        (
            write(Form())
            .replace(b"1 1\n0000000015 00000 n \n2 1\n", b"1 3\n0000000015 00000 n   \n")
            .replace(b"3 1\n", b""),
            "different lengths",
        ),
        (write(Form()).replace(b"/Kids[4 0 R 6 0 R]", b"/Kids[4 0 R 2 0 R]"), "circle"),
        (write(Form()).replace(b"trailer\n<<", b"trailer\n(("), "no object|string|trailer"),
    ],
)
def test_damage_is_named(data: bytes, message: str) -> None:
    with pytest.raises(DamagedError, match=message) as raised:
        open_source(data, name="report.pdf").page_count  # noqa: B018
    assert "report.pdf" in str(raised.value)


def test_chain_in_a_circle_is_refused() -> None:
    data = write(Form(updates=1))
    start = data.rindex(b"xref\n0 1")
    turned = data[:start] + data[start:].replace(b"/Prev %d" % data.index(b"xref\n0 1"), b"/Prev %d" % start)
    with pytest.raises(DamagedError):
        open_source(turned, name="x.pdf")


def test_limit_of_pages() -> None:
    with pytest.raises(LimitError, match="more than 2 pages"):
        open_source(write(Form(pages=3)), name="x.pdf", limits=Limits(pages=2)).page_count  # noqa: B018


def test_page_listed_twice_is_told() -> None:
    data = write(Form()).replace(b"/Kids[4 0 R 6 0 R]", b"/Kids[4 0 R 4 0 R]")
    source = open_source(data, name="x.pdf")
    assert source.page_listed_twice(0)
    assert source.page_listed_twice(1)
    assert not opened(Form()).page_listed_twice(0)


def test_nodes_of_one_page_each_are_not_taken_for_pages() -> None:
    extra = {
        2: b"<</Type/Pages/Kids[8 0 R 9 0 R]/Count 2/MediaBox[0 0 612 792]>>",
        8: b"<</Type/Pages/Kids[4 0 R]/Count 1/Parent 2 0 R>>",
        9: b"<</Type/Pages/Kids[6 0 R]/Count 1/Parent 2 0 R>>",
    }
    source = opened(Form(extra=extra))
    assert [source.page_reference(index).idnum for index in (0, 1)] == [4, 6]
    assert source.page_count == 2


@pytest.mark.parametrize(
    ("kids", "pages"),
    [
        ("4 0 R\n6 0 R", [4, 6]),
        (" 4 0 R  6 0 R ", [4, 6]),
        ("4 0 R 06 0 R", [4, 6]),
        ("4 00 R 6\n0\nR", [4, 6]),
        ("4 0 R 6 0 R6 0 R", None),
        ("4 0 R 6 0 R 6", None),
        ("4 0 R 0 R 6 0 R", None),
    ],
)
def test_kids_are_read_however_they_are_written(kids: str, pages: list[int] | None) -> None:
    source = opened(Form(extra={2: f"<</Type/Pages/Kids[{kids}]/Count 2>>".encode()}))
    if pages is None:
        with pytest.raises(DamagedError):
            source.page_count  # noqa: B018
    else:
        assert [source.page_reference(index).idnum for index in range(source.page_count)] == pages


def test_direct_page_has_no_reference() -> None:
    extra = {2: b"<</Type/Pages/Kids[<</Type/Page/MediaBox[0 0 9 9]>> 4 0 R]/Count 2>>"}
    source = opened(Form(extra=extra))
    assert source.frame(0).media_box == Rect(0, 0, 9, 9)
    assert source.page_reference(1).idnum == 4
    with pytest.raises(DamagedError, match="object of its own"):
        source.page_reference(0)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("<</Nums[0<</S/r>>2<</S/D/St 5/P(A-)>>]>>", ["i", "ii", "A-5", "A-6"]),
        ("<</Nums[0<</S/A/St 26>>]>>", ["Z", "AA", "BB", "CC"]),
        ("<</Nums[0<</P(Cover)>>1<</S/R/St 4>>]>>", ["Cover", "IV", "V", "VI"]),
        ("<</Kids[<</Limits[0 1]/Nums[0<</S/a>>]>><</Limits[2 9]/Nums[2<</S/D>>]>>]>>", ["a", "b", "1", "2"]),
        ("<</Nums[2<</S/D>>]>>", [None, None, "1", "2"]),
        ("null", [None] * 4),
        ("90 0 R", [None] * 4),  # no viewer reads it either
    ],
)
def test_page_labels(labels: str, expected: list[str | None]) -> None:
    data = write(
        Form(
            pages=4, extra={1: b"<</Type/Catalog/Pages 2 0 R/PageLabels " + labels.encode() + b">>", 90: b"<</Nums[0 ("}
        )
    )
    source = open_source(data, name="x.pdf")
    assert [source.page_label(index) for index in range(4)] == expected


BOXES = st.tuples(*[st.floats(-2000, 2000, allow_nan=False).map(lambda number: round(number, 2))] * 4)


@given(BOXES, BOXES, st.integers(-8, 8), st.floats(0.1, 10).map(lambda unit: round(unit, 2)))
def test_frame_is_always_a_page(media: tuple[float, ...], crop: tuple[float, ...], turns: int, unit: float) -> None:
    page = f"<</Type/Page/MediaBox{list(media)}/CropBox{list(crop)}/Rotate {turns * 90}/UserUnit {unit}>>"
    source = opened(Form(extra={4: page.replace(",", " ").encode()}))
    frame = source.frame(0)
    assert frame.crop_box.width > 0
    assert frame.crop_box.height > 0
    assert frame.media_box.contains(frame.crop_box)
    assert frame.rotate == turns * 90 % 360


@pytest.mark.parametrize("form", TOLERATED, ids=repr)
def test_entries_listed_together_are_those_found_one_by_one(form: Form) -> None:
    chain = opened(form).reader.chain
    for kind in (Kind.PLAIN, Kind.COMPRESSED):
        entries = ((number, chain.find(number)) for number in range(chain.size))
        assert sorted(chain.listed(kind)) == [(n, *entry[1:]) for n, entry in entries if entry and entry.kind is kind]


@given(st.tuples(st.integers(0, 2), st.integers(1, 10), st.integers(0, 9)), st.integers(0, 3), st.data())
def test_records_read_together_are_those_read_one_by_one(
    widths: tuple[int, int, int], base: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, 6))
    # Few bytes are drawn, so that there are entries of every kind and offsets of 0.
    size = (count + 1) * sum(widths)
    content = bytes(data.draw(st.lists(st.sampled_from([0, 0, 1, 2, 255]), min_size=size, max_size=size)))
    records, run = StreamRecords(content, widths, base), Run(7, count, sum(widths))
    entries = [(run.start + index, records.entry(run, index)) for index in range(count)]
    for kind in (Kind.PLAIN, Kind.COMPRESSED):
        assert list(records.listed(run, kind)) == [(n, *entry[1:]) for n, entry in entries if entry.kind is kind]


LONG = b"x" * 2_000


@pytest.mark.parametrize(
    ("item", "highest"),
    [
        (b"<</A(" + LONG + b")/B 21 0 R>>", 21),
        (b"<</A(up" + b"stream" + LONG + b")/B[4 0 R 123 0 R]>>", 123),
        (b"<</A(>>stream)/B 21 0 R>>", 21),
        (b"<</A<<>>stream/B 21 0 R/C[" + b"1 " * 1_000 + b"]>>", 21),
        (b"<</Length 2009/B 21 0 R>>\nstream\n99 0 R" + LONG + b"\nendstream", 21),
        (b"<</Length 2009>>stream\r\n99 0 R" + LONG + b"\nendstream", 0),
        (b"<</B 0021 0 R/C 0004 0 R/D 9000000 0 R>>", 21),
    ],
)
def test_missing_objects_are_looked_for_in_all_but_the_content_of_streams(item: bytes, highest: int) -> None:
    assert opened(Form(extra={9: item})).reader.highest_missing() == highest


@pytest.mark.parametrize("moved", range(16))
def test_references_are_whole_where_one_search_ends_and_the_next_begins(moved: int) -> None:
    assert highest_referred(b" " * (AT_A_TIME - moved) + b"1234567 0 R 8 0 R", 1_234_560) == 1_234_567


@given(st.lists(st.tuples(st.sampled_from(b" [x0"), st.integers(0, 30_000))), st.integers(1, 20_000))
def test_references_from_a_number_on_are_found_among_all(references: list[tuple[int, int]], least: int) -> None:
    content = b"".join(b"%c%d 0 R" % reference for reference in references)
    assert highest_referred(content, least) == max((n for _, n in references if n >= least), default=0)


def test_streams_alike_but_for_their_figures_are_left_out_alike() -> None:
    whole = [b"%d 0 obj<</Length %d>>stream\n" % (number, 1_500 + number) for number in (4, 5, 12)]
    other = b"13 0 obj<</Length 1513/A(>>stream\n"
    content = b"9 0 R" * 300 + b"\nendstream endobj\n"
    data = b"".join(head + content for head in (*whole, other))
    starts = [data.index(head) for head in (*whole, other)]
    said = b"".join(outside_streams(data, starts))
    assert said == b"".join(head[: head.index(b"stream")] for head in whole) + other + content


@given(st.data())
def test_a_flipped_byte_never_ends_in_a_traceback(data: st.DataObject) -> None:
    whole = bytearray(write(Form(xref=data.draw(st.sampled_from(["table", "stream", "hybrid"])), updates=1)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        source = open_source(bytes(whole), name="x.pdf")
        source.facts  # noqa: B018
        for index in range(min(source.page_count, 4)):
            source.frame(index)
            source.page_label(index)
            source.page_listed_twice(index)
        source.reader.require_sound()
    except OverlayError:
        pass  # the only way out but success


def test_corpus_opens_as_qpdf_sees_it(shared: Path) -> None:
    checked = 0
    for path in sorted((shared / "corpus").glob("*/*.pdf")):
        if path.parent.name in ("hostile", "encrypted") or path.stat().st_size > 400_000:
            continue
        source = open_source(path.read_bytes(), name=path.name)
        with pikepdf.open(path) as other:
            assert source.page_count == len(other.pages), path.name
            for index in {0, len(other.pages) // 2, len(other.pages) - 1}:
                assert source.page_reference(index).idnum == other.pages[index].obj.objgen[0], path.name
        checked += 1
    assert checked > 50


@given(st.binary(max_size=600), st.integers(1, 9), st.booleans())
def test_predictor_is_undone_as_pypdf_does_it(content: bytes, columns: int, up: bool) -> None:
    rows = [content[at : at + columns] for at in range(0, len(content) - columns + 1, columns)]
    above, predicted = bytes(columns), b""
    for row in rows:
        predicted += (
            b"\2" + bytes((now - then) & 0xFF for now, then in zip(row, above, strict=True)) if up else b"\0" + row
        )
        above = row
    stream = EncodedStreamObject()
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    parameters = {"/Predictor": 12, "/Columns": columns}
    stream[NameObject("/DecodeParms")] = DictionaryObject(
        {NameObject(key): NumberObject(value) for key, value in parameters.items()}
    )
    stream._data = zlib.compress(predicted)
    quickly = quickly_decoded(stream, most=10_000)
    assert quickly == (b"".join(rows) if up or not rows else None)
    if rows:
        assert stream.get_data() == b"".join(rows)


@given(st.binary(max_size=600), st.integers(0, 9))
def test_flate_is_undone_as_pypdf_does_it(content: bytes, cut: int) -> None:
    stream = EncodedStreamObject()
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    compressed = zlib.compress(content)
    stream._data = compressed[: len(compressed) - cut]
    assert quickly_decoded(stream, most=10_000) == (None if cut else content)
    assert quickly_decoded(stream, most=1) in (None, content[:1])
    if not cut:
        assert stream.get_data() == content


def test_a_page_that_turns_out_not_to_be_there_is_damage() -> None:
    source = opened(Form(pages=3, extra={6: b"<</Type/Pages/Parent 2 0 R/Kids[]/Count 0>>"}))
    assert source.page_count == 3
    assert source.page_reference(1).idnum == 8  # what was counted as a page holds none
    with pytest.raises(DamagedError, match="sheet 3 is missing"):
        source.page_reference(2)
