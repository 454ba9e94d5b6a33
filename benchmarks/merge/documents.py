"""Writes the documents that the merge benchmark works on: text pages in a balanced page tree, a font, page labels.

Deterministic and of our own words, so that anyone can repeat the run.
"""

from __future__ import annotations

import random
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf

PAGES = (10, 100, 1_000, 4_000)

BRANCHES = 10
"""Kids of one node of the page tree, as common producers have it."""

LINES, WORDS_A_LINE = 46, 14

VOCABULARY = [
    "the",
    "report",
    "found",
    "that",
    "young",
    "people",
    "were",
    "referred",
    "to",
    "mentoring",
    "services",
    "by",
    "officers",
    "in",
    "each",
    "borough",
    "and",
    "that",
    "figures",
    "for",
    "the",
    "year",
    "before",
    "had",
    "been",
    "counted",
    "twice",
    "in",
    "two",
    "of",
    "the",
    "tables",
    "on",
    "which",
    "this",
    "chapter",
    "rests",
]


def document(pages: int, *, streams: bool) -> bytes:
    """A document of text pages, about 7 kB each; its cross-reference a table, or a stream with object streams."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    leaves = [_page(pdf, font, number) for number in range(pages)]
    root = pdf.Root.Pages
    root.Kids, root.Count = _tree(pdf, leaves), pages
    _set_parents(root)
    pdf.Root.PageLabels = pikepdf.Dictionary(
        Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.r), 6, pikepdf.Dictionary(S=pikepdf.Name.D)]
    )
    pdf.docinfo["/Title"] = f"A report of {pages} pages"
    mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
    out = BytesIO()
    pdf.save(out, object_stream_mode=mode, deterministic_id=True, compress_streams=False)
    return out.getvalue()


def _page(pdf: pikepdf.Pdf, font: pikepdf.Object, number: int) -> pikepdf.Object:
    words = random.Random(number)
    lines = [
        f"1 0 0 1 72 {760 - 15 * line} Tm ({' '.join(words.choices(VOCABULARY, k=WORDS_A_LINE))} {words.random()}) Tj"
        for line in range(LINES)
    ]
    content = "BT /F1 9 Tf\n" + "\n".join(lines) + "\nET"
    stream = pikepdf.Stream(pdf, zlib.compress(content.encode(), 1))
    stream.Filter = pikepdf.Name.FlateDecode
    # An image of noise gives the page the weight of a real one.
    noise = pikepdf.Stream(pdf, random.Random(-number).randbytes(4_096))
    noise.update(_image(64))
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font), XObject=pikepdf.Dictionary(I1=noise))
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842], Resources=resources, Contents=pdf.make_indirect(stream)
        )
    )


def _image(side: int) -> dict[str, object]:
    return {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": side,
        "/Height": side,
        "/BitsPerComponent": 8,
        "/ColorSpace": pikepdf.Name.DeviceGray,
    }


def _tree(pdf: pikepdf.Pdf, kids: list[pikepdf.Object]) -> pikepdf.Array:
    while len(kids) > BRANCHES:
        kids = [_node(pdf, kids[first : first + BRANCHES]) for first in range(0, len(kids), BRANCHES)]
    return pikepdf.Array(kids)


def _node(pdf: pikepdf.Pdf, kids: list[pikepdf.Object]) -> pikepdf.Object:
    count = sum(int(kid.get("/Count", 1)) for kid in kids)
    return pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=pikepdf.Array(kids), Count=count))


def _set_parents(node: pikepdf.Object) -> None:
    for kid in node.Kids:
        kid.Parent = node
        if "/Kids" in kid:
            _set_parents(kid)


def write_all(folder: Path) -> list[Path]:
    """All sizes in both forms, written where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for pages in PAGES:
        for form in ("table", "stream"):
            path = folder / f"{pages:04d}-{form}.pdf"
            if not path.exists():
                path.write_bytes(document(pages, streams=form == "stream"))
            paths.append(path)
    return paths


if __name__ == "__main__":
    for path in write_all(Path("/tmp/overlay-benchmark-merge")):
        print(path, path.stat().st_size)
