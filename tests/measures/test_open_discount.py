"""The discount on best-selling references: who pays less, what it costs, what it sells when."""

import numpy as np
import pytest

from tests.measures.small_shop import costs, levers_of, moved, run_shop, shop_of
from tests.plain.markets import Buys, Credit, Shop, day

WINDOW = {"starts": day(10), "ends": day(69)}


def discount(**fields):
    usual = {"kind": "open_discount", "best_selling_share": 1.0, "timing_share": 0.0}
    return {**usual, **WINDOW, **fields}


def bought(orders, *measures, **tables):
    return run_shop(shop_of(list(measures) or [discount()], orders, **tables))


def test_an_order_of_1000_costs_900_and_its_customer_pays_990():
    record = bought([Buys("a", "ada", 20, 1_000, "open", pays_after=3)])
    assert record.book.items["amount"].tolist() == [900_00]
    assert moved(record, "customers", "resellers", "customer_payment") == {23: 990_00}


def test_what_does_not_reach_the_customer_the_reseller_keeps():
    order = Buys("a", "ada", 20, 1_000, "open", pays_after=3)
    record = bought([order], discount(pass_through=0.6))
    # 900 and a tenth of margin, and 40 of the 100
    assert moved(record, "customers", "resellers", "customer_payment") == {23: 1_030_00}


def test_it_costs_the_publisher_the_discount_less_the_wholesalers_margin_on_it():
    assert costs(bought([Buys("a", "ada", 20, 1_000, "open")])) == {"a": 95_00}


def test_the_discount_and_the_margin_on_it_are_each_rounded_once_to_the_cent():
    # 10 % of 1,234.56 is 123.456, so 123.46; 5 % of that is 6.173, so 6.17
    assert costs(bought([Buys("a", "ada", 20, 1_234.56, "open")])) == {"a": 117_29}


def test_only_orders_placed_in_the_window_are_cheaper():
    orders = [Buys(str(n), "ada", n, 1_000, "open") for n in (9, 10, 69, 70)]
    record = bought(orders)
    assert record.book.items["amount"].tolist() == [1_000_00, 900_00, 900_00, 1_000_00]
    assert set(costs(record)) == {"10", "69"}


def test_an_order_of_the_window_that_is_delivered_after_it_costs_the_discount_then():
    accounts = [Credit("ada", own_risk=900)]
    shops = [Shop("ada", cash=0, margin=0.1)]
    orders = [Buys("a", "ada", 50, 1_000, "open"), Buys("b", "ada", 60, 1_000, "open", 3000, 60)]
    record = bought(
        [*orders, Buys("sale", "ada", 5, 0.01, "other_goods", pays_after=3)],
        shops=shops,
        accounts=accounts,
        distributors={"north": {"net_days": 30, "stop_after_days": 3650}},
    )
    assert record.book.items["delivered"][2] == -1
    assert costs(record) == {"a": 95_00}


def test_what_is_never_delivered_costs_nothing():
    record = bought(
        [Buys("a", "ada", 20, 1_000, "open")],
        shops=[Shop("ada")],
        accounts=[Credit("ada")],
    )
    assert costs(record) == {}


def test_without_chance_a_reference_in_the_middle_sells_best_if_more_than_half_do():
    order = [Buys("a", "ada", 20, 1_000, "open")]
    assert costs(bought(order, discount(best_selling_share=0.5))) == {}
    assert costs(bought(order, discount(best_selling_share=0.51))) == {"a": 95_00}


def test_other_products_cost_what_they_did():
    record = bought([Buys("a", "ada", 20, 1_000, "sql_server")])
    assert record.book.items["amount"].tolist() == [1_000_00]
    assert costs(record) == {}


def test_two_discounts_are_each_taken_of_the_list_price_and_each_pays_its_own():
    record = bought(
        [Buys("a", "ada", 20, 1_000, "open")],
        discount(),
        discount(name="half", discount=0.05, best_selling_share=0.6),
        discount(name="few", discount=0.20, best_selling_share=0.4),
    )
    assert record.book.items["amount"].tolist() == [850_00]
    assert costs(record) == {"a": 95_00}
    assert costs(record, "half") == {"a": 47_50}
    assert costs(record, "few") == {}


def test_orders_of_the_warm_up_are_cheaper_and_count_for_nothing():
    order = Buys("a", "ada", -5, 1_000, "open")
    record = bought([order], discount(starts=day(-9)), warm_up_days=10)
    assert record.book.items["amount"].tolist() == [900_00]
    assert costs(record) == {}


def test_the_publishers_revenue_is_net_of_the_discount():
    market = shop_of([discount()], [Buys("a", "ada", 20, 1_000, "open")])
    record = run_shop(market)
    # 900 less the wholesaler's 5 %
    assert moved(record, "distributors", "publisher", "supplies") == {65: 855_00}


def test_demand_for_the_best_selling_references_answers_with_the_products_elasticity():
    lever = levers_of(shop_of([discount(best_selling_share=0.4)], [])).demand[0]
    assert lever.share == 0.4
    assert lever.factor[10:70] == pytest.approx(0.9**-0.9)
    assert (np.delete(lever.factor, np.s_[10:70]) == 1).all()


def test_demand_answers_to_what_reaches_the_customer_only():
    lever = levers_of(shop_of([discount(pass_through=0.5)], [])).demand[0]
    assert lever.factor[10:70] == pytest.approx(0.95**-0.9)


def test_the_share_that_is_timing_is_missing_after_the_window():
    gain = 0.9**-0.9 - 1
    table = discount(timing_share=0.5, timing_days=30, ends=day(39))
    lever = levers_of(shop_of([table], [], days=119)).demand[0]
    # window 15 January to 13 February, then 14 February to 15 March; each day weighs a day
    assert lever.factor[10:40] == pytest.approx(1 + gain)
    assert lever.factor[40:70].sum() == pytest.approx(30 - 0.5 * gain * 30, rel=0.02)
    assert (lever.factor[70:] == 1).all()


def test_a_discount_of_nothing_pulls_no_lever():
    levers = levers_of(shop_of([discount(discount=0.0)], []))
    assert not levers.prices
    assert not levers.demand


def test_where_nobody_orders_it_costs_nothing():
    assert costs(bought([])) == {}
