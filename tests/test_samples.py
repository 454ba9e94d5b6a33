"""The samples are what samples/README.md says, and come out of their script."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from overlay import errata_file
from overlay.pipeline import Corrected, Options, correct

ROOT = Path(__file__).resolve().parent.parent
LINE = "This data revealed that the charity had provided mentoring services to eight young men referred by the MPS."
LARGEST = 300_000  # bytes: the repository stays small
PDFS = sorted(path.relative_to(ROOT / "samples").as_posix() for path in (ROOT / "samples").rglob("*.pdf"))


@pytest.fixture(scope="module")
def qualitative(samples: Path) -> PdfReader:
    return PdfReader(samples / "kcpo" / "kcpo-qualitative.pdf")


def test_the_line_is_on_printed_page_21_and_broken_over_two_lines(qualitative: PdfReader) -> None:
    sheets = [index for index, sheet in enumerate(qualitative.pages) if LINE in " ".join(sheet.extract_text().split())]
    assert [qualitative.page_labels[index] for index in sheets] == ["21"]
    assert sheets != [20]
    text = qualitative.pages[sheets[0]].extract_text()
    assert LINE not in text
    assert re.search(r"^21$", text, re.MULTILINE), "the number is printed on the page, too"
    [passage] = re.findall(r"This data revealed.*?MPS\.", text, re.DOTALL)
    assert passage.count("\n") == 1


def test_front_matter_has_roman_numbers(qualitative: PdfReader) -> None:
    assert qualitative.page_labels[:3] == ["i", "ii", "1"]
    assert 28 <= len(qualitative.pages) <= 36


@pytest.mark.parametrize("name", PDFS)
def test_each_sample_is_small_and_says_what_it_is(samples: Path, name: str) -> None:
    path = samples / name
    assert path.stat().st_size < LARGEST
    assert "stand-in" in (PdfReader(path).metadata.subject or "")


@pytest.mark.parametrize("name", ["kcpo/errata.yaml", "layouts/errata.yaml"])
def test_errata_files_have_no_fault_and_pin_the_right_file(samples: Path, name: str) -> None:
    release = errata_file.read(samples / name)
    for document in release.documents:
        content = (samples / name).parent.joinpath(document.file).read_bytes()
        assert document.sha256 in (None, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("name", ["kcpo", "layouts", "gallery"])
def test_every_erratum_of_the_samples_has_its_place(samples: Path, name: str) -> None:
    release = errata_file.read(samples / name / "errata.yaml")
    for document in release.documents:
        original = (samples / name / document.file).read_bytes()
        made = correct(original, document, release, Options())
        assert isinstance(made, Corrected), f"{document.file}: {made}"
        assert made.data.startswith(original)
        assert len(made.anchors) == len(document.errata)


def test_the_rotated_page_is_turned_and_cropped(samples: Path) -> None:
    [sheet] = PdfReader(samples / "layouts" / "rotated.pdf").pages
    assert sheet.rotation == 90
    assert sheet.cropbox.left > 0
    assert sheet.cropbox.bottom > 0
