"""What the form fields of a page show without anybody's filling them in: captions, and what lists offer."""

from __future__ import annotations

from collections.abc import Iterator

from pypdf.generic import ArrayObject, DictionaryObject

from overlay.source.page_tree import inherited
from overlay.source.syntax import resolved

MOST_WIDGETS = 2_000
"""Fields looked at on one page, and choices of one list: it is for a hint only."""


def form_labels(page: DictionaryObject) -> tuple[str, ...]:
    """The captions of a page's buttons (ISO 32000-1, Table 189) and what its lists offer (Table 231), in the page's order."""
    listed = resolved(page, "/Annots")
    widgets = [each.get_object() for each in listed[:MOST_WIDGETS]] if isinstance(listed, ArrayObject) else []
    return tuple(told for widget in widgets if isinstance(widget, DictionaryObject) for told in _labels(widget))


def _labels(widget: DictionaryObject) -> Iterator[str]:
    looks, offered = resolved(widget, "/MK"), inherited(widget, "/Opt")
    captions = [resolved(looks, key) for key in ("/CA", "/RC", "/AC")] if isinstance(looks, DictionaryObject) else []
    choices = [each.get_object() for each in offered[:MOST_WIDGETS]] if isinstance(offered, ArrayObject) else []
    for choice in choices:
        # Of a pair, the first is what the form sends, the second what it shows.
        captions.append(choice[-1].get_object() if isinstance(choice, ArrayObject) and choice else choice)
    yield from (str(caption) for caption in captions if isinstance(caption, str))
