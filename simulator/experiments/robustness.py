"""Which programme is safe whatever happens: regret and its kin, over assumptions and points.

A *state* is what nobody chooses: assumptions and the values of uncertainties at a point. A *plan* is
what somebody chooses: a programme and the values of levers. Every plan meets every state.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.described import better_of, unit_of
from simulator.experiments.swept import Swept

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Robustness:
    """How plans fare over states, for one outcome.

    Attributes:
        outcome: which; `better` says whether less or more of it is.
        values: means over replications, a row a state, a column a plan.
        regret: what each plan loses beside the best one in each state, at least 0; same shape.
        table: `plan, mean, worst, best, maximin_rank, max_regret, mean_regret, regret_rank,
            satisficing_share, percentile` a row a plan.
    """

    outcome: str
    unit: str
    better: str
    values: pd.DataFrame
    regret: pd.DataFrame
    table: pd.DataFrame


def robustness(
    swept: Swept,
    outcome: str,
    *,
    level: float | None = None,
    percent: float = 90.0,
    better: Literal["lower", "higher"] | None = None,
) -> Robustness:
    """Return how plans fare over states.

    Args:
        level: what is good enough, for the satisficing share; by default it is not counted.
        percent: the percentile over states that is told, counted from the good end.
        better: by default what the outcome's own direction is.

    Raises:
        InputError: an outcome has no direction, a plan misses a state, or there is one plan only.
    """
    direction = better_of(outcome) if better is None else better
    if direction == "neither":
        raise InputError.of(f"{outcome} has no better side", 'better="lower" or "higher"')
    values = values_by_state(swept, outcome)
    if values.shape[1] < 2:
        raise InputError.of("one plan only", "programmes or levers to choose between")
    if values.isna().any(axis=None):
        missing = int(values.isna().to_numpy().sum())
        raise InputError.of(f"{missing} pairs of plan and state have no {outcome}", "all of them")
    table = values.to_numpy(np.float64)
    cost = table if direction == "lower" else -table
    regret = cost - cost.min(axis=1, keepdims=True)
    return Robustness(
        outcome, unit_of(outcome), direction, values,
        pd.DataFrame(regret, index=values.index, columns=values.columns),
        _table(values, cost, regret, level, percent, direction),
    )  # fmt: skip


def values_by_state(swept: Swept, outcome: str) -> pd.DataFrame:
    """Return an outcome's mean over replications, a row a state and a column a plan."""
    levers = [one["name"] for one in swept.factors if one["role"] == "lever"]
    others = [one["name"] for one in swept.factors if one["role"] != "lever"]
    if outcome not in swept.outcomes:
        raise InputError.of(f"no outcome {outcome}", ", ".join(swept.outcomes[:12]))
    mean = swept.runs.groupby(["point", "assumptions", "programme"], sort=False)[outcome]
    means = mean.agg(lambda one: one.mean(skipna=False)).reset_index()
    joined = means.merge(swept.points, on="point", sort=False)
    joined["plan"] = [_name(row, ["programme", *levers]) for row in joined.to_dict("records")]
    joined["state"] = [_name(row, ["assumptions", *others]) for row in joined.to_dict("records")]
    table = joined.pivot_table(
        index="state", columns="plan", values=outcome, sort=False, dropna=False
    )
    return pd.DataFrame(table)


def _name(row: dict[Any, Any], keys: list[str]) -> str:
    first, *rest = keys
    return ", ".join([str(row[first]), *(f"{key}={row[key]}" for key in rest)])


def _table(
    values: pd.DataFrame,
    cost: Floats,
    regret: Floats,
    level: float | None,
    percent: float,
    direction: str,
) -> pd.DataFrame:
    sign = 1.0 if direction == "lower" else -1.0
    good = math.nan if level is None else level
    enough = np.full(cost.shape[1], np.nan)
    if level is not None:
        enough = (cost <= sign * good).mean(axis=0)
    frame = pd.DataFrame(
        {
            "plan": list(values.columns),
            "mean": sign * cost.mean(axis=0),
            "worst": sign * cost.max(axis=0),
            "best": sign * cost.min(axis=0),
            "maximin_rank": _ranks(cost.max(axis=0)),
            "max_regret": regret.max(axis=0),
            "mean_regret": regret.mean(axis=0),
            "regret_rank": _ranks(regret.max(axis=0)),
            "satisficing_share": enough,
            "percentile": sign * np.percentile(cost, percent, axis=0),
        }
    )
    return frame.sort_values(["regret_rank", "mean_regret"], kind="stable", ignore_index=True)


def _ranks(values: Floats) -> npt.NDArray[np.int64]:
    """Return ranks from 1, the lowest first; equal values share the better rank."""
    return np.array([1 + int((values < value).sum()) for value in values])
