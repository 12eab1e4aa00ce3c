"""What drives the answer: indices of each factor, with intervals, from a sweep's runs.

Each design has its method: Sobol' rows give first-order and total indices (Saltelli et al. 2010;
Jansen 1999), Morris trajectories elementary effects (Morris 1991; Campolongo et al. 2007), one at a
time a tornado, any other sample PAWN (Pianosi and Wagener 2015, 2018). An outcome at a point is its
mean over replications, which are the same at every point; intervals are percentiles of a bootstrap
over rows, trajectories or points (of a tornado: over replications), freed of its bias.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.described import unit_of
from simulator.experiments.swept import Swept
from simulator.streams import Stream

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RESAMPLES = 1_000
COLUMNS = (
    *("outcome", "unit", "factor", "role", "grade", "method", "index"),
    *("value", "ci_low", "ci_high", "rank", "converged"),
)
WIDEST = 0.10
"""An index whose 95 % interval is wider, or wider than half of itself if that is more, has not
converged (Sarrazin, Pianosi and Wagener 2016 take 0.05 to 0.1)."""
SLICES = 10
"""Conditioning intervals of PAWN."""


@dataclass(frozen=True)
class _Index:
    """One index of all factors.

    Attributes:
        estimate: from the units with these numbers, the factors' indices (k,).
        units: how many units there are to draw from: rows, trajectories, points, replications.
        share: whether it lies in [0, 1].
    """

    name: str
    estimate: Callable[[Ints], Floats]
    units: int
    share: bool


def sensitivity(
    swept: Swept,
    outcomes: Sequence[str] | None = None,
    *,
    programme: str | None = None,
    reference: str | None = None,
    assumptions: str | None = None,
    failed: Literal["refuse", "drop"] = "refuse",
) -> pd.DataFrame:
    """Return how much each factor drives each outcome, the strongest driver first.

    Columns `outcome, unit, factor, role, grade, method, index, value, ci_low, ci_high, rank,
    converged`; `grade` is the weakest grade of the factor's sources, `converged` whether the
    interval is narrow enough to believe the ranking.

    Args:
        outcomes: which; all that vary if None.
        programme: whose outcomes; with `reference` the difference between the two.
        failed: what to do with points of which a run failed or an outcome is not defined: refuse,
            or drop each row or trajectory that has one.

    Raises:
        InputError: nothing moves, or points failed and were not to be dropped.
    """
    if not swept.factors:
        raise InputError.of("nothing moves in this sweep", "a design with factors")
    rows = []
    for outcome in swept.outcomes if outcomes is None else outcomes:
        values = _values(swept, outcome, programme, reference, assumptions)
        if outcomes is None and not np.nanmax(values, initial=-math.inf) > np.nanmin(
            values, initial=math.inf
        ):
            continue
        rows += _of_outcome(swept, outcome, values, failed)
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    return frame.sort_values(["outcome", "index", "rank"], kind="stable", ignore_index=True)


def _values(
    swept: Swept,
    outcome: str,
    programme: str | None,
    reference: str | None,
    assumptions: str | None,
) -> Floats:
    """Return an outcome, or its difference, at each point, (points, replications)."""
    if reference is None:
        return swept.values(outcome, programme, assumptions)
    if programme is None:
        raise InputError.of("a reference without a programme", "both", key="programme")
    return swept.differences(outcome, programme, reference, assumptions)


def _of_outcome(
    swept: Swept, outcome: str, values: Floats, failed: Literal["refuse", "drop"]
) -> list[tuple[Any, ...]]:
    factors = swept.factors
    blocks = _blocks(swept, len(factors))
    whole = ~np.isnan(values[blocks]).any(axis=(1, 2))
    if failed == "refuse" and not whole.all():
        missing = int(np.isnan(values).any(axis=1).sum())
        raise InputError.of(
            f"{missing} of {len(values)} points have no {outcome}: a run failed, or it is not "
            "defined there",
            'failed="drop" leaves out the rows that they belong to',
            key="failed",
        )
    blocks = blocks[whole]
    if len(blocks) < 2:
        raise InputError.of(f"{len(blocks)} whole rows of {outcome}", "two or more", key="failed")
    rows = []
    for index in _indices(swept, values, blocks):
        estimate = index.estimate(np.arange(index.units))
        low, high = _intervals(index, estimate, f"{outcome}/{index.name}")
        order = np.argsort(-np.abs(estimate), kind="stable")
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(1, len(order) + 1)
        converged = _converged(index, estimate, low, high)
        for place, factor in enumerate(factors):
            rows.append(
                (
                    *(outcome, unit_of(outcome), factor["name"], factor["role"], factor["grade"]),
                    *(swept.manifest["design"], index.name),
                    *(float(estimate[place]), float(low[place]), float(high[place])),
                    *(int(rank[place]), converged),
                )
            )
    return rows


def _blocks(swept: Swept, k: int) -> Ints:
    """Return the points that stand or fall together, a row a block: rows, trajectories, points."""
    every = np.arange(len(swept.points))
    match swept.manifest["design"]:
        case "sobol":
            return every.reshape(k + 2, -1).T
        case "morris":
            return every.reshape(-1, k + 1)
    return every.reshape(-1, 1)


def _indices(swept: Swept, values: Floats, blocks: Ints) -> list[_Index]:
    means = values.mean(axis=1)
    match swept.manifest["design"]:
        case "sobol":
            return _sobol(means[blocks])
        case "morris":
            return _morris(means[blocks], swept.places[blocks])
        case "one-at-a-time":
            return _tornado(swept, values, blocks[:, 0])
    return _pawn(swept, means[blocks[:, 0]], blocks[:, 0])


def _sobol(y: Floats) -> list[_Index]:
    """Return first-order and total indices of rows (N, k + 2): A, B, then A with B's columns."""

    def parts(rows: Ints) -> tuple[Floats, Floats, Floats, float]:
        chosen = y[rows]
        a, b, ab = chosen[:, :1], chosen[:, 1:2], chosen[:, 2:]
        both = chosen[:, :2]
        return a, b, ab, float(np.var(both))

    def first(rows: Ints) -> Floats:
        a, b, ab, variance = parts(rows)
        centre = (a.mean() + b.mean()) / 2
        return _over(np.mean((b - centre) * (ab - a), axis=0), variance)

    def total(rows: Ints) -> Floats:
        a, _, ab, variance = parts(rows)
        return _over(np.mean((a - ab) ** 2, axis=0) / 2, variance)

    return [_Index("first", first, len(y), True), _Index("total", total, len(y), True)]


def _over(parts: Floats, whole: float) -> Floats:
    return parts / whole if whole > 0 else np.zeros(len(parts))


def _morris(y: Floats, places: Floats) -> list[_Index]:
    """Return mean absolute, mean and spread of elementary effects, for the whole range."""
    steps = np.diff(places, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    effects = np.empty_like(size)
    np.put_along_axis(effects, moved, np.diff(y, axis=1) / size, axis=1)
    return [
        _Index("mu_star", lambda rows: np.abs(effects[rows]).mean(axis=0), len(y), False),
        _Index("mu", lambda rows: effects[rows].mean(axis=0), len(y), False),
        _Index("sigma", lambda rows: effects[rows].std(axis=0, ddof=1), len(y), False),
    ]


def _tornado(swept: Swept, values: Floats, kept: Ints) -> list[_Index]:
    """Return the lowest and highest change from the central point as each factor moves alone."""
    here = set(kept.tolist())
    if 0 not in here:
        raise InputError.of("the central point failed", "a sweep in which it did not", key="failed")
    names = [one["name"] for one in swept.factors]
    centre = swept.points.iloc[0]
    alone = [
        [
            at
            for at in kept.tolist()
            if at == 0
            or all(
                (swept.points[other].iloc[at] == centre[other]) == (other != name)
                for other in names
            )
        ]
        for name in names
    ]
    changes = [values[at] - values[0] for at in alone]

    def swing(rows: Ints) -> Floats:
        return np.array([np.ptp(one[:, rows].mean(axis=1)) for one in changes])

    def lowest(rows: Ints) -> Floats:
        return np.array([one[:, rows].mean(axis=1).min() for one in changes])

    def highest(rows: Ints) -> Floats:
        return np.array([one[:, rows].mean(axis=1).max() for one in changes])

    count = values.shape[1]
    return [
        _Index("swing", swing, count, False),
        _Index("lowest", lowest, count, False),
        _Index("highest", highest, count, False),
    ]


def _pawn(swept: Swept, y: Floats, kept: Ints) -> list[_Index]:
    """Return PAWN's index: the median over slices of the distance that fixing a factor makes.

    The distance is Kolmogorov and Smirnov's, between the outcome's distribution in a slice of the
    factor's range and over all points.
    """
    columns = [_ranks(swept.points[one["name"]].to_numpy()[kept]) for one in swept.factors]

    def median(rows: Ints) -> Floats:
        chosen = y[rows]
        levels = np.unique(chosen)
        whole = _cdf(chosen, levels)
        found = []
        for column in columns:
            slices = column[rows]
            gaps = [
                np.abs(_cdf(chosen[slices == one], levels) - whole).max()
                for one in np.unique(slices)
            ]
            found.append(float(np.median(gaps)))
        return np.array(found)

    return [_Index("pawn", median, len(y), True)]


def _ranks(values: npt.NDArray[Any]) -> Ints:
    """Return in which of `SLICES` slices of equal numbers each value lies; few values: one each."""
    distinct, codes = np.unique(values, return_inverse=True)
    if len(distinct) <= SLICES:
        return codes.astype(np.int64)
    order = np.argsort(codes, kind="stable")
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order)) * SLICES // len(order)
    return ranks


def _cdf(values: Floats, levels: Floats) -> Floats:
    share: Floats = np.searchsorted(np.sort(values), levels, side="right") / len(values)
    return share


def _intervals(index: _Index, estimate: Floats, name: str) -> tuple[Floats, Floats]:
    """Return 95 % intervals of a bootstrap; equal inputs give equal intervals, one unit none."""
    units = index.units
    if units < 2:
        return np.full(len(estimate), np.nan), np.full(len(estimate), np.nan)
    entity = np.arange(RESAMPLES, dtype=np.uint64)
    uniforms = Stream(0, 0, f"bootstrap/{name}").uniforms(entity, units)
    rows = np.minimum((uniforms * units).astype(np.int64), units - 1)
    estimates = np.array([index.estimate(one) for one in rows])
    low, high = np.percentile(estimates, [2.5, 97.5], axis=0)
    bias = estimates.mean(axis=0) - estimate
    return low - bias, high - bias


def _converged(index: _Index, estimate: Floats, low: Floats, high: Floats) -> bool:
    """Return whether the intervals are narrow beside the index, or beside the largest one."""
    widest = float(np.max(high - low, initial=0.0))
    if math.isnan(widest):
        return False
    largest = float(np.max(np.abs(estimate), initial=0.0))
    allowed = max(WIDEST, largest / 2) if index.share else largest / 2
    return widest <= allowed
