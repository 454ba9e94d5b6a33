"""The check of one release copy, on one screen."""

from __future__ import annotations

import hashlib

from overlay.erratum import Release
from overlay.record.reading import Record
from overlay.verify.case import Case
from overlay.verify.claims import claims
from overlay.verify.opening import open_copy
from overlay.verify.policy import Judgement, judge
from overlay.verify.proof import Finding, NoReleaseCopyError, Proof, Rebuild, Verdict
from overlay.verify.rebuild import Rebuilder, compare

ERRATA = "errata file"


def verify(
    copy: bytes,
    *,
    original: bytes | None = None,
    declared: Release | None = None,
    rebuild: Rebuilder | None = None,
    password: str | None = None,
) -> Proof:
    """What is to be said of a file that is held to be a release copy.

    `original` is the original from elsewhere, to be compared with the one inside; `declared` is what an errata file
    declares, to be compared with the record. Without `rebuild` the policy alone decides. Raises PasswordError where the
    file cannot be opened; all else is an answer.
    """
    try:
        case = open_copy(copy, password=password, known=original)
    except NoReleaseCopyError as error:
        return Proof(Verdict.DIFFERS, _sha256(copy), policy=Verdict.DIFFERS, findings=(error.finding,))
    judgement = judge(case)
    findings = [*judgement.findings, *_given(original, case), *_as_declared(case.declared.record, declared)]
    original_sha256, sha256 = case.hashes
    rebuilt = compare(copy, case.inside, case.declared.record, rebuild) if rebuild is not None else None
    if rebuilt is not None and rebuilt.verdict is Verdict.DIFFERS:
        findings.append(Finding("rebuild", rebuilt.message))
    return Proof(
        _verdict(judgement, rebuilt, findings),
        sha256,
        original_sha256=original_sha256,
        original_length=case.declared.original_length,
        policy=judgement.verdict,
        rebuild=rebuilt,
        findings=tuple(findings),
        objects=judgement.objects,
        rules=judgement.rules,
        claimed=claims(case.declared.record),
    )


def _given(original: bytes | None, case: Case) -> list[Finding]:
    same_length = original is not None and len(original) == case.declared.original_length
    # What the case was opened with as its known original is what the copy begins with.
    if original is None or (same_length and (case.original.data is original or case.copy.startswith(original))):
        return []
    repair = case.declared.record.repair
    if repair is not None and (repair.given.sha256, repair.given.length) == (_sha256(original), len(original)):
        return []  # the damaged file, of which the one inside is said to be the repair
    return [Finding("original", "The original inside this copy is not the original that was given to compare it with.")]


def _as_declared(record: Record, declared: Release | None) -> list[Finding]:
    """How the record differs from an errata file. Errata that the record has as withdrawn may have left the file."""
    if declared is None:
        return []
    files = {_last_part(document.file): document for document in declared.documents}
    document = files.get(_last_part(record.document.file))
    if document is None:
        return [Finding(ERRATA, "The errata file given has no document of this copy's name.")]
    said = []
    for key in ("issuer", "reference", "date", "status"):
        if getattr(record.release, key) != getattr(declared, key):
            said.append(f"The copy is of another {key} than the errata file.")
    mine, theirs = ({erratum.id: erratum for erratum in errata} for errata in (record.document.errata, document.errata))
    for erratum_id in dict.fromkeys([*mine, *theirs]):
        here, there = mine.get(erratum_id), theirs.get(erratum_id)
        if here is None:
            said.append(f"Erratum {erratum_id} is in the errata file, and not in the copy.")
        elif there is None and not here.withdrawn:
            said.append(f"Erratum {erratum_id} is in the copy, and not in the errata file.")
        elif there is not None and here != there:
            said.append(f"Erratum {erratum_id} is another in the copy than in the errata file.")
    common = [erratum_id for erratum_id in mine if erratum_id in theirs]
    if common != [erratum_id for erratum_id in theirs if erratum_id in mine]:
        said.append("The errata are in another order than in the errata file.")
    if record.repair is None and record.document.sha256 != document.sha256:
        said.append("The copy and the errata file do not agree by which SHA-256 the errata file names the original.")
    return [Finding(ERRATA, message) for message in said]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _last_part(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


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
