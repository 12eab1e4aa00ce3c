"""The size of a reseller's usual order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.book.medians import lower_medians, usual_orders
from simulator.market.orders import OrderBook


@pytest.mark.parametrize(
    ("amounts", "median"), [([7], 7), ([9, 4], 4), ([3, 1, 2], 2), ([4, 1, 3, 2], 2), ([], 0)]
)
def test_of_an_even_number_the_lower_middle_one_counts(amounts, median):
    start = np.array([0, len(amounts)], np.int64)
    assert lower_medians(np.array(amounts, np.int64), start).tolist() == [median]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 50), max_size=30), max_size=6))
def test_each_reseller_has_the_middle_of_its_own_orders(orders):
    amount = np.array([a for own in orders for a in own], np.int64)
    before = amount.copy()
    start = np.cumsum([0, *(len(own) for own in orders)])
    expected = [sorted(own)[(len(own) - 1) // 2] if own else 0 for own in orders]
    assert lower_medians(amount, start).tolist() == expected
    assert (amount == before).all(), "orders stay in their order"


def a_book(marks):
    """Return orders of 10, 30, 5 and 20 of one reseller and of 8 of another."""
    amounts = np.array([10, 30, 5, 20, 8], np.int64)
    codes, days = np.zeros(5, np.int8), np.zeros(5, np.int16)
    start, mark = np.array([0, 4, 5], np.int64), np.array(marks, np.float32)
    return OrderBook(start, days.astype(np.int32), codes, amounts, days, days, codes, mark)


def test_what_is_ordered_above_normal_demand_is_no_usual_order():
    assert usual_orders(a_book([0.5, 0.9, 1.0, 0.2, 1.5])).tolist() == [20, 0]


def test_under_normal_demand_all_orders_are_usual():
    """Of 5, 10, 20 and 30 the lower middle one."""
    assert usual_orders(a_book([0.5] * 5)).tolist() == [10, 8]
