"""The pack that a new one replaces: read for what it says, so that the new one can tell what has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from overlay.errors import UsageError
from overlay.pack.bag_check import checked_bag
from overlay.pack.changes import changes
from overlay.pack.facts import PackedDocument, PackFacts, Supersession
from overlay.pack.findings import NoPackError
from overlay.pack.reading import opened
from overlay.pack.tag_files import MANIFESTS


def pack_facts(path: Path) -> tuple[PackFacts, str]:
    """What a pack says of itself, and the SHA-256 of its manifest-sha256.txt, once its bag was found in order.

    Raises UsageError for what is no pack in order. Its copies are not proved: `checking` does that.
    """
    try:
        with opened(path) as files:
            bag = checked_bag(files)
            return bag.facts, bag.digests[MANIFESTS[0]].sha256
    except NoPackError as error:
        raise UsageError(
            f"{path} is not a release pack in order: {error.findings[0].message}",
            remedy="Check it with overlay verify.",
        ) from error


def superseding(path: Path) -> Callable[[Sequence[PackedDocument]], Supersession]:
    """What is to be said of the pack at `path` by one that replaces it, given the new one's documents."""
    facts, manifest_sha256 = pack_facts(path)

    def told(documents: Sequence[PackedDocument]) -> Supersession:
        found = changes(facts.documents, documents)
        return Supersession(facts.release.reference, facts.release.date, manifest_sha256, found)

    return told
