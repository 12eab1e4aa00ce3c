"""JSON Schemas of a study's files, for editors: made from the same declarations as the checks."""

from typing import Any

from simulator import catalogue
from simulator.study.designs import Sweep
from simulator.study.observations import RecordFile
from simulator.study.schema import World

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def world_schema() -> dict[str, Any]:
    """Return the JSON Schema of market and assumption files.

    Nothing is required, since a file may hold only what differs from what it extends.
    """
    schema = _nothing_required(World.model_json_schema())
    schema["properties"] |= {
        "extends": {"type": "string", "description": "The assumptions that this file builds on."},
        "without": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Dotted paths of what is left out of the files below.",
        },
    }
    return {"$schema": DIALECT, **schema, "title": "Market or assumptions of a study"}


def sweep_schema() -> dict[str, Any]:
    """Return the JSON Schema of designs: `sweeps/*.toml`."""
    return {"$schema": DIALECT, **Sweep.model_json_schema(), "title": "Sweep of a study"}


def programme_schema() -> dict[str, Any]:
    """Return the JSON Schema of programme files: `[[measure]]` tables, by kind."""
    members, definitions = _kinds("measures", "kind")
    return {
        "$schema": DIALECT,
        "title": "Programme of a study",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "schema_version": World.model_json_schema()["properties"]["schema_version"],
            "title": {"type": "string", "description": "What it is called in lists."},
            "measure": {"type": "array", "items": members},
        },
        "$defs": definitions,
    }


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema of `record.toml`: `[[observation]]` tables, by quantity."""
    members, definitions = _kinds("observables", "quantity")
    schema = RecordFile.model_json_schema()
    schema["properties"]["observation"] |= {"items": members}
    return {
        "$schema": DIALECT,
        **schema,
        "title": "What was observed of the market of a study",
        "$defs": definitions,
    }


def _kinds(family: str, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the schema of a family's tables, told apart by a key, and the definitions it needs."""
    definitions: dict[str, Any] = {}
    for kind, model in catalogue.kinds(family).items():
        schema = model.model_json_schema()
        definitions |= schema.pop("$defs", {})
        schema["properties"][key] |= {"const": kind}
        definitions[kind] = schema
    members = {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in catalogue.kinds(family)]}
    return members, definitions


def _nothing_required(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: _nothing_required(value)
            for key, value in schema.items()
            if not (key == "required" and isinstance(value, list))
        }
    return [_nothing_required(item) for item in schema] if isinstance(schema, list) else schema
