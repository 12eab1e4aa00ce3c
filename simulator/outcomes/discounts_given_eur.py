"""What price discounts took off the publisher's revenue."""

import numpy as np

from simulator.book.record import Record
from simulator.outcomes.base import Outcome
from simulator.units import euros, shares_of


class DiscountsGiven(Outcome):
    """What price discounts took off the publisher's revenue."""

    unit, better = "EUR", "lower"
    meaning = (
        "List price less price paid of the orders delivered, less the wholesaler's margin on it: "
        "with it, the publisher's revenue is at list prices."
    )

    def measure(self, record: Record) -> float:
        """Return it over the counted orders delivered in the window, EUR."""
        orders, book = record.orders, record.book
        if orders.listed is None:
            return 0.0
        cheaper = np.flatnonzero(orders.listed > orders.amount)
        reseller = np.searchsorted(orders.start, cheaper, side="right") - 1
        rows = book.resellers["first_order"][reseller] + cheaper - orders.start[reseller]
        products = book.products[orders.product[cheaper]]
        counts = (book.items["delivered"][rows] >= 0) & (orders.day[cheaper] >= 0)
        counts &= products["publisher"]
        off = np.where(counts, orders.listed[cheaper] - orders.amount[cheaper], 0)
        return euros(int((off - shares_of(off, products["distributor_margin"])).sum()))
