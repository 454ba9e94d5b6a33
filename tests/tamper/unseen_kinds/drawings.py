"""What is drawn says something else, stands somewhere else, or cannot be seen."""

from __future__ import annotations

import re

from tests.tamper.reopened import NotFittingError, Reopened
from tests.tamper.unseen_kinds import changed, drawing, onto_page

_BEGIN = b"1 0 0 1 0 0 cm \n"
_BOX = rb"n [\d.]+ [\d.]+ [\d.]+ [\d.]+ re f\*"


def _note(parts: Reopened) -> int:
    """The drawing with the band's words."""
    return next(parts.in_stream(words) for words in parts.spelled("Metropolitan") if words)


def _form(parts: Reopened) -> int:
    """The first of the drawings that are page content."""
    number = _note(parts)
    if b"/BBox" not in parts.objects[number].head:
        number = next(each for each in parts.all(b"/Subtype /Form") if b"Tj" in parts.content(each))
    return number


def _strike(parts: Reopened) -> int:
    return parts.find(b"/StrikeOut\n")


def _shifted(numbers: bytes, *, across: float = 0, up: float = 0) -> bytes:
    """Coordinates in an array, moved."""
    found = [float(number) for number in numbers.strip(b"[]").split()]
    return b"[%b]" % b" ".join(b"%.4f" % (n + (up if i % 2 else across)) for i, n in enumerate(found))


@changed("sheet", "tagged", "stream")
def digit_changed_same_length(parts: Reopened) -> None:
    """The date of the correction is another."""
    parts.say("12 November 2024", "12 November 2023")


@changed("sheet", "tagged", "stream")
def digits_added(parts: Reopened) -> None:
    """The reference has a digit more."""
    parts.say("01.FOI.24.038993", "01.FOI.24.0389933")


@changed("tagged")
def right_figure_changed(parts: Reopened) -> None:
    """The note gives a wrong figure as the right one."""
    parts.say("7.50", "2.50")


@changed("sheet")
def right_words_changed_on_sheet(parts: Reopened) -> None:
    """The errata sheet gives other words as the right ones."""
    parts.say("month", "mouth")


@changed()
def words_of_band_reversed(parts: Reopened) -> None:
    """The band says that the original is altered."""
    parts.say("unaltered", "  altered")


@changed()
def words_drawn_in_white(parts: Reopened) -> None:
    """The note's words are white: no reader sees them."""
    number = _form(parts)
    parts.fill(number, re.sub(rb"[\d.]+ [\d.]+ [\d.]+ rg 1 0 0 1", b"1 1 1 rg 1 0 0 1", parts.content(number)))


@changed()
def words_in_mode_3(parts: Reopened) -> None:
    """The note's words are neither filled nor stroked (9.3.6)."""
    parts.edit(_form(parts), b"0 Tr", b"3 Tr")


@changed()
def words_as_clip_only(parts: Reopened) -> None:
    """The note's words are a clip and nothing else."""
    parts.edit(_form(parts), b"0 Tr", b"7 Tr")


@changed()
def words_squeezed(parts: Reopened) -> None:
    """The note's words are set at a hundredth of their width."""
    parts.edit(_form(parts), b"100 Tz", b"1 Tz")


@changed()
def words_raised(parts: Reopened) -> None:
    """The note's words are raised off the page by the text rise."""
    parts.edit(_form(parts), b"0 Ts", b"3000 Ts")


@changed()
def words_made_tiny(parts: Reopened) -> None:
    """The note's words are set in a size that nobody can read."""
    number = _form(parts)
    parts.fill(number, re.sub(rb" 8 Tf", b" .08 Tf", parts.content(number)))


@changed()
def words_drawn_outside_the_page(parts: Reopened) -> None:
    """The note is drawn beyond the crop box; text tools find it all the same."""
    number = _form(parts)
    parts.edit(number, _BEGIN, b"1 0 0 1 5000 0 cm \n")
    parts.put(number, b"/BBox", b"[0 0 9000 2000]")


@changed()
def drawing_shrunk_to_a_dot(parts: Reopened) -> None:
    """A drawing is scaled to next to nothing."""
    parts.edit(_form(parts), _BEGIN, b".001 0 0 .001 0 0 cm \n")


@changed()
def drawing_clipped_away(parts: Reopened) -> None:
    """A drawing begins with an empty clip."""
    parts.edit(_form(parts), _BEGIN, b"0 0 0 0 re W n " + _BEGIN)


@changed()
def box_of_form_empty(parts: Reopened) -> None:
    """A form's /BBox cuts all of it away."""
    parts.put(_form(parts), b"/BBox", b"[0 0 0 0]")


@changed()
def form_moved_by_matrix(parts: Reopened) -> None:
    """A note stands forty points lower, beside another line."""
    parts.put(_form(parts), b"/Matrix", b"[1 0 0 1 0 -40]")


@changed()
def form_mirrored_by_matrix(parts: Reopened) -> None:
    """A note stands upside down."""
    parts.put(_form(parts), b"/Matrix", b"[1 0 0 -1 0 1200]")


@changed()
def marker_number_swapped(parts: Reopened) -> None:
    """The marker beside the words bears another number."""
    numbers = [each for each in parts.all(b"/Form") if b"(\\001) Tj" in parts.content(each)]
    if not numbers:
        raise NotFittingError
    parts.edit(numbers[0], b"(\\001) Tj", b"(\\016) Tj")


@changed()
def text_added_in_white(parts: Reopened) -> None:
    """White words for machines, in our drawing."""
    number = _form(parts)
    words = parts.spelled("2024")[-1]
    parts.edit(number, b"BT ", b"BT /F2+0 8 Tf 1 1 1 rg 1 0 0 1 200 300 Tm (%b) Tj ET\nBT " % words)


@changed()
def text_added_in_mode_3(parts: Reopened) -> None:
    """Words that are not painted, for machines, in our drawing."""
    words = parts.spelled("2024")[-1]
    parts.edit(_form(parts), b"BT ", b"BT /F2+0 8 Tf 3 Tr 1 0 0 1 200 300 Tm (%b) Tj 0 Tr ET\nBT " % words)


@changed()
def text_added_tiny(parts: Reopened) -> None:
    """Words a thousandth of a point high."""
    words = parts.spelled("2024")[-1]
    parts.edit(_form(parts), b"BT ", b"BT /F2+0 .001 Tf 1 0 0 1 200 300 Tm (%b) Tj ET\nBT " % words)


@changed()
def box_grown_over_the_words(parts: Reopened) -> None:
    """The band's ground covers the page."""
    number = next(each for each in parts.all(b"/Form") if re.search(_BOX, parts.content(each)))
    parts.fill(number, re.sub(_BOX, b"n 0 0 2000 2000 re f*", parts.content(number), count=1))
    parts.put(number, b"/BBox", b"[0 0 2000 2000]")


@changed()
def box_grown_a_little(parts: Reopened) -> None:
    """The band's ground covers the first line below it; the form's box is as it was told."""
    number = next(each for each in parts.all(b"/Form") if re.search(_BOX, parts.content(each)))
    x, y, width, height = re.search(rb"n ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f\*", parts.content(number)).groups()  # type: ignore[union-attr]
    new = b"n %b %.4f %b %.4f re f*" % (x, float(y) - 60, width, float(height) + 60)
    parts.fill(number, re.sub(_BOX, new, parts.content(number), count=1))
    box = parts.get(number, b"/BBox").strip(b"[]").split()
    parts.put(number, b"/BBox", b"[%b %.4f %b %b]" % (box[0], float(box[1]) - 60, box[2], box[3]))


@changed()
def ground_drawn_over_the_note(parts: Reopened) -> None:
    """The boxes are drawn after the words, and hide them."""
    page = parts.page
    resources = parts.get(page, b"/Resources")
    numbers = re.findall(rb"/Erratum(\d+) (\d+) 0 R", resources)
    boxes = [(key, int(n)) for key, n in numbers if re.search(_BOX, parts.content(int(n)))]
    words = [(key, int(n)) for key, n in numbers if b"Tj" in parts.content(int(n))]
    last = words[-1]
    swapped = re.sub(rb"/Erratum%b \d+" % boxes[0][0], b"/Erratum%b %d" % (boxes[0][0], last[1]), resources)
    parts.put(
        page, b"/Resources", re.sub(rb"/Erratum%b \d+" % last[0], b"/Erratum%b %d" % (last[0], boxes[0][1]), swapped)
    )


@changed()
def strike_drawn_on_the_next_line(parts: Reopened) -> None:
    """The strike's appearance is lower, its annotation where it was."""
    number = parts.referred(_strike(parts), b"/AP")
    parts.edit(number, _BEGIN, b"1 0 0 1 0 -14 cm \n")
    parts.put(number, b"/BBox", _shifted(parts.get(number, b"/BBox"), up=-14))


@changed()
def strike_moved_with_all_its_parts(parts: Reopened) -> None:
    """The strike, its quads, its box and its drawing stand on other words of the line."""
    strike = _strike(parts)
    number = parts.referred(strike, b"/AP")
    parts.edit(number, _BEGIN, b"1 0 0 1 -60 0 cm \n")
    parts.put(number, b"/BBox", _shifted(parts.get(number, b"/BBox"), across=-60))
    for key in (b"/Rect", b"/QuadPoints"):
        parts.put(strike, key, _shifted(parts.get(strike, key), across=-60))


@changed()
def strike_drawn_longer(parts: Reopened) -> None:
    """The strike goes on through the next word."""
    strike = _strike(parts)
    number = parts.referred(strike, b"/AP")
    x = re.search(rb"m ([\d.]+) ([\d.]+) l", parts.content(number))
    assert x is not None
    parts.edit(number, x[0], b"m %.4f %b l" % (float(x[1]) + 30, x[2]))
    box = parts.get(number, b"/BBox").strip(b"[]").split()
    wider = b"[%b %b %.4f %b]" % (box[0], box[1], float(box[2]) + 30, box[3])
    parts.put(number, b"/BBox", wider)
    parts.put(strike, b"/Rect", wider)


@changed()
def strike_drawn_shorter(parts: Reopened) -> None:
    """The strike ends in the midst of the wrong figure."""
    number = parts.referred(_strike(parts), b"/AP")
    found = re.search(rb"n ([\d.]+) ([\d.]+) m ([\d.]+)", parts.content(number))
    assert found is not None
    parts.edit(number, found[0], b"n %b %b m %.4f" % (found[1], found[2], float(found[1]) + 6))


@changed()
def strike_drawn_as_underline(parts: Reopened) -> None:
    """The line stands under the words, within the strike's box: they look stressed, not struck."""
    number = parts.referred(_strike(parts), b"/AP")
    parts.edit(number, _BEGIN, b"1 0 0 1 0 -4 cm \n")
    box = parts.get(number, b"/BBox").strip(b"[]").split()
    parts.put(number, b"/BBox", b"[%b %.4f %b %b]" % (box[0], float(box[1]) - 5, box[2], box[3]))


@changed()
def strike_drawn_invisible(parts: Reopened) -> None:
    """The strike is never painted."""
    parts.edit(parts.referred(_strike(parts), b"/AP"), b"\nS\n", b"\nn\n")


@changed()
def strike_drawn_as_hairline(parts: Reopened) -> None:
    """The strike is as thin as a viewer draws, and nearly white."""
    number = parts.referred(_strike(parts), b"/AP")
    parts.edit(number, b".690196 0 .12549 RG", b".99 .99 .99 RG")


@changed()
def strike_drawn_dashed(parts: Reopened) -> None:
    """The strike is one dash and a long gap."""
    parts.edit(parts.referred(_strike(parts), b"/AP"), b"[] 0 d", b"[0 999] 5 d")


@changed()
def strike_shows_the_carets_drawing(parts: Reopened) -> None:
    """The strike's appearance is another of our own drawings."""
    parts.put(_strike(parts), b"/AP", parts.get(parts.find(b"/Caret\n"), b"/AP"))


@changed()
def caret_moved(parts: Reopened) -> None:
    """The caret stands at another gap."""
    caret = parts.find(b"/Caret\n")
    number = parts.referred(caret, b"/AP")
    parts.edit(number, _BEGIN, b"1 0 0 1 -120 0 cm \n")
    parts.put(number, b"/BBox", _shifted(parts.get(number, b"/BBox"), across=-120))
    parts.put(caret, b"/Rect", _shifted(parts.get(caret, b"/Rect"), across=-120))


@changed()
def second_form_with_layer_off(parts: Reopened) -> None:
    """A drawing more, on a layer that is off until a reader's click or a script puts it on (shadow: replace)."""
    layer = parts.add(b"<</Type /OCG\n/Name (Errata)>>")
    form = drawing(parts, b"BT /H 12 Tf 72 300 Td (The errata are withdrawn.) Tj ET", b"\n/OC %d 0 R" % layer)
    page, catalog = parts.page, parts.catalog
    parts.put(
        page, b"/Resources", parts.get(page, b"/Resources").replace(b"/XObject <<", b"/XObject <</X %d 0 R\n" % form)
    )
    onto_page(parts, b"q /X Do Q\n")
    properties = parts.get(catalog, b"/OCProperties")
    properties = properties.replace(b"/OCGs [", b"/OCGs [%d 0 R " % layer).replace(
        b"/D <<", b"/D <</OFF [%d 0 R]\n" % layer
    )
    parts.put(catalog, b"/OCProperties", properties)


@changed()
def form_drawn_on_top(parts: Reopened) -> None:
    """A drawing more, in the open, over the page's end."""
    form = drawing(parts, b"1 1 1 rg 60 300 300 60 re f BT 0 g /H 12 Tf 72 320 Td (Eight.) Tj ET")
    page = parts.page
    parts.put(
        page, b"/Resources", parts.get(page, b"/Resources").replace(b"/XObject <<", b"/XObject <</X %d 0 R\n" % form)
    )
    onto_page(parts, b"q /X Do Q\n")


@changed()
def form_not_drawn(parts: Reopened) -> None:
    """The note is in the file, and never drawn."""
    number = parts.in_stream(b"/Erratum1 Do")
    parts.edit(number, b"q /Erratum3 Do Q\n", b"")


@changed()
def form_drawn_twice(parts: Reopened) -> None:
    """One drawing twice, the other never."""
    parts.edit(parts.in_stream(b"/Erratum1 Do"), b"/Erratum3 Do", b"/Erratum2 Do")


@changed()
def form_with_group_of_no_effect(parts: Reopened) -> None:
    """The form is a knockout group with a soft mask that leaves nothing."""
    number = _form(parts)
    mask = parts.add(
        b"<</Type /XObject\n/Subtype /Form\n/BBox [0 0 1 1]\n/Group <</S /Transparency\n/CS /DeviceGray>>\n/Length 0>>",
        b"",
    )
    state = b"/ExtGState <</G0 <</SMask <</S /Luminosity\n/G %d 0 R>>>>>>" % mask
    parts.put(number, b"/Resources", parts.get(number, b"/Resources")[:-2] + b"\n" + state + b">>")
    parts.edit(number, _BEGIN, b"/G0 gs " + _BEGIN)


@changed()
def form_with_alpha_nought(parts: Reopened) -> None:
    """The note is wholly transparent."""
    number = _form(parts)
    state = b"/ExtGState <</G0 <</ca 0\n/CA 0>>>>"
    parts.put(number, b"/Resources", parts.get(number, b"/Resources")[:-2] + b"\n" + state + b">>")
    parts.edit(number, _BEGIN, b"/G0 gs " + _BEGIN)


@changed()
def form_group_added(parts: Reopened) -> None:
    """A transparency group that some printers rasterise otherwise; the drawing is as it was."""
    parts.put(_form(parts), b"/Group", b"<</S /Transparency\n/K true>>")


@changed()
def form_refers_to_another_file(parts: Reopened) -> None:
    """A reference XObject: the form stands for a page of another file (8.10.4)."""
    parts.put(_form(parts), b"/Ref", b"<</F (other.pdf)\n/Page 0>>")


@changed()
def form_draws_by_opi(parts: Reopened) -> None:
    """An OPI dictionary: a print server puts another picture there (14.11.7)."""
    parts.put(_form(parts), b"/OPI", b"<</2.0 <</Type /OPI\n/Version 2.0\n/F (other.tif)>>>>")


@changed()
def default_colours_of_form_white(parts: Reopened) -> None:
    """The form's /DefaultRGB makes white of every colour (8.6.5.6)."""
    number = _form(parts)
    white = b"/ColorSpace <</DefaultRGB [/CalRGB <</WhitePoint [.9505 1 1.089]\n/Gamma [.000001 .000001 .000001]>>]>>"
    parts.put(number, b"/Resources", parts.get(number, b"/Resources")[:-2] + b"\n" + white + b">>")


@changed()
def words_told_otherwise_by_actualtext(parts: Reopened) -> None:
    """The note's words have /ActualText: copied or read aloud they say something else (14.9.4)."""
    number = _form(parts)
    content = parts.content(number)
    at = content.index(b"BT ")
    parts.fill(number, content[:at] + b"/Span <</ActualText (Eight.)>> BDC\n" + content[at:] + b"EMC\n")


@changed("tagged")
def span_told_otherwise_by_actualtext(parts: Reopened) -> None:
    """The marked content of the note in the page has /ActualText."""
    parts.edit(parts.in_stream(b"/Erratum1 Do"), b"/Span <</MCID 6>>", b"/Span <</MCID 6 /ActualText (Eight.)>>")


@changed("tagged")
def note_made_an_artifact(parts: Reopened) -> None:
    """Screen readers pass over the correction."""
    parts.edit(parts.in_stream(b"/Erratum1 Do"), b"/Span <</MCID 7>> BDC", b"/Artifact BMC")


@changed("tagged")
def marked_contents_swapped(parts: Reopened) -> None:
    """The correction is read aloud where the band's caveat belongs."""
    number = parts.in_stream(b"/Erratum1 Do")
    content = parts.content(number).replace(b"/MCID 6", b"/MCID 9").replace(b"/MCID 7", b"/MCID 6")
    parts.fill(number, content.replace(b"/MCID 9", b"/MCID 7"))
