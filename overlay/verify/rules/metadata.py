"""The document's XMP metadata (ISO 16684-1; ISO 32000-1, 14.3.2): what was there, and one more event."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import unescape

from overlay.verify.case import Answer, Case, Claim, Doubt, Role, is_name
from overlay.verify.values import MalformedError, Ref, Stream, same

_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xfe\xff", "utf-16"), (b"\xff\xfe", "utf-16"))
_EVENT = re.compile(
    r'<([\w.-]+):li xmlns:stEvt="http://ns\.adobe\.com/xap/1\.0/sType/ResourceEvent#" \1:parseType="Resource">'
    r"<stEvt:action>edited</stEvt:action><stEvt:instanceID>([^<>]*)</stEvt:instanceID>"
    r"<stEvt:parameters>([^<>]*)</stEvt:parameters><stEvt:softwareAgent>overlay ([\w.+-]{1,40})</stEvt:softwareAgent>"
    r"<stEvt:when>([^<>]*)</stEvt:when></\1:li>"
)
_DERIVED = r'<xmpMM:DerivedFrom {rdf}:parseType="Resource"><stRef:documentID>sha256:{sha256}</stRef:documentID></xmpMM:DerivedFrom>\n'
_HISTORY = r"<xmpMM:History><{rdf}:Seq></{rdf}:Seq></xmpMM:History>\n"
_DESCRIPTION = (
    r'<{rdf}:Description {rdf}:about="[^"\'<>]*" xmlns:xmpMM="http://ns\.adobe\.com/xap/1\.0/mm/"'
    r' xmlns:stRef="http://ns\.adobe\.com/xap/1\.0/sType/ResourceRef#">\n'
    r"(?:{derived}{history}|{derived}|{history})</{rdf}:Description>\n"
)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EMPTY_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f'<rdf:RDF xmlns:rdf="{_RDF}">\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Metadata:
    """Permits the original's packet with one event in its history and the name of the original; letter for letter else."""

    name = "metadata"
    ensures = (
        "Title, author, dates and conformance claims are those of the original; one event says that errata were added."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        before, after = case.original.catalog.get("Metadata"), case.catalog.get("Metadata")
        if same(before, after) and not case.is_changed(after):
            return
        if not isinstance(after, Ref) or (isinstance(before, Ref) and not same(before, after)):
            raise MalformedError("the document was given other metadata")
        stream = case.get(after)
        if not isinstance(stream, Stream) or not (case.is_added(after) or case.is_changed(after)):
            raise MalformedError("the document's metadata are no metadata")
        yield Claim(after.number, Role.METADATA)
        entries = stream.entries
        if (
            entries.keys() != {"Type", "Subtype"}
            or not is_name(entries["Type"], "Metadata")
            or not is_name(entries["Subtype"], "XML")
        ):
            yield Doubt("The document's metadata have entries that they need not.", after.number)
        packet = case.original.decoded(before)
        old = _text(packet) if packet is not None else EMPTY_PACKET
        new = _text(stream.raw)
        yield from self._event(case, old, new, after.number)

    def _event(self, case: Case, old: str, new: str, number: int) -> Iterator[Answer]:
        instance = f"sha256-of-record:{hashlib.sha256(case.record).hexdigest()}"
        mine = [found for found in _EVENT.finditer(new) if unescape(found.group(2)) == instance]
        if len(mine) != 1:
            yield Doubt("The document's metadata do not name this record in their history.", number)
            return
        event = mine[0]
        said = (
            f"Corrected copy: {case.declared.issuer}, {case.declared.reference}. The original is contained unaltered."
        )
        if (
            unescape(event.group(3)) != _NOT_IN_XML.sub("\ufffd", said)
            or event.group(5) != f"{case.declared.date}T00:00:00Z"
        ):
            yield Doubt("The event in the document's metadata says something else than the record.", number)
        if dict(case.declared.record.tools).get("overlay") != event.group(4):
            yield Doubt("The event in the document's metadata names another program than the record.", number)
        rest = new[: event.start()] + new[event.end() :]
        names = {"rdf": re.escape(event.group(1)), "sha256": case.declared.original_sha256}
        parts = {"derived": _DERIVED.format(**names), "history": _HISTORY.format(**names)}
        own = re.compile(_DESCRIPTION.format(**names, **parts))
        without = [rest, *(rest[: found.start()] + rest[found.end() :] for found in own.finditer(rest))]
        if old not in without:
            yield Doubt("The document's metadata were changed in more than the event of its correction.", number)


def _text(packet: bytes) -> str:
    encoding = next((name for mark, name in _ENCODINGS if packet.startswith(mark)), "utf-8")
    try:
        return packet.decode(encoding)
    except UnicodeDecodeError as error:
        raise MalformedError("the document's metadata cannot be read") from error
