"""A release as a readable errata file: block text for long quotes, quotation marks wherever YAML might see more than text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import assert_never

from overlay.errata_file.values import span
from overlay.erratum import (
    Caveat,
    Deletion,
    Document,
    Erratum,
    Insertion,
    Release,
    ReleaseStatus,
    Scope,
    Style,
    Substitution,
)

LONGEST_LINE = 100  # characters, before a text goes into a block of its own
BLOCK_WIDTH = 88  # characters of a block's lines

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.()/;'£%-]*")
_DATE_OR_NUMBER = re.compile("[1-9][0-9]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SWITCHES = frozenset(("y", "n", "yes", "no", "true", "false", "on", "off", "null", "inf", "nan"))
_BLOCK_SPACE = re.compile("(?<=[^ ]) (?=[^ ])")


def dump(release: Release) -> str:
    """The errata file that `errata_file.load` reads as the same release.

    Its texts must be as `load` gives them: not empty, on one line, no control characters.
    """
    lines = ["# An errata file. The keys are explained by: overlay schema"]
    lines += [_entry("issuer", release.issuer), _entry("reference", release.reference), _entry("date", release.date)]
    if release.status is not ReleaseStatus.ISSUED:
        lines.append(f"status: {release.status}")
    lines += _style(release.style)
    lines.append("documents:")
    for document in release.documents:
        lines += _document(document)
    return "\n".join(lines) + "\n"


def _style(style: Style) -> Iterator[str]:
    default = Style()
    changed = [field.name for field in fields(Style) if getattr(style, field.name) != getattr(default, field.name)]
    if changed:
        yield "style:"
    for name in changed:
        value = getattr(style, name)
        if name == "wording":
            yield "  wording:"
            yield from (_entry(key, text, indent=4) for key, text in value)
        elif isinstance(value, tuple):
            yield f"  {name}: [{', '.join(_quoted(item) for item in value)}]"
        else:
            yield f"  {name}: {value}" if isinstance(value, float) else _entry(name, str(value), indent=2)


def _document(document: Document) -> Iterator[str]:
    yield "  - " + _entry("file", document.file, indent=4).lstrip()
    if document.sha256:
        yield f'    sha256: "{document.sha256}"'
    yield "    errata:" if document.errata else "    errata: []"
    for number, erratum in enumerate(document.errata, 1):
        first, *others = _erratum(erratum, number)
        yield "      - " + first.lstrip()
        yield from others


def _erratum(erratum: Erratum, number: int) -> Iterator[str]:
    if erratum.id != str(number):
        yield _entry("id", erratum.id, indent=8)
    yield from _citation(erratum)
    if erratum.quote:
        if erratum.quote.prefix:
            yield _entry("prefix", erratum.quote.prefix, indent=8)
        if isinstance(erratum.change, Caveat) or erratum.quote.exact != erratum.words:
            yield _entry("quote", erratum.quote.exact, indent=8)
        if erratum.quote.suffix:
            yield _entry("suffix", erratum.quote.suffix, indent=8)
    for key, text in _change(erratum):
        yield _entry(key, text, indent=8)
    if erratum.reason:
        yield _entry("reason", erratum.reason, indent=8)
    if erratum.withdrawn:
        yield "        status: withdrawn"


def _citation(erratum: Erratum) -> Iterator[str]:
    citation = erratum.citation
    labels = citation.page_labels
    if len(labels) == 1 and span(labels[0]) == labels:
        yield _entry("page", labels[0], indent=8)
    elif labels:
        yield f"        page: [{', '.join(_quoted(label) for label in labels)}]"
    if citation.section is not None:
        yield _entry("section", citation.section, indent=8)
    numbers = (
        ("sheet", citation.page_number),
        ("line", citation.line),
        ("column", citation.column),
        ("occurrence", citation.occurrence),
    )
    yield from (f"        {key}: {number}" for key, number in numbers if number is not None)


def _change(erratum: Erratum) -> Iterator[tuple[str, str]]:
    match erratum.change:
        case Substitution(wrong, right):
            yield "for", wrong
            yield "read", right
        case Insertion(beside, side, text):
            yield side.value, beside
            yield "insert", text
        case Deletion(wrong):
            yield "delete", wrong
        case Caveat(text, scope):
            yield "caveat", text
            if scope is not Scope.PASSAGE:
                yield "on", scope.value
        case other:
            assert_never(other)


def _entry(key: str, text: str, *, indent: int = 0) -> str:
    margin = " " * indent
    one_line = f"{margin}{key}: {_scalar(text)}"
    if len(one_line) <= LONGEST_LINE or not text.isprintable() or text.startswith(" "):
        return one_line
    return "\n".join([f"{margin}{key}: >-", *(f"{margin}  {line}" for line in _folded(text))])


def _folded(text: str) -> Iterator[str]:
    """The lines of a folded block (YAML 1.2, 8.1.3): broken at single spaces only, so that each break reads as that space."""
    line = ""
    for word in _BLOCK_SPACE.split(text):
        if line and len(line) + 1 + len(word) > BLOCK_WIDTH:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _scalar(text: str) -> str:
    words_only = _PLAIN.fullmatch(text) and text.lower() not in _SWITCHES and not text.endswith(" ")
    return text if words_only or _DATE_OR_NUMBER.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """In double quotation marks, invisible characters written as escapes."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in quoted)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
