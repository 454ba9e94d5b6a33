"""A small release packed in this process, and checked in it: what the tests of packs share."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from overlay.erratum import Caveat, Citation, Document, Erratum, Quote, Release, Scope, Substitution
from overlay.pack.checking import Means, check_pack, made_again
from overlay.pack.examination import Examination, examine
from overlay.pack.facts import PackedDocument, PackFacts
from overlay.pack.findings import PackProof
from overlay.pack.making import Letter, Order, Signer, Supply, make_pack
from overlay.pack.signature_check import check_manifest, signed_file
from overlay.pack.superseding import superseding
from overlay.pack.tag_files import ALGORITHMS, MANIFESTS, TAG_MANIFESTS, Digests, manifest
from overlay.pipeline import Corrected, Options, correct

EIGHT = Erratum(
    "1", Substitution("eight", "fifteen (15)"), Citation(("1",)), Quote("to eight young men"), "Miscounted."
)
CARE = Erratum("2", Caveat("Read with care.", Scope.FIRST_PAGE))
FORMULA = Erratum("=1+1", Substitution("seven", '=HYPERLINK("http://x")'), Citation(("1",)), Quote("to seven places"))


def a_pdf(line: str) -> bytes:
    """One page with a line of text and a wide margin."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(90, 700, line)
    canvas.drawString(90, 680, "The rest of the report stands as it was printed.")
    canvas.drawCentredString(297, 40, "1")
    canvas.save()
    return buffer.getvalue()


PDFS = {
    "report.pdf": a_pdf("The charity gave mentoring to eight young men in the year."),
    "annex.pdf": a_pdf("The annex refers to seven places of work."),
    "plain.pdf": a_pdf("Nothing is wrong here."),
}


def a_release(*documents: tuple[str, tuple[Erratum, ...]], reference: str = "FOI/24/1") -> Release:
    held = documents or (("report.pdf", (EIGHT, CARE)), ("plain.pdf", ()))
    return Release("The Issuer & Co", reference, "2024-11-12", tuple(Document(name, errata) for name, errata in held))


@cache
def corrected(document: Document, release: Release) -> bytes:
    """The release copy of a document."""
    made = correct(PDFS[document.file], document, release, Options(self_check=False))
    assert isinstance(made, Corrected), made
    return made.data


@cache
def examined(copy: bytes, name: str) -> Examination:
    """The examination of a copy; the same copy is looked at once."""
    return examine(copy, name=name)


def pack(
    target: Path,
    release: Release | None = None,
    *,
    signer: Signer | None = None,
    letter: Letter | None = None,
    supersedes: Path | None = None,
    force: bool = False,
) -> PackFacts:
    """The release packed at `target`, without processes of its own."""
    packed = release or a_release()

    def supply(document: Document) -> Supply:
        return Supply(PDFS[document.file], corrected(document, packed) if document.errata else None)

    order = Order(
        packed,
        supply,
        examined,
        letter,
        signer,
        superseding(supersedes) if supersedes else None,
    )
    heard: list[PackedDocument] = []
    facts = make_pack(order, target, force=force, done=heard.append)
    assert tuple(heard) == facts.documents
    return facts


MEANS = Means(
    examine=examined,
    signed=lambda data: signed_file(data, name="notice.pdf"),
    manifest=check_manifest,
    again=cache(made_again),
)


def check(path: Path) -> PackProof:
    return check_pack(path, MEANS)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def remanifested(folder: Path) -> None:
    """Manifests that fit whatever is in the bag now: as a forger would write them."""

    def of(paths: list[str]) -> dict[str, Digests]:
        contents = {path: (folder / path).read_bytes() for path in paths}
        return {
            path: Digests(hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest(), len(data))
            for path, data in contents.items()
        }

    payload = of([path for path in tree(folder) if path.startswith("data/")])
    info = folder / "bag-info.txt"
    oxum = f"Payload-Oxum: {sum(each.length for each in payload.values())}.{len(payload)}"
    lines = [oxum if line.startswith("Payload-Oxum") else line for line in info.read_text().splitlines()]
    info.write_text("\n".join(lines) + "\n")
    for name, algorithm in zip(MANIFESTS, ALGORITHMS, strict=True):
        (folder / name).write_bytes(manifest(payload, algorithm))
    tags = of(["bagit.txt", "bag-info.txt", *MANIFESTS])
    for name, algorithm in zip(TAG_MANIFESTS, ALGORITHMS, strict=True):
        (folder / name).write_bytes(manifest(tags, algorithm))


def forged(base: Path, target: Path, change: Callable[[Path], None], *, manifests: bool = True) -> Path:
    """A copy of the pack `base` with a change, and manifests that fit it where `manifests` says so."""
    shutil.copytree(base, target)
    change(target)
    if manifests:
        remanifested(target)
    return target


def zip_of(entries: list[tuple[zipfile.ZipInfo, bytes]], *, comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for info, data in entries:
            archive.writestr(info, data)
        archive.comment = comment
    return buffer.getvalue()


def entries_of(data: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    """The entries of a zip, ready to be written again by `zip_of`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(_fresh(info), archive.read(info)) for info in archive.infolist()]


def _fresh(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    again = zipfile.ZipInfo(info.filename, info.date_time)
    again.create_system, again.external_attr = info.create_system, info.external_attr
    return again


def with_reference(release: Release, reference: str) -> Release:
    return replace(release, reference=reference)
