"""The document as a whole: actions, names, layers, forms, preferences, signatures, /Info."""

from __future__ import annotations

from tests.tamper.reopened import Reopened
from tests.tamper.unseen_kinds import annotated, changed, drawing, text_of

_SCRIPT = b"<</S /JavaScript\n/JS (app.alert\\(1\\))>>"


def _catalog_has(name: str, says: str, key: bytes, value: bytes, *on: str) -> None:
    """Enter a kind that gives the catalog an entry."""

    def change(parts: Reopened) -> None:
        parts.put(parts.catalog, key, value)

    change.__name__, change.__doc__ = name, says
    changed(*on)(change)


_catalog_has(
    "opening_runs_a_script",
    "/OpenAction runs a script.",
    b"/OpenAction",
    _SCRIPT,
    "sheet",
    "tagged",
    "stream",
    "encrypted",
)
_catalog_has(
    "opening_goes_to_the_web",
    "/OpenAction opens a web page.",
    b"/OpenAction",
    b"<</S /URI\n/URI (http://example.org/)>>",
)
_catalog_has("opening_launches", "/OpenAction starts a program.", b"/OpenAction", b"<</S /Launch\n/F (cmd.exe)>>")
_catalog_has(
    "opening_hides_the_marks",
    "/OpenAction hides annotations (12.6.4.10).",
    b"/OpenAction",
    b"<</S /Hide\n/T (errata)\n/H true>>",
)
_catalog_has("closing_runs_a_script", "The catalog's /AA.", b"/AA", b"<</WC " + _SCRIPT + b">>")
_catalog_has(
    "base_address_added", "/URI gives all relative links another base.", b"/URI", b"<</Base (http://example.org/)>>"
)
_catalog_has(
    "preferences_changed",
    "The viewer hides its tool bars, the comments panel with them.",
    b"/ViewerPreferences",
    b"<</HideToolbar true\n/HideWindowUI true>>",
)
_catalog_has(
    "preferences_for_print_changed",
    "Only the first page is printed.",
    b"/ViewerPreferences",
    b"<</PrintPageRange [1 1]\n/Enforce [/PrintScaling]>>",
)
_catalog_has("page_mode_changed", "The document opens in full screen.", b"/PageMode", b"/FullScreen")
_catalog_has("page_layout_changed", "The document opens in two columns.", b"/PageLayout", b"/TwoColumnRight")
_catalog_has(
    "page_labels_changed",
    "The first page is called 21.",
    b"/PageLabels",
    b"<</Nums [0 <</S /D\n/St 21>>]>>",
    "sheet",
    "tagged",
    "encrypted",
)
_catalog_has("language_changed", "The document's language is another.", b"/Lang", b"(xx)")
_catalog_has("version_raised", "PDF 2.0 is told.", b"/Version", b"/2.0")
_catalog_has("version_lowered", "PDF 1.0 is told: viewers may pass over layers.", b"/Version", b"/1.0")
_catalog_has(
    "extensions_added",
    "An extension of a vendor's is told.",
    b"/Extensions",
    b"<</ADBE <</BaseVersion /1.7\n/ExtensionLevel 8>>>>",
)
_catalog_has(
    "form_wants_appearances",
    "Viewers are to draw all fields anew.",
    b"/AcroForm",
    b"<</Fields []\n/NeedAppearances true>>",
)
_catalog_has(
    "form_is_xfa", "An XFA form: Acrobat shows it instead of the pages.", b"/AcroForm", b"<</Fields []\n/XFA (<xdp/>)>>"
)
_catalog_has("rendering_needed", "/NeedsRendering: pages are made by script.", b"/NeedsRendering", b"true")
_catalog_has("permissions_added", "/Perms without a signature.", b"/Perms", b"<</UR3 <</Type /Sig>>>>")
_catalog_has(
    "legal_attestation_added",
    "/Legal attests that nothing is hidden.",
    b"/Legal",
    b"<</JavaScriptActions 0\n/Attestation (Nothing was changed.)>>",
)
_catalog_has(
    "requirements_added",
    "A viewer that does not know the requirement shows a penalty page.",
    b"/Requirements",
    b"[<</Type /Requirement\n/S /EnableJavaScripts>>]",
)
_catalog_has(
    "collection_added",
    "A portfolio: viewers open an attachment in place of the pages.",
    b"/Collection",
    b"<</Type /Collection\n/View /H\n/D (errata.json)>>",
)
_catalog_has("document_parts_added", "Document parts (PDF 2.0).", b"/DPartRoot", b"<</Type /DPartRoot>>")
_catalog_has("article_threads_added", "Article threads.", b"/Threads", b"[]")
_catalog_has(
    "output_intent_added",
    "An output intent: colours print otherwise.",
    b"/OutputIntents",
    b"[<</S /GTS_PDFX\n/OutputConditionIdentifier (x)>>]",
)
_catalog_has(
    "private_data_added",
    "Private data of the catalog by another program.",
    b"/PieceInfo",
    b"<</Other <</LastModified (D:20300101)\n/Private 1>>>>",
)
_catalog_has(
    "second_record_as_private_data",
    "A second record where older copies have it.",
    b"/PieceInfo",
    b"<</ErratumOverlay <</LastModified (D:20300101)\n/Private ({})>>>>",
)
_catalog_has("web_capture_added", "Web capture.", b"/SpiderInfo", b"<</V 1.25>>")
_catalog_has("security_store_added", "A store of validation data.", b"/DSS", b"<</Type /DSS\n/Certs []>>")
_catalog_has("catalog_key_of_no_standard", "A key that no standard knows.", b"/Zzz", b"true")
_catalog_has("old_destinations_added", "Named destinations in the old way.", b"/Dests", b"<<>>")
_catalog_has(
    "marks_suspect",
    "The structure is told to be suspect: viewers guess an order of their own.",
    b"/MarkInfo",
    b"<</Marked true\n/Suspects true>>",
    "tagged",
)
_catalog_has("marks_denied", "The document is told not to be tagged.", b"/MarkInfo", b"<</Marked false>>", "tagged")


@changed()
def outlines_changed(parts: Reopened) -> None:
    """The bookmarks say that the errata are withdrawn."""
    item = parts.add(b"<</Title (All errata are withdrawn)\n/Dest [%d 0 R /Fit]>>" % parts.page)
    root = parts.add(b"<</Type /Outlines\n/Count 1\n/First %d 0 R\n/Last %d 0 R>>" % (item, item))
    parts.put(item, b"/Parent", b"%d 0 R" % root)
    parts.put(parts.catalog, b"/Outlines", b"%d 0 R" % root)


@changed()
def script_by_name(parts: Reopened) -> None:
    """A script in the name tree runs when the document opens."""
    catalog = parts.catalog
    names = parts.get(catalog, b"/Names")
    parts.put(catalog, b"/Names", names[:-2] + b"\n/JavaScript <</Names [(a) " + _SCRIPT + b"]>>>>")


@changed()
def destinations_by_name(parts: Reopened) -> None:
    """Links by name go elsewhere."""
    catalog = parts.catalog
    names = parts.get(catalog, b"/Names")
    parts.put(catalog, b"/Names", names[:-2] + b"\n/Dests <</Names [(a) [%d 0 R /Fit]]>>>>" % parts.page)


@changed("sheet", "tagged", "stream", "encrypted")
def field_for_signature_added(parts: Reopened) -> None:
    """An empty signature field, that waits for somebody's signature to what we made."""
    field = annotated(parts, b"<</Type /Annot\n/Subtype /Widget\n/FT /Sig\n/Rect [0 0 0 0]\n/F 132>>")
    parts.put(parts.catalog, b"/AcroForm", b"<</Fields [%d 0 R]\n/SigFlags 3>>" % field)


@changed()
def field_for_text_added(parts: Reopened) -> None:
    """A text field over a figure, filled with another."""
    form = drawing(parts, b"1 g 0 0 2000 2000 re f")
    field = annotated(
        parts,
        b"<</Type /Annot\n/Subtype /Widget\n/FT /Tx\n/V (8)\n/Rect [100 400 160 420]\n/F 4\n/AP <</N %d 0 R>>>>" % form,
    )
    parts.put(parts.catalog, b"/AcroForm", b"<</Fields [%d 0 R]>>" % field)


@changed()
def structure_root_taken_away(parts: Reopened) -> None:
    """The document is no longer tagged, or is told to be."""
    catalog = parts.catalog
    if parts.get(catalog, b"/StructTreeRoot"):
        parts.drop(catalog, b"/StructTreeRoot")
    else:
        parts.put(catalog, b"/StructTreeRoot", b"<</Type /StructTreeRoot>>")


@changed("sheet", "tagged", "stream")
def pages_of_catalog_replaced(parts: Reopened) -> None:
    """The catalog's /Pages is a tree of the forger's own, with the same pages and one more."""
    old = parts.referred(parts.catalog, b"/Pages")
    tree = parts.add(b"<</Type /Pages\n/Kids [%d 0 R]\n/Count 1>>" % parts.page)
    parts.put(parts.catalog, b"/Pages", b"%d 0 R" % tree)
    assert old != tree


# -- layers


def _properties(parts: Reopened, old: bytes, new: bytes) -> None:
    parts.swap(parts.catalog, old, new)


def _layer(parts: Reopened) -> int:
    return parts.find(b"/Type /OCG")


@changed("sheet", "tagged", "stream")
def layer_off(parts: Reopened) -> None:
    """The errata are off when the document opens."""
    _properties(parts, b"/D <<", b"/D <</OFF [%d 0 R]\n" % _layer(parts))


@changed()
def layer_off_by_base_state(parts: Reopened) -> None:
    """All layers are off when the document opens."""
    _properties(parts, b"/D <<", b"/D <</BaseState /OFF\n")


@changed()
def layer_off_in_print(parts: Reopened) -> None:
    """The errata are shown, but not printed."""
    parts.swap(_layer(parts), b"/PrintState /ON", b"/PrintState /OFF")


@changed()
def layer_off_by_event(parts: Reopened) -> None:
    """Viewing turns the errata off by itself (/AS)."""
    layer = _layer(parts)
    parts.swap(layer, b"/ViewState /ON", b"/ViewState /OFF")
    _properties(parts, b"/D <<", b"/D <</AS [<</Event /View\n/Category [/View]\n/OCGs [%d 0 R]>>]\n" % layer)


@changed()
def layer_events_follow_usage(parts: Reopened) -> None:
    """The events' list is there, the usage as it was: a later change of one word turns the errata off."""
    _properties(parts, b"/D <<", b"/D <</AS [<</Event /Print\n/Category [/Print]\n/OCGs [%d 0 R]>>]\n" % _layer(parts))


@changed()
def layer_off_when_exported(parts: Reopened) -> None:
    """The errata are left out when the document is saved as something else."""
    parts.swap(_layer(parts), b"/Usage <<", b"/Usage <</Export <</ExportState /OFF>>\n")


@changed()
def layer_by_zoom(parts: Reopened) -> None:
    """The errata are shown at thirty times the size only."""
    parts.swap(_layer(parts), b"/Usage <<", b"/Usage <</Zoom <</min 30>>\n")


@changed()
def layer_for_a_language(parts: Reopened) -> None:
    """The errata are for readers of Welsh only."""
    parts.swap(_layer(parts), b"/Usage <<", b"/Usage <</Language <</Lang (cy)\n/Preferred /ON>>\n")


@changed()
def layer_for_design(parts: Reopened) -> None:
    """The layer's intent is design: viewers pass over its state (8.11.2.3)."""
    parts.put(_layer(parts), b"/Intent", b"/Design")


@changed()
def layer_renamed(parts: Reopened) -> None:
    """The layer has another name in the panel."""
    parts.put(_layer(parts), b"/Name", b"(Draft, not in force)")


@changed()
def layer_renamed_by_homoglyph(parts: Reopened) -> None:
    """The layer's name is spelled with a Cyrillic letter."""
    parts.put(_layer(parts), b"/Name", text_of("Err\u0430ta"))


@changed()
def layer_not_listed(parts: Reopened) -> None:
    """The layer is not among the document's: no panel shows it, and its state is anyone's guess."""
    _properties(parts, b"/OCGs [%d 0 R]" % _layer(parts), b"/OCGs []")


@changed()
def layer_not_in_panel(parts: Reopened) -> None:
    """The layer is not in the panel's order: no reader can look beneath."""
    _properties(parts, b"/Order [%d 0 R]" % _layer(parts), b"/Order []")


@changed()
def layer_locked(parts: Reopened) -> None:
    """No reader can turn the errata off to look beneath."""
    _properties(parts, b"/D <<", b"/D <</Locked [%d 0 R]\n" % _layer(parts))


@changed()
def layer_with_a_rival(parts: Reopened) -> None:
    """A second layer, of which the two are never on together (/RBGroups)."""
    layer = _layer(parts)
    rival = parts.add(b"<</Type /OCG\n/Name (Original)>>")
    _properties(parts, b"/OCGs [", b"/OCGs [%d 0 R " % rival)
    _properties(parts, b"/D <<", b"/D <</RBGroups [[%d 0 R %d 0 R]]\n" % (layer, rival))


@changed()
def layer_off_in_another_configuration(parts: Reopened) -> None:
    """Another configuration, in which the errata are off, is offered."""
    _properties(parts, b"/D <<", b"/Configs [<</Name (Clean)\n/OFF [%d 0 R]>>]\n/D <<" % _layer(parts))


@changed()
def drawing_by_membership(parts: Reopened) -> None:
    """A drawing is shown only while the layer is off (8.11.2.2)."""
    layer = _layer(parts)
    membership = parts.add(b"<</Type /OCMD\n/OCGs [%d 0 R]\n/P /AllOff>>" % layer)
    parts.put(parts.find(b"/Subtype /Form"), b"/OC", b"%d 0 R" % membership)


@changed()
def drawing_by_expression(parts: Reopened) -> None:
    """A membership whose expression is true, and that old viewers read by its policy, which is false."""
    layer = _layer(parts)
    head = b"<</Type /OCMD\n/OCGs [%d 0 R]\n/P /AllOff\n/VE [/Or %d 0 R [/Not %d 0 R]]>>" % (layer, layer, layer)
    parts.put(parts.find(b"/Subtype /Form"), b"/OC", b"%d 0 R" % parts.add(head))


@changed()
def drawing_without_layer(parts: Reopened) -> None:
    """A drawing stays when the errata are turned off."""
    parts.drop(parts.find(b"/Subtype /Form"), b"/OC")


# -- /Info


def _info(parts: Reopened) -> int:
    return int(dict(parts.trailer)[b"/Info"].split()[0])


@changed("sheet", "tagged", "stream")
def info_overwritten(parts: Reopened) -> None:
    """The title and the author are others, under the old number."""
    parts.objects[_info(parts)] = type(parts.objects[parts.catalog])(b"<</Title (Withdrawn)\n/Author (Nobody)>>")


@changed("sheet", "tagged", "stream")
def info_replaced(parts: Reopened) -> None:
    """The trailer names another /Info."""
    number = parts.add(b"<</Title (Withdrawn)\n/Author (Nobody)>>")
    parts.trailer = [(key, b"%d 0 R" % number if key == b"/Info" else value) for key, value in parts.trailer]


@changed("sheet", "tagged", "stream", "encrypted")
def info_dropped(parts: Reopened) -> None:
    """The trailer names no /Info: the original's title and author are gone."""
    parts.trailer = [(key, value) for key, value in parts.trailer if key != b"/Info"]
