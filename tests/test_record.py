"""The record: what is written is read again; what anyone else wrote is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.anchor import Anchor, LabelSource, Match, Stretch
from overlay.erratum import Caveat, Document, Erratum, Insertion, Quote, Release, Scope, Side, Substitution
from overlay.errors import DamagedError
from overlay.geometry import Point, Quad, Rect
from overlay.layout import Whereabouts
from overlay.placement.notes import Position
from overlay.record import EarlierRelease, FileFacts, Location, Note, Record, Repair, Run, rounded
from overlay.record.making import Background, make_record
from overlay.record.reading import from_json
from overlay.record.writing import to_json
from tests.test_errata_file import NAMES, TEXTS, releases

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "overlay" / "record" / "record.schema.json").read_text(encoding="utf-8")
)

HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
COORDINATES = st.floats(-1e6, 1e6, allow_nan=False).map(rounded)
FILES = st.builds(FileFacts, HASHES, st.integers(1, 2**40))
INDEXES = st.integers(0, 99_999)
NOTES = st.builds(Note, NAMES, st.none() | INDEXES, st.none() | st.tuples(*[COORDINATES] * 4))
LOCATIONS = st.builds(
    Location,
    page_indexes=st.lists(INDEXES, max_size=3).map(tuple),
    page_label=NAMES,
    runs=st.lists(st.builds(Run, INDEXES, st.tuples(*[COORDINATES] * 8), TEXTS), max_size=3).map(tuple),
    caret=st.none() | st.tuples(COORDINATES, COORDINATES),
    matched=TEXTS,
    match=NAMES,
    found_by=NAMES,
    difference=st.just("") | TEXTS,
    notes=st.lists(NOTES, max_size=2).map(tuple),
)


def _pairs(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(NAMES, values, max_size=3).map(lambda found: tuple(sorted(found.items())))


@st.composite
def records(draw: st.DrawFn) -> Record:
    release = draw(releases())
    release = replace(release, documents=release.documents[:1])
    files = draw(st.lists(FILES, max_size=2))
    return Record(
        release=release,
        locations=tuple(draw(st.none() | LOCATIONS) for _ in release.documents[0].errata),
        original=draw(FILES),
        tools=draw(_pairs(NAMES)),
        options=draw(_pairs(st.booleans() | NAMES)),
        earlier=tuple(EarlierRelease(number, release.date, file) for number, file in enumerate(files, 1)),
        repair=draw(st.none() | st.builds(Repair, FILES, NAMES)),
    )


@settings(max_examples=60, deadline=None)
@given(records())
def test_what_is_written_is_read_again(record: Record) -> None:
    content = to_json(record)
    assert from_json(content) == record
    assert to_json(from_json(content)) == content


@settings(max_examples=25, deadline=None)
@given(records())
def test_the_published_schema_describes_it(record: Record) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the record's schema is checked with jsonschema")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(to_json(record)))


def sample() -> Record:
    errata = (
        Erratum("1", Substitution("eight", "fifteen (15)"), quote=Quote("to eight young men", "", "referred")),
        Erratum("2", Insertion("men", Side.AFTER, "and women"), quote=Quote("young men")),
        Erratum("3", Caveat("Not an evaluation.", Scope.FIRST_PAGE)),
        Erratum("4", Caveat("Taken back.", Scope.FIRST_PAGE), withdrawn=True),
    )
    document = Document("out/../kcpo\\report.pdf", errata)
    release = Release("MPS", "01.FOI", "2024-11-12", (document, Document("other.pdf", errata)))
    stretch = Stretch(22, Quad.of(Rect(72.00049, 500, 96, -0.0001)), "eight\x00\n")
    anchors = [
        Anchor(errata[2], (0,), "", (), (), Match.WHOLE_PAGE, LabelSource.UNCITED),
        Anchor(errata[0], (22,), "21", (stretch,), (stretch,), Match.FOLDED, LabelSource.LABELS, matched="to  eight"),
        Anchor(errata[1], (22,), "21", (stretch,), (), Match.EXACT, LabelSource.LABELS, caret=Point(96, 500)),
    ]
    notes = [
        Whereabouts("1", Position.OUTER, 22, Rect(430, 480, 560, 520)),
        Whereabouts("2", Position.SHEET, 22, None),
        Whereabouts("3", Position.ABOVE, 0, Rect(1, 2, 3, 4)),
    ]
    background = Background(
        options=(("accept_moved", True),), earlier=(EarlierRelease(1, "2024-11-01", FileFacts("a" * 64, 5)),)
    )
    return make_record(Original(), document, release, anchors, notes, background=background)


class Original:
    sha256 = "b" * 64
    data = b"%PDF-1.4"


def test_make_record() -> None:
    record = sample()
    assert record.number == 2
    assert record.document.file == "report.pdf"
    assert record.release.documents == (record.document,)
    assert record.original == FileFacts("b" * 64, 8)
    first, second, third, withdrawn = record.locations
    assert first is not None
    assert first.runs == (Run(22, (72.0, 0.0, 96.0, 0.0, 72.0, 500.0, 96.0, 500.0), "eight"),)
    assert (first.matched, first.match, first.found_by) == ("to eight", "folded", "page labels")
    assert first.notes == (Note("outer", 22, (430.0, 480.0, 560.0, 520.0)),)
    assert second is not None
    assert (second.caret, second.notes) == ((96.0, 500.0), (Note("sheet", 22),))
    assert third is not None
    assert third.page_indexes == (0,)
    assert withdrawn is None
    assert {"overlay", "reportlab", "pypdf"} <= dict(record.tools).keys()
    assert "-0.0" not in to_json(record).decode()
    assert from_json(to_json(record)) == record


def test_it_is_a_web_annotation() -> None:
    annotation = json.loads(to_json(sample()))["first"]["items"][0]
    assert annotation["type"] == "Annotation"
    assert annotation["body"]["value"] == "fifteen (15)"
    assert "CorrectionComment" in annotation["body"]["type"]
    quote, page, quads = annotation["target"]["selector"]
    assert quote == {"type": "TextQuoteSelector", "exact": "to eight young men", "prefix": "", "suffix": "referred"}
    assert page["value"] == "page=23"
    assert quads["quads"][0]["text"] == "eight"


def test_no_password_is_ever_in_it() -> None:
    assert b"password" not in to_json(sample())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"format": "erratum-overlay record"}',
        b'{"format": "erratum-overlay record", "version": 2}',
        b"1" * 10_000,
        b"NaN",
        b" " * 20_000_001,
    ],
)
def test_what_is_none(content: bytes) -> None:
    with pytest.raises(DamagedError):
        from_json(content)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"value": "fifteen (15)"', b'"value": "sixteen (16)"'),
        (b'"motivation": "editing"', b'"motivation": "deleting"'),
        (b'"page=23"', b'"page=24"'),
        (b'"total": 4', b'"total": 4.0'),
        (b'"total": 4', b'"total": 4, "total": 4'),
        (b'"total": 4', b'"total": 4, "more": 1'),
        (b"72.0", b"72.00"),
        (b"72.0", b"1e400"),
        (b"72.0", b"NaN"),
        (b'"id": "2"', b'"id": "1"'),
        (b'"id": "2"', b'"id": 2'),
        (b'"id": "2"', b'"id": "\\u0007"'),
        (b'"id": "2"', b'"id": "\\ud800"'),
        (b'"2024-11-12"', b'"2024-11-31"'),
        (b"#b00020", b"#b0002"),
        (b'"length": 8', b'"length": 8e0'),
        (b'"length": 8', b'"length": -8'),
        (b'"withdrawn": true', b'"withdrawn": 1'),
        (b'"on": "first page"', b'"on": "last page"'),
        (b'"number": 1', b'"number": 3'),
        (b"\n}\n", b"\n}"),
        (b"\n}\n", b"\n}\n\n"),
    ],
)
def test_a_changed_record_is_refused(old: bytes, new: bytes) -> None:
    content = to_json(sample())
    assert old in content
    with pytest.raises(DamagedError):
        from_json(content.replace(old, new, 1))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.data(), _JSON)
def test_any_part_may_be_anything(data: st.DataObject, value: Any) -> None:
    """Whatever stands in the place of any part of a record, the answer is that record or a refusal."""
    found = json.loads(to_json(sample()))
    holder, key = found, data.draw(st.sampled_from(sorted(found)))
    while isinstance(holder[key], dict | list) and holder[key] and data.draw(st.booleans()):
        holder = holder[key]
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    holder[key] = value
    content = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace") + b"\n"
    try:
        assert to_json(from_json(content)) == content
    except DamagedError:
        return
