"""Small recorded order books, the ground that measures stand on, and levers on it."""

from dataclasses import fields
from functools import cache

import numpy as np

from simulator.market.drawing import draw_orders
from simulator.market.levers import (
    DemandLever,
    FinancingLever,
    Ground,
    Levers,
    PassedOnLever,
    PriceLever,
)
from simulator.market.orders import OrderBook
from simulator.market.placing import placed_orders
from simulator.market.population import draw_portfolio
from simulator.streams import Chance
from simulator.units import billionths, cents
from tests.market.worlds import a_world, calendar_of, with_kind

OEM, GOODS = 0, 1
"""Codes of the small world's products: the publisher's and another vendor's."""
FIRST = 0
"""The row of the reseller to whom small books belong."""


def ground(changes=None, chance=True, seed=1, replication=0):
    """Return the small world's ground; 2 January 2009 has ordinal 0, Monday the 5th 1."""
    world = a_world(changes)
    return Ground(
        world, calendar_of(world), draw_portfolio(world), Chance(seed, replication, chance)
    )


def order(day, euros, product=OEM, mark=0.5, financed=0, reseller=FIRST):
    """Return a row of a small book."""
    return reseller, day, product, cents(euros), mark, financed


def a_book(*rows):
    """Return a recorded order book, ids A, B, C … in the order of the rows, which are sorted."""
    reseller, day, product, amount, mark, financed = (np.array(c) for c in zip(*rows, strict=True))
    count = len(rows)
    return OrderBook(
        start=np.searchsorted(reseller, np.arange(101)),
        day=day.astype(np.int32),
        product=product.astype(np.int8),
        amount=amount.astype(np.int64),
        pays_after=np.arange(50, 50 + count, dtype=np.int16),
        patience=np.arange(count, dtype=np.int16),
        financed=financed.astype(np.int8),
        mark=mark.astype(np.float32),
        ids=np.array([chr(ord("A") + row) for row in range(count)], object),
    )


def everybody(its):
    return np.ones(its.portfolio.resellers, np.bool_)


def only(its, *rows):
    mask = np.zeros(its.portfolio.resellers, np.bool_)
    mask[list(rows)] = True
    return mask


def demand(its, factor, product=OEM, share=1.0, resellers=None, first=0, after=None, name="m"):
    """Return a lever that multiplies demand in a window, by default always."""
    factors = np.ones(its.calendar.business_days)
    factors[first:after] = factor
    reached = everybody(its) if resellers is None else resellers
    return DemandLever(name, product, reached, share, factors)


def discount(its, rate, pass_through=1.0, product=OEM, share=1.0, resellers=None, **window):
    reached = everybody(its) if resellers is None else resellers
    first, after = window.get("first", 0), window.get("after", its.calendar.business_days)
    name = window.get("name", "promo")
    return PriceLever(
        name, product, reached, share, first, after, billionths(rate), billionths(pass_through)
    )


def passed_on(its, *rates, resellers=None, first=0, after=None):
    reached = everybody(its) if resellers is None else resellers
    after = its.calendar.business_days if after is None else after
    return PassedOnLever("double", np.array([billionths(r) for r in rates]), reached, first, after)


def fast(its, increase=0.0, days=1, resellers=None, first=0, after=None, name="fast"):
    reached = everybody(its) if resellers is None else resellers
    after = its.calendar.business_days if after is None else after
    return FinancingLever(name, reached, first, after, days, increase)


def rows_of(book):
    """Return a book's orders by their name in every run: (reseller, source, number)."""
    source, number = book.identities()
    columns = [
        getattr(book, f.name)
        for f in fields(book)
        if f.name not in ("start", "ids", "source", "number")
    ]
    filled = [column.tolist() for column in columns if column is not None]
    names = zip(book.owners.tolist(), source.tolist(), number.tolist(), strict=True)
    return dict(zip(names, zip(*filled, strict=True), strict=True))


ALIKE = with_kind({"purchases_sigma": 0.0}, resellers=400)
"""400 resellers, each with 36 orders of oem and 33 of other goods a year."""
FINANCED = {"financing": {"take_up_share": 0.2, "least_amount_eur": 400}}


@cache
def market(resellers=400, replication=0):
    its = ground({**ALIKE, **FINANCED, **with_kind({"purchases_sigma": 0.0}, resellers=resellers)},
                 replication=replication)  # fmt: skip
    return its, draw_orders(its.world, its.portfolio, its.calendar, 1, replication)


def placed(its, base, **levers):
    return placed_orders(its, base, Levers(**{name: tuple(of) for name, of in levers.items()}))


WITHOUT_CHANCE = ground({"chance": {"enabled": False}}, chance=False)
MONDAY, SATURDAY, NEXT_MONDAY = 4, 9, 11
"""Days of January 2009, counted from the 1st: the 5th has ordinal 1, the 12th ordinal 6."""


def made_of(book, its=WITHOUT_CHANCE, **levers):
    """Return what levers make of a book, without chance."""
    return placed(its, book, **levers)


def ids(book):
    return "".join(book.ids)
