"""Page content (ISO 32000-1, 7.8.2): the original's streams, in order, between a stream of ours before and one after."""

from __future__ import annotations

import re
from collections.abc import Iterator

from overlay.verify.added import drawings_of
from overlay.verify.case import Answer, Case, Claim, Doubt, Role, TouchedPage, changed_keys
from overlay.verify.values import MalformedError, Ref, Stream, Value, same

BEFORE = b"q\n"
_CLOSING = rb"(?:ET\n)?(?:EMC\n)*Q\n(?:Q\n)*"
_DRAWN = rb"(?:/Artifact BMC|/(?:Span|P) <</MCID (?:0|[1-9]\d{0,6})>> BDC)\nq /Erratum[1-9]\d{0,5} Do Q\nEMC\n"
_AFTER = re.compile(rb"(?:ET\n)?(?:EMC\n)*(?:Q\n)+(?:" + _DRAWN + rb")+")
_FORM = re.compile(rb"q /(Erratum[1-9]\d{0,5}) Do Q\n")


class Contents:
    """Permits the original's streams wrapped in q ... Q, and our drawings after them, each on its own."""

    name = "page content"
    ensures = "The content of the corrected pages is there as it was, whole and in order; what is drawn after it is the corrections alone."

    def check(self, case: Case) -> Iterator[Answer]:
        for touched in case.touched:
            try:
                yield from self._page(case, touched)
            except MalformedError as error:
                yield Doubt(f"Page {touched.page_number}: {error}.", touched.number, touched.page_number)

    def _page(self, case: Case, touched: TouchedPage) -> Iterator[Answer]:
        if same(touched.old.get("Contents"), touched.new.get("Contents")):
            self._resources(case, touched, [])
            return
        new = touched.new.get("Contents")
        old = original_streams(case, touched)
        if not isinstance(new, list) or len(new) < 2 or not same(new[1:-1], old):
            raise MalformedError("the content of the page is not the original's with the corrections drawn after it")
        before, opening = case.added_stream(new[0], "what stands before the content")
        after, drawn = case.added_stream(new[-1], "what is drawn after the content")
        yield Claim(before, Role.CONTENT)
        yield Claim(after, Role.CONTENT)
        for number, stream in ((before, opening), (after, drawn)):
            if stream.entries.keys() - {"Filter"}:
                yield Doubt("A content stream has entries that it needs not.", number, touched.page_number)
        if opening.content() != BEFORE:
            yield Doubt("Something is drawn beneath the original's content.", before, touched.page_number)
        content = drawn.content()
        if not _AFTER.fullmatch(content):
            yield Doubt(
                "Something other than the corrections' drawings is drawn on the page.", after, touched.page_number
            )
        names = [found.decode() for found in _FORM.findall(content)]
        if len(set(names)) != len(names):
            yield Doubt("A drawing is drawn twice.", after, touched.page_number)
        forms = [ref.number for ref in drawings_of(case, touched) if isinstance(ref, Ref)]
        if len(forms) != len(names) or forms != sorted(forms):
            yield Doubt(
                "The drawings are drawn in another order than they were made in: one may hide another.",
                after,
                touched.page_number,
            )
        self._resources(case, touched, names)

    def _resources(self, case: Case, touched: TouchedPage, names: list[str]) -> None:
        """The page's resources, its own or inherited, have one XObject more for each drawing. Raises MalformedError."""
        if not names and same(touched.old.get("Resources"), touched.new.get("Resources")):
            return
        new = touched.new.get("Resources")
        inherited = case.original.resolve(touched.old.get("Resources"))
        old = inherited if isinstance(inherited, dict) else case.original.inherited(touched.old, "Resources")
        was = old if isinstance(old, dict) else {}
        if not isinstance(new, dict) or changed_keys(was, new) != ["XObject"]:
            raise MalformedError("what the page draws with (fonts, images, states) was changed")
        before = case.original.dictionary(was.get("XObject"))
        now = new.get("XObject")
        if not isinstance(now, dict):
            raise MalformedError("the list of the page's drawings was moved elsewhere")
        if changed_keys(before, now) != sorted(names) or before.keys() & set(names):
            raise MalformedError("a drawing of the page was replaced, or one was added that is not drawn")


def original_streams(case: Case, touched: TouchedPage) -> list[Value]:
    """References to the page's content streams in the original, in order."""
    raw = touched.old.get("Contents")
    found = case.original.resolve(raw)
    if isinstance(found, list):
        return found
    return [raw] if isinstance(found, Stream) else []
