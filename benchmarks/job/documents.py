"""The documents of the benchmark: the sample report as often as it takes, one page of it with a sentence found nowhere else.

Deterministic, and of the project's own words, so that anyone can repeat the run.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "kcpo" / "kcpo-qualitative.pdf"

SIZES = (6, 352, 4_186)
"""Pages: a letter, a long report, and the standard that the figures in the design were measured on."""

FACTS = "The panel met seventeen times in the second year of the pilot and heard from eight young men."
WRONG, RIGHT = "eight", "fifteen (15)"

FILL = 6_200
"""Bytes of noise in an image beyond the edge of each page: with it 4,186 pages weigh 29 MB, as a real one did."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document and the place of the one erratum to it; `page_number` counts from 1."""

    path: Path
    page_count: int
    page_number: int

    @property
    def errata(self) -> Path:
        """The errata file that cites the page."""
        return self.path.with_suffix(".yaml")

    @property
    def errata_without_page(self) -> Path:
        """The errata file that only quotes."""
        return self.path.with_suffix(".quoted.yaml")


def jobs(folder: Path, sizes: Iterable[int] = SIZES) -> list[Job]:
    """The documents and errata files, written to `folder` where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_written(folder, pages) for pages in sizes]


def _written(folder: Path, pages: int) -> Job:
    job = Job(folder / f"{pages:04d}.pdf", pages, pages * 2 // 3)
    if not job.path.exists():
        job.path.write_bytes(document(pages, job.page_number - 1))
    job.errata.write_text(_errata(job, f"\n        sheet: {job.page_number}"))
    job.errata_without_page.write_text(_errata(job, ""))
    return job


def _errata(job: Job, cited: str) -> str:
    return f"""issuer: Metropolitan Police Service
reference: 01.FOI.24.038993
date: 2024-11-12
documents:
  - file: {job.path.name}
    errata:
      - quote: {FACTS}
        for: {WRONG}
        read: {RIGHT}{cited}
"""


def document(pages: int, page_index: int) -> bytes:
    """The sample's text pages over and over, with `FACTS` on one of them."""
    with pikepdf.open(SAMPLE) as sample:
        pdf = pikepdf.new()
        body = [sample.pages[number] for number in range(4, 10)]
        for number in range(pages):
            pdf.pages.append(body[number % len(body)])
            _weigh_down(pdf, number)
        _print_facts(pdf, page_index)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _weigh_down(pdf: pikepdf.Pdf, number: int) -> None:
    """An image of its own for each page, outside what is shown, so that no file is light only for being made."""
    noise = b"".join(zlib.crc32(b"%d %d" % (number, step)).to_bytes(4, "big") for step in range(FILL // 4))
    image = pikepdf.Stream(pdf, noise)
    image.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": FILL // 10,
            "/Height": 10,
            "/BitsPerComponent": 8,
            "/ColorSpace": pikepdf.Name.DeviceGray,
        }
    )
    page = pdf.pages[number]
    page.obj.Resources = pikepdf.Dictionary({**dict(page.obj.Resources.items())})
    page.obj.Resources.XObject = pikepdf.Dictionary(Weight=image)


def _print_facts(pdf: pikepdf.Pdf, page_index: int) -> None:
    """`FACTS` on two lines near the foot of a page, where the sample's pages are white."""
    page = pdf.pages[page_index]
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    fonts = page.obj.Resources.get("/Font", pikepdf.Dictionary())
    page.obj.Resources.Font = pikepdf.Dictionary({**dict(fonts.items()), "/Facts": font})
    half = FACTS.index(" of the pilot") + 1
    lines = f"BT /Facts 8 Tf 110 40 Td ({FACTS[:half]}) Tj 0 -10 Td ({FACTS[half:]}) Tj ET"
    page.contents_add(lines.encode(), prepend=False)
