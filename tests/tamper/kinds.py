"""Kinds of tampering, each with its name. A kind takes a release copy and returns the tampered one.

Those that take a `Forgery` are made by somebody who knows the form of a release copy and sets all its sums right again.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from overlay.verify.glyphs import TrueType
from overlay.verify.values import Name, Ref, Stream
from tests.tamper.forge import Forgery, form, taken_apart

Tampering = Callable[[bytes], bytes]
KINDS: dict[str, Tampering] = {}


def raw(function: Tampering) -> Tampering:
    KINDS[function.__name__] = function
    return function


def forged(function: Callable[[Forgery], None]) -> Callable[[Forgery], None]:
    def tampered(copy: bytes) -> bytes:
        forgery = taken_apart(copy)
        function(forgery)
        return forgery.written()

    KINDS[function.__name__] = tampered
    return function


def _end(copy: bytes) -> int:
    return len(taken_apart(copy).original)


# -- the file


@raw
def digit_in_the_original(copy: bytes) -> bytes:
    at = copy.index(b"0 R")
    return copy[:at] + b"1" + copy[at + 1 :]


@raw
def byte_of_the_original_flipped(copy: bytes) -> bytes:
    return bytes([*copy[:600], copy[600] ^ 1, *copy[601:]])


@raw
def line_feed_at_the_end(copy: bytes) -> bytes:
    return copy + b"\n"


@raw
def comment_at_the_end(copy: bytes) -> bytes:
    return copy + b"% nothing to see\n"


@raw
def cut_in_half(copy: bytes) -> bytes:
    return copy[: len(copy) // 2]


@raw
def last_line_lost(copy: bytes) -> bytes:
    return copy[: -len(b"%%EOF\n")]


@raw
def junk_in_front(copy: bytes) -> bytes:
    return b"junk\n" + copy


@raw
def corrections_skipped(copy: bytes) -> bytes:
    """The pointer at the end leads to the original's list: readers show no correction at all."""
    original = copy[: _end(copy)]
    stated = re.findall(rb"startxref\s+(\d+)", original)[-1]
    return re.sub(rb"startxref\n\d+\n%%EOF\n\Z", b"startxref\n" + stated + b"\n%%EOF\n", copy)


@raw
def second_update_by_pypdf(copy: bytes) -> bytes:
    writer = PdfWriter(BytesIO(copy), incremental=True)
    writer.add_annotation(0, FreeText(text="eighty", rect=(50, 50, 200, 100)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@raw
def second_update_by_hand(copy: bytes) -> bytes:
    forgery = taken_apart(copy)
    body = form(forgery.page)
    stated = re.findall(rb"startxref\n(\d+)", copy)[-1]
    entry = b"%d 0 obj\n%b\nendobj\n" % (forgery.page_number, body)
    trailer = form({"Root": forgery.trailer["Root"], "Size": 9999, "Prev": int(stated)})
    listed = b"xref\n%d 1\n%010d 00000 n \n" % (forgery.page_number, len(copy))
    return copy + entry + listed + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(copy) + len(entry))


@raw
def rewritten_by_pypdf(copy: bytes) -> bytes:
    out = BytesIO()
    PdfWriter(clone_from=PdfReader(BytesIO(copy))).write(out)
    return out.getvalue()


@raw
def record_cut_out_of_the_end(copy: bytes) -> bytes:
    """No update at all: the bare original."""
    return copy[: _end(copy)]


@raw
def comment_between_objects(copy: bytes) -> bytes:
    at = copy.index(b"endobj\n", _end(copy)) + len(b"endobj\n")
    return copy[:at] + b"% comment\n" + copy[at:]


@raw
def space_for_line_feed(copy: bytes) -> bytes:
    at = copy.index(b"endobj\n", _end(copy)) + len(b"endobj")
    return copy[:at] + b" " + copy[at + 1 :]


@raw
def space_in_a_dictionary(copy: bytes) -> bytes:
    at = copy.index(b"/Type /OCG", _end(copy)) + len(b"/Type")
    return copy[:at] + b"\t" + copy[at + 1 :]


@raw
def object_written_twice(copy: bytes) -> bytes:
    begin = copy.index(b" obj\n", _end(copy))
    begin = copy.rindex(b"\n", 0, begin) + 1
    end = copy.index(b"endobj\n", begin) + len(b"endobj\n")
    return copy[:end] + copy[begin:end] + copy[end:]


@raw
def object_in_the_gap(copy: bytes) -> bytes:
    at = _end(copy)
    return copy[:at] + b"1 0 obj\nnull\nendobj\n" + copy[at:]


@forged
def comment_between_original_and_update(f: Forgery) -> None:
    f.between = b"%hidden\n"


@forged
def original_made_longer(f: Forgery) -> None:
    f.original += b"%more\n"


@forged
def original_changed_and_record_too(f: Forgery) -> None:
    """The original's number is changed, and the record's hash made to fit: only the identity and rebuild of old remain."""
    f.original = (
        f.original.replace(b"Report", b"Repork", 1)
        if b"Report" in f.original
        else f.original[:-20] + b"#" + f.original[-19:]
    )


# -- the trailer


@forged
def information_replaced(f: Forgery) -> None:
    f.trailer["Info"] = f.add({"Title": b"Another report"})


@forged
def information_changed_in_place(f: Forgery) -> None:
    info = f.trailer.get("Info")
    f.objects[info.number if isinstance(info, Ref) else 1] = (0, {"Title": b"Another report"})


@forged
def another_catalog(f: Forgery) -> None:
    f.trailer["Root"] = f.add(dict(f.catalog))


@forged
def encryption_declared(f: Forgery) -> None:
    f.trailer["Encrypt"] = f.add({"Filter": Name("Standard"), "V": 1, "R": 2, "O": b"o" * 32, "U": b"u" * 32, "P": -1})


@forged
def first_identity_changed(f: Forgery) -> None:
    f.trailer["ID"][0] = b"0123456789abcdef"


@forged
def second_identity_changed(f: Forgery) -> None:
    f.fixed_identity = b"0123456789abcdef"


@forged
def size_too_large(f: Forgery) -> None:
    f.trailer["forced Size"] = 99999


@forged
def update_of_nothing(f: Forgery) -> None:
    f.trailer["Prev"] = 12


@forged
def hidden_second_list(f: Forgery) -> None:
    f.trailer["XRefStm"] = 16


@forged
def private_entry_in_the_trailer(f: Forgery) -> None:
    f.trailer["DocChecksum"] = Name("0")


# -- the catalog


def _catalog_entry(name: str, key: str, value: Callable[[Forgery], Any]) -> None:
    def tampering(f: Forgery) -> None:
        f.catalog[key] = value(f)

    tampering.__name__ = name
    forged(tampering)


_SCRIPT: dict[str, Any] = {"S": Name("JavaScript"), "JS": b"app.alert(1)"}
_catalog_entry("opening_action", "OpenAction", lambda _: dict(_SCRIPT))
_catalog_entry("opening_action_in_an_object", "OpenAction", lambda f: f.add(dict(_SCRIPT)))
_catalog_entry("actions_of_the_document", "AA", lambda _: {"WC": dict(_SCRIPT)})
_catalog_entry("form_added", "AcroForm", lambda _: {"Fields": []})
_catalog_entry("outline_replaced", "Outlines", lambda f: f.add({"Type": Name("Outlines"), "Count": 0}))
_catalog_entry("page_labels_replaced", "PageLabels", lambda _: {"Nums": [0, {"S": Name("r")}]})
_catalog_entry("viewer_told_otherwise", "ViewerPreferences", lambda _: {"HideToolbar": True})
_catalog_entry("language_changed", "Lang", lambda _: b"de")
_catalog_entry("marking_changed", "MarkInfo", lambda _: {"Marked": False})
_catalog_entry("destinations_added", "Dests", lambda _: {})
_catalog_entry("later_version", "Version", lambda _: Name("2.0"))
_catalog_entry("base_address", "URI", lambda _: {"Base": b"https://example.com/"})
_catalog_entry("permissions_claimed", "Perms", lambda _: {})
_catalog_entry("collection", "Collection", lambda _: {"View": Name("H")})
_catalog_entry("output_intent", "OutputIntents", lambda _: [])
_catalog_entry("extension", "Extensions", lambda _: {"ADBE": {"BaseVersion": Name("1.7"), "ExtensionLevel": 3}})
_catalog_entry("threads", "Threads", lambda _: [])


@forged
def script_among_the_names(f: Forgery) -> None:
    names = f.catalog.setdefault("Names", {})
    names = f.value(names) if isinstance(names, Ref) else names
    names["JavaScript"] = {"Names": [b"a", f.add(dict(_SCRIPT))]}


# -- layers


def _layers(f: Forgery) -> dict[str, Any]:
    found: dict[str, Any] = f.catalog["OCProperties"]
    return found


@forged
def layer_hidden(f: Forgery) -> None:
    _layers(f)["D"]["OFF"] = [*_layers(f)["D"].get("OFF", []), _layers(f)["OCGs"][-1]]


@forged
def layers_off_by_default(f: Forgery) -> None:
    _layers(f)["D"]["BaseState"] = Name("OFF")


@forged
def layer_not_printed(f: Forgery) -> None:
    f.dictionaries(Type="OCG")[0]["Usage"]["Print"]["PrintState"] = Name("OFF")


@forged
def layer_switched_by_usage(f: Forgery) -> None:
    _layers(f)["D"]["AS"] = [{"Event": Name("View"), "OCGs": _layers(f)["OCGs"], "Category": [Name("View")]}]


@forged
def layer_of_the_original_shown(f: Forgery) -> None:
    _layers(f)["D"]["OFF"] = []


@forged
def another_layer(f: Forgery) -> None:
    _layers(f)["OCGs"].append(f.add({"Type": Name("OCG"), "Name": b"Errata"}))


@forged
def second_configuration(f: Forgery) -> None:
    _layers(f)["Configs"] = [{"Name": b"off", "BaseState": Name("OFF")}]


@forged
def drawing_off_its_layer(f: Forgery) -> None:
    del f.objects[f.note()][1].entries["OC"]


# -- pages


def _page_entry(name: str, key: str, value: Callable[[Forgery], Any]) -> None:
    def tampering(f: Forgery) -> None:
        f.page[key] = value(f)

    tampering.__name__ = name
    forged(tampering)


_page_entry("page_cropped", "CropBox", lambda _: [0, 300, 420, 595])
_page_entry("page_resized", "MediaBox", lambda _: [0, 0, 420, 800])
_page_entry("page_turned", "Rotate", lambda _: 180)
_page_entry("page_unit", "UserUnit", lambda _: 2)
_page_entry("page_action", "AA", lambda _: {"O": dict(_SCRIPT)})
_page_entry("page_group", "Group", lambda _: {"S": Name("Transparency"), "CS": Name("DeviceRGB")})
_page_entry("page_duration", "Dur", lambda _: 1)
_page_entry("page_private_data", "PieceInfo", lambda _: {"X": {"LastModified": b"D:20241112000000Z"}})
_page_entry("page_metadata", "Metadata", lambda f: f.add(Stream({"Type": Name("Metadata")}, b"x")))
_page_entry("page_thumbnail", "Thumb", lambda f: f.add(Stream({"Width": 1, "Height": 1}, b"\0")))


@forged
def page_in_front(f: Forgery) -> None:
    root = f.dictionaries(Type="Pages")[0]
    root["Kids"].insert(0, root["Kids"].pop())


@forged
def page_shown_again(f: Forgery) -> None:
    root = f.dictionaries(Type="Pages")[0]
    root["Kids"].append(root["Kids"][0])
    root["Count"] += 1


@forged
def page_taken_out(f: Forgery) -> None:
    root = f.dictionaries(Type="Pages")[0]
    del root["Kids"][1]
    root["Count"] -= 1


@forged
def pages_miscounted(f: Forgery) -> None:
    f.dictionaries(Type="Pages")[0]["Count"] -= 1


@forged
def another_page_changed(f: Forgery) -> None:
    ref = f.dictionaries(Type="Pages")[0]["Kids"][2]
    f.objects[ref.number] = (ref.generation, {**f.page})


@forged
def page_root_gives_fonts(f: Forgery) -> None:
    f.dictionaries(Type="Pages")[0]["Resources"] = {}


# -- content


@forged
def original_content_dropped(f: Forgery) -> None:
    del f.page["Contents"][1]


@forged
def original_content_replaced(f: Forgery) -> None:
    f.page["Contents"][1] = f.add(Stream({}, b"BT /F1 11 Tf 40 520 Td (fifteen) Tj ET"))


@forged
def original_content_shadowed(f: Forgery) -> None:
    ref = f.page["Contents"][1]
    f.objects[ref.number] = (ref.generation, Stream({}, b"BT /F1 11 Tf 40 520 Td (fifteen) Tj ET"))


@forged
def original_content_twice(f: Forgery) -> None:
    f.page["Contents"].insert(1, f.page["Contents"][1])


@forged
def white_paint_before(f: Forgery) -> None:
    f.set_plain(f.page["Contents"][0].number, b"q\n1 0 0 rg 0 0 400 400 re f\n")


@forged
def white_paint_after(f: Forgery) -> None:
    number = f.page["Contents"][-1].number
    f.set_content(number, f.content(number) + b"1 g 0 480 420 40 re f\n")


@forged
def words_after(f: Forgery) -> None:
    number = f.page["Contents"][-1].number
    f.set_content(number, f.content(number) + b"BT /F1 11 Tf 40 100 Td (eighty) Tj ET\n")


@forged
def drawing_not_drawn(f: Forgery) -> None:
    number = f.page["Contents"][-1].number
    f.set_content(number, re.sub(rb"/Artifact BMC\nq /Erratum1 Do Q\nEMC\n", b"", f.content(number), count=1))


@forged
def drawing_drawn_small(f: Forgery) -> None:
    number = f.page["Contents"][-1].number
    f.set_content(number, f.content(number).replace(b"q /Erratum2 Do", b"q .1 0 0 .1 0 0 cm /Erratum2 Do"))


@forged
def drawings_in_another_order(f: Forgery) -> None:
    """The box is drawn over its words."""
    forms = f.page["Resources"]["XObject"]
    number = f.page["Contents"][-1].number
    names = re.findall(rb"/(Erratum\d+) Do", f.content(number))
    words = [name for name in names if f.content(forms[name.decode()].number).count(b"Tj") > 1]
    boxes = [name for name in names if name not in words]
    parts = {name: re.search(rb"/[^\n]+\nq /" + name + rb" Do Q\nEMC\n", f.content(number)) for name in names}
    head = f.content(number)[: min(found.start() for found in parts.values() if found)]
    f.set_content(number, head + b"".join(parts[name].group() for name in [*words, *boxes]))  # type: ignore[union-attr]


@forged
def two_drawings_exchanged(f: Forgery) -> None:
    forms = f.page["Resources"]["XObject"]
    forms["Erratum1"], forms["Erratum2"] = forms["Erratum2"], forms["Erratum1"]


@forged
def state_left_open(f: Forgery) -> None:
    number = f.page["Contents"][-1].number
    f.set_content(number, f.content(number).replace(b"Q\n", b"", 1))


@forged
def font_of_the_page_replaced(f: Forgery) -> None:
    f.page["Resources"]["Font"] = {
        "F1": f.add({"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Symbol")})
    }


@forged
def state_of_the_page_added(f: Forgery) -> None:
    f.page["Resources"]["ExtGState"] = {"GS": {"ca": 0.1}}


@forged
def picture_among_the_drawings(f: Forgery) -> None:
    image = Stream(
        {
            "Type": Name("XObject"),
            "Subtype": Name("Image"),
            "Width": 1,
            "Height": 1,
            "BitsPerComponent": 8,
            "ColorSpace": Name("DeviceGray"),
        },
        b"\xff",
    )
    f.page["Resources"]["XObject"]["Im9"] = f.add(image)


# -- drawings


def _note_content(name: str, change: Callable[[bytes], bytes]) -> None:
    def tampering(f: Forgery) -> None:
        before = f.content(f.note())
        after = change(before)
        assert after != before, name
        f.set_content(f.note(), after)

    tampering.__name__ = name
    forged(tampering)


_note_content("note_moved_by_its_content", lambda c: re.sub(rb"(\d+)\.\d+ Tm /F", b"40.5 Tm /F", c, count=1))
_note_content("note_in_white", lambda c: re.sub(rb"[\d.]+ [\d.]+ [\d.]+ rg", b"1 .972549 .882353 rg", c))
_note_content("note_invisible", lambda c: c.replace(b"0 Tr", b"3 Tr"))
_note_content("note_tiny", lambda c: re.sub(rb"[\d.]+ Tf", b".5 Tf", c))
_note_content("note_squeezed", lambda c: c.replace(b"100 Tz", b"1 Tz"))
_note_content("note_without_its_last_line", lambda c: c[: c.rindex(b"BT ")])
_note_content("note_line_twice", lambda c: c.rstrip() + b"\n" + c[c.rindex(b"BT ") :])
_note_content("note_lines_exchanged", lambda c: _exchanged(c))
_note_content("note_letter_changed", lambda c: c.replace(b"\\003", b"\\004", 1))
_note_content("note_scaled", lambda c: c.replace(b"1 0 0 1 0 0 cm", b".1 0 0 .1 0 0 cm", 1))
_note_content("note_clipped", lambda c: c.replace(b"BT ", b"0 0 1 1 re W n\nBT ", 1))
_note_content("note_with_inline_image", lambda c: c + b"BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI\n")
_note_content("note_with_state", lambda c: c.replace(b"BT ", b"/GS gs\nBT ", 1))
_note_content("note_with_shading", lambda c: c + b"/Sh0 sh\n")
_note_content("note_with_comment", lambda c: c + b"% eighty\n")
_note_content("note_in_a_foreign_font", lambda c: re.sub(rb"/F\d\+0", b"/F9+0", c, count=1))
_note_content(
    "note_off_its_box", lambda c: re.sub(rb"1 0 0 1 [\d.]+ [\d.]+ Tm /F", b"1 0 0 1 -900 5 Tm /F", c, count=1)
)


def _exchanged(content: bytes) -> bytes:
    lines = re.findall(rb"BT .*? ET", content, re.DOTALL)
    return content.replace(lines[0], b"@").replace(lines[-1], lines[0]).replace(b"@", lines[-1])


@forged
def note_moved_by_its_matrix(f: Forgery) -> None:
    f.objects[f.note()][1].entries["Matrix"] = [1, 0, 0, 1, 0, -200]


@forged
def note_box_shrunk(f: Forgery) -> None:
    x0, y0, _, _ = f.objects[f.note()][1].entries["BBox"]
    f.objects[f.note()][1].entries["BBox"] = [x0, y0, x0 + 1, y0 + 1]


@forged
def box_paints_over_the_page(f: Forgery) -> None:
    number = f.box()
    f.objects[number][1].entries["BBox"] = [0, 0, 420, 595]
    f.set_content(number, b"1 1 1 rg\nn 0 0 420 595 re f*\n" + f.content(number))


@forged
def box_paints_over_a_word(f: Forgery) -> None:
    """Inside its own box, which the leader makes large enough to reach the words."""
    number = f.box()
    x0, y0, x1, y1 = f.objects[number][1].entries["BBox"]
    paint = b"1 1 1 rg\nn %b %b %b %b re f*\n" % tuple(
        map(form, (float(x0), float(y0), float(x1 - x0), float(y1 - y0)))
    )
    f.set_content(number, f.content(number).replace(b"0 d\n", b"0 d\n" + paint, 1))


@forged
def drawing_with_transparency(f: Forgery) -> None:
    f.objects[f.note()][1].entries["Group"] = {"S": Name("Transparency")}


@forged
def drawing_with_a_state(f: Forgery) -> None:
    f.objects[f.note()][1].entries["Resources"]["ExtGState"] = {"GS": {"ca": 0}}


@forged
def drawing_within_a_drawing(f: Forgery) -> None:
    note = f.objects[f.note()][1]
    inner = f.add(Stream({"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, 9, 9]}, b"0 0 9 9 re f"))
    note.entries["Resources"]["XObject"] = {"X": inner}


@forged
def drawing_from_elsewhere(f: Forgery) -> None:
    f.objects[f.note()][1].entries["Ref"] = {"F": b"other.pdf", "Page": 0}


# -- fonts


def _font_file(f: Forgery) -> int:
    used = re.findall(rb"/(F\d\+0) [\d.]+ Tf", f.content(f.note()))[1].decode()
    fonts = f.objects[f.note()][1].entries["Resources"]["Font"]
    fonts = f.value(fonts) if isinstance(fonts, Ref) else fonts
    found: int = f.value(f.value(fonts[used])["FontDescriptor"])["FontFile2"].number
    return found


def _font(f: Forgery) -> dict[str, Any]:
    return next(
        each
        for each in f.dictionaries(Type="Font")
        if f.value(each["FontDescriptor"])["FontFile2"].number == _font_file(f)
    )


@forged
def letters_shapes_exchanged(f: Forgery) -> None:
    """The figures look like other figures, and are still copied as what they were."""
    number = _font_file(f)
    data = f.content(number)
    font = TrueType(data)
    entries = [struct.unpack_from(">4sLLL", data, 12 + 16 * at) for at in range(struct.unpack_from(">H", data, 4)[0])]
    start = next(begin for tag, _, begin, _ in entries if tag == b"cmap")
    table = bytearray(data)
    symbols = font.mapped(1, 0)
    codes = [code for code, glyph in symbols.items() if glyph and font.outline(glyph)][:2]
    place = data.index(struct.pack(">H", symbols[codes[0]]), start) if codes else start
    at = _glyph_array(data, start, codes[0])
    other = _glyph_array(data, start, codes[1])
    assert place
    table[at[0] : at[1]], table[other[0] : other[1]] = data[other[0] : other[1]], data[at[0] : at[1]]
    f.set_content(number, bytes(table))


def _glyph_array(data: bytes, start: int, code: int) -> tuple[int, int]:
    """Where a cmap of format 0 or 6 keeps a code's glyph."""
    count = struct.unpack_from(">H", data, start + 2)[0]
    for at in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * at)
        if (platform, encoding) == (1, 0):
            table = start + offset
            if struct.unpack_from(">H", data, table)[0] == 0:
                return table + 6 + code, table + 7 + code
            first = struct.unpack_from(">H", data, table + 6)[0]
            place = table + 10 + 2 * (code - first)
            return place, place + 2
    raise AssertionError("no such table")


@forged
def letter_shape_bent(f: Forgery) -> None:
    number = _font_file(f)
    data = f.content(number)
    entries = [struct.unpack_from(">4sLLL", data, 12 + 16 * at) for at in range(struct.unpack_from(">H", data, 4)[0])]
    begin, length = next((begin, length) for tag, _, begin, length in entries if tag == b"glyf")
    middle = begin + length // 2
    f.set_content(
        number, data[:middle] + bytes(byte ^ 0x10 for byte in data[middle : middle + 64]) + data[middle + 64 :]
    )


@forged
def letters_copied_as_others(f: Forgery) -> None:
    number = _font(f)["ToUnicode"].number
    content = f.content(number)
    codes = re.findall(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>\n", content)[2:4]
    (a, x), (b, y) = codes
    content = content.replace(b"<%b> <%b>" % (a, x), b"<%b> <%b>" % (a, y)).replace(
        b"<%b> <%b>" % (b, y), b"<%b> <%b>" % (b, x)
    )
    f.set_content(number, content)


@forged
def font_not_embedded(f: Forgery) -> None:
    font = _font(f)
    number = font["FontDescriptor"].number
    f.remove(f.value(font["FontDescriptor"])["FontFile2"].number)
    del f.objects[number][1]["FontFile2"]


@forged
def font_replaced_by_a_standard_one(f: Forgery) -> None:
    font = _font(f)
    kept = {"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Symbol"), "Name": font["Name"]}
    font.clear()
    font.update(kept)


@forged
def font_under_another_name(f: Forgery) -> None:
    font = _font(f)
    font["BaseFont"] = Name("ABCDEF+Other")
    f.value(font["FontDescriptor"])["FontName"] = Name("ABCDEF+Other")


@forged
def widths_changed(f: Forgery) -> None:
    font = _font(f)
    font["Widths"] = [0 for _ in font["Widths"]]


@forged
def font_with_an_encoding(f: Forgery) -> None:
    _font(f)["Encoding"] = {"Differences": [1, Name("eight")]}


# -- annotations


def _mark(name: str, subtype: str, change: Callable[[Forgery, dict[str, Any]], None]) -> None:
    def tampering(f: Forgery) -> None:
        change(f, f.annotation(subtype))

    tampering.__name__ = name
    forged(tampering)


def _set(key: str, value: Any) -> Callable[[Forgery, dict[str, Any]], None]:
    def change(_: Forgery, annotation: dict[str, Any]) -> None:
        annotation[key] = value

    return change


_mark("mark_leads_to_the_web", "StrikeOut", _set("A", {"S": Name("URI"), "URI": b"https://example.com/"}))
_mark("mark_runs_a_script", "Caret", _set("AA", {"E": dict(_SCRIPT)}))
_mark("mark_launches", "Caret", _set("A", {"S": Name("Launch"), "F": b"a.exe"}))
_mark("mark_hidden", "StrikeOut", _set("F", 6))
_mark("mark_not_printed", "StrikeOut", _set("F", 0))
_mark("comment_says_another_thing", "Caret", _set("Contents", b"Erratum 1 For eight read eighty."))
_mark("comment_by_another", "Caret", _set("T", b"Somebody"))
_mark("comment_of_another_day", "Caret", _set("M", b"D:20200101000000Z"))
_mark("comment_of_another_erratum", "Caret", _set("Subj", b"Erratum 3"))
_mark("comment_with_rich_text", "Caret", _set("RC", b"<p>eighty</p>"))
_mark(
    "comment_in_a_popup", "Caret", lambda f, a: a.update(Popup=f.add({"Type": Name("Annot"), "Subtype": Name("Popup")}))
)
_mark("mark_on_other_words", "StrikeOut", _set("QuadPoints", [40.0, 100.0, 90.0, 100.0, 40.0, 90.0, 90.0, 90.0]))
_mark(
    "mark_stretched",
    "StrikeOut",
    lambda _, a: a.update(Rect=[a["Rect"][0], a["Rect"][1], a["Rect"][2] + 80, a["Rect"][3]]),
)
_mark("mark_by_another_state", "StrikeOut", lambda _, a: a["AP"].update(D=a["AP"]["N"]))
_mark("mark_of_another_kind", "StrikeOut", _set("Subtype", Name("Redact")))
_mark("mark_as_field", "Caret", lambda _, a: a.update(Subtype=Name("Widget"), FT=Name("Tx")))
_mark("mark_transparent", "StrikeOut", _set("CA", 0.0))
_mark("mark_ungrouped", "StrikeOut", lambda _, a: (a.pop("IRT", None), a.pop("RT", None), None)[-1])
_mark("mark_off_its_layer", "StrikeOut", lambda _, a: a.pop("OC", None))
_mark("mark_locked", "Caret", _set("F", 4 + 128))
_mark("mark_on_another_page", "Caret", lambda f, a: a.update(P=f.dictionaries(Type="Pages")[0]["Kids"][2]))


@forged
def mark_moved_with_all_that_belongs_to_it(f: Forgery) -> None:
    strike = f.annotation("StrikeOut")
    form_number = strike["AP"]["N"].number
    move = 100.0
    strike["Rect"] = [n - move * (at % 2) for at, n in enumerate(strike["Rect"])]
    strike["QuadPoints"] = [n - move * (at % 2) for at, n in enumerate(strike["QuadPoints"])]
    entries = f.objects[form_number][1].entries
    entries["BBox"] = [n - move * (at % 2) for at, n in enumerate(entries["BBox"])]
    down = lambda found: b"%b %.4f %b" % (found.group(1), float(found.group(2)) - move, found.group(3))  # noqa: E731
    f.set_content(form_number, re.sub(rb"([\d.]+) ([\d.]+) ([ml])\b", down, f.content(form_number)))


@forged
def strike_made_a_block(f: Forgery) -> None:
    """The struck words are painted over."""
    strike = f.annotation("StrikeOut")
    number = strike["AP"]["N"].number
    f.set_content(number, re.sub(rb"[\d.]+ w", b"14 w", f.content(number)))
    x0, y0, x1, y1 = strike["Rect"]
    strike["Rect"] = f.objects[number][1].entries["BBox"] = [x0, y0 - 6, x1, y1 + 6]


@forged
def strike_not_drawn(f: Forgery) -> None:
    number = f.annotation("StrikeOut")["AP"]["N"].number
    f.set_content(number, re.sub(rb"n [\d.]+ [\d.]+ m .*? l\nS\n", b"", f.content(number), flags=re.DOTALL))


@forged
def strike_taken_away(f: Forgery) -> None:
    page = f.page
    page["Annots"] = [
        ref for ref in page["Annots"] if ref.number not in f.objects or f.value(ref).get("Subtype") != "StrikeOut"
    ]
    for number in [n for n, (_, v) in f.objects.items() if isinstance(v, dict) and v.get("Subtype") == "StrikeOut"]:
        form_number = f.objects[number][1]["AP"]["N"].number
        f.remove(number)
        f.remove(form_number)


@forged
def another_comment(f: Forgery) -> None:
    note = {"Type": Name("Annot"), "Subtype": Name("Text"), "Rect": [10, 10, 30, 30], "Contents": b"Ignore the errata."}
    f.page["Annots"].append(f.add(note))


@forged
def another_link_to_the_web(f: Forgery) -> None:
    action = {"S": Name("URI"), "URI": b"https://example.com/"}
    f.page["Annots"].append(
        f.add({"Type": Name("Annot"), "Subtype": Name("Link"), "Rect": [0, 0, 420, 595], "A": action})
    )


@forged
def comments_of_the_original_dropped(f: Forgery) -> None:
    page = f.page
    kept = [ref for ref in page["Annots"] if ref.number in f.objects]
    page["Annots"] = kept if len(kept) < len(page["Annots"]) else kept[1:]


@forged
def annotations_in_another_order(f: Forgery) -> None:
    f.page["Annots"].insert(0, f.page["Annots"].pop())
    f.page["Annots"].insert(0, f.page["Annots"].pop())
    f.page["Annots"].insert(0, f.page["Annots"].pop(2))


@forged
def link_leads_to_a_wrong_page(f: Forgery) -> None:
    link = f.annotation("Link")
    kids = f.dictionaries(Type="Pages")[0]["Kids"]
    link["Dest"][0] = kids[0] if link["Dest"][0] in kids[3:] else kids[-1]


@forged
def link_by_action(f: Forgery) -> None:
    link = f.annotation("Link")
    link["A"] = {"S": Name("GoToR"), "F": b"other.pdf", "D": link.pop("Dest")}


# -- the sheet


def _sheet(f: Forgery) -> dict[str, Any]:
    return next(each for each in f.dictionaries(Type="Page") if isinstance(each.get("Contents"), Ref))


@forged
def sheet_says_another_thing(f: Forgery) -> None:
    number = _sheet(f)["Contents"].number
    content = f.content(number)
    strings = sorted(set(re.findall(rb"\([^()]{6,}\) Tj", content)), key=len)
    f.set_content(number, content.replace(strings[-1], strings[0], 1))


@forged
def sheet_row_dropped(f: Forgery) -> None:
    number = _sheet(f)["Contents"].number
    content = f.content(number)
    parts = re.findall(rb"BT .*? ET", content, re.DOTALL)
    f.set_content(number, content.replace(parts[len(parts) // 2], b"", 1))


@forged
def sheet_with_an_action(f: Forgery) -> None:
    _sheet(f)["AA"] = {"O": dict(_SCRIPT)}


@forged
def sheet_turned(f: Forgery) -> None:
    _sheet(f)["Rotate"] = 90


# -- the record


def _record(name: str, old: bytes, new: bytes) -> None:
    def tampering(f: Forgery) -> None:
        content = f.content(f.record())
        assert old in content, name
        f.set_record(content.replace(old, new, 1))

    tampering.__name__ = name
    forged(tampering)


_record("record_says_another_number", b"fifteen (15)", b"fifty (50)")
_record("record_of_another_issuer", b"Metropolitan Police Service", b"Another Police Service")
_record("record_of_another_day", b"2024-11-12", b"2024-11-13")
_record("record_of_another_reference", b"01.FOI.24.038993", b"01.FOI.24.038994")
_record("record_of_another_original", b'"sha256": "', b'"sha256": "0')
_record("record_draft", b'"issued"', b'"draft"')
_record("record_another_quote", b"services to eight young men", b"services to eight old men")
_record("record_another_page", b'"page_index": 1', b'"page_index": 2')
_record("record_marks_as_content", b'"annotations"', b'"content"')
_record("record_with_a_space", b'": ', b'":  ')
_record("record_in_another_language", b'"en"', b'"fr"')
_record("record_not_withdrawn", b'"withdrawn": true', b'"withdrawn": false')
_record("record_of_another_program", b'"overlay": "', b'"overlay": "9.')


@forged
def record_taken_out(f: Forgery) -> None:
    f.catalog.pop("AF", None)
    f.catalog.pop("PieceInfo", None)


@forged
def record_in_the_file_alone(f: Forgery) -> None:
    """The record is changed and nothing that follows from it."""
    f.set_content(f.record(), f.content(f.record()).replace(b"fifteen", b"sixteen"))


@forged
def record_with_a_checksum_of_another(f: Forgery) -> None:
    entries = f.objects[f.record()][1].entries
    entries.setdefault("Params", {})["CheckSum"] = b"0123456789abcdef"


@forged
def another_attachment(f: Forgery) -> None:
    if "Names" not in f.catalog:
        f.catalog["Names"] = {"EmbeddedFiles": {"Names": []}}
    names = f.catalog["Names"]
    names = f.value(names) if isinstance(names, Ref) else names
    stream = f.add(Stream({"Type": Name("EmbeddedFile")}, b"MZ"))
    specification = f.add({"Type": Name("Filespec"), "F": b"z.exe", "EF": {"F": stream}})
    names["EmbeddedFiles"].setdefault("Names", []).extend([b"z.exe", specification])


@forged
def attachment_of_the_original_replaced(f: Forgery) -> None:
    names = f.catalog.get("Names")
    if names is None:
        f.catalog["AF"] = [f.add({"Type": Name("Filespec"), "F": b"z.exe"})]
        return
    names = f.value(names) if isinstance(names, Ref) else names
    listed = names["EmbeddedFiles"]["Names"]
    at = 1 if listed[0] != b"errata.json" else len(listed) - 1
    listed[at] = f.add({"Type": Name("Filespec"), "F": b"z.exe"})


# -- metadata


def _metadata(name: str, change: Callable[[bytes], bytes]) -> None:
    def tampering(f: Forgery) -> None:
        number = f.catalog["Metadata"].number
        before = f.objects[number][1].raw
        after = change(before)
        assert after != before, name
        f.set_plain(number, after)

    tampering.__name__ = name
    forged(tampering)


_metadata("metadata_history_dropped", lambda x: re.sub(rb"<rdf:li xmlns:stEvt.*?</rdf:li>", b"", x, flags=re.DOTALL))
_metadata("metadata_history_of_another_tool", lambda x: x.replace(b"overlay ", b"acme ", 1))
_metadata("metadata_of_another_record", lambda x: re.sub(rb"(sha256-of-record:)\w{4}", rb"\g<1>0000", x))
_metadata("metadata_of_another_original", lambda x: re.sub(rb"(documentID>sha256:)\w{4}", rb"\g<1>0000", x))
_metadata("metadata_property_added", lambda x: x.replace(b"</rdf:RDF>", b'<rdf:Description rdf:about=""/></rdf:RDF>'))
_metadata("metadata_comment", lambda x: x.replace(b"</rdf:RDF>", b"<!-- x --></rdf:RDF>"))
_metadata("metadata_padding", lambda x: x + b" ")
_metadata("metadata_says_another_thing", lambda x: x.replace(b"contained unaltered", b"contained corrected", 1))


@forged
def metadata_replaced(f: Forgery) -> None:
    f.catalog["Metadata"] = f.add(Stream({"Type": Name("Metadata"), "Subtype": Name("XML")}, b"<x/>"))


# -- objects


@forged
def object_without_a_purpose(f: Forgery) -> None:
    f.add({"Type": Name("Stray")})


@forged
def number_left_out(f: Forgery) -> None:
    number = max(f.objects) + 5
    f.objects[number] = (0, {"Type": Name("Stray")})


@forged
def object_of_the_original_emptied(f: Forgery) -> None:
    number = next(n for n in range(1, 200) if n not in f.objects)
    f.objects[number] = (0, None)


@forged
def record_used_as_content(f: Forgery) -> None:
    f.page["Contents"][-1] = Ref(f.record(), 0)


@forged
def stream_with_a_tail(f: Forgery) -> None:
    number = f.note()
    generation, stream = f.objects[number]
    f.objects[number] = (generation, Stream(stream.entries, stream.raw + b"hidden"))


@forged
def stream_packed_twice(f: Forgery) -> None:
    number = f.note()
    generation, stream = f.objects[number]
    twice = zlib.compress(stream.raw)
    f.objects[number] = (
        generation,
        Stream({**stream.entries, "Filter": [Name("FlateDecode"), Name("FlateDecode")]}, twice),
    )


@forged
def stream_with_the_short_name_of_its_filter(f: Forgery) -> None:
    f.objects[f.note()][1].entries["Filter"] = Name("Fl")


@forged
def stream_in_another_file(f: Forgery) -> None:
    f.objects[f.note()][1].entries["F"] = b"other.bin"


# -- tagged documents


TAGGED: dict[str, Tampering] = {}
"""Kinds for documents with a reading structure; others have none to tamper with."""


def _tagged(function: Callable[[Forgery], None]) -> None:
    TAGGED[function.__name__] = lambda copy: _written(copy, function)


def _written(copy: bytes, function: Callable[[Forgery], None]) -> bytes:
    forgery = taken_apart(copy)
    function(forgery)
    return forgery.written()


def _grown(f: Forgery) -> dict[str, Any]:
    return max(
        (v for _, v in f.objects.values() if isinstance(v, dict) and isinstance(v.get("K"), list) and "S" in v),
        key=lambda value: len(value["K"]),
    )


@_tagged
def structure_element_dropped(f: Forgery) -> None:
    del _grown(f)["K"][0]


@_tagged
def structure_in_another_order(f: Forgery) -> None:
    _grown(f)["K"].reverse()


@_tagged
def structure_says_another_thing(f: Forgery) -> None:
    next(each for each in f.dictionaries(Type="StructElem") if isinstance(each.get("K"), int))["ActualText"] = b"eighty"


@_tagged
def structure_of_the_original_says_another_thing(f: Forgery) -> None:
    _grown(f)["Alt"] = b"eighty"


@_tagged
def structure_index_emptied(f: Forgery) -> None:
    tree = next(v for _, v in f.objects.values() if isinstance(v, dict) and "Nums" in v)
    del tree["Nums"][:2]


@_tagged
def structure_index_leads_elsewhere(f: Forgery) -> None:
    tree = next(v for _, v in f.objects.values() if isinstance(v, dict) and "Nums" in v)
    tree["Nums"][1], tree["Nums"][3] = tree["Nums"][3], tree["Nums"][1]


@_tagged
def structure_roles_mapped(f: Forgery) -> None:
    f.dictionaries(Type="StructTreeRoot")[0]["RoleMap"] = {"P": Name("Artifact")}


@_tagged
def correction_unread(f: Forgery) -> None:
    number = f.page["Contents"][-1].number
    f.set_content(number, re.sub(rb"/(?:Span|P) <</MCID \d+>> BDC", b"/Artifact BMC", f.content(number)))
