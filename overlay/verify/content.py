"""The content of the corrections' drawings, read operator by operator (ISO 32000-1, Annex A): a short list is allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from overlay.verify.values import MalformedError

_TOKEN = re.compile(
    rb"""
      (?P<space>[ \r\n]+)
    | (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?=[\] \r\n(\[/<]|$))
    | (?P<name>/[A-Za-z0-9_.+\-]+)
    | (?P<string>\((?:[^\\()]|\\[\\()nrtbf]|\\[0-7]{3}|\\[0-7]{1,2}(?![0-7]))*\))
    | (?P<open>\[)
    | (?P<close>\])
    | (?P<operator>[A-Za-z'"*]+[01]?(?=[ \r\n\[/(<]|$))
    | (?P<unreadable>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = {"number": "n", "name": "f", "string": "s", "open": "[", "close": "]"}
_ARRAY = re.compile(r"\[[ns]*\]")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

OPERANDS = {
    **dict.fromkeys(("q", "Q", "h", "S", "f", "f*", "n", "BT", "ET", "T*"), ""),
    **dict.fromkeys(("cm", "c", "Tm"), "nnnnnn"),
    "re": "nnnn",
    **dict.fromkeys(("rg", "RG"), "nnn"),
    **dict.fromkeys(("m", "l"), "nn"),
    **dict.fromkeys(("w", "J", "j", "M", "Tc", "Tw", "Tz", "TL", "Ts", "Tr"), "n"),
    "d": "an",
    "Tf": "fn",
    "Tj": "s",
}
"""The operators allowed and their operands: n number, s string, f font name, a array. No Do, gs, sh, BI, W, no patterns."""

FIXED: dict[str, tuple[float, ...]] = {
    "cm": (1, 0, 0, 1, 0, 0),
    "Tc": (0,),
    "Tw": (0,),
    "Tz": (100,),
    "Ts": (0,),
    "Tr": (0,),
    "J": (0,),
    "j": (1,),
    "M": (10,),
    "d": (0,),
}
"""Operators that release copies give one value alone: nothing is moved, squeezed, dashed or made invisible by them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A string shown: the font's name in the resources, the bytes, the type size, where it begins, and its colour (RGB, 0 to 1)."""

    font: str
    codes: bytes
    size: float = 0.0
    x: float = 0.0
    y: float = 0.0
    colour: tuple[float, ...] = (0.0, 0.0, 0.0)


LONGEST_REMEMBERED = 65_536
"""Bytes; every rule reads the same drawings, and those of honest copies are short."""


def shown_strings(content: bytes) -> tuple[Shown, ...]:
    """All strings that a drawing shows, in order. Raises MalformedError for anything that a correction's drawing has no use for."""
    return _remembered(content) if len(content) <= LONGEST_REMEMBERED else _shown_strings(content)


def _shown_strings(content: bytes) -> tuple[Shown, ...]:
    reader = _Reader()
    for token in _TOKEN.finditer(content):
        kind = token.lastgroup or ""
        if kind == "unreadable":
            raise MalformedError(f"a drawing has something unreadable at byte {token.start()}")
        if kind == "operator":
            reader.operator(token.group().decode())
        elif kind != "space":
            reader.operand(kind, token.group())
    if reader.operands or reader.depth or reader.saved:
        raise MalformedError("a drawing breaks off")
    return tuple(reader.shown)


_remembered = lru_cache(maxsize=128)(_shown_strings)


class _Reader:
    """The state that matters while a drawing is read."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self.operands: list[tuple[str, bytes]] = []
        self.depth = self.saved = 0
        self.font, self.size = "", 0.0
        self.at: tuple[float, float] | None = None
        self.colours: list[tuple[float, ...]] = [(0.0, 0.0, 0.0)]

    def operand(self, kind: str, text: bytes) -> None:
        self.depth += (kind == "open") - (kind == "close")
        if self.depth not in (0, 1):
            raise MalformedError("a drawing nests its lists")
        self.operands.append((kind, text))

    def operator(self, operator: str) -> None:
        _check(operator, self.operands, self.depth)
        numbers = tuple([float(text) for kind, text in self.operands if kind == "number"])
        if operator in FIXED and numbers != FIXED[operator]:
            raise MalformedError("a drawing moves, squeezes or hides what it draws")
        match operator:
            case "q":
                self.colours.append(self.colours[-1])
            case "Q" if len(self.colours) == 1:
                raise MalformedError("a drawing restores a state that it did not save")
            case "Q":
                self.colours.pop()
            case "rg":
                self.colours[-1] = numbers
            case "Tf":
                self.font, self.size = self.operands[0][1][1:].decode(), numbers[0]
            case "Tm" if numbers[:4] != (1, 0, 0, 1):
                raise MalformedError("a drawing turns or squeezes its text")
            case "Tm":
                self.at = numbers[4], numbers[5]
            case "ET" | "T*":
                self.at = None
            case "Tj":
                self._show()
        self.saved = len(self.colours) - 1
        self.operands = []

    def _show(self) -> None:
        if self.at is None:
            raise MalformedError("a drawing writes at no certain place")
        text = self.operands[0][1]
        self.shown.append(Shown(self.font, _decoded(text), self.size, *self.at, self.colours[-1]))
        self.at = None  # a second string would stand where the first ends, which is not said


def _check(operator: str, operands: list[tuple[str, bytes]], depth: int) -> None:
    if operator not in OPERANDS:
        raise MalformedError(f"a drawing uses the operator {operator[:12]}, which no correction needs")
    kinds = "".join([_KINDS[kind] for kind, _ in operands])
    if "[" in kinds:
        kinds = _ARRAY.sub("a", kinds)
    if depth or kinds != OPERANDS[operator]:
        raise MalformedError(f"a drawing gives the operator {operator} what it does not take")


def _decoded(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        if found.group(1):
            return bytes([int(found.group(1), 8) & 0xFF])
        return _ESCAPES.get(found.group(2), found.group(2))

    return _ESCAPE.sub(plain, text[1:-1])
