"""The shipped study's market meets the figures that it is calibrated on."""

from functools import cache

import numpy as np
import pytest

from simulator.market.demand import demand_of
from simulator.market.population import draw_portfolio
from simulator.study.study import load
from tests.market.worlds import calendar_of


@cache
def world(assumptions="base"):
    return load("france-2009").scenario(assumptions=assumptions).world


@cache
def portfolio():
    return draw_portfolio(world())


def test_about_a_hundred_large_accounts_buy_about_half():
    bought = portfolio().annual_purchases
    large = portfolio().kind == portfolio().kinds.index("large_account_reseller")
    assert np.count_nonzero(large) == 100
    assert 0.40 < bought[large].sum() / bought.sum() < 0.60
    assert 0.45 < np.sort(bought)[-100:].sum() / bought.sum() < 0.65


def test_limits_have_the_mean_and_the_median_of_the_facts():
    limits = portfolio().reference_limit / 100
    assert limits.mean() == pytest.approx(47_000, rel=0.1)
    assert 8_000 < np.median(limits) < 25_000


def test_resellers_have_about_two_wholesalers():
    assert 1.9 < portfolio().accounts / portfolio().resellers < 2.5


def test_the_publisher_sells_about_eight_percent_of_what_resellers_buy():
    mixes = {name: kind.product_mix for name, kind in world().population.kinds.items()}
    assert all(mix["other_goods"] == pytest.approx(0.92, abs=0.01) for mix in mixes.values())
    own = np.array([1 - mix["other_goods"] for mix in mixes.values()])[portfolio().kind]
    bought = own * portfolio().annual_purchases / 100
    small = portfolio().kind == portfolio().kinds.index("reseller")
    assert np.median(bought[small]) == pytest.approx(8_000, rel=0.2)


def test_a_run_has_about_a_million_orders():
    demand = demand_of(world(), portfolio(), calendar_of(world()))
    orders = demand.size @ demand.clock[portfolio().kind, -1]
    assert 900_000 < orders < 1_100_000


def test_without_crisis_no_limit_is_cut_by_an_event():
    for insurer in world("no-crisis").insurers.values():
        events = [*insurer.waves.values(), *insurer.incidents.values(), *insurer.reliefs.values()]
        assert {event.share for event in events} == {0.0}
        assert insurer.review is not None
        assert insurer.review.stress == []


def test_a_severe_crisis_is_worse_than_the_base_in_each_wave():
    for name, insurer in world("severe").insurers.items():
        for wave, severe in insurer.waves.items():
            base = world().insurers[name].waves[wave]
            assert severe.share > base.share
            assert severe.cancelled_share > base.cancelled_share
