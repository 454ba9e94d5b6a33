"""Signs: a PDF by one more increment (PAdES), the tag manifest by a detached CMS signature (RFC 5652).

The increment is prepared by `prepared`, always the same bytes for the same PDF and the same terms; only the container
that then goes into its hole differs. So a check prepares it again and knows that nothing but a signature was added.
Signing is the one step whose outcome depends on more than the errata file: on a key, and on the time that is stated.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from overlay.errors import PasswordError, UnsupportedError
from overlay.record import FileFacts
from overlay.source import open_source

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD = "overlay-release"
DIGEST = "sha256"
RESERVED = 16_384
"""Hexadecimal digits kept for the container: a chain of three certificates with RSA keys of 4,096 bits takes half of it."""

REASON = "Release copy of {length} bytes, SHA-256 {sha256}, signed with pyHanko {tool}."
_REASON = re.compile(
    r"Release copy of ([0-9]{1,12}) bytes, SHA-256 ([0-9a-f]{64}), signed with pyHanko ([0-9A-Za-z.+-]{1,40})\."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides every byte of a signing increment but the container. `when` has a time zone and whole seconds."""

    inside: FileFacts
    when: datetime
    certify: bool

    @property
    def reason(self) -> str:
        return REASON.format(length=self.inside.length, sha256=self.inside.sha256, tool=tool_version())


def stated(reason: str) -> tuple[FileFacts, str] | None:
    """The copy inside and the version of pyHanko that a signature's /Reason tells; None for another's signature."""
    found = _REASON.fullmatch(reason)
    return (FileFacts(found[2], int(found[1])), found[3]) if found else None


def tool_version() -> str:
    """The version of pyHanko. Raises UnsupportedError where it is not installed."""
    try:
        return version("pyHanko")
    except PackageNotFoundError as missing:
        raise UnsupportedError(
            "Signing, and checking signatures, needs packages that are not installed.",
            remedy="Install them with: pip install 'erratum-overlay[sign]'",
        ) from missing


@dataclass(frozen=True, slots=True)
class Prepared:
    """A PDF with its signing increment and a hole of zeros: the digits between `start` and `end`. `digest` is over the rest."""

    data: bytes
    start: int
    end: int
    digest: bytes

    def filled(self, container: bytes) -> bytes:
        """The PDF with a container in its hole. Raises UnsupportedError for one that is too large."""
        digits = container.hex().encode("ascii")
        room = self.end - self.start
        if len(digits) > room:
            raise UnsupportedError("The certificates are too large to go into a signature here.")
        return self.data[: self.start] + digits.ljust(room, b"0") + self.data[self.end :]


@dataclass(frozen=True, slots=True)
class Key:
    """A private key with its certificates, opened. `when` is the time that its signatures state."""

    signer: SimpleSigner
    when: datetime

    @staticmethod
    def opened(p12: bytes, password: str, when: datetime) -> Key:
        """Raises PasswordError where the key file is not opened by the password or holds no key."""
        tool_version()
        from pyhanko.sign.signers import SimpleSigner

        try:
            signer = SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=password.encode("utf-8"))
        except Exception as error:  # whatever the libraries below make of a wrong password or a damaged file
            raise _unopened() from error
        if signer is None or signer.signing_cert is None:
            raise _unopened()
        return Key(signer, when)

    @property
    def name(self) -> str:
        """Whom the key's certificate names."""
        return str(self.signer.subject_name)

    def pdf(self, data: bytes, *, name: str) -> bytes:
        """The PDF, certified by one more increment; one that is signed already is signed, for a certification comes first.

        Raises UnsupportedError for a PDF that cannot be signed.
        """
        fields = _signed_fields(data, name)
        if FIELD in fields:
            raise UnsupportedError(f"{name} is signed already.", remedy="Pack the copy as it was before it was signed.")
        terms = Terms(FileFacts(hashlib.sha256(data).hexdigest(), len(data)), self.when, not fields)
        ready = prepared(data, terms, name=name)
        return ready.filled(self._container(ready.digest, when=None, pades=True))

    def manifest(self, data: bytes) -> bytes:
        """A detached CMS signature over some bytes, DER."""
        return self._container(hashlib.new(DIGEST, data).digest(), when=self.when, pades=False)

    def _container(self, digest: bytes, *, when: datetime | None, pades: bool) -> bytes:
        from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

        made: Any = self.signer.async_sign(
            digest,
            DIGEST,
            use_pades=pades,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=when),
            is_pdf_sig=pades,
        )
        return bytes(asyncio.run(made).dump())


def _unopened() -> PasswordError:
    return PasswordError(
        "The key file could not be opened.", remedy="Is the password right, and is it a PKCS #12 file (.p12 or .pfx)?"
    )


def _signed_fields(data: bytes, name: str) -> tuple[str, ...]:
    """The form fields of the signatures that a PDF has."""
    return tuple(signature.field for signature in open_source(data, name=name).facts.signatures.signed)


def prepared(data: bytes, terms: Terms, *, name: str) -> Prepared:
    """The PDF with a signing increment on these terms. Raises UnsupportedError for a PDF that pyHanko cannot append to."""
    tool_version()
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import ExternalSigner, PdfSigner
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata

    class Writer(IncrementalPdfFileWriter):
        """Adds the signature alone: no producer, no date of change, and an identity that follows from the content."""

        def _update_meta(self) -> None:
            return None

    try:
        writer = Writer(io.BytesIO(data), strict=True)
        if writer.prev.encrypted:
            raise UnsupportedError(f"{name} is encrypted, and encrypted documents are not signed here.")
        first = writer._document_id[0] if "/ID" in writer.prev.trailer else generic.ByteStringObject(b"")
        identity = generic.ByteStringObject(hashlib.sha256(data).digest()[:16])
        writer._document_id = generic.ArrayObject([first or identity, identity])
        metadata = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=DIGEST,
            reason=terms.reason,
            certify=terms.certify,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
        )
        # A widget outside the page is what PDF/A-2 and PDF/UA both allow without a tag.
        field = SigFieldSpec(FIELD, on_page=0, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
        placeholder = ExternalSigner(None, None, signature_value=bytes(256))
        signer = PdfSigner(metadata, placeholder, new_field_spec=field)
        return _digested(signer, writer, terms.when)
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnsupportedError(f"{name} cannot be signed ({type(error).__name__}).") from error


def _digested(signer: Any, writer: Any, when: datetime) -> Prepared:
    session = signer.init_signing_session(writer)
    session.system_time = when
    settings = asyncio.run(session.perform_presign_validation())
    document = session.prepare_tbs_document(validation_info=settings, bytes_reserved=RESERVED)
    digest, output = document.digest_tbs_document()
    data = bytes(output.getbuffer())
    start, end = digest.reserved_region_start + 1, digest.reserved_region_end - 1
    return Prepared(data, start, end, digest.document_digest)
