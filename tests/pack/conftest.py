"""Packs made once for all tests: as a folder and as a zip."""

from __future__ import annotations

from pathlib import Path

import pytest

from overlay.pack.facts import PackFacts
from tests.pack.packing import pack


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack as a folder: one document with two errata, one without."""
    target = tmp_path_factory.mktemp("packs") / "base"
    pack(target)
    return target


@pytest.fixture(scope="session")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a zip."""
    target = tmp_path_factory.mktemp("packs") / "base.zip"
    pack(target)
    return target


@pytest.fixture(scope="session")
def facts(base: Path) -> PackFacts:
    """What the pack says of itself."""
    from overlay.pack.superseding import pack_facts

    return pack_facts(base)[0]
