"""Originals made for tampering, each of another make: tables and streams, tagged, PDF/A, encrypted. None comes from elsewhere."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from reportlab.pdfgen import canvas

WIDTH, HEIGHT = 420, 595
LINES = (
    "This data revealed that the charity had provided mentoring",
    "services to eight young men referred by the police.",
    "The figure for the year before was 4,120 hours.",
)
PDFA_XMP = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Report</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def table() -> bytes:
    """A cross-reference table, and all that a document may have: outline, link, attachment, layer, form field, metadata."""
    return _saved(_furnished(), object_streams=False)


def stream() -> bytes:
    """The same with cross-reference and object streams."""
    return _saved(_furnished(), object_streams=True)


def short() -> bytes:
    """The same, its filters by the names that inline images have."""
    whole = b"/FlateDecode"
    return stream().replace(whole, b"/Fl".ljust(len(whole)))


def pdfa() -> bytes:
    """A document that claims PDF/A-2b, so that the record is private data."""
    pdf = _plain()
    pdf.Root.Metadata = pdf.make_stream(PDFA_XMP, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    return _saved(pdf, object_streams=False)


def encrypted() -> bytes:
    """AES-256, to be opened without a password."""
    out = BytesIO()
    pdf = _plain()
    pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user="", R=6), static_id=True)
    return out.getvalue()


def tagged() -> bytes:
    """A tagged document: each line a paragraph of its own."""
    pdf = _plain()
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    document = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=root))
    arrays = []
    kids = []
    for index, leaf in enumerate(pdf.pages):
        leaf.obj.StructParents = index
        content, elements = [], []
        for line, text in enumerate(LINES):
            element = pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, P=document, Pg=leaf.obj, K=line
            )
            elements.append(pdf.make_indirect(element))
            content.append(f"/P <</MCID {line}>> BDC BT /F1 11 Tf 40 {520 - 20 * line} Td ({text}) Tj ET EMC")
        leaf.obj.Contents = pdf.make_stream("\n".join(content).encode())
        arrays += [index, pdf.make_indirect(pikepdf.Array(elements))]
        kids += elements
    document.K = pikepdf.Array(kids)
    root.K = document
    root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(arrays)))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    pdf.Root.Lang = pikepdf.String("en")
    return _saved(pdf, object_streams=False)


MAKES = {"table": table, "stream": stream, "short": short, "pdfa": pdfa, "encrypted": encrypted, "tagged": tagged}


def _plain() -> pikepdf.Pdf:
    out = BytesIO()
    drawing = canvas.Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=True, pageCompression=0)
    for _ in range(3):
        drawing.setFont("Helvetica", 11)
        for line, text in enumerate(LINES):
            drawing.drawString(40, 520 - 20 * line, text)
        drawing.showPage()
    drawing.save()
    return pikepdf.open(BytesIO(out.getvalue()))


def _furnished() -> pikepdf.Pdf:
    pdf = _plain()
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Mentoring", 1))
    pdf.attachments["data.csv"] = pikepdf.AttachedFileSpec(pdf, b"a,b\n1,2\n", filename="data.csv")
    group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Watermark")))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=pikepdf.Dictionary(Order=[group], OFF=[group]))
    pdf.Root.Metadata = pdf.make_stream(PDFA_XMP.replace(b"pdfaid:", b"other:").replace(b"pdfa/ns/id", b"x/ns"))
    pdf.Root.Metadata.Type, pdf.Root.Metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[40, 40, 100, 60],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/")),
    )
    pdf.pages[1].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
    pdf.docinfo["/Title"] = "Report"
    return pdf


def _saved(pdf: pikepdf.Pdf, *, object_streams: bool) -> bytes:
    out = BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if object_streams else pikepdf.ObjectStreamMode.disable
    pdf.save(out, object_stream_mode=mode, static_id=True)
    return out.getvalue()
