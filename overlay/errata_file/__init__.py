"""Reads and writes errata files: every fault of a file in one report, each with its line.

The file's text becomes nodes that know their lines (`tree`), the nodes are held against the grammar
(`schema`) and against one another (`check`), and what has no fault becomes a `Release`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from overlay.errata_file import schema as grammar
from overlay.errata_file.characters import MOST_BYTES
from overlay.errata_file.check import document_faults, style_faults
from overlay.errata_file.entries import MOST_FAULTS, entry
from overlay.errata_file.nodes import Node
from overlay.errata_file.tree import parse
from overlay.errata_file.values import as_typed
from overlay.errata_file.write import dump
from overlay.erratum import (
    Caveat,
    Change,
    Citation,
    Deletion,
    Document,
    Erratum,
    Insertion,
    MarkForm,
    NoteForm,
    Quote,
    Release,
    ReleaseStatus,
    Scope,
    Side,
    Style,
    Substitution,
)
from overlay.errors import ErrataFileError, Fault, FileError

__all__ = ["dump", "from_tree", "load", "load_style", "read", "style_at", "with_style"]

T = TypeVar("T", Release, Style)


def load(text_or_bytes: str | bytes, *, file_name: str) -> Release:
    """The release that an errata file declares; whether its PDFs exist is not looked at.

    Raises ErrataFileError with all faults.
    """
    release, faults, _ = _loaded(text_or_bytes)
    return _without_faults(release, faults, file_name=file_name)


def from_tree(tree: Node, *, file_name: str) -> Release:
    """The release that a tree of values declares, however it was read; its lines are those that faults name.

    Raises ErrataFileError with all faults.
    """
    release, faults = _judged(tree, [])
    return _without_faults(release, faults, file_name=file_name)


def read(path: Path) -> Release:
    """The release declared by the errata file at `path`, whose PDFs must be where it says, seen from its own folder.

    Raises ErrataFileError with all faults, FileError where the errata file itself cannot be read.
    """
    release, faults, tree = _loaded(_content(path, "errata file"))
    if tree is not None:
        faults += _missing_files(tree, path.parent)
    return _without_faults(release, faults, file_name=str(path))


def load_style(text_or_bytes: str | bytes, *, file_name: str) -> Style:
    """The style that a style file declares: the keys of an errata file's `style`, or that block itself.

    Raises ErrataFileError with all faults.
    """
    tree, faults = parse(text_or_bytes)
    style = None
    if tree is not None:
        inner = tree.get("style")
        tree = inner if inner is not None and len(tree.key_lines) == 1 else tree
        read_style, found = entry(grammar.StyleEntry, tree)
        faults += [*found, *style_faults(tree)]
        style = _style(read_style) if read_style is not None else None
    return _without_faults(style, faults, file_name=file_name)


def with_style(release: Release, path: Path) -> Release:
    """The release with the style of the file at `path` instead of its own. Raises as `load_style` and `read` do."""
    return replace(release, style=style_at(path))


def style_at(path: Path) -> Style:
    """The style that the file at `path` declares. Raises as `load_style` does, and FileError where it cannot be read."""
    return load_style(_content(path, "style file"), file_name=str(path))


def _content(path: Path, kind: str) -> bytes:
    """A file's bytes, no more of them than it takes to see that they are too many."""
    if str(path) == "-":
        raise FileError(
            f"The {kind} cannot come from standard input.",
            remedy="Save it as a file: what it names is sought from its folder.",
        )
    if path.is_dir():
        raise FileError(f"{path}: is a folder, not the {kind}.", remedy="Name the file in it.")
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{path}: the {kind} could not be read ({reason}).", remedy="Check its name.") from error


def _without_faults(value: T | None, faults: Iterable[Fault], *, file_name: str) -> T:
    ordered: list[Fault] = sorted(dict.fromkeys(faults), key=lambda fault: fault.line)
    if not ordered and value is not None:
        return value
    if len(ordered) > MOST_FAULTS:
        ordered = [*ordered[:MOST_FAULTS], Fault(0, f"and {len(ordered) - MOST_FAULTS} more faults.")]
    raise ErrataFileError(file_name, tuple(ordered) or (Fault(0, "the file is empty."),))


def _loaded(text_or_bytes: str | bytes) -> tuple[Release | None, list[Fault], Node | None]:
    tree, faults = parse(text_or_bytes)
    if tree is None:
        return None, faults, None
    release, faults = _judged(tree, faults)
    return release, faults, tree


def _judged(tree: Node, faults: list[Fault]) -> tuple[Release | None, list[Fault]]:
    if not isinstance(tree.value, dict):
        unlike = 'this is no errata file: it must begin with lines such as "issuer: ...".'
        return None, [*faults, Fault(tree.line, unlike)]
    errata_file, found = entry(grammar.ErrataFile, tree)
    faults += [*found, *document_faults(tree), *style_faults(tree.get("style"))]
    release = _release(errata_file, tree) if errata_file is not None and not faults else None
    return release, faults


def _missing_files(tree: Node, folder: Path) -> list[Fault]:
    faults = []
    for document in tree.items("documents"):
        node = document.get("file")
        file = as_typed(node.value) if node and isinstance(node.value, str) else ""
        if not file:
            continue
        try:
            there, other = (folder / file).is_file(), (folder / file).exists()
        except (OSError, ValueError):
            there = other = False
        if not there:
            said = f'"{file}" is a folder, a device or a pipe, not a file.' if other else ""
            said = said or f'there is no file "{file}" in the folder "{folder}".'
            faults.append(Fault(document.line_of("file"), said))
    return faults


def _release(declared: grammar.ErrataFile, tree: Node) -> Release:
    documents = zip(declared.documents, tree.items("documents"), strict=True)
    return Release(
        issuer=declared.issuer,
        reference=declared.reference,
        date=declared.date,
        documents=tuple(_document(document, node) for document, node in documents),
        status=ReleaseStatus(declared.status),
        style=_style(declared.style or grammar.StyleEntry()),
    )


def _style(style: grammar.StyleEntry) -> Style:
    return Style(
        language=style.language,
        note=NoteForm(style.note),
        marks=MarkForm(style.marks),
        mark_colour=style.mark_colour,
        text_colour=style.text_colour,
        box_colour=style.box_colour,
        note_size=style.note_size,
        smallest_size=style.smallest_size,
        fonts=style.fonts,
        wording=style.wording,
        positions=style.positions,
    )


def _document(document: grammar.DocumentEntry, node: Node) -> Document:
    numbered = enumerate(zip(document.errata, node.items("errata"), strict=True), 1)
    errata = tuple(_erratum(erratum, at, number) for number, (erratum, at) in numbered)
    return Document(document.file, errata, document.sha256, line_in_file=node.line)


def _erratum(given: grammar.ErratumEntry, node: Node, number: int) -> Erratum:
    change = _change(given)
    # Without a quote, the words of the correction are the quote.
    exact = given.quote or Erratum("", change).words
    return Erratum(
        id=given.id or str(number),
        change=change,
        citation=Citation(given.page or (), given.sheet, given.line, given.column, given.section, given.occurrence),
        quote=Quote(exact, given.prefix or "", given.suffix or "") if exact else None,
        reason=given.reason or "",
        withdrawn=given.status == "withdrawn" or bool(given.withdrawn),
        line_in_file=node.line,
    )


def _change(given: grammar.ErratumEntry) -> Change:
    match given:
        case grammar.SubstituteErratum(wrong=wrong, right=right):
            return Substitution(wrong, right)
        case grammar.InsertErratum(insert=text, after=after, before=before):
            return Insertion(after, Side.AFTER, text) if after else Insertion(before or "", Side.BEFORE, text)
        case grammar.DeleteErratum(delete=wrong):
            return Deletion(wrong)
        case grammar.CaveatErratum(caveat=text):
            return Caveat(text, _scope(given))
    raise AssertionError(given)


def _scope(given: grammar.CaveatErratum) -> Scope:
    if given.quote:
        return Scope.PASSAGE
    if given.on:
        return Scope(given.on)
    return Scope.CITED_PAGE if given.page or given.sheet else Scope.FIRST_PAGE
