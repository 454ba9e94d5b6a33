"""Every object of the update, and every way that leads to it: nothing may be there that no rule has looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from overlay.verify.case import Answer, Case, Claim, Doubt, Role
from overlay.verify.values import Ref, references

_STRUCTURE = frozenset({Role.ELEMENT, Role.GROWN_ELEMENT, Role.STRUCTURE_ROOT})
_FONTS = frozenset({Role.FONT, Role.RESOURCES})
LEADS_TO: dict[Role, frozenset[Role]] = {
    Role.CATALOG: frozenset(
        {
            Role.PAGE_TREE,
            Role.LAYER,
            Role.NAMES,
            Role.ATTACHMENTS,
            Role.FILE,
            Role.RECORD,
            Role.METADATA,
            Role.STRUCTURE_ROOT,
        }
    ),
    Role.PAGE_TREE: frozenset({Role.PAGE, Role.SHEET}),
    Role.PAGE: frozenset({Role.PAGE_TREE, Role.CONTENT, Role.DRAWING, Role.ANNOTATION, Role.LINK}),
    Role.SHEET: _FONTS | {Role.PAGE_TREE, Role.SHEET_CONTENT, Role.LINK},
    Role.DRAWING: _FONTS | {Role.LAYER},
    Role.RESOURCES: _FONTS,
    Role.FONT: frozenset({Role.FONT_PART}),
    Role.FONT_PART: frozenset({Role.FONT_PART}),
    Role.ANNOTATION: frozenset({Role.PAGE, Role.LAYER, Role.DRAWING, Role.ANNOTATION, Role.RECORD}),
    Role.LINK: frozenset({Role.PAGE, Role.SHEET}),
    Role.NAMES: frozenset({Role.ATTACHMENTS, Role.FILE}),
    Role.ATTACHMENTS: frozenset({Role.ATTACHMENTS, Role.FILE}),
    Role.FILE: frozenset({Role.RECORD}),
    Role.STRUCTURE_ROOT: _STRUCTURE | {Role.PARENT_TREE, Role.PARENT_LEAF},
    Role.ELEMENT: _STRUCTURE | {Role.PAGE, Role.SHEET, Role.ANNOTATION, Role.LINK},
    Role.GROWN_ELEMENT: _STRUCTURE | {Role.PAGE},
    Role.PARENT_TREE: frozenset({Role.PARENT_TREE, Role.PARENT_LEAF}) | _STRUCTURE,
    Role.PARENT_LEAF: _STRUCTURE,
}
"""Which role's objects may refer to which. What an object of the original refers to is as it was."""


class Paths:
    """Permits an object only where exactly one kind of claim was laid to it, and only ways between roles that belong together."""

    name = "nothing left over"
    ensures = "Each object added or changed is there for one known purpose, on every way that leads to it."

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.roles: dict[int, set[Role]] = {}
        for claim in claims:
            self.roles.setdefault(claim.number, set()).add(claim.role)

    def check(self, case: Case) -> Iterator[Answer]:
        for number in case.update.objects:
            roles = self.roles.get(number, set())
            if len(roles) != 1:
                why = "for no known purpose" if not roles else "for two purposes at once"
                yield Doubt(f"An object was added or changed {why}.", number)
        first_added = min((placed.number for placed in case.added), default=0)
        for placed in case.update.objects.values():
            from_roles = self.roles.get(placed.number, set())
            allowed = set[Role]().union(*(LEADS_TO.get(role, frozenset()) for role in from_roles))
            for ref in references(placed.value):
                # What the original refers to without having it lies before the first new number, and is nothing still.
                if not self.roles.get(ref.number) and ref.number > first_added >= case.original.next_number:
                    yield Doubt("An object refers to one that is not there.", placed.number)
                yield from self._way(case, placed.number, allowed, ref)

    def _way(self, case: Case, number: int, allowed: set[Role], ref: Ref) -> Iterator[Answer]:
        to = self.roles.get(ref.number, set())
        if not to <= allowed and not (case.is_changed(ref) and case.is_changed(Ref(number, 0))):
            yield Doubt("An object refers to another that it has nothing to do with.", number)
