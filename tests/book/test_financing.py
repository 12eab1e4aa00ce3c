"""Financed orders: who pays when, and what it costs to pay sooner."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.book.financing import FinancingTerms, financing_cost, financing_costs
from simulator.book.opening import Chances, open_book
from simulator.book.rules import common_rules
from simulator.book.state import FROM_FINANCING
from simulator.market.levers import FinancingLever, Levers
from simulator.units import BILLION, billionths, proportion_of
from tests.book.rows import an_item
from tests.plain.markets import Buys, Credit, Shop, market
from tests.plain.product import draws_of
from tests.small_worlds import postings_of, run_market, tables_of

NOBODY = np.zeros(1, bool)


def a_lever(paid_in_days):
    return FinancingLever("fast", NOBODY, 0, 0, paid_in_days, 0.0)


def terms(**changes):
    usual = {
        "code": 2,
        "usual_days": 30,
        "paid_in_days": 2,
        "funding_rate": billionths("0.06"),
        "loss_share": billionths("0.01"),
    }
    return FinancingTerms(**usual | changes)


def test_the_delay_goes_by_the_orders_code():
    world = market([Shop("ada")], [Credit("ada")], [], financing={"reseller_paid_in_days": 30})
    rules = common_rules(world.world, world.prepared.calendar, [a_lever(2), a_lever(9)])
    assert rules["financed_delays"][0].tolist() == [0, 30, 2, 2, 9, 9, 0, 0]


def test_more_than_three_levers_have_no_codes():
    world = market([Shop("ada")], [Credit("ada")], [])
    with pytest.raises(AssertionError):
        common_rules(world.world, world.prepared.calendar, [a_lever(2)] * 4)


def test_each_code_is_paid_on_its_own_day_by_the_financing_arm():
    orders = [Buys(f"a{n}", "ada", 0, 2**n, pays_after=40) for n in range(4)]
    crowd = market(
        [Shop("ada")],
        [Credit("ada", own_risk=999)],
        orders,
        financing={"reseller_paid_in_days": 30},
        distributors={"north": {"net_days": 59}},
    )
    draws, portfolio = draws_of(crowd), crowd.prepared.portfolio
    book = open_book(
        crowd.world,
        crowd.prepared.calendar,
        portfolio,
        replace(draws.orders, financed=np.array([0, 1, 2, 3], np.int8)),
        Chances(draws.fails_on, draws.review_position, draws.reviews, False),
        [],
        portfolio.own_risk_wish,
        levers=Levers(financing=(a_lever(2),)),
    )
    book.advance(58)
    book.take_accounts()
    financed = book.market[:, FROM_FINANCING]
    assert {day: int(financed[day]) for day in np.flatnonzero(financed)} == {2: 12_00, 30: 2_00}
    assert book.resellers["cash"][0] == 15_00


def test_an_order_financed_anyway_costs_the_funding_of_the_days_it_is_paid_sooner():
    item = an_item(0, financed=2, pays_after=70)[0]
    # 10,000 × 6 % × 28 / 365 = 46.0274
    assert financing_cost(item, 10_000_00, terms()) == 46_03


def test_one_that_is_financed_because_of_it_costs_the_customers_days_and_a_share_lost():
    item = an_item(0, financed=3, pays_after=70)[0]
    # 10,000 × 6 % × 68 / 365 = 111.7808, and 1 %
    assert financing_cost(item, 10_000_00, terms()) == 111_78 + 100_00


def test_a_payment_that_comes_no_sooner_costs_no_funding():
    assert financing_cost(an_item(0, financed=2)[0], 10_000_00, terms(usual_days=1)) == 0
    late = an_item(0, financed=3, pays_after=1)[0]
    assert financing_cost(late, 10_000_00, terms()) == 100_00


@pytest.mark.parametrize(("price", "cost"), [(365, 0), (3 * 365, 2), (5 * 365, 2)])
def test_funding_is_rounded_half_to_even(price, cost):
    # 10 % over 5 days is half a 365th
    half = terms(usual_days=7, funding_rate=billionths("0.1"))
    assert financing_cost(an_item(0, financed=2)[0], price, half) == cost


@given(
    st.integers(0, 10**14),
    st.integers(0, BILLION),
    st.integers(0, 20_000),
)
def test_a_proportion_is_exact_however_large_the_product(amount, rate, days):
    exact = Fraction(amount * rate * days, 365 * BILLION)
    assert proportion_of(amount, rate * days, 365 * BILLION) == round(exact)


def test_costs_are_those_of_delivered_orders_under_the_lever_at_the_customers_price():
    orders = [Buys(f"a{n}", "ada", n, 10_000, pays_after=32) for n in range(4)]
    orders += [Buys("lost", "ada", 9, 99_000)]
    crowd = market([Shop("ada", margin=0.1)], [Credit("ada", own_risk=40_000)], orders)
    book = run_market(crowd).book
    book.items["financed"] = [0, 1, 2, 3, 3]
    price_change = np.array([0, 0, -1_000_00, 0, 0])
    paid, ada = np.array([2, 3, 4]), np.zeros(3, np.int64)
    rows, amounts = financing_costs(book.resellers, book.items, paid, ada, price_change, terms())
    assert rows.tolist() == [2, 3]
    # (11,000 − 1,000) × 6 % × 28 / 365; 11,000 × 6 % × 30 / 365 = 54.2466, and 1 %
    assert amounts.tolist() == [46_03, 54_25 + 110_00]


def test_a_changed_price_is_what_customers_pay_in_cash_sales_and_estates():
    orders = [
        Buys("cheap", "ada", 0, 100, pays_after=5),
        Buys("dear", "bob", 0, 200, pays_after=30),
        Buys("lent", "bob", 1, 50, pays_after=30, financed=True),
    ]
    crowd = market(
        [Shop("ada", margin=0.1), Shop("bob", fails_on=20)],
        [Credit("ada", own_risk=900), Credit("bob", own_risk=900)],
        orders,
        distributors={"north": {"net_days": 50}},
        financing={"reseller_paid_in_days": 2},
    )
    changed = replace(crowd.draws.orders, price_change=np.array([-4_00, 7_00, -1_00]))
    record = run_market(replace(crowd, draws=replace(crowd.draws, orders=changed)))
    cash = tables_of(record)["cash"].set_index(["reseller_id", "date"])["cash_eur"]
    assert cash["ada", "2009-01-10"] == 110 - 4
    assert cash["bob", "2009-01-08"] == 50 - 1
    flows = {entry: sum(amounts) for entry, amounts in postings_of(record).items()}
    assert flows["resellers", "customers", "sale"] == 106_00 + 207_00 + 49_00
    assert flows["customers", "estates", "estate_collection"] == 207_00
    assert flows["customers", "financing", "financed_collection"] == 49_00
    assert record.receivables[[0, 1, 4, 5, 20]].tolist() == [313_00, 362_00, 313_00, 207_00, 0]
