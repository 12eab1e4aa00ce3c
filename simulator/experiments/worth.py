"""What a programme is worth: revenue saved, what a euro of blockage avoided costs, and the net.

All is paired: programme and reference, replication by replication, on the same draws.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.comparison import Pair, outcome_of, pairs
from simulator.experiments.statistics import interval, mean, ratio_of_means
from simulator.experiments.tables import Label, by_scenario

Floats = npt.NDArray[np.float64]

REVENUE, BLOCKED, COST = "publisher_revenue_eur", "blocked_eur", "programme_cost_eur"
DISCOUNTS = "discounts_given_eur"
"""Part of the programme's cost, by which revenue is lower already."""
AMOUNTS = ("revenue_saved", "blockage_avoided", "cost", "net")
WORTH = (
    *("reference", "programme", "assumptions", "n"),
    *(f"{a}{end}" for a in AMOUNTS[:3] for end in ("_eur", "_ci_low", "_ci_high")),
    *("cost_per_eur", "cost_per_eur_ci_low", "cost_per_eur_ci_high", "finding"),
    *("contribution_margin", "net_eur", "net_ci_low", "net_ci_high"),
)


@dataclass(frozen=True)
class Price:
    """What a euro of blockage avoided costs, EUR, with its interval.

    Attributes:
        finding: "decided"; "undecided" where the interval of blockage avoided spans zero, so that
            the price may be anything; "more is blocked" where the programme adds blockage;
            "not available" for fewer than two replications.
    """

    value: float
    low: float
    high: float
    finding: str


def worth(
    replications: pd.DataFrame, labels: Sequence[Label], contribution_margin: float = 1.0
) -> pd.DataFrame:
    """Return one row a pair: what the programme saves, costs, and is worth, against the reference.

    Args:
        replications: one row a scenario, replication and outcome.
        labels: the scenarios, the first with the reference programme.
        contribution_margin: what is left to the publisher of a euro of revenue before the
            programme's cost, a share; 1 takes revenue gross of what it costs to earn.

    Raises:
        InputError: the margin is no share.
    """
    if not 0 <= contribution_margin <= 1:
        problem = f"a contribution margin of {contribution_margin!r}"
        raise InputError.of(problem, "a share from 0 to 1", key="contribution_margin")
    values = by_scenario(replications)
    rows = [
        _row(pair, values[pair.reference], values[pair.other], contribution_margin)
        for pair in pairs(labels)
        if pair.reference in values and pair.other in values
    ]
    return pd.DataFrame(rows, columns=pd.Index(WORTH))


def price_of_blockage(cost: Floats, avoided: Floats) -> Price:
    """Return mean cost over mean blockage avoided, both (replications,) paired differences, EUR."""
    if len(cost) < 2:
        return _no_price("not available")
    low, high = interval(avoided)
    if low <= 0 <= high:
        return _no_price("undecided")
    if high < 0:
        return _no_price("more is blocked")
    return Price(*ratio_of_means(cost, avoided), "decided")


def _no_price(finding: str) -> Price:
    return Price(math.nan, math.nan, math.nan, finding)


def _row(
    pair: Pair, reference: pd.DataFrame, other: pd.DataFrame, margin: float
) -> tuple[object, ...]:
    common = other.index.intersection(reference.index)
    ours, theirs = other.loc[common], reference.loc[common]

    def rise(outcome: str) -> Floats:
        return outcome_of(ours, outcome) - outcome_of(theirs, outcome)

    saved, avoided, cost = rise(REVENUE), -rise(BLOCKED), rise(COST)
    net = margin * (saved + rise(DISCOUNTS)) - cost
    known = ~np.isnan(np.stack([saved, avoided, cost, net])).any(axis=0)
    saved, avoided, cost, net = (each[known] for each in (saved, avoided, cost, net))
    price = price_of_blockage(cost, avoided)
    return (
        *(pair.reference_name, pair.other[1], pair.other[0], int(known.sum())),
        *(number for each in (saved, avoided, cost) for number in (mean(each), *interval(each))),
        *vars(price).values(),
        *(margin, mean(net), *interval(net)),
    )
