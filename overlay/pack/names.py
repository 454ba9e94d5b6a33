"""Which paths a pack may have: those that are the same file on every system, and lead nowhere else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from overlay.pack.findings import PackFinding, Trouble

LONGEST_PART = 255  # bytes, on common file systems
DEEPEST = 4  # parts of a path: data/proof/name is three
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
FORBIDDEN = frozenset('<>:"|?*\\')
"""Characters that some system gives a meaning of their own."""


def name_findings(paths: Iterable[str]) -> Iterator[PackFinding]:
    """What is wrong with the paths of a pack, one by one and with one another. Parts are divided by "/"."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        fault = name_fault(path)
        if fault:
            yield PackFinding(Trouble.NAME, f"The name {path!r} {fault}.", path)
            continue
        other = seen.setdefault(alike(path), path)
        if other != path:
            yield PackFinding(Trouble.CLASH, f"The names {other!r} and {path!r} are one name on some systems.", path)
        parts = path.split("/")
        for end in range(1, len(parts)):
            folder = "/".join(parts[:end])
            other = folders.setdefault(alike(folder), folder)
            if other != folder:
                yield PackFinding(
                    Trouble.CLASH, f"The folders {other!r} and {folder!r} are one folder on some systems.", path
                )
    for key in folders.keys() & seen.keys():
        yield PackFinding(Trouble.CLASH, f"{seen[key]!r} is both a file and a folder.", seen[key])


def alike(path: str) -> str:
    """What file systems that fold case and Unicode forms take a path for."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


def name_fault(path: str) -> str:
    """What is wrong with one path, as the end of a sentence; "" for nothing."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return "is not Unicode text"
    parts = path.split("/")
    if path.startswith("/") or not path:
        return "is absolute or empty"
    if any(part in ("", ".", "..") for part in parts):
        return "leads to another folder"
    if len(parts) > DEEPEST:
        return "lies too deep"
    for part in parts:
        fault = _part_fault(part)
        if fault:
            return fault
    return ""


def _part_fault(part: str) -> str:
    if any(char in FORBIDDEN for char in part):
        return "has a character that leads elsewhere on some systems"
    if any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") for char in part):
        return "has an invisible character"
    if unicodedata.normalize("NFC", part) != part:
        return "is not in the composed form of Unicode"
    if part != part.strip(" ") or part.endswith("."):
        return "begins or ends with what some systems drop"
    if part.split(".")[0].casefold().strip() in RESERVED:
        return "is a device on some systems"
    return "is too long" if len(part.encode("utf-8")) > LONGEST_PART else ""
