"""Checks signatures made by `signing`: who signed, whether the signature holds, and that nothing but it was added.

Whether the signer is who the certificate says is not judged: a certificate is told by its name and SHA-256, to be
compared with what the issuer states elsewhere. Expiry and revocation are not looked at either.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from overlay.errors import OverlayError, UnsupportedError
from overlay.pack.signing import FIELD, Terms, prepared, stated, tool_version
from overlay.record import FileFacts
from overlay.source import open_source


@dataclass(frozen=True, slots=True)
class Signatory:
    """Whom a certificate names, its SHA-256, and the time that the signature states (None: it states none)."""

    name: str
    certificate_sha256: str
    when: datetime | None = None

    def __str__(self) -> str:
        time = f" on {self.when.isoformat()}" if self.when else ""
        return f"{self.name}{time} (certificate SHA-256 {self.certificate_sha256})"


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A PDF that says it is signed by us. `inside` is what was signed.

    `fault` tells why the signature does not hold, `doubt` why that cannot be decided; "" for neither.
    """

    inside: bytes = field(repr=False)
    signatory: Signatory | None = None
    fault: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class CheckedManifest:
    """A detached signature that was looked at: its signatory, and why it does not hold ("": it does)."""

    signatory: Signatory | None
    fault: str = ""


def signed_file(data: bytes, *, name: str, password: str | None = None) -> SignedFile | None:
    """The signature that `signing` has put at a PDF's end; None where there is none."""
    try:
        signatures = open_source(data, name=name, password=password).facts.signatures.signed
    except OverlayError:
        return None
    if not any(signature.field == FIELD for signature in signatures):
        return None
    try:
        return _looked_at(data, name)
    except UnsupportedError as error:
        return SignedFile(data, doubt=f"The signature could not be checked. {error}")
    except Exception as error:  # pyHanko and the libraries below it raise whatever damaged data make them raise
        return SignedFile(data, fault=f"The signature cannot be read ({type(error).__name__}).")


def _looked_at(data: bytes, name: str) -> SignedFile:
    here = tool_version()
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    embedded = PdfFileReader(io.BytesIO(data), strict=True).embedded_signatures[-1]
    told = stated(str(embedded.sig_object.get("/Reason", "")))
    if embedded.field_name != FIELD or told is None:
        return SignedFile(data, fault="The last signature is not the one that a release copy is signed with.")
    facts, made_with = told
    inside = data[: facts.length]
    if FileFacts(hashlib.sha256(inside).hexdigest(), len(inside)) != facts:
        return SignedFile(data, fault="The signature names a release copy that is not inside this file.")
    signatory = _signatory(embedded.signer_cert, embedded.self_reported_timestamp)
    embedded.compute_integrity_info()
    if embedded.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return SignedFile(
            inside, signatory, fault="Something was added after the signature, or the signature leaves out a part."
        )
    if not _holds_in_pdf(embedded):
        return SignedFile(
            inside, signatory, fault="The signature does not hold: the file was changed, or the signature was."
        )
    if made_with != here:
        doubt = f"The copy was signed with pyHanko {made_with} (here: {here}), so it cannot be proved that nothing but a signature was added."
        return SignedFile(inside, signatory, doubt=doubt)
    if not _nothing_else(data, inside, embedded, name):
        return SignedFile(inside, signatory, fault="More than a signature was added to the release copy.")
    return SignedFile(inside, signatory)


def _nothing_else(data: bytes, inside: bytes, embedded: Any, name: str) -> bool:
    """Whether the same increment, prepared again, holds every byte but the container."""
    from asn1crypto import cms

    when, container = embedded.self_reported_timestamp, cms.ContentInfo.load(embedded.pkcs7_content).dump()
    signed_before = bool(open_source(inside, name=name).facts.signatures.signed)
    facts = FileFacts(hashlib.sha256(inside).hexdigest(), len(inside))
    ready = prepared(inside, Terms(facts, when, not signed_before), name=name)
    return len(ready.data) == len(data) and ready.filled(container) == data


def _holds_in_pdf(embedded: Any) -> bool:
    from pyhanko.sign.validation.generic_cms import async_validate_cms_signature

    status = asyncio.run(
        async_validate_cms_signature(
            embedded.signed_data,
            raw_digest=embedded.compute_digest(),
            validation_context=_no_trust(embedded.signer_cert),
            key_usage_settings=_any_usage(),
        )
    )
    return bool(status.intact and status.valid)


def check_manifest(signature: bytes, manifest: bytes) -> CheckedManifest:
    """Whether a detached CMS signature, DER, is over the manifest. Raises UnsupportedError without pyHanko."""
    tool_version()
    from asn1crypto import cms
    from pyhanko.sign.general import extract_signer_info
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms, extract_certs_for_validation

    try:
        container = cms.ContentInfo.load(signature, strict=True)
        signed = container["content"]
        certificate = extract_certs_for_validation(signed).signer_cert
        status = asyncio.run(
            async_validate_detached_cms(
                manifest,
                signed,
                signer_validation_context=_no_trust(certificate),
                key_usage_settings=_any_usage(),
            )
        )
        times = [
            each["values"][0].native
            for each in extract_signer_info(signed)["signed_attrs"]
            if each["type"].native == "signing_time"
        ]
        signatory = _signatory(certificate, times[0] if times else None)
    except Exception as error:  # as above
        return CheckedManifest(None, f"The signature of the manifest cannot be read ({type(error).__name__}).")
    if status.intact and status.valid:
        return CheckedManifest(signatory)
    return CheckedManifest(
        signatory, "The signature of the manifest does not hold: the manifest is not what was signed."
    )


def _signatory(certificate: Any, when: datetime | None) -> Signatory:
    named = certificate.subject.native
    name = str(named.get("common_name") or named.get("organization_name") or certificate.subject.human_friendly)
    return Signatory(name, hashlib.sha256(certificate.dump()).hexdigest(), when)


def _no_trust(certificate: Any) -> Any:
    """Takes the signer's own certificate as trusted, so that the signature alone decides; nothing is fetched."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=[certificate], allow_fetching=False, revocation_mode="soft-fail")


def _any_usage() -> Any:
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return KeyUsageConstraints(key_usage=set())
