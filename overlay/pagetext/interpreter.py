"""pdfminer's page interpreter and fonts, as pdfplumber uses them, put right where they depart from the standard.

Only what shows text is carried out: paths, images, shadings and colours are read over.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from pdfminer.cmapdb import CMap, CMapDB, FileUnicodeMap, IdentityCMap, IdentityCMapByte
from pdfminer.pdffont import PDFCIDFont, PDFSimpleFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, dict_value, resolve1, stream_value
from pdfminer.psparser import LIT, literal_name

from overlay.limits import Allowance
from overlay.pagetext import cmaps
from overlay.pagetext.content import Name, operations
from overlay.pagetext.font_repairs import repair

MOST_SWELLING = 1032
"""Times its packed size that deflated data can have unpacked."""

UNTOLD = "\ufffd"

_METHODS = {
    "q": "do_q", "Q": "do_Q", "cm": "do_cm", "BT": "do_BT", "ET": "do_ET", "Tc": "do_Tc", "Tw": "do_Tw", "Tz": "do_Tz",
    "TL": "do_TL", "Tf": "do_Tf", "Tr": "do_Tr", "Ts": "do_Ts", "Td": "do_Td", "TD": "do_TD", "Tm": "do_Tm",
    "T*": "do_T_a", "TJ": "do_TJ", "Tj": "do_Tj", "'": "do__q", '"': "do__w", "Do": "do_Do", "BMC": "do_BMC",
    "BDC": "do_BDC", "EMC": "do_EMC", "gs": "do_gs",
}  # fmt: skip
_OPERANDS = {
    "q": 0, "Q": 0, "cm": 6, "BT": 0, "ET": 0, "Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Tf": 2, "Tr": 1, "Ts": 1, "Td": 2,
    "TD": 2, "Tm": 6, "T*": 0, "TJ": 1, "Tj": 1, "'": 1, '"': 3, "Do": 1, "BMC": 1, "BDC": 2, "EMC": 0, "gs": 1,
}  # fmt: skip
_WANTED = frozenset(_METHODS)
_DESCENDANTS = ("CIDFontType0", "CIDFontType2")


class Interpreter(PDFPageInterpreter):
    """Carries out what shows text. One operator with bad operands is passed over, as viewers do."""

    rsrcmgr: Fonts

    def init_resources(self, resources: Any) -> None:
        """What is named there. A font is made when it is first set: a page may name many that it does not use."""
        self.resources = dict_value(resources)
        self.fontmap = {}
        self.xobjmap = dict_value(self.resources.get("XObject", {}))
        self._fonts = dict_value(self.resources.get("Font", {}))

    def execute(self, streams: Sequence[object]) -> None:
        """The streams as one (ISO 32000-1, 7.8.2), but for those that are being carried out already."""
        self.stream_ids.clear()
        parts = []
        for stream in map(stream_value, streams):
            if stream.objid is None or stream.objid in self.parent_stream_ids:
                continue
            self.stream_ids.add(stream.objid)
            parts.append(_content(stream, self.rsrcmgr.allowance))
        methods = {operator: (getattr(self, method), _OPERANDS[operator]) for operator, method in _METHODS.items()}
        for operator, operands in operations(b"\n".join(parts), _WANTED):
            carry_out, wanted = methods[operator]
            if len(operands) >= wanted:
                used = operands[len(operands) - wanted :]
                carry_out(*[LIT(each) if isinstance(each, Name) else each for each in used])

    def do_Tf(self, fontid: Any, fontsize: Any) -> None:  # noqa: N802, the name is pdfminer's
        name = literal_name(fontid)
        if name in self._fonts and name not in self.fontmap:
            named = self._fonts[name]
            self.fontmap[name] = self.rsrcmgr.get_font(getattr(named, "objid", None), dict_value(named))
        super().do_Tf(fontid, fontsize)

    def do__w(self, aw: Any, ac: Any, s: Any) -> None:
        """The " operator moves to the next line first (ISO 32000-1, Table 109)."""
        self.do_Tw(aw)
        self.do_Tc(ac)
        self.do_T_a()
        self.do_TJ([s])

    def do_TJ(self, seq: Any) -> None:  # noqa: N802, the name is pdfminer's
        """Only an array can be shown."""
        if isinstance(seq, list):
            self.device.render_string(self.textstate, seq, None, None)  # type: ignore[arg-type] # no colours

    def do_gs(self, name: Any) -> None:
        """A graphics state dictionary may set the font (ISO 32000-1, Table 58)."""
        states = resolve1(self.resources.get("ExtGState"))
        state = resolve1(states.get(getattr(name, "name", None))) if isinstance(states, dict) else None
        font = resolve1(state.get("Font")) if isinstance(state, dict) else None
        if isinstance(font, list) and len(font) == 2 and isinstance(size := resolve1(font[1]), (int, float)):
            self.textstate.font = self.rsrcmgr.get_font(getattr(font[0], "objid", None), dict_value(font[0]))
            self.textstate.fontsize = size


def _content(stream: PDFStream, allowance: Allowance) -> bytes:
    """The stream's data; LimitError where it would swell beyond bounds, found before it is unpacked whole."""
    raw = stream.rawdata or b""
    filters = stream.get_any(("F", "Filter"))
    first = resolve1(filters[0] if isinstance(filters, list) and filters else filters)
    most = allowance.limits.stream_bytes
    packed = first in (LIT("FlateDecode"), LIT("Fl")) and not stream.decipher
    if most and packed and len(raw) > most // MOST_SWELLING:
        with contextlib.suppress(zlib.error):
            if len(zlib.decompressobj().decompress(raw, most + 1)) > most:
                raise allowance.stream_too_large()
    content = stream.get_data()
    allowance.take(len(content))
    return content


class Fonts(PDFResourceManager):
    """pdfminer's fonts, repaired, and with the CMaps that a file brings along, which pdfminer leaves unread.

    It goes with a document, and so does `allowance`.
    """

    def __init__(self, allowance: Allowance) -> None:
        super().__init__()
        self.allowance = allowance

    def get_font(self, objid: object, spec: Any) -> Any:
        """The font of a font dictionary; made once for each object."""
        known = objid is not None and objid in self._cached_fonts
        letters = _letters(spec) if not known else None
        font = super().get_font(objid, spec if letters is None else _without_letters(spec))
        if letters is not None:
            font.unicode_map = FileUnicodeMap()  # type: ignore[attr-defined]
            font.unicode_map.cid2unichr = letters  # type: ignore[attr-defined]
        if not known and isinstance(font, PDFSimpleFont):
            repair(font, spec)
        elif not known and isinstance(font, PDFCIDFont):
            encoding = resolve1(spec.get("Encoding"))
            code_map = cmaps.parse(encoding.get_data()) if isinstance(encoding, PDFStream) else None
            if code_map is not None:
                font.code_map = code_map  # type: ignore[attr-defined]
                if code_map.vertical and not font.vertical:
                    font.vertical, font.widths, font.default_width, font.default_disp = True, {}, -1000, (None, 880)
        return font


def _letters(spec: Any) -> dict[int, str] | None:
    """What the font's ToUnicode CMap says, where it is read here and not by pdfminer. A Type 0 font's goes with its descendant,
    which has none of its own (ISO 32000-1, Table 117)."""
    subtype, told = getattr(spec.get("Subtype"), "name", None), spec.get("ToUnicode")
    if subtype == "Type0" or (subtype in _DESCENDANTS and not isinstance(told, PDFStream)):
        return None
    told = resolve1(told)
    return cmaps.meanings(told.get_data()) if isinstance(told, PDFStream) else None


def _without_letters(spec: Any) -> dict[str, Any]:
    """The font with an empty ToUnicode CMap, and without a TrueType program: pdfminer would unpack it for letters alone."""
    descriptor = dict_value(spec.get("FontDescriptor", {}))
    without_program = {key: value for key, value in descriptor.items() if key != "FontFile2"}
    given = {"FontDescriptor": without_program} if "FontDescriptor" in spec else {}
    return {**spec, **given, "ToUnicode": PDFStream({}, b"")}


def codes(font: Any, shown: bytes) -> Iterable[tuple[int, int]]:
    """The character codes of a string that is shown, each with its character id (for a simple font, the code again)."""
    if not font.is_multibyte():
        return zip(shown, shown, strict=True)
    code_map: cmaps.CodeMap | None = getattr(font, "code_map", None)
    if code_map is not None:
        return code_map.decode(shown)
    if isinstance(font.cmap, (IdentityCMap, IdentityCMapByte)) or not isinstance(font.cmap, CMap):
        return [(code, code) for code in font.cmap.decode(shown)]
    return _walk(font.cmap.code2cid, shown)


def _walk(tree: Any, shown: bytes) -> list[tuple[int, int]]:
    found = []
    node, code = tree, 0
    for byte in shown:
        code = code << 8 | byte
        node = node.get(byte)
        if isinstance(node, dict):
            continue
        if isinstance(node, int):
            found.append((code, node))
        node, code = tree, 0
    return found


def letter_of(font: Any, code: int, cid: int) -> str:
    """What the font says that a code means; U+FFFD where it does not tell.

    ToUnicode goes by code (ISO 32000-1, 9.10.3); what it leaves out, by the character collection.
    """
    unicode_map = getattr(font, "unicode_map", None)
    try:
        if isinstance(unicode_map, FileUnicodeMap) and font.is_multibyte():
            text = unicode_map.cid2unichr.get(code)
            text = _by_collection(font, cid) if text is None else text
        else:
            text = font.to_unichr(cid)
    except (PDFUnicodeNotDefined, KeyError):
        return UNTOLD
    return text if isinstance(text, str) else UNTOLD


def _by_collection(font: Any, cid: int) -> str:
    if font.cidcoding in ("Adobe-Identity", "Adobe-UCS", "unknown-unknown"):
        raise KeyError(cid)
    try:
        return str(CMapDB.get_unicode_map(font.cidcoding, font.vertical).get_unichr(cid))
    except CMapDB.CMapNotFound:
        raise KeyError(cid) from None
