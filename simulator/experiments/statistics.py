"""What the replications of an outcome come to: means, intervals, paired differences.

An outcome is not always defined: there is no blockage rate without demand. Undefined values are
NaN; they are left out and `n` counts what is left. Nothing else is dropped.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, stdtrit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Better = Literal["lower", "higher", "neither"]

CONFIDENCE = 0.95
"""The level of every interval shown."""


@dataclass(frozen=True)
class Summary:
    """An outcome over its replications, in the outcome's unit; NaN where it is not available.

    Attributes:
        n: replications in which the outcome is defined.
        mean: their mean.
        sd: their standard deviation, with n − 1.
        ci_low, ci_high: 95 % t-interval of the mean; NaN for fewer than two replications.
        p05, p50, p95: percentiles, with straight lines between the ordered values.
    """

    n: int
    mean: float
    sd: float
    ci_low: float
    ci_high: float
    p05: float
    p50: float
    p95: float


@dataclass(frozen=True)
class Difference:
    """An outcome's difference, programme less reference, over replications that share draws.

    Attributes:
        n: replications in which both are defined.
        difference: its mean, in the outcome's unit.
        ci_low, ci_high: 95 % paired t-interval; NaN for fewer than two replications.
        p_better: share of the replications in which the programme is better, a tie counting half;
            NaN for an outcome of which neither more nor less is better.
        variance_reduction: variance that the difference would have without common draws, over
            the variance that it has; infinite if the difference never varies but the outcomes do.
    """

    n: int
    difference: float
    ci_low: float
    ci_high: float
    p_better: float
    variance_reduction: float


def summarise(values: npt.ArrayLike) -> Summary:
    """Return what an outcome's values, shape (replications,), come to."""
    defined = _defined(np.asarray(values, np.float64))
    if len(defined) == 0:
        return Summary(0, *[math.nan] * 7)
    low, high = interval(defined)
    p05, p50, p95 = (float(p) for p in np.percentile(defined, [5, 50, 95]))
    return Summary(len(defined), mean(defined), sd(defined), low, high, p05, p50, p95)


def paired(programme: npt.ArrayLike, reference: npt.ArrayLike, better: Better) -> Difference:
    """Return the difference of two outcomes, shape (replications,), row by row on shared draws."""
    ours, theirs = np.asarray(programme, np.float64), np.asarray(reference, np.float64)
    if ours.shape != theirs.shape:
        raise ValueError(f"{len(ours)} and {len(theirs)} replications cannot be paired")
    both = ~(np.isnan(ours) | np.isnan(theirs))
    ours, theirs = ours[both], theirs[both]
    differences = ours - theirs
    if len(differences) == 0:
        return Difference(0, *[math.nan] * 5)
    low, high = interval(differences)
    return Difference(
        n=len(differences),
        difference=mean(differences),
        ci_low=low,
        ci_high=high,
        p_better=_share_better(differences, better),
        variance_reduction=_variance_reduction(ours, theirs, differences),
    )


def mean(values: Floats) -> float:
    """Return the mean, from an exactly rounded sum, so that it is one number on every machine."""
    if len(values) == 0:
        return math.nan
    least, most = float(np.min(values)), float(np.max(values))
    return min(max(math.fsum(values) / len(values), least), most)


def sd(values: Floats) -> float:
    """Return the standard deviation with n − 1; NaN for fewer than two values."""
    return math.sqrt(_variance(values))


def interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the t-interval of the mean (Student 1908); NaN for fewer than two values."""
    n = len(values)
    if n < 2:
        return math.nan, math.nan
    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * sd(values) / math.sqrt(n)
    return mean(values) - half, mean(values) + half


def ratio_of_means(
    numerators: Floats, denominators: Floats, confidence: float = CONFIDENCE
) -> tuple[float, float, float]:
    """Return mean numerator over mean denominator, paired, with its interval (Fieller 1954).

    The interval holds the ratios r for which the mean of numerator − r × denominator has a
    t-interval that spans zero; NaN where it has no end, as the denominator's own interval spans
    zero, or for fewer than two values.
    """
    n = len(numerators)
    if n < 2:
        return math.nan, math.nan, math.nan
    above, below = mean(numerators), mean(denominators)
    ratio = above / below if below else math.nan
    critical = float(stdtrit(n - 1, (1 + confidence) / 2)) ** 2 / n
    covariance = math.fsum((numerators - above) * (denominators - below)) / (n - 1)
    # a r² − 2 b r + c = 0 has the interval's ends as its roots
    a = below**2 - critical * _variance(denominators)
    b = above * below - critical * covariance
    c = above**2 - critical * _variance(numerators)
    if a <= 0:
        return ratio, math.nan, math.nan
    half = math.sqrt(max(b**2 - a * c, 0.0))
    return ratio, (b - half) / a, (b + half) / a


def share_interval(events: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of a probability (Clopper and Pearson 1934), NaN for n = 0.

    It never covers less often than it says: no event in 8 leaves up to 37 %.

    >>> low, high = share_interval(0, 8)
    >>> low, round(high, 4)
    (0.0, 0.3694)
    """
    if n == 0:
        return math.nan, math.nan
    tail = (1 - confidence) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return low, high


def interval_of(values: Floats, *, event: bool) -> tuple[float, float]:
    """Return the 95 % interval of the mean: of an event (0 or 1) that of a probability."""
    if event and len(values) and bool(np.isin(values, (0.0, 1.0)).all()):
        return share_interval(int(values.sum()), len(values))
    return interval(values)


def redrawn(uniforms: Floats, count: int) -> Ints:
    """Return places from 0 below `count` drawn with replacement, one for each uniform.

    >>> redrawn(np.array([0.0, 0.49, 0.99]), 2).tolist()
    [0, 0, 1]
    """
    places: Ints = np.minimum((uniforms * count).astype(np.int64), count - 1)
    return places


def _defined(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def _variance(values: Floats) -> float:
    if len(values) < 2:
        return math.nan
    if np.all(values == values[0]):
        return 0.0
    centre = mean(values)
    return math.fsum((values - centre) ** 2) / (len(values) - 1)


def _share_better(differences: Floats, better: Better) -> float:
    if better == "neither":
        return math.nan
    gains = differences if better == "higher" else -differences
    return mean((gains > 0) + 0.5 * (gains == 0))


def _variance_reduction(ours: Floats, theirs: Floats, differences: Floats) -> float:
    """Return the ratio of variances; NaN where neither outcome varies or n < 2."""
    with_common_draws = _variance(differences)
    without = _variance(ours) + _variance(theirs)
    if with_common_draws == 0:
        return math.inf if without > 0 else math.nan
    return without / with_common_draws
