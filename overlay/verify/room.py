"""Whether there was memory enough to look: a page that could not be drawn for want of it is no sign of anything."""

from __future__ import annotations

from pathlib import Path

from overlay.verify.values import MalformedError

MEBIBYTE = 1024 * 1024

AMPLE = 64 * MEBIBYTE
"""What a renderer may have asked for in vain: two pictures of the largest size, and a page's fonts and images."""

SECOND_RENDERER = 320 * MEBIBYTE
"""What poppler takes of address space for a page, which is counted for it alone: with less, its pictures prove nothing."""

_STATUS = Path("/proc/self/status")
_PEAK = b"VmPeak:"


def failed(message: str) -> Exception:
    """The error for what another reader could not do: MalformedError, or MemoryError where memory may have run out."""
    return MemoryError(message) if ran_short() else MalformedError(message)


def ran_short(need: int = 0) -> bool:
    """Whether this process has a limit of memory and has come near it, or has one that leaves less than `need` bytes."""
    limit = _limit()
    return limit is not None and limit - max(_peak(), need) < AMPLE


def _limit() -> int | None:
    """Bytes of address space that this process may have; None where there is no limit."""
    try:
        import resource
    except ImportError:  # Windows has none
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def _peak() -> int:
    """The most bytes of address space that this process has had; 0 where the system does not tell."""
    try:
        lines = _STATUS.read_bytes().splitlines()
    except OSError:
        return 0
    told = next((line for line in lines if line.startswith(_PEAK)), b"")
    return next((1024 * int(part) for part in told.split() if part.isdigit()), 0)
