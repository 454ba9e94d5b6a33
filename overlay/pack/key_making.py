"""Makes a key to try signing out with: self-signed, so that it vouches for nobody."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

KEY_BITS = 3072  # as secure as 128 bits; every reader knows RSA
PUBLIC_EXPONENT = 65537
VALID = timedelta(days=365)
LONGEST_NAME = 64  # characters of a common name (X.520)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key file (PKCS #12), and its certificate alone (PEM), which may be given to anyone."""

    p12: bytes = field(repr=False)
    certificate: bytes


def make_key(name: str, password: str, *, now: datetime) -> KeyPair:
    """A new key with a certificate for `name` that it has signed itself, valid for a year from `now`."""
    key = rsa.generate_private_key(PUBLIC_EXPONENT, KEY_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:LONGEST_NAME])])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(secrets.randbits(120) | 1)
        .not_valid_before(now)
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(password.encode("utf-8"))
    p12 = pkcs12.serialize_key_and_certificates(name.encode("utf-8"), key, certificate, None, locked)
    return KeyPair(p12, certificate.public_bytes(serialization.Encoding.PEM))
