"""Factors of a design: what moves, over which values, in which parameters of the scenarios."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.errors import InputError, Mistake
from simulator.study import designs, paths
from simulator.study.inputs import PROGRAMME
from simulator.study.names import nearest
from simulator.study.overrides import known_paths
from simulator.study.register import Parameter, parameters
from simulator.study.scenario import Scenario
from simulator.study.schema import World

Floats = npt.NDArray[np.float64]

_TAIL = float(ndtri(0.95))


@dataclass(frozen=True)
class Factor:
    """One thing that moves, and the parameters that move with it.

    Attributes:
        name: its path, as the design writes it.
        paths: the parameters that it stands for.
        role: "lever", "uncertainty" or "constant".
        values: what it takes; empty for a range.
        low, central, high: of a range.
        distribution: how values lie in the range.
        unit: of the parameters.
        grade: the weakest grade of the parameters' sources: A, B, C, or empty.
        whole: whether only whole numbers are allowed.
        title, title_fr: what it is called where results are told; empty: by its name.
    """

    name: str
    paths: tuple[str, ...]
    role: str
    values: tuple[Any, ...] = ()
    low: float = math.nan
    central: float = math.nan
    high: float = math.nan
    distribution: str = "uniform"
    unit: str = ""
    grade: str = ""
    whole: bool = False
    title: str = ""
    title_fr: str = ""

    def at(self, u: float) -> Any:
        """Return the value at a place u in [0, 1] of its distribution (the inverse of its cdf)."""
        if self.values:
            return self.values[min(int(u * len(self.values)), len(self.values) - 1)]
        if self.whole and self.distribution == "uniform":
            low, high = math.ceil(self.low), math.floor(self.high)
            return min(low + int(u * (high - low + 1)), high)
        return self.rounded(self._quantile(u))

    def rounded(self, value: float) -> Any:
        """Return a number as the parameter takes it: whole, in cents, or to 12 digits."""
        if self.whole:
            return round(value)
        if self.unit == "EUR":
            return float(round(Decimal(repr(value)), 2))
        return float(f"{value:.12g}")

    def steps(self, count: int) -> list[Any]:
        """Return its values, or so many at equal distances (ratios, if log-uniform)."""
        if self.values:
            return list(self.values)
        places = np.linspace(0.0, 1.0, count)
        if self.distribution == "log-uniform":
            spread = self.low * (self.high / self.low) ** places
        else:
            spread = self.low + (self.high - self.low) * places
        return list(dict.fromkeys(self.rounded(float(value)) for value in spread))

    @property
    def usual(self) -> Any:
        """Its central value: where it stands while others move."""
        if self.values:
            return self.values[0]
        centre = self.central if not math.isnan(self.central) else self._quantile(0.5)
        return self.rounded(centre)

    @property
    def moves(self) -> bool:
        """Whether it is no constant."""
        return self.role != "constant"

    def _quantile(self, u: float) -> float:
        low, high = self.low, self.high
        match self.distribution:
            case "log-uniform":
                return float(low * (high / low) ** u)
            case "triangular":
                peak = (low + high) / 2 if math.isnan(self.central) else self.central
                if u * (high - low) < peak - low:
                    return low + math.sqrt(u * (high - low) * (peak - low))
                return high - math.sqrt((1 - u) * (high - low) * (high - peak))
            case "normal":
                centre = (low + high) / 2
                spread = (high - low) / 2 / _TAIL
                return float(centre + spread * ndtri(min(max(u, 1e-12), 1 - 1e-12)))
        return low + (high - low) * u


@dataclass(frozen=True)
class Placed:
    """A factor as it was written, and where."""

    raw: designs.Factor
    file: str
    line: int | None

    def mistake(self, problem: str, allowed: str = "", nearest: str = "") -> Mistake:
        """Return what is wrong with it."""
        return Mistake(self.file, self.line, self.raw.path, problem, allowed, nearest)


def factors_of(placed: Sequence[Placed], scenarios: Sequence[Scenario]) -> tuple[Factor, ...]:
    """Return factors, each with the parameters that it stands for.

    Raises:
        InputError: a path leads nowhere, a range is missing, two factors move one parameter, or
            one that was set for all runs.
    """
    known = {p.path: p for scenario in scenarios for p in parameters(scenario)}
    fixed = {path for scenario in scenarios for path in scenario.overrides}
    seen: dict[str, str] = dict.fromkeys(fixed, "--set")
    mistakes: list[Mistake] = []
    found = []
    for one in placed:
        try:
            factor = _factor(one.raw, known, scenarios)
        except InputError as error:
            mistakes += [one.mistake(m.problem, m.allowed, m.nearest) for m in error.mistakes]
            continue
        mistakes += [one.mistake(*wrong) for wrong in _overlaps(factor, seen)]
        seen.update(dict.fromkeys(factor.paths, factor.name))
        found.append(factor)
    if mistakes:
        raise InputError(mistakes)
    return tuple(found)


def _factor(
    raw: designs.Factor, known: dict[str, Parameter], scenarios: Iterable[Scenario]
) -> Factor:
    where = matching(raw.path, known)
    if not where:
        every = [path for scenario in scenarios for path in known_paths(scenario.inputs)]
        raise InputError.of(
            "no such parameter in these scenarios",
            "" if (meant := nearest(raw.path, every, 0.7)) else "a dotted path of a parameter",
            meant,
        )
    its = [known[path] for path in where]
    common: dict[str, Any] = {
        "name": raw.path,
        "paths": where,
        "role": raw.part,
        "unit": its[0].unit,
        "grade": max((one.grade[-1:] for one in its), default=""),
        "whole": all(is_whole(path, scenarios) for path in where),
        "title": raw.title,
        "title_fr": raw.title_fr,
    }
    if raw.part == "constant":
        return Factor(**common, values=(raw.value,))
    if raw.values is not None:
        return Factor(**common, values=tuple(raw.values))
    low, central, high = _range(raw, its[0])
    if common["whole"] and math.ceil(low) > math.floor(high):
        raise InputError.of(f"no whole number from {low:g} to {high:g}", "a range that holds one")
    return Factor(**common, low=low, central=central, high=high, distribution=raw.distribution)


def _range(raw: designs.Factor, parameter: Parameter) -> tuple[float, float, float]:
    """Return the range of a factor: its own, or the parameter's plausible one."""
    central = math.nan if raw.central is None else raw.central
    if raw.low is not None and raw.high is not None:
        return raw.low, central, raw.high
    if len(parameter.plausible) == 3 and parameter.plausible[0] < parameter.plausible[2]:
        low, usual, high = parameter.plausible
        return low, usual if math.isnan(central) else central, high
    raise InputError.of(
        "no range", "`low` and `high`, or `values`: the schema knows no plausible range of it"
    )


def is_whole(path: str, scenarios: Iterable[Scenario]) -> bool:
    """Return whether a parameter is declared as a whole number."""
    keys = path.split(".")
    if keys[0] != PROGRAMME:
        return paths.bare(paths.type_at(World, tuple(keys))) is int
    measure = next(m for one in scenarios for m in one.measures if m.name == keys[1])
    return paths.bare(paths.type_at(type(measure), (keys[2],))) is int


def matching(pattern: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that a pattern with * for whole names stands for, in their order.

    >>> matching("a.*.c", ["a.b.c", "a.b.d", "a.x.c", "a.x.y.c"])
    ('a.b.c', 'a.x.c')
    """
    parts = pattern.split(".")
    return tuple(
        path
        for path in known
        if len(keys := path.split(".")) == len(parts)
        and all(
            part == "*" or fnmatchcase(key, part) for key, part in zip(keys, parts, strict=True)
        )
    )


def _overlaps(factor: Factor, seen: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Yield what is wrong with a factor that moves what another one moves, or a table of it."""
    for path in factor.paths:
        other = next((seen[p] for p in seen if _meet(p, path)), None)
        if other is not None:
            yield f"moves {path}, which {other} sets too", "each parameter once"
            return


def _meet(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
