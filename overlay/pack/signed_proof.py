"""The proof of a copy that may be signed: of the release copy inside it, and of the signature."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from overlay.erratum import Release
from overlay.pack.signature_check import SignedFile, signed_file
from overlay.verify import Finding, Proof, Rebuilder, RuleResult, Verdict, verify

RULE = "signature"
ENSURES = "Nothing but a signature was added after the release copy was made, and the signature holds."


@dataclass(frozen=True, slots=True)
class Proved:
    """A copy's proof, the release copy that it is of, and its signature, where it has one."""

    proof: Proof
    inside: bytes = field(repr=False)
    signed: SignedFile | None = None


def prove(
    copy: bytes,
    *,
    name: str,
    original: bytes | None = None,
    declared: Release | None = None,
    rebuild: Rebuilder | None = None,
    password: str | None = None,
) -> Proved:
    """As `verify`, for a copy that may have one signature of ours at its end. Raises PasswordError as it does."""
    signed = signed_file(copy, name=name, password=password)
    inside = signed.inside if signed else copy
    proof = verify(inside, original=original, declared=declared, rebuild=rebuild, password=password)
    return Proved(_with_signature(proof, copy, signed) if signed else proof, inside, signed)


def _with_signature(proof: Proof, copy: bytes, signed: SignedFile) -> Proof:
    told = (
        ""
        if signed.fault
        else signed.doubt or f"Signed by {signed.signatory}. Compare the certificate with the issuer's."
    )
    passed = False if signed.fault else None if signed.doubt else True
    findings = (*proof.findings, *((Finding(RULE, signed.fault),) if signed.fault else ()))
    verdict = proof.verdict
    if signed.fault:
        verdict = Verdict.DIFFERS
    elif signed.doubt and verdict is Verdict.VERIFIED:
        verdict = Verdict.UNDECIDED
    return replace(
        proof,
        verdict=verdict,
        copy_sha256=hashlib.sha256(copy).hexdigest(),
        findings=findings,
        rules=(*proof.rules, RuleResult(RULE, ENSURES, passed, told)),
    )
