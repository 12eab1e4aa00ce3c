"""A desk's own risk: wishes, a budget pro rata, bridges over lost limits."""

import numpy as np
import pytest

from simulator.processes.granting_own_risk import within_budget
from tests.plain.markets import Credit, Shop, day, market
from tests.plain.product import product

WAVE = {
    "starts": day(10),
    "ends": day(10),
    "share": 1.0,
    "cancelled_share": 0.0,
    "cut_to": [0.4, 0.4, 0.4],
}


def own_risk(wishes, insured=0.0, waves=None, days=90, fails=(), **terms):
    """Return on(day): the own-risk limits in euros of shops with these wishes."""
    shops = [Shop(f"s{n}", fails_on=40 if n in fails else 10**6) for n in range(len(wishes))]
    accounts = [
        Credit(shop.id, own_risk=wish, insured=insured, insurer="sfac")
        for shop, wish in zip(shops, wishes, strict=True)
    ]
    tables = product(
        market(
            shops,
            accounts,
            [],
            distributors={"north": {"net_days": 30, **terms}},
            insurers={"sfac": {"waves": waves or {}}},
            days=days,
        )
    )
    return lambda n: [tables.limits[day(n), s.id, "north", "own_risk"] / 100 for s in shops]


@pytest.mark.parametrize(
    ("budget", "granted"),
    [
        (None, [100, 200, 300]),
        (600.0, [100, 200, 300]),
        (300.0, [50, 100, 150]),
        (0.0, [0, 0, 0]),
        (100.0, [16.67, 33.33, 50.0]),
    ],
)
def test_wishes_over_the_budget_are_scaled_pro_rata(budget, granted):
    on = own_risk([100, 200, 300], own_risk_budget_eur=budget)
    assert on(0) == granted
    assert on(89) == granted


def test_a_budget_is_granted_to_the_cent():
    wishes = np.array([10_000, 10_000, 10_000])
    assert within_budget(wishes, 100.0).tolist() == [3_334, 3_333, 3_333]
    assert within_budget(wishes, None).tolist() == wishes.tolist()


def test_what_the_failed_leave_is_divided_at_the_next_months_sitting():
    on = own_risk([100, 200, 300], own_risk_budget_eur=300.0, fails={2})
    assert on(40) == [50, 100, 0]
    assert on(54) == [50, 100, 0]
    assert on(55) == [100, 200, 0]  # Sunday 1 March, business every day


def test_a_desk_bridges_what_the_insurer_has_cut():
    on = own_risk([50], insured=1_000, waves={"w": WAVE}, bridging_days=20)
    assert [on(n) for n in (9, 10, 29, 30)] == [[50], [650], [650], [50]]


def test_a_further_cut_extends_the_bridge_over_both():
    again = {**WAVE, "starts": day(20), "ends": day(20)}
    on = own_risk([0], insured=1_000, waves={"a": WAVE, "b": again}, bridging_days=20)
    assert [on(n) for n in (10, 19, 20, 39, 40)] == [[600], [600], [840], [840], [0]]


def test_bridges_share_the_budget_with_the_standing_lines():
    on = own_risk(
        [50, 150], insured=1_000, waves={"w": WAVE}, bridging_days=20, own_risk_budget_eur=700.0
    )
    assert on(9) == [50, 150]
    assert on(10) == [325, 375]  # 650 and 750 halved
    assert on(30) == [50, 150]
