"""Orders above and below normal demand, drawn: which exist, and how many are placed."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from simulator.errors import InputError
from simulator.market.layers import draw_layers
from simulator.market.orders import layer_code, layer_of
from tests.market.books import (
    GOODS,
    OEM,
    demand,
    everybody,
    market,
    only,
    placed,
    rows_of,
)


def at_factor(factor, replication=0, **terms):
    its, base = market(replication=replication)
    return placed(its, base, demand=[demand(its, factor, **terms)])


def of_product(book, product):
    return {name: row for name, row in rows_of(book).items() if row[1] == product}


# Which orders there are


def test_a_smaller_demand_is_part_of_a_larger():
    books = [rows_of(at_factor(f)) for f in (0.0, 0.3, 0.95, 1.0, 1.1, 1.25, 1.8, 2.6)]
    sizes = [len(book) for book in books]
    assert sizes == sorted(set(sizes))
    for smaller, larger in pairwise(books):
        assert smaller.items() <= larger.items()


def test_normal_demand_is_part_of_what_lies_above_it():
    _, base = market()
    assert rows_of(base).items() <= rows_of(at_factor(1.3)).items()


def test_below_normal_exactly_the_marks_below_are_left():
    _, base = market()
    left = at_factor(0.4)
    keep = (base.product != OEM) | (base.mark < 0.4)
    assert np.array_equal(left.amount, base.amount[keep])
    assert np.array_equal(left.number, base.identities()[1][keep])
    assert np.array_equal(np.diff(left.start), np.bincount(base.owners[keep], minlength=400))


def test_a_lever_on_one_product_leaves_all_others_orders_as_they_were():
    _, base = market()
    for factor in (0.5, 1.6):
        assert of_product(at_factor(factor), GOODS) == of_product(base, GOODS)


def test_a_lever_on_some_resellers_leaves_all_others_orders_as_they_were():
    its, base = market()
    some = only(its, *range(0, 400, 2))
    some_more, all_more = at_factor(1.7, resellers=some), rows_of(at_factor(1.7))
    for reached, whole in ((True, all_more), (False, rows_of(base))):
        left = {name: row for name, row in rows_of(some_more).items() if some[name[0]] == reached}
        assert left == {name: row for name, row in whole.items() if some[name[0]] == reached}


def test_a_window_leaves_all_other_days_as_they_were():
    its, base = market()
    book = rows_of(at_factor(1.7, first=50, after=80))
    always, days = rows_of(at_factor(1.7)), its.calendar.day_of[[50, 80]]
    inside = {n: row for n, row in always.items() if days[0] <= row[0] < days[1]}
    outside = {n: row for n, row in rows_of(base).items() if not days[0] <= row[0] < days[1]}
    assert book == inside | outside


def test_one_more_reseller_changes_nobodys_further_orders():
    books = []
    for resellers in (60, 61):
        its, base = market(resellers)
        book = placed(its, base, demand=[demand(its, 1.7), demand(its, 1.2, GOODS)])
        books.append({n: row for n, row in rows_of(book).items() if n[0] < 60})
    assert books[0] == books[1]
    assert sum(source > 0 for _, source, _ in books[0]) > 1_000


def test_another_replication_has_other_further_orders():
    first, second = (at_factor(1.3, replication=r) for r in (0, 1))
    assert not np.array_equal(first.amount[first.source > 0], second.amount[second.source > 0])


def test_as_many_layers_are_drawn_as_the_largest_demand_needs():
    its, _ = market()

    def layers(*levers):
        return [(layer.product, layer.place) for layer in draw_layers(its, levers)]

    assert layers(demand(its, 0.9)) == []
    assert layers(demand(its, 1.0001)) == [(OEM, 0)]
    assert layers(demand(its, 1.25)) == [(OEM, 0)]
    assert layers(demand(its, 1.26)) == [(OEM, 0), (OEM, 1)]
    assert layers(demand(its, 1.2), demand(its, 1.3)) == [(OEM, 0), (OEM, 1), (OEM, 2)]
    assert layers(demand(its, 1.5, GOODS), demand(its, 1.1)) == [
        (OEM, 0), (GOODS, 0), (GOODS, 1),
    ]  # fmt: skip
    assert layers(demand(its, 3.0, resellers=~everybody(its))) == []


def test_a_layer_is_drawn_only_for_whom_and_until_when_demand_reaches_it():
    its, _ = market()
    levers = (demand(its, 1.4, resellers=only(its, 7, 9), first=20, after=60),)
    for layer in draw_layers(its, levers):
        assert layer.rows.tolist() == [7, 9]
        assert layer.columns.day.max() <= its.calendar.day_of[59]


def test_a_layer_knows_what_demand_may_reach():
    its, _ = market()
    (first, second) = draw_layers(its, (demand(its, 1.3, first=20, after=60),))
    open_days = first.columns.day >= its.calendar.day_of[20]
    assert np.array_equal(first.within, open_days)
    assert np.array_equal(second.within, (second.columns.day >= its.calendar.day_of[20]) & (
        second.columns.mark < np.float32(1.3)))  # fmt: skip
    assert 0 < np.count_nonzero(second.within) < np.count_nonzero(first.within)


def test_levels_of_a_layer_fill_its_quarter():
    its, _ = market()
    for layer in draw_layers(its, (demand(its, 1.5),)):
        low = 1 + layer.place / 4
        levels = layer.columns.mark.astype(float)
        assert (levels >= low).all()
        assert (levels <= low + 0.25).all()
        assert stats.kstest((levels - low) / 0.25, "uniform").pvalue > 1e-4


def test_on_one_day_the_base_book_comes_first_then_product_layer_and_number():
    its, base = market()
    book = placed(its, base, demand=[demand(its, 6.0), demand(its, 6.0, GOODS)])
    product, place = layer_of(book.source, 2)
    order = np.lexsort(
        (book.number, place, np.where(book.source > 0, product, -1), book.day, book.owners)
    )
    assert np.array_equal(order, np.arange(len(book)))
    assert (np.diff(book.day)[np.diff(book.owners) == 0] >= 0).all()
    assert np.array_equal(product[book.source > 0], book.product[book.source > 0])


def test_layer_codes_name_product_and_layer():
    codes = np.array([layer_code(product, place, 5) for place in range(7) for product in range(5)])
    assert codes.tolist() == list(range(1, 36))
    product, place = layer_of(codes, 5)
    assert product.tolist() == list(range(5)) * 7
    assert place.tolist() == np.repeat(np.arange(7), 5).tolist()


def test_demand_beyond_what_can_be_meant_is_refused():
    with pytest.raises(InputError) as caught:
        at_factor(100.5)
    assert str(caught.value) == (
        "products.oem.elasticity: demand for oem becomes 100.5 times normal demand under m; "
        "at most 100 times"
    )
    with pytest.raises(InputError, match="inf times"):
        at_factor(np.inf)
