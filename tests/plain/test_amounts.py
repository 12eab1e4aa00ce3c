"""The plain implementation's own rounding and dates, against known answers and the product's."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import units
from simulator.calendar import Calendar
from tests.plain.amounts import BILLION, billionths, cents, insured_limit, part, split, triangular
from tests.plain.diary import Diary
from tests.plain.markets import Shop, market

AMOUNTS = st.integers(0, 10**14)


def test_half_a_cent_goes_to_the_even_cent():
    assert [part(amount, billionths(0.05)) for amount in (1_050, 1_150)] == [52, 58]


def test_what_was_typed_counts_and_not_its_binary_neighbour():
    assert (cents(1.15), cents(10.1), billionths(0.168)) == (115, 1_010, 168_000_000)


def test_leftover_cents_go_to_the_largest_remainders_and_then_to_the_earlier():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [1, 3, 3]) == [2, 4, 4]
    assert split(100, [0, 0]) == [0, 0]


def test_a_limit_is_rounded_once():
    assert insured_limit(101, BILLION // 2, BILLION // 2) == 25, "not 50.5 to 50, then 25"
    assert insured_limit(1_003, BILLION // 2, BILLION // 2) == 251, "250.75; by way of 502, 251"
    assert insured_limit(105, BILLION // 2, BILLION // 2) == 26, "26.25; by way of 52, 26"


@pytest.mark.parametrize(("u", "value"), [(0.0, 0.2), (0.5, 0.4), (1.0, 0.6), (0.125, 0.3)])
def test_a_triangular_quantile_is_the_textbooks(u, value):
    assert triangular([0.2, 0.4, 0.6], u) == pytest.approx(value)


@settings(deadline=None)
@given(amount=AMOUNTS, rate=st.integers(0, BILLION))
def test_a_part_of_an_amount_is_what_the_product_makes_of_it(amount, rate):
    assert part(amount, rate) == units.share_of(amount, rate)


@settings(deadline=None)
@given(total=AMOUNTS, weights=st.lists(st.integers(0, 10**12), max_size=12))
def test_a_split_is_what_the_product_makes_of_it(total, weights):
    assert split(total, weights) == units.pro_rata(total, np.array(weights, np.int64)).tolist()


@pytest.mark.parametrize("name", ["french", "every-day"])
@pytest.mark.parametrize("terms", [(0, None), (30, None), (None, 0), (None, 45)])
def test_due_days_are_those_of_the_calendar(name, terms):
    world = market([Shop("ada")], [], [], start=date(2008, 12, 1), days=200, calendar=name).world
    calendar = Calendar.between(world.start, world.end, 0, name)
    diary = Diary(world)
    assert diary.days == calendar.day_of.tolist()
    assert [diary.due_day(d, *terms) for d in diary.days] == calendar.due_days(*terms).tolist()
    ends = [day for day, last in zip(diary.days, calendar.month_end, strict=True) if last]
    assert [day for day in diary.days if diary.closes_month(day)] == ends
