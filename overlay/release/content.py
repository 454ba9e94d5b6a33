"""What a page's content leaves open at its end, so that what follows can be drawn in a clean state.

A page may leave a `q`, a clip, a text object, or a marked-content sequence open (ISO 32000-1, 8.4.2 and 14.6): what is
appended after it would be clipped, moved, or made transparent with it. So the original content is wrapped in q ... Q and
what it left open is closed first. A page that restores more than it saved cannot be wrapped: its extra Q would
close our q in the midst of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"""
      (?P<skip>%[^\r\n]*)                                    # a comment
    | (?P<string>\()                                         # a literal string begins: nesting is counted by hand
    | (?P<opens><<|\[) | (?P<closes>>>|\])                    # a dictionary or an array
    | <[0-9A-Fa-f\s]*>                                       # a hexadecimal string
    | /[^\x00\t\n\x0c\r ()<>\[\]{}/%]*                       # a name
    | (?P<word>[^\x00\t\n\x0c\r ()<>\[\]{}/%]+)              # an operator or a number
    """,
    re.VERBOSE,
)
_PASSED_OVER = re.compile(
    rb"""
    (?: [\x00\t\n\x0c\r ]++
      | (?!(?:[qQ]|BT|ET|B[MD]C|EMC|ID)(?![^\x00\t\n\x0c\r ()<>\[\]{}/%]))[^\x00\t\n\x0c\r ()<>\[\]{}/%]++
      | /[^\x00\t\n\x0c\r ()<>\[\]{}/%]*+
      | \((?:[^()\\]++|\\.)*+\)                             # a string without others in it
      | <[0-9A-Fa-f\s]*+>
      | \[(?:[\x00\t\n\x0c\r 0-9.+-]++|\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f\s]*+>)*+\]  # the arrays of TJ and d
    ){,1000}+                                                # more at a time would take up memory
    """,
    re.VERBOSE | re.DOTALL,
)
"""Tokens that leave nothing open, as many as follow each other: nearly all of them are."""

_STRING_EDGE = re.compile(rb"[()\\]")
_IMAGE_END = re.compile(rb"[\x00\t\n\x0c\r ]EI(?=[\x00\t\n\x0c\r /Q]|$)")
_ABBREVIATED_LENGTH = re.compile(rb"/(?:L|Length)\s+(\d+)")


@dataclass(frozen=True, slots=True)
class OpenState:
    """What content leaves open at its end.

    `saved`: `q` without their `Q`. `text`: inside BT. `marked`: BMC or BDC without their EMC. `wrappable`: no `Q` came
    without its `q`, and the content could be read to its end.
    """

    saved: int = 0
    text: bool = False
    marked: int = 0
    wrappable: bool = True

    @property
    def closing(self) -> bytes:
        """The operators that close it all."""
        return b"ET\n" * self.text + b"EMC\n" * self.marked + b"Q\n" * self.saved


def open_state(content: bytes) -> OpenState:
    """The state that decoded page content (all streams joined by a line feed, 7.8.2) leaves behind."""
    saved = marked = depth = 0
    text = False
    wrappable = True
    position, end = 0, len(content)
    while match := _TOKEN.search(content, _passed_over(content, position)):
        position = match.end()
        if match.lastgroup == "string":
            position = _string_end(content, position)
            wrappable = wrappable and position <= end
        elif match.lastgroup == "opens":
            depth += 1
        elif match.lastgroup == "closes":
            depth = max(0, depth - 1)
        elif match.lastgroup == "word":
            match match.group():
                case b"q":
                    saved += 1
                case b"Q" if saved:
                    saved -= 1
                case b"Q":
                    wrappable = False
                case b"BT":
                    text = True
                case b"ET":
                    text = False
                case b"BMC" | b"BDC":
                    marked += 1
                case b"EMC":
                    marked = max(0, marked - 1)
                case b"ID":
                    position = _image_end(content, position)
                    wrappable = wrappable and position <= end
    # What follows an array or a dictionary that never ends would be taken for a part of it.
    return OpenState(saved, text, marked, wrappable and not depth)


def _passed_over(content: bytes, position: int) -> int:
    passed = _PASSED_OVER.match(content, position)
    return passed.end() if passed else position


def _string_end(content: bytes, position: int) -> int:
    """Where the literal string that began before `position` ends; past the content's end where it never does."""
    depth = 1
    while edge := _STRING_EDGE.search(content, position):
        position = edge.end()
        match edge.group():
            case b"\\":
                position += 1
            case b"(":
                depth += 1
            case _:
                depth -= 1
                if depth == 0:
                    return position
    return len(content) + 1


def _image_end(content: bytes, position: int) -> int:
    """Where the inline image whose data begin at `position` ends (8.9.7); past the content's end where it never does."""
    head = content[content.rfind(b"BI", 0, position) : position]
    if length := _ABBREVIATED_LENGTH.search(head):
        position += int(length.group(1))
    ended = _IMAGE_END.search(content, position)
    return ended.end() if ended else len(content) + 1
