"""The layer of the corrections (ISO 32000-1, 8.11)."""

from __future__ import annotations

from collections.abc import Iterator

from overlay.verify.case import Answer, Case, Claim, Doubt, Role, changed_keys, grown
from overlay.verify.values import Name, Value, same, text_of

LAYER_NAME = "Errata"
GROUP: dict[str, Value] = {
    "Type": Name("OCG"),
    "Usage": {"View": {"ViewState": Name("ON")}, "Print": {"PrintState": Name("ON")}},
}


class Layer:
    """Permits one group, "Errata", on and printed by default; what the original shows and hides stays so."""

    name = "layer"
    ensures = (
        "The corrections are on one layer that shows and prints by default, and no layer of the original was switched."
    )

    def check(self, case: Case) -> Iterator[Answer]:
        before, after = case.original.catalog.get("OCProperties"), case.catalog.get("OCProperties")
        if same(before, after):
            return
        old, new = case.original.dictionary(before), after if isinstance(after, dict) else {}
        root_number = next((n for n, p in case.update.objects.items() if p.value is case.catalog), None)
        added = grown(case.original.array(old.get("OCGs")), case.array(new.get("OCGs")))
        if added is None or len(added) != 1 or changed_keys(old, new) not in (["OCGs"], ["D", "OCGs"]):
            yield Doubt(
                "The list of the document's layers was changed in more than the layer of the corrections.", root_number
            )
            return
        layer = added[0]
        number, group = case.added_dictionary(layer, "the layer of the corrections")
        yield Claim(number, Role.LAYER)
        if text_of(group.get("Name")) != LAYER_NAME or not same({k: v for k, v in group.items() if k != "Name"}, GROUP):
            yield Doubt(
                "The layer of the corrections is not the one that release copies have: it may be hidden.", number
            )
        yield from self._default(case, old, new, layer, root_number)

    def _default(
        self, case: Case, old: dict[str, Value], new: dict[str, Value], layer: Value, number: int | None
    ) -> Iterator[Answer]:
        was = case.original.dictionary(old.get("D"))
        now = new.get("D")
        is_now = now if isinstance(now, dict) else {}
        for key in changed_keys(was, is_now):
            more = grown(case.original.array(was.get(key)), case.array(is_now.get(key)))
            fresh_name = key == "Name" and "Name" not in was and is_now["Name"] == b"Default"
            if not (fresh_name or (key in ("Order", "ON") and more is not None and same(more, [layer]))):
                yield Doubt(f"The document's layers are shown otherwise than in the original (/{key}).", number)
        base = is_now.get("BaseState")
        listed_on = any(same(item, layer) for item in case.array(is_now.get("ON")))
        if base not in (None, "ON") and not listed_on:
            yield Doubt("The layer of the corrections is hidden by default.", number)
        if any(same(item, layer) for item in case.array(is_now.get("OFF")) + case.array(is_now.get("Locked"))):
            yield Doubt("The layer of the corrections is hidden or locked.", number)


def layer_of(case: Case) -> Value:
    """The reference to the layer of the corrections; None where the copy has none."""
    old = case.original.array(case.original.dictionary(case.original.catalog.get("OCProperties")).get("OCGs"))
    new = case.array(case.dictionary(case.catalog.get("OCProperties")).get("OCGs"))
    return new[-1] if len(new) == len(old) + 1 else None
