"""overlay: errata on disclosed PDFs. The original, to the byte, with each correction drawn where the error stands.

`overlay.correct` and `overlay.batch` are for use from other programs. Importing this package reads no PDF library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from overlay.batches.order import Order
    from overlay.batches.run import Progress
    from overlay.batches.summary import Summary
    from overlay.library import Failed, Outcome, batch, correct
    from overlay.limits import Limits
    from overlay.pipeline import Corrected, Options, Refused

__all__ = [
    "Corrected",
    "Failed",
    "Limits",
    "Options",
    "Order",
    "Outcome",
    "Progress",
    "Refused",
    "Summary",
    "batch",
    "correct",
]

_HOMES = {
    "Corrected": "overlay.pipeline",
    "Failed": "overlay.library",
    "Limits": "overlay.limits",
    "Options": "overlay.pipeline",
    "Order": "overlay.batches.order",
    "Outcome": "overlay.library",
    "Progress": "overlay.batches.run",
    "Refused": "overlay.pipeline",
    "Summary": "overlay.batches.summary",
    "batch": "overlay.library",
    "correct": "overlay.library",
}


def __getattr__(name: str) -> Any:
    """What is listed above, imported when it is first asked for."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
