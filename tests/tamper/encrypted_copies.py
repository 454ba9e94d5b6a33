"""Release copies of encrypted originals, and a forger who has the password: their updates opened, changed, sealed again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pypdf.generic import DictionaryObject, NameObject

from overlay.erratum import Document, Release
from overlay.pipeline import Corrected, Options, correct
from overlay.source import open_source
from overlay.source.encryption import FileKey
from overlay.verify.opening import open_copy
from overlay.verify.values import Stream
from tests.tamper.conftest import ERRATA
from tests.tamper.forge import Forgery, form
from tests.tamper.originals import PDFA_XMP, _plain

READER = "reader"
"""The user's password where there is one."""

MAKES = {
    "RC4, opens for all": pikepdf.Encryption(owner="owner", user="", R=3, aes=False, metadata=False),
    "RC4, user's password": pikepdf.Encryption(owner="owner", user=READER, R=3, aes=False, metadata=False),
    "AES-128, opens for all": pikepdf.Encryption(owner="owner", user="", R=4),
    "AES-128, user's password": pikepdf.Encryption(owner="owner", user=READER, R=4),
    "AES-256, opens for all": pikepdf.Encryption(owner="owner", user="", R=6),
    "AES-256, user's password, metadata in the clear": pikepdf.Encryption(
        owner="owner", user=READER, R=6, metadata=False
    ),
}


def password_of(make: str) -> str | None:
    return READER if "user's password" in make else None


@cache
def original_of(make: str) -> bytes:
    pdf = _plain()
    pdf.Root.Metadata = pdf.make_stream(PDFA_XMP.replace(b"pdfaid:", b"other:").replace(b"pdfa/ns/id", b"x/ns"))
    pdf.Root.Metadata.Type, pdf.Root.Metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    out = BytesIO()
    tables = pikepdf.ObjectStreamMode.disable
    pdf.save(out, encryption=MAKES[make], object_stream_mode=tables, static_id=True)
    return out.getvalue()


@cache
def honest_copy(make: str) -> bytes:
    """The release copy: a band, corrections, an errata sheet, metadata with one event more."""
    document = Document("report.pdf", ERRATA)
    release = Release("Metropolitan Police Service", "01.FOI.24.038993", "2024-11-12", (document,))
    made = correct(original_of(make), document, release, Options(password=password_of(make)))
    assert isinstance(made, Corrected), made
    return made.data


@dataclass(slots=True)
class Sealed(Forgery):
    """A forgery whose objects are in the clear until it is written. What is in `in_clear` is left so; `sealed_for` gives an
    object's strings the seal of another number."""

    key: FileKey | None = None
    identity: list[Any] = field(default_factory=list)
    in_clear: set[int] = field(default_factory=set)
    sealed_for: dict[int, int] = field(default_factory=dict)
    as_written: dict[int, Any] = field(default_factory=dict)

    def written(self) -> bytes:
        whole = replace(self, objects={number: self._sealed(number) for number in self.objects})
        return whole._put_together()

    def _sealed(self, number: int) -> tuple[int, Any]:
        generation, value = self.objects[number]
        if number in self.as_written:
            return generation, self.as_written[number]
        if number in self.in_clear or self.key is None:
            return generation, value
        key, seal = self.key, (self.sealed_for.get(number, number), generation)

        def closed(at: Any) -> Any:
            match at:
                case bytes():
                    return key.encrypted_string(at, *seal)
                case list():
                    return [closed(item) for item in at]
                case dict():
                    return {name: closed(item) for name, item in at.items()}
                case Stream():
                    kind = DictionaryObject({NameObject("/Type"): NameObject(f"/{at.entries.get('Type', 'None')}")})
                    return Stream(closed(at.entries), key.encrypted_stream(kind, at.raw, *seal))
                case _:
                    return at

        return generation, closed(value)

    def _put_together(self) -> bytes:
        lead = b"" if self.original.endswith((b"\n", b"\r")) else b"\n"
        head = self.original + lead
        body, places, position = [], {}, len(head)
        for number, (generation, value) in sorted(self.objects.items()):
            part = b"%d %d obj\n%b\nendobj\n" % (number, generation, form(value))
            places[number] = (generation, position)
            body.append(part)
            position += len(part)
        trailer = dict(self.trailer)
        if "ID" in trailer:
            digest = hashlib.sha256(lead + b"".join(body))
            digest.update(b"".join(form(item) for item in self.identity) + b"%d" % len(self.original))
            trailer["ID"] = [trailer["ID"][0], self.fixed_identity or digest.digest()[:16]]
        size = max([*self.objects, (trailer.get("Size") or 1) - 1]) + 1
        return head + b"".join(body) + self._table(places, position, trailer, size)


def opened(copy: bytes, password: str | None) -> Sealed:
    """A forgery that, written unchanged, is the copy itself to the byte."""
    case = open_copy(copy, password=password)
    update = case.update
    return Sealed(
        copy,
        case.inside,
        {number: (placed.generation, placed.value) for number, placed in update.objects.items()},
        dict(update.trailer),
        update.section_object,
        update.free_head or 0,
        base=update.base,
        key=open_source(case.inside, name="x.pdf", password=password).reader.file_key,
        identity=case.original.identity,
    )
