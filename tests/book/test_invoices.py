"""A reseller's money: queues, receipts, invoices paid in part, stops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.book.invoices import (
    ANY,
    expect_receipt,
    judge_stops,
    open_invoice,
    ordinal_from,
    overdue_days,
    pay_fixed_costs,
    pay_invoices,
    receipt_ordinal,
    receive,
    sales_price,
)
from simulator.book.lines import draw
from simulator.book.state import (
    DISTRIBUTOR,
    FIXED_COSTS,
    FREED,
    FROM_CUSTOMERS,
    FROM_FINANCING,
    INSURED,
    MARKET_COLUMNS,
    PAID,
    PAYABLE,
    RECEIVABLE,
    RULES,
)
from simulator.units import NEVER, billionths
from tests.book.rows import (
    a_day,
    a_reseller,
    a_stack,
    an_account,
    an_item,
    flows,
    rows,
    the_lines,
)

WEEK = np.array([0, 1, 2, 3, 4, 5, 5, 5, 6, 7, NEVER, NEVER], np.int32)
"""Ordinals of twelve days from a Monday on; the run ends with day 9."""


def test_a_day_without_business_moves_to_the_next_one_and_the_past_to_the_first():
    assert [ordinal_from(day, WEEK, 0) for day in (-3, 0, 4, 5, 6, 7, 9)] == [0, 0, 4, 5, 5, 5, 7]
    assert ordinal_from(10, WEEK, 0) == NEVER
    assert ordinal_from(400, WEEK, 0) == NEVER
    assert ordinal_from(-8, WEEK, -10) == 2


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), max_size=12))
def test_invoices_queue_by_due_day_and_then_in_order_of_delivery(dues):
    reseller, payables = a_reseller(first_item=2), rows(PAYABLE, len(dues) + 2)
    for row, due in enumerate(dues):
        open_invoice(reseller[0], payables, due, row)
    expected = sorted((due, row) for row, due in enumerate(dues))
    assert payables[2:].tolist() == expected
    assert reseller["payable_tail"] == len(dues)


def test_a_late_invoice_does_not_pass_those_already_paid():
    reseller, payables = a_reseller(payable_head=1, payable_tail=1), rows(PAYABLE, 3, due=9)
    open_invoice(reseller[0], payables, 5, 42)
    assert payables.tolist() == [(9, 0), (5, 42), (9, 0)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=10))
def test_receipts_queue_by_the_day_on_which_they_come(receipts):
    reseller, queue = a_reseller(), rows(RECEIVABLE, len(receipts))
    for price, (on, financed) in enumerate(receipts):
        expect_receipt(reseller[0], queue, on, price, financed)
    ordered = sorted((on, price, financed) for price, (on, financed) in enumerate(receipts))
    assert [(int(r["on"]), int(r["price"]), bool(r["financed"])) for r in queue] == ordered


@pytest.mark.parametrize(
    ("day", "pays_after", "ordinal"),
    [
        (0, 3, 3),
        (2, 3, 5),  # a Saturday: the Monday after
        (0, 0, 1),  # due at once: receipts come before trading, so the next business day
        (4, 0, 5),
        (4, 40, NEVER),
    ],
)
def test_a_customers_money_comes_on_a_business_day_after_the_delivery(day, pays_after, ordinal):
    item, rules = an_item(100, pays_after=pays_after), rows(RULES, financed_delays=1)
    assert receipt_ordinal(item[0], WEEK[day], day, WEEK, rules[0]) == ordinal


def test_a_financed_order_is_paid_by_the_financing_arm_on_its_own_delay():
    item, rules = an_item(100, pays_after=9, financed=1), rows(RULES)
    rules["financed_delays"][0, 1] = 2
    assert receipt_ordinal(item[0], 0, 0, WEEK, rules[0]) == 2
    rules["financed_delays"][0, 1] = 0
    assert receipt_ordinal(item[0], 0, 0, WEEK, rules[0]) == 1


def test_a_customer_pays_the_price_and_the_margin_rounded_once():
    assert sales_price(a_reseller(margin=billionths("0.05"))[0], 10_10) == 10_60  # 50.5 to even
    assert sales_price(a_reseller(margin=billionths("0.05"))[0], 10_30) == 10_82  # 51.5 to even
    assert sales_price(a_reseller()[0], 10_30) == 10_30


def test_money_that_came_in_one_s_sleep_is_counted_on_the_day_on_which_it_came():
    reseller, queue = a_reseller(cash=5), rows(RECEIVABLE, 3)
    market = np.zeros((9, MARKET_COLUMNS), np.int64)
    for on, price, financed in ((1, 10, False), (3, 20, True), (6, 40, False)):
        expect_receipt(reseller[0], queue, on, price, financed)
    receive(reseller[0], queue, 4, market)
    assert reseller["cash"] == 35
    assert market[:, FROM_CUSTOMERS].tolist() == [0, 10, 0, 0, 0, 0, 0, 0, 0]
    assert market[:, FROM_FINANCING].tolist() == [0, 0, 0, 20, 0, 0, 0, 0, 0]
    receive(reseller[0], queue, 6, market)
    assert reseller["cash"] == 75


def test_fixed_costs_are_paid_in_full_even_below_the_overdraft():
    reseller, market = a_reseller(cash=10, overdraft=5, fixed_costs=100), np.zeros((2, 8), np.int64)
    pay_fixed_costs(reseller[0], 1, market)
    assert reseller["cash"] == -90
    assert market[1, FIXED_COSTS] == 100


class Desk:
    """A reseller with one account of 1,000 insured, and invoices of (amount, due day)."""

    def __init__(self, invoices, **reseller):
        self.reseller = a_reseller(**reseller)
        self.items = np.concatenate([an_item(amount, due=due) for amount, due in invoices])
        self.payables = rows(PAYABLE, len(invoices))
        self.accounts = an_account(reseller=0)
        self.lines = np.stack([the_lines([1_000, 0, 0, 0])])
        self.carried = np.zeros((len(invoices), 4), np.int64)
        self.ledger = np.zeros((40, 1, len(a_day())), np.int64)
        for row, (_, due) in enumerate(invoices):
            draw(self.items[row], self.lines[0], a_stack(), self.carried[row], True)
            open_invoice(self.reseller[0], self.payables, due, row)

    def pay(self, day):
        pay_invoices(
            self.reseller[0],
            self.items,
            self.payables,
            self.carried,
            self.accounts,
            self.lines,
            a_stack(),
            day,
            day,
            self.ledger,
        )

    def overdue(self, day, account=ANY):
        return overdue_days(self.reseller[0], self.items, self.payables, account, day)

    def judge_stops(self, day, stop_after):
        distributors = rows(DISTRIBUTOR, stop_after=stop_after)
        judge_stops(self.reseller[0], self.items, self.payables, self.accounts, distributors, day)
        return bool(self.accounts["stopped"][0])


def test_due_invoices_are_paid_oldest_first_as_far_as_cash_and_overdraft_reach():
    desk = Desk([(100, 8), (70, 5), (50, 20)], cash=90, overdraft=30)
    desk.pay(10)
    assert desk.items["paid"].tolist() == [50, 70, 0], "the one due on day 5 first, then in part"
    assert desk.items["settled"].tolist() == [0, 10, 0]
    assert desk.reseller["cash"] == -30
    assert desk.ledger[10, 0, PAID] == 120
    assert flows(desk.ledger[10, 0], FREED) == [120, 0, 0, 0]
    assert desk.lines["used"][0, INSURED] == 100


def test_what_is_not_due_is_not_paid_however_much_cash_there_is():
    desk = Desk([(100, 8)], cash=1_000)
    desk.pay(7)
    assert desk.items["paid"].tolist() == [0]
    desk.pay(8)
    assert desk.items["paid"].tolist() == [100]


def test_a_reseller_below_its_overdraft_pays_nothing():
    desk = Desk([(100, 1)], cash=-50, overdraft=20)
    desk.pay(3)
    assert desk.reseller["cash"] == -50
    assert desk.items["paid"].tolist() == [0]


def test_the_rest_of_an_invoice_is_paid_when_there_is_money_again():
    desk = Desk([(100, 1), (40, 1)], cash=30)
    desk.pay(1)
    desk.reseller["cash"] += 75
    desk.pay(2)
    assert desk.items["paid"].tolist() == [100, 5]
    assert desk.items["settled"].tolist() == [2, 0]
    assert desk.ledger[:3, 0, PAID].tolist() == [0, 30, 75]


def test_overdue_days_count_from_the_due_day_of_the_oldest_unpaid_invoice():
    desk = Desk([(10, 8), (10, 5)])
    assert [desk.overdue(day) for day in (4, 5, 6, 9)] == [0, 0, 1, 4]
    assert desk.overdue(9, account=0) == 4
    assert desk.overdue(9, account=1) == 0, "nothing is owed there"


def test_an_account_is_on_stop_from_one_day_more_than_allowed_until_it_is_paid():
    desk = Desk([(10, 5)])
    assert not desk.judge_stops(20, stop_after=15), "fifteen days overdue is not more than fifteen"
    assert desk.judge_stops(21, stop_after=15)
    assert desk.reseller["stopped"][0]
    desk.reseller["cash"] = 10
    desk.pay(22)
    assert not desk.judge_stops(22, stop_after=15)
    assert not desk.reseller["stopped"][0]


def test_a_day_has_its_ordinal_or_the_next_and_none_after_the_run():
    """Four days from number 10 on, of which the second and the third are no business days."""
    next_ordinal = np.array([0, 1, 1, 1], np.int32)
    found = [ordinal_from(day, next_ordinal, 10) for day in (9, 10, 11, 13, 14, 99)]
    assert found == [0, 0, 1, 1, NEVER, NEVER]
