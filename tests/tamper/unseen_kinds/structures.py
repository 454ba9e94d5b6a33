"""The structure tree of a tagged document: what is read aloud."""

from __future__ import annotations

import re

from tests.tamper.reopened import Reopened
from tests.tamper.unseen_kinds import changed


def _root(parts: Reopened) -> int:
    return parts.find(b"/Type /StructTreeRoot")


def _document(parts: Reopened) -> int:
    return parts.find(b"/S /Document")


def _old(parts: Reopened) -> int:
    """A paragraph of the original, taken into the increment."""
    return parts.from_original(int(re.findall(rb"(\d+) 0 R", parts.get(_document(parts), b"/K"))[1]))


def _ours(parts: Reopened) -> int:
    """The element of one of our notes."""
    return parts.find(b"/StructElem", b"/S /P\n", b"/Lang (en)")


def _mark(parts: Reopened) -> int:
    return parts.find(b"/StructElem", b"/S /Annot")


def _element_has(name: str, says: str, key: bytes, value: bytes) -> None:
    """Enter two kinds: an element of the original, and one of ours, with an entry more or another."""

    def old(parts: Reopened) -> None:
        parts.put(_old(parts), key, value)

    def ours(parts: Reopened) -> None:
        parts.put(_ours(parts), key, value)

    old.__name__, old.__doc__ = f"old_element_{name}", f"An element of the original: {says}"
    ours.__name__, ours.__doc__ = f"new_element_{name}", f"An element of ours: {says}"
    changed("tagged")(old)
    changed("tagged")(ours)


_element_has("with_actualtext", "read aloud it says something else.", b"/ActualText", b"(A day's ticket costs 9.50.)")
_element_has("with_alternative", "an alternative description is read in its place.", b"/Alt", b"(Nothing.)")
_element_has("with_expansion", "its words are told to be an abbreviation.", b"/E", b"(nine)")
_element_has("in_another_language", "it is read in another language's sounds.", b"/Lang", b"(zh)")
_element_has("with_title", "it has a title.", b"/T", b"(Withdrawn)")
_element_has(
    "with_attributes", "its attributes set it otherwise when text reflows.", b"/A", b"<</O /Layout\n/Color [1 1 1]>>"
)
_element_has("with_a_class", "it has a class.", b"/C", b"/Hidden")
_element_has("with_phonemes", "PDF 2.0's phonemes are spoken in its place.", b"/Phoneme", b"(naIn)")
_element_has("with_a_file", "a file is associated with it.", b"/AF", b"[]")
_element_has("of_another_role", "it is decoration or a heading.", b"/S", b"/NonStruct")
_element_has("of_a_later_revision", "its revision number is another.", b"/R", b"7")
_element_has("with_an_id", "it has an identifier.", b"/ID", b"(a)")
_element_has("without_content", "it has no content.", b"/K", b"[]")
_element_has("with_other_content", "it has another's marked content.", b"/K", b"[0 3]")


@changed("tagged")
def elements_in_another_order(parts: Reopened) -> None:
    """The paragraphs are read in another order."""
    document = _document(parts)
    found = re.findall(rb"\d+ 0 R", parts.get(document, b"/K"))
    found[1], found[3] = found[3], found[1]
    parts.put(document, b"/K", b"[%b]" % b" ".join(found))


@changed("tagged")
def elements_of_errata_first(parts: Reopened) -> None:
    """The correction is read before the words that it corrects."""
    number = parts.find(b"/StructElem", b"/K [1 ")
    found = re.findall(rb"\d+ 0 R", parts.get(number, b"/K"))
    parts.put(number, b"/K", b"[%b 1]" % b" ".join(found))


@changed("tagged")
def element_of_the_original_left_out(parts: Reopened) -> None:
    """A paragraph is never read."""
    document = _document(parts)
    found = re.findall(rb"\d+ 0 R", parts.get(document, b"/K"))
    parts.put(document, b"/K", b"[%b]" % b" ".join((found[0], *found[2:])))


@changed("tagged")
def element_of_ours_left_out(parts: Reopened) -> None:
    """A correction is never read."""
    document = _document(parts)
    parts.put(document, b"/K", parts.get(document, b"/K").replace(b"%d 0 R " % _ours(parts), b""))


@changed("tagged")
def element_read_twice(parts: Reopened) -> None:
    """A paragraph is read twice."""
    document = _document(parts)
    found = re.findall(rb"\d+ 0 R", parts.get(document, b"/K"))
    parts.put(document, b"/K", b"[%b]" % b" ".join((*found, found[1])))


@changed("tagged")
def element_with_words_added(parts: Reopened) -> None:
    """An element more, that says something by /ActualText."""
    document = _document(parts)
    number = parts.add(
        b"<</Type /StructElem\n/S /P\n/P %d 0 R\n/ActualText (The errata are withdrawn.)\n/K []>>" % document
    )
    parts.put(document, b"/K", parts.get(document, b"/K")[:-1] + b" %d 0 R]" % number)


@changed("tagged")
def element_moved_below_another(parts: Reopened) -> None:
    """Our element's /P is a paragraph, but the document has it as a kid."""
    ours = _ours(parts)
    old = re.findall(rb"\d+ 0 R", parts.get(_document(parts), b"/K"))[1]
    parts.put(ours, b"/P", old)


@changed("tagged")
def element_of_another_page(parts: Reopened) -> None:
    """Our element's /Pg is no page."""
    parts.put(_ours(parts), b"/Pg", b"%d 0 R" % parts.catalog)


@changed("tagged")
def elements_of_marks_swapped(parts: Reopened) -> None:
    """The strike's element is the caret's, and the caret's the strike's."""
    one, two = list(parts.all(b"/StructElem", b"/S /Annot"))[:2]
    first, second = parts.get(one, b"/K"), parts.get(two, b"/K")
    parts.put(one, b"/K", second)
    parts.put(two, b"/K", first)


@changed("tagged")
def elements_contents_swapped(parts: Reopened) -> None:
    """Our two elements have each other's marked content."""
    ours = parts.all(b"/StructElem", b"/Lang (en)")
    one, two = [number for number in ours if parts.get(number, b"/K").isdigit()][:2]
    first, second = parts.get(one, b"/K"), parts.get(two, b"/K")
    parts.put(one, b"/K", second)
    parts.put(two, b"/K", first)


@changed("tagged")
def element_of_a_mark_in_a_figure(parts: Reopened) -> None:
    """The mark's element is a figure: it is passed over where it has no alternative."""
    parts.put(_mark(parts), b"/S", b"/Figure")


@changed("tagged")
def roles_mapped(parts: Reopened) -> None:
    """The role map makes nothing of headings (14.7.3)."""
    parts.put(_root(parts), b"/RoleMap", b"<</H1 /NonStruct\n/H2 /Private>>")


@changed("tagged")
def classes_mapped(parts: Reopened) -> None:
    """A class map."""
    parts.put(_root(parts), b"/ClassMap", b"<</Hidden <</O /Layout\n/Color [1 1 1]>>>>")


@changed("tagged")
def elements_named(parts: Reopened) -> None:
    """A tree of identifiers."""
    parts.put(_root(parts), b"/IDTree", b"<</Names []>>")


@changed("tagged")
def namespaces_added(parts: Reopened) -> None:
    """PDF 2.0's namespaces."""
    parts.put(_root(parts), b"/Namespaces", b"[<</Type /Namespace\n/NS (http://example.org/)>>]")


@changed("tagged")
def pronunciation_added(parts: Reopened) -> None:
    """PDF 2.0's pronunciation lexicon."""
    parts.put(_root(parts), b"/PronunciationLexicon", b"[]")


@changed("tagged")
def root_with_a_second_document(parts: Reopened) -> None:
    """The root has a second kid: another reading of the same page."""
    root = _root(parts)
    number = parts.add(b"<</Type /StructElem\n/S /Document\n/P %d 0 R\n/ActualText (Withdrawn.)\n/K []>>" % root)
    parts.put(root, b"/K", b"[%b %d 0 R]" % (parts.get(root, b"/K"), number))


@changed("tagged")
def parents_swapped(parts: Reopened) -> None:
    """In the page's parents two of the original's paragraphs are swapped."""
    number = next(each for each, body in parts.objects.items() if body.head.startswith(b"["))
    found = re.findall(rb"\d+ 0 R", parts.objects[number].head)
    found[1], found[3] = found[3], found[1]
    parts.objects[number].head = b"[%b]" % b" ".join(found)


@changed("tagged")
def parents_of_ours_swapped(parts: Reopened) -> None:
    """In the page's parents our two elements are swapped."""
    number = next(each for each, body in parts.objects.items() if body.head.startswith(b"["))
    found = re.findall(rb"\d+ 0 R", parts.objects[number].head)
    found[-1], found[-2] = found[-2], found[-1]
    parts.objects[number].head = b"[%b]" % b" ".join(found)


@changed("tagged")
def parents_of_marks_swapped(parts: Reopened) -> None:
    """In the parent tree the strike's and the caret's elements are swapped."""
    number = parts.find(b"<</Nums ")
    head = parts.objects[number].head
    one, two = re.findall(rb" 1 (\d+ 0 R) 2 (\d+ 0 R)", head)[0]
    parts.objects[number].head = head.replace(b"1 %b 2 %b" % (one, two), b"1 %b 2 %b" % (two, one))


@changed("tagged")
def parents_missing(parts: Reopened) -> None:
    """The parent tree leaves out the marks."""
    number = parts.find(b"<</Nums ")
    parts.objects[number].head = re.sub(rb" 1 \d+ 0 R 2 \d+ 0 R", b"", parts.objects[number].head)


@changed("tagged")
def parents_next_key_lies(parts: Reopened) -> None:
    """The next key is one that is taken: the next program to add overwrites an entry."""
    parts.put(_root(parts), b"/ParentTreeNextKey", b"0")


@changed("tagged")
def mark_without_structure(parts: Reopened) -> None:
    """The strike has no /StructParent."""
    parts.drop(parts.find(b"/StrikeOut\n"), b"/StructParent")


@changed("tagged")
def mark_with_the_others_structure(parts: Reopened) -> None:
    """Strike and caret have one /StructParent."""
    parts.put(parts.find(b"/StrikeOut\n"), b"/StructParent", parts.get(parts.find(b"/Caret\n"), b"/StructParent"))
