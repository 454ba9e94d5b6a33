"""The quick way to read an errata file that is written plainly: one "name: text" on a line, lists by "- ".

So are nearly all, and those of thousands of errata always. Whatever is not so plain that it can be read in one way
only (a name without text, text over several lines, lists in brackets, escapes, comments after text, anchors, faulty
indentation ...) makes the whole file one for the YAML parser, which reads all that is read here alike, or tells of
its faults.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from overlay.errata_file.nodes import DEEPEST, MOST_NODES, Node

_LINE = re.compile(r"( *)(- +)?([A-Za-z_][A-Za-z0-9_]{0,59}):(?: +(.*))?")
_NOTHING = re.compile(r" *(?:#.*)?")
_QUOTED = re.compile(r'"([^"\\]*)" *|' r"'((?:[^']|'')*)' *")
# Begins with nothing that YAML has a use for, and has nothing within that ends a text.
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^:#]|:(?=[^\s])|(?<=[^\s])#)*")
_UNPLAIN = re.compile("[\t\ufeff]")  # a byte order mark within a text is read in more than one way
_START = "---"


@dataclass(slots=True)
class _Open:
    """A mapping or list that is not at its end: the column it stands in; a mapping's last key, while it has no value."""

    column: int
    node: Node
    waiting: str = ""


def plain_tree(text: str) -> Node | None:
    """The tree of a plainly written file; None where it is not so plain. Lines end in "\\n"."""
    if _UNPLAIN.search(text):
        return None
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        if _NOTHING.fullmatch(line) or (reading.root is None and line == _START):
            continue
        if not reading.take(line, number):
            return None
    return reading.ended()


class _Reading:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._nodes = 0

    def take(self, line: str, number: int) -> bool:
        """False: this line is not plain where it stands."""
        match = _LINE.fullmatch(line)
        if match is None:
            return False
        indent, dash, name, typed = match.groups()
        column = len(indent)
        if dash:
            if not self._in_list(column, number):
                return False
            column += len(dash)
            self._begin(column, Node(number, {}))
        elif not self._in_mapping(column, number):
            return False
        return self._put(name, typed, number) and self._nodes <= MOST_NODES and len(self._open) < DEEPEST

    def ended(self) -> Node | None:
        """The whole tree; None where a name is left without text."""
        return None if self._open and self._open[-1].waiting else self.root

    def _in_list(self, column: int, number: int) -> bool:
        """Whether an entry of a list may stand here; the list is open then."""
        while self._open and self._open[-1].column > column:
            if self._open.pop().waiting:
                return False
        top = self._open[-1] if self._open else None
        if top is None:
            return False
        if isinstance(top.node.value, list):
            return top.column == column
        return bool(top.waiting) and self._begin(column, Node(number, []))

    def _in_mapping(self, column: int, number: int) -> bool:
        """Whether a name may stand here; its mapping is open then."""
        if self.root is None:
            return self._begin(column, Node(number, {}))
        while self._open and (self._open[-1].column > column or self._ends_list(column)):
            if self._open.pop().waiting:
                return False
        top = self._open[-1] if self._open else None
        if top is None or isinstance(top.node.value, list):
            return False
        return top.column == column or (bool(top.waiting) and self._begin(column, Node(number, {})))

    def _ends_list(self, column: int) -> bool:
        top = self._open[-1]
        return isinstance(top.node.value, list) and top.column == column

    def _begin(self, column: int, node: Node) -> bool:
        self._nodes += 1
        if not self._open:
            self.root = node
        else:
            self._give(node)
        self._open.append(_Open(column, node))
        return True

    def _give(self, node: Node) -> None:
        """Put a value where one is waited for."""
        top = self._open[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif isinstance(top.node.value, dict):
            top.node.value[top.waiting] = node
            top.waiting = ""

    def _put(self, name: str, typed: str | None, number: int) -> bool:
        top = self._open[-1]
        if top.waiting or name in top.node.key_lines:
            return False
        top.node.key_lines[name] = number
        top.waiting = name
        self._nodes += 2
        typed = (typed or "").rstrip(" ")
        if not typed:
            return True
        text = _text_of(typed)
        if text is not None:
            self._give(Node(number, text))
        return text is not None


def _text_of(typed: str) -> str | None:
    """What is meant by what was typed after a colon; None where that is not plain."""
    quoted = _QUOTED.fullmatch(typed)
    if quoted is not None:
        return quoted[1] if quoted[1] is not None else quoted[2].replace("''", "'")
    return typed if _PLAIN.fullmatch(typed) else None
