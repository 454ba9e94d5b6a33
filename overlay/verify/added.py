"""What was added to a page: its drawings, in the order in which they are drawn, and its annotations."""

from __future__ import annotations

import re

from overlay.verify.case import Case, TouchedPage, grown
from overlay.verify.values import Ref, Stream, Value, same

_FORM = re.compile(rb"q /(Erratum[1-9]\d{0,5}) Do Q\n")
_MCID = re.compile(rb"/MCID (\d+)>> BDC")


COMMENT_KEY = "ErratumRecord"
"""Of the first page's last comment: the record, where nothing but comments might be added to the document."""


def record_comments(case: Case) -> list[Value]:
    """What comments hold as the record: one value, where there is nothing but comments in the update; else none is right."""
    return [
        entries[COMMENT_KEY]
        for touched in case.touched
        for entries in added_annotations(case, touched)
        if COMMENT_KEY in entries
    ]


def may_hold_record(case: Case, touched: TouchedPage, annotation: Value) -> bool:
    """Whether an annotation is the last one of the first page."""
    listed = case.array(touched.new.get("Annots"))
    return touched.page_index == 0 and bool(listed) and same(listed[-1], annotation)


def added_annotations(case: Case, touched: TouchedPage) -> list[dict[str, Value]]:
    """The annotations added to a page, in order."""
    added = grown(case.original.array(touched.old.get("Annots")), case.array(touched.new.get("Annots")))
    return [case.dictionary(value) for value in added or [] if case.is_added(value)]


def drawings_of(case: Case, touched: TouchedPage) -> list[Value]:
    """References to the drawings that a page's added content draws, in their order."""
    contents = touched.new.get("Contents")
    if same(touched.old.get("Contents"), contents) or not isinstance(contents, list) or not contents:
        return []
    last = case.resolve(contents[-1])
    names = _FORM.findall(last.content()) if isinstance(last, Stream) and case.is_added(contents[-1]) else []
    forms = case.dictionary(case.dictionary(touched.new.get("Resources")).get("XObject"))
    return [forms.get(name.decode()) for name in names]


def marked_content_of(case: Case, touched: TouchedPage) -> list[int]:
    """The marked-content identifiers that a page's added content uses."""
    contents = touched.new.get("Contents")
    last = contents[-1] if isinstance(contents, list) and contents else None
    stream = case.resolve(last) if isinstance(last, Ref) and case.is_added(last) else None
    return [int(found) for found in _MCID.findall(stream.content())] if isinstance(stream, Stream) else []
