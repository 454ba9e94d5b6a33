"""The name of a signature's signer, out of its CMS container (RFC 5652). Trust is nobody's concern here."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # imported where it is needed: few documents are signed, and it takes long
    from cryptography import x509

_SEQUENCE, _SET = 0x30, 0x31


class _Element(NamedTuple):
    tag: int
    content: bytes
    whole: bytes
    end: int


def common_name(container: bytes, certificate: bytes = b"") -> str | None:
    """The common name (or the organisation's) in the certificate of a container's first signer; None where none can be read.

    `certificate` is the signature's own, for the old kind of signature that has it outside its container (12.8.3.2).
    """
    from cryptography import x509

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about certificates that bend the rules; their names are readable
            found = x509.load_der_x509_certificate(certificate) if certificate else _signers_certificate(container)
            return _name_of(found) if found is not None else None
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError, NotImplementedError):
        return None


def _name_of(certificate: x509.Certificate) -> str | None:
    from cryptography.x509.oid import NameOID

    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(kind):
            if isinstance(attribute.value, str) and attribute.value.strip():
                return attribute.value.strip()
    return None


def _signers_certificate(container: bytes) -> x509.Certificate | None:
    from cryptography.hazmat.primitives.serialization import pkcs7

    outer = _element(container, 0)
    held = pkcs7.load_der_pkcs7_certificates(container[: outer.end])
    if len(held) <= 1:
        return held[0] if held else None
    named = _signers_identifier(container)
    for certificate in held:
        if named is not None and (certificate.issuer.public_bytes(), certificate.serial_number) == named:
            return certificate
    issuers = {certificate.issuer for certificate in held}
    return next((certificate for certificate in held if certificate.subject not in issuers), held[0])


def _signers_identifier(container: bytes) -> tuple[bytes, int] | None:
    """The issuer (DER) and the serial number that the first SignerInfo names its certificate by (RFC 5652, 5.3)."""
    information = _children(_element(container, 0).content)
    signed = _children(_element(information[1].content, 0).content)
    signers = [element for element in signed if element.tag == _SET][-1]
    identifier = _children(_element(signers.content, 0).content)[1]
    if identifier.tag != _SEQUENCE:  # a subject key identifier
        return None
    issuer, serial = _children(identifier.content)[:2]
    return issuer.whole, int.from_bytes(serial.content, "big", signed=True)


def _children(content: bytes) -> list[_Element]:
    children, at = [], 0
    while at < len(content):
        children.append(_element(content, at))
        at = children[-1].end
    return children


def _element(content: bytes, at: int) -> _Element:
    """The DER element at a position. Raises ValueError, or IndexError, for what is none."""
    tag, length, begin = content[at], content[at + 1], at + 2
    if length == 0x80:
        raise ValueError("a length that is left open")
    if length > 0x80:
        begin += length & 0x7F
        length = int.from_bytes(content[at + 2 : begin], "big")
    if begin + length > len(content):
        raise ValueError("an element longer than what holds it")
    return _Element(tag, content[begin : begin + length], content[at : begin + length], begin + length)
