"""Which orders count, and the costs that arise as they are delivered."""

from typing import TYPE_CHECKING

from simulator.book.costs import Costs, Rows
from simulator.book.state import Cents

if TYPE_CHECKING:
    from simulator.book.record import Record


def counted(record: "Record", costs: Costs) -> Costs:
    """Return the costs of orders that were placed on the window's first day or later."""
    its = record.book.ordered_on[costs.items] >= 0
    items, cents, accrued_on, paid_on = costs
    return Costs(items[its], cents[its], accrued_on[its], paid_on[its])


def cost_on_delivery(record: "Record", rows: Rows, cents: Cents) -> Costs:
    """Return what arises and is paid as orders are delivered, (k,), of those that count."""
    delivered = record.book.items["delivered"][rows]
    return counted(record, Costs(rows, cents, delivered, delivered))
