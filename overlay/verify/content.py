"""The content of the corrections' drawings, read operator by operator (ISO 32000-1, Annex A): a short list is allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from overlay.verify.values import Malformed

_TOKEN = re.compile(
    rb"""
      (?P<space>[ \r\n]+)
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?=[\] \r\n(\[/<]|$))
    | (?P<name>/[A-Za-z0-9_.+\-]+)
    | (?P<string>\((?:[^\\()]|\\[\\()nrtbf]|\\[0-7]{3}|\\[0-7]{1,2}(?![0-7]))*\))
    | (?P<hex><[0-9A-Fa-f]*>)
    | (?P<open>\[)
    | (?P<close>\])
    | (?P<operator>[A-Za-z'"*]+[01]?(?=[ \r\n\[/(<]|$))
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

OPERANDS = {
    **dict.fromkeys(("q", "Q", "h", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*", "BT", "ET", "T*"), ""),
    **dict.fromkeys(("cm", "c", "Tm"), "nnnnnn"),
    **dict.fromkeys(("re", "v", "y", "k", "K"), "nnnn"),
    **dict.fromkeys(("rg", "RG"), "nnn"),
    **dict.fromkeys(("m", "l", "Td", "TD"), "nn"),
    **dict.fromkeys(("w", "J", "j", "M", "g", "G", "Tc", "Tw", "Tz", "TL", "Ts", "Tr", "i"), "n"),
    "d": "an",
    "Tf": "fn",
    "Tj": "s",
    "TJ": "a",
}
"""The operators allowed and their operands: n number, s string, f font name, a array. No Do, gs, sh, BI, BDC, no patterns."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A string shown: the font's name in the resources, and the bytes."""

    font: str
    codes: bytes


def shown_strings(content: bytes) -> tuple[Shown, ...]:
    """All strings that a drawing shows, in order. Raises Malformed for anything that a correction's drawing has no use for."""
    shown: list[Shown] = []
    operands: list[tuple[str, bytes]] = []
    depth, font, saved, position = 0, "", 0, 0
    while position < len(content):
        token = _TOKEN.match(content, position)
        if token is None:
            raise Malformed(f"a drawing has something unreadable at byte {position}")
        position = token.end()
        kind, text = token.lastgroup or "", token.group()
        if kind == "space":
            continue
        if kind != "operator":
            depth += (kind == "open") - (kind == "close")
            if depth not in (0, 1):
                raise Malformed("a drawing nests its lists")
            operands.append((kind, text))
            continue
        operator = text.decode()
        _check(operator, operands, depth)
        saved += (operator == "q") - (operator == "Q")
        if saved < 0:
            raise Malformed("a drawing restores a state that it did not save")
        if operator == "Tr" and operands[0][1] not in (b"0", b"2"):
            raise Malformed("a drawing writes text that does not show")
        if operator == "Tf":
            font = operands[0][1][1:].decode()
        shown.extend(Shown(font, _decoded(kind, text)) for kind, text in operands if kind in ("string", "hex"))
        operands = []
    if operands or depth or saved:
        raise Malformed("a drawing breaks off")
    return tuple(shown)


def _check(operator: str, operands: list[tuple[str, bytes]], depth: int) -> None:
    if operator not in OPERANDS:
        raise Malformed(f"a drawing uses the operator {operator[:12]}, which no correction needs")
    kinds = "".join({"number": "n", "name": "f", "string": "s", "hex": "s", "open": "[", "close": "]"}[k] for k, _ in operands)
    kinds = re.sub(r"\[[ns]*\]", "a", kinds)
    if depth or kinds != OPERANDS[operator]:
        raise Malformed(f"a drawing gives the operator {operator} what it does not take")


def _decoded(kind: str, text: bytes) -> bytes:
    if kind == "hex":
        digits = text[1:-1]
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())

    def plain(found: re.Match[bytes]) -> bytes:
        if found.group(1):
            return bytes([int(found.group(1), 8) & 0xFF])
        return _ESCAPES.get(found.group(2), found.group(2))

    return _ESCAPE.sub(plain, text[1:-1])
