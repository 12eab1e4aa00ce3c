"""What it is worth to know an uncertainty before a plan is chosen.

The expected value of perfect information is what choosing the best plan in each state would gain over
the plan that is best on average; that of knowing one uncertainty, what choosing by it alone would
(Howard 1966; Felli and Hazen 1998). The one uncertainty's is estimated from the sweep's points,
sliced by its value (Strong and Oakley 2013); an estimate from noise alone is told beside it.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.described import better_of, unit_of
from simulator.experiments.robustness import values_by_state
from simulator.experiments.swept import Swept
from simulator.streams import Stream

Floats = npt.NDArray[np.float64]

SLICES = 10
SHUFFLES = 200
EVERYTHING = "everything"


def value_of_information(
    swept: Swept, outcome: str, *, better: Literal["lower", "higher"] | None = None
) -> pd.DataFrame:
    """Return what it would be worth to know each uncertainty, in the outcome's unit.

    Columns `uncertainty, unit, worth, by_chance, share_of_perfect, best_plan`: `by_chance` is the
    95th percentile of what an uncertainty that means nothing would seem worth; the last row is the
    worth of knowing everything; `best_plan` is chosen without knowing. States weigh alike.

    Raises:
        InputError: there is one plan only, or an outcome without a direction.
    """
    direction = better_of(outcome) if better is None else better
    if direction == "neither":
        raise InputError.of(f"{outcome} has no better side", 'better="lower" or "higher"')
    values = values_by_state(swept, outcome)
    if values.shape[1] < 2:
        raise InputError.of("one plan only", "programmes or levers to choose between")
    cost = values.to_numpy(np.float64) * (1.0 if direction == "lower" else -1.0)
    if np.isnan(cost).any():
        raise InputError.of(f"some plans have no {outcome} in some state", "all of them")
    means = cost.mean(axis=0)
    best, plain = int(np.argmin(means)), float(means.min())
    perfect = plain - float(cost.min(axis=1).mean())
    rows = []
    for name, codes in _states(swept, values):
        worth = _gain(cost, codes, plain)
        rows.append((name, worth, _by_chance(cost, codes, plain, name)))
    rows.append((EVERYTHING, perfect, np.nan))
    frame = pd.DataFrame(rows, columns=pd.Index(["uncertainty", "worth", "by_chance"]))
    frame.insert(1, "unit", unit_of(outcome))
    frame["share_of_perfect"] = frame["worth"] / perfect if perfect > 0 else np.nan
    frame["best_plan"] = str(values.columns[best])
    known = frame[:-1].sort_values("worth", ascending=False, kind="stable")
    return pd.concat([known, frame[-1:]], ignore_index=True)


def _states(swept: Swept, values: pd.DataFrame) -> list[tuple[str, npt.NDArray[np.int64]]]:
    """Return for each uncertainty the slice of its values in which each state lies."""
    others = [one["name"] for one in swept.factors if one["role"] != "lever"]
    frame = swept.runs[["point", "assumptions"]].drop_duplicates().merge(swept.points, on="point")
    keys = ["assumptions", *others]
    frame["state"] = [
        ", ".join([str(row["assumptions"]), *(f"{key}={row[key]}" for key in others)])
        for row in frame.to_dict("records")
    ]
    frame = frame.drop_duplicates("state").set_index("state").loc[list(values.index)]
    found = []
    for key in keys:
        distinct, codes = np.unique(frame[key].to_numpy(), return_inverse=True)
        if len(distinct) < 2:
            continue
        if len(distinct) > SLICES:
            order = np.argsort(codes, kind="stable")
            codes[order] = np.arange(len(order)) * SLICES // len(order)
        found.append((key, codes.astype(np.int64)))
    return found


def _gain(cost: Floats, codes: npt.NDArray[np.int64], plain: float) -> float:
    """Return what choosing the best plan in each slice gains over one plan for all."""
    total = sum(
        float(cost[codes == one].mean(axis=0).min()) * float((codes == one).mean())
        for one in np.unique(codes)
    )
    return plain - total


def _by_chance(cost: Floats, codes: npt.NDArray[np.int64], plain: float, name: str) -> float:
    entity = np.arange(SHUFFLES, dtype=np.uint64)
    uniforms = Stream(0, 0, f"shuffle/{name}").uniforms(entity, len(codes))
    gains = [_gain(cost, codes[np.argsort(row, kind="stable")], plain) for row in uniforms]
    return float(np.percentile(gains, 95))
