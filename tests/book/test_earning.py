"""Lines that deliveries earn: counting, opening on the next business day, renewing, stacking."""

import numpy as np
import pytest

from simulator.book.earning import (
    NO_TERM,
    count_delivery,
    earning_looks_on,
    open_earned_lines,
    renew_terms,
)
from simulator.book.state import EARNED, EARNING
from simulator.units import NEVER
from tests.book.rows import a_day, an_account, an_item, rows, the_lines

OEM, OPEN = 0, 1
LINE = 2


class Account:
    """An account that earns lines of 5,000 for 30 days by deliveries of OEM of 1,000."""

    def __init__(self, slots=1, eligible=True, **rule):
        usual = {"threshold": 1_000, "amount": 5_000, "place": LINE, "line_days": 30, "after": 100}
        usual |= {"accumulate": True, "renew": True, "most": slots}
        self.rules = rows(EARNING, **{**usual, **rule})
        self.earned = rows(EARNED, eligible=eligible)
        self.until = np.full((1, slots), NO_TERM, np.int32)
        self.own, self.account = the_lines([0, 0, 0, 0]), an_account()

    def deliver(self, amount, product=OEM, ordinal=5):
        item = an_item(amount, product=product)
        return count_delivery(item[0], self.rules, self.earned, ordinal)

    def open_on(self, day):
        open_earned_lines(
            self.account[0], self.own, self.rules, self.earned, self.until, day, a_day()
        )
        return int(self.own["limit"][LINE])

    @property
    def ready(self):
        return int(self.earned["ready"][0])


def test_deliveries_add_up_to_the_threshold_and_the_rest_is_kept():
    account = Account()
    assert not account.deliver(600)
    assert account.deliver(600)
    assert account.ready == 1
    assert account.earned["counted"] == 200
    account.deliver(2_900)
    assert account.ready == 4
    assert account.earned["counted"] == 100


def test_without_accumulation_each_order_must_reach_the_threshold_alone():
    account = Account(accumulate=False)
    assert not account.deliver(999)
    assert not account.deliver(999)
    assert account.deliver(1_000)
    assert account.deliver(5_000), "one order earns one line, however large"
    assert account.ready == 2


@pytest.mark.parametrize(
    ("product", "ordinal", "eligible"),
    [(OPEN, 5, True), (OEM, 2, True), (OEM, 9, True), (OEM, 5, False)],
)
def test_other_products_other_days_and_other_accounts_earn_nothing(product, ordinal, eligible):
    account = Account(eligible=eligible, first=3, after=9)
    assert not account.deliver(1_000, product, ordinal)
    assert account.ready == 0


def test_the_window_counts_from_its_first_day_to_the_day_before_it_is_over():
    account = Account(first=3, after=9)
    assert account.deliver(1_000, ordinal=3)
    assert account.deliver(1_000, ordinal=8)


def test_a_line_opens_lasts_its_days_and_expires():
    account = Account()
    account.deliver(1_000)
    assert account.open_on(6) == 5_000
    assert account.ready == 0
    assert [account.open_on(day) for day in (7, 35, 36, 37)] == [5_000, 5_000, 0, 0]


def test_a_further_earning_renews_the_one_line():
    account = Account()
    account.deliver(1_000)
    account.open_on(6)
    account.deliver(3_000)
    assert account.open_on(20) == 5_000
    assert [account.open_on(day) for day in (36, 49, 50)] == [5_000, 5_000, 0]


def test_lines_that_stack_add_up_to_the_most_and_end_one_by_one():
    account = Account(slots=2, renew=False)
    account.deliver(1_000)
    assert account.open_on(6) == 5_000
    account.deliver(3_000)
    assert account.open_on(20) == 10_000, "of three that were earned one finds a place"
    assert [account.open_on(day) for day in (35, 36, 49, 50)] == [10_000, 5_000, 5_000, 0]


def test_a_place_that_falls_free_is_taken_by_a_new_earning_on_that_day():
    account = Account(slots=1, renew=False)
    account.deliver(1_000)
    account.open_on(6)
    account.deliver(1_000)
    assert account.open_on(36) == 5_000
    assert [account.open_on(day) for day in (65, 66)] == [5_000, 0]


def test_an_expired_line_recalls_nothing():
    account = Account()
    account.deliver(1_000)
    account.open_on(6)
    account.own["used"][LINE] = 3_000
    assert account.open_on(36) == 0
    assert account.own["used"][LINE] == 3_000


def test_the_account_is_looked_at_when_a_line_opens_or_ends():
    account = Account()
    assert earning_looks_on(account.earned, account.until, 5) == NEVER
    account.deliver(1_000)
    assert earning_looks_on(account.earned, account.until, 5) == 6
    account.open_on(6)
    assert earning_looks_on(account.earned, account.until, 6) == 36


def test_two_lines_that_were_earned_at_once_take_two_free_places_and_a_third_lapses():
    until = np.array([NO_TERM, 50, NO_TERM], np.int32)
    assert renew_terms(until, 3, 3, 40, 10, False) == 3
    assert until.tolist() == [40, 50, 40]
