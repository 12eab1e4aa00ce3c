"""How orders of the base book and further orders become one book, on the terms of a programme."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.compiling import compiled
from simulator.market.candidates import CERTAIN, Candidates
from simulator.market.lever_tables import LeverTables
from simulator.market.terms import demand_factor, financing, price
from simulator.units import NEVER, Cents

Integers = npt.NDArray[np.int64]


class Terms(NamedTuple):
    """On what terms orders are placed, (room,); price changes may be left out, (0,)."""

    amount: Cents
    financed: npt.NDArray[np.int8]
    price_change: Cents


class Placed(NamedTuple):
    """The columns of the book that is filled, (room,); list prices may be left out, (0,)."""

    day: npt.NDArray[np.int32]
    product: npt.NDArray[np.int8]
    pays_after: npt.NDArray[np.int16]
    patience: npt.NDArray[np.int16]
    mark: npt.NDArray[np.float32]
    source: npt.NDArray[np.int32]
    number: npt.NDArray[np.int32]
    listed: Cents
    terms: Terms


@compiled
def merge(
    base: Candidates, further: Candidates, levers: LeverTables, start: Integers, placed: Placed
) -> None:
    """Fill `placed`, and its `start` (n + 1,): by day, on one day the base book's orders first."""
    count = 0
    for reseller in range(len(start) - 1):
        one, other = base.start[reseller], further.start[reseller]
        end, other_end = base.start[reseller + 1], further.start[reseller + 1]
        while True:
            until = further.columns.day[other] if other < other_end else NEVER
            while one < end and base.columns.day[one] <= until:
                if place(base, one, reseller, levers, placed, count):
                    placed.source[count] = 0
                    placed.number[count] = one - base.start[reseller] + 1
                    count += 1
                one += 1
            if other == other_end:
                break
            if place(further, other, reseller, levers, placed, count):
                placed.source[count] = further.source[other]
                placed.number[count] = further.number[other]
                count += 1
            other += 1
        start[reseller + 1] = count


@compiled
def place(
    orders: Candidates, row: int, reseller: int, levers: LeverTables, placed: Placed, at: int
) -> bool:
    """Write an order into `placed`, if its level is below demand; return whether it is."""
    columns = orders.columns
    product, ordinal = columns.product[row], ordinal_of(levers, columns.day[row])
    reference = reference_of(orders, row)
    factor = demand_factor(levers.demand, reseller, product, ordinal, reference)
    if not columns.mark[row] < np.float32(factor):
        return False
    placed.day[at] = columns.day[row]
    placed.product[at] = product
    placed.pays_after[at] = columns.pays_after[row]
    placed.patience[at] = columns.patience[row]
    placed.mark[at] = columns.mark[row]
    if len(placed.listed) > 0:
        placed.listed[at] = columns.amount[row]
    write_terms(orders, row, reseller, ordinal, levers, placed.terms, at)
    return True


@compiled
def put_terms(base: Candidates, levers: LeverTables, terms: Terms) -> None:
    """Fill the terms on which all orders of a base book are placed."""
    for reseller in range(len(base.start) - 1):
        for row in range(base.start[reseller], base.start[reseller + 1]):
            ordinal = ordinal_of(levers, base.columns.day[row])
            write_terms(base, row, reseller, ordinal, levers, terms, row)


@compiled
def write_terms(
    orders: Candidates,
    row: int,
    reseller: int,
    ordinal: int,
    levers: LeverTables,
    terms: Terms,
    at: int,
) -> None:
    """Write what an order costs its reseller and its customer, and how it is financed."""
    product, listed = orders.columns.product[row], orders.columns.amount[row]
    terms.amount[at], change = price(
        levers.prices,
        levers.passed_on,
        reseller,
        product,
        ordinal,
        reference_of(orders, row),
        listed,
    )
    if len(terms.price_change) > 0:
        terms.price_change[at] = change
    terms.financed[at] = financing(
        levers.financing,
        reseller,
        product,
        ordinal,
        listed,
        orders.columns.financed[row],
        orders.take_up,
        row,
    )


@compiled
def reference_of(orders: Candidates, row: int) -> float:
    """Return an order's uniform among its product's references."""
    return orders.references[row] if len(orders.references) > 0 else CERTAIN


@compiled
def ordinal_of(levers: LeverTables, day: int) -> int:
    """Return the ordinal of the business day by which an order of `day` goes."""
    known = levers.next_ordinal
    ordinal: int = known[min(day - levers.first_day, len(known) - 1)]
    return ordinal
