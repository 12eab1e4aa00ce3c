"""What it is worth to know an uncertainty before a plan is chosen.

The expected value of perfect information is what choosing the best plan in each state would gain
over the plan that is best on average (Howard 1966; Felli and Hazen 1998); that of knowing one
uncertainty, what choosing by it alone would. The latter is estimated from states in slices of its
value (Strong and Oakley 2013). States weigh alike: shares in the design are probabilities.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.experiments.answers import Answer, about_sweep, kept
from simulator.experiments.asking import Better, Failing, checked, direction_of, sweep_of
from simulator.experiments.described import unit_of
from simulator.experiments.indices import slices_of
from simulator.experiments.states import Field, field_of
from simulator.experiments.statistics import redrawn
from simulator.experiments.swept import Swept
from simulator.streams import Stream

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHUFFLES = 200
RESAMPLES = 500
EVERYTHING = "everything"


class Information(Answer):
    """What it would be worth to know each uncertainty, in the outcome's unit.

    Table `information`, a row an uncertainty, the dearest first, and one for knowing everything:
    `worth` with its 95 % interval over states, `by_chance` (what an uncertainty that means nothing
    seems worth once in twenty), `share_of_perfect`, and `best_plan`, which is chosen unknowing.
    """

    chart, leads = "worth_of_knowing", "information"


def value_of_information(
    swept: Swept | str | Path,
    outcome: str,
    *,
    better: Better | None = None,
    failed: Failing = "refuse",
) -> Information:
    """Return what it would be worth to know each uncertainty, in the outcome's unit.

    Args:
        swept: a sweep of several programmes or levers over uncertainties, or its folder.
        better: by default what the outcome's own direction is.
        failed: whether states in which a plan has no outcome are refused or dropped.

    Raises:
        InputError: there is one plan only, or an outcome without a direction.
        RefusedError: a run failed and was not to be dropped.
    """
    swept = sweep_of(swept)
    checked(failed)
    field = field_of(swept, outcome, failed)
    direction = direction_of(outcome, better)
    cost = field.means * (1.0 if direction == "lower" else -1.0)
    table = _table(field, cost, outcome)
    asked = {
        "outcome": outcome,
        "unit": unit_of(outcome),
        "better": direction,
        "failed": failed,
    }
    found = {"states": len(field.states), "plans": len(field.plans), "dropped": field.dropped}
    said = _said(outcome, table)
    manifest = kept("information", about_sweep(swept.manifest), asked, found, said)
    return Information(manifest, {"information": table})


def worth(cost: Floats, codes: Ints) -> float:
    """Return what choosing the best plan by slice gains over one plan for all states.

    >>> worth(np.array([[0.0, 4.0], [6.0, 4.0]]), np.array([0, 1]))  # 3 for all, or 0 and 4
    1.0
    """
    return float(_worths(cost, codes, np.ones((1, len(cost))))[0])


def _worths(cost: Floats, codes: Ints, weights: Floats) -> Floats:
    """Return `worth` for each row of states' weights, (rows,)."""
    whole = weights.sum(axis=1)
    total = np.zeros(len(weights))
    for one in np.unique(codes):
        total += (weights[:, codes == one] @ cost[codes == one]).min(axis=1)
    found: Floats = ((weights @ cost).min(axis=1) - total) / whole
    return found


def _table(field: Field, cost: Floats, outcome: str) -> pd.DataFrame:
    best = int(np.argmin(cost.mean(axis=0)))
    cost = cost - cost[:, [best]]  # so that a plan that is always best makes exact zeros
    count = len(cost)
    entity = np.arange(RESAMPLES, dtype=np.uint64)
    uniforms = Stream(0, 0, "bootstrap/information").uniforms(entity, count)
    drawn = redrawn(uniforms, count)
    weights = np.array([np.bincount(row, minlength=count) for row in drawn], np.float64)
    rows: list[tuple[Any, ...]] = []
    for name in field.uncertain.columns:
        codes = _codes(field.uncertain[name])
        if len(np.unique(codes)) > 1:
            chance = _by_chance(cost, codes, str(name))
            rows.append((str(name), *_with_interval(cost, codes, weights), chance))
    rows.sort(key=lambda row: -row[1])
    rows.append((EVERYTHING, *_with_interval(cost, np.arange(count), weights), np.nan))
    columns = ["uncertainty", "worth", "ci_low", "ci_high", "by_chance"]
    frame = pd.DataFrame(rows, columns=pd.Index(columns))
    frame.insert(1, "unit", unit_of(outcome))
    perfect = float(frame["worth"].iloc[-1])
    frame["share_of_perfect"] = frame["worth"] / perfect if perfect > 0 else np.nan
    frame["best_plan"] = field.plans[best]
    return frame


def _codes(values: "pd.Series[Any]") -> Ints:
    """Return in which slice each state lies; texts have one each."""
    if pd.api.types.is_numeric_dtype(values):
        return slices_of(values.to_numpy())
    return np.unique(values.astype(str).to_numpy(str), return_inverse=True)[1].astype(np.int64)


def _with_interval(cost: Floats, codes: Ints, weights: Floats) -> tuple[float, float, float]:
    """Return a worth and its 95 % interval, freed of the bias that the bootstrap shows."""
    found = worth(cost, codes)
    if len(cost) < 2:
        return found, np.nan, np.nan
    drawn = _worths(cost, codes, weights)
    low, high = np.percentile(drawn, [2.5, 97.5]) - (drawn.mean() - found)
    return found, max(float(low), 0.0), float(high)


def _by_chance(cost: Floats, codes: Ints, name: str) -> float:
    entity = np.arange(SHUFFLES, dtype=np.uint64)
    uniforms = Stream(0, 0, f"shuffle/{name}").uniforms(entity, len(codes))
    orders = np.argsort(uniforms, axis=1, kind="stable")
    return float(np.percentile([worth(cost, codes[order]) for order in orders], 95))


def _said(outcome: str, table: pd.DataFrame) -> list[str]:
    whole = table.iloc[-1]
    unit = "" if whole["unit"] in ("share", "0/1", "count") else f" {whole['unit']}"
    said = [
        (
            f"without knowing more, {whole['best_plan']} is best on average in {outcome}; to know "
            f"everything would be worth {whole['worth']:,.6g}{unit} on average"
        )
    ]
    if whole["worth"] <= 0:
        return [*said, "that plan is best in every state: nothing that could be learned changes it"]
    telling = table[:-1][table[:-1]["worth"] > table[:-1]["by_chance"]]
    if telling.empty:
        return [*said, "no single uncertainty is worth more than chance would make it seem"]
    first = telling.iloc[0]
    said.append(
        f"{first['uncertainty']} is worth most to know: {first['worth']:,.6g}{unit} (95 % interval "
        f"{first['ci_low']:,.6g} to {first['ci_high']:,.6g}; chance reaches "
        f"{first['by_chance']:,.6g})"
    )
    return said
