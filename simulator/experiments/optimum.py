"""The cheapest programme that keeps the market open: settings of levers, told apart."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.experiments.answers import Answer
from simulator.experiments.factors import Factor
from simulator.experiments.holding import (
    LEAST_FOR_TAIL,
    Limit,
    Setting,
    bounds_of,
    estimate_of,
    levelled,
    over,
    pilot_of,
    replications_for,
    standing_of,
)
from simulator.experiments.searching import AS_IT_IS, dominated

Floats = npt.NDArray[np.float64]


class Optimum(Answer):
    """What a search among settings of levers found.

    Table `optimum`, a row a setting: `setting` (-1: the programme as it is), the levers, `n`, each
    objective's mean and interval as if with all luck, each limit's estimate and interval, whether
    it is `feasible` ("yes", "no", "undecided"), `on_front`, `cheapest`.
    """

    chart, leads = "pareto_front", "optimum"

    @property
    def cheapest(self) -> dict[str, Any] | None:
        """The levers of the cheapest setting that holds the limits; None if none does."""
        table = self.frames["optimum"]
        row = table[table["cheapest"]]
        levers = self.manifest["found"]["levers"]
        return None if row.empty else {name: row[name].iloc[0] for name in levers}


def table_of(
    settings: Sequence[Setting],
    levers: Sequence[Factor],
    objectives: Sequence[str],
    limits: Sequence[Limit],
) -> pd.DataFrame:
    """Return a row a setting, the cheapest that hold the limits first."""
    pilot = pilot_of([one for one in settings if len(one.values(objectives[0]))] or settings)
    standing = {one.number: standing_of(one, limits, pilot) for one in settings}
    held = [one for one in settings if _holds(one, objectives, limits, pilot)]
    levels = {
        one.number: {name: levelled(one, pilot, name) for name in objectives} for one in settings
    }
    means = np.array([[levels[one.number][name][0] for name in objectives] for one in held])
    front = {
        one.number
        for place, one in enumerate(held)
        if not dominated(means[place], np.delete(means, place, axis=0))
    }
    sure = [one for one in held if standing[one.number] == "yes"]
    cheapest = min(
        sure or held,
        key=lambda one: (levels[one.number][objectives[0]][0], one.number),
        default=None,
    )
    rows = []
    for one in settings:
        row: dict[str, Any] = {"setting": one.number}
        row |= {lever.name: one.levers.get(lever.name) for lever in levers}
        row["n"] = len(one.values(objectives[0]))
        for name in objectives:
            centre, low, high = levels[one.number][name]
            row |= {name: centre, f"{name}_ci_low": low, f"{name}_ci_high": high}
        for limit in limits:
            low, high = bounds_of(one, limit, pilot)
            ends = {
                f"{limit.estimate}_ci_low": _shown(low),
                f"{limit.estimate}_ci_high": _shown(high),
            }
            row |= {limit.estimate: estimate_of(one, limit, pilot), **ends}
        row |= {"feasible": standing[one.number], "on_front": one.number in front}
        row["cheapest"] = cheapest is not None and one.number == cheapest.number
        rows.append(row)
    frame = pd.DataFrame(rows)
    by = ["cheapest", "on_front", objectives[0]]
    return frame.sort_values(by, ascending=[False, False, True], kind="stable", ignore_index=True)


def _shown(end: float) -> float:
    return end if math.isfinite(end) else math.nan


def _holds(
    setting: Setting, objectives: Sequence[str], limits: Sequence[Limit], pilot: Setting
) -> bool:
    defined = not any(math.isnan(setting.mean(name)) for name in objectives)
    return defined and all(over(setting, limit, pilot) <= 0 for limit in limits)


def in_words(
    table: pd.DataFrame,
    levers: Sequence[Factor],
    objectives: Sequence[str],
    limits: Sequence[Limit],
) -> list[str]:
    """Return what was found, in sentences."""
    chosen = table[table["cheapest"]]
    held = " and ".join(limit.name for limit in limits) or "no limit"
    if chosen.empty:
        return [f"none of {len(table)} settings holds {held}"]
    row, name = chosen.iloc[0], objectives[0]
    setting = (
        "the programme as it is"
        if row["setting"] == AS_IT_IS
        else ", ".join(f"{one.name} = {row[one.name]}" for one in levers)
    )
    ends = f"95 % interval {row[f'{name}_ci_low']:,.6g} to {row[f'{name}_ci_high']:,.6g}"
    said = [
        (
            f"the lowest {name} of {len(table)} settings that hold {held}: {row[name]:,.6g} "
            f"({ends}, {row['n']} replications) with {setting}"
        )
    ]
    if row["feasible"] == "undecided":
        said.append(f"whether it holds {held} is undecided at 95 %{_needed(limits)}")
    return said


def _needed(limits: Sequence[Limit]) -> str:
    """Return how many replications at least would decide, in words."""
    tails = [LEAST_FOR_TAIL for limit in limits if limit.statistic == "es95"]
    events = [
        replications_for(limit.bound)
        for limit in limits
        if limit.outcome == "seizure" and limit.most and 0 < limit.bound < 1
    ]
    least = max([*tails, *events], default=0)
    return f": that takes {least} replications of it at least, so a larger budget" if least else ""
