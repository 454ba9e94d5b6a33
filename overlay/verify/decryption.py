"""An update's strings and streams in the clear, where the document is encrypted (ISO 32000-1, 7.6).

AES begins with sixteen bytes that are free (7.6.2): release copies derive them from the key, the object's number and what
is encrypted, so that they, too, cannot tell of anything, and one content has one way of being encrypted.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import Any

from pypdf._crypt_providers import CryptAES, CryptBase
from pypdf._encryption import Encryption

from overlay.verify.original import Original
from overlay.verify.update import Placed, Update
from overlay.verify.values import MalformedError, Stream, Value

VECTOR_BYTES = 16
KEY_OF_ITS_OWN = 5
"""From this version of encryption on the key is as long as it is; before, it is as long as the document says (Table 20)."""

FIRST_KEY_BYTES = 5
"""Of encryption version 1."""


def decrypted_update(update: Update, original: Original) -> Update:
    """The update with every object decrypted; as it is where the original is not encrypted. Raises MalformedError."""
    encryption = original.reader._encryption
    if encryption is None:
        return update
    key = _file_key(encryption)
    objects = {}
    for number, placed in update.objects.items():
        filters = encryption._make_crypt_filter(placed.number, placed.generation)
        lock = _Lock(key, b"%d %d " % (placed.number, placed.generation))
        try:
            value = _decrypted(placed, filters, lock, plain_metadata=not encryption.EncryptMetadata)
        except (MalformedError, MemoryError):
            raise
        except Exception as error:  # whatever the ciphers raise
            raise MalformedError(
                f"object {number} is not encrypted as the document is ({type(error).__name__})"
            ) from error
        objects[number] = replace(placed, value=value)
    return replace(update, objects=objects)


def _file_key(encryption: Encryption) -> bytes:
    key = encryption._key or b""
    if encryption.V >= KEY_OF_ITS_OWN:
        return key
    return key[: FIRST_KEY_BYTES if encryption.V == 1 else encryption.Length // 8]


@dataclass(frozen=True, slots=True)
class _Lock:
    """What the vectors of one object's strings and stream are derived from."""

    key: bytes
    place: bytes

    def opened(self, cipher: CryptBase, sealed: bytes) -> bytes:
        """The content. Raises MalformedError where release copies would have encrypted it in another way."""
        if not isinstance(cipher, CryptAES):
            return bytes(cipher.decrypt(sealed)) if sealed else b""
        content = bytes(cipher.decrypt(sealed))
        vector = hmac.digest(self.key, self.place + content, "sha256")[:VECTOR_BYTES]
        if sealed[:VECTOR_BYTES] != vector:
            raise MalformedError(
                f"object {self.place.split()[0].decode()} is encrypted in another way than it would be"
            )
        return content


def _decrypted(placed: Placed, filters: Any, lock: _Lock, *, plain_metadata: bool) -> Value:
    def plain(value: Value) -> Value:
        if isinstance(value, bytes):
            return lock.opened(filters.str_crypt, value)
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
    cipher = filters.ef_crypt if kind == "EmbeddedFile" else filters.stm_crypt
    return Stream(entries, lock.opened(cipher, placed.value.raw))
