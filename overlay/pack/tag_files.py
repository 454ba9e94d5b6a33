"""The bag's own files: declaration, particulars and manifests (RFC 8493, 2.1 and 2.2). Pure: hashes in, bytes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from overlay.pack.facts import PackFacts

ALGORITHMS = ("sha256", "sha512")
DECLARATION = "bagit.txt"
PARTICULARS = "bag-info.txt"
MANIFESTS = tuple(f"manifest-{algorithm}.txt" for algorithm in ALGORITHMS)
TAG_MANIFESTS = tuple(f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS)
SIGNATURE = "tagmanifest-sha256.txt.p7s"
"""A detached CMS signature over the tag manifest, which has the hash of all else that is not payload, manifests included."""

DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_FILES = (DECLARATION, PARTICULARS, *MANIFESTS, *TAG_MANIFESTS)
_LINE = re.compile("([0-9a-f]{64}|[0-9a-f]{128})  ([^\r\n]+)")


@dataclass(frozen=True, slots=True)
class Digests:
    """Which bytes a file of the bag has: SHA-256 and SHA-512 in lower-case hexadecimal, and its length."""

    sha256: str
    sha512: str
    length: int

    def by(self, algorithm: str) -> str:
        return self.sha256 if algorithm == "sha256" else self.sha512


def manifest(digests: Mapping[str, Digests], algorithm: str) -> bytes:
    """A manifest over the given paths, sorted; sha256sum and sha512sum read it too."""
    lines = [f"{digests[path].by(algorithm)}  {_encoded(path)}\n" for path in sorted(digests)]
    return "".join(lines).encode("utf-8")


def _encoded(path: str) -> str:
    """RFC 8493, 2.1.3: CR, LF and % are percent-encoded. Names that we write have none of them."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def read_manifest(content: bytes) -> dict[str, str]:
    """Hash by path. Raises ValueError for anything but lines as `manifest` writes them, in their order, each path once."""
    text = content.decode("utf-8")
    if text and not text.endswith("\n"):
        raise ValueError("the last line has no end")
    found: dict[str, str] = {}
    for line in text.split("\n")[:-1]:
        match = _LINE.fullmatch(line)
        if match is None or "%" in match[2]:
            raise ValueError("a line is not a hash, two spaces and a path")
        if match[2] in found:
            raise ValueError("a path is listed twice")
        found[match[2]] = match[1]
    if list(found) != sorted(found):
        raise ValueError("the paths are not in order")
    return found


def particulars(facts: PackFacts, payload: Mapping[str, Digests]) -> bytes:
    """bag-info.txt. The date is the release's, never the clock's; Payload-Oxum is bytes and files (RFC 8493, 2.2.2)."""
    oxum = f"{sum(each.length for each in payload.values())}.{len(payload)}"
    entries = [
        ("Source-Organization", facts.release.issuer),
        ("External-Identifier", facts.release.reference),
        ("External-Description", f"Release pack of errata, status: {facts.release.status.value}"),
        ("Bagging-Date", facts.release.date),
        ("Bag-Software-Agent", f"overlay {dict(facts.tools).get('overlay', '')}".strip()),
        ("Payload-Oxum", oxum),
    ]
    if facts.supersedes is not None:
        entries.append(("Supersedes-Manifest-SHA256", facts.supersedes.manifest_sha256))
    return "".join(f"{label}: {_one_line(value)}\n" for label, value in entries).encode("utf-8")


def _one_line(value: str) -> str:
    return " ".join(value.split())
