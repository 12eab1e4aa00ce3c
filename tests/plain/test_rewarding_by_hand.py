"""Back margins, rewards and fast payment: cases worked out by hand, to the cent."""

import pytest

from tests.plain.markets import Buys, Credit, Shop, day, market

SETTLED = 95
"""The quarter ends on 31 March, day 85; ten days later is day 95."""
REBATES = {"rate": 0.03, "lag_days": 10}
DOUBLE = {"kind": "double_back_margin", "pass_through": 0.0, "effort_elasticity": 0.0}
REWARD = {
    "kind": "project_reward",
    "reward_rate": 0.03,
    "least_project_eur": 100.0,
    "detection_uplift": 0.0,
}
FAST = {"kind": "fast_payment", "paid_in_days": 2, "take_up_increase": 0.0, "funding_rate": 0.05}


def sale(engine, orders: list[Buys], shop: Shop | None = None, **world):
    """Return what comes of orders that ada can pay at once, after a hundred days."""
    return engine(
        market(
            [shop or Shop("ada", cash=50_000)],
            [Credit("ada")],
            orders,
            **{"days": 100, "rebates": REBATES, **world},
        )
    )


def test_back_margins_are_rounded_for_each_order_and_paid_after_the_quarter(engine):
    """3 % of 16.50 is 49.5 cents, so 50; of 15.50 46.5, so 46. Other goods earn nothing."""
    orders = [
        Buys("a1", "ada", 0, 16.5),
        Buys("a2", "ada", 84, 15.5),
        Buys("a3", "ada", 84, 99, "other_goods"),
        Buys("a4", "ada", 86, 1_000),
    ]
    tables = sale(engine, orders)
    came = tables.cash[day(SETTLED), "ada"] - tables.cash[day(SETTLED - 1), "ada"]
    assert came == 50 + 46
    assert tables.flows["publisher", "resellers", "rebate"] == 96, "a4 is of the next quarter"
    assert tables.values["programme_cost_eur"] == 0


def test_what_is_sold_on_the_quarters_last_day_is_settled_the_day_after_without_lag(engine):
    tables = sale(
        engine, [Buys("a1", "ada", 85, 100)], rebates={"rate": 0.03, "lag_days": 0}, days=90
    )
    assert tables.cash[day(85), "ada"] == 5_000_000 - 10_000
    assert tables.cash[day(86), "ada"] == 5_000_000 - 10_000 + 300


def test_the_back_margin_of_a_reseller_that_has_failed_goes_to_its_estate(engine):
    shop = Shop("ada", cash=5_000, fails_on=94)
    tables = sale(engine, [Buys("a1", "ada", 0, 100)], shop)
    assert tables.flows["publisher", "estates", "rebate"] == 300
    assert ("publisher", "resellers", "rebate") not in tables.flows
    on_the_day = sale(
        engine, [Buys("a1", "ada", 0, 100)], Shop("ada", cash=5_000, fails_on=SETTLED)
    )
    assert on_the_day.flows["publisher", "resellers", "rebate"] == 300, "receipts come first"


def test_a_doubled_back_margin_accrues_on_deliveries_in_the_window(engine):
    """Twice 3 % of 100 on day 9, once on day 10; what accrues more is the measure's cost."""
    orders = [Buys("a1", "ada", 9, 100), Buys("a2", "ada", 10, 100)]
    tables = sale(engine, orders, measures=[{**DOUBLE, "multiplier": 2.0, "ends": day(9)}])
    assert tables.flows["publisher", "resellers", "rebate"] == 300 + 300 + 300
    assert tables.values["cost_measure_eur"] == 3


def test_resellers_pass_on_part_of_the_back_margins_to_come(engine):
    """Three times 3 %: 6 % more, of which they pass on a half: 3 % of 100.50 is 3.015, so 3.02.

    The customer pays 100.50 + 10.05 - 3.02 (3.015 is rounded to the even 3.02).
    """
    shop = Shop("ada", cash=5_000, margin=0.1)
    measure = {**DOUBLE, "multiplier": 3.0, "pass_through": 0.5, "ends": day(0)}
    orders = [
        Buys("a1", "ada", 0, 100.5, pays_after=5),
        Buys("a2", "ada", 1, 100.5, pays_after=50),
    ]
    tables = sale(engine, orders, shop, measures=[measure])
    came = tables.cash[day(5), "ada"] - tables.cash[day(4), "ada"]
    assert came == 10_050 + 1_005 - 302
    came = tables.cash[day(51), "ada"] - tables.cash[day(50), "ada"]
    assert came == 10_050 + 1_005, "placed after the window"
    assert tables.values["cost_measure_eur"] == 6.03


@pytest.mark.parametrize(("level", "placed"), [(1.25, True), (1.35, False)])
def test_resellers_try_harder_for_what_earns_more(engine, level, placed):
    """They earn 7 % at once and 3 % later; then 7 % and 6 %: 13 / 10 of the effort."""
    measure = {**DOUBLE, "multiplier": 2.0, "effort_elasticity": 1.0, "front_margin": 0.07}
    tables = sale(engine, [Buys("a1", "ada", 0, 100, level=level)], measures=[measure])
    assert ("a1" in tables.orders) == placed


def test_projects_large_enough_earn_the_reward_and_some_count_double(engine):
    """100.00 earns 3.00, 99.99 nothing, and on days 5 to 9 100.00 earns twice 3.00."""
    orders = [Buys(f"a{n}", "ada", on, amount) for n, on, amount in PROJECTS]
    double = {"double_products": ["oem"], "double_starts": day(5), "double_ends": day(9)}
    tables = sale(
        engine,
        orders,
        measures=[{**REWARD, **double, "pulled_share": 0.0, "ends": day(20)}],
        rebates={"rate": 0.0, "lag_days": 10},
    )
    assert tables.flows["publisher", "resellers", "reward"] == 300 + 600 + 600 + 300
    assert tables.cash[day(SETTLED), "ada"] - tables.cash[day(SETTLED - 1), "ada"] == 1_800
    assert tables.values["cost_measure_eur"] == 18


PROJECTS = [(1, 4, 100), (2, 4, 99.99), (3, 5, 100), (4, 9, 100), (5, 10, 100), (6, 21, 100)]


def test_only_the_firms_reached_are_rewarded(engine):
    orders = [Buys("a1", "ada", 0, 100)]
    tables = sale(engine, orders, measures=[{**REWARD, "reseller_kinds": ["services_firm"]}])
    assert ("publisher", "resellers", "reward") not in tables.flows


@pytest.mark.parametrize(
    ("on", "level", "placed"),
    [(4, 1.4, False), (5, 1.4, True), (8, 1.6, False), (24, 1.4, True), (26, 1.4, False)],
)
def test_detected_projects_come_after_a_lag(engine, on, level, placed):
    """Detection from day 0 to day 20 adds half of normal demand on days 5 to 25."""
    detection = {"detection_uplift": 0.5, "detection_lag_days": 5, "ends": day(20)}
    orders = [Buys("a1", "ada", on, 100, level=level)]
    tables = sale(engine, orders, measures=[{**REWARD, **detection}])
    assert ("a1" in tables.orders) == placed


@pytest.mark.parametrize(
    ("on", "level", "placed"),
    [(0, 1.9, True), (9, 2.1, False), (10, 0.6, False), (29, 0.4, True), (30, 0.9, True)],
)
def test_the_double_days_draw_projects_forward(engine, on, level, placed):
    """Half of the demand of twenty days comes in the ten before: × 0.5, and × (1 + 0.5 × 20/10)."""
    double = {
        "double_products": ["oem"],
        "double_starts": day(0),
        "double_ends": day(9),
        "pulled_share": 0.5,
        "pulled_days": 20,
    }
    orders = [Buys("a1", "ada", on, 100, level=level)]
    tables = sale(engine, orders, measures=[{**REWARD, **double}])
    assert ("a1" in tables.orders) == placed


def financed(engine, **order):
    """Return what comes of an order of 1,000 at 1,100, which the arm usually pays in ten days."""
    increase = {"take_up_increase": 0.2, "loss_share": 0.01}
    return engine(
        market(
            [Shop("ada", margin=0.1)],
            [Credit("ada", own_risk=5_000)],
            [Buys("a1", "ada", 0, **{"amount": 1_000, "pays_after": 30, **order})],
            measures=[{**FAST, **increase}],
            financing={
                "reseller_paid_in_days": 10,
                "least_amount_eur": 1_000.0,
                "take_up_share": 0.5,
            },
            chance=True,
            luck={"take-up/measure": [0.39]},
        )
    )


def test_a_financed_order_is_paid_fast_at_the_cost_of_the_days_gained(engine):
    """5 % a year on 1,100 for the eight days from day 2 to day 10: 1.2055, so 1.21."""
    tables = financed(engine, financed=True)
    assert (tables.cash[day(1), "ada"], tables.cash[day(2), "ada"]) == (0, 110_000)
    assert tables.flows["publisher", "financing", "financing_cost"] == 121
    assert tables.flows["customers", "financing", "financed_collection"] == 110_000
    assert tables.values["cost_measure_eur"] == 1.21


def test_more_orders_are_financed_at_the_cost_of_the_customers_days_and_losses(engine):
    """0.2 more of the half that is not financed is 0.4 of it, and ada's draws 0.39.

    5 % a year on 1,100 for 28 days is 4.2192, so 4.22; 1 % of 1,100 is 11.00.
    """
    tables = financed(engine)
    assert tables.cash[day(2), "ada"] == 110_000
    assert tables.flows["publisher", "financing", "financing_cost"] == 422 + 1_100
    assert tables.values["cost_measure_eur"] == 15.22


@pytest.mark.parametrize("other", [{"amount": 999.99}, {"product": "other_goods"}])
def test_small_orders_and_other_goods_are_not_financed(engine, other):
    tables = financed(engine, **other)
    assert tables.cash[day(29), "ada"] == 0
    assert ("publisher", "financing", "financing_cost") not in tables.flows


def test_a_customer_who_pays_sooner_than_the_arm_costs_no_funding(engine):
    tables = financed(engine, pays_after=1)
    assert tables.flows["publisher", "financing", "financing_cost"] == 1_100


def test_the_programmes_first_measure_pays_what_several_would(engine):
    orders = [Buys("a1", "ada", 0, 1_000, pays_after=30, financed=True)]
    measures = [{**FAST, "name": "one", "paid_in_days": 4}, {**FAST, "name": "two"}]
    tables = sale(
        engine,
        orders,
        Shop("ada", cash=1_000),
        measures=measures,
        financing={"reseller_paid_in_days": 10},
    )
    assert (tables.cash[day(3), "ada"], tables.cash[day(4), "ada"]) == (0, 100_000)
    assert tables.values["cost_two_eur"] == 0
