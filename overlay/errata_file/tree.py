"""YAML text -> a tree of plain nodes that know their lines. No meaning is put into a scalar: `021`, `No` and `1e3` stay as typed.

Refused, because an errata file needs none of it and each hides something from its reader: anchors and aliases
(one short line may stand for a million), tags, a second document, keys given twice, control characters.
"""

from __future__ import annotations

from overlay.errata_file.characters import decoded, without_controls
from overlay.errata_file.nodes import Node
from overlay.errata_file.plain_lines import plain_tree
from overlay.errors import Fault


def parse(text_or_bytes: str | bytes) -> tuple[Node | None, list[Fault]]:
    """The tree of an errata file, or None where its syntax fails; and all faults found on the way."""
    text, faults = decoded(text_or_bytes)
    if text is None:
        return None, faults
    text, control_faults = without_controls(text)
    faults += control_faults
    plain = plain_tree(text)
    if plain is not None:
        return plain, faults
    from overlay.errata_file.yaml_events import tree_of  # most files are plain, and need no parser of YAML

    root, syntax_faults = tree_of(text)
    return root, faults + syntax_faults
