"""What a measure costs its publisher, order by order."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.book.state import Cents, Ints

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


def by_item(cents: Cents) -> tuple[Rows, Cents]:
    """Return the rows of the items of which an amount (i,) is not zero, and these amounts."""
    rows = np.flatnonzero(cents)
    return rows, cents[rows]
