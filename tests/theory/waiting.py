"""How long orders wait that wait for ever, and what is open where nothing limits it."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import poisson

from simulator.book.record import Record
from tests.theory.comparing import Check
from tests.theory.formulas import erlang_c_delay, fixed_waiting, geometric_waiting
from tests.theory.loss_systems import (
    AMOUNT_EUR,
    FOR_EVER,
    by_reseller,
    customers_pay,
    geometric_days,
    market,
    ratio_with_error,
    run,
    run_without_cash,
)

LEFT_TO_DELIVER = 150
"""Days at the end of a run whose orders are not looked at, since they may wait beyond it."""


def mean_delay(record: Record) -> tuple[float, float]:
    """Return the mean days from order to delivery, and its standard error."""
    book = record.book
    items, ordered = book.items, book.ordered_on
    last = int(record.calendar.day_of[-1]) - LEFT_TO_DELIVER
    its = (ordered >= 0) & (ordered <= last)
    delivered_on = record.calendar.day_of[np.maximum(items["delivered"], 0)]
    assert (items["delivered"][its] >= 0).all()
    delays = by_reseller(record, its, delivered_on - ordered)
    return ratio_with_error(delays, by_reseller(record, its))


def fixed_terms() -> Iterator[Check]:
    """Fixed terms and endless patience are M/D/k, exactly, however long the terms."""
    for orders_a_day, days, lines, resellers in ((0.3, 10, 4, 2_000), (0.8, 1, 1, 500)):
        world = market(orders_a_day, days, lines, days=900, resellers=resellers, **FOR_EVER)
        delay, error = mean_delay(run(world))
        yield Check(
            f"mean delay, {lines} lines, terms of {days} days, {orders_a_day} orders a day",
            "M/D/k (Crommelin 1934) and Little (1961)",
            fixed_waiting(orders_a_day, days, lines),
            delay,
            error,
            detectable=0.25,
            wrong={
                "Erlang C": erlang_c_delay(orders_a_day, days, lines),
                "half a day less": fixed_waiting(orders_a_day * (1 - 0.5 / days), days, lines),
            },
            decimals=3,
        )


def geometric() -> Iterator[Check]:
    """Payment each morning with probability 1/D: a chain, exactly, near Erlang C."""
    orders_a_day, days, lines = 0.3, 10, 4
    world = customers_pay(
        geometric_days(days, 110), orders_a_day, lines, days=900, resellers=3_000, **FOR_EVER
    )
    delay, error = mean_delay(run_without_cash(world))
    exact = geometric_waiting(orders_a_day, days, lines)
    near = erlang_c_delay(orders_a_day, days, lines)
    yield Check(
        f"mean delay, {lines} lines, paid each morning with probability 1/{days}",
        "chain on open and waiting invoices, solved; Little (1961)",
        exact,
        delay,
        error,
        detectable=0.45,
        wrong={"M/D/k": fixed_waiting(orders_a_day, days, lines)},
        decimals=3,
    )
    yield Check(
        f"mean delay, {lines} lines, paid each morning with probability 1/{days}, near",
        "Erlang C (Erlang 1917)",
        near,
        delay,
        error,
        detectable=0.7,
        bias=abs(near - exact),
        wrong={"a line less": erlang_c_delay(0.299, days, lines - 1)},
        decimals=3,
    )


def without_limits() -> Iterator[Check]:
    """Open invoices at a close are Poisson with mean λD, exactly: no half day here."""
    terms, orders_a_day, resellers = 10, 0.3, 12_000
    record = run(market(orders_a_day, terms, 90, days=20, resellers=resellers))
    counts = record.book.lines["used"].sum(axis=1) / (100 * AMOUNT_EUR)
    mean = orders_a_day * terms
    yield Check(
        "open invoices a reseller: mean",
        "M/G/∞ (Khinchin 1932): Poisson(λD)",
        mean,
        float(counts.mean()),
        float(np.sqrt(mean / resellers)),
        detectable=0.1,
        wrong={"λ(D − ½)": orders_a_day * (terms - 0.5), "λ(D + 1)": orders_a_day * (terms + 1)},
        decimals=3,
    )
    yield Check(
        "open invoices a reseller: variance",
        "Poisson: as the mean",
        mean,
        float(counts.var(ddof=1)),
        float(np.sqrt((mean + 2 * mean**2) / resellers)),
        detectable=0.3,
        wrong={"orders that come evenly": 0.0, "orders that come in pairs": 2 * mean},
        decimals=3,
    )
    for open_now in (0, 3, 6):
        share = float(poisson.pmf(open_now, mean))
        yield Check(
            f"share of resellers with {open_now} open invoices",
            "Poisson(λD)",
            share,
            float((counts == open_now).mean()),
            float(np.sqrt(share * (1 - share) / resellers)),
            detectable=0.03,
            wrong={"Poisson(λ(D + 2))": float(poisson.pmf(open_now, orders_a_day * (terms + 2)))},
        )


CASES = (fixed_terms, geometric, without_limits)
