"""A run under measures that move orders: which orders it has, and what they are called."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from simulator import model
from simulator.auditing import order_ids
from simulator.market.levers import Ground, Levers
from simulator.measures.base import Measure
from tests.market.books import demand, discount, fast, passed_on
from tests.plain.markets import Buys, Credit, Owes, Shop, market
from tests.small_worlds import Case, crisis_world, postings_of, run_case, run_market, tables_of


class Pulling(Measure):
    """A measure that pulls a lever of each family."""

    factor: float = 1.0
    discount: float = 0.0
    passed_on: float = 0.0
    fast: bool = False

    def levers(self, ground: Ground) -> Levers:
        return Levers(
            demand=(demand(ground, self.factor, name=self.name),),
            prices=(discount(ground, self.discount, 0.5, name=self.name),),
            passed_on=(passed_on(ground, self.passed_on, 0.0),),
            financing=(fast(ground, days=2, name=self.name),) if self.fast else (),
        )

    def unfolding(self, simulation: Any, place: int) -> Any:
        del simulation, place
        yield from ()


def pulling(name="pull", **fields):
    window = {"starts": date(2009, 1, 1), "ends": date(2009, 12, 31)}
    return Pulling.model_validate({"kind": "pulling", "name": name, **window, **fields})


@pytest.fixture(scope="module")
def world():
    return crisis_world({"population": {"resellers": 30}, "financing": {"take_up_share": 0.1}})


def test_a_measure_of_no_amount_changes_nothing(world):
    without, with_it = run_case(Case(world)), run_case(Case(world, (pulling(),)))
    assert postings_of(without) == postings_of(with_it)
    assert (without.book.items == with_it.book.items).all()
    assert with_it.orders.source is None


def test_a_run_has_the_orders_that_its_programme_places(world):
    record = run_case(Case(world, (pulling(factor=1.4, discount=0.1),)), audit=True)
    assert (record.book.items["amount"] == record.orders.amount).all()
    assert (record.orders.source > 0).any()
    assert (record.orders.amount < record.orders.listed).any()
    orders = tables_of(record)["orders"]
    assert len(orders) == len(record.orders)
    assert (orders["amount_eur"] * 100).round().sum() == record.orders.amount.sum()


def test_a_record_keeps_what_its_programme_pulled(world):
    record = run_case(Case(world, (pulling("one", factor=1.1), pulling("two", factor=0.9))))
    assert [lever.measure for lever in record.levers.demand] == ["one", "two"]


def test_programmes_of_one_replication_share_the_base_book(world):
    prepared = model.prepare(Case(world))
    draws = model.draw(Case(world), prepared, 1, 0)
    none = model.run(Case(world), prepared, draws)
    more = model.run(Case(world, (pulling(factor=1.4),)), prepared, draws)
    assert none.orders is draws.orders
    base, all_ids = order_ids(none), order_ids(more)
    further = more.orders.source > 0
    assert base.tolist() == all_ids[~further].tolist()
    assert len(set(all_ids)) == len(all_ids)


def test_further_orders_are_named_after_product_layer_and_number(world):
    record = run_case(Case(world, (pulling(factor=1.4),)))
    names, orders = order_ids(record), record.orders
    row = np.flatnonzero(orders.source == 3)[-1]
    reseller = record.portfolio.reseller_ids[orders.owners[row]]
    assert names[row] == f"{reseller}-oem.1-{orders.number[row]}"
    (row,) = np.flatnonzero((orders.owners == 4) & (orders.source == 0) & (orders.number == 7))
    assert names[row] == f"{record.portfolio.reseller_ids[4]}-7"


def test_a_usual_order_is_that_of_normal_demand_at_list_prices(world):
    without = run_case(Case(world))
    under = run_case(Case(world, (pulling(factor=1.8, discount=0.4),)))
    one, other = (record.book.resellers["median_order"] for record in (without, under))
    assert np.array_equal(one, other)
    assert not np.array_equal(model.usual_orders(under.orders), one)


def a_market(measures=(), mark=(0.5, 0.5)):
    """Return a shop with an opening invoice of 70, and two orders of 1,000 on credit."""
    book = [Buys("a1", "ada", 3, 1_000), Buys("a2", "ada", 5, 1_000)]
    small = market([Shop("ada")], [Credit("ada", own_risk=5_000)], book, owes=[Owes("ada", 70, 9)])
    orders = replace(small.draws.orders, mark=np.array(mark, np.float32))
    return replace(small, measures=measures, draws=replace(small.draws, orders=orders))


def test_a_discount_is_invoiced_to_the_cent():
    """15 % of 1,000 off; the opening invoice is what it was."""
    record = run_market(a_market((pulling(discount=0.15),)))
    invoices = tables_of(record)["invoices"]
    assert invoices["amount_eur"].tolist() == [70, 850, 850]
    assert invoices["order_id"].tolist() == ["", "a1", "a2"]


@pytest.mark.parametrize(
    ("factor", "mark", "ids"),
    [(1.0, 1.0, ["", "a1"]), (1.2, 1.1, ["", "a1", "a2"]), (0.4, 0.3, ["", "a2"])],
)
def test_an_order_that_is_not_placed_counts_nowhere(factor, mark, ids):
    record = run_market(a_market((pulling(factor=factor),), mark=(0.5, mark)))
    assert order_ids(record).tolist() == ids
    placed = 1_000 * (len(ids) - 1)
    assert model.measure(record).values["demand_eur"] == placed
    assert record.book.resellers["median_order"].tolist() == [1_000_00]


def test_a_usual_order_leaves_out_what_lies_above_normal_demand():
    small = a_market(mark=(0.5, 3.0))
    orders = replace(small.draws.orders, amount=np.array([300_00, 900_00]))
    assert model.usual_orders(orders).tolist() == [300_00]
    normal = replace(orders, mark=np.array([0.5, 0.6], np.float32))
    assert model.usual_orders(normal).tolist() == [300_00]
    only_above = replace(orders, mark=np.array([1.5, 1.6], np.float32))
    assert model.usual_orders(only_above).tolist() == [0]


def test_under_fast_payment_the_same_orders_are_financed(world):
    without, fast_too = run_case(Case(world)), run_case(Case(world, (pulling(fast=True),)))
    assert np.array_equal(without.orders.financed == 1, fast_too.orders.financed == 2)
    assert np.array_equal(without.book.items["financed"] > 0, fast_too.book.items["financed"] > 0)
    assert (without.orders.financed > 0).any()
