"""The faults of an errata file that concern several keys at once, in plain words."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from overlay.appearance.wording import wording
from overlay.errata_file.entries import LEAST_LIKENESS, nearest
from overlay.errata_file.nodes import Node
from overlay.errata_file.values import LANGUAGES, as_typed
from overlay.erratum import Scope, Style
from overlay.errors import Fault, UnsupportedError
from overlay.languages import ENGLISH
from overlay.quote import within

LONGEST_HINTED = 300  # words of a quote that are searched for a near miss

MOST_COMPARED = 100_000_000  # length of words times length of quote, over a file: some 10 seconds at worst


@dataclass(slots=True)
class _Budget:
    """How much of a file's words may still be looked for in their quotes; what is left out, the anchor stage refuses."""

    left: int = MOST_COMPARED

    def allows(self, cost: int) -> bool:
        self.left -= cost
        return self.left >= 0


def document_faults(tree: Node) -> Iterator[Fault]:
    """What is wrong between the keys of the errata, between the errata, and between the documents."""
    files: dict[str, int] = {}
    budget = _Budget()
    for document in tree.items("documents"):
        if file := _text(document, "file"):
            same = posixpath.normpath(file)
            if same in files:
                yield Fault(
                    document.line_of("file"), f'"{file}" is listed already, on line {files[same]}; list it once.'
                )
            files.setdefault(same, document.line_of("file"))
        yield from _id_faults(document.items("errata"))
        for erratum in document.items("errata"):
            yield from _erratum_faults(erratum, budget)


def style_faults(style: Node | None) -> Iterator[Fault]:
    """What is wrong between the keys of a style."""
    if style is None:
        return
    sizes = [_text(style, key) or default for key, default in (("note_size", "8"), ("smallest_size", "6.5"))]
    if all(re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", size) for size in sizes) and float(sizes[0]) < float(sizes[1]):
        yield Fault(style.line_of("smallest_size"), '"smallest_size" is larger than "note_size".')
    positions = [node.value for node in style.items("positions")]
    for index, position in enumerate(positions):
        if position in positions[:index]:
            yield Fault(style.items("positions")[index].line, f'"{position}" is listed twice in "positions".')
    yield from _wording_faults(style)


def _wording_faults(style: Node) -> Iterator[Fault]:
    """Each template is tried by itself, so that each has its own fault."""
    templates, language = style.get("wording"), _text(style, "language")
    if templates is None or not isinstance(templates.value, dict):
        return
    for name in templates.value:
        if not (template := _text(templates, name)):
            continue
        try:
            wording(Style(language=language if language in LANGUAGES else LANGUAGES[0], wording=((name, template),)))
        except UnsupportedError as error:
            hint = nearest(name, ENGLISH) if name not in ENGLISH else ""
            yield Fault(templates.line_of(name), f'Did you mean "{hint}"? {error}' if hint else str(error))


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return as_typed(found.value) if found and isinstance(found.value, str) else ""


def _id_faults(errata: list[Node]) -> Iterator[Fault]:
    lines: dict[str, int] = {}
    for number, erratum in enumerate(errata, 1):
        typed = _text(erratum, "id")
        name, line = typed or str(number), erratum.line_of("id")
        if name in lines:
            why = "" if typed else " (this one by its place in the list)"
            yield Fault(
                line, f'two errata have the id "{name}", here{why} and on line {lines[name]}; name one of them anew.'
            )
        lines.setdefault(name, line)


def _erratum_faults(erratum: Node, budget: _Budget) -> Iterator[Fault]:
    keys = erratum.key_lines
    if "for" in keys and _text(erratum, "for") and _text(erratum, "for") == _text(erratum, "read"):
        yield Fault(keys["read"], '"read" says the same as "for".')
    if "insert" in keys and ("after" in keys) == ("before" in keys):
        yield Fault(
            keys["insert"], '"insert" needs either "after" or "before": the printed words beside which it goes.'
        )
    if _text(erratum, "withdrawn").lower() == "true" and _text(erratum, "status") == "issued":
        yield Fault(keys["withdrawn"], '"status" says issued, but "withdrawn" says true.')
    if _text(erratum, "withdrawn").lower() == "false" and _text(erratum, "status") == "withdrawn":
        yield Fault(keys["withdrawn"], '"status" says withdrawn, but "withdrawn" says false.')
    if "caveat" in keys:
        yield from _caveat_faults(erratum)
    elif "quote" in keys:
        for key in ("for", "delete", "after", "before"):
            yield from _words_faults(erratum, key, budget)


def _caveat_faults(erratum: Node) -> Iterator[Fault]:
    keys, on = erratum.key_lines, _text(erratum, "on")
    cites_page = "page" in keys or "sheet" in keys
    if on in (Scope.FIRST_PAGE, Scope.EVERY_PAGE):
        for key in ("page", "sheet", "quote"):
            if key in keys:
                yield Fault(keys["on"], f'"on: {on}" and "{key}" contradict each other; leave one out.')
    elif on == Scope.CITED_PAGE and not cites_page and "quote" not in keys:
        yield Fault(keys["on"], '"on: page" needs a "page" or "sheet".')
    if "quote" not in keys:
        for key in ("prefix", "suffix", "line", "column", "occurrence"):
            if key in keys:
                yield Fault(keys[key], f'"{key}" narrows a "quote", and this caveat has none.')


def _words_faults(erratum: Node, key: str, budget: _Budget) -> Iterator[Fault]:
    words, quote = _text(erratum, key), _text(erratum, "quote")
    if not words or not quote or words == quote or not budget.allows(len(words) * len(quote)):
        return
    line, count = erratum.line_of(key), len(within(quote, words))
    if count == 0:
        near = _near_words(words, quote)
        hint = f' The closest that it has: "{near}".' if near else ""
        yield Fault(line, f'"{key}" says "{_short(words)}", but the quote does not have these words.{hint}')
    occurrence = _text(erratum, "occurrence")
    if count > 1 and not occurrence:
        yield Fault(
            line,
            f'"{key}" says "{_short(words)}", which the quote has {count} times; '
            f'say which is meant by "occurrence: 1" to "occurrence: {count}", or quote less.',
        )
    elif count > 1 and occurrence.isdigit() and int(occurrence) > count:
        yield Fault(
            erratum.line_of("occurrence"), f'"occurrence" says {occurrence}, but the quote has the words {count} times.'
        )


def _near_words(words: str, quote: str) -> str:
    """The stretch of the quote most like the words, "" where none is."""
    quoted = quote.split()[:LONGEST_HINTED]
    length = len(words.split())
    matcher = difflib.SequenceMatcher(None, "", words.lower(), autojunk=False)
    best, best_ratio = "", LEAST_LIKENESS
    for size in {max(1, length - 1), length, length + 1}:
        for start in range(len(quoted) - size + 1):
            stretch = " ".join(quoted[start : start + size]).strip(".,;:()[]“”\"'")
            matcher.set_seq1(stretch.lower())
            if matcher.real_quick_ratio() > best_ratio and matcher.quick_ratio() > best_ratio:
                ratio = matcher.ratio()
                if ratio > best_ratio:
                    best, best_ratio = stretch, ratio
    return _short(best)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
