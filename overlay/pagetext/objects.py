"""The document's objects as pdfminer's types, from the reader that all others use: read once, decrypted, each when asked for."""

from __future__ import annotations

from typing import Any

from pdfminer.pdfexceptions import PDFObjectNotFound
from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import LIT
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from overlay.errors import DamagedError
from overlay.source import Source
from overlay.source.reader import LazyReader


class Objects:
    """Stands in for pdfminer's document, of which a page's interpreter asks for nothing but objects."""

    def __init__(self, reader: LazyReader) -> None:
        self._reader = reader
        self._references: dict[int, IndirectObject] = {}
        self._found: dict[int, Any] = {}

    def getobj(self, number: int) -> Any:
        """The object of this number. Raises PDFObjectNotFound, which pdfminer takes for null, where it cannot be read."""
        if number not in self._found:
            try:
                found = self.converted(self._reader.get_object(self._references.get(number, number)))
            except DamagedError as error:
                raise PDFObjectNotFound(number) from error
            if isinstance(found, PDFStream):
                found.set_objid(number, 0)
            self._found[number] = found
        return self._found[number]

    def converted(self, value: PdfObject | None) -> Any:
        """A direct object as pdfminer has it; references in it stay references."""
        if isinstance(value, (int, float)):
            return value
        if isinstance(value, IndirectObject):
            self._references[value.idnum] = value
            return PDFObjRef(self, value.idnum)  # type: ignore[arg-type]
        if isinstance(value, NameObject):
            return LIT(value[1:])
        if isinstance(value, ArrayObject):
            return [self.converted(each) for each in value]
        if isinstance(value, DictionaryObject):
            made = {key[1:]: self.converted(each) for key, each in value.items()}
            made = {key: each for key, each in made.items() if each is not None}
            return PDFStream(made, value._data) if isinstance(value, StreamObject) else made
        if isinstance(value, (TextStringObject, ByteStringObject)):
            return value.original_bytes
        return value.value if isinstance(value, BooleanObject) else None

    def page(self, source: Source, page_index: int) -> dict[str, Any]:
        """What a page draws and what with, inherited or its own."""
        own = source.page_object(page_index)
        drawn = {"Contents": own.get("/Contents"), "Resources": source.inherited(page_index, "/Resources")}
        return {key: self.converted(value) for key, value in drawn.items()}
