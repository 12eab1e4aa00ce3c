"""What price discounts took off the publisher's revenue."""

import numpy as np

from simulator.book.record import Record
from simulator.book.state import OPENING
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
        if record.orders.listed is None:
            return 0.0
        its = record.book.items["fate"] != OPENING
        items, products = record.book.items[its], record.book.products
        counts = (items["delivered"] >= 0) & (record.book.ordered_on[its] >= 0)
        counts &= products["publisher"][items["product"]]
        off = np.where(counts, record.orders.listed - items["amount"], 0)
        margins = products["distributor_margin"][items["product"]]
        return euros(int((off - shares_of(off, margins)).sum()))
