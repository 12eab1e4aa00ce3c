"""The assumption register: every parameter of a scenario, and where its value comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from simulator.study import paths
from simulator.study.fields import Table
from simulator.study.inputs import PROGRAMME, Inputs
from simulator.study.lines import Path
from simulator.study.overrides import OF_ITS_OWN
from simulator.study.parsing import has
from simulator.study.scenario import Scenario
from simulator.study.schema import World

_GRADED = re.compile(r"([ABC](?:/[ABC])?)(?=$|[\s:;,.(\[])")
"""A comment that begins with a grade, such as `# A: trade press` or `# C [40, 55, 75]`."""


@dataclass(frozen=True)
class Parameter:
    """One line of the assumption register.

    Attributes:
        path: the dotted path for `--set`, designs and `with_`.
        unit: of the value.
        low, high: the range allowed, None where it is open.
        default: what holds where a study says nothing; None if a study must say.
        value: what holds in the scenario.
        meaning: in one sentence.
        source: the comment beside the value in its file, or else the default's source.
        grade: A read in the source, B recalled, C estimated; empty for a convention.
        plausible: low, central and high for a sweep; empty if none is known.
        given_in: file and line of the value; empty for a default.
    """

    path: str
    unit: str
    low: float | None
    high: float | None
    default: Any
    value: Any
    meaning: str
    source: str
    grade: str
    plausible: tuple[float, ...]
    given_in: str


def parameters(scenario: Scenario) -> tuple[Parameter, ...]:
    """Return every parameter of a scenario, in the order of the schema."""
    found = list(_below(World, scenario.world, (), scenario.inputs))
    for position, raw in enumerate(scenario.inputs.measures):
        measure = next(m for m in scenario.measures if m.name == raw["name"])
        below = _below(type(measure), measure, (PROGRAMME, position), scenario.inputs)
        found += [line for line in below if line.path.rsplit(".", 1)[1] not in OF_ITS_OWN]
    return tuple(found)


def _below(model: type[Table], table: Any, inside: Path, inputs: Inputs) -> Iterator[Parameter]:
    """Yield the parameters of a table; of one that the scenario does not have, its defaults."""
    for key, field in model.model_fields.items():
        path = (*inside, key)
        value = None if table is None else getattr(table, key)
        one, many = paths.table_of(field.annotation), paths.named_tables_of(field.annotation)
        if one is not None:
            yield from _below(one, value, path, inputs)
        elif many is not None:
            for name, below in (value or {}).items():
                yield from _below(many, below, (*path, name), inputs)
        else:
            yield _parameter(field, value, path, inputs)


def _parameter(field: FieldInfo, value: Any, path: Path, inputs: Inputs) -> Parameter:
    low, high = paths.bounds_of(field)
    source, grade = str(paths.detail(field, "source")), str(paths.detail(field, "grade"))
    given_in = _given_in(path, inputs)
    default = None if field.default is PydanticUndefined else field.default
    if given_in and (value != default or inputs.note(path)):
        source, grade = _noted(inputs.note(path))
    return Parameter(
        path=inputs.key(path),
        unit=str(paths.detail(field, "unit")),
        low=low,
        high=high,
        default=default,
        value=value,
        meaning=field.description or "",
        source=source,
        grade=grade,
        plausible=tuple(paths.detail(field, "plausible") or ()),
        given_in=given_in,
    )


def _given_in(path: Path, inputs: Inputs) -> str:
    """Return `file:line` of a value, or what overrode it; empty for a default."""
    if path[:1] == (PROGRAMME,):
        given = has(list(inputs.measures), path[1:])
    else:
        given = has(inputs.world, path)
    if not given:
        return ""
    file, line = inputs.place(path)
    return file if line is None else f"{file}:{line}"


def _noted(comment: str) -> tuple[str, str]:
    """Return source and grade from the comment beside a value.

    >>> _noted("A: trade press"), _noted("C [40, 55, 75]"), _noted("as in 2008")
    (('trade press', 'A'), ('[40, 55, 75]', 'C'), ('as in 2008', ''))
    """
    graded = _GRADED.match(comment)
    if graded is None:
        return comment, ""
    return comment[graded.end() :].lstrip(" :;,."), graded[1]
