"""The incremental update, with qpdf, PDFium and poppler as judges."""

from __future__ import annotations

import itertools
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, TextStringObject

from overlay.errors import DamagedError, LimitError, OverlayError
from overlay.increment import Increment, copied
from overlay.source import Source, open_source
from tests.test_source import TOLERATED
from tests.written_pdf import CONTENT, Form, write


def wrapped(source: Source, page_index: int = 0) -> bytes:
    """The smallest correction: a page's contents between q and Q."""
    increment = Increment(source)
    page = increment.edit(source.page_reference(page_index))
    stated = page.get("/Contents")
    listed = stated.get_object() if stated is not None else None
    between = list(listed) if isinstance(listed, ArrayObject) else [stated] if listed is not None else []
    begin = increment.add_stream(DictionaryObject(), b"q\n")
    end = increment.add_stream(DictionaryObject(), b"\nQ\n")
    page[NameObject("/Contents")] = ArrayObject([begin, *between, end])
    page[NameObject("/Words")] = TextStringObject("Żółw (1)")
    return source.data + increment.finish()


def complaints(data: bytes, folder: Path, password: str = "") -> list[str]:
    """qpdf's warnings and errors about a file."""
    path = folder / "checked.pdf"
    path.write_bytes(data)
    run = subprocess.run(
        ["qpdf", "--check", f"--password={password}", str(path)], capture_output=True, text=True, check=False
    )
    return [line for line in run.stderr.splitlines() if str(path) in line and "succeeded" not in line]


@pytest.mark.parametrize("form", TOLERATED, ids=repr)
def test_update_is_clean_and_the_rest_is_as_it_was(form: Form, tmp_path: Path) -> None:
    data = write(form)
    copy = wrapped(open_source(data, name="x.pdf"))
    assert copy.startswith(data)
    assert complaints(copy, tmp_path) == []
    with pikepdf.open(tmp_path / "checked.pdf") as pdf:
        page = pdf.pages[0].obj
        assert page.objgen == (4, form.generation)
        assert page.Contents[1].read_bytes() == CONTENT
        assert str(page.Words) == "Żółw (1)"
        assert pdf.Root["/X Y"] == "kept ) as is"
        assert [name for name in page.keys() if name.startswith("/Odd")]  # noqa: SIM118  not a dict
    assert b"/Odd#E9 true" in copy[len(data) :]
    again = open_source(copy, name="x.pdf")
    assert again.page_count == form.pages
    again.reader.require_sound()


@pytest.mark.parametrize("form", [Form(), Form(xref="stream"), Form(xref="hybrid")], ids=repr)
def test_section_is_of_the_kind_that_the_original_has(form: Form) -> None:
    data = write(form)
    added = wrapped(open_source(data, name="x.pdf"))[len(data) :]
    assert (b"/Type /XRef" in added) == (form.xref == "stream")
    assert (b"\ntrailer\n" in added) == (form.xref != "stream")
    assert b"/XRefStm" not in added


def test_identity_keeps_its_first_part_and_changes_its_second() -> None:
    source = open_source(write(), name="x.pdf")
    added = wrapped(source)[len(source.data) :]
    with pikepdf.open(BytesIO(source.data + added)) as pdf:
        first, second = (bytes(part) for part in pdf.trailer.ID)
    assert first == bytes.fromhex("0011223344556677")
    assert second != bytes.fromhex("8899aabbccddeeff")
    assert len(second) == 16
    assert (
        b"/ID"
        not in wrapped(open_source(write(Form(identity=False)), name="x.pdf"))[len(write(Form(identity=False))) :]
    )


def test_same_calls_give_the_same_bytes() -> None:
    data = write(Form(xref="stream"))
    assert wrapped(open_source(data, name="a.pdf")) == wrapped(open_source(data, name="b.pdf"))


def test_update_of_an_update_gives_every_earlier_version_back(tmp_path: Path) -> None:
    versions = [write(Form(updates=1))]
    for index in (0, 1, 0):
        versions.append(wrapped(open_source(versions[-1], name="x.pdf"), index))
    for earlier, later in itertools.pairwise(versions):
        assert later.startswith(earlier)
    assert complaints(versions[-1], tmp_path) == []


def test_misplaced_object_refuses_the_update_though_nobody_asked_for_it() -> None:
    data = write()
    place = data.index(b"3 0 obj")
    broken = data.replace(b"%010d 00000 n" % place, b"%010d 00000 n" % (place + 4))
    source = open_source(broken, name="x.pdf")
    assert source.page_count == 2
    with pytest.raises(DamagedError, match="object 3 is not where"):
        Increment(source)


def test_absurd_size_is_not_believed_and_absurd_numbers_are_refused() -> None:
    boastful = write().replace(b"/Size 8", b"/Size 2147483647")
    added = wrapped(open_source(boastful, name="x.pdf"))[len(boastful) :]
    assert b"\n8 0 obj" in added
    far = write().replace(b"xref\n0 1\n", b"xref\n99999999 1\n")
    with pytest.raises(LimitError, match="8,388,607"):
        Increment(open_source(far, name="x.pdf"))


def test_number_of_an_unlisted_cross_reference_stream_is_not_given_away() -> None:
    data = write(Form(xref="stream"))
    own = int(data[data.rindex(b"startxref") :].split()[1])
    number = int(data[own:].split()[0])
    unlisted = data.replace(b" %d 1]" % number, b"]").replace(b"/Size %d" % (number + 1), b"/Size %d" % number)
    source = open_source(unlisted, name="x.pdf")
    assert source.reader.chain.find(number) is None
    assert Increment(source).reserve().idnum == number + 1


def test_edit_is_a_copy_of_its_own_and_the_same_one_every_time() -> None:
    source = open_source(write(), name="x.pdf")
    increment = Increment(source)
    reference = source.page_reference(0)
    page = increment.edit(reference)
    page[NameObject("/New")] = NumberObject(1)
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/New")] = NumberObject(1)
    assert "/New" not in source.page_object(0)
    assert b"/New" not in str(source.page_object(0)["/Resources"]).encode()
    assert increment.edit(reference) is page
    assert increment.get_object(reference) is page
    assert copied(page) is not page


def test_nothing_is_written_that_was_not_asked_for() -> None:
    source = open_source(write(), name="x.pdf")
    added = Increment(source).finish()
    assert added.count(b" obj") == 0
    assert added.startswith(b"xref\n0 1\n0000000000 65535 f \ntrailer\n")


def test_import_brings_all_that_is_referred_to_once() -> None:
    source = open_source(write(), name="x.pdf")
    other = PdfReader(BytesIO(write(Form(pages=3))))
    increment = Increment(source)
    made = increment.import_pdf_object(other.pages[0]["/Resources"])
    again = increment.import_pdf_object(other.pages[2]["/Resources"])
    assert isinstance(made, DictionaryObject)
    assert isinstance(again, DictionaryObject)
    fonts = [holder["/Font"].raw_get("/F1") for holder in (made, again)]  # type: ignore[attr-defined]
    assert fonts[0] == fonts[1]
    assert isinstance(fonts[0], IndirectObject)
    assert fonts[0].get_object()["/BaseFont"] == "/Helvetica"  # type: ignore[index]


def test_import_of_a_circle_ends() -> None:
    other = open_source(write(), name="y.pdf")
    increment = Increment(open_source(write(), name="x.pdf"))
    made = increment.import_pdf_object(other.page_reference(0))
    page = made.get_object()
    assert page["/Parent"]["/Kids"][0].get_object() is page  # type: ignore[index]


def test_later_version_is_stated_where_it_is_needed(tmp_path: Path) -> None:
    source = open_source(write(), name="x.pdf")
    increment = Increment(source)
    increment.require_version("1.4")
    assert b"/Version" not in increment.finish()
    increment.require_version("1.7")
    copy = source.data + increment.finish()
    assert open_source(copy, name="x.pdf").facts.version == "1.7"
    assert complaints(copy, tmp_path) == []


@settings(max_examples=40)
@given(
    st.sampled_from(["table", "stream", "hybrid"]),
    st.integers(0, 2),
    st.integers(0, 3),
    st.binary(max_size=30).filter(lambda junk: b"%PDF" not in junk),
    st.sampled_from([b"", b"\n", b"\r", b"\r\n"]),
)
def test_any_mixture_is_continued(xref: str, generation: int, updates: int, junk: bytes, end: bytes) -> None:
    form = Form(xref=xref, generation=generation, updates=updates, junk_before=junk, final_newline=end)
    data = write(form)
    copy = wrapped(open_source(data, name="x.pdf"))
    assert copy.startswith(data)
    document = pypdfium2.PdfDocument(copy)
    assert len(document) == form.pages
    assert "Eight young men" in document[0].get_textpage().get_text_bounded()
    document.close()


def test_corpus_copies_are_no_worse(shared: Path, tmp_path: Path) -> None:
    """A sample of every category; all of it takes a minute."""
    outcomes: dict[str, int] = {}
    for folder in sorted(path for path in (shared / "corpus").iterdir() if path.is_dir() and path.name != "hostile"):
        for path in sorted(folder.glob("*.pdf"))[::4]:
            data = path.read_bytes()
            try:
                copy = wrapped(open_source(data, name=path.name))
            except OverlayError as error:
                outcomes[type(error).__name__] = outcomes.get(type(error).__name__, 0) + 1
                continue
            assert copy.startswith(data)
            assert len(complaints(copy, tmp_path)) <= len(complaints(data, tmp_path)), path.name
            outcomes["done"] = outcomes.get("done", 0) + 1
    assert outcomes["done"] > 25
    assert set(outcomes) <= {"done", "PasswordError"}
