"""Recorded order books, and what is drawn where they are silent."""

import numpy as np
import pytest

from simulator.market.drawing import draw_orders
from simulator.market.population import draw_portfolio
from simulator.market.recorded import BLANK, RecordedOrders
from simulator.streams import entity
from tests.market.worlds import a_world, calendar_of

COUNT = 4_000
IDS = np.array([f"O{number}" for number in range(COUNT)], object)


def recorded(ids=IDS, **columns):
    count = len(ids)
    blank = {
        "pays_after": np.full(count, BLANK, np.int16),
        "patience": np.full(count, BLANK, np.int16),
        "financed": np.full(count, BLANK, np.int8),
        "mark": np.full(count, np.nan, np.float32),
    }
    return RecordedOrders(
        start=np.array([0] + [count] * 100),
        day=np.zeros(count, np.int32),
        product=np.zeros(count, np.int8),
        amount=np.full(count, 3_000_00),
        ids=ids,
        entities=np.array([entity(name) for name in ids], np.uint64),
        **(blank | columns),
    )


def completed(book, changes=None, replication=0):
    world = a_world(changes)
    portfolio = draw_portfolio(world)
    return draw_orders(world, portfolio, calendar_of(world), 1, replication, book)


WITHOUT_CHANCE = {"chance": {"enabled": False}}


def test_without_chance_customers_pay_on_time_wait_the_median_and_finance_nothing():
    changes = {
        **WITHOUT_CHANCE,
        "customers": {"terms_days": 45, "patience": [[0.4, 0], [0.6, 12], [1.0, 60]]},
        "financing": {"take_up_share": 1.0},
    }
    book = completed(recorded(), changes)
    assert set(book.pays_after) == {45}
    assert set(book.patience) == {6}
    assert not book.financed.any()
    assert set(book.mark) == {0.5}
    assert book.ids is not None
    assert book.ids[3] == "O3"


@pytest.mark.parametrize("changes", [{}, WITHOUT_CHANCE], ids=["chance", "no chance"])
def test_what_the_file_says_is_kept(changes):
    said = {
        "pays_after": np.full(COUNT, 77, np.int16),
        "patience": np.full(COUNT, 0, np.int16),
        "financed": np.full(COUNT, 1, np.int8),
        "mark": np.full(COUNT, 0.25, np.float32),
    }
    book = completed(recorded(**said), changes)
    assert set(book.pays_after) == {77}
    assert set(book.patience) == {0}
    assert book.financed.all()
    assert set(book.mark) == {0.25}


def test_with_chance_blanks_are_drawn_from_the_customers_tables():
    book = completed(recorded(), {"financing": {"take_up_share": 0.2}})
    assert np.mean(book.pays_after == 55) == pytest.approx(0.342, abs=0.03)
    assert book.pays_after.mean() == pytest.approx(55 + 11.32, abs=1)
    assert book.financed.mean() == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / COUNT))
    assert book.mark.mean() == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / COUNT))


def test_small_deals_and_other_vendors_goods_are_not_financed():
    changes = {"financing": {"take_up_share": 1.0, "least_amount_eur": 3_000.01}}
    assert not completed(recorded(), changes).financed.any()
    goods = recorded()
    goods.product[:] = 1
    assert not completed(goods, {"financing": {"take_up_share": 1.0}}).financed.any()


def test_an_order_draws_under_its_id_whatever_its_row():
    straight, turned = completed(recorded()), completed(recorded(IDS[::-1].copy()))
    assert np.array_equal(straight.pays_after, turned.pays_after[::-1])
    assert np.array_equal(straight.mark, turned.mark[::-1])


def test_replications_draw_the_blanks_anew():
    first, second = (completed(recorded(), replication=r) for r in (0, 1))
    assert not np.array_equal(first.pays_after, second.pays_after)
