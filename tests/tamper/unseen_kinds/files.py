"""The file's frame: cross-references, trailers, revisions, and what stands before, between and after."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pikepdf

from tests.tamper.reopened import NotFittingError, Reopened, entries, joined, reopen
from tests.tamper.unseen_kinds import changed, forged

ALL = ("sheet", "tagged", "stream", "encrypted")
BOTH = ("sheet", "stream")


def _start(copy: bytes) -> int:
    """Where the last section stands."""
    return int(re.findall(rb"startxref\n(\d+)\n", copy)[-1])


def _trailer_again(copy: bytes) -> tuple[list[tuple[bytes, bytes]], int, int]:
    """The last trailer's entries for one revision more, the section's offset, and the next number."""
    with pikepdf.open(BytesIO(copy)) as opened:
        size = int(opened.trailer.Size)
        root = opened.trailer.Root.objgen
        found = [(b"/Root", b"%d %d R" % root), (b"/Size", b"%d" % size), (b"/Prev", b"%d" % _start(copy))]
        found += [
            (key, b"%d 0 R" % opened.trailer[key.decode()].objgen[0])
            for key in (b"/Info",)
            if "/Info" in opened.trailer
        ]
        if "/ID" in opened.trailer:
            found.append((b"/ID", opened.trailer.ID.unparse()))
    return found, _start(copy), size


def _revision(copy: bytes, objects: dict[int, bytes]) -> bytes:
    """One more incremental update, with a table or a stream as the file has."""
    trailer, section, size = _trailer_again(copy)
    places, position, parts = {}, len(copy), [copy]
    for number, body in sorted(objects.items()):
        places[number] = position
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        position += len(parts[-1])
        size = max(size, number + 1)
    trailer = [(key, b"%d" % size if key == b"/Size" else value) for key, value in trailer]
    if copy.startswith(b"xref", section):
        parts.append(b"xref\n0 0\n" if not places else b"xref\n")
        parts += [b"%d 1\n%010d 00000 n \n" % item for item in places.items()]
        parts.append(b"trailer\n%b\n" % joined(trailer))
    else:
        places[size] = position
        data = b"".join(b"\x01" + place.to_bytes(4, "big") + b"\x00" for place in places.values())
        index = b" ".join(b"%d 1" % number for number in places)
        trailer = [(key, b"%d" % (size + 1) if key == b"/Size" else value) for key, value in trailer]
        trailer += [
            (b"/Type", b"/XRef"),
            (b"/W", b"[1 4 1]"),
            (b"/Index", b"[%b]" % index),
            (b"/Length", b"%d" % len(data)),
        ]
        parts.append(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (size, joined(trailer), data))
    return b"".join(parts) + b"startxref\n%d\n%%%%EOF\n" % position


def _object(copy: bytes, number: int) -> bytes:
    with pikepdf.open(BytesIO(copy)) as opened:
        return bytes(opened.get_object(number, 0).unparse(resolved=True))


def _with_trailer(copy: bytes, original_length: int, key: bytes, value: bytes) -> bytes:
    """The copy with an entry in its trailer."""
    parts = reopen(copy, original_length)
    parts.trailer = [*((each, old) for each, old in parts.trailer if each != key), (key, value)]
    return parts.finish()


# -- revisions


@forged("sheet", "tagged", "stream")
def revision_after_empty(copy: bytes, original_length: int) -> bytes:
    """One more revision, that changes nothing."""
    return _revision(copy, {})


@forged("sheet", "tagged", "stream")
def revision_after_turns_a_page(copy: bytes, original_length: int) -> bytes:
    """One more revision, in which the page stands on its head."""
    page = reopen(copy, original_length).page
    return _revision(copy, {page: _object(copy, page)[:-2] + b" /Rotate 180 >>"})


@forged("sheet", "tagged", "stream")
def revision_after_undoes_ours(copy: bytes, original_length: int) -> bytes:
    """One more revision, in which the page is the original's again: no correction is seen, the record says that there are some."""
    page = reopen(copy, original_length).page
    return _revision(copy, {page: _object(copy[:original_length], page)})


@forged("sheet", "tagged", "stream")
def revision_after_signs(copy: bytes, original_length: int) -> bytes:
    """One more revision, with a field for a signature."""
    parts = reopen(copy, original_length)
    with pikepdf.open(BytesIO(copy)) as opened:
        number = int(opened.trailer.Size)
    field = b"<</Type /Annot /Subtype /Widget /FT /Sig /T (s) /F 132 /Rect [0 0 0 0] /P %d 0 R>>" % parts.page
    catalog = _object(copy, parts.catalog)[:-2] + b" /AcroForm <</Fields [%d 0 R] /SigFlags 3>> >>" % number
    page = _object(copy, parts.page)
    return _revision(
        copy,
        {number: field, parts.catalog: catalog, parts.page: page.replace(b"/Annots [", b"/Annots [ %d 0 R" % number)},
    )


@forged("sheet", "tagged", "stream")
def revision_after_hides_the_layer(copy: bytes, original_length: int) -> bytes:
    """One more revision, that puts the layer off (shadow: hide)."""
    parts = reopen(copy, original_length)
    layer = parts.find(b"/Type /OCG")
    catalog = _object(copy, parts.catalog)
    return _revision(copy, {parts.catalog: catalog.replace(b"/D <<", b"/D << /OFF [ %d 0 R ]" % layer)})


@forged("sheet", "tagged", "stream")
def revision_after_adds_an_unused_object(copy: bytes, original_length: int) -> bytes:
    """One more revision, with an object that nothing refers to (shadow: made ready)."""
    with pikepdf.open(BytesIO(copy)) as opened:
        return _revision(copy, {int(opened.trailer.Size): b"<</Type /Page>>"})


@forged("sheet", "tagged")
def revision_between(copy: bytes, original_length: int) -> bytes:
    """A revision between the original and ours, in which an unlisted page is made ready."""
    parts = reopen(copy, original_length)
    with pikepdf.open(BytesIO(parts.original)) as opened:
        size = int(opened.trailer.Size)
    between = _revision(parts.original, {size + 500: b"<</Type /Page>>"})
    parts.original, parts.prev = between, _start(between)
    return parts.finish()


@forged("sheet", "tagged")
def revision_between_changes_an_object(copy: bytes, original_length: int) -> bytes:
    """A revision between the original and ours, in which /Info is another."""
    parts = reopen(copy, original_length)
    info = int(dict(parts.trailer)[b"/Info"].split()[0])
    between = _revision(parts.original, {info: b"<</Title (Withdrawn)>>"})
    parts.original, parts.prev = between, _start(between)
    return parts.finish()


@forged("sheet", "tagged")
def revision_between_with_the_record_changed_to_fit(copy: bytes, original_length: int) -> bytes:
    """A revision between, and a record that calls original and revision together the original."""
    import hashlib

    parts = reopen(copy, original_length)
    info = int(dict(parts.trailer)[b"/Info"].split()[0])
    between = _revision(parts.original, {info: b"<</Title (Withdrawn)>>"})
    old = hashlib.sha256(parts.original).hexdigest().encode()
    new = hashlib.sha256(between).hexdigest().encode()
    record = parts.record.replace(old, new).replace(
        b'"length": %d' % len(parts.original), b'"length": %d' % len(between)
    )
    parts.set_record(record)
    parts.edit(parts.find(b"/Type /Metadata"), old, new)
    parts.original, parts.prev = between, _start(between)
    return parts.finish()


@changed("revised")
def revision_of_the_original_skipped(parts: Reopened) -> None:
    """/Prev leads to the original's first revision: its second, which mended a figure, is passed over."""
    parts.prev = int(re.findall(rb"startxref\s+(\d+)", parts.original)[0])


@forged("revised")
def revision_of_the_original_cut_out(copy: bytes, original_length: int) -> bytes:
    """The original's second revision is not in the file."""
    parts = reopen(copy, original_length)
    parts.original = parts.original[: parts.original.index(b"%%EOF\n") + 6]
    parts.prev = int(re.findall(rb"startxref\s+(\d+)", parts.original)[0])
    return parts.finish()


# -- the end


@forged(*ALL)
def end_leads_to_the_original(copy: bytes, original_length: int) -> bytes:
    """The last startxref leads to the original's section: viewers show no correction."""
    old = re.findall(rb"startxref\s+(\d+)", copy[:original_length])[-1]
    return copy[: copy.rindex(b"startxref\n")] + b"startxref\n" + old + b"\n%%EOF\n"


@forged(*ALL)
def end_told_again(copy: bytes, original_length: int) -> bytes:
    """A second startxref after the end leads to the original's section."""
    old = re.findall(rb"startxref\s+(\d+)", copy[:original_length])[-1]
    return copy + b"startxref\n" + old + b"\n%%EOF\n"


@forged("sheet")
def end_told_again_in_a_comment(copy: bytes, original_length: int) -> bytes:
    """A comment after the end looks like a startxref to some."""
    old = re.findall(rb"startxref\s+(\d+)", copy[:original_length])[-1]
    return copy + b"% startxref\n%" + old + b"\n"


@forged("sheet", "stream")
def end_off_by_one(copy: bytes, original_length: int) -> bytes:
    """The last startxref is off by a byte: some viewers repair the file, and may find other objects."""
    at = copy.rindex(b"startxref\n") + 10
    return copy[:at] + b"%d" % (_start(copy) - 1) + b"\n%%EOF\n"


@forged("sheet")
def end_without_mark(copy: bytes, original_length: int) -> bytes:
    """No %%EOF."""
    return copy[: copy.rindex(b"%%EOF")]


@forged("sheet")
def end_without_line_feed(copy: bytes, original_length: int) -> bytes:
    """The last byte is gone."""
    return copy[:-1]


@forged("sheet")
def end_with_carriage_return(copy: bytes, original_length: int) -> bytes:
    """The last line ends in CR LF."""
    return copy[:-1] + b"\r\n"


@forged("sheet", "stream")
def end_with_a_comment(copy: bytes, original_length: int) -> bytes:
    """A comment after the end."""
    return copy + b"% The errata are withdrawn.\n"


@forged("sheet")
def end_with_blanks(copy: bytes, original_length: int) -> bytes:
    """Blanks after the end."""
    return copy + b" " * 40 + b"\n"


@forged("sheet")
def end_with_noughts(copy: bytes, original_length: int) -> bytes:
    """A block of noughts after the end, as a disk leaves it."""
    return copy + bytes(512)


@forged("sheet")
def end_with_another_mark(copy: bytes, original_length: int) -> bytes:
    """A second %%EOF."""
    return copy + b"%%EOF\n"


@forged("sheet")
def end_with_an_archive(copy: bytes, original_length: int) -> bytes:
    """The file is a ZIP archive as well, with another letter in it."""
    import zipfile

    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("letter.txt", "The errata are withdrawn.")
    return copy + written.getvalue()


@forged("sheet")
def end_with_a_whole_pdf(copy: bytes, original_length: int) -> bytes:
    """The original once more after the end: viewers read the last startxref, from the file's first byte on."""
    return copy + copy[:original_length]


# -- the beginning


@forged("sheet", "stream")
def beginning_with_junk(copy: bytes, original_length: int) -> bytes:
    """A line before %PDF."""
    return b"junk\n" + copy


@forged("sheet")
def beginning_with_byte_order_mark(copy: bytes, original_length: int) -> bytes:
    """A byte order mark before %PDF."""
    return b"\xef\xbb\xbf" + copy


@forged("sheet")
def beginning_with_another_version(copy: bytes, original_length: int) -> bytes:
    """The header says 1.0."""
    return copy.replace(b"%PDF-1.", b"%PDF-0.", 1)


@forged("sheet", "tagged")
def byte_of_the_original_changed(copy: bytes, original_length: int) -> bytes:
    """A letter in the original's header comment."""
    return copy[:12] + bytes([copy[12] ^ 1]) + copy[13:]


@forged("tagged")
def title_of_the_original_changed(copy: bytes, original_length: int) -> bytes:
    """A word in the original's /Info."""
    if b"south bank" not in copy[:original_length]:
        raise NotFittingError
    return copy.replace(b"south bank", b"north bank", 1)


@forged("sheet")
def line_between_original_and_increment(copy: bytes, original_length: int) -> bytes:
    """A comment between the original and ours; all offsets fit."""
    parts = reopen(copy, original_length)
    parts.original += b"% withdrawn\n"
    return parts.finish()


@forged("sheet", "stream")
def blank_between_original_and_increment(copy: bytes, original_length: int) -> bytes:
    """A line feed between the original and ours; all offsets fit."""
    parts = reopen(copy, original_length)
    parts.original += b"\n"
    return parts.finish()


# -- cross-references


@changed(*BOTH)
def entry_into_the_midst_of_an_object(parts: Reopened) -> None:
    """The layer begins in the midst of an object, in a string of it: there it has another name."""
    number = parts.find(b"/Type /OCG")
    trap = b"%d 0 obj <</Type /OCG /Name (Draft)>> endobj " % number
    parts.objects[number].head = parts.objects[number].head[:-2] + b"\n/Other (%b)>>" % trap.replace(
        b"(Draft)", b"<4472616674>"
    )
    inside = parts.objects[number].head.index(b"/Other (") + len(b"/Other (")
    parts.moved[number] = _position(parts, number) + len(b"%d 0 obj\n" % number) + inside


@changed(*BOTH)
def entry_into_a_comment(parts: Reopened) -> None:
    """An object of the increment stands twice: in the open, and in a comment, where its entry leads."""
    number = parts.find(b"/Type /OCG")
    lead = b"%%%d 0 obj <</Type /OCG /Name (Draft)>> endobj\n" % number
    parts.before[number] = lead
    parts.moved[number] = _position(parts, number) - len(lead) + 1


def _position(parts: Reopened, number: int) -> int:
    """Where an object will stand."""
    position = len(parts.original) + (0 if parts.original.endswith((b"\n", b"\r")) else 1)
    for each, body in sorted(parts.objects.items()):
        position += len(parts.before.get(each, b""))
        if each == number:
            return position
        position += len(b"%d %d obj\n\nendobj\n" % (each, body.generation)) + len(body.head)
        position += 0 if body.data is None else len(b"\nstream\n\nendstream") + len(body.data)
    raise NotFittingError(number)


@changed(*BOTH)
def object_twice_first_in_force(parts: Reopened) -> None:
    """A layer of another name before ours, under its number; the entry leads to the first, repairs find the last."""
    number = parts.find(b"/Type /OCG")
    twin = b"%d 0 obj\n<</Type /OCG\n/Name (Draft)>>\nendobj\n" % number
    parts.before[number] = twin
    parts.moved[number] = _position(parts, number) - len(twin)


@changed(*BOTH)
def object_twice_last_in_force(parts: Reopened) -> None:
    """A layer of another name before ours, under its number; the entry leads to ours."""
    number = parts.find(b"/Type /OCG")
    parts.before[number] = b"%d 0 obj\n<</Type /OCG\n/Name (Draft)>>\nendobj\n" % number


@changed(*ALL)
def object_that_nothing_lists(parts: Reopened) -> None:
    """An object in no cross-reference: repairs find it."""
    parts.before[parts.page] = b"900 0 obj\n<</Type /Catalog>>\nendobj\n"


@changed(*ALL)
def object_that_nothing_refers_to(parts: Reopened) -> None:
    """An object that is listed and that nothing refers to (shadow: made ready)."""
    parts.add(b"<</Type /Page\n/MediaBox [0 0 9 9]>>")


@changed(*ALL)
def comment_between_objects(parts: Reopened) -> None:
    """A comment between two objects of the increment."""
    parts.before[parts.page] = b"% withdrawn\n"


@changed(*ALL)
def blanks_between_objects(parts: Reopened) -> None:
    """Blank lines between two objects of the increment."""
    parts.before[parts.page] = b"\n \n"


@changed("sheet", "stream", "encrypted")
def entry_of_an_old_object_moved(parts: Reopened) -> None:
    """The page's own content is told to stand where another stream of the original does."""
    content = next(
        int(each)
        for each in re.findall(rb"(\d+) 0 R", parts.get(parts.page, b"/Contents"))
        if int(each) not in parts.objects
    )
    starts = {int(found[1]): found.start(1) for found in re.finditer(rb"(?<!\d)(\d+) 0 obj", parts.original)}
    other = next(place for number, place in starts.items() if number != content)
    parts.listed[content] = (1, other, 0)


@changed(*BOTH)
def entry_of_an_old_object_repeated(parts: Reopened) -> None:
    """An object of the original is listed again, where it stands: nothing changes, now."""
    starts = {int(found[1]): found.start(1) for found in re.finditer(rb"(?<!\d)(\d+) 0 obj", parts.original)}
    number = next(each for each in starts if each not in parts.objects)
    parts.listed[number] = (1, starts[number], 0)


@changed(*BOTH)
def entry_of_an_old_object_freed(parts: Reopened) -> None:
    """The page's content is told to be free: the page is empty but for the corrections."""
    content = next(
        int(each)
        for each in re.findall(rb"(\d+) 0 R", parts.get(parts.page, b"/Contents"))
        if int(each) not in parts.objects
    )
    parts.freed = (content,)


@changed(*BOTH)
def entry_of_info_freed(parts: Reopened) -> None:
    """/Info is told to be free: the title and the author are gone."""
    info = int(dict(parts.trailer)[b"/Info"].split()[0])
    parts.freed = (info,)


@changed(*BOTH)
def entry_of_an_unused_number(parts: Reopened) -> None:
    """A number that nobody uses is listed, at an object of the original."""
    starts = [found.start(1) for found in re.finditer(rb"(?<!\d)(\d+) 0 obj", parts.original)]
    parts.listed[max(parts.objects) + 1] = (1, starts[0], 0)


@changed("sheet", "tagged", "stream")
def generation_raised(parts: Reopened) -> None:
    """A new object has generation 1; what refers to it says 0."""
    parts.objects[parts.find(b"/Type /OCG")].generation = 1


@changed("sheet", "tagged", "stream")
def generation_raised_with_its_references(parts: Reopened) -> None:
    """A new object and all that refer to it say generation 1."""
    number = parts.find(b"/Type /OCG")
    parts.objects[number].generation = 1
    for body in parts.objects.values():
        body.head = body.head.replace(b" %d 0 R" % number, b" %d 1 R" % number).replace(
            b"[%d 0 R" % number, b"[%d 1 R" % number
        )


@forged("sheet")
def table_with_an_entry_twice(copy: bytes, original_length: int) -> bytes:
    """A number is listed twice in the table: some viewers take the first, some the last."""
    page = reopen(copy, original_length).page
    places = [found.start() for found in re.finditer(rb"(?<!\d)%d 0 obj" % page, copy[:original_length])]
    at = copy.rindex(b"trailer\n")
    return copy[:at] + b"%d 1\n%010d 00000 n \n" % (page, places[-1]) + copy[at:]


@forged("sheet")
def table_with_an_empty_run(copy: bytes, original_length: int) -> bytes:
    """A run of no entries in the table."""
    at = copy.rindex(b"trailer\n")
    return copy[:at] + b"900 0\n" + copy[at:]


@forged("sheet")
def table_with_other_line_ends(copy: bytes, original_length: int) -> bytes:
    """The table's entries end in CR LF."""
    at = copy.rindex(b"\nxref\n")
    return copy[:at] + copy[at:].replace(b" n \n", b" n\r\n")


@forged("sheet")
def table_head_changed(copy: bytes, original_length: int) -> bytes:
    """The free list's head leads to another number."""
    at = copy.rindex(b"\nxref\n")
    return copy[:at] + copy[at:].replace(b"0000000000 65535 f", b"0000000005 65535 f", 1)


@forged("sheet")
def table_with_a_comment(copy: bytes, original_length: int) -> bytes:
    """A comment after the trailer."""
    at = copy.rindex(b"startxref")
    return copy[:at] + b"% withdrawn\n" + copy[at:]


@forged("sheet")
def hybrid_section_for_other_readers(copy: bytes, original_length: int) -> bytes:
    """/XRefStm: readers of cross-reference streams see another /Info and an unturned page, older ones ours (7.5.8.4)."""
    parts = reopen(copy, original_length)
    page = parts.page
    at = [found.start() for found in re.finditer(rb"(?<!\d)%d 0 obj" % page, copy[:original_length])][-1]
    data = b"\x01" + at.to_bytes(4, "big") + b"\x00"
    head = b"<</Type /XRef /Size 999 /W [1 4 1] /Index [%d 1] /Length %d>>" % (page, len(data))
    number = parts.add(head, data)
    parts.objects[number].head = head
    place = _position(parts, number)
    parts.trailer.append((b"/XRefStm", b"%d" % place))
    return parts.finish()


@changed("stream")
def object_stream_overrides(parts: Reopened) -> None:
    """A page of the forger's stands compressed in an object stream; the open one is not listed (7.5.7)."""
    page = parts.page
    other = parts.objects[page].head.replace(b"/Rotate 0", b"/Rotate 180")
    if other == parts.objects[page].head:
        other = other[:-2] + b"\n/Rotate 180>>"
    lead = b"%d 0 " % page
    number = parts.add(b"<</Type /ObjStm\n/N 1\n/First %d\n/Length 0>>" % len(lead), lead + other)
    parts.listed[page] = (2, number, 0)


@changed("stream")
def object_stream_extends(parts: Reopened) -> None:
    """An object stream that holds a new object, for a later forger."""
    number = parts.add(b"<</Type /ObjStm\n/N 1\n/First 6\n/Length 0>>", b"900 0 <</Type /Page>>")
    parts.listed[900] = (2, number, 0)


@forged("stream")
def section_stream_with_bytes_more(copy: bytes, original_length: int) -> bytes:
    """The cross-reference stream has records that no /Index tells of."""
    at = _start(copy)
    head = copy[copy.index(b"obj\n", at) + 4 : copy.index(b"\nstream\n", at)]
    data = copy[copy.index(b"\nstream\n", at) + 8 : copy.rindex(b"\nendstream")]
    grown = zlib.compress(zlib.decompress(data) + b"\x01\x00\x20\x00\x00", 9)
    new = [(key, b"%d" % len(grown) if key == b"/Length" else value) for key, value in entries(head)]
    number = copy[at : copy.index(b" 0 obj", at)]
    body = b"%b 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, joined(new), grown)
    return copy[:at] + body + b"startxref\n%d\n%%%%EOF\n" % at


@forged("stream")
def section_is_a_table(copy: bytes, original_length: int) -> bytes:
    """Ours is a table, though the original has a stream."""
    parts = reopen(copy, original_length)
    parts.stream = False
    parts.free_head = b"0000000000 65535 f "
    return parts.finish()


@forged("sheet")
def section_is_a_stream(copy: bytes, original_length: int) -> bytes:
    """Ours is a stream, though the original has a table."""
    parts = reopen(copy, original_length)
    parts.stream = True
    return parts.finish()


# -- the trailer


@changed(*BOTH)
def size_too_small(parts: Reopened) -> None:
    """/Size leaves out the last objects: strict readers take them for null."""
    parts.size = max(parts.objects) - 2


@changed(*BOTH)
def size_too_large(parts: Reopened) -> None:
    """/Size tells of a million objects."""
    parts.size = 1_000_000


@changed("sheet")
def prev_in_a_circle(parts: Reopened) -> None:
    """/Prev leads to the very section that it stands in."""
    parts.prev = int(re.findall(rb"startxref\n(\d+)", parts.finish())[-1])


@changed(*BOTH)
def prev_off_by_one(parts: Reopened) -> None:
    """/Prev is off by a byte: some readers skip the blank, some repair the file."""
    parts.prev -= 1


@forged("sheet")
def prev_missing(copy: bytes, original_length: int) -> bytes:
    """There is no /Prev: strict readers know our objects only."""
    at = copy.rindex(b"/Prev ")
    return copy[:at] + re.sub(rb"/Prev (\d+)\n", b"", copy[at:], count=1)


@forged("sheet")
def prev_told_twice(copy: bytes, original_length: int) -> bytes:
    """/Prev stands twice."""
    at = copy.rindex(b"/Prev ")
    return copy[:at] + b"/Prev 9\n" + copy[at:]


@forged("sheet", "stream")
def root_told_twice(copy: bytes, original_length: int) -> bytes:
    """/Root stands twice, once as another catalog: some readers take the first, some the last."""
    parts = reopen(copy, original_length)
    other = parts.add(
        parts.objects[parts.catalog].head.replace(b"/Order [", b"/OFF [%d 0 R]\n/Order [" % parts.find(b"/Type /OCG"))
    )
    parts.trailer = [(b"/Root", b"%d 0 R" % other), *parts.trailer]
    return parts.finish()


@changed("sheet", "tagged", "stream")
def root_is_another(parts: Reopened) -> None:
    """/Root is a copy of our catalog in which the layer is off."""
    layer = parts.find(b"/Type /OCG")
    other = parts.add(parts.objects[parts.catalog].head.replace(b"/Order [", b"/OFF [%d 0 R]\n/Order [" % layer))
    parts.trailer = [(key, b"%d 0 R" % other if key == b"/Root" else value) for key, value in parts.trailer]


@forged(*ALL)
def trailer_with_a_key_more(copy: bytes, original_length: int) -> bytes:
    """A key that no standard knows."""
    return _with_trailer(copy, original_length, b"/Zzz", b"1")


@forged("sheet", "tagged")
def trailer_tells_of_encryption(copy: bytes, original_length: int) -> bytes:
    """/Encrypt is null: nothing is encrypted, but some readers ask for a password."""
    return _with_trailer(copy, original_length, b"/Encrypt", b"null")


@forged("sheet", "tagged")
def identity_first_part_changed(copy: bytes, original_length: int) -> bytes:
    """The first part of /ID is another: programs take it for another document."""
    parts = reopen(copy, original_length)
    parts.identity[0] = b"<" + b"00" * 16 + b">"
    return parts.finish()


@forged(*ALL)
def identity_second_part_changed(copy: bytes, original_length: int) -> bytes:
    """The second part of /ID is another."""
    at = copy.rindex(b"/ID [")
    end = copy.index(b"> <", at) + 3
    return copy[:end] + b"0123456789abcdef" * 2 + copy[end + 32 :]


# -- encryption


def _encryption(parts: Reopened) -> int:
    return int(dict(parts.trailer)[b"/Encrypt"].split()[0])


@changed("encrypted")
def encryption_permits_more(parts: Reopened) -> None:
    """The encryption dictionary is in the increment under its old number, and permits all."""
    number = parts.from_original(_encryption(parts))
    parts.objects[number].head = re.sub(rb"/P -?\d+", b"/P -1", parts.objects[number].head)


@changed("encrypted")
def encryption_permits_less(parts: Reopened) -> None:
    """The trailer names another encryption dictionary, which permits nothing."""
    number = parts.from_original(_encryption(parts))
    other = parts.add(re.sub(rb"/P -?\d+", b"/P -3904", parts.objects.pop(number).head))
    parts.trailer = [(key, b"%d 0 R" % other if key == b"/Encrypt" else value) for key, value in parts.trailer]


@changed("encrypted")
def encryption_written_into_the_trailer(parts: Reopened) -> None:
    """The encryption dictionary stands in the trailer itself."""
    head = parts.objects.pop(parts.from_original(_encryption(parts))).head
    parts.trailer = [(key, head if key == b"/Encrypt" else value) for key, value in parts.trailer]


@changed("encrypted")
def encryption_leaves_out_metadata(parts: Reopened) -> None:
    """Metadata are told not to be encrypted."""
    number = parts.from_original(_encryption(parts))
    parts.objects[number].head = parts.objects[number].head[:-2] + b" /EncryptMetadata false >>"


@changed("encrypted")
def encryption_of_strings_by_identity(parts: Reopened) -> None:
    """Strings are told not to be encrypted: comments and names are shown as noise."""
    number = parts.from_original(_encryption(parts))
    parts.objects[number].head = re.sub(rb"/StrF\s*/StdCF", b"/StrF /Identity", parts.objects[number].head)


@forged("encrypted")
def encryption_not_told(copy: bytes, original_length: int) -> bytes:
    """The trailer does not name the encryption dictionary."""
    parts = reopen(copy, original_length)
    parts.trailer = [(key, value) for key, value in parts.trailer if key != b"/Encrypt"]
    return parts.finish()


@forged("encrypted")
def encryption_taken_away(copy: bytes, original_length: int) -> bytes:
    """The whole file, decrypted: it looks the same, and is another."""
    written = BytesIO()
    with pikepdf.open(BytesIO(copy)) as opened:
        opened.save(written)
    return written.getvalue()


@forged("sheet", "tagged")
def whole_file_written_anew(copy: bytes, original_length: int) -> bytes:
    """The copy, saved by another program as one revision."""
    written = BytesIO()
    with pikepdf.open(BytesIO(copy)) as opened:
        opened.save(written)
    return written.getvalue()


@forged("sheet")
def whole_file_linearised(copy: bytes, original_length: int) -> bytes:
    """The copy, saved for the web."""
    written = BytesIO()
    with pikepdf.open(BytesIO(copy)) as opened:
        opened.save(written, linearize=True)
    return written.getvalue()
