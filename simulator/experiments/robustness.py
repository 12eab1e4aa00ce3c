"""Which programme is safe whatever happens: regret and its kin, over states.

Regret is what a plan loses beside the best one in the same state (Savage 1951); the plan with the
smallest largest regret is never far wrong. Maximin looks at the worst state only (Wald 1950), the
satisficing share counts the states that are good enough. McPhail et al. (2018) compare them.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.answers import Answer, about_sweep, kept
from simulator.experiments.asking import Better, Failing, checked, direction_of, sweep_of
from simulator.experiments.described import unit_of
from simulator.experiments.states import Field, field_of
from simulator.experiments.statistics import redrawn
from simulator.experiments.swept import Swept
from simulator.streams import Stream

Floats = npt.NDArray[np.float64]

RESAMPLES = 500
SURE = 0.95


class Robustness(Answer):
    """How plans fare over states, for one outcome.

    Tables: `robustness`, a row a plan, the least largest regret first; `regret`, a row a state and
    plan: `value` (mean over replications) and `regret` (at least 0, in the outcome's unit).
    """

    chart, leads = "regret_table", "robustness"

    @property
    def regret(self) -> pd.DataFrame:
        """Return each plan's regret in each state: states down, plans across."""
        return self._wide("regret")

    @property
    def values(self) -> pd.DataFrame:
        """Return each plan's mean outcome in each state: states down, plans across."""
        return self._wide("value")

    def _wide(self, column: str) -> pd.DataFrame:
        table = self.frames["regret"]
        wide = table.pivot(index="state", columns="plan", values=column)
        return wide.loc[list(dict.fromkeys(table["state"])), list(dict.fromkeys(table["plan"]))]


def robustness(
    swept: Swept | str | Path,
    outcome: str,
    *,
    level: float | None = None,
    percent: float = 90.0,
    better: Better | None = None,
    failed: Failing = "refuse",
) -> Robustness:
    """Return how plans fare over states.

    Args:
        swept: a sweep of several programmes or levers, or its folder.
        level: what is good enough, for the satisficing share; by default it is not counted.
        percent: the percentile over states that is told, counted from the good end.
        better: by default what the outcome's own direction is.
        failed: whether states in which a plan has no outcome are refused or dropped.

    Raises:
        InputError: the outcome has no direction, there is one plan only, or a plan misses a state.
        RefusedError: a run failed and was not to be dropped.
    """
    swept = sweep_of(swept)
    checked(failed)
    if not 0 <= percent <= 100:
        raise InputError.of(f"percent {percent:g}", "0 to 100", key="percent")
    field = field_of(swept, outcome, failed)
    direction = direction_of(outcome, better)
    sign = 1.0 if direction == "lower" else -1.0
    table = _table(field, sign, level, percent)
    asked = {
        "outcome": outcome,
        "unit": unit_of(outcome),
        "level": level,
        "percent": percent,
        "better": direction,
        "failed": failed,
    }
    found = {"states": len(field.states), "plans": len(field.plans), "dropped": field.dropped}
    manifest = kept(
        "robustness", about_sweep(swept.manifest), asked, found, _said(outcome, field, table)
    )
    return Robustness(manifest, {"robustness": table, "regret": _regrets(field, sign)})


def regrets(cost: Floats) -> Floats:
    """Return what each plan loses beside the best in each state; plans on the second axis.

    >>> regrets(np.array([[3.0, 5.0], [4.0, 2.0]])).tolist()
    [[0.0, 2.0], [2.0, 0.0]]
    """
    found: Floats = cost - cost.min(axis=1, keepdims=True)
    return found


def _regrets(field: Field, sign: float) -> pd.DataFrame:
    states, plans = len(field.states), len(field.plans)
    return pd.DataFrame(
        {
            "state": np.repeat(np.array(field.states, object), plans),
            "plan": np.tile(np.array(field.plans, object), states),
            "value": field.means.ravel(),
            "regret": regrets(sign * field.means).ravel(),
        }
    )


def _table(field: Field, sign: float, level: float | None, percent: float) -> pd.DataFrame:
    cost = sign * field.means
    regret = regrets(cost)
    enough = np.full(cost.shape[1], np.nan)
    if level is not None:
        enough = (cost <= sign * level).mean(axis=0)
    drawn, first = _drawn(field, sign)
    low, high = drawn
    frame = pd.DataFrame(
        {
            "plan": list(field.plans),
            "max_regret": regret.max(axis=0),
            "max_regret_ci_low": low,
            "max_regret_ci_high": high,
            "regret_rank": _ranks(regret.max(axis=0)),
            "first_share": first,
            "mean_regret": regret.mean(axis=0),
            "mean": sign * cost.mean(axis=0),
            "worst": sign * cost.max(axis=0),
            "best": sign * cost.min(axis=0),
            "maximin_rank": _ranks(cost.max(axis=0)),
            "percentile": sign * np.percentile(cost, percent, axis=0),
            "satisficing_share": enough,
        }
    )
    return frame.sort_values(["regret_rank", "mean_regret"], kind="stable", ignore_index=True)


def _drawn(field: Field, sign: float) -> tuple[Floats, Floats]:
    """Return the 95 % interval of each plan's largest regret, and how often it is the smallest.

    Replications are drawn anew, the same for all plans and states, as they share their luck. A
    largest regret of noisy means tends to be too large; the interval shows how much is noise.
    """
    count, plans = field.values.shape[2], len(field.plans)
    if count < 2:
        return np.full((2, plans), np.nan), np.full(plans, np.nan)
    entity = np.arange(RESAMPLES, dtype=np.uint64)
    uniforms = Stream(0, 0, "bootstrap/regret").uniforms(entity, count)
    rows = redrawn(uniforms, count)
    largest = np.array(
        [regrets(sign * field.values[:, :, row].mean(axis=2)).max(axis=0) for row in rows]
    )
    ends: Floats = np.percentile(largest, [2.5, 97.5], axis=0)
    best = largest == largest.min(axis=1, keepdims=True)
    return ends, (best / best.sum(axis=1, keepdims=True)).mean(axis=0)


def _ranks(values: Floats) -> npt.NDArray[np.int64]:
    """Return ranks from 1, the lowest first; equal values share the better rank."""
    return np.array([1 + int((values < value).sum()) for value in values])


def _said(outcome: str, field: Field, table: pd.DataFrame) -> Sequence[str]:
    first, second = table.iloc[0], table.iloc[1]
    unit = unit_of(outcome)
    shown = "" if unit in ("share", "0/1", "count") else f" {unit}"
    said = [
        (
            f"{first['plan']} is the plan that is never far wrong in {outcome}: it loses at most "
            f"{first['max_regret']:,.6g}{shown} beside the best plan, over "
            f"{len(field.states)} states; next is {second['plan']} with {second['max_regret']:,.6g}"
        )
    ]
    if math.isnan(first["first_share"]):
        said.append("one replication: how sure that is cannot be told")
    elif first["first_share"] < SURE:
        said.append(
            f"undecided: with replications drawn anew it comes first in {first['first_share']:.0%} "
            "of cases; more replications would tell"
        )
    if field.dropped:
        said.append(f"{field.dropped} states were dropped, as a run in them failed")
    return said
