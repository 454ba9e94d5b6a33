"""The catalog (ISO 32000-1, 7.7.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from overlay.verify.added import record_comments
from overlay.verify.case import Answer, Case, Claim, Doubt, Role, changed_keys
from overlay.verify.values import Name, Ref, Value, same

GROWN_ELSEWHERE = frozenset({"OCProperties", "Names", "AF", "PieceInfo", "Metadata"})
"""Entries that other rules look at, each whole."""

NEEDED_VERSION = "1.6"
"""What layers and the intents of comments need (ISO 32000-1, 8.11 and 12.5.6.2); no copy says another."""

_HEADER_VERSION = re.compile(rb"%PDF-(\d+\.\d+)")


class Catalog:
    """Permits what other rules look at, and a later /Version."""

    name = "catalog"
    ensures = (
        "Nothing that acts on the whole document (opening actions, scripts, forms, outlines, page labels) has changed."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        root = case.update.trailer.get("Root")
        if record_comments(case) and same(root, case.original.trailer.get("Root")) and not case.is_changed(root):
            return  # nothing but comments was added
        if not isinstance(root, Ref) or not case.is_changed(root) or not isinstance(case.get(root), dict):
            yield Doubt(
                "The document's catalog was replaced by another.", root.number if isinstance(root, Ref) else None
            )
            return
        yield Claim(root.number, Role.CATALOG)
        old, new = case.original.catalog, case.catalog
        for key in changed_keys(old, new):
            if key in GROWN_ELSEWHERE:
                continue
            if key == "Version" and self._later(case):
                continue
            if key == "Perms" and self._same_permissions(case):
                continue
            yield Doubt(f"The document's catalog was changed at /{key}, which no correction needs.", root.number)

    def _same_permissions(self, case: Case) -> bool:
        """The same usage rights (12.8.4). In an encrypted document pypdf decrypts a signature's contents, which were never
        encrypted: those are looked for in the original's bytes instead."""
        old, new = case.original.catalog.get("Perms"), case.catalog.get("Perms")
        if "Encrypt" not in case.update.trailer or not isinstance(old, dict) or not isinstance(new, dict):
            return False
        without: list[dict[str, Value]] = []
        for permissions in (old, new):
            kept: dict[str, Value] = {}
            for key, value in permissions.items():
                kept[key] = {k: v for k, v in value.items() if k != "Contents"} if isinstance(value, dict) else value
            without.append(kept)
        signatures = [value.get("Contents") for value in new.values() if isinstance(value, dict)]
        found = all(
            isinstance(each, bytes) and each.hex().encode() in case.original.data.lower() for each in signatures
        )
        return same(*without) and found

    def _later(self, case: Case) -> bool:
        stated = case.catalog.get("Version")
        if not isinstance(stated, Name) or stated != NEEDED_VERSION:
            return False
        header = _HEADER_VERSION.match(case.copy, case.update.base)
        before = case.original.catalog.get("Version")
        versions = [header.group(1).decode() if header else "1.0"]
        if isinstance(before, Name) and re.fullmatch(r"\d+\.\d+", before):
            versions.append(str(before))
        return all(_key(version) < _key(stated) for version in versions) and not same(before, stated)


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
