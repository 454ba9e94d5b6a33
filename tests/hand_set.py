"""Small PDFs written by hand, for tests of how pages are read."""

from __future__ import annotations

from overlay.source import Source, open_source

HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(
    *contents: str,
    page: str = "/MediaBox[0 0 612 792]",
    catalog: str = "",
    resources: str = "",
    fonts: str = f"/F1 {HELVETICA}",
    more: tuple[str, ...] = (),
) -> Source:
    """A document with one page per content. `more` are further objects, from number 100 on; `page`, `catalog` and `resources` add entries."""
    kids = " ".join(f"{10 + 2 * index} 0 R" for index in range(len(contents)))
    objects = {
        1: f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}/Resources<</Font<<{fonts}>>/XObject<</X1 100 0 R>>{resources}>>>>",
    }
    for index, content in enumerate(contents):
        number = 10 + 2 * index
        objects[number] = f"<</Type/Page/Parent 2 0 R {page}/Contents {number + 1} 0 R>>"
        objects[number + 1] = f"<</Length {len(content.encode('latin-1'))}>>stream\n{content}\nendstream"
    objects.update({100 + index: each for index, each in enumerate(more)})
    data = b"%PDF-1.7\n"
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(data)
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(data)
    size = max(objects) + 1
    lines = [
        f"{places[number]:010d} 00000 n \n" if number in places else "0000000000 65535 f \n" for number in range(size)
    ]
    data += (
        f"xref\n0 {size}\n{''.join(lines)}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return open_source(data, name="page.pdf")


def at(x: float, y: float, words: str, size: float = 10, font: str = "F1") -> str:
    """Content that shows the words, their foot at (x, y)."""
    return f"BT /{font} {size} Tf {x} {y} Td ({words}) Tj ET\n"
