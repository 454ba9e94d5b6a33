"""The notice as a PDF: drawn by `pen`, then made a tagged document that claims PDF/A-2a and PDF/UA-1.

Pure: the same facts give the same bytes. Colours are calibrated (8.6.5.6), so no output intent is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, IndirectObject, PdfObject

from overlay.appearance.colour import Palette, palette
from overlay.appearance.fonts import Fonts, load
from overlay.appearance.pen import Pen
from overlay.appearance.sheet_rows import SheetSetter
from overlay.appearance.wording import wording
from overlay.geometry import Point
from overlay.increment import Increment
from overlay.pack.facts import PackFacts
from overlay.pack.notice_file import written_whole
from overlay.pack.notice_pages import NoticePage, notice_pages
from overlay.pack.notice_text import OUTSIDE, Part, notice_parts
from overlay.pack.words import say
from overlay.release.conformance import calibrated
from overlay.release.objects import dictionary, name, number, text
from overlay.source import open_source

_PDFUA_SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the document conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def notice_pdf(facts: PackFacts) -> bytes:
    """The notice. Raises UnsupportedError for what cannot be drawn, FileError for a font file that cannot be read."""
    style = facts.release.style
    fonts = load([Path(font) for font in style.fonts])
    setter, parts = notice_parts(facts, fonts)
    pages = notice_pages(setter, parts)
    drawn = _drawn(pages, setter, fonts, palette(style))
    source = open_source(drawn, name="notice.pdf")
    increment = Increment(source)
    catalog = increment.edit(source.reader.trailer.raw_get("/Root"))
    title = f"{say(style, 'title')}: {facts.release.reference}"
    catalog[name("Lang")] = text(wording(style).language)
    catalog[name("MarkInfo")] = dictionary({"Marked": BooleanObject(True)})
    catalog[name("ViewerPreferences")] = dictionary({"DisplayDocTitle": BooleanObject(True)})
    catalog[name("Metadata")] = increment.add_stream(
        dictionary({"Type": name("Metadata"), "Subtype": name("XML")}), _metadata(title, facts), compress=False
    )
    catalog[name("StructTreeRoot")] = _Structure(increment, parts).grown(pages)
    return written_whole(increment)


def _drawn(pages: Sequence[NoticePage], setter: SheetSetter, fonts: Fonts, colours: Palette) -> bytes:
    pen, origin = Pen(fonts, colours), Point(0.0, 0.0)
    for page in pages:
        pen.begin(setter.width, setter.height)
        pen.artifact()
        for rule in page.rules:
            ends = [Point(setter.margin, rule.y), Point(setter.width - setter.margin, rule.y)]
            pen.line(ends, rule.width, colours.border)
        pen.text(page.furniture, origin)
        pen.unmarked()
        for mcid, marked in enumerate(page.marked):
            pen.marked("Span", mcid)
            pen.text(marked.lines, origin)
            pen.unmarked()
        pen.end()
    return pen.pdf()


class _Structure:
    """The structure tree (ISO 32000-1, 14.7): a Document with headings, paragraphs, and tables of rows of cells."""

    def __init__(self, increment: Increment, parts: Sequence[Part]) -> None:
        self.increment = increment
        self.parts = parts
        self.root = increment.reserve()
        self.cells: dict[tuple[int, int], tuple[IndirectObject, ArrayObject]] = {}

    def grown(self, pages: Sequence[NoticePage]) -> IndirectObject:
        document, kids = self._element("Document", self.root)
        self._elements(document, kids)
        on_pages = ArrayObject()
        for page_index, page in enumerate(pages):
            on_pages += [number(page_index), self.increment.add(self._of_page(page_index, page))]
        parents = self.increment.add(dictionary({"Nums": on_pages}))
        root = {"Type": name("StructTreeRoot"), "K": document, "ParentTree": parents}
        root["ParentTreeNextKey"] = number(len(pages))
        return self.increment.replace(self.root, dictionary(root))

    def _elements(self, document: IndirectObject, kids: ArrayObject) -> None:
        table, rows, last = document, kids, OUTSIDE
        for index, part in enumerate(self.parts):
            holder, holds = document, kids
            if part.table != OUTSIDE:
                if part.table != last:
                    table, rows = self._element("Table", document)
                    kids.append(table)
                holder, holds = self._element("TR", table)
                rows.append(holder)
            last = part.table
            for at, cell in enumerate(part.block.cells):
                role = cell.tag if part.table != OUTSIDE else part.tag
                element, content = self._element(role, holder)
                holds.append(element)
                self.cells[(index, at)] = (element, content)

    def _of_page(self, page_index: int, page: NoticePage) -> ArrayObject:
        """Ties what is read on a page to its elements; returns the page's entry in the parent tree."""
        reference = self.increment.source.page_reference(page_index)
        changed = self.increment.edit(reference)
        changed[name("StructParents")] = number(page_index)
        changed[name("Tabs")] = name("S")
        resources = changed["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        resources[name("ColorSpace")] = calibrated()
        entry = ArrayObject()
        for mcid, marked in enumerate(page.marked):
            element, content = self.cells[(marked.part, marked.cell)]
            content.append(dictionary({"Type": name("MCR"), "Pg": reference, "MCID": number(mcid)}))
            entry.append(element)
        return entry

    def _element(self, role: str, parent: IndirectObject) -> tuple[IndirectObject, ArrayObject]:
        kids = ArrayObject()
        entries: dict[str, PdfObject | None] = {"Type": name("StructElem"), "S": name(role), "P": parent, "K": kids}
        if role == "TH":
            entries["A"] = dictionary({"O": name("Table"), "Scope": name("Column")})
        return self.increment.add(dictionary(entries)), kids


def _metadata(title: str, facts: PackFacts) -> bytes:
    language = wording(facts.release.style).language
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\n'
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>\n"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title, quote=False)}</rdf:li></rdf:Alt></dc:title>\n'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(facts.release.issuer, quote=False)}</rdf:li></rdf:Seq></dc:creator>\n"
        f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\n"
        f'</rdf:Description>\n{_PDFUA_SCHEMA}\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()
