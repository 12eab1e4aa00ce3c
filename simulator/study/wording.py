"""pydantic's findings in a credit manager's words."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from simulator.errors import shown
from simulator.study import paths
from simulator.study.fields import Table
from simulator.study.lines import Path
from simulator.study.names import nearest

_EXPECTED = MappingProxyType(
    {
        "float_type": ("a number", "without quotes, with a decimal point"),
        "float_parsing": ("a number", "without quotes, with a decimal point"),
        "int_type": ("a whole number", ""),
        "int_from_float": ("a whole number", ""),
        "int_parsing": ("a whole number", ""),
        "int_parsing_size": ("a whole number", "at most 18 digits"),
        "bool_type": ("true or false", "without quotes"),
        "string_type": ("a text", "in quotes"),
        "date_type": ("a date", "such as 2009-02-16, without quotes"),
        "date_from_datetime_inexact": ("a date", "such as 2009-02-16, without time of day"),
        "list_type": ("a list", "in brackets [ ]"),
        "dict_type": ("a table", "of names and values"),
        "model_type": ("a table", "of keys and values"),
    }
)
_RANGES = ("greater_than_equal", "less_than_equal", "greater_than", "less_than")


class Wording(NamedTuple):
    """What is wrong at a path, what is allowed there, and the nearest known name."""

    path: Path
    problem: str
    allowed: str = ""
    nearest: str = ""


def worded(
    error: ErrorDetails, root: type[Table], others: Mapping[str, type[Table]] | None = None
) -> Wording:
    """Return one of pydantic's findings below the table `root` in our words.

    `others` are the tables that might have been meant, by name: the other kinds of measure.
    """
    path: Path = tuple(error["loc"])
    kind, value = error["type"], error["input"]
    field = paths.field_at(root, path)
    if kind == "missing":
        return Wording(path, "missing", _declared(str(path[-1]), field))
    if kind == "extra_forbidden":
        return _unknown(path, root, others or {})
    if kind == "finite_number":
        return Wording(path, f"{shown(value)} is not a finite number", "a number must be finite")
    if kind in _EXPECTED:
        expected, how = _EXPECTED[kind]
        allowed = how
        if field is not None and path and not isinstance(path[-1], int):
            allowed = "; ".join(part for part in (how, range_of(field)) if part)
        return Wording(path, f"{shown(value)} where {expected} is expected", allowed)
    if kind in _RANGES and field is not None:
        return Wording(path, f"{shown(value)} is out of range", range_of(field))
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
        return Wording(
            path,
            f"{shown(value)} is not known here",
            "one of " + ", ".join(choices),
            nearest(str(value), choices),
        )
    if kind == "value_error":
        return _rule(path, str(error["ctx"]["error"]), value, root)
    return Wording(path, error["msg"][:1].lower() + error["msg"][1:])


def brief(error: ErrorDetails) -> Wording:
    """Return one of pydantic's findings without looking for what was meant."""
    said = "unknown key" if error["type"] == "extra_forbidden" else error["msg"].lower()
    return Wording(tuple(error["loc"]), said)


def _rule(path: Path, rule: str, value: Any, root: type[Table]) -> Wording:
    """Word a rule of ours: of one value (says what is allowed), or of a table (what is wrong)."""
    table = paths.table_of(paths.type_at(root, path))
    if table is None:
        many = isinstance(value, (list, dict))
        problem = "these values are not allowed" if many else f"{shown(value)} is not allowed"
        return Wording(path, problem, rule)
    held = value if isinstance(value, dict) else {}
    named = [key for word in re.findall(r"\w+", rule) for key in (word, f"{word}s") if key in held]
    return Wording((*path, *named[:1]), rule)


def _unknown(path: Path, root: type[Table], others: Mapping[str, type[Table]]) -> Wording:
    key = str(path[-1])
    table = paths.table_of(paths.type_at(root, path[:-1]))
    known = list(table.model_fields) if table is not None else []
    homes = [f"in [{home}]" if home else "at the top" for home in paths.homes_of(root, key)]
    homes += [f"to the kind {kind}" for kind, model in others.items() if key in model.model_fields]
    if homes and not nearest(key, known, 0.9):
        return Wording(path, "no key of this table", f"it belongs {' or '.join(homes[:3])}")
    meant = nearest(key, known)
    return Wording(path, "unknown key", "" if meant else f"keys here: {', '.join(known)}", meant)


def _declared(key: str, field: FieldInfo | None) -> str:
    """Say what a missing key means, with an example."""
    if field is None:
        return ""
    example = paths.detail(field, "example")
    if example == "":
        named = paths.named_tables_of(field.annotation) is not None
        said = f"a table [{key}.<name>]" if named else range_of(field)
    else:
        said = f"for example {key} = {toml(example)}"
    return f"{(field.description or '').rstrip('.')}; {said}".rstrip("; ")


def range_of(field: FieldInfo) -> str:
    """Return the numbers that a parameter allows, in words; empty if it is no number."""
    low, high = paths.bounds_of(field)
    unit = str(paths.detail(field, "unit"))
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"at least {number(low)}" if low is not None else f"at most {number(high or 0)}"
    if unit in ("share", "per year") and high <= 1:
        what = "a share" if unit == "share" else "a rate per year"
        return f"{what} in [{number(low)}, {number(high)}]; 80 % is 0.80"
    span = f"from {number(low)} to {number(high)}"
    if unit == "elasticity" and high == 0:
        return f"{span}: zero or negative, since a lower price sells more"
    return span if unit in ("number", "count", "") else f"{span} ({unit})"


def number(value: float) -> str:
    """Return a number as it is read aloud.

    >>> number(1e12), number(0.999), number(365)
    ('1,000,000,000,000', '0.999', '365')
    """
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"


def toml(value: Any) -> str:
    """Return a value as TOML writes it.

    >>> toml({"oem": 0.02}), toml("etc"), toml(True), toml([1, 2])
    ('{ oem = 0.02 }', '"etc"', 'true', '[1, 2]')
    """
    match value:
        case bool():
            return str(value).lower()
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return value
        case str():
            text = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{text}"'
        case date():
            return value.isoformat()
        case dict():
            return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(toml(item) for item in value) + "]"
    return str(value)
