"""What a screen reader says of the corrections, and when (ISO 32000-1, 14.7): each after the words that it corrects."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from overlay.geometry import Rect
from overlay.verify.case import Answer, Case, Doubt, TouchedPage, is_name
from overlay.verify.declared import Drawn, folded, visually_alike
from overlay.verify.room import failed
from overlay.verify.rules.structure import kids_of, parent_tree
from overlay.verify.rules.wording import drawn_text
from overlay.verify.values import Ref, Stream, Value, same

MOST_OBJECTS = 50_000
"""Objects of a page that are asked for their place."""

_SPOKEN = re.compile(rb"/Span <</MCID (\d{1,6})>> BDC\nq /(Erratum[1-9]\d{0,5}) Do Q\nEMC\n")


class Spoken:
    """Permits elements that stand for one drawing each, hung behind the words of the erratum that the drawing is of."""

    name = "spoken corrections"
    ensures = "Read aloud, each correction comes after the words that it corrects, and each element says what its drawing says."

    def check(self, case: Case) -> Iterator[Answer]:
        root = case.catalog.get("StructTreeRoot")
        if root is None or not any(
            is_name(p.value.get("Type"), "StructElem") for p in case.added if isinstance(p.value, dict)
        ):
            return
        tree = parent_tree(case, root)
        for touched in case.touched:
            yield from self._page(case, touched, tree)
        for index, (_, sheet) in enumerate(case.sheets):
            holders = case.array(tree.get(_key(sheet)))
            for mcid, holder in enumerate(holders):
                if holder is not None and not same(case.dictionary(holder).get("K"), mcid):
                    yield Doubt(
                        "A part of the errata sheet is read aloud as another.",
                        page_number=len(case.original.pages) + index + 1,
                    )
        for placed in case.added:
            value = placed.value
            if isinstance(value, dict) and is_name(value.get("Type"), "StructElem") and value.get("K") in (None, []):
                yield Doubt("An element added to the reading structure has nothing to say.", placed.number)

    def _page(self, case: Case, touched: TouchedPage, tree: dict[int, Value]) -> Iterator[Answer]:
        contents = touched.new.get("Contents")
        newest = contents[-1] if isinstance(contents, list) and contents else None
        last = case.resolve(newest) if case.is_added(newest) else None
        content = last.content() if isinstance(last, Stream) else b""
        holders = case.array(tree.get(_key(touched.new)))
        forms = case.dictionary(case.dictionary(touched.new.get("Resources")).get("XObject"))
        for found in _SPOKEN.finditer(content):
            mcid = int(found.group(1))
            holder = holders[mcid] if mcid < len(holders) else None
            element = case.dictionary(holder)
            if not case.is_added(holder) or type(element.get("K")) is not int or element.get("K") != mcid:
                yield Doubt("A correction is not read aloud, or as another.", touched.number, touched.page_number)
                continue
            text = drawn_text(case, case.resolve(forms.get(found.group(2).decode())))
            if is_name(element.get("S"), "Span") and folded(case.declared.heading) in text:
                yield Doubt(
                    "What the whole copy says is read aloud among its words.", touched.number, touched.page_number
                )
            for wrong in self._place(case, touched, holder, _errata_of(case, text), holders):
                yield Doubt(f"A correction on page {touched.page_number} {wrong}.", touched.number, touched.page_number)

    def _place(
        self, case: Case, touched: TouchedPage, holder: Value, errata: list[Drawn], holders: list[Value]
    ) -> Iterator[str]:
        element = case.dictionary(holder)
        if not is_name(element.get("S"), "Span"):
            return
        boxes = [
            Rect(min(run.quad[::2]), min(run.quad[1::2]), max(run.quad[::2]), max(run.quad[1::2]))
            for each in errata
            for run in each.location.runs
            if run.page_index == touched.page_index
        ]
        if errata and not boxes:
            yield "is read aloud among words that it does not correct"
            return
        marked = _marked_content(case, touched.page_index, boxes)
        parents = [holders[mcid] for mcid in marked if mcid < len(holders) and isinstance(holders[mcid], Ref)]
        parent = element.get("P")
        if parents and not any(same(parent, each) for each in parents):
            yield "is read aloud at another place than its words"
            return
        kids = kids_of(case, case.dictionary(parent))
        own = next((at for at, kid in enumerate(kids) if same(kid, holder)), -1)
        words = [at for at, kid in enumerate(kids) if _content_of(case, kid) in marked]
        if own <= min(words, default=0):
            yield "is read aloud before the words that it corrects"


def _errata_of(case: Case, text: str) -> list[Drawn]:
    """Whose note a drawing is: all errata that it may be of; none for the band."""
    return [
        each
        for each in case.declared.drawn
        if visually_alike(text, folded(each.note)) or text.startswith(folded(case.declared.label(each.erratum)))
    ]


def _key(page: dict[str, Value]) -> int:
    key = page.get("StructParents")
    return key if type(key) is int else -1


def _content_of(case: Case, kid: Value) -> int:
    found = case.resolve(kid)
    value = found.get("MCID") if isinstance(found, dict) else found
    return value if type(value) is int else -1


def _marked_content(case: Case, page_index: int, boxes: list[Rect]) -> set[int]:
    """The marked content that PDFium finds the text in these boxes of the original to be in (14.6)."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    found: set[int] = set()
    try:
        shown = case.before.shown(page_index)
        for index in range(min(pdfium_c.FPDFPage_CountObjects(shown.raw), MOST_OBJECTS)):
            each = pdfium_c.FPDFPage_GetObject(shown.raw, index)
            if pdfium_c.FPDFPageObj_GetType(each) != pdfium_c.FPDF_PAGEOBJ_TEXT:
                continue
            mcid = pdfium_c.FPDFPageObj_GetMarkedContentID(each)
            if mcid < 0 or not pdfium_c.FPDFPageObj_GetBounds(each, left, bottom, right, top):
                continue
            box = Rect(left.value, bottom.value, right.value, top.value)
            if any(box.intersection(words) for words in boxes):
                found.add(int(mcid))
    except (pdfium.PdfiumError, ValueError) as error:
        raise failed(f"the content of page {page_index + 1} cannot be read") from error
    return found
