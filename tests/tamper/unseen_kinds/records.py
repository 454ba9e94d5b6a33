"""The record, the attachments, the metadata: what machines read."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from tests.tamper.reopened import NotFittingError, Reopened, reopen
from tests.tamper.unseen_kinds import changed, forged

Json = dict[str, Any]


def _rewritten(parts: Reopened, change: Callable[[Json], object]) -> None:
    """Change the record in the form in which it is written; all hashes of it fit."""
    found = json.loads(parts.record)
    change(found)
    parts.set_record((json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())


def _first(found: Json) -> Json:
    item: Json = found["first"]["items"][0]
    return item


def _right(parts: Reopened) -> str:
    return str(_first(json.loads(parts.record))["erratum"]["change"]["read"])


@changed("sheet", "tagged", "stream")
def record_changed_alone(parts: Reopened) -> None:
    """The record gives another figure; its size, checksum and hash are the old one's."""
    right = _right(parts).encode()
    parts.fill(parts.record_stream, parts.record.replace(right, right[:-1] + b"9"))


@changed("sheet", "tagged", "stream")
def record_changed_with_its_hashes(parts: Reopened) -> None:
    """The record gives another figure than the drawing; its hashes fit."""
    right = _right(parts)
    parts.set_record(parts.record.replace(right.encode(), (right[:-1] + "9").encode()))


@changed("tagged")
def record_and_drawing_changed_but_one_hash(parts: Reopened) -> None:
    """Record, note, and comments all give 2.50; only the metadata's hash of the record is the old one's."""
    old = hashlib.sha256(parts.record).hexdigest().encode()
    parts.set_record(parts.record.replace(b"7.50", b"2.50"))
    new = hashlib.sha256(parts.record).hexdigest().encode()
    parts.say("7.50", "2.50")
    for number in [*parts.all(b"/StrikeOut\n"), *parts.all(b"/Caret\n")]:
        parts.swap(number, b"372e3530", b"322e3530")
    parts.edit(parts.find(b"/Type /Metadata"), new, old)


@changed("tagged")
def record_and_drawing_changed_together(parts: Reopened) -> None:
    """Record, note, and comments all give 2.50, and all hashes fit: only the font's subset is that of the honest words."""
    parts.set_record(parts.record.replace(b"7.50", b"2.50"))
    parts.say("7.50", "2.50")
    for number in [*parts.all(b"/StrikeOut\n"), *parts.all(b"/Caret\n")]:
        parts.swap(number, b"372e3530", b"322e3530")


@changed()
def record_original_hash_changed(parts: Reopened) -> None:
    """The record is of another original."""
    old = str(json.loads(parts.record)["original"]["sha256"])
    parts.set_record(parts.record.replace(old.encode(), b"0" * 64))


@changed()
def record_original_length_changed(parts: Reopened) -> None:
    """The original is told to be a byte shorter."""
    _rewritten(parts, lambda found: found["original"].update(length=len(parts.original) - 1))


@changed()
def record_original_is_the_copy(parts: Reopened) -> None:
    """The original is told to be longer: part of the increment belongs to it."""

    def change(found: Json) -> None:
        found["original"]["length"] += 100

    _rewritten(parts, change)


@changed()
def record_key_twice(parts: Reopened) -> None:
    """A key stands twice: some readers take the first, some the last."""
    parts.in_record('"read": ', '"read": "eight",\n      "read": ')


@changed()
def record_with_byte_order_mark(parts: Reopened) -> None:
    """A byte order mark before the record."""
    parts.set_record(b"\xef\xbb\xbf" + parts.record)


@changed()
def record_with_bytes_after_it(parts: Reopened) -> None:
    """A second record after the first."""
    parts.set_record(parts.record + parts.record)


@changed()
def record_with_blank_after_it(parts: Reopened) -> None:
    """A blank after the record."""
    parts.set_record(parts.record + b" ")


@changed()
def record_indented_otherwise(parts: Reopened) -> None:
    """The same record, set otherwise."""
    parts.set_record(json.dumps(json.loads(parts.record), sort_keys=True, indent=2).encode())


@changed()
def record_in_ascii(parts: Reopened) -> None:
    """The same record, its letters escaped."""
    text = json.dumps(json.loads(parts.record), indent=1, sort_keys=True) + "\n"
    parts.set_record(text.replace("Metropolitan", "\\u004detropolitan", 1).encode())


@changed()
def record_with_a_key_more(parts: Reopened) -> None:
    """A key that nobody knows."""
    _rewritten(parts, lambda found: found.update(note="The errata are withdrawn."))


@changed()
def record_with_numbers_as_fractions(parts: Reopened) -> None:
    """A number with an exponent: 0.0e0 for nought."""
    parts.in_record('"page_index": 0', '"page_index": 0.0')


@changed()
def record_in_other_normal_form(parts: Reopened) -> None:
    """The issuer's name has a letter composed of two."""

    def change(found: Json) -> None:
        found["release"]["issuer"] = unicodedata.normalize("NFD", "M\u00e9tropolitan Police Service")

    _rewritten(parts, change)


@changed()
def record_issuer_homoglyph(parts: Reopened) -> None:
    """The issuer's name has a Cyrillic letter, wherever the record has it."""
    parts.set_record(parts.record.replace(b"Metropolitan", "Metropolit\u0430n".encode()))


@changed()
def record_issuer_changed(parts: Reopened) -> None:
    """Another issuer."""
    parts.set_record(parts.record.replace(b"Metropolitan Police Service", b"Metropolitan Police Servants"))


@changed()
def record_reference_changed(parts: Reopened) -> None:
    """Another reference."""
    parts.in_record("01.FOI.24.038993", "01.FOI.24.038994")


@changed()
def record_date_changed(parts: Reopened) -> None:
    """Another date."""
    parts.set_record(parts.record.replace(b"2024-11-12", b"2024-11-13"))


@changed()
def record_status_changed(parts: Reopened) -> None:
    """The release is told to be a draft."""
    _rewritten(parts, lambda found: found["release"].update(status="draft"))


@changed()
def record_number_changed(parts: Reopened) -> None:
    """The release is told to be the second, though the list of earlier ones is empty."""
    _rewritten(parts, lambda found: found["release"].update(number=2))


@changed()
def record_earlier_release_invented(parts: Reopened) -> None:
    """A release before this one is told of, with a hash that fits nothing."""

    def change(found: Json) -> None:
        found["earlier"] = [{"number": 1, "date": "2023-01-01", "sha256": "1" * 64, "length": 5000}]
        found["release"]["number"] = 2

    _rewritten(parts, change)


@changed()
def record_repair_invented(parts: Reopened) -> None:
    """The original is told to be the repair of another file."""

    def change(found: Json) -> None:
        found["repair"] = {"given": {"sha256": "1" * 64, "length": 5000}, "tool": "qpdf 11.0"}

    _rewritten(parts, change)


@changed()
def record_tools_changed(parts: Reopened) -> None:
    """Other versions are told of: nothing can be rebuilt with them."""
    _rewritten(parts, lambda found: found["tools"].update(reportlab="3.0"))


@changed("sheet", "tagged", "stream")
def record_tools_changed_and_page_too(parts: Reopened) -> None:
    """Other versions are told of, so that nothing can be rebuilt, and the reference has another digit in the drawing."""
    _rewritten(parts, lambda found: found["tools"].update(reportlab="3.0"))
    parts.say("01.FOI.24.038993", "01.FOI.24.038999")


@changed("sheet", "tagged", "stream")
def record_tools_changed_and_strikes_unseen(parts: Reopened) -> None:
    """Other versions are told of, so that nothing can be rebuilt, and no strike is painted."""
    _rewritten(parts, lambda found: found["tools"].update(reportlab="3.0"))
    for strike in parts.all(b"/StrikeOut\n"):
        parts.edit(parts.referred(strike, b"/AP"), b"[] 0 d", b"[0 999] 5 d")


@changed()
def record_fonts_named(parts: Reopened) -> None:
    """The style names a font file: a rebuild would have to open it."""
    _rewritten(parts, lambda found: found["release"]["style"].update(fonts=["/etc/passwd"]))


@changed()
def record_option_added(parts: Reopened) -> None:
    """An option is told that was not given."""
    _rewritten(parts, lambda found: found["options"].update(accept_moved=True))


@changed()
def record_option_for_rendering(parts: Reopened) -> None:
    """A render size is told that was not given."""
    _rewritten(parts, lambda found: found["options"].update(render_side="64"))


@changed()
def record_style_changed(parts: Reopened) -> None:
    """The style's colours are others than the drawing's."""
    _rewritten(parts, lambda found: found["release"]["style"].update(mark_colour="#b00021"))


@changed()
def record_style_language_changed(parts: Reopened) -> None:
    """The style's language is another than the drawing's."""
    _rewritten(parts, lambda found: found["release"]["style"].update(language="cy"))


@changed()
def record_style_wording_added(parts: Reopened) -> None:
    """A wording that the drawing does not have."""
    _rewritten(parts, lambda found: found["release"]["style"].update(wording=[["band", "CORRECTED"]]))


@changed()
def record_errata_in_other_order(parts: Reopened) -> None:
    """The errata stand in another order."""
    _rewritten(parts, lambda found: found["first"]["items"].reverse())


@changed()
def record_erratum_taken_out(parts: Reopened) -> None:
    """An erratum that is drawn is not in the record."""

    def change(found: Json) -> None:
        found["first"]["items"].pop()
        found["total"] -= 1

    _rewritten(parts, change)


@changed()
def record_erratum_withdrawn(parts: Reopened) -> None:
    """An erratum that is drawn is told to be withdrawn."""
    _rewritten(parts, lambda found: _first(found)["erratum"].update(withdrawn=True))


@changed()
def record_erratum_withdrawn_and_unplaced(parts: Reopened) -> None:
    """An erratum that is drawn is told to be withdrawn, and to have no place."""

    def change(found: Json) -> None:
        _first(found)["erratum"]["withdrawn"] = True
        _first(found)["location"] = None
        selector = _first(found)["target"]["selector"]
        _first(found)["target"]["selector"] = [each for each in selector if each["type"] == "TextQuoteSelector"]

    _rewritten(parts, change)


@changed()
def record_reason_added(parts: Reopened) -> None:
    """A reason that is not drawn."""
    _rewritten(parts, lambda found: _first(found)["erratum"].update(reason="The witness lied."))


@changed()
def record_erratum_renamed(parts: Reopened) -> None:
    """An erratum has another id."""
    _rewritten(parts, lambda found: _first(found)["erratum"].update(id="7"))


@changed()
def record_wrong_words_changed(parts: Reopened) -> None:
    """The record tells other words as the wrong ones."""

    def change(found: Json) -> None:
        _first(found)["erratum"]["change"]["for"] = "one"

    _rewritten(parts, change)


@changed()
def record_quote_changed(parts: Reopened) -> None:
    """The quote is another passage."""

    def change(found: Json) -> None:
        _first(found)["target"]["selector"][0]["exact"] += " indeed"

    _rewritten(parts, change)


@changed()
def record_quote_shortened(parts: Reopened) -> None:
    """The quote is a word shorter; the place is the same."""

    def change(found: Json) -> None:
        selector = _first(found)["target"]["selector"][0]
        selector["exact"] = (
            selector["exact"].rsplit(" ", 1)[0] if "Thirty" in selector["exact"] else selector["exact"].split(" ", 1)[1]
        )

    _rewritten(parts, change)


@changed()
def record_citation_changed(parts: Reopened) -> None:
    """The erratum is told to have been cited on another page."""
    _rewritten(parts, lambda found: _first(found)["erratum"]["citation"].update(line=3))


@changed()
def record_place_moved(parts: Reopened) -> None:
    """The record's place of the wrong words is a line lower."""

    def change(found: Json) -> None:
        quad = next(each for each in _first(found)["target"]["selector"] if each["type"] == "QuadSelector")
        quad["quads"][0]["quad"] = [n - 14 * (i % 2) for i, n in enumerate(quad["quads"][0]["quad"])]

    _rewritten(parts, change)


@changed()
def record_place_moved_a_little(parts: Reopened) -> None:
    """The record's place of the wrong words is a hundredth of a point aside."""

    def change(found: Json) -> None:
        quad = next(each for each in _first(found)["target"]["selector"] if each["type"] == "QuadSelector")
        quad["quads"][0]["quad"][0] += 0.01

    _rewritten(parts, change)


@changed()
def record_words_there_changed(parts: Reopened) -> None:
    """The record tells other words as those printed there."""

    def change(found: Json) -> None:
        quad = next(each for each in _first(found)["target"]["selector"] if each["type"] == "QuadSelector")
        quad["quads"][0]["text"] = "Forty"

    _rewritten(parts, change)


@changed()
def record_match_changed(parts: Reopened) -> None:
    """How the quote was found is told otherwise."""
    _rewritten(
        parts, lambda found: _first(found)["location"].update(match="folded", difference="the print has two blanks")
    )


@changed()
def record_matched_words_changed(parts: Reopened) -> None:
    """What the print says is told otherwise."""
    _rewritten(parts, lambda found: _first(found)["location"].update(matched="Nothing of the kind."))


@changed()
def record_page_label_changed(parts: Reopened) -> None:
    """The printed page number is told otherwise."""
    _rewritten(parts, lambda found: _first(found)["location"].update(page_label="99"))


@changed()
def record_note_place_changed(parts: Reopened) -> None:
    """Where the note stands is told otherwise."""

    def change(found: Json) -> None:
        _first(found)["location"]["notes"][0]["position"] = "inner"

    _rewritten(parts, change)


@changed()
def record_file_renamed(parts: Reopened) -> None:
    """The record is of a document of another name."""
    _rewritten(parts, lambda found: found["document"].update(file="other.pdf"))


@changed()
def record_pinned_hash_added(parts: Reopened) -> None:
    """The errata file is told to have pinned this very document."""
    _rewritten(parts, lambda found: found["document"].update(sha256=found["original"]["sha256"]))


@changed()
def record_bidi_in_reason(parts: Reopened) -> None:
    """A right-to-left override in what is to be read."""

    def change(found: Json) -> None:
        right = _first(found)["erratum"]["change"]["read"]
        _first(found)["erratum"]["change"]["read"] = "\u202e" + right
        _first(found)["body"]["value"] = "\u202e" + right

    _rewritten(parts, change)


@changed()
def record_body_changed_alone(parts: Reopened) -> None:
    """What annotation programs read is another than what the erratum says."""
    _rewritten(parts, lambda found: _first(found)["body"].update(value="eight"))


@changed()
def record_of_next_version(parts: Reopened) -> None:
    """The record is told to be of a later shape."""
    _rewritten(parts, lambda found: found.update(version=2))


# -- the attachment


@changed("sheet", "tagged", "stream", "encrypted")
def attachment_taken_out(parts: Reopened) -> None:
    """The drawings stand, the record is gone."""
    parts.drop(parts.catalog, b"/Names")
    parts.drop(parts.catalog, b"/AF")


@changed()
def attachment_unlisted(parts: Reopened) -> None:
    """The record is associated with the document, but in no list of attachments."""
    parts.drop(parts.catalog, b"/Names")


@changed()
def attachment_not_associated(parts: Reopened) -> None:
    """The record is in the list of attachments alone."""
    parts.drop(parts.catalog, b"/AF")


@changed()
def attachment_replaced(parts: Reopened) -> None:
    """The attachment is not the record."""
    parts.fill(parts.record_stream, b'{"errata": "none"}\n')


def _second(parts: Reopened, content: bytes, name: bytes) -> int:
    stream = parts.add(b"<</Type /EmbeddedFile\n/Length 0>>", content)
    return parts.add(
        b"<</Type /Filespec\n/F (%b)\n/UF (%b)\n/AFRelationship /Data\n/EF <</F %d 0 R>>>>" % (name, name, stream)
    )


@changed("sheet", "tagged", "stream")
def attachment_added(parts: Reopened) -> None:
    """A second attachment."""
    spec = _second(parts, b"The errata are withdrawn.", b"read me.txt")
    parts.swap(parts.catalog, b"/Names [(errata.json)", b"/Names [(a) %d 0 R (errata.json)" % spec)


@changed()
def attachment_of_same_name_before(parts: Reopened) -> None:
    """Two attachments are called errata.json; the forger's stands first."""
    spec = _second(parts, parts.record.replace(b"issued", b"draft "), b"errata.json")
    parts.swap(parts.catalog, b"/Names [(errata.json)", b"/Names [(errata.json) %d 0 R (errata.json)" % spec)


@changed()
def attachment_of_same_name_after(parts: Reopened) -> None:
    """Two attachments are called errata.json; the forger's stands last."""
    spec = _second(parts, parts.record.replace(b"issued", b"draft "), b"errata.json")
    ours = parts.find(b"/Type /Filespec", b"overlay show")
    parts.swap(
        parts.catalog, b"(errata.json) %d 0 R]" % ours, b"(errata.json) %d 0 R (errata.json) %d 0 R]" % (ours, spec)
    )


@changed()
def attachment_associated_only(parts: Reopened) -> None:
    """A second file is associated with the document, not listed."""
    spec = _second(parts, b"The errata are withdrawn.", b"read me.txt")
    parts.put(parts.catalog, b"/AF", parts.get(parts.catalog, b"/AF")[:-1] + b" %d 0 R]" % spec)


@changed("sheet", "tagged", "stream")
def attachment_differs_by_platform(parts: Reopened) -> None:
    """/EF /F is the record, /UF another: it depends on the reader which is opened."""
    stream = parts.add(b"<</Type /EmbeddedFile\n/Length 0>>", parts.record.replace(b"issued", b"draft "))
    spec = parts.find(b"/Type /Filespec", b"overlay show")
    ours = parts.record_stream
    parts.swap(spec, b"/UF %d 0 R" % ours, b"/UF %d 0 R" % stream)


@changed()
def attachment_for_dos(parts: Reopened) -> None:
    """An /EF /DOS entry with another file."""
    stream = parts.add(b"<</Type /EmbeddedFile\n/Length 0>>", b"{}")
    spec = parts.find(b"/Type /Filespec", b"overlay show")
    parts.swap(spec, b"/EF <<", b"/EF <</DOS %d 0 R\n" % stream)


@changed("sheet", "tagged", "stream", "encrypted")
def attachment_relation_changed(parts: Reopened) -> None:
    """The record is told to be the document's source."""
    parts.put(parts.find(b"/Type /Filespec", b"/AFRelationship"), b"/AFRelationship", b"/Source")


@changed()
def attachment_renamed(parts: Reopened) -> None:
    """Saved, the record has another name."""
    parts.put(parts.find(b"/Type /Filespec", b"overlay show"), b"/UF", b"(errata.exe)")


@changed()
def attachment_renamed_by_bidi(parts: Reopened) -> None:
    """Saved, the record is a program whose name reads as a text's."""
    spec = parts.find(b"/Type /Filespec", b"overlay show")
    parts.put(spec, b"/UF", b"<%b>" % "\ufefferrata\u202enosj.exe".encode("utf-16-be").hex().encode())


@changed()
def attachment_described_otherwise(parts: Reopened) -> None:
    """The panel says that the attachment is out of date."""
    parts.put(parts.find(b"/Type /Filespec", b"overlay show"), b"/Desc", b"(Out of date: do not use)")


@changed()
def attachment_is_an_address(parts: Reopened) -> None:
    """The attachment is to be fetched from the web (/FS /URL)."""
    parts.put(parts.find(b"/Type /Filespec", b"overlay show"), b"/FS", b"/URL")


@changed()
def attachment_volatile(parts: Reopened) -> None:
    """The attachment is told to change often (/V)."""
    parts.put(parts.find(b"/Type /Filespec", b"overlay show"), b"/V", b"true")


@changed()
def attachment_of_another_type(parts: Reopened) -> None:
    """The attachment's type is a web page's."""
    parts.put(parts.record_stream, b"/Subtype", b"/text#2Fhtml")


@changed()
def attachment_size_lies(parts: Reopened) -> None:
    """/Params /Size is not the record's."""
    parts.swap(parts.record_stream, b"/Size ", b"/Size 1")


@changed()
def attachment_checksum_lies(parts: Reopened) -> None:
    """/Params /CheckSum is not the record's."""
    number = parts.record_stream
    parts.put(number, b"/Params", re.sub(rb"/CheckSum <..", b"/CheckSum <00", parts.get(number, b"/Params")))


@changed()
def attachment_dated_otherwise(parts: Reopened) -> None:
    """/Params /ModDate is another."""
    parts.swap(parts.record_stream, b"D:2024", b"D:2014")


@changed()
def attachment_name_in_tree_otherwise(parts: Reopened) -> None:
    """The name tree's key is another than the file's name."""
    parts.swap(parts.catalog, b"(errata.json)", b"(errate.json)")


@changed()
def attachment_in_a_collection(parts: Reopened) -> None:
    """The file specification has a collection item."""
    parts.put(parts.find(b"/Type /Filespec", b"overlay show"), b"/CI", b"<</Type /CollectionItem>>")


# -- the metadata


@changed("sheet", "tagged", "stream")
def metadata_says_otherwise(parts: Reopened) -> None:
    """The history says that the original is altered."""
    parts.edit(parts.find(b"/Type /Metadata"), b"contained unaltered", b"no longer contained")


@changed()
def metadata_of_another_original(parts: Reopened) -> None:
    """The document is told to be derived from another."""
    number = parts.find(b"/Type /Metadata")
    parts.fill(number, re.sub(rb"sha256:[0-9a-f]{64}", b"sha256:" + b"0" * 64, parts.content(number), count=1))


@changed()
def metadata_hash_of_record_changed(parts: Reopened) -> None:
    """The history's hash of the record is another."""
    number = parts.find(b"/Type /Metadata")
    parts.fill(number, re.sub(rb"of-record:[0-9a-f]{64}", b"of-record:" + b"0" * 64, parts.content(number), count=1))


@changed()
def metadata_with_a_title(parts: Reopened) -> None:
    """The document has another title."""
    title = (
        b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        b'<rdf:li xml:lang="x-default">Withdrawn</rdf:li></rdf:Alt></dc:title></rdf:Description>'
    )
    parts.edit(parts.find(b"/Type /Metadata"), b"</rdf:RDF>", title + b"</rdf:RDF>")


@changed()
def metadata_claims_pdfa(parts: Reopened) -> None:
    """The document is told to be PDF/A."""
    claim = b'<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="A"/>'
    parts.edit(parts.find(b"/Type /Metadata"), b"</rdf:RDF>", claim + b"</rdf:RDF>")


@changed()
def metadata_event_added(parts: Reopened) -> None:
    """The history has an event more."""
    event = b'<rdf:li rdf:parseType="Resource" xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"><stEvt:action>withdrawn</stEvt:action></rdf:li>'
    parts.edit(parts.find(b"/Type /Metadata"), b"</rdf:Seq></xmpMM:History>", event + b"</rdf:Seq></xmpMM:History>")


@changed()
def metadata_with_a_comment(parts: Reopened) -> None:
    """A comment in the packet, that people read who look into it."""
    parts.edit(parts.find(b"/Type /Metadata"), b"</rdf:RDF>", b"<!-- withdrawn --></rdf:RDF>")


@changed()
def metadata_with_an_entity(parts: Reopened) -> None:
    """The packet declares an entity that names a file."""
    parts.edit(
        parts.find(b"/Type /Metadata"),
        b"<x:xmpmeta",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<x:xmpmeta',
    )


@changed()
def metadata_taken_away(parts: Reopened) -> None:
    """The catalog names no metadata."""
    parts.drop(parts.catalog, b"/Metadata")


@changed()
def metadata_padded(parts: Reopened) -> None:
    """Blanks before the packet's end, as an editor leaves them to write into."""
    parts.edit(parts.find(b"/Type /Metadata"), b"</x:xmpmeta>", b"</x:xmpmeta>" + b" " * 2048)


@changed()
def metadata_of_the_record(parts: Reopened) -> None:
    """The record's stream has metadata of its own."""
    packet = parts.add(b"<</Type /Metadata\n/Subtype /XML\n/Length 0>>", b"<x/>")
    parts.put(parts.record_stream, b"/Metadata", b"%d 0 R" % packet)


@forged("sheet", "tagged", "stream")
def record_of_another_release(copy: bytes, original_length: int) -> bytes:
    """The record is that of an honest release with other words; the drawing is this one's."""
    parts = reopen(copy, original_length)
    right = _right(parts)
    other = {"Twenty-one": "Forty-one", "7.50": "8.50"}.get(right)
    if other is None:
        raise NotFittingError(right)
    parts.set_record(parts.record.replace(b'"%b"' % right.encode(), b'"%b"' % other.encode()))
    return parts.finish()
