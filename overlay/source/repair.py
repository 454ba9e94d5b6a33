"""A damaged PDF rewritten by qpdf (through pikepdf, the [repair] extra), to be the base of a release copy.

Only on request: the base is then the repaired file, and the record tells so with the hashes of both.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO

from overlay.errors import DamagedError, EncryptionError, PasswordError, UnsupportedError
from overlay.limits import USUAL, Limits
from overlay.record.making import FileFacts, Repair
from overlay.source import Source, open_source


@dataclass(frozen=True, slots=True)
class Repaired:
    """The rewritten file, and what the record says of it."""

    data: bytes
    repair: Repair


def open_repaired(given: bytes, *, name: str, password: str | None = None, limits: Limits = USUAL) -> Source:
    """The file opened, or where it is damaged, what it is repaired to. Raises what `open_source` and `repaired` raise."""
    try:
        source = open_source(given, name=name, password=password, limits=limits)
        source.reader.require_sound()
    except DamagedError:
        mended = repaired(given, name=name, password=password).data
        source = open_source(mended, name=name, password=password, limits=limits)
    return source


def repaired(given: bytes, *, name: str, password: str | None = None) -> Repaired:
    """`given` as qpdf recovers it. Same input, same bytes.

    Raises UnsupportedError where pikepdf is not installed, EncryptionError for an encrypted file (a rewrite would choose
    new random keys), PasswordError and DamagedError where qpdf cannot open it either.
    """
    try:
        import pikepdf
    except ImportError as error:
        raise UnsupportedError(
            "Repairing needs pikepdf, which is not installed.",
            remedy="Install it: pip install 'erratum-overlay[repair]'",
        ) from error
    buffer = BytesIO()
    try:
        with pikepdf.open(BytesIO(given), password=password or "") as document:
            if document.is_encrypted:
                raise EncryptionError(
                    f"{name} is damaged and encrypted: its encryption cannot be kept through a repair.",
                    remedy="Ask its publisher for a sound copy.",
                )
            document.save(buffer, deterministic_id=True, linearize=False)
    except pikepdf.PasswordError as error:
        raise PasswordError(f"{name} needs a password.", remedy="Give it with --password-file.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, OSError) as error:
        raise DamagedError(f"{name} cannot be repaired either: {error}") from error
    tool = f"qpdf {pikepdf.__libqpdf_version__} by pikepdf {pikepdf.__version__}"
    facts = FileFacts(hashlib.sha256(given).hexdigest(), len(given))
    return Repaired(buffer.getvalue(), Repair(facts, tool))
