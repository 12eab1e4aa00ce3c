"""The orders that are placed under a programme: what its levers make of a base book."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.market.candidates import Candidates, of_base, of_layers
from simulator.market.layers import draw_layers
from simulator.market.lever_tables import LeverTables, tables_of
from simulator.market.levers import Ground, Levers, PriceLever
from simulator.market.merging import Placed, Terms, merge, put_terms
from simulator.market.orders import OrderBook
from simulator.memory import empty
from simulator.units import BILLION, Cents


def placed_orders(ground: Ground, base: OrderBook, levers: Levers) -> OrderBook:
    """Return the orders that a programme's levers make of a base book; the book itself, if none.

    Raises:
        InputError: discounts leave nothing to pay, or demand rises beyond what can be meant.
    """
    levers = _that_matter(levers)
    check_discounts(ground, levers.prices)
    thinned = bool(levers.demand) or (base.ids is not None and bool((base.mark >= 1).any()))
    if not (thinned or levers.prices or levers.passed_on or levers.financing):
        return base
    candidates, tables = of_base(ground, base, levers), tables_of(ground, levers)
    if not thinned:
        return _on_other_terms(base, candidates, tables, levers)
    layers = [] if base.ids is not None else draw_layers(ground, levers.demand)
    further = of_layers(ground, layers, levers)
    placed = _room(len(base) + len(further.source), levers)
    start = np.zeros(len(base.start), np.int64)
    merge(candidates, further, tables, start, placed)
    return _book(base, start, placed)


def check_discounts(ground: Ground, levers: Sequence[PriceLever]) -> None:
    """Refuse discounts that leave a reseller nothing to pay."""
    for lever in levers:
        meeting = [
            other
            for other in levers
            if other.product == lever.product and other.first <= lever.first < other.after
        ]
        total = sum(other.discount * other.resellers.astype(np.int64) for other in meeting)
        if np.max(total, initial=0) >= BILLION:
            product = ground.portfolio.products[lever.product]
            names = ", ".join(dict.fromkeys(other.measure for other in meeting))
            raise InputError.of(
                f"with the discounts of {names} nothing is left to pay for {product}",
                "discounts that can meet sum to less than 1",
                key=f"programme.{lever.measure}.discount",
            )


def _that_matter(levers: Levers) -> Levers:
    """Return the levers that change an order; those on financing are numbered, so all or none."""
    fast = any(x.resellers.any() and x.first < x.after for x in levers.financing)
    return Levers(
        demand=tuple(
            x for x in levers.demand if x.share > 0 and x.resellers.any() and (x.factor != 1).any()
        ),
        prices=tuple(
            x
            for x in levers.prices
            if x.share > 0 and x.discount and x.resellers.any() and x.first < x.after
        ),
        passed_on=tuple(
            x for x in levers.passed_on if x.rates.any() and x.resellers.any() and x.first < x.after
        ),
        financing=levers.financing if fast else (),
    )


def _on_other_terms(
    base: OrderBook, candidates: Candidates, tables: LeverTables, levers: Levers
) -> OrderBook:
    """Return a base book of which every order is placed, with other prices and financing."""
    terms = _terms(len(base), levers)
    put_terms(candidates, tables, terms)
    return replace(
        base,
        amount=terms.amount,
        financed=terms.financed,
        listed=base.amount if levers.prices else None,
        price_change=_if_any(terms.price_change),
    )


def _terms(room: int, levers: Levers) -> Terms:
    kept = any(lever.pass_through < BILLION for lever in levers.prices)
    change = room if kept or levers.passed_on else 0
    return Terms(empty(room, np.int64), empty(room, np.int8), empty(change, np.int64))


def _room(room: int, levers: Levers) -> Placed:
    return Placed(
        day=empty(room, np.int32),
        product=empty(room, np.int8),
        pays_after=empty(room, np.int16),
        patience=empty(room, np.int16),
        mark=empty(room, np.float32),
        source=empty(room, np.int32),
        number=empty(room, np.int32),
        listed=empty(room if levers.prices else 0, np.int64),
        terms=_terms(room, levers),
    )


def _book(base: OrderBook, start: npt.NDArray[np.int64], placed: Placed) -> OrderBook:
    count, terms = int(start[-1]), placed.terms
    book = OrderBook(
        start=start,
        day=placed.day[:count],
        product=placed.product[:count],
        amount=terms.amount[:count],
        pays_after=placed.pays_after[:count],
        patience=placed.patience[:count],
        financed=terms.financed[:count],
        mark=placed.mark[:count],
        source=placed.source[:count],
        number=placed.number[:count],
        listed=_if_any(placed.listed[:count]),
        price_change=_if_any(terms.price_change[:count]),
    )
    if base.ids is None:
        return book
    return replace(book, ids=base.ids[base.start[book.owners] + placed.number[:count] - 1])


def _if_any(column: Cents) -> Cents | None:
    return column if len(column) else None
