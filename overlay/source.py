"""An opened original: bytes, hash, page frames, page labels; encrypted, signed, tagged, PDF/A facts."""

from __future__ import annotations
