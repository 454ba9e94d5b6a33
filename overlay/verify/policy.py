"""The policy: every rule in turn, on one copy. What no rule has allowed is refused."""

from __future__ import annotations

from dataclasses import dataclass

from overlay.verify.case import Case, Claim, Doubt, Role, Rule, Unable
from overlay.verify.proof import Finding, ObjectNote, RuleResult, Verdict
from overlay.verify.room import ran_short
from overlay.verify.rules.annotations import Annotations
from overlay.verify.rules.attachment import Attachment
from overlay.verify.rules.catalog import Catalog
from overlay.verify.rules.comments import Comments
from overlay.verify.rules.contents import Contents
from overlay.verify.rules.drawings import Drawings
from overlay.verify.rules.fonts import Fonts
from overlay.verify.rules.layer import Layer
from overlay.verify.rules.links import Links
from overlay.verify.rules.marks import Marks
from overlay.verify.rules.metadata import Metadata
from overlay.verify.rules.numbers import Numbers
from overlay.verify.rules.page_tree import PageTree
from overlay.verify.rules.pages import Pages
from overlay.verify.rules.passages import Passages
from overlay.verify.rules.paths import Paths
from overlay.verify.rules.places import Places
from overlay.verify.rules.prefix import Prefix
from overlay.verify.rules.rendering import Rendering
from overlay.verify.rules.revisions import OneRevision
from overlay.verify.rules.sheets import Sheets
from overlay.verify.rules.spelling import Spelling
from overlay.verify.rules.spoken import Spoken
from overlay.verify.rules.stated import Stated
from overlay.verify.rules.structure import Structure
from overlay.verify.rules.text import Text
from overlay.verify.rules.trailer import Trailer
from overlay.verify.rules.wording import Wording
from overlay.verify.update import RULE as BYTES
from overlay.verify.values import MalformedError

OBJECT_RULES: tuple[Rule, ...] = (
    Prefix(),
    OneRevision(),
    Spelling(),
    Trailer(),
    Numbers(),
    Catalog(),
    PageTree(),
    Pages(),
    Contents(),
    Drawings(),
    Fonts(),
    Annotations(),
    Layer(),
    Sheets(),
    Attachment(),
    Metadata(),
    Structure(),
)
"""What the objects of the update may be."""

WORD_RULES: tuple[Rule, ...] = (Wording(), Comments(), Links())
"""What the corrections say."""

APPEARANCE_RULES: tuple[Rule, ...] = (
    Places(),
    Passages(),
    Marks(),
    Spoken(),
    Stated(),
    Text(),
    Rendering(),
)
"""What a reader sees; these come last, and only where the objects are in order is there something safe to render."""

NO_ROOM = "The memory allowed was not enough to look at this. Allow more (--max-memory) and ask again."

_BYTES_ENSURE = "Every byte after the original belongs to an object that is listed, or to the list itself: nothing is hidden between."
_BROKEN = (TypeError, ValueError, KeyError, IndexError, AttributeError, AssertionError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules came to."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    objects: tuple[ObjectNote, ...]
    rules: tuple[RuleResult, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    unable: tuple[Unable, ...]


def judge(case: Case) -> Judgement:
    """Every rule's answer on a copy whose bytes are accounted for."""
    results = [RuleResult(BYTES, _BYTES_ENSURE, True)]
    outcomes: list[_Outcome] = []
    for rule in OBJECT_RULES:
        outcomes.append(_applied(rule, case, results))
    claims = [claim for outcome in outcomes for claim in outcome.claims]
    outcomes.append(_applied(Paths(claims), case, results))
    if not any(outcome.findings for outcome in outcomes):
        outcomes.extend(_applied(rule, case, results) for rule in WORD_RULES)
        outcomes.extend(_applied(rule, case, results, by_sight=True) for rule in APPEARANCE_RULES)
    else:
        reason = "Not looked at, because what was added is not in order."
        results.extend(RuleResult(rule.name, rule.ensures, None, reason) for rule in (*WORD_RULES, *APPEARANCE_RULES))
    findings = tuple(finding for outcome in outcomes for finding in outcome.findings)
    blocked = any(unable.blocking for outcome in outcomes for unable in outcome.unable)
    verdict = Verdict.DIFFERS if findings else Verdict.UNDECIDED if blocked else Verdict.VERIFIED
    return Judgement(verdict, findings, _notes(case, claims), tuple(results))


def _applied(rule: Rule, case: Case, results: list[RuleResult], *, by_sight: bool = False) -> _Outcome:
    """One rule's answers. `by_sight`: it looks with a renderer, which may show less than there is when memory is short."""
    claims: list[Claim] = []
    findings: list[Finding] = []
    unable: list[Unable] = []
    try:
        for answer in rule.check(case):
            if isinstance(answer, Claim):
                claims.append(answer)
            elif isinstance(answer, Doubt):
                findings.append(Finding(rule.name, answer.message, answer.page_number, answer.number))
            else:
                unable.append(answer)
    except MemoryError:
        unable.append(Unable(NO_ROOM, blocking=True))
    except MalformedError as error:
        findings.append(Finding(rule.name, _sentence(str(error))))
    except _BROKEN as error:
        # Whatever a rule stumbles over is not as an honest copy has it.
        findings.append(
            Finding(rule.name, f"Something that was added is not formed as it should be ({type(error).__name__}).")
        )
    if by_sight and findings and ran_short():
        findings = []
        unable.append(Unable(NO_ROOM, blocking=True))
    remark = " ".join(dict.fromkeys(each.message for each in unable))
    passed = False if findings else None if any(each.blocking for each in unable) else True
    results.append(RuleResult(rule.name, rule.ensures, passed, remark))
    return _Outcome(tuple(claims), tuple(dict.fromkeys(findings)), tuple(unable))


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}." if message else "Something is not in order."


def _notes(case: Case, claims: list[Claim]) -> tuple[ObjectNote, ...]:
    """Each object of the update with the purpose that was found for it."""
    roles: dict[int, Role] = {}
    for claim in claims:
        roles.setdefault(claim.number, claim.role)
    notes = []
    for placed in case.update.objects.values():
        role = roles.get(placed.number)
        change = "changed" if case.original.lists_number(placed.number) else "added"
        why = role.value if role else "no known purpose: not allowed"
        notes.append(
            ObjectNote(placed.number, change, role.name.lower() if role else "", why, placed.end - placed.start)
        )
    return tuple(notes)
