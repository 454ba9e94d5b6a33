"""What is said of signatures is what poppler's pdfsig says, and what pyHanko makes of the copy."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest

from overlay.errors import SignedError
from overlay.source import open_source
from overlay.source.certificates import common_name
from overlay.source.signatures import (
    Addition,
    Certification,
    Signature,
    Signatures,
    after_signature,
    allowed_addition,
)
from tests.test_increment import wrapped
from tests.written_pdf import Form, write


def of(*allows: Certification | None) -> Signatures:
    return Signatures(tuple(Signature(f"S{index}", "Ann", 9, True, level) for index, level in enumerate(allows)))


def test_unsigned_documents_take_anything() -> None:
    assert allowed_addition(Signatures(), name="x.pdf", append_after_signature=False) is Addition.CONTENT
    assert allowed_addition(Signatures(usage_rights=True), name="x", append_after_signature=False) is Addition.CONTENT
    assert after_signature(Signatures()) == ""


def test_signed_documents_are_refused_by_default() -> None:
    with pytest.raises(SignedError, match=r"x\.pdf is signed by Ann") as raised:
        allowed_addition(of(None), name="x.pdf", append_after_signature=False)
    assert "--append-after-signature" in raised.value.remedy
    assert allowed_addition(of(None), name="x.pdf", append_after_signature=True) is Addition.CONTENT
    assert "still covers the original; the copy has been changed since" in after_signature(of(None))


@pytest.mark.parametrize("level", [Certification.NOTHING, Certification.FORMS])
def test_certification_that_forbids_is_kept_whatever_is_asked(level: Certification) -> None:
    with pytest.raises(SignedError, match="would break it"):
        allowed_addition(of(None, level), name="x.pdf", append_after_signature=True)


def test_certification_that_allows_comments_gets_comments_alone() -> None:
    signed = of(Certification.COMMENTS, None)
    assert allowed_addition(signed, name="x.pdf", append_after_signature=True) is Addition.COMMENTS
    with pytest.raises(SignedError, match="allows comments"):
        allowed_addition(signed, name="x.pdf", append_after_signature=False)


FORM = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[20 0 R]/SigFlags 3>>>>"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"<</FT/Sig/T(S)>>", []),
        (b"<</FT/Tx/T(S)/V(text)>>", []),
        (b"<</FT/Sig/T(S)/V<</Type/Sig/Name(Ann)/ByteRange[0 5 9 9]/Contents<00>>>>>", [("S", "Ann", 18, None)]),
        (
            b"<</T(Top)/FT/Sig/Kids[<</T(S)/V<</Contents<00>/Reference[<</TransformMethod/DocMDP>>]>>>>]>>",
            [("Top.S", None, 0, Certification.FORMS)],
        ),
        (
            b"<</FT/Sig/T(S)/V<</Contents<00>/Reference[<</TransformMethod/DocMDP/TransformParams<</P 3>>>>]>>>>",
            [("S", None, 0, Certification.COMMENTS)],
        ),
        (b"<</FT/Sig/T(S)/Lock<</P 1>>/V<</Contents<00>>>>>", [("S", None, 0, Certification.NOTHING)]),
        (b"<</T(S)/Kids[20 0 R]>>", []),
        (b"[]", []),
    ],
)
def test_fields_are_found_wherever_they_hang(field: bytes, expected: list[tuple[object, ...]]) -> None:
    data = write(Form(extra={1: FORM, 20: field}))
    signed = open_source(data, name="x.pdf").facts.signatures.signed
    assert [(one.field, one.signer, one.covers_to, one.allows) for one in signed] == expected


@pytest.mark.parametrize(
    "container", [b"", b"\x00", b"\x30", b"\x30\x80\x00\x00", b"\x30\x84\xff\xff\xff\xff", b"x" * 400]
)
def test_broken_containers_name_nobody(container: bytes) -> None:
    assert common_name(container) is None
    assert common_name(b"", container) is None


def signed_files(shared: Path) -> list[Path]:
    return [
        *sorted((shared / "corpus" / "signed").glob("*.pdf")),
        shared / "corpus/encrypted/minimal-signed-restricted.pdf",
    ]


def told_by_pdfsig(path: Path) -> list[tuple[str, str, bool]]:
    run = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False)
    blocks = re.split(r"^Signature #\d+:$", run.stdout, flags=re.M)[1:]
    told = []
    for block in blocks:
        if "is not signed" in block:
            continue
        field = re.search(r"Signature Field Name: (.*)", block)
        signer = re.search(r"Signer Certificate Common Name: (.*)", block)
        told.append((field[1] if field else "", signer[1] if signer else "", "- Total document signed" in block))
    return told


def test_our_words_and_pdfsigs_agree(shared: Path, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    compared = 0
    for path in signed_files(shared):
        data = path.read_bytes()
        source = open_source(data, name=path.name)
        copy = wrapped(source)
        (tmp_path / path.name).write_bytes(copy)
        for file, signed in (
            (path, source.facts.signatures),
            (tmp_path / path.name, open_source(copy, name="c").facts.signatures),
        ):
            ours = [(one.field, one.signer, one.covers_all) for one in signed.signed]
            assert sorted(ours) == sorted(told_by_pdfsig(file)), path.name
            compared += len(ours)
    assert compared >= 20


def test_pyhanko_finds_every_signature_intact_in_the_copy(shared: Path) -> None:
    reader = pytest.importorskip("pyhanko.pdf_utils.reader")
    validation = pytest.importorskip("pyhanko.sign.validation")
    context = pytest.importorskip("pyhanko_certvalidator").ValidationContext
    checked = 0
    for path in signed_files(shared):
        data = path.read_bytes()
        source = open_source(data, name=path.name)
        theirs = reader.PdfFileReader(BytesIO(wrapped(source)), strict=False)
        if theirs.encrypted:
            continue
        found = list(theirs.embedded_signatures)
        ours = {one.field: one for one in source.facts.signatures.signed}
        assert sorted(one.field_name for one in found) == sorted(ours), path.name
        for one in found:
            stamp = ours[one.field_name].is_timestamp
            validate = validation.validate_pdf_timestamp if stamp else validation.validate_pdf_signature
            status = validate(one, context(allow_fetching=False), skip_diff=True)
            assert status.intact, path.name
            assert status.coverage.name == "ENTIRE_REVISION", path.name
            level = one.docmdp_level
            assert (level.value if level else None) == ours[one.field_name].allows, path.name
            checked += 1
    assert checked >= 9
