"""Signatures: made, checked, and found out when anything but they was added."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfWriter

pytest.importorskip("pyhanko")

from overlay.cli import signing_options
from overlay.errors import PasswordError, UnsupportedError, UsageError
from overlay.pack.findings import Trouble
from overlay.pack.key_making import make_key
from overlay.pack.signature_check import check_manifest, signed_file
from overlay.pack.signed_proof import prove
from overlay.pack.signing import FIELD, Key, Terms
from overlay.pipeline import rebuilder
from overlay.record import FileFacts
from overlay.verify import Verdict
from tests.pack.hostile_folders import appended, put, without
from tests.pack.packing import EIGHT, PDFS, a_release, check, corrected, forged, pack, tree

WHEN = datetime(2024, 11, 12, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> Key:
    return Key.opened(make_key("Ann Officer", "secret", now=WHEN).p12, "secret", WHEN)


@pytest.fixture(scope="module")
def copy() -> bytes:
    release = a_release(("report.pdf", (EIGHT,)))
    return corrected(release.documents[0], release)


@pytest.fixture(scope="module")
def signed_pack(key: Key, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("signed") / "pack"
    pack(target, signer=key)
    return target


def test_a_signed_copy_is_verified_and_names_its_signer(key: Key, copy: bytes) -> None:
    signed = key.pdf(copy, name="c.pdf")
    assert signed.startswith(copy)
    proved = prove(signed, name="c.pdf", rebuild=rebuilder())
    assert proved.proof.verdict is Verdict.VERIFIED, proved.proof.findings
    assert proved.inside == copy
    assert proved.signed is not None
    assert proved.signed.signatory is not None
    assert (proved.signed.signatory.name, proved.signed.signatory.when) == ("Ann Officer", WHEN)


def test_pdfsig_agrees(key: Key, copy: bytes, tmp_path: Path) -> None:
    if not shutil.which("pdfsig"):
        pytest.skip("pdfsig (poppler) is not installed")
    (tmp_path / "c.pdf").write_bytes(key.pdf(copy, name="c.pdf"))
    told = subprocess.run(["pdfsig", tmp_path / "c.pdf"], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "more after it": lambda data: data + b"\n% more\n",
    "a byte of the copy": lambda data: data.replace(b"/Page", b"/Pgae", 1),
    "the reason": lambda data: data.replace(b"signed with", b"Signed with"),
    "the time": lambda data: (
        data.replace(b"D:20241112", b"D:20241113", 1) if b"D:20241112100000" in data else data[:-2]
    ),
    "a digit of the signature": lambda data: data[:-900] + (b"0" if data[-900:-899] != b"0" else b"1") + data[-899:],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_signed_copy_differs(change: str, key: Key, copy: bytes) -> None:
    spoilt = CHANGES[change](key.pdf(copy, name="c.pdf"))
    assert prove(spoilt, name="c.pdf", rebuild=rebuilder()).proof.verdict is Verdict.DIFFERS


def test_more_than_a_signature_is_found_out(key: Key, copy: bytes) -> None:
    """A signature that holds, over an increment that changes a page as well."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata

    writer = IncrementalPdfFileWriter(io.BytesIO(copy))
    page = writer.root["/Pages"]["/Kids"].raw_get(0).reference
    writer.get_object(page)["/Rotate"] = generic.NumberObject(90)
    writer.mark_update(page)
    reason = Terms(FileFacts(hashlib.sha256(copy).hexdigest(), len(copy)), WHEN, True).reason
    signed = signers.sign_pdf(writer, PdfSignatureMetadata(field_name=FIELD, reason=reason, certify=True), key.signer)
    found = signed_file(signed.getvalue(), name="c.pdf")
    assert found is not None
    assert found.fault
    assert prove(signed.getvalue(), name="c.pdf", rebuild=rebuilder()).proof.verdict is Verdict.DIFFERS


def test_an_unsigned_file_has_no_signature(copy: bytes) -> None:
    assert signed_file(copy, name="c.pdf") is None
    assert signed_file(b"no PDF", name="c.pdf") is None


def test_what_is_signed_is_not_signed_again(key: Key, copy: bytes) -> None:
    with pytest.raises(UnsupportedError, match="already"):
        key.pdf(key.pdf(copy, name="c.pdf"), name="c.pdf")


def test_an_encrypted_document_is_not_signed(key: Key) -> None:
    locked = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(PDFS["report.pdf"]))
    writer.encrypt("", "owner", algorithm="AES-256")
    writer.write(locked)
    with pytest.raises(UnsupportedError, match="encrypted"):
        key.pdf(locked.getvalue(), name="locked.pdf")


def test_a_signed_pack_is_verified_and_its_signer_told(signed_pack: Path) -> None:
    proof = check(signed_pack)
    assert (proof.verdict, proof.findings, proof.doubts) == (Verdict.VERIFIED, (), ())
    assert proof.signatory is not None
    assert proof.signatory.name == "Ann Officer"
    bagit = pytest.importorskip("bagit")
    assert bagit.Bag(str(signed_pack)).is_valid()


def test_openssl_accepts_the_signature_of_the_manifest(signed_pack: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    command = [
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-noverify",
        "-inform",
        "DER",
        "-in",
        "tagmanifest-sha256.txt.p7s",
    ]
    done = subprocess.run([*command, "-content", "tagmanifest-sha256.txt"], cwd=signed_pack, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_the_originals_come_out_of_signed_copies(signed_pack: Path) -> None:
    held = tree(signed_pack)
    assert held["data/corrected/report.corrected.pdf"].startswith(held["data/original/report.pdf"])


def test_a_pack_signed_in_part_or_by_two_is_refused(signed_pack: Path, base: Path, tmp_path: Path) -> None:
    unsigned_notice = put("data/notice.pdf", (base / "data/notice.pdf").read_bytes())
    changes = {"part": unsigned_notice, "manifest": without("tagmanifest-sha256.txt.p7s")}
    for name, change in changes.items():
        proof = check(forged(signed_pack, tmp_path / name, change, manifests=name != "manifest"))
        assert proof.verdict is Verdict.DIFFERS
        assert Trouble.SIGNATURE in {finding.trouble for finding in proof.findings}
    other = Key.opened(make_key("Mallory", "x", now=WHEN).p12, "x", WHEN)
    again = forged(signed_pack, tmp_path / "two", lambda pack: None)
    (again / "tagmanifest-sha256.txt.p7s").write_bytes(other.manifest((again / "tagmanifest-sha256.txt").read_bytes()))
    proof = check(again)
    assert any("different certificates" in finding.message for finding in proof.findings)


def test_a_changed_manifest_breaks_its_signature(signed_pack: Path, tmp_path: Path) -> None:
    proof = check(forged(signed_pack, tmp_path / "p", appended("data/errata.csv", b"")))
    assert proof.verdict is Verdict.VERIFIED
    signature = (signed_pack / "tagmanifest-sha256.txt.p7s").read_bytes()
    assert check_manifest(signature, b"another manifest").fault
    assert check_manifest(b"junk", b"another manifest").fault


def test_the_password_never_comes_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(signing_options.PASSWORD_VARIABLE, raising=False)
    with pytest.raises(UsageError, match="nobody can be asked"):
        signing_options.key_password(None)
    monkeypatch.setenv(signing_options.PASSWORD_VARIABLE, "of the environment")
    assert signing_options.key_password(None) == "of the environment"
    (tmp_path / "p").write_text("of the file\n")
    assert signing_options.key_password(tmp_path / "p") == "of the file"


def test_the_wrong_password_opens_nothing() -> None:
    with pytest.raises(PasswordError) as refused:
        Key.opened(make_key("Ann", "rosebud", now=WHEN).p12, "wrong", WHEN)
    assert "rosebud" not in str(refused.value)
    with pytest.raises(PasswordError):
        Key.opened(b"junk", "x", WHEN)
