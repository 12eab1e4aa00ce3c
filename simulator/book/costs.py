"""What a measure costs its publisher, order by order."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.book.state import Cents, Ints, Records
from simulator.market.orders import OrderBook

Rows = npt.NDArray[np.int64]


class Costs(NamedTuple):
    """What one measure cost, one row a cost; an order may have several, recoveries are negative.

    Attributes:
        items: rows of the orders to which the costs belong, (k,).
        cents: (k,).
        accrued_on: ordinals on which the costs arise: of the delivery, or of the failure, (k,).
        paid_on: ordinals on which the money moves, `NEVER` if after the run, (k,).
    """

    items: Rows
    cents: Cents
    accrued_on: Ints
    paid_on: Ints


def together(several: list[Costs]) -> Costs:
    """Return several costs as one."""
    columns = zip(*[NO_COSTS, *several], strict=True)
    return Costs(*(np.concatenate(column) for column in columns))


NO_COSTS = Costs(
    np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32)
)


def items_of(orders: OrderBook, resellers: Records, places: Rows) -> tuple[Rows, Rows]:
    """Return the rows of the items that are some orders, by place in the book (j,), and whose.

    Opening invoices come before each reseller's orders.
    """
    owners = orders.owners[places]
    shift = resellers["first_order"] - orders.start[:-1]
    return places + shift[owners], owners
