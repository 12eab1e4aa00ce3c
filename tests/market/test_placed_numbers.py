"""How many orders a programme places of a drawn book, and on what terms: with their errors."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from simulator.market.demand import day_weights, demand_of
from simulator.market.timing import pulled_forward, timed_gain
from tests.market.books import (
    GOODS,
    OEM,
    demand,
    discount,
    fast,
    market,
    placed,
)

# How many


def expected(its, factors, product=OEM):
    """Return the number of a product's orders that some factors (b,) make one expect."""
    weights = day_weights(its.world, its.calendar)[:, product]
    normal = demand_of(its.world, its.portfolio, its.calendar)
    shares = np.diff(normal.product[0, 0], prepend=0.0)
    yearly = (normal.size * normal.clock[0, -1]).sum() * shares[product]
    return yearly * (factors * weights).sum() / weights.sum()


@pytest.mark.parametrize("elasticity", [-0.9, -1.6])
@pytest.mark.parametrize("rate", [0.05, 0.15, 0.3])
def test_orders_answer_a_price_by_its_elasticity(rate, elasticity):
    """Of 14,000 orders 4 standard errors are 3.4 %, less than the least response, 4.7 %."""
    its, base = market()
    factor = (1 - rate) ** elasticity
    book = placed(its, base, demand=[demand(its, factor)], prices=[discount(its, rate)])
    number = np.count_nonzero(book.product == OEM)
    mean = expected(its, np.full(its.calendar.business_days, factor))
    assert number == pytest.approx(mean, abs=4 * np.sqrt(mean))
    further = np.count_nonzero(book.source)
    extra = mean * (1 - 1 / factor)
    assert further == pytest.approx(extra, abs=4 * np.sqrt(extra))
    assert further > 8 * np.sqrt(extra)
    assert np.array_equal(book.amount[book.product == GOODS], base.amount[base.product == GOODS])


def test_further_orders_are_like_those_of_the_base_book():
    its, base = market()
    book = placed(its, base, demand=[demand(its, 4.0)])
    more, own = book.source > 0, base.product == OEM
    z = np.log(book.amount[more] / 500_00) / 0.8
    assert stats.kstest(z, "norm").pvalue > 1e-4
    for column in ("day", "pays_after", "patience"):
        one, other = getattr(book, column)[more], getattr(base, column)[own]
        assert stats.ks_2samp(one, other).pvalue > 1e-4
    eligible = more & (book.amount >= 400_00)
    error = np.sqrt(0.16 / eligible.sum())
    assert book.financed[eligible].mean() == pytest.approx(0.2, abs=4 * error)
    assert not book.financed[more & ~eligible].any()
    assert (its.calendar.next_ordinal[book.day] < its.calendar.business_days).all()


def test_what_timing_takes_later_is_what_the_window_gained():
    """A gain that is timing alone leaves the year's number, in expectation and in the draw."""
    its, base = market()
    moved = timed_gain(its, OEM, 60, 120, 0.5, 1.0, 120)
    assert expected(its, moved) == pytest.approx(expected(its, np.ones(len(moved))), rel=1e-12)
    lever = replace(demand(its, 1.0), factor=moved)
    book, mean = placed(its, base, demand=[lever]), expected(its, moved)
    assert np.count_nonzero(book.product == OEM) == pytest.approx(mean, abs=4 * np.sqrt(mean))
    window = book.day[book.product == OEM]
    window = (window >= its.calendar.day_of[60]) & (window < its.calendar.day_of[120])
    inside = np.where(np.arange(len(moved)) // 60 == 1, moved, 0)
    gained = expected(its, inside)
    assert window.sum() == pytest.approx(gained, abs=4 * np.sqrt(gained))
    assert window.sum() > expected(its, inside / 1.5) + 10 * np.sqrt(gained)


def test_projects_drawn_forward_keep_the_years_number():
    its, base = market()
    moved = pulled_forward(its, OEM, 40, 62, 0.3, 60)
    mean = expected(its, moved)
    assert mean == pytest.approx(expected(its, np.ones(len(moved))), rel=1e-12)
    book = placed(its, base, demand=[replace(demand(its, 1.0), factor=moved)])
    assert np.count_nonzero(book.product == OEM) == pytest.approx(mean, abs=4 * np.sqrt(mean))


# Shares


def test_a_share_of_the_references_is_a_share_of_the_orders():
    its, base = market()
    book = placed(its, base, prices=[discount(its, 0.1, share=0.3)])
    own = base.product == OEM
    cheaper = book.amount < base.amount
    assert not cheaper[~own].any()
    error = np.sqrt(0.21 / own.sum())
    assert cheaper[own].mean() == pytest.approx(0.3, abs=4 * error)


def test_measures_agree_on_what_sells_best():
    """The references of the smaller share are among those of the larger, also above normal."""
    its, base = market()
    levers = [demand(its, 1.5)]
    books = [
        placed(its, base, demand=levers, prices=[discount(its, 0.1, share=share)])
        for share in (0.2, 0.6)
    ]
    few, many = (book.amount < book.listed for book in books)
    assert (many | ~few).all()
    own = books[0].product == OEM
    for further in (False, True):
        its_orders = own & ((books[0].source > 0) == further)
        error = np.sqrt(0.16 / its_orders.sum())
        assert few[its_orders].mean() == pytest.approx(0.2, abs=4 * error)


def test_more_is_sold_only_of_the_references_that_become_cheaper():
    its, base = market()
    book = placed(
        its, base, demand=[demand(its, 1.5, share=0.4)], prices=[discount(its, 0.1, share=0.4)]
    )
    further = book.source > 0
    mean = 0.4 * 0.5 * expected(its, np.ones(its.calendar.business_days))
    assert further.sum() == pytest.approx(mean, abs=4 * np.sqrt(mean))
    assert (book.amount < book.listed)[further].all()


def test_fewer_are_sold_only_of_the_references_that_become_dearer():
    its, base = market()
    book = placed(its, base, demand=[demand(its, 0.0, share=0.4)])
    kept = np.count_nonzero(book.product == OEM) / np.count_nonzero(base.product == OEM)
    assert kept == pytest.approx(0.6, abs=4 * np.sqrt(0.24 / np.count_nonzero(base.product == OEM)))


# Financing


def test_more_is_financed_by_so_much_of_all_large_deals():
    """A fifth is financed anyway; 0.1 more of all are 0.125 of the rest."""
    its, base = market()
    book = placed(its, base, financing=[fast(its, 0.1)])
    large = (base.product == OEM) & (base.amount >= 400_00)
    assert np.array_equal(book.financed == 2, base.financed == 1)
    more = (book.financed == 3)[large]
    assert more.mean() == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / large.sum()))
    assert not (book.financed == 3)[~large].any()


def test_each_measure_finds_its_own_takers_also_above_normal_demand():
    its, base = market()
    levers = {"demand": [demand(its, 1.5)]}
    one = placed(its, base, **levers, financing=[fast(its, 0.1, name="one")])
    two = placed(its, base, **levers, financing=[fast(its, 0.1, name="two")])
    both = placed(
        its, base, **levers, financing=[fast(its, 0.1, name="one"), fast(its, 0.1, name="two")]
    )
    further = (one.source > 0) & (one.amount >= 400_00)
    more = (one.financed == 3)[further]
    assert more.mean() == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / further.sum()))
    assert not np.array_equal(one.financed, two.financed)
    assert np.array_equal(both.financed == 3, one.financed == 3)
    assert np.array_equal(both.financed == 5, (two.financed == 3) & (one.financed != 3))


def test_what_is_not_asked_for_is_not_drawn(monkeypatch):
    its, base = market()

    def refuse(*given):
        raise AssertionError(given[1])

    monkeypatch.setattr(type(its.chance), "uniforms_each", refuse)
    levers = {"demand": [demand(its, 1.5)], "prices": [discount(its, 0.1)]}
    assert len(placed(its, base, **levers, financing=[fast(its)])) > len(base)
    with pytest.raises(AssertionError, match="references"):
        placed(its, base, prices=[discount(its, 0.1, share=0.9)])
    with pytest.raises(AssertionError, match="take-up/fast"):
        placed(its, base, financing=[fast(its, 0.1)])


def test_placing_writes_into_nothing_that_it_was_given():
    its, base = market()
    before = {name: np.copy(column) for name, column in vars(base).items() if column is not None}
    levers = {"demand": [demand(its, 1.5), demand(its, 0.5, GOODS)]}
    placed(its, base, **levers, prices=[discount(its, 0.1, 0.5)], financing=[fast(its, 0.1)])
    placed(its, base, prices=[discount(its, 0.1, 0.5)], financing=[fast(its, 0.1)])
    assert all(np.array_equal(column, vars(base)[name]) for name, column in before.items())
