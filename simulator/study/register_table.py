"""The assumption register as a table: what is assumed, where it comes from, what has no source."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from simulator.study.register import Parameter, parameters
from simulator.study.wording import number, toml

if TYPE_CHECKING:
    import pandas as pd

    from simulator.study.scenario import Scenario

COLUMNS = (
    *("path", "value", "unit", "range", "plausible", "source", "grade", "flag"),
    *("meaning", "given_in"),
)
NO_SOURCE, NO_GRADE, NEITHER = "no source", "no grade", "no source, no grade"
OF_THE_FILES = frozenset({"schema_version", "population.seed", "population.resellers_ceiling"})
"""Numbers that assume nothing of the world."""


def is_figure(parameter: Parameter) -> bool:
    """Return whether a parameter is a figure of the world: a number, a date, or several of them.

    Names, texts and switches say what is modelled; a parameter without a value is not in force.
    """
    return parameter.path not in OF_THE_FILES and _counts(parameter.value)


def _counts(value: Any) -> bool:
    match value:
        case bool() | str() | None:
            return False
        case dict():
            return any(_counts(one) for one in value.values())
        case list() | tuple():
            return any(_counts(one) for one in value)
    return isinstance(value, int | float | date)


def flag_of(parameter: Parameter) -> str:
    """Return what a figure lacks, or an empty text."""
    if not is_figure(parameter):
        return ""
    if not parameter.source:
        return NO_SOURCE if parameter.grade else NEITHER
    return "" if parameter.grade else NO_GRADE


def rows_of(scenario: "Scenario") -> list[dict[str, str]]:
    """Return the register's rows in the order of the schema, each cell a text."""
    return [_row(one) for one in parameters(scenario)]


def register(scenario: "Scenario") -> "pd.DataFrame":
    """Return the assumption register of a scenario, one row a parameter; see `COLUMNS`."""
    import pandas as pd

    return pd.DataFrame(rows_of(scenario), columns=pd.Index(COLUMNS))


def counts_of(rows: Sequence[dict[str, str]]) -> dict[str, int]:
    """Return how many rows have each flag, in the order in which they are to be mended."""
    flags = [row["flag"] for row in rows]
    return {flag: flags.count(flag) for flag in (NEITHER, NO_SOURCE, NO_GRADE)}


def _row(parameter: Parameter) -> dict[str, str]:
    return {
        "path": parameter.path,
        "value": shown(parameter.value),
        "unit": parameter.unit,
        "range": _range(parameter),
        "plausible": " / ".join(_short(one) for one in parameter.plausible),
        "source": parameter.source,
        "grade": parameter.grade,
        "flag": flag_of(parameter),
        "meaning": parameter.meaning,
        "given_in": parameter.given_in,
    }


def shown(value: Any) -> str:
    """Return a value as a study's file has it; nothing for a parameter that is not in force.

    >>> shown(5000.0), shown({"oem": 0.02}), shown(None), shown([0.5, 1.0])
    ('5000', '{ oem = 0.02 }', '', '[0.5, 1]')
    """
    return "" if value is None else toml(_short_numbers(value))


def _short_numbers(value: Any) -> Any:
    match value:
        case dict():
            return {key: _short_numbers(one) for key, one in value.items()}
        case list() | tuple():
            return [_short_numbers(one) for one in value]
        case float() if value.is_integer():
            return int(value)
    return value


def _short(value: float) -> str:
    return number(value) if abs(value) >= 1 else f"{value:g}"


def _range(parameter: Parameter) -> str:
    low, high = parameter.low, parameter.high
    if low is None and high is None:
        return ""
    if high is None or low is None:
        return f"at least {number(low)}" if low is not None else f"at most {number(high or 0)}"
    return f"{number(low)} to {number(high)}"
