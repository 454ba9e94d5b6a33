"""What a document is, as far as it binds what may be added to it: encryption, signatures, tags, conformance claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from overlay.source.encryption import Protection, protection_of
from overlay.source.reader import LazyReader
from overlay.source.signatures import Signatures, signatures_of
from overlay.source.syntax import resolved
from overlay.source.xref import Style

LONGEST_XMP = 4_000_000
"""Bytes of document metadata that are looked at; more are no metadata."""

LINEARISED_WINDOW = 1024
"""ISO 32000-1, Annex F.3.3: the linearisation dictionary stands within the first 1,024 bytes."""

_PDFA_PART = re.compile(rb"pdfaid:part\s*(?:=\s*[\"']|>)\s*(\d{1,2})")
_PDFA_LEVEL = re.compile(rb"pdfaid:conformance\s*(?:=\s*[\"']|>)\s*([A-Za-z])")
_PDFUA_PART = re.compile(rb"pdfuaid:part\s*(?:=\s*[\"']|>)\s*(\d{1,2})")
_LINEARISED = re.compile(rb"<<[^>]{0,200}/Linearized\b")
_VERSION = re.compile(rb"%PDF-(\d{1,2}\.\d{1,2})")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one document. `pdfa` is the claimed part and level ("2b", "4"), `pdfua` the claimed part; None: no claim."""

    version: str
    xref_style: Style
    protection: Protection | None = None
    tagged: bool = False
    pdfa: str | None = None
    pdfua: int | None = None
    linearised: bool = False
    has_optional_content: bool = False
    has_acroform: bool = False
    has_xfa: bool = False
    language: str | None = None
    signatures: Signatures = field(default_factory=Signatures)

    @property
    def encrypted(self) -> bool:
        return self.protection is not None


def facts_of(reader: LazyReader, root: DictionaryObject) -> Facts:
    """The facts of a document that is open."""
    xmp = xmp_of(reader, root)
    form = resolved(root, "/AcroForm")
    marks = resolved(root, "/MarkInfo")
    language = resolved(root, "/Lang")
    return Facts(
        version=_version(reader, root),
        xref_style=reader.chain.sections[0].style,
        protection=protection_of(reader._encryption) if reader._encryption is not None else None,
        tagged=_is_true(marks, "/Marked") and isinstance(resolved(root, "/StructTreeRoot"), DictionaryObject),
        pdfa=_pdfa(xmp),
        pdfua=int(match.group(1)) if (match := _PDFUA_PART.search(xmp)) else None,
        linearised=_LINEARISED.search(reader.data[: LINEARISED_WINDOW + reader.chain.header_offset]) is not None,
        has_optional_content=isinstance(resolved(root, "/OCProperties"), DictionaryObject),
        has_acroform=isinstance(form, DictionaryObject),
        has_xfa=isinstance(form, DictionaryObject) and isinstance(resolved(form, "/XFA"), ArrayObject | StreamObject),
        language=str(language) if isinstance(language, str) else None,
        signatures=signatures_of(root, length=len(reader.data), header_offset=reader.chain.header_offset),
    )


def xmp_of(reader: LazyReader, root: DictionaryObject) -> bytes:
    """The document's XMP packet as it stands, decoded from its stream's filters; empty where there is none."""
    metadata = resolved(root, "/Metadata")
    if not isinstance(metadata, StreamObject):
        return b""
    content = reader.decoded(metadata)[:LONGEST_XMP]
    if content.startswith((b"\xfe\xff", b"\xff\xfe")):
        content = content.decode("utf-16", "replace").encode()
    return content


def _pdfa(xmp: bytes) -> str | None:
    part = _PDFA_PART.search(xmp)
    if part is None:
        return None
    level = _PDFA_LEVEL.search(xmp)
    return part.group(1).decode() + (level.group(1).decode().lower() if level else "")


def _version(reader: LazyReader, root: DictionaryObject) -> str:
    """The later of the header's and the catalog's (7.5.2)."""
    match = _VERSION.match(reader.data, reader.chain.header_offset)
    stated = match.group(1).decode() if match else "1.0"
    later = resolved(root, "/Version")
    if isinstance(later, str) and re.fullmatch(r"/\d{1,2}\.\d{1,2}", later):
        return max(stated, later[1:], key=version_key)
    return stated


def version_key(version: str) -> tuple[int, ...]:
    """For comparing versions: "1.10" is later than "1.9"."""
    return tuple(int(part) for part in version.split("."))


def _is_true(dictionary: object, key: str) -> bool:
    value = resolved(dictionary, key) if isinstance(dictionary, DictionaryObject) else None
    return bool(getattr(value, "value", False))
