"""What a release changes against the pack that it supersedes: documents and errata that came, went, or read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from overlay.pack.facts import Change, PackedDocument

KINDS = (
    "document_added",
    "document_removed",
    "document_replaced",
    "erratum_added",
    "erratum_removed",
    "erratum_changed",
    "erratum_withdrawn",
)
"""Each names its sentence in `words`."""


def changes(before: Sequence[PackedDocument], after: Sequence[PackedDocument]) -> tuple[Change, ...]:
    """What differs, in the order of the new documents and then of those that are gone. Documents are known by their names,
    errata by their ids; an erratum that is withdrawn now and was not is "withdrawn", whatever else it says."""
    earlier = {document.name: document for document in before}
    now = {document.name for document in after}
    found: list[Change] = []
    for document in after:
        old = earlier.get(document.name)
        if old is None:
            found.append(Change("document_added", document.name))
            continue
        if old.original.facts != document.original.facts:
            found.append(Change("document_replaced", document.name))
        found += _errata(old, document)
    found += [Change("document_removed", document.name) for document in before if document.name not in now]
    return tuple(found)


def _errata(old: PackedDocument, new: PackedDocument) -> Iterator[Change]:
    before = {erratum.id: erratum for erratum in old.errata}
    after = {erratum.id: erratum for erratum in new.errata}
    for erratum in new.errata:
        was = before.get(erratum.id)
        if was is None:
            yield Change("erratum_added", new.name, erratum.id)
        elif erratum.withdrawn and not was.withdrawn:
            yield Change("erratum_withdrawn", new.name, erratum.id)
        elif was != erratum:
            yield Change("erratum_changed", new.name, erratum.id)
    for erratum in old.errata:
        if erratum.id not in after:
            yield Change("erratum_removed", new.name, erratum.id)
