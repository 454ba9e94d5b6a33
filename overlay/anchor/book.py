"""A document to search: each page's text as it is first asked for, and what is quick to know about all of them."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from functools import cached_property

from pypdf.errors import PyPdfError
from pypdf.generic import Destination, DictionaryObject

from overlay.anchor.labels import Numbering
from overlay.anchor.passages import (
    Passage,
    Reading,
    has_artifacts,
    has_notes,
    line_pattern,
    passage,
    printed_lines,
)
from overlay.anchor.sections import Sections, flattened
from overlay.anchor.whole_text import WholeText
from overlay.errors import OverlayError
from overlay.geometry import PageFrame
from overlay.pagetext import Pages, PageText
from overlay.pagetext.ocr import Scan
from overlay.quote.folding import Folded, fold, skeleton
from overlay.readers import Reader
from overlay.screen import Screen
from overlay.source import Source

# A line that stands on so many pages, and on one page in so many, is no part of the text.
_FEWEST_REPEATS = 4
_REPEATED_SHARE = 10
# Solid characters: a stamp, a reference and a page number come to fewer.
_LITTLE_TEXT = 200
_MOST_BOOKMARKS = 20_000
# Pages of which all characters are kept, 1 to 3 MB each; and texts to search, of a page or two in one reading or another.
_PAGES_KEPT = 32
_PASSAGES_KEPT = 48
_OUTLINE_FAULTS = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
    AssertionError,
)


class Book:
    """An opened original, for anchoring. Raises what `pagetext.Pages.text` raises for a page that cannot be read.

    `ocr`: the languages in which scanned pages may be read by machine; none where they may not. `reader`: who reads the others.
    """

    def __init__(self, source: Source, *, ocr: tuple[str, ...] = (), reader: Reader = Reader.PDFPLUMBER) -> None:
        self.source = source
        self._languages = ocr
        self._scans: dict[int, Scan] = {}
        self.screen = Screen(source)
        self._pages = Pages(source, self.screen, reader=reader)
        self._lately: OrderedDict[int, None] = OrderedDict()
        self._marks: dict[int, tuple[bool, bool]] = {}
        self._repeated_lines: dict[int, frozenset[int]] = {}
        self._passages: OrderedDict[tuple[tuple[int, ...], bool, Reading], tuple[Passage, Folded]] = OrderedDict()

    @property
    def page_count(self) -> int:
        return self.source.page_count

    @cached_property
    def numbering(self) -> Numbering:
        """How its pages are numbered."""
        # Not through this book: it would hold on to itself, and PDFium's document with it.
        return Numbering(self.page_count, self.source.page_label, self.screen.raw)

    def has_notes(self, page_index: int) -> bool:
        """True where leaving out note marks makes a difference."""
        return self._marks_on(page_index)[0]

    def has_artifacts(self, page_index: int) -> bool:
        """True where the page's running header and footer are known as such."""
        return self._marks_on(page_index)[1]

    def _marks_on(self, page_index: int) -> tuple[bool, bool]:
        if page_index not in self._marks:
            page = self.text(page_index)
            self._marks[page_index] = (has_notes(page), has_artifacts(page))
        return self._marks[page_index]

    def label(self, page_index: int) -> str:
        """The number of a page as its reader finds it, "" where it has none."""
        return self.numbering.shown(page_index)

    def frame(self, page_index: int) -> PageFrame:
        return self.source.frame(page_index)

    def text(self, page_index: int) -> PageText:
        """The page as its producer wrote it."""
        return self._reader_of(page_index).text(page_index)

    def _reader_of(self, page_index: int) -> Pages | Scan:
        self._lately[page_index] = None
        self._lately.move_to_end(page_index)
        if len(self._lately) > _PAGES_KEPT:
            self._pages.forget(self._lately.popitem(last=False)[0])
        return self._scans.get(page_index, self._pages)

    def read_scans(self, page_indexes: Sequence[int]) -> None:
        """Have those of the pages that are pictures read by machine, where that was asked for. Raises what `Scan` raises."""
        for index in page_indexes if self._languages else ():
            if index not in self._scans and self.is_picture(index):
                self._scans[index] = Scan(self.source, index, self._languages)

    def is_read_by_machine(self, page_index: int) -> bool:
        """Whether the page's text is what was recognised on a picture."""
        return page_index in self._scans

    def orders(self, page_index: int) -> tuple[PageText, ...]:
        """The page in every order that it may be read in: as written, and, where that differs, by columns from the top."""
        reader = self._reader_of(page_index)
        written, spatial = reader.text(page_index), reader.spatial(page_index)
        return (written,) if written.text == spatial.text else (written, spatial)

    def raw(self, page_index: int) -> str:
        """The page's text as the fast reader has it; "" where it cannot read the page."""
        return self.screen.raw(page_index)

    def skeleton(self, page_index: int) -> str:
        """The fast reader's text, folded; of a page read by machine, what was recognised."""
        scan = self._scans.get(page_index)
        return skeleton(scan.text(page_index).text) if scan else self.screen.skeleton(page_index)

    @cached_property
    def whole(self) -> WholeText:
        """The `skeleton` of all pages, to be searched at once; asked for when all scans are read."""
        self.screen.read_all()
        return WholeText([self.skeleton(index) for index in range(self.page_count)])

    @cached_property
    def sections(self) -> Sections:
        """The headings, by their numbers and by the outline."""
        self.screen.read_all()
        return Sections(self.page_count, self.raw, self._bookmarks())

    def _bookmarks(self) -> tuple[tuple[str, int], ...]:
        found: list[tuple[str, int]] = []
        try:
            for entry in flattened(self.source.reader.outline):
                if len(found) >= _MOST_BOOKMARKS:
                    break
                if isinstance(entry, Destination) and (index := self._page_of(entry)) is not None:
                    found.append((str(entry.title), index))
        except _OUTLINE_FAULTS:
            return tuple(found)
        return tuple(found)

    def _page_of(self, entry: Destination) -> int | None:
        page = entry.get("/Page")
        number = getattr(page, "idnum", None)
        return None if number is None else self._index_of_object.get(number)

    @cached_property
    def _index_of_object(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for index in range(self.page_count):
            try:
                found.setdefault(self.source.page_reference(index).idnum, index)
            except OverlayError:
                continue
        return found

    def run_on(self, page_indexes: Sequence[int], reading: Reading, *, spatial: bool = False) -> tuple[Passage, Folded]:
        """Pages as one text, and folded. Where they are several, running headers and footers are left out between them."""
        key = (tuple(page_indexes), spatial, reading)
        if key not in self._passages:
            readers = [(self._reader_of(i), i) for i in page_indexes]
            pages = [reader.spatial(i) if spatial else reader.text(i) for reader, i in readers]
            left_out = [self._left_out(page, reading, len(pages) > 1) for page in pages]
            made = passage(pages, reading, left_out=left_out)
            self._passages[key] = (made, fold(made.text))
            if len(self._passages) > _PASSAGES_KEPT:
                self._passages.popitem(last=False)
        else:
            self._passages.move_to_end(key)
        return self._passages[key]

    def _left_out(self, page: PageText, reading: Reading, joined: bool) -> frozenset[int]:
        lines = self.running(page.page_index) if joined else frozenset()
        if reading is Reading.BODY_WITHOUT_REPEATED:
            lines |= self._repeated_on(page)
        return lines

    def has_repeated(self, page_index: int) -> bool:
        """True where a page has lines that many pages have."""
        return bool(self._repeated_on(self.text(page_index)))

    def _repeated_on(self, page: PageText) -> frozenset[int]:
        if page.page_index not in self._repeated_lines:
            lines = (line for line, text in printed_lines(page) if line_pattern(text) in self._repeated)
            self._repeated_lines[page.page_index] = frozenset(lines)
        return self._repeated_lines[page.page_index]

    @cached_property
    def _repeated(self) -> frozenset[str]:
        """The lines, their numbers struck out, that many pages have: running headers, where pages were reprinted on others."""
        self.screen.read_all()
        pages_with = Counter(
            pattern
            for index in range(self.page_count)
            for pattern in {line_pattern(line) for line in self.raw(index).splitlines()}
        )
        enough = max(_FEWEST_REPEATS, self.page_count // _REPEATED_SHARE)
        return frozenset(pattern for pattern, count in pages_with.items() if pattern and count >= enough)

    def running(self, page_index: int) -> frozenset[int]:
        """The printed lines (`Char.line`) of a page's running header, footer and number."""
        return self._reader_of(page_index).running(page_index)

    def is_picture(self, page_index: int) -> bool:
        """True where a page has no text of its own to speak of, but a picture: a scan."""
        return not self._pages.text(page_index).text.strip() and self._has_image(page_index)

    def is_stamped_picture(self, page_index: int) -> bool:
        """True where a page has a picture and only a little text of its own, as a scan has with a number stamped on it."""
        return 0 < len(skeleton(self._pages.text(page_index).text)) <= _LITTLE_TEXT and self._has_image(page_index)

    def _has_image(self, page_index: int) -> bool:
        try:
            resources = self.source.inherited(page_index, "/Resources")
            objects = resources.get("/XObject") if isinstance(resources, DictionaryObject) else None
            objects = objects.get_object() if objects is not None else None
            if not isinstance(objects, DictionaryObject):
                return False
            subtypes = [value.get_object() for value in objects.values()]
            return any(
                isinstance(one, DictionaryObject) and one.get("/Subtype") in ("/Image", "/Form") for one in subtypes
            )
        except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return False
