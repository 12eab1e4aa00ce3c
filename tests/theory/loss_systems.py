"""Markets so plain that queueing theory knows them.

One wholesaler, one account a reseller, equal amounts, an insured line of so many of them, no
prepayment, business every day, nothing else random. Payment is exactly at term with ample cash; or
a reseller has no cash of its own and pays each morning what its customers pay, so that a line is
held as long as customers take.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator import model
from simulator.book.record import Record
from simulator.study.inputs import merged
from simulator.study.schema import World
from tests.small_worlds import Case, run_case

AMOUNT_EUR = 1_000.0
START = date(2009, 1, 1)
FOR_EVER: dict[str, Any] = {"customers": {"patience": [[1e-9, 3_650], [1.0, 3_650]]}}
"""Customers that wait as long as it takes."""

Counts = npt.NDArray[np.int64]


def market(
    orders_a_day: float, terms: int, lines: float, days: int, resellers: int, **changes: Any
) -> World:
    """Return a market whose insured lines each carry `lines` orders."""
    kind = {
        "share_of_resellers": 1.0,
        "purchases_median_eur": round(AMOUNT_EUR * 365 * orders_a_day, 2),
        "purchases_sigma": 0.0,
        "rating_weights": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
        "margin": [0.1, 0.1, 0.1],
        "cash_days_median": 3_650.0,
        "cash_days_sigma": 0.0,
        "accounts_weights": [1],
        "product_mix": {"oem": 1.0},
    }
    plain = {
        "start": START,
        "end": START + timedelta(days=days - 1),
        "warm_up_days": 5 * terms,
        "calendar": "every-day",
        "population": {"resellers": resellers, "kinds": {"reseller": kind}},
        "products": {"oem": {"order_median_eur": AMOUNT_EUR, "order_sigma": 0.0}},
        "distributors": {"north": {"share": 1.0, "net_days": terms, "insurers": {"sfac": 1.0}}},
        "insurers": {"sfac": {"buffer": (lines + 0.01) / (orders_a_day * terms)}},
        "demand": {"order_size_exponent": 0.0},
        "customers": {"terms_days": 0, "lateness": [[1.0, 0]], "patience": [[1.0, 0]]},
        "trading": {"prepayment": False},
    }
    return World.model_validate(merged(plain, changes))


def customers_pay(
    lateness: Sequence[Sequence[float]],
    orders_a_day: float,
    lines: float,
    days: int,
    resellers: int,
    **changes: Any,
) -> World:
    """Return a market in which a line is held until a customer pays: on a day of `lateness`."""
    mine = {
        "warm_up_days": 300,
        "customers": {"lateness": lateness},
        "population": {"kinds": {"reseller": {"margin": [0.0] * 3, "overdraft_share": 0.0}}},
        "distributors": {"north": {"stop_after_days": 3_650}},
        "failure": {"after_days_overdue": 36_500, "illiquid_days": 36_500},
    }
    return market(orders_a_day, 1, lines, days, resellers, **merged(mine, changes))


def steps(days: npt.NDArray[np.float64], shares: npt.NDArray[np.float64]) -> list[list[float]]:
    """Return the quantiles of whole days that come with given shares: jumps, no straight lines."""
    up_to = np.cumsum(shares) / np.sum(shares)
    table = []
    for day, last, following in zip(days[:-1], up_to[:-1], days[1:], strict=True):
        table += [[float(last), float(day)], [float(last) + 1e-9, float(following)]]
    return [[1e-12, float(days[0])], *table, [1.0, float(days[-1])]]


def geometric_days(mean: float, most: int) -> list[list[float]]:
    """Return the quantiles of days of which each is the last with probability 1 / `mean`."""
    days = np.arange(1, most + 1)
    return steps(days.astype(float), (1 - 1 / mean) ** (days - 1) / mean)


def run(world: World, *measures: Any, seed: int = 2009) -> Record:
    """Return one replication."""
    return run_case(Case(world, measures), seed)


def run_without_cash(world: World, seed: int = 2009) -> Record:
    """Return one replication in which no reseller has any cash at first."""
    case: Any = Case(world)
    prepared = model.prepare(case)
    nothing = np.zeros(prepared.portfolio.resellers, np.int64)
    prepared = replace(prepared, portfolio=replace(prepared.portfolio, cash=nothing))
    return model.run(case, prepared, model.draw(case, prepared, seed, 0))


def owners_of(record: Record) -> Counts:
    """Return the reseller's row of each item, (i,)."""
    resellers = record.book.resellers
    return np.repeat(np.arange(len(resellers)), resellers["end_item"] - resellers["first_item"])


def by_reseller(record: Record, which: npt.NDArray[np.bool_], values: Any = 1) -> Counts:
    """Return the sum of `values` over each reseller's items of `which` (i,), (n,)."""
    weights = np.broadcast_to(np.asarray(values, np.float64), which.shape)[which]
    count = len(record.book.resellers)
    return np.bincount(owners_of(record)[which], weights, count).astype(np.int64)


def orders_of(record: Record) -> tuple[Counts, Counts]:
    """Return each reseller's orders in the window, and how many of them were blocked, (n,)."""
    book = record.book
    measured = book.ordered_on >= 0
    blocked = measured & (book.items["blocked"] > 0)
    return by_reseller(record, measured), by_reseller(record, blocked)


def ratio_with_error(parts: Counts, wholes: Counts) -> tuple[float, float]:
    """Return Σ parts / Σ wholes over independent resellers, and its standard error."""
    ratio = float(parts.sum() / wholes.sum())
    residuals = parts - ratio * wholes
    return ratio, float(residuals.std(ddof=1) * math.sqrt(len(parts)) / wholes.sum())


def blocked_share(record: Record) -> tuple[float, float]:
    """Return the share of orders that were blocked, and its standard error."""
    orders, blocked = orders_of(record)
    return ratio_with_error(blocked, orders)
