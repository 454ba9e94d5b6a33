"""Kinds of tampering with copies of encrypted documents, each with its name: by one who has the password, and by one who has not.

A kind takes a release copy and its password, and returns the tampered one; None where it does not fit how the copy is encrypted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf

from overlay.source.encryption import FileKey
from overlay.verify.values import Name, Ref, Stream
from tests.tamper.encrypted_copies import Sealed, opened

Tampering = Callable[[bytes, str | None], bytes | None]
KINDS: dict[str, Tampering] = {}


def raw(function: Tampering) -> Tampering:
    KINDS[function.__name__] = function
    return function


def sealed(function: Callable[[Sealed], bool | None]) -> Callable[[Sealed], bool | None]:
    """The update is opened, changed and sealed again, and all sums are right. False: the kind does not fit."""

    def tampered(copy: bytes, password: str | None) -> bytes | None:
        forgery = opened(copy, password)
        return None if function(forgery) is False else forgery.written()

    KINDS[function.__name__] = tampered
    return function


def _key(f: Sealed) -> FileKey:
    assert f.key is not None
    return f.key


def _by_aes(f: Sealed) -> bool:
    return _key(f).strings.startswith("/AES")


def _strike(f: Sealed) -> dict[str, Any]:
    return f.annotation("StrikeOut")


def _number(f: Sealed, value: Any) -> int:
    return f.number_of(lambda each: each is value)


# -- strings and streams


@raw
def byte_of_a_sealed_string_flipped(copy: bytes, password: str | None) -> bytes:
    start = len(opened(copy, password).original)
    at = copy.index(b"/Contents <", start) + len(b"/Contents <") + 3
    return copy[:at] + (b"1" if copy[at : at + 1] == b"0" else b"0") + copy[at + 1 :]


@raw
def byte_of_a_sealed_stream_flipped(copy: bytes, password: str | None) -> bytes:
    at = copy.index(b"stream\n", len(opened(copy, password).original)) + len(b"stream\n") + 40
    return copy[:at] + bytes([copy[at] ^ 4]) + copy[at + 1 :]


@sealed
def comment_changed(f: Sealed) -> None:
    strike = _strike(f)
    strike["Contents"] = strike["Contents"].replace(b"fifteen", b"fifty")


@sealed
def words_drawn_changed(f: Sealed) -> None:
    f.set_content(f.note(), re.sub(rb"\(((?:[^()\\]|\\.)+)\) Tj", rb"(\1\1) Tj", f.content(f.note()), count=1))


@sealed
def record_changed(f: Sealed) -> None:
    f.set_record(f.content(f.record()).replace(b"fifteen (15)", b"fifty (500)"))


@sealed
def string_left_in_the_clear(f: Sealed) -> None:
    number = _number(f, _strike(f))
    f.as_written[number] = {**f._sealed(number)[1], "Subj": _strike(f)["Subj"]}


@sealed
def comment_left_in_the_clear(f: Sealed) -> None:
    f.in_clear.add(_number(f, _strike(f)))


@sealed
def drawing_left_in_the_clear(f: Sealed) -> None:
    f.in_clear.add(f.note())


@sealed
def record_left_in_the_clear(f: Sealed) -> None:
    f.in_clear.add(f.record())


@sealed
def strings_sealed_twice(f: Sealed) -> None:
    number = _number(f, _strike(f))
    strike = _strike(f)
    strike["T"] = _key(f).encrypted_string(strike["T"], number, 0)


@sealed
def string_emptied(f: Sealed) -> None:
    number = _number(f, _strike(f))
    f.as_written[number] = {**f._sealed(number)[1], "Subj": b""}


# -- how it is sealed


@sealed
def sealed_under_another_number(f: Sealed) -> None:
    number = _number(f, _strike(f))
    f.sealed_for[number] = number + 1


@sealed
def sealed_with_another_key(f: Sealed) -> None:
    f.key = replace(_key(f), key=bytes(byte ^ 0x55 for byte in _key(f).key))


@sealed
def sealed_with_a_vector_that_tells_something(f: Sealed) -> bool:
    """The content is the same: the sixteen bytes before it are the forger's own (AES alone has them)."""
    if not _by_aes(f):
        return False

    def told(content: bytes, number: int) -> bytes:
        whole = OwnVector(**{name: getattr(_key(f), name) for name in FileKey.__slots__})
        return whole.encrypted_string(content, number, 0)

    number = _number(f, _strike(f))
    f.as_written[number] = {**f._sealed(number)[1], "Subj": told(_strike(f)["Subj"], number)}
    return True


@sealed
def drawing_sealed_with_another_vector(f: Sealed) -> bool:
    if not _by_aes(f):
        return False
    own = OwnVector(**{name: getattr(_key(f), name) for name in FileKey.__slots__})
    plain = f.objects[f.note()][1]
    entries = f._sealed(f.note())[1].entries
    f.as_written[f.note()] = Stream(entries, own._encrypted(plain.raw, own.streams, f.note(), 0))
    return True


@sealed
def padded_with_a_message(f: Sealed) -> bool:
    """All but the last byte of AES's padding is looked at by no reader."""
    if not _by_aes(f):
        return False
    number = _number(f, _strike(f))
    key, content = _key(f), _strike(f)["Subj"]
    fill = 16 - len(content) % 16
    spoiled = content + b"SECRET MESSAGE.."[: fill - 1] + bytes([fill])
    vector = key._vector(content, number, 0)
    blocks = key._encrypted(spoiled, key.strings, number, 0)[16 : 16 + len(spoiled)]
    again = _cbc(key, number, vector, spoiled)
    assert len(again) == len(blocks)
    f.as_written[number] = {**f._sealed(number)[1], "Subj": vector + again}
    return fill > 1


@sealed
def exempted_by_a_filter_of_its_own(f: Sealed) -> None:
    """A stream that says of itself that it is not encrypted (7.6.5, /Crypt)."""
    number = f.note()
    stream = f.objects[number][1]
    entries = dict(f._sealed(number)[1].entries)
    entries["Filter"] = [Name("Crypt"), Name("FlateDecode")]
    entries["DecodeParms"] = [{Name("Name"): Name("Identity")}, None]
    f.as_written[number] = Stream(entries, stream.raw)


@sealed
def metadata_sealed_the_other_way(f: Sealed) -> bool:
    number = f.catalog["Metadata"].number
    generation, stream = f.objects[number]
    key = _key(f)
    if key.encrypt_metadata:
        f.in_clear.add(number)
    else:
        f.as_written[number] = Stream(stream.entries, key._encrypted(stream.raw, key.streams, number, generation))
    return True


# -- objects


@sealed
def object_added_in_the_clear(f: Sealed) -> None:
    f.in_clear.add(f.add({Name("Said"): b"to those who look"}).number)


@sealed
def object_added_and_sealed(f: Sealed) -> None:
    f.add({Name("Said"): b"to those who look"})


@sealed
def action_added_and_sealed(f: Sealed) -> None:
    f.catalog[Name("OpenAction")] = {Name("S"): Name("JavaScript"), Name("JS"): b"app.alert(1)"}


# -- the encryption itself


def _dictionary(f: Sealed) -> dict[str, Any]:
    with pikepdf.open(BytesIO(f.original), password="owner") as pdf:
        found = pdf.trailer.Encrypt
        entries: dict[str, Any] = {}
        for key, value in found.items():
            match value:
                case pikepdf.String():
                    entries[Name(key[1:])] = bytes(value)
                case pikepdf.Name():
                    entries[Name(key[1:])] = Name(str(value)[1:])
                case int() | bool():
                    entries[Name(key[1:])] = value
    return entries


@sealed
def permissions_widened(f: Sealed) -> bool:
    """The encryption dictionary of the original replaced by one that allows more (7.6.3.2, /P)."""
    where = f.trailer["Encrypt"]
    if not isinstance(where, Ref):
        return False
    f.objects[where.number] = (where.generation, {**_dictionary(f), Name("P"): -1})
    f.in_clear.add(where.number)
    return True


@sealed
def encryption_dictionary_replaced(f: Sealed) -> None:
    f.trailer[Name("Encrypt")] = {**_dictionary(f), Name("P"): -4}


@sealed
def encryption_dictionary_elsewhere(f: Sealed) -> None:
    ref = f.add({**_dictionary(f), Name("P"): -4})
    f.in_clear.add(ref.number)
    f.trailer[Name("Encrypt")] = ref


@sealed
def encryption_dropped(f: Sealed) -> None:
    del f.trailer[Name("Encrypt")]


@sealed
def encryption_dropped_and_update_in_the_clear(f: Sealed) -> None:
    del f.trailer[Name("Encrypt")]
    f.in_clear.update(f.objects)


@sealed
def first_identity_changed(f: Sealed) -> None:
    first, second = f.trailer["ID"]
    f.trailer[Name("ID")] = [bytes(byte ^ 1 for byte in first), second]


@sealed
def second_identity_changed(f: Sealed) -> None:
    f.fixed_identity = b"0123456789abcdef"


@sealed
def identity_dropped(f: Sealed) -> None:
    del f.trailer[Name("ID")]


@sealed
def identity_sealed(f: Sealed) -> None:
    """The trailer's strings are never encrypted (7.6.1)."""
    f.fixed_identity = _key(f).encrypted_string(b"0123456789abcdef", 0, 0)


@raw
def key_of_the_original_changed(copy: bytes, password: str | None) -> bytes:
    at = copy.index(b"/U <") + len(b"/U <") + 5 if b"/U <" in copy else copy.index(b"/U (") + len(b"/U (") + 5
    return copy[:at] + bytes([copy[at] ^ 1]) + copy[at + 1 :]


@raw
def saved_without_encryption(copy: bytes, password: str | None) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(copy), password=password or "") as pdf:
        pdf.save(out, encryption=False)
    return out.getvalue()


@raw
def saved_with_another_password(copy: bytes, password: str | None) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(copy), password=password or "") as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="other", user=password or "", R=6))
    return out.getvalue()


@raw
def sealed_update_put_behind_another_in_the_clear(copy: bytes, password: str | None) -> bytes:
    """The update as it would be without encryption, and the sealed one after it, both in order for themselves."""
    bare = opened(copy, password)
    bare.in_clear.update(bare.objects)
    first = bare.written()
    return first + copy[len(bare.original) :]


@raw
def update_of_a_copy_without_encryption(copy: bytes, password: str | None) -> bytes:
    start = len(opened(copy, password).original)
    return copy[:start] + re.sub(rb"/Encrypt (?:\d+ 0 R|<<.*?>>)\n?", b"", copy[start:], flags=re.DOTALL)


class OwnVector(FileKey):
    """Encrypts as the document is, but for the bytes that nobody reads."""

    __slots__ = ()

    def _vector(self, content: bytes, number: int, generation: int) -> bytes:
        return b"NOBODY READS ME!"


def _cbc(key: FileKey, number: int, vector: bytes, content: bytes) -> bytes:
    from pypdf._crypt_providers import aes_cbc_encrypt

    return bytes(aes_cbc_encrypt(key._object_key(key.strings, number, 0), vector, content))
