"""Any YAML or JSON -> a tree of nodes, from the events of ruamel's parser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from overlay.errata_file.characters import blanked, control_message, plainly
from overlay.errata_file.nodes import DEEPEST, MOST_NODES, Node
from overlay.errors import Fault

_SURROGATE_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_STRING_TAGS = (None, "!", "tag:yaml.org,2002:str")


def tree_of(text: str) -> tuple[Node | None, list[Fault]]:
    """The tree of a text, or None where its syntax fails; and all faults found on the way."""
    text, is_json = _json_made_yaml(text)
    faults: list[Fault] = []
    builder = _Builder(faults, is_json=is_json)
    try:
        for event in _events(text):
            if not builder.take(event):
                return None, faults
    except MarkedYAMLError as error:
        faults.append(_syntax_fault(error))
        return None, faults
    except Exception as error:  # ruamel lets ValueError, UnicodeError and the like out; none may reach a user
        faults.append(Fault(builder.line, f"the text after this line cannot be read as YAML ({plainly(str(error))})."))
        return None, faults
    return builder.root, faults


def _events(text: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


def _json_made_yaml(text: str) -> tuple[str, bool]:
    """Strict JSON may indent by tabs and write a character as two surrogates; YAML may not. Lines stay the same."""
    if not text.lstrip().startswith("{"):
        return text, False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text, False
    return _SURROGATE_PAIR.sub(_joined, text.replace("\t", " ")), True


def _joined(pair: re.Match[str]) -> str:
    high, low = int(pair[2], 16), int(pair[3], 16)
    return pair[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


class _Builder:
    """Puts the parser's events together. A stack of its own, so that depth is bounded and nothing recurses."""

    def __init__(self, faults: list[Fault], *, is_json: bool) -> None:
        self.root: Node | None = None
        self.line = 0
        self._faults = faults
        self._is_json = is_json
        self._open: list[Node] = []
        self._keys: list[Node | None] = []  # for each open node, the key that waits for its value
        self._documents = 0
        self._nodes = 0

    def take(self, event: Event) -> bool:
        """False: give up, the fault has been noted."""
        self.line = event.start_mark.line + 1
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    return self._stop('a second YAML document begins here ("---"); put everything into one.')
            case AliasEvent():
                return self._stop(f'"*{event.anchor}" refers to another place of the file; write the text out.')
            case NodeEvent():
                return self._node(event)
            case MappingEndEvent() | SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
        return True

    def _stop(self, message: str) -> bool:
        self._faults.append(Fault(self.line, message))
        return False

    def _node(self, event: NodeEvent) -> bool:
        self._nodes += 1
        if event.anchor is not None:
            return self._stop(
                f'"&{event.anchor}" names this place of the file; delete it, or put the text in quotation marks.'
            )
        if len(self._open) >= DEEPEST or self._nodes > MOST_NODES:
            return self._stop("the file is nested deeper, or is longer, than any errata file can be.")
        tag = getattr(event, "tag", None)
        if tag not in _STRING_TAGS:
            return self._stop(f'"{plainly(str(tag))}" is a YAML tag; delete it, or put the text in quotation marks.')
        match event:
            case ScalarEvent():
                return self._add(Node(self.line, self._text(event)))
            case MappingStartEvent():
                return self._begin(Node(self.line, {}))
            case SequenceStartEvent():
                return self._begin(Node(self.line, []))
        return True

    def _text(self, event: ScalarEvent) -> str:
        if self._is_json and event.style is None and event.value == "null":
            return ""
        text: str = event.value
        if message := control_message(text):  # written as an escape such as "\\u0007"
            self._faults.append(Fault(self.line, message))
        return blanked(text)

    def _begin(self, node: Node) -> bool:
        added = self._add(node)
        self._open.append(node)
        self._keys.append(None)
        return added

    def _add(self, node: Node) -> bool:
        if not self._open:
            self.root = node
            return True
        parent, key = self._open[-1], self._keys[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            if key is None:
                if not isinstance(node.value, str):
                    return self._stop('a list or a group stands here where a name such as "page" should be.')
                self._keys[-1] = node
            else:
                self._keys[-1] = None
                self._put(parent, key, node)
        return True

    def _put(self, parent: Node, key: Node, node: Node) -> None:
        assert isinstance(parent.value, dict)
        assert isinstance(key.value, str)
        name = key.value
        if name in parent.value:
            self._faults.append(
                Fault(
                    key.line, f'"{plainly(name)}" is given twice, here and on line {parent.key_lines[name]}; keep one.'
                )
            )
            return
        parent.value[name] = node
        parent.key_lines[name] = key.line


_SYNTAX: tuple[tuple[str, str], ...] = (
    (
        "mapping values are not allowed",
        'a colon followed by a space (": ") stands within the text; put the text in quotation marks.',
    ),
    ("'\\t'", "a tab stands where only spaces may; indent with spaces."),
    ("unexpected end of stream", "a quotation mark is opened here and never closed."),
    ("document separator", "a quotation mark is opened here and never closed."),
    ("unknown escape character", "within \"...\" a backslash must be written twice; or use '...'."),
    ("found undefined tag handle", 'text that begins with "!" must be put in quotation marks.'),
    (
        "expected <block end>",
        "this line is not indented as the lines that it belongs with, or text follows a closing quotation mark.",
    ),
    ("expected '<document start>'", "this line is not indented as the lines above it."),
    ("hexdecimal", 'a "\\x" or "\\u" needs its digits; write a backslash twice, or use \'...\'.'),
    ("could not find expected ':'", 'this line has no colon after its name ("page: 21").'),
    ("did not find expected alphabetic", 'text that begins with "*" or "&" must be put in quotation marks.'),
    ("expected alphabetic", 'text that begins with "*" or "&" must be put in quotation marks.'),
    ("cannot start any token", "text that begins with this sign (such as @, ` or %) must be put in quotation marks."),
    ("expected ',' or", "a list in [...] or {...} is not closed, or lacks a comma."),
)


def _syntax_fault(error: MarkedYAMLError) -> Fault:
    problem = str(error.problem or error.context or "")
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in problem or "document separator" in problem:
        mark = error.context_mark or mark
    line = mark.line + 1 if mark else 0
    for sign, message in _SYNTAX:
        if sign in problem:
            return Fault(line, message)
    return Fault(line, f"this cannot be read as YAML ({plainly(problem)}).")
