"""Markets so plain that queueing theory knows them, and what theory says of them.

One wholesaler, one account a reseller, equal amounts, an insured line of so many of them, payment
exactly at term, ample cash, no patience, no prepayment, business every day, nothing else random.
"""

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import poisson

from simulator.book.record import Record
from simulator.study.schema import World
from tests.small_worlds import Case, run_case

AMOUNT_EUR = 1_000.0
START = date(2009, 1, 1)


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
    return World.model_validate(
        {
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
            **changes,
        }
    )


def run(world: World, *measures: Any, seed: int = 2009) -> Record:
    """Return one replication."""
    return run_case(Case(world, measures), seed)


def orders_of(record: Record) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return each reseller's orders in the window, and how many of them were blocked, (n,)."""
    book = record.book
    owner = np.repeat(
        np.arange(len(book.resellers)), book.resellers["end_item"] - book.resellers["first_item"]
    )
    measured = book.ordered_on >= 0
    blocked = measured & (book.items["blocked"] > 0)
    count = len(book.resellers)
    return (
        np.bincount(owner[measured], minlength=count),
        np.bincount(owner[blocked], minlength=count),
    )


def ratio_with_error(
    parts: npt.NDArray[np.int64], wholes: npt.NDArray[np.int64]
) -> tuple[float, float]:
    """Return Σ parts / Σ wholes over independent resellers, and its standard error."""
    ratio = float(parts.sum() / wholes.sum())
    residuals = parts - ratio * wholes
    return ratio, float(residuals.std(ddof=1) * math.sqrt(len(parts)) / wholes.sum())


def erlang_b(lines: int, load: float) -> float:
    """Return the probability that all lines are busy (Erlang 1917), by its recursion."""
    inverse = 1.0
    for k in range(1, lines + 1):
        inverse = 1.0 + inverse * k / load
    return 1.0 / inverse


def one_order_line(orders_a_day: float, terms: int) -> float:
    """Return the exact share blocked where the line carries one order.

    A line that is taken on one day is free in the morning `terms` days later, and is taken again on
    the first day with an order: a cycle of D + 1/(e^λ − 1) days, λ orders a day, one delivered.
    """
    return 1 - 1 / (orders_a_day * (terms + 1 / math.expm1(orders_a_day)))


def one_day_terms(orders_a_day: float, lines: int) -> float:
    """Return the exact share blocked where all that is bought one day is paid the next morning."""
    k = np.arange(lines + 1)
    weights = poisson.pmf(k, orders_a_day)
    delivered = (weights * k).sum() + lines * (1 - weights.sum())
    return float(1 - delivered / orders_a_day)
