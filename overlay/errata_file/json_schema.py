"""The JSON Schema (draft 2020-12) of an errata file, made from its grammar; `make schema` publishes it."""

from __future__ import annotations

from typing import Any

from overlay.errata_file.schema import EITHER, ErrataFile, Group, Key, Listed, Named, keys_of
from overlay.errata_file.values import Value

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema as plain values, in a fixed order."""
    groups: dict[str, dict[str, Any]] = {}
    made = _group(ErrataFile, groups)
    return {"$schema": DIALECT, "$defs": dict(sorted(groups.items())), **made, "title": "Errata file"}


def _group(group: type[Group], groups: dict[str, dict[str, Any]]) -> dict[str, Any]:
    keys = keys_of(group).values()
    made: dict[str, Any] = {
        "additionalProperties": False,
        "description": group.__doc__,
        "properties": {key.name: _key(key, groups) for key in keys},
    }
    if required := [key.name for key in keys if key.is_required]:
        made["required"] = required
    if group in EITHER:
        made["oneOf"] = [{"required": [name]} for name in EITHER[group]]
    return {**made, "title": group.__name__, "type": "object"}


def _key(key: Key, groups: dict[str, dict[str, Any]]) -> dict[str, Any]:
    made = {"description": key.description, **_value(key.grammar, groups)}
    if key.is_required or key.default is None:
        return made
    if isinstance(key.grammar, Named):
        return {**made, "default": dict(key.default)}
    return {**made, "default": list(key.default) if isinstance(key.default, tuple) else key.default}


def _value(grammar: object, groups: dict[str, dict[str, Any]]) -> dict[str, Any]:
    match grammar:
        case Value(schema=schema):
            return schema
        case Named(of=of):
            return {"type": "object", "additionalProperties": of.schema}
        case Listed(of=of, least=least, most=most):
            made = {"type": "array", "items": _value(of, groups)}
            return made | ({"minItems": least} if least else {}) | ({"maxItems": most} if most else {})
        case tuple():
            return {"oneOf": [_value(group, groups) for group in grammar]}
    assert isinstance(grammar, type)
    if grammar.__name__ not in groups:
        groups[grammar.__name__] = _group(grammar, groups)
    return {"$ref": f"#/$defs/{grammar.__name__}"}
