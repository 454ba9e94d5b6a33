"""What tests share: where the shared test files are, and how many examples hypothesis tries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# No deadline: times on a busy machine say nothing about the code.
settings.register_profile("overlay", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("overlay")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared test files; the test is skipped, and says so, where there is none."""
    folder = Path(os.environ.get("OVERLAY_SHARED", ROOT.parent / "shared"))
    if not (folder / "corpus" / "INDEX.csv").is_file():
        pytest.skip(f"the shared test files are not in {folder}; set OVERLAY_SHARED to where they are")
    return folder.resolve()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The samples of the checkout."""
    return ROOT / "samples"
