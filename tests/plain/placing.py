"""What a programme makes of the orders that customers may place: who orders, at what price."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.plain.book import Order

if TYPE_CHECKING:
    from tests.plain.town import Town


def placed(town: Town, wished: Iterable[Order]) -> list[Order]:
    """Return the orders that are placed, in their order, with what each measure does to them."""
    orders = [order for order in wished if order.level < demand(town, order)]
    for order in orders:
        if in_the_run(town, order):
            price(town, order)
            finance(town, order)
    return orders


def in_the_run(town: Town, order: Order) -> bool:
    """Return whether a programme moves it: what would first trade after the run stays as it is."""
    return order.arrives <= town.diary.days[-1]


def demand(town: Town, order: Order) -> float:
    """Return the demand factor of the order's reseller, product and day."""
    factor = 1.0
    if not in_the_run(town, order):
        return factor
    for measure in town.measures:
        factor *= measure.demand(order)
    return factor


def price(town: Town, order: Order) -> None:
    """Fix the price: discounts of the list amount first, then what is passed on of the amount."""
    for measure in town.measures:
        discount = measure.discount(order)
        if discount:
            order.discounts[measure.terms.name] = discount
            order.kept += discount - measure.passed_through(discount)
    order.passed_on = sum(measure.passed_on(order) for measure in town.measures)


def finance(town: Town, order: Order) -> None:
    """Fix who pays: the first measure that would pay a financed order fast does."""
    order.financed_anyway = order.financed
    for measure in town.measures:
        fast = measure.pays_fast(order) if order.financed_anyway else measure.would_finance(order)
        if fast:
            order.financed, order.paid_fast_by = True, measure.terms.name
            return
