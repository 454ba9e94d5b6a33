"""The document's XMP metadata, with one more event in its history (ISO 16684-1; ISO 32000-1, 14.3.2).

The packet is spliced, not parsed and written anew: PDF/A validators are strict about what an XMP library changes in
passing. Only predefined properties are used (xmpMM:DerivedFrom, xmpMM:History), which every PDF/A level allows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from overlay.increment import stream_of
from overlay.release.objects import Writer, dictionary, name, plain

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDF_PREFIX = re.compile(r"xmlns:([\w.-]+)\s*=\s*[\"']" + re.escape(_RDF) + r"[\"']")
_MM_PREFIX = re.compile(r"xmlns:([\w.-]+)\s*=\s*[\"']http://ns\.adobe\.com/xap/1\.0/mm/[\"']")
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xfe\xff", "utf-16"), (b"\xff\xfe", "utf-16"))
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_EMPTY_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f'<rdf:RDF xmlns:rdf="{_RDF}">\n'
    "</rdf:RDF>\n</x:xmpmeta>\n"
    '<?xpacket end="w"?>'
)


@dataclass(frozen=True, slots=True)
class Event:
    """What the history says of this release: the ids are those of the original and of this release copy."""

    original_id: str
    instance_id: str
    parameters: str
    software: str
    when: str


def add_history(increment: Writer, catalog: DictionaryObject, event: Event) -> None:
    """Add `event` to the document's metadata; a document without metadata gets a packet of its own.

    A packet that cannot be read as RDF is left as it is: the record tells the same.
    """
    raw = catalog.raw_get("/Metadata") if "/Metadata" in catalog else None
    stream = plain(raw)
    packet = stream.get_data() if isinstance(stream, StreamObject) else _EMPTY_PACKET.encode("utf-8")
    grown = with_event(packet, event)
    if grown is None:
        return
    # Left uncompressed, so that tools without a PDF reader find it (14.3.2, note; PDF/A-1, 6.7.2).
    entries = dictionary({"Type": name("Metadata"), "Subtype": name("XML")})
    if isinstance(raw, IndirectObject):
        increment.replace(raw, stream_of(entries, grown, compress=False))
    else:
        catalog[name("Metadata")] = increment.add_stream(entries, grown, compress=False)


def with_event(packet: bytes, event: Event) -> bytes | None:
    """The packet with the event spliced in before its RDF ends, in the packet's own encoding; None where it has no RDF."""
    encoding = next((name for mark, name in _ENCODINGS if packet.startswith(mark)), "utf-8")
    try:
        source = packet.decode(encoding)
    except UnicodeDecodeError:
        return None
    prefix = _RDF_PREFIX.search(source)
    if prefix is None:
        return None
    rdf = prefix.group(1)
    end = source.rfind(f"</{rdf}:RDF>")
    if end < 0:
        return None
    mm = _MM_PREFIX.search(source)
    has = {key: mm is not None and f"{mm.group(1)}:{key}" in source for key in ("DerivedFrom", "History")}
    if has["History"] and mm is not None:
        spliced = _into_history(source, rdf, mm.group(1), event)
        if spliced is None:
            return None
        source = spliced
        end = source.rfind(f"</{rdf}:RDF>")
    own = _description(source, rdf, event, derived=not has["DerivedFrom"], history=not has["History"])
    return (source[:end] + own + source[end:]).encode(encoding)


def _into_history(source: str, rdf: str, mm: str, event: Event) -> str | None:
    """The packet with the event at the end of the history that it has; None where that is not in the usual form."""
    begin = source.find(f"<{mm}:History")
    end = source.find(f"</{mm}:History>", begin)
    last = source.rfind(f"</{rdf}:Seq>", begin, end)
    if begin < 0 or end < 0 or last < 0:
        return None
    return source[:last] + _item(rdf, event) + source[last:]


def _description(source: str, rdf: str, event: Event, *, derived: bool, history: bool) -> str:
    if not (derived or history):
        return ""
    # All descriptions of one packet are about one thing: say it as the packet does.
    about = re.search(rf"{rdf}:about\s*=\s*[\"']([^\"'<>]*)[\"']", source)
    parts = [
        f'<{rdf}:Description {rdf}:about="{about.group(1) if about else ""}"'
        ' xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
        ' xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#">\n'
    ]
    if derived:
        parts.append(
            f'<xmpMM:DerivedFrom {rdf}:parseType="Resource">'
            f"<stRef:documentID>{_xml(event.original_id)}</stRef:documentID></xmpMM:DerivedFrom>\n"
        )
    if history:
        parts.append(f"<xmpMM:History><{rdf}:Seq>{_item(rdf, event)}</{rdf}:Seq></xmpMM:History>\n")
    parts.append(f"</{rdf}:Description>\n")
    return "".join(parts)


def _item(rdf: str, event: Event) -> str:
    fields = (
        ("action", "edited"),
        ("instanceID", event.instance_id),
        ("parameters", event.parameters),
        ("softwareAgent", event.software),
        ("when", event.when),
    )
    body = "".join(f"<stEvt:{key}>{_xml(value)}</stEvt:{key}>" for key, value in fields)
    return f'<{rdf}:li xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#" {rdf}:parseType="Resource">{body}</{rdf}:li>'


def _xml(value: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", value), quote=False)
