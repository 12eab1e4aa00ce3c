"""The shipped model against closed forms: each passes within its error, and fails a mutant."""

import numpy as np
import pytest
from scipy.stats import poisson

from simulator.book.state import INSURED
from tests.small_worlds import a_measure
from tests.theory.loss_systems import (
    AMOUNT_EUR,
    START,
    erlang_b,
    market,
    one_day_terms,
    one_order_line,
    orders_of,
    ratio_with_error,
    run,
)


def blocked_share(world, *measures):
    orders, blocked = orders_of(run(world, *measures))
    return ratio_with_error(blocked, orders)


def test_the_formulas_give_known_values():
    assert erlang_b(1, 1.0) == pytest.approx(0.5)
    assert erlang_b(2, 2.0) == pytest.approx(0.4)  # (2²/2) / (1 + 2 + 2)
    assert one_order_line(1e-9, 30) == pytest.approx(0, abs=1e-7)
    assert one_day_terms(2.0, 0) == 1.0


@pytest.mark.parametrize(
    ("orders_a_day", "terms", "resellers"), [(0.2, 7, 600), (0.05, 30, 4_000), (1.0, 2, 600)]
)
def test_a_line_for_one_order_blocks_exactly_what_renewal_theory_says(
    orders_a_day, terms, resellers
):
    share, error = blocked_share(market(orders_a_day, terms, 1, days=1_000, resellers=resellers))
    expected = one_order_line(orders_a_day, terms)
    assert abs(share - expected) <= 4 * error
    plain_load = erlang_b(1, orders_a_day * terms)
    paid_after_trading = one_order_line(orders_a_day, terms + 1)
    assert abs(share - plain_load) > 4 * error, "Erlang B with λD is another market"
    assert abs(share - paid_after_trading) > 4 * error, "payments come before trading"


@pytest.mark.parametrize(("orders_a_day", "lines"), [(1.0, 1), (2.5, 3)])
def test_with_one_days_terms_each_day_stands_alone(orders_a_day, lines):
    share, error = blocked_share(market(orders_a_day, 1, lines, days=400, resellers=300))
    assert abs(share - one_day_terms(orders_a_day, lines)) <= 4 * error
    assert abs(share - erlang_b(lines, orders_a_day)) > 4 * error


def test_many_lines_block_like_erlang_with_half_a_day_less():
    terms, lines, orders_a_day = 30, 20, 20 / 29.5
    share, error = blocked_share(market(orders_a_day, terms, lines, days=900, resellers=1_000))
    allowed = 4 * error + 0.001
    assert abs(share - erlang_b(lines, orders_a_day * (terms - 0.5))) <= allowed
    for mutant in (terms, terms + 0.5):
        assert abs(share - erlang_b(lines, orders_a_day * mutant)) > allowed


def test_the_publishers_line_carries_what_overflows_the_insured_one():
    terms, orders_a_day, insured, publishers = 30, 8 / 29.5, 8, 4
    line = a_measure(
        "guaranteed_line",
        amount_eur=publishers * AMOUNT_EUR,
        starts=START.replace(year=2008),
        ends=START.replace(year=2019),
    )
    record = run(market(orders_a_day, terms, insured, days=900, resellers=300), line)
    load = orders_a_day * (terms - 0.5)
    carried = load * (erlang_b(insured, load) - erlang_b(insured + publishers, load))
    days = record.used[record.measured].sum(axis=1) / 300 / (100 * AMOUNT_EUR)
    insured_load = load * (1 - erlang_b(insured, load))
    # an order holds its line over `terms` closes, while theory's mean is over the hours of a day
    closes = terms / (terms - 0.5)
    assert days[:, record.publisher_places[0]].mean() == pytest.approx(carried * closes, rel=0.02)
    assert days[:, INSURED].mean() == pytest.approx(insured_load * closes, rel=0.01)


def test_without_limits_open_invoices_are_poisson_with_mean_lambda_d():
    terms, orders_a_day, resellers = 10, 0.3, 12_000
    record = run(market(orders_a_day, terms, 90, days=20, resellers=resellers))
    counts = record.book.lines["used"].sum(axis=1) / (100 * AMOUNT_EUR)
    mean = orders_a_day * terms
    error = np.sqrt(mean / resellers)
    assert abs(counts.mean() - mean) <= 4 * error
    assert abs(counts.mean() - orders_a_day * (terms - 0.5)) > 4 * error
    assert abs(counts.mean() - orders_a_day * (terms + 1)) > 4 * error
    variance_error = np.sqrt((mean + 2 * mean**2) / resellers)
    assert abs(counts.var(ddof=1) - mean) <= 4 * variance_error
    observed = np.bincount(counts.astype(int), minlength=9)[:9] / resellers
    expected = poisson.pmf(np.arange(9), mean)
    assert (np.abs(observed - expected) <= 5 * np.sqrt(expected / resellers)).all()
