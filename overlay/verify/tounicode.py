"""ToUnicode CMaps of one-byte codes (ISO 32000-1, 9.10.3), in the one form that release copies have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from overlay.verify.values import MalformedError

LONGEST = 65_536
"""Bytes; a code is one byte, and stands for a few letters."""

_ENTRY = re.compile(rb"<([0-9A-F]{2})> <((?:[0-9A-F]{4})+)>")
_FORM = re.compile(
    rb"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    rb"/CIDSystemInfo << /Registry \(Adobe\) /Ordering \(UCS\) /Supplement 0 >> def\n"
    rb"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
    rb"(?:\d{1,3} beginbfchar\n(?:<[0-9A-F]{2}> <(?:[0-9A-F]{4})+>\n)+endbfchar\n)*"
    rb"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n?"
)


@lru_cache(maxsize=16)
def letters_of(content: bytes) -> Mapping[int, str]:
    """What each code is copied as. Raises MalformedError for a map in another form, or with a code twice."""
    if len(content) > LONGEST or not _FORM.fullmatch(content):
        raise MalformedError("a font's list of letters is not in the form of a release copy's")
    letters: dict[int, str] = {}
    for found in _ENTRY.finditer(content[content.index(b"endcodespacerange") :]):
        code = int(found.group(1), 16)
        if code in letters:
            raise MalformedError("a font's list of letters names a letter twice")
        try:
            letters[code] = bytes.fromhex(found.group(2).decode()).decode("utf-16-be")
        except UnicodeDecodeError as error:
            raise MalformedError("a font's list of letters has something that is no letter") from error
    return MappingProxyType(letters)
