"""Errata files: what is read is what was typed; every fault is told, with its line, in one go."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlay.errata_file import dump, load, load_style, read
from overlay.errata_file.json_schema import json_schema
from overlay.errata_file.values import span
from overlay.erratum import (
    Caveat,
    Citation,
    Deletion,
    Document,
    Erratum,
    Insertion,
    NoteForm,
    Quote,
    Release,
    ReleaseStatus,
    Scope,
    Side,
    Style,
    Substitution,
)
from overlay.errors import ErrataFileError, ExitCode

KCPO = """\
issuer: Metropolitan Police Service
reference: 01.FOI.24.038993
date: 2024-11-12
documents:
  - file: kcpo-qualitative.pdf
    sha256: 6CA13D52CA70C883E0F0BB101E425A89E8624DE51DB2D2392593AF6A84118090
    errata:
      - page: 21
        quote: This data revealed that the charity had provided
          mentoring services to eight young men referred by the MPS.
        for: eight
        read: fifteen (15)
        reason: ...
      - caveat: This report is not classed as a process or outcome evaluation of the pilot.
        on: first page
"""
HEAD = "issuer: A\nreference: B\ndate: 2024-11-12\ndocuments:\n  - file: a.pdf\n    errata:\n"


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(ErrataFileError) as caught:
        load(text, file_name="e.yaml")
    assert caught.value.exit_code is ExitCode.USAGE
    return str(caught.value).split("\n")


def only(text: str | bytes) -> str:
    found = faults(text)
    assert len(found) == 1, found
    return found[0]


def erratum(*lines: str) -> Erratum:
    (document,) = load(HEAD + "      - " + "\n        ".join(lines) + "\n", file_name="e.yaml").documents
    return document.errata[0]


def erratum_faults(*lines: str) -> list[str]:
    return faults(HEAD + "      - " + "\n        ".join(lines) + "\n")


def test_the_issue_s_example() -> None:
    release = load(KCPO, file_name="e.yaml")
    (document,) = release.documents
    first, second = document.errata
    assert (release.issuer, release.reference, release.date) == (
        "Metropolitan Police Service",
        "01.FOI.24.038993",
        "2024-11-12",
    )
    assert document.sha256 == "6ca13d52ca70c883e0f0bb101e425a89e8624de51db2d2392593af6a84118090"
    assert first.change == Substitution("eight", "fifteen (15)")
    assert first.citation == Citation(page_labels=("21",))
    assert first.quote is not None
    assert first.quote.exact.startswith("This data revealed that the charity had provided mentoring services to eight")
    assert (first.id, first.line_in_file, second.id, second.line_in_file) == ("1", 8, "2", 14)
    assert second.change == Caveat(second.change.text, Scope.FIRST_PAGE)
    assert second.quote is None


@pytest.mark.parametrize(
    "typed", ["021", "1_0", "1e3", "0x10", "15.0", "No", "yes", "null", "~", "2024-11-12", ".5", "0o17", "1:30", "+1"]
)
def test_text_is_as_typed(typed: str) -> None:
    found = erratum(f"page: {typed}", f"section: {typed}", "for: it", f"read: {typed}")
    assert found.change == Substitution("it", typed)
    assert found.citation == Citation(page_labels=(typed,), section=typed)


@pytest.mark.parametrize(
    "day", ["2024-02-30", "2023-02-29", "2024-13-01", "0000-01-01", "12.11.2024", "20241112", "2024-W01-1"]
)
def test_impossible_date(day: str) -> None:
    assert only(KCPO.replace("2024-11-12", day)).startswith('e.yaml:3: "date" says ')


def test_json_loads_too_with_tabs_and_surrogates() -> None:
    plain = {
        "issuer": "MPS \U0001f600 \\ud83d",
        "reference": "B",
        "date": "2024-11-12",
        "documents": [{"file": "a.pdf", "errata": [{"page": 21, "for": "a/b", "read": "c"}]}],
    }
    text = json.dumps(plain, indent="\t").replace("a/b", "a\\/b")
    release = load(text, file_name="e.json")
    assert release.issuer == "MPS \U0001f600 \\ud83d"
    assert release.documents[0].errata[0].change == Substitution("a/b", "c")
    assert release.documents[0].errata[0].citation.page_labels == ("21",)


def test_all_faults_in_one_go() -> None:
    found = faults(
        "issuer: A\nrefrence: B\ndate: 2024-02-30\ndocuments:\n  - file: a.pdf\n    file: b.pdf\n    sha256: 12\n    errata:\n"
        "      - quote: services to eight young men\n        for: eigth\n        read: fifteen\n"
        "      - read: b\n      - page: 21\n      - for: x\n        read: y\n        caveat: z\n        sheet: 1_0\n"
    )
    assert [line.split(" ", 1)[0] for line in found] == [f"e.yaml:{n}:" for n in (1, 2, 3, 6, 7, 10, 12, 13, 16, 17)]
    assert found[1].endswith('Did you mean "reference"?')
    assert found[5] == (
        'e.yaml:10: "for" says "eigth", but the quote does not have these words. The closest that it has: "eight".'
    )


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        (("read: b",), '"for" is missing'),
        (("for: a",), '"read" is missing'),
        (("for: a", "read: a"), "the same"),
        (("for: a", "read: b", "delete: c"), '"delete" and "for" do not go together'),
        (("caveat: a", "for: b"), '"caveat" and "for" do not go together'),
        (("insert: a",), 'either "after" or "before"'),
        (("insert: a", "after: b", "before: c"), 'either "after" or "before"'),
        (("after: b",), '"insert" is missing'),
        (("on: first page",), '"caveat" is missing'),
        (("caveat: a", "on: page"), 'needs a "page"'),
        (("caveat: a", "on: last page"), "not “last page”"),
        (("caveat: a", "on: every page", "page: 3"), "contradict"),
        (("caveat: a", "on: first page", "quote: b"), "contradict"),
        (("caveat: a", "line: 3"), '"line" narrows a "quote"'),
        (("for: a", "read: b", "line: 0"), "must not be 0"),
        (("for: a", "read: b", "occurrence: 0"), "1 or more"),
        (("for: a", "read: b", "sheet: -1"), "1 or more"),
        (("for: a", "read: b", "sheet: 2.0"), "whole number"),
        (("for: a", "read: b", "withdrawn: yes"), "true or false"),
        (("for: a", "read: b", "status: draft"), '"issued" or "withdrawn"'),
        (("for: a", "read: ''"), '"read" is empty'),
        (("for: a", "read:"), '"read" is empty'),
        (("for: a", "read: [b]"), "must be a text"),
        (("for: a", "raed: b"), 'Did you mean "read"'),
        (("page: 4",), "corrects nothing"),
        (("quote: one two one", "for: one", "read: three"), "2 times"),
        (("quote: one two one", "for: one", "read: three", "occurrence: 3"), "2 times"),
        (("quote: a b", "delete: c"), "does not have these words"),
        (("for: a", 'read: "b\\u0007"'), "U+0007"),
        (("for: a", "read: b\x07"), "U+0007"),
        (("for: a", "read: b: c"), "colon followed by a space"),
        (("for: a", "read: *x"), "refers to another place"),
        (("for: a", "read: &x y"), "names this place"),
        (("for: a", "read: !x y"), "YAML tag"),
        (("for: a", "\tread: b"), "tab"),
    ],
)
def test_faults_of_an_erratum(lines: tuple[str, ...], part: str) -> None:
    found = erratum_faults(*lines)
    assert any(part in fault for fault in found), found
    assert all(re.match(r"e\.yaml:\d+: ", fault) for fault in found)


def test_one_fault_is_told_once() -> None:
    assert len(erratum_faults("for: a", "read: ''")) == 1
    assert len(erratum_faults("quote: one two one", "for: one", "read: three")) == 1


def test_words_within_the_quote() -> None:
    assert erratum("quote: eighty-eight or eight", "for: eight", "read: 9", "occurrence: 2").citation.occurrence == 2
    assert erratum("quote: eighteen men and eight", "for: eight", "read: 9").words == "eight"
    assert erratum("quote: the “ﬁrst” day", "for: '\"first\"'", "read: last").words == '"first"'
    assert erratum("for: eight", "read: nine", "prefix: to", "suffix: men").quote == Quote("eight", "to", "men")


def test_caveats() -> None:
    assert erratum("caveat: a").change == Caveat("a", Scope.FIRST_PAGE)
    assert erratum("caveat: a", "on: every page").change == Caveat("a", Scope.EVERY_PAGE)
    assert erratum("caveat: a", "page: 3").change == Caveat("a", Scope.CITED_PAGE)
    assert erratum("caveat: a", "on: page", "sheet: 3").change == Caveat("a", Scope.CITED_PAGE)
    assert erratum("caveat: a", "quote: b", "page: 3").change == Caveat("a", Scope.PASSAGE)


@pytest.mark.parametrize(
    ("label", "labels"),
    [
        ("21-22", ("21", "22")),
        ("21–23", ("21", "22", "23")),
        ("iv-v", ("iv", "v")),
        ("IX-XI", ("IX", "X", "XI")),
        ("009-011", ("009", "010", "011")),
        ("2-14", ("2-14",)),
        ("22-21", ("22-21",)),
        ("A-1", ("A-1",)),
        ("iix-x", ("iix-x",)),
    ],
)
def test_spans_of_pages(label: str, labels: tuple[str, ...]) -> None:
    assert span(label) == labels
    assert erratum(f"page: {label}", "delete: a").citation.page_labels == labels


def test_a_list_of_pages_is_taken_as_it_is() -> None:
    assert erratum("page: [21-22]", "delete: a").citation.page_labels == ("21-22",)
    assert erratum("page: [iv, 1]", "delete: a").citation.page_labels == ("iv", "1")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "the file is empty"),
        (b"# nothing\n", "the file is empty"),
        (b"foo", "this is no errata file"),
        (b"- a", "this is no errata file"),
        (b"\xff\xfei\x00", "UTF-16"),
        (b"issuer: a\nreference: \xe9", "e.yaml:2: a character here (byte 0xe9) is not UTF-8"),
        (b"[" * 100_000, "nested deeper"),
        (b"- " * 100_000, "nested deeper"),
        (b"a: 1\n---\na: 2", "second YAML document"),
        (b"a: &a [x]\nb: [*a, *a]", "names this place"),
        (b"? [a]\n: b", "should be"),
        (b'a: "x\n\nb: 3', "e.yaml:1: a quotation mark is opened here and never closed"),
        (b'a: "\\ud83d"', "U+D83D"),
        (b'a: "\\U00110000"', "cannot be read"),
        (b"a: 'it's'", "indented"),
        (b"a: " + b"x" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_files_that_are_none(content: bytes, part: str) -> None:
    assert part in "\n".join(faults(content))


def test_a_byte_order_mark_and_foreign_line_ends_do_no_harm() -> None:
    for text in (KCPO.replace("\n", "\r\n"), KCPO.replace("\n", "\r"), "\ufeff" + KCPO):
        release = load(text.encode(), file_name="e.yaml")
        assert release == load(KCPO, file_name="e.yaml")
        assert release.documents[0].errata[1].line_in_file == 14


def test_ids() -> None:
    found = faults(HEAD + "      - id: 2\n        delete: a\n      - delete: b\n")
    assert found == [
        'e.yaml:9: two errata have the id "2", here (this one by its place in the list) and on line 7; name one of them anew.'
    ]


def test_a_document_listed_twice() -> None:
    assert "listed already, on line 5" in only(
        KCPO + "  - file: ./kcpo-qualitative.pdf\n    errata:\n      - delete: a\n"
    )


def test_read_looks_for_the_documents(tmp_path: Path) -> None:
    path = tmp_path / "errata.yaml"
    path.write_text(KCPO.replace("date: 2024-11-12", "date: soon"))
    with pytest.raises(ErrataFileError) as caught:
        read(path)
    assert [fault.line for fault in caught.value.faults] == [3, 5]
    assert 'no file "kcpo-qualitative.pdf"' in caught.value.faults[1].message
    path.write_text(KCPO)
    (tmp_path / "kcpo-qualitative.pdf").write_bytes(b"%PDF-1.4")
    assert read(path) == load(KCPO, file_name="")


def test_styles() -> None:
    assert load_style("language: en", file_name="s.yaml") == Style()
    block = "language: cy\nnote: sheet\nmark_colour: '#AABBCC'\nnote_size: 9.5\nfonts: [a.ttf]\nwording: {band: 'Amended'}\npositions: [foot, outer]"
    style = load_style(block, file_name="s.yaml")
    assert style == Style(
        language="cy",
        note=NoteForm.SHEET,
        mark_colour="#aabbcc",
        note_size=9.5,
        fonts=("a.ttf",),
        wording=(("band", "Amended"),),
        positions=("foot", "outer"),
    )
    assert load_style("style:\n  " + block.replace("\n", "\n  "), file_name="s.yaml") == style
    wrong = "language: xx\nmark_colour: red\nnote_size: 5\nsmallest_size: 30\nlanguge: en\npositions: [foot, foot]\nwording: {A b: c}"
    with pytest.raises(ErrataFileError) as caught:
        load_style(wrong, file_name="s.yaml")
    assert [fault.line for fault in caught.value.faults] == [1, 2, 3, 4, 4, 5, 6, 7]


_CHARS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
_LETTERS = st.characters(categories=("Ll", "Lu", "Nd"), max_codepoint=0x500)
TEXTS = (
    st.one_of(
        st.sampled_from(
            ["No", "021", "1e3", "a: b", "a #b", "- x", "~", "'", '"', "*x", "%y", "{", "null", "2024-11-12", "it's"]
        ),
        st.text(_CHARS, min_size=1, max_size=60),
        st.lists(st.text(_LETTERS | st.sampled_from(" #:-'\""), min_size=1, max_size=9), min_size=1, max_size=40).map(
            " ".join
        ),
    )
    .map(lambda text: text.strip(" "))
    .filter(bool)
)
NAMES = st.text(_CHARS, min_size=1, max_size=20).map(lambda text: text.strip(" ")).filter(bool)
COUNTS = st.none() | st.integers(1, 9_999_999)


@st.composite
def errata(draw: st.DrawFn) -> Erratum:
    label = draw(st.just(()) | st.lists(NAMES | st.sampled_from(["21", "iv", "21-22", "2-14"]), max_size=3).map(tuple))
    line = draw(st.none() | st.integers(-99, 99).filter(bool))
    citation = Citation(label, draw(COUNTS), line, draw(COUNTS), draw(st.none() | NAMES), draw(COUNTS))
    wrong, right = draw(TEXTS), draw(TEXTS)
    rest = draw(st.tuples(st.just("") | TEXTS, st.just("") | TEXTS))
    quote = Quote(draw(st.just(wrong) | TEXTS.map(lambda text: f"{wrong} | {text}")), *rest)
    change: Substitution | Insertion | Deletion | Caveat
    kind = draw(st.sampled_from(["substitute", "insert", "delete", "passage", "page", "whole"]))
    if kind == "substitute":
        change = Substitution(wrong, right if right != wrong else right + "x")
    elif kind == "insert":
        change = Insertion(wrong, draw(st.sampled_from(Side)), right)
    elif kind == "delete":
        change = Deletion(wrong)
    elif kind == "passage":
        change = Caveat(right, Scope.PASSAGE)
    elif kind == "page":
        citation = Citation(label or ("3",), citation.page_number, section=citation.section)
        return Erratum("", Caveat(right, Scope.CITED_PAGE), citation, None, rest[0], draw(st.booleans()))
    else:
        scope = draw(st.sampled_from([Scope.FIRST_PAGE, Scope.EVERY_PAGE]))
        return Erratum("", Caveat(right, scope), Citation(section=citation.section), None, rest[0], draw(st.booleans()))
    if quote.exact != wrong:
        citation = replace(citation, occurrence=1)
    return Erratum("", change, citation, quote, rest[1], draw(st.booleans()))


@st.composite
def documents(draw: st.DrawFn, number: int) -> Document:
    listed = draw(st.lists(errata(), min_size=1, max_size=4))
    named = draw(st.booleans())
    numbered = tuple(
        replace(erratum, id=f"{draw(NAMES)} {n}" if named else str(n)) for n, erratum in enumerate(listed, 1)
    )
    sha256 = draw(st.none() | st.text("0123456789abcdef", min_size=64, max_size=64))
    return Document(f"{number}-{draw(NAMES).replace('/', '_')}.pdf", numbered, sha256)


@st.composite
def releases(draw: st.DrawFn) -> Release:
    style = Style(
        language=draw(st.sampled_from(["en", "cy"])),
        note_size=draw(st.integers(14, 48)) / 2,
        fonts=tuple(draw(st.lists(NAMES, max_size=2))),
        wording=tuple(
            draw(
                st.dictionaries(
                    st.sampled_from(["band", "draft", "contained"]),
                    TEXTS.map(lambda text: text.replace("{", "(")),
                    max_size=2,
                )
            ).items()
        ),
        positions=tuple(draw(st.permutations(["outer", "inner", "foot"]))),
    )
    return Release(
        issuer=draw(NAMES),
        reference=draw(NAMES),
        date=draw(st.dates()).isoformat(),
        documents=tuple(draw(documents(number)) for number in range(draw(st.integers(1, 2)))),
        status=draw(st.sampled_from(ReleaseStatus)),
        style=draw(st.just(Style()) | st.just(style)),
    )


@settings(max_examples=120, deadline=None)
@given(releases())
def test_what_is_written_reads_as_the_same_release(release: Release) -> None:
    written = dump(release)
    assert load(written, file_name="e.yaml") == release
    assert load(written.encode(), file_name="e.yaml") == release


def test_long_quotes_are_written_as_blocks() -> None:
    release = load(KCPO, file_name="e.yaml")
    written = dump(release)
    assert "        quote: >-\n          This data revealed" in written
    assert "page: 21\n" in written
    assert max(map(len, written.split("\n"))) <= 100


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from("ab:-#'\"[]{}&*!|>%@`,?\\ \t\n\r\x00\x85\u2028é") | st.characters(), max_size=60),
    st.binary(max_size=60),
)
def test_no_text_ends_in_another_error(text: str, content: bytes) -> None:
    for candidate in (text, content, KCPO + text, HEAD + "      - " + text):
        with contextlib.suppress(ErrataFileError):
            load(candidate, file_name="e.yaml")


def test_the_published_schema_is_current() -> None:
    published = Path(__file__).parent.parent / "overlay" / "errata_file" / "errata.schema.json"
    assert published.read_text(encoding="utf-8") == json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", (
        "the published schema is old: run make schema"
    )


def test_every_key_of_the_schema_is_explained() -> None:
    schema = json_schema()
    groups = [schema, *schema["$defs"].values()]
    assert len(groups) == 7
    for group in groups:
        assert group["description"]
        for key, value in group["properties"].items():
            assert value.get("description", "").endswith("."), key


def test_the_schema_takes_what_is_taken_and_refuses_what_is_refused() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the published schema is checked with jsonschema")
    check = jsonschema.Draft202012Validator(json_schema())

    def release(**erratum: object) -> dict[str, object]:
        documents = [{"file": "a.pdf", "errata": [erratum]}]
        return {"issuer": "A", "reference": "B", "date": "2024-11-12", "documents": documents}

    for erratum in (
        {"page": 21, "quote": "a b", "for": "a", "read": 15.0, "line": -1, "sheet": "23"},
        {"page": [21, "iv"], "insert": "a", "after": "b", "withdrawn": True},
        {"delete": "a", "status": "withdrawn"},
        {"caveat": "a", "on": "every page"},
    ):
        check.validate(release(**erratum))
        load(json.dumps(release(**erratum)), file_name="e.json")
    for erratum in (
        {"read": "a"},
        {"for": "a", "read": "b", "delete": "c"},
        {"insert": "a", "after": "b", "before": "c"},
        {"caveat": "a", "on": "last page"},
        {"delete": "a", "sheet": 0},
        {"delete": None},
        {"delete": "a", "quote": None},
    ):
        assert not check.is_valid(release(**erratum)), erratum
        faults(json.dumps(release(**erratum)))
