"""The orders that a programme places, by hand: books of a few orders, without chance."""

from datetime import date

import numpy as np
import pytest

from tests.market.books import (
    GOODS,
    MONDAY,
    NEXT_MONDAY,
    SATURDAY,
    a_book,
    demand,
    discount,
    fast,
    ground,
    ids,
    made_of,
    only,
    order,
    passed_on,
)
from tests.market.books import WITHOUT_CHANCE as ITS

LAST = ITS.calendar.business_days


# Nothing pulled


def test_without_a_lever_the_base_book_itself_is_placed():
    book = a_book(order(MONDAY, 100))
    assert made_of(book) is book


@pytest.mark.parametrize(
    "levers",
    [
        {"demand": [demand(ITS, 1.0)]},
        {"demand": [demand(ITS, 2.0, resellers=only(ITS))]},
        {"demand": [demand(ITS, 0.1, share=0.0)]},
        {"prices": [discount(ITS, 0.0)]},
        {"prices": [discount(ITS, 0.1, resellers=only(ITS))]},
        {"prices": [discount(ITS, 0.1, first=9, after=9)]},
        {"passed_on": [passed_on(ITS, 0.0, 0.0)]},
        {"financing": [fast(ITS, 0.5, first=LAST, after=LAST)]},
    ],
    ids=["factor 1", "nobody", "no reference", "no discount", "to nobody", "never", "0", "later"],
)
def test_a_lever_that_moves_nothing_leaves_the_base_book_itself(levers):
    book = a_book(order(MONDAY, 100), order(MONDAY, 3_000))
    assert made_of(book, **levers) is book


# Levels


def test_demand_below_normal_keeps_the_orders_whose_mark_is_below_it():
    book = a_book(*(order(MONDAY, 100, mark=m) for m in (0.2, 0.699, 0.7, 0.701, 0.9, 0.1)))
    less = made_of(book, demand=[demand(ITS, 0.7)])
    assert ids(less) == "ABF"
    assert less.number.tolist() == [1, 2, 6]
    assert less.source.tolist() == [0, 0, 0]
    assert less.pays_after.tolist() == [50, 51, 55]
    assert less.patience.tolist() == [0, 1, 5]


def test_a_recorded_order_above_normal_demand_waits_for_a_programme_that_reaches_it():
    book = a_book(*(order(MONDAY, 100, mark=m) for m in (0.5, 1.0, 1.2, 1.3)))
    assert ids(made_of(book)) == "A"
    assert ids(made_of(book, prices=[discount(ITS, 0.1, product=GOODS)])) == "A"
    assert ids(made_of(book, demand=[demand(ITS, 1.25)])) == "ABC"
    assert ids(made_of(book, demand=[demand(ITS, 1.4)])) == "ABCD"


def test_a_recorded_book_has_no_further_orders():
    book = a_book(order(MONDAY, 100))
    assert ids(made_of(book, demand=[demand(ITS, 50.0)])) == "A"


def test_measures_multiply_demand():
    """1.5 × 0.4 = 0.6"""
    book = a_book(order(MONDAY, 100, mark=0.59), order(MONDAY, 100, mark=0.61))
    assert ids(made_of(book, demand=[demand(ITS, 1.5), demand(ITS, 0.4)])) == "A"


def test_demand_moves_only_for_the_product_the_resellers_and_the_days_of_its_lever():
    book = a_book(
        order(MONDAY, 1, reseller=3),
        order(MONDAY + 1, 1, reseller=3),
        order(MONDAY + 1, 1, GOODS, reseller=3),
        order(MONDAY + 2, 1, reseller=3),
        order(MONDAY + 1, 1, reseller=4),
    )
    nothing = demand(ITS, 0.0, resellers=only(ITS, 3), first=2, after=3)
    less = made_of(book, demand=[nothing])
    assert ids(less) == "ACDE"
    assert np.diff(less.start)[:5].tolist() == [0, 0, 0, 3, 1]


def test_an_order_of_a_saturday_goes_by_the_monday():
    book = a_book(order(SATURDAY, 100), order(NEXT_MONDAY, 100))
    assert ITS.calendar.ordinal_from(SATURDAY) == ITS.calendar.ordinal_from(NEXT_MONDAY) == 6
    assert ids(made_of(book, demand=[demand(ITS, 0.0, first=6, after=7)])) == ""
    assert ids(made_of(book, demand=[demand(ITS, 0.0, first=1, after=6)])) == "AB"


def test_no_lever_reaches_an_order_that_would_first_trade_after_the_run():
    """The run ends on a Saturday, 31 October 2009."""
    its = ground({"end": date(2009, 10, 31), "chance": {"enabled": False}}, chance=False)
    saturday = its.calendar.last_day
    book = a_book(order(saturday - 1, 100), order(saturday, 100))
    levers = {
        "demand": [demand(its, 0.0)],
        "prices": [discount(its, 0.5)],
        "financing": [fast(its, 1.0)],
    }
    after = made_of(book, its, **levers)
    assert ids(after) == "B"
    assert after.amount.tolist() == [100_00]
    assert after.financed.tolist() == [0]


@pytest.mark.parametrize(("share", "left"), [(0.5, "AB"), (0.51, ""), (1.0, "")])
def test_without_chance_a_share_of_the_references_above_a_half_is_all_of_them(share, left):
    book = a_book(order(MONDAY, 100), order(MONDAY, 100))
    assert ids(made_of(book, demand=[demand(ITS, 0.0, share=share)])) == left
