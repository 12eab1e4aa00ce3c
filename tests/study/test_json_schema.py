"""The JSON Schemas for editors say the same as the checks."""

import json

from simulator import catalogue
from simulator.study.json_schema import programme_schema, world_schema
from simulator.study.schema import World


def objects(schema):
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from objects(item)


def test_the_world_has_every_parameter_with_its_unit_meaning_and_range():
    schema = world_schema()
    assert set(World.model_fields) < set(schema["properties"])
    net_days = schema["$defs"]["Distributor"]["properties"]["net_days"]
    assert net_days["unit"] == "days"
    assert net_days["description"].startswith("Payment terms")
    assert any(part.get("maximum") == 365 for part in objects(net_days))


def test_no_file_of_the_world_must_hold_all_of_it_and_none_may_hold_more():
    schema = world_schema()
    assert not any("required" in part for part in objects(schema) if "properties" in part)
    assert schema["additionalProperties"] is False
    assert {"extends", "without"} < set(schema["properties"])


def test_a_programme_may_hold_measures_of_each_kind():
    schema = programme_schema()
    kinds = set(catalogue.kinds("measures"))
    assert {d["properties"]["kind"]["const"] for d in map(schema["$defs"].get, kinds)} == kinds
    assert len(schema["properties"]["measure"]["items"]["oneOf"]) == len(kinds)
    assert "starts" in schema["$defs"]["guaranteed_line"]["required"]


def test_every_reference_leads_somewhere():
    for schema in (world_schema(), programme_schema()):
        references = {part["$ref"] for part in objects(schema) if isinstance(part.get("$ref"), str)}
        names = {reference.removeprefix("#/$defs/") for reference in references}
        assert names <= set(schema["$defs"])
        assert json.loads(json.dumps(schema)) == schema
