"""The same or other objects in other spellings: where readers disagree, a forger chooses who sees what."""

from __future__ import annotations

import re
import zlib

from tests.tamper.reopened import NotFittingError, Reopened
from tests.tamper.unseen_kinds import changed

ALL = ("sheet", "tagged", "stream", "encrypted")


def _form(parts: Reopened) -> int:
    return next(each for each in parts.all(b"/Subtype /Form") if b"Tj" in parts.content(each))


def _twice(parts: Reopened, number: int, key: bytes, value: bytes, *, last: bool) -> None:
    """An entry that stands twice, the false one first or last."""
    head, entry = parts.objects[number].head, key + b" " + value
    parts.objects[number].head = head[:-2] + b"\n" + entry + b">>" if last else b"<<" + entry + b"\n" + head[2:]


@changed(*ALL)
def key_twice_false_first(parts: Reopened) -> None:
    """/Rotate stands twice in the page; the false one is first."""
    _twice(parts, parts.page, b"/Rotate", b"180", last=False)


@changed(*ALL)
def key_twice_false_last(parts: Reopened) -> None:
    """/Rotate stands twice in the page; the false one is last."""
    _twice(parts, parts.page, b"/Rotate", b"180", last=True)


@changed()
def contents_twice(parts: Reopened) -> None:
    """/Contents stands twice in the page: once without our streams."""
    page = parts.page
    old = re.findall(rb"\d+ 0 R", parts.get(page, b"/Contents"))[1]
    _twice(parts, page, b"/Contents", old, last=False)


@changed()
def contents_twice_by_an_escape(parts: Reopened) -> None:
    """/Content#73 is /Contents to all who know escapes (7.3.5)."""
    page = parts.page
    old = re.findall(rb"\d+ 0 R", parts.get(page, b"/Contents"))[1]
    _twice(parts, page, b"/Content#73", old, last=True)


@changed()
def layer_of_a_form_twice(parts: Reopened) -> None:
    """/OC stands twice in a form: one of them is off."""
    layer = parts.add(b"<</Type /OCG\n/Name (Errata)>>")
    catalog = parts.catalog
    parts.swap(catalog, b"/OCGs [", b"/OCGs [%d 0 R " % layer)
    parts.swap(catalog, b"/D <<", b"/D <</OFF [%d 0 R]\n" % layer)
    _twice(parts, _form(parts), b"/OC", b"%d 0 R" % layer, last=False)


@changed()
def key_of_inner_dictionary_twice(parts: Reopened) -> None:
    """/Erratum1 stands twice in the page's drawings."""
    page = parts.page
    found = re.findall(rb"/Erratum\d+ (\d+ 0 R)", parts.get(page, b"/Resources"))
    new = parts.get(page, b"/Resources").replace(b"/XObject <<", b"/XObject <</Erratum1 %b\n" % found[1])
    parts.put(page, b"/Resources", new)


@changed(*ALL)
def name_escaped(parts: Reopened) -> None:
    """A key is spelled with an escape: it is the same name, to those who know."""
    parts.swap(parts.page, b"/Resources ", b"/Resource#73 ")


@changed(*ALL)
def name_escaped_in_value(parts: Reopened) -> None:
    """A value is spelled with an escape."""
    parts.swap(parts.page, b"/Type /Page\n", b"/Type /Pag#65\n")


@changed(*ALL)
def number_spelled_otherwise(parts: Reopened) -> None:
    """A number has a sign and noughts: it is the same, to all who read it so."""
    parts.swap(parts.page, b"/Rotate 0", b"/Rotate +000")


@changed(*ALL)
def number_with_two_signs(parts: Reopened) -> None:
    """--28 is -28 to some readers, 28 or 0 to others."""
    strike = parts.find(b"/StrikeOut\n")
    rect = parts.get(strike, b"/Rect").strip(b"[]").split()
    parts.put(strike, b"/Rect", b"[%b --%b %b %b]" % (rect[0], rect[1], rect[2], rect[3]))


@changed(*ALL)
def number_with_exponent(parts: Reopened) -> None:
    """1e3 is no PDF number; readers take it for 1, 1000, or a keyword."""
    form = parts.find(b"/Subtype /Form")
    parts.put(form, b"/BBox", b"[0 0 1e3 1e3]")


@changed(*ALL)
def reference_with_noughts(parts: Reopened) -> None:
    """A reference's number begins with noughts."""
    page = parts.page
    parts.put(page, b"/Parent", b"0000" + parts.get(page, b"/Parent"))


@changed()
def string_spelled_in_octal(parts: Reopened) -> None:
    """The layer's name is spelled in octal: it is the same string."""
    parts.put(parts.find(b"/Type /OCG"), b"/Name", b"(\\105rrata)")


@changed()
def string_spelled_in_hexadecimal(parts: Reopened) -> None:
    """The layer's name is spelled in hexadecimal: it is the same string."""
    parts.put(parts.find(b"/Type /OCG"), b"/Name", b"<457272617461>")


@changed(*ALL)
def dictionary_with_a_comment(parts: Reopened) -> None:
    """A comment within the page's dictionary."""
    parts.objects[parts.page].head = parts.objects[parts.page].head.replace(b"<<", b"<< % withdrawn\n", 1)


@changed(*ALL)
def dictionary_with_blanks(parts: Reopened) -> None:
    """Blanks within the page's dictionary."""
    parts.objects[parts.page].head = parts.objects[parts.page].head.replace(b"<<", b"<<  \t ", 1)


@changed(*ALL)
def dictionary_with_null(parts: Reopened) -> None:
    """A key whose value is null is the same as none (7.3.7)."""
    parts.put(parts.page, b"/AA", b"null")


@changed(*ALL)
def dictionary_in_another_order(parts: Reopened) -> None:
    """The page's entries stand in another order."""
    from tests.tamper.reopened import entries, joined

    body = parts.objects[parts.page]
    body.head = joined(entries(body.head)[::-1])


@changed(*ALL)
def array_made_indirect(parts: Reopened) -> None:
    """/Annots is an object of its own: the next forger changes that one alone."""
    page = parts.page
    number = parts.add(parts.get(page, b"/Annots"))
    parts.put(page, b"/Annots", b"%d 0 R" % number)


@changed(*ALL)
def box_made_indirect(parts: Reopened) -> None:
    """A form's /BBox is an object of its own."""
    form = parts.find(b"/Subtype /Form")
    number = parts.add(parts.get(form, b"/BBox"))
    parts.put(form, b"/BBox", b"%d 0 R" % number)


@changed(*ALL)
def end_of_object_left_out(parts: Reopened) -> None:
    """An object has bytes before its endobj."""
    body = parts.objects[parts.find(b"/Type /OCG")]
    body.head += b" <</Type /OCG>>"


@changed(*ALL)
def head_of_stream_followed_by_blanks(parts: Reopened) -> None:
    """Blanks between a dictionary and its stream keyword."""
    parts.objects[parts.find(b"/Subtype /Form")].head += b"   "


# -- streams


@changed(*ALL)
def length_indirect(parts: Reopened) -> None:
    """A stream's /Length is an object of its own, and right."""
    form = parts.find(b"/Subtype /Form")
    number = parts.add(parts.get(form, b"/Length"))
    parts.put(form, b"/Length", b"%d 0 R" % number)


@changed("sheet", "tagged")
def length_indirect_and_wrong(parts: Reopened) -> None:
    """A stream's /Length is an object of the original, some other number or none."""
    parts.put(parts.find(b"/Subtype /Form"), b"/Length", b"%d 0 R" % parts.page)


@changed(*ALL)
def length_too_small(parts: Reopened) -> None:
    """A stream's /Length ends early; viewers repair it, each in its way."""
    form = parts.find(b"/Subtype /Form")
    parts.put(form, b"/Length", b"%d" % (int(parts.get(form, b"/Length")) - 20))


@changed(*ALL)
def length_too_large(parts: Reopened) -> None:
    """A stream's /Length reaches into the next object."""
    form = parts.find(b"/Subtype /Form")
    parts.put(form, b"/Length", b"%d" % (int(parts.get(form, b"/Length")) + 20))


@changed("sheet", "tagged", "stream")
def length_of_two_streams(parts: Reopened) -> None:
    """A stream of two readings: up to /Length it is ours, up to endstream it says more."""
    number = parts.referred(parts.page, b"/Contents")
    parts.objects[number].data = b"q\n 12 Ts\n"


@changed("sheet", "tagged", "stream")
def length_of_two_streams_short(parts: Reopened) -> None:
    """A stream with endstream in it: up to that it is ours, up to /Length it says more."""
    number = parts.referred(parts.page, b"/Contents")
    parts.encoded(number, b"q\n\nendstream\nendobj\n 12 Ts\n")


@changed("sheet", "tagged", "stream")
def compressed_data_followed_by_more(parts: Reopened) -> None:
    """Bytes after the compressed data's end, within /Length: a place to hide things."""
    form = _form(parts)
    data = parts.objects[form].data
    assert data is not None
    parts.encoded(form, data + b"The errata are withdrawn.")


@changed("sheet", "tagged", "stream")
def compressed_data_in_two_parts(parts: Reopened) -> None:
    """A second compressed stream after the first: some readers go on with it."""
    form = _form(parts)
    data = parts.objects[form].data
    assert data is not None
    parts.encoded(form, data + zlib.compress(b"1 g 0 0 2000 2000 re f\n"))


@changed("sheet", "tagged", "stream")
def compressed_data_broken_off(parts: Reopened) -> None:
    """The compressed data lack their end and checksum; viewers show what came before."""
    form = _form(parts)
    data = parts.objects[form].data
    assert data is not None
    parts.encoded(form, data[:-12])


@changed("sheet", "tagged", "stream")
def compressed_data_with_wrong_sum(parts: Reopened) -> None:
    """The compressed data's checksum is wrong; viewers pass over that."""
    form = _form(parts)
    data = parts.objects[form].data
    assert data is not None
    parts.encoded(form, data[:-1] + bytes([data[-1] ^ 255]))


@changed("sheet", "tagged", "stream")
def compressed_otherwise(parts: Reopened) -> None:
    """The same content, compressed less."""
    form = _form(parts)
    parts.encoded(form, zlib.compress(parts.content(form), 1))


@changed("sheet", "tagged", "stream")
def not_compressed(parts: Reopened) -> None:
    """The same content, not compressed."""
    form = _form(parts)
    content = parts.content(form)
    parts.drop(form, b"/Filter")
    parts.encoded(form, content)


@changed("sheet", "tagged", "stream")
def content_with_a_comment(parts: Reopened) -> None:
    """A comment in a drawing."""
    parts.edit(_form(parts), b"0 Tc", b"% withdrawn\n0 Tc")


@changed("sheet", "tagged", "stream")
def content_with_a_comment_ended_by_cr(parts: Reopened) -> None:
    """A comment ended by a carriage return, then an operator that only some readers see."""
    parts.edit(_form(parts), b"0 Tc", b"% withdrawn\r3000 Ts 0 Tc")


@changed("sheet", "tagged", "stream")
def content_with_numbers_run_together(parts: Reopened) -> None:
    """0-5000 is two numbers, one, or none, by reader."""
    parts.edit(_form(parts), b"1 0 0 1 0 0 cm", b"1 0 0 1 0-5000 0 cm")


@changed("sheet", "tagged", "stream")
def content_with_too_many_operands(parts: Reopened) -> None:
    """Seven operands for cm: some readers take the first six, some the last."""
    parts.edit(_form(parts), b"1 0 0 1 0 0 cm", b"1 0 0 1 0 0 3000 cm")


@changed("sheet", "tagged", "stream")
def content_with_q_too_many(parts: Reopened) -> None:
    """A Q without its q within a form."""
    parts.edit(_form(parts), b"1 0 0 1 0 0 cm", b"Q 1 0 0 1 0 0 cm")


@changed("sheet", "tagged", "stream")
def content_string_in_hexadecimal(parts: Reopened) -> None:
    """A string is spelled in hexadecimal; an odd last digit makes another letter of it."""
    form = _form(parts)
    found = re.search(rb"\(((?:[^()\\]|\\.)*)\) Tj", parts.content(form))
    if found is None:
        raise NotFittingError
    parts.edit(form, found[0], b"<011> Tj")


def _filtered(name: str, says: str, filters: bytes, encode: object, parameters: bytes = b"") -> None:
    def change(parts: Reopened) -> None:
        form = _form(parts)
        content = parts.content(form)
        parts.put(form, b"/Filter", filters)
        if parameters:
            parts.put(form, b"/DecodeParms", parameters)
        parts.encoded(form, encode(content))  # type: ignore[operator]

    change.__name__, change.__doc__ = name, says
    changed("sheet", "tagged", "stream")(change)


_filtered(
    "filters_chained",
    "The same content through two filters.",
    b"[/ASCIIHexDecode /FlateDecode]",
    lambda content: zlib.compress(content, 9).hex().encode() + b">",
)
_filtered(
    "filters_abbreviated",
    "The filter is abbreviated, which only inline pictures may.",
    b"/Fl",
    lambda content: zlib.compress(content, 9),
)
_filtered(
    "filters_with_crypt",
    "A crypt filter of no effect before ours (7.4.10).",
    b"[/Crypt /FlateDecode]",
    lambda content: zlib.compress(content, 9),
    b"[<</Name /Identity>> null]",
)
_filtered(
    "filters_with_predictor",
    "A predictor: readers that pass over it see noise.",
    b"/FlateDecode",
    lambda content: zlib.compress(b"".join(b"\x00" + content[at : at + 1] for at in range(len(content))), 9),
    b"<</Predictor 15\n/Columns 1>>",
)
_filtered(
    "filters_of_pictures",
    "A picture's filter last: viewers show nothing.",
    b"[/FlateDecode /JBIG2Decode]",
    lambda content: zlib.compress(content, 9),
)
_filtered("filters_unknown", "A filter that nobody knows: viewers show nothing.", b"/NoDecode", lambda content: content)
_filtered(
    "filters_in_an_array", "The same filter, in an array.", b"[/FlateDecode]", lambda content: zlib.compress(content, 9)
)
_filtered(
    "filters_with_early_end",
    "ASCII data that end early: what follows the mark is hidden.",
    b"/ASCIIHexDecode",
    lambda content: content.hex().encode() + b">" + b"The errata are withdrawn.",
)


@changed("sheet", "tagged", "stream")
def stream_of_another_file(parts: Reopened) -> None:
    """A drawing's data are in another file (/F, 7.3.8.2)."""
    parts.put(_form(parts), b"/F", b"(other.bin)")


@changed("sheet", "tagged", "stream")
def stream_with_told_length(parts: Reopened) -> None:
    """/DL tells how long the decoded data are, and lies."""
    parts.put(_form(parts), b"/DL", b"4")


@changed("sheet", "tagged", "stream")
def form_with_private_data(parts: Reopened) -> None:
    """Another program's private data in a form."""
    parts.put(_form(parts), b"/PieceInfo", b"<</Other <</LastModified (D:20300101)\n/Private 1>>>>")


@changed("sheet", "tagged", "stream")
def form_with_metadata(parts: Reopened) -> None:
    """A form's own metadata."""
    packet = parts.add(b"<</Type /Metadata\n/Subtype /XML\n/Length 0>>", b"<x/>")
    parts.put(_form(parts), b"/Metadata", b"%d 0 R" % packet)


@changed("sheet", "tagged", "stream")
def form_in_the_structure(parts: Reopened) -> None:
    """A form has /StructParents: what is in it is tagged as something else."""
    parts.put(_form(parts), b"/StructParents", b"0")


@changed("sheet", "tagged", "stream")
def form_of_another_type(parts: Reopened) -> None:
    """A form is told to be PostScript (8.8.2)."""
    parts.put(_form(parts), b"/Subtype2", b"/PS")
    parts.put(_form(parts), b"/PS", parts.get(parts.page, b"/Parent"))


@changed("sheet", "tagged", "stream")
def form_resources_shared_with_the_page(parts: Reopened) -> None:
    """A form's fonts are the original's: the same codes are other letters."""
    found = re.search(rb"/Font (\d+ 0 R)", parts.get(parts.page, b"/Resources"))
    if found is None:
        raise NotFittingError
    form = _form(parts)
    parts.put(form, b"/Resources", re.sub(rb"/Font \d+ 0 R", b"/Font " + found[1], parts.get(form, b"/Resources")))


@changed("sheet", "tagged", "stream")
def form_resources_with_more(parts: Reopened) -> None:
    """A form's resources hold a drawing that it does not use."""
    form = _form(parts)
    parts.put(form, b"/Resources", parts.get(form, b"/Resources")[:-2] + b"\n/XObject <</X %d 0 R>>>>" % form)


@changed("sheet", "tagged", "stream")
def form_draws_itself(parts: Reopened) -> None:
    """A form that draws itself: a circle, at which some viewers stop."""
    form = _form(parts)
    parts.put(form, b"/Resources", parts.get(form, b"/Resources")[:-2] + b"\n/XObject <</X %d 0 R>>>>" % form)
    parts.fill(form, parts.content(form) + b"/X Do\n")
