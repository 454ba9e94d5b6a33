"""An update's strings and streams in the clear, where the document is encrypted (ISO 32000-1, 7.6)."""

from __future__ import annotations

from dataclasses import replace

from overlay.verify.original import Original
from overlay.verify.update import Placed, Update
from overlay.verify.values import MalformedError, Stream, Value


def decrypted_update(update: Update, original: Original) -> Update:
    """The update with every object decrypted; as it is where the original is not encrypted. Raises MalformedError."""
    encryption = original.reader._encryption
    if encryption is None:
        return update
    objects = {}
    for number, placed in update.objects.items():
        filters = encryption._make_crypt_filter(placed.number, placed.generation)
        plain_metadata = not encryption.EncryptMetadata
        try:
            objects[number] = replace(placed, value=_decrypted(placed, filters, plain_metadata=plain_metadata))
        except (MalformedError, MemoryError):
            raise
        except Exception as error:  # whatever the ciphers raise
            raise MalformedError(
                f"object {number} is not encrypted as the document is ({type(error).__name__})"
            ) from error
    return replace(update, objects=objects)


def _decrypted(placed: Placed, filters: object, *, plain_metadata: bool) -> Value:
    strings, streams, files = (getattr(filters, name) for name in ("str_crypt", "stm_crypt", "ef_crypt"))

    def plain(value: Value) -> Value:
        if isinstance(value, bytes):
            return bytes(strings.decrypt(value)) if value else value
        if isinstance(value, list):
            return [plain(item) for item in value]
        if isinstance(value, dict):
            signed = "ByteRange" in value  # a signature's contents are never encrypted (7.6.1)
            return {key: item if signed and key == "Contents" else plain(item) for key, item in value.items()}
        return value

    if not isinstance(placed.value, Stream):
        return plain(placed.value)
    kind = placed.value.entries.get("Type")
    entries = plain(placed.value.entries)
    assert isinstance(entries, dict)
    if kind == "Metadata" and plain_metadata:
        return Stream(entries, placed.value.raw)
    cipher = files if kind == "EmbeddedFile" else streams
    return Stream(entries, bytes(cipher.decrypt(placed.value.raw)) if placed.value.raw else b"")
