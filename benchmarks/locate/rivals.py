"""What common tools find for a quote as it was typed, on its own page; quads in user space. For comparison only."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import pdfplumber
import pymupdf

from benchmarks.locate.judge import Case
from overlay.geometry import Matrix, PageFrame, Point, Quad, Rect

POPPLER_SECONDS = 20


def pymupdf_search(data: bytes, case: Case, frame: PageFrame) -> list[list[Quad]]:
    """`page.search_for`: one flat list of all hits, so one place."""
    document = pymupdf.open(stream=data, filetype="pdf")
    if document.needs_pass:
        document.authenticate(case.password or "")
    page = document[case.page_index]
    page.set_rotation(0)  # so that its coordinates are user space but for the turned y axis
    to_user = ~page.transformation_matrix
    found = []
    for quad in page.search_for(case.quote, quads=True):
        ul, ur, ll, lr = (pymupdf.Point(corner) * to_user for corner in (quad.ul, quad.ur, quad.ll, quad.lr))
        found.append(Quad(*(Point(corner.x, corner.y) for corner in (ul, ur, ll, lr))))
    document.close()
    return [found] if found else []


def pdfplumber_search(path: Path, case: Case, frame: PageFrame) -> list[list[Quad]]:
    """`page.search`: each hit is a place of its own, one box around all of its lines."""
    with pdfplumber.open(path, password=case.password) as pdf:
        page = pdf.pages[case.page_index]
        hits = page.search(case.quote, regex=False)
        turned_height = float(page.height)
        found = []
        for hit in hits:
            chars = hit["chars"]
            lines: dict[float, list[dict[str, float]]] = {}
            for char in chars:
                lines.setdefault(round(char["bottom"]), []).append(char)
            found.append([_layout_quad(line, turned_height, frame, page) for line in lines.values()])
    return found


def _layout_quad(
    chars: Sequence[dict[str, float]], height: float, frame: PageFrame, page: pdfplumber.page.Page
) -> Quad:
    top_of_box = page.bbox[1]
    rect = Rect(
        min(char["x0"] for char in chars),
        height - (max(char["bottom"] for char in chars) - top_of_box),
        max(char["x1"] for char in chars),
        height - (min(char["top"] for char in chars) - top_of_box),
    )
    return frame.layout_to_user.quad(Quad.of(rect))


class _Words(HTMLParser):
    """The words of `pdftotext -bbox` with their boxes, y down from the top of the displayed crop box."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[tuple[str, Rect]] = []
        self.size = (0.0, 0.0)
        self._box: Rect | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: float(value) for key, value in attrs if value and key in _NUMBERS}
        if tag == "page":
            self.size = (values["width"], values["height"])
        elif tag == "word":
            self._box = Rect(values["xmin"], values["ymin"], values["xmax"], values["ymax"])

    def handle_data(self, data: str) -> None:
        if self._box is not None and data.strip():
            self.words.append((data.strip(), self._box))

    def handle_endtag(self, tag: str) -> None:
        if tag == "word":
            self._box = None


_NUMBERS = frozenset({"width", "height", "xmin", "ymin", "xmax", "ymax"})


def poppler_search(path: Path, case: Case, frame: PageFrame) -> list[list[Quad]]:
    """`pdftotext -bbox`: the quote's words as a run of its words."""
    number = str(case.page_index + 1)
    with tempfile.NamedTemporaryFile(suffix=".html") as out:
        command = ["pdftotext", "-q", "-bbox", "-cropbox", "-f", number, "-l", number]
        command += ["-upw", case.password] if case.password else []
        subprocess.run([*command, str(path), out.name], timeout=POPPLER_SECONDS, check=False, capture_output=True)
        parser = _Words()
        parser.feed(Path(out.name).read_text(encoding="utf-8", errors="replace"))
    if frame.rotate in (90, 270):  # poppler states the unturned page's size beside the turned page's boxes
        parser.size = (parser.size[1], parser.size[0])
    wanted = case.quote.split()
    shown = [word for word, _ in parser.words]
    starts = [at for at in range(len(shown) - len(wanted) + 1) if shown[at : at + len(wanted)] == wanted]
    to_user = _poppler_to_user(parser.size, frame)
    return [[to_user.quad(Quad.of(box)) for _, box in _flipped(parser, at, len(wanted))] for at in starts]


def words_of(path: Path) -> list[tuple[str, Rect]]:
    """All words of a file as `pdftotext -bbox` has them."""
    with tempfile.NamedTemporaryFile(suffix=".html") as out:
        subprocess.run(["pdftotext", "-q", "-bbox", str(path), out.name], check=True, timeout=10 * POPPLER_SECONDS)
        parser = _Words()
        parser.feed(Path(out.name).read_text(encoding="utf-8", errors="replace"))
    return parser.words


def run_of(shown: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether some words stand one after the other among those shown."""
    size = len(wanted)
    return any(shown[at] == wanted[0] and list(shown[at : at + size]) == list(wanted) for at in range(len(shown)))


def _flipped(parser: _Words, start: int, count: int) -> list[tuple[str, Rect]]:
    height = parser.size[1]
    return [
        (word, Rect(box.x0, height - box.y1, box.x1, height - box.y0))
        for word, box in parser.words[start : start + count]
    ]


def _poppler_to_user(size: tuple[float, float], frame: PageFrame) -> Matrix:
    """Poppler's page, which leaves UserUnit out, scaled to the displayed page and taken to user space."""
    scale = frame.width / size[0] if size[0] else 1.0
    return Matrix(a=scale, d=scale).then(frame.to_user)
