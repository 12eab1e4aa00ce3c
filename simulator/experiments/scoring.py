"""How well a sample of predictions meets what was observed: scores, and where it lies among them.

What was observed is a range [low, high], open on a side where a bound is infinite; a number is a
range of no width. Predictions are the replications' values, (m,), all defined.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
INNER, OUTER = (25.0, 75.0), (5.0, 95.0)
"""Percentiles that bound the central 50 % and 90 % of predictions."""
NOT_DEFINED, INSIDE_50, INSIDE_90, OUTSIDE, NO_INTERVAL = (
    "not defined",
    "50 %",
    "90 %",
    "outside",
    "not available",
)
"""Where the observation lies: the model has no value for it; in the 50 % or the 90 % interval of
its predictions, or in neither; or there are too few predictions for an interval."""


@dataclass(frozen=True)
class Verdict:
    """How one observation stands to a sample of predictions, in the observable's unit.

    Attributes:
        n: predictions that are defined.
        median, p25, p75, p05, p95: of the predictions; the percentiles are NaN for fewer than two.
        within: where the observation lies, one of the words above: the interval meets the range.
        off_by: the median less the nearest end of the range; 0 if it lies in the range.
        pit_low, pit_high: the share of predictions below the range, and of those not above it. For
            a number they differ by the ties, and the transform is uniform between them (Czado,
            Gneiting and Held 2009).
        score: continuous ranked probability score; see `crps`.
    """

    n: int
    median: float
    p25: float
    p75: float
    p05: float
    p95: float
    within: str
    off_by: float
    pit_low: float
    pit_high: float
    score: float


def judged(predictions: npt.ArrayLike, low: float, high: float) -> Verdict:
    """Return how predictions, NaN where they are not defined, stand to the range observed."""
    given = np.asarray(predictions, np.float64)
    values = np.sort(given[~np.isnan(given)])
    if len(values) == 0:
        none = math.nan
        return Verdict(0, none, none, none, none, none, NOT_DEFINED, none, none, none, none)
    median = float(np.median(values))
    quartiles, outer = (_percentiles(values, bounds) for bounds in (INNER, OUTER))
    return Verdict(
        n=len(values),
        median=median,
        p25=quartiles[0],
        p75=quartiles[1],
        p05=outer[0],
        p95=outer[1],
        within=_within(quartiles, outer, low, high),
        off_by=median - min(max(median, low), high),
        pit_low=float(np.mean(values < low)),
        pit_high=float(np.mean(values <= high)),
        score=crps(values, low, high),
    )


def _percentiles(values: Floats, bounds: tuple[float, float]) -> list[float]:
    """Return percentiles with straight lines between the ordered values; NaN for fewer than two."""
    if len(values) < 2:
        return [math.nan, math.nan]
    return [float(one) for one in np.percentile(values, bounds)]


def _within(quartiles: list[float], outer: list[float], low: float, high: float) -> str:
    if math.isnan(outer[0]):
        return NO_INTERVAL
    for (bottom, top), word in ((quartiles, INSIDE_50), (outer, INSIDE_90)):
        if bottom <= high and top >= low:
            return word
    return OUTSIDE


def crps(predictions: Floats, low: float, high: float) -> float:
    """Return the continuous ranked probability score; 0 is best, the unit is the predictions'.

    For a number y it is the integral of (F(z) − 1{y ≤ z})², F being the predictions' step function:
    mean |x − y| − mean |x − x'| / 2 (Gneiting and Raftery 2007). Of a range it is known for all z
    outside of it whether y ≤ z; the integral leaves the inside out, which is the score with the
    weight 0 there and 1 elsewhere (Gneiting and Ranjan 2011). For a range that was fixed beforehand
    it is proper: it rewards no untrue prediction, and does not tell those within the range apart.

    >>> crps(np.array([1.0, 3.0]), 2.0, 2.0), crps(np.array([1.0, 3.0]), 0.0, 3.0)
    (0.5, 0.0)
    """
    moved = np.sort(outside(predictions, low, high))
    m = len(moved)
    # Σ |x − x'| over all pairs = 2 Σ (2 i − m + 1) x_i for rising x, i from 0
    spread = 2 * math.fsum((2 * np.arange(m) - m + 1) * moved) / m**2
    return math.fsum(np.abs(moved)) / m - spread / 2


def outside(values: Floats, low: float, high: float) -> Floats:
    """Return values with the range [low, high] taken out of the axis: all of it is the point 0.

    >>> outside(np.array([1.0, 2.5, 5.0]), 2.0, 3.0).tolist()
    [-1.0, 0.0, 2.0]
    """
    return np.minimum(values - low, 0.0) + np.maximum(values - high, 0.0)


def skill(score: float, yardstick: float) -> float:
    """Return 1 − score / yardstick's score: 1 is perfect, 0 no better; NaN if that one is perfect.

    >>> skill(1.0, 4.0), skill(8.0, 4.0)
    (0.75, -1.0)
    """
    return 1.0 - score / yardstick if yardstick > 0 else math.nan
