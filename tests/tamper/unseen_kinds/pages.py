"""The original's page shows otherwise, or a page comes, goes, or changes its place."""

from __future__ import annotations

import re
import zlib

from tests.tamper.reopened import NotFittingError, Reopened
from tests.tamper.unseen_kinds import changed, drawing, onto_page

_BOLD, _PLAIN = b"/F1+0", b"/F2+0"


def _tree(parts: Reopened) -> int:
    """The root of the page tree, in the increment."""
    number = parts.referred(parts.page, b"/Parent")
    return number if number in parts.objects else parts.from_original(number)


def _new_page(parts: Reopened, tree: int) -> int:
    form = drawing(parts, b"BT /H 20 Tf 72 300 Td (All errata are withdrawn.) Tj ET")
    content = parts.add(b"<<\n/Length 0>>", b"/X Do")
    return parts.add(
        b"<</Type /Page\n/Parent %d 0 R\n/MediaBox [0 0 420 595]\n/Resources <</XObject <</X %d 0 R>>>>\n/Contents %d 0 R>>"
        % (tree, form, content)
    )


def _kids(parts: Reopened, tree: int, kids: bytes) -> None:
    parts.put(tree, b"/Kids", b"[%b]" % kids)
    parts.put(tree, b"/Count", b"%d" % (kids.count(b" R")))


def _original_content(parts: Reopened) -> int:
    """The number of the original's own content stream."""
    numbers = re.findall(rb"(\d+) 0 R", parts.get(parts.page, b"/Contents"))
    return next(int(number) for number in numbers if int(number) not in parts.objects)


def _decoded(parts: Reopened, number: int) -> bytes:
    """The original's content, taken into the increment, decoded."""
    from io import BytesIO

    import pikepdf

    with pikepdf.open(BytesIO(parts.original)) as opened:
        return opened.get_object(number, 0).read_bytes()


@changed("sheet", "tagged", "stream")
def page_added_at_the_end(parts: Reopened) -> None:
    """A page more, after the last."""
    tree = _tree(parts)
    kids = parts.get(tree, b"/Kids").strip(b"[] ")
    _kids(parts, tree, kids + b" %d 0 R" % _new_page(parts, tree))


@changed()
def page_put_in_front(parts: Reopened) -> None:
    """A page more, before the first."""
    tree = _tree(parts)
    kids = parts.get(tree, b"/Kids").strip(b"[] ")
    _kids(parts, tree, b"%d 0 R " % _new_page(parts, tree) + kids)


@changed()
def page_shown_twice(parts: Reopened) -> None:
    """A page stands twice in the tree."""
    tree = _tree(parts)
    kids = parts.get(tree, b"/Kids").strip(b"[] ")
    _kids(parts, tree, b"%d 0 R " % parts.page + kids)


@changed("sheet")
def original_page_taken_out(parts: Reopened) -> None:
    """Nothing is left but the errata sheet."""
    tree = _tree(parts)
    kids = parts.get(tree, b"/Kids").strip(b"[] ")
    _kids(parts, tree, kids.split(b" R ", 1)[1])


@changed("sheet")
def sheet_taken_out(parts: Reopened) -> None:
    """The errata sheet is in the file but not in the tree."""
    tree = _tree(parts)
    _kids(parts, tree, b"%d 0 R" % parts.page)


@changed("sheet")
def sheet_put_in_front(parts: Reopened) -> None:
    """The errata sheet is the first page: page 21 is no longer the twenty-first."""
    tree = _tree(parts)
    first, second = re.findall(rb"\d+ 0 R", parts.get(tree, b"/Kids"))
    _kids(parts, tree, second + b" " + first)


@changed("sheet")
def tree_counts_a_page_less(parts: Reopened) -> None:
    """/Count leaves out the errata sheet: some viewers show it, some do not."""
    parts.put(_tree(parts), b"/Count", b"1")


@changed("sheet")
def tree_turned_on_its_side(parts: Reopened) -> None:
    """/Rotate in the tree's root is inherited by pages that have none of their own (7.7.3.4)."""
    parts.put(_tree(parts), b"/Rotate", b"180")
    parts.drop(parts.page, b"/Rotate")


@changed()
def page_turned(parts: Reopened) -> None:
    """The page stands on its head."""
    parts.put(parts.page, b"/Rotate", b"180")


@changed()
def page_cropped(parts: Reopened) -> None:
    """Half of the page is cut off from view."""
    parts.put(parts.page, b"/CropBox", b"[0 400 420 596]")


@changed()
def page_made_larger(parts: Reopened) -> None:
    """The sheet is wider than it was."""
    parts.put(parts.page, b"/MediaBox", b"[0 0 900 900]")


@changed()
def page_trimmed_for_print(parts: Reopened) -> None:
    """A trim box: a printer cuts the note off."""
    parts.put(parts.page, b"/TrimBox", b"[0 0 300 400]")


@changed()
def page_units_changed(parts: Reopened) -> None:
    """The page is ten times as large in print."""
    parts.put(parts.page, b"/UserUnit", b"10")


@changed()
def page_with_a_thumbnail(parts: Reopened) -> None:
    """The thumbnail shows something else."""
    thumb = parts.add(b"<</Width 1\n/Height 1\n/ColorSpace /DeviceGray\n/BitsPerComponent 8\n/Length 0>>", b"\x00")
    parts.put(parts.page, b"/Thumb", b"%d 0 R" % thumb)


@changed()
def page_turns_itself(parts: Reopened) -> None:
    """In full screen the page passes after a tenth of a second (12.4.4)."""
    parts.put(parts.page, b"/Dur", b".1")


@changed()
def page_with_an_effect(parts: Reopened) -> None:
    """Another transition than the original's."""
    parts.put(parts.page, b"/Trans", b"<</S /Fly\n/D 600>>")


@changed()
def page_with_an_action(parts: Reopened) -> None:
    """Opening the page runs a script (/AA)."""
    parts.put(parts.page, b"/AA", b"<</O <</S /JavaScript\n/JS (app.alert\\(1\\))>>>>")


@changed()
def page_with_an_attached_file(parts: Reopened) -> None:
    """A file is associated with the page (/AF)."""
    file = parts.add(b"<</Type /EmbeddedFile\n/Length 0>>", b"Eight.")
    spec = parts.add(
        b"<</Type /Filespec\n/F (page.txt)\n/UF (page.txt)\n/AFRelationship /Alternative\n/EF <</F %d 0 R>>>>" % file
    )
    parts.put(parts.page, b"/AF", b"[%d 0 R]" % spec)


@changed()
def page_with_metadata(parts: Reopened) -> None:
    """The page has metadata of its own."""
    packet = parts.add(b"<</Type /Metadata\n/Subtype /XML\n/Length 0>>", b"<x/>")
    parts.put(parts.page, b"/Metadata", b"%d 0 R" % packet)


@changed()
def page_with_private_data(parts: Reopened) -> None:
    """Another program's private data: its own viewer shows them instead (14.5)."""
    parts.put(parts.page, b"/PieceInfo", b"<</Illustrator <</LastModified (D:20300101)\n/Private (other)>>>>")
    parts.put(parts.page, b"/LastModified", b"(D:20300101)")


@changed()
def page_blended(parts: Reopened) -> None:
    """The page is a group of its own with another blending space (11.6.6)."""
    parts.put(parts.page, b"/Group", b"<</Type /Group\n/S /Transparency\n/CS /DeviceCMYK\n/I true\n/K true>>")


@changed()
def page_made_a_template(parts: Reopened) -> None:
    """The page is told to come from a template (12.7.6)."""
    parts.put(parts.page, b"/TemplateInstantiated", b"/Errata")


@changed()
def page_separation_told(parts: Reopened) -> None:
    """The page is told to be one colour's separation (14.11.4)."""
    page = parts.page
    parts.put(page, b"/SeparationInfo", b"<</Pages [%d 0 R]\n/DeviceColorant /Cyan>>" % page)


@changed()
def page_measured(parts: Reopened) -> None:
    """A viewport with a scale: measuring on the page gives other lengths (12.9)."""
    parts.put(
        parts.page, b"/VP", b"[<</Type /Viewport\n/BBox [0 0 400 500]\n/Measure <</Type /Measure\n/R (1in = 9mi)>>>>]"
    )


@changed("tagged")
def page_tab_order_changed(parts: Reopened) -> None:
    """The tab order leaves the structure's."""
    parts.put(parts.page, b"/Tabs", b"/C")


@changed("tagged")
def page_structure_key_changed(parts: Reopened) -> None:
    """The page's /StructParents leads to an annotation's entry: nothing on it is tagged any more."""
    parts.put(parts.page, b"/StructParents", b"1")


@changed()
def page_made_independent_of_the_tree(parts: Reopened) -> None:
    """The page's /Parent is another object than the tree that has it as a kid."""
    page = parts.page
    copy = parts.add(parts.objects[_tree(parts)].head)
    parts.put(page, b"/Parent", b"%d 0 R" % copy)


@changed()
def wrapper_scales_the_original(parts: Reopened) -> None:
    """The stream before the original's content makes it small."""
    parts.fill(_begin(parts), b"q .5 0 0 .5 0 0 cm\n")


def _begin(parts: Reopened) -> int:
    """The stream before the original's content."""
    return parts.referred(parts.page, b"/Contents")


def _end(parts: Reopened) -> int:
    return parts.in_stream(b"/Erratum1 Do")


@changed()
def wrapper_clips_the_original(parts: Reopened) -> None:
    """The stream before the original's content leaves nothing of it to see."""
    parts.fill(_begin(parts), b"q 0 0 1 1 re W n\n")


@changed()
def wrapper_hides_the_words(parts: Reopened) -> None:
    """The stream before the original's content sets text mode 3."""
    parts.fill(_begin(parts), b"q 3 Tr\n")


@changed()
def wrapper_moves_the_words(parts: Reopened) -> None:
    """The stream before the original's content raises all text by a line."""
    parts.fill(_begin(parts), b"q 12 Ts\n")


@changed()
def wrapper_gives_actualtext(parts: Reopened) -> None:
    """All of the original's content is told to read as one word."""
    parts.fill(_begin(parts), b"q /Span <</ActualText (Eight.)>> BDC\n")
    parts.edit(_end(parts), b"Q\n", b"EMC Q\n")


@changed()
def wrapper_makes_an_artifact(parts: Reopened) -> None:
    """All of the original's content is told to be decoration."""
    parts.fill(_begin(parts), b"q /Artifact BMC\n")
    parts.edit(_end(parts), b"Q\n", b"EMC Q\n")


@changed()
def wrapper_puts_the_original_on_the_layer(parts: Reopened) -> None:
    """The original's own words vanish when a reader turns the errata off (shadow: hide)."""
    page = parts.page
    layer = parts.find(b"/Type /OCG")
    parts.put(page, b"/Resources", parts.get(page, b"/Resources")[:-2] + b"\n/Properties <</L %d 0 R>>>>" % layer)
    parts.fill(_begin(parts), b"q /OC /L BDC\n")
    parts.edit(_end(parts), b"Q\n", b"EMC Q\n")


@changed()
def wrapper_has_a_comment(parts: Reopened) -> None:
    """A comment ended by a carriage return: for readers that know the line feed alone it hides what follows."""
    parts.fill(_begin(parts), b"q %\r12 Ts\n")


@changed()
def text_drawn_after_all(parts: Reopened) -> None:
    """The last stream has words of its own, in the original's font."""
    parts.edit(_end(parts), b"Q\n", b"Q\nBT /F2+0 12 Tf 100 200 Td (15) Tj ET\n")


@changed()
def white_drawn_over_the_original(parts: Reopened) -> None:
    """The last stream paints a white rectangle over a paragraph."""
    parts.edit(_end(parts), b"Q\n", b"Q\n1 g 0 300 600 60 re f\n")


@changed()
def path_left_for_the_form(parts: Reopened) -> None:
    """The last stream leaves a clip path pending, that takes effect in viewers with the first drawing."""
    parts.edit(_end(parts), b"q /Erratum1", b"0 0 1 1 re W n q /Erratum1")


@changed()
def operators_unknown(parts: Reopened) -> None:
    """Operators that no viewer knows, in BX ... EX (7.8.2): what a later viewer does is anyone's guess."""
    parts.edit(_end(parts), b"Q\n", b"Q\nBX 1 2 zz EX\n")


@changed()
def inline_picture_with_a_false_end(parts: Reopened) -> None:
    """An inline picture whose data hold EI: some viewers go on in the midst of it."""
    data = b"\x00 EI Q BT /F2+0 12 Tf 100 200 Td (15) Tj ET "
    picture = b"q BI /W %d /H 1 /BPC 8 /CS /G ID %b EI Q\n" % (len(data), data)
    parts.edit(_end(parts), b"Q\n", b"Q\n" + picture)


@changed()
def shading_drawn(parts: Reopened) -> None:
    """A shading over all (sh) out of the page's resources."""
    page = parts.page
    shading = b"/Shading <</S <</ShadingType 2\n/ColorSpace /DeviceGray\n/Coords [0 0 1 0]\n/Extend [true true]\n/Function <</FunctionType 2\n/Domain [0 1]\n/C0 [1]\n/C1 [1]\n/N 1>>>>>>"
    parts.put(page, b"/Resources", parts.get(page, b"/Resources")[:-2] + b"\n" + shading + b">>")
    parts.edit(_end(parts), b"Q\n", b"Q\nq /S sh Q\n")


@changed()
def content_put_in_front(parts: Reopened) -> None:
    """A stream more before all the others."""
    onto_page(parts, b"BT /F2+0 12 Tf 100 200 Td (15) Tj ET\n", front=True)


@changed()
def content_put_last(parts: Reopened) -> None:
    """A stream more after all the others."""
    onto_page(parts, b"BT /F2+0 12 Tf 100 200 Td (15) Tj ET\n")


@changed()
def original_content_drawn_last(parts: Reopened) -> None:
    """The original's content comes after ours, and lies over it."""
    page = parts.page
    first, *middle, last = re.findall(rb"\d+ 0 R", parts.get(page, b"/Contents"))
    parts.put(page, b"/Contents", b"[%b]" % b" ".join((first, last, *middle)))


@changed()
def original_content_left_out(parts: Reopened) -> None:
    """The page shows the corrections alone."""
    page = parts.page
    first, *_, last = re.findall(rb"\d+ 0 R", parts.get(page, b"/Contents"))
    parts.put(page, b"/Contents", b"[%b %b]" % (first, last))


@changed()
def original_content_drawn_twice(parts: Reopened) -> None:
    """The original's content twice: it looks the same, copies twice, and prints bolder."""
    page = parts.page
    first, *middle, last = re.findall(rb"\d+ 0 R", parts.get(page, b"/Contents"))
    parts.put(page, b"/Contents", b"[%b]" % b" ".join((first, *middle, *middle, last)))


@changed()
def original_content_replaced_by_a_twin(parts: Reopened) -> None:
    """The page draws a copy of the original's content in which a number is another."""
    page, number = parts.page, _original_content(parts)
    content = _decoded(parts, number)
    new = content.replace(b"hirt", b"hurt", 1).replace(b"55 per", b"35 per", 1)
    if new == content:
        raise NotFittingError
    twin = parts.add(b"<<\n/Length 0>>", new)
    parts.put(page, b"/Contents", parts.get(page, b"/Contents").replace(b"%d 0 R" % number, b"%d 0 R" % twin))


@changed()
def original_content_overwritten(parts: Reopened) -> None:
    """The original's content stream is in the increment under its old number, a word changed."""
    number = _original_content(parts)
    content = _decoded(parts, number)
    new = content.replace(b"hirt", b"hurt", 1).replace(b"55 per", b"35 per", 1)
    parts.from_original(number)
    parts.objects[number].head = b"<</Filter /FlateDecode>>"
    parts.encoded(number, zlib.compress(new))


@changed("tagged")
def original_fonts_swapped(parts: Reopened) -> None:
    """The page's regular font is its bold one: with other subsets the words show as others."""
    page = parts.page
    fonts = parts.get(page, b"/Resources")
    found = re.search(rb"/Font (\d+) 0 R", fonts)
    if found is None:
        raise NotFittingError
    number = parts.from_original(int(found[1]))
    if not parts.get(number, _BOLD) or not parts.get(number, _PLAIN):
        raise NotFittingError
    one, two = parts.get(number, _BOLD), parts.get(number, _PLAIN)
    parts.put(number, _BOLD, two)
    parts.put(number, _PLAIN, one)


@changed()
def original_font_in_resources_replaced(parts: Reopened) -> None:
    """The page's /Font has fonts of a forger's choice."""
    page = parts.page
    font = parts.add(
        b"<</Type /Font\n/Subtype /Type1\n/BaseFont /Helvetica\n"
        b"/Encoding <</Type /Encoding\n/Differences [49 /two /one]>>>>"
    )
    resources = re.sub(
        rb"/Font \d+ 0 R", b"/Font <</F1+0 %d 0 R\n/F2+0 %d 0 R>>" % (font, font), parts.get(page, b"/Resources")
    )
    parts.put(page, b"/Resources", resources)


@changed()
def resources_default_colours(parts: Reopened) -> None:
    """The page's /DefaultRGB makes white of the original's colours."""
    page = parts.page
    white = b"/ColorSpace <</DefaultRGB [/CalRGB <</WhitePoint [.9505 1 1.089]\n/Gamma [.000001 .000001 .000001]>>]>>"
    parts.put(page, b"/Resources", parts.get(page, b"/Resources")[:-2] + b"\n" + white + b">>")


@changed()
def resources_state_added_and_used(parts: Reopened) -> None:
    """A graphics state that makes the original's content transparent."""
    page = parts.page
    parts.put(
        page, b"/Resources", parts.get(page, b"/Resources")[:-2] + b"\n/ExtGState <</G0 <</ca 0\n/BM /Screen>>>>>>"
    )
    parts.fill(_begin(parts), b"q /G0 gs\n")


@changed()
def resources_with_what_nothing_uses(parts: Reopened) -> None:
    """A font more in the page's resources, for a later forger's use."""
    page = parts.page
    parts.put(page, b"/Resources", parts.get(page, b"/Resources")[:-2] + b"\n/Pattern <</P <<>>>>>>")


@changed()
def old_annotation_of_the_page_dropped(parts: Reopened) -> None:
    """The page has lost one of our annotations; it is in the file still."""
    page = parts.page
    found = re.findall(rb"\d+ 0 R", parts.get(page, b"/Annots"))
    parts.put(page, b"/Annots", b"[%b]" % b" ".join(found[1:]))
