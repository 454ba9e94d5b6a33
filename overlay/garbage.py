"""How seldom Python looks for objects that only refer to one another: seldom enough not to be noticed."""

from __future__ import annotations

import gc

_FEW_COLLECTIONS = (200_000, 20, 20)
"""Thresholds of the garbage collector. The usual ones take a fifth of a command's time: pages are many small objects, all in use."""


def collect_rarely() -> None:
    """Have garbage collected seldom in this process, and never looked for among what is there by now."""
    gc.freeze()
    gc.set_threshold(*_FEW_COLLECTIONS)


def collect_no_more() -> None:
    """Have nothing looked through once more when this process ends: that took a tenth of a command's time."""
    gc.freeze()
