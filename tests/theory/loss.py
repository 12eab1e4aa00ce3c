"""Blocked orders where nobody waits: loss systems."""

from collections.abc import Iterator

import numpy as np

from simulator.book.state import INSURED
from tests.small_worlds import a_measure
from tests.theory.comparing import Check
from tests.theory.formulas import (
    erlang_b,
    geometric_payment,
    kaufman_roberts,
    one_day_terms,
    one_order_line,
    two_sizes,
)
from tests.theory.loss_systems import (
    AMOUNT_EUR,
    START,
    blocked_share,
    by_reseller,
    customers_pay,
    geometric_days,
    market,
    orders_of,
    ratio_with_error,
    run,
    run_without_cash,
    steps,
)

DAYS = 30
"""Mean payment time in most of these markets."""
BIAS_OF_HALF_A_DAY = 0.0015
"""By how much Erlang B with half a day less may miss a market of `DAYS` days and twenty lines."""


def one_order() -> Iterator[Check]:
    """A line for one order: renewal theory, exactly."""
    for orders_a_day, terms, resellers in ((0.2, 7, 600), (0.05, 30, 4_000), (1.0, 2, 600)):
        world = market(orders_a_day, terms, 1, days=1_000, resellers=resellers)
        share, error = blocked_share(run(world))
        yield Check(
            f"line of one order, {orders_a_day} a day, {terms} days",
            "renewal cycle of D + 1/(e^λ − 1) days (Cox 1962)",
            one_order_line(orders_a_day, terms),
            share,
            error,
            detectable=0.01,
            wrong={
                "Erlang B with load λD": erlang_b(1, orders_a_day * terms),
                "payments after trading": one_order_line(orders_a_day, terms + 1),
            },
        )


def one_day() -> Iterator[Check]:
    """Terms of one day: each day stands alone, exactly."""
    for orders_a_day, lines in ((1.0, 1), (2.5, 3)):
        world = market(orders_a_day, 1, lines, days=400, resellers=300)
        share, error = blocked_share(run(world))
        yield Check(
            f"terms of one day, {lines} lines, {orders_a_day} a day",
            "1 − E[min(k, Poisson λ)] / λ",
            one_day_terms(orders_a_day, lines),
            share,
            error,
            detectable=0.02,
            wrong={
                "Erlang B with load λD": erlang_b(lines, orders_a_day),
                "one line more": one_day_terms(orders_a_day, lines + 1),
            },
        )


def fixed_terms() -> Iterator[Check]:
    """Many lines and fixed terms: Erlang B with half a day less."""
    lines = 20
    orders_a_day = lines / (DAYS - 0.5)
    world = market(orders_a_day, DAYS, lines, days=900, resellers=1_000)
    share, error = blocked_share(run(world))
    yield Check(
        f"{lines} lines, terms of {DAYS} days",
        "Erlang B (Erlang 1917), load λ(D − ½)",
        erlang_b(lines, orders_a_day * (DAYS - 0.5)),
        share,
        error,
        detectable=0.007,
        bias=0.001,
        wrong={
            "load λD": erlang_b(lines, orders_a_day * DAYS),
            "load λ(D + ½), payments after trading": erlang_b(lines, orders_a_day * (DAYS + 0.5)),
        },
    )


PAYMENT_TIMES = {
    "always 30 days": steps(np.array([30.0]), np.array([1.0])),
    "1 to 59 days alike": steps(np.arange(1.0, 60.0), np.ones(59)),
    "10 or 50 days": steps(np.array([10.0, 50.0]), np.ones(2)),
    "15 days, or 165 in a case of ten": steps(np.array([15.0, 165.0]), np.array([0.9, 0.1])),
    "geometric": geometric_days(DAYS, 330),
}


def insensitivity() -> Iterator[Check]:
    """Whatever the distribution of payment times, only their mean matters."""
    lines = 20
    orders_a_day = lines / DAYS
    for name, lateness in PAYMENT_TIMES.items():
        world = customers_pay(lateness, orders_a_day, lines, days=700, resellers=1_400)
        share, error = blocked_share(run_without_cash(world))
        yield Check(
            f"{lines} lines, customers pay after 30 days on average: {name}",
            "insensitivity of Erlang B (Sevastyanov 1957), load λ(D − ½)",
            erlang_b(lines, orders_a_day * (DAYS - 0.5)),
            share,
            error,
            detectable=0.0085 if "165" not in name else 0.0095,
            bias=BIAS_OF_HALF_A_DAY,
            wrong={
                "load λD": erlang_b(lines, orders_a_day * DAYS),
                "load of the median of 15 days": erlang_b(lines, orders_a_day * (DAYS / 2)),
            },
        )


def geometric() -> Iterator[Check]:
    """Payment each morning with probability 1/D: a chain, exactly, and no half day."""
    for days, lines, orders_a_day in ((3, 4, 1.5), (30, 8, 0.3)):
        lateness = geometric_days(days, 11 * days)
        world = customers_pay(lateness, orders_a_day, lines, days=600, resellers=1_500)
        share, error = blocked_share(run_without_cash(world))
        yield Check(
            f"{lines} lines, paid each morning with probability 1/{days}",
            "chain on 0 … k open invoices, solved",
            geometric_payment(orders_a_day, days, lines),
            share,
            error,
            detectable=0.012,
            bias=0.0002,
            wrong={
                "load λD": erlang_b(lines, orders_a_day * days),
                "a day longer": geometric_payment(orders_a_day, days + 1, lines),
            },
        )


def several_sizes() -> Iterator[Check]:
    """Orders of one and of three units on a line of twelve."""
    units, sizes, orders_a_day, days = 12, (1, 3), (0.2, 0.1), 30
    purchases = sum(rate * size for rate, size in zip(orders_a_day, sizes, strict=True))
    mix = [rate * size / purchases for rate, size in zip(orders_a_day, sizes, strict=True)]
    world = customers_pay(
        geometric_days(days, 330),
        purchases,
        units,
        days=600,
        resellers=2_500,
        population={"kinds": {"reseller": {"product_mix": {"oem": mix[0], "open": mix[1]}}}},
        products={"open": {"order_median_eur": sizes[1] * AMOUNT_EUR, "order_sigma": 0.0}},
    )
    record = run_without_cash(world)
    exact = two_sizes(units, orders_a_day, sizes, days)
    near = kaufman_roberts(units, [rate * (days - 0.5) for rate in orders_a_day], sizes)
    plain = kaufman_roberts(units, [rate * days for rate in orders_a_day], sizes)
    swapped = kaufman_roberts(units, [rate * (days - 0.5) for rate in orders_a_day[::-1]], sizes)
    book = record.book
    for size, name in enumerate(("one unit", "three units")):
        its = (book.ordered_on >= 0) & (book.items["product"] == size)
        blocked = its & (book.items["blocked"] > 0)
        share, error = ratio_with_error(by_reseller(record, blocked), by_reseller(record, its))
        yield Check(
            f"orders of {name} on a line of {units}",
            "pure birth by day and binomial payment by morning, solved",
            exact[size],
            share,
            error,
            detectable=0.01,
            wrong={"the sizes' loads exchanged": swapped[size]},
        )
        yield Check(
            f"orders of {name} on a line of {units}, near",
            "Kaufman (1981), Roberts (1981), load λ(D − ½)",
            near[size],
            share,
            error,
            detectable=0.012,
            bias=0.001,
            wrong={"Erlang B of all alike": erlang_b(units, purchases * (days - 0.5))}
            | ({"load λD": plain[size]} if size else {}),
        )


def overflow() -> Iterator[Check]:
    """The publisher's line carries what overflows the insured one."""
    insured, publishers = 8, 4
    orders_a_day = insured / (DAYS - 0.5)
    line = a_measure(
        "guaranteed_line",
        amount_eur=publishers * AMOUNT_EUR,
        starts=START.replace(year=2008),
        ends=START.replace(year=2019),
    )
    world = market(orders_a_day, DAYS, insured, days=900, resellers=1_500)
    record = run(world, line)
    load = orders_a_day * (DAYS - 0.5)
    first, both = erlang_b(insured, load), erlang_b(insured + publishers, load)
    later = erlang_b(insured, load + 0.5 * orders_a_day)
    orders, _ = orders_of(record)
    items = record.book.items
    for name, place, expected, wrong in (
        ("insured", INSURED, 1 - first, {"load λD": 1 - later}),
        (
            "publisher's",
            record.publisher_places[0],
            first - both,
            {
                "the publisher's line drawn first": 1 - erlang_b(publishers, load),
                "a line of its own for what overflows": first
                * (1 - erlang_b(publishers, load * first)),
            },
        ),
    ):
        its = (record.book.ordered_on >= 0) & (items["delivered"] >= 0)
        alone = items["carrier"] == INSURED
        carried = by_reseller(record, its & (alone if place == INSURED else ~alone))
        share, error = ratio_with_error(carried, orders)
        yield Check(
            f"share of orders that the {name} line carries",
            "carried loads by differences of Erlang B (Wilkinson 1956), load λ(D − ½)",
            expected,
            share,
            error,
            detectable=0.01,
            bias=0.001,
            wrong=wrong,
        )


CASES = (one_order, one_day, fixed_terms, insensitivity, geometric, several_sizes, overflow)
