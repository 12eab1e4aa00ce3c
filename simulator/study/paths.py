"""What the schema knows of a dotted path: which table holds it, how its field is declared."""

import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from simulator.study.fields import Table
from simulator.study.lines import Path

ANY_NAME = "<name>"


def bare(annotation: Any) -> Any:
    """Return a type without `Annotated` and without `| None`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        rest = [a for a in get_args(annotation) if a is not type(None)]
        return bare(rest[0]) if len(rest) == 1 else annotation
    return annotation


def table_of(annotation: Any) -> type[Table] | None:
    """Return the table class that a type stands for, if any."""
    kind = bare(annotation)
    return kind if isinstance(kind, type) and issubclass(kind, Table) else None


def named_tables_of(annotation: Any) -> type[Table] | None:
    """Return the class of the tables in a table of named tables, if the type is one."""
    kind = bare(annotation)
    return table_of(get_args(kind)[1]) if get_origin(kind) is dict else None


@cache
def tables_in(root: type[Table]) -> tuple[tuple[str, type[Table] | None, type[Table] | None], ...]:
    """Return (key, table class, class of named tables) of each key that holds one of the two."""
    found = (
        (key, table_of(field.annotation), named_tables_of(field.annotation))
        for key, field in root.model_fields.items()
    )
    return tuple(row for row in found if row[1:] != (None, None))


def below(annotation: Any, key: str | int) -> Any:
    """Return the type of a key of a table or an item of a list; None if there cannot be one."""
    kind = bare(annotation)
    table = table_of(kind)
    if table is not None:
        field = table.model_fields.get(str(key))
        return None if field is None else field.annotation
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    if get_origin(kind) is list and isinstance(key, int):
        return get_args(kind)[0]
    return None


def type_at(root: type[Table], path: Path) -> Any:
    """Return the type at a path below a table, or None."""
    annotation: Any = root
    for key in path:
        annotation = below(annotation, key)
        if annotation is None:
            return None
    return annotation


def field_at(root: type[Table], path: Path) -> FieldInfo | None:
    """Return the declaration of the parameter at a path, or of the one whose value holds it."""
    for length in range(len(path), 0, -1):
        table = table_of(type_at(root, path[: length - 1]))
        if table is not None:
            return table.model_fields.get(str(path[length - 1]))
    return None


def homes_of(root: type[Table], key: str) -> tuple[str, ...]:
    """Return the tables (`distributors.<name>`; the top is "") in which a key belongs."""
    return tuple(home for known, home in _homes(root) if known == key)


@cache
def _homes(root: type[Table]) -> tuple[tuple[str, str], ...]:
    """Return (key, table in which it belongs) of all keys."""
    return tuple(_walked(root, ""))


def _walked(root: type[Table], prefix: str) -> Iterator[tuple[str, str]]:
    yield from ((key, prefix) for key in root.model_fields)
    for name, field in root.model_fields.items():
        path = f"{prefix}.{name}".lstrip(".")
        one, many = table_of(field.annotation), named_tables_of(field.annotation)
        if one is not None:
            yield from _walked(one, path)
        if many is not None:
            yield from _walked(many, f"{path}.{ANY_NAME}")


def bounds_of(field: FieldInfo) -> tuple[float | None, float | None]:
    """Return the lowest and highest number that a parameter allows, None where it is open."""
    low: float | None = None
    high: float | None = None
    for constraint in _constraints(field):
        at_least, at_most = getattr(constraint, "ge", None), getattr(constraint, "le", None)
        low = at_least if low is None else max(low, at_least if at_least is not None else low)
        high = at_most if high is None else min(high, at_most if at_most is not None else high)
    return low, high


def _constraints(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    pending = [field.annotation]
    while pending:
        annotation = pending.pop()
        origin = get_origin(annotation)
        if origin is Annotated:
            first, *metadata = get_args(annotation)
            for item in metadata:
                yield from item.metadata if isinstance(item, FieldInfo) else [item]
            pending.append(first)
        elif origin in (Union, types.UnionType):
            pending.extend(get_args(annotation))


def detail(field: FieldInfo, name: str) -> Any:
    """Return what a declaration says of itself: its `unit`, `source`, `grade`, `example` ..."""
    extra = field.json_schema_extra
    return extra.get(name, "") if isinstance(extra, dict) else ""
