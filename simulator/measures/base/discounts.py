"""What discounts cost their publisher, told from what orders cost and what they would at list."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simulator.book.costs import Costs, Rows, items_of, together
from simulator.book.state import Cents
from simulator.market.levers import PriceLever
from simulator.measures.base.orders import cost_on_delivery
from simulator.units import billionths, shares_of

if TYPE_CHECKING:
    from simulator.book.record import Record


def discount_costs(record: "Record", measure: str) -> Costs:
    """Return a measure's discounts on delivered orders, less the wholesalers' margin on them."""
    parts = []
    for product in sorted({one.product for one in record.levers.prices if one.measure == measure}):
        name = record.portfolio.products[product]
        margin = billionths(record.world.products[name].distributor_margin)
        for lever, rows, given in discounts_on(record, product):
            if lever.measure == measure:
                net = given - shares_of(given, margin)
                parts.append(cost_on_delivery(record, rows, net))
    return together(parts)


def discounts_on(record: "Record", product: int) -> Iterator[tuple[PriceLever, Rows, Cents]]:
    """Yield each price lever on a product, the delivered items that it made cheaper, by how much.

    Levers concern the best-selling references, so one of a larger share reaches every order that
    one of a smaller share reaches: what an order costs less is used up in that order.
    """
    orders, items = record.orders, record.book.items
    if orders.listed is None:
        return
    its = np.flatnonzero((orders.product == product) & (orders.listed > orders.amount))
    rows, reseller = items_of(orders, record.book.resellers, its)
    left, placed = orders.listed[its] - orders.amount[its], items["ordinal"][rows]
    delivered = items["delivered"][rows] >= 0
    levers = [lever for lever in record.levers.prices if lever.product == product]
    for lever in sorted(levers, key=lambda one: -one.share):
        reached = lever.resellers[reseller] & (lever.first <= placed) & (placed < lever.after)
        given = shares_of(orders.listed[its], lever.discount)
        given = np.where(reached, np.minimum(given, left), 0)
        left = left - given
        known = delivered & (given > 0)
        yield lever, rows[known], given[known]
