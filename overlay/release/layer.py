"""The layer "Errata": an optional-content group, on and printed by default (ISO 32000-1, 8.11)."""

from __future__ import annotations

import re

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from overlay.release.objects import Writer, copied_array, copied_dictionary, dictionary, name, text
from overlay.source import Source

LAYER_NAME = "Errata"

_GROUP = re.compile(rb"/OC(?:G|MD)\b")


def has_unlisted_groups(source: Source) -> bool:
    """Whether the document uses optional content although its catalog lists none (8.11.4.2 forbids that; it happens).

    Viewers then show all of it. Were our layer listed, some of them would take every other group for one that is off.
    """
    if source.facts.has_optional_content:
        return False
    return any(_GROUP.search(content) is not None for content in source.reader.objects_as_written)


def add_layer(increment: Writer, catalog: DictionaryObject) -> IndirectObject:
    """Add the layer and list it in the catalog's /OCProperties; returns the group's reference.

    The default configuration is kept; the group is put on explicitly only where the base state is not ON.
    """
    group = increment.add(
        dictionary(
            {
                "Type": name("OCG"),
                "Name": text(LAYER_NAME),
                "Usage": dictionary(
                    {
                        "View": dictionary({"ViewState": name("ON")}),
                        "Print": dictionary({"PrintState": name("ON")}),
                    }
                ),
            }
        )
    )
    properties = copied_dictionary(catalog.get("/OCProperties"))
    default = copied_dictionary(properties.get("/D"))
    default.setdefault(name("Name"), text("Default"))
    default[name("Order")] = ArrayObject([*copied_array(default.get("/Order")), group])
    if default.get("/BaseState") not in (None, "/ON") or "/ON" in default:
        default[name("ON")] = ArrayObject([*copied_array(default.get("/ON")), group])
    properties[name("OCGs")] = ArrayObject([*copied_array(properties.get("/OCGs")), group])
    properties[name("D")] = default
    catalog[name("OCProperties")] = properties
    return group
