"""Where the answer tips: the value of one parameter at which an outcome crosses a level.

Every value is run with the same replications, so that the curve is one continuous function of the
value for each of them, and noise shifts it without roughening it. The root is found by bisection on
the mean; replications are resampled for its interval.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.streams import Stream

Floats = npt.NDArray[np.float64]

RESAMPLES = 1_000


@dataclass(frozen=True)
class Tipping:
    """Where an outcome crosses a level.

    Attributes:
        path: the parameter.
        outcome: what crosses; with `reference`, its difference.
        level: which level.
        at: the parameter's value there; NaN if the outcome crosses nowhere in the range.
        ci_low, ci_high: 95 % interval over replications, cut off at the range.
        crossing: share of resampled curves that cross in the range.
        curve: `value, mean, ci_low, ci_high` at the values that were run.
        said: in words.
    """

    path: str
    outcome: str
    level: float
    at: float
    ci_low: float
    ci_high: float
    crossing: float
    curve: pd.DataFrame
    said: str


def crossing(values: Floats, means: Floats, level: float) -> float:
    """Return where a curve of straight lines first crosses a level; NaN if it does nowhere.

    >>> crossing(np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 2.0]), 1.0)
    0.5
    """
    above = means - level
    if above[0] == 0:
        return float(values[0])
    for place in range(len(values) - 1):
        one, other = above[place], above[place + 1]
        if one * other <= 0 and one != other:
            share = one / (one - other)
            return float(values[place] + share * (values[place + 1] - values[place]))
    return math.nan


def tip(
    run_at: Callable[[float], Floats],
    low: float,
    high: float,
    level: float,
    *,
    path: str = "",
    outcome: str = "",
    first: int = 5,
    most: int = 12,
    whole: bool = False,
    seed: int = 2009,
) -> Tipping:
    """Return where an outcome crosses a level as a parameter moves from `low` to `high`.

    Args:
        run_at: the outcome's replications at a value of the parameter, (replications,), the same
            replications in the same order for every value.
        first: values, evenly spread, that are run first: they show whether the curve crosses.
        most: values that are run at most; the rest halve the piece in which it crosses.
        whole: whether only whole values make sense.

    Raises:
        InputError: the range is empty.
    """
    if not low < high:
        raise InputError.of(f"from {low:g} to {high:g}", "a lower value first", key=path)
    known: dict[float, Floats] = {}

    def at(value: float) -> Floats:
        if value not in known:
            known[value] = np.asarray(run_at(value), np.float64)
        return known[value]

    for value in _spread(low, high, first, whole):
        at(value)
    while len(known) < most and (middle := _middle(known, level, whole)) is not None:
        at(middle)
    values = np.array(sorted(known))
    curves = np.array([known[value] for value in values])
    found = crossing(values, curves.mean(axis=1), level)
    roots = _resampled(values, curves, level, seed)
    inside = roots[~np.isnan(roots)]
    share = len(inside) / len(roots)
    ci_low, ci_high = (
        (float(q) for q in np.percentile(inside, [2.5, 97.5]))
        if share >= 0.95 and curves.shape[1] > 1
        else (math.nan, math.nan)
    )
    return Tipping(
        path, outcome, level, found, ci_low, ci_high, share, _curve(values, curves),
        _said(path, outcome, level, found, (ci_low, ci_high), values, curves.mean(axis=1), share),
    )  # fmt: skip


def _spread(low: float, high: float, count: int, whole: bool) -> list[float]:
    values = np.linspace(low, high, count)
    return sorted({float(round(v)) if whole else float(v) for v in values})


def _middle(known: dict[float, Floats], level: float, whole: bool) -> float | None:
    """Return the middle of the piece in which the mean crosses first, None if it is not needed."""
    values = sorted(known)
    for one, other in zip(values, values[1:], strict=False):
        a, b = known[one].mean() - level, known[other].mean() - level
        if a * b < 0:
            middle = (one + other) / 2
            middle = float(round(middle)) if whole else middle
            return None if middle in known else middle
    return None


def _resampled(values: Floats, curves: Floats, level: float, seed: int) -> Floats:
    """Return where the mean of resampled replications crosses, (RESAMPLES,), NaN where nowhere."""
    count = curves.shape[1]
    uniforms = Stream(seed, 0, "bootstrap/tipping").uniforms(
        np.arange(RESAMPLES, dtype=np.uint64), count
    )
    rows = np.minimum((uniforms * count).astype(np.int64), count - 1)
    return np.array([crossing(values, curves[:, row].mean(axis=1), level) for row in rows])


def _curve(values: Floats, curves: Floats) -> pd.DataFrame:
    from simulator.experiments.statistics import summarise

    said = [summarise(row) for row in curves]
    return pd.DataFrame(
        {
            "value": values,
            "mean": [one.mean for one in said],
            "ci_low": [one.ci_low for one in said],
            "ci_high": [one.ci_high for one in said],
        }
    )


def _said(
    path: str,
    outcome: str,
    level: float,
    found: float,
    interval: tuple[float, float],
    values: Floats,
    means: Floats,
    share: float,
) -> str:
    if math.isnan(found):
        side = "above" if means[0] > level else "below"
        return (
            f"{outcome} stays {side} {level:g} from {path} = {values[0]:g} to {values[-1]:g} "
            f"({means[0]:.4g} to {means[-1]:.4g})"
        )
    low, high = interval
    between = (
        f"95 % interval {low:.4g} to {high:.4g}"
        if not math.isnan(low)
        else f"interval not available: {share:.0%} of resampled curves cross in the range"
    )
    return f"{outcome} crosses {level:g} at {path} = {found:.4g} ({between})"


def as_plain(tipping: Tipping) -> dict[str, Any]:
    """Return what was found as plain data."""
    told = {name: getattr(tipping, name) for name in ("path", "outcome", "level", "said")}
    for name in ("at", "ci_low", "ci_high", "crossing"):
        value = getattr(tipping, name)
        told[name] = None if math.isnan(value) else value
    told["curve"] = tipping.curve.to_dict("records")
    return told
