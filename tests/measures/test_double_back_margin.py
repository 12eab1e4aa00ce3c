"""The doubled back margin: it accrues on delivery, reaches customers in part, comes late."""

from datetime import date

import numpy as np
import pytest

from simulator.model import measure
from tests.measures.small_shop import costs, levers_of, moved, run_shop, shop_of
from tests.plain.markets import Buys, day

REBATES = {"rate": 0.03, "lag_days": 60}


def double(**fields):
    usual = {"kind": "double_back_margin", "pass_through": 0.0, "effort_elasticity": 0.0}
    return {**usual, "starts": day(10), "ends": day(69), **fields}


def sold(orders, *measures, **tables):
    tables = {"rebates": REBATES, "days": 360, **tables}
    return run_shop(shop_of(list(measures) or [double()], orders, **tables))


def test_a_delivery_accrues_three_percent_more():
    record = sold([Buys("a", "ada", 20, 1_000, "open")])
    assert costs(record) == {"a": 30_00}


def test_it_is_paid_two_months_after_the_quarter_with_the_usual_back_margin():
    record = sold([Buys("a", "ada", 20, 1_000, "open")])
    settled = (date(2009, 5, 30) - day(0)).days  # 31 March and 60 days
    assert moved(record, "publisher", "resellers", "rebate") == {settled: 60_00}


def test_what_is_not_settled_when_the_window_ends_is_owed():
    order = [Buys("a", "ada", 20, 1_000, "open")]
    short, long = (measure(sold(order, days=days)).values for days in (60, 360))
    assert (short["cost_measure_eur"], short["programme_owed_eur"]) == (30, 30)
    assert (long["cost_measure_eur"], long["programme_owed_eur"]) == (30, 0)


def test_three_times_the_back_margin_accrues_two_more():
    assert costs(sold([Buys("a", "ada", 20, 1_000, "open")], double(multiplier=3.0))) == {
        "a": 60_00
    }


def test_an_accrual_is_rounded_once_an_order():
    # 3 % of 123.50 is 3.705, to the even cent; of 123.45 3.7035
    orders = [Buys("a", "ada", 20, 123.50, "open"), Buys("b", "ada", 20, 123.45, "open")]
    assert costs(sold(orders)) == {"a": 3_70, "b": 3_70}


def test_deliveries_count_in_the_window_whenever_they_were_ordered():
    orders = [Buys(str(n), "ada", n, 1_000, "open") for n in (9, 10, 69, 70)]
    assert set(costs(sold(orders))) == {"10", "69"}


def test_other_vendors_goods_and_other_products_accrue_nothing():
    orders = [Buys(p, "ada", 20, 1_000, p) for p in ("open", "sql_server", "other_goods")]
    assert set(costs(sold(orders))) == {"open", "sql_server"}
    assert set(costs(sold(orders, double(products=["sql_server"])))) == {"sql_server"}


def test_customers_pay_less_by_the_share_that_is_passed_on():
    order = Buys("a", "ada", 20, 1_000, "open", pays_after=3)
    record = sold([order], double(pass_through=0.4))
    # 1,100 less 1,000 × 3 % × 0.4
    assert moved(record, "customers", "resellers", "customer_payment") == {23: 1_088_00}
    assert costs(record) == {"a": 30_00}


def test_demand_answers_to_the_lower_price_and_to_the_effort():
    table = double(pass_through=0.4, effort_elasticity=0.5, front_margin=0.07)
    lever = levers_of(shop_of([table], [], rebates=REBATES)).demand[0]
    expected = (1 - 0.03 * 0.4) ** -0.9 * (0.13 / 0.10) ** 0.5
    assert lever.factor[10:70] == pytest.approx(expected)
    assert (np.delete(lever.factor, np.s_[10:70]) == 1).all()


@pytest.mark.parametrize(
    ("table", "rate"), [(double(multiplier=1.0), 0.03), (double(), 0.0)], ids=["once", "of nothing"]
)
def test_a_back_margin_that_does_not_change_pulls_no_lever(table, rate):
    levers = levers_of(shop_of([table], [], rebates={"rate": rate}))
    assert (levers.demand, levers.passed_on, levers.rebates) == ((), (), ())
