"""Cents, rates and days."""

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.units import (
    BILLION,
    billionths,
    cents,
    euros,
    pro_rata,
    share_of,
    shares_of,
)

amounts = st.integers(-(10**14), 10**14)
rates = st.integers(0, 2 * BILLION)


def test_the_decimal_that_was_typed_counts():
    assert cents(10.1) == 1010
    assert cents(0.29) == 29
    assert cents(1.15) == 115
    assert cents(2.675) == 268  # half a cent goes to the even one; numpy and round() say 267
    assert cents("999999999999.99") == 99_999_999_999_999
    assert euros(1010) == 10.1


def test_rates_are_the_decimal_that_was_typed():
    assert billionths(0.1) == 100_000_000
    assert billionths(0.0025) == 2_500_000
    assert billionths(1) == BILLION


def test_half_a_cent_goes_to_the_even_cent():
    five_percent = billionths(0.05)
    assert [share_of(a, five_percent) for a in (10, 30, 50, 70)] == [0, 2, 2, 4]
    assert [share_of(-a, five_percent) for a in (10, 30, 50, 70)] == [0, -2, -2, -4]


@settings(deadline=None)
@given(amounts, rates)
def test_a_share_is_the_exact_product_rounded_once(amount, rate):
    exact = Decimal(amount) * Decimal(rate) / BILLION
    assert share_of(amount, rate) == exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)


@settings(deadline=None)
@given(st.lists(amounts, min_size=1, max_size=20), rates)
def test_shares_of_many_amounts_are_those_of_each(many, rate):
    together = shares_of(np.array(many), rate)
    assert together.tolist() == [share_of(amount, rate) for amount in many]


def test_each_amount_may_have_its_own_rate():
    both = shares_of(np.array([1000, 1000]), np.array([BILLION // 2, BILLION // 4]))
    assert both.tolist() == [500, 250]


@settings(deadline=None)
@given(st.integers(0, 10**14), st.lists(st.integers(0, 10**14), min_size=1, max_size=20))
def test_a_split_loses_no_cent_and_nobody_is_a_cent_off(total, weights):
    parts = pro_rata(total, np.array(weights))
    whole = sum(weights)
    if whole == 0:
        assert parts.tolist() == [0] * len(weights)
        return
    assert parts.sum() == total
    for part, weight in zip(parts.tolist(), weights, strict=True):
        assert abs(part - Fraction(total * weight, whole)) < 1


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),  # ties to the earlier
        (101, [1, 1, 1], [34, 34, 33]),
        (10, [3, 3, 1], [4, 4, 2]),  # remainders 2/7, 2/7, 3/7: the largest first
        (5, [0, 0], [0, 0]),
        (0, [1, 2], [0, 0]),
        (7, [0, 1], [0, 7]),
    ],
)
def test_leftover_cents_go_to_the_largest_remainders(total, weights, parts):
    assert pro_rata(total, np.array(weights)).tolist() == parts


def test_remainders_that_a_double_cannot_tell_apart_are_told_apart():
    weights = [10**17 + 1, 10**17 + 2, 10**17]
    assert pro_rata(1, np.array(weights)).tolist() == [0, 1, 0]
