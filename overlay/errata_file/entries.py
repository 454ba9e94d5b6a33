"""A tree read by the grammar: its entries, or every way in which it breaks the grammar, each with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, TypeVar

from overlay.errata_file.nodes import Node
from overlay.errata_file.schema import KIND_KEYS, ErratumEntry, Group, Key, Listed, Named, keys_of
from overlay.errata_file.values import UnfitError, Value, as_typed
from overlay.errors import Fault

MOST_FAULTS = 200  # shown of one file: who has more has the wrong file
LEAST_LIKENESS = 0.6  # of a suggestion to what was typed; below, a hint misleads

NO_KIND = (
    'this erratum corrects nothing: give "for" and "read", "insert" with "after" or "before", "delete", or "caveat".'
)
_WHY_MISSING = {
    "for": ' "read" needs the wrong words, as printed, in "for".',
    "read": ' "for" needs the right words in "read"; to take words out, use "delete".',
    "insert": ' "after" and "before" need the words to insert, in "insert".',
    "caveat": ' "on" needs the words of the caveat, in "caveat".',
}
_MAIN_KEYS = {key: keys[0] for keys in KIND_KEYS.values() for key in keys}

Entry = TypeVar("Entry", bound=Group)


def entry(group: type[Entry], tree: Node) -> tuple[Entry | None, list[Fault]]:
    """The tree as an entry of the group, or None, and all faults; beyond twice `MOST_FAULTS` no more are looked for."""
    reader = _Reader()
    read = reader.group(group, tree, name="", line=tree.line)
    return (None if reader.faults else read), reader.faults


class _Reader:
    """Reads on after a fault, so that all are told; what it then returns is not to be used."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def group(self, group: type[Entry], node: Node, *, name: str, line: int) -> Entry | None:
        if not isinstance(node.value, dict):
            unlike = (
                f'"{name}" must be a group of lines such as "name: text".' if name else "the file declares nothing."
            )
            self._blame(line, unlike)
            return None
        given: dict[str, Any] = {}
        keys = keys_of(group)
        for key in keys.values():
            if key.name in node.value:
                given[key.attribute] = self._key(key, node)
            elif key.is_required:
                self._blame(node.line, f'"{key.name}" is missing.{_WHY_MISSING.get(key.name, "")}')
                given[key.attribute] = None
        for typed in node.value:
            if typed not in keys and self._goes_on:
                self._blame(node.line_of(typed), _unknown_key(typed, group, node))
        return group(**given)

    def _key(self, key: Key, owner: Node) -> Any:
        assert isinstance(owner.value, dict)
        node, line = owner.value[key.name], owner.line_of(key.name)
        match key.grammar:
            case Value() as value:
                return self._value(value, node, name=key.name, line=line)
            case Listed() as listed:
                return self._list(listed, node, name=key.name, line=line)
            case Named(of=of):
                return self._named(of, node, name=key.name, line=line)
        return self.group(key.grammar, node, name=key.name, line=line)

    def _value(self, value: Value, node: Node, *, name: str, line: int) -> Any:
        try:
            return value.read(node.plain)
        except UnfitError as unfit:
            return self._blame(line, f'"{name}" {unfit}')

    def _list(self, listed: Listed, node: Node, *, name: str, line: int) -> Any:
        if not isinstance(node.value, list):
            return self._blame(line, f'"{name}" must be a list: each entry on its own line, after "- ".')
        if len(node.value) < listed.least:
            self._blame(line, f'"{name}" is empty.')
        if listed.most is not None and len(node.value) > listed.most:
            self._blame(line, f'"{name}" has too many entries.')
        return tuple(self._item(listed.of, item, name=name) for item in node.value if self._goes_on)

    def _item(self, of: Value | type[Group] | tuple[type[Group], ...], item: Node, *, name: str) -> Any:
        if isinstance(of, Value):
            return self._value(of, item, name=name, line=item.line)
        if isinstance(of, type):
            return self.group(of, item, name=name, line=item.line)
        kind = _kind(of, item)
        return self.group(kind, item, name=name, line=item.line) if kind else self._blame(item.line, _no_kind(item))

    def _named(self, of: Value, node: Node, *, name: str, line: int) -> Any:
        if not isinstance(node.value, dict):
            return self._blame(line, f'"{name}" must be a group of lines such as "name: text".')
        return tuple(
            (typed, self._value(of, value, name=typed, line=node.line_of(typed)))
            for typed, value in node.value.items()
            if self._goes_on
        )

    @property
    def _goes_on(self) -> bool:
        return len(self.faults) < 2 * MOST_FAULTS

    def _blame(self, line: int, message: str) -> Any:
        """Notes a fault; returns None, in place of what could not be read."""
        self.faults.append(Fault(line, message))
        return None


def _kind(kinds: Iterable[type[Group]], item: Node) -> type[Group] | None:
    """The kind that an erratum's keys tell of; the first of several (the others' keys are then unknown ones)."""
    return next((kind for kind in kinds if any(key in item.key_lines for key in KIND_KEYS[kind])), None)


def _no_kind(erratum: Node) -> str:
    hints = [hint for key in erratum.key_lines if (hint := nearest(key, tuple(_MAIN_KEYS)))]
    return NO_KIND + (f' Did you mean "{hints[0]}"?' if hints else "")


def _unknown_key(name: str, group: type[Group], inside: Node) -> str:
    if issubclass(group, ErratumEntry) and name in _MAIN_KEYS:
        kind = KIND_KEYS[group]
        present = next((key for key in kind if key in inside.key_lines), kind[0])
        return f'"{name}" and "{present}" do not go together in one erratum; make two of it.'
    hint = nearest(name, keys_of(group))
    shown = as_typed(name)[:60]
    return f'"{shown}" is not a name that is known here.' + (f' Did you mean "{hint}"?' if hint else "")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like one that was typed; "" where none is."""
    near = difflib.get_close_matches(name[:60].lower(), list(known), n=1, cutoff=LEAST_LIKENESS)
    return near[0] if near else ""
