"""Object numbers (ISO 32000-1, 7.3.10): new objects under new numbers, changed ones under their own."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Claim, Doubt, Role
from overlay.verify.values import Ref


class Numbers:
    """Permits new numbers one after the other, behind all that the original has given away."""

    name = "object numbers"
    ensures = "New objects have new numbers, so that none slips into the place of an object of the original."

    def check(self, case: Case) -> Iterator[Answer]:
        # Numbers of the original that are listed as unused may be left alone too, so the first may come later.
        following = max(case.original.next_number, min((placed.number for placed in case.added), default=0))
        for placed in case.update.objects.values():
            if case.original.lists_number(placed.number):
                if not case.original.has(Ref(placed.number, placed.generation)):
                    yield Doubt("An object of the original is replaced under another generation.", placed.number)
            elif placed.number != following or placed.generation != 0:
                yield Doubt(
                    "An object has a number that was not its turn: it may stand in for one that the original names.",
                    placed.number,
                )
                following = max(following, placed.number + 1)
            else:
                following += 1
        own = case.update.section_object
        if own is not None:
            yield Claim(own, Role.SECTION)
            if own != following:
                yield Doubt("The list of objects has a number that was not its turn.", own)
