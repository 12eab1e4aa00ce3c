"""Fast payment: financed deals are paid sooner, there are more, and the publisher pays for it."""

import pytest

from tests.measures.small_shop import costs, levers_of, moved, run_shop, shop_of
from tests.plain.markets import Buys, day

FINANCING = {"least_amount_eur": 2_500.0, "reseller_paid_in_days": 30, "take_up_share": 0.0}
WINDOW = {"starts": day(10), "ends": day(69)}


def fast(**fields):
    usual = {"kind": "fast_payment", "take_up_increase": 0.0, "loss_share": 0.0}
    return {**usual, "funding_rate": 0.04, **WINDOW, **fields}


def paid(orders, *measures, **tables):
    financing = {**FINANCING, **tables.pop("financing", {})}
    return run_shop(shop_of(list(measures) or [fast()], orders, financing=financing, **tables))


def deal(name="a", on=20, amount=10_000, financed=True, pays_after=60):
    return Buys(name, "ada", on, amount, "open", pays_after=pays_after, financed=financed)


def test_a_financed_deal_is_paid_on_the_second_day_instead_of_the_thirtieth():
    record = paid([deal()])
    assert moved(record, "financing", "resellers", "financed_payment") == {22: 11_000_00}
    later = paid([deal()], fast(starts=day(21)))
    assert moved(later, "financing", "resellers", "financed_payment") == {50: 11_000_00}


def test_the_arm_collects_from_the_customer_when_it_always_would():
    record = paid([deal()])
    assert moved(record, "customers", "financing", "financed_collection") == {80: 11_000_00}


def test_it_costs_the_funding_of_the_days_by_which_the_money_comes_sooner():
    # 11,000 × 4 % × 28 / 365 = 33.753
    assert costs(paid([deal()])) == {"a": 33_75}


def test_the_publisher_pays_the_arm_as_it_delivers():
    assert moved(paid([deal()]), "publisher", "financing", "financing_cost") == {20: 33_75}


def test_a_deal_that_would_not_have_been_financed_costs_the_customers_days_and_losses():
    # without chance a half is below 0.6: 11,000 × 4 % × 58 / 365 = 69.918, and 1 % of 11,000
    record = paid([deal(financed=False)], fast(take_up_increase=0.6, loss_share=0.01))
    assert moved(record, "financing", "resellers", "financed_payment") == {22: 11_000_00}
    assert costs(record) == {"a": 69_92 + 110_00}


def test_a_deal_that_was_financed_anyway_bears_no_loss_of_the_measure():
    assert costs(paid([deal()], fast(take_up_increase=0.6, loss_share=0.01))) == {"a": 33_75}


def test_a_deal_below_the_least_amount_stays_with_its_customer():
    record = paid([deal(amount=2_499.99, financed=False)], fast(take_up_increase=1.0))
    assert costs(record) == {}
    assert moved(record, "customers", "resellers", "customer_payment") == {80: 2_749_99}


def test_take_up_grows_over_those_who_were_not_financed():
    # 0.3 of the 60 % that are not financed is a half: without chance not below it
    orders = [deal(financed=False)]
    share = {"take_up_share": 0.4}
    assert costs(paid(orders, fast(take_up_increase=0.3), financing=share)) == {}
    assert costs(paid(orders, fast(take_up_increase=0.31), financing=share)) == {"a": 69_92}


def test_a_customer_who_pays_before_the_arm_would_costs_no_funding():
    record = paid([deal(financed=False, pays_after=1)], fast(take_up_increase=1.0))
    assert costs(record) == {}


def test_the_first_of_two_measures_pays():
    record = paid([deal()], fast(name="one"), fast(name="two", paid_in_days=0))
    assert costs(record, "one") == {"a": 33_75}
    assert costs(record, "two") == {}


def test_deals_outside_the_window_are_paid_as_usual():
    record = paid([deal("before", 9), deal("first", 10), deal("last", 69), deal("after", 70)])
    assert costs(record) == {"first": 33_75, "last": 33_75}
    assert sorted(moved(record, "financing", "resellers", "financed_payment")) == [12, 39, 71, 100]


def test_its_lever_carries_its_terms():
    (lever,) = levers_of(shop_of([fast(take_up_increase=0.02)], [])).financing
    assert (lever.first, lever.after, lever.paid_in_days) == (10, 70, 2)
    assert lever.take_up_increase == pytest.approx(0.02)
