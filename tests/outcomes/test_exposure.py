"""What the publisher is exposed to through time, by measure and on average, and its discounts."""

from dataclasses import replace

import numpy as np
import pytest

from simulator import model
from tests.measures.small_shop import run_shop, shop_of
from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.small_worlds import run_market

PROMISE = {"kind": "guaranteed_line", "requires_insured_limit": False}
"""A line for everybody."""


@pytest.fixture(scope="module")
def two_lines():
    """A line of 500 for ten days and one of 300 from day 4; ada draws 600 from day 2 to day 7."""
    return model.measure(
        run_market(
            market(
                [Shop("ada", cash=5_000)],
                [Credit("ada")],
                [Buys("a", "ada", 2, 400), Buys("b", "ada", 5, 200)],
                distributors={"north": {"net_days": 5}},
                measures=[
                    {**PROMISE, "name": "one", "amount_eur": 500.0, "ends": day(9)},
                    {**PROMISE, "name": "two", "amount_eur": 300.0, "starts": day(4)},
                ],
                days=20,
            )
        )
    )


def test_each_measure_has_its_own_series_of_what_it_grants(two_lines):
    series = {name: values.tolist() for name, (_, values) in two_lines.daily.items()}
    assert series["publisher_line_granted_eur:one"] == [500.0] * 10 + [0.0] * 10
    assert series["publisher_line_granted_eur:two"] == [0.0] * 4 + [300.0] * 16
    assert series["publisher_line_granted_eur"] == [500.0] * 4 + [800.0] * 6 + [300.0] * 10


def test_each_measure_has_its_own_series_of_what_is_drawn(two_lines):
    """The first order is on the first line; 100 are left there for the second, of 200."""
    series = {name: values.tolist() for name, (_, values) in two_lines.daily.items()}
    assert series["publisher_line_drawn_eur:one"][1:11] == [
        0,
        400,
        400,
        400,
        500,
        500,
        100,
        100,
        100,
        0,
    ]
    assert series["publisher_line_drawn_eur:two"][4:11] == [0, 100, 100, 100, 100, 100, 0]


def test_the_average_exposure_is_the_mean_over_closes(two_lines):
    granted, drawn = 4 * 500 + 6 * 800 + 10 * 300, 3 * 400 + 2 * 600 + 3 * 200
    assert two_lines.values["guarantee_granted_average_eur"] == granted / 20
    assert two_lines.values["guarantee_drawn_average_eur"] == drawn / 20


def test_without_lines_nothing_is_exposed():
    values = model.measure(run_market(market([Shop("ada")], [Credit("ada")], []))).values
    assert values["guarantee_granted_average_eur"] == values["guarantee_drawn_average_eur"] == 0


def test_discounts_are_what_they_take_off_the_revenue_of_what_is_delivered():
    """300 and 50 off at a margin of 0.1; a warm-up order, a lost one and other goods count not."""
    record = run_market(
        market(
            [Shop("ada", cash=9_000)],
            [Credit("ada", own_risk=5_000)],
            [
                Buys("warm", "ada", -3, 100),
                Buys("a", "ada", 1, 2_700),
                Buys("b", "ada", 2, 450.5),
                Buys("goods", "ada", 3, 90, "other_goods"),
                Buys("lost", "ada", 4, 90_000),
            ],
            products={
                "oem": {"distributor_margin": 0.1},
                "other_goods": {"publisher": False, "distributor_margin": 0.1},
            },
            warm_up_days=5,
        )
    )
    assert model.measure(record).values["discounts_given_eur"] == 0
    listed = record.orders.amount + np.array([1_000, 30_000, 5_005, 1_000, 1_000_000])
    discounted = replace(record, orders=replace(record.orders, listed=listed))
    # 30,000 − 3,000 and 5,005 − 500 (500.5, half to even) cents
    assert model.measure(discounted).values["discounts_given_eur"] == 270 + 45.05


def test_one_discount_takes_off_the_revenue_what_it_costs():
    """10 % of 1,234.56 is 123.46, of which the wholesaler's margin of 5 % is 6.17."""
    discount = {"kind": "open_discount", "best_selling_share": 1.0, "ends": day(69)}
    values = model.measure(
        run_shop(shop_of([discount], [Buys("a", "ada", 20, 1_234.56, "open")]))
    ).values
    assert values["discounts_given_eur"] == values["cost_measure_eur"] == 117.29
    listed = 1_234.56 - 61.73
    assert values["publisher_revenue_eur"] == pytest.approx(listed - 117.29, abs=0.011)
