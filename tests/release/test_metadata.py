"""One more event in an XMP packet: well-formed, in the packet's own encoding, nothing else changed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from overlay.release.metadata import Event, with_event

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EVENT = Event("sha256:ab", "sha256-of-record:cd", 'A & B <"c">\x00', "overlay 0", "2024-11-12T00:00:00Z")


def packet(inner: str, *, rdf: str = "rdf") -> str:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<{rdf}:RDF xmlns:{rdf}="{RDF}">{inner}</{rdf}:RDF></x:xmpmeta><?xpacket end="w"?>'
    )


PLAIN = packet(
    '<rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>x</dc:format></rdf:Description>'
)
WITH_HISTORY = packet(
    '<rdf:Description rdf:about="" xmlns:m="http://ns.adobe.com/xap/1.0/mm/"><m:History><rdf:Seq>'
    '<rdf:li rdf:parseType="Resource"/></rdf:Seq></m:History></rdf:Description>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("source", [PLAIN, WITH_HISTORY, packet("", rdf="r")])
def test_the_event_is_added_and_the_rest_stays(source: str, encoding: str) -> None:
    grown = with_event(source.encode(encoding), EVENT)
    assert grown is not None
    said = grown.decode(encoding)
    root = ElementTree.fromstring(said.encode("utf-8"))
    assert len(root.findall(".//{http://ns.adobe.com/xap/1.0/mm/}History")) == 1
    assert len(root.findall(".//{http://ns.adobe.com/xap/1.0/mm/}DerivedFrom")) == 1
    events = root.findall(f".//{{http://ns.adobe.com/xap/1.0/mm/}}History/{{{RDF}}}Seq/{{{RDF}}}li")
    assert len(events) == (2 if "History" in source else 1)
    # Nothing of the packet is gone: its characters are all there, in order.
    rest = iter(said)
    assert all(char in rest for char in source)


def test_descriptions_are_about_one_thing() -> None:
    grown = with_event(PLAIN.encode(), EVENT)
    assert grown is not None
    assert grown.count(b'rdf:about="uuid:1"') == 2


@pytest.mark.parametrize("packet_bytes", [b"", b"no xml", b"\xff\xfe\x00", b"<rdf:RDF/>"])
def test_what_is_no_rdf_is_left_alone(packet_bytes: bytes) -> None:
    assert with_event(packet_bytes, EVENT) is None
