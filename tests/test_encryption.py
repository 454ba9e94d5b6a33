"""Encrypted originals: the update is encrypted as the rest is, and qpdf reads both alike."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Encryption
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, TextStringObject

from overlay.errors import EncryptionError, PasswordError
from overlay.increment import Increment
from overlay.screen.document import open_pdfium
from overlay.source import open_source
from overlay.source.encryption import Permission, require_permission
from tests.test_increment import complaints
from tests.written_pdf import Form, write

SECRET = b"what only the addressee may read " * 9
METADATA = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"

WAYS = {
    "RC4 40": Encryption(user="u", owner="o", R=2, aes=False, metadata=False),
    "RC4 128": Encryption(user="u", owner="o", R=3, aes=False, metadata=False),
    "RC4 128 by crypt filter, metadata in the clear": Encryption(user="u", owner="o", R=4, aes=False, metadata=False),
    "AES 128": Encryption(user="u", owner="o", R=4, aes=True, metadata=True),
    "AES 128, metadata in the clear": Encryption(user="u", owner="o", R=4, aes=True, metadata=False),
    "AES 256": Encryption(user="u", owner="o", R=6, aes=True, metadata=True),
    "AES 256, metadata in the clear": Encryption(user="u", owner="o", R=6, aes=True, metadata=False),
    "AES 256 of Acrobat 9": Encryption(user="u", owner="o", R=5, aes=True, metadata=True),
}


def encrypted(how: Encryption, *, streams: bool) -> bytes:
    with pikepdf.open(BytesIO(write())) as pdf:
        pdf.Root.Metadata = pikepdf.Stream(pdf, METADATA, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        pdf.docinfo["/Title"] = "A report"
        out = BytesIO()
        mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
        pdf.save(out, encryption=how, object_stream_mode=mode, static_id=True)
        return out.getvalue()


def corrected(data: bytes, password: str | None) -> bytes:
    source = open_source(data, name="x.pdf", password=password)
    increment = Increment(source)
    page = increment.edit(source.page_reference(0))
    page[NameObject("/Words")] = TextStringObject("fünfzehn (15)")
    entries = DictionaryObject({NameObject("/Words"): TextStringObject("in a stream")})
    page[NameObject("/Held")] = increment.add_stream(entries, SECRET)
    for key in ("/Info", "/Root"):
        increment.edit(source.reader.trailer.raw_get(key))
    metadata = source.root.raw_get("/Metadata")
    assert isinstance(metadata, IndirectObject)
    increment.edit(metadata)
    return data + increment.finish()


@pytest.mark.parametrize("streams", [False, True], ids=["table", "stream"])
@pytest.mark.parametrize("way", WAYS)
def test_update_is_encrypted_as_the_rest_is(way: str, streams: bool, tmp_path: Path) -> None:
    data = encrypted(WAYS[way], streams=streams and WAYS[way].R >= 4)
    copy = corrected(data, "u")
    added = copy[len(data) :]
    assert b"in a stream" not in added
    assert b"A report" not in added
    with pikepdf.open(BytesIO(data), password="u") as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
    assert (metadata in added) == ("in the clear" in way)
    assert complaints(copy, tmp_path, "u") == []
    with pikepdf.open(BytesIO(copy), password="u") as pdf:
        page = pdf.pages[0].obj
        assert str(page.Words) == "fünfzehn (15)"
        assert page.Held.read_bytes() == SECRET
        assert str(page.Held.Words) == "in a stream"
        assert str(pdf.docinfo["/Title"]) == "A report"
        assert pdf.Root.Metadata.read_bytes() == metadata
        assert str(pdf.Root.Lang) == "en-GB"
    again = open_source(copy, name="x.pdf", password="u")
    assert str(again.page_object(0)["/Words"]) == "fünfzehn (15)"
    assert again.page_object(0)["/Held"].get_data() == SECRET  # type: ignore[attr-defined]
    assert corrected(data, "u") == copy
    assert corrected(data, "o")[len(data) :].startswith(added[:200])


def test_passwords() -> None:
    data = encrypted(WAYS["AES 256"], streams=False)
    with pytest.raises(PasswordError, match="needs a password"):
        open_source(data, name="x.pdf")
    with pytest.raises(PasswordError, match="does not open"):
        open_source(data, name="x.pdf", password="wrong")
    assert open_source(data, name="x.pdf", password="o").password == "o"
    free = encrypted(Encryption(user="", owner="o", R=6), streams=False)
    assert open_source(free, name="x.pdf").password is None
    assert open_source(free, name="x.pdf", password="not needed").password is None
    assert open_source(write(Form()), name="x.pdf", password="not needed").facts.protection is None


def test_an_empty_owners_password_does_not_do_for_the_second_reader() -> None:
    source = open_source(encrypted(Encryption(user="u", owner="", R=6), streams=False), name="x.pdf")
    with pytest.raises(PasswordError, match=r"x\.pdf needs a password"):
        open_pdfium(source)


def test_permissions_bind_the_user_and_not_the_owner() -> None:
    allow = pikepdf.Permissions(modify_other=False, modify_annotation=True)
    data = encrypted(Encryption(user="", owner="o", R=6, allow=allow), streams=False)
    protection = open_source(data, name="x.pdf").facts.protection
    assert protection is not None
    assert protection.allows(Permission.ANNOTATE)
    with pytest.raises(EncryptionError, match=r"x\.pdf is protected: its permissions forbid changing the document\."):
        require_permission(protection, Permission.MODIFY, name="x.pdf")
    owners = open_source(data, name="x.pdf", password="o").facts.protection
    require_permission(owners, Permission.MODIFY | Permission.ASSEMBLE, name="x.pdf")
    require_permission(None, Permission.MODIFY, name="x.pdf")


def test_public_key_security_is_refused(shared: Path) -> None:
    data = (shared / "corpus" / "hostile" / "minimal-pubkey-aes256.pdf").read_bytes()
    with pytest.raises(EncryptionError, match="not supported"):
        open_source(data, name="x.pdf")
