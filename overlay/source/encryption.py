"""The encryption of one document, for reading and for adding to it (ISO 32000-1 and -2, 7.6).

pypdf finds the file key from the password; from there on this module decides what is encrypted and how, because both
directions must agree on the exceptions: cross-reference streams, unencrypted metadata, crypt filters, a signature's contents.
Initialisation vectors are derived from the key and the content, so that the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import IntFlag

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from pypdf._crypt_providers import rc4_encrypt
from pypdf._encryption import Encryption, PasswordType
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
    create_string_object,
)

from overlay.errors import DamagedError, EncryptionError

BLOCK = 16
"""Bytes; of AES's blocks and initialisation vectors."""

IDENTITY = "/Identity"
METHODS = (IDENTITY, "/V2", "/AESV2", "/AESV3")


class Permission(IntFlag):
    """The bits of /P that bind a correction (ISO 32000-1, Table 22)."""

    MODIFY = 1 << 3
    ANNOTATE = 1 << 5
    FILL_IN = 1 << 8
    ASSEMBLE = 1 << 10


EVERY_PERMISSION = Permission.MODIFY | Permission.ANNOTATE | Permission.FILL_IN | Permission.ASSEMBLE

_IN_WORDS = {
    Permission.MODIFY: "changing the document",
    Permission.ANNOTATE: "adding comments",
    Permission.FILL_IN: "filling in forms",
    Permission.ASSEMBLE: "adding pages",
}


@dataclass(frozen=True, slots=True)
class Protection:
    """How a document is encrypted and what its user may do. `owner`: opened by the owner's password, so that all is permitted."""

    method: str
    key_bits: int
    permissions: Permission
    owner: bool = False

    def allows(self, permission: Permission) -> bool:
        return self.owner or permission in self.permissions


def require_permission(protection: Protection | None, permission: Permission, *, name: str) -> None:
    """Raises EncryptionError where the document's permissions forbid what a release copy needs."""
    if protection is not None and not protection.allows(permission):
        missing = [words for bit, words in _IN_WORDS.items() if bit in permission and not protection.allows(bit)]
        raise EncryptionError(
            f"{name} is protected: its permissions forbid {' and '.join(missing)}.",
            remedy="Give the owner's password, or ask its publisher to correct it.",
        )


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of an encrypted document and where it is used. Methods are names of crypt filter methods (7.6.5, Table 25)."""

    key: bytes
    version: int
    strings: str
    streams: str
    embedded: str
    filters: tuple[tuple[str, str], ...]
    encrypt_metadata: bool

    def encrypted_string(self, content: bytes, number: int, generation: int) -> bytes:
        return self._encrypted(content, self.strings, number, generation)

    def encrypted_stream(self, stream: DictionaryObject, content: bytes, number: int, generation: int) -> bytes:
        return self._encrypted(content, self.method_of(stream), number, generation)

    def decrypted(self, value: PdfObject, number: int, generation: int) -> PdfObject:
        """The object with its strings and its stream in the clear. Raises DamagedError where it cannot have been encrypted so."""
        if isinstance(value, StreamObject):
            if _name(value, "/Type") == "/XRef":
                return value
            method = self.method_of(value)
            value._data = self._decrypted(value._data, method, number, generation)
        return self._decrypted_strings(value, number, generation)

    def _decrypted_strings(self, value: PdfObject, number: int, generation: int) -> PdfObject:
        match value:
            case TextStringObject() | ByteStringObject():
                return create_string_object(self._decrypted(value.original_bytes, self.strings, number, generation))
            case DictionaryObject():
                signature = "/ByteRange" in value and "/Contents" in value
                for key, item in list(dict.items(value)):
                    if not (signature and key == "/Contents"):  # 7.6.1: never encrypted
                        dict.__setitem__(value, key, self._decrypted_strings(item, number, generation))
            case ArrayObject():
                for index, item in enumerate(list.__iter__(value)):
                    list.__setitem__(value, index, self._decrypted_strings(item, number, generation))
        return value

    def method_of(self, stream: DictionaryObject) -> str:
        """The method that a stream is encrypted with: its own crypt filter, or the document's default (7.6.5)."""
        kind = _name(stream, "/Type")
        if kind == "/XRef" or (kind == "/Metadata" and not self.encrypt_metadata):
            return IDENTITY
        own = _own_filter(stream)
        if own is not None:
            return dict(self.filters).get(own, IDENTITY)
        return self.embedded if kind == "/EmbeddedFile" else self.streams

    def _encrypted(self, content: bytes, method: str, number: int, generation: int) -> bytes:
        if method == IDENTITY:
            return content
        key = self._object_key(method, number, generation)
        if method == "/V2":
            return rc4_encrypt(key, content) if content else b""
        padder = PKCS7(BLOCK * 8).padder()
        padded = padder.update(content) + padder.finalize()
        vector = self._vector(content, number, generation)
        encryptor = Cipher(AES(key), CBC(vector)).encryptor()
        return vector + encryptor.update(padded) + encryptor.finalize()

    def _decrypted(self, content: bytes, method: str, number: int, generation: int) -> bytes:
        if method == IDENTITY or not content:
            return content
        key = self._object_key(method, number, generation)
        if method == "/V2":
            return rc4_encrypt(key, content)
        vector, body = content[:BLOCK], content[BLOCK:]
        if len(vector) < BLOCK or len(body) % BLOCK:
            raise DamagedError(f"Object {number} is encrypted, and has lost a part.")
        if not body:
            return b""
        decryptor = Cipher(AES(key), CBC(vector)).decryptor()
        padded = decryptor.update(body) + decryptor.finalize()
        # Some producers pad wrongly; every reader shows their documents all the same.
        return padded[: -padded[-1]] if 1 <= padded[-1] <= BLOCK else padded

    def _object_key(self, method: str, number: int, generation: int) -> bytes:
        """Algorithm 1 of 7.6.2; Algorithm 1.A for AES-256."""
        if method == "/AESV3":
            return self.key
        material = self.key + (number & 0xFFFFFF).to_bytes(3, "little") + (generation & 0xFFFF).to_bytes(2, "little")
        if method == "/AESV2":
            material += b"sAlT"
        return hashlib.md5(material, usedforsecurity=False).digest()[: min(len(self.key) + 5, 16)]

    def _vector(self, content: bytes, number: int, generation: int) -> bytes:
        place = b"%d %d " % (number, generation)
        return hmac.new(self.key, place + content, hashlib.sha256).digest()[:BLOCK]


def file_key(encryption: Encryption, trailer: DictionaryObject) -> FileKey | None:
    """The key of a document that its password has opened. Raises EncryptionError for methods that are not supported."""
    if not encryption.is_decrypted() or encryption._key is None:
        return None
    entry = trailer["/Encrypt"]
    declared = entry.get("/CF") if isinstance(entry, DictionaryObject) else None
    declared = declared.get_object() if declared is not None else None
    filters = [(IDENTITY, IDENTITY)]
    if encryption.V >= 4 and isinstance(declared, DictionaryObject):
        for name, parameters in dict.items(declared):
            parameters = parameters.get_object()
            if isinstance(parameters, DictionaryObject):
                filters.append((str(name), _name(parameters, "/CFM") or "/None"))
    used = (encryption.StrF, encryption.StmF, encryption.EFF)
    if any(method not in METHODS for method in used):
        raise EncryptionError(f"The document is encrypted in a way that is not supported ({', '.join(used)}).")
    length = 5 if encryption.V == 1 else encryption.Length // 8
    return FileKey(
        key=encryption._key if encryption.V >= 5 else encryption._key[:length],
        version=encryption.V,
        strings=encryption.StrF,
        streams=encryption.StmF,
        embedded=encryption.EFF,
        filters=tuple(filters),
        encrypt_metadata=encryption.EncryptMetadata,
    )


def protection_of(encryption: Encryption) -> Protection:
    """What a document's encryption is and permits."""
    names = {IDENTITY: "none", "/V2": "RC4", "/AESV2": "AES", "/AESV3": "AES"}
    allowed = Permission(encryption.P & int(EVERY_PERMISSION))
    if encryption.R == 2 and Permission.MODIFY in allowed:
        allowed |= Permission.ASSEMBLE  # Table 22: bits 9 to 12 came with revision 3
    if encryption.R == 2 and Permission.ANNOTATE in allowed:
        allowed |= Permission.FILL_IN
    owner = encryption._password_type is PasswordType.OWNER_PASSWORD
    return Protection(names.get(encryption.StmF, encryption.StmF), encryption.Length, allowed, owner)


def _own_filter(stream: DictionaryObject) -> str | None:
    """The name of the crypt filter that a stream's first /Filter asks for; None where it asks for none."""
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else None
    first = filters[0].get_object() if isinstance(filters, ArrayObject) and filters else filters
    if first != "/Crypt":
        return None
    parameters = stream.get("/DecodeParms")
    parameters = parameters.get_object() if parameters is not None else None
    if isinstance(parameters, ArrayObject):
        parameters = parameters[0].get_object() if parameters else None
    named = _name(parameters, "/Name") if isinstance(parameters, DictionaryObject) else None
    return named or IDENTITY


def _name(dictionary: DictionaryObject, key: str) -> str | None:
    value = dictionary.get(key)
    value = value.get_object() if value is not None else None
    return str(value) if isinstance(value, NameObject) else None
