"""The headline outcomes agree with plain loops over the tables, and with cases by hand."""

import math
from datetime import timedelta

import numpy as np
import pytest

from simulator import model
from simulator.book.tallies import DELIVERED, DEMAND, LOST, STILL_WAITING
from simulator.outcomes.seizure import longest_run
from tests.outcomes.naive import HEADLINES, naive_outcomes
from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.small_worlds import Case, a_measure, crisis_world, run_case, run_market

BY_HAND = {"frozen_share_peak", "guarantee_drawn_peak_eur", "uninsured_peak_eur"}
"""Outcomes that the audit's tables do not tell: worked out by hand below."""


@pytest.fixture(scope="module", params=[1, 2])
def record(request):
    measures = (
        a_measure("guaranteed_line", amount_eur=2_000.0),
        a_measure("firm_order_line", "firm", amount_eur=1_000.0, coverage_share=0.5),
    )
    world = crisis_world({"failure": {"recovery_share": 0.0}})
    return run_case(Case(world, measures), seed=request.param, audit=True)


def test_every_headline_outcome_agrees_with_plain_loops_over_the_tables(record):
    values, naive = model.measure(record).values, naive_outcomes(record)
    assert set(naive) == HEADLINES - BY_HAND
    for name, value in naive.items():
        assert values[name] == pytest.approx(value, rel=1e-9, abs=0.005, nan_ok=True), name
    assert sum(v != 0 and not math.isnan(v) for v in naive.values()) >= len(naive) - 3


def test_demand_is_delivered_lost_or_waits(record):
    for table in (record.tallies.by_product, record.tallies.by_kind, record.tallies.by_decile):
        lost_waiting = table[:, 3] - table[:, 8]
        parts = table[:, DELIVERED] + table[:, LOST] + table[:, STILL_WAITING] + lost_waiting
        assert (table[:, DEMAND] == parts).all()


def test_daily_series_add_up_to_the_totals(record):
    measured = model.measure(record)
    for name in ("demand_eur", "blocked_eur", "lost_eur"):
        assert measured.daily[name][1].sum() == pytest.approx(measured.values[name])
    assert measured.daily["waiting_eur"][1][-1] * 100 == pytest.approx(record.totals[STILL_WAITING])


def test_flows_of_the_window_are_the_postings_of_the_window(record):
    flows = {key[2]: 0 for key in model.measure(record).flows}
    for _, _, kind, amount in model.measure(record).flows:
        flows[kind] += amount
    for kind, amount in flows.items():
        assert amount == record.ledger.daily(kind=kind)[record.measured].sum()


# By hand


def test_the_peaks_of_a_publishers_line_and_of_what_nobody_covers():
    line = {
        "kind": "guaranteed_line",
        "amount_eur": 500.0,
        "coverage_share": 0.5,
        "requires_insured_limit": False,
    }
    record = run_market(
        market(
            [Shop("ada", cash=2_000)],
            [Credit("ada", insured=1_000, own_risk=200, insurer="sfac")],
            [Buys("a", "ada", 2, 1_700), Buys("b", "ada", 40, 900)],
            distributors={"north": {"net_days": 30, "insured_percentage": 0.8}},
            insurers={"sfac": {}},
            measures=[line],
        )
    )
    measured = model.measure(record)
    drawn = measured.daily["publisher_line_drawn_eur"][1]
    assert drawn[[1, 2, 31, 32]].tolist() == [0, 500, 500, 0]
    assert measured.values["guarantee_drawn_peak_eur"] == 500
    # 200 of the insured 1,000, 250 of the publisher's 500, and the own risk of 200
    assert measured.values["uninsured_peak_eur"] == 650
    uninsured = measured.daily["uninsured_eur"][1]
    assert uninsured[[1, 2, 32, 40]].tolist() == [0, 650, 0, 180]
    assert measured.daily["receivables_eur:north"][1][[2, 40]].tolist() == [1_700, 900]


def test_the_share_of_the_frozen_is_over_the_active():
    shops = [Shop("ada"), Shop("bob"), Shop("eve")]
    accounts = [Credit("ada", own_risk=100), Credit("bob"), Credit("eve")]
    orders = [Buys("a", "ada", 5, 60), Buys("b", "bob", 5, 60)]
    measured = model.measure(run_market(market(shops, accounts, orders)))
    # ada has 40 left, under her median of 60, and bob nothing; eve never ordered
    assert measured.values["frozen_share_peak"] == 1
    frozen = measured.daily["frozen_share"][1]
    assert np.isnan(frozen[4])
    assert frozen[5] == 1
    assert model.measure(run_market(market(shops, accounts, orders[1:]))).values[
        "frozen_share_peak"
    ] == pytest.approx(1)


def seized(blocked_days, days=60, **trading):
    """Return the outcomes of a market with 100 demanded each day, all blocked on some days."""
    orders = [Buys(f"o{n}", "ada" if n in blocked_days else "bob", n, 100) for n in range(days)]
    record = run_market(
        market(
            [Shop("ada"), Shop("bob", cash=10**6)],
            [Credit("ada"), Credit("bob", own_risk=10**6)],
            orders,
            days=days,
            trading=trading,
        )
    )
    return model.measure(record)


def test_the_blockage_rate_rolls_over_twenty_business_days():
    measured = seized({0, 25, 26})
    rate = measured.daily["blockage_rate"][1]
    assert np.isnan(rate[:19]).all()
    assert rate[[19, 20, 25, 26, 44, 45, 46]].tolist() == [0.05, 0, 0.05, 0.1, 0.1, 0.05, 0]
    assert measured.values["blockage_rate"] == pytest.approx(3 / 60)


def test_a_market_seizes_when_the_rate_is_over_the_threshold_for_five_days_in_a_row():
    four = {30, 31, 32, 33}  # 4/20 from day 33 to 49, over 0.15
    assert seized(four).values["seizure_days"] == 17
    assert seized(four).values["seizure"] == 1
    assert seized(four, seizure_days=18).values["seizure"] == 0
    assert seized({30, 31, 32}).values["seizure_days"] == 0, "three of twenty are not over 0.15"


@pytest.mark.parametrize(("flags", "length"), [([], 0), ([0, 0], 0), ([1], 1), ([1, 1, 0, 1], 2)])
def test_the_longest_run_is_counted_at_both_ends(flags, length):
    assert longest_run(np.array(flags, bool)) == length


def test_dso_and_dpo_of_one_order_a_day_are_the_days_of_credit():
    days = 300
    shop = Shop("ada", cash=10**6, margin=0.25)
    orders = [Buys(f"o{n}", "ada", n, 100, pays_after=50) for n in range(-100, days)]
    record = run_market(
        market(
            [shop],
            [Credit("ada", own_risk=10**6)],
            orders,
            distributors={"north": {"net_days": 30}},
            days=days,
            warm_up_days=100,
        )
    )
    values = model.measure(record).values
    assert values["dso_days"] == 50
    assert values["dpo_days"] == 30


def test_a_distributors_cash_is_its_opening_cash_and_what_moved():
    record = run_market(
        market(
            [Shop("ada", cash=5_000)],
            [Credit("ada", own_risk=900)],
            [Buys("a", "ada", 0, 900), Buys("b", "ada", 1, 1_000)],
            distributors={
                "north": {
                    "net_days": 30,
                    "pays_suppliers_after_days": 10,
                    "opening_cash_eur": 300.0,
                }
            },
            products={"oem": {"distributor_margin": 0.1}},
        )
    )
    dates, cash = model.measure(record).daily["distributor_cash_eur:north"]
    assert cash[[0, 1, 10, 11, 30]].tolist() == [300, 1_300, 490, -410, 490]
    assert dates[30].astype(object) == day(0) + timedelta(days=30)


def test_one_replication_without_demand_has_rates_that_are_not_a_number():
    values = model.measure(run_market(market([Shop("ada")], [Credit("ada")], []))).values
    for name in ("blockage_rate", "lost_rate", "mean_delay_days", "leakage_share", "dso_days"):
        assert math.isnan(values[name]), name
    assert values["demand_eur"] == values["blocked_eur"] == 0
