"""What a credit manager would believe of the French study, on a market of 2,000 resellers."""

from functools import cache

import numpy as np
import pytest

from simulator import model
from simulator.outcomes.base import Measured
from simulator.study.study import load

REPLICATIONS = (0, 1)


@cache
def measured(assumptions: str, programme: str = "none") -> tuple[Measured, ...]:
    scenario = load("france-2009").scenario(programme=programme, assumptions=assumptions)
    scenario = scenario.with_({"population.resellers": 2_000})
    prepared = model.prepare(scenario)
    return tuple(
        model.measure(model.run(scenario, prepared, model.draw(scenario, prepared, 2009, k)))
        for k in REPLICATIONS
    )


def mean(assumptions: str, outcome: str, programme: str = "none") -> float:
    return float(np.mean([m.values[outcome] for m in measured(assumptions, programme)]))


def test_without_a_crisis_little_is_blocked():
    assert 0.005 < mean("no-crisis", "blockage_rate") < 0.03


def test_the_deeper_the_crisis_the_more_is_blocked():
    rates = [
        mean(assumptions, "blockage_rate")
        for assumptions in ("no-crisis", "mild", "base", "no-reversal", "severe")
    ]
    assert rates == sorted(rates)
    assert rates[2] > 1.4 * rates[0]


def test_a_fault_that_lasts_blocks_more_than_one_that_is_repaired():
    assert mean("long-outage", "blockage_rate") > mean("base", "blockage_rate")


def test_a_recession_brings_fewer_orders_and_more_failures():
    assert mean("recession", "demand_eur") < 0.93 * mean("base", "demand_eur")
    assert mean("recession", "failures") > mean("base", "failures")


@pytest.mark.parametrize("assumptions", ["base", "severe"])
def test_the_february_wave_shows_in_limits_and_then_in_blockage(assumptions):
    for of_crisis, of_calm in zip(measured(assumptions), measured("no-crisis"), strict=True):
        dates, limits = of_crisis.daily["insured_limit_eur"]
        before, after = np.searchsorted(dates, np.array(["2009-02-01", "2009-03-02"], "M8[D]"))
        assert limits[after] < 0.92 * limits[before]
        spring = (dates >= np.datetime64("2009-03-16")) & (dates <= np.datetime64("2009-06-30"))
        crisis, calm = (m.daily["blockage_rate"][1][spring].mean() for m in (of_crisis, of_calm))
        assert crisis > 1.4 * calm


def test_two_lines_of_5000_euros_move_blockage_a_little_and_explain_little_of_the_crisis():
    without, with_lines = mean("base", "blockage_rate"), mean("base", "blockage_rate", "lines-only")
    crisis = without - mean("no-crisis", "blockage_rate")
    assert 0 < without - with_lines < 0.25 * crisis


def test_the_lines_cost_little_beside_what_they_grant():
    granted = mean("base", "guarantee_granted_peak_eur", "lines-only")
    drawn = mean("base", "guarantee_drawn_peak_eur", "lines-only")
    cost = mean("base", "programme_cost_eur", "lines-only")
    assert 0 <= cost < 0.05 * drawn < drawn < granted
    assert mean("base", "leakage_share", "lines-only") > 0.5


def test_what_was_announced_costs_one_to_five_percent_of_the_publishers_sales():
    cost = mean("base", "programme_cost_eur", "announced")
    assert 0.01 < cost / mean("base", "publisher_revenue_eur", "announced") < 0.05


def test_guarantees_are_a_small_part_of_what_was_announced_and_price_and_back_margin_most_of_it():
    names = ("actebis_line", "etc_line", "techdata_line", "ingram_line")
    lines = sum(mean("base", f"cost_{name}_eur", "announced") for name in names)
    whole = mean("base", "programme_cost_eur", "announced")
    assert lines < 0.05 * whole
    prices = ("open_discount", "double_back_margin", "software_assurance")
    assert sum(mean("base", f"cost_{name}_eur", "announced") for name in prices) > 0.7 * whole


def test_the_double_back_margin_costs_three_percent_of_what_is_sold_in_its_months():
    """About a third of the year's licences are delivered from mid-March to the end of June."""
    revenue = mean("base", "publisher_revenue_eur", "double-back-margin") / 0.95
    cost = mean("base", "cost_double_back_margin_eur", "double-back-margin")
    assert 0.25 < cost / 0.03 / revenue < 0.42


def test_demand_measures_alone_sell_more_and_lines_alone_cost_less():
    sold = {p: mean("base", "demand_eur", p) for p in ("none", "demand-only", "announced")}
    assert sold["none"] < sold["demand-only"]
    assert sold["announced"] == pytest.approx(sold["demand-only"], rel=0.001)


def test_the_more_wholesalers_grant_lines_the_less_is_blocked():
    rates = [
        mean("base", "blockage_rate", programme)
        for programme in ("four-wholesalers", "announced", "demand-only")
    ]
    assert rates == sorted(rates)


def test_failures_lie_in_the_range_of_the_sector():
    assert 0.015 < mean("base", "failures") / 2_000 < 0.04


def test_customers_pay_late_as_the_survey_says():
    assert 60 < mean("base", "dso_days") < 72
