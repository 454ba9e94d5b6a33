"""Documents of our own that claim, and have, each level of PDF/A and PDF/UA: material for `test_conformance`."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = Path(__file__).resolve().parents[2] / "overlay" / "appearance" / "typefaces" / "DejaVuSans.ttf"
TITLE = "Visitors to the reservoir"
QUOTE = "In May we counted 418 visitors, more than in any month before."
LINES = (
    (TITLE, "The path round the north bank is closed until the birds have left."),
    (QUOTE, "Tickets are sold at the boathouse between seven and noon."),
)
HAS_TAGS = frozenset({"1a", "2a", "3a", "ua1", "2a+ua1", "3a+ua1"})
LEVELS = ("1b", "1a", "2b", "2u", "2a", "3b", "3u", "3a", "4", "4f", "ua1", "2a+ua1", "3a+ua1")

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>
{claims}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
A_CLAIM = (
    '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
    "<pdfaid:part>{part}</pdfaid:part>{level}</rdf:Description>"
)
UA_CLAIM = (
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)
UA_WITHIN_A = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A PDF/A part and level letter ("" for none), and whether PDF/UA-1 is claimed."""

    part: str
    letter: str
    accessible: bool

    @staticmethod
    def of(name: str) -> Claim:
        level = name.split("+")[0]
        archival = level if level != "ua1" else ""
        return Claim(archival[:1], archival[1:], "ua1" in name)


def document(level: str) -> bytes:
    """A document of two pages at `level`, one of LEVELS."""
    claim = Claim.of(level)
    pdf = pikepdf.open(io.BytesIO(_pages(tagged=level in HAS_TAGS)))
    pdf.Root.Metadata = pdf.make_stream(_packet(claim).encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)
    if claim.part:
        _add_output_intent(pdf)
    if level in HAS_TAGS:
        _add_structure(pdf)
    if claim.part == "4":
        del pdf.trailer["/Info"]
        if claim.letter == "f":
            _add_attachment(pdf)
    else:
        for key in list(pdf.docinfo):
            del pdf.docinfo[key]
        pdf.docinfo["/Title"] = TITLE
    target = io.BytesIO()
    pdf.save(
        target,
        force_version={"1": "1.4", "4": "2.0"}.get(claim.part, "1.7"),
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    return target.getvalue()


def _packet(claim: Claim) -> str:
    claims = []
    if claim.part == "4":
        level = "<pdfaid:rev>2020</pdfaid:rev>"
        level += f"<pdfaid:conformance>{claim.letter.upper()}</pdfaid:conformance>" if claim.letter else ""
        claims.append(A_CLAIM.format(part=4, level=level))
    elif claim.part:
        level = f"<pdfaid:conformance>{claim.letter.upper()}</pdfaid:conformance>"
        claims.append(A_CLAIM.format(part=claim.part, level=level))
    if claim.accessible:
        claims.append(UA_CLAIM)
        if claim.part:
            claims.append(UA_WITHIN_A)
    return PACKET.format(title=TITLE, claims="\n".join(claims))


def _pages(*, tagged: bool) -> bytes:
    pdfmetrics.registerFont(TTFont("Claims", str(FONT)))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, initialFontName="Claims")
    for lines in LINES:
        for place, line in enumerate(lines):
            if tagged:
                canvas._code.append(f"/P <</MCID {place}>> BDC")
            canvas.setFont("Claims", 11)
            canvas.drawString(80, 700 - 40 * place, line)
            if tagged:
                canvas._code.append("EMC")
        canvas.showPage()
    canvas.save()
    return _without_helvetica(target.getvalue())


def _without_helvetica(content: bytes) -> bytes:
    """reportlab lists Helvetica whether it is used or not; PDF/A wants every listed font embedded."""
    pdf = pikepdf.open(io.BytesIO(content))
    for leaf in pdf.pages:
        fonts = leaf.Resources.Font
        for name in [name for name in fonts if "/FontDescriptor" not in fonts[name]]:
            del fonts[name]
            content = re.sub(rb"BT %b [\d.]+ Tf [\d.]+ TL ET" % name.encode(), b"", leaf.Contents.read_bytes())
            leaf.Contents = pdf.make_stream(content)
        if "/Trans" in leaf:
            del leaf.Trans
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def _add_output_intent(pdf: pikepdf.Pdf) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # PDF/A-1 takes profiles up to version 2 (ISO 19005-1, 6.2.2); the fields used here are the same in version 4.
    profile = profile[:8] + b"\x02\x10\x00\x00" + profile[12:]
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB"),
        DestOutputProfile=pdf.make_stream(profile, N=3),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _add_structure(pdf: pikepdf.Pdf) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    numbers = Array()
    for index, leaf in enumerate(pdf.pages):
        leaf.obj.StructParents, leaf.obj.Tabs = index, Name.S
        parts = Array()
        for place in range(len(LINES[index])):
            part = Dictionary(Type=Name.StructElem, S=Name.P, P=whole, Pg=leaf.obj, K=place)
            parts.append(pdf.make_indirect(part))
            whole.K.append(parts[-1])
        numbers.extend([index, pdf.make_indirect(parts)])
    root.K = whole
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("en-GB")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _add_attachment(pdf: pikepdf.Pdf) -> None:
    """PDF/A-4f wants at least one embedded file (ISO 19005-4, annex A)."""
    file = pdf.make_stream(b"month,visitors\nMay,418\n", Type=Name.EmbeddedFile, Subtype=Name("/text/csv"))
    specification = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String("visitors.csv"),
            UF=String("visitors.csv"),
            Desc=String("The counts"),
            AFRelationship=Name.Data,
            EF=Dictionary(F=file, UF=file),
        )
    )
    pdf.Root.AF = Array([specification])
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("visitors.csv"), specification])))
