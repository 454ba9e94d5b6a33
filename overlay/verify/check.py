"""The check of one release copy, on one screen."""

from __future__ import annotations

import hashlib

from overlay.verify.opening import open_copy
from overlay.verify.policy import Judgement, judge
from overlay.verify.proof import Finding, NoReleaseCopyError, Proof, Rebuild, Verdict
from overlay.verify.rebuild import Rebuilder, compare


def verify(
    copy: bytes, *, original: bytes | None = None, rebuild: Rebuilder | None = None, password: str | None = None
) -> Proof:
    """What is to be said of a file that is held to be a release copy.

    `original` is the original from elsewhere, to be compared with the one inside. Without `rebuild` the policy alone
    decides. Raises PasswordError where the file cannot be opened; all else is an answer.
    """
    sha256 = hashlib.sha256(copy).hexdigest()
    try:
        case = open_copy(copy, password=password)
    except NoReleaseCopyError as error:
        return Proof(Verdict.DIFFERS, sha256, policy=Verdict.DIFFERS, findings=(error.finding,))
    judgement = judge(case)
    length = case.declared.original_length
    inside = copy[:length]
    findings = [*judgement.findings, *_given(original, inside)]
    rebuilt = compare(copy, inside, case.declared.record, rebuild) if rebuild is not None else None
    if rebuilt is not None and rebuilt.verdict is Verdict.DIFFERS:
        findings.append(Finding("rebuild", rebuilt.message))
    return Proof(
        _verdict(judgement, rebuilt, findings),
        sha256,
        original_sha256=hashlib.sha256(inside).hexdigest(),
        original_length=length,
        policy=judgement.verdict,
        rebuild=rebuilt,
        findings=tuple(findings),
        objects=judgement.objects,
        rules=judgement.rules,
    )


def _given(original: bytes | None, inside: bytes) -> list[Finding]:
    if original is None or original == inside:
        return []
    return [Finding("original", "The original inside this copy is not the original that was given to compare it with.")]


def _verdict(judgement: Judgement, rebuilt: Rebuild | None, findings: list[Finding]) -> Verdict:
    """Any finding: differs. Both ways (or the one there is) content: verified. Else it cannot be decided.

    The rebuild proves every byte, so it decides where a rule could not be applied; where it is the rebuild that cannot
    be made, the copy is not called verified.
    """
    if findings:
        return Verdict.DIFFERS
    if rebuilt is None:
        return judgement.verdict
    return rebuilt.verdict


