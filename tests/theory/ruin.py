"""Whether a reseller runs out of cash: what customers pay comes in jumps, costs go out by month.

Each order brings one unit of cash on the next day, so cash is a sum of units: the dual of the risk
model of an insurer. Within a year the unit is what customers pay, and invoices are due later; over
years it is the margin, as high as the purchase price, and invoices are due on the next day too.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from simulator import model
from simulator.book.record import Record
from simulator.book.state import ILLIQUID
from simulator.study.inputs import merged
from tests.small_worlds import Case
from tests.theory.comparing import Check
from tests.theory.formulas import failures_by_month, ruin_by_month, ruin_for_ever
from tests.theory.loss_systems import AMOUNT_EUR, START, market

UNIT = round(100 * AMOUNT_EUR)
"""Cents that an order brings."""
OF_THE_YEAR: dict[str, Any] = {
    "warm_up_days": 0,
    "population": {"kinds": {"reseller": {"margin": [0.0] * 3, "overdraft_share": 0.0}}},
    "distributors": {"north": {"net_days": 365, "stop_after_days": 3_650}},
    "insurers": {"sfac": {"buffer": 100.0}},
    "failure": {"illiquid_days": 36_500, "after_days_overdue": 36_500},
}
OF_YEARS: dict[str, Any] = {
    "warm_up_days": 1,
    "population": {"kinds": {"reseller": {"margin": [1.0] * 3}}},
    "distributors": {"north": {"net_days": 1}},
}
"""The run begins on a payday, so that all months are whole."""


def run_with_cash(
    orders_a_day: float, start: int, costs: int, months: int, resellers: int, **changes: Any
) -> Record:
    """Return a run in which each reseller has `start` units of cash and pays `costs` a month."""
    end = date(START.year + months // 12, 1, 1)
    world = market(
        orders_a_day,
        1,
        90,
        days=(end - START).days,
        resellers=resellers,
        **merged(OF_THE_YEAR, changes),
    )
    case: Any = Case(world)
    prepared = model.prepare(case)
    portfolio = replace(
        prepared.portfolio,
        cash=np.full(resellers, start * UNIT),
        fixed_costs=np.full(resellers, costs * UNIT),
    )
    prepared = replace(prepared, portfolio=portfolio)
    return model.run(case, prepared, model.draw(case, prepared, 2009, 0), audit=True)


def incomes(orders_a_day: float, months: int) -> list[float]:
    """Return the mean number of units that come in from the day after one payday to the next."""
    firsts = [date(START.year + m // 12, m % 12 + 1, 1) for m in range(months + 1)]
    return [orders_a_day * (b - a).days for a, b in itertools.pairwise(firsts)]


def of_the_year(orders_a_day: float) -> list[float]:
    """Return the same for a run that begins with the year: the first month lacks a day."""
    first, *others = incomes(orders_a_day, 12)
    return [first - orders_a_day, *others]


def ever_short(record: Record) -> np.ndarray:
    """Return whether each reseller's cash was below zero at a close, (n,)."""
    return (np.array(record.trail.cash) < 0).any(axis=0)


def share(what: np.ndarray) -> tuple[float, float]:
    found = float(what.mean())
    return found, float(np.sqrt(found * (1 - found) / len(what)))


def lattice() -> Iterator[Check]:
    """Ruin within a year, costs of several units a month."""
    orders_a_day, start, costs, resellers = 0.1, 4, 3, 8_000
    record = run_with_cash(orders_a_day, start, costs, 12, resellers)
    come = of_the_year(orders_a_day)
    found, error = share(ever_short(record))
    yield Check(
        "cash below zero at a month's end within a year",
        "lattice of Poisson income and monthly costs, convolved",
        float(ruin_by_month(start, costs, come)[-1]),
        found,
        error,
        detectable=0.04,
        wrong={
            "a unit less of cash": float(ruin_by_month(start - 1, costs, come)[-1]),
            "two units of costs": float(ruin_by_month(start, 2, come)[-1]),
        },
    )


def forgiven() -> Iterator[Check]:
    """Failure for want of cash, which the next day's receipts may avert."""
    orders_a_day, start, costs, resellers = 0.5, 3, 14, 8_000
    quick = {"failure": {"illiquid_days": 0}}
    record = run_with_cash(orders_a_day, start, costs, 12, resellers, **quick)
    found, error = share(record.book.resellers["state"] == ILLIQUID)
    come = of_the_year(orders_a_day)[:11]
    yield Check(
        "failures within eleven months of resellers that may be short for a night only",
        "the same lattice with the next day's income",
        float(failures_by_month(start, costs, come, orders_a_day)[-1]),
        found,
        error,
        detectable=0.04,
        wrong={
            "nothing forgiven": float(ruin_by_month(start, costs, come)[-1]),
            "three days forgiven": float(
                failures_by_month(start, costs, come, 3 * orders_a_day)[-1]
            ),
        },
    )


def for_ever() -> Iterator[Check]:
    """Costs of one unit a month: e^(−R u), with equality."""
    orders_a_day, start, months, resellers = 0.05, 1, 36, 5_000
    record = run_with_cash(orders_a_day, start + 1, 1, months, resellers, **OF_YEARS)
    income = orders_a_day * 365.25 / 12
    exact = float(ruin_by_month(start, 1, incomes(orders_a_day, months))[-1])
    expected = ruin_for_ever(start, income)
    found, error = share(ever_short(record))
    yield Check(
        "cash ever below zero, one unit of costs a month",
        "e^(−R u) with equality (Avanzi, Gerber and Shiu 2007)",
        expected,
        found,
        error,
        detectable=0.05,
        bias=abs(exact - expected),
        wrong={
            "a unit less of cash": ruin_for_ever(start - 1, income),
            "a unit more of cash": ruin_for_ever(start + 1, income),
        },
    )
    yield Check(
        "cash below zero within three years, one unit of costs a month",
        "lattice of Poisson income and monthly costs, convolved",
        exact,
        found,
        error,
        detectable=0.04,
        wrong={"within half a year": float(ruin_by_month(start, 1, [income] * 6)[-1])},
    )


CASES = (lattice, forgiven, for_ever)
