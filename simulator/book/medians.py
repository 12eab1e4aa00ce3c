"""The size of a reseller's usual order."""

import numpy as np
import numpy.typing as npt

from simulator.book.state import Cents
from simulator.compiling import compiled, compiled_with_memory
from simulator.market.orders import OrderBook


def usual_orders(base: OrderBook) -> Cents:
    """Return each reseller's median order (the lower one) under normal demand, cents, (n,)."""
    normal = base.mark < 1
    if normal.all():
        return lower_medians(base.amount, base.start)
    up_to = np.concatenate([[0], np.cumsum(normal)])
    return lower_medians(base.amount[normal], up_to[base.start])


@compiled
def _below_to_the_front(values: Cents, low: int, high: int, pivot: int) -> int:
    """Move what is below `pivot` among values[low:high] to the front; return where that ends.

    It swaps whether it has to or not: a branch that nobody can foresee would cost three times that.
    """
    end = low
    for i in range(low, high):
        value = values[i]
        values[i] = values[end]
        values[end] = value
        end += value < pivot
    return end


@compiled
def _kth_smallest(values: Cents, k: int) -> int:
    """Return the k-th smallest (from 0) of `values` (n,), which it reorders (Hoare's select)."""
    low, high = 0, len(values)
    while True:
        pivot = values[(low + high) // 2]
        below = _below_to_the_front(values, low, high, pivot)
        if k < below:
            high = below
            continue
        up_to = _below_to_the_front(values, below, high, pivot + 1)
        if k < up_to:
            found: int = pivot
            return found
        low = up_to


@compiled_with_memory
def lower_medians(amount: Cents, start: npt.NDArray[np.int64]) -> Cents:
    """Return the lower median of amount[start[i]:start[i + 1]] for each i, 0 where it is empty."""
    medians = np.zeros(len(start) - 1, np.int64)
    most = 0
    for i in range(len(medians)):
        most = max(most, start[i + 1] - start[i])
    room = np.empty(most, np.int64)
    for i in range(len(medians)):
        count = start[i + 1] - start[i]
        if count > 0:
            for at in range(count):
                room[at] = amount[start[i] + at]
            medians[i] = _kth_smallest(room[:count], (count - 1) // 2)
    return medians
