"""The tail over replications of what is paid or lost: value at risk and expected shortfall.

A replication is a draw of the loss. The value at risk at level p is its p-quantile: the smallest
loss that at least a share p of replications stay within. The expected shortfall is the mean of the
worst 1 − p of the distribution, a part of the loss at the quantile being counted where the worst
1 − p ends within it (Acerbi and Tasche 2002; Rockafellar and Uryasev 2002).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import bdtr, bdtrc, stdtrit

from simulator.experiments.statistics import CONFIDENCE, mean, sd
from simulator.experiments.tables import LABELS

Floats = npt.NDArray[np.float64]

LEVELS = (95, 99)
"""Per cent of replications that stay within the value at risk."""
LOSSES = ("programme_cost_eur", "guarantee_claims_eur", "distributor_losses_eur")
"""Outcomes that have a tail, besides each measure's cost."""
TAILS = (
    *(*LABELS, "outcome", "level", "n", "expected"),
    *("var", "var_ci_low", "var_ci_high", "es", "es_ci_low", "es_ci_high", "reason"),
)


@dataclass(frozen=True)
class Tail:
    """The tail of a loss at one level, in the loss's unit; NaN where `reason` says why.

    Attributes:
        n: replications in which the loss is defined.
        expected: their mean.
        var, var_ci_low, var_ci_high: value at risk, and order statistics around it that cover it
            with a probability of at least 95 %, whatever the distribution.
        es, es_ci_low, es_ci_high: expected shortfall with its t-interval.
        reason: why there is no tail; blank if there is one.
    """

    n: int
    expected: float
    var: float
    var_ci_low: float
    var_ci_high: float
    es: float
    es_ci_low: float
    es_ci_high: float
    reason: str


def tail(losses: npt.ArrayLike, level: int, refused: str = "") -> Tail:
    """Return the tail of losses (replications,) at a level in per cent.

    Args:
        losses: one a replication; NaN where it is not defined.
        level: 95 or 99.
        refused: a reason to give no tail, such as replications that failed.
    """
    values = np.asarray(losses, np.float64)
    ordered = np.sort(values[~np.isnan(values)])
    n, undefined = len(ordered), int(np.isnan(values).sum())
    reason = refused or _reason(n, undefined, level)
    if reason:
        none = math.nan
        return Tail(n, mean(ordered), none, none, none, none, none, none, reason)
    low, high = quantile_ranks(n, level)
    shortfall, es_low, es_high = shortfall_interval(ordered, level)
    bounds = float(ordered[low - 1]), float(ordered[high - 1])
    found = value_at_risk(ordered, level)
    return Tail(n, mean(ordered), found, *bounds, shortfall, es_low, es_high, "")


def fewest(level: int) -> int:
    """Return how many replications a quantile needs: the worst is beyond it in 95 % of samples.

    >>> fewest(95), fewest(99)
    (59, 299)
    """
    return math.ceil(math.log(1 - CONFIDENCE) / math.log(level / 100))


def rank(n: int, level: int) -> int:
    """Return which of n ordered losses, from 1, is the quantile.

    >>> rank(100, 95), rank(59, 95), rank(20, 99)
    (95, 57, 20)
    """
    return -(-n * level // 100)


def value_at_risk(ordered: Floats, level: int) -> float:
    """Return the quantile of ordered losses (n,): the smallest that a share `level` stays within.

    >>> value_at_risk(np.arange(1.0, 101.0), 95)
    95.0
    """
    return float(ordered[rank(len(ordered), level) - 1])


def expected_shortfall(ordered: Floats, level: int) -> float:
    """Return the mean of the worst 1 − `level` of ordered losses (n,), to the part of a loss.

    >>> expected_shortfall(np.arange(1.0, 101.0), 95)
    98.0
    >>> expected_shortfall(np.arange(1.0, 11.0), 95)
    10.0
    """
    quantile = value_at_risk(ordered, level)
    return quantile + 100 * mean(_beyond(ordered, quantile)) / (100 - level)


def shortfall_interval(ordered: Floats, level: int) -> tuple[float, float, float]:
    """Return the expected shortfall of ordered losses (n,) and its 95 % interval.

    The standard error is that of the mean excess over the quantile (Manistre and Hancock 2005); the
    degrees of freedom are the replications beyond it, since they alone tell of the tail.
    """
    n, quantile = len(ordered), value_at_risk(ordered, level)
    error = 100 * sd(_beyond(ordered, quantile)) / (100 - level) / math.sqrt(n)
    half = float(stdtrit(n - rank(n, level), (1 + CONFIDENCE) / 2)) * error
    shortfall = expected_shortfall(ordered, level)
    return shortfall, shortfall - half, shortfall + half


def quantile_ranks(n: int, level: int) -> tuple[int, int]:
    """Return the ranks, from 1, of ordered losses that hold the quantile between them.

    They do so in 95 % of samples or more, whatever the distribution (David and Nagaraja 2003,
    7.1): what the upper one leaves of the other 5 % is given to the lower one.

    >>> quantile_ranks(59, 95), quantile_ranks(1000, 95)
    ((50, 59), (937, 964))
    """
    share = level / 100
    ranks = np.arange(1, n + 1)
    not_above = bdtrc(ranks - 1.0, n, share)
    half = (1 - CONFIDENCE) / 2
    high = int(ranks[not_above <= half][0]) if not_above[-1] <= half else n
    left = 1 - CONFIDENCE - float(not_above[high - 1])
    not_below = bdtr(ranks - 1.0, n, share)
    within = ranks[not_below <= left]
    return (int(within[-1]) if len(within) else 1), high


def tails_table(
    replications: pd.DataFrame, failed: pd.DataFrame, levels: Sequence[int] = LEVELS
) -> pd.DataFrame:
    """Return one row a scenario, loss and level.

    Args:
        replications: one row a scenario, replication and outcome.
        failed: one row a failed replication: a scenario that has any gets no tail, since the
            replications that fail may be the bad ones; empty to let what is left stand for all.
        levels: per cent.
    """
    missing = failed.groupby(list(LABELS)).size().to_dict() if len(failed) else {}
    names = [name for name in replications["outcome"].unique() if is_a_loss(str(name))]
    losses = replications[replications["outcome"].isin(names)]
    rows = [
        (*key, level / 100, *vars(found).values())
        for key, one in losses.groupby([*LABELS, "outcome"], sort=False, observed=True)
        for level, found in _tails(one["value"], levels, missing.get(key[:2], 0))
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(TAILS))
    return frame.astype({"n": np.int64, "reason": "str"})


def is_a_loss(outcome: str) -> bool:
    """Return whether an outcome is one whose tail matters.

    >>> is_a_loss("cost_etc_line_eur"), is_a_loss("demand_eur")
    (True, False)
    """
    return outcome in LOSSES or (outcome.startswith("cost_") and outcome.endswith("_eur"))


def _tails(
    values: "pd.Series[float]", levels: Sequence[int], missing: int
) -> Iterator[tuple[int, Tail]]:
    refused = f"{missing} replication{'s' * (missing != 1)} failed" if missing else ""
    for level in levels:
        yield level, tail(values.to_numpy(), level, refused)


def _reason(n: int, undefined: int, level: int) -> str:
    if undefined:
        return f"not defined in {undefined} replication{'s' * (undefined != 1)}"
    return "" if n >= fewest(level) else f"needs {fewest(level)} replications"


def _beyond(ordered: Floats, quantile: float) -> Floats:
    return np.maximum(ordered - quantile, 0.0)
