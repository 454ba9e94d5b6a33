"""The characters of an errata file: bytes decoded, and what no reader of the file would see told as a fault."""

from __future__ import annotations

import re

from overlay.errors import Fault

MOST_BYTES = 20_000_000  # no errata file typed or exported is near it; beyond, reading alone takes minutes

_BREAKS = re.compile("\r\n|\r")
_UNICODE_BREAKS = re.compile(
    "[\x85\u2028\u2029]"
)  # ordinary characters in YAML 1.2, but ruamel counts them as line ends
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def decoded(text_or_bytes: str | bytes) -> tuple[str | None, list[Fault]]:
    """The text of a file, or None with the fault that keeps it from being read."""
    if len(text_or_bytes) > MOST_BYTES:
        return None, [Fault(0, f"the file is larger than {MOST_BYTES // 1_000_000} MB; an errata file never is.")]
    if isinstance(text_or_bytes, str):
        return text_or_bytes.removeprefix("\ufeff"), []
    if text_or_bytes.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Fault(0, "the file is saved as UTF-16 (“Unicode”); save it as UTF-8.")]
    try:
        return text_or_bytes.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = text_or_bytes.count(b"\n", 0, error.start) + 1
        byte = text_or_bytes[error.start]
        return None, [Fault(line, f"a character here (byte {byte:#04x}) is not UTF-8; save the file as UTF-8.")]


def without_controls(text: str) -> tuple[str, list[Fault]]:
    """The text fit for the parser, and a fault for each line that has control characters."""
    text = _UNICODE_BREAKS.sub(" ", _BREAKS.sub("\n", text))
    if not _CONTROL.search(text):
        return text, []
    faults = [
        Fault(number, control_message(line)) for number, line in enumerate(text.split("\n"), 1) if _CONTROL.search(line)
    ]
    return blanked(text), faults


def control_message(text: str) -> str:
    """Names the control characters of a text, as code points; "" where it has none."""
    found = sorted({f"U+{ord(character):04X}" for character in _CONTROL.findall(text)})
    if not found:
        return ""
    return f"there is an invisible character here ({', '.join(found)}); delete it and type the words again."


def blanked(text: str) -> str:
    """The text with a space for each control character."""
    return _CONTROL.sub(" ", text)


def plainly(text: str) -> str:
    """A stranger's words on one short line."""
    return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()[:120]
