"""What an order accrues, when a quarter is settled, and whom its payment wakes."""

from datetime import date

import numpy as np
import pytest

from simulator.book.rebates import Accruing, accrual, accrue, pay_rebates, settlements
from simulator.book.state import FROM_REBATES, ILLIQUID, MARKET_COLUMNS, REBATE
from simulator.calendar import Calendar
from simulator.units import NEVER, billionths
from tests.book.rows import a_reseller, an_item, rows

THREE = np.array([billionths("0.03"), 0])


def a_rule(least_amount=0, first=0, after=9):
    return rows(REBATE, least_amount=least_amount, first=first, after=after)


def delivered(amount, on=5, product=0):
    return an_item(amount, delivered=on, product=product)[0]


@pytest.mark.parametrize(
    ("amount", "accrued"), [(1_000_00, 30_00), (50, 2), (150, 4), (151, 5), (10**14, 3 * 10**12)]
)
def test_an_order_accrues_its_rate_rounded_once_half_to_even(amount, accrued):
    assert accrual(delivered(amount), a_rule()[0], THREE) == accrued


def test_a_product_without_a_rate_accrues_nothing():
    assert accrual(delivered(1_000_00, product=1), a_rule()[0], THREE) == 0


def test_the_least_amount_accrues_and_a_cent_less_does_not():
    rule = a_rule(least_amount=1_000)[0]
    assert [accrual(delivered(amount), rule, THREE) for amount in (999, 1_000)] == [0, 30]


def test_a_window_holds_its_first_day_and_not_the_one_after_its_last():
    rule = a_rule(first=3, after=6)[0]
    accrued = [accrual(delivered(100, on=day), rule, THREE) for day in (2, 3, 5, 6)]
    assert accrued == [0, 3, 3, 0]


def test_a_delivery_accrues_under_each_lever_that_reaches_its_reseller_in_its_quarter():
    accruing = Accruing(
        rows(REBATE, 3, after=9),
        np.array([THREE, 2 * THREE, 3 * THREE]),
        np.array([True]),
        np.array([0, 0, 0, 1, 1, 1, 1, 2, 2], np.int32),
    )
    accrued = np.zeros((3, 3), np.int64)
    reached = np.array([True, False, True])
    accrue(delivered(100, on=5), accruing, reached, accrued)
    accrue(delivered(200, on=7), accruing, reached, accrued)
    assert accrued.tolist() == [[0, 0, 0], [3, 0, 9], [6, 0, 18]]


def test_quarters_are_the_calendars_and_settled_after_their_last_day():
    calendar = Calendar.between(date(2009, 2, 2), date(2009, 12, 31), 60, "french")
    quarter, settled_on = settlements(calendar, 60)
    dates = calendar.dates().astype(str).tolist()
    firsts = [dates[np.argmax(quarter == q)] for q in range(5)]
    assert firsts == ["2008-12-04", "2009-01-02", "2009-04-01", "2009-07-01", "2009-10-01"]
    assert [dates[at] for at in settled_on[:4]] == [
        "2009-03-02",  # Sunday 1 March
        "2009-06-02",  # Saturday 30 May, Whit Monday 1 June
        "2009-08-31",  # Saturday 29 August
        "2009-11-30",  # Sunday 29 November
    ]
    assert settled_on[4] == NEVER


def test_payment_wakes_those_who_are_short_or_wait_and_passes_over_the_failed():
    resellers = np.concatenate(
        [a_reseller(), a_reseller(short=1), a_reseller(waiting=2), a_reseller(state=ILLIQUID)]
    )
    wake = np.full(4, 99, np.int32)
    market = np.zeros((9, MARKET_COLUMNS), np.int64)
    pay_rebates(resellers, wake, np.array([10, 20, 30, 40]), 7, market)
    assert resellers["cash"].tolist() == [10, 20, 30, 0]
    assert wake.tolist() == [99, 7, 7, 99]
    assert market[7, FROM_REBATES] == market.sum() == 60


def test_nobody_is_woken_for_nothing():
    resellers, wake = a_reseller(short=1), np.full(1, 99, np.int32)
    pay_rebates(resellers, wake, np.zeros(1, np.int64), 7, np.zeros((9, MARKET_COLUMNS), np.int64))
    assert wake.tolist() == [99]
