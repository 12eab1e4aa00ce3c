"""The project reward: who earns it, what counts double, which projects it finds and moves."""

import numpy as np
import pytest

from tests.measures.small_shop import costs, levers_of, moved, run_shop, shop_of
from tests.plain.markets import Buys, Credit, Shop, day

MARCH = {"double_products": ["sql_server"], "double_starts": day(20), "double_ends": day(39)}


def reward(**fields):
    usual = {"kind": "project_reward", "reward_rate": 0.03, "least_project_eur": 2_500.0}
    still = {"detection_uplift": 0.0, "pulled_share": 0.0}
    return {**usual, **still, "starts": day(10), "ends": day(69), **fields}


def sold(orders, *measures, **tables):
    return run_shop(shop_of(list(measures) or [reward()], orders, **tables))


def sql(name, on, amount=4_000):
    return Buys(name, "ada", on, amount, "sql_server")


def test_a_project_earns_three_percent_and_a_small_order_nothing():
    record = sold([sql("project", 20, 2_500), sql("small", 20, 2_499.99)])
    assert costs(record) == {"project": 75_00}


def test_a_project_of_the_double_days_earns_as_much_again():
    orders = [sql(str(n), n) for n in (19, 20, 39, 40)]
    record = sold(orders, reward(**MARCH))
    assert costs(record) == {"19": 120_00, "20": 240_00, "39": 240_00, "40": 120_00}


def test_what_does_not_count_double_earns_once_on_the_double_days():
    record = sold([Buys("a", "ada", 25, 4_000, "open")], reward(**MARCH))
    assert costs(record) == {"a": 120_00}


def test_each_of_the_two_rewards_is_rounded_by_itself():
    # 3 % of 2,500.50 is 75.015: 75.02, half to even, twice
    assert costs(sold([sql("a", 25, 2_500.50)], reward(**MARCH))) == {"a": 150_04}


def test_rewards_are_settled_as_back_margins_are():
    record = sold([sql("a", 25)], days=360, rebates={"lag_days": 60})
    assert list(moved(record, "publisher", "resellers", "reward").values()) == [120_00]


def test_only_those_reached_earn_by_their_home_account():
    shops = [Shop(name, cash=10**6, kind=kind) for name, kind in (("ada", "ssii"), ("bob", "shop"))]
    accounts = [Credit(s.id, own_risk=10**6) for s in shops]
    orders = [Buys(s.id, s.id, 20, 4_000, "open") for s in shops]
    record = sold(orders, reward(reseller_kinds=["ssii"]), shops=shops, accounts=accounts)
    assert costs(record) == {"ada": 120_00}


def test_detection_adds_demand_after_its_lag_and_for_as_long_after_the_window():
    table = reward(detection_uplift=0.05, detection_lag_days=30, products=["open"])
    (lever,) = levers_of(shop_of([table], [])).demand
    assert lever.factor[40:100] == pytest.approx(1.05)
    assert (np.delete(lever.factor, np.s_[40:100]) == 1).all()


def test_double_days_draw_projects_forward_and_leave_their_sum():
    table = reward(**MARCH, pulled_share=0.2, pulled_days=40)
    (lever,) = levers_of(shop_of([table], [])).demand
    assert lever.product == 1
    assert lever.factor[40:80] == pytest.approx(0.8)
    assert (lever.factor[20:40] > 1.3).all()
    # a flat product: each day of a month weighs alike, all months about alike
    assert lever.factor.sum() == pytest.approx(len(lever.factor), rel=0.01)


def test_a_reward_of_nothing_that_finds_nothing_pulls_no_lever():
    levers = levers_of(shop_of([reward(reward_rate=0.0)], []))
    assert (levers.rebates, levers.demand) == ((), ())
