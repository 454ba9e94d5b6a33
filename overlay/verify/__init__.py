"""Proves that a release copy differs from its original by the declared corrections alone.

Two ways, which must agree: the *policy*, small rules over everything that was added, rejecting by default, and the
*rebuild*, the copy made again and compared byte for byte. Nothing here imports what writes release copies.
"""

from __future__ import annotations

from overlay.verify.check import verify
from overlay.verify.proof import Finding, ObjectNote, Proof, Rebuild, RuleResult, Verdict
from overlay.verify.rebuild import Rebuilder

__all__ = ["Finding", "ObjectNote", "Proof", "Rebuild", "Rebuilder", "RuleResult", "Verdict", "verify"]
