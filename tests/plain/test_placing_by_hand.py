"""What a programme makes of customers' orders: cases worked out by hand, to the cent."""

import pytest

from tests.plain.markets import Buys, Credit, Shop, day, market

MARGIN = {"oem": {"distributor_margin": 0.05}, "other_goods": {"publisher": False}}
OPEN = {"kind": "open_discount", "product": "oem", "best_selling_share": 1.0}


def with_elasticity(elasticity: float):
    return {"oem": {"distributor_margin": 0.0, "elasticity": elasticity}}


def test_an_order_is_placed_if_its_level_is_below_normal_demand(engine):
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=1_000)],
            [
                Buys("a1", "ada", 0, 10, level=0.99),
                Buys("a2", "ada", 0, 20, level=1.0),
                Buys("a3", "ada", 0, 40, level=1.7),
            ],
        )
    )
    assert list(tables.orders) == ["a1"]
    assert tables.values["demand_eur"] == 10


def test_a_discount_lowers_the_price_and_the_customer_gets_its_share_of_it(engine):
    """10 % of 100.05 is 10.005, so 10.00; 6.00 of it reach the customer, and 4.00 are kept.

    The customer pays 90.05 + 9.00 (10 % of it, 9.005) + 4.00. Of the 10.00 given the wholesaler
    would have kept 0.50, so the publisher bears 9.50; it gets 90.05 less 4.50 (5 %, 4.5025).
    """
    tables = engine(
        market(
            [Shop("ada", margin=0.1)],
            [Credit("ada", own_risk=1_000)],
            [Buys("a1", "ada", 0, 100.05, pays_after=10)],
            products=MARGIN,
            measures=[{**OPEN, "discount": 0.1, "pass_through": 0.6}],
        )
    )
    assert tables.invoice("a1").amount == 9_005
    assert tables.cash[day(9), "ada"] == 0
    assert tables.cash[day(10), "ada"] == 9_005 + 900 + 400
    assert tables.flows["resellers", "customers", "sale"] == 10_305
    assert tables.values["cost_measure_eur"] == 9.5
    assert tables.values["programme_cost_eur"] == 9.5
    assert tables.values["publisher_revenue_eur"] == 85.55


def test_discounts_add_up_each_of_the_list_price(engine):
    """10 % and 5 % of 1,000: not 10 % and then 5 % of 900."""
    terms = {**OPEN, "pass_through": 1.0}
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=1_000)],
            [Buys("a1", "ada", 0, 1_000)],
            measures=[
                {**terms, "name": "one", "discount": 0.1},
                {**terms, "name": "two", "discount": 0.05},
            ],
        )
    )
    assert tables.invoice("a1").amount == 85_000
    assert (tables.values["cost_one_eur"], tables.values["cost_two_eur"]) == (100, 50)


def test_a_discount_is_on_the_best_selling_references_of_its_product(engine):
    """The uniforms of ada's orders say how well their references sell: below a half, discounted."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=1_000)],
            [
                Buys("a1", "ada", 0, 100),
                Buys("a2", "ada", 0, 100),
                Buys("a3", "ada", 0, 100, "other_goods"),
            ],
            measures=[{**OPEN, "discount": 0.2, "best_selling_share": 0.5}],
            chance=True,
            luck={"references": [0.49, 0.51, 0.1]},
        )
    )
    assert [tables.invoice(name).amount for name in ("a1", "a2", "a3")] == [8_000, 10_000, 10_000]


@pytest.mark.parametrize(
    ("on", "level", "placed"),
    [
        (9, 1.0, False),
        (10, 1.24, True),
        (14, 1.26, False),
        (15, 0.93, True),
        (24, 0.94, False),
        (25, 0.94, True),
    ],
)
def test_a_lower_price_sells_more_and_part_of_that_is_missing_later(engine, on, level, placed):
    """20 % off at an elasticity of -1: demand × 1.25 on days 10 to 14.

    Half of the gain is taken from ten days after five: demand × (1 - 0.5 × 0.25 × 5 / 10) = 0.9375.
    """
    terms = {"discount": 0.2, "pass_through": 1.0, "timing_share": 0.5, "timing_days": 10}
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=1_000)],
            [Buys("a1", "ada", on, 100, level=level)],
            products=with_elasticity(-1.0),
            measures=[{**OPEN, **terms, "starts": day(10), "ends": day(14)}],
        )
    )
    assert ("a1" in tables.orders) == placed


def test_only_what_reaches_customers_sells_more(engine):
    """Of 20 % resellers pass on a half: demand × 0.9^-2, 1.2345..."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=1_000)],
            [Buys("a1", "ada", 0, 100, level=1.234), Buys("a2", "ada", 0, 100, level=1.235)],
            products=with_elasticity(-2.0),
            measures=[{**OPEN, "discount": 0.2, "pass_through": 0.5}],
        )
    )
    assert list(tables.orders) == ["a1"]


def test_days_weigh_by_season_and_macro_path_in_what_is_missing_later(engine):
    """The sale is on the last two days of January; ten days of February follow.

    A day of January weighs 1 and one of February 2, of which the macro path leaves 0.5: so W / W' =
    2 / (10 × 2 × 0.5) = 0.2, and demand × (1 - 0.5 × 0.25 × 0.2) = 0.975.
    """
    seasons = [1.0, 2.0, 0.0, *[1.0] * 9]
    terms = {"discount": 0.2, "pass_through": 1.0, "timing_share": 0.5, "timing_days": 10}

    def placed(level: float):
        tables = engine(
            market(
                [Shop("ada")],
                [Credit("ada", own_risk=1_000)],
                [Buys("a1", "ada", 27, 100, level=level)],
                products={
                    "oem": {"distributor_margin": 0.0, "elasticity": -1.0, "seasonality": seasons}
                },
                measures=[{**OPEN, **terms, "starts": day(25), "ends": day(26)}],
                demand={"macro": [[day(27), 0.5]]},
            )
        )
        return "a1" in tables.orders

    assert placed(0.974)
    assert not placed(0.976)


def test_the_price_is_that_of_the_day_of_the_order_though_it_is_delivered_later(engine):
    """Ada's line is full until she pays on day 7; the discount's last day is day 4."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=100)],
            [
                Buys("a1", "ada", 0, 100, "other_goods", pays_after=7),
                Buys("a2", "ada", 4, 100, patience=10),
            ],
            distributors={"north": {"net_days": 5, "stop_after_days": 20}},
            measures=[{**OPEN, "discount": 0.1, "ends": day(4)}],
        )
    )
    assert tables.orders["a2"].delivered_on == day(7)
    assert tables.invoice("a2").amount == 9_000
    assert tables.values["cost_measure_eur"] == 10, "borne after the window"


def test_an_order_that_is_not_delivered_costs_nothing(engine):
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=50)],
            [Buys("a1", "ada", 0, 100)],
            measures=[{**OPEN, "discount": 0.1}],
        )
    )
    assert tables.orders["a1"].fate == "lost_credit"
    assert tables.values["cost_measure_eur"] == 0


def test_an_order_on_an_idle_day_goes_by_the_next_business_day(engine):
    """The sale ends on Sunday, 11 January: an order of that Saturday trades on Monday."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=1_000)],
            [Buys("a1", "ada", 4, 100), Buys("a2", "ada", 5, 100)],
            measures=[{**OPEN, "discount": 0.1, "ends": day(6)}],
            calendar="french",
        )
    )
    assert [tables.invoice(name).amount for name in ("a1", "a2")] == [9_000, 10_000]


def test_the_usual_order_is_that_of_normal_demand_at_list_prices(engine):
    """Ada's line of 50 is under her usual order of 60, though she pays 40 and 10 for more."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=50)],
            [Buys("a1", "ada", 0, 60), Buys("a2", "ada", 0, 10, level=1.1)],
            products=with_elasticity(-1.0),
            distributors={"north": {"net_days": 0}},
            measures=[{**OPEN, "discount": 0.333, "pass_through": 1.0}],
        )
    )
    assert tables.invoice("a1").amount == 4_002
    assert tables.values["frozen_share_peak"] == 1
