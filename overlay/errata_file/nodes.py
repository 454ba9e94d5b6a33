"""The tree of an errata file: plain values that know their lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DEEPEST = 12  # an errata file needs 5: documents, a document, its errata, an erratum, a list of pages
MOST_NODES = 400_000  # some 20,000 errata; at 40 microseconds each, what a reader will wait for


@dataclass(slots=True)
class Node:
    """A value and the line it begins on (from 1): a scalar's text, a list, or a mapping whose keys know their own lines."""

    line: int
    value: str | list[Node] | dict[str, Node]
    key_lines: dict[str, int] = field(default_factory=dict)

    @property
    def plain(self) -> Any:
        """The same as str, list and dict."""
        match self.value:
            case list():
                return [node.plain for node in self.value]
            case dict():
                return {key: node.plain for key, node in self.value.items()}
        return self.value

    def get(self, key: str) -> Node | None:
        """The value of a key; None where there is none or this is no mapping."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self, key: str) -> list[Node]:
        """The list under a key; [] where there is none."""
        node = self.get(key)
        return node.value if node and isinstance(node.value, list) else []

    def line_of(self, key: str) -> int:
        return self.key_lines.get(key, self.line)
