"""Corrections in the structure tree of a tagged document: after their words, known to the parent tree, nothing moved."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from overlay.erratum import Caveat, Citation, Document, Erratum, NoteForm, Quote, Release, Scope, Style, Substitution
from overlay.pipeline import Corrected, Options, correct

TAGGED = Path(__file__).parents[2] / "samples" / "gallery" / "tagged.pdf"
ERRATA = (
    Erratum("1", Substitution("6.50", "7.50"), Citation(), Quote("6.50")),
    Erratum("2", Caveat("The rules were others in May.", Scope.FIRST_PAGE)),
)


def corrected(note: NoteForm) -> PdfReader:
    document = Document("tagged.pdf", ERRATA)
    release = Release("Issuer", "R/1", "2024-11-12", (document,), style=Style(note=note))
    made = correct(TAGGED.read_bytes(), document, release, Options())
    assert isinstance(made, Corrected)
    return PdfReader(io.BytesIO(made.data))


def tree(reader: PdfReader) -> Any:
    """The structure as nested lists: [role, kids...], marked content as numbers, annotations by their subtype."""

    def walk(node: Any) -> Any:
        node = node.get_object()
        if isinstance(node, int):
            return int(node)
        if node.get("/Type") == "/OBJR":
            return str(node["/Obj"].get_object()["/Subtype"])
        kids = node.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        return [str(node["/S"]), *(walk(kid) for kid in (kids if isinstance(kids, list) else [kids]))]

    root = reader.trailer["/Root"]["/StructTreeRoot"]["/K"]
    return walk(root[0] if isinstance(root, list) else root)


@pytest.fixture(scope="module")
def in_margin() -> PdfReader:
    return corrected(NoteForm.MARGIN)


def test_a_correction_is_read_right_after_its_words(in_margin: PdfReader) -> None:
    before = tree(PdfReader(TAGGED))
    after = tree(in_margin)
    (holder,) = [kid for kid in after[1:] if any(isinstance(inner, list) for inner in kid[1:])]
    words_at = next(i for i, kid in enumerate(holder) if isinstance(kid, int))
    assert [kid[0] for kid in holder[words_at + 1 :]] == ["/Span", "/Annot", "/Annot"]
    assert {kid[1] for kid in holder[words_at + 2 :]} == {"/StrikeOut", "/Caret"}
    # The band is heard first; what was there is there, in order.
    assert after[1][0] == "/P"
    assert without_ours(after, before) == before


def without_ours(after: Any, before: Any) -> Any:
    """`after` without the elements that `before` does not have."""
    if not isinstance(after, list):
        return after
    wanted = list(before[1:])
    kept = [after[0]]
    for kid in after[1:]:
        if wanted and (
            kid == wanted[0] or (isinstance(kid, list) and isinstance(wanted[0], list) and shape(kid, wanted[0]))
        ):
            kept.append(without_ours(kid, wanted.pop(0)))
    return kept


def shape(kid: list[Any], wanted: list[Any]) -> bool:
    return bool(kid[0] == wanted[0] and kid[1:2] == wanted[1:2])


def test_the_parent_tree_knows_every_new_element(in_margin: PdfReader) -> None:
    root = in_margin.trailer["/Root"]["/StructTreeRoot"]
    numbers = root["/ParentTree"]["/Nums"]
    entries = dict(zip(numbers[::2], numbers[1::2], strict=True))
    page = in_margin.pages[0]
    assert page["/Tabs"] == "/S"
    marked = entries[page["/StructParents"]].get_object()
    for mcid, element in enumerate(marked):
        kids = element.get_object()["/K"]
        assert mcid == kids or mcid in [kid.get_object() for kid in kids]
    for annotation in page["/Annots"]:
        found = annotation.get_object()
        element = entries[found["/StructParent"]].get_object()
        assert element["/K"]["/Obj"].get_object() == found
        assert found["/StructParent"] < root["/ParentTreeNextKey"]


def test_the_errata_sheet_is_a_table_with_heads() -> None:
    reader = corrected(NoteForm.SHEET)
    (section,) = [kid for kid in tree(reader)[1:] if kid[0] == "/Sect"]
    (table,) = [kid for kid in section if kid[0] == "/Table"]
    assert [row[0] for row in table[1:]] == ["/TR"] * (len(ERRATA) + 1)
    assert {cell[0] for cell in table[1][1:]} == {"/TH"}
    assert {cell[0] for row in table[2:] for cell in row[1:]} == {"/TD"}
