"""A thousand guaranteed lines of one size, all drawn: what their failures cost the publisher.

Each name places one order on the first day, due after the run, on a line that the publisher
guarantees; then it fails or not. Its hazard begins on the second day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator import model
from simulator.book.medians import usual_orders
from simulator.market.failures import exogenous_days
from simulator.market.orders import OrderBook
from simulator.study.schema import World
from tests.small_worlds import Case, a_measure
from tests.theory.comparing import Check
from tests.theory.formulas import together_by, vasicek_quantile, vasicek_shortfall
from tests.theory.loss_systems import AMOUNT_EUR, market

START = date(2009, 1, 1)
CHANCE = 0.02
"""Probability that a name fails within the run."""
DAYS = 91
COVERAGE = 0.8
LEVEL = 0.99


def world_of(names: int, correlation: float) -> World:
    """Return a market of names that fail within the run with probability `CHANCE`."""
    hazard = -np.log1p(-CHANCE) * 365 / (DAYS - 1)
    return market(
        1e-6,
        365,
        1,
        days=DAYS,
        resellers=names,
        warm_up_days=0,
        insurers={"sfac": {"buffer": 0.0}},
        failure={
            "annual_hazard": [float(hazard)] * 10,
            "macro_stress": [[START, 0.0], [START + timedelta(days=1), 1.0]],
            "asset_correlation": correlation,
            "recovery_share": 0.0,
        },
    )


def one_order_each(names: int) -> OrderBook:
    """Return a book in which each name orders `AMOUNT_EUR` on the first day."""

    def every(value: float, kind: type) -> npt.NDArray[Any]:
        return np.full(names, value, kind)

    return OrderBook(
        start=np.arange(names + 1, dtype=np.int64),
        day=every(0, np.int32),
        product=every(0, np.int8),
        amount=every(100 * AMOUNT_EUR, np.int64),
        pays_after=every(365, np.int16),
        patience=every(0, np.int16),
        financed=every(0, np.int8),
        mark=every(0.5, np.float32),
    )


@dataclass(frozen=True)
class Guarantor:
    """The shipped model on names that each have drawn their guaranteed line on the first day."""

    names: int
    correlation: float

    @cached_property
    def case(self) -> Any:
        line = a_measure(
            "guaranteed_line",
            amount_eur=AMOUNT_EUR,
            coverage_share=COVERAGE,
            requires_insured_limit=False,
            starts=START,
            ends=START + timedelta(days=DAYS),
        )
        return Case(world_of(self.names, self.correlation), (line,))

    def prepare(self, _: Any = None) -> model.Prepared:
        return model.prepare(self.case)

    def draw(self, _: Any, prepared: model.Prepared, seed: int, replication: int) -> model.Draws:
        draws = model.draw(self.case, prepared, seed, replication)
        orders = one_order_each(self.names)
        return replace(draws, orders=orders, usual_orders=usual_orders(orders))

    def run(self, _: Any, prepared: Any, draws: Any, *__: Any) -> Any:
        return model.run(self.case, prepared, draws)

    def measure(self, record: Any, _: bool = False) -> Any:
        return model.measure(record)


def failures(names: int, correlation: float, replications: int) -> npt.NDArray[np.int64]:
    """Return how many names the shipped model draws to fail in each replication."""
    case: Any = Guarantor(names, correlation).case
    world, prepared = case.world, model.prepare(case)
    last = prepared.calendar.last_day
    return np.array(
        [
            (exogenous_days(world, prepared.portfolio, prepared.calendar, 7, r) <= last).sum()
            for r in range(replications)
        ]
    )


def shortfall(counts: npt.NDArray[np.int64], quantile: int) -> tuple[float, float]:
    """Return the mean of the worst 1 − `LEVEL`, and its standard error, the quantile being known.

    Quantile + E[(count − quantile)⁺] / (1 − level) (Rockafellar and Uryasev 2002).
    """
    beyond = np.maximum(counts - quantile, 0)
    error = beyond.std(ddof=1) / np.sqrt(len(beyond))
    return quantile + float(beyond.mean()) / (1 - LEVEL), float(error) / (1 - LEVEL)


def tail_of(law: npt.NDArray[np.float64]) -> tuple[int, float]:
    """Return quantile and shortfall at `LEVEL` of a count with P(count ≤ m) = law[m]."""
    quantile = int(np.searchsorted(law, LEVEL))
    beyond = float((1 - law[quantile:]).sum())
    return quantile, quantile + beyond / (1 - LEVEL)


def finite(correlation: float, replications: int, wrong: dict[str, float]) -> Iterator[Check]:
    """A thousand names: mean, value at risk and expected shortfall of the number that fails."""
    names = 1_000
    counts = failures(names, correlation, replications)
    law = together_by(names, CHANCE, correlation)
    others = {name: together_by(names, CHANCE, rho) for name, rho in wrong.items()}
    quantile, mean_of_worst = tail_of(law)
    told = f"{names:,} lines, correlation {correlation}"
    how = "binomial" if correlation == 0 else "binomial integrated over Z (Vasicek 2002)"
    yield Check(
        f"{told}: mean number of failures",
        "n p, whatever the correlation",
        names * CHANCE,
        float(counts.mean()),
        float(counts.std(ddof=1) / np.sqrt(replications)),
        detectable=1.5,
        wrong={"a tenth more of hazard": names * (1 - (1 - CHANCE) ** 1.1)},
        decimals=2,
    )
    within = float(law[quantile])
    yield Check(
        f"{told}: share of replications within the value at risk of {quantile}",
        how,
        within,
        float((counts <= quantile).mean()),
        float(np.sqrt(within * (1 - within) / replications)),
        detectable=0.01,
        wrong={name: float(other[quantile]) for name, other in others.items()},
    )
    found, error = shortfall(counts, quantile)
    yield Check(
        f"{told}: expected shortfall at 99 %",
        how,
        mean_of_worst,
        found,
        error,
        detectable=0.2 * mean_of_worst,
        wrong={name: tail_of(other)[1] for name, other in others.items()},
        decimals=2,
    )


def independent() -> Iterator[Check]:
    """Names that fail independently."""
    yield from finite(0.0, 8_000, {"a common factor of 0.02": 0.02})


def clustered() -> Iterator[Check]:
    """Names that share a factor."""
    yield from finite(0.12, 8_000, {"independent names": 0.0, "ρ for √ρ": 0.12**2})


def clustering() -> Iterator[Check]:
    """What sharing the factor does to the loss at 99 %: it makes it three times as large."""
    names, replications = 1_000, 8_000
    apart, together = (failures(names, rho, replications) for rho in (0.0, 0.12))
    laws = [together_by(names, CHANCE, rho) for rho in (0.0, 0.12)]
    quantiles = [int(np.searchsorted(law, LEVEL)) for law in laws]
    ranks = -(-replications * 99 // 100)
    found = np.sort(together)[ranks - 1] / np.sort(apart)[ranks - 1]
    # half the width over which the quantile's rank is uncertain by one standard deviation
    spread = np.sqrt(LEVEL * (1 - LEVEL) * replications)
    ordered = np.sort(together)
    error = (ordered[int(ranks + spread)] - ordered[int(ranks - spread)]) / 2 / quantiles[0]
    yield Check(
        "99 % loss of 1,000 lines, correlation 0.12, over that of independent ones",
        "the two laws above",
        quantiles[1] / quantiles[0],
        float(found),
        float(error),
        detectable=1.2,
        bias=0.5 * quantiles[1] / quantiles[0] ** 2 + 0.5 / quantiles[0],
        wrong={
            "no clustering": 1.0,
            "correlation 0.02": tail_of(together_by(names, CHANCE, 0.02))[0] / quantiles[0],
        },
        decimals=2,
    )


def limit() -> Iterator[Check]:
    """Five thousand names, against infinitely many."""
    names, replications, correlation = 5_000, 3_000, 0.12
    counts = failures(names, correlation, replications)
    share = vasicek_quantile(LEVEL, CHANCE, correlation)
    at = int(share * names)
    bias = abs(float(together_by(names, CHANCE, correlation)[at]) - LEVEL)
    found = float((counts <= at).mean())
    yield Check(
        f"{names:,} lines: share of replications within the limit's value at risk, {share:.2%}",
        "Vasicek (2002), infinitely many names",
        LEVEL,
        found,
        float(np.sqrt(LEVEL * (1 - LEVEL) / replications)),
        detectable=0.015,
        bias=bias,
        wrong={
            "a hazard half as high": float(together_by(names, CHANCE, correlation)[at // 2]),
            "independent names": 1.0,
        },
    )
    mean_of_worst, error = shortfall(counts, at)
    expected = vasicek_shortfall(LEVEL, CHANCE, correlation)
    exact = tail_of(together_by(names, CHANCE, correlation))[1] / names
    yield Check(
        f"{names:,} lines: share that fails in the worst 1 % of replications",
        "Vasicek (2002): bivariate normal",
        expected,
        mean_of_worst / names,
        error / names,
        detectable=0.05,
        bias=abs(exact - expected) + 1e-4,
        wrong={"independent names": CHANCE, "ρ for √ρ": vasicek_shortfall(LEVEL, CHANCE, 0.12**2)},
    )


CASES = (independent, clustered, clustering, limit)
