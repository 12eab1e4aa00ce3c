"""What a kind of measure is that says nothing of its own."""

import pytest
from pydantic import ValidationError

from simulator.measures.base import Measure
from simulator.measures.base.prices import DiscountMeasure
from tests.measures.small_shop import run_shop, shop_of
from tests.plain.markets import Buys, day

NAMED = {"kind": "some", "name": "some"}


def test_it_costs_and_pays_and_earns_nothing():
    record = run_shop(shop_of([], [Buys("a", "ada", 3, 100, "open")]))
    measure = Measure(**NAMED, starts=day(0), ends=day(9))
    assert measure.costs(record).cents.tolist() == []
    assert measure.postings(record) == []
    assert measure.most_lines == 0


def test_one_that_ends_before_it_starts_is_refused_and_one_of_a_day_is_not():
    with pytest.raises(ValidationError, match=r"ends \(2009-01-09\) before it starts"):
        Measure(**NAMED, starts=day(5), ends=day(4))
    assert Measure(**NAMED, starts=day(5), ends=day(5)).starts == day(5)


def test_a_discount_that_does_not_say_on_what_is_refused():
    measure = DiscountMeasure(**NAMED, starts=day(0), ends=day(9))
    with pytest.raises(TypeError, match="kind some does not say what it discounts"):
        measure.discounted()
