"""Writes small PDFs by hand, in the many ways that a cross-reference may be written (ISO 32000-1, 7.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

CONTENT = b"BT /F1 12 Tf 72 720 Td (Eight young men were referred.) Tj ET"


@dataclass(frozen=True)
class Form:
    """How a file is written. `generation` is that of the page objects."""

    xref: str = "table"  # table, stream, hybrid
    junk_before: bytes = b""
    junk_after: bytes = b""
    final_newline: bytes = b"\n"
    entry_end: bytes = b" \n"
    startxref_off_by: int = 0
    generation: int = 0
    updates: int = 0
    identity: bool = True
    pages: int = 2
    extra: dict[int, bytes] = field(default_factory=dict)


def page_objects(form: Form) -> dict[int, bytes]:
    """Catalog 1, pages 2, font 3, then a page and its contents by turns; objects by number."""
    generation = form.generation
    kids = b" ".join(b"%d %d R" % (4 + 2 * index, generation) for index in range(form.pages))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Lang(en\\055GB)/X#20Y(kept \\) as is)/Real 0.1000>>",
        2: b"<</Type/Pages/Kids[%b]/Count %d/MediaBox[0 0 612 792]/Rotate 90>>" % (kids, form.pages),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    for index in range(form.pages):
        contents = 5 + 2 * index
        objects[4 + 2 * index] = (
            b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>/Odd#e9 true>>" % contents
        )
        objects[contents] = b"<</Length %d>>\nstream\n%b\nendstream" % (len(CONTENT), CONTENT)
    return objects | form.extra


def write(form: Form = Form()) -> bytes:
    """The file's bytes. Offsets count from `%PDF-`, as every common reader has it."""
    objects = page_objects(form)
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    previous = _revision(out, objects, form, None)
    for number in range(form.updates):
        changed = {1: objects[1].replace(b"/Lang", b"/Update %d/Lang" % number)}
        previous = _revision(out, changed, form, previous)
    body = bytes(out)
    body = body[: len(body) - 1] + form.final_newline
    return form.junk_before + body + form.junk_after


def _generation(number: int, form: Form) -> int:
    return form.generation if number >= 4 and number % 2 == 0 and number < 4 + 2 * form.pages else 0


def _revision(out: bytearray, objects: dict[int, bytes], form: Form, previous: int | None) -> int:
    size = max(page_objects(form)) + 1
    places: dict[int, tuple[int, int]] = {}
    for number, body in sorted(objects.items()):
        places[number] = (len(out), _generation(number, form))
        out += b"%d %d obj\n%b\nendobj\n" % (number, places[number][1], body)
    trailer = b"/Size %d/Root 1 0 R" % (size if form.xref == "table" else size + 1)
    if form.identity:
        trailer += b"/ID[<0011223344556677><8899aabbccddeeff>]"
    if previous is not None:
        trailer += b"/Prev %d" % previous
    if form.xref == "stream":
        start = _stream(out, places, trailer, size)
    else:
        if form.xref == "hybrid" and previous is None:
            hidden = dict(list(places.items())[2:3])
            places = {number: place for number, place in places.items() if number not in hidden}
            trailer += b"/XRefStm %d" % _stream(out, hidden, trailer, size)
        start = _table(out, places, trailer, form)
    out += b"startxref\n%d\n%%%%EOF\n" % (start + form.startxref_off_by)
    return start


def _table(out: bytearray, places: dict[int, tuple[int, int]], trailer: bytes, form: Form) -> int:
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f" + form.entry_end
    for number, (offset, generation) in sorted(places.items()):
        out += b"%d 1\n%010d %05d n" % (number, offset, generation) + form.entry_end
    out += b"trailer\n<<%b>>\n" % trailer
    return start


def _stream(out: bytearray, places: dict[int, tuple[int, int]], trailer: bytes, own: int) -> int:
    start = len(out)
    places = places | {own: (start, 0)}
    records = b"".join(
        b"\x01" + offset.to_bytes(3, "big") + generation.to_bytes(2, "big")
        for _, (offset, generation) in sorted(places.items())
    )
    index = b" ".join(b"%d 1" % number for number in sorted(places))
    out += b"%d 0 obj\n<</Type/XRef/W[1 3 2]/Index[%b]%b/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
        own,
        index,
        trailer,
        len(records),
        records,
    )
    return start
