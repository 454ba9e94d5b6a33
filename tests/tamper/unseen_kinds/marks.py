"""Annotations: new ones, and ours with something in them that they had not."""

from __future__ import annotations

import re

from tests.tamper.reopened import Reopened
from tests.tamper.unseen_kinds import annotated, changed, drawing, text_of


def _strike(parts: Reopened) -> int:
    return parts.find(b"/StrikeOut\n")


def _caret(parts: Reopened) -> int:
    return parts.find(b"/Caret\n")


def _link(parts: Reopened) -> int:
    return parts.find(b"/Subtype /Link")


def _words(parts: Reopened, number: int) -> str:
    """An annotation's /Contents; the quotation marks are PDFDocEncoding's."""
    raw = bytes.fromhex(parts.get(number, b"/Contents").strip(b"<>").decode())
    return raw.decode("latin-1").replace("\x8d", "“").replace("\x8e", "”")


def _add_free_text(parts: Reopened) -> None:
    annotated(
        parts,
        b"<</Type /Annot\n/Subtype /FreeText\n/Rect [60 300 300 340]\n/F 4\n/DA (/Helv 12 Tf 0 g)\n/Contents (Erratum 1 is withdrawn.)>>",
    )


@changed("sheet", "tagged", "stream", "encrypted")
def annotation_added_note(parts: Reopened) -> None:
    """A comment more."""
    annotated(parts, b"<</Type /Annot\n/Subtype /Text\n/Rect [60 300 80 320]\n/F 4\n/Contents <45>>>")


@changed()
def annotation_added_free_text(parts: Reopened) -> None:
    """Words on the page, drawn by the viewer."""
    _add_free_text(parts)


@changed()
def annotation_added_covering(parts: Reopened) -> None:
    """A white square over a paragraph."""
    form = drawing(parts, b"1 g 0 0 2000 2000 re f")
    annotated(parts, b"<</Type /Annot\n/Subtype /Square\n/Rect [0 300 400 360]\n/F 4\n/AP <</N %d 0 R>>>>" % form)


@changed()
def annotation_added_like_ours(parts: Reopened) -> None:
    """A strike like ours, through other words, named like an erratum."""
    head = parts.objects[_strike(parts)].head
    number = annotated(parts, head)
    quads = [float(each) for each in parts.get(number, b"/QuadPoints").strip(b"[]").split()]
    parts.put(number, b"/QuadPoints", b"[%b]" % b" ".join(b"%.4f" % (n - 30 * (i % 2)) for i, n in enumerate(quads)))
    rect = [float(each) for each in parts.get(number, b"/Rect").strip(b"[]").split()]
    parts.put(number, b"/Rect", b"[%b]" % b" ".join(b"%.4f" % (n - 30 * (i % 2)) for i, n in enumerate(rect)))
    parts.put(number, b"/NM", b"(erratum-0123456789abcdef01234567)")


@changed()
def annotation_listed_twice(parts: Reopened) -> None:
    """One of ours stands twice in /Annots."""
    page = parts.page
    parts.put(page, b"/Annots", parts.get(page, b"/Annots")[:-1] + b" %d 0 R]" % _strike(parts))


@changed()
def annotation_added_link(parts: Reopened) -> None:
    """A link to a web page over the band."""
    annotated(
        parts, b"<</Type /Annot\n/Subtype /Link\n/Rect [0 0 400 600]\n/A <</S /URI\n/URI (http://example.org/)>>>>"
    )


@changed()
def annotation_added_launch(parts: Reopened) -> None:
    """A link that starts a program."""
    annotated(parts, b"<</Type /Annot\n/Subtype /Link\n/Rect [0 0 400 600]\n/A <</S /Launch\n/F (cmd.exe)>>>>")


@changed()
def annotation_added_script(parts: Reopened) -> None:
    """A link that runs a script."""
    annotated(
        parts, b"<</Type /Annot\n/Subtype /Link\n/Rect [0 0 400 600]\n/A <</S /JavaScript\n/JS (app.alert\\(1\\))>>>>"
    )


@changed()
def annotation_added_submit(parts: Reopened) -> None:
    """A button that sends the form."""
    annotated(
        parts,
        b"<</Type /Annot\n/Subtype /Widget\n/FT /Btn\n/Ff 65536\n/T (b)\n/Rect [0 0 400 600]\n"
        b"/A <</S /SubmitForm\n/F <</FS /URL\n/F (http://example.org/)>>>>>>",
    )


@changed()
def annotation_added_redaction(parts: Reopened) -> None:
    """A redaction that the next program to save the file may carry out (12.5.6.23)."""
    annotated(
        parts,
        b"<</Type /Annot\n/Subtype /Redact\n/Rect [0 300 400 360]\n/QuadPoints [0 360 400 360 0 300 400 300]\n/OverlayText (eight)>>",
    )


@changed()
def annotation_added_file(parts: Reopened) -> None:
    """A file attached to the page."""
    file = parts.add(b"<</Type /EmbeddedFile\n/Length 0>>", b"Eight.")
    annotated(
        parts,
        b"<</Type /Annot\n/Subtype /FileAttachment\n/Rect [0 0 9 9]\n/FS <</Type /Filespec\n/F (a.txt)\n/EF <</F %d 0 R>>>>>>"
        % file,
    )


@changed()
def annotation_added_popup(parts: Reopened) -> None:
    """A popup of the strike's, with words of its own."""
    strike = _strike(parts)
    popup = annotated(
        parts,
        b"<</Type /Annot\n/Subtype /Popup\n/Rect [200 300 400 400]\n/Open true\n/Parent %d 0 R\n/Contents (Eight.)>>"
        % strike,
    )
    parts.put(strike, b"/Popup", b"%d 0 R" % popup)


@changed()
def annotation_added_rejection(parts: Reopened) -> None:
    """A reply that says that the correction was rejected (12.5.6.3)."""
    strike = _strike(parts)
    annotated(
        parts,
        b"<</Type /Annot\n/Subtype /Text\n/Rect [0 0 0 0]\n/F 30\n/IRT %d 0 R\n/StateModel (Review)\n/State (Rejected)\n/Contents (Rejected)>>"
        % strike,
    )


@changed()
def annotation_added_watermark(parts: Reopened) -> None:
    """A watermark for print alone."""
    form = drawing(parts, b"BT /H 40 Tf 72 300 Td (DRAFT) Tj ET")
    annotated(parts, b"<</Type /Annot\n/Subtype /Watermark\n/Rect [0 0 400 600]\n/F 4\n/AP <</N %d 0 R>>>>" % form)


@changed("sheet", "tagged", "stream", "encrypted")
def quads_on_other_words(parts: Reopened) -> None:
    """/QuadPoints lie on other words: a viewer that draws strikes itself strikes those."""
    strike = _strike(parts)
    numbers = [float(each) for each in parts.get(strike, b"/QuadPoints").strip(b"[]").split()]
    parts.put(strike, b"/QuadPoints", b"[%b]" % b" ".join(b"%.4f" % (n - 28 * (i % 2)) for i, n in enumerate(numbers)))


@changed()
def quads_in_another_order(parts: Reopened) -> None:
    """The corners in the standard's order, not the viewers': the strike becomes a cross in some."""
    strike = _strike(parts)
    a = parts.get(strike, b"/QuadPoints").strip(b"[]").split()
    parts.put(strike, b"/QuadPoints", b"[%b]" % b" ".join((*a[4:8], *a[2:4], *a[0:2])))


@changed("sheet", "tagged", "stream", "encrypted")
def rectangle_moved(parts: Reopened) -> None:
    """The strike's /Rect lies on another line; viewers fit the appearance into it (12.5.5)."""
    strike = _strike(parts)
    numbers = [float(each) for each in parts.get(strike, b"/Rect").strip(b"[]").split()]
    parts.put(strike, b"/Rect", b"[%b]" % b" ".join(b"%.4f" % (n - 28 * (i % 2)) for i, n in enumerate(numbers)))


@changed()
def contents_changed(parts: Reopened) -> None:
    """The comments panel gives other words as the right ones."""
    caret = _caret(parts)
    words = _words(parts, caret)
    parts.put(caret, b"/Contents", text_of(words.replace("Twenty-one", "Thirty-nine").replace("7.50", "5.50")))


@changed()
def contents_overlong(parts: Reopened) -> None:
    """The comments panel has the right words, and a megabyte of others after them."""
    caret = _caret(parts)
    parts.put(caret, b"/Contents", b"(" + _words(parts, caret).encode("latin-1", "replace") + b" x" * 50_000 + b")")


@changed()
def contents_turned_by_bidi_control(parts: Reopened) -> None:
    """A right-to-left override in the comment: the figure is shown backwards."""
    caret = _caret(parts)
    words = _words(parts, caret)
    parts.put(caret, b"/Contents", text_of(words.replace("read “", "read “\u202e")))


@changed()
def contents_with_zero_width(parts: Reopened) -> None:
    """An unseen character in the comment: searching does not find the words."""
    caret = _caret(parts)
    words = _words(parts, caret)
    parts.put(caret, b"/Contents", text_of(words.replace("Erratum", "Erra\u200btum")))


@changed()
def contents_in_utf16(parts: Reopened) -> None:
    """The same words in another encoding: nothing is gained but that the bytes differ."""
    caret = _caret(parts)
    parts.put(caret, b"/Contents", text_of(_words(parts, caret)))


@changed()
def contents_with_language_escape(parts: Reopened) -> None:
    """A language escape in the comment, that some viewers print and some pass over (7.9.2.2.1)."""
    caret = _caret(parts)
    words = "\ufeff" + "\x1ben\x1b" + _words(parts, caret)
    parts.put(caret, b"/Contents", b"<%b>" % words.encode("utf-16-be").hex().encode())


@changed()
def rich_contents_say_otherwise(parts: Reopened) -> None:
    """/RC says something else than /Contents; Acrobat shows /RC."""
    parts.put(_caret(parts), b"/RC", b'(<body xmlns="http://www.w3.org/1999/xhtml"><p>read eight</p></body>)')


@changed()
def issuer_homoglyph_in_comment(parts: Reopened) -> None:
    """The comment's author is spelled with a Cyrillic letter."""
    parts.put(_caret(parts), b"/T", text_of("Metropolit\u0430n Police Service"))


@changed()
def comment_date_changed(parts: Reopened) -> None:
    """The comment is from another day."""
    parts.put(_caret(parts), b"/M", b"(D:20191112000000Z)")


@changed()
def comment_creation_date_added(parts: Reopened) -> None:
    """The comment is told to have been made years before."""
    parts.put(_caret(parts), b"/CreationDate", b"(D:20011112000000Z)")


@changed()
def comment_subject_changed(parts: Reopened) -> None:
    """The comment is of another erratum."""
    parts.put(_caret(parts), b"/Subj", b"(Erratum 9)")


@changed()
def comment_name_shared(parts: Reopened) -> None:
    """Two comments have one name: programs that merge comments keep one."""
    parts.put(_caret(parts), b"/NM", parts.get(_strike(parts), b"/NM"))


@changed()
def comment_name_changed(parts: Reopened) -> None:
    """A comment has another name of the same form."""
    parts.put(_caret(parts), b"/NM", b"(erratum-0123456789abcdef01234567)")


@changed()
def pair_torn(parts: Reopened) -> None:
    """The strike no longer belongs to the caret."""
    strike = _strike(parts)
    for key in (b"/IRT", b"/RT"):
        parts.drop(strike, key)


@changed()
def pair_turned_into_a_reply(parts: Reopened) -> None:
    """The strike is a reply, not one group with the caret."""
    parts.put(_strike(parts), b"/RT", b"/R")


@changed("sheet")
def pair_swapped(parts: Reopened) -> None:
    """Each strike belongs to the other erratum's caret."""
    one, two = list(parts.all(b"/StrikeOut\n"))[:2]
    first, second = parts.get(one, b"/IRT"), parts.get(two, b"/IRT")
    parts.put(one, b"/IRT", second)
    parts.put(two, b"/IRT", first)


@changed("sheet", "tagged", "stream", "encrypted")
def mark_hidden(parts: Reopened) -> None:
    """The strike is never shown (/F, hidden)."""
    parts.put(_strike(parts), b"/F", b"2")


@changed()
def mark_not_viewed(parts: Reopened) -> None:
    """The strike is printed, but not shown."""
    parts.put(_strike(parts), b"/F", b"36")


@changed()
def mark_not_printed(parts: Reopened) -> None:
    """The strike is shown, but not printed."""
    parts.put(_strike(parts), b"/F", b"0")


@changed()
def mark_locked(parts: Reopened) -> None:
    """The strike has flags more."""
    parts.put(_strike(parts), b"/F", b"708")


@changed()
def mark_transparent(parts: Reopened) -> None:
    """The strike has opacity nought, for viewers that draw it themselves."""
    parts.put(_strike(parts), b"/CA", b"0")


@changed()
def mark_in_white(parts: Reopened) -> None:
    """The strike's colour is white, for viewers that draw it themselves."""
    parts.put(_strike(parts), b"/C", b"[1 1 1]")


@changed()
def mark_without_layer(parts: Reopened) -> None:
    """The strike stays when the errata are turned off."""
    parts.drop(_strike(parts), b"/OC")


@changed()
def mark_with_rollover(parts: Reopened) -> None:
    """Under the pointer the strike shows something else (/AP /R)."""
    form = drawing(parts, b"1 g 0 0 2000 2000 re f")
    strike = _strike(parts)
    parts.put(strike, b"/AP", parts.get(strike, b"/AP")[:-2] + b"\n/R %d 0 R>>" % form)


@changed()
def mark_pressed_shows_otherwise(parts: Reopened) -> None:
    """Clicked, the strike shows something else (/AP /D)."""
    form = drawing(parts, b"1 g 0 0 2000 2000 re f")
    strike = _strike(parts)
    parts.put(strike, b"/AP", parts.get(strike, b"/AP")[:-2] + b"\n/D %d 0 R>>" % form)


@changed()
def mark_with_states(parts: Reopened) -> None:
    """The strike's appearance is one of two states, and the empty one is in force."""
    strike = _strike(parts)
    form = drawing(parts, b"")
    now = parts.referred(strike, b"/AP")
    parts.put(strike, b"/AP", b"<</N <</On %d 0 R\n/Off %d 0 R>>>>" % (now, form))
    parts.put(strike, b"/AS", b"/Off")


@changed()
def mark_without_appearance(parts: Reopened) -> None:
    """The strike has no appearance: each viewer draws it as it likes, and some not at all."""
    parts.drop(_strike(parts), b"/AP")


@changed()
def mark_made_a_highlight(parts: Reopened) -> None:
    """The strike is a highlight: where viewers draw it themselves, the wrong words are stressed."""
    parts.swap(_strike(parts), b"/StrikeOut\n", b"/Highlight\n")


@changed()
def mark_with_an_action(parts: Reopened) -> None:
    """A click on the strike runs a script."""
    parts.put(_strike(parts), b"/A", b"<</S /JavaScript\n/JS (app.alert\\(1\\))>>")


@changed()
def mark_with_actions_on_events(parts: Reopened) -> None:
    """The pointer over the strike opens a web page."""
    parts.put(_strike(parts), b"/AA", b"<</E <</S /URI\n/URI (http://example.org/)>>>>")


@changed()
def mark_with_border(parts: Reopened) -> None:
    """A border so thick that it covers the line, where viewers draw it themselves."""
    parts.put(_strike(parts), b"/BS", b"<</W 40\n/S /S>>")


@changed()
def mark_with_external_data(parts: Reopened) -> None:
    """External data (/ExData), which a viewer may show instead."""
    parts.put(_strike(parts), b"/ExData", b"<</Type /ExData\n/Subtype /Markup3D>>")


@changed()
def mark_blended(parts: Reopened) -> None:
    """PDF 2.0's blend mode for annotations."""
    parts.put(_strike(parts), b"/BM", b"/Difference")


@changed()
def mark_with_a_files_relation(parts: Reopened) -> None:
    """A file is associated with the strike."""
    spec = parts.referred(parts.catalog, b"/AF")
    parts.put(_strike(parts), b"/AF", b"[%d 0 R]" % spec)


@changed("sheet")
def mark_said_to_be_on_another_page(parts: Reopened) -> None:
    """The strike's /P is the errata sheet."""
    parts.put(_strike(parts), b"/P", b"%d 0 R" % parts.find(b"/Type /Page\n", b"/CropBox"))


@changed("sheet")
def link_leads_elsewhere(parts: Reopened) -> None:
    """A row of the errata sheet leads to the other erratum's place."""
    one, two = list(parts.all(b"/Subtype /Link"))[:2]
    first, second = parts.get(one, b"/Dest"), parts.get(two, b"/Dest")
    parts.put(one, b"/Dest", second)
    parts.put(two, b"/Dest", first)


@changed("sheet")
def link_leads_to_the_web(parts: Reopened) -> None:
    """A row of the errata sheet opens a web page."""
    number = _link(parts)
    parts.drop(number, b"/Dest")
    parts.put(number, b"/A", b"<</S /URI\n/URI (http://example.org/)>>")


@changed("sheet")
def link_zooms_the_words_away(parts: Reopened) -> None:
    """The link goes to the right page, at a zoom at which nothing can be read."""
    number = _link(parts)
    parts.put(number, b"/Dest", re.sub(rb"/XYZ.*\]", b"/XYZ 0 0 64]", parts.get(number, b"/Dest")))


@changed("sheet")
def link_with_a_border(parts: Reopened) -> None:
    """A link's border is so thick that it covers words."""
    parts.put(_link(parts), b"/Border", b"[0 0 300]")


@changed("sheet")
def link_grown_over_the_page(parts: Reopened) -> None:
    """A click anywhere on the page follows the link."""
    parts.put(_link(parts), b"/Rect", b"[0 0 420 596]")


@changed("sheet")
def link_says_otherwise(parts: Reopened) -> None:
    """A link's words, read aloud, give other words as the right ones."""
    number = _link(parts)
    parts.put(number, b"/Contents", text_of(_words(parts, number).replace("Twenty-one", "Forty-one")))


@changed("sheet")
def link_highlights_by_push(parts: Reopened) -> None:
    """A link's highlight mode, /H."""
    parts.put(_link(parts), b"/H", b"/P")
