"""Who has signed a document, what the signatures cover, and what they allow to be added (ISO 32000-1, 12.8).

Nothing here says whether a signature is valid: that needs trust in certificates, and is the reader's business. What is
told is what the document states, so that nobody adds to a signed document without knowing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, NameObject, TextStringObject

from overlay.errors import SignedError
from overlay.source.certificates import common_name
from overlay.source.syntax import resolved

MOST_FIELDS = 100_000
"""Form fields that are looked through; more is an attack."""

DEEPEST_FIELD = 64


class Certification(IntEnum):
    """What may be changed after the signature: /P of DocMDP (Table 254)."""

    NOTHING = 1
    FORMS = 2
    COMMENTS = 3


CERTIFIED = {
    Certification.NOTHING: "no changes at all",
    Certification.FORMS: "filling in forms and further signatures, nothing else",
    Certification.COMMENTS: "comments, filling in forms and further signatures, nothing else",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `signer` is the certificate's common name, else the name that the signature states, else None.

    `covers_to` is the end of its byte range in the file (bytes); `covers_all` whether that is the file's end. `allows`: what
    it lets be changed, None where it does not say. `is_timestamp`: it vouches for a time, not for a person.
    """

    field: str
    signer: str | None
    covers_to: int
    covers_all: bool
    allows: Certification | None = None
    is_timestamp: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """A document's signatures in the order of its form fields. `usage_rights`: a signature by which a viewer unlocks functions,
    which any change makes it withdraw (12.8.2.3)."""

    signed: tuple[Signature, ...] = ()
    usage_rights: bool = False

    @property
    def allows(self) -> Certification | None:
        """The strictest that any signature says; None where none says anything."""
        return min((signature.allows for signature in self.signed if signature.allows is not None), default=None)


class Addition(StrEnum):
    """What a release copy may add."""

    CONTENT = "content"
    COMMENTS = "comments"  # annotations alone: nothing drawn on pages, no page added, nothing attached


def allowed_addition(signatures: Signatures, *, name: str, append_after_signature: bool) -> Addition:
    """What may be added to a document under the policy in force. Raises SignedError where it is nothing."""
    if not signatures.signed:
        return Addition.CONTENT
    who = f"{name} is signed by {_listed(signatures)}."
    allows = signatures.allows
    if allows in (Certification.NOTHING, Certification.FORMS):
        raise SignedError(
            f"{who} The signature allows {CERTIFIED[allows]}: a correction would break it.",
            remedy="Ask the signer for a corrected and newly signed document.",
        )
    if not append_after_signature:
        only = "" if allows is None else f" The signature allows {CERTIFIED[allows]}."
        raise SignedError(
            f"{who}{only}",
            remedy="With --append-after-signature the correction is added after it: the signature still covers the original, "
            "and readers will say that the document has been changed since.",
        )
    return Addition.CONTENT if allows is None else Addition.COMMENTS


def after_signature(signatures: Signatures) -> str:
    """What a release copy of a signed document says of itself; empty for an unsigned one."""
    if not signatures.signed:
        return ""
    return f"Signed by {_listed(signatures)}: the signature still covers the original; the copy has been changed since."


def _listed(signatures: Signatures) -> str:
    names = list(dict.fromkeys(signature.signer or "an unnamed signer" for signature in signatures.signed))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def signatures_of(root: DictionaryObject, *, length: int, header_offset: int = 0) -> Signatures:
    """The signatures of a document of `length` bytes, from its catalog."""
    form = resolved(root, "/AcroForm")
    fields = resolved(form, "/Fields") if isinstance(form, DictionaryObject) else None
    found: list[Signature] = []
    if isinstance(fields, ArrayObject):
        for title, field in _signature_fields(fields):
            value = resolved(field, "/V")
            if isinstance(value, DictionaryObject) and ("/Contents" in value or "/ByteRange" in value):
                found.append(_signature(title, field, value, length - header_offset))
    permissions = resolved(root, "/Perms")
    rights = isinstance(permissions, DictionaryObject) and ("/UR3" in permissions or "/UR" in permissions)
    return Signatures(tuple(found), rights)


def _signature_fields(fields: ArrayObject) -> Iterator[tuple[str, DictionaryObject]]:
    """Every signature field with its full name, in the order of the form (12.7.3)."""
    seen: set[tuple[int, int]] = set()
    waiting = [(entry, "", "", 0) for entry in reversed(fields)]
    while waiting and len(seen) < MOST_FIELDS:
        entry, above, kind, level = waiting.pop()
        if isinstance(entry, IndirectObject):
            if (entry.idnum, entry.generation) in seen:
                continue
            seen.add((entry.idnum, entry.generation))
        field = entry.get_object()
        if not isinstance(field, DictionaryObject) or level > DEEPEST_FIELD:
            continue
        part = resolved(field, "/T")
        title = ".".join(filter(None, (above, str(part) if isinstance(part, str) else "")))
        kind = _name(field, "/FT") or kind
        if kind == "/Sig" and "/V" in field:
            yield title, field
        kids = resolved(field, "/Kids")
        if isinstance(kids, ArrayObject):
            waiting += [(kid, title, kind, level + 1) for kid in reversed(kids)]


def _signature(title: str, field: DictionaryObject, value: DictionaryObject, length: int) -> Signature:
    covered = resolved(value, "/ByteRange")
    ranges = [int(number) for number in covered if isinstance(number, int)] if isinstance(covered, ArrayObject) else []
    end = ranges[-2] + ranges[-1] if len(ranges) >= 2 else 0
    stated = resolved(value, "/Name")
    contents, certificate = resolved(value, "/Contents"), resolved(value, "/Cert")
    if isinstance(certificate, ArrayObject):
        certificate = certificate[0].get_object() if certificate else None
    signer = common_name(_bytes(contents), _bytes(certificate)) or (str(stated) if isinstance(stated, str) else None)
    return Signature(
        field=title,
        signer=signer,
        covers_to=end,
        covers_all=bool(ranges) and ranges[0] == 0 and end >= length,
        allows=_allows(field, value),
        is_timestamp=_name(value, "/Type") == "/DocTimeStamp" or _name(value, "/SubFilter") == "/ETSI.RFC3161",
    )


def _name(dictionary: DictionaryObject, key: str) -> str:
    value = resolved(dictionary, key)
    return str(value) if isinstance(value, NameObject) else ""


def _bytes(value: object) -> bytes:
    return value.original_bytes if isinstance(value, ByteStringObject | TextStringObject) else b""


def _allows(field: DictionaryObject, value: DictionaryObject) -> Certification | None:
    """The strictest of the signature's DocMDP transform and its field's lock (12.8.2.2; ISO 32000-2, Table 236)."""
    found: list[Certification] = []
    references = resolved(value, "/Reference")
    for reference in references if isinstance(references, ArrayObject) else ():
        transform = reference.get_object()
        if isinstance(transform, DictionaryObject) and _name(transform, "/TransformMethod") == "/DocMDP":
            parameters = resolved(transform, "/TransformParams")
            stated = resolved(parameters, "/P") if isinstance(parameters, DictionaryObject) else None
            found.append(_certification(stated) or Certification.FORMS)  # 2 is the default
    lock = resolved(field, "/Lock")
    locked = _certification(resolved(lock, "/P")) if isinstance(lock, DictionaryObject) else None
    return min((*found, locked) if locked is not None else found, default=None)


def _certification(stated: object) -> Certification | None:
    return Certification(int(stated)) if isinstance(stated, int) and int(stated) in (1, 2, 3) else None
