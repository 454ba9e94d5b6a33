"""`overlay verify` on a release pack: in place, nothing extracted, nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from overlay.cli.options import limits_from, password_from
from overlay.pack.checking import Means, check_pack, made_again
from overlay.pack.examination import Examination, examine
from overlay.pack.signature_check import CheckedManifest, SignedFile, check_manifest, signed_file

if TYPE_CHECKING:
    from overlay.pack.facts import PackFacts
    from overlay.pack.findings import PackProof

IN_WORDS = {
    "verified": "verified: every file is the one that was packed, and every copy differs from its original by its corrections alone.",
    "differs": "DIFFERS: this is not an untouched release pack.",
    "undecided": "nothing wrong was found, but not everything could be checked here.",
}
MOST_TOLD = 50
"""Findings printed; --json has all."""


def verify_pack(path: Path, choices: dict[str, Any]) -> int:
    """Check the pack and tell what was found. Returns the exit code."""
    proof = check_pack(path, _means(choices))
    if choices["as_json"]:
        _tell_json(path, proof)
    else:
        _tell(path, proof)
    return int(_exit_code(proof))


def _means(choices: dict[str, Any]) -> Means:
    """Everything that reads the pack's own files runs in processes that can be killed."""
    from overlay.limits import run_limited

    limits, password = limits_from(choices), password_from(choices["password_file"])

    def examined(copy: bytes, name: str) -> Examination:
        return run_limited(_examine, copy, name, password, limits=limits)

    def signed(data: bytes) -> SignedFile | None:
        return run_limited(_signed, data, limits=limits)

    def manifest(signature: bytes, data: bytes) -> CheckedManifest:
        return run_limited(check_manifest, signature, data, limits=limits)

    def again(facts: PackFacts) -> tuple[bytes, bytes]:
        return run_limited(made_again, facts, limits=limits)

    return Means(examined, signed, manifest, again)


def _examine(copy: bytes, name: str, password: str | None) -> Examination:
    return examine(copy, name=name, password=password)


def _signed(data: bytes) -> SignedFile | None:
    return signed_file(data, name="notice.pdf")


def _exit_code(proof: PackProof) -> int:
    from overlay.verify.proof import EXIT_CODE_OF

    return int(EXIT_CODE_OF[proof.verdict])


def _tell(path: Path, proof: PackProof) -> None:
    from overlay.cli.terminal import say

    say(f"{path}: {IN_WORDS[proof.verdict.value]}")
    for finding in proof.findings[:MOST_TOLD]:
        say(f"  {finding.message}")
    if len(proof.findings) > MOST_TOLD:
        say(f"  and {len(proof.findings) - MOST_TOLD} more findings (all of them with --json).")
    for doubt in proof.doubts:
        say(f"  {doubt}")
    for copy, verdict in proof.copies:
        say(f"  {copy}: {verdict.value}")
    if proof.facts is not None:
        for document in proof.facts.documents:
            if document.copy is None:
                say(f"  {document.original.path}: no errata, carried unchanged")
        release = proof.facts.release
        say(f"  Issued by {release.issuer}, reference {release.reference}, {release.date} ({release.status.value}).")
    if proof.signatory is not None:
        say(f"  Signed by {proof.signatory}. Compare the certificate with the issuer's: anyone can make one.")
    elif proof.facts is not None:
        say("  Not signed: who made this pack is not proved.")


def _tell_json(path: Path, proof: PackProof) -> None:
    from overlay.cli.terminal import say_json

    findings = [
        {"trouble": each.trouble.name.lower(), "path": each.path, "message": each.message} for each in proof.findings
    ]
    signatory = proof.signatory
    told = {
        "pack": str(path),
        "verdict": proof.verdict.value,
        "findings": findings,
        "doubts": list(proof.doubts),
        "copies": [{"path": copy, "verdict": verdict.value} for copy, verdict in proof.copies],
        "reference": proof.facts.release.reference if proof.facts else None,
        "signed_by": {
            "name": signatory.name,
            "certificate_sha256": signatory.certificate_sha256,
            "time": signatory.when.isoformat() if signatory.when else None,
        }
        if signatory
        else None,
    }
    say_json("verify", _exit_code(proof), told)
